/* What an attacker, or a broken disk, may put into the bucket: one outcome each. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "collectors/trail/gunzip.h"
#include "tests/trail_compare.h"

extern const struct unit_suite collectors_trail_hostile_suite;

#define HEAD                                                                                                   \
	"{\"eventTime\":\"2026-06-01T00:00:00Z\",\"eventSource\":\"ec2.amazonaws.com\",\"awsRegion\":\"us-"    \
	"east-1\""
#define GOOD  HEAD ",\"eventName\":\"A\"}"
#define DOC   "{\"Records\":["
#define IN(x) DOC HEAD ",\"eventName\":\"A\"," x "}]}"

/* want: SCANNER_GOOD with that many records, else the fault and its offset, counted from `mark` when there is one. */
struct hostile {
	const char *name, *text;
	enum scanner_fault want;
	int records;
	const char *mark;
	bool lenient; /* the fast mode doesn't look there */
};

static const struct hostile texts[] = {
	/* document */
	{"plain", DOC GOOD "," GOOD "]}", SCANNER_GOOD, 2, NULL, false},
	{"empty Records", "{\"Records\":[]}", SCANNER_GOOD, 0, NULL, false},
	{"pretty-printed",
	 "\n{\n\t\"Records\" : [ " HEAD " , \"eventName\" :\r\n \"A\" , \"x\" : { \"y\" : [ 1 , 2 ] } } ]\n}\n",
	 SCANNER_GOOD, 1, NULL, false},
	{"other top-level keys", "{\"a\":{\"b\":[1]},\"Records\":[" GOOD "],\"z\":null}", SCANNER_GOOD, 1, NULL,
	 false},
	{"Records null", "{\"Records\":null}", SCANNER_NO_RECORDS, 0, "null", false},
	{"no Records", "{\"records\":[]}", SCANNER_NO_RECORDS, 0, "{", false},
	{"top-level array", "[" GOOD "]", SCANNER_NO_RECORDS, 0, "[", false},
	{"empty", "", SCANNER_TRUNCATED, 0, "", false},
	{"white space alone", " \n\t ", SCANNER_TRUNCATED, 0, NULL, false},
	{"byte-order mark", "\xef\xbb\xbf" DOC GOOD "]}", SCANNER_NO_RECORDS, 0, "\xef", false},
	{"second document", DOC GOOD "]}{\"Records\":[]}", SCANNER_GRAMMAR, 0, "{\"Records\":[]", false},
	/* keys */
	{"escaped key", DOC HEAD ",\"event\\u004eame\":\"A\"}]}", SCANNER_GOOD, 1, NULL, false},
	{"escaped Records", "{\"Rec\\u006frds\":[" GOOD "]}", SCANNER_GOOD, 1, NULL, false},
	{"eventName twice", IN("\"eventName\":\"B\""), SCANNER_DUPLICATE, 0, "\"eventName\":\"B\"", false},
	{"eventName twice, once escaped", IN("\"event\\u004eame\":\"B\""), SCANNER_DUPLICATE, 0, "\"event\\u",
	 false},
	{"Records twice", "{\"Records\":[],\"Records\":[" GOOD "]}", SCANNER_DUPLICATE, 0, "\"Records\":[{",
	 false},
	{"accountId twice", IN("\"userIdentity\":{\"accountId\":\"1\",\"arn\":\"x\",\"accountId\":\"2\"}"),
	 SCANNER_DUPLICATE, 0, "\"accountId\":\"2\"", false},
	{"EventName", DOC HEAD ",\"EventName\":\"A\"}]}", SCANNER_MISSING, 0, "{\"eventTime", false},
	/* strings */
	{"letters beyond ASCII",
	 IN("\"userAgent\":\"M\xc3\xbcller \\ud83d\\ude00\",\"q\":{\"a\":\"\xe6\x9d\xb1\"}"), SCANNER_GOOD, 1,
	 NULL, false},
	{"escaped NUL", IN("\"userAgent\":\"a\\u0000b\",\"q\":[\"\\u0000\"]"), SCANNER_GOOD, 1, NULL, false},
	{"lone high surrogate", IN("\"userAgent\":\"\\ud800\""), SCANNER_ESCAPE, 0, "\\ud800", false},
	{"lone low surrogate, passed over", IN("\"q\":{\"a\":\"\\udc00\"}"), SCANNER_ESCAPE, 0, "\\udc00",
	 false},
	{"bad UTF-8", IN("\"userAgent\":\"\xff\""), SCANNER_UTF8, 0, "\xff", false},
	{"overlong UTF-8, passed over", IN("\"q\":[\"\xc0\xaf\"]"), SCANNER_UTF8, 0, "\xc0", false},
	{"raw control", IN("\"userAgent\":\"a\x01\""), SCANNER_CONTROL, 0, "\x01", false},
	{"raw newline, passed over", IN("\"q\":{\"a\":\"x\ny\"}"), SCANNER_CONTROL, 0, "\n", false},
	{"bad escape", IN("\"userAgent\":\"\\x41\""), SCANNER_ESCAPE, 0, "x41", false},
	{"bad escape, passed over", IN("\"q\":[\"\\'\"]"), SCANNER_ESCAPE, 0, "'", false},
	/* numbers */
	{"1e999", IN("\"q\":1e999,\"p\":[1e999]"), SCANNER_GOOD, 1, NULL, false},
	{"01", IN("\"q\":01"), SCANNER_GRAMMAR, 0, "1}]}", false},
	{"1. with no digit", IN("\"q\":1."), SCANNER_GRAMMAR, 0, "}]}", false},
	{"NaN", IN("\"q\":[NaN]"), SCANNER_GRAMMAR, 0, "NaN", true},
	/* grammar */
	{"comma at the end of the object", DOC GOOD "],}", SCANNER_GRAMMAR, 0, NULL, false},
	{"comma at the end of the record", IN("\"q\":1,"), SCANNER_GRAMMAR, 0, "}]}", false},
	{"comma at the end of an array", IN("\"q\":[1,]"), SCANNER_GRAMMAR, 0, "]}]}", true},
	{"missing colon", IN("\"q\" 1"), SCANNER_GRAMMAR, 0, "1}]}", false},
	{"crossed brackets", IN("\"q\":{\"a\":[1}]"), SCANNER_GRAMMAR, 0, "}]}]}", true},
	{"swapped brackets", IN("\"q\":{\"a\":1]"), SCANNER_GRAMMAR, 0, "]}]}", true},
	{"comment", DOC "/* */" GOOD "]}", SCANNER_GRAMMAR, 0, "/", false},
	{"single quotes", DOC HEAD ",'eventName':\"A\"}]}", SCANNER_GRAMMAR, 0, "'", false},
	{"something after the document", DOC GOOD "]}x", SCANNER_GRAMMAR, 0, "x", false},
	{"cut in a string", DOC HEAD ",\"eventName\":\"A", SCANNER_TRUNCATED, 0, NULL, false},
	{"cut at the last byte", DOC GOOD "]", SCANNER_TRUNCATED, 0, NULL, false},
	/* types */
	{"userIdentity null", IN("\"userIdentity\":null"), SCANNER_GOOD, 1, NULL, false},
	{"members in another order",
	 DOC "{\"eventName\":\"A\",\"recipientAccountId\":\"1\",\"awsRegion\":\"r\",\"userIdentity\":{\"arn\":"
	     "\"a\",\"type\":\"t\"},\"eventSource\":\"s\",\"eventTime\":\"2026-06-01T00:00:00Z\","
	     "\"eventVersion\":\"1.08\"}]}",
	 SCANNER_GOOD, 1, NULL, false},
	{"eventName an object", DOC HEAD ",\"eventName\":{}}]}", SCANNER_TYPE, 0, "{}}]}", false},
	{"eventName null", DOC HEAD ",\"eventName\":null}]}", SCANNER_TYPE, 0, "null", false},
	{"an element that is no object", DOC GOOD ",7]}", SCANNER_TYPE, 0, "7]}", false},
	/* beyond the 52: what only this reader asks */
	{"a notice of S3", DOC "{\"eventVersion\":\"2.1\",\"eventSource\":\"aws:s3\",\"eventName\":\"A\"}]}",
	 SCANNER_VERSION, 0, "\"2.1\"", false},
	{"a notice without version",
	 DOC "{\"eventTime\":\"2026-06-01T00:00:00Z\",\"eventSource\":\"\\u0061ws:s3\",\"eventName\":\"A\","
	     "\"awsRegion\":\"r\"}]}",
	 SCANNER_FOREIGN, 0, "{\"eventTime", false},
	{"February 30", DOC "{\"eventTime\":\"2026-02-30T00:00:00Z\"}]}", SCANNER_TIME, 0, "\"2026", false},
	{"a fraction of a second", DOC "{\"eventTime\":\"2026-02-03T00:00:00.1Z\"}]}", SCANNER_TIME, 0,
	 "\"2026", false},
	{"arn an array", IN("\"userIdentity\":{\"arn\":[]}"), SCANNER_TYPE, 0, "[]", false},
	{"backslash outside a string", IN("\"q\":[\\]"), SCANNER_GRAMMAR, 0, "\\]}]}", false},
};

