/* Measures the reading of CloudTrail objects against inflating them: trail_bench FOLDER [REPETITIONS].
 *
 * Files are held in memory; the engines take turns in alternating order; time is CPU time of the thread; a ratio is the
 * median of the ratios within each repetition. The baseline stands there twice: when it differs from itself by more
 * than 4 %, nothing can be concluded. Prints a line of JSON for each engine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/file.h"
#include "collectors/trail/gunzip.h"
#include "collectors/trail/scanner.h"

#define MOST_REPETITIONS 101

struct archive {
	struct sv *packed;
	size_t n, bytes, text;
};

struct counts {
	size_t records, fields;
};

struct engine {
	const char *name;
	bool (*run)(const struct engine *, const struct archive *, struct counts *);
	enum cpu level;
	enum scanner_mode mode;
	bool vouched;
	double seconds[MOST_REPETITIONS];
	struct counts counts;
};

static bool count_record(void *context, const struct trail_record *r, struct err *e)
{
	struct counts *c = context;
	(void)e;
	c->records++;
	for (size_t i = 0; i < TRAIL_FIELDS; i++)
		c->fields += r->field[i].size;
	return true;
}

static void no_fault(void *context, const char *code, struct sv place, struct sv reason, bool lost)
{
	(void)context, (void)code, (void)place, (void)reason, (void)lost;
}

static bool inflate_each(const struct engine *engine, const struct archive *a, struct counts *c)
{
	struct gunzip *g CLEANUP(gunzip_free) = gunzip_new(LIMIT_PACKED, LIMIT_TEXT);
	struct sv text;
	struct err e;
	gunzip_use(g, engine->level);
	for (size_t i = 0; i < a->n; i++) {
		if (!(engine->vouched ? gunzip_vouched : gunzip_object)(g, a->packed[i], &text, &e))
			return false;
		c->fields += text.n;
	}
	return true;
}

static bool scan_each(const struct engine *engine, const struct archive *a, struct counts *c)
{
	struct gunzip *g CLEANUP(gunzip_free) = gunzip_new(LIMIT_PACKED, LIMIT_TEXT);
	struct scanner *s CLEANUP(scanner_free) = scanner_new(engine->level);
	struct trail_sink sink = {c, count_record, no_fault};
	struct sv text;
	struct err e;
	gunzip_use(g, engine->level);
	for (size_t i = 0; i < a->n; i++) {
		if (!(engine->vouched ? gunzip_vouched : gunzip_object)(g, a->packed[i], &text, &e) ||
		    !scanner_read(s, text, engine->mode, &sink, &e)) {
			fprintf(stderr, "object %zu: %s\n", i, e.text);
			return false;
		}
	}
	return true;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, by_size);
	return v[n / 2];
}

static bool load(struct arena *arena, const char *folder, struct archive *a, struct err *e)
{
	struct file_list list;
	if (!file_walk(arena, folder, &list, NULL, NULL, e))
		return false;
	a->packed = arena_array(arena, list.n, sizeof *a->packed);
	for (size_t i = 0; i < list.n; i++) {
		struct str text CLEANUP(str_free);
		if (!file_read(list.entry[i].path, LIMIT_PACKED, &text, e))
			return false;
		a->packed[a->n++] = arena_sv(arena, str_sv(&text));
		a->bytes += text.n;
	}
	return true;
}

static bool measure(struct engine *engines, size_t n, const struct archive *a, size_t repetitions)
{
	for (size_t r = 0; r < repetitions; r++)
		for (size_t i = 0; i < n; i++) {
			struct engine *one = &engines[r % 2 == 0 ? i : n - 1 - i];
			double begin = now();
			one->counts = (struct counts){0, 0};
			if (!one->run(one, a, &one->counts))
				return false;
			one->seconds[r] = now() - begin;
		}
	return true;
}

static void print(struct engine *engines, size_t n, const struct archive *a, size_t repetitions)
{
	double ratio[MOST_REPETITIONS], control = 1;
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	for (size_t i = 0; i < n; i++) {
		for (size_t r = 0; r < repetitions; r++)
			ratio[r] = engines[0].seconds[r] / engines[i].seconds[r];
		double middle = median(ratio, repetitions);
		if (i == 1)
			control = middle;
		printf("{\"engine\":\"%s\",\"ratio\":%.3f,\"records\":%zu,\"field_bytes\":%zu}\n",
		       engines[i].name, middle, engines[i].counts.records, engines[i].counts.fields);
	}
	double seconds = median(engines[0].seconds, repetitions);
	printf("{\"objects\":%zu,\"packed\":%zu,\"text\":%zu,\"inflate_mb_s\":%.0f,\"peak_mib\":%ld,"
	       "\"conclusive\":%s}\n",
	       a->n, a->bytes, engines[0].counts.fields, 1e-6 * (double)engines[0].counts.fields / seconds,
	       usage.ru_maxrss / 1024, control > 0.96 && control < 1.04 ? "true" : "false");
}

int main(int argc, char **argv)
{
	static struct engine engines[] = {
		{.name = "inflate",          .run = inflate_each,    .level = CPU_AVX2  },
		{				  .name = "inflate again",       .run = inflate_each,      .level = CPU_AVX2                   },
		{ .name = "inflate, folded checksum", .run = inflate_each,                       .level = CPU_AVX2_VPCLMUL},
		{             .name = "scan, fast",      .run = scan_each,                            .level = CPU_AVX2_VPCLMUL,                   .mode = SCANNER_FAST},
		{											   .name = "scan, fast, vouched",
		 .run = scan_each,
		 .level = CPU_AVX2_VPCLMUL,
		 .mode = SCANNER_FAST,
		 .vouched = true},
		{								   .name = "scan, strict", .run = scan_each, .level = CPU_AVX2_VPCLMUL,                    .mode = SCANNER_STRICT},
		{         .name = "scan, fast, sse2",         .run = scan_each,           .level = CPU_SSE2,                    .mode = SCANNER_FAST},
		{       .name = "scan, fast, scalar",       .run = scan_each,         .level = CPU_SCALAR,                    .mode = SCANNER_FAST},
	};
	struct arena *arena CLEANUP(arena_free) = arena_new();
	struct archive a = {0};
	struct err e;
	size_t n = sizeof engines / sizeof *engines, repetitions = argc > 2 ? (size_t)atoi(argv[2]) : 7;
	if (argc < 2 || repetitions == 0 || repetitions > MOST_REPETITIONS) {
		fprintf(stderr, "usage: trail_bench FOLDER [REPETITIONS]\n");
		return 2;
	}
	if (!load(arena, argv[1], &a, &e)) {
		fprintf(stderr, "trail_bench: %s\n", e.text);
		return 1;
	}
	for (size_t i = 0; i < n; i++)
		if (engines[i].level > cpu_best())
			engines[i].level = cpu_best();
	if (!measure(engines, n, &a, repetitions))
		return 1;
	for (size_t i = 4; i < n; i++)
		if (engines[i].counts.records != engines[3].counts.records ||
		    engines[i].counts.fields != engines[3].counts.fields) {
			fprintf(stderr, "trail_bench: the engines read different records\n");
			return 1;
		}
	print(engines, n, &a, repetitions);
	return 0;
}
