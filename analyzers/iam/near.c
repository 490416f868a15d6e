#include "analyzers/iam/near.h"

#include <string.h>

#define NAME_MOST 128

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t near_distance(struct sv a, struct sv b, size_t most)
{
	size_t rows[3][NAME_MOST + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];
	if (a.n > NAME_MOST || b.n > NAME_MOST || (a.n > b.n ? a.n - b.n : b.n - a.n) > most)
		return most + 1;
	for (size_t j = 0; j <= b.n; j++)
		last[j] = before[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t best = row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			bool same = lower(a.at[i - 1]) == lower(b.at[j - 1]);
			row[j] = least(least(last[j] + 1, row[j - 1] + 1), last[j - 1] + !same);
			if (i > 1 && j > 1 && lower(a.at[i - 1]) == lower(b.at[j - 2]) &&
			    lower(a.at[i - 2]) == lower(b.at[j - 1]))
				row[j] = least(row[j], before[j - 2] + 1);
			best = least(best, row[j]);
		}
		if (best > most)
			return most + 1;
		size_t *oldest = before;
		before = last;
		last = row;
		row = oldest;
	}
	return last[b.n];
}

/* The nearest so far. */
struct nearest {
	struct sv name, word;
	size_t distance;
};

static struct nearest nearest_to(struct sv word)
{
	size_t half = word.n / 2;
	return (struct nearest){{NULL, 0}, word, half < 2 ? half + 1 : 3};
}

static void look_at(struct nearest *n, struct sv name)
{
	size_t distance = near_distance(n->word, name, n->distance - 1);
	if (distance < n->distance) {
		n->distance = distance;
		n->name = name;
	}
}

struct sv near_service(struct sv prefix)
{
	struct nearest n = nearest_to(prefix);
	for (uint32_t i = 0; i < iamdb_services() && n.distance > 0; i++)
		look_at(&n, iamdb_service(i));
	return n.name;
}

struct sv near_action(uint32_t service, struct sv name)
{
	struct nearest n = nearest_to(name);
	struct iamdb_range r = iamdb_service_actions(service);
	for (uint32_t i = r.first; i < r.end && n.distance > 0; i++)
		look_at(&n, iamdb_name(i));
	return n.name;
}

struct sv near_key(struct sv key)
{
	struct nearest n = nearest_to(key);
	struct sv name;
	for (size_t i = 0; iamdb_key_at(i, &name) && n.distance > 0; i++)
		if (sv_find_char(name, '*') < 0)
			look_at(&n, name);
	return n.name;
}

struct sv near_word(struct sv word, const char *const *words, size_t count)
{
	struct nearest n = nearest_to(word);
	for (size_t i = 0; i < count; i++)
		look_at(&n, sv_of(words[i]));
	return n.name;
}
