#include "analyzers/policy_shelf.h"

#include "base/table.h"

struct shelf {
	struct arena *arena;
	struct table *by_text;
};

static const struct {
	const char *id, *text;
} of_aws[] = {
	{"arn:aws:iam::aws:policy/AdministratorAccess",
	 "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}"},
	{"arn:aws:iam::aws:policy/AWSDenyAll",
	 "{\"Statement\":[{\"Sid\":\"DenyAll\",\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}]}"},
	{"p-RCPFullAWSAccess",
	 "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}]}"},
	{"p-FullAWSAccess", "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}"},
};

struct sv shelf_of_aws(struct sv arn_or_id)
{
	for (size_t i = 0; i < sizeof of_aws / sizeof of_aws[0]; i++)
		if (sv_eq(arn_or_id, sv_of(of_aws[i].id)))
			return sv_of(of_aws[i].text);
	return (struct sv){NULL, 0};
}

struct shelf *shelf_new(struct arena *a)
{
	struct shelf *s = arena_alloc(a, sizeof *s);
	s->arena = a;
	s->by_text = table_new(a);
	return s;
}

/* ASCII letters count in either case; `needle` is in lower case. */
static bool mentions(struct sv text, struct sv needle)
{
	for (size_t i = 0; i + needle.n <= text.n; i++)
		if (sv_eq_nocase(sv_sub(text, i, needle.n), needle))
			return true;
	return false;
}

static unsigned marks_of(struct sv text)
{
	static const char *const caller[] = {"aws:principal", "aws:resourceaccount", "aws:resourceorg",
					     "aws:username",  "aws:userid",          "aws:sourceaccount"};
	unsigned marks = sv_find(text, SV(SHELF_SAMPLE_ACCOUNT)) >= 0 ? SHELF_SPEAKS_OF_SAMPLE : 0;
	for (size_t i = 0; i < sizeof caller / sizeof caller[0]; i++)
		if (mentions(text, sv_of(caller[i])))
			marks |= SHELF_SPEAKS_OF_CALLER;
	return marks;
}

const struct shelved *shelf_put(struct shelf *s, struct sv text, enum iam_policy_type type)
{
	CLEANUP(str_free) struct str key;
	struct err refused;
	bool added;
	str_init(&key, (size_t)LIMIT_TEXT + 4);
	str_addf(&key, "%d ", (int)type);
	str_add(&key, text);
	void **slot = table_slot(s->by_text, str_sv(&key), &added);
	if (!added)
		return *slot;
	struct shelved *doc = arena_alloc(s->arena, sizeof *doc);
	*slot = doc;
	doc->number = table_size(s->by_text);
	doc->marks = marks_of(text);
	if (!iam_policy_compile(s->arena, text, type, &doc->policy, &refused))
		doc->policy = NULL;
	return doc;
}
