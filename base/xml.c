#include "base/xml.h"

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <stdlib.h>
#include <string.h>

#include "base/table.h"

struct xml {
	xmlDoc *doc;
};

struct xml_query {
	struct xml *xml;
	xmlXPathContext *context;
	struct arena *arena;
	struct table *compiled; /* expression -> xmlXPathCompExpr */
	struct err error;       /* what libxml2 said last */
	bool said;
};

/* struct xml_node is libxml2's node under another name, so that its header stays here. */
static xmlNode *bare(const struct xml_node *n)
{
	return (xmlNode *)(uintptr_t)n;
}

static struct xml_node *wrap(xmlNode *n)
{
	return (struct xml_node *)n;
}

static struct sv sv_of_xml(const xmlChar *text)
{
	return sv_of((const char *)text);
}

static void *need(void *p)
{
	if (p == NULL)
		out_of_memory();
	return p;
}

static xmlChar *copied(struct sv v)
{
	if (v.n > LIMIT_XML_TEXT)
		out_of_memory();
	return need(xmlStrndup((const xmlChar *)(v.at != NULL ? v.at : ""), (int)v.n));
}

/* libxml2's messages end with a newline. */
static struct sv message_of(const xmlError *x)
{
	return sv_trim(sv_of(x != NULL && x->message != NULL ? x->message : "no reason was given"));
}

/* ---- documents ---- */

struct parse {
	bool doctype;
	int line;
};

static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *public_id,
			   const xmlChar *system_id)
{
	(void)name, (void)public_id, (void)system_id;
	xmlParserCtxt *parser = context;
	struct parse *p = parser->_private;
	p->doctype = true;
	p->line = xmlSAX2GetLineNumber(parser);
	xmlStopParser(parser);
}

static struct xml *document_new(xmlDoc *doc)
{
	struct xml *x = need(calloc(1, sizeof *x));
	x->doc = doc;
	return x;
}

bool xml_parse(struct sv text, const char *name, struct xml **doc, struct err *e)
{
	if (text.n > LIMIT_XML_TEXT)
		return err_set(e, "%s: expected at most %u bytes of XML, got %zu", name, LIMIT_XML_TEXT,
			       text.n);
	if (text.n == 0)
		return err_set(e, "%s: expected an XML document, got an empty text", name);
	struct parse p = {false, 0};
	xmlParserCtxt *parser = need(xmlNewParserCtxt());
	parser->_private = &p;
	parser->sax->internalSubset = refuse_doctype;
	xmlDoc *d = xmlCtxtReadMemory(parser, text.at, (int)text.n, NULL, NULL,
				      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
					      XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES);
	const xmlError *x = xmlCtxtGetLastError(parser);
	bool good = d != NULL && parser->wellFormed && !p.doctype;
	if (p.doctype)
		err_set(e, "%s:%d: expected no DOCTYPE", name, p.line);
	else if (!good)
		err_set(e, "%s:%d: " SV_FMT, name, x != NULL ? x->line : 0, SV_ARG(message_of(x)));
	xmlFreeParserCtxt(parser);
	if (!good) {
		xmlFreeDoc(d);
		return false;
	}
	*doc = document_new(d);
	return true;
}

struct xml *xml_new(const char *root, const char *ns_uri, const char *prefix)
{
	xmlDoc *d = need(xmlNewDoc((const xmlChar *)"1.0"));
	xmlNode *n = need(xmlNewDocNode(d, NULL, (const xmlChar *)root, NULL));
	xmlDocSetRootElement(d, n);
	if (ns_uri != NULL)
		xmlSetNs(n, need(xmlNewNs(n, (const xmlChar *)ns_uri, (const xmlChar *)prefix)));
	return document_new(d);
}

void xml_free(struct xml **doc)
{
	if (*doc == NULL)
		return;
	xmlFreeDoc((*doc)->doc);
	free(*doc);
	*doc = NULL;
}

struct xml_node *xml_root(struct xml *doc)
{
	return wrap(xmlDocGetRootElement(doc->doc));
}

/* ---- building ---- */

