#include "base/sqlfn.h"

#include <string.h>

#include "base/arn.h"
#include "base/cidr.h"
#include "base/crypto.h"
#include "base/decimal.h"
#include "base/glob.h"
#include "base/time.h"

static bool any_null(struct db_value **v, int n, struct db_result *r)
{
	for (int i = 0; i < n; i++)
		if (db_value_null(v[i])) {
			db_result_null(r);
			return true;
		}
	return false;
}

static void sql_glob(void *context, struct db_value **v, int n, struct db_result *r)
{
	bool (*match)(struct sv pattern, struct sv text) = context == NULL ? glob_match : glob_match_nocase;
	if (!any_null(v, n, r))
		db_result_int(r, match(db_value_text(v[0]), db_value_text(v[1])));
}

static void sql_cidr_contains(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)context;
	struct cidr c;
	struct err e;
	if (any_null(v, n, r))
		return;
	if (!cidr_parse(db_value_text(v[0]), &c, &e))
		db_result_error(r, e.text);
	else
		db_result_int(r, cidr_has(&c, db_value_text(v[1])));
}

static void sql_arn_part(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)context;
	struct arn a;
	if (any_null(v, n, r))
		return;
	if (!arn_parse(db_value_text(v[0]), &a)) {
		db_result_null(r);
		return;
	}
	const struct {
		struct sv name, value;
	} part[] = {
		{SV("account"), a.account},   {SV("service"), a.service},     {SV("region"), a.region},
		{SV("resource"), a.resource}, {SV("partition"), a.partition},
	};
	for (size_t i = 0; i < sizeof part / sizeof *part; i++)
		if (sv_eq(db_value_text(v[1]), part[i].name)) {
			db_result_text(r, part[i].value);
			return;
		}
	db_result_error(r, "arn_part: expected account, service, region, resource or partition");
}

static bool read_decimal(struct db_value *v, struct decimal *d, struct db_result *r)
{
	struct err e;
	if (decimal_parse(db_value_text(v), d, &e))
		return true;
	db_result_error(r, e.text);
	return false;
}

static void answer_decimal(struct decimal d, struct db_result *r)
{
	char text[DECIMAL_TEXT_MAX];
	decimal_format(d, text);
	db_result_text(r, sv_of(text));
}

struct operation {
	bool (*compute)(struct decimal a, struct decimal b, struct decimal *answer, struct err *e);
};

static const struct operation add = {decimal_add}, subtract = {decimal_sub}, multiply = {decimal_mul};

static void sql_decimal(void *context, struct db_value **v, int n, struct db_result *r)
{
	const struct operation *o = context;
	struct decimal a, b, answer;
	struct err e;
	if (any_null(v, n, r) || !read_decimal(v[0], &a, r) || !read_decimal(v[1], &b, r))
		return;
	if (o->compute(a, b, &answer, &e))
		answer_decimal(answer, r);
	else
		db_result_error(r, e.text);
}

static void sql_decimal_cmp(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)context;
	struct decimal a, b;
	if (!any_null(v, n, r) && read_decimal(v[0], &a, r) && read_decimal(v[1], &b, r))
		db_result_int(r, decimal_cmp(a, b));
}

static void sum_step(void *state, struct db_value **v, int n, struct db_result *r)
{
	(void)n;
	struct decimal sum, d;
	struct err e;
	if (db_value_null(v[0]) || !read_decimal(v[0], &d, r))
		return;
	memcpy(&sum, state, sizeof sum); /* SQLite aligns to 8 bytes, a decimal wants 16 */
	if (!decimal_add(sum, d, &sum, &e))
		db_result_error(r, e.text);
	memcpy(state, &sum, sizeof sum);
}

static void sum_final(void *state, struct db_result *r)
{
	struct decimal sum;
	memcpy(&sum, state, sizeof sum);
	answer_decimal(sum, r);
}

static bool read_time(struct db_value *v, int64_t *t, struct db_result *r)
{
	struct err e;
	if (time_parse(db_value_text(v), t, &e))
		return true;
	db_result_error(r, e.text);
	return false;
}

static void sql_time_add(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)context;
	int64_t t, seconds;
	if (any_null(v, n, r) || !read_time(v[0], &t, r))
		return;
	char text[TIME_TEXT_MAX];
	seconds = db_value_int(v[1]);
	if (__builtin_add_overflow(t, seconds, &t))
		t = seconds < 0 ? TIME_MIN : TIME_MAX;
	time_format(t, text);
	db_result_text(r, sv_of(text));
}

static void sql_time_diff(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)context;
	int64_t later, earlier;
	if (!any_null(v, n, r) && read_time(v[0], &later, r) && read_time(v[1], &earlier, r))
		db_result_int(r, later - earlier);
}

static void sql_sha256_text(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)context;
	if (any_null(v, n, r))
		return;
	char hex[SHA256_HEX_MAX];
	sha256_hex(db_value_text(v[0]), hex);
	db_result_text(r, sv_of(hex));
}

bool sqlfn_register(struct db *db, struct err *e)
{
	static char nocase;
	const struct {
		const char *name;
		int n;
		void (*f)(void *context, struct db_value **v, int n, struct db_result *r);
		void *context;
	} function[] = {
		{"glob_match", 2, sql_glob, NULL},
		{"glob_match_nocase", 2, sql_glob, &nocase},
		{"cidr_contains", 2, sql_cidr_contains, NULL},
		{"arn_part", 2, sql_arn_part, NULL},
		{"decimal_add", 2, sql_decimal, (void *)(uintptr_t)&add},
		{"decimal_sub", 2, sql_decimal, (void *)(uintptr_t)&subtract},
		{"decimal_mul", 2, sql_decimal, (void *)(uintptr_t)&multiply},
		{"decimal_cmp", 2, sql_decimal_cmp, NULL},
		{"time_add", 2, sql_time_add, NULL},
		{"time_diff", 2, sql_time_diff, NULL},
		{"sha256_text", 1, sql_sha256_text, NULL},
	};
	for (size_t i = 0; i < sizeof function / sizeof *function; i++)
		if (!db_function(db, function[i].name, function[i].n, function[i].f, function[i].context, e))
			return false;
	return db_aggregate(db, "decimal_sum", 1, sizeof(struct decimal), sum_step, sum_final, e);
}
