#include "cli/command.h"

#include <stdarg.h>
#include <string.h>

#define WITH(id) (1u << (id))

const struct option_row option_rows[OPTION_COUNT] = {
	{OPTION_HELP, "help", NULL, false, "Show this help and stop."},
	{OPTION_FROM, "from", "DIR", false, "Folder of exported files, or one such file."},
	{OPTION_EVIDENCE, "evidence", "DIR", false,
	 "Folder of the evidence store, made if it is missing. Without this option: evidence."},
};

const struct command commands[] = {
	{"check", "FILE", 1, SIZE_MAX, "Check engagement files, listing every fault with its line.",
	 "Reads each engagement file (YAML, or JSON, which is a subset) and says whether it can serve as the "
	 "yardstick of an audit. All faults of a file are listed at once, each as FILE:LINE: PATH: what was "
	 "expected, what was seen.",
	 WITH(OPTION_HELP), run_check},
	{"collect", "", 0, 0, "Read exported files into the evidence store.",
	 "Reads every file below a folder: CloudTrail logs and digests, IAM and Organizations answers, "
	 "credential reports, contacts, cost exports, invoices; gzip or plain. A file is recognised by its "
	 "content, its name does not matter. What can't be read is listed as a gap with its reason, and "
	 "everything around it is used. Files that were read before add nothing; a file that has changed "
	 "since takes the place of what it said.",
	 WITH(OPTION_HELP) | WITH(OPTION_FROM) | WITH(OPTION_EVIDENCE), run_collect},
	{NULL, NULL, 0, 0, NULL, NULL, 0, NULL},
};

const struct command *command_find(const char *name)
{
	for (const struct command *c = commands; c->name != NULL; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static const struct option_row *option_find(const struct command *c, struct sv name)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if ((c->options & WITH(i)) != 0 && sv_eq(sv_of(option_rows[i].name), name))
			return &option_rows[i];
	return NULL;
}

static bool take_option(const struct command *c, int argc, char **argv, int *i, struct arguments *got,
			struct err *e)
{
	struct sv text = sv_of(argv[*i] + 2);
	ptrdiff_t equals = sv_find_char(text, '=');
	struct sv name = equals < 0 ? text : sv_sub(text, 0, (size_t)equals);
	const struct option_row *o = option_find(c, name);
	if (o == NULL)
		return err_set(e, "%s: unknown option --" SV_FMT ", see bailiwick %s --help", c->name,
			       SV_ARG(name), c->name);
	if (o->value == NULL && equals >= 0)
		return err_set(e, "%s: --%s takes no value", c->name, o->name);
	if (got->n[o->id] > 0 && !o->many)
		return err_set(e, "%s: expected --%s once", c->name, o->name);
	const char *value = "";
	if (o->value != NULL && equals >= 0)
		value = argv[*i] + 2 + equals + 1;
	else if (o->value != NULL && *i + 1 < argc)
		value = argv[++*i];
	else if (o->value != NULL)
		return err_set(e, "%s: expected %s after --%s", c->name, o->value, o->name);
	got->value[o->id][got->n[o->id]++] = value;
	return true;
}

bool command_parse(const struct command *c, int argc, char **argv, struct arena *a, struct arguments *got,
		   struct err *e)
{
	bool options = true;
	struct arguments read = {0};
	for (size_t i = 0; i < OPTION_COUNT; i++)
		read.value[i] = arena_array(a, (size_t)argc + 1, sizeof *read.value[i]);
	read.operand = arena_array(a, (size_t)argc + 1, sizeof *read.operand);
	for (int i = 0; i < argc; i++) {
		if (options && strcmp(argv[i], "--") == 0)
			options = false;
		else if (!options || strncmp(argv[i], "--", 2) != 0)
			read.operand[read.operands++] = argv[i];
		else if (!take_option(c, argc, argv, &i, &read, e))
			return false;
	}
	if (read.n[OPTION_HELP] == 0 && (read.operands < c->least || read.operands > c->most))
		return err_set(e, "%s: expected %s, got %zu operand%s, see bailiwick %s --help", c->name,
			       c->most == 0 ? "no operand" : c->operands, read.operands,
			       read.operands == 1 ? "" : "s", c->name);
	*got = read;
	return true;
}

const char *argument(const struct arguments *a, enum option_id id)
{
	return a->n[id] == 0 ? NULL : a->value[id][a->n[id] - 1];
}

void complain(const char *format, ...)
{
	va_list arguments;
	fputs("bailiwick: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}
