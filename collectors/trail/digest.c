#include "collectors/trail/digest.h"

#include "base/json.h"
#include "base/time.h"
#include "base/utf8.h"

static struct sv clean(struct arena *a, const struct json_node *v)
{
	struct sv text = json_string(v);
	return text.n > 0 ? arena_sv(a, utf8_clean(a, text)) : SV("");
}

/* ...AWSLogs/[o-id/]ACCOUNT/CloudTrail-Digest/REGION/YYYY/... */
static struct sv region_of(struct sv name)
{
	struct sv part;
	bool next = false;
	while (sv_split(&name, '/', &part)) {
		if (next)
			return part;
		next = sv_eq(part, SV("CloudTrail-Digest"));
	}
	return SV("");
}

static bool read_time(const struct json_node *root, const char *key, char out[TIME_TEXT_MAX], struct err *e)
{
	int64_t moment;
	if (!time_parse(json_string(json_get(root, key)), &moment, e))
		return err_wrap(e, "%s", key);
	time_format(moment, out);
	return true;
}

static void read_files(const struct json_node *list, struct arena *a, struct digest *d)
{
	d->log_files = 0;
	d->log_file = arena_array(a, json_size(list) + 1, sizeof *d->log_file);
	for (size_t i = 0; i < json_size(list); i++) {
		struct sv name = clean(a, json_get(json_at(list, i), "s3Object"));
		if (name.n > 0)
			d->log_file[d->log_files++] = name;
	}
}

bool digest_read(struct sv text, struct arena *a, struct digest *d, struct err *e)
{
	struct json *doc CLEANUP(json_free) = NULL;
	if (!json_parse(text, &doc, e))
		return false;
	const struct json_node *root = json_root(doc);
	struct digest out = {.account = clean(a, json_get(root, "awsAccountId"))};
	if (out.account.n == 0)
		return err_set(e, "awsAccountId: expected the account of the digest, there is none");
	if (json_type(json_get(root, "logFiles")) != JSON_ARRAY)
		return err_set(e, "logFiles: expected a list");
	if (!read_time(root, "digestStartTime", out.start_time, e) ||
	    !read_time(root, "digestEndTime", out.end_time, e))
		return false;
	out.region = region_of(clean(a, json_get(root, "digestS3Object")));
	read_files(json_get(root, "logFiles"), a, &out);
	*d = out;
	return true;
}