/* The text ends where its tail meets a page that nobody may read. */
struct guarded {
	char *pages;
	size_t size;
	struct sv text;
};

static struct guarded guard(struct sv text)
{
	struct guarded g;
	size_t page = 4096, body = (text.n + SCANNER_TAIL + page - 1) / page * page;
	g.size = body + page;
	g.pages = mmap(NULL, g.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (g.pages == MAP_FAILED || mprotect(g.pages + body, page, PROT_NONE) != 0)
		abort();
	char *at = g.pages + body - SCANNER_TAIL - text.n;
	if (text.n > 0)
		memcpy(at, text.at, text.n);
	g.text = (struct sv){at, text.n};
	return g;
}

static void unguard(struct guarded *g)
{
	munmap(g->pages, g->size);
}

/* True and the records when it was read. */
static bool read_at(enum cpu level, enum scanner_mode mode, struct sv text, size_t *records,
		    enum scanner_fault *fault, size_t *offset)
{
	struct scanner *s CLEANUP(scanner_free) = scanner_new(level);
	struct guarded g = guard(text);
	struct transcript t;
	bool good = transcript_scan(&t, s, g.text, mode);
	*records = t.records;
	*fault = scanner_fault(s);
	*offset = scanner_offset(s);
	str_free(&t.text);
	unguard(&g);
	return good;
}

static void check_hostile(const struct hostile *h, enum cpu level, enum scanner_mode mode)
{
	size_t records, offset;
	enum scanner_fault fault;
	bool good = read_at(level, mode, sv_of(h->text), &records, &fault, &offset);
	bool passes = h->lenient && mode == SCANNER_FAST;
	if (good != (h->want == SCANNER_GOOD) && !passes)
		printf("%s, %s:\n", h->name, cpu_name(level));
	if (passes)
		return;
	CHECK_INT(fault, h->want);
	if (h->want == SCANNER_GOOD)
		CHECK_INT(records, h->records);
	if (h->mark != NULL)
		CHECK_INT(offset, strstr(h->text, h->mark) - h->text);
	if (h->want == SCANNER_TRUNCATED)
		CHECK_INT(offset, strlen(h->text));
}

static void each_text_has_its_one_outcome(void)
{
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		for (enum cpu level = CPU_SCALAR; level <= cpu_best(); level++) {
			check_hostile(&texts[i], level, SCANNER_STRICT);
			check_hostile(&texts[i], level, SCANNER_FAST);
		}
}

static void each_text_means_the_same_to_every_reader(void)
{
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct scanner *s CLEANUP(scanner_free) = scanner_new(cpu_best());
		char *copy = with_tail(sv_of(texts[i].text));
		const char *differs = compare_all(s, (struct sv){copy, strlen(texts[i].text)});
		free(copy);
		CHECK_Z(differs == NULL ? "" : differs, "");
	}
}

