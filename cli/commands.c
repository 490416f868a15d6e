/* The table of commands and the table of options. docs/bailiwick.1 and --help are made from them. */
#include "cli/command.h"

#define WITH(id) (UINT64_C(1) << (id))

/* What an analysis and its documents can be told. */
#define WITH_REPORT                                                                                            \
	(WITH(OPTION_EVIDENCE) | WITH(OPTION_ENGAGEMENT) | WITH(OPTION_OUTPUT) | WITH(OPTION_FOR) |            \
	 WITH(OPTION_REPORT_FORMATS) | WITH(OPTION_PERIOD) | WITH(OPTION_AS_OF) | WITH(OPTION_CONTROLS) |      \
	 WITH(OPTION_FAIL_ON_SEVERITY) | WITH(OPTION_PREPARED_BY) | WITH(OPTION_REVIEWED_BY) |                 \
	 WITH(OPTION_CLASSIFICATION) | WITH(OPTION_TEMPLATES))

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
	{.name = NULL},
};
