#include "collectors/reading.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arn.h"
#include "base/time.h"
#include "base/utf8.h"

static const struct sv absent = {NULL, 0};

bool reading_put(struct reading *r, const struct fact_table *t, const struct sv *value, struct err *e)
{
	return facts_put(r->facts, t, r->source, value, e);
}

bool reading_gap(struct reading *r, const char *code, struct sv place, bool lost, struct err *e,
		 const char *reason, ...)
{
	char text[LIMIT_ERROR_TEXT];
	va_list arguments;
	va_start(arguments, reason);
	vsnprintf(text, sizeof text, reason, arguments);
	va_end(arguments);
	struct gap gap = {
		.source = r->source,
		.origin = r->origin,
		.subject = r->subject,
		.account = r->account,
		.code = code,
		.place = place,
		.reason = utf8_clean(r->arena, sv_of(text)),
		.lost = lost,
	};
	return evidence_gap(r->ev, &gap, e);
}

struct sv origin_name(struct sv origin)
{
	struct sv part = SV(""), rest = origin;
	while (sv_split(&rest, '/', &part))
		;
	return part;
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The first run of letters and digits in one folder or file name that is exactly 12 digits. */
static struct sv account_in(struct sv name)
{
	for (size_t i = 0; i < name.n;) {
		size_t n = 0;
		while (i + n < name.n && is_alnum(name.at[i + n]))
			n++;
		if (account_id_valid(sv_sub(name, i, n)))
			return sv_sub(name, i, n);
		i += n + 1;
	}
	return absent;
}

struct sv origin_account(struct sv origin)
{
	struct sv part, found = absent, rest = origin;
	while (sv_split(&rest, '/', &part)) {
		struct sv here = account_in(part);
		if (here.n > 0)
			found = here;
	}
	return found;
}

struct sv origin_subject(struct sv origin)
{
	struct sv name = origin_name(origin);
	for (size_t i = name.n; i-- > 1;) {
		if (name.at[i] != '-' || name.at[i - 1] != '-')
			continue;
		struct sv rest = sv_sub(name, i + 1, name.n);
		static const char *const endings[] = {".gz", ".json"};
		for (size_t k = 0; k < 2; k++)
			if (sv_ends(rest, sv_of(endings[k])))
				rest.n -= sv_of(endings[k]).n;
		return rest;
	}
	return absent;
}

struct sv reading_text(struct reading *r, const struct json_node *v)
{
	enum json_type type = json_type(v);
	if (type != JSON_STRING && type != JSON_NUMBER)
		return absent;
	struct sv text = json_text(v);
	return text.n == 0 ? SV("") : arena_sv(r->arena, utf8_clean(r->arena, text));
}

struct sv reading_member(struct reading *r, const struct json_node *object, const char *key)
{
	return reading_text(r, json_get(object, key));
}

struct sv reading_format(struct reading *r, int64_t number)
{
	return arena_printf(r->arena, "%lld", (long long)number);
}

struct sv reading_int(struct reading *r, const struct json_node *v)
{
	int64_t number;
	return json_int(v, &number) ? reading_format(r, number) : absent;
}

struct sv reading_time_text(struct reading *r, struct sv text)
{
	int64_t moment;
	struct err e;
	char canonical[TIME_TEXT_MAX];
	if (text.n == 0 || (!time_parse_aws(text, &moment, &e) && !time_parse_date(text, &moment, &e)))
		return absent;
	time_format(moment, canonical);
	return arena_sv(r->arena, sv_of(canonical));
}

/* Recorded answers of the Python SDK write a datetime as an object of its parts, in UTC. */
static struct sv time_of_parts(struct reading *r, const struct json_node *v)
{
	static const char *const parts[] = {"year", "month", "day", "hour", "minute", "second"};
	int64_t n[6] = {0};
	for (size_t i = 0; i < 6; i++)
		if (!json_int(json_get(v, parts[i]), &n[i]) && i < 3)
			return absent;
	return reading_time_text(r, arena_printf(r->arena, "%04lld-%02lld-%02lldT%02lld:%02lld:%02lldZ",
						 (long long)n[0], (long long)n[1], (long long)n[2],
						 (long long)n[3], (long long)n[4], (long long)n[5]));
}

struct sv reading_time(struct reading *r, const struct json_node *v)
{
	if (json_type(v) == JSON_OBJECT)
		return time_of_parts(r, v);
	return reading_time_text(r, json_text(v));
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct sv percent_decoded(struct arena *a, struct sv text)
{
	char *out = arena_alloc(a, text.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++) {
		int high = i + 2 < text.n && text.at[i] == '%' ? hex_digit(text.at[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(text.at[i + 2]) : -1;
		out[n++] = low >= 0 ? (char)(high * 16 + low) : text.at[i];
		i += low >= 0 ? 2 : 0;
	}
	return (struct sv){out, n};
}

struct sv reading_json(struct reading *r, const struct json_node *v)
{
	if (json_type(v) == JSON_ABSENT || json_type(v) == JSON_NULL)
		return absent;
	struct str text CLEANUP(str_free);
	str_init(&text, LIMIT_TEXT);
	json_write(v, false, &text);
	return arena_sv(r->arena, str_sv(&text));
}

struct sv reading_document(struct reading *r, const struct json_node *v, bool *bad)
{
	if (json_type(v) != JSON_STRING)
		return reading_json(r, v);
	struct sv text = sv_trim(json_string(v));
	if (sv_starts(text, SV("%")))
		text = percent_decoded(r->arena, text);
	struct json *doc CLEANUP(json_free) = NULL;
	struct err e;
	if (text.n > 0 && json_parse(text, &doc, &e))
		return reading_json(r, json_root(doc));
	*bad = *bad || text.n > 0;
	return absent;
}

bool reading_truncated(struct reading *r)
{
	bool more =
		json_true(json_get(r->root, "IsTruncated")) ||
		json_string(json_get(r->root, "NextToken")).n > 0 ||
		(json_get(r->root, "IsTruncated") == NULL && json_string(json_get(r->root, "Marker")).n > 0);
	r->shape = more ? "page" : NULL;
	return more;
}
