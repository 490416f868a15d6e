#include <string.h>

#include "analyzers/iam/fit.h"
#include "base/file.h"
#include "cli/batch.h"

struct options {
	struct globs_work *work;
	unsigned budget;
	bool text;
};

static void write_text(const struct iam_fit *fit, struct str *out)
{
	switch (fit->answer) {
	case IAM_FIT_UNKNOWN:
		str_addf(out, "unknown: %s", iam_fit_reason_name(fit->reason));
		break;
	case IAM_FIT_CONTAINED:
		str_addz(out, "contained");
		break;
	case IAM_FIT_EXCEEDS:
		str_addf(out, "not contained\n  " SV_FMT "\n  on " SV_FMT, SV_ARG(fit->witness.action),
			 SV_ARG(fit->witness.resource));
		if (fit->witness.principal != NULL && fit->witness.principal->text.n > 0)
			str_addf(out, "\n  by " SV_FMT, SV_ARG(fit->witness.principal->text));
		for (size_t i = 0; i < fit->witness.n; i++) {
			const struct iam_entry *e = &fit->witness.context[i];
			for (size_t k = 0; k < e->value.n; k++)
				str_addf(out, "\n  with " SV_FMT "=" SV_FMT, SV_ARG(e->key.written),
					 SV_ARG(e->value.text[k]));
		}
		break;
	}
}

static bool contains_line(const void *context, struct batch_line *line, struct str *out,
			  enum batch_verdict *verdict)
{
	static const enum batch_verdict verdicts[] = {[IAM_FIT_UNKNOWN] = BATCH_UNKNOWN,
						      [IAM_FIT_CONTAINED] = BATCH_POSITIVE,
						      [IAM_FIT_EXCEEDS] = BATCH_NEGATIVE};
	const struct options *o = context;
	struct iam_case_reader r = {line->arena, NULL, &line->fault, line->measure};
	struct iam_fit_question q = {.options = {.budget = o->budget}};
	struct iam_fit fit;
	if (!iam_fit_read(&r, line->root, &q))
		return false;
	iam_contains(&q.a, &q.b, &q.options, o->work, line->arena, &fit);
	*verdict = verdicts[fit.answer];
	if (o->text)
		write_text(&fit, out);
	else
		iam_fit_write(&q, &fit, line->id, out);
	return true;
}

static bool read_options(const struct arguments *a, struct options *o)
{
	const char *format = argument(a, OPTION_FORMAT), *budget = argument(a, OPTION_BUDGET);
	int64_t times = 1;
	if (budget != NULL && (!sv_to_int64(sv_of(budget), &times) || times < 1 || times > 1000)) {
		complain("expected --budget from 1 to 1000, got %s", budget);
		return false;
	}
	if (format != NULL && strcmp(format, "json") != 0 && strcmp(format, "text") != 0) {
		complain("expected --format text or json, got %s", format);
		return false;
	}
	o->budget = (unsigned)times;
	o->text = a->n[OPTION_BATCH] == 0 && (format == NULL || strcmp(format, "text") == 0);
	return true;
}

/* {"a":...,"b":...} from two files. */
static bool join(const struct arguments *a, struct str *line)
{
	str_init(line, 3 * (size_t)LIMIT_IAM_LINE);
	for (size_t i = 0; i < 2; i++) {
		CLEANUP(str_free) struct str text = {0};
		CLEANUP(json_free) struct json *doc = NULL;
		struct err e;
		if (!file_read(a->operand[i], LIMIT_IAM_LINE, &text, &e)) {
			complain("%s", e.text);
			return false;
		}
		if (!json_parse(str_sv(&text), &doc, &e)) {
			complain("%s: %s", a->operand[i], e.text);
			return false;
		}
		str_addz(line, i == 0 ? "{\"a\":" : ",\"b\":");
		json_write(json_root(doc), false, line);
	}
	str_addc(line, '}');
	return true;
}

static enum status answer_one(const struct arguments *a, const struct options *o)
{
	CLEANUP(str_free) struct str line = {0};
	struct err e;
	if (a->operands == 0) {
		complain("contains: expected a FILE, the files of A and B, or --batch");
		return STATUS_USAGE;
	}
	if (a->operands == 2 && !join(a, &line))
		return STATUS_FAILURE;
	if (a->operands == 1 && !file_read(a->operand[0], LIMIT_IAM_LINE, &line, &e)) {
		complain("%s", e.text);
		return STATUS_FAILURE;
	}
	return batch_one(a, str_sv(&line), contains_line, o);
}

enum status run_contains(const struct arguments *a, struct arena *arena)
{
	(void)arena;
	CLEANUP(globs_work_free) struct globs_work work = {0};
	struct options o = {.work = &work};
	if (!read_options(a, &o))
		return STATUS_USAGE;
	if (a->n[OPTION_BATCH] > 0 && a->operands > 1) {
		complain("contains: expected one FILE with --batch, got %zu", a->operands);
		return STATUS_USAGE;
	}
	return a->n[OPTION_BATCH] > 0 ? batch_run(a, contains_line, &o) : answer_one(a, &o);
}
