#include "analyzers/analyze.h"

#include "analyzers/access.h"
#include "analyzers/iam_sql.h"
#include "analyzers/reference.h"
#include "analyzers/script.h"
#include "base/crypto.h"
#include "base/time.h"
#include "model/contract.h"

#define DAY 86400

const char *const verdict_names[VERDICT_COUNT] = {
	"NOT_ASSESSED", "PASS", "FAIL", "WARN", "INFO", "NOT_APPLICABLE", "WAIVED",
};

/* The newest moment any source speaks of; an empty store leaves the day on which the contract file was approved. What
 * only announces the future (the end of a session) does not count, nor what no clock of AWS can have shown. */
static const char newest[] =
	"WITH said (at) AS (\n"
	"  SELECT max(last_time) FROM activity\n"
	"  UNION ALL SELECT max(end_time) FROM digest\n"
	"  UNION ALL SELECT max(said_at) FROM object\n"
	"  UNION ALL SELECT max(said_at) FROM iam_account\n"
	"  UNION ALL SELECT max(said_at) FROM credential\n"
	"  UNION ALL SELECT max(last_used) FROM credential\n"
	"  UNION ALL SELECT max(last_used) FROM iam_principal\n"
	")\n"
	"SELECT coalesce((SELECT max(at) FROM said\n"
	"                 WHERE at LIKE '____-__-__T__:__:__Z' AND at >= '2006' AND at < '2100'),\n"
	"                (SELECT approved_on || 'T00:00:00Z' FROM contract))";
static const char first_day[] = "SELECT coalesce(min(day), substr(?1, 1, 10)) || 'T00:00:00Z' FROM activity";
static const char last_day[] =
	"SELECT time_add(coalesce(max(day), substr(?1, 1, 10)) || 'T00:00:00Z', 86400) FROM activity";

/* A moment, or a day: its beginning, or its end when `through`. */
static bool read_moment(const char *text, bool through, char out[TIME_TEXT_MAX], struct err *e)
{
	int64_t t;
	struct err not_a_date;
	if (time_parse_date(sv_of(text), &t, &not_a_date))
		t += through ? DAY : 0;
	else if (!time_parse(sv_of(text), &t, e))
		return false;
	time_format(t, out);
	return true;
}

static bool ask(struct db *db, const char *sql, const char *parameter, char out[TIME_TEXT_MAX], struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	bool row;
	int64_t t;
	if (!db_prepare(db, sv_of(sql), &s, e))
		return false;
	if (parameter != NULL)
		db_bind_textz(s, 1, parameter);
	if (!db_step(s, &row, e) || !time_parse(db_text(s, 0), &t, e))
		return false;
	time_format(t, out);
	return true;
}

struct frame {
	char start[TIME_TEXT_MAX], end[TIME_TEXT_MAX], as_of[TIME_TEXT_MAX];
};

static bool choose(struct db *db, const struct analyze_options *o, struct frame *f, struct err *e)
{
	if (o->as_of != NULL ? !read_moment(o->as_of, false, f->as_of, e) : !ask(db, newest, NULL, f->as_of, e))
		return err_wrap(e, "as of");
	if (o->period_start != NULL ? !read_moment(o->period_start, false, f->start, e)
				    : !ask(db, first_day, f->as_of, f->start, e))
		return err_wrap(e, "start of the period");
	if (o->period_end != NULL ? !read_moment(o->period_end, true, f->end, e)
				  : !ask(db, last_day, f->as_of, f->end, e))
		return err_wrap(e, "end of the period");
	if (o->as_of == NULL && sv_cmp(sv_of(f->start), sv_of(f->as_of)) > 0)
		return err_set(
			e,
			"period: expected a start no later than %s, the newest moment that CloudTrail, IAM or credentials "
			"speak of, got %s; choose another period, or the moment to judge at (as of)",
			f->as_of, f->start);
	if (sv_cmp(sv_of(f->start), sv_of(f->end)) >= 0)
		return err_set(e, "period: expected an end after its start, got %s to %s", f->start, f->end);
	return true;
}

static bool put_frame(struct db *db, const struct analyze_options *o, const struct control_list *list,
		      struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	struct frame f;
	char rules[SHA256_HEX_MAX];
	if (!choose(db, o, &f, e) ||
	    !db_prepare(db, SV("INSERT INTO frame VALUES (?1, ?2, ?3, ?4, ?5)"), &s, e))
		return false;
	controls_hash(list, rules);
	db_bind_textz(s, 1, f.start);
	db_bind_textz(s, 2, f.end);
	db_bind_textz(s, 3, f.as_of);
	db_bind_textz(s, 4, o->version);
	db_bind_textz(s, 5, rules);
	return db_run(s, e);
}

static bool count_results(struct db *db, struct analyze_summary *out, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	struct analyze_summary sum = {0};
	bool row;
	if (!db_get_int(db, "SELECT count(*) FROM control", &sum.controls, e) ||
	    !db_prepare(db, SV("SELECT count(*) FROM result WHERE verdict = ?1"), &s, e))
		return false;
	for (size_t i = 0; i < VERDICT_COUNT; i++) {
		db_bind_textz(s, 1, verdict_names[i]);
		if (!db_step(s, &row, e))
			return false;
		sum.count[i] = db_int(s, 0);
		sum.results += sum.count[i];
		db_reset(s);
	}
	*out = sum;
	return true;
}

static bool fill(struct db *db, const struct engagement_file *f, const struct analyze_options *o,
		 const struct control_list *list, struct analyze_summary *out, struct err *e)
{
	CLEANUP(iam_sql_close) struct iam_sql *engine = NULL;
	return contract_fill(db, f, e) && reference_load(db, e) && put_frame(db, o, list, e) &&
	       access_fill(db, e) && script_run(db, "analyzers/scope.sql", e) && iam_sql_open(db, &engine, e) &&
	       script_run(db, "analyzers/attribution.sql", e) && script_run(db, "analyzers/ownership.sql", e) &&
	       script_run(db, "analyzers/effective.sql", e) && script_run(db, "analyzers/calls.sql", e) &&
	       controls_run(db, list, e) && count_results(db, out, e);
}

bool analyze(struct db *db, const struct engagement_file *f, const struct analyze_options *o,
	     struct analyze_summary *out, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct control_list list;
	struct analyze_summary sum;
	if (!controls_read(o->extra, o->extras, a, &list, e) || !db_begin(db, e))
		return false;
	if (!fill(db, f, o, &list, &sum, e) || !db_commit(db, e)) {
		db_rollback(db);
		return false;
	}
	*out = sum;
	return true;
}
