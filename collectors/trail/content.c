#include "collectors/trail/content.h"

#include <string.h>

#include "base/arena.h"
#include "collectors/trail/escape.h"

#define STEP 32u

static const uint64_t odd = 0x9e3779b97f4a7c15u;

/* The number is kept in stores, so it is the same on every machine. */
static inline uint64_t eight(const char *at)
{
	uint64_t octets;
	memcpy(&octets, at, sizeof octets);
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? octets : __builtin_bswap64(octets);
}

static inline uint64_t stirred(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * odd;
	return hash << 29 | hash >> 35;
}

static uint64_t finished(uint64_t hash)
{
	hash = (hash ^ hash >> 32) * 0xbf58476d1ce4e5b9u;
	return hash ^ hash >> 29;
}

static uint64_t hash_octets(struct sv text)
{
	uint64_t a = 1, b = 2, c = 3, d = 4, hash = text.n; /* four that wait for none of the others */
	const char *at = text.at, *end = text.at + text.n;
	for (; (size_t)(end - at) >= STEP; at += STEP) {
		a = stirred(a, eight(at));
		b = stirred(b, eight(at + 8));
		c = stirred(c, eight(at + 16));
		d = stirred(d, eight(at + 24));
	}
	for (; (size_t)(end - at) >= 8; at += 8)
		hash = stirred(hash, eight(at));
	char last[8] = {0};
	memcpy(last, at, (size_t)(end - at));
	hash = stirred(stirred(stirred(hash, eight(last)), a), b);
	return finished(stirred(stirred(hash, c), d));
}

uint32_t content_octets(struct sv text)
{
	return (uint32_t)hash_octets(text);
}

/* ---- meaning ---- */

/* A container that is open: elements are stirred in order, members are summed. */
struct open {
	uint64_t hash, key;
	bool object, keyed; /* keyed: a key stands before the next value */
};

static void take(struct open *o, uint64_t value)
{
	if (!o->object)
		o->hash = stirred(o->hash, value);
	else if (o->keyed)
		o->hash += finished(stirred(stirred(0, o->key), value));
	else
		o->key = value;
	o->keyed = o->object && !o->keyed;
}

/* `at` is on the opening quote; moves it behind the closing one. */
static uint64_t take_string(struct arena *a, const char **at, const char *end)
{
	const char *from = *at + 1, *p = from;
	bool escaped = false;
	for (; p < end && *p != '"'; p++)
		if (*p == '\\') {
			escaped = true;
			p++;
		}
	p = p < end ? p : end;
	struct sv text = {from, (size_t)(p - from)};
	*at = p + 1;
	return hash_octets(escaped ? escape_decode(a, text) : text) ^ odd;
}

static uint64_t take_word(const char **at, const char *end)
{
	const char *from = *at;
	do
		++*at;
	while (*at < end && strchr(",:]} \t\r\n", **at) == NULL);
	return hash_octets((struct sv){from, (size_t)(*at - from)});
}

uint32_t content_meaning(struct sv text)
{
	struct arena *a CLEANUP(arena_free) = arena_new();
	struct open open[LIMIT_JSON_DEPTH + 2] = {{0}};
	const char *at = text.at, *end = text.at + text.n;
	size_t depth = 0;
	while (at < end) {
		if (strchr(",: \t\r\n", *at) != NULL) {
			at++;
		} else if (*at == '"') {
			take(&open[depth], take_string(a, &at, end));
		} else if ((*at == '{' || *at == '[') && depth <= LIMIT_JSON_DEPTH) {
			open[++depth] = (struct open){.hash = *at == '{' ? 5 : 6, .object = *at == '{'};
			at++;
		} else if ((*at == '}' || *at == ']') && depth > 0) {
			depth--;
			take(&open[depth], finished(open[depth + 1].hash));
			at++;
		} else {
			take(&open[depth], take_word(&at, end));
		}
	}
	return (uint32_t)finished(open[0].hash);
}
