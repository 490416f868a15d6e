#include "collectors/collectors.h"

#include "base/crypto.h"
#include "base/file.h"
#include "base/utf8.h"
#include "collectors/recognise.h"
#include "collectors/settle.h"
#include "collectors/trail/gunzip.h"
#include "collectors/trail_store.h"

#define FILES_A_COMMIT 500

struct collecting {
	struct db *db;
	struct evidence *ev;
	struct facts *facts;
	struct trail_store *trail;
	struct gunzip *gunzip;
	enum cpu level;
	struct db_stmt *find, *forget_unread;
	bool unsettled; /* a run before this one was stopped before it settled */
	struct collect_summary sum;
	bool failed; /* a gap of the walk could not be written; why says the reason */
	struct err why;
};

static void collecting_close(struct collecting *c)
{
	db_finalize(&c->find);
	db_finalize(&c->forget_unread);
	gunzip_free(&c->gunzip);
	trail_store_close(&c->trail);
	facts_close(&c->facts);
	evidence_close(&c->ev);
}

/* The working table `unsettled` has a row while documented tables are older than what they are computed from. */
static bool collecting_open(struct collecting *c, struct err *e)
{
	int64_t rows;
	if (!db_exec(c->db, "CREATE TABLE IF NOT EXISTS unsettled (run INTEGER NOT NULL) STRICT", e) ||
	    !db_get_int(c->db, "SELECT count(*) FROM unsettled", &rows, e))
		return false;
	c->unsettled = rows > 0;
	c->gunzip = gunzip_new(LIMIT_PACKED, LIMIT_TEXT);
	return db_exec(c->db, "INSERT INTO unsettled VALUES (1)", e) && evidence_open(c->db, &c->ev, e) &&
	       facts_open(c->db, &c->facts, e) && trail_store_open(c->db, &c->trail, e) &&
	       db_prepare(c->db, SV("SELECT id, sha256 FROM object WHERE origin = ?1"), &c->find, e) &&
	       db_prepare(c->db, SV("DELETE FROM gap WHERE source IS NULL AND origin = ?1"), &c->forget_unread,
			  e);
}

/* ---- one file ---- */

static bool unread(struct collecting *c, struct sv origin, const char *code, struct sv why, struct err *e)
{
	struct gap gap = {
		.origin = origin,
		.subject = "unknown",
		.account = origin_account(origin),
		.code = code,
		.reason = why,
		.lost = true,
	};
	return evidence_gap(c->ev, &gap, e);
}

/* Takes back what an older content of the file had said. *known: it is there with the same content. */
static bool take_back(struct collecting *c, struct sv origin, const char *sha256, bool *known, struct err *e)
{
	bool there;
	int64_t id = 0;
	db_bind_text(c->find, 1, origin);
	if (!db_step(c->find, &there, e))
		return false;
	*known = there && sv_eq(db_text(c->find, 1), sv_of(sha256));
	if (there)
		id = db_int(c->find, 0);
	db_reset(c->find);
	if (!there || *known)
		return true;
	c->sum.replaced++;
	return trail_store_forget(c->trail, id, e) && facts_forget(c->facts, id, e);
}

static const struct evidence_kind *unpack_and_recognise(struct collecting *c, struct reading *r,
							struct sv bytes, struct json **doc)
{
	struct err why;
	r->text = bytes;
	if (!gunzip_is(bytes))
		return recognise(r, doc);
	r->inflated = gunzip_object(c->gunzip, bytes, &r->text, &why);
	if (r->inflated)
		return recognise(r, doc);
	r->text = SV("");
	return recognise_damage(r, gunzip_code(c->gunzip),
				arena_printf(r->arena,
					     "The file can't be unpacked: %s. Fetch it again, or "
					     "unpack it yourself if you know it to be good.",
					     why.text));
}

static bool read_kind(struct reading *r, const struct evidence_kind *kind, const struct json *doc,
		      struct err *e)
{
	struct sv twice = doc == NULL ? SV("") : json_duplicate(doc);
	if (twice.n > 0 &&
	    !reading_gap(r, "duplicate-key", (struct sv){NULL, 0}, false, e,
			 "The key \"" SV_FMT
			 "\" stands twice in one object of the document; the last value is used.",
			 SV_ARG(twice)))
		return false;
	return answer_read(r, kind, e);
}

/* An answer of which nothing was taken, without a reason given, was an empty one. */
static bool say_if_empty(struct collecting *c, struct reading *r, struct err *e)
{
	bool said = true;
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	if (r->taken > 0)
		return true;
	if (!db_prepare(c->db, SV("SELECT 1 FROM gap WHERE source = ?1"), &s, e))
		return false;
	db_bind_int(s, 1, r->source);
	if (!db_step(s, &said, e))
		return false;
	return said ||
	       reading_gap(r, "no-record", (struct sv){NULL, 0}, false, e, "The answer is an empty list.");
}

