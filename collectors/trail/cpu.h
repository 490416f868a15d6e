/* What this machine can do, as far as the trail's readers have variants for it. Every variant gives the same
 * results; they differ in speed alone. */
#ifndef COLLECTORS_TRAIL_CPU_H
#define COLLECTORS_TRAIL_CPU_H

#include "base/str.h"

/* Each level has what the ones before it have. */
enum cpu {
	CPU_SCALAR, /* plain C11: any processor, any byte order */
	CPU_SSE2,   /* every x86-64 */
	CPU_AVX2,   /* with BMI, POPCNT and PCLMULQDQ */
	CPU_AVX2_VPCLMUL,
	CPU_LEVELS
};

enum cpu cpu_best(void); /* the highest level that processor and operating system allow */
const char *cpu_name(enum cpu level);
/* By name, as BAILIWICK_CPU spells it; a name that nobody knows or that this machine can't run is an error. */
bool cpu_named(struct sv name, enum cpu *level, struct err *e) MUST_CHECK;

#endif
