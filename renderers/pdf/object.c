#include "renderers/pdf/object.h"

#include <hpdf.h>
#include <hpdf_doc.h>
#include <string.h>

#include "base/utf8.h"

struct pdf_doc {
	HPDF_Doc haru;
	struct arena *arena;
	HPDF_Dict *dict; /* by object number; NULL where the number is not ours */
	size_t cap;
	HPDF_STATUS code, detail; /* the first fault; libharu's later ones only follow from it */
};

static void on_error(HPDF_STATUS code, HPDF_STATUS detail, void *context)
{
	struct pdf_doc *d = context;
	if (d->code == 0) {
		d->code = code;
		d->detail = detail;
	}
}

/* Called by libharu while it writes the dictionary: the kit's entries follow its own. */
static HPDF_STATUS write_entries(HPDF_Dict dict, HPDF_Stream stream)
{
	const struct sv *entries = dict->attr;
	if (entries == NULL || entries->n == 0)
		return HPDF_OK;
	HPDF_STATUS status = HPDF_Stream_Write(stream, (const HPDF_BYTE *)entries->at, (HPDF_UINT)entries->n);
	return status != HPDF_OK ? status : HPDF_Stream_WriteStr(stream, "\n");
}

static uint32_t number_of(HPDF_Dict dict)
{
	return dict->header.obj_id & 0x00FFFFFF;
}

static uint32_t remember(struct pdf_doc *d, HPDF_Dict dict)
{
	uint32_t n = number_of(dict);
	if (n >= d->cap) {
		size_t old = d->cap;
		while (d->cap <= n)
			d->dict = pdf_grow(d->arena, d->dict, old, &d->cap, sizeof(*d->dict));
	}
	d->dict[n] = dict;
	dict->write_fn = write_entries;
	return n;
}

/* Takes over a dictionary that libharu made: everything in it is then written by the kit. */
static void adopt(struct pdf_doc *d, HPDF_Dict dict, const char *const *keys)
{
	for (; *keys != NULL; keys++)
		(void)HPDF_Dict_RemoveElement(dict, *keys); /* absent is fine */
	dict->before_write_fn = NULL;
	remember(d, dict);
}

bool pdf_doc_new(struct arena *a, struct pdf_doc **d, struct err *e)
{
	static const char *const pages[] = {"Type", "Kids", "Count", "Parent", "MediaBox", "Resources", NULL};
	static const char *const info[] = {"Producer", NULL};
	static const char *const catalog[] = {"PageMode", "PageLayout", NULL};
	struct pdf_doc *made = arena_alloc(a, sizeof(*made));
	made->arena = a;
	made->haru = HPDF_NewEx(on_error, NULL, NULL, 0, made);
	if (made->haru == NULL)
		return err_set(e, "libharu could not start a document (status 0x%04lx)",
			       (unsigned long)made->code);
	HPDF_SetCompressionMode(made->haru, HPDF_COMP_ALL);
	adopt(made, made->haru->root_pages, pages);
	adopt(made, made->haru->info, info);
	adopt(made, made->haru->catalog, catalog);
	HPDF_ResetError(made->haru);
	made->code = 0;
	*d = made;
	return true;
}

void pdf_doc_free(struct pdf_doc **d)
{
	if (*d != NULL && (*d)->haru != NULL) {
		HPDF_Free((*d)->haru);
		(*d)->haru = NULL;
	}
	*d = NULL;
}

uint32_t pdf_doc_object(struct pdf_doc *d)
{
	HPDF_Dict dict = HPDF_Dict_New(d->haru->mmgr);
	if (dict == NULL)
		return 0;
	if (HPDF_Xref_Add(d->haru->xref, dict) != HPDF_OK)
		return 0;
	return remember(d, dict);
}

void pdf_doc_fill(struct pdf_doc *d, uint32_t object, struct sv entries)
{
	if (object == 0 || object >= d->cap || d->dict[object] == NULL)
		return; /* libharu has refused the object and pdf_doc_save will say why */
	struct sv *kept = arena_alloc(d->arena, sizeof(*kept));
	*kept = entries;
	d->dict[object]->attr = kept;
}

uint32_t pdf_doc_add(struct pdf_doc *d, struct sv entries)
{
	uint32_t object = pdf_doc_object(d);
	pdf_doc_fill(d, object, entries);
	return object;
}

