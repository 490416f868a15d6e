#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "analyzers/iam/contain.h"
#include "analyzers/iam/iamdb.h"
#include "base/file.h"

extern const struct unit_suite analyzers_iam_contain_suite;

/* {"Statement":[...]} in short: single quotes for double ones. */
static struct sv json_of(struct arena *a, const char *text)
{
	struct str s;
	str_init(&s, 1u << 20);
	str_addf(&s, "{\"Version\":\"2012-10-17\",\"Statement\":[%s]}", text);
	struct sv copy = arena_sv(a, str_sv(&s));
	for (size_t i = 0; i < copy.n; i++)
		if (copy.at[i] == '\'')
			((char *)(uintptr_t)copy.at)[i] = '"';
	str_free(&s);
	return copy;
}

static struct iam_layer layer_of(struct arena *a, const char *text, enum iam_policy_type type)
{
	struct iam_item *item = arena_alloc(a, sizeof *item);
	struct err e;
	item->name = SV("0");
	bool good = CHECK_OK(iam_policy_compile(a, json_of(a, text), type, &item->policy, &e), &e);
	return (struct iam_layer){item, good ? 1 : 0};
}

static const char *const answers[] = {
	[IAM_FIT_UNKNOWN] = "unknown", [IAM_FIT_CONTAINED] = "contained", [IAM_FIT_EXCEEDS] = "exceeds"};

/* "contained", "unknown 1", or "exceeds s3:GetObject arn:... key=value,value". */
static void check_fit(const char *a_text, const char *b_text, bool resource, const char *want)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(globs_work_free) struct globs_work work = {0};
	enum iam_policy_type type = resource ? IAM_RESOURCE : IAM_IDENTITY;
	struct iam_layer a = layer_of(arena, a_text, type), b = layer_of(arena, b_text, type);
	struct iam_side sides[2] = {{.identity = a}, {.identity = b}};
	if (resource) {
		sides[0] = (struct iam_side){.resource = a};
		sides[1] = (struct iam_side){.resource = b};
	}
	struct iam_fit fit;
	struct str got;
	iam_contains(&sides[0], &sides[1], &(struct iam_fit_options){.resource_kind = resource}, &work, arena,
		     &fit);
	str_init(&got, 10000);
	str_addz(&got, answers[fit.answer]);
	if (fit.answer == IAM_FIT_UNKNOWN)
		str_addf(&got, " %d", fit.reason);
	if (fit.answer == IAM_FIT_EXCEEDS) {
		if (fit.witness.principal != NULL)
			str_addf(&got, " " SV_FMT, SV_ARG(fit.witness.principal->text));
		str_addf(&got, " " SV_FMT " " SV_FMT, SV_ARG(fit.witness.action), SV_ARG(fit.witness.resource));
		for (size_t i = 0; i < fit.witness.n; i++) {
			const struct iam_entry *e = &fit.witness.context[i];
			str_addf(&got, " " SV_FMT "=%s", SV_ARG(e->key.written), e->value.many ? "[" : "");
			for (size_t k = 0; k < e->value.n; k++)
				str_addf(&got, "%s" SV_FMT, k ? "," : "", SV_ARG(e->value.text[k]));
			str_addz(&got, e->value.many ? "]" : "");
		}
	}
	CHECK_SV(str_sv(&got), sv_of(want));
	str_free(&got);
}

/* The rows of contain.tsv. */
static void tabled_questions_have_their_answers(void)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	const char *source = getenv("SOURCE");
	struct str file;
	struct sv text, line;
	size_t rows = 0;
	struct err e;
	if (source == NULL) {
		unit_skip("SOURCE is not set");
		return;
	}
	const char *path = arena_printf(arena, "%s/tests/unit/analyzers/iam/contain.tsv", source).at;
	CHECK_OK(file_read(path, LIMIT_FILE, &file, &e), &e);
	text = str_sv(&file);
	while (sv_split(&text, '\n', &line)) {
		struct sv column[5];
		if (sv_starts(line, SV("#")))
			continue;
		for (size_t i = 0; i < 5; i++)
			CHECK(sv_split(&line, '\t', &column[i]));
		check_fit(arena_strz(arena, column[2]), arena_strz(arena, column[3]),
			  sv_eq(column[1], SV("resource")), arena_strz(arena, column[4]));
		rows++;
	}
	CHECK(rows > 50);
	str_free(&file);
}

/* ---- random policies ---- */

static uint64_t chance;

static unsigned draw(unsigned n)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return (unsigned)(chance % n);
}

#define PICK(list) (list)[draw(sizeof(list) / sizeof *(list))]

static const char *const actions[] = {"s3:GetObject", "s3:PutObject",        "s3:ListBucket", "s3:DeleteObject",
				      "iam:PassRole", "s3:ListAllMyBuckets", "iam:GetRole",   "zz:Odd"};
static const char *const action_patterns[] = {"*",
					      "s3:*",
					      "s3:Get*",
					      "s3:*Object",
					      "iam:*",
					      "s3:?etObject",
					      "s3:GetObject",
					      "s3:PutObject",
					      "iam:PassRole",
					      "s3:ListBucket",
					      "s3:List*",
					      "*:Get*",
					      "zz:*"};
