/* audit and report: collect (audit only), analyze, write documents. */
#include <string.h>
#include <unistd.h>

#include "analyzers/analyze.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/period.h"
#include "cli/processor.h"
#include "collectors/collectors.h"
#include "model/report.h"
#include "model/store.h"
#include "renderers/renderers.h"

#define CONTROL_MAX     (1u << 20) /* bytes of one control file of the customer */
#define FINDINGS_LISTED 20
#define FORMATS_MAX     16

/* What the arguments ask for. */
struct audit {
	const struct arguments *a;
	struct arena *arena;
	const char *from; /* NULL: what the store holds already */
	const char *evidence, *engagement, *output;
	const char *kind; /* of report */
	const struct render_format *format[FORMATS_MAX + 1];
	const char *fail_on;
	enum cpu level; /* that reads the trail */
	struct analyze_options analyze;
};

static const char *or_else(const char *value, const char *otherwise)
{
	return value == NULL ? otherwise : value;
}

/* On a terminal only: what takes long is told while it does. */
static void progress(const char *what)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "bailiwick: %s\n", what);
}

/* ---- arguments ---- */

/* Readers of --for, and the kind of report (templates/, the audience of controls) that is theirs. */
static const struct {
	const char *reader, *kind;
} kinds[] = {
	{"customer", "customer-audit"},
};

static bool take_kind(struct audit *o, struct err *e)
{
	const char *reader = or_else(argument(o->a, OPTION_FOR), kinds[0].reader);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(kinds[i].reader, reader) == 0) {
			o->kind = kinds[i].kind;
			return true;
		}
	return err_set(e, "--for: expected customer, got \"%s\"", reader);
}

static bool take_formats(struct audit *o, struct err *e)
{
	struct sv rest = sv_of(or_else(argument(o->a, OPTION_REPORT_FORMATS), "pdf,html,json,csv")), name;
	size_t n = 0;
	while (sv_split(&rest, ',', &name)) {
		const struct render_format *f = render_format_find(sv_trim(name));
		if (f == NULL)
			return err_set(
				e,
				"--format: expected some of pdf, html, json, csv with commas, got \"" SV_FMT
				"\"",
				SV_ARG(name));
		for (size_t i = 0; i < n; i++)
			if (o->format[i] == f)
				return err_set(e, "--format: expected each format once, got " SV_FMT " twice",
					       SV_ARG(sv_trim(name)));
		if (n == FORMATS_MAX)
			return err_set(e, "--format: expected %d formats at most", FORMATS_MAX);
		o->format[n++] = f;
	}
	return n > 0 || err_set(e, "--format: expected at least one format");
}

static bool take_fail_on(struct audit *o, struct err *e)
{
	static const char *const levels[] = {"critical", "high", "medium", "low", "never"};
	o->fail_on = or_else(argument(o->a, OPTION_FAIL_ON_SEVERITY), "low");
	for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
		if (strcmp(o->fail_on, levels[i]) == 0)
			return true;
	return err_set(e, "--fail-on: expected critical, high, medium, low or never, got \"%s\"", o->fail_on);
}

static bool take_arguments(struct audit *o, struct err *e)
{
	const char *period = argument(o->a, OPTION_PERIOD);
	o->evidence = or_else(argument(o->a, OPTION_EVIDENCE), "evidence");
	o->engagement = or_else(argument(o->a, OPTION_ENGAGEMENT), "engagement.yaml");
	o->output = or_else(argument(o->a, OPTION_OUTPUT), "reports");
	o->analyze.version = PACKAGE_VERSION;
	o->analyze.as_of = argument(o->a, OPTION_AS_OF);
	int64_t t;
	if (o->analyze.as_of != NULL && !moment_parse(sv_of(o->analyze.as_of), &t))
		return err_set(e, "--as-of: expected a day or an RFC 3339 time with offset, got \"%s\"",
			       o->analyze.as_of);
	if (period != NULL &&
	    !period_parse(period, o->arena, &o->analyze.period_start, &o->analyze.period_end, e))
		return false;
	return processor_wanted(&o->level, e) && take_kind(o, e) && take_formats(o, e) && take_fail_on(o, e);
}

/* ---- controls of the customer ---- */

static void unreadable(void *context, const char *relative, const char *why)
{
	struct err *e = context;
	if (e->text[0] == '\0')
		err_set(e, "%s: %s", relative, why);
}

static bool add_control(struct audit *o, const struct file_entry *f, struct control_text *c, struct err *e)
{
	CLEANUP(str_free) struct str text = {0};
	if (!file_read(f->path, CONTROL_MAX, &text, e))
		return false;
	*c = (struct control_text){f->path, arena_sv(o->arena, str_sv(&text))};
	return true;
}

