/* The scanner against the reader over json-c, and its levels and modes against each other. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "collectors/trail/gunzip.h"
#include "tests/trail_compare.h"

extern const struct unit_suite collectors_trail_compare_suite;

static const char seed[] =
	"{\"Records\":[{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"AROA:s\",\"arn\":\"arn:aws:sts::111122223333:assumed-role/r/s\",\"accountId\":\"111122223333\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",\"arn\":\"arn:aws:iam::111122223333:role/r\",\"accountId\":\"111122223333\"},\"webIdFederationData\":{},\"attributes\":{\"creationDate\":\"2026-06-01T00:00:00Z\",\"mfaAuthenticated\":\"false\"}},\"onBehalfOf\":{\"userId\":\"u\"}},\"eventTime\":\"2026-06-01T00:00:01Z\",\"eventSource\":\"sts.amazonaws.com\",\"eventName\":\"AssumeRole\",\"awsRegion\":\"us-east-1\",\"sourceIPAddress\":\"192.0.2.7\",\"userAgent\":\"a "
	"\\\"b\\\"\",\"errorCode\":\"AccessDenied\",\"errorMessage\":\"M\xc3\xbcller\\u00e9 "
	"\\ud83d\\ude00\",\"requestParameters\":{\"policy\":\"{\\\"Version\\\":\\\"2012-10-17\\\"}\",\"n\":[1,-2.5e3,true,null,{\"k\":\"\xe6\x9d\xb1\"}]},\"responseElements\":null,\"requestID\":\"00000000-0000-0000-0000-000000000000\",\"eventID\":\"11111111-2222-3333-4444-555555555555\",\"readOnly\":true,\"eventType\":\"AwsApiCall\",\"managementEvent\":true,\"recipientAccountId\":\"111122223333\",\"eventCategory\":\"Management\"},{\"eventTime\":\"2026-06-01T00:00:02Z\",\"awsRegion\":\"r\",\"eventName\":\"B\",\"eventSource\":\"s\",\"userIdentity\":{\"type\":\"Root\",\"accountId\":111122223333},\"readOnly\":\"true\",\"x\":{\"y\":[[],{}]}}]}";

static uint64_t draw(uint64_t *state)
{
	*state += 0x9e3779b97f4a7c15u;
	uint64_t x = (*state ^ *state >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

/* Cuts out, puts in or doubles a part of the text; what is put in is made of what JSON is made of. */
static size_t mutate(char *text, size_t n, size_t max, uint64_t *state)
{
	static const char *const tokens[] = {"\"",          "\\",
					     "{",           "}",
					     "[",           "]",
					     ",",           ":",
					     "\\u0041",     "\\ud800",
					     "\xff",        "\xc3",
					     "{}",          "null",
					     "1e5",         " ",
					     "\n",          "\x01",
					     "01",          "\\\\",
					     "true",        "\"eventName\":\"Z\",",
					     "\"arn\":1,",  ",\"x\":{\"\\n\":[]}",
					     "\xe2\x82\xac"};
	size_t at = draw(state) % (n + 1), size = draw(state) % 12;
	const char *in = tokens[draw(state) % (sizeof tokens / sizeof *tokens)];
	size_t more = strlen(in);
	switch (draw(state) % 4) {
	case 0: /* cut out */
		size = size < n - at ? size : n - at;
		memmove(text + at, text + at + size, n - at - size);
		return n - size;
	case 1: /* write over */
		if (more > n - at)
			return n;
		memcpy(text + at, in, more);
		return n;
	case 2: /* cut off, seldom */
		return draw(state) % 8 == 0 ? at : n;
	default: /* put in */
		if (n + more > max)
			return n;
		memmove(text + at + more, text + at, n - at);
		memcpy(text + at, in, more);
		return n + more;
	}
}

static void changed_texts_mean_the_same_to_every_reader(void)
{
	struct scanner *s CLEANUP(scanner_free) = scanner_new(cpu_best());
	uint64_t state = 20260601;
	char text[4096];
	for (int i = 0; i < 3000; i++) {
		size_t n = sizeof seed - 1;
		memcpy(text, seed, n);
		for (uint64_t j = 0, times = 1 + draw(&state) % 3; j < times; j++)
			n = mutate(text, n, sizeof text, &state);
		char *copy = with_tail((struct sv){text, n});
		struct sv view = {copy, n};
		const char *differs = compare_all(s, view);
		if (differs == NULL)
			differs = compare_levels(view, i % 2 == 0 ? SCANNER_STRICT : SCANNER_FAST);
		if (differs != NULL)
			printf("%d: %.*s\n", i, (int)n, text);
		CHECK_Z(differs == NULL ? "" : differs, "");
		free(copy);
	}
}

