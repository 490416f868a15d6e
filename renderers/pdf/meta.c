#include "renderers/pdf/meta.h"

#include <string.h>

#include "base/time.h"
#include "renderers/pdf/face.h"

#define PAGES_A_NODE 64u
#define TEXT_MAX     (16u << 20)

static struct sv take(struct pdf_pages *b, struct str *s)
{
	struct sv kept = arena_sv(b->arena, str_sv(s));
	str_free(s);
	return kept;
}

/* Direct, for the checkers of PDF/A-1 refuse an indirect one: [page /XYZ left top null]. */
static void add_destination(struct pdf_pages *b, struct str *s, uint32_t page, int32_t y)
{
	int32_t top = y - 1200 > 0 ? y - 1200 : 0;
	str_addz(s, " /Dest [");
	pdf_add_ref(s, b->page[page].object);
	str_addz(s, " /XYZ 0 ");
	pdf_add_hundredths(s, b->height - top);
	str_addz(s, " null]");
}

/* ---- links ---- */

static bool safe_target(struct sv uri)
{
	for (size_t i = 0; i < uri.n; i++)
		if (uri.at[i] <= ' ' || uri.at[i] > '~')
			return false;
	return sv_starts(uri, SV("https://")) || sv_starts(uri, SV("mailto:"));
}

static bool write_link(struct pdf_pages *b, const struct pdf_link *link, size_t key, struct err *e)
{
	struct str s;
	str_init(&s, TEXT_MAX);
	str_addz(&s, "/Type /Annot /Subtype /Link /F 4 /Border [0 0 0] /Rect [");
	const int32_t corners[4] = {link->x, b->height - link->y - link->h, link->x + link->w,
				    b->height - link->y};
	for (size_t i = 0; i < 4; i++) {
		pdf_add_hundredths(&s, corners[i]);
		str_addc(&s, i < 3 ? ' ' : ']');
	}
	str_addz(&s, " /StructParent ");
	pdf_add_int(&s, (int64_t)key);
	str_addz(&s, " /Contents ");
	pdf_add_string(&s, link->text);
	bool good = true;
	if (sv_starts(link->target, SV("#"))) {
		const struct pdf_anchor *anchor =
			pdf_anchor_get(b, sv_sub(link->target, 1, link->target.n - 1));
		if (anchor == NULL)
			good = err_set(e, "link to \"" SV_FMT "\": expected an element with that id",
				       SV_ARG(link->target));
		else
			add_destination(b, &s, anchor->page, anchor->y);
	} else if (safe_target(link->target)) {
		str_addz(&s, " /A << /S /URI /URI ");
		pdf_add_string(&s, link->target);
		str_addz(&s, " >>");
	} else {
		good = err_set(e, "link to \"" SV_FMT "\": expected #id, https: or mailto:",
			       SV_ARG(sv_sub(link->target, 0, 200)));
	}
	pdf_doc_fill(b->doc, link->object, take(b, &s));
	return good;
}

/* ---- pages ---- */

static uint32_t write_resources(struct pdf_pages *b)
{
	struct str s;
	str_init(&s, TEXT_MAX);
	str_addz(&s, "/Font <<");
	for (size_t i = 0; i < pdf_shaper_fonts(b->shaper); i++) {
		const struct pdf_font *font = pdf_shaper_font(b->shaper, i);
		if (font->object != 0)
			str_addf(&s, " /F%u %u 0 R", font->number, font->object);
	}
	str_addz(&s, " >> /ProcSet [/PDF /Text]");
	return pdf_doc_add(b->doc, take(b, &s));
}

static void write_page(struct pdf_pages *b, size_t i, uint32_t parent, uint32_t resources)
{
	struct pdf_page *page = &b->page[i];
	uint32_t stream = pdf_doc_stream(b->doc, SV(""), str_sv(&page->content), false);
	struct str s;
	str_init(&s, TEXT_MAX);
	str_addf(&s, "/Type /Page /Parent %u 0 R /MediaBox [0 0 ", parent);
	pdf_add_hundredths(&s, b->width);
	str_addc(&s, ' ');
	pdf_add_hundredths(&s, b->height);
	str_addf(&s, "]\n/Resources %u 0 R /Contents %u 0 R /StructParents %zu /Tabs /S", resources, stream, i);
	if (page->n_links > 0) {
		str_addz(&s, "\n/Annots [");
		for (size_t k = 0; k < page->n_links; k++) {
			pdf_add_ref(&s, page->link[k]);
			str_addc(&s, ' ');
		}
		str_addz(&s, "]");
	}
	pdf_doc_fill(b->doc, page->object, take(b, &s));
}

