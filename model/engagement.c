#include "model/engagement.h"

#include <string.h>

#include "base/crypto.h"
#include "base/embedded.h"
#include "base/file.h"
#include "base/utf8.h"
#include "model/engagement_check.h"
#include "model/engagement_schema.h"

#define DOCUMENT_MAX (4 * (size_t)LIMIT_YAML_FILE)

bool engagement_parse(struct sv text, const char *name, struct arena *a, struct engagement_file *f,
		      struct err *e)
{
	CLEANUP(json_free) struct json *schema = NULL;
	CLEANUP(str_free) struct str out;
	struct faults faults = {.arena = a, .name = name};
	str_init(&out, DOCUMENT_MAX);
	if (!json_parse(embedded_find(model_files, "model/engagement.schema.json"), &schema, e))
		return err_wrap(e, "model/engagement.schema.json");
	struct yamldoc *root = NULL;
	if (!utf8_valid(text))
		fault_add(&faults, 1, "", "expected UTF-8 text");
	else
		root = yamldoc_read(text, &faults);
	if (root != NULL) {
		engagement_schema_apply(json_root(schema), root, &faults, &out);
		engagement_check(root, &faults);
	}
	faults_sort(&faults);
	if (!str_finish(&out, name, e))
		return false;
	struct engagement_file read = {.name = name, .faults = faults.n};
	sha256_hex(text, read.sha256);
	read.fault = arena_array(a, faults.n + 1, sizeof *read.fault);
	for (size_t i = 0; i < faults.n; i++)
		read.fault[i] = faults.fault[i].text;
	if (faults.n == 0)
		read.document = arena_sv(a, str_sv(&out));
	*f = read;
	return true;
}

bool engagement_read(const char *path, struct arena *a, struct engagement_file *f, struct err *e)
{
	CLEANUP(str_free) struct str text = {0};
	const char *slash = strrchr(path, '/');
	if (!file_read(path, LIMIT_YAML_FILE, &text, e))
		return false;
	const char *name = arena_strz(a, sv_of(slash == NULL ? path : slash + 1));
	return engagement_parse(str_sv(&text), name, a, f, e);
}
