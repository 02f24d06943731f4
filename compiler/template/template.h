/*
 * template.h - a template of SAM or CloudFormation, JSON or YAML: its text, its sections, what
 * is given for its parameters, and what is said of it.
 *
 * What only a deployment knows has a name: a Ref's, or "NAME.ATTRIBUTE". It is what the user
 * gives for that name, or what a local server calls the thing, or else it stays open: the text
 * ${NAME}, which is treated as any other substitution that stays open.
 */
#ifndef TEMPLATE_TEMPLATE_H
#define TEMPLATE_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/base/diag.h"

struct arena;
struct buf;
struct doc_node;
struct pair;
struct result;
struct source;
struct template;

/* What a local server calls things. */
struct template_names {
    /* Append what "AWS::Region" is, in a stack that is called so. Returns false if it has
     * nothing of that name. */
    bool (*put_pseudo)(struct buf *out, const char *name, const char *stack);

    /* Append what Ref gives for a resource of that name, or an attribute where that is not
     * NULL. Returns false if nothing is known of it. */
    bool (*put)(struct buf *out, const char *type, const char *name, const char *attribute);

    /* Append what a reference stands for that is resolved by a service: "ssm:NAME",
     * "secretsmanager:NAME:SecretString:KEY". Returns false if that is not known. */
    bool (*resolve)(struct template *t, const struct doc_node *at, const char *reference,
                    struct buf *out);

    /* All attributes of a type of resource, with blanks between them, if it is known that it
     * has not that one; else NULL. */
    const char *(*lacks)(const char *type, const char *attribute);

    const char *stack; /* what a stack is called that is in no other one */
};

/* What is the same for all templates of one run; all borrowed. */
struct template_settings {
    struct arena *a;
    struct diag *d;           /* messages; their spans are those of the template */
    const struct pair *given; /* by the user; ends with a NULL name; the last counts */
    bool *met; /* [as many as are given]: what one of them stands for was there; or NULL */
    const struct template_names *names; /* NULL: what is not given stays open */

    /* All templates of the run, by `next`, once they are read: what one exports others import.
     * NULL where templates do not see each other. */
    struct template *all;

    /* Computes any value: evaluate_value(). */
    struct result *(*compute)(struct template *t, const struct doc_node *n);
};

/* How much may still be computed, so that no template takes all time or all memory. */
struct template_budget {
    size_t steps, bytes;
    bool is_lenient; /* what is wrong is a warning: something can do without it */
};

struct template
{
    const struct template_settings *s;
    struct template_budget *left;
    const char *path;
    const char *folder;     /* in which it is */
    const char *prefix;     /* of its resources, to tell them from others: "" or "Stack/" */
    struct template *outer; /* whose nested stack it is; NULL for none */
    const struct doc_node *stack; /* the resource there, which has its parameters */
    struct template *inner;       /* the first of its nested stacks, */
    struct template *sibling;     /* and the next one of the outer's */
    const struct pair *own; /* the substitutions of the machine that is read; NULL for none */
    const struct source *source;
    const struct doc_node *root;     /* NULL after a message: it is of no use */
    const struct doc_node *sections; /* the object that has Resources, Parameters ... */
    int depth;                       /* of what is being computed */
    struct template *next;           /* of those of one run */
};

/* Read one. Returns it in the arena; its root is NULL after messages. */
struct template *template_read(const struct template_settings *s, const char *path);

/* A file in the language of templates, whose functions see the sections of `of`. Its root is
 * NULL after messages. */
struct template *template_read_part(const struct template *of, const char *path);

/* Say what is wrong at a value. template_fail() returns false. */
bool template_fail(struct template *t, enum diag_code code, const struct doc_node *at,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));
void template_warn(struct template *t, const struct doc_node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Take of what may be computed. Returns false after a message, if too little is left. */
bool template_spend(struct template *t, const struct doc_node *at, size_t bytes);

/* A level deeper; template_go_up() ends it. Returns false after a message, if it is too deep.
 */
bool template_go_deeper(struct template *t, const struct doc_node *at);
void template_go_up(struct template *t);

/* The member of a section: of Resources, Parameters, Mappings, Conditions; NULL if there is no
 * such one. */
const struct doc_node *template_member(const struct template *t, const char *section,
                                       const char *name);

/* The first resource, whose siblings follow. */
const struct doc_node *template_resources(const struct template *t);

/* The type of a resource; "" if it has none. */
const char *template_type(const struct doc_node *resource);

/* A property of a resource; NULL if it does not have it. */
const struct doc_node *template_property(const struct doc_node *resource, const char *name);

/* The file or folder that CDK has laid beside the template for a resource, as its Metadata say;
 * NULL if they do not. */
const char *template_asset(const struct doc_node *resource);

/* What the user calls a name of the template: one of a nested stack has that in front,
 * "Stack.NAME". In the arena. */
const char *template_called(const struct template *t, const char *name);

/* What the user gave for a name as it is called; NULL if nothing. */
const char *template_given_exactly(const struct template *t, const char *name);

/* The same; but of a nested stack its plain name will do, unless a template around it has such
 * a name. */
const char *template_given(const struct template *t, const char *name);

/* What a resource is called among those of all templates: "Queue", "Stack/Queue". In the arena.
 */
const char *template_id(const struct template *t, const struct doc_node *resource);

/* Returns true if the template has that name, so that it can be given: a parameter, a resource,
 * or one of its attributes, a pseudo parameter. */
bool template_knows(const struct template *t, const char *name);

/* A path that the template names, from where it is. */
const char *template_path(const struct template *t, const char *path);

#endif
