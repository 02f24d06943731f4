#include "compiler/check/graph.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/table.h"
#include "compiler/check/checker.h"
#include "compiler/read/field.h"
#include "compiler/read/form.h"
#include "runtime/base/nearest.h"
#include "runtime/base/text.h"

#define NAME_MOST 80 /* characters */

/* Bounds on "did you mean": names looked at in all, and bytes of a name that may be near to
 * another. */
#define HINT_WORK      200000
#define HINT_NAME_MOST 200

struct graph {
    const struct checker *checker;
    struct table *names;  /* of all states: name -> struct state */
    struct table *labels; /* of all Maps: label -> struct state */
    size_t hint_work;     /* names looked at so far */
};

/* What is known of one block while its references are followed. */
struct block_view {
    const struct block *block;
    struct table *reached; /* names that something leads to */
    struct table *meant;   /* names that a missing target may have meant */
    bool ends;             /* some state ends it, or might once it is mended */
    bool might_end;        /* a state that is missing might have been the last */
    bool doubtful;         /* a state's way on is not known: reported elsewhere */
};

/* Names. */

static void check_name(struct graph *g, struct state *s)
{
    const struct checker *c = g->checker;
    size_t length = text_count(s->name, s->name_size);
    if (length == 0 || length > NAME_MOST) {
        diag_say(c->diag, DIAG_NAME_LENGTH, s->node->name_span, length == 0 ? "" : s->where,
                 arena_print(c->arena, "%zu", length), NULL);
    }
    void **place = table_place(g->names, s->name, s->name_size);
    const struct state *other = *place;
    if (other == NULL) {
        *place = s;
    } else if (other->block != s->block) {
        /* Twice in one block is a duplicate key, which doc.c reports. */
        int line = source_place(c->workflow->source, other->node->name_span.start).line;
        diag_say(c->diag, DIAG_NAME_DUPLICATE, s->node->name_span, s->where, s->name,
                 arena_print(c->arena, "%d", line), NULL);
        diag_beside(c->diag, other->node->name_span);
    }
}

/* DM-04: a Map's label tells its children's ARN from those of the other Maps. */
static void check_label(struct graph *g, struct state *s)
{
    const struct checker *c = g->checker;
    const struct doc_node *label = s->field[FIELD_LABEL];
    if (label == NULL || shape_is_open(label)) {
        return;
    }
    void **place = table_place(g->labels, label->text, label->text_size);
    const struct state *other = *place;
    if (other == NULL) {
        *place = s;
    } else {
        int line =
            source_place(c->workflow->source, other->field[FIELD_LABEL]->span.start).line;
        diag_say(c->diag, DIAG_LABEL_DUPLICATE, label->span, s->where, label->text,
                 arena_print(c->arena, "%d", line), NULL);
        diag_beside(c->diag, other->field[FIELD_LABEL]->span);
    }
}

/* Targets. */

static const char *nearest(struct graph *g, const struct block *b,
                           const struct doc_node *target)
{
    if (g->hint_work + b->count > HINT_WORK || target->text_size > HINT_NAME_MOST) {
        return NULL;
    }
    g->hint_work += b->count;
    const char **words = arena_array(g->checker->arena, b->count + 1, sizeof *words);
    size_t count = 0;
    for (const struct state *s = b->first; s != NULL; s = s->next) {
        if (s->name_size <= HINT_NAME_MOST) {
            words[count++] = s->name;
        }
    }
    return nearest_word(target->text, words, count);
}

/* One slip of the pen is one message: what else follows from it echoes. */
static void say_missing(struct graph *g, struct block_view *v, const struct doc_node *target,
                        const char *where)
{
    const struct checker *c = g->checker;
    const char *near = nearest(g, v->block, target);
    const char *hint = NULL;
    if (near != NULL) {
        *table_place(v->meant, near, strlen(near)) = block_state(v->block, near);
    } else {
        v->might_end = true;
        hint = table_find(g->names, target->text, target->text_size) == NULL
                   ? NULL
                   : "a state of that name stands in another block";
    }
    diag_hint(c->diag, DIAG_NEXT_UNKNOWN, target->span, hint, where, target->name, target->text,
              NULL);
    diag_meant(c->diag, near, NULL);
}

/* Returns true where a name is that of a member that is not an object: that has been reported,
 * and it is not a state. */
static bool is_spoiled(const struct block *b, const struct doc_node *target)
{
    return strlen(target->text) == target->text_size &&
           doc_member(b->field[FIELD_STATES], target->text) != NULL;
}

