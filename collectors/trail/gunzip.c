#include "collectors/trail/gunzip.h"

#include <assert.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/trail/crc.h"

#define HEADER_SIZE  10u
#define TRAILER_SIZE 8u
/* RFC 1951 can't do better than 258 bytes in two bits: 1,032 to one. */
#define MOST_RATIO 1032u
#define KEPT_TEXT  (32u << 20) /* a larger buffer is given back after its object */

enum header_flag {
	FLAG_CRC = 0x02,
	FLAG_EXTRA = 0x04,
	FLAG_NAME = 0x08,
	FLAG_COMMENT = 0x10,
	FLAG_RESERVED = 0xe0
};

struct gunzip {
	struct libdeflate_decompressor *inflater;
	char *text;
	size_t cap, max_packed, max_text;
	const char *code;
	enum cpu level;
	struct crc_fold fold;
};

struct gunzip *gunzip_new(size_t max_packed, size_t max_text)
{
	struct gunzip *g = calloc(1, sizeof *g);
	if (g == NULL || (g->inflater = libdeflate_alloc_decompressor()) == NULL)
		abort();
	g->max_packed = max_packed;
	g->max_text = max_text;
	g->code = "not-gzip";
	g->level = cpu_best();
	crc_fold_init(&g->fold);
	return g;
}

void gunzip_use(struct gunzip *g, enum cpu level)
{
	g->level = level;
}

void gunzip_free(struct gunzip **g)
{
	if (*g == NULL)
		return;
	libdeflate_free_decompressor((*g)->inflater);
	free((*g)->text);
	free(*g);
	*g = NULL;
}

const char *gunzip_code(const struct gunzip *g)
{
	return g->code;
}

bool gunzip_is(struct sv bytes)
{
	return bytes.n >= 2 && (unsigned char)bytes.at[0] == 0x1f && (unsigned char)bytes.at[1] == 0x8b;
}

static uint32_t little(const char *at, unsigned n)
{
	uint32_t value = 0;
	for (unsigned i = 0; i < n; i++)
		value |= (uint32_t)(unsigned char)at[i] << (8 * i);
	return value;
}

/* Moves *at behind a text that ends with NUL, as FNAME and FCOMMENT do. */
static bool skip_text(struct sv packed, size_t *at)
{
	const char *end = memchr(packed.at + *at, '\0', packed.n - *at);
	if (end == NULL)
		return false;
	*at = (size_t)(end - packed.at) + 1;
	return true;
}

static bool skip_extra(struct sv packed, size_t *at)
{
	if (packed.n - *at < 2)
		return false;
	size_t size = little(packed.at + *at, 2);
	if (packed.n - *at - 2 < size)
		return false;
	*at += 2 + size;
	return true;
}

static bool header_crc(struct sv packed, size_t *at, struct err *e)
{
	if (packed.n - *at < 2)
		return err_set(e, "the gzip header ends before its checksum");
	uint32_t want = little(packed.at + *at, 2);
	if ((libdeflate_crc32(0, packed.at, *at) & 0xffffu) != want)
		return err_set(e, "the checksum of the gzip header does not agree with the header");
	*at += 2;
	return true;
}

/* *at: offset of the compressed data. RFC 1952, section 2.3. */
static bool header(struct gunzip *g, struct sv packed, size_t *at, struct err *e)
{
	if (packed.n > g->max_packed) {
		g->code = "too-large";
		return err_set(e, "the object has %zu bytes, the ceiling is %zu", packed.n, g->max_packed);
	}
	if (!gunzip_is(packed))
		return err_set(e, "expected gzip data, the object begins with other bytes");
	if (packed.n < HEADER_SIZE + TRAILER_SIZE) {
		g->code = "truncated";
		return err_set(e, "the gzip object has %zu bytes, the shortest possible one has 18", packed.n);
	}
	unsigned flags = (unsigned char)packed.at[3];
	if (packed.at[2] != 8 || (flags & FLAG_RESERVED) != 0)
		return err_set(e, "the gzip header has an unknown method or unknown flags");
	*at = HEADER_SIZE;
	if (((flags & FLAG_EXTRA) && !skip_extra(packed, at)) ||
	    ((flags & FLAG_NAME) && !skip_text(packed, at)) ||
	    ((flags & FLAG_COMMENT) && !skip_text(packed, at))) {
		g->code = "truncated";
		return err_set(e, "the object ends inside the gzip header");
	}
	return (flags & FLAG_CRC) ? header_crc(packed, at, e) : true;
}

