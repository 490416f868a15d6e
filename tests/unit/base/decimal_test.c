#include "tests/unit/unit.h"

#include "base/decimal.h"

extern const struct unit_suite base_decimal_suite;

static void decimals_are_exact(void)
{
	static const struct {
		const char *a, *b, *sum, *product;
	} rows[] = {
		{"0.1", "0.2", "0.3", "0.02"},
		{"-1.50", "1e-3", "-1.499", "-0.00150"},
		{".5", "+2", "2.5", "1.0"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct decimal a, b, c;
		struct err e;
		char text[DECIMAL_TEXT_MAX];
		CHECK_OK(decimal_parse(sv_of(rows[i].a), &a, &e) && decimal_parse(sv_of(rows[i].b), &b, &e),
			 &e);
		CHECK_OK(decimal_add(a, b, &c, &e), &e);
		decimal_format(c, text);
		CHECK_Z(text, rows[i].sum);
		CHECK_OK(decimal_mul(a, b, &c, &e), &e);
		decimal_format(c, text);
		CHECK_Z(text, rows[i].product);
	}
	struct decimal d;
	struct err e;
	CHECK_ERR(decimal_parse(SV("1,5"), &d, &e), &e, "expected a decimal number, got \"1,5\"");
	CHECK_OK(decimal_parse(SV("99999999999999999999999999999999999999"), &d, &e), &e);
	CHECK_ERR(decimal_add(d, d, &d, &e), &e, "expected a result of at most 38 digits");
}

static void rounding_goes_half_to_even(void)
{
	static const struct {
		const char *in, *want;
		int scale;
	} rows[] = {{"2.5", "2", 0}, {"3.5", "4", 0}, {"-2.5", "-2", 0}, {"1.005", "1.00", 2}, {"1", "1", 2}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct decimal d;
		struct err e;
		char text[DECIMAL_TEXT_MAX];
		CHECK_OK(decimal_parse(sv_of(rows[i].in), &d, &e), &e);
		decimal_format(decimal_round(d, rows[i].scale), text);
		CHECK_Z(text, rows[i].want);
	}
}

static void values_compare_whatever_their_scale(void)
{
	static const struct {
		const char *a, *b;
		int want;
	} rows[] = {
		{"1.0", "1", 0},
		{"-0.1", "0", -1},
		{"99999999999999999999999999999999999999", "0.000000000000000000000000000001", 1},
		{"1e-30", "1e-29", -1},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct decimal a, b;
		struct err e;
		CHECK_OK(decimal_parse(sv_of(rows[i].a), &a, &e) && decimal_parse(sv_of(rows[i].b), &b, &e),
			 &e);
		CHECK_INT(decimal_cmp(a, b), rows[i].want);
		CHECK_INT(decimal_cmp(b, a), -rows[i].want);
	}
}

static const struct unit_case cases[] = {
	{"decimals_are_exact", decimals_are_exact},
	{"rounding_goes_half_to_even", rounding_goes_half_to_even},
	{"values_compare_whatever_their_scale", values_compare_whatever_their_scale},
	{NULL, NULL},
};

const struct unit_suite base_decimal_suite = {"base_decimal", cases};
