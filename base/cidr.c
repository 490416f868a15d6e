#include "base/cidr.h"

#include <arpa/inet.h>
#include <string.h>

#define IPV4_START 12u /* ::ffff:a.b.c.d: where the four bytes stand */

static const unsigned char ipv4_prefix[IPV4_START] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/* Not inet_pton: it refuses leading zeros, which CloudTrail writes and means as decimal. */
static bool parse_ipv4(struct sv text, unsigned char address[16])
{
	unsigned char quad[4];
	for (size_t i = 0; i < 4; i++) {
		ptrdiff_t dot = i < 3 ? sv_find_char(text, '.') : (ptrdiff_t)text.n;
		struct sv part = sv_sub(text, 0, dot < 0 ? 0 : (size_t)dot);
		int64_t value;
		if (dot < 1 || part.n > 3 || !sv_is_digits(part, part.n) || !sv_to_int64(part, &value) ||
		    value > 255)
			return false;
		quad[i] = (unsigned char)value;
		text = sv_sub(text, (size_t)dot + 1, text.n);
	}
	memcpy(address, ipv4_prefix, IPV4_START);
	memcpy(address + IPV4_START, quad, sizeof quad);
	return true;
}

static bool parse_ipv6(struct sv text, unsigned char address[16])
{
	char z[INET6_ADDRSTRLEN];
	if (text.n >= sizeof z || sv_find_char(text, '\0') >= 0 || sv_find_char(text, ':') < 0)
		return false;
	memcpy(z, text.at, text.n);
	z[text.n] = '\0';
	return inet_pton(AF_INET6, z, address) == 1;
}

static bool is_ipv4(const unsigned char address[16])
{
	return memcmp(address, ipv4_prefix, IPV4_START) == 0;
}

bool cidr_parse(struct sv text, struct cidr *c, struct err *e)
{
	struct cidr found = {.bits = 128};
	ptrdiff_t slash = sv_find_char(text, '/');
	struct sv address = sv_sub(text, 0, slash < 0 ? text.n : (size_t)slash);
	bool ipv4 = parse_ipv4(address, found.address);
	if (!ipv4 && !parse_ipv6(address, found.address))
		return err_set(e, "expected an IPv4 or IPv6 network, got \"" SV_FMT "\"",
			       SV_ARG(sv_sub(text, 0, 80)));
	if (slash >= 0) {
		struct sv bits = sv_sub(text, (size_t)slash + 1, text.n);
		unsigned most = ipv4 ? 32 : 128;
		int64_t value;
		if (bits.n > 3 || !sv_is_digits(bits, bits.n) || !sv_to_int64(bits, &value) || value > most)
			return err_set(e, "expected a prefix length from 0 to %u, got \"" SV_FMT "\"", most,
				       SV_ARG(sv_sub(text, 0, 80)));
		found.bits = (unsigned)value + (128 - most);
	}
	*c = found;
	return true;
}

bool cidr_has(const struct cidr *c, struct sv address)
{
	unsigned char octets[16];
	if (!parse_ipv4(address, octets) && !parse_ipv6(address, octets))
		return false;
	/* "::/0" means every IPv6 address, and no IPv4 address in its mapped form. */
	if (c->bits < IPV4_START * 8 && is_ipv4(octets))
		return false;
	size_t whole = c->bits / 8;
	unsigned rest = c->bits % 8;
	if (memcmp(octets, c->address, whole) != 0)
		return false;
	return rest == 0 || (octets[whole] ^ c->address[whole]) >> (8 - rest) == 0;
}
