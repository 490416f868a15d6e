#include "base/sqlfn.h"

#include <string.h>

#include "base/arn.h"
#include "base/cidr.h"
#include "base/crypto.h"
#include "base/decimal.h"
#include "base/glob.h"
#include "base/json.h"
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

/* ---- words for readers, in the manner of the reports ---- */

#define WORDS_MAX ((size_t)1 << 16)

static void answer_words(const struct str *words, struct db_result *r)
{
	struct err e;
	if (str_finish(words, "a sentence for the report", &e))
		db_result_text(r, str_sv(words));
	else
		db_result_error(r, e.text);
}

/* digits: an optional '-' and ASCII digits. */
static void add_grouped(struct str *words, struct sv digits)
{
	for (size_t i = 0; i < digits.n; i++) {
		if (i > 0 && (digits.n - i) % 3 == 0 && digits.at[i - 1] != '-')
			str_addc(words, ',');
		str_addc(words, digits.at[i]);
	}
}

static void sql_counted(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)context;
	CLEANUP(str_free) struct str words;
	str_init(&words, WORDS_MAX);
	if (any_null(v, n, r))
		return;
	int64_t count = db_value_int(v[0]);
	if (count == 0)
		str_addz(&words, "no");
	else
		add_grouped(&words, db_value_text(v[0]));
	str_addc(&words, ' ');
	str_add(&words, db_value_text(v[count == 1 ? 1 : 2]));
	answer_words(&words, r);
}

static void sql_each_of(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)context;
	CLEANUP(str_free) struct str words;
	str_init(&words, WORDS_MAX);
	if (any_null(v, n, r))
		return;
	int64_t count = db_value_int(v[0]);
	str_addz(&words, count == 0 ? "No " : count == 1 ? "The only " : "Each of the ");
	if (count > 1) {
		add_grouped(&words, db_value_text(v[0]));
		str_addc(&words, ' ');
	}
	str_add(&words, db_value_text(v[count > 1 ? 2 : 1]));
	answer_words(&words, r);
}

static void sql_money(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)context;
	CLEANUP(str_free) struct str words;
	const struct decimal zero = {0, 0}, cents = {0, 2};
	struct decimal exact, rounded;
	struct err e;
	str_init(&words, WORDS_MAX);
	if (any_null(v, n, r) || !read_decimal(v[0], &exact, r))
		return;
	if (!decimal_add(decimal_round(exact, 2), cents, &rounded, &e)) {
		db_result_error(r, e.text);
		return;
	}
	if (decimal_cmp(rounded, zero) == 0 && decimal_cmp(exact, zero) != 0) {
		str_addz(&words, "less than 0.01");
	} else {
		char digits[DECIMAL_TEXT_MAX];
		decimal_format(rounded, digits);
		struct sv fraction = sv_of(digits), whole;
		sv_split(&fraction, '.', &whole);
		add_grouped(&words, whole);
		str_addc(&words, '.');
		str_add(&words, fraction);
	}
	if (db_value_text(v[1]).n > 0)
		str_addc(&words, ' ');
	str_add(&words, db_value_text(v[1]));
	answer_words(&words, r);
}

struct moment {
	char text[TIME_TEXT_MAX]; /* RFC 3339 */
	bool date;                /* a day as a whole */
};

static bool read_moment(struct db_value *v, struct moment *m, struct db_result *r)
{
	struct sv text = db_value_text(v);
	struct err e;
	int64_t t;
	m->date = text.n == sizeof "2026-07-01" - 1;
	if (m->date ? !time_parse_date(text, &t, &e) : !time_parse(text, &t, &e)) {
		db_result_error(r, e.text);
		return false;
	}
	time_format(t, m->text);
	return true;
}

static struct sv day_of(const struct moment *m)
{
	return sv_sub(sv_of(m->text), 0, 10);
}

static struct sv minute_of(const struct moment *m)
{
	return sv_sub(sv_of(m->text), 11, 5);
}

static void add_day(struct str *words, const struct moment *m)
{
	static const char *const month[] = {"January",   "February", "March",    "April",
					    "May",       "June",     "July",     "August",
					    "September", "October",  "November", "December"};
	int64_t number = 0, day = 0;
	if (sv_to_int64(sv_sub(sv_of(m->text), 5, 2), &number) &&
	    sv_to_int64(sv_sub(sv_of(m->text), 8, 2), &day))
		str_addf(words, "%d %s %.4s", (int)day, month[number - 1], m->text);
}

static void add_moment(struct str *words, const struct moment *m)
{
	add_day(words, m);
	if (!m->date)
		str_addf(words, ", " SV_FMT " UTC", SV_ARG(minute_of(m)));
}

static void sql_moment(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)context;
	CLEANUP(str_free) struct str words;
	struct moment m;
	str_init(&words, WORDS_MAX);
	if (any_null(v, n, r) || !read_moment(v[0], &m, r))
		return;
	add_moment(&words, &m);
	answer_words(&words, r);
}

static void sql_span(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)context;
	CLEANUP(str_free) struct str words;
	struct moment first, last;
	str_init(&words, WORDS_MAX);
	if (any_null(v, n, r) || !read_moment(v[0], &first, r) || !read_moment(v[1], &last, r))
		return;
	bool one_day = sv_eq(day_of(&first), day_of(&last)) && first.date == last.date;
	str_addz(&words, one_day ? "on " : "between ");
	if (!one_day) {
		add_moment(&words, &first);
		str_addz(&words, " and ");
		add_moment(&words, &last);
	} else if (first.date || sv_eq(minute_of(&first), minute_of(&last))) {
		add_moment(&words, &first);
	} else {
		add_day(&words, &first);
		str_addf(&words, ", " SV_FMT " to " SV_FMT " UTC", SV_ARG(minute_of(&first)),
			 SV_ARG(minute_of(&last)));
	}
	answer_words(&words, r);
}

static void sql_listed(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)context;
	CLEANUP(json_free) struct json *doc = NULL;
	CLEANUP(str_free) struct str words;
	struct err e;
	str_init(&words, WORDS_MAX);
	if (any_null(v, n, r))
		return;
	if (!json_parse(db_value_text(v[0]), &doc, &e)) {
		db_result_error(r, e.text);
		return;
	}
	struct sv waiting = {NULL, 0}; /* the part before goes out when it is known whether it is the last */
	size_t size = json_size(json_root(doc)), told = 0;
	for (size_t i = 0; i < size; i++) {
		const struct json_node *part = json_at(json_root(doc), i);
		if (json_type(part) == JSON_NULL)
			continue;
		if (told > 1)
			str_addz(&words, ", ");
		str_add(&words, waiting);
		waiting = json_text(part);
		told++;
	}
	if (told > 1)
		str_addz(&words, " and ");
	str_add(&words, waiting);
	answer_words(&words, r);
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
		{"counted", 3, sql_counted, NULL},
		{"each_of", 3, sql_each_of, NULL},
		{"money", 2, sql_money, NULL},
		{"moment", 1, sql_moment, NULL},
		{"span", 2, sql_span, NULL},
		{"listed", 1, sql_listed, NULL},
	};
	for (size_t i = 0; i < sizeof function / sizeof *function; i++)
		if (!db_function(db, function[i].name, function[i].n, function[i].f, function[i].context, e))
			return false;
	return db_aggregate(db, "decimal_sum", 1, sizeof(struct decimal), sum_step, sum_final, e);
}
