#include "base/arn.h"
#include "collectors/readers.h"

static const struct sv absent = {NULL, 0};

struct sv arn_account(struct sv text)
{
	struct arn arn;
	return arn_parse(text, &arn) ? arn.account : absent;
}

bool reading_account(struct reading *r, struct sv *account, struct err *e)
{
	*account = origin_account(r->origin);
	r->account = *account;
	if (account->n > 0)
		return true;
	return reading_gap(r, "no-account", absent, true, e,
			   "The answer does not say which account it is about, and no part of its path is a "
			   "12-digit account id, so it can't be used.");
}

struct sv user_arn_of(struct reading *r, struct sv account, struct sv user)
{
	if (sv_eq(user, SV("<root_account>")))
		return arena_printf(r->arena, "arn:aws:iam::" SV_FMT ":root", SV_ARG(account));
	return arena_printf(r->arena, "arn:aws:iam::" SV_FMT ":user/" SV_FMT, SV_ARG(account), SV_ARG(user));
}

/* [{"Key":k,"Value":v}] as {"k":"v"}, the form of the column. */
static struct sv tags_of(struct reading *r, const struct json_node *list)
{
	struct str text CLEANUP(str_free);
	str_init(&text, LIMIT_TEXT);
	str_addc(&text, '{');
	for (size_t i = 0; i < json_size(list); i++) {
		const struct json_node *tag = json_at(list, i);
		str_addz(&text, i > 0 ? "," : "");
		str_add_json(&text, reading_member(r, tag, "Key"));
		str_addc(&text, ':');
		str_add_json(&text, reading_member(r, tag, "Value"));
	}
	str_addc(&text, '}');
	return arena_sv(r->arena, str_sv(&text));
}

static struct sv or_empty(struct sv text)
{
	return text.at == NULL ? SV("") : text;
}

struct entity_words {
	const char *kind, *name, *id;
};

static bool entity_put(struct reading *r, const struct json_node *v, const struct entity_words *w,
		       struct sv trust, struct sv last_used, struct err *e)
{
	struct sv arn = reading_member(r, v, "Arn");
	if (arn.n == 0)
		return reading_gap(r, "bad-record", absent, true, e, "A %s has no Arn and can't be used.",
				   w->kind);
	r->taken++;
	const struct sv row[] = {
		arn,
		or_empty(arn_account(arn)),
		sv_of(w->kind),
		or_empty(reading_member(r, v, w->name)),
		or_empty(reading_member(r, v, "Path")),
		reading_member(r, v, w->id),
		reading_time(r, json_get(v, "CreateDate")),
		last_used,
		reading_text(r, json_path(v, "RoleLastUsed.Region")),
		reading_text(r, json_path(v, "PermissionsBoundary.PermissionsBoundaryArn")),
		reading_int(r, json_get(v, "MaxSessionDuration")),
		trust,
		reading_member(r, v, "Description"),
		tags_of(r, json_get(v, "Tags")),
	};
	return reading_put(r, &FACT_IAM_PRINCIPAL, row, e);
}

bool iam_role_put(struct reading *r, const struct json_node *role, struct err *e)
{
	static const struct entity_words words = {"role", "RoleName", "RoleId"};
	bool bad = false;
	struct sv trust = reading_document(r, json_get(role, "AssumeRolePolicyDocument"), &bad);
	struct sv name = or_empty(reading_member(r, role, "RoleName"));
	if (bad &&
	    !reading_gap(r, "bad-document", absent, true, e,
			 "The trust policy of role \"" SV_FMT "\" is not a JSON document.", SV_ARG(name)))
		return false;
	return entity_put(r, role, &words, trust, reading_time(r, json_path(role, "RoleLastUsed.LastUsedDate")),
			  e);
}

bool iam_user_put(struct reading *r, const struct json_node *user, struct err *e)
{
	static const struct entity_words words = {"user", "UserName", "UserId"};
	return entity_put(r, user, &words, absent, reading_time(r, json_get(user, "PasswordLastUsed")), e);
}

bool iam_group_put(struct reading *r, const struct json_node *group, struct err *e)
{
	static const struct entity_words words = {"group", "GroupName", "GroupId"};
	return entity_put(r, group, &words, absent, absent, e);
}