static struct xml_node *append(xmlNode *parent, xmlNs *ns, const char *name)
{
	xmlNode *n = need(xmlNewDocNode(parent->doc, ns, (const xmlChar *)name, NULL));
	xmlAddChild(parent, n);
	return wrap(n);
}

struct xml_node *xml_add(struct xml_node *parent, const char *name)
{
	return append(bare(parent), bare(parent)->ns, name);
}

struct xml_node *xml_add_ns(struct xml_node *parent, const char *ns_uri, const char *prefix, const char *name)
{
	xmlNode *n = bare(append(bare(parent), NULL, name));
	if (ns_uri == NULL || *ns_uri == '\0')
		return wrap(n);
	xmlNs *ns = xmlSearchNs(n->doc, n, (const xmlChar *)prefix);
	if (ns == NULL || strcmp((const char *)ns->href, ns_uri) != 0)
		ns = need(xmlNewNs(n, (const xmlChar *)ns_uri, (const xmlChar *)prefix));
	xmlSetNs(n, ns);
	return wrap(n);
}

void xml_set(struct xml_node *element, const char *attribute, struct sv value)
{
	xmlChar *text = copied(value);
	need(xmlSetProp(bare(element), (const xmlChar *)attribute, text));
	xmlFree(text);
}

void xml_setz(struct xml_node *element, const char *attribute, const char *value)
{
	xml_set(element, attribute, sv_of(value));
}

void xml_set_int(struct xml_node *element, const char *attribute, int64_t value)
{
	char text[24];
	snprintf(text, sizeof text, "%lld", (long long)value);
	xml_setz(element, attribute, text);
}

void xml_add_text(struct xml_node *element, struct sv text)
{
	if (text.n == 0)
		return;
	if (text.n > LIMIT_XML_TEXT)
		out_of_memory();
	xmlAddChild(bare(element),
		    need(xmlNewDocTextLen(bare(element)->doc, (const xmlChar *)text.at, (int)text.n)));
}

struct xml_node *xml_add_leaf(struct xml_node *parent, const char *name, struct sv text)
{
	struct xml_node *n = xml_add(parent, name);
	xml_add_text(n, text);
	return n;
}

void xml_remove(struct xml_node *node)
{
	xmlUnlinkNode(bare(node));
	xmlFreeNode(bare(node));
}

void xml_unset(struct xml_node *element, const char *attribute, const char *ns_uri)
{
	xmlAttr *a = ns_uri == NULL
			     ? xmlHasNsProp(bare(element), (const xmlChar *)attribute, NULL)
			     : xmlHasNsProp(bare(element), (const xmlChar *)attribute, (const xmlChar *)ns_uri);
	if (a != NULL)
		xmlRemoveProp(a);
}

/* ---- reading ---- */

bool xml_is_element(const struct xml_node *n)
{
	return n != NULL && bare(n)->type == XML_ELEMENT_NODE;
}

bool xml_is_text(const struct xml_node *n)
{
	return n != NULL && (bare(n)->type == XML_TEXT_NODE || bare(n)->type == XML_CDATA_SECTION_NODE);
}

struct sv xml_name(const struct xml_node *element)
{
	return sv_of_xml(bare(element)->name);
}

struct sv xml_ns(const struct xml_node *n)
{
	const xmlNode *node = bare(n);
	return node->type == XML_ELEMENT_NODE && node->ns != NULL ? sv_of_xml(node->ns->href) : SV("");
}

/* Without a DTD an attribute holds one text node, or none when it is empty. */
static struct sv attribute_value(const xmlAttr *a)
{
	return a != NULL && a->children != NULL ? sv_of_xml(a->children->content) : SV("");
}

static const xmlAttr *attribute_find(const struct xml_node *element, const char *name, const char *ns_uri)
{
	for (const xmlAttr *a = bare(element)->properties; a != NULL; a = a->next)
		if (strcmp((const char *)a->name, name) == 0 && (a->ns == NULL) == (ns_uri == NULL) &&
		    (ns_uri == NULL || strcmp((const char *)a->ns->href, ns_uri) == 0))
			return a;
	return NULL;
}

