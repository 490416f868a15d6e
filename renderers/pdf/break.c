#include "renderers/pdf/break.h"

#include "base/utf8.h"

static bool is_space(uint32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0x2028 || cp == 0x2029 ||
	       (cp >= 0x2000 && cp <= 0x200A);
}

/* Spaces, and the isolate controls among them, that a line's end swallows. */
static bool hangs(uint32_t cp)
{
	return is_space(cp) || pdf_is_isolate(cp);
}

static uint32_t trimmed_end(const struct pdf_para *p, uint32_t start, uint32_t end)
{
	while (end > start && hangs(p->text[end - 1]))
		end--;
	return end;
}

static int32_t width_of(const struct pdf_para *p, uint32_t from, uint32_t to)
{
	int32_t width = 0;
	for (uint32_t i = from; i < to; i++)
		width += p->advance[i];
	return width;
}

/* Where to cut what has no place to break at: into parts of nearly the same width, no wider than the room. */
static uint32_t even_cut(const struct pdf_para *p, uint32_t start, uint32_t cut, int32_t room)
{
	int64_t total = 0, used = 0, fit = width_of(p, start, cut);
	for (uint32_t i = start; i < p->n && total <= 4 * fit; i++) {
		total += p->advance[i];
		if (p->breaks[i] != PDF_BREAK_NO)
			break;
	}
	int64_t parts = fit > 0 ? (total + fit - 1) / fit : 1;
	if (parts < 2 || parts > 4 || room <= 0)
		return cut;
	uint32_t even = start;
	for (uint32_t i = start; i < cut && used * parts < total; i++) {
		used += p->advance[i];
		if (i + 1 < p->n && p->advance[i + 1] > 0)
			even = i + 1;
	}
	return even > start && even < cut ? even : cut;
}

/* Where the line that starts at `start` ends: after the last break that fits, else at the last cluster. */
static uint32_t line_end(const struct pdf_para *p, uint32_t start, int32_t room)
{
	int32_t used = 0;
	uint32_t last = 0, cut = start;
	for (uint32_t i = start; i < p->n; i++) {
		used += p->advance[i];
		if (used > room && !hangs(p->text[i])) {
			if (last > start)
				return last;
			if (cut > start)
				return even_cut(p, start, cut, room);
		}
		if (p->breaks[i] == PDF_BREAK_MUST)
			return i + 1;
		if (p->breaks[i] == PDF_BREAK_MAY)
			last = i + 1;
		/* A cluster may be cut off where the next one starts, i.e. has an advance of its own. */
		if (i + 1 < p->n && p->advance[i + 1] > 0 && used <= room)
			cut = i + 1;
	}
	return p->n;
}

static size_t fill(struct arena *a, const struct pdf_para *p, int32_t width, struct pdf_lines *lines)
{
	size_t cap = 0;
	*lines = (struct pdf_lines){0};
	uint32_t start = 0;
	do {
		uint32_t end = line_end(p, start, width);
		if (lines->n == cap)
			lines->line = pdf_grow(a, lines->line, lines->n, &cap, sizeof(*lines->line));
		int32_t used = width_of(p, start, trimmed_end(p, start, end));
		lines->line[lines->n++] = (struct pdf_line){start, end, used};
		if (used > lines->width)
			lines->width = used;
		start = end;
	} while (start < p->n);
	return lines->n;
}

void pdf_lines_break(struct arena *a, const struct pdf_para *p, int32_t width, bool balance,
		     struct pdf_lines *lines)
{
	size_t n = fill(a, p, width, lines);
	if (!balance || n < 2)
		return;
	for (int32_t part = 97; part >= 82 && lines->line[n - 1].width < width / 6; part -= 3) {
		struct pdf_lines tried;
		if (fill(a, p, (int32_t)((int64_t)width * part / 100), &tried) != n)
			return;
		if (tried.line[n - 1].width > lines->line[n - 1].width)
			*lines = tried;
	}
}

