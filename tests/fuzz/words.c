/* The small words of base/: times, decimals, globs, networks, ARNs and escapes of any bytes. */
#include <stdlib.h>

#include "base/arn.h"
#include "base/cidr.h"
#include "base/decimal.h"
#include "base/glob.h"
#include "base/time.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void times(struct sv v)
{
	int64_t t, again;
	struct err e;
	char text[TIME_TEXT_MAX];
	if (!time_parse_aws(v, &t, &e))
		return;
	time_format(t, text);
	must(sv_eq(sv_of(text), SV("out of range")) || (time_parse(sv_of(text), &again, &e) && again == t));
}

static void decimals(struct sv v)
{
	struct decimal d, again, sum;
	struct err e;
	char text[DECIMAL_TEXT_MAX];
	if (!decimal_parse(v, &d, &e))
		return;
	decimal_format(d, text);
	must(decimal_parse(sv_of(text), &again, &e) && decimal_cmp(d, again) == 0);
	must(decimal_sub(d, again, &sum, &e) && sum.units == 0);
}

static void texts(struct sv v)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(str_free) struct str s;
	struct sv clean = utf8_clean(a, v);
	must(utf8_valid(clean) && clean.n <= LIMIT_OUTSIDE_STRING);
	must(sv_eq(utf8_clean(a, clean), clean));
	str_init(&s, LIMIT_TEXT);
	str_add_json(&s, clean);
	str_add_xml(&s, clean);
	str_add_csv(&s, clean, true);
	must(utf8_valid(str_sv(&s)));
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct sv v = {(const char *)data, size}, pattern = v, account, role, session;
	struct cidr c;
	struct arn arn;
	struct err e;
	times(v);
	decimals(v);
	texts(v);
	(void)arn_parse(v, &arn);
	(void)arn_assumed_role(v, &account, &role, &session);
	if (cidr_parse(v, &c, &e))
		must(cidr_has(&c,
			      sv_sub(v, 0, sv_find_char(v, '/') < 0 ? v.n : (size_t)sv_find_char(v, '/'))) ||
		     c.bits < 96);
	/* A first line is a pattern for what follows it; a text with neither '*' nor '?' matches itself. */
	if (sv_split(&v, '\n', &pattern))
		(void)glob_match(pattern, v);
	must(sv_find_char(pattern, '?') >= 0 || glob_match(pattern, pattern));
	return 0;
}
