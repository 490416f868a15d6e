#include "analyzers/order.h"

struct ordering {
	const struct control_list *list;
	const struct control **order;
	size_t n;   /* ordered so far */
	bool *done; /* by place in the list */
};

static bool find(const struct control_list *list, struct sv id, size_t *place)
{
	for (size_t i = 0; i < list->n; i++)
		if (sv_eq(list->control[i].header.id, id)) {
			*place = i;
			return true;
		}
	return false;
}

static bool check_names(const struct control_list *list, struct err *e)
{
	for (size_t i = 0; i < list->n; i++) {
		struct sv rest = list->control[i].header.after, id;
		size_t place;
		while (sv_split(&rest, ' ', &id))
			if (!find(list, id, &place))
				return err_set(e, "%s: after: expected ids of controls, got \"" SV_FMT "\"",
					       list->control[i].file.name, SV_ARG(id));
	}
	return true;
}

static bool ready(const struct ordering *o, size_t i)
{
	struct sv rest = o->list->control[i].header.after, id;
	size_t place;
	while (sv_split(&rest, ' ', &id))
		if (find(o->list, id, &place) && !o->done[place])
			return false;
	return true;
}

/* One round: everything that waits for nothing any more, by id. */
static bool add_ready(struct ordering *o)
{
	size_t before = o->n;
	for (size_t i = 0; i < o->list->n; i++)
		if (!o->done[i] && ready(o, i)) {
			o->done[i] = true;
			o->order[o->n++] = &o->list->control[i];
		}
	return o->n > before;
}

static bool circle(const struct ordering *o, struct err *e)
{
	size_t i = 0;
	while (o->done[i])
		i++;
	return err_set(e, "%s: after: control " SV_FMT " would wait for itself", o->list->control[i].file.name,
		       SV_ARG(o->list->control[i].header.id));
}

bool controls_order(const struct control_list *list, struct arena *a, const struct control ***order,
		    struct err *e)
{
	struct ordering o = {
		.list = list,
		.order = arena_array(a, list->n + 1, sizeof *o.order),
		.done = arena_array(a, list->n + 1, sizeof *o.done),
	};
	if (!check_names(list, e))
		return false;
	while (o.n < list->n)
		if (!add_ready(&o))
			return circle(&o, e);
	*order = o.order;
	return true;
}
