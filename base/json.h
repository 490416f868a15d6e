/* The door of json-c, for documents of kilobytes (API answers, policies, settings). The trail's hot path
 * does not come here.
 *
 * json-c alone takes what RFC 8259 forbids (raw controls, bad UTF-8, lone surrogates, 01, NaN, text after
 * the document), so a strict check runs first. A key that occurs twice in one object is legal to the
 * grammar: it is reported through json_duplicate, the last value is the one seen, the caller decides.
 * Numbers keep their source text. Nodes are borrowed from the document. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/str.h"

struct json;      /* a parsed document */
struct json_node; /* a value in it; NULL means "absent" to every function below */

enum json_type { JSON_ABSENT, JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* The error names line, column and what was expected. A leading byte order mark is skipped. */
bool json_parse(struct sv text, struct json **doc, struct err *e) MUST_CHECK;
void json_free(struct json **doc); /* for CLEANUP */
const struct json_node *json_root(const struct json *doc);
struct sv json_duplicate(const struct json *doc);      /* first key met twice in one object; empty if none */
struct sv json_duplicate_path(const struct json *doc); /* where: a JSON Pointer (RFC 6901) */

enum json_type json_type(const struct json_node *v);
const struct json_node *json_get(const struct json_node *object,
				 const char *key); /* NULL if absent or no object */
const struct json_node *json_path(const struct json_node *v,
				  const char *dotted); /* "userIdentity.sessionContext.attributes" */
size_t json_size(const struct json_node *v);           /* of an array or object, else 0 */
const struct json_node *json_at(const struct json_node *array, size_t i);
/* i-th member in document order */
const struct json_node *json_member(const struct json_node *object, size_t i, struct sv *key);

struct sv json_text(const struct json_node *v);   /* string value, or the source text of a number; else empty */
struct sv json_string(const struct json_node *v); /* string value; empty for any other type */
bool json_true(const struct json_node *v); /* true or the text "true" in any case (CloudTrail has both) */
bool json_int(const struct json_node *v, int64_t *value);

/* Canonical text: no white space; members in document order, or sorted by octets when `sorted`. */
void json_write(const struct json_node *v, bool sorted, struct str *out);
/* The same, leaving out members whose key is in the NULL-terminated list, at any depth. */
void json_write_without(const struct json_node *v, const char *const *keys, struct str *out);

/* Strict RFC 8259 grammar over [text]; *end = offset after the first whole value when `trailing` is true
 * (for JSON lines and concatenated documents), else trailing text is an error. Used by json_parse. */
bool json_check(struct sv text, bool trailing, size_t *end, struct err *e) MUST_CHECK;

#endif
