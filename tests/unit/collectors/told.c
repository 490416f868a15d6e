#include "tests/unit/collectors/told.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "model/store.h"

const char *told_path(const char *name)
{
	static char path[600];
	const char *scratch = getenv("SCRATCH");
	snprintf(path, sizeof path, "%s/%s", scratch == NULL ? "scratch-collect" : scratch, name);
	return path;
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *place)
{
	(void)s;
	(void)kind;
	(void)place;
	return remove(path);
}

void told_folder(const char *name)
{
	struct err e;
	nftw(told_path(name), remove_one, 16, FTW_DEPTH | FTW_PHYS);
	CHECK_OK(file_make_folders(told_path(name), &e), &e);
}

void told_file(const char *name, const char *origin, struct sv bytes)
{
	char path[1000];
	struct err e;
	snprintf(path, sizeof path, "%s/%s", told_path(name), origin);
	char *slash = strrchr(path, '/');
	*slash = '\0';
	CHECK_OK(file_make_folders(path, &e), &e);
	*slash = '/';
	FILE *f = fopen(path, "wb");
	CHECK(f != NULL && fwrite(bytes.at, 1, bytes.n, f) == bytes.n);
	if (f != NULL)
		fclose(f);
}

struct db *told_store(void)
{
	struct db *db = NULL;
	struct err e;
	CHECK_OK(store_open(":memory:", &db, &e), &e);
	return db;
}

struct collect_summary told_collect(struct db *db, const char *name)
{
	struct collect_summary sum = {0};
	struct err e;
	CHECK_OK(collect_folder(db, told_path(name), &sum, &e), &e);
	return sum;
}

static void quoted(struct str *out, const char *text)
{
	str_init(out, 1u << 22);
	for (; *text != '\0'; text++)
		str_addc(out, (char)(*text == '`' ? '"' : *text));
}

void told_text(const char *name, const char *origin, const char *text)
{
	CLEANUP(str_free) struct str bytes;
	quoted(&bytes, text);
	told_file(name, origin, str_sv(&bytes));
}

void told_rows(struct db *db, const char *sql, const char *want, const char *file, int line)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	CLEANUP(str_free) struct str got, wanted;
	struct err e;
	bool row = true;
	str_init(&got, 1u << 22);
	quoted(&wanted, want);
	if (!CHECK_OK(db_prepare(db, sv_of(sql), &s, &e), &e))
		return;
	while (CHECK_OK(db_step(s, &row, &e), &e) && row) {
		str_addz(&got, got.n > 0 ? "\n" : "");
		for (int i = 0; i < db_columns(s); i++) {
			str_addz(&got, i > 0 ? "|" : "");
			str_add(&got, db_is_null(s, i) ? SV("-") : db_text(s, i));
		}
	}
	unit_check_sv(str_sv(&got), str_sv(&wanted), file, line);
}

void told(const char *origin, const char *text, const char *sql, const char *want, const char *file, int line)
{
	CLEANUP(db_close) struct db *db = told_store();
	told_folder("told");
	told_text("told", origin, text);
	told_collect(db, "told");
	told_rows(db, sql, want, file, line);
}
