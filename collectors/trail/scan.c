#include "collectors/trail/scan.h"

#include "base/arena.h"
#include "collectors/trail/span.h"

static const char *const names[] = {
	[SHAPE_RECORDS] = "records",
	[SHAPE_ARRAY] = "array",
	[SHAPE_OBJECT] = "object",
	[SHAPE_EVENTS] = "events",
	[SHAPE_LOOKUP] = "lookup",
	[SHAPE_EVENTBRIDGE] = "eventbridge",
	[SHAPE_LOOKUP_LINES] = "lookup-lines",
	[SHAPE_LINES] = "lines",
};

const char *trail_shape_name(enum trail_shape shape)
{
	return names[shape];
}

/* ---- what a value is ---- */

static enum record_kind kind_of(struct sv value)
{
	struct json *doc CLEANUP(json_free) = NULL;
	struct err e;
	if (span_first(value) != '{' || !json_parse(value, &doc, &e))
		return RECORD_NONE;
	return record_kind(json_root(doc));
}

static bool has(struct sv object, const char *name)
{
	size_t count;
	span_get(object, name, &count);
	return count > 0;
}

/* An object that is or holds one record. */
static enum trail_shape shape_of_one(struct sv object)
{
	size_t count;
	if (span_first(span_get(object, "CloudTrailEvent", &count)) == '"')
		return SHAPE_LOOKUP;
	struct sv detail = span_get(object, "detail", &count);
	if (count > 0 && kind_of(detail) == RECORD_WHOLE)
		return SHAPE_EVENTBRIDGE;
	switch (kind_of(object)) {
	case RECORD_WHOLE:
	case RECORD_FRAGMENT:
		return SHAPE_OBJECT;
	case RECORD_NOTICE:
		return SHAPE_FOREIGN;
	case RECORD_NONE:
		break;
	}
	return SHAPE_NONE;
}

/* `shape` if the list has anything of a trail in it. */
static enum trail_shape shape_of_list(struct sv list, enum trail_shape shape)
{
	struct span_walk w = span_open(list);
	struct sv value;
	bool notice = false, any = false;
	while (span_element(&w, &value)) {
		any = true;
		if (span_first(value) != '{')
			continue;
		enum trail_shape one = shape_of_one(value);
		if (trail_shape_name(one) != NULL)
			return shape;
		notice = notice || one == SHAPE_FOREIGN;
	}
	if (!any)
		return shape == SHAPE_RECORDS ? SHAPE_RECORDS : SHAPE_EMPTY;
	return notice ? SHAPE_FOREIGN : SHAPE_NONE;
}

static bool is_digest(struct sv object)
{
	return has(object, "digestStartTime") && has(object, "digestEndTime") && has(object, "logFiles");
}

static bool is_test_notice(struct sv object)
{
	size_t count;
	struct sv event = span_get(object, "Event", &count);
	return sv_eq(event, SV("\"s3:TestEvent\""));
}

static bool is_delivery_envelope(struct sv object)
{
	size_t count;
	struct sv source = span_get(object, "source", &count);
	return has(object, "detail-type") && sv_eq(source, SV("\"aws.s3\""));
}

static enum trail_shape shape_of_object(struct sv object)
{
	if (is_digest(object))
		return SHAPE_DIGEST;
	size_t count;
	struct sv list = span_get(object, "Records", &count);
	if (span_first(list) == '[') {
		enum trail_shape shape = shape_of_list(list, SHAPE_RECORDS);
		if (shape != SHAPE_NONE)
			return shape;
	}
	list = span_get(object, "Events", &count);
	if (span_first(list) == '[') {
		enum trail_shape shape = shape_of_list(list, SHAPE_EVENTS);
		if (trail_shape_name(shape) != NULL)
			return shape;
	}
	enum trail_shape one = shape_of_one(object);
	if (one == SHAPE_NONE && (is_test_notice(object) || is_delivery_envelope(object)))
		return SHAPE_FOREIGN;
	return one;
}

static enum trail_shape shape_of_value(struct sv value)
{
	switch (span_first(value)) {
	case '{':
		return shape_of_object(value);
	case '[':
		return shape_of_list(value, SHAPE_ARRAY);
	default:
		return SHAPE_NONE;
	}
}

