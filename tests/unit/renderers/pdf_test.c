#include "renderers/pdf.h"

#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "base/file.h"
#include "tests/unit/renderers/fixture.h"
#include "tests/unit/unit.h"

#define FRAME(body)                                                                                            \
	"<html xmlns='http://www.w3.org/1999/xhtml' xmlns:bw='urn:bailiwick:document:1' lang='en' dir='ltr'>"  \
	"<head><title>t</title></head><body>" body "</body></html>"
#define PART(blocks) FRAME("<section class='part' id='a'><h1>T</h1>" blocks "</section>")

static bool read_theme(struct str *theme, struct err *e)
{
	struct templates folder = {NULL, arena_new()};
	struct sv text;
	str_init(theme, LIMIT_XML_TEXT);
	bool good = templates_read(&folder, "theme.json", &text, e);
	if (good)
		str_add(theme, text);
	arena_free(&folder.arena);
	return good;
}

/* The theme with its first `from` turned into `to`. */
static struct sv changed(struct arena *a, struct sv theme, const char *from, const char *to)
{
	ptrdiff_t at = sv_find(theme, sv_of(from));
	if (at < 0)
		return theme;
	return arena_printf(a, SV_FMT "%s" SV_FMT, SV_ARG(sv_sub(theme, 0, (size_t)at)), to,
			    SV_ARG(sv_sub(theme, (size_t)at + strlen(from), theme.n)));
}

static bool render_text(struct arena *a, const char *document, const char *from, const char *to,
			struct pdf_outcome *outcome, struct str *out, struct err *e)
{
	CLEANUP(xml_free) struct xml *doc = NULL;
	CLEANUP(str_free) struct str theme = {0};
	if (!read_theme(&theme, e) || !xml_parse(sv_of(document), "document", &doc, e))
		return false;
	struct pdf_job job = {.document = doc,
			      .theme = changed(a, str_sv(&theme), from, to),
			      .as_of = SV("2026-10-03T08:00:00Z"),
			      .creator = SV("tests")};
	CLEANUP(strings_free) struct strings *strings = NULL;
	struct templates folder = {NULL, a};
	if (!strings_load(&folder, "en", &strings, e))
		return false;
	job.strings = strings;
	return pdf_render(&job, a, outcome, out, e);
}

static const struct fault_row {
	const char *document, *from, *to, *want;
} faults[] = {
	{FRAME(""), "\"top\": 64", "\"top\": 6", "page.margins: expected at least 40 points above and below"},
	{FRAME(""), "\"top\": 64", "\"top\": \"wide\"", "page.margins.top: expected a number of points"},
	{FRAME(""), "\"#0B1220\"", "\"ink\"", "colours.light.ink: expected \"#RRGGBB\", got \"ink\""},
	{FRAME(""), "\"size\": 9.5", "\"size\": 0", "expected a size of 1 to 200 points"},
	{FRAME(""), "\"Inter\",", "\"Of Nobody\",", "the font \"Of Nobody\", style \""},
	{FRAME(""), "{", "[", "theme.json: "},
	{"<html xmlns='http://www.w3.org/1999/xhtml' lang='en' dir='ltr'><head/></html>", "", "",
	 "expected an element body in html"},
	{PART("<p><a href='#nowhere'>x</a></p>"), "", "",
	 "link to \"#nowhere\": expected an element with that id"},
	{PART("<figure><bw:chart kind='pie' alt='x'/></figure>"), "", "",
	 "expected bars, stacked, donut or grid, got \"pie\""},
	{PART("<bw:register id='r' rows='r:report' file='f.csv'/>"), "", "",
	 "register r: expected a report model with its rows"},
	{PART("<p>x</p>"), "\"pages\": 4000", "\"pages\": 1", ""},
};

