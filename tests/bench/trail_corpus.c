/* Writes a made-up CloudTrail archive as text files: trail_corpus FOLDER big|mid|tiny|same OBJECTS.
 *
 * The same arguments give the same bytes. An account keeps its principals over all its objects, so that the keys of
 * the roll-up repeat as they do in real archives; what is rare in such archives and costs time (quoted errors, escaped
 * policies, long session tokens, letters beyond ASCII, records delivered twice) is there in the measure of section 17
 * of the design. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/time.h"

#define PARTNERS 24u
#define REGIONS  4u
#define BEGIN    1780272000 /* 2026-06-01 */
#define DAYS     7

struct shape {
	const char *name;
	double least, most;                     /* bytes of text of an object, log-uniform */
	unsigned accounts, regions, principals; /* principals of an account */
};

/* In "same" a few accounts do the same again and again. */
static const struct shape shapes[] = {
	{"big", 1e5, 1e7, 60, REGIONS, 40},
	{"mid", 15e3, 5e5, 60, REGIONS, 40},
	{"tiny", 2e3, 20e3, 60, REGIONS, 40},
	{"same", 15e3, 5e5, 4, 1, 8},
};

/* ---- chance: splitmix64, seeded by the hash of what it is for ---- */

struct chance {
	uint64_t state;
};

