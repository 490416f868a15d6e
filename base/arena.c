#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 << 10)

struct block {
	struct block *next;
	size_t used, size;
	_Alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct block *block;
	size_t total;
};

static void give_up(const char *why)
{
	fprintf(stderr, "bailiwick: %s\n", why);
	abort();
}

struct arena *arena_new(void)
{
	struct arena *a = calloc(1, sizeof *a);
	if (a == NULL)
		give_up("out of memory");
	return a;
}

void arena_free(struct arena **a)
{
	if (*a == NULL)
		return;
	for (struct block *b = (*a)->block, *next; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	free(*a);
	*a = NULL;
}

static struct block *block_new(struct arena *a, size_t size)
{
	if (size > LIMIT_ARENA - a->total)
		give_up("a stage needs more memory than its ceiling");
	struct block *b = calloc(1, sizeof *b + size);
	if (b == NULL)
		give_up("out of memory");
	b->size = size;
	a->total += size;
	return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
	size_t align = _Alignof(max_align_t);
	if (size > LIMIT_ARENA)
		give_up("a stage needs more memory than its ceiling");
	size = (size + align - 1) / align * align;
	if (size > BLOCK_SIZE / 4) { /* a block of its own, behind the one being filled */
		struct block *own = block_new(a, size);
		own->used = size;
		if (a->block == NULL) {
			a->block = own;
		} else {
			own->next = a->block->next;
			a->block->next = own;
		}
		return own->bytes;
	}
	if (a->block == NULL || a->block->size - a->block->used < size) {
		struct block *fresh = block_new(a, BLOCK_SIZE);
		fresh->next = a->block;
		a->block = fresh;
	}
	void *at = a->block->bytes + a->block->used;
	a->block->used += size;
	return at;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	size_t total;
	if (__builtin_mul_overflow(n, size, &total))
		give_up("a stage needs more memory than its ceiling");
	return arena_alloc(a, total);
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
	if (n < 0)
		return (struct sv){"", 0};
	char *text = arena_alloc(a, (size_t)n + 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)n + 1, format, arguments);
	va_end(arguments);
	return (struct sv){text, (size_t)n};
}
