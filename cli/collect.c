#include "base/file.h"
#include "cli/command.h"
#include "cli/processor.h"
#include "collectors/collectors.h"
#include "model/store.h"

#define GAPS_LISTED 20

static bool print_codes(struct db *db, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	bool row;
	if (!db_prepare(db,
			SV("SELECT lost, code, count(*) FROM gap GROUP BY lost, code ORDER BY lost DESC, code"),
			&s, e))
		return false;
	for (;;) {
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			return true;
		printf("  %-9s %-22s %lld\n", db_int(s, 0) != 0 ? "not read:" : "noted:", db_text(s, 1).at,
		       (long long)db_int(s, 2));
	}
}

static bool print_gaps(struct db *db, int64_t all, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	bool row;
	if (!db_prepare(db,
			SV("SELECT origin, place, reason, code FROM gap\n"
			   "ORDER BY lost DESC, code = 'unrecognised', origin, place, code, reason LIMIT ?1"),
			&s, e))
		return false;
	db_bind_int(s, 1, GAPS_LISTED);
	for (;;) {
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			break;
		struct sv place = db_text(s, 1);
		print_text(stdout, db_text(s, 0));
		printf(": ");
		print_text(stdout, place);
		printf("%s", place.n > 0 ? ": " : "");
		print_text(stdout, db_text(s, 2));
		printf(" [%s]\n", db_text(s, 3).at);
	}
	if (all > GAPS_LISTED)
		printf("%lld more in evidence.sqlite, table gap\n", (long long)(all - GAPS_LISTED));
	return true;
}

static bool print_summary(struct db *db, const struct collect_summary *sum, struct err *e)
{
	int64_t records;
	if (!db_get_int(db, "SELECT coalesce(sum(count), 0) FROM activity", &records, e))
		return false;
	printf("objects: %lld, %lld of them new", (long long)sum->objects, (long long)sum->added);
	if (sum->replaced > 0)
		printf(", %lld in place of an older content", (long long)sum->replaced);
	printf("\nfacts:   %lld taken from the new objects\n", (long long)sum->facts);
	printf("records: %lld different CloudTrail records in the evidence\n", (long long)records);
	printf("gaps:    %lld in the evidence, %lld of them not read\n", (long long)(sum->lost + sum->noted),
	       (long long)sum->lost);
	return print_codes(db, e) && print_gaps(db, sum->lost + sum->noted, e);
}

static bool collect(const char *from, const char *evidence, enum cpu level, struct collect_summary *sum,
		    struct err *e)
{
	CLEANUP(db_close) struct db *db = NULL;
	return store_open(evidence, &db, e) && collect_folder_on(db, from, level, sum, e) &&
	       print_summary(db, sum, e);
}

enum status run_collect(const struct arguments *a, struct arena *arena)
{
	(void)arena;
	const char *from = argument(a, OPTION_FROM), *evidence = argument(a, OPTION_EVIDENCE);
	struct collect_summary sum;
	enum cpu level;
	struct err e;
	if (from == NULL) {
		complain("collect: expected --from DIR, see bailiwick collect --help");
		return STATUS_USAGE;
	}
	if (!processor_wanted(&level, &e)) {
		complain("%s", e.text);
		return STATUS_USAGE;
	}
	if (!file_exists(from)) {
		complain("--from %s: expected a folder or a file, there is none", from);
		return STATUS_FAILURE;
	}
	if (!collect(from, evidence == NULL ? "evidence" : evidence, level, &sum, &e)) {
		complain("%s", e.text);
		return STATUS_FAILURE;
	}
	return sum.lost > 0 ? STATUS_INCOMPLETE : STATUS_CLEAN;
}
