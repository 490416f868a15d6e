#include "base/time.h"
#include "base/utf8.h"
#include "collectors/trail/row.h"

/* Calls that hand out temporary credentials. */
static const char *const issuing[] = {
	"AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity",
	"AssumeRoot", "GetFederationToken", "GetSessionToken",
};

bool session_issues(struct sv service, struct sv action)
{
	if (!sv_eq(service, SV("sts")))
		return false;
	for (size_t i = 0; i < sizeof issuing / sizeof issuing[0]; i++)
		if (sv_eq(action, sv_of(issuing[i])))
			return true;
	return false;
}

static struct sv copy(struct arena *a, const struct json_node *v)
{
	return json_type(v) == JSON_STRING ? arena_sv(a, utf8_clean(a, json_string(v))) : (struct sv){NULL, 0};
}

/* CloudTrail writes "Nov 30, 2024, 12:05:33 PM" for the expiration, at times an RFC 3339 text; only what can be
 * read as a moment is made canonical. */
static struct sv moment(struct arena *a, struct sv text)
{
	int64_t t;
	struct err e;
	char canonical[TIME_TEXT_MAX];
	if (text.n == 0 || !time_parse_aws(text, &t, &e))
		return text;
	time_format(t, canonical);
	return arena_sv(a, sv_of(canonical));
}

static struct sv first_of(struct sv a, struct sv b)
{
	return a.n > 0 ? a : b;
}

static struct sv field(struct arena *a, const struct trail_record *r, enum trail_field f)
{
	struct sv text = record_text(r, f);
	return text.at == NULL ? text : arena_sv(a, utf8_clean(a, text));
}

void session_read(const struct trail_record *r, const struct json_node *request,
		  const struct json_node *response, struct arena *a, struct trail_row *row)
{
	const struct json_node *credentials = json_get(response, "credentials");
	struct sv key = json_string(json_get(credentials, "accessKeyId"));
	if (!session_issues(row->service, row->action) || key.n == 0)
		return;
	row->issued_key = arena_sv(a, utf8_clean(a, key));
	row->role_arn = copy(a, json_get(request, "roleArn"));
	row->session_name = copy(a, json_get(request, "roleSessionName"));
	row->source_identity = first_of(copy(a, json_get(request, "sourceIdentity")),
					copy(a, json_get(response, "sourceIdentity")));
	row->expires = moment(a, copy(a, json_get(credentials, "expiration")));
	row->caller_account = field(a, r, TRAIL_WHO_ACCOUNT);
	row->shared_event_id = field(a, r, TRAIL_SHARED_ID);
	struct sv external = json_string(json_get(request, "externalId"));
	if (external.n == 0)
		return;
	char hex[SHA256_HEX_MAX];
	sha256_hex(external, hex);
	row->external_id_sha256 = arena_sv(a, sv_of(hex));
}
