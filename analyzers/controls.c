#include "analyzers/controls.h"

#include <stdlib.h>
#include <string.h>

#include "analyzers/order.h"
#include "analyzers/script.h"
#include "base/crypto.h"
#include "base/embedded.h"
#include "base/time.h"

#define VERDICTS "PASS FAIL WARN INFO NOT_ASSESSED NOT_APPLICABLE"

/* Columns of a control's query and what stands for a missing one; NULL: it may not be missing. */
static const struct {
	const char *name, *otherwise;
} columns[] = {
	{"engagement", ""}, {"account", ""},  {"region", ""},   {"resource", ""}, {"principal", ""},
	{"verdict", NULL},  {"severity", ""}, {"reason", NULL}, {"facts", "{}"},
};

enum { VERDICT = 5, SEVERITY = 6, REASON = 7, FACTS = 8, COLUMNS = sizeof columns / sizeof columns[0] };

/* One control while it runs. */
struct running {
	struct db *db;
	const struct control *c;
	struct db_stmt *query, *insert;
	int place[COLUMNS]; /* of each column in the query, -1: missing */
};

static bool word_in(const char *list, struct sv word)
{
	struct sv rest = sv_of(list), part;
	while (sv_split(&rest, ' ', &part))
		if (sv_eq(part, word))
			return true;
	return false;
}

/* ---- reading ---- */

static int by_id(const void *a, const void *b)
{
	const struct control *x = a, *y = b;
	int order = sv_cmp(x->header.id, y->header.id);
	return order != 0 ? order : strcmp(x->file.name, y->file.name);
}

static bool is_control(const char *name)
{
	return sv_starts(sv_of(name), SV("analyzers/controls/")) && sv_ends(sv_of(name), SV(".sql"));
}

bool controls_read(const struct control_text *extra, size_t extras, struct arena *a, struct control_list *list,
		   struct err *e)
{
	size_t n = 0, built_in = 0;
	for (const struct embedded *f = controls_files; f->name != NULL; f++)
		built_in += is_control(f->name);
	struct control *c = arena_array(a, built_in + extras + 1, sizeof *c);
	for (const struct embedded *f = controls_files; f->name != NULL; f++)
		if (is_control(f->name))
			c[n++].file = (struct control_text){f->name, {f->at, f->n}};
	for (size_t i = 0; i < extras; i++)
		c[n++].file = extra[i];
	for (size_t i = 0; i < n; i++)
		if (!header_parse(c[i].file.name, c[i].file.text, a, &c[i].header, e))
			return false;
	qsort(c, n, sizeof *c, by_id);
	for (size_t i = 1; i < n; i++)
		if (sv_eq(c[i - 1].header.id, c[i].header.id))
			return err_set(e, "%s: control " SV_FMT " stands in %s as well", c[i].file.name,
				       SV_ARG(c[i].header.id), c[i - 1].file.name);
	*list = (struct control_list){c, n};
	return true;
}

void controls_hash(const struct control_list *list, char hex[65])
{
	CLEANUP(sha256_free) struct sha256 *h = sha256_new();
	for (size_t i = 0; i < list->n; i++)
		sha256_add(h, list->control[i].file.text);
	sha256_end(&h, hex);
}

/* ---- one query ---- */

static bool find_columns(struct running *r, struct err *e)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		r->place[i] = db_column(r->query, columns[i].name);
		if (r->place[i] < 0 && columns[i].otherwise == NULL)
			return err_set(e, "expected a column \"%s\"", columns[i].name);
	}
	for (int i = 0; i < db_columns(r->query); i++) {
		bool known = false;
		for (size_t k = 0; k < COLUMNS; k++)
			known = known || r->place[k] == i;
		if (!known)
			return err_set(e, "column \"%s\" is none that a result has, or stands there twice",
				       db_column_name(r->query, i));
	}
	return true;
}

/* The value of a parameter of the head: "min_len=16 word=x". */
static bool param_value(struct sv params, struct sv name, struct sv *value)
{
	struct sv pair, key;
	while (sv_split(&params, ' ', &pair))
		if (sv_split(&pair, '=', &key) && sv_eq(key, name)) {
			*value = pair;
			return true;
		}
	return false;
}

static bool frame_value(struct db *db, struct sv name, struct str *value, bool *known, struct err *e)
{
	static const struct {
		const char *name, *sql;
	} frame[] = {
		{"as_of", "SELECT as_of FROM frame"},
		{"period_start", "SELECT period_start FROM frame"},
		{"period_end", "SELECT period_end FROM frame"},
	};
	*known = false;
	for (size_t i = 0; i < sizeof frame / sizeof frame[0]; i++)
		if (sv_eq(sv_of(frame[i].name), name)) {
			*known = true;
			return db_get_text(db, frame[i].sql, value, e);
		}
	return true;
}

