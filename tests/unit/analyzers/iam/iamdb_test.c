#include "tests/unit/unit.h"

#include "analyzers/iam/api_action.h"
#include "base/embedded.h"

extern const struct unit_suite analyzers_iam_iamdb_suite;

static void actions_are_found_in_any_case(void)
{
	uint32_t id = iamdb_find(SV("S3:getobject"));
	if (id == IAMDB_NONE) {
		CHECK(false);
		return;
	}
	CHECK_SV(iamdb_name(id), SV("GetObject"));
	CHECK_SV(iamdb_service(iamdb_service_of(id)), SV("s3"));
	CHECK_INT(iamdb_levels(id), IAMDB_READ);
	CHECK(!iamdb_wildcard_only(id));
	CHECK(iamdb_wildcard_only(iamdb_find(SV("s3:ListAllMyBuckets"))));
	CHECK_INT(iamdb_levels(iamdb_find(SV("iam:CreatePolicyVersion"))), IAMDB_WRITE | IAMDB_PERMISSIONS);
	CHECK_INT(iamdb_find(SV("s3:GetObjec")), IAMDB_NONE);
	CHECK_INT(iamdb_find(SV("nosuch:GetObject")), IAMDB_NONE);
	CHECK_INT(iamdb_find(SV("s3")), IAMDB_NONE);
	CHECK_INT(iamdb_find(SV("")), IAMDB_NONE);
}

static void every_action_is_found_again_and_in_order(void)
{
	uint32_t lost = 0;
	for (uint32_t s = 0; s < iamdb_services(); s++) {
		struct iamdb_range r = iamdb_service_actions(s);
		for (uint32_t a = r.first; a < r.end; a++)
			lost += iamdb_find_in(s, iamdb_name(a)) != a || iamdb_service_of(a) != s;
	}
	CHECK_INT(lost, 0);
	CHECK(iamdb_actions() > 1500 && (!iamdb_whole() || iamdb_actions() > 20000));
}

static void actions_with_one_beginning_stand_together(void)
{
	uint32_t s3 = iamdb_service_find(SV("s3"));
	struct iamdb_range r = iamdb_starting(s3, SV("getObjectT"));
	CHECK(r.end > r.first);
	for (uint32_t a = r.first; a < r.end; a++)
		CHECK(sv_starts(iamdb_name(a), SV("GetObjectT")));
	r = iamdb_starting(s3, SV(""));
	CHECK_INT(r.end - r.first, iamdb_service_actions(s3).end - iamdb_service_actions(s3).first);
	r = iamdb_starting(s3, SV("zzz"));
	CHECK_INT(r.first, r.end);
}

static void resource_types_and_services_are_described(void)
{
	uint32_t id = iamdb_find(SV("s3:DeleteBucketPolicy"));
	CHECK_INT(iamdb_resource_count(id), 1);
	CHECK_SV(iamdb_resource_name(id, 0), SV("bucket"));
	CHECK_SV(iamdb_resource_arn(id, 0), SV("arn:${Partition}:s3:::${BucketName}"));
	CHECK_INT(iamdb_service_find(SV("nosuch")), IAMDB_NONE);
	CHECK(iamdb_service_rcp(iamdb_service_find(SV("kms"))));
	CHECK(!iamdb_service_rcp(iamdb_service_find(SV("ec2"))));
}

static void keys_are_known_with_their_types(void)
{
	static const struct {
		const char *key;
		bool known, global;
		enum iamdb_type type;
	} rows[] = {
		{"aws:sourceip", true, true, IAMDB_IP},
		{"aws:PrincipalTag/team", true, true, IAMDB_STRING},
		{"aws:PrincipalTag/", false, false, IAMDB_STRING},
		{"aws:TagKeys", true, true, IAMDB_STRINGS},
		{"s3:prefix", true, false, IAMDB_STRING},
		{"iam:PassedToService", true, false, IAMDB_STRING},
		{"kms:EncryptionContext:any", true, false, IAMDB_STRING},
		{"s3:prefixx", false, false, IAMDB_STRING},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum iamdb_type type = IAMDB_STRING;
		bool global = false;
		CHECK_INT(iamdb_key(sv_of(rows[i].key), &type, &global), rows[i].known);
		CHECK_INT(type, rows[i].type);
		CHECK_INT(global, rows[i].global);
	}
	CHECK(iamdb_action_has_key(iamdb_find(SV("s3:ListBucket")), SV("s3:prefix")));
	CHECK(!iamdb_action_has_key(iamdb_find(SV("s3:GetObject")), SV("s3:prefix")));
}

