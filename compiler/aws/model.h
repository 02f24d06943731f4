/*
 * model.h - the models of AWS's services that programs can call, out of
 * compiler/models/SERVICE.txt, which are baked into the compiler: tests/aws/models.py makes
 * them and says what their lines are.
 */
#ifndef AWS_MODEL_H
#define AWS_MODEL_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A line of the table. */
struct model_line {
    const char **words;
    size_t count;
    struct model_line *next;
};

/* The words of lines that are asked for by their place. */
enum model_service_word {
    MODEL_NAME = 1,
    MODEL_ID,
    MODEL_PREFIX,
    MODEL_CLIENT,
    MODEL_OWN,
    MODEL_OTHER,
    MODEL_PROTOCOL,
    MODEL_VERSION,
    MODEL_TARGET,
    MODEL_HOST,
    MODEL_SIGNING
};
enum model_action_word {
    MODEL_ACTION = 1,
    MODEL_OPERATION,
    MODEL_METHOD,
    MODEL_PATH,
    MODEL_HOST_PREFIX,
    MODEL_ROOT,
    MODEL_INPUT,
    MODEL_OUTPUT,
    MODEL_MARKS,
    MODEL_ELEMENT,
    MODEL_SPACE
};

/* Of a list or a map: the kind of what is in it. Of a structure: its first member. */
enum model_shape_word { MODEL_OF = 2, MODEL_MEMBERS = 3 };

/* A word of a structure, in the arena. */
struct model_member {
    const char *name; /* as Step Functions spells it */
    const char *api;  /* as the model does */
    const char *at;   /* where it travels, NULL: as `api` */
    const char *form; /* what EC2's forms call it; NULL where that follows from `at` */
    const char *kind, *flags;
};
struct model_member model_member(struct arena *a, const char *word);

/* What a Task's resource calls. */
struct model_call {
    const char *service;     /* "dynamodb", "eventbridge" */
    const char *action;      /* "getItem" */
    const char *integration; /* "events:putEvents"; NULL if it is aws-sdk: */
    bool is_optimised;
};

/* Returns true and *ret_call (in the arena) if programs can call what the resource names, by
 * the tables of a service. Functions of Lambda need none. */
bool model_call(struct arena *a, const char *resource, struct model_call *ret_call);

/* Returns true if it calls a service that programs have a stand-in for. */
bool model_is_embedded(struct arena *a, const char *resource);

/* The lines of a service, the first being its own; NULL if there is no such service. In the
 * arena. */
const struct model_line *model_service(struct arena *a, const char *service);

/* The first line of those that begins with `kind` and `name`, or with NULL `kind` alone; NULL
 * if there is none. */
const struct model_line *model_find(const struct model_line *service, const char *kind,
                                    const char *name);

/* The line of a shape; NULL if `kind` is a scalar. */
const struct model_line *model_shape(const struct model_line *service, const char *kind);

/* A word that is not '-', else NULL. */
const char *model_word(const struct model_line *line, size_t at);

/* What the table of a call of an AWS service is named in C. In the arena. */
const char *model_action_id(struct arena *a, const char *prefix, const struct model_call *call);

/* What the table of the call is named in C: order_dynamodb_GetItem, or a name of asl/service.h
 * for an API that is no service of AWS. NULL if the resource has none. In the arena. */
const char *model_id(struct arena *a, const char *prefix, const char *resource);

#endif
