#include "cli/batch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- one line ---- */

static struct sv id_of(struct arena *a, const struct json_node *root)
{
	const struct json_node *id = json_get(root, "id");
	struct str text;
	if (json_type(id) != JSON_STRING && json_type(id) != JSON_NUMBER && json_type(id) != JSON_BOOL)
		return SV("null");
	str_init(&text, LIMIT_IAM_LINE);
	json_write(id, false, &text);
	struct sv kept = arena_sv(a, str_sv(&text));
	str_free(&text);
	return kept;
}

/* "line 1 column 8: expected ..." of the parser, which sees one line: column 8 is the byte with offset 7. */
static void fault_of_json(struct batch_line *line, const struct err *e)
{
	char *end = NULL;
	const char *column = strstr(e->text, "column ");
	unsigned long at = column == NULL ? 0 : strtoul(column + strlen("column "), &end, 10);
	struct sv message = end != NULL && end[0] == ':' ? sv_of(end + 2) : sv_of(e->text);
	line->fault = (struct iam_line_fault){
		"bad_json", SV(""),
		arena_printf(line->arena, "byte %lu: " SV_FMT, at > 0 ? at - 1 : 0, SV_ARG(message))};
}

static void add_fault(const struct batch_line *line, size_t number, struct str *out)
{
	str_addz(out, "{\"id\":");
	str_add(out, line->id);
	str_addf(out, ",\"error\":{\"code\":\"%s\",\"line\":%zu,\"path\":", line->fault.code, number);
	str_add_json(out, line->fault.path);
	str_addz(out, ",\"message\":");
	str_add_json(out, line->fault.message);
	str_addz(out, "}}");
}

static bool answer_line(struct batch_line *line, struct sv text, batch_fn *answer, const void *context,
			struct str *out, enum batch_verdict *verdict)
{
	CLEANUP(json_free) struct json *doc = NULL;
	struct err e;
	line->measure = text.n > LIMIT_IAM_DOCUMENT;
	if (!json_parse(text, &doc, &e)) {
		fault_of_json(line, &e);
		return false;
	}
	line->root = json_root(doc);
	line->id = id_of(line->arena, line->root);
	struct sv twice = json_duplicate(doc);
	if (twice.at != NULL) {
		line->fault = (struct iam_line_fault){
			"bad_policy", arena_sv(line->arena, json_duplicate_path(doc)),
			arena_printf(line->arena,
				     "found member \"" SV_FMT "\" twice in one object, expected it once",
				     SV_ARG(twice))};
		return false;
	}
	return answer(context, line, out, verdict);
}

/* Returns false when the line was refused. */
static bool take_line(struct sv text, size_t number, bool too_large, batch_fn *answer, const void *context,
		      struct str *out, enum batch_verdict *verdict)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	struct batch_line line = {.arena = arena, .id = SV("null")};
	bool good = false;
	str_reset(out);
	if (too_large)
		line.fault = (struct iam_line_fault){
			"too_large", SV(""),
			arena_printf(arena, "found more than %u bytes, expected fewer", LIMIT_IAM_LINE)};
	else
		good = answer_line(&line, text, answer, context, out, verdict);
	if (!good) {
		str_reset(out);
		add_fault(&line, number, out);
		fprintf(stderr, "line %zu: " SV_FMT "%s" SV_FMT "\n", number, SV_ARG(line.fault.path),
			line.fault.path.n > 0 ? ": " : "", SV_ARG(line.fault.message));
	}
	return good;
}

/* ---- lines of a file ---- */

#define CHUNK ((size_t)64 << 10)

struct lines {
	int in;
	bool failed;
	struct str text;
	char chunk[CHUNK];
	size_t at, n; /* what of the chunk is left */
};

/* read() and not fread(): a line is answered as soon as it is there, not when a chunk is full. */
static bool fill(struct lines *l)
{
	ssize_t n;
	do {
		n = read(l->in, l->chunk, sizeof l->chunk);
	} while (n < 0 && errno == EINTR);
	l->failed = n < 0;
	l->n = n > 0 ? (size_t)n : 0;
	return n > 0;
}