static bool write_pages(struct pdf_pages *b, struct err *e)
{
	uint32_t resources = write_resources(b), root = pdf_doc_pages(b->doc);
	struct str kids;
	str_init(&kids, TEXT_MAX);
	for (size_t at = 0; at < b->n; at += PAGES_A_NODE) {
		size_t n = b->n - at < PAGES_A_NODE ? b->n - at : PAGES_A_NODE;
		uint32_t node = pdf_doc_object(b->doc);
		struct str s;
		str_init(&s, TEXT_MAX);
		str_addf(&s, "/Type /Pages /Parent %u 0 R /Count %zu /Kids [", root, n);
		for (size_t i = at; i < at + n; i++) {
			write_page(b, i, node, resources);
			pdf_add_ref(&s, b->page[i].object);
			str_addc(&s, ' ');
			struct err full;
			if (!str_finish(&b->page[i].content, "page", &full)) {
				str_free(&s);
				str_free(&kids);
				return err_set(e, "page %zu: %s", i + 1, full.text);
			}
		}
		str_addc(&s, ']');
		pdf_doc_fill(b->doc, node, take(b, &s));
		pdf_add_ref(&kids, node);
		str_addc(&kids, ' ');
	}
	pdf_doc_fill(b->doc, root,
		     arena_printf(b->arena, "/Type /Pages /Count %zu /Kids [" SV_FMT "]", b->n,
				  SV_ARG(str_sv(&kids))));
	str_free(&kids);
	return true;
}

/* ---- outline ---- */

static size_t next_sibling(const struct pdf_outline_entry *entry, size_t n, size_t i)
{
	for (size_t k = i + 1; k < n && entry[k].level >= entry[i].level; k++)
		if (entry[k].level == entry[i].level)
			return k;
	return n;
}

/* The siblings from `first` on, below `parent`; returns the last. */
static size_t write_siblings(struct pdf_pages *b, const struct pdf_outline_entry *entry, size_t n,
			     const uint32_t *object, size_t first, uint32_t parent)
{
	size_t last = first, before = n;
	for (size_t i = first; i < n; before = i, i = next_sibling(entry, n, i)) {
		struct str s;
		str_init(&s, TEXT_MAX);
		str_addz(&s, "/Title ");
		pdf_add_string(&s, entry[i].title);
		str_addf(&s, " /Parent %u 0 R", parent);
		if (before < n)
			str_addf(&s, " /Prev %u 0 R", object[before]);
		size_t next = next_sibling(entry, n, i);
		if (next < n)
			str_addf(&s, " /Next %u 0 R", object[next]);
		if (i + 1 < n && entry[i + 1].level > entry[i].level) {
			size_t end = write_siblings(b, entry, n, object, i + 1, object[i]);
			size_t count = 1;
			for (size_t k = i + 1; k != end; k = next_sibling(entry, n, k))
				count++;
			str_addf(&s, " /First %u 0 R /Last %u 0 R /Count -%zu", object[i + 1], object[end],
				 count);
		}
		add_destination(b, &s, entry[i].page, entry[i].y);
		pdf_doc_fill(b->doc, object[i], take(b, &s));
		last = i;
	}
	return last;
}

static uint32_t write_outline(struct pdf_pages *b, const struct pdf_outline_entry *entry, size_t n)
{
	if (n == 0)
		return 0;
	uint32_t *object = arena_array(b->arena, n, sizeof(*object));
	uint32_t root = pdf_doc_object(b->doc);
	for (size_t i = 0; i < n; i++)
		object[i] = pdf_doc_object(b->doc);
	size_t last = write_siblings(b, entry, n, object, 0, root), count = 1;
	for (size_t i = 0; i != last; i = next_sibling(entry, n, i))
		count++;
	pdf_doc_fill(b->doc, root,
		     arena_printf(b->arena, "/Type /Outlines /First %u 0 R /Last %u 0 R /Count %zu", object[0],
				  object[last], count));
	return root;
}

/* ---- what the document says about itself ---- */

static void add_element(struct str *s, const char *name, struct sv value)
{
	if (value.n == 0)
		return;
	str_addf(s, "<%s>", name);
	str_add_xml(s, value);
	str_addf(s, "</%s>\n", name);
}

static void add_translation(struct str *s, const char *name, struct sv value)
{
	if (value.n == 0)
		return;
	str_addf(s, "<%s><rdf:Alt><rdf:li xml:lang=\"x-default\">", name);
	str_add_xml(s, value);
	str_addf(s, "</rdf:li></rdf:Alt></%s>\n", name);
}

#define PRODUCER "bailiwick PDF kit on libharu"

