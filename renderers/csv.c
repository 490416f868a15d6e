#include "renderers/renderers.h"

#include "base/crypto.h"
#include "renderers/field.h"

#define CSV_MAX (1u << 30)

struct column {
	const char *head, *field;
	bool number; /* never a formula: written as it is */
};

/* One file a register. element NULL: all children of the list. */
static const struct register_file {
	const char *name, *list, *element;
	const struct column *column;
} files[] = {
	{"findings.csv", "results", "finding",
	 (const struct column[]){{"id", "id", false},
				 {"severity", "severity", false},
				 {"verdict", "verdict", false},
				 {"control", "control", false},
				 {"title", "title", false},
				 {"reason", "reason", false},
				 {"partner", "partner-name", false},
				 {"engagement", "engagement", false},
				 {"account", "account", false},
				 {"account_name", "account-name", false},
				 {"owner", "owner", false},
				 {"region", "region", false},
				 {"resource", "resource", false},
				 {"principal", "principal", false},
				 {NULL, NULL, false}}},
	{"results.csv", "results", NULL,
	 (const struct column[]){{"id", "id", false},
				 {"control", "control", false},
				 {"verdict", "verdict", false},
				 {"severity", "severity", false},
				 {"base_severity", "base-severity", false},
				 {"title", "title", false},
				 {"reason", "reason", false},
				 {"partner", "partner-name", false},
				 {"engagement", "engagement", false},
				 {"account", "account", false},
				 {"region", "region", false},
				 {"resource", "resource", false},
				 {"principal", "principal", false},
				 {"waiver", "waiver", false},
				 {"waived_verdict", "waived-verdict", false},
				 {NULL, NULL, false}}},
	{"controls.csv", "controls", "control",
	 (const struct column[]){{"id", "id", false},
				 {"title", "title", false},
				 {"severity", "severity", false},
				 {"verdict", "verdict", false},
				 {"assessed", "assessed", true},
				 {"applicable", "applicable", true},
				 {"tested", "tested", true},
				 {"passed", "passed", true},
				 {"failed", "failed", true},
				 {"warned", "warned", true},
				 {"not_assessed", "not-assessed", true},
				 {"waived", "waived", true},
				 {"needs", "needs", false},
				 {"standards", "standards", false},
				 {"rule_sha256", "sha256", false},
				 {NULL, NULL, false}}},
	{"accounts.csv", "accounts", "account",
	 (const struct column[]){{"account", "id", false},
				 {"name", "name", false},
				 {"environment", "environment", false},
				 {"owner", "owner", false},
				 {"data_class", "data-class", false},
				 {"records", "records", true},
				 {"days_with_records", "days", true},
				 {"digest_hours", "digest-hours", true},
				 {"missing_logs", "missing-logs", true},
				 {"iam_read", "iam", true},
				 {"iam_complete", "iam-complete", true},
				 {"credentials_read", "credentials", true},
				 {"partners", "partners", true},
				 {"findings", "findings", true},
				 {"not_assessed", "not-assessed", true},
				 {"gaps", "gaps", true},
				 {NULL, NULL, false}}},
	{"partners.csv", "partners", "partner",
	 (const struct column[]){{"partner", "id", false},
				 {"name", "name", false},
				 {"verdict", "verdict", false},
				 {"assessed", "assessed", true},
				 {"applicable", "applicable", true},
				 {"findings", "findings", true},
				 {"not_assessed", "not-assessed", true},
				 {"access_paths", "paths", true},
				 {"accounts_reached", "accounts-reached", true},
				 {"records", "records", true},
				 {"records_outside_contract", "records-out", true},
				 {NULL, NULL, false}}},
	{"access.csv", "access", "path",
	 (const struct column[]){{"account", "account", false},
				 {"role", "role", false},
				 {"owner", "owner", false},
				 {"partner", "partner-name", false},
				 {"type", "type", false},
				 {"principal", "principal", false},
				 {"external_id", "external-id", false},
				 {"administrator", "administrator", true},
				 {"conditions", "conditions", false},
				 {NULL, NULL, false}}},
	{"waivers.csv", "waivers", "waiver",
	 (const struct column[]){{"id", "id", false},
				 {"control", "control", false},
				 {"engagement", "engagement", false},
				 {"state", "state", false},
				 {"expires", "expires", false},
				 {"approved_by", "approved-by", false},
				 {"approved_on", "approved-on", false},
				 {"used", "used", true},
				 {"reason", "reason", false},
				 {"compensating", "compensating", false},
				 {NULL, NULL, false}}},
	{"gaps.csv", "gaps", "gap",
	 (const struct column[]){{"number", "n", true},
				 {"subject", "subject", false},
				 {"code", "code", false},
				 {"account", "account", false},
				 {"lost", "lost", true},
				 {"origin", "origin", false},
				 {"place", "place", false},
				 {"reason", "reason", false},
				 {NULL, NULL, false}}},
	{"objects.csv", "objects", "object",
	 (const struct column[]){{"origin", "origin", false},
				 {"kind", "kind", false},
				 {"shape", "shape", false},
				 {"account", "account", false},
				 {"size", "size", true},
				 {"facts", "facts", true},
				 {"said_at", "said-at", false},
				 {"sha256", "sha256", false},
				 {NULL, NULL, false}}},
};

static void add_row(struct str *s, const struct xml_node *row, const struct column *c, struct arena *a)
{
	for (size_t i = 0; c[i].head != NULL; i++) {
		if (i > 0)
			str_addc(s, ',');
		struct sv value = row == NULL ? sv_of(c[i].head) : field_value(row, c[i].field, a);
		str_add_csv(s, value, !c[i].number);
	}
	str_addz(s, "\r\n");
}

static bool fill_file(struct xml *model, const struct register_file *f, struct str *s, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	add_row(s, NULL, f->column, a);
	const struct xml_node *list = xml_child(xml_root(model), f->list);
	for (const struct xml_node *n = list != NULL ? xml_first(list) : NULL; n != NULL; n = xml_next(n))
		if (xml_is_element(n) && (f->element == NULL || sv_eq(xml_name(n), sv_of(f->element))))
			add_row(s, n, f->column, a);
	return str_finish(s, f->name, e);
}

static bool write_file(const struct render_input *in, const struct register_file *f,
		       const struct render_sink *sink, struct err *e)
{
	CLEANUP(str_free) struct str s;
	str_init(&s, CSV_MAX);
	return fill_file(in->model, f, &s, e) && sink->file(sink->context, f->name, str_sv(&s), e);
}

bool csv_digest(struct xml *model, struct sv file, struct arena *a, struct sv *hex, struct err *e)
{
	CLEANUP(str_free) struct str s;
	char digits[SHA256_HEX_MAX];
	str_init(&s, CSV_MAX);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		if (!sv_eq(file, sv_of(files[i].name)))
			continue;
		if (!fill_file(model, &files[i], &s, e))
			return false;
		sha256_hex(str_sv(&s), digits);
		*hex = arena_sv(a, sv_of(digits));
		return true;
	}
	return err_set(e, "\"" SV_FMT "\" is no file of the format csv", SV_ARG(file));
}

bool csv_report(const struct render_input *in, const struct render_sink *sink, struct err *e)
{
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (!write_file(in, &files[i], sink, e))
			return false;
	return true;
}
