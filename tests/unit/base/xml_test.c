#include "tests/unit/unit.h"

#include "base/xml.h"

extern const struct unit_suite base_xml_suite;

#define PARSED(doc, text)                                                                                      \
	CLEANUP(xml_free) struct xml *doc = NULL;                                                              \
	struct err e;                                                                                          \
	if (!CHECK_OK(xml_parse(sv_of(text), "a.xml", &doc, &e), &e))                                          \
	return

static void documents_are_read_node_by_node(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	PARSED(doc, "<r xmlns='urn:x' xmlns:y='urn:y'>\n<!-- no --><a k='1' "
		    "y:k='2'>te&amp;<b>xt</b><![CDATA[<&]]></a>"
		    "<y:c/></r>");
	struct xml_node *r = xml_root(doc), *n = xml_child(r, "a");
	CHECK_SV(xml_name(r), SV("r"));
	CHECK_SV(xml_ns(r), SV("urn:x"));
	CHECK(xml_parent(r) == NULL && xml_parent(n) == r);
	CHECK_SV(xml_get(n, "k"), SV("1"));
	CHECK_SV(xml_get_ns(n, "k", "urn:y"), SV("2"));
	CHECK(xml_has(n, "k") && !xml_has(n, "z"));
	CHECK_SV(xml_get(n, "z"), SV(""));
	CHECK_SV(xml_text(a, n), SV("te&xt<&"));
	CHECK_INT(xml_line(n), 2);
	CHECK(xml_is_text(xml_first(n)) && xml_is_element(xml_next(xml_first(n))));
	CHECK_SV(xml_content(xml_first(n)), SV("te&"));
	CHECK_SV(xml_ns(xml_next_named(n, "c")), SV("urn:y"));
	CHECK(xml_next_named(n, "d") == NULL && xml_child(r, "d") == NULL);
	struct sv name, ns, value;
	CHECK(xml_attribute(n, 1, &name, &ns, &value) && !xml_attribute(n, 2, &name, &ns, &value));
	CHECK_SV(ns, SV("urn:y"));
	CHECK_SV(value, SV("2"));
}

static void broken_documents_name_file_and_line(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"", "a.xml: expected an XML document, got an empty text"},
		{"<a>\n<b></b>", "a.xml:2: Premature end of data"},
		{"<a/>x", "a.xml:1: Extra content"},
		{"<a>&other;</a>", "a.xml:1: Entity 'other' not defined"},
		{"<a x='\x01'/>", "a.xml:1: "},
		{"<a>\xff</a>", "a.xml:1: "},
		{"<!DOCTYPE a>\n<a/>", "a.xml:1: expected no DOCTYPE"},
		{"\n<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "a.xml:2: expected no DOCTYPE"},
		{"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "expected no DOCTYPE"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CLEANUP(xml_free) struct xml *doc = NULL;
		struct err e;
		CHECK_ERR(xml_parse(sv_of(rows[i].text), "a.xml", &doc, &e), &e, rows[i].want);
		CHECK(doc == NULL);
	}
}

static void built_documents_escape_what_they_hold(void)
{
	CLEANUP(xml_free) struct xml *doc = xml_new("r", "urn:x", NULL);
	CLEANUP(str_free) struct str out;
	str_init(&out, 4096);
	struct xml_node *n = xml_add(xml_root(doc), "a");
	xml_set(n, "k", SV("</script>\"<&>"));
	xml_set_int(n, "i", INT64_MIN);
	xml_setz(n, "gone", "x");
	xml_unset(n, "gone", NULL);
	xml_add_text(n, SV("]]> <b>&amp;"));
	xml_add_leaf(xml_root(doc), "b", SV(""));
	xml_set(xml_add_ns(xml_root(doc), "urn:y", "y", "c"), "k", SV(""));
	xml_remove(xml_add(xml_root(doc), "removed"));
	xml_write(doc, false, &out);
	CHECK_SV(str_sv(&out),
		 SV("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r xmlns=\"urn:x\">"
		    "<a k=\"&lt;/script&gt;&quot;&lt;&amp;&gt;\" i=\"-9223372036854775808\">]]&gt; "
		    "&lt;b&gt;&amp;amp;</a><b/><y:c xmlns:y=\"urn:y\" k=\"\"/></r>\n"));
}

