#include "collectors/recognise.h"

#include <string.h>

#include "base/utf8.h"
#include "collectors/csv_columns.h"
#include "collectors/readers.h"
#include "collectors/trail/span.h"
#include "collectors/trail_store.h"

#define ANSWER_MAX (128u << 20) /* bytes of one API answer: it is read as a whole document */
#define SHOWN_MAX  6            /* members or columns of an unknown file that the gap shows */

/* ---- readers of what is no single answer ---- */

static bool read_trail(struct reading *r, struct err *e)
{
	return trail_store_read(r->trail, r, e);
}

static bool read_digest(struct reading *r, struct err *e)
{
	struct digest d;
	struct err why;
	if (digest_read(r->text, r->arena, &d, &why))
		return trail_store_digest(r->trail, r, &d, e);
	return reading_gap(r, "bad-record", (struct sv){NULL, 0}, true, e, "The digest can't be used: %s.",
			   why.text);
}

static bool read_nothing(struct reading *r, struct err *e)
{
	return reading_gap(r, r->code, (struct sv){NULL, 0}, r->lost, e, SV_FMT, SV_ARG(r->why));
}

static const struct evidence_kind trail = {"trail", "trail", read_trail};
static const struct evidence_kind digest = {"digest", "digest", read_digest};
static const struct evidence_kind damaged = {"damaged", "unknown", read_nothing};
static const struct evidence_kind foreign = {"foreign", "unknown", read_nothing};
static const struct evidence_kind no_trail = {"unrecognised", "trail", read_nothing};
static const struct evidence_kind unrecognised = {"unrecognised", "unknown", read_nothing};

/* ---- the gap of what no reader takes ---- */

static const struct evidence_kind *none(struct reading *r, const struct evidence_kind *kind, const char *code,
					bool lost, struct sv why)
{
	r->code = code;
	r->lost = lost;
	r->why = why;
	return kind;
}

static const struct evidence_kind *error_answer(struct reading *r)
{
	const struct json_node *fault = json_get(r->root, "Error");
	struct sv code = reading_member(r, fault, "Code"), text = reading_member(r, fault, "Message");
	return none(r, &unrecognised, "error-answer", true,
		    arena_printf(r->arena,
				 "The answer is the error " SV_FMT " of AWS (\"" SV_FMT
				 "\") and no evidence; ask again, with the rights that are missing if that "
				 "was the reason.",
				 SV_ARG(code), SV_ARG(text)));
}

/* "a", "b", ... of an object; the kind of value otherwise. */
static struct sv members_shown(struct reading *r)
{
	size_t n = json_size(r->root);
	if (json_type(r->root) != JSON_OBJECT)
		return json_type(r->root) == JSON_ARRAY ? SV("a list of other things than CloudTrail records")
							: SV("neither an object nor a list");
	if (n == 0)
		return SV("an empty object");
	struct str out CLEANUP(str_free);
	struct sv key;
	str_init(&out, LIMIT_ERROR_TEXT);
	str_addz(&out, "an object with the members");
	for (size_t i = 0; i < n && i < SHOWN_MAX; i++) {
		json_member(r->root, i, &key);
		str_addf(&out, "%s \"%.60s\"", i > 0 ? "," : "", arena_strz(r->arena, key));
	}
	if (n > SHOWN_MAX)
		str_addf(&out, " and %zu more", n - SHOWN_MAX);
	return arena_sv(r->arena, str_sv(&out));
}

