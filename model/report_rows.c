#include "model/report_rows.h"

#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

#define FACT_MAX 2000u

static struct sv shortened(struct arena *a, struct sv text)
{
	CLEANUP(str_free) struct str s = {0};
	if (text.n <= FACT_MAX)
		return text;
	str_init(&s, FACT_MAX);
	str_add(&s, text);
	return arena_printf(a, SV_FMT "\xe2\x80\xa6", SV_ARG(str_sv(&s)));
}

/* Texts and numbers as they are, anything else as JSON. */
static struct sv fact_text(struct arena *a, const struct json_node *v)
{
	enum json_type type = json_type(v);
	if (type == JSON_STRING || type == JSON_NUMBER)
		return json_text(v);
	CLEANUP(str_free) struct str s;
	str_init(&s, LIMIT_OUTSIDE_STRING);
	json_write(v, true, &s);
	return arena_sv(a, str_sv(&s));
}

static bool add_facts(struct arena *a, struct xml_node *n, struct sv text, struct err *e)
{
	CLEANUP(json_free) struct json *doc = NULL;
	if (text.n == 0)
		return true;
	if (!json_parse(text, &doc, e))
		return err_wrap(e, "facts of a result");
	const struct json_node *root = json_root(doc);
	if (json_type(root) != JSON_OBJECT)
		return err_set(e, "facts of a result: expected a JSON object, got \"" SV_FMT "\"",
			       SV_ARG(sv_sub(text, 0, 80)));
	for (size_t i = 0; i < json_size(root); i++) {
		struct sv key;
		const struct json_node *v = json_member(root, i, &key);
		struct sv value = shortened(a, fact_text(a, v));
		if (json_type(v) == JSON_NULL || value.n == 0)
			continue;
		struct xml_node *f = xml_add_leaf(n, "fact", utf8_clean(a, value));
		xml_set(f, "name", utf8_clean(a, arena_sv(a, key)));
	}
	return true;
}

static bool put_column(struct arena *a, struct db_stmt *s, int column, struct xml_node *n, struct err *e)
{
	const char *name = db_column_name(s, column);
	struct sv value = db_text(s, column);
	if (value.n == 0 || strcmp(name, "parent") == 0 || strcmp(name, "element_name") == 0)
		return true;
	if (strcmp(name, "facts_json") == 0)
		return add_facts(a, n, arena_sv(a, value), e);
	value = utf8_clean(a, value);
	if (*name == '.')
		xml_add_leaf(n, name + 1, value);
	else
		xml_set(n, name, value);
	return true;
}

static bool put_row(struct arena *a, struct db_stmt *s, struct xml_node *n, struct err *e)
{
	for (int i = 0; i < db_columns(s); i++)
		if (!put_column(a, s, i, n, e))
			return false;
	return true;
}

static struct sv column_text(struct arena *a, struct db_stmt *s, const char *name)
{
	int column = db_column(s, name);
	return column >= 0 ? arena_sv(a, db_text(s, column)) : SV("");
}

static bool add_row(struct arena *a, const struct report_rows *rows, struct db_stmt *s, struct err *e)
{
	struct xml_node *parent = rows->parent;
	struct sv id = column_text(a, s, "parent");
	if (rows->parents != NULL)
		parent = table_get(rows->parents, id);
	if (parent == NULL)
		return true;
	const char *name = rows->element != NULL ? rows->element : column_text(a, s, "element_name").at;
	struct xml_node *n = xml_add(parent, name);
	if (!put_row(a, s, n, e))
		return false;
	if (rows->made != NULL) {
		bool added;
		struct sv own = column_text(a, s, "id");
		*table_slot(rows->made, own.n > 0 ? own : id, &added) = n;
	}
	return true;
}

bool report_rows_add(struct db *db, struct arena *a, const struct report_rows *rows, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	bool row = true;
	if (!db_prepare(db, sv_of(rows->sql), &s, e))
		return false;
	for (;;) {
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			return true;
		if (!add_row(a, rows, s, e))
			return false;
	}
}

bool report_rows_one(struct db *db, struct xml_node *element, const char *what, const char *sql, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	bool row;
	if (!db_prepare(db, sv_of(sql), &s, e) || !db_step(s, &row, e))
		return false;
	if (!row)
		return err_set(e, "%s: expected one row, got none; has the analysis run?", what);
	return put_row(a, s, element, e);
}
