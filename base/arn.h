/* Amazon Resource Names: arn:partition:service:region:account:resource. Views borrow from the text. */
#ifndef BASE_ARN_H
#define BASE_ARN_H

#include "base/str.h"

struct arn {
	struct sv partition, service, region, account, resource; /* region and account may be empty */
};

bool arn_parse(struct sv text, struct arn *a); /* false: not an ARN (fewer than six parts, or no "arn:") */
bool account_id_valid(struct sv text);         /* exactly 12 digits; leading zeros are real */
/* The role behind arn:...:sts::ACCOUNT:assumed-role/NAME/SESSION; false when the ARN is of another kind. */
bool arn_assumed_role(struct sv text, struct sv *account, struct sv *role_name, struct sv *session);

#endif
