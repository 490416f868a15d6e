#include "base/glob.h"

static char fold(char c, bool nocase)
{
	return nocase && c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Bytes of the code point at t.at[i]; an invalid byte counts as one. */
static size_t step(struct sv t, size_t i)
{
	size_t next = i + 1;
	if (((unsigned char)t.at[i] & 0xc0) == 0xc0)
		while (next < t.n && next < i + 4 && ((unsigned char)t.at[next] & 0xc0) == 0x80)
			next++;
	return next - i;
}

/* Only the last star is ever gone back to, so the time is at most pattern times text. */
static bool match(struct sv p, struct sv t, bool nocase)
{
	size_t i = 0, j = 0, star = SIZE_MAX, from = 0;
	while (i < t.n) {
		if (j < p.n && p.at[j] == '*') {
			star = j++;
			from = i;
		} else if (j < p.n && p.at[j] == '?') {
			i += step(t, i);
			j++;
		} else if (j < p.n && fold(p.at[j], nocase) == fold(t.at[i], nocase)) {
			i++;
			j++;
		} else if (star != SIZE_MAX) {
			from += step(t, from);
			i = from;
			j = star + 1;
		} else {
			return false;
		}
	}
	while (j < p.n && p.at[j] == '*')
		j++;
	return j == p.n;
}

bool glob_match(struct sv pattern, struct sv text)
{
	return match(pattern, text, false);
}

bool glob_match_nocase(struct sv pattern, struct sv text)
{
	return match(pattern, text, true);
}
