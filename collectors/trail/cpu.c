#include "collectors/trail/cpu.h"

static const char *const names[CPU_LEVELS] = {
	[CPU_SCALAR] = "scalar",
	[CPU_SSE2] = "sse2",
	[CPU_AVX2] = "avx2",
	[CPU_AVX2_VPCLMUL] = "avx2-vpclmul",
};

const char *cpu_name(enum cpu level)
{
	return names[level];
}

#ifdef __x86_64__
enum cpu cpu_best(void)
{
	__builtin_cpu_init();
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") ||
	    !__builtin_cpu_supports("popcnt") || !__builtin_cpu_supports("pclmul"))
		return CPU_SSE2;
	return __builtin_cpu_supports("vpclmulqdq") ? CPU_AVX2_VPCLMUL : CPU_AVX2;
}
#else
enum cpu cpu_best(void)
{
	return CPU_SCALAR;
}
#endif

bool cpu_named(struct sv name, enum cpu *level, struct err *e)
{
	for (enum cpu i = CPU_SCALAR; i < CPU_LEVELS; i++) {
		if (!sv_eq(name, sv_of(names[i])))
			continue;
		if (i > cpu_best())
			return err_set(e, "this machine can't run \"%s\", the most it can is \"%s\"", names[i],
				       names[cpu_best()]);
		*level = i;
		return true;
	}
	return err_set(e, "expected scalar, sse2, avx2 or avx2-vpclmul, got \"" SV_FMT "\"", SV_ARG(name));
}
