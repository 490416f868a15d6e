/* Containment and expansion: time of questions from a file of lines as `bailiwick contains` takes them, or else of
 * pairs made here; and of one expansion of everything. Beside it a plain loop of globs over the action table.
 *
 * usage: iam_sets [QUESTIONS] */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "analyzers/iam/expand.h"
#include "analyzers/iam/fit.h"
#include "base/file.h"
#include "base/glob.h"

#define QUESTIONS_MAX 20000

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_time(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

/* A pair of policies about a few buckets, from numbers alone. */
static struct sv make_question(struct arena *a, unsigned i)
{
	static const char *const actions[] = {"s3:*", "s3:Get*", "s3:*Object", "ec2:Describe*", "iam:*", "*"};
	static const char *const resources[] = {"*", "arn:aws:s3:::a*", "arn:aws:s3:::*/x*y",
						"arn:aws:s3:::a/*b*", "arn:aws:iam::*:role/*"};
	return arena_printf(
		a,
		"{\"a\":{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"%s\",\"%s\"],\"Resource\":[\"%s\",\"%s\"]}]},\"b\":{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"%s\",\"Resource\":\"%s\"},{\"Effect\":\"Allow\",\"Action\":\"%s\",\"Resource\":\"%s\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"true\"}}}]}}",
		actions[i % 6], actions[i / 6 % 6], resources[i / 36 % 5], resources[i / 180 % 5],
		actions[i / 7 % 6], resources[i / 11 % 5], actions[i / 13 % 6], resources[i / 17 % 5]);
}

static void ask(struct sv line, struct globs_work *work, size_t *unknown)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(json_free) struct json *doc = NULL;
	struct iam_line_fault fault;
	struct iam_case_reader r = {a, iam_facts_of_table, &fault, false};
	struct iam_fit_question q = {.options = {.budget = 1}};
	struct iam_fit fit;
	struct err e;
	if (!json_parse(line, &doc, &e) || !iam_fit_read(&r, json_root(doc), &q))
		return;
	iam_contains(&q.a, &q.b, &q.options, work, a, &fit);
	*unknown += fit.answer == IAM_FIT_UNKNOWN;
}

static void contain(struct arena *a, struct sv text)
{
	CLEANUP(globs_work_free) struct globs_work work = {0};
	double *time = arena_array(a, QUESTIONS_MAX, sizeof *time);
	struct sv line;
	size_t n = 0, unknown = 0;
	while (n < (text.n > 0 ? QUESTIONS_MAX : 900u)) {
		if (text.n == 0 && text.at != NULL)
			break;
		if (text.at == NULL)
			line = make_question(a, (unsigned)n);
		else
			sv_split(&text, '\n', &line);
		double start = now();
		ask(line, &work, &unknown);
		time[n++] = now() - start;
	}
	qsort(time, n, sizeof *time, by_time);
	printf("contains: %zu questions, %zu unknown, p50 %.2f ms, p99 %.2f ms, most %.2f ms\n", n, unknown,
	       time[n / 2], time[n * 99 / 100], time[n - 1]);
}

static void expand(struct arena *a)
{
	CLEANUP(globs_work_free) struct globs_work work = {0};
	static const struct iam_expand_options open = {.mode = IAM_OPEN};
	struct iam_item item = {.name = SV("0")};
	struct iam_expansion x;
	struct err e;
	if (!iam_policy_compile(
		    a,
		    SV("{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"*:Get*\",\"*:List*\",\"*:Describe*\"],\"Resource\":\"*\"},{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::x/*\"}]}"),
		    IAM_IDENTITY, &item.policy, &e))
		exit(1);
	double start = now();
	iam_expand(&(struct iam_side){.identity = {&item, 1}}, &open, &work, a, &x);
	double engine = now() - start;
	size_t hits = 0;
	start = now();
	for (uint32_t i = 0; i < iamdb_actions(); i++)
		hits += glob_match_nocase(SV("get*"), iamdb_name(i)) ||
			glob_match_nocase(SV("list*"), iamdb_name(i)) ||
			glob_match_nocase(SV("describe*"), iamdb_name(i));
	double plain = now() - start;
	printf("expand: %u actions, %zu left, %.1f ms; plain globs over their names: %.1f ms (%zu), ratio "
	       "%.2f\n",
	       iamdb_actions(), x.n, engine, plain, hits, engine / plain);
}

int main(int argc, char **argv)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(str_free) struct str file = {0};
	struct err e;
	if (argc > 1 && !file_read(argv[1], LIMIT_FILE, &file, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	contain(a, argc > 1 ? str_sv(&file) : (struct sv){NULL, 0});
	expand(a);
	return 0;
}
