#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_invoice_suite;

#define HEADER "invoice_id,period,account,service,description,amount,currency,kind\n"

static void lines_are_read_exactly(void)
{
	TOLD("i.csv",
	     HEADER "I-1,2026-06,444455556666,Amazon EC2,`Compute, June`,100.10,EUR,usage\n"
		    "I-1,2026-06,,,Rounding,-.01,EUR,rounding\n",
	     "SELECT line, invoice_id, period, account, service, description, amount,"
	     " currency, kind FROM invoice_line",
	     "2|I-1|2026-06|444455556666|Amazon EC2|Compute, June|100.10|EUR|usage\n"
	     "3|I-1|2026-06|-|-|Rounding|-0.01|EUR|rounding");
	TOLD("i.csv",
	     "Amount,Currency,Period,Invoice ID\n"
	     "1,EUR,2026-06,I\n",
	     "SELECT invoice_id, amount, kind FROM invoice_line", "I|1|");
}

static void faults_are_gaps_by_line(void)
{
	TOLD("i.csv",
	     HEADER "I-1,2026-13,,,,1,EUR,usage\n"
		    ",2026-06,,,,1,EUR,usage\n"
		    "I-1,2026-06,,,,one,EUR,usage\n"
		    "I-1,2026-06\n"
		    "I-1,2026-06,,,,1,EUR,gift\n",
	     TOLD_GAPS,
	     "bad-row|line 2|1\n"
	     "bad-row|line 3|1\n"
	     "bad-row|line 4|1\n"
	     "bad-row|line 5|1\n"
	     "unknown-kind|line 6|0");
	TOLD("i.csv", HEADER, TOLD_GAPS, "no-record|-|1");
	TOLD("i.csv", HEADER "I-1,`2026", TOLD_GAPS, "bad-row|-|1");
	TOLD("i.csv", HEADER "I-1,2026-13,,,,1,EUR,usage\n", "SELECT reason FROM gap WHERE place IS NOT NULL",
	     "The invoice line can't be used: period: expected YYYY-MM, got `2026-13`.");
}

static const struct unit_case cases[] = {
	{"lines_are_read_exactly", lines_are_read_exactly},
	{"faults_are_gaps_by_line", faults_are_gaps_by_line},
	{NULL, NULL},
};

const struct unit_suite collectors_invoice_suite = {"collectors_invoice", cases};
