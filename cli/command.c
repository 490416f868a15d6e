#include "cli/command.h"

#include <stdarg.h>
#include <string.h>

#define WITH(id) (UINT64_C(1) << (id))

const struct option_row option_rows[OPTION_COUNT] = {
	{OPTION_HELP, "help", NULL, false, "Show this help and stop."},
	{OPTION_BATCH, "batch", NULL, false,
	 "Read one request a line (NDJSON, from FILE or standard input) and answer each on a line of its own."},
	{OPTION_FORMAT, "format", "text|json", false, "How the answer to a single request is written."},
	{OPTION_FAIL_ON, "fail-on", "negative|unknown", true,
	 "End with status 1 when such an answer was given."},
	{OPTION_TRACE, "trace", "none|deciding|full", false,
	 "How much of the reasons is shown: none, the deciding statements (the default), or every statement."},
	{OPTION_MODE, "mode", "strict|open", false,
	 "Whether a condition key that is not given is absent (strict, the default) or unknown (open)."},
	{OPTION_PRINCIPAL, "principal", "ARN", false, "Who asks: an ARN, or the name of a service."},
	{OPTION_ACTION, "action", "ACTION", false, "What is asked for, such as s3:GetObject."},
	{OPTION_RESOURCE, "resource", "ARN", false,
	 "The resource; a star in it asks about a set of resources."},
	{OPTION_ACCOUNT, "account", "ID", false,
	 "The account that owns the resource, if its ARN does not say."},
	{OPTION_CONTEXT, "context", "KEY=VALUE", true, "A condition key; given again, the key holds a list."},
	{OPTION_IDENTITY, "identity", "FILE", true, "An identity policy of the principal."},
	{OPTION_BOUNDARY, "boundary", "FILE", true, "The permissions boundary of the principal."},
	{OPTION_SESSION, "session", "FILE", true, "A session policy."},
	{OPTION_RESOURCE_POLICY, "resource-policy", "FILE", false,
	 "The policy of the resource, such as a bucket, key or trust policy."},
	{OPTION_ENDPOINT, "endpoint", "FILE", true, "The policy of the VPC endpoint that the request passes."},
	{OPTION_SCP, "scp", "TARGET=FILE", true,
	 "A service control policy and what it is attached to, the organization's root first."},
	{OPTION_RCP, "rcp", "TARGET=FILE", true,
	 "A resource control policy and what it is attached to, the organization's root first."},
	{OPTION_BUDGET, "budget", "N", false,
	 "Search N times as long before a question is given up (1 to 1000)."},
	{OPTION_TYPE, "type", "TYPE", false,
	 "The kind of policy: identity (the default), boundary, session, resource, trust, scp, rcp, vpce."},
	{OPTION_ENTRIES, "entries", "list|full", false,
	 "Whether the actions are named only (list, the default) or each is described (full)."},
};

#define WITH_BATCH (WITH(OPTION_HELP) | WITH(OPTION_BATCH) | WITH(OPTION_FORMAT) | WITH(OPTION_FAIL_ON))
#define WITH_LAYERS                                                                                            \
	(WITH(OPTION_IDENTITY) | WITH(OPTION_BOUNDARY) | WITH(OPTION_SESSION) | WITH(OPTION_RESOURCE_POLICY) | \
	 WITH(OPTION_ENDPOINT) | WITH(OPTION_SCP) | WITH(OPTION_RCP))
#define WITH_REQUEST                                                                                           \
	(WITH(OPTION_MODE) | WITH(OPTION_PRINCIPAL) | WITH(OPTION_ACTION) | WITH(OPTION_RESOURCE) |            \
	 WITH(OPTION_ACCOUNT) | WITH(OPTION_CONTEXT))
#define WITH_CALLER (WITH(OPTION_MODE) | WITH(OPTION_PRINCIPAL) | WITH(OPTION_ACCOUNT) | WITH(OPTION_CONTEXT))

const struct command commands[] = {
	{"check", "FILE", 1, SIZE_MAX, "Check engagement files, listing every fault with its line.",
	 "Reads each engagement file (YAML, or JSON, which is a subset) and says whether it can serve as the "
	 "yardstick of an audit. All faults of a file are listed at once, each as FILE:LINE: PATH: what was "
	 "expected, what was seen.",
	 WITH(OPTION_HELP), run_check},
	{"contains", "FILE", 0, 2, "Say whether all that policies A allow is allowed by B.",
	 "Compares two sets of policies. The question is a JSON object with members \"a\" and \"b\" from "
	 "FILE, or two files, that of A and that of B; with --batch one question a line. Where A allows "
	 "more, a request that shows it is printed, after simulate has confirmed it.",
	 WITH_BATCH | WITH(OPTION_BUDGET), run_contains},
	{"expand", "FILE", 0, 1, "List everything that a principal can effectively do.",
	 "Puts all layers of policies together and lists the actions that are left, each with where it stands: "
	 "always, only for some resources or under conditions, or depending on what is not known. The request "
	 "comes from options, from FILE (a JSON object) or, with --batch, one a line.",
	 WITH_BATCH | WITH_CALLER | WITH_LAYERS | WITH(OPTION_ENTRIES), run_expand},
	{"lint", "FILE", 0, SIZE_MAX, "Say whether AWS would accept a policy, and what in it is void.",
	 "Reads policy documents and lists what is wrong with each, as FILE: PLACE: what was found, what was "
	 "expected. Errors are what AWS would refuse, and end with status 1; warnings are unknown names, "
	 "with the nearest known one, and elements and statements without effect. With --batch one "
	 "{\"type\":...,\"policy\":...} a line.",
	 WITH_BATCH | WITH(OPTION_TYPE), run_lint},
	{"match", "FILE", 0, 1, "Say whether a pattern, principal or condition of a policy matches.",
	 "Reads one question (a JSON object) from FILE, or with --batch one a line: the \"kind\" is glob, "
	 "arn, action, resource, principal or condition.",
	 WITH_BATCH, run_match},
	{"simulate", "FILE", 0, 1, "Say whether a principal may do an action on a resource, and why.",
	 "Evaluates a request against the policies given with it: identity, boundary, session, resource, "
	 "endpoint, service control and resource control policies. The request comes from options, from FILE "
	 "(a JSON object) or, with --batch, one a line. Nothing is asked of AWS.",
	 WITH_BATCH | WITH_REQUEST | WITH_LAYERS | WITH(OPTION_TRACE), run_simulate},
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