/* ---- large texts ---- */

static void check_large(const struct str *text, bool good, size_t records, enum scanner_fault want)
{
	for (enum cpu level = CPU_SCALAR; level <= cpu_best(); level++)
		for (int mode = SCANNER_STRICT; mode <= SCANNER_FAST; mode++) {
			size_t got, offset;
			enum scanner_fault fault;
			CHECK_INT(read_at(level, (enum scanner_mode)mode, str_sv(text), &got, &fault, &offset),
				  good);
			CHECK_INT(fault, want);
			if (good)
				CHECK_INT(got, records);
		}
}

static void add_many(struct str *s, const char *what, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_addz(s, what);
}

static void nested(struct str *text, const char *open, const char *middle, const char *close, size_t n)
{
	str_reset(text);
	str_addz(text, DOC HEAD ",\"eventName\":\"A\",\"q\":");
	add_many(text, open, n);
	str_addz(text, middle);
	add_many(text, close, n);
	str_addz(text, "}]}");
}

static void depth_has_a_limit_and_no_stack(void)
{
	struct str text CLEANUP(str_free);
	str_init(&text, 1u << 22);
	nested(&text, "{\"a\":", "1", "}", 100);
	check_large(&text, true, 1, SCANNER_GOOD);
	nested(&text, "[", "", "]", 125); /* document, Records and record make 128 */
	check_large(&text, true, 1, SCANNER_GOOD);
	nested(&text, "[", "", "]", 126);
	check_large(&text, false, 0, SCANNER_DEPTH);
	nested(&text, "[", "", "]", 10000);
	check_large(&text, false, 0, SCANNER_DEPTH);
	str_reset(&text);
	str_addz(&text, "{\"a\":");
	add_many(&text, "[", 200000);
	check_large(&text, false, 0, SCANNER_DEPTH);
}

