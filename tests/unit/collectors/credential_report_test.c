#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_credential_report_suite;

#define REPORT                                                                                                 \
	"user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"               \
	"password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"                     \
	"access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"            \
	"access_key_2_active,access_key_2_last_rotated,cert_1_active,cert_1_last_rotated\n"                    \
	"<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,"                             \
	"not_supported,2026-01-01T00:00:00+00:00,not_supported,not_supported,true,"                            \
	"false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n"                                                          \
	"ann,arn:aws:iam::111122223333:user/ops/ann,2021-01-01T00:00:00+00:00,TRUE,"                           \
	"no_information,2021-01-02T00:00:00+00:00,N/A,FALSE,true,2021-01-03T00:00:00+00:00,"                   \
	"2026-02-01T10:00:00+00:00,eu-west-1,s3,false,N/A,false,N/A\n"
#define HEADER                                                                                                 \
	"user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"               \
	"password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"                     \
	"access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"            \
	"access_key_2_active,access_key_2_last_rotated,cert_1_active,cert_1_last_rotated\n"
#define BASE64                                                                                                 \
	"dXNlcixhcm4sdXNlcl9jcmVhdGlvbl90aW1lLHBhc3N3b3JkX2VuYWJsZWQscGFzc3dvcmRfbGFzdF91c2VkLHBhc3N3b3JkX2xh" \
	"c3RfY2hhbmdlZCxwYXNzd29yZF9uZXh0X3JvdGF0aW9uLG1mYV9hY3RpdmUsYWNjZXNzX2tleV8xX2FjdGl2ZSxhY2Nlc3Nfa2V5" \
	"XzFfbGFzdF9yb3RhdGVkLGFjY2Vzc19rZXlfMV9sYXN0X3VzZWRfZGF0ZSxhY2Nlc3Nfa2V5XzFfbGFzdF91c2VkX3JlZ2lvbixh" \
	"Y2Nlc3Nfa2V5XzFfbGFzdF91c2VkX3NlcnZpY2UsYWNjZXNzX2tleV8yX2FjdGl2ZSxhY2Nlc3Nfa2V5XzJfbGFzdF9yb3RhdGVk" \
	"LGNlcnRfMV9hY3RpdmUsY2VydF8xX2xhc3Rfcm90YXRlZAo8cm9vdF9hY2NvdW50Pixhcm46YXdzOmlhbTo6MTExMTIyMjIzMzMz" \
	"OnJvb3QsMjAyMC0wMS0wMVQwMDowMDowMCswMDowMCxub3Rfc3VwcG9ydGVkLDIwMjYtMDEtMDFUMDA6MDA6MDArMDA6MDAsbm90" \
	"X3N1cHBvcnRlZCxub3Rfc3VwcG9ydGVkLHRydWUsZmFsc2UsTi9BLE4vQSxOL0EsTi9BLGZhbHNlLE4vQSxmYWxzZSxOL0EKYW5u" \
	"LGFybjphd3M6aWFtOjoxMTExMjIyMjMzMzM6dXNlci9vcHMvYW5uLDIwMjEtMDEtMDFUMDA6MDA6MDArMDA6MDAsVFJVRSxub19p" \
	"bmZvcm1hdGlvbiwyMDIxLTAxLTAyVDAwOjAwOjAwKzAwOjAwLE4vQSxGQUxTRSx0cnVlLDIwMjEtMDEtMDNUMDA6MDA6MDArMDA6" \
	"MDAsMjAyNi0wMi0wMVQxMDowMDowMCswMDowMCxldS13ZXN0LTEsczMsZmFsc2UsTi9BLGZhbHNlLE4vQQo="
#define PLAIN                                                                                                  \
	"user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"               \
	"password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"                     \
	"access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"            \
	"access_key_2_active,access_key_2_last_rotated,cert_1_active,cert_1_last_rotated\\n<root_account>,"    \
	"arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,not_supported,"                              \
	"2026-01-01T00:00:00+00:00,not_supported,not_supported,true,false,N/A,N/A,"                            \
	"N/A,N/A,false,N/A,false,N/A\\nann,arn:aws:iam::111122223333:user/ops/ann,"                            \
	"2021-01-01T00:00:00+00:00,TRUE,no_information,2021-01-02T00:00:00+00:00,"                             \
	"N/A,FALSE,true,2021-01-03T00:00:00+00:00,2026-02-01T10:00:00+00:00,eu-west-1,"                        \
	"s3,false,N/A,false,N/A\\n"

static void every_credential_of_the_report_is_a_row(void)
{
	TOLD("report.csv", REPORT,
	     "SELECT user_name, kind, name, active, created, last_used, last_region, "
	     "last_service FROM credential ORDER BY user_arn, kind, name",
	     "<root_account>|mfa|mfa|1|-|-|-|-\n"
	     "<root_account>|password|password|-|-|2026-01-01T00:00:00Z|-|-\n"
	     "ann|access-key|key-1|1|2021-01-03T00:00:00Z|2026-02-01T10:00:00Z|eu-west-1|s3\n"
	     "ann|mfa|mfa|0|-|-|-|-\n"
	     "ann|password|password|1|2021-01-02T00:00:00Z|-|-|-");
	TOLD("report.csv", REPORT, "SELECT account, kind, user_arn FROM credential_source",
	     "111122223333|credential-report|");
}

static void answer_is_base64_or_plain(void)
{
	TOLD("a.json",
	     "{`Content`: `" BASE64
	     "`, `ReportFormat`: `text/csv`, `GeneratedTime`: `2026-03-01T00:00:00+00:00`}",
	     "SELECT kind, account, said_at, facts FROM object",
	     "credential-report|111122223333|2026-03-01T00:00:00Z|2");
	TOLD("a.json",
	     "{`status_code`: 200, `data`: {`Content`: `" PLAIN
	     "`, `GeneratedTime`: {`__class__`: `datetime`, `year`: 2026, `month`: 3,"
	     " `day`: 1, `hour`: 2, `minute`: 0, `second`: 0, `microsecond`: 0}}}",
	     "SELECT kind, account, said_at, facts FROM object",
	     "credential-report|111122223333|2026-03-01T02:00:00Z|2");
}

static void bad_rows_and_reports_are_gaps(void)
{
	TOLD("r.csv",
	     HEADER "ann,arn:aws:iam::111122223333:user/ann\n"
		    ",,,,,,,,,,,,,,,,\n",
	     TOLD_GAPS,
	     "bad-row|line 2|1\n"
	     "bad-row|line 3|1\n"
	     "no-record|-|1");
	TOLD("a.json", "{`Content`:`what is this?`}", TOLD_GAPS, "bad-document|-|1");
	TOLD("a.json", "{`Content`:`user,`}", TOLD_GAPS, "no-record|-|1");
	TOLD("r.csv", HEADER "ann,`arn\n", TOLD_GAPS, "bad-row|-|1");
}

static const struct unit_case cases[] = {
	{"every_credential_of_the_report_is_a_row", every_credential_of_the_report_is_a_row},
	{"answer_is_base64_or_plain", answer_is_base64_or_plain},
	{"bad_rows_and_reports_are_gaps", bad_rows_and_reports_are_gaps},
	{NULL, NULL},
};

const struct unit_suite collectors_credential_report_suite = {"collectors_credential_report", cases};
