/* Exact decimals for money and costs: up to 38 significant digits, scale 0 to 30. Never a double.
 * A sum that does not fit is an error, never a rounding. Canonical text: optional '-', digits,
 * optional '.digits' with the scale kept ("1.50" stays "1.50"); no exponent, no plus sign. */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/str.h"

#define DECIMAL_TEXT_MAX 48

struct decimal {
	__int128 units; /* value = units / 10^scale */
	int scale;
};

/* Accepts "-12.340", "+5", ".5", "1e-7" (FOCUS and CUR writers emit scientific notation). */
bool decimal_parse(struct sv text, struct decimal *d, struct err *e) MUST_CHECK;
bool decimal_add(struct decimal a, struct decimal b, struct decimal *sum, struct err *e) MUST_CHECK;
bool decimal_sub(struct decimal a, struct decimal b, struct decimal *difference, struct err *e) MUST_CHECK;
bool decimal_mul(struct decimal a, struct decimal b, struct decimal *product, struct err *e) MUST_CHECK;
int decimal_cmp(struct decimal a, struct decimal b);
struct decimal decimal_round(struct decimal d, int scale); /* half to even */
void decimal_format(struct decimal d, char text[DECIMAL_TEXT_MAX]);

#endif
