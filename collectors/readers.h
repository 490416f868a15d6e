/* The readers of one kind of evidence each; collectors/recognise.c lists them. A reader stores what it can use
 * and says the rest as gaps; it returns false only when the store can't be written. */
#ifndef COLLECTORS_READERS_H
#define COLLECTORS_READERS_H

#include "collectors/reading.h"

/* iam_details.c: GetAccountAuthorizationDetails, whole or a page of it */
bool read_iam_details(struct reading *r, struct err *e) MUST_CHECK;
/* iam_lists.c */
bool read_roles(struct reading *r, struct err *e) MUST_CHECK; /* GetRole, ListRoles */
bool read_users(struct reading *r, struct err *e) MUST_CHECK; /* GetUser, ListUsers */
bool read_identity_providers(struct reading *r, struct err *e) MUST_CHECK;
bool read_account_summary(struct reading *r, struct err *e) MUST_CHECK;
/* credentials.c: List* answers about long-lived credentials and second factors */
bool read_credential_list(struct reading *r, struct err *e) MUST_CHECK;
bool read_access_key_use(struct reading *r, struct err *e) MUST_CHECK;
bool read_virtual_mfa(struct reading *r, struct err *e) MUST_CHECK;
/* credential_report.c */
bool read_credential_report(struct reading *r, struct err *e) MUST_CHECK; /* the CSV itself */
bool read_credential_report_answer(struct reading *r,
				   struct err *e) MUST_CHECK; /* JSON with the CSV in Content */
/* organizations.c */
bool read_organization(struct reading *r, struct err *e) MUST_CHECK;
bool read_organization_accounts(struct reading *r,
				struct err *e) MUST_CHECK;                /* list-accounts, describe-account */
bool read_organization_tree(struct reading *r, struct err *e) MUST_CHECK; /* roots, OUs, parents, children */
bool read_delegated_administrators(struct reading *r, struct err *e) MUST_CHECK;
bool read_delegated_services(struct reading *r, struct err *e) MUST_CHECK;
bool read_handshakes(struct reading *r, struct err *e) MUST_CHECK;
bool read_organization_features(struct reading *r, struct err *e) MUST_CHECK;
/* organization_policies.c */
bool read_organization_policies(struct reading *r, struct err *e) MUST_CHECK; /* list-policies, -for-target */
bool read_organization_policy(struct reading *r, struct err *e) MUST_CHECK;   /* describe-policy */
bool read_policy_targets(struct reading *r, struct err *e) MUST_CHECK;
/* contacts.c */
bool read_contacts(struct reading *r, struct err *e) MUST_CHECK;
/* cost.c */
bool read_cost(struct reading *r, struct err *e) MUST_CHECK; /* CUR, CUR 2.0, FOCUS */
/* invoice.c */
bool read_invoice(struct reading *r, struct err *e) MUST_CHECK;
/* iam_entity.c: what the IAM readers share */
bool iam_role_put(struct reading *r, const struct json_node *role, struct err *e) MUST_CHECK;
bool iam_user_put(struct reading *r, const struct json_node *user, struct err *e) MUST_CHECK;
bool iam_group_put(struct reading *r, const struct json_node *group, struct err *e) MUST_CHECK;
struct sv arn_account(struct sv arn); /* account part as written; empty if this is no ARN */
/* The account of an answer that does not name one: from the origin, else a gap and an empty view. */
bool reading_account(struct reading *r, struct sv *account, struct err *e) MUST_CHECK;
struct sv user_arn_of(struct reading *r, struct sv account, struct sv user); /* path unknown: settled later */

#endif
