#include "cli/command.h"
#include "model/engagement.h"

/* Faults go to standard output: they are what was asked for. */
static enum status check_file(const char *path, struct arena *arena)
{
	struct engagement_file f;
	struct err e;
	if (!engagement_read(path, arena, &f, &e)) {
		complain("%s", e.text);
		return STATUS_FAILURE;
	}
	for (size_t i = 0; i < f.faults; i++) {
		print_text(stdout, f.fault[i]);
		printf("\n");
	}
	if (f.faults == 0)
		printf("%s: good, SHA-256 %s\n", f.name, f.sha256);
	else
		printf("%s: %zu fault%s\n", f.name, f.faults, f.faults == 1 ? "" : "s");
	return f.faults == 0 ? STATUS_CLEAN : STATUS_FINDINGS;
}

enum status run_check(const struct arguments *a, struct arena *arena)
{
	enum status worst = STATUS_CLEAN;
	for (size_t i = 0; i < a->operands; i++) {
		enum status s = check_file(a->operand[i], arena);
		worst = s > worst ? s : worst;
	}
	return worst;
}