/* ---- lines ---- */

static bool good_object(struct sv line)
{
	struct err e;
	size_t end;
	return span_first(line) == '{' && json_check(line, false, &end, &e);
}

/* JSON lines: the first line that is not blank is a whole object, and there are more. */
static enum trail_shape shape_of_lines(struct sv text)
{
	struct sv line;
	enum trail_shape shape = SHAPE_NOT_JSON;
	bool first = true;
	while (sv_split(&text, '\n', &line)) {
		if (sv_trim(line).n == 0)
			continue;
		if (!good_object(line)) {
			if (first)
				return SHAPE_NOT_JSON;
			continue;
		}
		if (first)
			shape = SHAPE_NONE;
		first = false;
		enum trail_shape one = shape_of_object(line);
		if (one == SHAPE_LOOKUP)
			return SHAPE_LOOKUP_LINES;
		if (trail_shape_name(one) != NULL)
			return SHAPE_LINES;
	}
	return shape;
}

static struct sv without_mark(struct sv text)
{
	return sv_starts(text, SV("\xef\xbb\xbf")) ? sv_sub(text, 3, text.n) : text;
}

enum trail_shape scan_shape(struct sv text, struct err *e)
{
	size_t end;
	text = without_mark(text);
	if (json_check(text, false, &end, e))
		return shape_of_value(text);
	return shape_of_lines(text);
}

/* ---- reading ---- */

struct scan {
	const struct trail_sink *sink;
	size_t position; /* of the element last looked at */
	size_t line;     /* of JSON lines; 0: not by lines */
	struct arena *arena;
};

static struct sv place_of(const struct scan *s)
{
	if (s->line > 0)
		return arena_printf(s->arena, "line %zu", s->line);
	return arena_printf(s->arena, "record %zu", s->position);
}

static void fault(const struct scan *s, const char *code, struct sv reason, bool lost)
{
	s->sink->fault(s->sink->context, code, place_of(s), reason, lost);
}

static void say_why_not(const struct scan *s, enum record_kind kind)
{
	static const char *const reasons[] = {
		[RECORD_NONE] = "This element is no CloudTrail record: expected an object with eventTime, "
				"eventName and eventSource.",
		[RECORD_FRAGMENT] = "This is a fragment of a CloudTrail record: it has userIdentity and "
				    "eventVersion, but no eventTime, so it can't be counted.",
		[RECORD_NOTICE] =
			"This element is a delivery notice of S3, SNS or SQS, not a CloudTrail record.",
		[RECORD_WHOLE] = "",
	};
	fault(s, "bad-record", sv_of(reasons[kind]), true);
}

static bool give(const struct scan *s, const struct json *doc, struct sv raw, struct err *e)
{
	struct trail_record r = {.raw = raw, .position = s->position};
	struct err why;
	if (!record_read(json_root(doc), &r, &why)) {
		fault(s, "bad-record", arena_printf(s->arena, "The record can't be used: %s.", why.text), true);
		return true;
	}
	struct sv twice = json_duplicate(doc);
	if (twice.n > 0)
		fault(s, "duplicate-key",
		      arena_printf(s->arena,
				   "The key \"" SV_FMT
				   "\" stands twice in one object of the record; the last value is used.",
				   SV_ARG(twice)),
		      false);
	return s->sink->record(s->sink->context, &r, e);
}

/* One element: a record, or text inside which one may be. */
static bool read_record(struct scan *s, struct sv raw, struct err *e)
{
	struct json *doc CLEANUP(json_free) = NULL;
	struct err why;
	if (!json_parse(raw, &doc, &why)) {
		fault(s, "bad-record", arena_printf(s->arena, "The record is not JSON: %s.", why.text), true);
		return true;
	}
	enum record_kind kind = record_kind(json_root(doc));
	if (kind == RECORD_WHOLE)
		return give(s, doc, raw, e);
	say_why_not(s, kind);
	return true;
}

