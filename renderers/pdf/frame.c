#include "renderers/pdf/frame.h"

#include "base/utf8.h"

#define HEAD_ABOVE 2200 /* from the text's top up to the head's baseline */
#define FOOT_BELOW 2900 /* from the text's bottom down to the foot's baseline */
#define FOOT_RULE  1500

static const struct pdf_para *one_line(struct pdf_flow *f, struct sv text, const struct pdf_style *style)
{
	struct pdf_span span = {.kind = PDF_SPAN_OUTSIDE, .text = text, .style = style};
	return pdf_para_new(f->pages->shaper, &span, 1, f->pages->rtl);
}

/* The text, cut before the first cluster that doesn't leave room for the ellipsis. */
static const struct pdf_para *fitted(struct pdf_flow *f, struct sv text, const struct pdf_style *style,
				     int32_t room)
{
	const struct pdf_para *p = one_line(f, text, style);
	int32_t used = 0;
	uint32_t kept = 0;
	if (pdf_para_natural(p) <= room)
		return p;
	for (uint32_t i = 0; i < p->n && used + p->advance[i] <= room - style->size; i++) {
		used += p->advance[i];
		kept += !pdf_is_isolate(p->text[i]);
	}
	struct str cut;
	str_init(&cut, LIMIT_OUTSIDE_STRING);
	for (uint32_t i = 0; i < kept; i++)
		utf8_add(&cut, p->text[i + 1]); /* the isolate control comes first */
	utf8_add(&cut, 0x2026);
	const struct pdf_para *shorter = one_line(f, str_sv(&cut), style);
	str_free(&cut);
	return shorter;
}

static void draw(struct pdf_flow *f, const struct pdf_para *p, int32_t baseline, bool at_end)
{
	int32_t width = pdf_para_natural(p);
	struct pdf_line line = {0, p->n, width};
	int32_t x = at_end ? f->x + f->width - width : f->x;
	pdf_draw_text(f->pages, p, &line, pdf_mirror(f->pages, x, width), baseline, NULL);
}

static void replace(struct str *s, struct sv pattern, struct sv name, size_t value)
{
	ptrdiff_t at = sv_find(pattern, name);
	if (at < 0) {
		str_add(s, pattern);
		return;
	}
	str_add(s, sv_sub(pattern, 0, (size_t)at));
	pdf_add_int(s, (int64_t)value);
	str_add(s, sv_sub(pattern, (size_t)at + name.n, pattern.n));
}

static struct sv page_text(struct pdf_flow *f, struct sv pattern, size_t page)
{
	struct str once, twice;
	str_init(&once, LIMIT_OUTSIDE_STRING);
	str_init(&twice, LIMIT_OUTSIDE_STRING);
	replace(&once, pattern, SV("{page}"), page);
	replace(&twice, str_sv(&once), SV("{pages}"), f->pages->n);
	struct sv text = arena_sv(f->pages->arena, str_sv(&twice));
	str_free(&once);
	str_free(&twice);
	return text;
}

void pdf_frame_draw(struct pdf_flow *f, const struct pdf_frame *frame)
{
	int32_t half = f->width * 6 / 10;
	const struct pdf_para *start = fitted(f, frame->head_start, frame->strong, half);
	const struct pdf_para *end = fitted(f, frame->head_end, frame->style, f->width - half - 1000);
	const struct pdf_para *foot = fitted(f, frame->foot_start, frame->style, f->width * 3 / 4);
	for (size_t i = frame->first; i < f->pages->n; i++) {
		pdf_page_select(f->pages, i);
		draw(f, start, f->top - HEAD_ABOVE, false);
		draw(f, end, f->top - HEAD_ABOVE, true);
		pdf_mark_artifact(f->pages);
		pdf_draw_rect(f->pages, pdf_mirror(f->pages, f->x, f->width), f->bottom + FOOT_RULE, f->width,
			      50, frame->rule);
		draw(f, foot, f->bottom + FOOT_BELOW, false);
		draw(f, one_line(f, page_text(f, frame->page_pattern, i + 1), frame->strong),
		     f->bottom + FOOT_BELOW, true);
	}
	pdf_mark_end(f->pages);
}
