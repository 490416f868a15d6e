/* Each control judges the worlds of tests/scenarios/controls/<ID>.txt. README.md there says how they are written. */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "base/embedded.h"
#include "base/glob.h"
#include "tests/unit/analyzers/scenario.h"

extern const struct unit_suite analyzers_scenarios_suite;

struct world {
	const char *file;
	struct sv id;        /* of the control */
	struct sv contract;  /* YAML */
	struct sv facts;     /* of all cases */
	struct sv name;      /* of the case */
	struct sv own_facts; /* of the case */
	struct sv as_of;
	bool ran;
	unsigned verdicts; /* bit set of what was wanted so far */
	size_t cases;
};

static struct sv cell(const char *text)
{
	return *text == '\0' ? SV("-") : sv_of(text);
}

/* "FAIL/high alpha-ops 111111111111 - - arn | reason", '-' for an empty cell. */
static struct sv result_line(struct db_stmt *s, struct arena *a)
{
	struct sv part[6];
	for (int i = 0; i < 6; i++)
		part[i] = arena_sv(a, db_text(s, i + 1));
	return arena_printf(
		a, SV_FMT "/" SV_FMT " " SV_FMT " " SV_FMT " " SV_FMT " " SV_FMT " " SV_FMT " | " SV_FMT,
		SV_ARG(part[0]), SV_ARG(arena_sv(a, db_text(s, 0))), SV_ARG(cell(part[1].at)),
		SV_ARG(cell(part[2].at)), SV_ARG(cell(part[3].at)), SV_ARG(cell(part[4].at)),
		SV_ARG(cell(part[5].at)), SV_ARG(arena_sv(a, db_text(s, 7))));
}

/* A wanted line may leave out the severity and the reason; both may hold '*'. Runs of blanks are one. */
static struct sv pattern_of(struct sv want, struct arena *a)
{
	struct sv keys = want, reason = SV("*"), word;
	struct str out CLEANUP(str_free);
	ptrdiff_t bar = sv_find_char(want, '|');
	if (bar >= 0) {
		keys = sv_sub(want, 0, (size_t)bar);
		reason = sv_trim(sv_sub(want, (size_t)bar + 1, want.n));
	}
	str_init(&out, 1u << 16);
	while (sv_split(&keys, ' ', &word)) {
		if (word.n == 0)
			continue;
		str_addz(&out, out.n > 0 ? " " : "");
		str_add(&out, word);
		if (out.n == word.n && sv_find_char(word, '/') < 0)
			str_addz(&out, "/*");
	}
	str_addf(&out, " | " SV_FMT, SV_ARG(reason));
	return arena_sv(a, str_sv(&out));
}

static void note_verdict(struct world *w, struct sv want)
{
	struct sv verdict = {"", 0};
	sv_split(&want, ' ', &verdict);
	if (sv_find_char(verdict, '/') >= 0)
		verdict.n = (size_t)sv_find_char(verdict, '/');
	for (unsigned i = 0; i < VERDICT_COUNT; i++)
		if (sv_eq(sv_of(verdict_names[i]), verdict))
			w->verdicts |= 1u << i;
}

static void report(const struct world *w, const char *what, struct sv line)
{
	char text[1200];
	snprintf(text, sizeof text, "%s: %.*s: %s: %.900s", w->file, (int)w->name.n, w->name.at, what,
		 line.n ? line.at : "(none)");
	CU_assertImplementation(CU_FALSE, __LINE__, text, __FILE__, "", CU_FALSE);
}

static void compare(struct world *w, struct db *db, struct sv want, struct arena *a)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	struct err e;
	bool row = true;
	struct sv line;
	if (!CHECK_OK(db_prepare(db,
				 SV("SELECT severity, verdict, engagement, account, region, resource, "
				    "principal, reason FROM result WHERE control = ?1 ORDER BY engagement, "
				    "account, region, resource, principal"),
				 &s, &e),
		      &e))
		return;
	db_bind_text(s, 1, w->id);
	while (sv_split(&want, '\n', &line)) {
		line = sv_trim(line);
		if (line.n == 0 || sv_starts(line, SV("#")))
			continue;
		note_verdict(w, line);
		struct sv got = {NULL, 0};
		if (row && !CHECK_OK(db_step(s, &row, &e), &e))
			return;
		if (row)
			got = result_line(s, a);
		if (!row || !glob_match(pattern_of(line, a), got)) {
			report(w, "wanted", arena_sv(a, line));
			report(w, "   got", got);
		}
	}
	while (row && db_step(s, &row, &e) && row)
		report(w, "unwanted", result_line(s, a));
}

