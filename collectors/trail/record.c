#include "collectors/trail/record.h"

#include "base/time.h"

/* A record from outside of this span is damaged or false, and the newest one says as of when verdicts speak. */
#define AWS_BEGINS   INT64_C(1136073600) /* 2006-01-01, the year of the first service */
#define NEXT_CENTURY INT64_C(4102444800) /* 2100-01-01 */

static const char *const paths[TRAIL_FIELDS] = {
	[TRAIL_TIME] = "eventTime",
	[TRAIL_SOURCE] = "eventSource",
	[TRAIL_NAME] = "eventName",
	[TRAIL_REGION] = "awsRegion",
	[TRAIL_RECIPIENT] = "recipientAccountId",
	[TRAIL_ADDRESS] = "sourceIPAddress",
	[TRAIL_USER_AGENT] = "userAgent",
	[TRAIL_ERROR_CODE] = "errorCode",
	[TRAIL_ERROR_MESSAGE] = "errorMessage",
	[TRAIL_READ_ONLY] = "readOnly",
	[TRAIL_ID] = "eventID",
	[TRAIL_SHARED_ID] = "sharedEventID",
	[TRAIL_TYPE] = "eventType",
	[TRAIL_WHO_TYPE] = "userIdentity.type",
	[TRAIL_WHO_ARN] = "userIdentity.arn",
	[TRAIL_WHO_ID] = "userIdentity.principalId",
	[TRAIL_WHO_ACCOUNT] = "userIdentity.accountId",
	[TRAIL_WHO_KEY] = "userIdentity.accessKeyId",
	[TRAIL_WHO_NAME] = "userIdentity.userName",
	[TRAIL_WHO_INVOKED_BY] = "userIdentity.invokedBy",
	[TRAIL_ISSUER_TYPE] = "userIdentity.sessionContext.sessionIssuer.type",
	[TRAIL_ISSUER_ARN] = "userIdentity.sessionContext.sessionIssuer.arn",
	[TRAIL_ISSUER_ACCOUNT] = "userIdentity.sessionContext.sessionIssuer.accountId",
	[TRAIL_SESSION_CREATED] = "userIdentity.sessionContext.attributes.creationDate",
	[TRAIL_MFA] = "userIdentity.sessionContext.attributes.mfaAuthenticated",
	[TRAIL_SOURCE_IDENTITY] = "userIdentity.sessionContext.sourceIdentity",
	[TRAIL_IDP] = "userIdentity.identityProvider",
	[TRAIL_WEB_IDP] = "userIdentity.sessionContext.webIdFederationData.federatedProvider",
	[TRAIL_ON_BEHALF_OF] = "userIdentity.onBehalfOf.userId",
};

const char *record_field_path(enum trail_field f)
{
	return paths[f];
}

/* CloudTrail versions are 1.<digits>; the notices of S3 say 2.x. */
static bool version_of_trail(const struct json_node *v)
{
	struct sv text = json_string(v);
	return sv_starts(text, SV("1.")) && text.n > 2 && sv_is_digits(sv_sub(text, 2, text.n), text.n - 2);
}

static bool is_string(const struct json_node *object, const char *key)
{
	return json_type(json_get(object, key)) == JSON_STRING;
}

static bool is_notice(const struct json_node *v)
{
	static const char *const source[] = {"eventSource", "EventSource"};
	for (size_t i = 0; i < sizeof source / sizeof source[0]; i++)
		if (sv_starts(json_string(json_get(v, source[i])), SV("aws:")))
			return true;
	return false;
}

enum record_kind record_kind(const struct json_node *v)
{
	if (json_type(v) != JSON_OBJECT)
		return RECORD_NONE;
	if (is_notice(v))
		return RECORD_NOTICE;
	const struct json_node *version = json_get(v, "eventVersion");
	if (version != NULL && !version_of_trail(version))
		return RECORD_NONE;
	bool named = json_get(v, "eventName") != NULL && json_get(v, "eventSource") != NULL;
	bool insight = sv_eq(json_string(json_get(v, "eventType")), SV("AwsCloudTrailInsight"));
	if (is_string(v, "eventTime") && (named || insight))
		return RECORD_WHOLE;
	bool fragment = version != NULL && json_get(v, "userIdentity") != NULL;
	return fragment ? RECORD_FRAGMENT : RECORD_NONE;
}

/* Account ids and flags come as text, numbers or booleans; the words are kept. */
static struct trail_text text_of(const struct json_node *v)
{
	struct sv text = {NULL, 0};
	switch (json_type(v)) {
	case JSON_STRING:
	case JSON_NUMBER:
		text = json_text(v);
		if (text.at == NULL)
			text = SV("");
		break;
	case JSON_BOOL:
		text = json_true(v) ? SV("true") : SV("false");
		break;
	case JSON_ABSENT:
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return (struct trail_text){text.at, (uint32_t)text.n, false};
}

static bool required(const struct json_node *v, const char *key, struct err *e)
{
	enum json_type type = json_type(json_get(v, key));
	if (type == JSON_ABSENT || type == JSON_STRING)
		return true;
	return err_set(e, "%s: expected a text, got another kind of value", key);
}

bool record_read(const struct json_node *v, struct trail_record *r, struct err *e)
{
	static const char *const texts[] = {"eventTime", "eventName", "eventSource"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (!required(v, texts[i], e))
			return false;
	int64_t moment;
	if (!time_parse(json_string(json_get(v, "eventTime")), &moment, e))
		return err_wrap(e, "eventTime");
	if (moment < AWS_BEGINS || moment >= NEXT_CENTURY)
		return err_set(e, "eventTime: expected a time from 2006 to 2099, got \"" SV_FMT "\"",
			       SV_ARG(json_string(json_get(v, "eventTime"))));
	for (size_t i = 0; i < TRAIL_FIELDS; i++)
		r->field[i] = text_of(json_path(v, paths[i]));
	return true;
}

struct sv record_text(const struct trail_record *r, enum trail_field f)
{
	return (struct sv){r->field[f].at, r->field[f].size};
}
