/* What the tests of readers share: files are written to a scratch folder, collected into a store in memory, and the
 * store is asked. */
#ifndef TESTS_UNIT_COLLECTORS_TOLD_H
#define TESTS_UNIT_COLLECTORS_TOLD_H

#include "collectors/collectors.h"
#include "tests/unit/unit.h"

/* What the store says when only the file `origin` with this text was collected: rows by newline, columns by '|', NULL
 * as '-'. In texts and in what is wanted ` stands for the double quote, so that JSON can be read. */
#define TOLD(origin, text, sql, want) told((origin), (text), (sql), (want), __FILE__, __LINE__)
void told(const char *origin, const char *text, const char *sql, const char *want, const char *file, int line);

/* The steps of the above, for tests with several files or runs. A folder is made anew by told_folder. */
void told_folder(const char *name);
void told_file(const char *name, const char *origin, struct sv bytes);  /* as they are */
void told_text(const char *name, const char *origin, const char *text); /* with ` for the double quote */
const char *told_path(const char *name);                                /* until the next call */
struct db *told_store(void);
struct collect_summary told_collect(struct db *db, const char *name);
#define TOLD_ROWS(db, sql, want) told_rows((db), (sql), (want), __FILE__, __LINE__)
void told_rows(struct db *db, const char *sql, const char *want, const char *file, int line);

/* Every gap of the only file, as "code|place|lost". */
#define TOLD_GAPS "SELECT code, place, lost FROM gap ORDER BY id"

#endif
