#include "analyzers/iam/cond.h"

#include <string.h>

#define OP(name, type, negated, comparison) {#name, IAM_OPERAND_##type, negated, IAM_##comparison},

static const struct iam_operator operators[] = {
#include "analyzers/iam/cond_ops.def"
};

#define OPERATORS (sizeof operators / sizeof *operators)

/* ---- operators ---- */

static bool cut_front(struct sv *text, struct sv prefix)
{
	if (!sv_eq_nocase(sv_sub(*text, 0, prefix.n), prefix))
		return false;
	*text = sv_sub(*text, prefix.n, text->n);
	return true;
}

static bool cut_end(struct sv *text, struct sv suffix)
{
	if (text->n < suffix.n || !sv_eq_nocase(sv_sub(*text, text->n - suffix.n, suffix.n), suffix))
		return false;
	text->n -= suffix.n;
	return true;
}

void iam_condition_operator(struct sv written, struct iam_condition *c)
{
	struct sv name = written;
	c->written = written;
	c->set = IAM_SINGLE;
	if (cut_front(&name, SV("ForAllValues:")))
		c->set = IAM_FOR_ALL_VALUES;
	else if (cut_front(&name, SV("ForAnyValue:")))
		c->set = IAM_FOR_ANY_VALUE;
	c->if_exists = cut_end(&name, SV("IfExists"));
	c->op = NULL;
	for (size_t i = 0; i < OPERATORS; i++)
		if (sv_eq_nocase(name, sv_of(operators[i].name)))
			c->op = &operators[i];
}

/* ---- operands ---- */

static int base64_digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c == '\0' ? NULL : strchr(digits, c);
	return at == NULL ? -1 : (int)(at - digits);
}

/* Digits without the padding; SIZE_MAX: not base64. */
static size_t base64_digits(struct sv text)
{
	size_t n = text.n;
	while (n > 0 && text.n - n < 2 && text.at[n - 1] == '=')
		n--;
	for (size_t i = 0; i < n; i++)
		if (base64_digit(text.at[i]) < 0)
			return SIZE_MAX;
	return text.n % 4 == 0 && n % 4 != 1 ? n : SIZE_MAX;
}

/* Whether both spell the same bytes: the last digit may hold bits that belong to no byte. */
static bool base64_eq(struct sv a, struct sv b)
{
	size_t n = base64_digits(a);
	if (n == SIZE_MAX || n != base64_digits(b))
		return false;
	if (n == 0)
		return true;
	int spare = n % 4 == 2 ? 4 : n % 4 == 3 ? 2 : 0;
	return memcmp(a.at, b.at, n - 1) == 0 &&
	       base64_digit(a.at[n - 1]) >> spare == base64_digit(b.at[n - 1]) >> spare;
}

static bool is_bool(struct sv text)
{
	return sv_eq_nocase(text, SV("true")) || sv_eq_nocase(text, SV("false"));
}

static bool number_of(struct sv text, struct decimal *d)
{
	struct err ignored;
	/* An error text takes long to write; this is the common case of it. */
	bool may = text.n > 0 && text.n < 100 &&
		   ((text.at[0] >= '0' && text.at[0] <= '9') || strchr("+-.", text.at[0]) != NULL);
	return may && decimal_parse(text, d, &ignored);
}

static bool network_of(struct sv text, struct cidr *c, bool *v6)
{
	struct err ignored;
	*v6 = sv_find_char(text, ':') >= 0;
	return cidr_parse(text, c, &ignored);
}

static unsigned glob_flags(const struct iam_condition *c, bool expands)
{
	unsigned flags = expands ? IAM_GLOB_EXPANDS : 0;
	return c->op->comparison == IAM_LIKE ? flags | IAM_GLOB_WILD : flags;
}

bool iam_operand_compile(struct arena *a, const struct iam_condition *c, struct sv text, bool expands,
			 struct iam_operand *o)
{
	*o = (struct iam_operand){.text = text};
	if (c->op == NULL)
		return true;
	switch (c->op->type) {
	case IAM_OPERAND_TEXT:
	case IAM_OPERAND_BOOL:
		return iam_glob_compile(a, text, glob_flags(c, expands), &o->glob);
	case IAM_OPERAND_NULL:
		o->bad = !is_bool(text);
		break;
	case IAM_OPERAND_NUMBER: {
		struct decimal *number = arena_alloc(a, sizeof *number);
		o->bad = !number_of(text, number);
		o->number = number;
		break;
	}
	case IAM_OPERAND_DATE: {
		struct iam_moment *date = arena_alloc(a, sizeof *date);
		o->bad = !iam_moment_parse(text, date);
		o->date = date;
		break;
	}
	case IAM_OPERAND_ADDRESS: {
		struct cidr *network = arena_alloc(a, sizeof *network);
		o->bad = !network_of(text, network, &o->v6);
		o->network = network;
		break;
	}
	case IAM_OPERAND_BINARY:
		o->bad = base64_digits(text) == SIZE_MAX;
		break;
	case IAM_OPERAND_ARN: {
		struct iam_arn_pattern *arn = arena_alloc(a, sizeof *arn);
		o->arn = arn;
		return iam_arn_compile(a, text, glob_flags(c, expands), IAM_SHORT_NO_MATCH, arn);
	}
	}
	return true;
}

