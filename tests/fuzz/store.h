/* What the fuzz targets of readers share: one object read into a store in memory, and everything taken back again. A
 * reader may say any gap, but never meet an error of the store: that would end a run on somebody's file. */
#ifndef TESTS_FUZZ_STORE_H
#define TESTS_FUZZ_STORE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "collectors/recognise.h"
#include "collectors/settle.h"
#include "collectors/trail_store.h"
#include "model/store.h"

static inline void must(bool good, const struct err *e)
{
	if (good)
		return;
	fprintf(stderr, "%s\n", e->text);
	abort();
}

static inline struct db *fuzz_store(void)
{
	static struct db *db;
	struct err e;
	if (db != NULL)
		return db;
	/* The working tables stay: a shape that is made and taken back at each turn costs more than the turn. */
	CLEANUP(facts_close) struct facts *facts = NULL;
	CLEANUP(trail_store_close) struct trail_store *trail = NULL;
	must(store_open(":memory:", &db, &e) && facts_open(db, &facts, &e) && trail_store_open(db, &trail, &e),
	     &e);
	return db;
}

/* `read`: NULL for the reader that recognising finds. */
static inline void fuzz_read(struct sv text, bool (*read)(struct reading *r, struct err *e), bool json)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(json_free) struct json *doc = NULL;
	CLEANUP(evidence_close) struct evidence *ev = NULL;
	CLEANUP(facts_close) struct facts *facts = NULL;
	CLEANUP(trail_store_close) struct trail_store *trail = NULL;
	struct db *db = fuzz_store();
	struct err e;
	if (json && !json_parse(text, &doc, &e))
		return;
	must(db_begin(db, &e) && evidence_open(db, &ev, &e) && facts_open(db, &facts, &e) &&
		     trail_store_open(db, &trail, &e),
	     &e);
	struct object object = {.origin = SV("111122223333/x--p-1.json"), .sha256 = "00", .kind = "x"};
	struct reading r = {.ev = ev,
			    .facts = facts,
			    .trail = trail,
			    .arena = arena,
			    .origin = object.origin,
			    .text = text,
			    .subject = "unknown",
			    .whole = doc == NULL ? NULL : json_root(doc)};
	r.root = r.whole;
	must(evidence_object_add(ev, &object, &r.source, &e), &e);
	const struct evidence_kind given = {"x", "unknown", read};
	must(answer_read(&r, read == NULL ? recognise(&r, &doc) : &given, &e), &e);
	object.shape = r.shape;
	object.account = r.account;
	object.said_at = r.said_at;
	must(evidence_object_update(ev, r.source, &object, &e), &e);
	must(facts_settle(facts, false, &e) && trail_store_settle(trail, false, &e) && settle_facts(db, &e),
	     &e);
	facts_close(&facts);
	trail_store_close(&trail);
	evidence_close(&ev);
	db_rollback(db);
}

#endif
