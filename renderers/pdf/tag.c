#include "renderers/pdf/tag.h"

#include <string.h>

#define KIDS_MAX 8000u /* PDF/A-1 allows 8,191 elements in an array (ISO 19005-1, 6.1.12) */
#define LEAF     1000u /* entries of one leaf of the parent tree: two array elements each */
#define BODY_MAX (8u << 20)

struct pdf_tags {
	struct arena *arena;
	struct pdf_doc *doc;
	struct pdf_tag *root, *last;
	size_t n;
	uint32_t object; /* StructTreeRoot */
};

static struct pdf_tag *append(struct pdf_tags *t, const char *role)
{
	struct pdf_tag *tag = arena_alloc(t->arena, sizeof(*tag));
	tag->role = role;
	if (t->last != NULL)
		t->last->next = tag;
	t->last = tag;
	t->n++;
	return tag;
}

struct pdf_tags *pdf_tags_new(struct arena *a, struct pdf_doc *d)
{
	struct pdf_tags *t = arena_alloc(a, sizeof(*t));
	t->arena = a;
	t->doc = d;
	t->root = append(t, "Document");
	return t;
}

struct pdf_tag *pdf_tags_root(struct pdf_tags *t)
{
	return t->root;
}

size_t pdf_tags_count(const struct pdf_tags *t)
{
	return t->n;
}

static void add_kid(struct pdf_tags *t, struct pdf_tag *tag, struct pdf_kid kid)
{
	if (tag->n_kids == tag->cap) {
		size_t cap = tag->cap == 0 ? 1 : tag->cap * 2; /* most elements have one kid */
		struct pdf_kid *larger = arena_array(t->arena, cap, sizeof(*larger));
		if (tag->n_kids > 0)
			memcpy(larger, tag->kid, tag->n_kids * sizeof(*larger));
		tag->kid = larger;
		tag->cap = cap;
	}
	tag->kid[tag->n_kids++] = kid;
}

struct pdf_tag *pdf_tag_new(struct pdf_tags *t, struct pdf_tag *parent, const char *role)
{
	struct pdf_tag *tag = append(t, role);
	tag->parent = parent;
	add_kid(t, parent, (struct pdf_kid){.kind = PDF_KID_TAG, .tag = tag});
	return tag;
}

void pdf_tag_mark(struct pdf_tags *t, struct pdf_tag *tag, uint32_t page, uint32_t id)
{
	add_kid(t, tag, (struct pdf_kid){.kind = PDF_KID_MARK, .page = page, .number = id});
}

void pdf_tag_link(struct pdf_tags *t, struct pdf_tag *tag, uint32_t page, uint32_t annotation)
{
	add_kid(t, tag, (struct pdf_kid){.kind = PDF_KID_LINK, .page = page, .number = annotation});
}

/* Moves the kids of an overfull element into groups that mean nothing themselves. */
static void divide(struct pdf_tags *t, struct pdf_tag *tag)
{
	if (tag->n_kids <= KIDS_MAX)
		return;
	struct pdf_kid *kid = tag->kid;
	size_t n = tag->n_kids;
	tag->kid = NULL;
	tag->n_kids = tag->cap = 0;
	for (size_t at = 0; at < n; at += KIDS_MAX) {
		struct pdf_tag *group = pdf_tag_new(t, tag, "NonStruct");
		group->kid = kid + at;
		group->n_kids = group->cap = n - at < KIDS_MAX ? n - at : KIDS_MAX;
		for (size_t i = 0; i < group->n_kids; i++)
			if (group->kid[i].kind == PDF_KID_TAG)
				group->kid[i].tag->parent = group;
	}
	divide(t, tag);
}

static uint32_t first_page(const struct pdf_tag *tag)
{
	for (size_t i = 0; i < tag->n_kids; i++)
		if (tag->kid[i].kind != PDF_KID_TAG)
			return tag->kid[i].page;
	return 0;
}

static void add_kid_text(struct str *s, const struct pdf_kid *kid, uint32_t page)
{
	switch (kid->kind) {
	case PDF_KID_TAG:
		pdf_add_ref(s, kid->tag->object);
		return;
	case PDF_KID_MARK:
		if (kid->page == page) {
			pdf_add_int(s, kid->number);
			return;
		}
		str_addz(s, "<< /Type /MCR /Pg ");
		pdf_add_ref(s, kid->page);
		str_addz(s, " /MCID ");
		pdf_add_int(s, kid->number);
		str_addz(s, " >>");
		return;
	case PDF_KID_LINK:
		str_addz(s, "<< /Type /OBJR /Pg ");
		pdf_add_ref(s, kid->page);
		str_addz(s, " /Obj ");
		pdf_add_ref(s, kid->number);
		str_addz(s, " >>");
		return;
	}
}

