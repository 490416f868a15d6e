/* A pattern, a NUL and a text: the glob routine against a plain recursive one, and its two looks at sets against
 * each other. */
#include <stdint.h>
#include <stdlib.h>

#include "analyzers/iam/context.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool plain(struct sv pattern, struct sv text)
{
	if (pattern.n == 0)
		return text.n == 0;
	if (pattern.at[0] == '*')
		return plain(sv_sub(pattern, 1, pattern.n), text) ||
		       (text.n > 0 && plain(pattern, sv_sub(text, 1, text.n)));
	return text.n > 0 && (pattern.at[0] == '?' || pattern.at[0] == text.at[0]) &&
	       plain(sv_sub(pattern, 1, pattern.n), sv_sub(text, 1, text.n));
}

static bool is_ascii(struct sv v)
{
	for (size_t i = 0; i < v.n; i++)
		if ((unsigned char)v.at[i] >= 0x80)
			return false;
	return true;
}

static void compare(const struct iam_glob *g, struct sv pattern, struct sv text)
{
	bool matches = iam_glob_match(g, text, NULL) == IAM_YES;
	bool covers = iam_glob_covers(g, text, NULL) == IAM_YES;
	bool overlaps = iam_glob_overlaps(g, text, NULL) == IAM_YES;
	bool concrete = sv_find_char(text, '*') < 0 && utf8_valid(text);
	bool small = pattern.n + text.n <= 24 && is_ascii(pattern) && is_ascii(text);
	if ((small && matches != plain(pattern, text)) || (covers && !overlaps))
		abort();
	if (concrete && (covers != matches || overlaps != matches))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct sv whole = {(const char *)data, size}, pattern;
	struct iam_glob g;
	if (size == 0 || size > 64 || !sv_split(&whole, '\0', &pattern) || !utf8_valid(pattern))
		return 0;
	if (!iam_glob_compile(a, pattern, IAM_GLOB_WILD, &g))
		abort();
	compare(&g, pattern, whole);
	return 0;
}