static void check_api(const char *source, const char *event, const char *want)
{
	uint32_t got[API_ACTIONS_MOST];
	bool none;
	struct str text;
	size_t n = api_actions(sv_of(source), sv_of(event), got, &none);
	str_init(&text, 1000);
	for (size_t i = 0; i < n; i++)
		str_addf(&text, "%s" SV_FMT ":" SV_FMT, i ? "," : "",
			 SV_ARG(iamdb_service(iamdb_service_of(got[i]))), SV_ARG(iamdb_name(got[i])));
	if (none)
		str_addc(&text, '-');
	CHECK_SV(str_sv(&text), sv_of(want));
	str_free(&text);
}

static void api_names_become_actions(void)
{
	static const char *const rows[][3] = {
		{"s3.amazonaws.com", "GetObject", "s3:GetObject"},
		{"s3.amazonaws.com", "ListObjectsV2", "s3:ListBucket"},
		{"s3.amazonaws.com", "CopyObject", "s3:GetObject,s3:PutObject"},
		{"lambda.amazonaws.com", "CreateFunction20150331", "lambda:CreateFunction"},
		{"lambda.amazonaws.com", "UpdateFunctionCode20150331v2", "lambda:UpdateFunctionCode"},
		{"lambda.amazonaws.com", "CreateFunction2020_05_31", "lambda:CreateFunction"},
		{"lambda.amazonaws.com", "Invoke", "lambda:InvokeFunction"},
		{"budgets.amazonaws.com", "CreateBudget", "budgets:ModifyBudget"},
		{"signin.amazonaws.com", "ConsoleLogin", "-"},
		{"s3.amazonaws.com", "NoSuchCall", ""},
		{"", "", ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_api(rows[i][0], rows[i][1], rows[i][2]);
}

/* Every target of data/api_actions.tsv exists; a small table can't tell for services that it leaves out. */
static void every_override_names_an_action(void)
{
	struct sv text = embedded_find(iam_files, "analyzers/iam/data/api_actions.tsv"), line;
	size_t seen = 0;
	while (sv_split(&text, '\n', &line)) {
		struct sv part, one;
		if (sv_starts(line, SV("#")))
			continue;
		CHECK(sv_split(&line, '\t', &part) && sv_split(&line, '\t', &part) && line.n > 0);
		while (sv_split(&line, ',', &one)) {
			struct sv prefix = sv_sub(one, 0, (size_t)sv_find_char(one, ':'));
			bool known = sv_eq(one, SV("-")) || iamdb_find(one) != IAMDB_NONE;
			if (sv_ends(one, SV(":*")))
				known = iamdb_service_find(prefix) != IAMDB_NONE;
			if (!known && (iamdb_whole() || iamdb_service_find(prefix) != IAMDB_NONE))
				CHECK_SV(one, SV("an action of the table"));
			seen++;
		}
	}
	CHECK(seen > 100);
}

const struct unit_suite analyzers_iam_iamdb_suite = {
	"analyzers_iam_iamdb",
	(const struct unit_case[]){
		{"actions_are_found_in_any_case", actions_are_found_in_any_case},
		{"every_action_is_found_again_and_in_order", every_action_is_found_again_and_in_order},
		{"actions_with_one_beginning_stand_together", actions_with_one_beginning_stand_together},
		{"resource_types_and_services_are_described", resource_types_and_services_are_described},
		{"keys_are_known_with_their_types", keys_are_known_with_their_types},
		{"api_names_become_actions", api_names_become_actions},
		{"every_override_names_an_action", every_override_names_an_action},
		{NULL, NULL},
	},
};
