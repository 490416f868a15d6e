#include "collectors/trail/row.h"

#include <string.h>

#include "base/time.h"
#include "base/utf8.h"
#include "collectors/trail/span.h"
#include "collectors/trail/strip.h"

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

/* By the document, for what strip_json leaves open. */
static void document_without_secrets(struct sv text, struct str *out)
{
	struct json *doc CLEANUP(json_free) = NULL;
	struct err e;
	str_reset(out);
	if (json_parse(text, &doc, &e))
		json_write_without(json_root(doc), secrets, out);
}

static struct sv json_without_secrets(struct arena *a, struct sv text)
{
	if (text.at == NULL || span_first(text) == 'n')
		return (struct sv){NULL, 0};
	struct str out CLEANUP(str_free);
	str_init(&out, LIMIT_TEXT);
	if (!strip_json(text, secrets, &out))
		document_without_secrets(text, &out);
	return arena_sv(a, str_sv(&out));
}

static void canonical_time(const struct trail_record *r, char out[TIME_TEXT_MAX])
{
	int64_t moment = 0;
	struct err e;
	if (time_parse(record_text(r, TRAIL_TIME), &moment, &e))
		time_format(moment, out);
}

/* A refused console sign-in has an errorMessage and no errorCode; for every control it is no success. */
static struct sv outcome(struct arena *a, const struct trail_record *r)
{
	struct sv code = text_or_empty(a, r, TRAIL_ERROR_CODE);
	return code.n == 0 && record_text(r, TRAIL_ERROR_MESSAGE).n > 0 ? SV(TRAIL_REFUSED) : code;
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
	row->error_code = outcome(a, r);
	row->category = text_or_empty(a, r, TRAIL_TYPE);
	row->address = text_or_empty(a, r, TRAIL_ADDRESS);
	sha256_hex(r->raw, row->text_sha256);
}

static void fill_kept(struct arena *a, const struct trail_record *r, struct sv request, struct sv response,
		      struct trail_row *row)
{
	row->error_message = kept_text(a, record_text(r, TRAIL_ERROR_MESSAGE));
	row->user_agent = kept_text(a, record_text(r, TRAIL_USER_AGENT));
	row->shared_event_id = kept_text(a, record_text(r, TRAIL_SHARED_ID));
	row->request = json_without_secrets(a, request);
	row->response = json_without_secrets(a, response);
}

/* The text of a member of the record; at == NULL when it is absent. */
static bool member_of(const struct trail_record *r, struct sv known, const char *name, struct sv *text,
		      struct err *e)
{
	size_t count, end;
	*text = known.at != NULL ? known : span_get(r->raw, name, &count);
	return text->at == NULL || json_check(*text, false, &end, e) || err_wrap(e, "%s", name);
}

bool row_of(const struct trail_record *r, struct arena *a, bool kept, struct trail_row **out, struct err *e)
{
	struct sv request, response;
	if (!member_of(r, r->request, "requestParameters", &request, e) ||
	    !member_of(r, r->response, "responseElements", &response, e))
		return false;
	struct trail_row *row = arena_alloc(a, sizeof *row);
	row->kept = kept;
	fill(a, r, row);
	session_read(r, request, response, a, row);
	if (row->kept)
		fill_kept(a, r, request, response, row);
	*out = row;
	return true;
}