struct sv xml_get(const struct xml_node *element, const char *attribute)
{
	return attribute_value(attribute_find(element, attribute, NULL));
}

bool xml_has(const struct xml_node *element, const char *attribute)
{
	return attribute_find(element, attribute, NULL) != NULL;
}

struct sv xml_get_ns(const struct xml_node *element, const char *attribute, const char *ns_uri)
{
	return attribute_value(attribute_find(element, attribute, ns_uri));
}

struct sv xml_content(const struct xml_node *text)
{
	return sv_of_xml(bare(text)->content);
}

struct sv xml_text(struct arena *a, const struct xml_node *n)
{
	xmlChar *text = xmlNodeGetContent(bare(n));
	struct sv copy = arena_sv(a, sv_of_xml(text));
	xmlFree(text);
	return copy;
}

long xml_line(const struct xml_node *n)
{
	return xmlGetLineNo(bare(n));
}

static struct xml_node *from(xmlNode *n)
{
	while (n != NULL && !xml_is_element(wrap(n)) && !xml_is_text(wrap(n)))
		n = n->next;
	return wrap(n);
}

struct xml_node *xml_first(const struct xml_node *element)
{
	return from(bare(element)->children);
}

struct xml_node *xml_next(const struct xml_node *n)
{
	return from(bare(n)->next);
}

struct xml_node *xml_parent(const struct xml_node *n)
{
	xmlNode *parent = bare(n)->parent;
	return parent != NULL && parent->type == XML_ELEMENT_NODE ? wrap(parent) : NULL;
}

static struct xml_node *from_named(struct xml_node *n, struct sv name)
{
	while (n != NULL && !(xml_is_element(n) && sv_eq(xml_name(n), name)))
		n = xml_next(n);
	return n;
}

struct xml_node *xml_child(const struct xml_node *element, const char *name)
{
	return from_named(xml_first(element), sv_of(name));
}

struct xml_node *xml_next_named(const struct xml_node *element, const char *name)
{
	return from_named(xml_next(element), sv_of(name));
}

bool xml_attribute(const struct xml_node *element, size_t i, struct sv *name, struct sv *ns, struct sv *value)
{
	const xmlAttr *a = bare(element)->properties;
	while (a != NULL && i > 0) {
		a = a->next;
		i--;
	}
	if (a == NULL)
		return false;
	*name = sv_of_xml(a->name);
	*ns = a->ns != NULL ? sv_of_xml(a->ns->href) : SV("");
	*value = attribute_value(a);
	return true;
}

struct xml_node *xml_copy_into(struct xml_node *parent, const struct xml_node *n, bool deep)
{
	xmlNode *copy = need(xmlDocCopyNode(bare(n), bare(parent)->doc, deep ? 1 : 2));
	xmlAddChild(bare(parent), copy);
	xmlReconciliateNs(bare(parent)->doc, copy);
	return wrap(copy);
}

/* ---- XPath ---- */

/* libxml2 gives XPath errors as numbers alone. */
static const char *const query_errors[] = {
	[XPATH_NUMBER_ERROR] = "expected a number",
	[XPATH_UNFINISHED_LITERAL_ERROR] = "a text is not closed",
	[XPATH_START_LITERAL_ERROR] = "expected a text in quotes",
	[XPATH_VARIABLE_REF_ERROR] = "expected the name of a variable",
	[XPATH_UNDEF_VARIABLE_ERROR] = "a variable is not bound",
	[XPATH_INVALID_PREDICATE_ERROR] = "a condition in brackets is wrong",
	[XPATH_EXPR_ERROR] = "expected an expression",
	[XPATH_UNCLOSED_ERROR] = "a parenthesis or bracket is not closed",
	[XPATH_UNKNOWN_FUNC_ERROR] = "a function is not known",
	[XPATH_INVALID_OPERAND] = "an operand is wrong",
	[XPATH_INVALID_TYPE] = "a value has the wrong type",
	[XPATH_INVALID_ARITY] = "a function has the wrong number of arguments",
	[XPATH_UNDEF_PREFIX_ERROR] = "a namespace prefix is not declared",
	[XPATH_INVALID_CHAR_ERROR] = "a character is not allowed",
	[XPATH_STACK_ERROR] = "it is nested too deeply",
	[XPATH_OP_LIMIT_EXCEEDED] = "too many operations",
	[XPATH_RECURSION_LIMIT_EXCEEDED] = "it is nested too deeply",
};