static const char *const resources[] = {"arn:aws:s3:::a",
					"arn:aws:s3:::a/x",
					"arn:aws:s3:::a/xy",
					"arn:aws:s3:::ab",
					"arn:aws:s3:::ab/y",
					"arn:aws:s3:::b/x",
					"arn:aws:iam::111122223333:role/a",
					"arn:aws:iam::111122223333:role/b/a"};
static const char *const resource_patterns[] = {"*",
						"arn:aws:s3:::*",
						"arn:aws:s3:::a*",
						"arn:aws:s3:::a/*",
						"arn:aws:s3:::*/x",
						"arn:aws:s3:::a?/*",
						"arn:aws:s3:::a",
						"arn:*:s3:*:*:a*y",
						"arn:aws:iam::*:role/*",
						"arn:aws:iam::111122223333:role/a"};
static const char *const values[] = {"a", "ab", "b", "3", "5", "7"};
static const char *const conditions[] = {
	"'StringEquals':{'k:s':'a'}",
	"'StringEquals':{'k:s':['a','b']}",
	"'StringNotEquals':{'k:s':'a'}",
	"'StringLike':{'k:s':'a*'}",
	"'StringNotLike':{'k:s':'*b'}",
	"'StringEqualsIfExists':{'k:s':'b'}",
	"'Null':{'k:s':'true'}",
	"'Null':{'k:s':'false'}",
	"'NumericLessThan':{'k:n':'5'}",
	"'NumericGreaterThanEquals':{'k:n':'5'}",
	"'NumericNotEquals':{'k:n':'5'}",
	"'NumericEqualsIfExists':{'k:n':['3','7']}",
	"'ForAnyValue:StringEquals':{'k:m':['a','b']}",
	"'ForAllValues:StringLike':{'k:m':'a*'}",
	"'ForAnyValue:StringNotEquals':{'k:m':'a'}",
	"'ForAllValues:StringNotEquals':{'k:m':'b'}",
};

static void draw_list(struct str *s, const char *const *list, size_t n)
{
	size_t many = 1 + draw(2);
	str_addc(s, '[');
	for (size_t i = 0; i < many; i++)
		str_addf(s, "%s'%s'", i ? "," : "", list[draw((unsigned)n)]);
	str_addc(s, ']');
}

static void draw_statement(struct str *s)
{
	str_addf(s, "{'Effect':'%s','%sAction':", draw(4) == 0 ? "Deny" : "Allow", draw(6) == 0 ? "Not" : "");
	draw_list(s, action_patterns, sizeof action_patterns / sizeof *action_patterns);
	str_addf(s, ",'%sResource':", draw(6) == 0 ? "Not" : "");
	draw_list(s, resource_patterns, sizeof resource_patterns / sizeof *resource_patterns);
	if (draw(2) == 0)
		str_addf(s, ",'Condition':{%s}", PICK(conditions));
	str_addc(s, '}');
}

static struct sv draw_policy(struct arena *a)
{
	struct str s;
	size_t n = 1 + draw(3);
	str_init(&s, 100000);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			str_addc(&s, ',');
		draw_statement(&s);
	}
	struct sv text = arena_sv(a, str_sv(&s));
	str_free(&s);
	return text;
}

/* A request of the small world that the patterns above speak of. */
static void draw_request(struct arena *a, struct iam_request *r)
{
	static const struct sv tags[][2] = {{SV("a"), SV("b")}, {SV("ab"), SV("a")}, {SV("b"), SV("c")}};
	struct iam_entry *entry = arena_array(a, 3, sizeof *entry);
	struct sv *value = arena_array(a, 2, sizeof *value);
	struct err e;
	*r = (struct iam_request){.mode = IAM_STRICT, .context = entry};
	uint32_t id;
	struct sv rest = r->action = sv_of(PICK(actions));
	id = iamdb_find(r->action);
	char *low = arena_strz(a, r->action);
	for (size_t i = 0; low[i] != '\0'; i++)
		if (low[i] >= 'A' && low[i] <= 'Z')
			low[i] = (char)(low[i] + 'a' - 'A');
	rest = r->action = sv_of(low);
	CHECK(sv_split(&rest, ':', &r->service));
	bool wild = id != IAMDB_NONE && iamdb_wildcard_only(id);
	CHECK(iam_resource_parse(wild ? SV("*") : sv_of(PICK(resources)), &r->resource));
	r->resource.wildcard_only = wild;
	r->resource.account = SV("111122223333");
	r->resource.known_account = true;
	r->facts.known = id == IAMDB_NONE ? IAM_NO : IAM_YES;
	CHECK(iam_principal_parse(a, SV("arn:aws:iam::111122223333:user/x"), SV(""), &r->principal, &e));
	value[0] = sv_of(values[draw(3)]);
	value[1] = sv_of(values[3 + draw(3)]);
	const char *const names[] = {"k:s", "k:n", "k:m"};
	for (unsigned i = 0; i < 3; i++) {
		struct iam_entry *one = &entry[r->n];
		unsigned many = i == 2 ? 1 + draw(2) : 1;
		if (draw(3) == 0)
			continue;
		iam_key_init(a, sv_of(names[i]), &one->key);
		one->value = i < 2 ? (struct iam_value){&value[i], 1, false}
				   : (struct iam_value){PICK(tags), many, true};
		r->n++;
	}
}