/* ---- one value against one operand ---- */

struct look {
	const struct iam_condition *c;
	const struct iam_request *r;
	bool bad;
};

static enum iam_truth truth_of(bool b)
{
	return b ? IAM_YES : IAM_NO;
}

static enum iam_truth ordered(enum iam_comparison comparison, int order)
{
	switch (comparison) {
	case IAM_EQ:
	case IAM_EQ_NOCASE:
	case IAM_LIKE:
		return truth_of(order == 0);
	case IAM_LT:
		return truth_of(order < 0);
	case IAM_LE:
		return truth_of(order <= 0);
	case IAM_GT:
		return truth_of(order > 0);
	case IAM_GE:
		return truth_of(order >= 0);
	}
	return IAM_NO;
}

static enum iam_truth compare_number(struct look *l, const struct iam_operand *o, struct sv value)
{
	struct decimal number;
	if (!number_of(value, &number)) {
		l->bad = true;
		return IAM_NO;
	}
	return ordered(l->c->op->comparison, decimal_cmp(number, *o->number));
}

static int moment_cmp(const struct iam_moment *a, const struct iam_moment *b)
{
	if (a->second != b->second)
		return a->second < b->second ? -1 : 1;
	return a->nano < b->nano ? -1 : a->nano > b->nano;
}

static enum iam_truth compare_date(struct look *l, const struct iam_operand *o, struct sv value)
{
	struct iam_moment date;
	if (!iam_moment_parse(value, &date)) {
		l->bad = true;
		return IAM_NO;
	}
	return ordered(l->c->op->comparison, moment_cmp(&date, o->date));
}

/* Families never meet: ::ffff:10.0.0.1 is no address of 10.0.0.0/8. */
static enum iam_truth compare_address(struct look *l, const struct iam_operand *o, struct sv value)
{
	struct cidr ignored;
	bool v6 = sv_find_char(value, ':') >= 0;
	if (v6 == o->v6 && cidr_has(o->network, value))
		return IAM_YES;
	l->bad |= sv_find_char(value, '/') >= 0 || !network_of(value, &ignored, &v6);
	return IAM_NO;
}

static enum iam_truth compare_arn(struct look *l, const struct iam_operand *o, struct sv value)
{
	struct iam_resource arn;
	if (!iam_resource_parse(value, &arn) || arn.head.n == 0)
		return IAM_NO;
	arn.set = false; /* a star in a value is a star */
	return iam_arn_match(o->arn, &arn, false, l->r);
}

static enum iam_truth compare_bool(struct look *l, const struct iam_operand *o, struct sv value)
{
	return is_bool(value) ? iam_glob_match_nocase(&o->glob, value, l->r) : IAM_NO;
}

static enum iam_truth compare(struct look *l, const struct iam_operand *o, struct sv value)
{
	l->bad |= o->bad;
	if (o->bad)
		return IAM_NO;
	switch (l->c->op->type) {
	case IAM_OPERAND_TEXT:
		return l->c->op->comparison == IAM_EQ_NOCASE ? iam_glob_match_nocase(&o->glob, value, l->r)
							     : iam_glob_match(&o->glob, value, l->r);
	case IAM_OPERAND_NUMBER:
		return compare_number(l, o, value);
	case IAM_OPERAND_DATE:
		return compare_date(l, o, value);
	case IAM_OPERAND_BOOL:
		return compare_bool(l, o, value);
	case IAM_OPERAND_BINARY:
		return truth_of(base64_eq(o->text, value));
	case IAM_OPERAND_ADDRESS:
		return compare_address(l, o, value);
	case IAM_OPERAND_ARN:
		return compare_arn(l, o, value);
	case IAM_OPERAND_NULL:
		break;
	}
	return IAM_NO;
}

/* ---- the ARN of a role whose path is not known ---- */

/* The session's ARN does not show the role's path, and a condition on aws:PrincipalArn may ask for one. Two
 * paths are known not to be there: AWS alone makes roles under them, and says so elsewhere. */
