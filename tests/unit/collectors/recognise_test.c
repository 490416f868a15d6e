#include "collectors/recognise.h"

#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_recognise_suite;

#define OBJECT "SELECT kind, shape, facts FROM object"
#define RECORD                                                                                                 \
	"{`eventVersion`:`1.08`,`eventTime`:`2026-06-01T10:00:00Z`,`eventSource`:`iam.amazonaws.com`,"         \
	"`eventName`:`ListUsers`,`eventID`:`a`}"

static void trail_is_known_in_every_form(void)
{
	TOLD("x", "{`Records`:[" RECORD "]}", OBJECT, "trail|records|1");
	TOLD("x", "\xef\xbb\xbf{`Records`:[" RECORD "]}", OBJECT, "trail|records|1");
	TOLD("x", "[" RECORD "]", OBJECT, "trail|array|1");
	TOLD("x", RECORD, OBJECT, "trail|object|1");
	TOLD("x", RECORD "\r\n" RECORD "\r\n", OBJECT, "trail|lines|2");
	TOLD("x", "{`Events`:[" RECORD "]}", OBJECT, "trail|events|1");
	TOLD("x", "{`detail-type`:`AWS API Call via CloudTrail`,`detail`:" RECORD "}", OBJECT,
	     "trail|eventbridge|1");
	TOLD("x",
	     "{`Events`:[{`EventId`:`a`,`CloudTrailEvent`:`{\\`eventVersion\\`:\\`1.08\\`,\\`eventTime\\`:"
	     "\\`2026-06-01T10:00:00Z\\`,\\`eventSource\\`:\\`s\\`,\\`eventName\\`:\\`n\\`}`}]}",
	     OBJECT, "trail|events|1");
	TOLD("x",
	     "{`awsAccountId`:`111122223333`,`digestStartTime`:`2026-06-01T10:00:00Z`,`digestEndTime`:"
	     "`2026-06-01T11:00:00Z`,`logFiles`:[]}",
	     OBJECT, "digest|-|1");
}

static void name_does_not_matter(void)
{
	TOLD("invoice.csv", "{`Records`:[" RECORD "]}", OBJECT, "trail|records|1");
	TOLD("CloudTrail.json", "{`Role`:{`RoleName`:`a`,`Arn`:`arn:aws:iam::111122223333:role/a`}}", OBJECT,
	     "iam-roles|-|1");
}

static void wrapper_of_a_recorded_answer_is_taken_off(void)
{
	TOLD("x",
	     "{`status_code`:200,`data`:{`Role`:{`RoleName`:`a`,`Arn`:`arn:aws:iam::111122223333:role/a`}}}",
	     OBJECT, "iam-roles|-|1");
}

#define REASON "SELECT code, lost, reason FROM gap"

static void errors_of_aws_are_gaps(void)
{
	TOLD("x", "{`status_code`:403,`data`:{`Error`:{`Code`:`AccessDenied`,`Message`:`not allowed`}}}",
	     REASON,
	     "error-answer|1|The answer is the error AccessDenied of AWS (`not allowed`) and no evidence; "
	     "ask again, with the rights that are missing if that was the reason.");
}

static void look_alikes_are_foreign(void)
{
	TOLD("x", "{`Records`:[{`eventVersion`:`2.1`,`eventSource`:`aws:s3`,`eventName`:`ObjectCreated:Put`}]}",
	     REASON,
	     "foreign|0|The file is a notice about the delivery of a file (S3, SNS, SQS or EventBridge), not a "
	     "CloudTrail log.");
	TOLD("x", "[]", REASON, "no-record|0|The file is an empty list; nothing says of what.");
	TOLD("x", "# contract\nschema_version: `1.0`\n", REASON,
	     "foreign|0|The file is an engagement file; it says what the contract allows and is no evidence.");
}

static void unknown_documents_show_their_members(void)
{
	TOLD("x", "{`Budget`:{},`b`:1,`c`:1,`d`:1,`e`:1,`f`:1,`g`:1}", REASON,
	     "unrecognised|1|The document is JSON, an object with the members `Budget`, `b`, `c`, `d`, `e`, "
	     "`f` and 1 more, and no export that is read (docs/evidence.md lists those).");
	TOLD("x", "{`Statement`:[]}", REASON,
	     "unrecognised|1|The document is a policy by itself, and nothing says whose: collect the answer "
	     "that it came in, as docs/evidence.md lists them.");
	TOLD("x", "{}", REASON,
	     "unrecognised|1|The document is JSON, an empty object, and no export that is read "
	     "(docs/evidence.md lists those).");
	TOLD("x", "[1]", REASON,
	     "unrecognised|1|The document is JSON, a list of other things than CloudTrail records, and no "
	     "export that is read (docs/evidence.md lists those).");
	TOLD("x", "7", REASON,
	     "unrecognised|1|The document is JSON, neither an object nor a list, and no export that is read "
	     "(docs/evidence.md lists those).");
	TOLD("x", "{`a`:1}\n{`b`:2}\n", REASON,
	     "unrecognised|1|The file holds one JSON document a line, and they are neither CloudTrail "
	     "records nor answers of one kind that is read (docs/evidence.md lists those).");
}

