/* The scanner in plain C11: any processor, any byte order. */
#include <string.h>

#include "collectors/trail/scan_state.h"

#define SCAN_READ scan_read_scalar

struct block {
	uint64_t quote, slash, control, high, open, close;
};

static inline bool stops(char c)
{
	return (unsigned char)(c - 0x20) >= 0x60 || c == '"' || c == '\\';
}

static inline const char *plain_end(const char *p)
{
	while (!stops(*p))
		p++;
	return p;
}

static inline bool closes_at(const char *p, unsigned n)
{
	return plain_end(p) == p + n && p[n] == '"';
}

static inline void block_of(const char *p, struct block *b)
{
	*b = (struct block){0};
	for (unsigned at = 0; at < 64; at++) {
		unsigned char c = (unsigned char)p[at], brace = c | 0x20;
		b->quote |= (uint64_t)(c == '"') << at;
		b->slash |= (uint64_t)(c == '\\') << at;
		b->control |= (uint64_t)(c < 0x20) << at;
		b->high |= (uint64_t)(c > 0x7f) << at;
		b->open |= (uint64_t)(brace == '{') << at;
		b->close |= (uint64_t)(brace == '}') << at;
	}
}

static inline uint64_t prefix_xor(uint64_t bits)
{
	for (unsigned by = 1; by < 64; by *= 2)
		bits ^= bits << by;
	return bits;
}

static inline uint64_t same_octets(const char *a, const char *b)
{
	uint64_t same = 0;
	for (unsigned at = 0; at < 64; at++)
		same |= (uint64_t)(a[at] == b[at]) << at;
	return same;
}

#include "collectors/trail/scan_body.h"
