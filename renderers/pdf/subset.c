#include <hb-subset.h>

#include "renderers/pdf/face.h"

#define CMAP_MAX (16u << 20)

static int64_t thousandths(const struct pdf_face *face, int64_t units)
{
	int64_t scaled = units * 1000;
	return (scaled + (scaled < 0 ? -face->upem : face->upem) / 2) / face->upem;
}

static void drop_tables(hb_subset_input_t *input)
{
	static const char *const tables[] = {"GSUB", "GPOS", "GDEF", "BASE", "JSTF", "MATH", "VORG", "VDMX",
					     "hdmx", "kern", "vhea", "vmtx", "DSIG", "STAT", "meta", "gasp"};
	hb_set_t *drop = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		hb_set_add(drop, hb_tag_from_string(tables[i], 4));
}

/* The subset, and in `kept` every glyph in it: those used and the parts they are composed of. */
static hb_face_t *make_subset(const struct pdf_font *font, hb_set_t *kept)
{
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	if (input == NULL)
		return NULL;
	hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING);
	drop_tables(input);
	hb_set_t *glyphs = hb_subset_input_glyph_set(input);
	hb_set_add(glyphs, 0);
	for (size_t i = 0; i < font->face->n_glyphs; i++)
		if (font->used[i])
			hb_set_add(glyphs, (hb_codepoint_t)i);
	hb_set_set(kept, glyphs);
	hb_face_t *subset = NULL;
	hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(font->face->face, input);
	if (plan != NULL) {
		const hb_map_t *map = hb_subset_plan_old_to_new_glyph_mapping(plan);
		for (size_t i = 0; i < font->face->n_glyphs; i++)
			if (hb_map_has(map, (hb_codepoint_t)i))
				hb_set_add(kept, (hb_codepoint_t)i);
		subset = hb_subset_plan_execute_or_fail(plan);
		hb_subset_plan_destroy(plan);
	}
	hb_subset_input_destroy(input);
	return subset;
}

static uint32_t add_program(struct pdf_doc *d, const struct pdf_font *font, hb_face_t *subset, struct arena *a)
{
	unsigned n = 0;
	hb_blob_t *blob = font->face->cff ? hb_face_reference_table(subset, HB_TAG('C', 'F', 'F', ' '))
					  : hb_face_reference_blob(subset);
	const char *at = hb_blob_get_data(blob, &n);
	struct sv entries = font->face->cff ? SV("/Subtype /CIDFontType0C") : arena_printf(a, "/Length1 %u", n);
	uint32_t object = pdf_doc_stream(d, entries, (struct sv){at, n}, false);
	hb_blob_destroy(blob);
	return object;
}

static uint32_t add_cid_set(struct pdf_doc *d, const hb_set_t *kept, struct arena *a)
{
	size_t n = (size_t)hb_set_get_max(kept) / 8 + 1;
	char *bits = arena_alloc(a, n);
	for (hb_codepoint_t g = HB_SET_VALUE_INVALID; hb_set_next(kept, &g);)
		bits[g / 8] = (char)(bits[g / 8] | (0x80 >> (g % 8)));
	return pdf_doc_stream(d, SV(""), (struct sv){bits, n}, false);
}

/* Consecutive glyphs share an array: PDF/A-1 allows 8,191 elements in one. */
static struct sv widths(const struct pdf_font *font, struct arena *a)
{
	struct str s;
	str_init(&s, CMAP_MAX);
	str_addz(&s, "/W [");
	for (size_t g = 0; g < font->face->n_glyphs; g++) {
		if (!font->used[g])
			continue;
		bool continues = g > 0 && font->used[g - 1];
		if (!continues) {
			pdf_add_int(&s, (int64_t)g);
			str_addz(&s, " [");
		}
		pdf_add_int(&s, font->width[g]);
		bool more = g + 1 < font->face->n_glyphs && font->used[g + 1];
		str_addz(&s, more ? " " : "]\n");
	}
	str_addz(&s, "]");
	struct sv kept = arena_sv(a, str_sv(&s));
	str_free(&s);
	return kept;
}

static void add_utf16(struct str *s, const struct pdf_unicode *u)
{
	for (uint32_t i = 0; i < u->n; i++) {
		uint32_t cp = u->text[i];
		if (cp >= 0x10000)
			str_addf(s, "%04X%04X", 0xD800 + ((cp - 0x10000) >> 10),
				 0xDC00 + ((cp - 0x10000) & 0x3FF));
		else
			str_addf(s, "%04X", cp);
	}
}

