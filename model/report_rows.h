/* Rows of SQL as elements of the report model. Each column becomes an attribute, a column whose name starts with a dot a
 * child element; NULL and '' become nothing. Three columns have a meaning of their own: `parent` is the id of the parent,
 * `element_name` the element's name, and `facts_json` a JSON object whose members become children `fact`. */
#ifndef MODEL_REPORT_ROWS_H
#define MODEL_REPORT_ROWS_H

#include "base/db.h"
#include "base/table.h"
#include "base/xml.h"

struct report_rows {
	struct xml_node *parent;     /* of all elements, or NULL */
	const struct table *parents; /* id -> element; rows whose parent is not in it are left out */
	struct table *made;          /* filled if not NULL: `id`, else `parent` of a row -> its element */
	const char *element;         /* NULL: the column element_name says it */
	const char *sql;
};

bool report_rows_add(struct db *db, struct arena *a, const struct report_rows *rows, struct err *e) MUST_CHECK;
/* The columns of the only row of the answer, put on `element`. No row is an error that names `what`. */
bool report_rows_one(struct db *db, struct xml_node *element, const char *what, const char *sql,
		     struct err *e) MUST_CHECK;

#endif