int32_t pdf_para_natural(const struct pdf_para *p)
{
	int32_t widest = 0, used = 0;
	for (uint32_t i = 0; i < p->n; i++) {
		used += p->advance[i];
		if (used > widest && !hangs(p->text[i]))
			widest = used;
		if (p->breaks[i] == PDF_BREAK_MUST)
			used = 0;
	}
	return widest;
}

int32_t pdf_para_least(const struct pdf_para *p)
{
	int32_t widest = 0, used = 0, solid = 0;
	for (uint32_t i = 0; i < p->n; i++) {
		used += p->advance[i];
		if (!hangs(p->text[i]))
			solid = used;
		if (solid > widest)
			widest = solid;
		if (p->breaks[i] != PDF_BREAK_NO)
			used = solid = 0;
	}
	return widest;
}

static uint8_t level_at(const struct pdf_para *p, const struct pdf_item *item, uint32_t from, uint32_t trailing)
{
	return from >= trailing ? (uint8_t)p->rtl : item->level;
}

static struct pdf_piece cut(struct pdf_shaper *s, const struct pdf_para *p, const struct pdf_item *item,
			    uint32_t from, uint32_t to)
{
	struct pdf_piece piece = {.item = item, .from = from, .to = to};
	if (item->font != NULL)
		piece.glyph = pdf_item_cut(s, p, item, from, to, &piece.n_glyphs);
	piece.width = width_of(p, from, to);
	return piece;
}

/* L2: from the highest level down, turn round every run of pieces at that level or above. */
static void reorder(struct pdf_piece *piece, uint8_t *level, size_t n)
{
	uint8_t highest = 0;
	for (size_t i = 0; i < n; i++)
		if (level[i] > highest)
			highest = level[i];
	for (uint8_t at = highest; at > 0; at--) {
		for (size_t i = 0; i < n;) {
			size_t end = i;
			while (end < n && level[end] >= at)
				end++;
			for (size_t l = i, r = end; l + 1 < r; l++, r--) {
				struct pdf_piece held = piece[l];
				uint8_t held_level = level[l];
				piece[l] = piece[r - 1];
				level[l] = level[r - 1];
				piece[r - 1] = held;
				level[r - 1] = held_level;
			}
			i = end > i ? end : i + 1;
		}
	}
}

/* The item that holds the character. */
static size_t first_item(const struct pdf_para *p, uint32_t character)
{
	size_t low = 0, high = p->n_items;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p->item[middle].end <= character)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t pdf_line_pieces(struct pdf_shaper *s, const struct pdf_para *p, const struct pdf_line *line,
		       struct pdf_piece **pieces, int32_t *hang)
{
	struct arena *a = pdf_shaper_arena(s);
	uint32_t trailing = trimmed_end(p, line->start, line->end);
	size_t first = first_item(p, line->start), end = first, n = 0;
	while (end < p->n_items && p->item[end].start < line->end)
		end++;
	size_t cap = 2 * (end - first) + 2;
	struct pdf_piece *piece = arena_array(a, cap, sizeof(*piece));
	uint8_t *level = arena_alloc(a, cap);
	for (size_t i = first; i < end; i++) {
		const struct pdf_item *item = &p->item[i];
		uint32_t from = item->start > line->start ? item->start : line->start;
		uint32_t to = item->end < line->end ? item->end : line->end;
		if (from >= to || pdf_is_isolate(p->text[from]))
			continue;
		uint32_t middle =
			trailing > from && trailing < to && (item->level & 1) != p->rtl ? trailing : to;
		level[n] = level_at(p, item, from, trailing);
		piece[n++] = cut(s, p, item, from, middle);
		if (middle < to) {
			level[n] = (uint8_t)p->rtl;
			piece[n++] = cut(s, p, item, middle, to);
		}
	}
	reorder(piece, level, n);
	*pieces = piece;
	*hang = p->rtl ? width_of(p, trailing, line->end) : 0;
	return n;
}