static bool claim_fits(struct gunzip *g, size_t claimed, size_t payload, struct err *e)
{
	if (claimed / MOST_RATIO > payload) {
		g->code = "truncated";
		return err_set(e,
			       "the gzip object claims %zu bytes of text, which %zu bytes can't hold: it is "
			       "cut or damaged",
			       claimed, payload);
	}
	if (claimed > g->max_text) {
		g->code = "too-large";
		return err_set(e, "the gzip object claims %zu bytes of text, the ceiling is %zu", claimed,
			       g->max_text);
	}
	return true;
}

static void reserve(struct gunzip *g, size_t size)
{
	size_t need = size + GUNZIP_TAIL;
	if (g->text != NULL && need <= g->cap && (g->cap <= KEPT_TEXT || need > KEPT_TEXT))
		return;
	free(g->text);
	/* Growing by halves, so that a row of ever longer objects doesn't allocate for each. */
	g->cap = need < KEPT_TEXT / 2 ? need + need / 2 : need;
	g->text = malloc(g->cap);
	if (g->text == NULL)
		out_of_memory();
}

static uint32_t checksum(const struct gunzip *g, struct sv text)
{
	unsigned char folded[CRC_FOLDED];
	size_t used = crc_fold(&g->fold, g->level, text, folded);
	if (used == 0)
		return libdeflate_crc32(0, text.at, text.n);
	/* What libdeflate takes is inverted: all ones is the state 0. */
	uint32_t front = libdeflate_crc32(0xffffffffu, folded, sizeof folded);
	return libdeflate_crc32(front, text.at + used, text.n - used);
}

static bool inflate_all(struct gunzip *g, struct sv payload, size_t claimed, struct err *e)
{
	size_t used = 0, made = 0;
	/* Without room for the size that came out, libdeflate accepts less than claimed. */
	enum libdeflate_result result = libdeflate_deflate_decompress_ex(g->inflater, payload.at, payload.n,
									 g->text, claimed, &used, &made);
	switch (result) {
	case LIBDEFLATE_SUCCESS:
		break;
	case LIBDEFLATE_BAD_DATA:
		g->code = "truncated";
		return err_set(e, "the compressed data is cut or damaged");
	case LIBDEFLATE_SHORT_OUTPUT:
	case LIBDEFLATE_INSUFFICIENT_SPACE:
		g->code = "truncated";
		return err_set(
			e,
			"the compressed data is longer than its trailer claims (%zu bytes): cut, damaged or "
			"followed by more",
			claimed);
	}
	if (made != claimed)
		return err_set(e, "the text has %zu bytes, the gzip trailer claims %zu", made, claimed);
	if (used != payload.n)
		return err_set(
			e,
			"the gzip object does not end with its first member: expected %zu bytes of compressed "
			"data, the member has %zu",
			payload.n, used);
	return true;
}

static bool inflate_member(struct gunzip *g, struct sv packed, bool vouched, struct sv *text, struct err *e)
{
	size_t at = 0;
	g->code = "not-gzip";
	if (!header(g, packed, &at, e))
		return false;
	if (packed.n - at < TRAILER_SIZE) {
		g->code = "truncated";
		return err_set(e, "the object ends before the gzip trailer");
	}
	size_t payload = packed.n - at - TRAILER_SIZE;
	size_t claimed = little(packed.at + packed.n - 4, 4);
	if (!claim_fits(g, claimed, payload, e))
		return false;
	reserve(g, claimed);
	if (!inflate_all(g, (struct sv){packed.at + at, payload}, claimed, e))
		return false;
	struct sv whole = {g->text, claimed};
	if (!vouched && checksum(g, whole) != little(packed.at + packed.n - TRAILER_SIZE, 4))
		return err_set(e, "the checksum of the text does not agree with the gzip trailer");
	memset(g->text + claimed, 0, GUNZIP_TAIL);
	*text = whole;
	return true;
}

bool gunzip_object(struct gunzip *g, struct sv packed, struct sv *text, struct err *e)
{
	return inflate_member(g, packed, false, text, e);
}

bool gunzip_vouched(struct gunzip *g, struct sv packed, struct sv *text, struct err *e)
{
	return inflate_member(g, packed, true, text, e);
}
