/* Files that are no text: said by name, with what to do about it. And the encodings that text comes in. */
#include "base/utf8.h"
#include "collectors/recognise.h"

/* The first bytes of a format, at an offset, and a sentence for the user. Sources: the formats' own specifications,
 * and the magic file of file(1). */
static const struct format {
	struct sv magic;
	size_t at;
	bool lost;
	const char *why;
} formats[] = {
	{SV("PK\x03\x04"), 0, true, "This is a ZIP archive or a workbook: unpack it, or save it as CSV."},
	{SV("PK\x05\x06"), 0, true, "This is an empty ZIP archive."},
	{SV("PAR1"), 0, true, "This is Parquet, which is not read: export as CSV."},
	{SV("ORC"), 0, true, "This is ORC, which is not read: export as CSV."},
	{SV("Obj\x01"), 0, true, "This is Avro, which is not read: export as CSV."},
	{SV("ustar"), 257, true, "This is a tar archive: unpack it and collect the folder."},
	{SV("BZh"), 0, true, "This is packed with bzip2: unpack it, or pack it with gzip."},
	{SV("\3757zXZ"), 0, true, "This is packed with xz: unpack it, or pack it with gzip."},
	{SV("\x28\xb5\x2f\xfd"), 0, true, "This is packed with zstd: unpack it, or pack it with gzip."},
	{SV("7z\xbc\xaf\x27\x1c"), 0, true, "This is a 7-Zip archive: unpack it and collect the folder."},
	{SV("%PDF-"), 0, true, "This is a PDF, which is not read: write an invoice's lines into a CSV."},
	{SV("\xd0\xcf\x11\xe0"), 0, true, "This is an old Office document: save its sheet as CSV."},
	{SV("SQLite format 3"), 0, true, "This is an SQLite database: export what it holds as CSV or JSON."},
	{SV("\0\0\0\1Bud1"), 0, false, "This is .DS_Store, the look of a folder in macOS, and no evidence."},
	{SV("\x89PNG"), 0, false, "This is a picture and no evidence that can be read."},
	{SV("\xff\xd8\xff"), 0, false, "This is a picture and no evidence that can be read."},
};

bool format_known(struct reading *r)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		const struct format *f = &formats[i];
		if (!sv_eq(sv_sub(r->text, f->at, f->magic.n), f->magic))
			continue;
		r->code = f->lost ? "unrecognised" : "foreign";
		r->why = sv_of(f->why);
		r->lost = f->lost;
		return true;
	}
	return false;
}

static uint32_t unit_at(struct sv text, size_t i, bool big)
{
	uint32_t first = (unsigned char)text.at[i], second = (unsigned char)text.at[i + 1];
	return big ? first << 8 | second : second << 8 | first;
}

/* A half of a pair that stands alone becomes U+FFFD. */
static struct sv from_utf16(struct arena *a, struct sv text, bool big)
{
	struct str out CLEANUP(str_free);
	str_init(&out, LIMIT_TEXT);
	for (size_t i = 0; i + 1 < text.n; i += 2) {
		uint32_t unit = unit_at(text, i, big);
		uint32_t low = i + 3 < text.n ? unit_at(text, i + 2, big) : 0;
		if (unit >= 0xd800 && unit < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
			unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		}
		utf8_add(&out, unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit);
	}
	return arena_sv(a, str_sv(&out));
}

struct sv format_utf8(struct arena *a, struct sv text)
{
	if (sv_starts(text, SV("\xef\xbb\xbf")))
		return sv_sub(text, 3, text.n);
	bool little = sv_starts(text, SV("\xff\xfe")), big = sv_starts(text, SV("\xfe\xff"));
	return little || big ? from_utf16(a, sv_sub(text, 2, text.n), big) : text;
}
