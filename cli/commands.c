/* The table of commands and the table of options. docs/bailiwick.1 and --help are made from them. */
#include "cli/command.h"

#define WITH(id) (UINT64_C(1) << (id))

/* What an analysis and its documents can be told. */
#define WITH_REPORT                                                                                            \
	(WITH(OPTION_EVIDENCE) | WITH(OPTION_ENGAGEMENT) | WITH(OPTION_OUTPUT) | WITH(OPTION_FOR) |            \
	 WITH(OPTION_REPORT_FORMATS) | WITH(OPTION_PERIOD) | WITH(OPTION_AS_OF) | WITH(OPTION_CONTROLS) |      \
	 WITH(OPTION_FAIL_ON_SEVERITY) | WITH(OPTION_PREPARED_BY) | WITH(OPTION_REVIEWED_BY) |                 \
	 WITH(OPTION_CLASSIFICATION) | WITH(OPTION_TEMPLATES))

#define WITH_BATCH (WITH(OPTION_HELP) | WITH(OPTION_BATCH) | WITH(OPTION_FORMAT) | WITH(OPTION_FAIL_ON))
#define WITH_LAYERS                                                                                            \
	(WITH(OPTION_IDENTITY) | WITH(OPTION_BOUNDARY) | WITH(OPTION_SESSION) | WITH(OPTION_RESOURCE_POLICY) | \
	 WITH(OPTION_ENDPOINT) | WITH(OPTION_SCP) | WITH(OPTION_RCP))
#define WITH_REQUEST                                                                                           \
	(WITH(OPTION_MODE) | WITH(OPTION_PRINCIPAL) | WITH(OPTION_ACTION) | WITH(OPTION_RESOURCE) |            \
	 WITH(OPTION_ACCOUNT) | WITH(OPTION_CONTEXT))
#define WITH_CALLER (WITH(OPTION_MODE) | WITH(OPTION_PRINCIPAL) | WITH(OPTION_ACCOUNT) | WITH(OPTION_CONTEXT))

