/*
 * form.h - a tree made ready to be evaluated many times: its constants are values, its keys are
 * found by their address, its lists are counted.
 *
 * The tree must outlive its form, except for a constant. Depth is that of the definition, which
 * its parser bounds.
 */
#ifndef EXPR_FORM_H
#define EXPR_FORM_H

#include <stdbool.h>
#include <stddef.h>

struct asl_expr;
struct key;
struct value;
struct value_place;

enum form_kind {
    FORM_CONSTANT,
    FORM_PATH,     /* names and indices from the front only, from $ or @ */
    FORM_LANGUAGE, /* any other path, or JSONata: its own evaluator does it */
    FORM_ARRAY,
    FORM_OBJECT,
    FORM_CALL,
    FORM_INTRINSIC
};

struct form {
    enum form_kind kind;
    bool is_of_item;              /* PATH: from @ */
    const struct asl_expr *e;     /* NULL of a CONSTANT; of an INTRINSIC the call in it */
    const struct asl_expr *outer; /* INTRINSIC: the tree around the call, for messages */
    struct value *constant;       /* owned */
    size_t count;                 /* of the following, whichever it has */
    struct value_place *places;   /* PATH: the steps; owned, and so are their keys */
    struct form **of;             /* ARRAY, OBJECT, CALL, INTRINSIC; owned */
    struct key **keys;            /* OBJECT; owned */
    void *kept;                   /* LANGUAGE: what its evaluator keeps; owned */
    void (*end)(void *kept);      /* ends that */
};

/* New. */
struct form *form_new(const struct asl_expr *e);
void form_release(struct form *form);

#endif
