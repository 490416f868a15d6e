/* In which order controls run: by id, except that a control runs behind those its head names under "after", because its
 * query reads their results. */
#ifndef ANALYZERS_ORDER_H
#define ANALYZERS_ORDER_H

#include "analyzers/controls.h"

/* list->n pointers in the arena. An unknown name or a circle is an error that names the control file. */
bool controls_order(const struct control_list *list, struct arena *a, const struct control ***order,
		    struct err *e) MUST_CHECK;

#endif
