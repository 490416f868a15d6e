#include "tests/unit/unit.h"

#include "renderers/format.h"

extern const struct unit_suite renderers_format_suite, renderers_strings_suite;

static struct strings *english(struct arena *a)
{
	const struct templates folder = {NULL, a};
	struct strings *s = NULL;
	struct err e;
	CHECK_OK(strings_load(&folder, "en", &s, &e), &e);
	return s;
}

static void values_become_words(void)
{
	static const struct {
		const char *format, *value, *want;
	} rows[] = {
		{"date", "2026-07-01", "1 July 2026"},
		{"date", "2026-12-31T23:59:59Z", "31 December 2026"},
		{"datetime", "2026-07-01T06:05:00Z", "1 July 2026, 06:05 UTC"},
		{"lastday", "2026-10-01T00:00:00Z", "30 September 2026"},
		{"period", "2026-07-01T00:00:00Z/2026-10-01T00:00:00Z", "1 July to 30 September 2026"},
		{"period", "2025-07-01T00:00:00Z/2026-07-01T00:00:00Z", "1 July 2025 to 30 June 2026"},
		{"count", "0", "0"},
		{"count", "999", "999"},
		{"count", "1000", "1,000"},
		{"count", "-1234567",
		 "\xe2\x88\x92"
		 "1,234,567"},
		{"percent", "0/7", "0 %"},
		{"percent", "7/7", "100 %"},
		{"percent", "9999/10000", "99 %"},
		{"percent", "1/10000", "under 1 %"},
		{"percent", "35/40", "88 %"},
		{"percent", "0/0", "none"},
		{"money", "1234.5 EUR",
		 "1,234.50\xc2\xa0"
		 "EUR"},
		{"bytes", "999", "999 B"},
		{"bytes", "412883", "413 kB"},
		{"bytes", "2000000000", "2 GB"},
		{"duration", "3600", "1 hour"},
		{"duration", "5400", "90 minutes"},
		{"duration", "172800", "2 days"},
		{"duration", "0", "0 seconds"},
		{"word", "as it is", "as it is"},
		{"standards", "SOC2:CC6.1 DORA:5 SOC2:CC6.2", "SOC 2 CC6.1, CC6.2; DORA Article 5"},
		{"standards", "NEW:1", "NEW 1"},
		{"date", "", ""},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(strings_free) struct strings *s = english(a);
	for (size_t i = 0; s != NULL && i < sizeof rows / sizeof *rows; i++) {
		struct sv text;
		struct err e;
		if (CHECK_OK(format_value(s, sv_of(rows[i].format), sv_of(rows[i].value), a, &text, &e), &e))
			CHECK_SV(text, sv_of(rows[i].want));
	}
}

static void wrong_values_are_named(void)
{
	static const struct {
		const char *format, *value, *want;
	} rows[] = {
		{"date", "yesterday", "format date: expected a date or a time, got \"yesterday\""},
		{"period", "2026-07-01", "format period: expected a date or a time, got \"\""},
		{"count", "1.5", "format count: expected a whole number, got \"1.5\""},
		{"percent", "8/7", "format percent: expected part/whole, got \"8/7\""},
		{"bytes", "-1", "format bytes: expected a size"},
		{"money", "12", "format money: expected an amount and a currency"},
		{"duration", "long", "format duration: expected seconds"},
		{"standards", "CC6.1",
		 "format standards: expected words such as ISO27001:A.5.15, got \"CC6.1\""},
		{"shout", "x", "\"shout\" is no format; expected date,"},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(strings_free) struct strings *s = english(a);
	for (size_t i = 0; s != NULL && i < sizeof rows / sizeof *rows; i++) {
		struct sv text;
		struct err e;
		CHECK_ERR(format_value(s, sv_of(rows[i].format), sv_of(rows[i].value), a, &text, &e), &e,
			  rows[i].want);
	}
}

static void texts_take_parts_and_forms(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(strings_free) struct strings *s = english(a);
	const struct strings_part one[] = {{SV("n"), SV("1"), SV("1")}},
				  many[] = {{SV("n"), SV("1,000"), SV("1000")}};
	struct sv text;
	struct err e;
	if (s == NULL)
		return;
	CHECK_OK(strings_fill(s, SV("verdict.failed"), one, 1, a, &text, &e), &e);
	CHECK_SV(text, SV("1 result fails."));
	CHECK_OK(strings_fill(s, SV("verdict.failed"), many, 1, a, &text, &e), &e);
	CHECK_SV(text, SV("1,000 results fail."));
	CHECK_ERR(strings_fill(s, SV("verdict.failed"), NULL, 0, a, &text, &e), &e,
		  "text \"verdict.failed\": the part {n} is not given");
	CHECK_ERR(strings_fill(s, SV("no.such"), NULL, 0, a, &text, &e), &e,
		  "strings/en.xml: there is no key \"no.such\"");
	CHECK_SV(strings_word(s, "severity.high"), SV("High"));
}

static void languages_and_names_are_checked(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	const struct templates folder = {NULL, a};
	CLEANUP(strings_free) struct strings *s = NULL;
	struct sv text;
	struct err e;
	CHECK_ERR(strings_load(&folder, "tlh", &s, &e), &e, "language \"tlh\": no plural rule is known");
	CHECK_ERR(strings_load(&folder, "ar", &s, &e), &e, "strings/ar.xml: no such template is built in");
	static const char *const names[] = {"../secret", "/etc/passwd", "parts/", "", "a//b", ".hidden", "a b"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		CHECK_ERR(templates_read(&folder, names[i], &text, &e), &e,
			  "expected the name of a file in the template folder");
}

const struct unit_suite renderers_format_suite = {"renderers_format",
						  (const struct unit_case[]){
							  {"values_become_words", values_become_words},
							  {"wrong_values_are_named", wrong_values_are_named},
							  {NULL, NULL},
						  }};

const struct unit_suite renderers_strings_suite = {
	"renderers_strings", (const struct unit_case[]){
				     {"texts_take_parts_and_forms", texts_take_parts_and_forms},
				     {"languages_and_names_are_checked", languages_and_names_are_checked},
				     {NULL, NULL},
			     }};
