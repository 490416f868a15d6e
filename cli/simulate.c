#include <string.h>

#include "analyzers/iam/answer.h"
#include "analyzers/iam/case.h"
#include "base/file.h"
#include "cli/batch.h"
#include "cli/request.h"

enum trace { TRACE_NONE, TRACE_DECIDING, TRACE_FULL };

struct options {
	enum trace trace;
	bool text;
};

static const char *const traces[] = {
	[TRACE_NONE] = "none", [TRACE_DECIDING] = "deciding", [TRACE_FULL] = "full"};

/* ---- the answer for people ---- */

static void add_reason(struct str *out, const struct iam_reason *r)
{
	str_addf(out, "\n  %s", iam_layer_name(r->type));
	if (r->target.n > 0)
		str_addf(out, " of " SV_FMT, SV_ARG(r->target));
	if (r->policy.n > 0)
		str_addf(out, " " SV_FMT, SV_ARG(r->policy));
	if (r->statement == NULL) {
		str_addz(out, r->element == IAM_ELEMENT_NONE ? ": no Allow comes near" : "");
		return;
	}
	str_addz(out, ", statement ");
	iam_statement_name(r->statement, out);
	str_addz(out, r->statement->effect == IAM_DENY ? ": Deny" : ": Allow");
	str_addz(out, r->element == IAM_ELEMENT_STATEMENT ? " matches" : " depends on ");
	if (r->element != IAM_ELEMENT_STATEMENT)
		iam_reason_element(r, out);
}

static void write_text(const struct iam_case *c, const struct iam_answer *a, struct str *out)
{
	str_addz(out, iam_decision_name(a->decision));
	if (c->parts > 1)
		str_addf(out, "\n  for " SV_FMT, SV_ARG(c->part[a->part].request.resource.text));
	for (unsigned i = 0; i < IAM_BLOCKS; i++)
		if ((a->blocked_by & 1u << i) != 0)
			str_addf(out, "\n  blocked by %s", iam_block_name((enum iam_block)i));
	for (size_t i = 0; i < a->reasons; i++)
		add_reason(out, &a->reason[i]);
	for (size_t i = 0; i < a->needs; i++)
		str_addf(out, "\n  would be decided by " SV_FMT, SV_ARG(a->need[i]));
	for (size_t i = 0; i < a->notes; i++)
		str_addf(out, "\n  note %s%s" SV_FMT, a->note[i].code, a->note[i].key.n > 0 ? ":" : "",
			 SV_ARG(a->note[i].key));
}

/* ---- one request ---- */

static enum batch_verdict verdict_of(enum iam_decision decision)
{
	switch (decision) {
	case IAM_UNKNOWN:
		return BATCH_UNKNOWN;
	case IAM_ALLOWED:
		return BATCH_POSITIVE;
	case IAM_IMPLICIT_DENY:
	case IAM_EXPLICIT_DENY:
		return BATCH_NEGATIVE;
	}
	return BATCH_UNKNOWN;
}

static bool simulate_line(const void *context, struct batch_line *line, struct str *out,
			  enum batch_verdict *verdict)
{
	const struct options *o = context;
	struct iam_case_reader r = {line->arena, iam_facts_of_table, &line->fault, line->measure};
	struct iam_case c;
	struct iam_answer answer;
	if (!iam_case_read(&r, line->root, &c))
		return false;
	c.detail = o->trace == TRACE_NONE ? IAM_DETAIL_NONE : IAM_DETAIL_DECIDING;
	iam_simulate(&c, &answer);
	*verdict = verdict_of(answer.decision);
	if (o->text)
		write_text(&c, &answer, out);
	else
		iam_answer_write(&c, &answer, line->id, o->trace == TRACE_FULL, out);
	return true;
}

/* ---- the command ---- */

static bool read_options(const struct arguments *a, struct options *o)
{
	const char *trace = argument(a, OPTION_TRACE), *format = argument(a, OPTION_FORMAT);
	*o = (struct options){TRACE_DECIDING, a->n[OPTION_BATCH] == 0};
	if (format != NULL && strcmp(format, "json") != 0 && strcmp(format, "text") != 0) {
		complain("expected --format text or json, got %s", format);
		return false;
	}
	if (format != NULL && a->n[OPTION_BATCH] == 0)
		o->text = strcmp(format, "text") == 0;
	for (size_t i = 0; trace != NULL && i < sizeof traces / sizeof *traces; i++)
		if (strcmp(trace, traces[i]) == 0) {
			o->trace = (enum trace)i;
			trace = NULL;
		}
	if (trace != NULL)
		complain("expected --trace none, deciding or full, got %s", trace);
	return trace == NULL;
}

enum status run_simulate(const struct arguments *a, struct arena *arena)
{
	(void)arena;
	CLEANUP(str_free) struct str line = {0};
	struct options o;
	struct err e;
	enum status s = STATUS_FAILURE;
	if (!read_options(a, &o))
		return STATUS_USAGE;
	if (a->n[OPTION_BATCH] > 0)
		return batch_run(a, simulate_line, &o);
	if (a->operands > 0 && !file_read(a->operand[0], LIMIT_IAM_LINE, &line, &e)) {
		complain("%s", e.text);
		return STATUS_FAILURE;
	}
	if (a->operands == 0) {
		str_init(&line, LIMIT_IAM_LINE);
		if (!request_line(a, &line, &s))
			return s;
		if (!str_finish(&line, "the request", &e)) {
			complain("%s", e.text);
			return STATUS_FAILURE;
		}
	}
	return batch_one(a, str_sv(&line), simulate_line, &o);
}
