#include <fontconfig/fontconfig.h>
#include <string.h>

#include "base/file.h"
#include "renderers/pdf/face.h"

#define PROFILE_MAX (4u << 20)

struct pdf_fonts {
	struct arena *arena;
	FcConfig *config; /* loaded at the first question */
	struct pdf_face **face;
	size_t n, cap;
	struct sv profile;
};

static const struct {
	const char *family, *package;
} packages[] = {
	{"Inter", "fonts-inter"},
	{"Inter Display", "fonts-inter"},
	{"JetBrains Mono", "fonts-jetbrains-mono"},
	{"Noto Sans CJK JP", "fonts-noto-cjk"},
	{"Noto Sans CJK KR", "fonts-noto-cjk"},
	{"Noto Sans CJK SC", "fonts-noto-cjk"},
	{"Noto Sans CJK TC", "fonts-noto-cjk"},
	{"DejaVu Sans", "fonts-dejavu-core"},
	{"Lato", "fonts-lato"},
	{"Open Sans", "fonts-open-sans"},
	{"Roboto", "fonts-roboto-unhinted"},
};

static const struct {
	const char *suffix, *language;
} regions[] = {
	{" CJK JP", "ja"},
	{" CJK KR", "ko"},
	{" CJK SC", "zh-Hans"},
	{" CJK TC", "zh-Hant"},
};

void pdf_fonts_new(struct pdf_fonts **f)
{
	struct arena *a = arena_new();
	*f = arena_alloc(a, sizeof(**f));
	(*f)->arena = a;
}

void pdf_fonts_free(struct pdf_fonts **f)
{
	if (*f == NULL)
		return;
	for (size_t i = 0; i < (*f)->n; i++) {
		hb_face_destroy((*f)->face[i]->face);
		hb_blob_destroy((*f)->face[i]->blob);
	}
	if ((*f)->config != NULL)
		FcConfigDestroy((*f)->config);
	struct arena *a = (*f)->arena;
	*f = NULL;
	arena_free(&a);
}

const char *pdf_fonts_package(const char *family)
{
	for (size_t i = 0; i < sizeof(packages) / sizeof(packages[0]); i++)
		if (strcmp(packages[i].family, family) == 0)
			return packages[i].package;
	return strncmp(family, "Noto Sans", strlen("Noto Sans")) == 0 ? "fonts-noto-core" : NULL;
}

static bool has_value(const FcPattern *p, const char *object, const char *want)
{
	FcChar8 *value = NULL;
	for (int i = 0; FcPatternGetString(p, object, i, &value) == FcResultMatch; i++)
		if (strcmp((const char *)value, want) == 0)
			return true;
	return false;
}

/* The file of the exact family and style; "" when fontconfig knows none. The least path wins, should there be two. */
static const char *locate(struct pdf_fonts *f, const char *family, const char *style, unsigned *index)
{
	const char *path = "";
	if (f->config == NULL)
		f->config = FcInitLoadConfigAndFonts();
	FcPattern *question = FcPatternCreate();
	FcPatternAddString(question, FC_FAMILY, (const FcChar8 *)family);
	FcObjectSet *answers =
		FcObjectSetBuild(FC_FAMILY, FC_STYLE, FC_FILE, FC_INDEX, FC_VARIABLE, (char *)NULL);
	FcFontSet *set = FcFontList(f->config, question, answers);
	for (int i = 0; set != NULL && i < set->nfont; i++) {
		FcChar8 *file = NULL;
		FcBool variable = FcFalse;
		int place = 0;
		const FcPattern *p = set->fonts[i];
		if (!has_value(p, FC_FAMILY, family) || !has_value(p, FC_STYLE, style))
			continue;
		if (FcPatternGetBool(p, FC_VARIABLE, 0, &variable) == FcResultMatch && variable)
			continue; /* the subset of a variable font is no PDF font */
		if (FcPatternGetString(p, FC_FILE, 0, &file) != FcResultMatch ||
		    FcPatternGetInteger(p, FC_INDEX, 0, &place) != FcResultMatch)
			continue;
		if (*path == '\0' || strcmp((const char *)file, path) < 0) {
			path = arena_strz(f->arena, sv_of((const char *)file));
			*index = (unsigned)place & 0xFFFF;
		}
	}
	if (set != NULL)
		FcFontSetDestroy(set);
	FcObjectSetDestroy(answers);
	FcPatternDestroy(question);
	return path;
}

static int32_t int16_at(const char *p)
{
	return (int16_t)(((unsigned char)p[0] << 8) | (unsigned char)p[1]);
}

static void read_metrics(struct pdf_face *face)
{
	hb_font_t *font = hb_font_create(face->face);
	hb_position_t v = 0;
	hb_ot_metrics_get_position_with_fallback(font, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, &v);
	face->ascent = v;
	hb_ot_metrics_get_position_with_fallback(font, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, &v);
	face->descent = v > 0 ? -v : v;
	hb_ot_metrics_get_position_with_fallback(font, HB_OT_METRICS_TAG_CAP_HEIGHT, &v);
	face->cap_height = v;
	hb_font_destroy(font);
	hb_blob_t *head = hb_face_reference_table(face->face, HB_TAG('h', 'e', 'a', 'd'));
	unsigned n = 0;
	const char *at = hb_blob_get_data(head, &n);
	for (size_t i = 0; i < 4 && n >= 44; i++)
		face->box[i] = int16_at(at + 36 + 2 * i);
	hb_blob_destroy(head);
	hb_blob_t *cff = hb_face_reference_table(face->face, HB_TAG('C', 'F', 'F', ' '));
	face->cff = hb_blob_get_length(cff) > 0;
	hb_blob_destroy(cff);
}

