#include "tests/unit/unit.h"

#include <stdalign.h>
#include <string.h>

#include "base/arena.h"

extern const struct unit_suite base_arena_suite;

static void blocks_are_aligned_zeroed_and_stay(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	char *first = arena_alloc(a, 3);
	memcpy(first, "abc", 3);
	for (size_t i = 1; i < 3000; i++) {
		char *block = arena_alloc(a, i);
		CHECK((uintptr_t)block % alignof(max_align_t) == 0);
		CHECK(block[0] == 0 && block[i - 1] == 0);
		memset(block, 0xff, i);
	}
	CHECK_SV(((struct sv){first, 3}), SV("abc"));
}

static void large_blocks_stand_beside_small_ones(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	char *small = arena_alloc(a, 16), *large = arena_alloc(a, (size_t)8 << 20), *next = arena_alloc(a, 16);
	CHECK(next == small + 16); /* the large block did not end the chunk */
	CHECK(large[((size_t)8 << 20) - 1] == 0);
}

static void texts_are_copied_with_their_end(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CHECK_Z(arena_strz(a, sv_sub(SV("abcdef"), 1, 2)), "bc");
	CHECK_SV(arena_printf(a, "%s-%05d", "x", 42), SV("x-00042"));
	CHECK(arena_sv(a, SV("y")).at[1] == '\0');
	CHECK(arena_alloc(a, 0) != NULL);
}

static const struct unit_case cases[] = {
	{"blocks_are_aligned_zeroed_and_stay", blocks_are_aligned_zeroed_and_stay},
	{"large_blocks_stand_beside_small_ones", large_blocks_stand_beside_small_ones},
	{"texts_are_copied_with_their_end", texts_are_copied_with_their_end},
	{NULL, NULL},
};

const struct unit_suite base_arena_suite = {"base_arena", cases};
