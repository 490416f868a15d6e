#include "base/arn.h"
#include "base/time.h"
#include "base/utf8.h"
#include "collectors/trail/row.h"

static const struct {
	enum principal_column column;
	enum trail_field field;
} plain[] = {
	{PRINCIPAL_TYPE, TRAIL_WHO_TYPE},
	{PRINCIPAL_ARN, TRAIL_WHO_ARN},
	{PRINCIPAL_ID, TRAIL_WHO_ID},
	{PRINCIPAL_ACCOUNT, TRAIL_WHO_ACCOUNT},
	{PRINCIPAL_ACCESS_KEY, TRAIL_WHO_KEY},
	{PRINCIPAL_USER_NAME, TRAIL_WHO_NAME},
	{PRINCIPAL_INVOKED_BY, TRAIL_WHO_INVOKED_BY},
	{PRINCIPAL_ISSUER_TYPE, TRAIL_ISSUER_TYPE},
	{PRINCIPAL_ISSUER_ARN, TRAIL_ISSUER_ARN},
	{PRINCIPAL_ISSUER_ACCOUNT, TRAIL_ISSUER_ACCOUNT},
	{PRINCIPAL_SESSION_ISSUED, TRAIL_SESSION_CREATED},
	{PRINCIPAL_SOURCE_IDENTITY, TRAIL_SOURCE_IDENTITY},
	{PRINCIPAL_IDP, TRAIL_IDP},
	{PRINCIPAL_ON_BEHALF_OF, TRAIL_ON_BEHALF_OF},
};

/* The session's name, and the role when sessionIssuer does not say it. The role's path is not in such an ARN. */
static void from_assumed_role(struct arena *a, struct sv *principal)
{
	struct sv account, role, session;
	struct arn arn;
	if (!arn_assumed_role(principal[PRINCIPAL_ARN], &account, &role, &session) ||
	    !arn_parse(principal[PRINCIPAL_ARN], &arn))
		return;
	principal[PRINCIPAL_SESSION_NAME] = session;
	if (principal[PRINCIPAL_ISSUER_ARN].n == 0)
		principal[PRINCIPAL_ISSUER_ARN] =
			arena_printf(a, "arn:" SV_FMT ":iam::" SV_FMT ":role/" SV_FMT, SV_ARG(arn.partition),
				     SV_ARG(account), SV_ARG(role));
	if (principal[PRINCIPAL_ISSUER_ACCOUNT].n == 0)
		principal[PRINCIPAL_ISSUER_ACCOUNT] = account;
}

static struct sv canonical_time(struct arena *a, struct sv text)
{
	int64_t moment;
	struct err e;
	char canonical[TIME_TEXT_MAX];
	if (text.n == 0 || !time_parse(text, &moment, &e))
		return text;
	time_format(moment, canonical);
	return arena_sv(a, sv_of(canonical));
}

/* scale.md section 2: missing is \N, and \ TAB LF CR are escaped, so that no data can forge a separator. */
static void add_canonical(struct str *s, struct sv v)
{
	if (v.at == NULL)
		str_addz(s, "\\N");
	for (size_t i = 0; i < v.n; i++) {
		const char *escape = v.at[i] == '\\'   ? "\\\\"
				     : v.at[i] == '\t' ? "\\t"
				     : v.at[i] == '\n' ? "\\n"
				     : v.at[i] == '\r' ? "\\r"
						       : NULL;
		if (escape != NULL)
			str_addz(s, escape);
		else
			str_addc(s, v.at[i]);
	}
}

static struct sv key_of(struct arena *a, const struct sv *principal)
{
	struct str key CLEANUP(str_free);
	str_init(&key, LIMIT_TEXT);
	for (size_t i = PRINCIPAL_TYPE; i < PRINCIPAL_COLUMNS; i++) {
		if (i > PRINCIPAL_TYPE)
			str_addc(&key, '\t');
		add_canonical(&key, principal[i]);
	}
	return arena_sv(a, str_sv(&key));
}

void principal_read(const struct trail_record *r, struct arena *a, struct sv principal[PRINCIPAL_COLUMNS])
{
	for (size_t i = 0; i < PRINCIPAL_COLUMNS; i++)
		principal[i] = (struct sv){NULL, 0};
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		struct sv text = record_text(r, plain[i].field);
		if (text.at != NULL)
			principal[plain[i].column] = arena_sv(a, utf8_clean(a, text));
	}
	if (principal[PRINCIPAL_IDP].at == NULL && record_text(r, TRAIL_WEB_IDP).at != NULL)
		principal[PRINCIPAL_IDP] = arena_sv(a, utf8_clean(a, record_text(r, TRAIL_WEB_IDP)));
	if (record_text(r, TRAIL_MFA).n > 0)
		principal[PRINCIPAL_MFA] =
			sv_eq_nocase(record_text(r, TRAIL_MFA), SV("true")) ? SV("1") : SV("0");
	principal[PRINCIPAL_SESSION_ISSUED] = canonical_time(a, principal[PRINCIPAL_SESSION_ISSUED]);
	from_assumed_role(a, principal);
	principal[PRINCIPAL_KEY] = key_of(a, principal);
}

/* Takes one column off the front of *rest and its escapes away. */
static struct sv column_of(struct arena *a, struct sv *rest)
{
	struct sv part = *rest;
	ptrdiff_t end = sv_find_char(*rest, '\t');
	if (end >= 0)
		part.n = (size_t)end;
	*rest = end >= 0 ? sv_sub(*rest, part.n + 1, rest->n) : (struct sv){NULL, 0};
	if (sv_eq(part, SV("\\N")))
		return (struct sv){NULL, 0};
	struct str text CLEANUP(str_free);
	str_init(&text, LIMIT_TEXT);
	for (size_t i = 0; i < part.n; i++) {
		bool escape = part.at[i] == '\\' && i + 1 < part.n;
		char c = escape ? part.at[++i] : part.at[i];
		str_addc(&text, !escape ? c : c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c);
	}
	return arena_sv(a, str_sv(&text));
}

void principal_parse(struct sv key, struct arena *a, struct sv principal[PRINCIPAL_COLUMNS])
{
	struct sv rest = key;
	principal[PRINCIPAL_KEY] = key;
	for (size_t i = PRINCIPAL_TYPE; i < PRINCIPAL_COLUMNS; i++)
		principal[i] = column_of(a, &rest);
}
