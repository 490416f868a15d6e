/* A report model with anything in it, or any XML at all: files or an error, nothing else. */
#include "renderers/renderers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool take(void *context, const char *name, struct sv bytes, struct err *e)
{
	(void)context, (void)name, (void)bytes, (void)e;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const formats[] = {"json", "csv", "html"};
	struct xml *model = NULL;
	struct err e;
	if (!xml_parse((struct sv){(const char *)data, size}, "model", &model, &e))
		return 0;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		const struct render_format *list[] = {render_format_find(sv_of(formats[i])), NULL};
		const struct render_options o = {NULL};
		const struct render_sink sink = {take, NULL};
		bool good = render(model, list, &o, &sink, &e);
		(void)good;
	}
	xml_free(&model);
	return 0;
}