/* The CloudTrailEvent of a LookupEvents result is a record as a string. */
static bool read_lookup(struct scan *s, struct sv quoted, struct err *e)
{
	struct json *doc CLEANUP(json_free) = NULL;
	struct err why;
	if (!json_parse(quoted, &doc, &why)) {
		fault(s, "bad-record", arena_printf(s->arena, "CloudTrailEvent is not a text: %s.", why.text),
		      true);
		return true;
	}
	return read_record(s, json_string(json_root(doc)), e);
}

static bool read_one(struct scan *s, struct sv object, struct err *e)
{
	size_t count;
	s->position++;
	switch (span_first(object) == '{' ? shape_of_one(object) : SHAPE_NONE) {
	case SHAPE_LOOKUP:
		return read_lookup(s, span_get(object, "CloudTrailEvent", &count), e);
	case SHAPE_EVENTBRIDGE:
		return read_record(s, span_get(object, "detail", &count), e);
	case SHAPE_NONE:
	case SHAPE_NOT_JSON:
	case SHAPE_EMPTY:
	case SHAPE_FOREIGN:
	case SHAPE_DIGEST:
	case SHAPE_RECORDS:
	case SHAPE_ARRAY:
	case SHAPE_OBJECT:
	case SHAPE_EVENTS:
	case SHAPE_LOOKUP_LINES:
	case SHAPE_LINES:
		break;
	}
	return read_record(s, object, e);
}

static bool read_list(struct scan *s, struct sv list, struct err *e)
{
	struct span_walk w = span_open(list);
	struct sv value;
	while (span_element(&w, &value))
		if (!read_one(s, value, e))
			return false;
	return true;
}

/* The list of a log; two lists of the same name are two statements about one thing: none is believed alone. */
static bool read_member(struct scan *s, struct sv object, const char *name, struct err *e)
{
	struct span_walk w = span_open(object);
	struct sv key, value;
	size_t lists = 0;
	while (span_member(&w, &key, &value)) {
		if (!span_key_is(key, name) || span_first(value) != '[')
			continue;
		if (++lists == 2)
			fault(s, "duplicate-key",
			      arena_printf(s->arena,
					   "The member \"%s\" stands twice; the records of all are used.",
					   name),
			      false);
		if (!read_list(s, value, e))
			return false;
	}
	return true;
}

static bool read_value(struct scan *s, struct sv text, enum trail_shape shape, struct err *e)
{
	switch (shape) {
	case SHAPE_RECORDS:
		return read_member(s, text, "Records", e);
	case SHAPE_EVENTS:
		return read_member(s, text, "Events", e);
	case SHAPE_ARRAY:
		return read_list(s, text, e);
	case SHAPE_OBJECT:
	case SHAPE_EVENTBRIDGE:
	case SHAPE_LOOKUP:
		return read_one(s, text, e);
	case SHAPE_NONE:
	case SHAPE_NOT_JSON:
	case SHAPE_EMPTY:
	case SHAPE_FOREIGN:
	case SHAPE_DIGEST:
	case SHAPE_LOOKUP_LINES:
	case SHAPE_LINES:
		break;
	}
	s->position++;
	say_why_not(s, RECORD_NONE);
	return true;
}

static bool read_line(struct scan *s, struct sv line, struct err *e)
{
	struct err why;
	size_t end;
	if (!json_check(line, false, &end, &why)) {
		s->position++;
		fault(s, "bad-record", arena_printf(s->arena, "The line is not JSON: %s.", why.text), true);
		return true;
	}
	return read_value(s, line, shape_of_value(line), e);
}

static bool read_lines(struct scan *s, struct sv text, struct err *e)
{
	struct sv line;
	while (sv_split(&text, '\n', &line)) {
		s->line++;
		if (sv_trim(line).n > 0 && !read_line(s, line, e))
			return false;
	}
	return true;
}

bool scan_text(struct sv text, enum trail_shape shape, const struct trail_sink *k, struct err *e)
{
	struct arena *arena CLEANUP(arena_free) = arena_new();
	struct scan s = {.sink = k, .arena = arena};
	text = without_mark(text);
	if (shape == SHAPE_LINES || shape == SHAPE_LOOKUP_LINES)
		return read_lines(&s, text, e);
	return read_value(&s, text, shape, e);
}
