/* base/json.h: what is accepted is written and read again to the same text; what is refused is refused with a reason. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void visit(const struct json_node *v)
{
	int64_t n;
	struct sv key;
	(void)json_text(v);
	(void)json_true(v);
	(void)json_int(v, &n);
	for (size_t i = 0; json_type(v) == JSON_ARRAY && i < json_size(v); i++)
		visit(json_at(v, i));
	for (size_t i = 0; json_type(v) == JSON_OBJECT && i < json_size(v); i++)
		visit(json_member(v, i, &key));
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	CLEANUP(json_free) struct json *doc = NULL, *again = NULL;
	CLEANUP(str_free) struct str once = {0}, twice = {0};
	struct err e;
	if (size > 1u << 16) /* members are found by counting, which takes a square of their number */
		return 0;
	if (!json_parse((struct sv){(const char *)data, size}, &doc, &e)) {
		must(e.text[0] != '\0');
		return 0;
	}
	visit(json_root(doc));
	str_init(&once, LIMIT_TEXT);
	str_init(&twice, LIMIT_TEXT);
	json_write(json_root(doc), false, &once);
	must(json_parse(str_sv(&once), &again, &e));
	json_write(json_root(again), false, &twice);
	must(sv_eq(str_sv(&once), str_sv(&twice)));
	return 0;
}
