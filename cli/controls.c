#include "analyzers/controls.h"
#include "cli/command.h"

static void print_list(const struct control_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct control_header *h = &list->control[i].header;
		printf(SV_FMT "  %-8.*s  " SV_FMT "\n", SV_ARG(h->id), SV_ARG(h->severity), SV_ARG(h->title));
	}
}

/* A reference of all controls; docs/controls.md is this text. */
static void print_markdown(const struct control_list *list)
{
	printf("# Controls\n\nWritten by `bailiwick controls list --markdown`. `bailiwick controls show ID` "
	       "prints the rule itself.\n");
	for (size_t i = 0; i < list->n; i++) {
		const struct control_header *h = &list->control[i].header;
		printf("\n## " SV_FMT " " SV_FMT "\n\n" SV_FMT "\n\n", SV_ARG(h->id), SV_ARG(h->title),
		       SV_ARG(h->asks));
		printf("* Severity: " SV_FMT ". Arrangements: " SV_FMT ". Reports: " SV_FMT ".\n",
		       SV_ARG(h->severity), SV_ARG(h->arrangement), SV_ARG(h->audience));
		if (h->needs.n > 0)
			printf("* Needs: " SV_FMT ".\n", SV_ARG(h->needs));
		if (h->params.n > 0)
			printf("* Parameters: " SV_FMT ".\n", SV_ARG(h->params));
		printf("* Remedy: " SV_FMT "\n* Standards: " SV_FMT "\n", SV_ARG(h->remedy),
		       SV_ARG(h->standards));
	}
}

static enum status show(const struct control_list *list, const char *id)
{
	for (size_t i = 0; i < list->n; i++)
		if (sv_eq_nocase(list->control[i].header.id, sv_of(id))) {
			printf(SV_FMT, SV_ARG(list->control[i].file.text));
			return STATUS_CLEAN;
		}
	complain("controls show: there is no control %s, see bailiwick controls list", id);
	return STATUS_USAGE;
}

enum status run_controls(const struct arguments *a, struct arena *arena)
{
	struct control_list list;
	struct err e;
	struct sv word = sv_of(a->operand[0]);
	if (!controls_read(NULL, 0, arena, &list, &e)) {
		complain("%s", e.text);
		return STATUS_FAILURE;
	}
	if (sv_eq(word, SV("show")) && a->operands == 2 && a->n[OPTION_MARKDOWN] == 0)
		return show(&list, a->operand[1]);
	if (!sv_eq(word, SV("list")) || a->operands != 1) {
		complain("controls: expected \"list\" or \"show ID\", see bailiwick controls --help");
		return STATUS_USAGE;
	}
	if (a->n[OPTION_MARKDOWN] > 0)
		print_markdown(&list);
	else
		print_list(&list);
	return STATUS_CLEAN;
}