static bool allows(struct iam_layer identity, const struct iam_request *r)
{
	struct iam_part part = {.request = *r};
	struct iam_case c = {.part = &part, .parts = 1, .identity = identity};
	struct iam_answer answer;
	iam_simulate(&c, &answer);
	return answer.decision == IAM_ALLOWED;
}

static enum iam_fit_answer fit_of(struct arena *arena, struct iam_layer a, struct iam_layer b)
{
	CLEANUP(globs_work_free) struct globs_work work = {0};
	struct iam_fit fit;
	iam_contains(&(struct iam_side){.identity = a}, &(struct iam_side){.identity = b},
		     &(struct iam_fit_options){0}, &work, arena, &fit);
	return fit.answer;
}

static void check_pair(unsigned number)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	struct sv a_text = draw_policy(arena), b_text = draw_policy(arena);
	struct iam_layer a = layer_of(arena, a_text.at, IAM_IDENTITY),
			 b = layer_of(arena, b_text.at, IAM_IDENTITY);
	enum iam_fit_answer fit = fit_of(arena, a, b);
	bool outside = false;
	struct iam_request r;
	for (int i = 0; i < 300 && !outside; i++) {
		draw_request(arena, &r);
		outside = allows(a, &r) && !allows(b, &r);
	}
	if ((outside && fit != IAM_FIT_EXCEEDS) || fit == IAM_FIT_UNKNOWN)
		printf("pair %u: %s\nA " SV_FMT "\nB " SV_FMT "\n" SV_FMT " " SV_FMT "\n", number, answers[fit],
		       SV_ARG(a_text), SV_ARG(b_text), SV_ARG(r.action), SV_ARG(r.resource.text));
	CHECK(!outside || fit == IAM_FIT_EXCEEDS);
	CHECK(fit != IAM_FIT_UNKNOWN);
	if (number % 10 != 0)
		return;
	/* A policy fits itself; with more allowed it holds no less; with more denied it fits as well. */
	const char *more = arena_printf(arena, SV_FMT "," SV_FMT, SV_ARG(a_text), SV_ARG(b_text)).at;
	const char *less =
		arena_printf(arena, SV_FMT ",{'Effect':'Deny','Action':'s3:P*','Resource':'*'}", SV_ARG(a_text))
			.at;
	const char *wide =
		arena_printf(arena, SV_FMT ",{'Effect':'Allow','Action':'s3:*','Resource':'*'}", SV_ARG(a_text))
			.at;
	CHECK_INT(fit_of(arena, a, a), IAM_FIT_CONTAINED);
	CHECK_INT(fit_of(arena, a, layer_of(arena, wide, IAM_IDENTITY)), IAM_FIT_CONTAINED);
	CHECK_INT(fit_of(arena, layer_of(arena, less, IAM_IDENTITY), a), IAM_FIT_CONTAINED);
	/* More allowed does not make it fit. */
	if (fit == IAM_FIT_EXCEEDS && sv_find(a_text, SV("Deny")) < 0 && sv_find(b_text, SV("Deny")) < 0)
		CHECK_INT(fit_of(arena, layer_of(arena, more, IAM_IDENTITY), b), IAM_FIT_EXCEEDS);
}

static void random_policies_agree_with_enumeration(void)
{
	chance = 20261126;
	for (unsigned i = 0; i < 1500; i++)
		check_pair(i);
}

static void tiny_budgets_end_in_unknown_or_the_truth(void)
{
	chance = 99;
	for (unsigned i = 0; i < 300; i++) {
		CLEANUP(arena_free) struct arena *arena = arena_new();
		CLEANUP(globs_work_free) struct globs_work work = {0};
		struct iam_layer a = layer_of(arena, draw_policy(arena).at, IAM_IDENTITY);
		struct iam_layer b = layer_of(arena, draw_policy(arena).at, IAM_IDENTITY);
		struct iam_fit fit;
		iam_contains(&(struct iam_side){.identity = a}, &(struct iam_side){.identity = b},
			     &(struct iam_fit_options){.tiny = true}, &work, arena, &fit);
		CHECK(fit.answer == IAM_FIT_UNKNOWN || fit.answer == fit_of(arena, a, b));
		CHECK(fit.answer != IAM_FIT_UNKNOWN || fit.reason == IAM_FIT_BUDGET);
	}
}

const struct unit_suite analyzers_iam_contain_suite = {
	"analyzers_iam_contain",
	(const struct unit_case[]){
		{"tabled_questions_have_their_answers", tabled_questions_have_their_answers},
		{"random_policies_agree_with_enumeration", random_policies_agree_with_enumeration},
		{"tiny_budgets_end_in_unknown_or_the_truth", tiny_budgets_end_in_unknown_or_the_truth},
		{NULL, NULL},
	},
};
