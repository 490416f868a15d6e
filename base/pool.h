/* The one work pool: runs item 0 .. n-1 on up to `threads` threads. Workers share nothing but the cursor;
 * results go to slots by item number, so their order never depends on timing. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/str.h"

/* `work` must not fail as a whole: an item's failure is its own result. threads == 0: one per CPU. */
void pool_run(unsigned threads, size_t n, void (*work)(void *context, size_t item), void *context);

#endif
