/* The words of templates: what is allowed, what is refused and what to write instead. For expand.c. */
#ifndef RENDERERS_EXPAND_WORDS_H
#define RENDERERS_EXPAND_WORDS_H

#include "base/xml.h"

#define TAL_NS   "http://xml.zope.org/namespaces/tal"
#define I18N_NS  "http://xml.zope.org/namespaces/i18n"
#define METAL_NS "http://xml.zope.org/namespaces/metal"
#define BW_NS    "urn:bailiwick:template:1"

/* Element and attributes of a template element: known words, no raw markup, nothing that runs or loads. */
bool expand_check_words(const struct xml_node *t, struct err *e) MUST_CHECK;
/* Attributes of an element that was made: an href is a fragment, https: or mailto:. */
bool expand_check_output(const struct xml_node *n, struct err *e) MUST_CHECK;

bool expand_has(const struct xml_node *t, const char *word, const char *ns, struct sv *value);
bool expand_has_letters(struct sv text);
/* Cuts one clause of a list off the front: "a b; c d" gives "a b"; ";;" stands for ";". False at the end. */
bool expand_clause(struct sv *rest, struct arena *a, struct sv *clause);
/* Children `cell` of a chart's point become its attributes values, styles and texts. */
void expand_fold_cells(struct xml_node *point, struct arena *a);

#endif
