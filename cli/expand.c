#include <string.h>

#include "analyzers/iam/expand.h"
#include "analyzers/iam/fit.h"
#include "base/file.h"
#include "cli/batch.h"
#include "cli/request.h"

struct options {
	struct globs_work *work;
	bool text, full;
};

/* One line being read. */
struct question {
	struct iam_case_reader reader;
	struct iam_side side;
	struct iam_expand_options options;
	struct iam_principal who;
	bool full;
};

static bool one_of(struct question *q, const struct json_node *v, struct sv path, const char *no,
		   const char *yes, bool *said)
{
	*said = sv_eq(json_string(v), sv_of(yes));
	return *said || sv_eq(json_string(v), sv_of(no)) ||
	       iam_fault(&q->reader, "bad_shape", path, "expected \"%s\" or \"%s\"", no, yes);
}

static bool read_principal(struct question *q, const struct json_node *v, struct sv path)
{
	if (json_type(v) == JSON_NULL)
		return true;
	q->options.who = &q->who;
	return iam_read_principal(&q->reader, v, (struct sv){NULL, 0}, path, &q->who);
}

static bool read_account(struct question *q, const struct json_node *v, struct sv path)
{
	q->options.account = json_string(v);
	return sv_is_digits(q->options.account, 12) ||
	       iam_fault(&q->reader, "bad_shape", path, "expected an account id of 12 digits");
}

static bool read_mode(struct question *q, const struct json_node *v, struct sv path)
{
	bool strict;
	bool good = one_of(q, v, path, "open", "strict", &strict);
	q->options.mode = strict ? IAM_STRICT : IAM_OPEN;
	return good;
}

static bool read_member(struct question *q, struct sv name, const struct json_node *v, struct sv path);

/* `request` of simulate: its principal and context are what counts here. */
static bool read_request(struct question *q, const struct json_node *v, struct sv path)
{
	for (size_t i = 0; i < json_size(v) && i < LIMIT_IAM_MEMBERS; i++) {
		struct sv name = {NULL, 0};
		const struct json_node *one = json_member(v, i, &name);
		struct sv at = arena_printf(q->reader.arena, SV_FMT "/" SV_FMT, SV_ARG(path), SV_ARG(name));
		bool taken = sv_eq(name, SV("principal")) || sv_eq(name, SV("context"));
		if (taken && !read_member(q, name, one, at))
			return false;
	}
	return true;
}

static bool read_member(struct question *q, struct sv name, const struct json_node *v, struct sv path)
{
	bool known;
	if (sv_eq(name, SV("id")) || sv_starts(name, SV("x-")))
		return true;
	if (sv_eq(name, SV("principal")))
		return read_principal(q, v, path);
	if (sv_eq(name, SV("accountId")))
		return read_account(q, v, path);
	if (sv_eq(name, SV("context")))
		return iam_read_context(&q->reader, v, path, &q->options.context, &q->options.n);
	if (sv_eq(name, SV("mode")))
		return read_mode(q, v, path);
	if (sv_eq(name, SV("format")))
		return one_of(q, v, path, "list", "full", &q->full);
	if (sv_eq(name, SV("request")))
		return read_request(q, v, path);
	if (!iam_side_member(&q->reader, name, v, path, &q->side, &known))
		return false;
	return known ||
	       iam_fault(&q->reader, "bad_shape", path, "found unknown member \"" SV_FMT "\"", SV_ARG(name));
}

static void write_text(const struct iam_expansion *x, struct str *out)
{
	for (size_t i = 0; i < x->n; i++) {
		uint32_t action = x->entry[i].action;
		str_addf(out, "%-12s " SV_FMT ":" SV_FMT "\n", iam_certainty_name(x->entry[i].group->certainty),
			 SV_ARG(iamdb_service(iamdb_service_of(action))), SV_ARG(iamdb_name(action)));
	}
	str_addf(out, "%zu actions: %zu always, %zu conditional, %zu maybe", x->n, x->count[IAM_ALWAYS],
		 x->count[IAM_CONDITIONAL], x->count[IAM_MAYBE_ALLOWED]);
}

static bool expand_line(const void *context, struct batch_line *line, struct str *out,
			enum batch_verdict *verdict)
{
	const struct options *o = context;
	struct question q = {
		.reader = {line->arena, NULL, &line->fault, line->measure},
		.options = {.mode = IAM_OPEN},
		.full = o->full,
	};
	struct iam_expansion x;
	if (json_type(line->root) != JSON_OBJECT || json_size(line->root) > LIMIT_IAM_MEMBERS)
		return iam_fault(&q.reader, "bad_shape", SV(""), "expected an object");
	for (size_t i = 0; i < json_size(line->root); i++) {
		struct sv name = {NULL, 0};
		const struct json_node *v = json_member(line->root, i, &name);
		if (!read_member(&q, name, v, arena_printf(line->arena, "/" SV_FMT, SV_ARG(name))))
			return false;
	}
	iam_expand(&q.side, &q.options, o->work, line->arena, &x);
	*verdict = x.n == 0 ? BATCH_NEGATIVE : x.over ? BATCH_UNKNOWN : BATCH_POSITIVE;
	if (o->text)
		write_text(&x, out);
	else
		iam_expansion_write(&x, q.full, line->id, out);
	return true;
}

static bool read_options(const struct arguments *a, struct options *o)
{
	const char *format = argument(a, OPTION_FORMAT), *entries = argument(a, OPTION_ENTRIES);
	if (format != NULL && strcmp(format, "json") != 0 && strcmp(format, "text") != 0) {
		complain("expected --format text or json, got %s", format);
		return false;
	}
	if (entries != NULL && strcmp(entries, "list") != 0 && strcmp(entries, "full") != 0) {
		complain("expected --entries list or full, got %s", entries);
		return false;
	}
	o->text = a->n[OPTION_BATCH] == 0 && (format == NULL || strcmp(format, "text") == 0);
	o->full = entries != NULL && strcmp(entries, "full") == 0;
	return true;
}

enum status run_expand(const struct arguments *a, struct arena *arena)
{
	(void)arena;
	CLEANUP(globs_work_free) struct globs_work work = {0};
	CLEANUP(str_free) struct str line = {0};
	struct options o = {.work = &work};
	struct err e;
	enum status s = STATUS_FAILURE;
	if (!read_options(a, &o))
		return STATUS_USAGE;
	if (a->n[OPTION_BATCH] > 0)
		return batch_run(a, expand_line, &o);
	if (a->operands > 0 && !file_read(a->operand[0], LIMIT_IAM_LINE, &line, &e)) {
		complain("%s", e.text);
		return STATUS_FAILURE;
	}
	if (a->operands == 0) {
		str_init(&line, LIMIT_IAM_LINE);
		if (!layers_line(a, &line, &s))
			return s;
		if (!str_finish(&line, "the request", &e)) {
			complain("%s", e.text);
			return STATUS_FAILURE;
		}
	}
	return batch_one(a, str_sv(&line), expand_line, &o);
}
