#include "cli/command.h"

#include <stdarg.h>
#include <string.h>

#include "base/utf8.h"

const struct command *command_find(const char *name)
{
	for (const struct command *c = commands; c->name != NULL; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

bool command_has(const struct command *c, size_t option)
{
	return (c->options >> option & 1) != 0;
}

static const struct option_row *option_find(const struct command *c, struct sv name)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (command_has(c, i) && sv_eq(sv_of(option_rows[i].name), name))
			return &option_rows[i];
	return NULL;
}

static bool take_value(const struct command *c, const struct option_row *o, const char *value,
		       struct arguments *got, struct err *e)
{
	size_t id = (size_t)(o - option_rows);
	if (*value == '\0')
		return err_set(e, "%s: expected %s after --%s, got an empty text", c->name, o->value, o->name);
	got->value[id][got->n[id]++] = value;
	return true;
}

static bool take_option(const struct command *c, int argc, char **argv, int *i, struct arguments *got,
			struct err *e)
{
	if (argv[*i][1] != '-')
		return err_set(e, "%s: unknown option %s, options begin with --, see bailiwick %s --help",
			       c->name, argv[*i], c->name);
	struct sv text = sv_of(argv[*i] + 2);
	ptrdiff_t equals = sv_find_char(text, '=');
	struct sv name = equals < 0 ? text : sv_sub(text, 0, (size_t)equals);
	const struct option_row *o = option_find(c, name);
	size_t id = o == NULL ? 0 : (size_t)(o - option_rows);
	if (o == NULL)
		return err_set(e, "%s: unknown option --" SV_FMT ", see bailiwick %s --help", c->name,
			       SV_ARG(name), c->name);
	if (o->value == NULL && equals >= 0)
		return err_set(e, "%s: --%s takes no value", c->name, o->name);
	if (got->n[id] > 0 && !o->many)
		return err_set(e, "%s: expected --%s once", c->name, o->name);
	if (o->value == NULL) {
		got->value[id][got->n[id]++] = "";
		return true;
	}
	if (equals < 0 && *i + 1 == argc)
		return err_set(e, "%s: expected %s after --%s", c->name, o->value, o->name);
	return take_value(c, o, equals >= 0 ? argv[*i] + 2 + equals + 1 : argv[++*i], got, e);
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
		else if (!options || argv[i][0] != '-' || argv[i][1] == '\0')
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

void print_text(FILE *out, struct sv text)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct sv clean = utf8_clean(a, text);
	for (size_t i = 0; i < clean.n; i++)
		fputc(clean.at[i] == '\n' || clean.at[i] == '\t' ? ' ' : clean.at[i], out);
}

void complain(const char *format, ...)
{
	va_list arguments;
	char text[LIMIT_ERROR_TEXT];
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	fputs("bailiwick: ", stderr);
	print_text(stderr, sv_of(text));
	fputc('\n', stderr);
}
