/* BAILIWICK_CPU=scalar|sse2|avx2|avx2-vpclmul: for machines and tools that promise more than they do. */
#ifndef CLI_PROCESSOR_H
#define CLI_PROCESSOR_H

#include "collectors/trail/cpu.h"

/* The variant asked for, else the best; an impossible name is a usage error. */
bool processor_wanted(enum cpu *level, struct err *e) MUST_CHECK;

#endif
