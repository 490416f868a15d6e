#include "tests/unit/collectors_trail/sink.h"

void quoted(struct str *out, const char *text)
{
	str_init(out, 1u << 22);
	for (; *text != '\0'; text++)
		str_addc(out, (char)(*text == '`' ? '"' : *text));
}

static bool write_record(void *context, const struct trail_record *r, struct err *e)
{
	(void)e;
	struct sv name = record_text(r, TRAIL_NAME);
	str_addf(context, " %zu:" SV_FMT, r->position, SV_ARG(name));
	return true;
}

static void write_fault(void *context, const char *code, struct sv place, struct sv reason, bool lost)
{
	CHECK(sv_ends(reason, SV(".")));
	str_addf(context, " !%s " SV_FMT " %d", code, SV_ARG(place), lost);
}

void scanned(const char *text, const char *want, const char *file, int line)
{
	CLEANUP(str_free) struct str bytes, got;
	struct err e;
	quoted(&bytes, text);
	str_init(&got, 1u << 16);
	enum trail_shape shape = scan_shape(str_sv(&bytes), &e);
	const char *name = trail_shape_name(shape);
	str_addz(&got, name == NULL ? "-" : name);
	if (name != NULL) {
		const struct trail_sink sink = {&got, write_record, write_fault};
		CHECK_OK(scan_text(str_sv(&bytes), shape, &sink, &e), &e);
	}
	unit_check_sv(str_sv(&got), sv_of(want), file, line);
}
