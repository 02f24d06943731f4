/*
 * result.h - what a value of a template comes to, with the places of all its texts.
 */
#ifndef TEMPLATE_RESULT_H
#define TEMPLATE_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/base/patch.h"
#include "compiler/read/doc.h"

struct buf;
struct template;

struct result {
    enum doc_type type;
    bool is_nothing;     /* AWS::NoValue: as if it were not there */
    struct patched text; /* of a STRING, NUMBER, FALSE or TRUE */
    const char *open;    /* a name in it that only a deployment knows; NULL if there is none */
    struct span span;    /* what says it, in the template */
    struct result *first, *last; /* of an ARRAY or OBJECT */
    size_t count;
    struct result *next;
    const char *name; /* a member's */
    size_t name_size;
    struct span name_span;
};

/* One of that type, which stands at `n`. */
struct result *result_new(struct template *t, const struct doc_node *n, enum doc_type type);

/* Nothing. */
struct result *result_nothing(struct template *t, const struct doc_node *n);

/* A text that is all of it shown by `n`; copied. NULL after a message, as from all below: too
 * much has been computed. */
struct result *result_text(struct template *t, const struct doc_node *n, const char *text,
                           size_t size);

/* The same of a text with places. */
struct result *result_patched(struct template *t, const struct doc_node *n, struct patch *p);

/* A text, a number or a truth as the template has it. */
struct result *result_scalar(struct template *t, const struct doc_node *n);

/* What only a deployment knows: the text ${NAME}, with - for what such a name cannot have, and
 * ${NAME.Ref} where a substitution of the machine that is read has the name. */
struct result *result_open(struct template *t, const struct doc_node *n, const char *name);

/* Append an item or member; `one` is copied, so that it may be in many. */
void result_append(struct template *t, struct result *to, const struct result *one);

/* A text, a number or a truth: it can stand in a text. */
bool result_is_scalar(const struct result *r);

/* The member of that name; NULL if there is none, or it is not an object. */
const struct result *result_member(const struct result *r, const char *name);

/* What a value comes to where a text, a number, a truth or nothing is wanted. NULL after a
 * message. */
const struct result *result_single(struct template *t, const struct doc_node *n);

/* What it comes to for those who want a text, in the arena; `otherwise` where `n` is NULL or
 * comes to nothing; NULL after a message. */
const char *result_text_of(struct template *t, const struct doc_node *n, const char *otherwise);

/* Append it as JSON without blanks, all of it with its places. */
void result_put_json(struct patch *p, const struct result *r);

#endif