static void add_attributes(struct str *s, const struct pdf_tag *tag)
{
	if (tag->alt.n > 0) {
		str_addz(s, " /Alt ");
		pdf_add_string(s, tag->alt);
	}
	if (tag->actual.n > 0) {
		str_addz(s, " /ActualText ");
		pdf_add_string(s, tag->actual);
	}
	if (tag->language.n > 0) {
		str_addz(s, " /Lang ");
		pdf_add_string(s, tag->language);
	}
	if (tag->scope != NULL)
		str_addf(s, " /A << /O /Table /Scope /%s >>", tag->scope);
	if (tag->list != NULL)
		str_addf(s, " /A << /O /List /ListNumbering /%s >>", tag->list);
}

static void write_tag(struct pdf_tags *t, const struct pdf_tag *tag, struct str *s)
{
	uint32_t page = first_page(tag);
	str_reset(s);
	str_addf(s, "/Type /StructElem /S /%s /P ", tag->role);
	pdf_add_ref(s, tag->parent != NULL ? tag->parent->object : t->object);
	if (page != 0) {
		str_addz(s, " /Pg ");
		pdf_add_ref(s, page);
	}
	add_attributes(s, tag);
	str_addz(s, " /K [");
	for (size_t i = 0; i < tag->n_kids; i++) {
		if (i > 0)
			str_addc(s, ' ');
		add_kid_text(s, &tag->kid[i], page);
	}
	str_addz(s, "]");
	pdf_doc_fill(t->doc, tag->object, arena_sv(t->arena, str_sv(s)));
}

static void add_owner(struct str *s, size_t key, const struct pdf_owner *owner)
{
	pdf_add_int(s, (int64_t)key);
	str_addz(s, owner->single ? " " : " [");
	for (size_t i = 0; i < owner->n; i++) {
		if (i > 0)
			str_addc(s, ' ');
		pdf_add_ref(s, owner->tag[i]->object);
	}
	str_addz(s, owner->single ? "\n" : "]\n");
}

/* A number tree of two levels, each array below the ceiling of PDF/A-1. */
static uint32_t write_parents(struct pdf_tags *t, const struct pdf_owner *owner, size_t n, struct str *s)
{
	struct str kids;
	str_init(&kids, BODY_MAX);
	str_addz(&kids, "/Kids [");
	for (size_t at = 0; at < n || at == 0; at += LEAF) {
		size_t end = n - at < LEAF ? n : at + LEAF;
		str_reset(s);
		str_addf(s, "/Limits [%zu %zu] /Nums [", at, end > at ? end - 1 : at);
		for (size_t i = at; i < end; i++)
			add_owner(s, i, &owner[i]);
		str_addz(s, "]");
		pdf_add_ref(&kids, pdf_doc_add(t->doc, arena_sv(t->arena, str_sv(s))));
		str_addc(&kids, ' ');
	}
	str_addc(&kids, ']');
	uint32_t object = pdf_doc_add(t->doc, arena_sv(t->arena, str_sv(&kids)));
	str_free(&kids);
	return object;
}

uint32_t pdf_tags_write(struct pdf_tags *t, const struct pdf_owner *owner, size_t n)
{
	struct str s;
	str_init(&s, LIMIT_TEXT);
	t->object = pdf_doc_object(t->doc);
	for (struct pdf_tag *tag = t->root; tag != NULL; tag = tag->next) {
		divide(t, tag);
		tag->object = pdf_doc_object(t->doc);
	}
	for (const struct pdf_tag *tag = t->root; tag != NULL; tag = tag->next)
		write_tag(t, tag, &s);
	uint32_t parents = write_parents(t, owner, n, &s);
	pdf_doc_fill(t->doc, t->object,
		     arena_printf(t->arena,
				  "/Type /StructTreeRoot /K %u 0 R /ParentTree %u 0 R /ParentTreeNextKey %zu",
				  t->root->object, parents, n));
	str_free(&s);
	return t->object;
}
