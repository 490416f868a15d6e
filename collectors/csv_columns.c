#include "collectors/csv_columns.h"

#include "base/utf8.h"

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

struct sv csv_name(struct arena *a, struct sv header)
{
	char *out = arena_alloc(a, 2 * header.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < header.n; i++) {
		char c = header.at[i];
		if (is_upper(c) && i > 0 && is_lower(header.at[i - 1]))
			out[n++] = '_';
		out[n++] = is_upper(c) ? (char)(c | 0x20) : (char)(c == '/' || c == ' ' ? '_' : c);
	}
	return (struct sv){out, n};
}

size_t csv_column(const struct csv *header, const char *names, struct arena *a)
{
	struct sv rest = sv_of(names), name;
	while (sv_split(&rest, ' ', &name))
		for (size_t i = 0; i < header->n; i++)
			if (sv_eq(csv_name(a, sv_trim(header->cell[i].text)), name))
				return i;
	return CSV_ABSENT;
}

bool csv_header(struct csv *c, struct sv text)
{
	bool end = true;
	struct err e;
	csv_open(c, text);
	return csv_next(c, &end, &e) && !end && c->n > 1;
}

struct sv csv_text(const struct csv *row, size_t column)
{
	if (column >= row->n || (!row->cell[column].quoted && sv_eq(row->cell[column].text, SV("NULL"))))
		return (struct sv){NULL, 0};
	struct sv text = row->cell[column].text;
	return text.at == NULL ? SV("") : text;
}
