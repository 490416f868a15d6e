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

#include "base/crypto.h"
#include "base/file.h"
#include "base/pool.h"
#include "collectors/collectors.h"
#include "collectors/trail/gunzip.h"
#include "collectors/trail/rollup.h"
#include "model/store.h"

#define MOST_REPETITIONS 101

struct archive {
	const char *folder;
	struct sv *packed;
	size_t n, bytes;
};

struct counts {
	size_t text, records, fields, keys;
};

struct engine {
	const char *name;
	bool (*run)(const struct engine *, const struct archive *, struct counts *);
	enum cpu level;
	enum scanner_mode mode;
	bool vouched, hashed, wall; /* wall: two threads, so time on the wall, against the engine before */
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
		c->text += text.n;
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

/* Scan and roll-up, each object as collecting does it; the store is left out. */
static bool roll_up_some(const struct engine *engine, const struct archive *a, size_t from, size_t step,
			 struct counts *c)
{
	struct gunzip *g CLEANUP(gunzip_free) = gunzip_new(LIMIT_PACKED, LIMIT_TEXT);
	struct scanner *s CLEANUP(scanner_free) = scanner_new(engine->level);
	struct rollup *r CLEANUP(rollup_free) = rollup_new();
	struct trail_sink sink = {r, rollup_record, rollup_fault};
	struct sv text;
	struct err e;
	gunzip_use(g, engine->level);
	for (size_t i = from; i < a->n; i += step) {
		struct arena *arena CLEANUP(arena_free) = arena_new();
		char hash[SHA256_HEX_MAX];
		size_t n;
		rollup_begin(r, arena);
		if (!(engine->vouched ? gunzip_vouched : gunzip_object)(g, a->packed[i], &text, &e) ||
		    !scanner_read(s, text, engine->mode, &sink, &e))
			return false;
		if (engine->hashed)
			sha256_hex(text, hash);
		rollup_rows(r, &n);
		c->records += n;
	}
	c->keys = rollup_keys(r);
	return true;
}

static bool roll_up_each(const struct engine *engine, const struct archive *a, struct counts *c)
{
	return roll_up_some(engine, a, 0, 1, c);
}

struct half {
	const struct engine *engine;
	const struct archive *archive;
	struct counts counts[2];
	bool done[2];
};

static void roll_up_half(void *context, size_t item)
{
	struct half *h = context;
	h->done[item] = roll_up_some(h->engine, h->archive, item, 2, &h->counts[item]);
}

/* Two threads with tables of their own; these are not put together, so the keys are not compared. */
static bool roll_up_by_two(const struct engine *engine, const struct archive *a, struct counts *c)
{
	struct half h = {.engine = engine, .archive = a};
	pool_run(2, 2, roll_up_half, &h);
	c->records = h.counts[0].records + h.counts[1].records;
	return h.done[0] && h.done[1];
}

/* All of it: files, hashes of the files, and a filled store in memory. */
static bool collect_all(const struct engine *engine, const struct archive *a, struct counts *c)
{
	struct db *db CLEANUP(db_close) = NULL;
	struct collect_summary sum;
	struct err e;
	int64_t keys;
	if (!store_open(":memory:", &db, &e) || !collect_folder_on(db, a->folder, engine->level, &sum, &e) ||
	    !db_get_int(db, "SELECT count(*) FROM trail_key", &keys, &e)) {
		fprintf(stderr, "trail_bench: %s\n", e.text);
		return false;
	}
	c->records = (size_t)sum.facts;
	c->keys = (size_t)keys;
	return true;
}

static double now(bool wall)
{
	struct timespec t;
	clock_gettime(wall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &t);
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
			double begin = now(one->wall);
			one->counts = (struct counts){0};
			if (!one->run(one, a, &one->counts))
				return false;
			one->seconds[r] = now(one->wall) - begin;
		}
	return true;
}

/* Engines that count the same thing must give the same number; 0: not counted. */
static bool counts_agree(const struct engine *engines, size_t n)
{
	struct counts want = {0};
	for (size_t i = 0; i < n; i++) {
		const struct counts *c = &engines[i].counts;
		if ((want.records != 0 && c->records != 0 && c->records != want.records) ||
		    (want.fields != 0 && c->fields != 0 && c->fields != want.fields) ||
		    (want.keys != 0 && c->keys != 0 && c->keys != want.keys))
			return false;
		want.records = c->records != 0 ? c->records : want.records;
		want.fields = c->fields != 0 ? c->fields : want.fields;
		want.keys = c->keys != 0 ? c->keys : want.keys;
	}
	return true;
}

