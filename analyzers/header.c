#include "analyzers/header.h"

#include <stddef.h>

enum words { SENTENCE, ONE, SEVERAL };

/* The keys of a head, in the order in which they are written. */
static const struct key {
	const char *name;
	size_t offset;
	bool must;
	enum words words;
	const char *allowed; /* words that the value may hold, NULL: any */
} keys[] = {
	{"severity", offsetof(struct control_header, severity), true, ONE, "critical high medium low"},
	{"audience", offsetof(struct control_header, audience), true, SEVERAL,
	 "customer-audit compliance procurement"},
	{"arrangement", offsetof(struct control_header, arrangement), true, SEVERAL,
	 "all reseller managed_service combination"},
	{"subject", offsetof(struct control_header, subject), true, ONE, "account engagement customer"},
	{"needs", offsetof(struct control_header, needs), false, SEVERAL, NULL},
	{"after", offsetof(struct control_header, after), false, SEVERAL, NULL},
	{"standards", offsetof(struct control_header, standards), false, SEVERAL, NULL},
	{"asks", offsetof(struct control_header, asks), true, SENTENCE, NULL},
	{"remedy", offsetof(struct control_header, remedy), true, SENTENCE, NULL},
	{"params", offsetof(struct control_header, params), false, SEVERAL, NULL},
	{"empty", offsetof(struct control_header, empty), false, SENTENCE, NULL},
};

#define KEYS (sizeof keys / sizeof keys[0])

struct reader {
	const char *name;
	size_t line;
	struct arena *arena;
	struct control_header *header;
	struct sv *last; /* value that a continuation belongs to */
};

static struct sv *value_of(struct control_header *h, const struct key *k)
{
	return (struct sv *)(void *)((char *)h + k->offset);
}

static const struct key *key_find(struct sv name)
{
	for (size_t i = 0; i < KEYS; i++)
		if (sv_eq(sv_of(keys[i].name), name))
			return &keys[i];
	return NULL;
}

static bool has_word(struct sv list, struct sv word)
{
	struct sv part;
	while (sv_split(&list, ' ', &part))
		if (sv_eq(part, word))
			return true;
	return false;
}

/* "HO-20": a group of two capitals, two digits. */
static bool id_valid(struct sv id)
{
	return id.n == 5 && id.at[0] >= 'A' && id.at[0] <= 'Z' && id.at[1] >= 'A' && id.at[1] <= 'Z' &&
	       id.at[2] == '-' && sv_is_digits(sv_sub(id, 3, 2), 2);
}

static bool read_title(struct reader *r, struct sv text, struct err *e)
{
	struct sv rest = text, id = {NULL, 0};
	sv_split(&rest, ' ', &id);
	if (!id_valid(id) || sv_trim(rest).n == 0)
		return err_set(e, "%s:%zu: expected \"-- XX-00  Title\", got \"-- " SV_FMT "\"", r->name,
			       r->line, SV_ARG(text));
	r->header->id = id;
	r->header->title = sv_trim(rest);
	return true;
}

static bool read_pair(struct reader *r, struct sv text, struct err *e)
{
	struct sv rest = text, name = {NULL, 0};
	const struct key *k = NULL;
	if (sv_find_char(text, ':') > 0 && sv_split(&rest, ':', &name))
		k = key_find(name);
	if (k == NULL)
		return err_set(e, "%s:%zu: expected a key such as \"severity:\", got \"" SV_FMT "\"", r->name,
			       r->line, SV_ARG(text));
	r->last = value_of(r->header, k);
	if (r->last->at != NULL)
		return err_set(e, "%s:%zu: expected \"%s\" once", r->name, r->line, k->name);
	*r->last = sv_trim(rest);
	if (r->last->n == 0)
		return err_set(e, "%s:%zu: expected a value behind \"%s:\"", r->name, r->line, k->name);
	return true;
}

static bool read_line(struct reader *r, struct sv line, struct err *e)
{
	struct sv text = sv_sub(line, 2, line.n);
	if (r->line == 1)
		return read_title(r, sv_trim(text), e);
	if (sv_starts(text, SV("  ")) && r->last != NULL) {
		*r->last = arena_printf(r->arena, SV_FMT " " SV_FMT, SV_ARG(*r->last), SV_ARG(sv_trim(text)));
		return true;
	}
	return read_pair(r, sv_trim(text), e);
}

static bool check_words(const struct reader *r, const struct key *k, struct sv value, struct err *e)
{
	struct sv rest = value, word;
	size_t n = 0;
	while (sv_split(&rest, ' ', &word)) {
		n++;
		if (k->allowed != NULL && !has_word(sv_of(k->allowed), word))
			return err_set(e, "%s: %s: expected %s of: %s; got \"" SV_FMT "\"", r->name, k->name,
				       k->words == ONE ? "one" : "words", k->allowed, SV_ARG(word));
	}
	if (k->words == ONE && n != 1)
		return err_set(e, "%s: %s: expected one word, got \"" SV_FMT "\"", r->name, k->name,
			       SV_ARG(value));
	return true;
}

/* Blanks between words are one blank each. */
static struct sv squeezed(struct arena *a, struct sv value)
{
	CLEANUP(str_free) struct str text;
	struct sv word;
	str_init(&text, value.n + 1);
	while (sv_split(&value, ' ', &word)) {
		if (word.n == 0)
			continue;
		str_addz(&text, text.n > 0 ? " " : "");
		str_add(&text, word);
	}
	return arena_sv(a, str_sv(&text));
}

static bool check_values(struct reader *r, struct err *e)
{
	for (size_t i = 0; i < KEYS; i++) {
		struct sv *value = value_of(r->header, &keys[i]);
		if (value->at == NULL && keys[i].must)
			return err_set(e, "%s: expected the key \"%s\" in its head", r->name, keys[i].name);
		*value = squeezed(r->arena, *value);
		if (keys[i].words != SENTENCE && value->n > 0 && !check_words(r, &keys[i], *value, e))
			return false;
	}
	return true;
}

bool header_parse(const char *name, struct sv text, struct arena *a, struct control_header *h, struct err *e)
{
	struct control_header read = {0};
	struct reader r = {.name = name, .arena = a, .header = &read};
	struct sv line;
	while (sv_starts(text, SV("--")) && sv_split(&text, '\n', &line)) {
		r.line++;
		if (!read_line(&r, sv_trim(line), e))
			return false;
	}
	if (r.line == 0)
		return err_set(e, "%s:1: expected \"-- XX-00  Title\"", name);
	if (!check_values(&r, e))
		return false;
	read.lines = r.line;
	*h = read;
	return true;
}
