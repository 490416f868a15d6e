#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_credentials_suite;

static void lists_of_credentials_name_their_user(void)
{
	TOLD("111122223333/keys.json",
	     "{`AccessKeyMetadata`:[{`UserName`:`ann`,`AccessKeyId`:`AKIAIOSFODNN7EXAMPLE`,"
	     "`Status`:`Inactive`,`CreateDate`:`2025-01-01T00:00:00Z`}]}",
	     "SELECT user_arn, kind, name, active, created FROM credential",
	     "arn:aws:iam::111122223333:user/ann|access-key|AKIAIOSFODNN7EXAMPLE|0|2025-01-01T00:00:00Z");
	TOLD("111122223333/s.json",
	     "{`ServiceSpecificCredentials`:[{`UserName`:`ann`,`ServiceSpecificCredentialId`:`ACCA1`,"
	     "`Status`:`Active`,`ServiceName`:`codecommit.amazonaws.com`,`CreateDate`:`2025-01-01T00:00:00Z`}"
	     "]}",
	     "SELECT kind, name, active, last_service FROM credential",
	     "service-specific|ACCA1|1|codecommit.amazonaws.com");
	TOLD("111122223333/s.json",
	     "{`SSHPublicKeys`:[{`UserName`:`ann`,`SSHPublicKeyId`:`APKA1`,`Status`:`Active`,"
	     "`UploadDate`:`2025-01-01T00:00:00Z`}]}",
	     "SELECT kind, name, active FROM credential", "ssh-key|APKA1|1");
	TOLD("111122223333/c.json",
	     "{`Certificates`:[{`UserName`:`ann`,`CertificateId`:`TA7`,`CertificateBody`:`-`,"
	     "`Status`:`Active`,`UploadDate`:`2025-01-01T00:00:00Z`}]}",
	     "SELECT kind, name, active FROM credential", "signing-certificate|TA7|1");
	TOLD("m.json",
	     "{`MFADevices`:[{`UserName`:`ann`,`SerialNumber`:`arn:aws:iam::444455556666:mfa/ann`,"
	     "`EnableDate`:`2025-01-01T00:00:00Z`}]}",
	     "SELECT account, kind, active FROM credential", "444455556666|mfa|1");
}

static void empty_list_says_none_of_the_user_in_the_file_name(void)
{
	TOLD("111122223333/list-access-keys--ann.json", "{`AccessKeyMetadata`:[]}",
	     "SELECT account, kind, user_arn FROM credential_source",
	     "111122223333|access-key|arn:aws:iam::111122223333:user/ann");
	TOLD("111122223333/list-access-keys.json", "{`AccessKeyMetadata`:[]}",
	     "SELECT count(*) FROM credential_source", "0");
}

static void use_of_a_key_is_told_by_the_file_name(void)
{
	TOLD("111122223333/get-access-key-last-used--AKIAIOSFODNN7EXAMPLE.json",
	     "{`UserName`:`ann`,`AccessKeyLastUsed`:{`LastUsedDate`:`2026-01-01T00:00:00Z`,"
	     "`ServiceName`:`s3`,`Region`:`N/A`}}",
	     "SELECT name, active, last_used, last_region, last_service FROM credential",
	     "AKIAIOSFODNN7EXAMPLE|-|2026-01-01T00:00:00Z|-|s3");
	TOLD("111122223333/use.json", "{`UserName`:`ann`,`AccessKeyLastUsed`:{`Region`:`N/A`}}", TOLD_GAPS,
	     "no-subject|-|1");
	TOLD("use.json", "{`UserName`:`ann`,`AccessKeyLastUsed`:{`Region`:`N/A`}}", TOLD_GAPS,
	     "no-account|-|1");
}

static void virtual_devices_belong_to_users_or_root(void)
{
	TOLD("v.json",
	     "{`VirtualMFADevices`:[{`SerialNumber`:`arn:aws:iam::111122223333:mfa/root`,`EnableDate`:`2025-01-01T00:00:00Z`,`User`:{`Arn`:`arn:aws:iam::111122223333:root`}},{`SerialNumber`:`arn:aws:iam::111122223333:mfa/ann`,`User`:{`UserName`:`ann`,`Arn`:`arn:aws:iam::111122223333:user/ann`}},{`SerialNumber`:`arn:aws:iam::111122223333:mfa/unused`}]}",
	     "SELECT user_name, name, active, created FROM credential ORDER BY 1",
	     "<root_account>|arn:aws:iam::111122223333:mfa/root|1|2025-01-01T00:00:00Z\n"
	     "ann|arn:aws:iam::111122223333:mfa/ann|1|-");
}

static void entries_without_id_and_answers_without_account_are_gaps(void)
{
	TOLD("111122223333.json", "{`AccessKeyMetadata`:[{`UserName`:`ann`}]}", TOLD_GAPS, "bad-record|-|1");
	TOLD("x.json",
	     "{`AccessKeyMetadata`:[{`UserName`:`ann`,`AccessKeyId`:`AKIAIOSFODNN7EXAMPLE`}"
	     "]}",
	     TOLD_GAPS, "no-account|-|1");
}

static const struct unit_case cases[] = {
	{"lists_of_credentials_name_their_user", lists_of_credentials_name_their_user},
	{"empty_list_says_none_of_the_user_in_the_file_name",
	 empty_list_says_none_of_the_user_in_the_file_name},
	{"use_of_a_key_is_told_by_the_file_name", use_of_a_key_is_told_by_the_file_name},
	{"virtual_devices_belong_to_users_or_root", virtual_devices_belong_to_users_or_root},
	{"entries_without_id_and_answers_without_account_are_gaps",
	 entries_without_id_and_answers_without_account_are_gaps},
	{NULL, NULL},
};

const struct unit_suite collectors_credentials_suite = {"collectors_credentials", cases};
