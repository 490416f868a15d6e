#include "tests/unit/unit.h"

#include <string.h>

#include "base/utf8.h"

extern const struct unit_suite base_err_suite;

static void error_is_wrapped_with_its_place(void)
{
	struct err e;
	err_set(&e, "expected %d, got\n%d", 1, 2);
	err_wrap(&e, "file:%d", 3);
	CHECK_Z(e.text, "file:3: expected 1, got 2");
}

static void a_long_text_is_cut_at_a_character(void)
{
	struct err e;
	char text[3 * LIMIT_ERROR_TEXT];
	for (size_t i = 0; i + 2 < sizeof text; i += 2) {
		text[i] = '\xc3';
		text[i + 1] = '\xa9';
	}
	text[sizeof text - 2] = '\0';
	err_set(&e, "x%s", text);
	CHECK_INT(strlen(e.text), LIMIT_ERROR_TEXT - 1);
	CHECK(utf8_valid(sv_of(e.text)));
	err_set(&e, "%s", text);
	CHECK_INT(strlen(e.text), LIMIT_ERROR_TEXT - 2);
	CHECK(utf8_valid(sv_of(e.text)));
	err_set(&e, "inner");
	err_wrap(&e, "%s", text);
	CHECK(utf8_valid(sv_of(e.text)));
}

static void a_text_may_name_the_error_it_replaces(void)
{
	struct err e;
	err_set(&e, "first");
	err_set(&e, "second after %s", e.text);
	CHECK_Z(e.text, "second after first");
}

static const struct unit_case cases[] = {
	{"error_is_wrapped_with_its_place", error_is_wrapped_with_its_place},
	{"a_long_text_is_cut_at_a_character", a_long_text_is_cut_at_a_character},
	{"a_text_may_name_the_error_it_replaces", a_text_may_name_the_error_it_replaces},
	{NULL, NULL},
};

const struct unit_suite base_err_suite = {"base_err", cases};
