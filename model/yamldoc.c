#include "model/yamldoc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/table.h"

void fault_add(struct faults *f, size_t line, const char *path, const char *format, ...)
{
	char what[LIMIT_ERROR_TEXT];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(what, sizeof what, format, arguments);
	va_end(arguments);
	if (f->n >= LIMIT_ERRORS)
		return;
	if (f->n == f->cap) {
		size_t cap = f->cap == 0 ? 16 : 2 * f->cap;
		struct fault *grown = arena_array(f->arena, cap, sizeof *grown);
		if (f->n > 0)
			memcpy(grown, f->fault, f->n * sizeof *grown);
		f->fault = grown;
		f->cap = cap;
	}
	struct err e; /* for its tidy line: no control characters, cut at a code point */
	if (*path == '\0')
		err_set(&e, "%s:%zu: %s", f->name, line, what);
	else
		err_set(&e, "%s:%zu: %s: %s", f->name, line, path, what);
	f->fault[f->n++] = (struct fault){line, arena_sv(f->arena, sv_of(e.text))};
}

static int by_line(const void *a, const void *b)
{
	const struct fault *x = a, *y = b;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return sv_cmp(x->text, y->text);
}

void faults_sort(struct faults *f)
{
	if (f->n > 1)
		qsort(f->fault, f->n, sizeof *f->fault, by_line);
}

struct reader {
	yaml_parser_t parser;
	yaml_event_t event; /* the one being looked at */
	struct faults *faults;
	bool stopped; /* a fault after which nothing more can be read */
};

static void stop(struct reader *r, size_t line, const char *what)
{
	if (!r->stopped)
		fault_add(r->faults, line, "", "%s", what);
	r->stopped = true;
}

static void next(struct reader *r)
{
	yaml_event_delete(&r->event);
	if (r->stopped || yaml_parser_parse(&r->parser, &r->event))
		return;
	char what[400];
	snprintf(what, sizeof what, "expected YAML: %s",
		 r->parser.problem != NULL ? r->parser.problem : "out of memory");
	stop(r, r->parser.problem_mark.line + 1, what);
}

static struct yamldoc *node(struct reader *r, int depth);

static void add_item(struct reader *r, struct yamldoc *n, struct sv key, size_t key_line, struct yamldoc *item)
{
	if ((n->n & (n->n - 1)) == 0) { /* full at every power of two */
		size_t cap = n->n == 0 ? 1 : 2 * n->n;
		struct yamldoc **items = arena_array(r->faults->arena, cap, sizeof *items);
		struct sv *keys = arena_array(r->faults->arena, cap, sizeof *keys);
		size_t *lines = arena_array(r->faults->arena, cap, sizeof *lines);
		for (size_t i = 0; i < n->n; i++) {
			items[i] = n->item[i];
			keys[i] = n->key[i];
			lines[i] = n->key_line[i];
		}
		n->item = items;
		n->key = keys;
		n->key_line = lines;
	}
	n->item[n->n] = item;
	n->key[n->n] = key;
	n->key_line[n->n++] = key_line;
}

static void list(struct reader *r, struct yamldoc *n, int depth)
{
	next(r);
	while (!r->stopped && r->event.type != YAML_SEQUENCE_END_EVENT) {
		struct yamldoc *item = node(r, depth + 1);
		if (item != NULL)
			add_item(r, n, (struct sv){NULL, 0}, 0, item);
	}
	next(r);
}

static void map(struct reader *r, struct yamldoc *n, int depth)
{
	struct table *seen = table_new(r->faults->arena);
	next(r);
	while (!r->stopped && r->event.type != YAML_MAPPING_END_EVENT) {
		size_t line = r->event.start_mark.line + 1;
		struct yamldoc *key = node(r, depth + 1);
		struct yamldoc *item = r->stopped ? NULL : node(r, depth + 1);
		if (key == NULL || item == NULL)
			continue;
		if (key->kind != YAMLDOC_SCALAR) {
			fault_add(r->faults, line, "", "expected a plain word as key");
			continue;
		}
		bool added;
		void **slot = table_slot(seen, key->text, &added);
		if (!added) {
			fault_add(r->faults, line, "",
				  "the key \"" SV_FMT "\" stands here again, first on line %zu",
				  SV_ARG(key->text), ((const struct yamldoc *)*slot)->line);
			continue;
		}
		*slot = key;
		add_item(r, n, key->text, line, item);
	}
	next(r);
}

static const char *refusal(const yaml_event_t *e)
{
	if (e->type == YAML_ALIAS_EVENT)
		return "expected a value, got an alias: aliases and anchors are not read here";
	const yaml_char_t *tag = e->type == YAML_SCALAR_EVENT           ? e->data.scalar.tag
				 : e->type == YAML_SEQUENCE_START_EVENT ? e->data.sequence_start.tag
				 : e->type == YAML_MAPPING_START_EVENT  ? e->data.mapping_start.tag
									: NULL;
	return tag != NULL ? "expected a value, got a tag: tags are not read here" : NULL;
}

/* Reads the value at the event and moves behind it; NULL after a fault. */
static struct yamldoc *node(struct reader *r, int depth)
{
	size_t line = r->event.start_mark.line + 1;
	const char *refused = refusal(&r->event);
	if (refused != NULL || depth > LIMIT_YAML_DEPTH) {
		stop(r, line, refused != NULL ? refused : "expected a nesting of at most 32 levels");
		return NULL;
	}
	struct yamldoc *n = arena_alloc(r->faults->arena, sizeof *n);
	n->line = line;
	if (r->event.type == YAML_SEQUENCE_START_EVENT) {
		n->kind = YAMLDOC_LIST;
		list(r, n, depth);
	} else if (r->event.type == YAML_MAPPING_START_EVENT) {
		n->kind = YAMLDOC_MAP;
		map(r, n, depth);
	} else {
		n->kind = YAMLDOC_SCALAR;
		n->plain = r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
		n->text = arena_sv(r->faults->arena, (struct sv){(const char *)r->event.data.scalar.value,
								 r->event.data.scalar.length});
		next(r);
	}
	return n;
}

static struct yamldoc *document(struct reader *r)
{
	next(r); /* stream start */
	next(r);
	if (!r->stopped && r->event.type != YAML_DOCUMENT_START_EVENT)
		stop(r, 1, "expected an engagement file, got an empty one");
	next(r);
	struct yamldoc *root = r->stopped ? NULL : node(r, 0);
	next(r); /* document end */
	if (!r->stopped && r->event.type != YAML_STREAM_END_EVENT)
		stop(r, r->event.start_mark.line + 1, "expected the end of the file, got a second document");
	return r->stopped ? NULL : root;
}

struct yamldoc *yamldoc_read(struct sv text, struct faults *f)
{
	struct reader r = {.faults = f};
	if (!yaml_parser_initialize(&r.parser)) {
		fault_add(f, 1, "", "out of memory");
		return NULL;
	}
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)text.at, text.n);
	struct yamldoc *root = document(&r);
	yaml_event_delete(&r.event);
	yaml_parser_delete(&r.parser);
	return root;
}

struct yamldoc *yamldoc_get(const struct yamldoc *map_node, const char *key)
{
	if (map_node == NULL || map_node->kind != YAMLDOC_MAP)
		return NULL;
	for (size_t i = 0; i < map_node->n; i++)
		if (sv_eq(map_node->key[i], sv_of(key)))
			return map_node->item[i];
	return NULL;
}