static uint64_t mixed(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static struct chance chance_for(uint64_t what, uint64_t number)
{
	return (struct chance){mixed(what * 0x9e3779b97f4a7c15u + mixed(number + 1))};
}

static uint64_t draw(struct chance *c)
{
	c->state += 0x9e3779b97f4a7c15u;
	return mixed(c->state);
}

static unsigned below(struct chance *c, unsigned n)
{
	return (unsigned)(draw(c) >> 33) % n;
}

static bool happens(struct chance *c, unsigned in_thousand)
{
	return below(c, 1000) < in_thousand;
}

/* Small numbers often, large ones seldom. */
static unsigned zipf(struct chance *c, unsigned n)
{
	double u = (double)(draw(c) >> 11) / 9007199254740992.0;
	return (unsigned)(exp(u * log((double)n + 1)) - 1) % n;
}

/* ---- words ---- */

static const char *const regions[REGIONS] = {"eu-central-1", "us-east-1", "eu-west-1", "ap-southeast-2"};

struct service {
	const char *name;
	unsigned share; /* of a hundred */
	const char *action[6];
};

static const struct service services[] = {
	{"ec2",
	 17,
	 {"DescribeInstances", "DescribeVolumes", "DescribeTags", "RunInstances", "CreateTags",
	  "DescribeSubnets"}},
	{"kms", 14, {"Decrypt", "GenerateDataKey", "DescribeKey", "Encrypt", "ListAliases", "Decrypt"}},
	{"s3",
	 13,
	 {"GetBucketAcl", "ListBuckets", "PutBucketPolicy", "GetBucketLocation", "GetBucketAcl", "HeadBucket"}},
	{"sts",
	 11,
	 {"AssumeRole", "GetCallerIdentity", "AssumeRole", "AssumeRole", "AssumeRole", "GetCallerIdentity"}},
	{"ssm",
	 9,
	 {"UpdateInstanceInformation", "GetParameter", "DescribeParameters", "PutParameter", "GetParameters",
	  "ListAssociations"}},
	{"iam",
	 7,
	 {"GetRole", "ListRoles", "PutRolePolicy", "CreatePolicyVersion", "ListAttachedRolePolicies",
	  "GetUser"}},
	{"lambda",
	 6,
	 {"ListFunctions20150331", "GetFunction20150331v2", "Invoke", "UpdateFunctionCode20150331v2",
	  "ListTags20170331", "GetPolicy20150331v2"}},
	{"logs",
	 6,
	 {"CreateLogStream", "DescribeLogGroups", "CreateLogStream", "PutRetentionPolicy", "DescribeLogStreams",
	  "CreateLogStream"}},
	{"dynamodb",
	 5,
	 {"DescribeTable", "ListTables", "UpdateTable", "DescribeTable", "DescribeTable",
	  "DescribeTimeToLive"}},
	{"cloudformation",
	 6,
	 {"DescribeStacks", "DescribeStackEvents", "ListStacks", "CreateStack", "DescribeStacks",
	  "GetTemplate"}},
	{"monitoring",
	 6,
	 {"DescribeAlarms", "PutMetricAlarm", "ListMetrics", "DescribeAlarms", "DescribeAlarms",
	  "GetDashboard"}},
};

static const char *const agents[] = {
	"aws-sdk-go/1.44.2 (go1.19; linux; amd64)",
	"Boto3/1.26.8 Python/3.10.6 Linux/5.15.0-1023-aws exec-env/AWS_ECS_FARGATE Botocore/1.29.8",
	"APN/1.0 HashiCorp/1.0 Terraform/1.3.4 (+https://www.terraform.io) terraform-provider-aws/4.39.0 "
	"aws-sdk-go/1.44.136",
	"AWS Internal",
	"aws-cli/2.8.12 Python/3.9.11 Linux/5.10.147-133.644.amzn2.x86_64 exe/x86_64.amzn.2 prompt/off "
	"command/ec2.describe",
};

static uint64_t account_of(unsigned i)
{
	return 100000000000u + mixed(i + 77) % 899999999999u;
}

static void add_id(struct str *s, struct chance *c)
{
	uint64_t a = draw(c), b = draw(c);
	str_addf(s, "%08x-%04x-%04x-%04x-%012llx", (unsigned)(a >> 32), (unsigned)(a >> 16 & 0xffff),
		 (unsigned)(a & 0xffff), (unsigned)(b >> 48), (unsigned long long)(b & 0xffffffffffffu));
}

static void add_letters(struct str *s, struct chance *c, const char *of, unsigned n)
{
	size_t letters = strlen(of);
	for (unsigned i = 0; i < n; i++)
		str_addc(s, of[draw(c) % letters]);
}

#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
#define BASE64   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

/* ---- identities ---- */

struct event {
	unsigned account, region, principal;
	int64_t time;
	const struct service *service;
	const char *action;
};

static void add_session(struct str *s, struct chance *p, const char *role, uint64_t account, bool web)
{
	str_addf(s, ",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",\"principalId\":\"AROA");
	add_letters(s, p, CAPITALS, 17);
	str_addf(s, "\",\"arn\":\"arn:aws:iam::%llu:role/%s\",\"accountId\":\"%llu\",\"userName\":\"%s\"}",
		 (unsigned long long)account, role, (unsigned long long)account, role);
	if (web)
		str_addz(s, ",\"webIdFederationData\":{\"federatedProvider\":\"arn:aws:iam::1:oidc-provider/"
			    "token.example\",\"attributes\":{}}");
	else
		str_addz(s, ",\"webIdFederationData\":{}");
	char created[TIME_TEXT_MAX];
	time_format(BEGIN + (int64_t)(draw(p) % 86400), created);
	str_addf(s, ",\"attributes\":{\"creationDate\":\"%s\",\"mfaAuthenticated\":\"%s\"}}", created,
		 happens(p, 100) ? "true" : "false");
}

static void add_role(struct str *s, struct chance *p, const struct event *v, bool web)
{
	uint64_t account = account_of(v->account);
	char role[40], session[40];
	snprintf(role, sizeof role, web ? "AWSReservedSSO_Admin_%04x" : "service-role-%u",
		 below(p, web ? 9 : 400));
	snprintf(session, sizeof session, "i-0%015llx", (unsigned long long)(draw(p) & 0xfffffffffffu));
	if (web)
		snprintf(session, sizeof session, "person%u@example.com", below(p, 200));
	str_addz(s, "{\"type\":\"AssumedRole\",\"principalId\":\"AROA");
	add_letters(s, p, CAPITALS, 17);
	str_addf(s,
		 ":%s\",\"arn\":\"arn:aws:sts::%llu:assumed-role/%s/"
		 "%s\",\"accountId\":\"%llu\",\"accessKeyId\":\"ASIA",
		 session, (unsigned long long)account, role, session, (unsigned long long)account);
	add_letters(s, p, CAPITALS, 16);
	str_addc(s, '"');
	add_session(s, p, role, account, web);
	if (happens(p, 150))
		str_addf(s, ",\"invokedBy\":\"%s.amazonaws.com\"", services[below(p, 5)].name);
	str_addc(s, '}');
}

/* A principal of an account looks the same each time. */
static void add_identity(struct str *s, const struct event *v)
{
	struct chance p = chance_for(1000 + v->account, v->principal);
	uint64_t account = account_of(v->account);
	unsigned kind = below(&p, 1000);
	if (kind < 620) {
		add_role(s, &p, v, false);
	} else if (kind < 820) {
		str_addf(s, "{\"type\":\"AWSService\",\"invokedBy\":\"%s.amazonaws.com\"}",
			 services[below(&p, 11)].name);
	} else if (kind < 900) {
		str_addz(s, "{\"type\":\"IAMUser\",\"principalId\":\"AIDA");
		add_letters(s, &p, CAPITALS, 17);
		str_addf(
			s,
			"\",\"arn\":\"arn:aws:iam::%llu:user/user-%u\",\"accountId\":\"%llu\",\"accessKeyId\":\"AKIA",
			(unsigned long long)account, v->principal, (unsigned long long)account);
		add_letters(s, &p, CAPITALS, 16);
		str_addf(s, "\",\"userName\":\"user-%u\"}", v->principal);
	} else if (kind < 945) {
		str_addz(s, "{\"type\":\"AWSAccount\",\"principalId\":\"AROA");
		add_letters(s, &p, CAPITALS, 17);
		str_addf(s, ":partner\",\"accountId\":\"%llu\"}",
			 (unsigned long long)account_of(500 + below(&p, PARTNERS)));
	} else if (kind < 990) {
		add_role(s, &p, v, true);
	} else {
		str_addf(s,
			 "{\"type\":\"Root\",\"principalId\":\"%llu\",\"arn\":\"arn:aws:iam::%llu:root\","
			 "\"accountId\":\"%llu\"}",
			 (unsigned long long)account, (unsigned long long)account, (unsigned long long)account);
	}
}

/* ---- requests and answers ---- */

static void add_assume_role(struct str *s, struct chance *c, const struct event *v)
{
	str_addf(s,
		 ",\"requestParameters\":{\"roleArn\":\"arn:aws:iam::%llu:role/"
		 "service-role-%u\",\"roleSessionName\":\"s-%u\"",
		 (unsigned long long)account_of(v->account), below(c, 400), below(c, 100));
	if (happens(c, 200))
		str_addf(s, ",\"externalId\":\"contract-%u\"", below(c, PARTNERS));
	str_addz(s, "},\"responseElements\":{\"credentials\":{\"accessKeyId\":\"ASIA");
	add_letters(s, c, CAPITALS, 16);
	if (happens(c, 170)) {
		str_addz(s, "\",\"sessionToken\":\"");
		add_letters(s, c, BASE64, 300 + below(c, 300));
	}
	str_addf(s,
		 "\",\"expiration\":\"Jun %u, 2026, 4:26:11 "
		 "PM\"},\"assumedRoleUser\":{\"assumedRoleId\":\"AROA:s\",\"arn\":\"arn:aws:sts::%llu:assumed-"
		 "role/x/s\"}}",
		 1 + below(c, 28), (unsigned long long)account_of(v->account));
}

static void add_policy(struct str *s, struct chance *c)
{
	str_addf(s,
		 ",\"requestParameters\":{\"roleName\":\"service-role-%u\",\"policyName\":\"inline\","
		 "\"policyDocument\":\"{\\n",
		 below(c, 400));
	for (unsigned i = 0, n = 2 + below(c, 6); i < n; i++)
		str_addf(s,
			 "    \\\"Statement%u\\\": {\\\"Effect\\\": \\\"Allow\\\", \\\"Action\\\": "
			 "[\\\"s3:Get*\\\", \\\"s3:List*\\\"], \\\"Resource\\\": "
			 "\\\"arn:aws:s3:::bucket-%u/*\\\"},\\n",
			 i, below(c, 1000));
	str_addz(s, "}\"},\"responseElements\":null");
}

static void add_plain(struct str *s, struct chance *c)
{
	str_addf(s,
		 ",\"requestParameters\":{\"filterSet\":{\"items\":[{\"name\":\"vpc-id\",\"valueSet\":{"
		 "\"items\":[{\"value\":\"vpc-0%015llx\"}]}}]},\"maxResults\":%u",
		 (unsigned long long)(draw(c) & 0xfffffffffffu), below(c, 1000));
	if (happens(c, 50))
		str_addz(s, ",\"tagSet\":[{\"key\":\"Abteilung\",\"value\":\"F\xc3\xbchrung "
			    "\xe6\x9d\xb1\xe4\xba\xac\"}]");
	for (unsigned i = 0, n = zipf(c, 14); i < n; i++)
		str_addf(s,
			 ",\"parameter%u\":{\"resourceId\":\"arn:aws:ec2:eu-central-1:1:instance/"
			 "i-0%09llx\",\"encrypted\":%s}",
			 i, (unsigned long long)(draw(c) & 0xfffffffffu), happens(c, 500) ? "true" : "false");
	str_addz(s, "},\"responseElements\":null");
}

static void add_error(struct str *s, struct chance *c, const struct event *v)
{
	str_addf(s,
		 ",\"errorCode\":\"%s\",\"errorMessage\":\"User: arn:aws:sts::%llu:assumed-role/\\\"x\\\" is "
		 "not authorized to perform: %s:%s because no policy allows it\"",
		 happens(c, 700) ? "AccessDenied" : "Client.UnauthorizedOperation",
		 (unsigned long long)account_of(v->account), v->service->name, v->action);
}

static void add_parameters(struct str *s, struct chance *c, const struct event *v)
{
	if (strcmp(v->action, "AssumeRole") == 0)
		add_assume_role(s, c, v);
	else if (strcmp(v->action, "PutRolePolicy") == 0 || strcmp(v->action, "PutBucketPolicy") == 0)
		add_policy(s, c);
	else if (happens(c, 300))
		str_addz(s, ",\"requestParameters\":null,\"responseElements\":null");
	else
		add_plain(s, c);
}

static void add_tail(struct str *s, struct chance *c, const struct event *v)
{
	bool read = strncmp(v->action, "Describe", 8) == 0 || strncmp(v->action, "Get", 3) == 0 ||
		    strncmp(v->action, "List", 4) == 0;
	str_addz(s, ",\"requestID\":\"");
	add_id(s, c);
	str_addz(s, "\",\"eventID\":\"");
	add_id(s, c);
	str_addf(s, "\",\"readOnly\":%s", read ? "true" : "false");
	if (strcmp(v->service->name, "kms") == 0)
		str_addf(s,
			 ",\"resources\":[{\"accountId\":\"%llu\",\"type\":\"AWS::KMS::Key\",\"ARN\":\"arn:aws:"
			 "kms:eu-central-1:1:key/%08x\"}]",
			 (unsigned long long)account_of(v->account), below(c, 100));
	str_addf(s, ",\"eventType\":\"AwsApiCall\",\"managementEvent\":true,\"recipientAccountId\":\"%llu\"",
		 (unsigned long long)account_of(v->account));
	if (happens(c, 60)) {
		str_addz(s, ",\"sharedEventID\":\"");
		add_id(s, c);
		str_addc(s, '"');
	}
	str_addz(s, ",\"eventCategory\":\"Management\"");
	if (happens(c, 450))
		str_addf(s,
			 ",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.2\",\"cipherSuite\":\"ECDHE-RSA-AES128-GCM-"
			 "SHA256\",\"clientProvidedHostHeader\":\"%s.%s.amazonaws.com\"}",
			 v->service->name, regions[v->region]);
	str_addc(s, '}');
}

static void add_record(struct str *s, struct chance *c, struct event *v)
{
	unsigned share = below(c, 100);
	for (v->service = services; share >= v->service->share; v->service++)
		share -= v->service->share;
	v->action = v->service->action[zipf(c, 6)];
	char time[TIME_TEXT_MAX];
	v->time += below(c, 4);
	time_format(v->time, time);
	str_addz(s, "{\"eventVersion\":\"1.08\",\"userIdentity\":");
	add_identity(s, v);
	struct chance where = chance_for(2000 + v->account, v->principal);
	str_addf(s,
		 ",\"eventTime\":\"%s\",\"eventSource\":\"%s.amazonaws.com\",\"eventName\":\"%s\","
		 "\"awsRegion\":\"%s\",\"sourceIPAddress\":\"%u.%u.%u.%u\",\"userAgent\":\"%s\"",
		 time, v->service->name, v->action, regions[v->region], 3 + below(&where, 200),
		 below(&where, 250), below(&where, 250), below(&where, 250), agents[zipf(&where, 5)]);
	if (happens(c, 60))
		add_error(s, c, v);
	add_parameters(s, c, v);
	add_tail(s, c, v);
}

/* One object: calls come in bursts of one principal; now and then a record of the account's object before comes again. */
static void add_object(struct str *s, struct chance *c, const struct shape *shape, struct str *again)
{
	double u = (double)(draw(c) >> 11) / 9007199254740992.0;
	size_t size = (size_t)(shape->least * pow(shape->most / shape->least, u));
	struct event v = {.account = zipf(c, shape->accounts), .region = zipf(c, shape->regions)};
	v.time = BEGIN + (int64_t)(draw(c) % (DAYS * 86400));
	v.principal = zipf(c, shape->principals);
	str_addz(s, "{\"Records\":[");
	if (again->n > 0 && happens(c, 500)) {
		str_add(s, str_sv(again));
		str_addc(s, ',');
	}
	for (bool first = true; first || s->n < size; first = false) {
		if (!first)
			str_addc(s, ',');
		if (happens(c, 200))
			v.principal = zipf(c, shape->principals);
		size_t from = s->n;
		add_record(s, c, &v);
		str_reset(again);
		str_add(again, sv_sub(str_sv(s), from, s->n - from));
	}
	str_addz(s, "]}");
}

static bool write_object(const char *folder, unsigned number, struct sv text, struct err *e)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%02u", folder, number % 100);
	if (!file_make_folders(path, e))
		return false;
	snprintf(path, sizeof path, "%s/%02u/%06u_CloudTrail.json", folder, number % 100, number);
	return file_write(path, text, e);
}

int main(int argc, char **argv)
{
	struct err e;
	const struct shape *shape = NULL;
	for (size_t i = 0; argc == 4 && i < sizeof shapes / sizeof *shapes; i++)
		if (strcmp(argv[2], shapes[i].name) == 0)
			shape = &shapes[i];
	if (shape == NULL) {
		fprintf(stderr, "usage: trail_corpus FOLDER big|mid|tiny|same OBJECTS\n");
		return 2;
	}
	struct str text CLEANUP(str_free), again CLEANUP(str_free);
	str_init(&text, LIMIT_TEXT);
	str_init(&again, LIMIT_TEXT);
	for (unsigned i = 0, n = (unsigned)atoi(argv[3]); i < n; i++) {
		struct chance c = chance_for(strlen(shape->name), i);
		str_reset(&text);
		add_object(&text, &c, shape, &again);
		if (!write_object(argv[1], i, str_sv(&text), &e)) {
			fprintf(stderr, "trail_corpus: %s\n", e.text);
			return 1;
		}
	}
	return 0;
}