static bool read_folder(struct audit *o, const char *folder, struct err *e)
{
	struct file_list files;
	struct err why = {""};
	if (!file_walk(o->arena, folder, &files, unreadable, &why, e))
		return false;
	if (why.text[0] != '\0')
		return err_set(e, "%s/%s", folder, why.text);
	size_t n = o->analyze.extras;
	struct control_text *c = arena_array(o->arena, n + files.n + 1, sizeof *c);
	if (n > 0)
		memcpy(c, o->analyze.extra, n * sizeof *c);
	for (size_t i = 0; i < files.n; i++)
		if (sv_ends(sv_of(files.entry[i].relative), SV(".sql")) &&
		    !add_control(o, &files.entry[i], &c[n++], e))
			return false;
	if (n == o->analyze.extras)
		return err_set(e, "%s: expected control files (*.sql), there are none", folder);
	o->analyze.extra = c;
	o->analyze.extras = n;
	return true;
}

static bool read_controls(struct audit *o, struct err *e)
{
	for (size_t i = 0; i < o->a->n[OPTION_CONTROLS]; i++)
		if (!read_folder(o, o->a->value[OPTION_CONTROLS][i], e))
			return err_wrap(e, "--controls");
	return true;
}

/* ---- documents ---- */

struct output {
	struct arena *arena;
	const char *folder;
};

static bool write_file(void *context, const char *name, struct sv bytes, struct err *e)
{
	const struct output *o = context;
	const char *path = arena_printf(o->arena, "%s/%s", o->folder, name).at;
	if (!file_write(path, bytes, e))
		return false;
	printf("  ");
	print_text(stdout, sv_of(path));
	printf("\n");
	return true;
}

static bool write_documents(struct audit *o, struct db *db, struct err *e)
{
	CLEANUP(xml_free) struct xml *model = NULL;
	struct output output = {o->arena, o->output};
	struct report_options report = {
		.kind = o->kind,
		.language = "en",
		.revision = 1,
		.classification = sv_of(argument(o->a, OPTION_CLASSIFICATION)),
		.prepared_by = sv_of(argument(o->a, OPTION_PREPARED_BY)),
		.reviewed_by = sv_of(argument(o->a, OPTION_REVIEWED_BY)),
	};
	struct render_options options = {.folder = argument(o->a, OPTION_TEMPLATES)};
	struct render_sink sink = {write_file, &output};
	printf("reports:\n");
	return report_build(db, &report, &model, e) && render(model, o->format, &options, &sink, e);
}

/* ---- what is told on standard output ---- */

static void print_verdicts(const struct analyze_summary *sum)
{
	static const enum verdict order[] = {VERDICT_FAIL,          VERDICT_NOT_ASSESSED, VERDICT_WARN,
					     VERDICT_WAIVED,        VERDICT_INFO,         VERDICT_PASS,
					     VERDICT_NOT_APPLICABLE};
	printf("verdicts: %lld results of %lld controls:", (long long)sum->results, (long long)sum->controls);
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
		printf("%s %lld %s", i == 0 ? "" : ",", (long long)sum->count[order[i]],
		       verdict_names[order[i]]);
	printf("\n");
}

/* Two lines each: "critical  HO-03  Access key 1 of IAM user agent is still active ...", and below it of whom it speaks:
 * "account 111122223333, arn:aws:iam::...". */
static const char finding_lines[] =
	"SELECT severity, control, reason,\n"
	"  ltrim(CASE WHEN account = '' THEN '' ELSE 'account ' || account END\n"
	"     || CASE WHEN region = '' THEN '' ELSE ', ' || region END\n"
	"     || CASE WHEN principal = '' THEN '' ELSE ', ' || principal END\n"
	"     || CASE WHEN resource = '' THEN '' ELSE ', ' || resource END\n"
	"     || CASE WHEN engagement = '' THEN '' ELSE ', engagement ' || engagement END, ', ')\n"
	"FROM result WHERE verdict = 'FAIL'\n"
	"ORDER BY CASE severity WHEN 'critical' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END,\n"
	"         control, engagement, account, region, resource, principal LIMIT ?1";

static bool print_findings(struct db *db, int64_t fails, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	bool row;
	if (!db_prepare(db, SV(finding_lines), &s, e))
		return false;
	db_bind_int(s, 1, FINDINGS_LISTED);
	for (;;) {
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			break;
		printf("  %-8s  %s  ", db_text(s, 0).at, db_text(s, 1).at);
		print_text(stdout, db_text(s, 2));
		printf("%s", db_text(s, 3).n > 0 ? "\n                   " : "");
		print_text(stdout, db_text(s, 3));
		printf("\n");
	}
	if (fails > FINDINGS_LISTED)
		printf("  %lld more in the reports\n", (long long)(fails - FINDINGS_LISTED));
	return true;
}

