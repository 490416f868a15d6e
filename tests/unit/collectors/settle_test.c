#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_settle_suite;

#define USER(path)                                                                                             \
	"{`User`:{`UserName`:`ann`,`Path`:`" path "`,`Arn`:`arn:aws:iam::111122223333:user" path "ann`}}"
#define KEYS "{`AccessKeyMetadata`:[{`UserName`:`ann`,`AccessKeyId`:`AKIAIOSFODNN7EXAMPLE`,`Status`:`Active`}]}"
#define ROLE(account)                                                                                          \
	"{`Role`:{`RoleName`:`a`,`Arn`:`arn:aws:iam::111122223333:role/a`,`AssumeRolePolicyDocument`:"         \
	"{`Statement`:{`Principal`:{`AWS`:`" account "`}}}}}"
#define PAGE(name)                                                                                             \
	"{`IsTruncated`:true,`Roles`:[{`RoleName`:`" name "`,`Arn`:`arn:aws:iam::111122223333:role/" name "`}" \
	"]}"
#define LAST(name) "{`Roles`:[{`RoleName`:`" name "`,`Arn`:`arn:aws:iam::111122223333:role/" name "`}]}"

struct file {
	const char *origin, *text;
};

static struct db *collected(const struct file *files)
{
	struct db *db = told_store();
	told_folder("settle");
	for (; files->origin != NULL; files++)
		told_text("settle", files->origin, files->text);
	told_collect(db, "settle");
	return db;
}

static void credential_gets_the_path_of_its_user(void)
{
	CLEANUP(db_close)
	struct db *db = collected((const struct file[]){
		{"111122223333/keys.json", KEYS}, {"u.json", USER("/ops/")}, {NULL, NULL}});
	TOLD_ROWS(db, "SELECT user_arn FROM credential", "arn:aws:iam::111122223333:user/ops/ann");
	TOLD_ROWS(db, "SELECT user_arn FROM credential_source", "arn:aws:iam::111122223333:user/ops/ann");
}

static void user_of_another_partition_is_found(void)
{
	CLEANUP(db_close)
	struct db *db = collected((const struct file[]){
		{"111122223333/keys.json", KEYS},
		{"u.json",
		 "{`User`:{`UserName`:`ann`,`Path`:`/p/`,`Arn`:`arn:aws-cn:iam::111122223333:user/p/ann`}}"},
		{NULL, NULL}});
	TOLD_ROWS(db, "SELECT user_arn FROM credential", "arn:aws-cn:iam::111122223333:user/p/ann");
}

static void unknown_user_keeps_the_short_name(void)
{
	CLEANUP(db_close)
	struct db *db = collected((const struct file[]){{"111122223333/keys.json", KEYS}, {NULL, NULL}});
	TOLD_ROWS(db, "SELECT user_arn FROM credential", "arn:aws:iam::111122223333:user/ann");
}

static void last_page_of_the_folder_ends_the_gap(void)
{
	CLEANUP(db_close)
	struct db *db = collected((const struct file[]){
		{"x/1.json", PAGE("a")}, {"x/2.json", LAST("b")}, {"y/1.json", PAGE("c")}, {NULL, NULL}});
	TOLD_ROWS(db, "SELECT origin, code, subject FROM gap", "y/1.json|incomplete-pages|iam");
}

static void contradicting_trust_is_said(void)
{
	CLEANUP(db_close)
	struct db *db = collected((const struct file[]){{"a.json", ROLE("111122223333")},
							{"b.json", ROLE("444455556666")},
							{"c.json", ROLE("111122223333")},
							{NULL, NULL}});
	TOLD_ROWS(db, "SELECT origin, code, lost FROM gap", "c.json|conflicting-fact|0");
	TOLD_ROWS(db, "SELECT json_extract(trust, '$.Statement.Principal.AWS') FROM iam_principal",
		  "111122223333");
}

static void agreeing_files_say_nothing(void)
{
	CLEANUP(db_close)
	struct db *db = collected((const struct file[]){
		{"a.json", ROLE("111122223333")}, {"b.json", ROLE("111122223333")}, {NULL, NULL}});
	TOLD_ROWS(db, "SELECT count(*) FROM gap", "0");
}

#define COST "BilledCost,BillingPeriodStart\n1,2026-06-01\n"

static void cost_file_under_two_names_counts_once(void)
{
	CLEANUP(db_close)
	struct db *db = collected((const struct file[]){
		{"b.csv", COST}, {"a.csv", COST}, {"c.csv", COST "2,2026-06-01\n"}, {NULL, NULL}});
	TOLD_ROWS(db, "SELECT origin, billed FROM cost JOIN object ON id = source ORDER BY 1",
		  "a.csv|1\nc.csv|3");
	TOLD_ROWS(db, "SELECT origin, subject, code, lost FROM gap", "b.csv|billing|same-content|0");
}

static const struct unit_case cases[] = {
	{"credential_gets_the_path_of_its_user", credential_gets_the_path_of_its_user},
	{"user_of_another_partition_is_found", user_of_another_partition_is_found},
	{"unknown_user_keeps_the_short_name", unknown_user_keeps_the_short_name},
	{"last_page_of_the_folder_ends_the_gap", last_page_of_the_folder_ends_the_gap},
	{"contradicting_trust_is_said", contradicting_trust_is_said},
	{"agreeing_files_say_nothing", agreeing_files_say_nothing},
	{"cost_file_under_two_names_counts_once", cost_file_under_two_names_counts_once},
	{NULL, NULL},
};

const struct unit_suite collectors_settle_suite = {"collectors_settle", cases};
