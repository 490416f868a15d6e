/* The commands and their options: one table drives parsing, --help, the man page and shell completion. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdio.h>

#include "base/arena.h"

/* docs/bailiwick.1 describes them; the numbers are an interface. */
enum status {
	STATUS_CLEAN = 0,
	STATUS_FINDINGS = 1,
	STATUS_USAGE = 2,
	STATUS_INCOMPLETE = 3,
	STATUS_FAILURE = 4
};

/* Rows of option_rows (commands.c). Two may share a name, if no command takes both. */
enum option_id {
	OPTION_HELP,
	OPTION_FROM,
	OPTION_EVIDENCE,
	OPTION_ENGAGEMENT,
	OPTION_OUTPUT,
	OPTION_FOR,
	OPTION_REPORT_FORMATS,
	OPTION_PERIOD,
	OPTION_AS_OF,
	OPTION_CONTROLS,
	OPTION_FAIL_ON_SEVERITY,
	OPTION_PREPARED_BY,
	OPTION_REVIEWED_BY,
	OPTION_CLASSIFICATION,
	OPTION_TEMPLATES,
	OPTION_MARKDOWN,
	OPTION_BATCH,
	OPTION_FORMAT,
	OPTION_FAIL_ON,
	OPTION_TRACE,
	OPTION_MODE,
	OPTION_PRINCIPAL,
	OPTION_ACTION,
	OPTION_RESOURCE,
	OPTION_ACCOUNT,
	OPTION_CONTEXT,
	OPTION_IDENTITY,
	OPTION_BOUNDARY,
	OPTION_SESSION,
	OPTION_RESOURCE_POLICY,
	OPTION_ENDPOINT,
	OPTION_SCP,
	OPTION_RCP,
	OPTION_BUDGET,
	OPTION_TYPE,
	OPTION_ENTRIES,
	OPTION_COUNT,
};

struct option_row {
	const char *name;  /* without the dashes */
	const char *value; /* what stands for the value in texts; NULL: a switch */
	bool many;         /* may be given again */
	const char *help;  /* one sentence */
};

struct arguments {
	const char **value[OPTION_COUNT]; /* NULL-terminated lists, in the order given */
	size_t n[OPTION_COUNT];
	const char **operand;
	size_t operands;
};

struct command {
	const char *name;
	const char *operands; /* as texts show them, "" if there are none */
	size_t least, most;   /* operands */
	const char *summary;  /* one line */
	const char *detail;   /* paragraphs for --help and the man page */
	uint64_t options;     /* bit set over option_id */
	enum status (*run)(const struct arguments *a, struct arena *arena);
};

extern const struct command commands[]; /* ends with a NULL name */
extern const struct option_row option_rows[OPTION_COUNT];

const struct command *command_find(const char *name); /* NULL: there is none */
/* argv begins behind the command's name. */
bool command_parse(const struct command *c, int argc, char **argv, struct arena *a, struct arguments *got,
		   struct err *e) MUST_CHECK;
bool command_has(const struct command *c, size_t option);
const char *argument(const struct arguments *a, enum option_id id); /* the last value, NULL if not given */

void help_overview(FILE *out);
void help_command(FILE *out, const struct command *c);
void help_man(FILE *out);
void help_completion(FILE *out); /* for bash */

/* Text from outside, on one line and without what would steer a terminal. */
void print_text(FILE *out, struct sv text);
/* One line on stderr: "bailiwick: text". */
void complain(const char *format, ...) PRINTF_LIKE(1, 2);

enum status run_check(const struct arguments *a, struct arena *arena);
enum status run_collect(const struct arguments *a, struct arena *arena);
enum status run_audit(const struct arguments *a, struct arena *arena);
enum status run_report(const struct arguments *a, struct arena *arena);
enum status run_controls(const struct arguments *a, struct arena *arena);
enum status run_match(const struct arguments *a, struct arena *arena);
enum status run_contains(const struct arguments *a, struct arena *arena);
enum status run_expand(const struct arguments *a, struct arena *arena);
enum status run_lint(const struct arguments *a, struct arena *arena);
enum status run_simulate(const struct arguments *a, struct arena *arena);

#endif