static bool bind_parameter(struct running *r, int i, struct err *e)
{
	CLEANUP(str_free) struct str text;
	struct sv value, name = sv_of(db_parameter_name(r->query, i));
	int64_t number;
	bool known;
	str_init(&text, TIME_TEXT_MAX);
	if (name.n < 2 || name.at[0] != ':')
		return err_set(e, "parameter %d: expected a name such as :as_of", i);
	name = sv_sub(name, 1, name.n);
	if (!frame_value(r->db, name, &text, &known, e))
		return false;
	if (known)
		db_bind_text(r->query, i, str_sv(&text));
	else if (!param_value(r->c->header.params, name, &value))
		return err_set(e, "parameter :" SV_FMT ": neither of the frame nor in \"params\" of the head",
			       SV_ARG(name));
	else if (sv_to_int64(value, &number))
		db_bind_int(r->query, i, number);
	else
		db_bind_text(r->query, i, value);
	return true;
}

static bool parameter_used(const struct running *r, struct sv name)
{
	for (int i = 1; i <= db_parameters(r->query); i++)
		if (sv_eq(sv_sub(sv_of(db_parameter_name(r->query, i)), 1, SIZE_MAX), name))
			return true;
	return false;
}

static bool bind_parameters(struct running *r, struct err *e)
{
	struct sv rest = r->c->header.params, pair, name;
	for (int i = 1; i <= db_parameters(r->query); i++)
		if (!bind_parameter(r, i, e))
			return false;
	while (sv_split(&rest, ' ', &pair)) {
		if (!sv_split(&pair, '=', &name) || name.n == 0 || pair.n == 0)
			return err_set(e, "params: expected name=value");
		if (!parameter_used(r, name))
			return err_set(e, "params: " SV_FMT " is not used by the query", SV_ARG(name));
	}
	return true;
}

/* ---- its rows ---- */

static bool check_row(const struct sv *value, struct err *e)
{
	if (!word_in(VERDICTS, value[VERDICT]))
		return err_set(e, "verdict: expected one of: %s; got \"" SV_FMT "\"", VERDICTS,
			       SV_ARG(value[VERDICT]));
	if (!word_in("critical high medium low", value[SEVERITY]))
		return err_set(e, "severity: expected critical, high, medium or low, got \"" SV_FMT "\"",
			       SV_ARG(value[SEVERITY]));
	if (value[REASON].n == 0)
		return err_set(e, "reason: expected a sentence");
	return true;
}

static bool put_row(struct running *r, struct err *e)
{
	struct sv value[COLUMNS];
	for (size_t i = 0; i < COLUMNS; i++) {
		bool said = r->place[i] >= 0 && !db_is_null(r->query, r->place[i]);
		value[i] = said ? db_text(r->query, r->place[i]) : sv_of(columns[i].otherwise);
	}
	if (value[SEVERITY].n == 0)
		value[SEVERITY] = r->c->header.severity;
	if (!check_row(value, e))
		return false;
	db_bind_text(r->insert, 1, r->c->header.id);
	for (size_t i = 0; i < COLUMNS; i++)
		db_bind_text(r->insert, (int)i + 2, value[i]);
	if (!db_run(r->insert, e))
		return false;
	if (db_changes(r->db) == 1)
		return true;
	return err_set(e,
		       "two rows for one subject: engagement \"" SV_FMT "\", account \"" SV_FMT
		       "\", region \"" SV_FMT "\", resource \"" SV_FMT "\", principal \"" SV_FMT "\"",
		       SV_ARG(value[0]), SV_ARG(value[1]), SV_ARG(value[2]), SV_ARG(value[3]),
		       SV_ARG(value[4]));
}

static bool put_rows(struct running *r, struct err *e)
{
	static const char insert[] =
		"INSERT INTO result (control, engagement, account, region, resource, principal, verdict, "
		"base_severity, severity, reason, facts) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, json(?10)) ON CONFLICT DO NOTHING";
	bool row;
	if (!db_prepare(r->db, SV(insert), &r->insert, e))
		return false;
	for (;;) {
		if (!db_step(r->query, &row, e))
			return false;
		if (!row)
			return true;
		if (!put_row(r, e))
			return false;
	}
}