static const struct evidence_kind *answer_kind(struct reading *r, struct json **doc)
{
	if (r->text.n > ANSWER_MAX)
		return none(r, &damaged, "too-large", true,
			    arena_printf(r->arena,
					 "The document has %zu bytes and is no CloudTrail log; other "
					 "documents are read up to %u: split it.",
					 r->text.n, ANSWER_MAX));
	const struct evidence_kind *kind = answer_find(r, doc);
	if (kind != NULL)
		return kind;
	if (*doc == NULL)
		return none(r, &unrecognised, "unrecognised", true,
			    SV("The file holds one JSON document a line, and they are neither CloudTrail "
			       "records nor answers of one kind that is read (docs/evidence.md lists those)."));
	if (json_type(json_path(r->root, "Error.Code")) == JSON_STRING)
		return error_answer(r);
	if (json_type(json_get(r->root, "Records")) == JSON_ARRAY)
		return none(r, &no_trail, "no-record", true,
			    SV("The list Records holds no CloudTrail record: expected objects with eventTime, "
			       "eventName and eventSource, spelled like this."));
	if (json_get(r->root, "logEvents") != NULL || json_path(r->root, "events") != NULL)
		return none(r, &no_trail, "unrecognised", true,
			    SV("The document is an export of CloudWatch Logs, which is not read: collect the "
			       "log files from the trail's bucket, or write each message on a line of its "
			       "own."));
	if (json_get(r->root, "Statement") != NULL)
		return none(r, &unrecognised, "unrecognised", true,
			    SV("The document is a policy by itself, and nothing says whose: collect the "
			       "answer that it came in, as docs/evidence.md lists them."));
	return none(r, &unrecognised, "unrecognised", true,
		    arena_printf(r->arena,
				 "The document is JSON, " SV_FMT
				 ", and no export that is read (docs/evidence.md lists those).",
				 SV_ARG(members_shown(r))));
}

/* ---- tables ---- */

static const struct evidence_kind credential_report = {"credential-report", "credential-report",
						       read_credential_report};
static const struct evidence_kind cost = {"cost", "billing", read_cost};
static const struct evidence_kind invoice = {"invoice", "invoice", read_invoice};

static const struct {
	const char *columns; /* all of them must be there, in the form of csv_columns.h */
	const struct evidence_kind *kind;
} sheets[] = {
	{"user arn user_creation_time", &credential_report},
	{"billed_cost", &cost},
	{"line_item_unblended_cost", &cost},
	{"invoice_id period amount currency", &invoice},
};

static bool has_columns(const struct csv *header, const char *columns, struct arena *a)
{
	struct sv rest = sv_of(columns), name;
	while (sv_split(&rest, ' ', &name))
		if (csv_column(header, arena_strz(a, name), a) == CSV_ABSENT)
			return false;
	return true;
}

static const struct evidence_kind *sheet_kind(struct reading *r)
{
	struct csv csv CLEANUP(csv_close);
	if (!csv_header(&csv, r->text))
		return NULL;
	for (size_t i = 0; i < sizeof sheets / sizeof sheets[0]; i++)
		if (has_columns(&csv, sheets[i].columns, r->arena))
			return sheets[i].kind;
	return NULL;
}

/* ---- the rest ---- */

/* Words in a text or a path that tell which evidence suffers when the file can't be read. */
static const struct {
	const char *word, *subject;
} hints[] = {
	{"CloudTrail-Digest", "digest"},
	{"CloudTrail", "trail"},
	{"eventSource", "trail"},
	{"eventVersion", "trail"},
	{"digestStartTime", "digest"},
	{"password_enabled", "credential-report"},
	{"credential", "credential-report"},
	{"AssumeRolePolicy", "iam"},
	{"DetailList", "iam"},
	{"UserName", "iam"},
	{"iam", "iam"},
	{"organizations", "organizations"},
	{"BilledCost", "billing"},
	{"UnblendedCost", "billing"},
	{"unblended_cost", "billing"},
	{"invoice", "invoice"},
};

static const char *subject_of(struct sv text, struct sv origin)
{
	for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++)
		if (sv_find(text, sv_of(hints[i].word)) >= 0 || sv_find(origin, sv_of(hints[i].word)) >= 0)
			return hints[i].subject;
	return "unknown";
}

/* Something that was meant to be JSON: it begins like JSON, or has a quoted key near its beginning. */
static bool means_json(struct sv text)
{
	char first = span_first(text);
	text = sv_sub(text, 0, 300);
	return first == '{' || first == '[' || sv_find(text, SV("\":")) >= 0 || sv_find(text, SV("\" :")) >= 0;
}

static struct sv first_line(struct reading *r)
{
	struct sv rest = sv_trim(r->text), line = SV("");
	sv_split(&rest, '\n', &line);
	return utf8_clean(r->arena, sv_sub(sv_trim(line), 0, 80));
}

/* The contract in machine form lies beside the evidence, often. */
static bool is_engagement(struct sv text)
{
	return sv_find(text, SV("\nschema_version:")) >= 0 || sv_starts(text, SV("schema_version:"));
}

