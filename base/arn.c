#include "base/arn.h"

bool arn_parse(struct sv text, struct arn *a)
{
	struct sv part[5];
	struct sv rest = text;
	for (size_t i = 0; i < 5; i++) {
		if (sv_find_char(rest, ':') < 0)
			return false;
		part[i] = sv_sub(rest, 0, (size_t)sv_find_char(rest, ':'));
		rest = sv_sub(rest, part[i].n + 1, rest.n);
	}
	if (!sv_eq(part[0], SV("arn")) || rest.n == 0)
		return false;
	*a = (struct arn){part[1], part[2], part[3], part[4], rest};
	return true;
}

bool account_id_valid(struct sv text)
{
	return sv_is_digits(text, 12);
}

bool arn_assumed_role(struct sv text, struct sv *account, struct sv *role_name, struct sv *session)
{
	struct arn a;
	struct sv prefix = SV("assumed-role/");
	if (!arn_parse(text, &a) || !sv_eq(a.service, SV("sts")) || !sv_starts(a.resource, prefix))
		return false;
	struct sv rest = sv_sub(a.resource, prefix.n, a.resource.n);
	ptrdiff_t slash = sv_find_char(rest, '/');
	if (slash <= 0)
		return false;
	*account = a.account;
	*role_name = sv_sub(rest, 0, (size_t)slash);
	*session = sv_sub(rest, (size_t)slash + 1, rest.n);
	return true;
}
