/* IPv4 and IPv6 networks. Dotted quads with leading zeros are read as decimal, as CloudTrail means them. */
#ifndef BASE_CIDR_H
#define BASE_CIDR_H

#include "base/str.h"

struct cidr {
	unsigned char address[16]; /* IPv4 as ::ffff:a.b.c.d */
	unsigned bits;             /* 0 to 128 of that form */
};

bool cidr_parse(struct sv text, struct cidr *c,
		struct err *e) MUST_CHECK;              /* "198.51.100.0/24", "2001:db8::/32", or one address */
bool cidr_has(const struct cidr *c, struct sv address); /* false for anything that is no address */

#endif
