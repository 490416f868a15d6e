#include "collectors/csv_columns.h"

#include "tests/unit/unit.h"

extern const struct unit_suite collectors_csv_columns_suite;

static void spellings_of_a_name_are_one(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	static const char *const spellings[] = {"lineItem/UnblendedCost", "line_item_unblended_cost",
						"LineItemUnblendedCost", "Line Item Unblended Cost"};
	for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++)
		CHECK_SV(csv_name(a, sv_of(spellings[i])), SV("line_item_unblended_cost"));
	CHECK_SV(csv_name(a, SV("")), SV(""));
	CHECK_SV(csv_name(a, SV("x_InvoiceId2Go")), SV("x_invoice_id2_go"));
}

static void better_name_wins_wherever_it_stands(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(csv_close) struct csv c;
	CHECK(csv_header(&c, SV("Region,RegionId, Amount \n")));
	CHECK_INT(csv_column(&c, "region_id region", a), 1);
	CHECK_INT(csv_column(&c, "amount", a), 2);
	CHECK(csv_column(&c, "cost", a) == CSV_ABSENT);
}

static void header_needs_two_columns(void)
{
	static const char *const texts[] = {"", "\n\n", "one line of prose\n"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		CLEANUP(csv_close) struct csv c;
		CHECK(!csv_header(&c, sv_of(texts[i])));
	}
}

static void bare_null_is_absent_and_empty_is_not(void)
{
	CLEANUP(csv_close) struct csv c;
	struct err e;
	bool end;
	CHECK(csv_header(&c, SV("a,b,c\nNULL,\"NULL\",\n")));
	CHECK_OK(csv_next(&c, &end, &e), &e);
	CHECK(csv_text(&c, 0).at == NULL);
	CHECK_SV(csv_text(&c, 1), SV("NULL"));
	CHECK(csv_text(&c, 2).at != NULL && csv_text(&c, 2).n == 0);
	CHECK(csv_text(&c, CSV_ABSENT).at == NULL);
}

static const struct unit_case cases[] = {
	{"spellings_of_a_name_are_one", spellings_of_a_name_are_one},
	{"better_name_wins_wherever_it_stands", better_name_wins_wherever_it_stands},
	{"header_needs_two_columns", header_needs_two_columns},
	{"bare_null_is_absent_and_empty_is_not", bare_null_is_absent_and_empty_is_not},
	{NULL, NULL},
};

const struct unit_suite collectors_csv_columns_suite = {"collectors_csv_columns", cases};
