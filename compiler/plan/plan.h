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

/* What the command line adds to a definition. A pointer is NULL where it adds nothing. */
struct plan_extras {
    /* --tasks, which is baked in; ends with a NULL resource. */
    const struct asl_binding *tasks;

    /* The global functions of the given .c, .o and .a files; ends with NULL. */
    const char *const *symbols;

    /* --without: features that the program shall not have; ends with NULL. */
    const char *const *without;

    /* --name: what the workflow is called, and its prefix in C, instead of the file's name. */
    const char *name;

    bool debug;        /* -g: C is mapped to the definition's lines */
    bool without_main; /* --no-main */
    bool is_loaded;    /* --shared: a process that has the runtime loads it */
};

/* A tree that stands in a table of its own: a path that a Choice asks, or the inner part of a
 * tree that is too deep for one table. */
struct plan_table {
    const char *id;
    const struct asl_expr *tree;
    bool is_list; /* it is what an ASL_OP_SAME names: a list of this tree alone */
    struct plan_table *next;
};

/* One way out of a state, a catcher or a Choice rule: what flows through it, and where it
 * leads. */
struct plan_door {
    const char *id; /* of its data table */
    int line;
    struct asl_data data;
    bool has_data;   /* there is something in `data` besides its place */
    bool has_output; /* and that for asl_output() */
    struct plan_state *to;
    int leave_line;         /* with -g: the line of its Next; else 0 */
    struct plan_rule *rule; /* a Choice rule's question; NULL for a catcher */
    struct plan_door *next;
};

/* One question of a Choice rule, or several joined. */
enum plan_rule_kind { PLAN_TEST, PLAN_CONDITION, PLAN_AND, PLAN_OR, PLAN_NOT };
struct plan_rule {
    enum plan_rule_kind kind;
    int line;

    /* The function that asks it, where it is nested so deep that C's brackets would be too
     * many; NULL if it is asked in place. */
    const char *id;

    /* Of a TEST: the table of its path, the comparator's constant such as ASL_STRING_EQUALS,
     * and the operand: its table, or, if that is NULL, a leaf that is written in place. */
    const char *variable;
    const char *comparator;
    const char *operand_id;
    const struct asl_expr *operand;

    const char *door; /* of a CONDITION: the table of its rule */

    struct plan_rule *first; /* of the others: the questions that are joined or denied */
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
    struct plan_state *next;     /* the one that is written next in its machine */
    const struct state *written; /* what it was made of */

    /* The name and the text of a value that is still ${NAME}: the state can only fail then, and
     * has nothing of what follows. NULL if it has no such value. */
    const char *open_field, *open_text;

    struct asl_data data;
    bool has_input, has_output; /* `data` has something for asl_input(), for asl_output() */
    struct plan_state *to;      /* Next, or a Choice's Default; NULL if there is none */
    int leave_line;             /* with -g: the line of that, or of End; else 0 */
    struct plan_table *tables;  /* what its trees name; each comes after what it names itself */
    struct plan_door *doors;    /* catchers or Choice rules */
    struct plan_retrier *retriers;

    struct asl_request request;     /* a Task's */
    const char *action;             /* its table of what it calls of a service; NULL: none */
    struct asl_map map;             /* a Map's, without its processor and its S3 */
    const char *storage;            /* a distributed Map's table of S3; NULL: it needs none */
    struct plan_machine **branches; /* a Parallel's, or a Map's processor; ends with NULL */
    const struct asl_expr *until;   /* a Wait's */
    bool until_is_timestamp;
    const struct asl_expr *error, *cause; /* a Fail's */
};

struct plan_machine {
    const char *id; /* order_fulfil_1 */
    int line;
    struct plan_state *first, *start;
    struct plan_state *owner;  /* the Parallel or Map it belongs to; NULL for the workflow */
    size_t branch;             /* which of a Parallel's branches it is, from 0 */
    int last_line;             /* of the whole definition */
    struct plan_machine *next; /* in C: a machine comes before those of its states */
};

struct plan {
    const char *id;   /* order */
    const char *name; /* order */
    const struct source *source;
    const char *definition; /* its text as JSON */
    size_t definition_size;
    const char *comment; /* or NULL */
    size_t comment_size;
    double timeout_s;   /* TimeoutSeconds; 0 if there is none */
    bool has_long_text; /* literals are longer than C promises */
    bool has_map_runs;  /* a Map is distributed */
    bool has_tokens;    /* a Task may wait for somebody outside */
    bool has_services;  /* it calls an embedded service, or functions that may call some */
    bool reads_s3, lists_s3,
        writes_s3;                   /* some distributed Map does, in what may be a real S3 */
    struct plan_machine *machines;   /* the first is the whole workflow */
    const char *const *handlers;     /* C functions that tasks need; ends with NULL */
    const char *const *symbols;      /* C functions that ffi: targets name; ends with NULL */
    const struct asl_binding *tasks; /* as in plan_extras, likewise what follows */
    const char *const *without;
    bool debug;
    bool without_main;
    bool is_loaded;
};

/*
 * The plan of a workflow without errors, in the arena. Returns NULL if the workflow is NULL or
 * has errors. `x` may be NULL. Says nothing to `d`: the check has.
 */
struct plan *plan_make(struct arena *a, struct diag *d, const struct workflow *w,
                       const struct plan_extras *x);

#endif