const struct option_row option_rows[OPTION_COUNT] = {
	[OPTION_HELP] = {"help", NULL, false, "Show this help and stop."},
	[OPTION_FROM] = {"from", "DIR", false, "Folder of exported files, or one such file."},
	[OPTION_EVIDENCE] =
		{"evidence", "DIR", false,
		 "Folder of the evidence store, made if it is missing. Without this option: evidence."},
	[OPTION_ENGAGEMENT] = {"engagement", "FILE", false,
			       "The engagement file to judge by. Without this option: engagement.yaml."},
	[OPTION_OUTPUT] = {"output", "DIR", false,
			   "Folder for the reports, made if it is missing. Without this option: reports."},
	[OPTION_FOR] = {"for", "READER", false, "Whose report: customer (the customer audit)."},
	[OPTION_REPORT_FORMATS] =
		{"format", "LIST", false,
		 "Formats with commas, of pdf, html, json, csv. Without this option: all of them."},
	[OPTION_PERIOD] = {"period", "PERIOD", false,
			   "Report on this time: 2026, 2026-Q2, 2026-06, or START/END as days (the end day "
			   "is included) or RFC 3339 times. Without this option: from the first to the last "
			   "day of the trail."},
	[OPTION_AS_OF] = {"as-of", "TIME", false,
			  "The moment that verdicts speak of, a day or an RFC 3339 time. Without this "
			  "option: the newest moment that any source speaks of, so that a repeated run gives "
			  "the same bytes."},
	[OPTION_CONTROLS] = {"controls", "DIR", true, "Run the control files of this folder too."},
	[OPTION_FAIL_ON_SEVERITY] = {"fail-on", "SEVERITY", false,
				     "End with status 1 from this severity on: critical, high, medium, low "
				     "(the default), or never."},
	[OPTION_PREPARED_BY] = {"prepared-by", "NAME", false,
				"Who prepared the report, for its cover and sign-off."},
	[OPTION_REVIEWED_BY] = {"reviewed-by", "NAME", false, "Who reviewed it: another person."},
	[OPTION_CLASSIFICATION] = {"classification", "WORDS", false,
				   "Classification printed on every page, such as Confidential."},
	[OPTION_TEMPLATES] = {"templates", "DIR", false, "Templates to use in place of those built in."},
	[OPTION_BATCH] =
		{"batch", NULL, false,
		 "Read one request a line (NDJSON, from FILE or standard input) and answer each on a line of its own."},
	[OPTION_FORMAT] = {"format", "text|json", false, "How the answer to a single request is written."},
	[OPTION_FAIL_ON] = {"fail-on", "negative|unknown", true,
			    "End with status 1 when such an answer was given."},
	[OPTION_TRACE] =
		{"trace", "none|deciding|full", false,
		 "How much of the reasons is shown: none, the deciding statements (the default), or every statement."},
	[OPTION_MODE] =
		{"mode", "strict|open", false,
		 "Whether a condition key that is not given is absent (strict, the default) or unknown (open)."},
	[OPTION_PRINCIPAL] = {"principal", "ARN", false, "Who asks: an ARN, or the name of a service."},
	[OPTION_ACTION] = {"action", "ACTION", false, "What is asked for, such as s3:GetObject."},
	[OPTION_RESOURCE] = {"resource", "ARN", false,
			     "The resource; a star in it asks about a set of resources."},
	[OPTION_ACCOUNT] = {"account", "ID", false,
			    "The account that owns the resource, if its ARN does not say."},
	[OPTION_CONTEXT] = {"context", "KEY=VALUE", true,
			    "A condition key; given again, the key holds a list."},
	[OPTION_IDENTITY] = {"identity", "FILE", true, "An identity policy of the principal."},
	[OPTION_BOUNDARY] = {"boundary", "FILE", true, "The permissions boundary of the principal."},
	[OPTION_SESSION] = {"session", "FILE", true, "A session policy."},
	[OPTION_RESOURCE_POLICY] = {"resource-policy", "FILE", false,
				    "The policy of the resource, such as a bucket, key or trust policy."},
	[OPTION_ENDPOINT] = {"endpoint", "FILE", true,
			     "The policy of the VPC endpoint that the request passes."},
	[OPTION_SCP] = {"scp", "TARGET=FILE", true,
			"A service control policy and what it is attached to, the organization's root first."},
	[OPTION_RCP] = {"rcp", "TARGET=FILE", true,
			"A resource control policy and what it is attached to, the organization's root first."},
	[OPTION_BUDGET] = {"budget", "N", false,
			   "Search N times as long before a question is given up (1 to 1000)."},
	[OPTION_TYPE] =
		{"type", "TYPE", false,
		 "The kind of policy: identity (the default), boundary, session, resource, trust, scp, rcp, vpce."},
	[OPTION_ENTRIES] =
		{"entries", "list|full", false,
		 "Whether the actions are named only (list, the default) or each is described (full)."},
	[OPTION_MARKDOWN] = {"markdown", NULL, false, "Write the list as a reference in Markdown."},
};

