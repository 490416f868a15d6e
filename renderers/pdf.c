#include "renderers/pdf.h"

#include "base/file.h"
#include "renderers/pdf/frame.h"
#include "renderers/pdf_walk.h"

#define PROFILE  "/usr/share/color/icc/sRGB.icc"
#define SEED_MAX (128u << 20)

/* Everything that one document needs, freed in one place. */
struct setting {
	struct arena *arena;
	struct pdf_fonts *fonts;
	struct json *theme;
	struct pdf_doc *doc;
	struct pdf_shaper *shaper;
	struct xml_query *query;
	struct pdf_pages pages;
	struct pdf_flow flow;
	struct pdf_walk walk;
};

static void setting_close(struct setting *s)
{
	pdf_pages_free(&s->pages);
	pdf_shaper_free(&s->shaper);
	pdf_doc_free(&s->doc);
	xml_query_free(&s->query);
	json_free(&s->theme);
	pdf_fonts_free(&s->fonts);
}

static void collect_ids(struct pdf_walk *w, const struct xml_node *element, bool printed)
{
	bool added = false;
	printed = printed && pdf_on_paper(element);
	if (xml_get(element, "id").n > 0)
		*table_slot(printed ? w->ids : w->screen_ids, xml_get(element, "id"), &added) = w;
	for (const struct xml_node *n = xml_first(element); n != NULL; n = xml_next(n))
		if (xml_is_element(n))
			collect_ids(w, n, printed);
}

static bool setting_open(struct setting *s, const struct pdf_job *job, const struct xml_node *html,
			 struct err *e)
{
	struct pdf_theme *theme = NULL;
	bool rtl = sv_eq(xml_get(html, "dir"), SV("rtl"));
	pdf_fonts_new(&s->fonts);
	if (!json_parse(job->theme, &s->theme, e))
		return err_wrap(e, "theme.json");
	if (!pdf_theme_read(s->arena, s->fonts, json_root(s->theme), &theme, e) ||
	    !pdf_doc_new(s->arena, &s->doc, e))
		return false;
	if (file_exists(PROFILE) && !pdf_fonts_read_profile(s->fonts, PROFILE, e))
		return false;
	const struct pdf_paper *paper = pdf_theme_paper(theme);
	pdf_shaper_new(s->arena, s->doc, xml_get(html, "lang"), &s->shaper);
	pdf_pages_init(&s->pages, s->arena, s->doc, s->shaper, paper->width, paper->height, rtl);
	s->pages.accent = pdf_theme_colour(theme, SV("accent"));
	pdf_flow_init(&s->flow, &s->pages, paper->start, paper->width - paper->start - paper->end, paper->top,
		      paper->height - paper->bottom);
	s->walk = (struct pdf_walk){.arena = s->arena,
				    .theme = theme,
				    .shaper = s->shaper,
				    .pages = &s->pages,
				    .flow = &s->flow,
				    .strings = job->strings,
				    .badges = table_new(s->arena),
				    .model = job->model,
				    .ids = table_new(s->arena),
				    .screen_ids = table_new(s->arena),
				    .rtl = rtl};
	if (job->model != NULL)
		s->walk.query = s->query = register_query(job->model);
	collect_ids(&s->walk, html, true);
	return true;
}

/* The identity of the file follows from everything that decides its bytes. */
static struct sv seed_of(const struct pdf_job *job, struct arena *a)
{
	struct str s;
	str_init(&s, SEED_MAX);
	xml_write(job->document, false, &s);
	str_add(&s, job->theme);
	str_add(&s, job->as_of);
	str_add(&s, job->creator);
	struct sv seed = arena_sv(a, str_sv(&s));
	str_free(&s);
	return seed;
}

/* A name that can't be drawn must not pass for one that was: the end of the report says so. */
static void place_missing(struct setting *s)
{
	struct sv missing = pdf_shaper_missing(s->shaper), text;
	struct strings_part part = {.name = SV("characters"), .text = missing};
	struct err e;
	if (missing.n == 0 || s->walk.strings == NULL)
		return;
	if (!strings_fill(s->walk.strings, SV("pdf.missing"), &part, 1, s->arena, &text, &e)) {
		pdf_walk_fail(&s->walk, &e);
		return;
	}
	struct pdf_box *box = pdf_box_new(&s->flow, PDF_BOX_TEXT, "P");
	box->para = pdf_plain(&s->walk, text, PDF_SPAN_PLAIN, &pdf_voice_in(&s->walk, "small", "muted")->plain);
	box->before = PDF_GAP_PART;
	pdf_flow_place(&s->flow, box, pdf_tags_root(s->pages.tags));
}