uint32_t pdf_doc_stream(struct pdf_doc *d, struct sv entries, struct sv data, bool plain)
{
	HPDF_Dict dict = HPDF_DictStream_New(d->haru->mmgr, d->haru->xref);
	if (dict == NULL)
		return 0;
	uint32_t object = remember(d, dict);
	if (!plain)
		dict->filter = HPDF_STREAM_FILTER_FLATE_DECODE;
	pdf_doc_fill(d, object, entries);
	if (data.n > 0)
		HPDF_Stream_Write(dict->stream, (const HPDF_BYTE *)data.at, (HPDF_UINT)data.n);
	return object;
}

uint32_t pdf_doc_catalog(const struct pdf_doc *d)
{
	return number_of(d->haru->catalog);
}

uint32_t pdf_doc_pages(const struct pdf_doc *d)
{
	return number_of(d->haru->root_pages);
}

uint32_t pdf_doc_info(const struct pdf_doc *d)
{
	return number_of(d->haru->info);
}

void pdf_doc_trailer(struct pdf_doc *d, struct sv entries)
{
	struct sv *kept = arena_alloc(d->arena, sizeof(*kept));
	*kept = entries;
	d->haru->trailer->attr = kept;
	d->haru->trailer->write_fn = write_entries;
}

static void read_saved(struct pdf_doc *d, struct str *out)
{
	HPDF_BYTE block[65536];
	HPDF_ResetStream(d->haru);
	for (;;) {
		HPDF_UINT32 n = sizeof(block);
		HPDF_ReadFromStream(d->haru, block, &n);
		if (n == 0)
			return;
		str_add(out, (struct sv){(const char *)block, n});
	}
}

bool pdf_doc_save(struct pdf_doc *d, struct str *out, struct err *e)
{
	/* Set last: several calls of libharu raise the version silently. */
	d->haru->pdf_version = HPDF_VER_14;
	if (d->code == 0)
		HPDF_SaveToStream(d->haru);
	if (d->code != 0)
		return err_set(e, "libharu refused the document: status 0x%04lx, detail %lu",
			       (unsigned long)d->code, (unsigned long)d->detail);
	read_saved(d, out);
	return str_finish(out, "the PDF document", e);
}

void pdf_add_int(struct str *s, int64_t v)
{
	char digits[24];
	size_t n = sizeof(digits);
	uint64_t rest = v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v;
	do {
		digits[--n] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (v < 0)
		digits[--n] = '-';
	str_add(s, (struct sv){digits + n, sizeof(digits) - n});
}

void pdf_add_hundredths(struct str *s, int64_t v)
{
	if (v < 0)
		str_addc(s, '-');
	uint64_t rest = v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v;
	pdf_add_int(s, (int64_t)(rest / 100));
	if (rest % 100 != 0) {
		str_addc(s, '.');
		str_addc(s, (char)('0' + rest % 100 / 10));
		if (rest % 10 != 0)
			str_addc(s, (char)('0' + rest % 10));
	}
}

static bool plain_ascii(struct sv v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.at[i] < ' ' || v.at[i] > '~')
			return false;
	return true;
}

static void add_hex16(struct str *s, uint32_t unit)
{
	static const char hex[] = "0123456789ABCDEF";
	for (int shift = 12; shift >= 0; shift -= 4)
		str_addc(s, hex[(unit >> shift) & 15]);
}

void pdf_add_string(struct str *s, struct sv utf8)
{
	if (plain_ascii(utf8)) {
		str_addc(s, '(');
		for (size_t i = 0; i < utf8.n; i++) {
			if (strchr("()\\", utf8.at[i]) != NULL)
				str_addc(s, '\\');
			str_addc(s, utf8.at[i]);
		}
		str_addc(s, ')');
		return;
	}
	str_addz(s, "<FEFF");
	while (utf8.n > 0) {
		uint32_t cp = 0;
		size_t n = utf8_next(utf8, &cp);
		if (n == 0)
			break;
		if (cp >= 0x10000) {
			add_hex16(s, 0xD800 + ((cp - 0x10000) >> 10));
			add_hex16(s, 0xDC00 + ((cp - 0x10000) & 0x3FF));
		} else {
			add_hex16(s, cp);
		}
		utf8 = sv_sub(utf8, n, utf8.n - n);
	}
	str_addc(s, '>');
}

void pdf_add_ref(struct str *s, uint32_t object)
{
	pdf_add_int(s, object);
	str_addz(s, " 0 R");
}

void *pdf_grow(struct arena *a, void *at, size_t n, size_t *cap, size_t size)
{
	size_t larger = *cap < 2 ? 2 : *cap * 2; /* most texts are one piece: tables have ten thousands */
	void *copy = arena_array(a, larger, size);
	if (n > 0)
		memcpy(copy, at, n * size);
	*cap = larger;
	return copy;
}