static bool path_excluded(const struct iam_request *r, const struct iam_operand *o)
{
	if (sv_find(o->text, SV(":role/aws-service-role/")) >= 0)
		return !r->service_linked;
	if (sv_find(o->text, SV(":role/aws-reserved/")) >= 0)
		return !sv_starts(r->principal.name, SV("AWSReservedSSO_"));
	return false;
}

static bool path_may_match(struct look *l, const struct iam_operand *o, struct sv arn)
{
	char text[LIMIT_IAM_ARN];
	struct iam_resource set;
	ptrdiff_t at = sv_find(arn, SV(":role/"));
	if (at < 0 || arn.n + 2 > sizeof text || path_excluded(l->r, o))
		return false;
	size_t n = (size_t)at + sizeof ":role/" - 1;
	memcpy(text, arn.at, n);
	memcpy(text + n, "*/", 2);
	memcpy(text + n + 2, arn.at + n, arn.n - n);
	if (l->c->op->type == IAM_OPERAND_TEXT)
		return iam_glob_overlaps(&o->glob, (struct sv){text, arn.n + 2}, l->r) != IAM_NO;
	return l->c->op->type == IAM_OPERAND_ARN && iam_resource_parse((struct sv){text, arn.n + 2}, &set) &&
	       iam_arn_match(o->arn, &set, false, l->r) != IAM_NO;
}

/* ---- one condition ---- */

static enum iam_truth any_operand(struct look *l, struct sv value, bool pathless)
{
	enum iam_truth any = IAM_NO;
	for (size_t i = 0; i < l->c->n && any != IAM_YES; i++) {
		enum iam_truth one = compare(l, &l->c->operand[i], value);
		if (one == IAM_NO && pathless && path_may_match(l, &l->c->operand[i], value))
			one = IAM_MAYBE;
		any = iam_or(any, one);
	}
	return l->c->op->negated ? iam_not(any) : any;
}

static bool says(const struct iam_condition *c, struct sv word)
{
	for (size_t i = 0; i < c->n; i++)
		if (sv_eq_nocase(c->operand[i].text, word))
			return true;
	return false;
}

static enum iam_truth test_null(const struct iam_condition *c, enum iam_presence presence)
{
	bool absent = says(c, SV("true")), there = says(c, SV("false"));
	if (presence == IAM_UNKNOWN_KEY)
		return absent && there ? IAM_YES : absent || there ? IAM_MAYBE : IAM_NO;
	return truth_of(presence == IAM_ABSENT ? absent : there);
}

static enum iam_truth test_absent(const struct iam_condition *c)
{
	if (c->if_exists || c->set == IAM_FOR_ALL_VALUES)
		return IAM_YES;
	return truth_of(c->set == IAM_SINGLE && c->op->negated);
}

static enum iam_truth test_unknown(const struct iam_condition *c)
{
	bool settled = c->n == 0 && c->set == IAM_SINGLE && (c->op->negated || !c->if_exists);
	return settled ? truth_of(c->op->negated) : IAM_MAYBE;
}

static enum iam_truth test_values(struct look *l, const struct iam_value *value, bool pathless)
{
	bool nothing = value->n == 0 || (value->n == 1 && value->text[0].n == 0);
	enum iam_truth all = IAM_YES, any = IAM_NO;
	if (l->c->set == IAM_SINGLE)
		return value->many ? IAM_NO : any_operand(l, value->text[0], pathless);
	if (l->c->set == IAM_FOR_ALL_VALUES && nothing)
		return IAM_YES;
	for (size_t i = 0; i < value->n; i++) {
		enum iam_truth one = any_operand(l, value->text[i], pathless);
		all = iam_and(all, one);
		any = iam_or(any, one);
	}
	return l->c->set == IAM_FOR_ALL_VALUES ? all : any;
}

enum iam_truth iam_condition_test(const struct iam_condition *c, const struct iam_request *r,
				  struct iam_condition_look *look)
{
	struct sv scratch;
	struct iam_value value;
	if (c->op == NULL)
		return IAM_MAYBE;
	enum iam_presence presence = iam_request_find(r, &c->key, &scratch, &value);
	if (look != NULL)
		look->derived = presence == IAM_DERIVED;
	if (c->op->type == IAM_OPERAND_NULL)
		return test_null(c, presence);
	if (presence == IAM_ABSENT)
		return test_absent(c);
	if (presence == IAM_UNKNOWN_KEY)
		return test_unknown(c);
	struct look l = {c, r, false};
	bool pathless = presence == IAM_DERIVED && r->principal.path_unknown &&
			sv_eq(c->key.name, SV("aws:principalarn"));
	enum iam_truth truth = test_values(&l, &value, pathless);
	if (look != NULL)
		look->bad_value = l.bad;
	return truth;
}
