#include "base/cidr.h"

#include <arpa/inet.h>
#include <string.h>

static bool parse_v4(struct sv v, unsigned char address[16])
{
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
	memcpy(address, mapped, sizeof mapped);
	for (size_t i = 0; i < 4; i++) {
		ptrdiff_t dot = sv_find_char(v, '.');
		bool last = i == 3;
		if (last != (dot < 0))
			return false;
		struct sv part = sv_sub(v, 0, last ? v.n : (size_t)dot);
		int64_t value;
		if (part.n > 3 || !sv_to_int64(part, &value) || value < 0 || value > 255)
			return false;
		address[12 + i] = (unsigned char)value;
		v = sv_sub(v, part.n + 1, v.n);
	}
	return true;
}

static bool parse_v6(struct sv v, unsigned char address[16])
{
	char text[INET6_ADDRSTRLEN];
	if (v.n >= sizeof text)
		return false;
	memcpy(text, v.at, v.n);
	text[v.n] = '\0';
	return inet_pton(AF_INET6, text, address) == 1;
}

static bool parse_address(struct sv v, unsigned char address[16], bool *v4)
{
	*v4 = v.n > 0 && sv_find_char(v, ':') < 0;
	return v.n > 0 && (*v4 ? parse_v4(v, address) : parse_v6(v, address));
}

bool cidr_parse(struct sv text, struct cidr *c, struct err *e)
{
	struct cidr parsed;
	bool v4;
	ptrdiff_t slash = sv_find_char(text, '/');
	struct sv address = slash < 0 ? text : sv_sub(text, 0, (size_t)slash);
	bool good = parse_address(address, parsed.address, &v4);
	int64_t most = good && v4 ? 32 : 128, bits = most;
	if (good && slash >= 0)
		good = sv_to_int64(sv_sub(text, (size_t)slash + 1, text.n), &bits) && bits >= 0 && bits <= most;
	if (!good)
		return err_set(e, "expected a network such as 198.51.100.0/24, got \"" SV_FMT "\"",
			       SV_ARG(text));
	parsed.bits = (unsigned)bits + (v4 ? 96 : 0);
	*c = parsed;
	return true;
}

bool cidr_has(const struct cidr *c, struct sv address)
{
	unsigned char other[16];
	bool v4;
	if (!parse_address(address, other, &v4))
		return false;
	unsigned whole = c->bits / 8, rest = c->bits % 8;
	if (memcmp(c->address, other, whole) != 0)
		return false;
	return rest == 0 || (c->address[whole] ^ other[whole]) >> (8 - rest) == 0;
}