/* What to do about a text, told by its first line. */
static const char *advice(struct sv line)
{
	static const char json[] = "; an answer must be JSON, as --output json gives it";
	if (sv_starts(line, SV("An error occurred (")))
		return "; it is an error of AWS in place of an answer: ask again, with the rights";
	if (sv_starts(line, SV("<")))
		return "; XML and HTML are not read: ask for JSON";
	if (sv_find_char(line, ';') >= 0)
		return "; a table must have commas between its cells, not semicolons";
	return sv_find_char(line, '\t') >= 0 || sv_ends(line, SV(":")) ? json : "";
}

static const struct evidence_kind *text_kind(struct reading *r, const struct err *not_json)
{
	if (is_engagement(sv_sub(r->text, 0, 4096)))
		return none(r, &foreign, "foreign", false,
			    SV("The file is an engagement file; it says what the contract allows and is no "
			       "evidence."));
	if (means_json(r->text))
		return none(
			r, &damaged, "not-json", true,
			arena_printf(r->arena,
				     "The file is not JSON, neither as a whole nor line by line: %s. Nothing "
				     "of it is used: mend it, or fetch it again.",
				     not_json->text));
	if (memchr(r->text.at, '\0', r->text.n < 512 ? r->text.n : 512) != NULL)
		return none(r, &unrecognised, "unrecognised", true,
			    SV("The file is no text, and of no format that is known."));
	struct sv line = first_line(r);
	return none(r, &unrecognised, "unrecognised", true,
		    arena_printf(r->arena,
				 "The file begins with \"" SV_FMT
				 "\" and is no export that is read (docs/evidence.md lists those)%s.",
				 SV_ARG(line), advice(line)));
}

static const struct evidence_kind *damage(struct reading *r)
{
	r->subject = subject_of(sv_sub(r->text, 0, 1u << 20), r->origin);
	r->account = origin_account(r->origin);
	return &damaged;
}

const struct evidence_kind *recognise_damage(struct reading *r, const char *code, struct sv why)
{
	none(r, &damaged, code, true, why);
	return damage(r);
}

static const struct evidence_kind *kind_of(struct reading *r, struct json **doc)
{
	struct err why;
	r->trail_shape = scan_shape(r->text, &why);
	r->shape = trail_shape_name(r->trail_shape);
	switch (r->trail_shape) {
	case SHAPE_DIGEST:
		return &digest;
	case SHAPE_FOREIGN:
		return none(
			r, &foreign, "foreign", false,
			SV("The file is a notice about the delivery of a file (S3, SNS, SQS or EventBridge), "
			   "not a CloudTrail log."));
	case SHAPE_EMPTY:
		return none(r, &foreign, "no-record", false,
			    SV("The file is an empty list; nothing says of what."));
	case SHAPE_NONE:
		return answer_kind(r, doc);
	case SHAPE_NOT_JSON: {
		const struct evidence_kind *kind = sheet_kind(r);
		if (kind == NULL && r->text.n <= ANSWER_MAX)
			kind = answer_find(r, doc);
		return kind != NULL ? kind : text_kind(r, &why);
	}
	case SHAPE_RECORDS:
	case SHAPE_ARRAY:
	case SHAPE_OBJECT:
	case SHAPE_EVENTS:
	case SHAPE_EVENTBRIDGE:
	case SHAPE_LOOKUP:
	case SHAPE_LOOKUP_LINES:
	case SHAPE_LINES:
		break;
	}
	return &trail;
}

const struct evidence_kind *recognise(struct reading *r, struct json **doc)
{
	if (trail_store_scan(r->trail, r)) {
		r->shape = trail_shape_name(r->trail_shape);
		r->subject = trail.subject;
		return &trail;
	}
	if (format_known(r)) {
		r->subject = "unknown";
		return r->lost ? &unrecognised : &foreign;
	}
	r->text = format_utf8(r->arena, r->text);
	if (sv_trim(r->text).n == 0)
		return recognise_damage(r, "empty",
					SV("The file is empty: the export that was to fill it did not work."));
	const struct evidence_kind *kind = kind_of(r, doc);
	if (kind == &damaged)
		return damage(r);
	r->subject = kind->subject;
	return kind;
}