/* ToUnicode by bfchar, blocks of 100: the ceiling of a CMap operator (Adobe Technical Note 5014). */
static uint32_t add_to_unicode(struct pdf_doc *d, const struct pdf_font *font, struct arena *a)
{
	size_t total = 0, done = 0;
	for (size_t g = 0; g < font->face->n_glyphs; g++)
		total += font->used[g] && font->unicode[g].n > 0;
	struct str s;
	str_init(&s, CMAP_MAX);
	str_addz(&s, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
		     "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
		     "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
		     "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
	for (size_t g = 0; g < font->face->n_glyphs; g++) {
		if (!font->used[g] || font->unicode[g].n == 0)
			continue;
		if (done % 100 == 0)
			str_addf(&s, "%zu beginbfchar\n", total - done < 100 ? total - done : 100);
		str_addf(&s, "<%04zX> <", g);
		add_utf16(&s, &font->unicode[g]);
		str_addz(&s, ">\n");
		if (++done % 100 == 0 || done == total)
			str_addz(&s, "endbfchar\n");
	}
	str_addz(&s, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
	uint32_t object = pdf_doc_stream(d, SV(""), arena_sv(a, str_sv(&s)), false);
	str_free(&s);
	return object;
}

/* Six capitals that depend on the glyphs kept, as ISO 32000-1, 9.6.4 asks of a subset's name. */
static struct sv subset_name(const struct pdf_font *font, const hb_set_t *kept, struct arena *a)
{
	uint32_t hash = 2166136261u;
	for (hb_codepoint_t g = HB_SET_VALUE_INVALID; hb_set_next(kept, &g);)
		hash = (hash ^ (g & 0xFF)) * 16777619u, hash = (hash ^ (g >> 8)) * 16777619u;
	char tag[7] = {0};
	for (size_t i = 0; i < 6; i++, hash /= 26)
		tag[i] = (char)('A' + hash % 26);
	return arena_printf(a, "%s+%s", tag, font->face->name);
}

bool pdf_font_embed(struct pdf_doc *d, struct pdf_font *font, struct arena *a, struct err *e)
{
	const struct pdf_face *face = font->face;
	hb_set_t *kept = hb_set_create();
	hb_face_t *subset = make_subset(font, kept);
	if (subset == NULL) {
		hb_set_destroy(kept);
		return err_set(e, "%s: HarfBuzz can't make a subset of the font", face->path);
	}
	struct sv name = subset_name(font, kept, a);
	uint32_t program = add_program(d, font, subset, a);
	uint32_t cid_set = add_cid_set(d, kept, a);
	uint32_t descriptor = pdf_doc_add(
		d, arena_printf(a,
				"/Type /FontDescriptor /FontName /" SV_FMT " /Flags 4 /FontBBox [%d %d %d %d]\n"
				"/ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV 80 /%s %u 0 R "
				"/CIDSet %u 0 R",
				SV_ARG(name), (int)thousandths(face, face->box[0]),
				(int)thousandths(face, face->box[1]), (int)thousandths(face, face->box[2]),
				(int)thousandths(face, face->box[3]), (int)thousandths(face, face->ascent),
				(int)thousandths(face, face->descent), (int)thousandths(face, face->cap_height),
				face->cff ? "FontFile3" : "FontFile2", program, cid_set));
	uint32_t descendant = pdf_doc_add(
		d, arena_printf(a,
				"/Type /Font /Subtype /CIDFontType%c /BaseFont /" SV_FMT "\n"
				"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>\n"
				"%s/DW 1000 /FontDescriptor %u 0 R\n" SV_FMT,
				face->cff ? '0' : '2', SV_ARG(name), face->cff ? "" : "/CIDToGIDMap /Identity ",
				descriptor, SV_ARG(widths(font, a))));
	pdf_doc_fill(d, font->object,
		     arena_printf(a,
				  "/Type /Font /Subtype /Type0 /BaseFont /" SV_FMT " /Encoding /Identity-H\n"
				  "/DescendantFonts [%u 0 R] /ToUnicode %u 0 R",
				  SV_ARG(name), descendant, add_to_unicode(d, font, a)));
	hb_face_destroy(subset);
	hb_set_destroy(kept);
	return true;
}
