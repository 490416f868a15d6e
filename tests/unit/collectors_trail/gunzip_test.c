#include "collectors/trail/gunzip.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/unit.h"

extern const struct unit_suite collectors_trail_gunzip_suite;

/* "hello, hello, hello", as gzip -9n writes it; then with every optional part of the header, its checksum included. */
#define GOOD                                                                                                   \
	"\037\213\010\000\000\000\000\000\000\003\313H\315\311\311\327Q\310@"                                  \
	"\242\000\237\241\312\011\023\000\000\000"
#define FULL_HEADER                                                                                            \
	"\037\213\010\037\000\000\000\000\000\003\002\000abname\000comment\000\207\225\313H\315\311\311\327Q"  \
	"\310@\242\000\237\241\312\011\023\000\000\000"

static struct sv copied(struct sv bytes)
{
	char *at = malloc(bytes.n + 1);
	memcpy(at, bytes.at, bytes.n);
	return (struct sv){at, bytes.n};
}

static void one_member_is_unpacked(void)
{
	CLEANUP(gunzip_free) struct gunzip *g = gunzip_new(1000, 1000000);
	static const struct sv rows[] = {SV(GOOD), SV(FULL_HEADER)};
	for (size_t i = 0; i < 2; i++) {
		struct sv text = {NULL, 0};
		struct err e;
		CHECK(gunzip_is(rows[i]));
		CHECK_OK(gunzip_object(g, rows[i], &text, &e), &e);
		CHECK_SV(text, SV("hello, hello, hello"));
		CHECK(text.at != NULL && text.at[text.n] == '\0');
	}
}

static void refused(struct sv bytes, const char *code, const char *part)
{
	CLEANUP(gunzip_free) struct gunzip *g = gunzip_new(2000, 1000000);
	struct sv exact = copied(bytes), text = {NULL, 0};
	struct err e;
	CHECK_ERR(gunzip_object(g, exact, &text, &e), &e, part);
	CHECK_Z(gunzip_code(g), code);
	CHECK(text.at == NULL);
	free((void *)(uintptr_t)exact.at);
}

static void every_other_thing_has_its_code_and_reason(void)
{
	/* no gzip at all */
	refused(SV("PK\003\004...................."), "not-gzip", "begins with other bytes");
	/* too short for any member */
	refused(SV("\037\213\010\000\000\000\000\000\000\003\313"), "truncated",
		"the shortest possible one has 18");
	/* another method */
	refused(SV("\037\213\007\000\000\000\000\000\000\003\313H\315\311\311\327Q\310@"
		   "\242\000\237\241\312\011\023\000\000\000"),
		"not-gzip", "unknown method or unknown flags");
	/* reserved flags */
	refused(SV("\037\213\010\340\000\000\000\000\000\003\313H\315\311\311\327Q\310@"
		   "\242\000\237\241\312\011\023\000\000\000"),
		"not-gzip", "unknown method or unknown flags");
	/* cut inside FEXTRA */
	refused(SV("\037\213\010\004\000\000\000\000\000\003\377\377........"), "truncated",
		"ends inside the gzip header");
	/* cut inside FNAME */
	refused(SV("\037\213\010\010\000\000\000\000\000\003............"), "truncated",
		"ends inside the gzip header");
	/* a wrong header checksum */
	refused(SV("\037\213\010\002\000\000\000\000\000\003\000\000\313H\315\311\311\327Q\310@"
		   "\242\000\237\241\312\011\023\000\000\000"),
		"not-gzip", "the checksum of the gzip header does not agree");
	/* cut inside the data: the last four bytes claim anything */
	refused(SV("\037\213\010\000\000\000\000\000\000\003\313H\315\311\311\327Q\310@\242\000\237\241"),
		"truncated", "can't hold: it is cut or damaged");
	/* a wrong checksum */
	refused(SV("\037\213\010\000\000\000\000\000\000\003\313H\315\311\311\327Q\310@"
		   "\242\0000000\023\000\000\000"),
		"not-gzip", "the checksum of the text");
	/* longer than claimed */
	refused(SV("\037\213\010\000\000\000\000\000\000\003\313H\315\311\311\327Q\310@"
		   "\242\000\237\241\312\011\005\000\000\000"),
		"truncated", "longer than its trailer claims");
	/* shorter than claimed */
	refused(SV("\037\213\010\000\000\000\000\000\000\003\313H\315\311\311\327Q\310@"
		   "\242\000\237\241\312\011\364\001\000\000"),
		"not-gzip", "the text has 19 bytes, the gzip trailer claims 500");
	/* a claim that no data can hold */
	refused(SV("\037\213\010\000\000\000\000\000\000\003\313H\315\311\311\327Q\310@"
		   "\242\000\237\241\312\011\240\206\001\000"),
		"truncated", "can't hold");
	/* two members */
	refused(SV("\037\213\010\000\000\000\000\000\000\003\313H\315\311\311\327Q\310@"
		   "\242\000\237\241\312\011\023\000\000\000\037\213\010\000\000\000\000\000\000\003\313H\315"
		   "\311\311\327Q\310@\242\000\237\241\312\011\023\000\000\000"),
		"not-gzip", "does not end with its first member");
	/* bytes behind the member */
	refused(SV("\037\213\010\000\000\000\000\000\000\003\313H\315\311\311\327Q\310@"
		   "\242\000\000\000\000\000\000\000\000\000\237\241\312\011\023\000\000\000"),
		"not-gzip", "does not end with its first member");
	/* data that is none */
	refused(SV("\037\213\010\000\000\000\000\000\000\003\377\377\377\377\377\377\377\377\377\377\377\237"
		   "\241\312\011\023\000\000\000"),
		"truncated", "cut or damaged");
}

static void claim_above_the_ceiling_is_refused(void)
{
	char bytes[2000] = "\037\213\010";
	/* 2,000,000 as four bytes */
	memcpy(bytes + sizeof bytes - 4, "\200\204\036", 3);
	refused((struct sv){bytes, sizeof bytes}, "too-large", "the ceiling is 1000000");
}

static void every_cut_is_refused(void)
{
	CLEANUP(gunzip_free) struct gunzip *g = gunzip_new(1000, 1000000);
	for (size_t n = 0; n < sizeof FULL_HEADER - 1; n++) {
		struct sv bytes = copied((struct sv){FULL_HEADER, n}), text;
		struct err e;
		CHECK(!gunzip_object(g, bytes, &text, &e));
		free((void *)(uintptr_t)bytes.at);
	}
}

static void packed_ceiling_holds(void)
{
	CLEANUP(gunzip_free) struct gunzip *g = gunzip_new(20, 1000);
	struct sv text;
	struct err e;
	CHECK_ERR(gunzip_object(g, SV(GOOD), &text, &e), &e, "the ceiling is 20");
	CHECK_Z(gunzip_code(g), "too-large");
}

static const struct unit_case cases[] = {
	{"one_member_is_unpacked", one_member_is_unpacked},
	{"every_other_thing_has_its_code_and_reason", every_other_thing_has_its_code_and_reason},
	{"claim_above_the_ceiling_is_refused", claim_above_the_ceiling_is_refused},
	{"every_cut_is_refused", every_cut_is_refused},
	{"packed_ceiling_holds", packed_ceiling_holds},
	{NULL, NULL},
};

const struct unit_suite collectors_trail_gunzip_suite = {"collectors_trail_gunzip", cases};