static void other_text_shows_its_first_line(void)
{
	TOLD("x", "\n Read me \nplease", REASON,
	     "unrecognised|1|The file begins with `Read me` and is no export that is read (docs/evidence.md "
	     "lists those).");
	TOLD("x", "invoice_id;period;amount\n", REASON,
	     "unrecognised|1|The file begins with `invoice_id;period;amount` and is no export that is read "
	     "(docs/evidence.md lists those); a table must have commas between its cells, not semicolons.");
}

static void other_forms_are_told_what_to_do(void)
{
	static const struct {
		const char *text, *part;
	} rows[] = {
		{"An error occurred (AccessDenied) when calling", "%: ask again, with the rights."},
		{"<html>", "%; XML and HTML are not read: ask for JSON."},
		{"ROLES\tx\n", "%, as --output json gives it."},
		{"Roles:\n- Arn: x\n", "%; an answer must be JSON, as --output json gives it."},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char sql[200];
		snprintf(sql, sizeof sql, "SELECT code, reason LIKE '%s' FROM gap", rows[i].part);
		TOLD("x", rows[i].text, sql, "unrecognised|1");
	}
	TOLD("x", "{`Records`:[{`EventTime`:`x`}]}", "SELECT subject, code, lost FROM gap",
	     "trail|no-record|1");
	TOLD("x", "{`logEvents`:[]}", "SELECT subject, code, lost FROM gap", "trail|unrecognised|1");
}

static void bytes_are_not_shown(void)
{
	CLEANUP(db_close) struct db *db = told_store();
	told_folder("bytes");
	told_file("bytes", "x", SV("a\0b"));
	told_collect(db, "bytes");
	TOLD_ROWS(db, "SELECT reason FROM gap", "The file is no text, and of no format that is known.");
}

static void damaged_json_says_line_and_subject(void)
{
	TOLD("111122223333.json", "{`Records`:[{`eventSource`:`x`},]}", "SELECT kind FROM object", "damaged");
	TOLD("111122223333.json", "{`Records`:[{`eventSource`:`x`},]}",
	     "SELECT subject, account, code, reason FROM gap",
	     "trail|111122223333|not-json|The file is not JSON, neither as a whole nor line by line: line 1 "
	     "column 33: expected a value, got ']'. Nothing of it is used: mend it, or fetch it again.");
	TOLD("x", "{`UserDetailList`:[", "SELECT subject FROM gap", "iam");
	TOLD("x", "1 {\n2   `user`: 1\n", "SELECT subject, code FROM gap", "unknown|not-json");
}

static void empty_file_is_damage(void)
{
	TOLD("iam/x.json", " \n", "SELECT subject, code, reason FROM gap",
	     "iam|empty|The file is empty: the export that was to fill it did not work.");
}

static void key_twice_is_worth_knowing(void)
{
	TOLD("x", "{`Role`:{`RoleName`:`a`,`RoleName`:`b`,`Arn`:`arn:aws:iam::111122223333:role/b`}}", REASON,
	     "duplicate-key|0|The key `RoleName` stands twice in one object of the document; the last value is "
	     "used.");
}

static void tables_are_known_by_their_columns(void)
{
	TOLD("x", "a,BilledCost,BillingPeriodStart\n,1,2026-06-01\n", OBJECT, "cost|focus|1");
	TOLD("x", "lineItem/UnblendedCost,bill/BillingPeriodStartDate\n1,2026-06-01\n", OBJECT, "cost|cur|1");
	TOLD("x", "currency,invoice_id,amount,period\nEUR,I,1,2026-06\n", OBJECT, "invoice|-|1");
	TOLD("x", "user,arn,user_creation_time\nann,arn:aws:iam::111122223333:user/ann,\n", OBJECT,
	     "credential-report|-|1");
	TOLD("x", "amount,currency\n1,EUR\n", OBJECT, "unrecognised|-|0");
}

static const struct unit_case cases[] = {
	{"trail_is_known_in_every_form", trail_is_known_in_every_form},
	{"name_does_not_matter", name_does_not_matter},
	{"wrapper_of_a_recorded_answer_is_taken_off", wrapper_of_a_recorded_answer_is_taken_off},
	{"errors_of_aws_are_gaps", errors_of_aws_are_gaps},
	{"look_alikes_are_foreign", look_alikes_are_foreign},
	{"unknown_documents_show_their_members", unknown_documents_show_their_members},
	{"other_text_shows_its_first_line", other_text_shows_its_first_line},
	{"other_forms_are_told_what_to_do", other_forms_are_told_what_to_do},
	{"bytes_are_not_shown", bytes_are_not_shown},
	{"damaged_json_says_line_and_subject", damaged_json_says_line_and_subject},
	{"empty_file_is_damage", empty_file_is_damage},
	{"key_twice_is_worth_knowing", key_twice_is_worth_knowing},
	{"tables_are_known_by_their_columns", tables_are_known_by_their_columns},
	{NULL, NULL},
};

const struct unit_suite collectors_recognise_suite = {"collectors_recognise", cases};
