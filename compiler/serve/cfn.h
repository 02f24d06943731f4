/*
 * cfn.h - a template of SAM or CloudFormation, JSON or YAML: its text, its parameters, and what
 * its resources are called here. cfnvalue.h computes its values.
 */
#ifndef SERVE_CFN_H
#define SERVE_CFN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct doc_node;
struct option_list;
struct source;

struct cfn {
    struct arena *arena; /* owned: what is said to be in it lives as long as the template */
    const char *program; /* who warns on standard error; borrowed */
    const char *path;    /* borrowed */
    const char *folder;  /* in which the template is; in the arena */
    const struct source *source;
    const struct doc_node *root;
    const struct option_list *parameters; /* "NAME=VALUE"; borrowed */
    int depth;                            /* of functions that are being computed */
    struct buf *why;                      /* the first thing that is wrong; borrowed */
};

struct cfn_request {
    const char *program, *path;
    const struct option_list *parameters;
    struct buf *why;
};

/* Read it. Returns false, with the reason in `why`, or after messages on standard error, if it
 * is not a template; cfn_close() is to be called in any case. */
bool cfn_open(struct cfn *c, const struct cfn_request *r);
void cfn_close(struct cfn *c);

/* Say what is wrong at a value: "PATH:LINE:COLUMN: MESSAGE". Only the first message is kept.
 * Returns false. */
bool cfn_fail(struct cfn *c, const struct doc_node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same as a warning on standard error. */
void cfn_warn(const struct cfn *c, const struct doc_node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The member of a section: of Resources, Parameters, Mappings, Conditions; NULL if there is no
 * such one. */
const struct doc_node *cfn_member(const struct cfn *c, const char *section, const char *name);

/* The type of a resource; "" if it has none. */
const char *cfn_type(const struct doc_node *resource);

/* A property of a resource; NULL if it does not have it. */
const struct doc_node *cfn_property(const struct doc_node *resource, const char *name);

/* What the user gave for a parameter, in the arena; NULL if nothing. */
const char *cfn_given(const struct cfn *c, const char *parameter);

#endif
