#include "tests/unit/unit.h"

#include "base/file.h"
#include "renderers/expand.h"

extern const struct unit_suite renderers_expand_suite;

#define HEAD                                                                                                   \
	"<html xmlns='http://www.w3.org/1999/xhtml' xmlns:tal='http://xml.zope.org/namespaces/tal' "           \
	"xmlns:i18n='http://xml.zope.org/namespaces/i18n' xmlns:metal='http://xml.zope.org/namespaces/metal' " \
	"xmlns:bw='urn:bailiwick:template:1' xmlns:d='urn:bailiwick:document:1'>"

static const char model_text[] =
	"<report xmlns='urn:bailiwick:report:1' name='&lt;b&gt; &amp; \"x\"' n='1234'>"
	"<item id='a' v='FAIL'>one</item><item id='b'>two</item><item id='c' v='PASS'>three</item></report>";

static const char strings_text[] = "<strings language='en' dir='ltr'><s key='hello'>Hello {who}, until "
				   "{when}.</s><s key='n'><one>{n} thing</one><other>{n} "
				   "things</other></s><s key='verdict.FAIL'>Fails</s><s "
				   "key='format.group'>,</s><s key='alt'>All {n} of {who}</s></strings>";

/* A template folder of one template, and what it makes of the model; the serialized root in *made. */
static bool expand(const char *body, struct arena *a, struct sv *made, struct err *e)
{
	CLEANUP(xml_free) struct xml *model = NULL, *doc = NULL;
	CLEANUP(strings_free) struct strings *s = NULL;
	CLEANUP(str_free) struct str out;
	const struct templates folder = {"scratch-templates", a};
	str_init(&out, 1u << 20);
	struct sv whole = arena_printf(a, HEAD "%s</html>", body);
	bool good =
		file_make_folders("scratch-templates/strings", e) &&
		file_make_folders("scratch-templates/parts", e) &&
		file_write("scratch-templates/strings/en.xml", SV(strings_text), e) &&
		file_write("scratch-templates/parts/p.xhtml",
			   SV("<p xmlns='http://www.w3.org/1999/xhtml' "
			      "xmlns:tal='http://xml.zope.org/namespaces/tal' "
			      "tal:content='@id'>id</p>"),
			   e) &&
		file_write("scratch-templates/parts/self.xhtml",
			   SV("<p xmlns='http://www.w3.org/1999/xhtml' xmlns:bw='urn:bailiwick:template:1'><b "
			      "bw:include='parts/self.xhtml'/></p>"),
			   e) &&
		file_write("scratch-templates/t.xhtml", whole, e) && strings_load(&folder, "en", &s, e) &&
		xml_parse(SV(model_text), "model", &model, e) &&
		expand_template(model, &folder, s, "t.xhtml", &doc, e);
	if (!good)
		return false;
	xml_write(doc, false, &out);
	struct sv text = str_sv(&out);
	ptrdiff_t from = sv_find(text, SV("dir=\"ltr\">"));
	if (from < 0) {
		*made = SV("");
		return true;
	}
	text = sv_sub(text, (size_t)from + 10, text.n);
	*made = arena_sv(a, sv_sub(text, 0, text.n - 8));
	return true;
}

static void each_word_does_what_it_says(void)
{
	static const struct {
		const char *body, *want;
	} rows[] = {
		{"<p tal:condition='r:report/@n'>1</p><p tal:condition='r:report/@m'>2</p>", "<p>1</p>"},
		{"<p tal:content='r:report/@name'>sample</p>", "<p>&lt;b&gt; &amp; \"x\"</p>"},
		{"<p tal:content='r:report/@n' bw:format='count'>sample</p>", "<p>1,234</p>"},
		{"<b tal:repeat='i r:report/r:item' tal:content='concat(position(), \"/\", last(), $i/@id, "
		 ".)'>x</b>",
		 "<b>1/3aone</b><b>2/3btwo</b><b>3/3cthree</b>"},
		{"<b tal:repeat='i r:report/r:item' tal:attributes='class @v; title concat(\"a;;b\", @id)' "
		 "class='sample'/>",
		 "<b class=\"FAIL\" title=\"a;ba\"/><b title=\"a;bb\"/><b class=\"PASS\" title=\"a;bc\"/>"},
		{"<p><span tal:omit-tag='' tal:content='r:report/@n'>x</span>, <i>1</i></p>",
		 "<p>1234, <i>1</i></p>"},
		{"<p i18n:translate='hello'>Hi <b i18n:name='who' tal:content='r:report/@name'>A</b> <i "
		 "i18n:name='when'>1</i></p>",
		 "<p>Hello <b>&lt;b&gt; &amp; \"x\"</b>, until <i>1</i>.</p>"},
		{"<p i18n:translate='n' bw:parts='n count r:report/@n'>x</p>", "<p>1,234 things</p>"},
		{"<p i18n:translate='n' bw:parts='n count 1'>x</p>", "<p>1 thing</p>"},
		{"<p i18n:attributes='title alt; lang verdict.{r:report/r:item/@v}' bw:parts='n count "
		 "r:report/@n; who word r:report/@name'/>",
		 "<p title=\"All 1,234 of &lt;b&gt; &amp; &quot;x&quot;\" lang=\"Fails\"/>"},
		{"<p bw:msg='concat(\"verdict.\", r:report/r:item/@v)'>x</p>", "<p>Fails</p>"},
		{"<b tal:repeat='i r:report/r:item[@v]' bw:include='parts/p.xhtml'/>", "<p>a</p><p>c</p>"},
		{"<b tal:condition='false()' tal:repeat='i r:report/nothing' />", ""},
		{"<p>\n  <b>1</b>\n  <i>2</i> <u>3</u>\n</p>", "<p><b>1</b><i>2</i> <u>3</u></p>"},
		{"<d:point label='x'><d:cell tal:repeat='i r:report/r:item' tal:attributes='style @v; text "
		 "@id'/></d:point>",
		 "<bw:point xmlns:bw=\"urn:bailiwick:document:1\" label=\"x\" styles=\"FAIL - PASS\" "
		 "texts=\"a|b|c\"/>"},
		{"<a href='#x' tal:attributes='href concat(\"#\", r:report/r:item/@id)'>1</a>",
		 "<a href=\"#a\">1</a>"},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sv made;
		struct err e;
		if (CHECK_OK(expand(rows[i].body, a, &made, &e), &e))
			CHECK_SV(made, sv_of(rows[i].want));
	}
}

