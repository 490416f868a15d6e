/* Expansions as JSON text: the second half of expand.h. */
#include "analyzers/iam/expand.h"

const char *iam_certainty_name(enum iam_certainty certainty)
{
	static const char *const names[] = {
		[IAM_MAYBE_ALLOWED] = "maybe", [IAM_CONDITIONAL] = "conditional", [IAM_ALWAYS] = "always"};
	return names[certainty];
}

static void write_level(unsigned levels, struct str *out)
{
	static const struct {
		enum iamdb_level bit;
		const char *name;
	} rows[] = {
		{IAMDB_READ, "Read"},
		{IAMDB_LIST, "List"},
		{IAMDB_WRITE, "Write"},
		{IAMDB_TAGGING, "Tagging"},
		{IAMDB_PERMISSIONS, "Permissions management"},
	};
	/* The strongest says most. */
	const char *name = "Read";
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if ((levels & rows[i].bit) != 0)
			name = rows[i].name;
	str_addf(out, "\"%s\"", name);
}

static void write_texts(const struct sv *text, size_t n, struct str *out)
{
	str_addc(out, '[');
	for (size_t i = 0; i < n; i++) {
		str_addz(out, i > 0 ? "," : "");
		str_add_json(out, text[i]);
	}
	str_addc(out, ']');
}

/* One object as a policy spells it; equal operators stand together because documents hold them so. */
static void write_condition(const struct iam_statement *st, struct str *out)
{
	struct sv before = {NULL, 0};
	str_addc(out, '{');
	for (size_t i = 0; i < st->conditions; i++) {
		const struct iam_condition *c = &st->condition[i];
		bool same = i > 0 && sv_eq(before, c->written);
		if (!same) {
			str_addz(out, i > 0 ? "}," : "");
			str_add_json(out, c->written);
			str_addz(out, ":{");
		} else {
			str_addc(out, ',');
		}
		before = c->written;
		str_add_json(out, c->key.written);
		str_addz(out, ":[");
		for (size_t k = 0; k < c->n; k++) {
			str_addz(out, k > 0 ? "," : "");
			str_add_json(out, c->operand[k].text);
		}
		str_addc(out, ']');
	}
	str_addz(out, st->conditions > 0 ? "}}" : "}");
}

static void write_name(uint32_t action, struct str *out)
{
	str_addf(out, "\"" SV_FMT ":" SV_FMT "\"", SV_ARG(iamdb_service(iamdb_service_of(action))),
		 SV_ARG(iamdb_name(action)));
}

static void write_entry(const struct iam_expand_entry *e, struct str *out)
{
	const struct iam_expand_group *g = e->group;
	bool first = true;
	str_addz(out, "{\"action\":");
	write_name(e->action, out);
	str_addz(out, ",\"level\":");
	write_level(iamdb_levels(e->action), out);
	str_addf(out, ",\"certainty\":\"%s\",\"resources\":", iam_certainty_name(g->certainty));
	write_texts(g->resource, g->resources, out);
	str_addz(out, ",\"notResources\":");
	write_texts(g->not_resource, g->not_resources, out);
	str_addz(out, ",\"conditions\":[");
	for (size_t i = 0; i < g->conditions; i++) {
		str_addz(out, i > 0 ? "," : "");
		write_condition(g->condition[i], out);
	}
	str_addz(out, "],\"limitedBy\":[");
	for (unsigned i = 0; i < IAM_LAYER_TYPES; i++)
		if ((g->limited_by & 1u << i) != 0) {
			str_addf(out, "%s\"%s\"", first ? "" : ",", iam_layer_name((enum iam_layer_type)i));
			first = false;
		}
	str_addz(out, "]}");
}

void iam_expansion_write(const struct iam_expansion *x, bool full, struct sv id, struct str *out)
{
	str_addf(out, "{\"id\":" SV_FMT ",\"actions\":[", SV_ARG(id));
	for (size_t i = 0; i < x->n; i++) {
		str_addz(out, i > 0 ? "," : "");
		if (full)
			write_entry(&x->entry[i], out);
		else
			write_name(x->entry[i].action, out);
	}
	str_addf(out, "],\"counts\":{\"always\":%zu,\"conditional\":%zu,\"maybe\":%zu},\"notes\":[%s]}",
		 x->count[IAM_ALWAYS], x->count[IAM_CONDITIONAL], x->count[IAM_MAYBE_ALLOWED],
		 x->over ? "\"budget\"" : "");
}