static void long_strings_are_read(void)
{
	struct str text CLEANUP(str_free);
	str_init(&text, 64u << 20);
	str_addz(&text, DOC HEAD ",\"eventName\":\"");
	add_many(&text, "0123456789abcdef0123456789abcdef", 20u << 15);
	str_addz(&text, "\",\"q\":{\"a\":\"");
	add_many(&text, "0123456789abcdef0123456789abcdef", 1u << 10);
	str_addz(&text, "\"}}]}");
	check_large(&text, true, 1, SCANNER_GOOD);
}

static void a_raw_nul_is_no_end(void)
{
	static const char text[] = DOC HEAD ",\"eventName\":\"A\",\"q\":{\"a\":\"x\0y\"}}]}";
	struct sv view = {text, sizeof text - 1};
	for (int mode = SCANNER_STRICT; mode <= SCANNER_FAST; mode++) {
		size_t records, offset;
		enum scanner_fault fault;
		CHECK(!read_at(cpu_best(), (enum scanner_mode)mode, view, &records, &fault, &offset));
		CHECK_INT(fault, SCANNER_CONTROL);
		CHECK_INT(offset, strlen(text));
	}
	static const char behind[] = DOC GOOD "]}\0";
	size_t records, offset;
	enum scanner_fault fault;
	CHECK(!read_at(cpu_best(), SCANNER_FAST, (struct sv){behind, sizeof behind - 1}, &records, &fault,
		       &offset));
	CHECK_INT(fault, SCANNER_GRAMMAR);
}

/* ---- gzip ---- */