static void follow(struct graph *g, struct block_view *v, const struct doc_node *target,
                   const char *where)
{
    if (target == NULL) {
        return;
    }
    struct state *to = block_state_n(v->block, target->text, target->text_size);
    if (to != NULL) {
        *table_place(v->reached, to->name, to->name_size) = to;
    } else if (is_spoiled(v->block, target)) {
        v->ends = v->doubtful = true;
    } else {
        say_missing(g, v, target, where);
    }
}

/* Written, but refused: then nobody knows where it would have led. */
static void doubt(struct block_view *v, const struct doc_node *object,
                  const struct doc_node *const *field, enum field f)
{
    if (field[f] == NULL && field_written(object, f)) {
        v->doubtful = true;
    }
}

static bool moves_on(const struct state *s)
{
    return s->type != ASL_CHOICE && s->type != ASL_SUCCEED && s->type != ASL_FAIL;
}

static void follow_state(struct graph *g, struct block_view *v, const struct state *s)
{
    static const enum field ways[] = { FIELD_NEXT, FIELD_DEFAULT, FIELD_CHOICES, FIELD_CATCH };
    const struct doc_node *end = s->field[FIELD_END];
    follow(g, v, s->field[FIELD_NEXT], s->where);
    follow(g, v, s->field[FIELD_DEFAULT], s->where);
    for (const struct rule *r = s->rules; r != NULL; r = r->next) {
        follow(g, v, r->field[FIELD_NEXT], s->where);
        v->doubtful |= r->field[FIELD_NEXT] == NULL;
    }
    for (const struct catcher *k = s->catchers; k != NULL; k = k->next) {
        follow(g, v, k->field[FIELD_NEXT], s->where);
        v->doubtful |= k->field[FIELD_NEXT] == NULL;
    }
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        doubt(v, s->node, s->field, ways[i]);
    }
    bool says_end = end != NULL && end->type != DOC_FALSE;
    bool is_lost = !s->type_known || (moves_on(s) && s->field[FIELD_NEXT] == NULL && !says_end);
    v->doubtful |= is_lost || (s->type == ASL_CHOICE && s->rules == NULL);
    v->ends |= is_lost || s->type == ASL_SUCCEED || s->type == ASL_FAIL || says_end;
}

/* Blocks. */

static void check_ends(const struct checker *c, const struct block_view *v)
{
    const struct block *b = v->block;
    struct span at = form_place(b->field[FIELD_STATES]);
    if (b->owner != NULL) {
        diag_say(c->diag, DIAG_NO_END_INSIDE, at, b->owner->where, NULL);
    } else if (v->might_end) {
        diag_echo(c->diag, DIAG_NO_END, at, NULL);
    } else {
        diag_say(c->diag, DIAG_NO_END, at, NULL);
    }
}

/* Only what nothing at all points at is unreachable (T-22, T-23); a circle without an end is
 * checked as that alone (T-26). */
static void check_reached(const struct checker *c, const struct block_view *v)
{
    for (const struct state *s = v->block->first; s != NULL; s = s->next) {
        struct span at = s->node->name_span;
        if (table_find(v->reached, s->name, s->name_size) != NULL) {
            continue;
        }
        if (table_find(v->meant, s->name, s->name_size) != NULL) {
            diag_echo(c->diag, DIAG_STATE_UNREACHABLE, at, s->where, s->name, NULL);
        } else {
            diag_say(c->diag, DIAG_STATE_UNREACHABLE, at, s->where, s->name, NULL);
        }
    }
}

static void check_block(struct graph *g, const struct block *b)
{
    struct block_view v = { .block = b,
                            .reached = table_new(g->checker->arena),
                            .meant = table_new(g->checker->arena) };
    if (b->field[FIELD_STATES] == NULL || b->count == 0) {
        return;
    }
    v.doubtful = b->field[FIELD_START_AT] == NULL;
    follow(g, &v, b->field[FIELD_START_AT], b->owner == NULL ? "" : b->owner->where);
    for (const struct state *s = b->first; s != NULL; s = s->next) {
        follow_state(g, &v, s);
    }
    if (!v.ends && (b->owner == NULL || !v.might_end)) {
        check_ends(g->checker, &v);
    } else if (!v.doubtful) {
        check_reached(g->checker, &v);
    }
}

void graph_check(const struct checker *c)
{
    struct graph g = { c, table_new(c->arena), table_new(c->arena), 0 };
    for (struct state *s = workflow_next(c->workflow, NULL); s != NULL;
         s = workflow_next(c->workflow, s)) {
        check_name(&g, s);
        check_label(&g, s);
    }
    check_block(&g, c->workflow->block);
    for (struct state *s = workflow_next(c->workflow, NULL); s != NULL;
         s = workflow_next(c->workflow, s)) {
        for (const struct block *b = s->branches; b != NULL; b = b->next) {
            check_block(&g, b);
        }
        if (s->processor != NULL) {
            check_block(&g, s->processor);
        }
    }
}
