#include "analyzers/iam/api_action.h"

#include "base/embedded.h"

/* "CreateFunction20150331v2", "CreateFunction2020_05_31": the release of the API is no part of the action. */
static struct sv without_release(struct sv event)
{
	struct sv v = event;
	if (v.n > 2 && v.at[v.n - 2] == 'v' && v.at[v.n - 1] >= '0' && v.at[v.n - 1] <= '9')
		v.n -= 2;
	if (v.n > 8 && sv_is_digits(sv_sub(v, v.n - 8, 8), 8))
		return sv_sub(v, 0, v.n - 8);
	struct sv tail = sv_sub(v, v.n > 10 ? v.n - 10 : v.n, 10);
	if (tail.n == 10 && sv_is_digits(sv_sub(tail, 0, 4), 4) && tail.at[4] == '_' && tail.at[7] == '_')
		return sv_sub(v, 0, v.n - 10);
	return event;
}

static size_t add(struct sv action, uint32_t *out, size_t n)
{
	uint32_t id = iamdb_find(action);
	if (id == IAMDB_NONE || n == API_ACTIONS_MOST)
		return n;
	out[n] = id;
	return n + 1;
}

static size_t add_named(struct sv prefix, struct sv name, uint32_t *out)
{
	uint32_t service = iamdb_service_find(prefix);
	uint32_t id = service == IAMDB_NONE ? IAMDB_NONE : iamdb_find_in(service, name);
	if (id == IAMDB_NONE)
		return 0;
	out[0] = id;
	return 1;
}

/* The targets of one row; "cloudwatch:*" is the event's own name under another prefix. */
static size_t take(struct sv targets, struct sv event, uint32_t *out)
{
	size_t n = 0;
	struct sv one;
	while (sv_split(&targets, ',', &one)) {
		if (sv_ends(one, SV(":*")))
			return add_named(sv_sub(one, 0, one.n - 2), event, out);
		n = add(one, out, n);
	}
	return n;
}

static size_t overridden(struct sv service, struct sv event, uint32_t *out, bool *none)
{
	struct sv text = embedded_find(iam_files, "analyzers/iam/data/api_actions.tsv"), line;
	while (sv_split(&text, '\n', &line)) {
		struct sv row_service, row_event;
		if (sv_starts(line, SV("#")) || !sv_split(&line, '\t', &row_service) ||
		    !sv_split(&line, '\t', &row_event) || !sv_eq(row_service, service) ||
		    (!sv_eq(row_event, SV("*")) && !sv_eq(row_event, event)))
			continue;
		*none = sv_eq(line, SV("-"));
		return take(line, event, out);
	}
	return 0;
}

size_t api_actions(struct sv source, struct sv event, uint32_t out[API_ACTIONS_MOST], bool *none)
{
	bool needs_none = false;
	struct sv service = source;
	if (sv_ends(service, SV(".amazonaws.com")))
		service.n -= SV(".amazonaws.com").n;
	struct sv names[] = {event, without_release(event)};
	size_t n = 0;
	for (size_t i = 0; i < 2 && n == 0 && !needs_none; i++) {
		n = overridden(service, names[i], out, &needs_none);
		if (n == 0 && !needs_none)
			n = add_named(service, names[i], out);
	}
	if (none != NULL)
		*none = needs_none;
	return n;
}
