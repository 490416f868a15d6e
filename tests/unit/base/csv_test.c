#include "tests/unit/unit.h"

#include "base/csv.h"

extern const struct unit_suite base_csv_suite;

static void csv_keeps_quotes_apart_from_words(void)
{
	struct csv c;
	struct err e;
	bool end;
	csv_open(&c, SV("\xef\xbb\xbf"
			"a,\"b\"\"\n,\",NULL\r\n\r\n\"x\n"));
	CHECK_OK(csv_next(&c, &end, &e), &e);
	CHECK_INT(c.n, 3);
	CHECK_SV(c.cell[1].text, SV("b\"\n,"));
	CHECK(c.cell[1].quoted && !c.cell[2].quoted);
	CHECK_ERR(csv_next(&c, &end, &e), &e, "line 4: expected a closing quote");
	csv_close(&c);
}

static void rows_may_be_ragged_and_cells_empty(void)
{
	struct csv c;
	struct err e;
	bool end;
	csv_open(&c, SV("a,b\n1\n,,\n\"\",x"));
	CHECK_OK(csv_next(&c, &end, &e), &e);
	CHECK_OK(csv_next(&c, &end, &e), &e);
	CHECK_INT(c.n, 1);
	CHECK_INT(c.line, 2);
	CHECK_OK(csv_next(&c, &end, &e), &e);
	CHECK_INT(c.n, 3);
	CHECK_OK(csv_next(&c, &end, &e), &e);
	CHECK(c.cell[0].quoted && c.cell[0].text.n == 0);
	CHECK_SV(c.cell[1].text, SV("x"));
	CHECK_OK(csv_next(&c, &end, &e), &e);
	CHECK(end);
	csv_close(&c);
}

static const struct unit_case cases[] = {
	{"csv_keeps_quotes_apart_from_words", csv_keeps_quotes_apart_from_words},
	{"rows_may_be_ragged_and_cells_empty", rows_may_be_ragged_and_cells_empty},
	{NULL, NULL},
};

const struct unit_suite base_csv_suite = {"base_csv", cases};
