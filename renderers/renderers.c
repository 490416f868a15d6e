#include "renderers/renderers.h"

#include "renderers/expand.h"

const struct render_format render_formats[] = {
	{"html", ".html", "text/html", true, NULL, html_report},
	{"pdf", ".pdf", "application/pdf", true, NULL, pdf_report},
	{"json", ".json", "application/json", false, NULL, json_report},
	{"csv", ".csv", "text/csv", false, NULL, csv_report},
	{NULL, NULL, NULL, false, NULL, NULL},
};

/* The page template of each kind of report. */
static const struct {
	const char *kind, *template;
} kinds[] = {{"customer-audit", "customer.xhtml"}};

const struct render_format *render_format_find(struct sv name)
{
	for (const struct render_format *f = render_formats; f->name != NULL; f++)
		if (sv_eq(name, sv_of(f->name)))
			return f;
	return NULL;
}

static bool template_of(struct sv kind, const char **name, struct err *e)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (sv_eq(kind, sv_of(kinds[i].kind))) {
			*name = kinds[i].template;
			return true;
		}
	}
	return err_set(e, "report kind \"" SV_FMT "\": no template is known", SV_ARG(kind));
}

bool render_document(struct xml *model, const struct templates *folder, const struct strings *strings,
		     struct xml **document, struct err *e)
{
	CLEANUP(xml_free) struct xml *made = NULL;
	const char *name;
	struct sv schema;
	if (!template_of(xml_get(xml_root(model), "kind"), &name, e) ||
	    !expand_template(model, folder, strings, name, &made, e) ||
	    !templates_read(folder, "schema/document.rng", &schema, e) ||
	    !xml_validate(made, schema, "schema/document.rng", e))
		return false;
	*document = made;
	made = NULL;
	return true;
}

static bool applies(const struct render_format *f, struct sv kind)
{
	struct sv rest = sv_of(f->reports), word;
	if (f->reports == NULL)
		return true;
	while (sv_split(&rest, ' ', &word))
		if (sv_eq(word, kind))
			return true;
	return false;
}

static bool check_formats(struct xml *model, const struct render_format *const *formats, bool *document,
			  struct err *e)
{
	struct sv kind = xml_get(xml_root(model), "kind");
	for (; *formats != NULL; formats++) {
		if (!applies(*formats, kind))
			return err_set(e, "format %s is not written for a report of kind \"" SV_FMT "\"",
				       (*formats)->name, SV_ARG(kind));
		*document |= (*formats)->document;
	}
	return true;
}

bool render(struct xml *model, const struct render_format *const *formats, const struct render_options *o,
	    const struct render_sink *sink, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(xml_free) struct xml *document = NULL;
	CLEANUP(strings_free) struct strings *strings = NULL;
	struct templates folder = {o->folder, a};
	bool needed = false;
	const char *language = arena_strz(a, xml_get(xml_root(model), "language"));
	if (!check_formats(model, formats, &needed, e) || !strings_load(&folder, language, &strings, e) ||
	    (needed && !render_document(model, &folder, strings, &document, e)))
		return false;
	struct render_input in = {model, document, strings, &folder};
	for (; *formats != NULL; formats++)
		if (!(*formats)->write(&in, sink, e))
			return err_wrap(e, "%s", (*formats)->name);
	return true;
}
