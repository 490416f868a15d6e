/* The scanner for every x86-64. */
#ifdef __x86_64__
#include <emmintrin.h>
#include <string.h>

#include "collectors/trail/scan_state.h"

#define SCAN_READ scan_read_sse2

struct block {
	uint64_t quote, slash, control, high, open, close;
};

static inline __m128i load(const char *p)
{
	return _mm_loadu_si128((const __m128i *)p);
}

static inline uint64_t mask(__m128i v)
{
	return (uint32_t)_mm_movemask_epi8(v);
}

/* Signed: octets below 0x20 and above 0x7f. */
static inline __m128i odd_octets(__m128i v)
{
	return _mm_cmplt_epi8(v, _mm_set1_epi8(0x20));
}

static inline uint64_t stopping(const char *p)
{
	__m128i v = load(p);
	__m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
	__m128i slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
	return mask(_mm_or_si128(_mm_or_si128(quote, slash), odd_octets(v)));
}

static inline const char *plain_end(const char *p)
{
	for (;; p += 32) {
		uint64_t stop = stopping(p) | stopping(p + 16) << 16;
		if (stop != 0)
			return p + __builtin_ctzll(stop);
	}
}

static inline bool closes_at(const char *p, unsigned n)
{
	uint64_t stop = stopping(p) | stopping(p + 16) << 16 | stopping(p + 32) << 32;
	return (stop & (((uint64_t)2 << n) - 1)) == (uint64_t)1 << n && p[n] == '"';
}

static inline void block_of(const char *p, struct block *b)
{
	*b = (struct block){0};
	for (unsigned at = 0; at < 64; at += 16) {
		__m128i v = load(p + at), brace = _mm_or_si128(v, _mm_set1_epi8(0x20));
		b->high |= mask(v) << at;
		b->control |= mask(odd_octets(v)) << at;
		b->quote |= mask(_mm_cmpeq_epi8(v, _mm_set1_epi8('"'))) << at;
		b->slash |= mask(_mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))) << at;
		b->open |= mask(_mm_cmpeq_epi8(brace, _mm_set1_epi8('{'))) << at;
		b->close |= mask(_mm_cmpeq_epi8(brace, _mm_set1_epi8('}'))) << at;
	}
	b->control &= ~b->high;
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
	for (unsigned at = 0; at < 64; at += 16)
		same |= mask(_mm_cmpeq_epi8(load(a + at), load(b + at))) << at;
	return same;
}

#include "collectors/trail/scan_body.h"
#endif
