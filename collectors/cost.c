/* Cost and usage rows: legacy CUR, CUR 2.0 and FOCUS 1.0 and later, rolled up exactly. */
#include "base/decimal.h"
#include "base/table.h"
#include "base/utf8.h"
#include "collectors/csv_columns.h"
#include "collectors/readers.h"

static const struct sv absent = {NULL, 0};

enum cost_text { MONTH, PAYER, ACCOUNT, PROVIDER, SERVICE, REGION, CATEGORY, CURRENCY, INVOICE, ISSUER, TEXTS };
enum cost_sum { BILLED, EFFECTIVE, LIST, CONTRACTED, SUMS };

/* Names in normalised form (csv_columns.h), the better one first; FOCUS, then CUR. */
static const char *const text_columns[TEXTS] = {
	[MONTH] = "billing_period_start bill_billing_period_start_date",
	[PAYER] = "billing_account_id bill_payer_account_id",
	[ACCOUNT] = "sub_account_id line_item_usage_account_id",
	[PROVIDER] = "provider_name service_provider_name bill_billing_entity",
	[SERVICE] = "service_name product_product_name line_item_product_code",
	[REGION] = "region_id region product_region product_region_code",
	[CATEGORY] = "charge_category line_item_line_item_type",
	[CURRENCY] = "billing_currency line_item_currency_code",
	[INVOICE] = "invoice_id bill_invoice_id",
	[ISSUER] = "invoice_issuer_name invoice_issuer bill_invoicing_entity",
};

static const char *const sum_columns[SUMS] = {
	[BILLED] = "billed_cost line_item_unblended_cost",
	[EFFECTIVE] = "effective_cost line_item_net_unblended_cost",
	[LIST] = "list_cost pricing_public_on_demand_cost",
	[CONTRACTED] = "contracted_cost",
};

static const char *const sum_names[SUMS] = {
	[BILLED] = "billed cost",
	[EFFECTIVE] = "effective cost",
	[LIST] = "list cost",
	[CONTRACTED] = "contracted cost",
};

struct group {
	struct sv text[TEXTS];
	struct decimal sum[SUMS];
	bool said[SUMS];
	int64_t lines;
};

struct cost_reading {
	struct reading *r;
	struct table *groups;
	size_t text[TEXTS], sum[SUMS], columns;
};

static void find_columns(struct cost_reading *c, const struct csv *header)
{
	c->columns = header->n;
	for (size_t i = 0; i < TEXTS; i++)
		c->text[i] = csv_column(header, text_columns[i], c->r->arena);
	for (size_t i = 0; i < SUMS; i++)
		c->sum[i] = csv_column(header, sum_columns[i], c->r->arena);
}

/* First day of the billing period. */
static struct sv month_of(struct reading *r, struct sv text)
{
	struct sv moment = reading_time_text(r, sv_trim(text));
	return sv_sub(moment, 0, 10);
}

static struct group *group_of(struct cost_reading *c, const struct csv *row, struct sv month)
{
	struct group here = {.text = {[MONTH] = month}};
	struct str key CLEANUP(str_free);
	str_init(&key, LIMIT_TEXT);
	str_add(&key, month);
	for (size_t i = MONTH + 1; i < TEXTS; i++) {
		here.text[i] = csv_text(row, c->text[i]);
		str_addc(&key, '\0');
		str_add(&key, here.text[i]);
	}
	bool added;
	void **slot = table_slot(c->groups, str_sv(&key), &added);
	if (!added)
		return *slot;
	struct group *g = arena_alloc(c->r->arena, sizeof *g);
	for (size_t i = 0; i < TEXTS; i++)
		g->text[i] = here.text[i].n == 0 ? SV("")
						 : arena_sv(c->r->arena, utf8_clean(c->r->arena, here.text[i]));
	/* A legacy report of AWS alone does not say who the provider is. */
	if (c->text[PROVIDER] == CSV_ABSENT)
		g->text[PROVIDER] = SV("AWS");
	*slot = g;
	return g;
}

