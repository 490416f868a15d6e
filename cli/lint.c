#include <string.h>

#include "analyzers/iam/lint.h"
#include "base/file.h"
#include "cli/batch.h"

static const struct {
	const char *name;
	enum iam_policy_type type;
} types[] = {
	{"identity", IAM_IDENTITY}, {"boundary", IAM_BOUNDARY}, {"session", IAM_SESSION},
	{"resource", IAM_RESOURCE}, {"trust", IAM_TRUST},       {"scp", IAM_SCP},
	{"rcp", IAM_RCP},           {"vpce", IAM_VPCE},
};

#define TYPES "identity, boundary, session, resource, trust, scp, rcp or vpce"

static bool type_of(struct sv name, enum iam_policy_type *type)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (sv_eq(name, sv_of(types[i].name))) {
			*type = types[i].type;
			return true;
		}
	return false;
}

static bool lint_line(const void *context, struct batch_line *line, struct str *out,
		      enum batch_verdict *verdict)
{
	(void)context;
	struct iam_case_reader r = {line->arena, NULL, &line->fault, line->measure};
	const struct json_node *type_node = json_get(line->root, "type"),
			       *policy = json_get(line->root, "policy");
	enum iam_policy_type type = IAM_IDENTITY;
	struct iam_findings f;
	for (size_t i = 0; i < json_size(line->root); i++) {
		struct sv name = {NULL, 0};
		json_member(line->root, i, &name);
		if (!sv_eq(name, SV("id")) && !sv_eq(name, SV("type")) && !sv_eq(name, SV("policy")) &&
		    !sv_starts(name, SV("x-")))
			return iam_fault(&r, "bad_shape", arena_printf(line->arena, "/" SV_FMT, SV_ARG(name)),
					 "found unknown member \"" SV_FMT "\"", SV_ARG(name));
	}
	if (type_node != NULL && !type_of(json_string(type_node), &type))
		return iam_fault(&r, "bad_shape", SV("/type"), "expected " TYPES);
	if (policy == NULL)
		return iam_fault(&r, "bad_shape", SV("/policy"), "expected a policy document");
	iam_lint(line->arena, policy, type, &f);
	*verdict = f.errors == 0 ? BATCH_POSITIVE : BATCH_NEGATIVE;
	iam_lint_write(&f, line->id, out);
	return true;
}

static void print_findings(const char *path, const struct iam_findings *f)
{
	for (size_t i = 0; i < f->n; i++)
		printf("%s: " SV_FMT "%s%s: " SV_FMT " (%s)\n", path, SV_ARG(f->at[i].at),
		       f->at[i].at.n > 0 ? ": " : "", iam_severity_name(f->at[i].severity),
		       SV_ARG(f->at[i].message), f->at[i].code);
	if (f->n == 0)
		printf("%s: good\n", path);
}

static enum status lint_file(const char *path, enum iam_policy_type type, bool json)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(str_free) struct str text = {0};
	CLEANUP(json_free) struct json *doc = NULL;
	struct iam_findings f;
	struct err e;
	if (!file_read(path, LIMIT_IAM_LINE, &text, &e)) {
		complain("%s", e.text);
		return STATUS_FAILURE;
	}
	bool good = json_parse(str_sv(&text), &doc, &e);
	if (good && json_duplicate(doc).at != NULL)
		good = err_set(&e, "found member \"" SV_FMT "\" twice in one object, expected it once",
			       SV_ARG(json_duplicate(doc)));
	if (!good) {
		complain("%s: %s", path, e.text);
		return STATUS_INCOMPLETE;
	}
	iam_lint(arena, json_root(doc), type, &f);
	if (json) {
		struct str out;
		str_init(&out, (size_t)4 * LIMIT_IAM_LINE);
		iam_lint_write(&f, SV("null"), &out);
		printf(SV_FMT "\n", SV_ARG(str_sv(&out)));
		str_free(&out);
	} else {
		print_findings(path, &f);
	}
	return f.errors > 0 ? STATUS_FINDINGS : STATUS_CLEAN;
}

enum status run_lint(const struct arguments *a, struct arena *arena)
{
	(void)arena;
	const char *format = argument(a, OPTION_FORMAT), *name = argument(a, OPTION_TYPE);
	enum iam_policy_type type = IAM_IDENTITY;
	enum status worst = STATUS_CLEAN;
	if (name != NULL && !type_of(sv_of(name), &type)) {
		complain("expected --type " TYPES ", got %s", name);
		return STATUS_USAGE;
	}
	if (format != NULL && strcmp(format, "json") != 0 && strcmp(format, "text") != 0) {
		complain("expected --format text or json, got %s", format);
		return STATUS_USAGE;
	}
	if (a->n[OPTION_BATCH] > 0 && a->operands < 2)
		return batch_run(a, lint_line, NULL);
	if (a->n[OPTION_BATCH] > 0 || a->operands == 0) {
		complain("lint: expected policy files, or --batch and at most one FILE");
		return STATUS_USAGE;
	}
	for (size_t i = 0; i < a->operands; i++) {
		enum status s = lint_file(a->operand[i], type, format != NULL && strcmp(format, "json") == 0);
		worst = s > worst ? s : worst;
	}
	return worst;
}
