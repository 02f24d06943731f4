/*
 * ready.h - a JSONata tree made ready to be evaluated: each node knows the function that
 * evaluates it, its constants are values, its keys are found by their address, and its local
 * names are slots of frames.
 *
 * The function for a node is a pointer, so that no module needs those of the nodes below it,
 * and a program has only the ones that prepare.c names.
 */
#ifndef EVAL_READY_H
#define EVAL_READY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/eval/work.h"
#include "runtime/value/value.h"

struct asl_expr;
struct locals;
struct key;
struct jna_word;
struct ready;

/* The node's value for an input (borrowed; NULL is undefined): new. It may be a sequence, which
 * ready_eval() makes a value of. */
typedef struct value *ready_run(struct work *w, const struct ready *n, struct value *input,
                                struct locals *f);

/* Where a local name is: so many frames up, and the slot there. */
struct ready_slot {
    unsigned up;
    unsigned at; /* READY_NOWHERE: it has none */
};
#define READY_NOWHERE UINT32_MAX

/* What follows a step, or an expression that is no step: [e] or #$i. */
struct ready_stage {
    struct ready *where; /* owned; NULL of #$i */
    unsigned position;   /* the slot of #$i in the tuple's frame */
};

struct ready_stages {
    struct ready_stage *of; /* owned */
    size_t count;
};

/* The slots of a tuple inside another path's: what is at `from` in it goes to `to`. */
struct ready_move {
    unsigned from, to;
};

/* What a path's step does to the tuples that pass it. All slots are those of the path's own
 * tuples, or READY_NOWHERE. */
struct ready_tuple {
    bool is_one; /* from this step on the path has tuples */
    unsigned focus, position;
    unsigned *ancestors; /* owned */
    size_t ancestor_count;
    struct ready_move *moves; /* owned; of a step that yields tuples itself */
    size_t move_count;
};

/* The functions of a word in one tree. Where it was called last is where its errors are. */
struct ready_word {
    const struct jna_word *word;
    const struct asl_expr *at;
    struct accept *accept; /* owned; NULL: it takes anything */
    size_t arity;
    struct value *function; /* the word as a value, once somebody wants it; owned */
    struct ready_word *next;
};

struct ready {
    ready_run *run;
    ready_run *bare;          /* the node without what follows it: [e], {k: v} */
    const struct asl_expr *e; /* what it was made of; borrowed */
    struct ready **of;        /* owned */
    size_t count;
    struct value *constant;  /* owned */
    struct key *key;         /* NAME; owned */
    struct ready_word *word; /* a word, called or as a value; borrowed from the tree */
    struct ready *other;     /* what is asked if a local name has no value yet; owned */
    struct ready_slot slot;
    unsigned opens;      /* slots of the locals that it opens; 0: it opens none */
    unsigned parameters; /* of a lambda: the first slots that it opens */
    size_t names;        /* of a PATH: so many steps from the first are a variable and names */
    int states;          /* of a PATH: the member of $states that it begins with */
    struct key **keys;   /* of an OBJECT: if all are constants, and differ; owned */
    bool is_sort;        /* a step that is an order-by */
    struct ready_stages where;  /* [e] of an expression that is no step */
    struct ready_stages stages; /* of a step */
    struct ready_tuple tuple;   /* of a step */
    struct ready *group;        /* {k: v} behind it; owned */
    struct accept *accept;      /* a lambda's signature; owned, or NULL */
    bool keeps_array;           /* [] stands behind it */
    bool keeps_singleton;       /* of a PATH: [] stands behind one of its steps */
    bool yields_tuples;         /* of a PATH: an outer path needs its tuples */
    bool is_constructor;        /* of an ARRAY: at the end or beginning of a path */
    bool begins_constructed;    /* of a PATH: its first step is evaluated for the whole input */
    bool is_absolute;           /* of a PATH: it begins with a variable, $ or $$ */
    bool is_tail;               /* of a call: the last thing that a lambda does */
    bool is_descending;         /* of a term of an order-by */
    bool is_of_array;           /* an ARRAY's item that is an ARRAY itself */
};

struct value *ready_stop(struct work *w);

/* What a sequence stands for, once the expression is evaluated. */
struct value *ready_settle(const struct ready *n, struct value *v);

/* Returns true if no level may follow: ready_stop() then says so. */
static inline bool ready_is_deep(const struct work *w)
{
    return w->depth >= w->most_depth || (const char *)__builtin_frame_address(0) < w->stack_end;
}

/* The node's value: new. NULL if it is undefined, or if the evaluation has failed. */
static inline struct value *ready_eval(struct work *w, const struct ready *n,
                                       struct value *input, struct locals *f)
{
    if (__builtin_expect(w->steps == 0 || ready_is_deep(w), 0)) {
        return ready_stop(w);
    }
    w->steps--;
    w->depth++;
    struct value *v = n->run(w, n, input, f);
    w->depth--;
    if (value_flags(v) & VALUE_IS_SEQUENCE) {
        return ready_settle(n, v);
    }
    return v;
}

void ready_release(struct ready *n);

#endif