static void check_changed(struct scanner *s, struct sv text)
{
	char *copy = with_tail(text);
	const char *differs = compare_all(s, (struct sv){copy, text.n});
	if (differs == NULL)
		differs = compare_levels((struct sv){copy, text.n}, SCANNER_FAST);
	if (differs != NULL)
		printf(SV_FMT "\n", SV_ARG(text));
	CHECK_Z(differs == NULL ? "" : differs, "");
	free(copy);
}

/* An octet more, less or another, at each place. */
static void every_place_may_change(void)
{
	static const char octets[] = " \n\"\\{}],:0\x7f\x80";
	struct scanner *s CLEANUP(scanner_free) = scanner_new(cpu_best());
	const size_t n = sizeof seed - 1;
	char text[4096];
	for (size_t at = 0; at < n; at++) {
		char octet = octets[at % (sizeof octets - 1)];
		memcpy(text, seed, at);
		text[at] = ' ';
		memcpy(text + at + 1, seed + at, n - at);
		check_changed(s, (struct sv){text, n + 1});
		text[at] = octet;
		check_changed(s, (struct sv){text, n + 1});
		memcpy(text + at + 1, seed + at + 1, n - at - 1);
		check_changed(s, (struct sv){text, n});
		memcpy(text + at, seed + at + 1, n - at - 1);
		check_changed(s, (struct sv){text, n - 1});
		check_changed(s, (struct sv){seed, at});
	}
}

/* ---- the public test data ---- */

struct shared {
	struct gunzip *gunzip;
	struct scanner *scanner;
	size_t files, taken, records;
};

static void compare_file(struct shared *d, const char *path)
{
	struct str file CLEANUP(str_free);
	struct err e;
	struct sv text;
	if (!CHECK_OK(file_read(path, LIMIT_FILE, &file, &e), &e))
		return;
	text = str_sv(&file);
	if (gunzip_is(text) && !gunzip_object(d->gunzip, text, &text, &e))
		return;
	char *copy = with_tail(text);
	struct sv view = {copy, text.n};
	struct transcript t;
	const char *differs = compare_all(d->scanner, view);
	if (differs == NULL)
		differs = compare_levels(view, SCANNER_FAST);
	d->files++;
	d->taken += transcript_scan(&t, d->scanner, view, SCANNER_FAST);
	d->records += scanner_fault(d->scanner) == SCANNER_GOOD ? t.records : 0;
	str_free(&t.text);
	free(copy);
	if (differs != NULL)
		printf("%s:\n", path);
	CHECK_Z(differs == NULL ? "" : differs, "");
}

static void public_logs_mean_the_same_to_every_reader(void)
{
	const char *folder = getenv("BAILIWICK_SHARED");
	if (folder == NULL)
		folder = "";
	struct arena *a CLEANUP(arena_free) = arena_new();
	struct sv path = arena_printf(a, "%s/data/cloudtrail", folder);
	if (!file_is_folder(path.at)) {
		unit_skip("BAILIWICK_SHARED names no folder with data/cloudtrail");
		return;
	}
	struct shared d = {gunzip_new(LIMIT_PACKED, LIMIT_TEXT), scanner_new(cpu_best()), 0, 0, 0};
	struct file_list list;
	struct err e;
	if (CHECK_OK(file_walk(a, path.at, &list, NULL, NULL, &e), &e))
		for (size_t i = 0; i < list.n; i++)
			compare_file(&d, list.entry[i].path);
	printf("  %zu files, %zu of them read by the scanner, %zu records\n", d.files, d.taken, d.records);
	CHECK(d.records > 0);
	gunzip_free(&d.gunzip);
	scanner_free(&d.scanner);
}

static const struct unit_case cases[] = {
	{"changed_texts_mean_the_same_to_every_reader", changed_texts_mean_the_same_to_every_reader},
	{"every_place_may_change", every_place_may_change},
	{"public_logs_mean_the_same_to_every_reader", public_logs_mean_the_same_to_every_reader},
	{NULL, NULL}};
const struct unit_suite collectors_trail_compare_suite = {"compare", cases};