static const char *postscript_name(struct pdf_fonts *f, hb_face_t *face, const char *family)
{
	char name[64];
	unsigned n = sizeof(name);
	hb_ot_name_get_utf8(face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &n, name);
	if (n == 0)
		n = (unsigned)strlen(strncpy(name, family, sizeof(name) - 1));
	struct str clean;
	str_init(&clean, sizeof(name));
	for (unsigned i = 0; i < n && i < sizeof(name) - 1; i++)
		if (name[i] > ' ' && name[i] <= '~' && strchr("()<>[]{}/%#", name[i]) == NULL)
			str_addc(&clean, name[i]);
	const char *kept = arena_strz(f->arena, str_sv(&clean));
	str_free(&clean);
	return kept;
}

static bool load(struct pdf_fonts *f, struct pdf_face *face, unsigned index, struct err *e)
{
	face->blob = hb_blob_create_from_file_or_fail(face->path);
	if (face->blob == NULL)
		return err_set(e, "%s: the font file can't be read", face->path);
	face->face = hb_face_create(face->blob, index);
	face->upem = (int32_t)hb_face_get_upem(face->face);
	face->n_glyphs = hb_face_get_glyph_count(face->face);
	if (face->n_glyphs == 0 || face->n_glyphs > 65535 || face->upem < 16 || face->upem > 16384) {
		hb_face_destroy(face->face);
		hb_blob_destroy(face->blob);
		return err_set(e, "%s: expected a font of 1 to 65535 glyphs and 16 to 16384 units an em",
			       face->path);
	}
	hb_face_make_immutable(face->face);
	read_metrics(face);
	face->name = postscript_name(f, face->face, face->family);
	for (size_t i = 0; i < sizeof(regions) / sizeof(regions[0]); i++)
		if (sv_ends(sv_of(face->family), sv_of(regions[i].suffix)))
			face->cjk = regions[i].language;
	return true;
}

static bool absent(const char *family, const char *style, struct err *e)
{
	const char *package = pdf_fonts_package(family);
	if (package == NULL)
		return err_set(e,
			       "the font \"%s\", style \"%s\", was not found: install it or name another font "
			       "in theme.json",
			       family, style);
	return err_set(e, "the font \"%s\", style \"%s\", was not found: install the package %s", family, style,
		       package);
}

bool pdf_fonts_find(struct pdf_fonts *f, const char *family, const char *style, bool required,
		    const struct pdf_face **face, struct err *e)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->face[i]->family, family) == 0 && strcmp(f->face[i]->style, style) == 0) {
			*face = f->face[i];
			return true;
		}
	unsigned index = 0;
	const char *path = locate(f, family, style, &index);
	if (*path == '\0') {
		if (required)
			return absent(family, style, e);
		*face = NULL;
		return true;
	}
	struct pdf_face *made = arena_alloc(f->arena, sizeof(*made));
	made->family = arena_strz(f->arena, sv_of(family));
	made->style = arena_strz(f->arena, sv_of(style));
	made->path = path;
	if (!load(f, made, index, e))
		return false;
	if (f->n == f->cap)
		f->face = pdf_grow(f->arena, f->face, f->n, &f->cap, sizeof(struct pdf_face *));
	f->face[f->n++] = made;
	*face = made;
	return true;
}

bool pdf_fonts_read_profile(struct pdf_fonts *f, const char *path, struct err *e)
{
	struct str text;
	if (!file_read(path, PROFILE_MAX, &text, e))
		return false;
	/* ICC.1: bytes 36 to 39 of every profile are "acsp"; 16 to 19 name the colour space. */
	struct sv v = str_sv(&text);
	bool good = sv_eq(sv_sub(v, 36, 4), SV("acsp")) && sv_eq(sv_sub(v, 16, 4), SV("RGB "));
	if (good)
		f->profile = arena_sv(f->arena, v);
	str_free(&text);
	return good || err_set(e, "%s: expected an ICC profile of an RGB colour space", path);
}

struct sv pdf_fonts_profile(const struct pdf_fonts *f)
{
	return f->profile;
}

size_t pdf_fonts_count(const struct pdf_fonts *f)
{
	return f->n;
}

const struct pdf_face *pdf_fonts_at(const struct pdf_fonts *f, size_t i)
{
	return f->face[i];
}

const char *pdf_face_family(const struct pdf_face *face)
{
	return face->family;
}

const char *pdf_face_style(const struct pdf_face *face)
{
	return face->style;
}

const char *pdf_face_path(const struct pdf_face *face)
{
	return face->path;
}

void pdf_face_sha256(const struct pdf_face *face, char hex[SHA256_HEX_MAX])
{
	unsigned n = 0;
	const char *at = hb_blob_get_data(face->blob, &n);
	sha256_hex((struct sv){at, n}, hex);
}
