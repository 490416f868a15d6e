/* The door of libxml2: build, read, query, validate and serialize documents.
 * Parsing never touches the net, never expands entities; a DOCTYPE is an error. Nodes are borrowed from
 * their document. Text given to the builders must be valid UTF-8 (utf8_clean). */
#ifndef BASE_XML_H
#define BASE_XML_H

#include "base/arena.h"

struct xml;      /* a document */
struct xml_node; /* an element or text in it */

bool xml_parse(struct sv text, const char *name, struct xml **doc,
	       struct err *e) MUST_CHECK;                                      /* error: name:line: ... */
struct xml *xml_new(const char *root, const char *ns_uri, const char *prefix); /* prefix NULL: default */
void xml_free(struct xml **doc);                                               /* for CLEANUP */
struct xml_node *xml_root(struct xml *doc);

/* Building. `name` is in the namespace of the parent unless `ns_uri` is given (declared where needed). */
struct xml_node *xml_add(struct xml_node *parent, const char *name);
struct xml_node *xml_add_ns(struct xml_node *parent, const char *ns_uri, const char *prefix, const char *name);
void xml_set(struct xml_node *element, const char *attribute, struct sv value);
void xml_setz(struct xml_node *element, const char *attribute, const char *value);
void xml_set_int(struct xml_node *element, const char *attribute, int64_t value);
void xml_add_text(struct xml_node *element, struct sv text);
struct xml_node *xml_add_leaf(struct xml_node *parent, const char *name,
			      struct sv text); /* element with text */
void xml_remove(struct xml_node *node);
void xml_unset(struct xml_node *element, const char *attribute, const char *ns_uri);

/* Reading. Names are local names. */
bool xml_is_element(const struct xml_node *n);
bool xml_is_text(const struct xml_node *n);
struct sv xml_name(const struct xml_node *element);
struct sv xml_ns(const struct xml_node *n);                               /* namespace URI, empty if none */
struct sv xml_get(const struct xml_node *element, const char *attribute); /* no namespace; empty if absent */
bool xml_has(const struct xml_node *element, const char *attribute);
struct sv xml_get_ns(const struct xml_node *element, const char *attribute, const char *ns_uri);
struct sv xml_content(const struct xml_node *text);            /* of one text node */
struct sv xml_text(struct arena *a, const struct xml_node *n); /* all text below, joined */
long xml_line(const struct xml_node *n);
struct xml_node *
xml_first(const struct xml_node *element);           /* first child (element or text), comments skipped */
struct xml_node *xml_next(const struct xml_node *n); /* next sibling, comments skipped */
struct xml_node *xml_parent(const struct xml_node *n);
struct xml_node *xml_child(const struct xml_node *element,
			   const char *name); /* first child element of that name, any namespace */
struct xml_node *xml_next_named(const struct xml_node *element, const char *name);
/* Attributes one by one: *i starts at 0; false at the end. */
bool xml_attribute(const struct xml_node *element, size_t i, struct sv *name, struct sv *ns, struct sv *value);
struct xml_node *xml_copy_into(struct xml_node *parent, const struct xml_node *n, bool deep);

/* XPath 1.0 core over `doc`, which is complete by now. One context a render; its operations are counted against LIMIT_XPATH_OPS. */
struct xml_query;
struct xml_query *xml_query_new(struct xml *doc);
void xml_query_free(struct xml_query **q);
void xml_query_ns(struct xml_query *q, const char *prefix, const char *ns_uri);
void xml_query_bind(struct xml_query *q, const char *variable, struct xml_node *node); /* NULL unbinds */
bool xml_query_text(struct xml_query *q, struct xml_node *context, size_t position, size_t size,
		    const char *expression, struct arena *a, struct sv *value, struct err *e) MUST_CHECK;
bool xml_query_true(struct xml_query *q, struct xml_node *context, size_t position, size_t size,
		    const char *expression, bool *value, struct err *e) MUST_CHECK;
bool xml_query_nodes(struct xml_query *q, struct xml_node *context, const char *expression, struct arena *a,
		     struct xml_node ***nodes, size_t *n, struct err *e) MUST_CHECK;

bool xml_validate(struct xml *doc, struct sv relaxng, const char *schema_name, struct err *e) MUST_CHECK;
void xml_write(const struct xml *doc, bool indent, struct str *out); /* UTF-8 with declaration */

#endif