static bool read_object(struct collecting *c, struct sv origin, struct sv bytes, const char *sha256,
			struct err *e)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(json_free) struct json *doc = NULL;
	struct object object = {
		.origin = origin, .sha256 = sha256, .size = (int64_t)bytes.n, .kind = "unrecognised"};
	struct reading r = {
		.ev = c->ev, .facts = c->facts, .trail = c->trail, .arena = arena, .origin = origin};
	if (!evidence_object_add(c->ev, &object, &r.source, e))
		return false;
	const struct evidence_kind *kind = unpack_and_recognise(c, &r, bytes, &doc);
	if (!read_kind(&r, kind, doc, e) || !say_if_empty(c, &r, e))
		return false;
	object.kind = kind->name;
	object.shape = r.shape;
	object.account = r.account;
	object.said_at = r.said_at;
	object.facts = r.taken;
	c->sum.added++;
	c->sum.facts += r.taken;
	return evidence_object_update(c->ev, r.source, &object, e);
}

static bool collect_file(struct collecting *c, const struct file_entry *f, struct err *e)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(str_free) struct str bytes = {0};
	char sha256[SHA256_HEX_MAX];
	struct sv origin = utf8_clean(arena, sv_of(f->relative));
	struct err why;
	bool known;
	c->sum.objects++;
	db_bind_text(c->forget_unread, 1, origin);
	if (!db_run(c->forget_unread, e))
		return false;
	if (f->size > LIMIT_FILE)
		return unread(c, origin, "too-large",
			      arena_printf(arena, "The file has %llu bytes, the ceiling is %u: split it.",
					   (unsigned long long)f->size, LIMIT_FILE),
			      e);
	if (!file_read(f->path, LIMIT_FILE, &bytes, &why))
		return unread(c, origin, "unreadable",
			      arena_printf(arena, "The file can't be read: %s.", why.text), e);
	sha256_hex(str_sv(&bytes), sha256);
	if (!take_back(c, origin, sha256, &known, e))
		return false;
	return known || read_object(c, origin, str_sv(&bytes), sha256, e);
}

/* ---- all files ---- */

static void walk_gap(void *context, const char *relative, const char *reason)
{
	struct collecting *c = context;
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct sv origin = utf8_clean(a, sv_of(relative[0] == '\0' ? "." : relative));
	db_bind_text(c->forget_unread, 1, origin);
	c->failed = c->failed || !db_run(c->forget_unread, &c->why) ||
		    !unread(c, origin, "unreadable",
			    arena_printf(a, "This part of the folder can't be read: %s.", reason), &c->why);
}

/* The store itself, should it lie below the collected folder, and the files that SQLite keeps beside it. */
static bool is_store(const struct file_entry *f)
{
	static const char *const names[] = {"evidence.sqlite", "evidence.sqlite-journal", "evidence.sqlite-wal",
					    "evidence.sqlite-shm"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (sv_eq(origin_name(sv_of(f->relative)), sv_of(names[i])))
			return true;
	return false;
}

static bool collect_files(struct collecting *c, const struct file_list *files, struct err *e)
{
	for (size_t i = 0; i < files->n; i++) {
		const struct file_entry *f = &files->entry[i];
		if (is_store(f))
			continue;
		if (!collect_file(c, f, e))
			return err_wrap(e, "%s", f->relative);
		if (c->sum.objects % FILES_A_COMMIT == 0 && (!db_commit(c->db, e) || !db_begin(c->db, e)))
			return false;
	}
	return true;
}

static bool finish(struct collecting *c, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	if (!facts_settle(c->facts, c->unsettled, e) || !trail_store_settle(c->trail, c->unsettled, e) ||
	    !settle_facts(c->db, e) || !db_exec(c->db, "DELETE FROM unsettled", e) ||
	    !db_prepare(c->db,
			SV("INSERT INTO run (command, version, objects, added) VALUES ('collect', ?1, ?2, ?3)"),
			&s, e))
		return false;
	db_bind_textz(s, 1, PACKAGE_VERSION);
	db_bind_int(s, 2, c->sum.objects);
	db_bind_int(s, 3, c->sum.added);
	return db_run(s, e) && db_get_int(c->db, "SELECT count(*) FROM gap WHERE lost = 1", &c->sum.lost, e) &&
	       db_get_int(c->db, "SELECT count(*) FROM gap WHERE lost = 0", &c->sum.noted, e);
}

static bool collect(struct collecting *c, struct arena *a, const char *folder, struct err *e)
{
	struct file_list files;
	if (!collecting_open(c, e))
		return false;
	gunzip_use(c->gunzip, c->level);
	trail_store_use(c->trail, c->level);
	if (!file_walk(a, folder, &files, walk_gap, c, e))
		return false;
	if (c->failed) {
		*e = c->why;
		return false;
	}
	if (!collect_files(c, &files, e))
		return false;
	if (c->sum.objects == 0)
		return err_set(e, "%s: expected files to collect, there are none", folder);
	return finish(c, e);
}

bool collect_folder(struct db *db, const char *folder, struct collect_summary *out, struct err *e)
{
	return collect_folder_on(db, folder, cpu_best(), out, e);
}

bool collect_folder_on(struct db *db, const char *folder, enum cpu level, struct collect_summary *out,
		       struct err *e)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(collecting_close) struct collecting c = {.db = db, .level = level};
	if (!db_begin(db, e))
		return false;
	if (!collect(&c, arena, folder, e) || !db_commit(db, e)) {
		db_rollback(db);
		return false;
	}
	*out = c.sum;
	return true;
}
