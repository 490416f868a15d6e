/* What the action table says of a request's action. */
#include "analyzers/iam/case.h"
#include "analyzers/iam/iamdb.h"

void iam_facts_of_table(struct sv action, struct iam_action_facts *facts, bool *wildcard_only)
{
	ptrdiff_t colon = sv_find_char(action, ':');
	uint32_t service = iamdb_service_find(sv_sub(action, 0, colon < 0 ? 0 : (size_t)colon));
	uint32_t row = iamdb_find(action);
	*wildcard_only = row != IAMDB_NONE && iamdb_wildcard_only(row);
	facts->known = row != IAMDB_NONE ? IAM_YES : IAM_NO;
	facts->rcp_service = service == IAMDB_NONE ? IAM_MAYBE : iamdb_service_rcp(service) ? IAM_YES : IAM_NO;
}
