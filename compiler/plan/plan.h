/*
 * plan.h - what was written -> what to build: machines in the order of the definition, states
 * with their C names, every expression as a tree, defaults filled. The emitter decides nothing:
 * it prints this.
 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include <asl/tree.h>

struct arena;
struct diag;
struct source;
struct state;
struct workflow;

/* What the command line adds to a definition. */
struct plan_extras {
    const struct asl_binding
        *tasks; /* --tasks, baked in; ends with a NULL resource; NULL: none */
    const char *const
        *symbols; /* global functions of the given .c, .o and .a files; ends with NULL */
    const char *const *without; /* --without: features that the program shall not have; ends
                                   with NULL; NULL: none */
    const char *name;           /* --name: of the workflow, and its prefix in C; NULL: both are
                                   the file's */
    bool debug;                 /* -g: C is mapped to the definition's lines */
    bool without_main;          /* --no-main */
};

/* A tree that stands in a table of its own: a path that a Choice asks, a tree that is cut for
 * its depth. */
struct plan_table {
    const char *id;
    const struct asl_expr *tree;
    bool is_list; /* what an ASL_OP_SAME names: a list of this tree alone */
    struct plan_table *next;
};

/* One of a state's doors, a catcher or a Choice rule: what flows through it, and where it
 * leads. */
struct plan_door {
    const char *id; /* of its data table */
    int line;
    struct asl_data data;
    bool has_data; /* there is something in `data` besides its place */
    struct plan_state *to;
    int leave_line;         /* with -g: where its Next stands; 0: that is not told */
    struct plan_rule *rule; /* a Choice rule's question */
    struct plan_door *next;
};

/* One question of a Choice rule, or several joined. */
enum plan_rule_kind { PLAN_TEST, PLAN_AND, PLAN_OR, PLAN_NOT };
struct plan_rule {
    enum plan_rule_kind kind;
    int line;
    const char *id; /* it is asked in a function of its own, since C's brackets nest only so
                       deep; NULL: in place */
    const char *variable;           /* of a TEST: the table of its path */
    const char *comparator;         /* ASL_STRING_EQUALS */
    const char *operand_id;         /* the table of its operand; NULL: */
    const struct asl_expr *operand; /* a leaf, written in place */
    struct plan_rule *first;        /* of the others: what is joined or denied */
    struct plan_rule *next;
};

struct plan_retrier {
    int line;
    struct asl_retrier retrier;
    struct plan_retrier *next;
};

struct plan_state {
    const char *name;
    size_t name_size;
    const char *id;       /* order_charge */
    const char *constant; /* ORDER_CHARGE */
    enum asl_type type;
    const char *type_word;     /* "Task" */
    const char *type_constant; /* "ASL_TASK" */
    const char *template;      /* "task": which template prints it */
    int line;
    struct plan_machine *machine;
    struct plan_state *next;            /* the one that is written next in its machine */
    const struct state *written;        /* what it was made of */
    const char *open_field, *open_text; /* a value that is still ${NAME}: it can only fail;
                                           NULL: none, and then it has all that follows */

    struct asl_data data;       /* in the order of tree.h */
    bool has_input, has_output; /* `data` has something for asl_input(), for asl_output() */
    struct plan_state *to;      /* Next, a Choice's Default; NULL: it ends, or no choice */
    int leave_line;             /* with -g: where that, or End, stands; 0: it is not told */
    struct plan_table
        *tables;             /* what its trees refer to, each after those it refers to itself */
    struct plan_door *doors; /* catchers or Choice rules */
    struct plan_retrier *retriers;

    struct asl_request request; /* a Task's */
    struct asl_map map;         /* a Map's, but for its processor */
    struct plan_machine *
        *branches;                /* a Parallel's, or a Map's processor alone; ends with NULL */
    const struct asl_expr *until; /* a Wait's */
    bool until_is_timestamp;
    const struct asl_expr *error, *cause; /* a Fail's */
};

struct plan_machine {
    const char *id; /* order_fulfil_1 */
    int line;
    struct plan_state *first, *start;
    struct plan_state
        *owner;    /* the Parallel or Map it belongs to; NULL: it is the whole workflow */
    size_t branch; /* which of a Parallel's, from 0 */
    int last_line; /* of the whole definition */
    struct plan_machine *next; /* in C: a machine stands before those of its states */
};

struct plan {
    const char *id;   /* order */
    const char *name; /* order */
    const struct source *source;
    const char *definition; /* its text as JSON */
    size_t definition_size;
    const char *comment; /* NULL: none */
    size_t comment_size;
    double timeout_s;                /* 0: none */
    bool has_long_text;              /* literals are longer than C promises */
    bool has_map_runs;               /* a Map is distributed */
    struct plan_machine *machines;   /* the first is the whole workflow */
    const char *const *handlers;     /* C functions that tasks need; ends with NULL */
    const char *const *symbols;      /* C functions that ffi: targets name; ends with NULL */
    const struct asl_binding *tasks; /* ends with a NULL resource; NULL: none */
    const char *const *without; /* features that are left out; ends with NULL; NULL: none */
    bool debug;                 /* C says which lines of the definition it stands for */
    bool without_main; /* the workflow is exported, for a main that somebody else writes */
};

/* The plan of a workflow without errors; NULL where the workflow is NULL or has some. */
struct plan *plan_make(struct arena *a, struct diag *d, const struct workflow *w,
                       const struct plan_extras *x);

#endif
