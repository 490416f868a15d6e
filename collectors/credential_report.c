/* The IAM credential report: one row a user, the root user first. Columns: the IAM user guide, "Get credential
 * reports for your AWS account". */
#include "base/utf8.h"
#include "collectors/csv_columns.h"
#include "collectors/readers.h"

static const struct sv absent = {NULL, 0};

/* One credential of a row: its kind and name, and the columns that speak of it. */
static const struct part {
	const char *kind, *name, *active, *created, *used, *region, *service;
	bool always; /* a row even when there is none: "no" is an answer */
} parts[] = {
	{"password", "password", "password_enabled", "password_last_changed", "password_last_used", NULL, NULL,
	 true},
	{"mfa", "mfa", "mfa_active", NULL, NULL, NULL, NULL, true},
	{"access-key", "key-1", "access_key_1_active", "access_key_1_last_rotated",
	 "access_key_1_last_used_date", "access_key_1_last_used_region", "access_key_1_last_used_service",
	 false},
	{"access-key", "key-2", "access_key_2_active", "access_key_2_last_rotated",
	 "access_key_2_last_used_date", "access_key_2_last_used_region", "access_key_2_last_used_service",
	 false},
	{"signing-certificate", "cert-1", "cert_1_active", "cert_1_last_rotated", NULL, NULL, NULL, false},
	{"signing-certificate", "cert-2", "cert_2_active", "cert_2_last_rotated", NULL, NULL, NULL, false},
};

#define PARTS (sizeof parts / sizeof parts[0])

struct columns {
	size_t user, arn, n;
	size_t active[PARTS], created[PARTS], used[PARTS], region[PARTS], service[PARTS];
};

static size_t column(const struct csv *c, const char *name, struct arena *a)
{
	return name == NULL ? CSV_ABSENT : csv_column(c, name, a);
}

static void find_columns(const struct csv *c, struct arena *a, struct columns *k)
{
	k->user = column(c, "user", a);
	k->arn = column(c, "arn", a);
	k->n = c->n;
	for (size_t i = 0; i < PARTS; i++) {
		k->active[i] = column(c, parts[i].active, a);
		k->created[i] = column(c, parts[i].created, a);
		k->used[i] = column(c, parts[i].used, a);
		k->region[i] = column(c, parts[i].region, a);
		k->service[i] = column(c, parts[i].service, a);
	}
}

/* The report's words for "nothing". */
static bool says_nothing(struct sv text)
{
	static const char *const words[] = {"N/A", "no_information", "not_supported", ""};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (sv_eq_nocase(text, sv_of(words[i])))
			return true;
	return false;
}

static struct sv cell(struct reading *r, const struct csv *c, size_t column)
{
	struct sv text = sv_trim(csv_text(c, column));
	return says_nothing(text) ? absent : arena_sv(r->arena, utf8_clean(r->arena, text));
}

static struct sv flag(const struct csv *c, size_t column)
{
	struct sv text = sv_trim(csv_text(c, column));
	if (sv_eq_nocase(text, SV("true")))
		return SV("1");
	return sv_eq_nocase(text, SV("false")) ? SV("0") : absent;
}

static bool part_put(struct reading *r, const struct csv *c, const struct columns *k, size_t i, struct sv arn,
		     struct sv user, struct err *e)
{
	struct sv active = flag(c, k->active[i]);
	struct sv created = reading_time_text(r, cell(r, c, k->created[i]));
	if (!parts[i].always && created.at == NULL && !sv_eq(active, SV("1")))
		return true;
	const struct sv row[] = {
		arn,
		sv_of(parts[i].kind),
		sv_of(parts[i].name),
		arn_account(arn),
		user,
		active,
		created,
		reading_time_text(r, cell(r, c, k->used[i])),
		cell(r, c, k->region[i]),
		cell(r, c, k->service[i]),
		r->said_at,
	};
	return reading_put(r, &FACT_CREDENTIAL, row, e);
}

static bool row_put(struct reading *r, const struct csv *c, const struct columns *k, struct err *e)
{
	struct sv place = arena_printf(r->arena, "line %zu", c->line);
	if (c->n != k->n)
		return reading_gap(r, "bad-row", place, true, e, "The row has %zu cells, the header has %zu.",
				   c->n, k->n);
	struct sv arn = cell(r, c, k->arn), user = cell(r, c, k->user);
	if (arn_account(arn).n == 0 || user.n == 0)
		return reading_gap(r, "bad-row", place, true, e, "The row does not name a user and its ARN.");
	r->account = arn_account(arn);
	r->taken++;
	for (size_t i = 0; i < PARTS; i++)
		if (!part_put(r, c, k, i, arn, user, e))
			return false;
	const struct sv source[] = {r->account, SV("credential-report"), SV("")};
	return reading_put(r, &FACT_CREDENTIAL_SOURCE, source, e);
}

static bool rows_put(struct reading *r, struct csv *c, struct err *e)
{
	struct columns k;
	find_columns(c, r->arena, &k);
	for (;;) {
		bool end = true;
		struct err why;
		if (!csv_next(c, &end, &why))
			return reading_gap(r, "bad-row", absent, true, e,
					   "The rest of the report can't be read: %s.", why.text);
		if (end)
			break;
		if (!row_put(r, c, &k, e))
			return false;
	}
	if (r->taken > 0)
		return true;
	return reading_gap(r, "no-record", absent, true, e,
			   "The credential report has a header and no row that can be used.");
}

static bool report_put(struct reading *r, struct sv text, struct err *e)
{
	struct csv c CLEANUP(csv_close);
	if (!csv_header(&c, text))
		return reading_gap(r, "no-record", absent, true, e, "The credential report is empty.");
	return rows_put(r, &c, e);
}

bool read_credential_report(struct reading *r, struct err *e)
{
	return report_put(r, r->text, e);
}

static int base64_digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	ptrdiff_t at = c == '\0' ? -1 : sv_find_char(SV(digits), c);
	return (int)at;
}

/* at == NULL when the text is no base64. */
static struct sv base64_decoded(struct arena *a, struct sv text)
{
	char *out = arena_alloc(a, text.n + 1);
	size_t n = 0;
	unsigned bits = 0, held = 0;
	for (size_t i = 0; i < text.n; i++) {
		int digit = base64_digit(text.at[i]);
		if (text.at[i] == '\n' || text.at[i] == '\r' || text.at[i] == '=')
			continue;
		if (digit < 0)
			return absent;
		held = (held << 6 | (unsigned)digit) & 0xffffffu;
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		out[n++] = (char)(held >> bits & 0xffu);
	}
	return (struct sv){out, n};
}

/* The live API gives base64, the command line tool and recorded answers plain text. */
bool read_credential_report_answer(struct reading *r, struct err *e)
{
	struct sv content = json_string(json_get(r->root, "Content"));
	struct sv plain = sv_starts(content, SV("user,")) ? content : base64_decoded(r->arena, content);
	r->said_at = reading_time(r, json_get(r->root, "GeneratedTime"));
	if (!sv_starts(plain, SV("user,")))
		return reading_gap(r, "bad-document", absent, true, e,
				   "Content is neither a credential report nor one in base64.");
	return report_put(r, plain, e);
}
