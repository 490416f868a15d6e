#include "base/time.h"
#include "base/utf8.h"
#include "collectors/trail/row.h"
#include "collectors/trail/span.h"
#include "collectors/trail/strip.h"

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

static struct sv copy(struct arena *a, struct sv object, const char *name)
{
	struct sv text = object.at == NULL ? object : strip_member(a, object, name);
	return text.at == NULL ? text : arena_sv(a, utf8_clean(a, text));
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

void session_read(const struct trail_record *r, struct sv request, struct sv response, struct arena *a,
		  struct trail_row *row)
{
	size_t count;
	if (!session_issues(row->service, row->action) || response.at == NULL)
		return;
	struct sv credentials = span_get(response, "credentials", &count);
	struct sv key = copy(a, credentials, "accessKeyId");
	if (key.n == 0)
		return;
	row->issued_key = key;
	row->role_arn = copy(a, request, "roleArn");
	row->session_name = copy(a, request, "roleSessionName");
	row->source_identity =
		first_of(copy(a, request, "sourceIdentity"), copy(a, response, "sourceIdentity"));
	row->expires = moment(a, copy(a, credentials, "expiration"));
	row->caller_account = field(a, r, TRAIL_WHO_ACCOUNT);
	row->shared_event_id = field(a, r, TRAIL_SHARED_ID);
	struct sv external = request.at == NULL ? request : strip_member(a, request, "externalId");
	if (external.n == 0)
		return;
	char hex[SHA256_HEX_MAX];
	sha256_hex(external, hex);
	row->external_id_sha256 = arena_sv(a, sv_of(hex));
}
