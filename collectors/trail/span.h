/* Walks JSON text without building a document: where members and elements begin and end. Only for text that
 * json_check has found good; so nothing here can fail. */
#ifndef COLLECTORS_TRAIL_SPAN_H
#define COLLECTORS_TRAIL_SPAN_H

#include "base/str.h"

struct span_walk {
	struct sv rest; /* private: what is not walked yet */
};

char span_first(struct sv value);                /* first octet after white space; 0 when there is none */
struct span_walk span_open(struct sv container); /* of an object or array */
bool span_element(struct span_walk *w, struct sv *value); /* next element of an array; false at the end */
/* Next member of an object; the key stands as written, between its quotes. False at the end. */
bool span_member(struct span_walk *w, struct sv *key, struct sv *value);
/* True if the written key means `name`, escapes included. */
bool span_key_is(struct sv key, const char *name);
/* Value of the last member `name` of an object; *count says how often it is there. at == NULL when absent or when
 * the text is no object. */
struct sv span_get(struct sv object, const char *name, size_t *count);

#endif