static bool has_fonts(struct arena *a)
{
	struct pdf_outcome outcome;
	struct str out;
	struct err e;
	str_init(&out, LIMIT_FILE);
	bool good = render_text(a, FRAME(""), "", "", &outcome, &out, &e);
	if (!good && strstr(e.text, "install the package") != NULL)
		unit_skip(e.text);
	else
		CHECK_OK(good, &e);
	str_free(&out);
	return good;
}

static void faults_are_named(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	for (size_t i = 0; has_fonts(a) && i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct pdf_outcome outcome = {0};
		struct str out;
		struct err e;
		str_init(&out, LIMIT_FILE);
		bool good =
			render_text(a, faults[i].document, faults[i].from, faults[i].to, &outcome, &out, &e);
		if (*faults[i].want == '\0')
			CHECK_OK(good, &e);
		else
			CHECK_ERR(good, &e, faults[i].want);
		str_free(&out);
	}
}

static void too_many_pages_are_an_error(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(str_free) struct str out;
	struct pdf_outcome outcome = {0};
	struct err e;
	str_init(&out, LIMIT_FILE);
	if (has_fonts(a))
		CHECK_ERR(render_text(a,
				      FRAME("<bw:cover><h1>C</h1></bw:cover><section class='part' "
					    "id='b'><h1>B</h1></section>"),
				      "\"pages\": 4000", "\"pages\": 1", &outcome, &out, &e),
			  &e, "expected at most 1 pages, got 2");
}

static void missing_characters_are_told(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(str_free) struct str out;
	struct pdf_outcome outcome = {0};
	struct err e;
	str_init(&out, LIMIT_FILE);
	if (!has_fonts(a))
		return;
	CHECK_OK(render_text(a, PART("<p><bdi>&#x12000;</bdi></p>"), "", "", &outcome, &out, &e), &e);
	CHECK_SV(outcome.missing, SV("U+12000"));
	CHECK_INT(outcome.pages, 1);
	size_t drawn = out.n;
	str_reset(&out);
	CHECK_OK(render_text(a, PART("<p><bdi>x</bdi></p>"), "", "", &outcome, &out, &e), &e);
	CHECK_SV(outcome.missing, SV(""));
	CHECK(drawn > out.n + 200); /* the sentence that names it */
}

static bool keep_file(void *context, const char *name, struct sv bytes, struct err *e)
{
	(void)e;
	CHECK_Z(name, "report.pdf");
	str_add(context, bytes);
	return true;
}

static bool render_store(struct xml *model, struct str *out, struct err *e)
{
	const struct render_format *const formats[] = {render_format_find(SV("pdf")), NULL};
	struct render_sink sink = {keep_file, out};
	struct render_options options = {0};
	return render(model, formats, &options, &sink, e);
}

/* Leaves the file in the scratch folder for tests/golden/pdf_test.py. */
static void the_report_of_the_store_is_the_same_twice(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = fixture_store();
	CLEANUP(xml_free) struct xml *model = fixture_model(db);
	CLEANUP(str_free) struct str one, two;
	struct err e;
	str_init(&one, LIMIT_FILE);
	str_init(&two, LIMIT_FILE);
	if (model == NULL || !has_fonts(a) || !CHECK_OK(render_store(model, &one, &e), &e))
		return;
	CHECK_OK(render_store(model, &two, &e), &e);
	CHECK(sv_eq(str_sv(&one), str_sv(&two)));
	const char *scratch = getenv("SCRATCH");
	if (scratch != NULL)
		CHECK_OK(file_write(arena_printf(a, "%s/report.pdf", scratch).at, str_sv(&one), &e), &e);
}

const struct unit_suite renderers_pdf_suite = {
	"pdf",
	(const struct unit_case[]){
		{"faults_are_named", faults_are_named},
		{"too_many_pages_are_an_error", too_many_pages_are_an_error},
		{"missing_characters_are_told", missing_characters_are_told},
		{"the_report_of_the_store_is_the_same_twice", the_report_of_the_store_is_the_same_twice},
		{NULL, NULL},
	},
};
