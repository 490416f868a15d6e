#include "analyzers/reference.h"

#include "base/arena.h"
#include "base/embedded.h"

#define COLUMNS 8u

struct list {
	struct arena *arena;
	const char *name, *table;
	struct sv column[COLUMNS];
	size_t columns;
};

static size_t cells(struct sv line, struct sv cell[COLUMNS + 1])
{
	size_t n = 0;
	while (n <= COLUMNS && sv_split(&line, '\t', &cell[n]))
		n++;
	return n;
}

/* "analyzers/controls/data/event-action.tsv" is event_action. */
static const char *table_name(struct arena *a, const char *path)
{
	struct sv rest = sv_of(path), part = {"", 0};
	while (sv_split(&rest, '/', &part)) {}
	char *name = arena_strz(a, sv_sub(part, 0, part.n - SV(".tsv").n));
	for (char *c = name; *c != '\0'; c++)
		if (*c == '-')
			*c = '_';
	return name;
}

/* Takes the comment lines off the front of *text; the last one names the columns. */
static bool read_head(struct list *l, struct sv *text, size_t *line_number, struct err *e)
{
	struct sv head = {NULL, 0}, line, rest = *text, cell[COLUMNS + 1];
	while (sv_starts(rest, SV("#")) && sv_split(&rest, '\n', &line)) {
		head = line;
		*text = rest;
		++*line_number;
	}
	if (head.n == 0)
		return err_set(e, "%s:1: expected a line with the names of the columns, behind a '#'", l->name);
	l->columns = cells(sv_trim(sv_sub(head, 1, head.n)), cell);
	if (l->columns > COLUMNS)
		return err_set(e, "%s:%zu: expected at most %u columns", l->name, *line_number, COLUMNS);
	for (size_t i = 0; i < l->columns; i++)
		l->column[i] = cell[i];
	return true;
}

static bool make_table(struct db *db, const struct list *l, struct db_stmt **insert, struct err *e)
{
	CLEANUP(str_free) struct str make, put;
	str_init(&make, 4096);
	str_init(&put, 4096);
	str_addf(&make, "DROP TABLE IF EXISTS temp.\"%s\"; CREATE TEMP TABLE \"%s\" (", l->table, l->table);
	str_addf(&put, "INSERT INTO temp.\"%s\" VALUES (", l->table);
	for (size_t i = 0; i < l->columns; i++) {
		str_addf(&make, "%s\"" SV_FMT "\" TEXT NOT NULL", i == 0 ? "" : ", ", SV_ARG(l->column[i]));
		str_addf(&put, "%s?%zu", i == 0 ? "" : ", ", i + 1);
	}
	str_addz(&make, ")");
	str_addz(&put, ")");
	return str_finish(&make, l->name, e) && str_finish(&put, l->name, e) && db_exec(db, make.at, e) &&
	       db_prepare(db, str_sv(&put), insert, e);
}

static bool add_rows(const struct list *l, struct db_stmt *insert, struct sv text, size_t line_number,
		     struct err *e)
{
	struct sv line, cell[COLUMNS + 1];
	while (sv_split(&text, '\n', &line)) {
		line_number++;
		if (line.n == 0 || sv_starts(line, SV("#")))
			continue;
		size_t n = cells(line, cell);
		if (n != l->columns)
			return err_set(e, "%s:%zu: expected %zu cells, got %zu", l->name, line_number,
				       l->columns, n);
		for (size_t i = 0; i < n; i++)
			db_bind_text(insert, (int)i + 1, cell[i]);
		if (!db_run(insert, e))
			return err_wrap(e, "%s:%zu", l->name, line_number);
	}
	return true;
}

bool reference_table(struct db *db, const char *name, struct sv text, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_finalize) struct db_stmt *insert = NULL;
	struct list l = {.arena = a, .name = name, .table = table_name(a, name)};
	size_t line_number = 0;
	return read_head(&l, &text, &line_number, e) && make_table(db, &l, &insert, e) &&
	       add_rows(&l, insert, text, line_number, e);
}

bool reference_load(struct db *db, struct err *e)
{
	for (const struct embedded *f = controls_files; f->name != NULL; f++)
		if (sv_ends(sv_of(f->name), SV(".tsv")) &&
		    !reference_table(db, f->name, (struct sv){f->at, f->n}, e))
			return false;
	return true;
}