static bool start_query(struct running *r, struct err *e)
{
	if (!db_prepare(r->db, r->c->file.text, &r->query, e))
		return false;
	if (!db_read_only(r->query))
		return err_set(e, "expected a SELECT, got a statement that writes");
	return find_columns(r, e) && bind_parameters(r, e);
}

/* Every subject of the control is open, for this reason. */
static bool leave_open(struct db *db, const struct control *c, const char *why, struct err *e)
{
	static const char insert[] =
		"INSERT INTO result\n"
		"SELECT ?1, s.engagement, s.account, '', '', '', 'NOT_ASSESSED', ?2, ?2,\n"
		"       'The rule of this control could not be run on this evidence (' || ?3 || ').', '{}', NULL, NULL\n"
		"FROM   (SELECT id AS engagement, '' AS account FROM engagement WHERE ?4 = 'engagement'\n"
		"        UNION ALL SELECT '', account FROM population WHERE ?4 = 'account'\n"
		"        UNION ALL SELECT '', '' WHERE ?4 = 'customer') AS s";
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	if (!db_prepare(db, SV(insert), &s, e))
		return false;
	db_bind_text(s, 1, c->header.id);
	db_bind_text(s, 2, c->header.severity);
	db_bind_textz(s, 3, why);
	db_bind_text(s, 4, c->header.subject);
	return db_run(s, e);
}

/* A rule of ours that stumbles over data nobody thought of leaves its own control open; the others are judged. A
 * customer hears of mistakes in its own rules. */
static bool run_rows(struct running *r, struct err *e)
{
	struct err why;
	if (!is_control(r->c->file.name))
		return put_rows(r, e);
	if (!db_exec(r->db, "SAVEPOINT control", e))
		return false;
	bool good = put_rows(r, &why);
	db_finalize(&r->query);
	db_finalize(&r->insert);
	if (!good && !db_exec(r->db, "ROLLBACK TO control", e)) {
		*e = why; /* not the rule's fault: the store itself gave in, and took the transaction back */
		return false;
	}
	if (!good && !leave_open(r->db, r->c, why.text, e))
		return false;
	return db_exec(r->db, "RELEASE control", e);
}

static bool run_control(struct db *db, const struct control *c, struct err *e)
{
	struct running r = {.db = db, .c = c};
	bool good = start_query(&r, e) && run_rows(&r, e);
	db_finalize(&r.query);
	db_finalize(&r.insert);
	return good || err_wrap(e, "%s", c->file.name);
}

/* ---- all of them ---- */

static bool add_control(struct db_stmt *s, const struct control *c, struct err *e)
{
	const struct control_header *h = &c->header;
	const struct sv text[] = {h->id,          h->title,   h->severity, h->audience,
				  h->arrangement, h->subject, h->needs,    h->standards,
				  h->asks,        h->remedy,  h->empty,    c->file.text};
	char hex[SHA256_HEX_MAX];
	sha256_hex(c->file.text, hex);
	for (size_t i = 0; i < sizeof text / sizeof text[0]; i++)
		db_bind_text(s, (int)i + 1, text[i].at == NULL ? SV("") : text[i]);
	db_bind_textz(s, 13, hex);
	return db_run(s, e);
}

static bool check_needs(struct db *db, const struct control *c, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	struct sv rest = c->header.needs, name;
	bool row;
	if (!db_prepare(db, SV("SELECT 1 FROM need WHERE need = ?1"), &s, e))
		return false;
	while (sv_split(&rest, ' ', &name)) {
		db_bind_text(s, 1, name);
		if (!db_step(s, &row, e))
			return false;
		db_reset(s);
		if (!row)
			return err_set(e, "%s: needs: no kind of evidence is called \"" SV_FMT "\"",
				       c->file.name, SV_ARG(name));
	}
	return true;
}

bool controls_run(struct db *db, const struct control_list *list, struct err *e)
{
	static const char insert[] =
		"INSERT INTO control (id, title, severity, audience, arrangement, subject, needs, standards, "
		"asks, remedy, empty, rule, sha256, verdict, assessed, applicable) VALUES (?1, ?2, ?3, ?4, "
		"?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 'NOT_ASSESSED', 0, 0)";
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	const struct control **order;
	if (!controls_order(list, a, &order, e) || !db_prepare(db, SV(insert), &s, e))
		return false;
	for (size_t i = 0; i < list->n; i++)
		if (!check_needs(db, order[i], e) || !add_control(s, order[i], e) ||
		    !run_control(db, order[i], e))
			return false;
	return script_run(db, "analyzers/needs.sql", e) && script_run(db, "analyzers/settle.sql", e);
}
