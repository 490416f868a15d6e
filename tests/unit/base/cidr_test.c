#include "tests/unit/unit.h"

#include "base/cidr.h"

extern const struct unit_suite base_cidr_suite;

static void networks_hold_their_addresses(void)
{
	struct cidr c;
	struct err e;
	CHECK_OK(cidr_parse(SV("198.51.100.0/24"), &c, &e), &e);
	CHECK(cidr_has(&c, SV("198.51.100.007")));
	CHECK(!cidr_has(&c, SV("198.51.101.7")));
	CHECK(!cidr_has(&c, SV("ec2.amazonaws.com")));
	CHECK_OK(cidr_parse(SV("2001:db8::/33"), &c, &e), &e);
	CHECK(cidr_has(&c, SV("2001:db8:7fff::1")));
	CHECK(!cidr_has(&c, SV("2001:db8:8000::1")));
	CHECK_ERR(cidr_parse(SV("198.51.100.0/33"), &c, &e), &e, "expected a prefix length from 0 to 32");
}

static void the_two_families_are_kept_apart(void)
{
	struct cidr all4, all6;
	struct err e;
	CHECK_OK(cidr_parse(SV("0.0.0.0/0"), &all4, &e) && cidr_parse(SV("::/0"), &all6, &e), &e);
	CHECK(cidr_has(&all4, SV("203.0.113.9")) && !cidr_has(&all4, SV("2001:db8::1")));
	CHECK(!cidr_has(&all6, SV("203.0.113.9")) && cidr_has(&all6, SV("2001:db8::1")));
	CHECK_ERR(cidr_parse(SV("example.com"), &all4, &e), &e,
		  "expected an IPv4 or IPv6 network, got \"example.com\"");
	CHECK_ERR(cidr_parse(SV("2001:db8::/129"), &all6, &e), &e, "from 0 to 128");
	CHECK_ERR(cidr_parse(SV("198.51.100.256"), &all4, &e), &e, "expected an IPv4 or IPv6 network");
}

static const struct unit_case cases[] = {
	{"networks_hold_their_addresses", networks_hold_their_addresses},
	{"the_two_families_are_kept_apart", the_two_families_are_kept_apart},
	{NULL, NULL},
};

const struct unit_suite base_cidr_suite = {"base_cidr", cases};