const struct command commands[] = {
	{
		.name = "audit",
		.operands = "",
		.summary = "Collect exported files, judge them by the contract, write the reports.",
		.detail = "Reads every file below the folder of --from into the evidence store (see "
			  "collect), holds the evidence against the engagement file, and writes the reports: "
			  "the main job. The exit status is 1 when there are findings, else 3 when evidence "
			  "is missing, else 0.",
		.options = WITH(OPTION_HELP) | WITH(OPTION_FROM) | WITH_REPORT,
		.run = run_audit,
	},
	{
		.name = "collect",
		.operands = "",
		.summary = "Read exported files into the evidence store.",
		.detail = "Reads every file below a folder: CloudTrail logs and digests, IAM and "
			  "Organizations answers, credential reports, contacts, cost exports, invoices; gzip "
			  "or plain. A file is recognised by its content, its name does not matter. What "
			  "can't be read is listed as a gap with its reason, and everything around it is "
			  "used. Files that were read before add nothing; a file that has changed since "
			  "takes the place of what it said.",
		.options = WITH(OPTION_HELP) | WITH(OPTION_FROM) | WITH(OPTION_EVIDENCE),
		.run = run_collect,
	},
	{
		.name = "report",
		.operands = "",
		.summary = "Judge the stored evidence again and write the reports.",
		.detail = "The same as audit on evidence that was collected before: for a corrected "
			  "engagement file, another period, another format. Nothing is read twice.",
		.options = WITH(OPTION_HELP) | WITH_REPORT,
		.run = run_report,
	},
	{
		.name = "check",
		.operands = "FILE",
		.least = 1,
		.most = SIZE_MAX,
		.summary = "Check engagement files, listing every fault with its line.",
		.detail = "Reads each engagement file (YAML, or JSON, which is a subset) and says whether it "
			  "can serve as the yardstick of an audit. All faults of a file are listed at once, "
			  "each as FILE:LINE: PATH: what was expected, what was seen.",
		.options = WITH(OPTION_HELP),
		.run = run_check,
	},
	{
		.name = "controls",
		.operands = "list | show ID",
		.least = 1,
		.most = 2,
		.summary = "List the controls, or show one with its rule.",
		.detail = "list prints the id, severity and title of every control of this program. show "
			  "prints one control as it is run: what it asks, what it needs, the requirements it "
			  "serves, and the query itself.",
		.options = WITH(OPTION_HELP) | WITH(OPTION_MARKDOWN),
		.run = run_controls,
	},
	{
		.name = "contains",
		.operands = "FILE",
		.most = 2,
		.summary = "Say whether all that policies A allow is allowed by B.",
		.detail =
			"Compares two sets of policies. The question is a JSON object with members \"a\" and \"b\" from "
			"FILE, or two files, that of A and that of B; with --batch one question a line. Where A allows "
			"more, a request that shows it is printed, after simulate has confirmed it.",
		.options = WITH_BATCH | WITH(OPTION_BUDGET),
		.run = run_contains,
	},
	{
		.name = "expand",
		.operands = "FILE",
		.most = 1,
		.summary = "List everything that a principal can effectively do.",
		.detail =
			"Puts all layers of policies together and lists the actions that are left, each with where it stands: "
			"always, only for some resources or under conditions, or depending on what is not known. The request "
			"comes from options, from FILE (a JSON object) or, with --batch, one a line.",
		.options = WITH_BATCH | WITH_CALLER | WITH_LAYERS | WITH(OPTION_ENTRIES),
		.run = run_expand,
	},
	{
		.name = "lint",
		.operands = "FILE",
		.most = SIZE_MAX,
		.summary = "Say whether AWS would accept a policy, and what in it is void.",
		.detail =
			"Reads policy documents and lists what is wrong with each, as FILE: PLACE: what was found, what was "
			"expected. Errors are what AWS would refuse, and end with status 1; warnings are unknown names, "
			"with the nearest known one, and elements and statements without effect. With --batch one "
			"{\"type\":...,\"policy\":...} a line.",
		.options = WITH_BATCH | WITH(OPTION_TYPE),
		.run = run_lint,
	},
	{
		.name = "match",
		.operands = "FILE",
		.most = 1,
		.summary = "Say whether a pattern, principal or condition of a policy matches.",
		.detail =
			"Reads one question (a JSON object) from FILE, or with --batch one a line: the \"kind\" is glob, "
			"arn, action, resource, principal or condition.",
		.options = WITH_BATCH,
		.run = run_match,
	},
	{
		.name = "simulate",
		.operands = "FILE",
		.most = 1,
		.summary = "Say whether a principal may do an action on a resource, and why.",
		.detail =
			"Evaluates a request against the policies given with it: identity, boundary, session, resource, "
			"endpoint, service control and resource control policies. The request comes from options, from FILE "
			"(a JSON object) or, with --batch, one a line. Nothing is asked of AWS.",
		.options = WITH_BATCH | WITH_REQUEST | WITH_LAYERS | WITH(OPTION_TRACE),
		.run = run_simulate,
	},
	{.name = NULL},
};
