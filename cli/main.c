#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyzers/iam/iamdb.h"
#include "cli/command.h"

static enum status run_command(const struct command *c, int argc, char **argv)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	struct arguments a;
	struct err e;
	if (!command_parse(c, argc, argv, arena, &a, &e)) {
		complain("%s", e.text);
		return STATUS_USAGE;
	}
	if (a.n[OPTION_HELP] > 0) {
		help_command(stdout, c);
		return STATUS_CLEAN;
	}
	return c->run(&a, arena);
}

static void print_version(FILE *out)
{
	fprintf(out, "bailiwick %s\n", PACKAGE_VERSION);
	fprintf(out, "IAM actions: %s table, %u actions, release " SV_FMT "\n",
		iamdb_whole() ? "whole" : "small", iamdb_actions(), SV_ARG(iamdb_version()));
}

static const struct {
	const char *word;
	void (*print)(FILE *out);
} words[] = {
	{"--help", help_overview},
	{"--version", print_version},
	{"--help-man", help_man},
	{"--completion", help_completion},
};

static enum status run(int argc, char **argv)
{
	if (argc < 2) {
		help_overview(stderr);
		return STATUS_USAGE;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(argv[1], words[i].word) == 0) {
			words[i].print(stdout);
			return STATUS_CLEAN;
		}
	const struct command *c = command_find(argv[1]);
	if (c == NULL) {
		complain("unknown command %s, see bailiwick --help", argv[1]);
		return STATUS_USAGE;
	}
	return run_command(c, argc - 2, argv + 2);
}

/* A file that is opened later must not become the standard output, should that be closed: what is printed would
 * end in it. In its place stands something that can't be written, so that the loss is told at the end. */
static void guard_streams(void)
{
	int fd;
	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/* A reader that has seen enough (`| head -1`) is no failure. */
static bool reader_left(void)
{
	struct pollfd out = {.fd = STDOUT_FILENO};
	return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

int main(int argc, char **argv)
{
	guard_streams();
	signal(SIGPIPE, SIG_IGN); /* nor does it stop the work halfway */
	enum status s = run(argc, argv);
	if ((fflush(stdout) != 0 || ferror(stdout)) && !reader_left()) {
		complain("standard output: can't be written");
		return STATUS_FAILURE;
	}
	return (int)s;
}