static void keep_error(void *context, xmlErrorPtr x)
{
	struct xml_query *q = context;
	size_t code = (size_t)(x->code - XML_XPATH_EXPRESSION_OK);
	const char *text = code < sizeof query_errors / sizeof *query_errors ? query_errors[code] : NULL;
	if (!q->said)
		err_set(&q->error, "%s", text != NULL ? text : "it can't be evaluated");
	q->said = true;
}

/* libxml2 also prints some errors; whoever asked gets them as values. */
static void print_nothing(void *context, const char *format, ...)
{
	(void)context, (void)format;
}

struct xml_query *xml_query_new(struct xml *doc)
{
	struct xml_query *q = need(calloc(1, sizeof *q));
	q->xml = doc;
	q->arena = arena_new();
	q->compiled = table_new(q->arena);
	q->context = need(xmlXPathNewContext(doc->doc));
	q->context->opLimit = LIMIT_XPATH_OPS;
	/* Numbers the elements, or each comparison of two walks their siblings. */
	xmlXPathOrderDocElems(doc->doc);
	q->context->userData = q;
	q->context->error = keep_error;
	xmlSetGenericErrorFunc(NULL, print_nothing);
	return q;
}

void xml_query_free(struct xml_query **q)
{
	if (*q == NULL)
		return;
	for (size_t i = 0; i < table_size((*q)->compiled); i++)
		xmlXPathFreeCompExpr(table_value((*q)->compiled, i));
	xmlXPathFreeContext((*q)->context);
	arena_free(&(*q)->arena);
	free(*q);
	*q = NULL;
}

void xml_query_ns(struct xml_query *q, const char *prefix, const char *ns_uri)
{
	xmlXPathRegisterNs(q->context, (const xmlChar *)prefix, (const xmlChar *)ns_uri);
}

void xml_query_bind(struct xml_query *q, const char *variable, struct xml_node *node)
{
	xmlXPathRegisterVariable(q->context, (const xmlChar *)variable,
				 node != NULL ? need(xmlXPathNewNodeSet(bare(node))) : NULL);
}

static bool query_error(struct xml_query *q, const char *expression, struct err *e)
{
	return err_set(e, "XPath \"%s\": %s", expression, q->said ? q->error.text : "it has no value");
}

static bool compiled(struct xml_query *q, const char *expression, xmlXPathCompExpr **c, struct err *e)
{
	*c = table_get(q->compiled, sv_of(expression));
	if (*c != NULL)
		return true;
	*c = xmlXPathCtxtCompile(q->context, (const xmlChar *)expression);
	if (*c == NULL)
		return query_error(q, expression, e);
	bool added;
	*table_slot(q->compiled, sv_of(expression), &added) = *c;
	return true;
}

static bool evaluated(struct xml_query *q, struct xml_node *context, size_t position, size_t size,
		      const char *expression, xmlXPathObject **value, struct err *e)
{
	xmlXPathCompExpr *c;
	q->said = false;
	xmlXPathContext *x = q->context;
	if (!compiled(q, expression, &c, e))
		return false;
	x->node = context != NULL ? bare(context) : (xmlNode *)q->xml->doc;
	x->proximityPosition = position > INT32_MAX ? INT32_MAX : (int)position;
	x->contextSize = size > INT32_MAX ? INT32_MAX : (int)size;
	*value = xmlXPathCompiledEval(c, x);
	if (*value == NULL || q->said) {
		xmlXPathFreeObject(*value);
		return query_error(q, expression, e);
	}
	return true;
}

bool xml_query_text(struct xml_query *q, struct xml_node *context, size_t position, size_t size,
		    const char *expression, struct arena *a, struct sv *value, struct err *e)
{
	xmlXPathObject *object;
	if (!evaluated(q, context, position, size, expression, &object, e))
		return false;
	xmlChar *text = need(xmlXPathCastToString(object));
	*value = arena_sv(a, sv_of_xml(text));
	xmlFree(text);
	xmlXPathFreeObject(object);
	return true;
}

