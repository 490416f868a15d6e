#include "base/csv.h"

#include <stdio.h>
#include <stdlib.h>

void csv_open(struct csv *c, struct sv text)
{
	*c = (struct csv){.rest = text, .next_line = 1};
	if (sv_starts(c->rest, SV("\xef\xbb\xbf")))
		c->rest = sv_sub(c->rest, 3, c->rest.n);
	str_init(&c->unquoted, LIMIT_TEXT);
}

void csv_close(struct csv *c)
{
	free(c->cell);
	str_free(&c->unquoted);
	*c = (struct csv){0};
}

static void add_cell(struct csv *c, struct sv text, bool quoted)
{
	if (c->n == c->cap) {
		c->cap = c->cap == 0 ? 64 : 2 * c->cap;
		struct csv_cell *grown = realloc(c->cell, c->cap * sizeof *grown);
		if (grown == NULL) {
			fputs("bailiwick: out of memory\n", stderr);
			abort();
		}
		c->cell = grown;
	}
	c->cell[c->n++] = (struct csv_cell){text, quoted};
}

/* True at the end of the row; takes the line break. */
static bool end_row(struct csv *c)
{
	if (c->rest.n == 0)
		return true;
	size_t n = sv_starts(c->rest, SV("\r\n")) ? 2 : c->rest.at[0] == '\n' || c->rest.at[0] == '\r' ? 1 : 0;
	if (n == 0)
		return false;
	c->rest = sv_sub(c->rest, n, c->rest.n);
	c->next_line++;
	return true;
}

static void plain_cell(struct csv *c)
{
	size_t n = 0;
	while (n < c->rest.n && c->rest.at[n] != ',' && c->rest.at[n] != '\n' && c->rest.at[n] != '\r')
		n++;
	add_cell(c, sv_sub(c->rest, 0, n), false);
	c->rest = sv_sub(c->rest, n, c->rest.n);
}

/* The unquoted text goes into one buffer a row; cells get their views at the end, because it may move. */
static bool quoted_cell(struct csv *c, struct err *e)
{
	size_t opened = c->next_line, from = c->unquoted.n, i = 1;
	for (;; i++) {
		if (i >= c->rest.n)
			return err_set(e, "line %zu: expected a closing quote, got the end of the file",
				       opened);
		if (c->rest.at[i] == '"') {
			if (i + 1 >= c->rest.n || c->rest.at[i + 1] != '"')
				break;
			i++;
		}
		c->next_line += c->rest.at[i] == '\n';
		str_addc(&c->unquoted, c->rest.at[i]);
	}
	c->rest = sv_sub(c->rest, i + 1, c->rest.n);
	while (c->rest.n > 0 && c->rest.at[0] != ',' && c->rest.at[0] != '\n' && c->rest.at[0] != '\r') {
		str_addc(&c->unquoted, c->rest.at[0]);
		c->rest = sv_sub(c->rest, 1, c->rest.n);
	}
	add_cell(c, (struct sv){NULL, c->unquoted.n - from}, true);
	return true;
}

static void place_quoted(struct csv *c)
{
	const char *at = c->unquoted.at;
	for (size_t i = 0; i < c->n; i++) {
		if (!c->cell[i].quoted)
			continue;
		c->cell[i].text.at = at;
		at += c->cell[i].text.n;
	}
}

bool csv_next(struct csv *c, bool *end, struct err *e)
{
	*end = false;
	while (c->rest.n > 0 && end_row(c))
		continue;
	if (c->rest.n == 0) {
		*end = true;
		return true;
	}
	c->line = c->next_line;
	c->n = 0;
	str_reset(&c->unquoted);
	for (;;) {
		if (c->rest.n > 0 && c->rest.at[0] == '"') {
			if (!quoted_cell(c, e))
				return false;
		} else {
			plain_cell(c);
		}
		if (c->rest.n > 0 && c->rest.at[0] == ',') {
			c->rest = sv_sub(c->rest, 1, c->rest.n);
			continue;
		}
		end_row(c);
		place_quoted(c);
		return true;
	}
}