static void refused_words_name_the_alternative(void)
{
	static const struct {
		const char *body, *want;
	} rows[] = {
		{"<p tal:define='x 1'/>",
		 "t.xhtml:1: tal:define is not taken over: write the path where it is needed"},
		{"<p tal:replace='x'/>", "tal:replace is not taken over: use tal:content with tal:omit-tag"},
		{"<p tal:switch='x'/>", "tal:switch is not taken over: use tal:condition"},
		{"<p tal:case='x'/>", "tal:case is not taken over: use tal:condition"},
		{"<p tal:on-error='x'/>", "tal:on-error is not taken over: a report never hides an error"},
		{"<p metal:use-macro='x'/>", "metal:use-macro is not taken over: use bw:include"},
		{"<p tal:content='structure r:report'/>", "\"structure\" does not exist: values enter as text"},
		{"<p tal:loop='x'/>", "\"loop\" is no word of templates"},
		{"<script>1</script>", "the element script may not stand in a template"},
		{"<IMG/>", "the element IMG may not stand in a template"},
		{"<p style='x'/>", "the attribute style may not stand in a template"},
		{"<p onclick='x'/>", "the attribute onclick may not stand in a template"},
		{"<p tal:attributes='onload \"x\"'/>", "the attribute onload may not be set"},
		{"<p tal:attributes='style \"x\"'/>", "the attribute style may not be set"},
		{"<a href='javascript:1'>1</a>",
		 "href: expected a fragment, https: or mailto:, got \"javascript:1\""},
		{"<a tal:attributes='href r:report/@name'>1</a>",
		 "href: expected a fragment, https: or mailto:, got \"<b>"},
		{"<p tal:content='//r:item'/>", "t.xhtml:1: tal:content: expected a path without \"//\""},
		{"<p tal:repeat='i //r:item'/>", "tal:repeat: expected a path without \"//\""},
		{"<p tal:content='concat(1,'/>", "t.xhtml:1: tal:content: XPath \"concat(1,\""},
		{"<p tal:repeat='i r:report/@n'/>", "tal:repeat: XPath \"r:report/@n\": expected elements"},
		{"<p tal:content='r:report/@name' bw:format='count'/>",
		 "tal:content: format count: expected a whole number"},
		{"<p i18n:translate='nobody'/>", "t.xhtml:1: strings/en.xml: there is no key \"nobody\""},
		{"<p i18n:translate='hello'/>", "the part {who} of the text is not given"},
		{"<p>Left over</p>", "t.xhtml:1: expected words from the strings file, got \"Left over\""},
		{"<p bw:include='../x.xhtml'/>", "expected the name of a file in the template folder"},
		{"<p bw:include='parts/none.xhtml'/>", "scratch-templates/parts/none.xhtml"},
		{"<p bw:include='parts/self.xhtml'/>",
		 "parts/self.xhtml:1: bw:include: nested more than 8 deep"},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sv made;
		struct err e;
		CHECK_ERR(expand(rows[i].body, a, &made, &e), &e, rows[i].want);
	}
}

const struct unit_suite renderers_expand_suite = {
	"renderers_expand", (const struct unit_case[]){
				    {"each_word_does_what_it_says", each_word_does_what_it_says},
				    {"refused_words_name_the_alternative", refused_words_name_the_alternative},
				    {NULL, NULL},
			    }};