/* A member that stores the text as it is (RFC 1951, 3.2.4), with these flags and this header behind the first ten. */
static void add_member(struct str *out, struct sv text, unsigned flags, struct sv more, uint32_t claimed,
		       uint32_t flip)
{
	const unsigned char fixed[10] = {0x1f, 0x8b, 8, (unsigned char)flags, 0, 0, 0, 0, 0, 3};
	uint32_t crc = 0xffffffffu;
	str_add(out, (struct sv){(const char *)fixed, sizeof fixed});
	str_add(out, more);
	const unsigned char block[5] = {1, (unsigned char)text.n, (unsigned char)(text.n >> 8),
					(unsigned char)~text.n, (unsigned char)(~text.n >> 8)};
	str_add(out, (struct sv){(const char *)block, sizeof block});
	str_add(out, text);
	for (size_t i = 0; i < text.n; i++) {
		crc ^= (unsigned char)text.at[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ ((crc & 1) ? 0xedb88320u : 0);
	}
	crc = ~crc ^ flip;
	for (int i = 0; i < 4; i++)
		str_addc(out, (char)(crc >> 8 * i));
	for (int i = 0; i < 4; i++)
		str_addc(out, (char)(claimed >> 8 * i));
}

static void member(struct str *out, unsigned flags, struct sv more, uint32_t claimed, uint32_t flip)
{
	str_init(out, 1u << 20);
	add_member(out, SV(DOC GOOD "]}"), flags, more, claimed, flip);
}

#define TEXT_SIZE (uint32_t)(sizeof(DOC GOOD "]}") - 1)

static void check_packed(struct sv packed, const char *code, const char *part)
{
	for (enum cpu level = CPU_SCALAR; level <= cpu_best(); level++) {
		struct gunzip *g CLEANUP(gunzip_free) = gunzip_new(1u << 20, 1u << 20);
		struct sv text;
		struct err e;
		gunzip_use(g, level);
		if (code == NULL) {
			if (CHECK_OK(gunzip_object(g, packed, &text, &e), &e))
				CHECK_SV(text, SV(DOC GOOD "]}"));
			continue;
		}
		CHECK_ERR(gunzip_object(g, packed, &text, &e), &e, part);
		CHECK_Z(gunzip_code(g), code);
	}
}

static void check_built(struct str *packed, const char *code, const char *part)
{
	check_packed(str_sv(packed), code, part);
	str_free(packed);
}

static void every_header_flag_is_understood(void)
{
	/* FTEXT, FHCRC, FEXTRA, FNAME, FCOMMENT; the two octets at the end are the header's checksum. */
	static const char more[] = "\x03\x00"
				   "abc"
				   "name\0"
				   "comment\0";
	struct str packed;
	member(&packed, 0x1d, (struct sv){more, sizeof more - 1}, TEXT_SIZE, 0);
	check_built(&packed, NULL, NULL);
	static const char wrong[] = "\x03\x00"
				    "abc"
				    "name\0"
				    "comment\0"
				    "\x12\x34";
	member(&packed, 0x1f, (struct sv){wrong, sizeof wrong - 1}, TEXT_SIZE, 0);
	check_built(&packed, "not-gzip", "the checksum of the gzip header");
}

static void what_is_not_one_whole_member_is_an_error(void)
{
	struct str packed;
	check_packed(SV("{\"Records\":[]}"), "not-gzip", "begins with other bytes");
	check_packed(SV(""), "not-gzip", "begins with other bytes");
	check_packed(SV("\x1f\x8b\x08"), "truncated", "the shortest possible one has 18");
	member(&packed, 0, SV(""), TEXT_SIZE, 0);
	packed.n -= 9;
	check_built(&packed, "truncated", "claims");
	member(&packed, 0, SV(""), TEXT_SIZE, 1);
	check_built(&packed, "not-gzip", "the checksum of the text");
	member(&packed, 0, SV(""), TEXT_SIZE - 1, 0);
	check_built(&packed, "truncated", "longer than its trailer claims");
	member(&packed, 0, SV(""), 0xffffffffu, 0);
	check_built(&packed, "truncated", "claims 4294967295 bytes of text, which");
	member(&packed, 0, SV(""), 1u << 20, 0);
	check_built(&packed, "truncated", "can't hold");
	member(&packed, 0, SV(""), TEXT_SIZE, 0);
	add_member(&packed, SV(DOC GOOD "]}"), 0, SV(""), TEXT_SIZE, 0);
	check_built(&packed, "not-gzip", "does not end with its first member");
	member(&packed, 0, SV(""), TEXT_SIZE, 0);
	str_add(&packed, (struct sv){"\0\0\0\0\0\0\0\0", 8});
	check_built(&packed, "truncated", "longer than its trailer claims (0 bytes)");
	member(&packed, 0, SV(""), TEXT_SIZE, 0);
	str_addz(&packed, "rubbish and ");
	str_addc(&packed, (char)TEXT_SIZE);
	str_add(&packed, (struct sv){"\0\0\0", 3});
	check_built(&packed, "not-gzip", "does not end with its first member");
}

static void a_vouched_text_is_not_summed_and_has_its_tail(void)
{
	struct gunzip *g CLEANUP(gunzip_free) = gunzip_new(1u << 20, 1u << 20);
	struct str packed CLEANUP(str_free);
	struct sv text;
	struct err e;
	member(&packed, 0, SV(""), TEXT_SIZE, 1);
	if (!CHECK_OK(gunzip_vouched(g, str_sv(&packed), &text, &e), &e))
		return;
	CHECK_SV(text, SV(DOC GOOD "]}"));
	for (size_t i = 0; i < GUNZIP_TAIL; i++)
		CHECK(text.at[text.n + i] == '\0');
}

static const struct unit_case cases[] = {
	{"each_text_has_its_one_outcome", each_text_has_its_one_outcome},
	{"each_text_means_the_same_to_every_reader", each_text_means_the_same_to_every_reader},
	{"depth_has_a_limit_and_no_stack", depth_has_a_limit_and_no_stack},
	{"long_strings_are_read", long_strings_are_read},
	{"a_raw_nul_is_no_end", a_raw_nul_is_no_end},
	{"every_header_flag_is_understood", every_header_flag_is_understood},
	{"what_is_not_one_whole_member_is_an_error", what_is_not_one_whole_member_is_an_error},
	{"a_vouched_text_is_not_summed_and_has_its_tail", a_vouched_text_is_not_summed_and_has_its_tail},
	{NULL, NULL}};
const struct unit_suite collectors_trail_hostile_suite = {"hostile", cases};
