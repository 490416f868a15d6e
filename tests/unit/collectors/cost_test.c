#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_cost_suite;

#define FOCUS                                                                                                  \
	"BilledCost,EffectiveCost,ListCost,ContractedCost,BillingPeriodStart,BillingAccountId,"                \
	"SubAccountId,ProviderName,ServiceName,RegionId,ChargeCategory,BillingCurrency,"                       \
	"InvoiceId,InvoiceIssuerName\n"
#define BAD                                                                                                    \
	"BilledCost,BillingPeriodStart\n"                                                                      \
	"1,2026-06-01\n"                                                                                       \
	"2\n"                                                                                                  \
	"3,soon\n"                                                                                             \
	"much,2026-06-01\n"                                                                                    \
	",2026-06-01\n"                                                                                        \
	"4,2026-06-01\n"

static void focus_rows_are_summed_exactly(void)
{
	TOLD("f.csv",
	     FOCUS "0.1,0.1,0.3,NULL,2026-06-01T00:00:00Z,111122223333,444455556666,AWS,Amazon "
		   "EC2,eu-west-1,Usage,USD,I1,AWS\n"
		   "0.2,NULL,0.3,NULL,2026-06-01T00:00:00Z,111122223333,444455556666,AWS,Amazon "
		   "EC2,eu-west-1,Usage,USD,I1,AWS\n",
	     "SELECT month, payer, account, provider, service, region, category, currency,"
	     " invoice_id, invoice_issuer, billed, effective, list, contracted, lines "
	     "FROM cost",
	     "2026-06-01|111122223333|444455556666|AWS|Amazon EC2|eu-west-1|Usage|USD|I1|AWS|0.3|0.1|0.6|-|2");
	TOLD("f.csv",
	     "﻿BilledCost,BillingPeriodStart\r\n"
	     "1e-3,2026-06-01 00:00:00\r\n"
	     "-1,2026-06-01 00:00:00\r\n",
	     "SELECT month, billed, lines FROM cost", "2026-06-01|-0.999|2");
}

static void legacy_report_and_cur_2_have_the_same_columns(void)
{
	TOLD("c.csv",
	     "identity/LineItemId,bill/BillingPeriodStartDate,bill/PayerAccountId,lineItem/UsageAccountId,"
	     "lineItem/ProductCode,lineItem/LineItemType,lineItem/CurrencyCode,lineItem/UnblendedCost\n"
	     "a,2026-06-01T00:00:00Z,111122223333,444455556666,AmazonS3,Usage,USD,0.0000012345\n",
	     "SELECT month, payer, account, provider, service, category, currency, billed "
	     "FROM cost",
	     "2026-06-01|111122223333|444455556666|AWS|AmazonS3|Usage|USD|0.0000012345");
	TOLD("c.csv",
	     "bill_billing_period_start_date,bill_payer_account_id,line_item_usage_account_id,"
	     "line_item_product_code,line_item_line_item_type,line_item_currency_code,"
	     "line_item_unblended_cost,bill_billing_entity\n"
	     "2026-06-01 00:00:00.000,111122223333,444455556666,AmazonS3,Usage,USD,2,"
	     "AWS Marketplace\n",
	     "SELECT month, payer, account, provider, service, billed FROM cost",
	     "2026-06-01|111122223333|444455556666|AWS Marketplace|AmazonS3|2");
	TOLD("c.csv",
	     "lineItem/UnblendedCost,bill/BillingPeriodStartDate\n"
	     "1,2026-06-01T00:00:00Z\n",
	     "SELECT kind, shape, facts FROM object", "cost|cur|1");
}

static void bad_rows_are_gaps_and_the_rest_is_used(void)
{
	TOLD("f.csv", BAD, TOLD_GAPS,
	     "bad-row|line 3|1\n"
	     "bad-row|line 4|1\n"
	     "bad-amount|line 5|1\n"
	     "bad-amount|line 6|1");
	TOLD("f.csv", BAD, "SELECT billed, lines FROM cost", "5|2");
	TOLD("f.csv",
	     "BilledCost,BillingPeriodStart\n"
	     "1,2026-06-01\n"
	     "2,`2026\n",
	     TOLD_GAPS, "bad-row|-|1");
	TOLD("f.csv", "BilledCost,BillingPeriodStart\n", TOLD_GAPS, "no-record|-|1");
	TOLD("f.csv",
	     "BilledCost,BillingPeriodStart\n"
	     "x,2026-06-01\n",
	     "SELECT reason FROM gap WHERE code = 'bad-amount'",
	     "The row can't be used: billed cost: expected a decimal number, got `x`.");
}

static const struct unit_case cases[] = {
	{"focus_rows_are_summed_exactly", focus_rows_are_summed_exactly},
	{"legacy_report_and_cur_2_have_the_same_columns", legacy_report_and_cur_2_have_the_same_columns},
	{"bad_rows_are_gaps_and_the_rest_is_used", bad_rows_are_gaps_and_the_rest_is_used},
	{NULL, NULL},
};

const struct unit_suite collectors_cost_suite = {"collectors_cost", cases};
