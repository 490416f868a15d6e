#include <string.h>

#include "cli/command.h"

static const char purpose[] =
	"Shows an AWS customer what its partners may do, what they did, and on which evidence.";

static const struct {
	enum status status;
	const char *meaning;
} statuses[] = {
	{STATUS_CLEAN, "Done; nothing to report."},
	{STATUS_FINDINGS, "Done; there are findings, or faults in a checked file."},
	{STATUS_USAGE, "The command line can't be understood."},
	{STATUS_INCOMPLETE, "Done; some evidence could not be read."},
	{STATUS_FAILURE, "Not done; the message says why."},
};

/* Words up to `width` columns, each line behind `indent` blanks. */
static void wrap(FILE *out, const char *text, int indent, int width)
{
	int column = 0;
	while (*text != '\0') {
		int n = (int)strcspn(text, " ");
		if (column > 0 && column + 1 + n > width) {
			fputc('\n', out);
			column = 0;
		}
		fprintf(out, "%*s%.*s", column == 0 ? indent : 1, "", n, text);
		column += (column == 0 ? indent : 1) + n;
		text += n;
		text += *text == ' ';
	}
	fputc('\n', out);
}

void help_overview(FILE *out)
{
	fprintf(out, "usage: bailiwick COMMAND [OPTION]... [OPERAND]...\n\n");
	wrap(out, purpose, 0, 78);
	fprintf(out, "\nCommands:\n");
	for (const struct command *c = commands; c->name != NULL; c++)
		fprintf(out, "  %-10s %s\n", c->name, c->summary);
	fprintf(out, "\n  --help, --version, --help-man (the manual page), --completion (for bash)\n"
		     "\nbailiwick COMMAND --help says more about one command.\n");
}

static void print_option(FILE *out, const struct option_row *o)
{
	fprintf(out, "  --%s%s%s\n", o->name, o->value ? " " : "", o->value ? o->value : "");
	wrap(out, o->help, 6, 78);
}

static bool has_option(const struct command *c, size_t id)
{
	return (c->options >> id & 1) != 0;
}

void help_command(FILE *out, const struct command *c)
{
	fprintf(out, "usage: bailiwick %s [OPTION]...%s%s%s\n\n%s\n\n", c->name, *c->operands ? " " : "",
		c->operands, c->most > 1 ? "..." : "", c->summary);
	wrap(out, c->detail, 0, 78);
	fprintf(out, "\nOptions:\n");
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (has_option(c, i))
			print_option(out, &option_rows[i]);
}

/* troff text: a hyphen that is meant literally, no line that starts with a control character. */
static void man_text(FILE *out, const char *text)
{
	for (; *text != '\0'; text++)
		fprintf(out, *text == '-' ? "\\-" : *text == '\\' ? "\\e" : "%c", *text);
}

static void man_command(FILE *out, const struct command *c)
{
	fprintf(out, ".SS bailiwick %s", c->name);
	fprintf(out, " [OPTION]...%s%s\n", *c->operands ? " " : "", c->operands);
	man_text(out, c->detail);
	fputc('\n', out);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *o = &option_rows[i];
		if (!has_option(c, i))
			continue;
		fprintf(out, ".TP\n.B \\-\\-%s", o->name);
		fprintf(out, "%s%s\n", o->value ? " " : "", o->value ? o->value : "");
		man_text(out, o->help);
		fputc('\n', out);
	}
}

void help_man(FILE *out)
{
	fprintf(out, ".TH BAILIWICK 1\n.SH NAME\nbailiwick \\- audit of AWS partners for the AWS customer\n"
		     ".SH SYNOPSIS\n.B bailiwick\n.I COMMAND\n[\\fIOPTION\\fR]... [\\fIOPERAND\\fR]...\n.SH "
		     "DESCRIPTION\n");
	man_text(out, purpose);
	fprintf(out, "\n.SH COMMANDS\n");
	for (const struct command *c = commands; c->name != NULL; c++)
		man_command(out, c);
	fprintf(out, ".SH EXIT STATUS\n");
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		fprintf(out, ".TP\n.B %d\n", (int)statuses[i].status);
		man_text(out, statuses[i].meaning);
		fputc('\n', out);
	}
}

void help_completion(FILE *out)
{
	fprintf(out, "_bailiwick()\n{\n\tlocal words=\"");
	for (const struct command *c = commands; c->name != NULL; c++)
		fprintf(out, "%s%s", c == commands ? "" : " ", c->name);
	fprintf(out, "\"\n\tcase \"${COMP_WORDS[1]}\" in\n");
	for (const struct command *c = commands; c->name != NULL; c++) {
		fprintf(out, "\t%s) words=\"", c->name);
		for (size_t i = 0; i < OPTION_COUNT; i++)
			if (has_option(c, i))
				fprintf(out, "--%s ", option_rows[i].name);
		fprintf(out, "\" ;;\n");
	}
	fprintf(out, "\tesac\n\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- "
		     "\"${COMP_WORDS[COMP_CWORD]}\")\n}\n"
		     "complete -o default -F _bailiwick bailiwick\n");
}