static void run_case(struct world *w, struct sv want, struct arena *a)
{
	CLEANUP(db_close) struct db *db = NULL;
	struct analyze_options o = SCENARIO_OPTIONS;
	struct analyze_summary sum;
	struct err e;
	w->cases++;
	if (w->as_of.n > 0)
		o.as_of = arena_strz(a, w->as_of);
	if (!scenario_open(&db, &e) || !db_exec(db, arena_strz(a, w->facts), &e) ||
	    !db_exec(db, arena_strz(a, w->own_facts), &e) || !scenario_analyze(db, w->contract, &o, &sum, &e))
		report(w, "can't be run", arena_sv(a, sv_of(e.text)));
	else
		compare(w, db, want, a);
}

/* One part of a file: "=== word rest" and the lines below it. */
static void take_part(struct world *w, struct sv head, struct sv body, struct arena *a)
{
	struct sv word = {NULL, 0};
	sv_split(&head, ' ', &word);
	if (sv_eq(word, SV("contract"))) {
		w->contract = body;
	} else if (sv_eq(word, SV("facts"))) {
		w->facts = body;
	} else if (sv_eq(word, SV("case"))) {
		w->name = sv_trim(head);
		w->own_facts = body;
		w->as_of = (struct sv){NULL, 0};
	} else if (sv_eq(word, SV("as-of"))) {
		w->as_of = sv_trim(head);
		if (sv_trim(body).n > 0)
			report(w, "facts belong above as-of", sv_trim(body));
	} else if (sv_eq(word, SV("want"))) {
		run_case(w, body, a);
	} else {
		report(w, "unknown part", word);
	}
}

static void run_file(struct world *w, struct sv text, struct arena *a)
{
	while (text.n > 0) {
		ptrdiff_t start = sv_find(text, SV("=== "));
		if (start < 0)
			return;
		text = sv_sub(text, (size_t)start + 4, text.n);
		ptrdiff_t next = sv_find(text, SV("\n=== "));
		struct sv part = next < 0 ? text : sv_sub(text, 0, (size_t)next + 1), head;
		text = sv_sub(text, part.n, text.n);
		if (sv_split(&part, '\n', &head))
			take_part(w, sv_trim(head), part, a);
	}
}

static void run_control(struct sv id, struct sv contract)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct world w = {.id = id, .contract = contract, .facts = SV(""), .own_facts = SV("")};
	struct sv text;
	struct err e;
	w.file = arena_printf(a, SV_FMT ".txt", SV_ARG(id)).at;
	if (!CHECK_OK(scenario_text(w.file, a, &text, &e), &e))
		return;
	run_file(&w, text, a);
	w.name = SV("all cases");
	for (unsigned v = VERDICT_NOT_ASSESSED; v <= VERDICT_FAIL; v++)
		if ((w.verdicts & 1u << v) == 0)
			report(&w, "no case wants", sv_of(verdict_names[v]));
	printf("%s: %zu cases\n", w.file, w.cases);
}

static void every_control_judges_its_worlds(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct control_list list;
	struct err e;
	struct sv contract;
	if (!CHECK_OK(controls_read(NULL, 0, a, &list, &e) && scenario_text("contract.yaml", a, &contract, &e),
		      &e))
		return;
	CHECK(list.n > 0);
	for (size_t i = 0; i < list.n; i++)
		run_control(list.control[i].header.id, contract);
}

const struct unit_suite analyzers_scenarios_suite = {
	"analyzers_scenarios", (const struct unit_case[]){
				       {"every_control_judges_its_worlds", every_control_judges_its_worlds},
				       {NULL, NULL},
			       }};
