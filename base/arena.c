#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT   alignof(max_align_t)
#define FIRST_CHUNK ((size_t)16 << 10)
#define LAST_CHUNK  ((size_t)4 << 20)

struct chunk {
	struct chunk *older;
	alignas(max_align_t) char at[];
};

struct arena {
	struct chunk *newest;
	char *free;   /* the next block starts here */
	size_t left;  /* bytes from there to the end of its chunk */
	size_t next;  /* size of the next ordinary chunk */
	size_t total; /* bytes of all chunks */
};

struct arena *arena_new(void)
{
	struct arena *a = calloc(1, sizeof *a);
	if (a == NULL)
		out_of_memory();
	a->next = FIRST_CHUNK;
	return a;
}

void arena_free(struct arena **a)
{
	if (*a == NULL)
		return;
	for (struct chunk *c = (*a)->newest, *older; c != NULL; c = older) {
		older = c->older;
		free(c);
	}
	free(*a);
	*a = NULL;
}

static char *add_chunk(struct arena *a, size_t size)
{
	if (size > LIMIT_ARENA - a->total) {
		fprintf(stderr, "bailiwick: more than %llu bytes of working memory for one stage\n",
			LIMIT_ARENA);
		abort();
	}
	struct chunk *c = calloc(1, sizeof *c + size);
	if (c == NULL)
		out_of_memory();
	c->older = a->newest;
	a->newest = c;
	a->total += size;
	return c->at;
}

void *arena_alloc(struct arena *a, size_t size)
{
	if (size > LIMIT_ARENA)
		size = LIMIT_ARENA + 1; /* ends the program in add_chunk, without wrapping around below */
	size = (size + (size == 0) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (size > LAST_CHUNK / 4)
		return add_chunk(a, size); /* on its own: the present chunk stays in use */
	if (size > a->left) {
		while (a->next < size)
			a->next *= 2;
		a->free = add_chunk(a, a->next);
		a->left = a->next;
		a->next = a->next < LAST_CHUNK ? a->next * 2 : LAST_CHUNK;
	}
	char *block = a->free;
	a->free += size;
	a->left -= size;
	return block;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(n, size, &bytes))
		bytes = SIZE_MAX;
	return arena_alloc(a, bytes);
}

char *arena_strz(struct arena *a, struct sv v)
{
	char *copy = arena_alloc(a, v.n + 1);
	if (v.n > 0)
		memcpy(copy, v.at, v.n);
	return copy;
}

struct sv arena_sv(struct arena *a, struct sv v)
{
	return (struct sv){arena_strz(a, v), v.n};
}

struct sv arena_printf(struct arena *a, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int n = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	assert(n >= 0);
	char *text = arena_alloc(a, (size_t)n + 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)n + 1, format, arguments);
	va_end(arguments);
	return (struct sv){text, (size_t)n};
}
