#include "base/glob.h"
#include "base/utf8.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Bytes of the next character; an invalid byte counts as one. */
static size_t step(struct sv text)
{
	uint32_t cp;
	size_t n = utf8_next(text, &cp);
	return n > 0 ? n : 1;
}

/* Greedy with one way back: when a part after a '*' does not fit, that '*' takes one character more. A later
 * '*' never needs an earlier one to give way, so the time is at most pattern times text. */
static bool match(struct sv pattern, struct sv text, bool fold)
{
	struct sv after_star = {NULL, 0}, retry = {NULL, 0};
	while (text.n > 0) {
		char p = pattern.n > 0 ? pattern.at[0] : '\0';
		if (pattern.n > 0 && p == '*') {
			pattern = after_star = sv_sub(pattern, 1, pattern.n);
			retry = text;
		} else if (pattern.n > 0 && p == '?') {
			pattern = sv_sub(pattern, 1, pattern.n);
			text = sv_sub(text, step(text), text.n);
		} else if (pattern.n > 0 && (p == text.at[0] || (fold && lower(p) == lower(text.at[0])))) {
			pattern = sv_sub(pattern, 1, pattern.n);
			text = sv_sub(text, 1, text.n);
		} else if (retry.at != NULL) {
			text = retry = sv_sub(retry, step(retry), retry.n);
			pattern = after_star;
		} else {
			return false;
		}
	}
	while (pattern.n > 0 && pattern.at[0] == '*')
		pattern = sv_sub(pattern, 1, pattern.n);
	return pattern.n == 0;
}

bool glob_match(struct sv pattern, struct sv text)
{
	return match(pattern, text, false);
}

bool glob_match_nocase(struct sv pattern, struct sv text)
{
	return match(pattern, text, true);
}