static bool failed(struct db *db, const char *fail_on, bool *found, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	if (!db_prepare(db,
			SV("SELECT 1 FROM result WHERE verdict = 'FAIL'\n"
			   "AND instr('low medium high critical', severity) >= instr('low medium high "
			   "critical', ?1)\n"
			   "AND ?1 <> 'never' LIMIT 1"),
			&s, e))
		return false;
	db_bind_textz(s, 1, fail_on);
	return db_step(s, found, e);
}

/* ---- the whole ---- */

static enum status judge(struct db *db, const struct audit *o, const struct analyze_summary *sum, struct err *e)
{
	int64_t lost;
	bool findings;
	if (!failed(db, o->fail_on, &findings, e) ||
	    !db_get_int(db, "SELECT count(*) FROM gap WHERE lost = 1", &lost, e))
		return STATUS_FAILURE;
	if (findings)
		return STATUS_FINDINGS;
	return lost > 0 || sum->count[VERDICT_NOT_ASSESSED] > 0 ? STATUS_INCOMPLETE : STATUS_CLEAN;
}

static bool collect(const struct audit *o, struct db *db, struct err *e)
{
	struct collect_summary sum;
	if (o->from == NULL)
		return true;
	progress("collecting");
	if (!collect_folder_on(db, o->from, o->level, &sum, e))
		return false;
	printf("evidence: %lld objects, %lld of them new; %lld gaps, %lld of them not read\n",
	       (long long)sum.objects, (long long)sum.added, (long long)(sum.lost + sum.noted),
	       (long long)sum.lost);
	return true;
}

static enum status run_stages(struct audit *o, const struct engagement_file *f, struct err *e)
{
	CLEANUP(db_close) struct db *db = NULL;
	struct analyze_summary sum;
	if (!store_open(o->evidence, &db, e) || !collect(o, db, e))
		return STATUS_FAILURE;
	progress("analyzing");
	if (!analyze(db, f, &o->analyze, &sum, e))
		return STATUS_FAILURE;
	print_verdicts(&sum);
	if (!print_findings(db, sum.count[VERDICT_FAIL], e))
		return STATUS_FAILURE;
	progress("writing reports");
	if (!write_documents(o, db, e))
		return STATUS_FAILURE;
	return judge(db, o, &sum, e);
}

/* Told before the work, not after it. */
static bool check_places(const struct audit *o, struct err *e)
{
	if (o->from != NULL && !file_exists(o->from))
		return err_set(e, "--from %s: expected a folder or a file, there is none", o->from);
	if (o->from != NULL && file_is_below(o->output, o->from))
		return err_set(e,
			       "--output %s: expected a folder outside of --from %s, where the next run would "
			       "take the reports for evidence",
			       o->output, o->from);
	return file_make_folders(o->output, e) || err_wrap(e, "--output");
}

static enum status run(struct audit *o, struct err *e)
{
	struct engagement_file f;
	if (!engagement_read(o->engagement, o->arena, &f, e)) {
		err_wrap(e, "--engagement");
		return STATUS_FAILURE;
	}
	for (size_t i = 0; i < f.faults; i++)
		complain(SV_FMT, SV_ARG(f.fault[i]));
	if (f.faults > 0) {
		err_set(e, "%s: %zu fault%s; an audit needs an engagement file without any", o->engagement,
			f.faults, f.faults == 1 ? "" : "s");
		return STATUS_FAILURE;
	}
	if (!read_controls(o, e) || !check_places(o, e))
		return STATUS_FAILURE;
	return run_stages(o, &f, e);
}

static enum status start(struct audit *o)
{
	struct err e;
	if (!take_arguments(o, &e)) {
		complain("%s", e.text);
		return STATUS_USAGE;
	}
	enum status s = run(o, &e);
	if (s == STATUS_FAILURE)
		complain("%s", e.text);
	return s;
}

enum status run_audit(const struct arguments *a, struct arena *arena)
{
	struct audit o = {.a = a, .arena = arena, .from = argument(a, OPTION_FROM)};
	if (o.from == NULL) {
		complain("audit: expected --from DIR, see bailiwick audit --help");
		return STATUS_USAGE;
	}
	return start(&o);
}

enum status run_report(const struct arguments *a, struct arena *arena)
{
	struct audit o = {.a = a, .arena = arena};
	const char *evidence = or_else(argument(a, OPTION_EVIDENCE), "evidence");
	const char *store = arena_printf(arena, "%s/evidence.sqlite", evidence).at;
	if (!file_exists(store)) {
		complain("%s: no evidence was collected there yet, see bailiwick collect --help", store);
		return STATUS_FAILURE;
	}
	return start(&o);
}
