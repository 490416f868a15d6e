#include "tests/unit/unit.h"

#include "base/pool.h"

extern const struct unit_suite base_pool_suite;

#define ITEMS 1000

static void count(void *context, size_t item)
{
	((unsigned char *)context)[item]++;
}

static void every_item_is_done_once(void)
{
	static const unsigned threads[] = {0, 1, 2, LIMIT_THREADS, 10 * LIMIT_THREADS};
	for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
		unsigned char done[ITEMS] = {0};
		pool_run(threads[t], ITEMS, count, done);
		for (size_t i = 0; i < ITEMS; i++)
			CHECK_INT(done[i], 1);
	}
}

static void no_items_is_no_work(void)
{
	pool_run(4, 0, count, NULL); /* would crash on the context */
	CHECK(true);
}

static const struct unit_case cases[] = {
	{"every_item_is_done_once", every_item_is_done_once},
	{"no_items_is_no_work", no_items_is_no_work},
	{NULL, NULL},
};

const struct unit_suite base_pool_suite = {"base_pool", cases};