/* The next line without its newline; *too_large: it was skipped. False at the end. */
static bool next_line(struct lines *l, bool *too_large)
{
	bool any = false;
	str_reset(&l->text);
	for (;;) {
		if (l->at == l->n) {
			l->at = l->n = 0;
			if (!fill(l))
				break;
		}
		struct sv rest = {l->chunk + l->at, l->n - l->at};
		ptrdiff_t newline = sv_find_char(rest, '\n');
		str_add(&l->text, sv_sub(rest, 0, newline < 0 ? rest.n : (size_t)newline));
		l->at += newline < 0 ? rest.n : (size_t)newline + 1;
		any = true;
		if (newline >= 0)
			break;
	}
	*too_large = l->text.full;
	return any;
}

bool batch_wants(const struct arguments *a, enum batch_verdict verdict)
{
	const char *word = verdict == BATCH_NEGATIVE ? "negative" : "unknown";
	for (size_t i = 0; i < a->n[OPTION_FAIL_ON]; i++)
		if (verdict != BATCH_POSITIVE && strcmp(a->value[OPTION_FAIL_ON][i], word) == 0)
			return true;
	return false;
}

static bool fail_on_is_good(const struct arguments *a)
{
	for (size_t i = 0; i < a->n[OPTION_FAIL_ON]; i++) {
		const char *word = a->value[OPTION_FAIL_ON][i];
		if (strcmp(word, "negative") != 0 && strcmp(word, "unknown") != 0) {
			complain("expected --fail-on negative or unknown, got %s", word);
			return false;
		}
	}
	return true;
}

static enum status run_lines(struct lines *l, const struct arguments *a, batch_fn *answer, const void *context)
{
	struct str out;
	bool too_large, refused = false, wanted = false, written = true;
	str_init(&out, (size_t)4 * LIMIT_IAM_LINE);
	for (size_t number = 1; written && next_line(l, &too_large); number++) {
		enum batch_verdict verdict = BATCH_POSITIVE;
		struct sv text = str_sv(&l->text);
		if (number == 1 && sv_starts(text, SV("\xef\xbb\xbf")))
			text = sv_sub(text, 3, text.n);
		if (!too_large && sv_trim(text).n == 0)
			continue;
		bool good = take_line(text, number, too_large, answer, context, &out, &verdict);
		refused |= !good;
		wanted |= good && batch_wants(a, verdict);
		str_addc(&out, '\n');
		written = fwrite(out.at, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
	}
	str_free(&out);
	if (l->failed) {
		complain("%s: can't be read to its end", a->operands > 0 ? a->operand[0] : "standard input");
		return STATUS_FAILURE;
	}
	if (!written)
		return STATUS_FAILURE; /* main says so */
	return refused ? STATUS_INCOMPLETE : wanted ? STATUS_FINDINGS : STATUS_CLEAN;
}

enum status batch_run(const struct arguments *a, batch_fn *answer, const void *context)
{
	if (!fail_on_is_good(a))
		return STATUS_USAGE;
	/* A reader that goes away is told by fwrite, and main says so. */
	signal(SIGPIPE, SIG_IGN);
	bool named = a->operands > 0 && strcmp(a->operand[0], "-") != 0;
	struct lines *l = calloc(1, sizeof *l);
	if (l == NULL)
		out_of_memory();
	l->in = named ? open(a->operand[0], O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	str_init(&l->text, LIMIT_IAM_LINE);
	enum status s = STATUS_FAILURE;
	if (l->in < 0)
		complain("%s: can't be read", a->operand[0]);
	else
		s = run_lines(l, a, answer, context);
	if (named && l->in >= 0)
		close(l->in);
	str_free(&l->text);
	free(l);
	return s;
}

enum status batch_one(const struct arguments *a, struct sv text, batch_fn *answer, const void *context)
{
	struct str out;
	enum batch_verdict verdict = BATCH_POSITIVE;
	if (!fail_on_is_good(a))
		return STATUS_USAGE;
	str_init(&out, (size_t)4 * LIMIT_IAM_LINE);
	bool good = take_line(text, 1, text.n > LIMIT_IAM_LINE, answer, context, &out, &verdict);
	if (good)
		printf(SV_FMT "\n", SV_ARG(str_sv(&out)));
	str_free(&out);
	if (!good)
		return STATUS_INCOMPLETE;
	return batch_wants(a, verdict) ? STATUS_FINDINGS : STATUS_CLEAN;
}
