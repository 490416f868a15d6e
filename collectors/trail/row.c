#include "collectors/trail/row.h"

#include <string.h>

#include "base/time.h"
#include "base/utf8.h"
#include "collectors/trail/span.h"

/* Members that are, or may be, a usable secret; never stored, at whatever depth. */
static const char *const secrets[] = {
	"sessionToken",
	"SessionToken",
	"secretAccessKey",
	"SecretAccessKey",
	"password",
	"Password",
	"newPassword",
	"oldPassword",
	"masterUserPassword",
	"MasterUserPassword",
	"servicePassword",
	"ServicePassword",
	"secretString",
	"SecretString",
	"secretBinary",
	"SecretBinary",
	"privateKey",
	"PrivateKey",
	"keyMaterial",
	"KeyMaterial",
	"authorizationToken",
	"AuthorizationToken",
	"webIdentityToken",
	"WebIdentityToken",
	"sAMLAssertion",
	"SAMLAssertion",
	"serviceCredentialSecret",
	"ServiceCredentialSecret",
	"accessToken",
	"refreshToken",
	"idToken",
	"tokenCode",
	"plaintext",
	"Plaintext",
	"base32StringSeed",
	"Base32StringSeed",
	"qRCodePNG",
	"QRCodePNG",
	"signinToken",
	"SigninToken",
	"tokenValue",
	"authenticationCode1",
	"authenticationCode2",
	NULL,
};

static struct sv kept_text(struct arena *a, struct sv text)
{
	return text.at == NULL ? text : arena_sv(a, utf8_clean(a, text));
}

static struct sv text_or_empty(struct arena *a, const struct trail_record *r, enum trail_field f)
{
	struct sv text = kept_text(a, record_text(r, f));
	return text.at == NULL ? SV("") : text;
}

static struct sv service_of(struct sv source)
{
	struct sv suffix = SV(".amazonaws.com");
	return sv_ends(source, suffix) ? sv_sub(source, 0, source.n - suffix.n) : source;
}

static struct sv json_without_secrets(struct arena *a, const struct json_node *v)
{
	if (json_type(v) == JSON_ABSENT || json_type(v) == JSON_NULL)
		return (struct sv){NULL, 0};
	struct str text CLEANUP(str_free);
	str_init(&text, LIMIT_TEXT);
	json_write_without(v, secrets, &text);
	return arena_sv(a, str_sv(&text));
}

static void canonical_time(const struct trail_record *r, char out[TIME_TEXT_MAX])
{
	int64_t moment = 0;
	struct err e;
	if (time_parse(record_text(r, TRAIL_TIME), &moment, &e))
		time_format(moment, out);
}

static void fill(struct arena *a, const struct trail_record *r, struct trail_row *row)
{
	row->position = r->position;
	canonical_time(r, row->time);
	row->recipient = text_or_empty(a, r, TRAIL_RECIPIENT);
	row->event_id = text_or_empty(a, r, TRAIL_ID);
	row->account = row->recipient.n > 0 ? row->recipient : text_or_empty(a, r, TRAIL_WHO_ACCOUNT);
	row->region = text_or_empty(a, r, TRAIL_REGION);
	row->service = service_of(text_or_empty(a, r, TRAIL_SOURCE));
	row->action = text_or_empty(a, r, TRAIL_NAME);
	row->read_only = text_or_empty(a, r, TRAIL_READ_ONLY);
	row->error_code = text_or_empty(a, r, TRAIL_ERROR_CODE);
	row->category = text_or_empty(a, r, TRAIL_TYPE);
	row->address = text_or_empty(a, r, TRAIL_ADDRESS);
	principal_read(r, a, row->principal);
	sha256_hex(r->raw, row->text_sha256);
}

static void fill_kept(struct arena *a, const struct trail_record *r, const struct json_node *request,
		      const struct json_node *response, struct trail_row *row)
{
	row->error_message = kept_text(a, record_text(r, TRAIL_ERROR_MESSAGE));
	row->user_agent = kept_text(a, record_text(r, TRAIL_USER_AGENT));
	row->shared_event_id = kept_text(a, record_text(r, TRAIL_SHARED_ID));
	row->request = json_without_secrets(a, request);
	row->response = json_without_secrets(a, response);
}

/* Of all columns but the place and the text's own hash; of both JSON texts as they are with sorted members. */
static void content_hash(const struct json_node *request, const struct json_node *response,
			 struct trail_row *row)
{
	const struct sv column[] = {
		sv_of(row->time),   row->recipient,    row->event_id,        row->account,
		row->region,        row->service,      row->action,          row->read_only,
		row->error_code,    row->category,     row->address,         row->principal[PRINCIPAL_KEY],
		row->error_message, row->user_agent,   row->shared_event_id, row->issued_key,
		row->role_arn,      row->session_name, row->source_identity, row->caller_account};
	struct str text CLEANUP(str_free);
	str_init(&text, LIMIT_TEXT);
	for (size_t i = 0; i < sizeof column / sizeof column[0]; i++) {
		str_addf(&text, "%zu%c", column[i].n, column[i].at == NULL ? '-' : ':');
		str_add(&text, column[i]);
	}
	if (row->kept && request != NULL)
		json_write(request, true, &text);
	str_addc(&text, '\n');
	if (row->kept && response != NULL)
		json_write(response, true, &text);
	sha256_hex(str_sv(&text), row->content_sha256);
}

/* A member of the record as a document; NULL when it is absent. */
static bool member_of(const struct trail_record *r, struct sv known, const char *name, struct json **doc,
		      struct err *e)
{
	size_t count;
	struct sv text = known.at != NULL ? known : span_get(r->raw, name, &count);
	return text.at == NULL || json_parse(text, doc, e) || err_wrap(e, "%s", name);
}

static const struct json_node *root_of(const struct json *doc)
{
	return doc == NULL ? NULL : json_root(doc);
}

bool row_of(const struct trail_record *r, struct arena *a, bool kept, struct trail_row **out, struct err *e)
{
	struct json *request CLEANUP(json_free) = NULL, *response CLEANUP(json_free) = NULL;
	if (!member_of(r, r->request, "requestParameters", &request, e) ||
	    !member_of(r, r->response, "responseElements", &response, e))
		return false;
	struct trail_row *row = arena_alloc(a, sizeof *row);
	row->kept = kept;
	fill(a, r, row);
	session_read(r, root_of(request), root_of(response), a, row);
	if (row->kept)
		fill_kept(a, r, root_of(request), root_of(response), row);
	content_hash(root_of(request), root_of(response), row);
	*out = row;
	return true;
}
