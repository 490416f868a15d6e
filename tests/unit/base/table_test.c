#include "tests/unit/unit.h"

#include "base/table.h"

extern const struct unit_suite base_table_suite;

static void tables_keep_the_order_of_insertion(void)
{
	struct arena *a = arena_new();
	struct table *t = table_new(a);
	bool added;
	for (int i = 999; i >= 0; i--)
		*table_slot(t, arena_printf(a, "%d", i), &added) = t;
	CHECK_INT(table_size(t), 1000);
	CHECK_SV(table_key(t, 0), SV("999"));
	table_slot(t, SV("5"), &added);
	CHECK(!added);
	CHECK(table_get(t, SV("1000")) == NULL);
	arena_free(&a);
}

static void empty_and_binary_keys_are_keys(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct table *t = table_new(a);
	bool added;
	*table_slot(t, SV(""), &added) = t;
	CHECK(added);
	*table_slot(t, (struct sv){"\0", 1}, &added) = a;
	CHECK(added);
	CHECK(table_get(t, (struct sv){NULL, 0}) == t);
	CHECK(table_get(t, (struct sv){"\0", 1}) == a);
}

static const struct unit_case cases[] = {
	{"tables_keep_the_order_of_insertion", tables_keep_the_order_of_insertion},
	{"empty_and_binary_keys_are_keys", empty_and_binary_keys_are_keys},
	{NULL, NULL},
};

const struct unit_suite base_table_suite = {"base_table", cases};
