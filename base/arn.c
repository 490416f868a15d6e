#include "base/arn.h"

bool arn_parse(struct sv text, struct arn *a)
{
	struct arn found;
	struct sv *const parts[] = {&found.partition, &found.service, &found.region, &found.account};
	if (!sv_starts(text, SV("arn:")))
		return false;
	text = sv_sub(text, 4, text.n);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		ptrdiff_t colon = sv_find_char(text, ':');
		if (colon < 0)
			return false;
		*parts[i] = sv_sub(text, 0, (size_t)colon);
		text = sv_sub(text, (size_t)colon + 1, text.n);
	}
	found.resource = text;
	if (found.partition.n == 0 || found.service.n == 0 || found.resource.n == 0)
		return false;
	*a = found;
	return true;
}

bool account_id_valid(struct sv text)
{
	return sv_is_digits(text, 12);
}

bool arn_assumed_role(struct sv text, struct sv *account, struct sv *role_name, struct sv *session)
{
	struct arn a;
	if (!arn_parse(text, &a) || !sv_eq(a.service, SV("sts")))
		return false;
	if (!sv_starts(a.resource, SV("assumed-role/")))
		return false;
	struct sv rest = sv_sub(a.resource, sizeof "assumed-role/" - 1, a.resource.n);
	ptrdiff_t slash = sv_find_char(rest, '/');
	if (slash <= 0 || (size_t)slash + 1 == rest.n)
		return false;
	*account = a.account;
	*role_name = sv_sub(rest, 0, (size_t)slash);
	*session = sv_sub(rest, (size_t)slash + 1, rest.n);
	return true;
}