static bool amounts(const struct cost_reading *c, const struct csv *row, struct decimal *amount, bool *said,
		    struct err *e)
{
	for (size_t i = 0; i < SUMS; i++) {
		struct sv text = sv_trim(csv_text(row, c->sum[i]));
		said[i] = text.n > 0;
		if (said[i] && !decimal_parse(text, &amount[i], e))
			return err_wrap(e, "%s", sum_names[i]);
	}
	return said[BILLED] || err_set(e, "the row has no billed cost");
}

static bool add(struct group *g, const struct decimal *amount, const bool *said, struct err *e)
{
	struct decimal sum[SUMS];
	for (size_t i = 0; i < SUMS; i++) {
		sum[i] = g->sum[i];
		if (said[i] && !g->said[i])
			sum[i] = amount[i];
		else if (said[i] && !decimal_add(g->sum[i], amount[i], &sum[i], e))
			return false;
	}
	for (size_t i = 0; i < SUMS; i++) {
		g->sum[i] = sum[i];
		g->said[i] = g->said[i] || said[i];
	}
	g->lines++;
	return true;
}

static bool take_row(struct cost_reading *c, const struct csv *row, struct err *e)
{
	struct decimal amount[SUMS] = {{0}};
	bool said[SUMS];
	struct err why;
	struct sv place = arena_printf(c->r->arena, "line %zu", row->line);
	if (row->n != c->columns)
		return reading_gap(c->r, "bad-row", place, true, e,
				   "The row has %zu cells, the header has %zu.", row->n, c->columns);
	struct sv month = month_of(c->r, csv_text(row, c->text[MONTH]));
	if (month.n == 0)
		return reading_gap(c->r, "bad-row", place, true, e,
				   "The row does not say when its billing period starts.");
	if (!amounts(c, row, amount, said, &why) || !add(group_of(c, row, month), amount, said, &why))
		return reading_gap(c->r, "bad-amount", place, true, e, "The row can't be used: %s.", why.text);
	c->r->taken++;
	return true;
}

static bool group_put(struct reading *r, const struct group *g, struct err *e)
{
	struct sv row[TEXTS + SUMS + 1];
	if (g->lines == 0)
		return true;
	for (size_t i = 0; i < TEXTS; i++)
		row[i] = g->text[i];
	for (size_t i = 0; i < SUMS; i++) {
		char text[DECIMAL_TEXT_MAX];
		decimal_format(g->sum[i], text);
		row[TEXTS + i] = g->said[i] ? arena_sv(r->arena, sv_of(text)) : absent;
	}
	row[TEXTS + SUMS] = reading_format(r, g->lines);
	return reading_put(r, &FACT_COST, row, e);
}

static bool rows_take(struct cost_reading *c, struct csv *csv, struct err *e)
{
	for (;;) {
		bool end = true;
		struct err why;
		if (!csv_next(csv, &end, &why))
			return reading_gap(c->r, "bad-row", absent, true, e,
					   "The rest of the file can't be read: %s.", why.text);
		if (end)
			return true;
		if (!take_row(c, csv, e))
			return false;
	}
}

bool read_cost(struct reading *r, struct err *e)
{
	struct csv csv CLEANUP(csv_close);
	struct cost_reading c = {.r = r, .groups = table_new(r->arena)};
	if (!csv_header(&csv, r->text))
		return reading_gap(r, "no-record", absent, true, e, "The file is empty.");
	r->shape = csv_column(&csv, "billed_cost", r->arena) != CSV_ABSENT ? "focus" : "cur";
	find_columns(&c, &csv);
	if (!rows_take(&c, &csv, e))
		return false;
	for (size_t i = 0; i < table_size(c.groups); i++)
		if (!group_put(r, table_value(c.groups, i), e))
			return false;
	if (r->taken > 0)
		return true;
	return reading_gap(r, "no-record", absent, true, e,
			   "The file has a header and no row that can be used.");
}