bool xml_query_true(struct xml_query *q, struct xml_node *context, size_t position, size_t size,
		    const char *expression, bool *value, struct err *e)
{
	xmlXPathObject *object;
	if (!evaluated(q, context, position, size, expression, &object, e))
		return false;
	*value = xmlXPathCastToBoolean(object) != 0;
	xmlXPathFreeObject(object);
	return true;
}

/* The elements and texts of a node set; false when it holds anything else. */
static bool take_nodes(xmlNodeSet *set, struct arena *a, struct xml_node ***nodes, size_t *n)
{
	size_t count = set != NULL ? (size_t)set->nodeNr : 0;
	struct xml_node **list = arena_array(a, count + 1, sizeof *list);
	for (size_t i = 0; i < count; i++) {
		list[i] = wrap(set->nodeTab[i]);
		if (!xml_is_element(list[i]) && !xml_is_text(list[i]))
			return false;
	}
	*nodes = list;
	*n = count;
	return true;
}

bool xml_query_nodes(struct xml_query *q, struct xml_node *context, const char *expression, struct arena *a,
		     struct xml_node ***nodes, size_t *n, struct err *e)
{
	xmlXPathObject *object;
	if (!evaluated(q, context, 1, 1, expression, &object, e))
		return false;
	bool good = object->type == XPATH_NODESET;
	if (good) {
		xmlXPathNodeSetSort(object->nodesetval);
		good = take_nodes(object->nodesetval, a, nodes, n);
	}
	xmlXPathFreeObject(object);
	return good || err_set(e, "XPath \"%s\": expected elements", expression);
}

/* ---- schemas and output ---- */

struct first_error {
	struct err e;
	bool said;
};

static void keep_first(void *context, xmlErrorPtr x)
{
	struct first_error *f = context;
	const xmlNode *n = x->node;
	if (!f->said && x->line == 0 && n != NULL &&
	    n->type == XML_ELEMENT_NODE) /* a document that was built */
		err_set(&f->e, "element %s: " SV_FMT, (const char *)n->name, SV_ARG(message_of(x)));
	else if (!f->said)
		err_set(&f->e, "line %d: " SV_FMT, x->line, SV_ARG(message_of(x)));
	f->said = true;
}

bool xml_validate(struct xml *doc, struct sv relaxng, const char *schema_name, struct err *e)
{
	struct first_error f = {.said = false};
	if (relaxng.n > LIMIT_XML_TEXT)
		return err_set(e, "%s: expected a schema below %u bytes", schema_name, LIMIT_XML_TEXT);
	xmlRelaxNGParserCtxt *parser = need(xmlRelaxNGNewMemParserCtxt(relaxng.at, (int)relaxng.n));
	xmlRelaxNGSetParserStructuredErrors(parser, keep_first, &f);
	xmlRelaxNG *schema = xmlRelaxNGParse(parser);
	xmlRelaxNGFreeParserCtxt(parser);
	if (schema == NULL)
		return err_set(e, "%s: %s", schema_name, f.said ? f.e.text : "it is no RELAX NG schema");
	xmlRelaxNGValidCtxt *valid = need(xmlRelaxNGNewValidCtxt(schema));
	xmlRelaxNGSetValidStructuredErrors(valid, keep_first, &f);
	int code = xmlRelaxNGValidateDoc(valid, doc->doc);
	xmlRelaxNGFreeValidCtxt(valid);
	xmlRelaxNGFree(schema);
	return code == 0 || err_set(e, "%s does not allow this document: %s", schema_name,
				    f.said ? f.e.text : "no reason was given");
}

void xml_write(const struct xml *doc, bool indent, struct str *out)
{
	xmlChar *text = NULL;
	int n = 0;
	xmlDocDumpFormatMemoryEnc(doc->doc, &text, &n, "UTF-8", indent);
	need(text);
	str_add(out, (struct sv){(const char *)text, (size_t)n});
	xmlFree(text);
}
