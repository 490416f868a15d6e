/* Partner invoices: a CSV with the columns invoice_id, period, account, service, description, amount, currency,
 * kind, in any order. */
#include "base/decimal.h"
#include "base/time.h"
#include "base/utf8.h"
#include "collectors/csv_columns.h"
#include "collectors/readers.h"

static const struct sv absent = {NULL, 0};

enum invoice_column { INVOICE, PERIOD, ACCOUNT, SERVICE, DESCRIPTION, AMOUNT, CURRENCY, KIND, COLUMNS };

static const char *const columns[COLUMNS] = {"invoice_id",  "period", "account",  "service",
					     "description", "amount", "currency", "kind"};

static const char *const kinds[] = {"usage", "tax", "credit", "discount", "support", "fee", "rounding"};

static bool kind_known(struct sv kind)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (sv_eq(kind, sv_of(kinds[i])))
			return true;
	return false;
}

static bool period_valid(struct sv period)
{
	char day[11] = "YYYY-MM-01";
	int64_t t;
	struct err e;
	for (size_t i = 0; i < 7 && period.n == 7; i++)
		day[i] = period.at[i];
	return time_parse_date(sv_of(day), &t, &e);
}

/* What is wrong with the row; false is no error of the program. */
static bool row_good(const struct sv *cell, struct decimal *amount, struct err *why)
{
	if (cell[INVOICE].n == 0 || cell[CURRENCY].n == 0)
		return err_set(why, "it names no invoice or no currency");
	if (!period_valid(cell[PERIOD]))
		return err_set(why, "period: expected YYYY-MM, got \"" SV_FMT "\"", SV_ARG(cell[PERIOD]));
	return decimal_parse(cell[AMOUNT], amount, why) || err_wrap(why, "amount");
}

static bool line_put(struct reading *r, const struct csv *row, const struct sv *cell, struct decimal amount,
		     struct err *e)
{
	char text[DECIMAL_TEXT_MAX];
	decimal_format(amount, text);
	const struct sv values[] = {
		reading_format(r, (int64_t)row->line),
		cell[INVOICE],
		cell[PERIOD],
		cell[ACCOUNT].n > 0 ? cell[ACCOUNT] : absent,
		cell[SERVICE].n > 0 ? cell[SERVICE] : absent,
		cell[DESCRIPTION].n > 0 ? cell[DESCRIPTION] : absent,
		arena_sv(r->arena, sv_of(text)),
		cell[CURRENCY],
		cell[KIND],
	};
	r->taken++;
	return reading_put(r, &FACT_INVOICE_LINE, values, e);
}

static bool take_row(struct reading *r, const struct csv *row, const size_t *column, size_t n, struct err *e)
{
	struct sv place = arena_printf(r->arena, "line %zu", row->line);
	struct sv cell[COLUMNS];
	struct decimal amount;
	struct err why;
	if (row->n != n)
		return reading_gap(r, "bad-row", place, true, e, "The row has %zu cells, the header has %zu.",
				   row->n, n);
	for (size_t i = 0; i < COLUMNS; i++) {
		struct sv text = sv_trim(csv_text(row, column[i]));
		cell[i] = text.n > 0 ? arena_sv(r->arena, utf8_clean(r->arena, text)) : SV("");
	}
	if (!row_good(cell, &amount, &why))
		return reading_gap(r, "bad-row", place, true, e, "The invoice line can't be used: %s.",
				   why.text);
	if (!kind_known(cell[KIND]) &&
	    !reading_gap(r, "unknown-kind", place, false, e,
			 "The kind \"" SV_FMT
			 "\" is none of usage, tax, credit, discount, support, fee and rounding.",
			 SV_ARG(cell[KIND])))
		return false;
	return line_put(r, row, cell, amount, e);
}

bool read_invoice(struct reading *r, struct err *e)
{
	struct csv csv CLEANUP(csv_close);
	size_t column[COLUMNS];
	bool end = false;
	struct err why;
	if (!csv_header(&csv, r->text))
		return reading_gap(r, "no-record", absent, true, e, "The file is empty.");
	for (size_t i = 0; i < COLUMNS; i++)
		column[i] = csv_column(&csv, columns[i], r->arena);
	for (size_t n = csv.n;;) {
		if (!csv_next(&csv, &end, &why))
			return reading_gap(r, "bad-row", absent, true, e,
					   "The rest of the invoice can't be read: %s.", why.text);
		if (end)
			break;
		if (!take_row(r, &csv, column, n, e))
			return false;
	}
	if (r->taken > 0)
		return true;
	return reading_gap(r, "no-record", absent, true, e,
			   "The invoice has a header and no line that can be used.");
}
