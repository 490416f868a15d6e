#include "analyzers/iam/cond.h"

#include <string.h>

const struct iam_operator iam_operators[] = {
#define OP(name, type, negated, comparison) {#name, IAM_OPERAND_##type, negated, IAM_##comparison},
#include "analyzers/iam/cond_ops.def"
#undef OP
	{NULL, IAM_OPERAND_TEXT, false, IAM_EQ},
};

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
	for (const struct iam_operator *op = iam_operators; op->name != NULL; op++)
		if (sv_eq_nocase(name, sv_of(op->name)))
			c->op = op;
}

/* ---- operands ---- */

static int base64_digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c == '\0' ? NULL : strchr(digits, c);
	return at == NULL ? -1 : (int)(at - digits);
}

/* Decodes in place of comparing texts: the same bytes may be spelled with other spare bits. `bytes` has room for
 * 3/4 of the text. False: not base64. */
static bool base64_decode(struct sv text, unsigned char *bytes, size_t *n)
{
	unsigned pending = 0, bits = 0;
	size_t used = text.n;
	*n = 0;
	while (used > 0 && text.n - used < 2 && text.at[used - 1] == '=')
		used--;
	if (text.n % 4 != 0 || used % 4 == 1)
		return false;
	for (size_t i = 0; i < used; i++) {
		int digit = base64_digit(text.at[i]);
		if (digit < 0)
			return false;
		pending = (pending << 6 | (unsigned)digit) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			bytes[(*n)++] = (unsigned char)(pending >> bits);
		}
	}
	return true;
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
	case IAM_OPERAND_BINARY: {
		unsigned char *bytes = arena_alloc(a, text.n + 1);
		size_t n;
		o->bad = !base64_decode(text, bytes, &n);
		o->bytes = (struct sv){(const char *)bytes, n};
		break;
	}
	case IAM_OPERAND_ARN: {
		struct iam_arn_pattern *arn = arena_alloc(a, sizeof *arn);
		o->arn = arn;
		return iam_arn_compile(a, text, glob_flags(c, expands), IAM_SHORT_NO_MATCH, arn);
	}
	}
	return true;
}