static void print(struct engine *engines, size_t n, const struct archive *a, size_t repetitions)
{
	double ratio[MOST_REPETITIONS], control = 1;
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	for (size_t i = 0; i < n; i++) {
		const struct engine *to =
			engines[i].wall && engines[i - 1].wall ? &engines[i - 1] : &engines[0];
		for (size_t r = 0; r < repetitions; r++)
			ratio[r] = to->seconds[r] / engines[i].seconds[r];
		double middle = median(ratio, repetitions);
		if (i == 1)
			control = middle;
		printf("{\"engine\":\"%s\",\"to\":\"%s\",\"ratio\":%.3f,\"records\":%zu,\"keys\":%zu}\n",
		       engines[i].name, to->name, middle, engines[i].counts.records, engines[i].counts.keys);
	}
	double seconds = median(engines[0].seconds, repetitions);
	printf("{\"objects\":%zu,\"packed\":%zu,\"text\":%zu,\"inflate_mb_s\":%.0f,\"peak_mib\":%ld,"
	       "\"conclusive\":%s}\n",
	       a->n, a->bytes, engines[0].counts.text, 1e-6 * (double)engines[0].counts.text / seconds,
	       usage.ru_maxrss / 1024, control > 0.96 && control < 1.04 ? "true" : "false");
}

enum trust { SUMMED, VOUCHED };
enum extra { NOTHING_MORE, HASHED, WALL };

/* Name, what runs, level, mode, whether the checksum is skipped, and more. */
static const struct row {
	const char *name;
	bool (*run)(const struct engine *, const struct archive *, struct counts *);
	enum cpu level;
	enum scanner_mode mode;
	enum trust trust;
	enum extra extra;
} table[] = {
	{"inflate", inflate_each, CPU_AVX2, SCANNER_FAST, SUMMED, NOTHING_MORE},
	{"inflate again", inflate_each, CPU_AVX2, SCANNER_FAST, SUMMED, NOTHING_MORE},
	{"inflate, folded checksum", inflate_each, CPU_AVX2_VPCLMUL, SCANNER_FAST, SUMMED, NOTHING_MORE},
	{"scan", scan_each, CPU_AVX2_VPCLMUL, SCANNER_FAST, SUMMED, NOTHING_MORE},
	{"scan, vouched", scan_each, CPU_AVX2_VPCLMUL, SCANNER_FAST, VOUCHED, NOTHING_MORE},
	{"scan, strict", scan_each, CPU_AVX2_VPCLMUL, SCANNER_STRICT, SUMMED, NOTHING_MORE},
	{"scan, sse2", scan_each, CPU_SSE2, SCANNER_FAST, SUMMED, NOTHING_MORE},
	{"scan, scalar", scan_each, CPU_SCALAR, SCANNER_FAST, SUMMED, NOTHING_MORE},
	{"roll-up", roll_up_each, CPU_AVX2_VPCLMUL, SCANNER_FAST, SUMMED, NOTHING_MORE},
	{"roll-up, SHA-256 of the text", roll_up_each, CPU_AVX2_VPCLMUL, SCANNER_FAST, VOUCHED, HASHED},
	{"collect into a store", collect_all, CPU_AVX2_VPCLMUL, SCANNER_FAST, SUMMED, NOTHING_MORE},
	{"roll-up, on the wall", roll_up_each, CPU_AVX2_VPCLMUL, SCANNER_FAST, SUMMED, WALL},
	{"roll-up, two threads", roll_up_by_two, CPU_AVX2_VPCLMUL, SCANNER_FAST, SUMMED, WALL},
};

int main(int argc, char **argv)
{
	static struct engine engines[sizeof table / sizeof *table];
	struct arena *arena CLEANUP(arena_free) = arena_new();
	struct archive a = {.folder = argc > 1 ? argv[1] : ""};
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
		engines[i] = (struct engine){
			.name = table[i].name,
			.run = table[i].run,
			.level = table[i].level < cpu_best() ? table[i].level : cpu_best(),
			.mode = table[i].mode,
			.vouched = table[i].trust == VOUCHED,
			.hashed = table[i].extra == HASHED,
			.wall = table[i].extra == WALL,
		};
	if (!measure(engines, n, &a, repetitions))
		return 1;
	if (!counts_agree(engines, n)) {
		fprintf(stderr, "trail_bench: the engines read different records\n");
		return 1;
	}
	print(engines, n, &a, repetitions);
	return 0;
}
