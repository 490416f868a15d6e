/* The scanner for x86-64 with AVX2, BMI, POPCNT and PCLMULQDQ. */
#ifdef __x86_64__
#include <immintrin.h>
#include <string.h>

#include "collectors/trail/scan_state.h"

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,bmi,popcnt,pclmul"))), apply_to = function)
#else
#pragma GCC target("avx2,bmi,popcnt,pclmul")
#endif

#define SCAN_READ scan_read_avx2

struct block {
	uint64_t quote, slash, control, high, open, close;
};

static inline __m256i load(const char *p)
{
	return _mm256_loadu_si256((const __m256i *)p);
}

static inline uint64_t mask(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

static inline uint64_t equal(__m256i a, __m256i b, char c)
{
	__m256i wanted = _mm256_set1_epi8(c);
	return mask(_mm256_cmpeq_epi8(a, wanted), _mm256_cmpeq_epi8(b, wanted));
}

/* Signed: octets below 0x20 and above 0x7f. */
static inline __m256i odd_octets(__m256i a)
{
	return _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), a);
}

static inline __m256i stopping(__m256i a)
{
	__m256i quote = _mm256_cmpeq_epi8(a, _mm256_set1_epi8('"'));
	__m256i slash = _mm256_cmpeq_epi8(a, _mm256_set1_epi8('\\'));
	return _mm256_or_si256(_mm256_or_si256(quote, slash), odd_octets(a));
}

static inline const char *plain_end(const char *p)
{
	for (;; p += 64) {
		uint64_t stop = mask(stopping(load(p)), stopping(load(p + 32)));
		if (stop != 0)
			return p + __builtin_ctzll(stop);
	}
}

static inline bool closes_at(const char *p, unsigned n)
{
	uint64_t stop = mask(stopping(load(p)), stopping(load(p + 32)));
	return (stop & (((uint64_t)2 << n) - 1)) == (uint64_t)1 << n && p[n] == '"';
}

static inline void block_of(const char *p, struct block *b)
{
	__m256i low = load(p), high = load(p + 32), to_brace = _mm256_set1_epi8(0x20);
	b->high = mask(low, high);
	b->control = mask(odd_octets(low), odd_octets(high)) & ~b->high;
	b->quote = equal(low, high, '"');
	b->slash = equal(low, high, '\\');
	low = _mm256_or_si256(low, to_brace);
	high = _mm256_or_si256(high, to_brace);
	b->open = equal(low, high, '{');
	b->close = equal(low, high, '}');
}

/* Carry-less multiplication by all ones. */
static inline uint64_t prefix_xor(uint64_t bits)
{
	__m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8(-1), 0);
	return (uint64_t)_mm_cvtsi128_si64(product);
}

static inline uint64_t same_octets(const char *a, const char *b)
{
	return mask(_mm256_cmpeq_epi8(load(a), load(b)), _mm256_cmpeq_epi8(load(a + 32), load(b + 32)));
}

#include "collectors/trail/scan_body.h"

#ifdef __clang__
#pragma clang attribute pop
#endif
#endif
