#include "collectors/trail/crc.h"

#include <string.h>

/* V. Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009;
 * here with four accumulators of 32 bytes. Everything is bit-reflected, as gzip's CRC is. */
#define STEP     128u
#define SHORTEST 256u

/* x^n mod P, reflected, shifted by one as the reflected product needs it. */
static uint64_t power(unsigned n)
{
	uint32_t rest = 0x80000000u; /* x^0 */
	while (n-- > 0)
		rest = rest >> 1 ^ ((rest & 1) ? 0xedb88320u : 0);
	return (uint64_t)rest << 1;
}

void crc_fold_init(struct crc_fold *f)
{
	f->far[0] = power(8 * STEP + 32);
	f->far[1] = power(8 * STEP - 32);
	f->near[0] = power(8 * CRC_FOLDED + 32);
	f->near[1] = power(8 * CRC_FOLDED - 32);
}

#ifdef __x86_64__
#include <immintrin.h>

#define WIDE __attribute__((target("avx2,pclmul,vpclmulqdq")))

WIDE static inline __m256i fold_wide(__m256i x, __m256i by, const char *next)
{
	__m256i low = _mm256_clmulepi64_epi128(x, by, 0x00), high = _mm256_clmulepi64_epi128(x, by, 0x11);
	return _mm256_xor_si256(_mm256_xor_si256(low, high), _mm256_loadu_si256((const __m256i *)next));
}

WIDE static inline __m128i fold_one(__m128i x, __m128i by, __m128i next)
{
	return _mm_xor_si128(
		_mm_xor_si128(_mm_clmulepi64_si128(x, by, 0x00), _mm_clmulepi64_si128(x, by, 0x11)), next);
}

WIDE static size_t fold(const struct crc_fold *f, struct sv text, unsigned char folded[CRC_FOLDED])
{
	const char *at = text.at, *end = text.at + text.n;
	__m128i far = _mm_loadu_si128((const __m128i *)f->far);
	__m128i near = _mm_loadu_si128((const __m128i *)f->near);
	__m256i by = _mm256_broadcastsi128_si256(far), x[4];
	for (size_t i = 0; i < 4; i++)
		x[i] = _mm256_loadu_si256((const __m256i *)(at + 32 * i));
	x[0] = _mm256_xor_si256(x[0], _mm256_set_epi32(0, 0, 0, 0, 0, 0, 0, -1));
	for (at += STEP; (size_t)(end - at) >= STEP; at += STEP)
		for (size_t i = 0; i < 4; i++)
			x[i] = fold_wide(x[i], by, at + 32 * i);
	__m128i one = _mm256_castsi256_si128(x[0]);
	one = fold_one(one, near, _mm256_extracti128_si256(x[0], 1));
	for (size_t i = 1; i < 4; i++) {
		one = fold_one(one, near, _mm256_castsi256_si128(x[i]));
		one = fold_one(one, near, _mm256_extracti128_si256(x[i], 1));
	}
	for (; (size_t)(end - at) >= CRC_FOLDED; at += CRC_FOLDED)
		one = fold_one(one, near, _mm_loadu_si128((const __m128i *)at));
	_mm_storeu_si128((__m128i *)folded, one);
	return (size_t)(at - text.at);
}

size_t crc_fold(const struct crc_fold *f, enum cpu level, struct sv text, unsigned char folded[CRC_FOLDED])
{
	return level < CPU_AVX2_VPCLMUL || text.n < SHORTEST ? 0 : fold(f, text, folded);
}
#else
size_t crc_fold(const struct crc_fold *f, enum cpu level, struct sv text, unsigned char folded[CRC_FOLDED])
{
	(void)f, (void)level, (void)text, (void)folded;
	return 0;
}
#endif