static uint32_t write_xmp(struct pdf_pages *b, const struct pdf_meta *m)
{
	struct str s;
	str_init(&s, TEXT_MAX);
	str_addz(&s, "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
		     "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
		     "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
		     "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
		     " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"\n"
		     " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n");
	add_element(&s, "dc:format", SV("application/pdf"));
	add_translation(&s, "dc:title", m->title);
	add_translation(&s, "dc:description", m->subject);
	if (m->language.n > 0) {
		str_addz(&s, "<dc:language><rdf:Bag><rdf:li>");
		str_add_xml(&s, m->language);
		str_addz(&s, "</rdf:li></rdf:Bag></dc:language>\n");
	}
	add_element(&s, "xmp:CreatorTool", m->creator);
	add_element(&s, "xmp:CreateDate", m->as_of);
	add_element(&s, "xmp:ModifyDate", m->as_of);
	add_element(&s, "pdf:Producer", SV(PRODUCER));
	if (m->profile.n > 0) {
		add_element(&s, "pdfaid:part", SV("1"));
		add_element(&s, "pdfaid:conformance", SV("B"));
	}
	str_addz(&s, "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
	return pdf_doc_stream(b->doc, SV("/Type /Metadata /Subtype /XML"), take(b, &s), true);
}

static void add_info(struct str *s, const char *key, struct sv value)
{
	if (value.n == 0)
		return;
	str_addf(s, " /%s ", key);
	pdf_add_string(s, value);
}

/* "2026-10-03T08:00:00Z" as "D:20261003080000+00'00'". */
static struct sv pdf_date(struct pdf_pages *b, struct sv utc)
{
	struct str s;
	str_init(&s, 64);
	str_addz(&s, "D:");
	for (size_t i = 0; i < utc.n; i++)
		if (utc.at[i] >= '0' && utc.at[i] <= '9')
			str_addc(&s, utc.at[i]);
	str_addz(&s, "+00'00'");
	return take(b, &s);
}

static void write_info(struct pdf_pages *b, const struct pdf_meta *m)
{
	struct str s;
	str_init(&s, TEXT_MAX);
	struct sv date = m->as_of.n > 0 ? pdf_date(b, m->as_of) : SV("");
	add_info(&s, "Title", m->title);
	add_info(&s, "Subject", m->subject);
	add_info(&s, "Creator", m->creator);
	add_info(&s, "Producer", SV(PRODUCER));
	add_info(&s, "CreationDate", date);
	add_info(&s, "ModDate", date);
	pdf_doc_fill(b->doc, pdf_doc_info(b->doc), take(b, &s));
}

static uint32_t write_profile(struct pdf_pages *b, const struct pdf_meta *m)
{
	if (m->profile.n == 0)
		return 0;
	uint32_t profile = pdf_doc_stream(b->doc, SV("/N 3 /Alternate /DeviceRGB"), m->profile, false);
	return pdf_doc_add(b->doc, arena_printf(b->arena,
						"/Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier "
						"(sRGB IEC61966-2.1)\n/RegistryName (http://www.color.org) "
						"/Info (sRGB IEC61966-2.1) /DestOutputProfile %u 0 R",
						profile));
}

static void write_catalog(struct pdf_pages *b, const struct pdf_meta *m, uint32_t tags, uint32_t outline)
{
	struct str s;
	str_init(&s, TEXT_MAX);
	uint32_t intent = write_profile(b, m);
	str_addf(&s, "/Metadata %u 0 R /StructTreeRoot %u 0 R /MarkInfo << /Marked true >>\n", write_xmp(b, m),
		 tags);
	str_addf(&s, "/ViewerPreferences << /DisplayDocTitle true%s >>\n", b->rtl ? " /Direction /R2L" : "");
	str_addz(&s, "/PageLabels << /Nums [0 << /S /D >>] >>\n/Lang ");
	pdf_add_string(&s, m->language.n > 0 ? m->language : SV("en"));
	if (outline != 0)
		str_addf(&s, "\n/Outlines %u 0 R /PageMode /UseOutlines", outline);
	if (intent != 0)
		str_addf(&s, "\n/OutputIntents [%u 0 R]", intent);
	pdf_doc_fill(b->doc, pdf_doc_catalog(b->doc), take(b, &s));
}

static void write_identity(struct pdf_pages *b, const struct pdf_meta *m)
{
	char hex[SHA256_HEX_MAX];
	sha256_hex(m->seed, hex);
	pdf_doc_trailer(b->doc, arena_printf(b->arena, "/ID [<%.32s> <%.32s>]", hex, hex));
}

bool pdf_finish(struct pdf_pages *b, const struct pdf_meta *meta, const struct pdf_outline_entry *entry,
		size_t n, struct str *out, struct err *e)
{
	int64_t moment = 0;
	if (meta->as_of.n > 0 && !time_parse(meta->as_of, &moment, e))
		return err_wrap(e, "as-of");
	char as_of[TIME_TEXT_MAX] = "";
	struct pdf_meta m = *meta;
	if (meta->as_of.n > 0) {
		time_format(moment, as_of);
		m.as_of = sv_of(as_of);
	}
	pdf_mark_end(b);
	if (!pdf_shaper_embed(b->shaper, e) || !write_pages(b, e))
		return false;
	struct pdf_owner *owner = arena_array(b->arena, b->n + b->n_links + 1, sizeof(*owner));
	for (size_t i = 0; i < b->n; i++)
		owner[i] = (struct pdf_owner){b->page[i].owner, b->page[i].n_owners, false};
	for (size_t i = 0; i < b->n_links; i++) {
		owner[b->n + i] = (struct pdf_owner){&b->link[i].tag, 1, true};
		if (!write_link(b, &b->link[i], b->n + i, e))
			return false;
	}
	uint32_t tags = pdf_tags_write(b->tags, owner, b->n + b->n_links);
	write_catalog(b, &m, tags, write_outline(b, entry, n));
	write_info(b, &m);
	write_identity(b, &m);
	return pdf_doc_save(b->doc, out, e);
}
