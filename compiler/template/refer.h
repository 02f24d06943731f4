/*
 * refer.h - what a name in a template refers to: parameters, pseudo parameters, resources and
 * their attributes.
 */
#ifndef TEMPLATE_REFER_H
#define TEMPLATE_REFER_H

#include <stdbool.h>

struct doc_node;
struct result;
struct template;

/* What Ref gives for a name that stands at `at`; NULL after a message. */
struct result *refer_name(struct template *t, const struct doc_node *at, const char *name);

/* What Fn::GetAtt gives for "RESOURCE.ATTRIBUTE"; NULL after a message. */
struct result *refer_attribute(struct template *t, const struct doc_node *at, const char *name);

/* A text at each of its dividers, as an ARRAY; blanks before an item are skipped if wanted. */
struct result *refer_split(struct template *t, const struct doc_node *n, const char *text,
                           const char *divider, bool skips_blanks);

/* Returns true for what SAM makes itself, called after resources of the template, such as a
 * function's role. */
bool refer_is_generated(const struct template *t, const char *name);

#endif
