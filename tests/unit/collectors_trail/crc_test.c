#include "tests/unit/unit.h"

#include "collectors/trail/crc.h"

extern const struct unit_suite collectors_trail_crc_suite;

/* Bit by bit, from the state given. */
static uint32_t plain_crc(uint32_t state, const unsigned char *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		state ^= at[i];
		for (int bit = 0; bit < 8; bit++)
			state = state >> 1 ^ ((state & 1) ? 0xedb88320u : 0);
	}
	return state;
}

static void folded_octets_have_the_checksum_of_the_text(void)
{
	unsigned char text[1500], folded[CRC_FOLDED];
	struct crc_fold f;
	size_t folds = 0;
	crc_fold_init(&f);
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (unsigned char)(i * i * 31 + (i >> 3));
	for (size_t n = 0; n + 3 < sizeof text; n += n < 600 ? 1 : 13) {
		for (size_t from = 0; from < 3; from++) {
			struct sv view = {(const char *)text + from, n};
			size_t used = crc_fold(&f, cpu_best(), view, folded);
			CHECK(used <= n);
			if (used == 0)
				continue;
			folds++;
			uint32_t got =
				plain_crc(plain_crc(0, folded, sizeof folded), text + from + used, n - used);
			CHECK_INT(got, plain_crc(0xffffffffu, text + from, n));
		}
	}
	if (folds == 0)
		unit_skip("this machine has no VPCLMULQDQ");
}

static void short_texts_and_lower_levels_are_left_alone(void)
{
	unsigned char folded[CRC_FOLDED];
	static const char text[4096];
	struct crc_fold f;
	crc_fold_init(&f);
	CHECK_INT(crc_fold(&f, cpu_best(), (struct sv){text, 255}, folded), 0);
	CHECK_INT(crc_fold(&f, CPU_AVX2, (struct sv){text, sizeof text}, folded), 0);
	CHECK_INT(crc_fold(&f, CPU_SCALAR, (struct sv){text, sizeof text}, folded), 0);
}

static const struct unit_case cases[] = {
	{"folded_octets_have_the_checksum_of_the_text", folded_octets_have_the_checksum_of_the_text},
	{"short_texts_and_lower_levels_are_left_alone", short_texts_and_lower_levels_are_left_alone},
	{NULL, NULL}};
const struct unit_suite collectors_trail_crc_suite = {"crc", cases};