static void copies_keep_their_namespaces(void)
{
	PARSED(doc, "<y:r xmlns:y='urn:y'><y:a k='1'><y:b/></y:a></y:r>");
	CLEANUP(xml_free) struct xml *other = xml_new("z", NULL, NULL);
	struct xml_node *copy = xml_copy_into(xml_root(other), xml_child(xml_root(doc), "a"), true);
	CHECK_SV(xml_ns(xml_first(copy)), SV("urn:y"));
	copy = xml_copy_into(xml_root(other), xml_child(xml_root(doc), "a"), false);
	CHECK(xml_first(copy) == NULL);
	CHECK_SV(xml_get(copy, "k"), SV("1"));
}

static void queries_answer_in_their_context(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	PARSED(doc, "<r xmlns='urn:x'><a k='2'/><a k='1'>one</a></r>");
	CLEANUP(xml_query_free) struct xml_query *q = xml_query_new(doc);
	xml_query_ns(q, "r", "urn:x");
	struct xml_node **nodes;
	size_t n;
	struct sv text;
	bool yes;
	if (!CHECK_OK(xml_query_nodes(q, NULL, "r:r/r:a[@k = '1'] | r:r/r:a", a, &nodes, &n, &e), &e))
		return;
	CHECK_INT(n, 2);
	CHECK_SV(xml_get(nodes[0], "k"), SV("2")); /* document order */
	CHECK_OK(xml_query_text(q, nodes[1], 3, 7, "concat(., ' ', position(), ' ', last())", a, &text, &e),
		 &e);
	CHECK_SV(text, SV("one 3 7"));
	xml_query_bind(q, "w", nodes[0]);
	CHECK_OK(xml_query_true(q, NULL, 1, 1, "$w/@k = 2", &yes, &e), &e);
	CHECK(yes);
	xml_query_bind(q, "w", NULL);
	CHECK_ERR(xml_query_true(q, NULL, 1, 1, "$w/@k = 2", &yes, &e), &e,
		  "XPath \"$w/@k = 2\": a variable is not bound");
}

static void wrong_queries_say_what_is_wrong(void)
{
	static const struct {
		const char *expression, *want;
	} rows[] = {
		{"concat('a',", "XPath \"concat('a',\": "},
		{"r:a", "a namespace prefix is not declared"},
		{"document('x')", "a function is not known"},
		{"/r/@k", "expected elements"},
		{"1 + 1", "expected elements"},
		{"][", "expected an expression"},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	PARSED(doc, "<r k='1'/>");
	CLEANUP(xml_query_free) struct xml_query *q = xml_query_new(doc);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct xml_node **nodes;
		size_t n;
		CHECK_ERR(xml_query_nodes(q, NULL, rows[i].expression, a, &nodes, &n, &e), &e, rows[i].want);
	}
}

static void a_query_without_end_is_stopped(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(xml_free) struct xml *doc = xml_new("r", NULL, NULL);
	for (int i = 0; i < 1000; i++)
		xml_add(xml_root(doc), "a");
	CLEANUP(xml_query_free) struct xml_query *q = xml_query_new(doc);
	struct sv text;
	struct err e;
	CHECK_ERR(xml_query_text(q, NULL, 1, 1, "count(/r/a[count(/r/a[count(/r/a) > 0]) > 0])", a, &text, &e),
		  &e, "too many operations");
}

static void schemas_allow_and_refuse(void)
{
	static const char schema[] = "<element name='r' xmlns='http://relaxng.org/ns/structure/1.0'>"
				     "<attribute name='k'/></element>";
	struct err e;
	CLEANUP(xml_free) struct xml *doc = xml_new("r", NULL, NULL);
	CHECK_ERR(xml_validate(doc, SV(schema), "r.rng", &e), &e,
		  "r.rng does not allow this document: element r: ");
	xml_setz(xml_root(doc), "k", "1");
	CHECK_OK(xml_validate(doc, SV(schema), "r.rng", &e), &e);
	CHECK_ERR(xml_validate(doc, SV("<element/>"), "r.rng", &e), &e, "r.rng: line ");
}

const struct unit_suite base_xml_suite = {
	"base_xml", (const struct unit_case[]){
			    {"documents_are_read_node_by_node", documents_are_read_node_by_node},
			    {"broken_documents_name_file_and_line", broken_documents_name_file_and_line},
			    {"built_documents_escape_what_they_hold", built_documents_escape_what_they_hold},
			    {"copies_keep_their_namespaces", copies_keep_their_namespaces},
			    {"queries_answer_in_their_context", queries_answer_in_their_context},
			    {"wrong_queries_say_what_is_wrong", wrong_queries_say_what_is_wrong},
			    {"a_query_without_end_is_stopped", a_query_without_end_is_stopped},
			    {"schemas_allow_and_refuse", schemas_allow_and_refuse},
			    {NULL, NULL},
		    }};
