/* The policy engine's speed: evaluations of the scenarios (a mixed strict load over all layers, policies compiled, no
 * reasons) and compiling of policies. Beside it a plain loop of globs over the same actions, as a measure of the
 * machine. Time is processor time.
 *
 * usage: iam SCENARIO... [--policies FILE]     FILE: one policy a line; else those of the scenarios, 32 MB of them */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analyzers/iam/case.h"
#include "base/file.h"
#include "base/glob.h"

#define SECONDS   1.0
#define CASES_MAX 20000
#define ENOUGH    32000000u /* bytes */

struct load {
	struct arena *arena;
	struct iam_case *c;
	size_t n;
	struct str policies; /* of the scenarios, one a line */
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const struct err *e)
{
	fprintf(stderr, "%s\n", e->text);
	exit(1);
}

static void read_cases(struct load *l, const char *path)
{
	struct str text;
	struct sv line;
	struct err e;
	if (!file_read(path, LIMIT_IAM_LINE, &text, &e))
		die(&e);
	for (struct sv rest = str_sv(&text); sv_split(&rest, '\n', &line) && l->n < CASES_MAX;) {
		struct json *doc = NULL;
		struct iam_line_fault fault;
		struct iam_case_reader r = {l->arena, iam_facts_of_table, &fault, false};
		if (!json_parse(line, &doc, &e))
			die(&e);
		struct iam_case *c = &l->c[l->n];
		if (iam_case_read(&r, json_root(doc), c) && c->part[0].request.mode == IAM_STRICT) {
			c->detail = IAM_DETAIL_NONE;
			l->n++;
		}
		const struct json_node *policy = json_at(json_get(json_root(doc), "identityPolicies"), 0);
		if (json_get(policy, "Statement") != NULL) {
			json_write(policy, false, &l->policies);
			str_addc(&l->policies, '\n');
		}
		json_free(&doc);
	}
	str_free(&text);
}

static double evaluations(const struct load *l)
{
	size_t done = 0;
	double start = now(), spent = 0;
	for (; spent < SECONDS; spent = now() - start, done += l->n)
		for (size_t i = 0; i < l->n; i++) {
			struct iam_answer answer;
			iam_simulate(&l->c[i], &answer);
		}
	return (double)done / spent;
}

static bool plain_layer(const struct iam_layer *layer, struct sv action)
{
	bool any = false;
	for (size_t i = 0; i < layer->n; i++)
		for (size_t k = 0; k < layer->item[i].policy->n; k++) {
			const struct iam_action_set *s = &layer->item[i].policy->statement[k].action;
			for (size_t m = 0; m < s->n; m++)
				any |= glob_match_nocase(s->pattern[m].text, action);
		}
	return any;
}

/* Nothing but the actions of the identity and the resource policies. */
static double plain_globs(const struct load *l)
{
	size_t done = 0;
	volatile bool any = false;
	double start = now(), spent = 0;
	for (; spent < SECONDS; spent = now() - start, done += l->n)
		for (size_t i = 0; i < l->n; i++) {
			struct sv action = l->c[i].part[0].request.action;
			any = plain_layer(&l->c[i].identity, action) |
			      plain_layer(&l->c[i].part[0].resource, action);
		}
	(void)any;
	return (double)done / spent;
}

struct compiled {
	size_t policies, statements, bytes;
};

static void compile_lines(struct sv rest, struct compiled *total)
{
	struct sv line;
	struct err e;
	total->bytes += rest.n;
	while (sv_split(&rest, '\n', &line)) {
		struct arena *a = arena_new();
		const struct iam_policy *p;
		if (!iam_policy_compile(a, line, IAM_IDENTITY, &p, &e))
			die(&e);
		total->policies++;
		total->statements += p->n;
		arena_free(&a);
	}
}

static void compile(const struct load *l, const char *path)
{
	CLEANUP(str_free) struct str text = {0};
	struct compiled total = {0, 0, 0};
	struct err e;
	if (path != NULL && !file_read(path, LIMIT_FILE, &text, &e))
		die(&e);
	double start = now();
	if (path != NULL)
		compile_lines(str_sv(&text), &total);
	while (path == NULL && total.bytes < ENOUGH)
		compile_lines(str_sv(&l->policies), &total);
	printf("compile: %zu policies, %zu statements, %.1f MB in %.2f s\n", total.policies, total.statements,
	       (double)total.bytes / 1e6, now() - start);
}

int main(int argc, char **argv)
{
	struct load l = {.arena = arena_new(), .c = calloc(CASES_MAX, sizeof *l.c)};
	const char *policies = NULL;
	if (l.c == NULL)
		out_of_memory();
	str_init(&l.policies, LIMIT_IAM_LINE);
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--policies") == 0 && i + 1 < argc)
			policies = argv[++i];
		else
			read_cases(&l, argv[i]);
	}
	compile(&l, policies);
	double engine = evaluations(&l), plain = plain_globs(&l);
	printf("simulate: %zu cases, %.0f evaluations a second\n", l.n, engine);
	printf("plain globs over their actions alone: %.0f a second, ratio %.2f\n", plain, engine / plain);
	str_free(&l.policies);
	free(l.c);
	arena_free(&l.arena);
	return 0;
}
