/* Templates become the resolved document: attribute templates (the words of TAL, expressions of XPath 1.0) over the report
 * model. Values enter as text or attribute values only.
 *
 *   tal:condition="xpath"             keep the element if true
 *   tal:repeat="name xpath"           one copy a node; $name is the node, and the XPath context
 *   tal:content="xpath"               the children become the value as text; bw:format="date" formats it
 *   tal:attributes="name xpath; ..."  an empty value removes the attribute; ";;" is a semicolon
 *   tal:omit-tag=""                   drop the tag, keep the children
 *   i18n:translate="key"              the children become the text; i18n:name="part" on a child fills its {part}
 *   i18n:attributes="name key; ..."   texts of attributes; "severity.{@name}" computes the key
 *   bw:msg="xpath"                    as i18n:translate, the key is computed
 *   bw:parts="part format xpath; ..." values for the parts of translate, msg and i18n:attributes
 *   bw:include="parts/finding.xhtml"  the root of that template in place of the element
 *
 * Order on one element: condition, repeat, include, content or text, attributes, omit-tag. White space that holds a line end
 * is layout of the template and dropped. An error names file, line and attribute. */
#ifndef RENDERERS_EXPAND_H
#define RENDERERS_EXPAND_H

#include "renderers/strings.h"

#define DOCUMENT_NS "urn:bailiwick:document:1"
#define XHTML_NS    "http://www.w3.org/1999/xhtml"

bool expand_template(struct xml *model, const struct templates *folder, const struct strings *strings,
		     const char *name, struct xml **document, struct err *e) MUST_CHECK;

#endif
