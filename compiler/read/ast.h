/*
 * ast.h - the workflow as it was written: doc with shapes.
 *
 * Each field keeps its node of the document, and so its place; an absent one is NULL, and so is
 * one whose value was refused. The tree is never changed after ast_build(). Field names and
 * where they may stand are rows of fields.def.
 */
#ifndef READ_AST_H
#define READ_AST_H

#include <stdbool.h>
#include <stddef.h>

#include <asl/tree.h>

#include "compiler/base/source.h"
#include "compiler/read/doc.h"

struct arena;
struct diag;
struct table;

enum field {
#define FIELD(name, word, owners, dialects, shape, least, most, words) FIELD_##name,
#include "compiler/read/fields.def"
#undef FIELD
    FIELDS
};

/* What a field's name is in the definition. Static. */
const char *field_word(enum field f);

enum dialect { DIALECT_JSONPATH, DIALECT_JSONATA };

/* A Choice rule; And, Or and Not hold others. */
enum rule_kind { RULE_TEST, RULE_CONDITION, RULE_AND, RULE_OR, RULE_NOT };
struct rule {
    const struct doc_node *node;
    const struct doc_node *field[FIELDS];
    enum rule_kind kind;
    enum asl_comparator comparator; /* of a TEST */
    const struct doc_node *operand; /* of a TEST: the comparator's value, a literal or a path */
    bool operand_is_path;
    size_t tests;       /* And, Or, Not, Condition and comparators written in it; 1 is right */
    struct rule *first; /* of AND, OR, NOT: the rules in it */
    struct rule *next;  /* its next sibling */
    size_t index;       /* from 0, in its Choices */
};

struct retrier {
    const struct doc_node *node;
    const struct doc_node *field[FIELDS];
    struct retrier *next;
};

struct catcher {
    const struct doc_node *node;
    const struct doc_node *field[FIELDS];
    struct catcher *next;
    size_t index; /* from 0 */
};

/* Whatever holds StartAt and States: the whole machine, a branch, a Map's processor. */
struct block {
    const struct doc_node *node;
    const struct doc_node *field[FIELDS];
    struct state *first;
    size_t count;
    struct state *owner; /* the Parallel or Map it belongs to; NULL for the outermost machine */
    size_t index;        /* a branch's, from 0 */
    struct block *next;  /* the next branch of the same Parallel */
    struct table *names; /* of its states, for block_state() */
};

struct state {
    const char *name;
    size_t name_size;
    const struct doc_node *node; /* its object; node->name_span is where its name stands */
    const struct doc_node *field[FIELDS];
    enum asl_type type;
    bool type_known;
    const char *where; /* "state 'NAME': ", for messages */
    enum dialect dialect;
    bool is_downgraded; /* it says JSONPath where the whole machine is JSONata's (T-09) */
    struct rule *rules;
    struct retrier *retriers;
    struct catcher *catchers;
    struct block *branches;  /* a Parallel's */
    struct block *processor; /* a Map's ItemProcessor or Iterator */
    struct block *block;     /* the one it stands in */
    struct state *next;      /* the next state written in its block */
};

struct workflow {
    const struct source *source;
    const char *name;    /* the file's, without .asl.json, .json and the like */
    struct block *block; /* the whole machine */
    enum dialect dialect;
};

/* The workflow, or NULL where there is none to speak of. Reports what has the wrong shape, what
 * is unknown and what is missing; goes on as far as it can. A NULL document gives NULL. */
struct workflow *ast_build(struct arena *a, struct diag *d, const struct source *s,
                           const struct doc_node *doc);

/* The state of that name in a block, or NULL. O(1) on average. */
struct state *block_state(const struct block *b, const char *name);
struct state *block_state_n(const struct block *b, const char *name, size_t name_size);

/* Returns true if a Map's ProcessorConfig has the field `word`, with that text. */
bool state_config_is(const struct state *map, const char *word, const char *text);

/* Returns true for a Map whose items are executions of their own (DM-01). */
bool state_is_distributed(const struct state *map);

/* The Map whose EXPRESS executions the state is a part of, or NULL if there is none. O(depth).
 */
const struct state *state_express_map(const struct state *s);

/* Walk over every state of the workflow, nested ones where they stand: NULL starts, NULL ends.
 */
struct state *workflow_next(const struct workflow *w, const struct state *after);

#endif