static void place_body(struct setting *s, const struct xml_node *body, const struct xml_node *running)
{
	struct pdf_walk *w = &s->walk;
	struct pdf_tag *root = pdf_tags_root(s->pages.tags);
	const struct xml_node *cover = xml_child(body, "cover");
	struct sv contents = running == NULL ? SV("") : xml_get(running, "contents");
	if (cover != NULL)
		pdf_cover_place(w, cover);
	if (contents.n > 0) {
		pdf_flow_new_page(&s->flow);
		pdf_flow_place(&s->flow, pdf_contents(w, body, contents), root);
	}
	/* Later parts may share a page; the first one begins one, unless it opens the report beside the contents. */
	const struct xml_node *first = xml_child(body, "section");
	if (s->pages.n == 0 || (first != NULL && !sv_eq(xml_get(first, "class"), SV("opening"))))
		pdf_flow_new_page(&s->flow);
	for (const struct xml_node *n = xml_child(body, "section"); n != NULL && !w->failed;
	     n = xml_next_named(n, "section"))
		if (pdf_on_paper(n))
			pdf_flow_place(&s->flow, pdf_section(w, n), root);
	place_missing(s);
	pdf_flow_finish(&s->flow);
}

static void draw_frame(struct setting *s, const struct xml_node *running, bool cover)
{
	const struct pdf_voice *voice = pdf_voice_in(&s->walk, "label", "muted");
	struct pdf_frame frame = {.head_start = xml_get(running, "start"),
				  .head_end = xml_get(running, "end"),
				  .foot_start = xml_get(running, "foot"),
				  .page_pattern = xml_get(running, "page"),
				  .style = &pdf_voice_in(&s->walk, "small", "muted")->plain,
				  .strong = &voice->plain,
				  .rule = pdf_theme_colour(s->walk.theme, SV("rule")),
				  .first = cover ? 1 : 0};
	pdf_frame_draw(&s->flow, &frame);
}

static bool finish(struct setting *s, const struct pdf_job *job, const struct xml_node *html, struct str *out,
		   struct err *e)
{
	const struct xml_node *head = xml_child(html, "head");
	const struct xml_node *title = head == NULL ? NULL : xml_child(head, "title");
	struct pdf_meta meta = {.title = title == NULL ? SV("") : pdf_inline_text(&s->walk, title),
				.language = xml_get(html, "lang"),
				.creator = job->creator,
				.as_of = job->as_of,
				.seed = seed_of(job, s->arena),
				.profile = pdf_fonts_profile(s->fonts)};
	return pdf_finish(&s->pages, &meta, s->flow.outline, s->flow.n_outline, out, e);
}

static bool make(struct setting *s, const struct pdf_job *job, struct pdf_outcome *outcome, struct str *out,
		 struct err *e)
{
	const struct xml_node *html = xml_root(job->document);
	const struct xml_node *body = xml_child(html, "body");
	if (body == NULL)
		return err_set(e, "resolved document: expected an element body in html");
	if (!setting_open(s, job, html, e))
		return false;
	const struct xml_node *running = xml_child(body, "running");
	place_body(s, body, running);
	if (s->walk.failed) {
		*e = s->walk.fault;
		return false;
	}
	size_t most = (size_t)pdf_theme_cap(s->walk.theme, "pages", PDF_PAGES_MAX);
	if (s->pages.n > most)
		return err_set(e, "the PDF document: expected at most %zu pages, got %zu", most, s->pages.n);
	if (running != NULL)
		draw_frame(s, running, xml_child(body, "cover") != NULL);
	outcome->pages = s->pages.n;
	outcome->missing = pdf_shaper_missing(s->shaper);
	outcome->archival = pdf_fonts_profile(s->fonts).n > 0;
	return finish(s, job, html, out, e);
}

/* The moment the evidence speaks of dates the file, so that nobody's clock does. */
static struct sv frame_of(struct xml *model, const char *attribute)
{
	const struct xml_node *frame = xml_child(xml_root(model), "frame");
	return frame == NULL ? SV("") : xml_get(frame, attribute);
}

bool pdf_report(const struct render_input *in, const struct render_sink *sink, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(str_free) struct str out;
	struct pdf_outcome outcome;
	struct pdf_job job = {
		.document = in->document,
		.model = in->model,
		.strings = in->strings,
		.as_of = frame_of(in->model, "as-of"),
		.creator = arena_printf(a, "bailiwick " SV_FMT, SV_ARG(frame_of(in->model, "version")))};
	str_init(&out, LIMIT_FILE);
	return templates_read(in->folder, "theme.json", &job.theme, e) &&
	       pdf_render(&job, a, &outcome, &out, e) &&
	       sink->file(sink->context, "report.pdf", str_sv(&out), e);
}

bool pdf_render(const struct pdf_job *job, struct arena *a, struct pdf_outcome *outcome, struct str *out,
		struct err *e)
{
	struct setting s = {.arena = a};
	bool good = make(&s, job, outcome, out, e);
	setting_close(&s);
	return good;
}
