#include "runtime/jsonata/leaf.h"

#include <asl/tree.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/eval/accept.h"
#include "runtime/jsonata/basic.h"
#include "runtime/jsonata/states.h"
#include "runtime/words/word.h"

struct ready *leaf_new(const struct asl_expr *e, ready_run *run)
{
    struct ready *n = memory_zero(sizeof *n);
    n->e = e;
    n->run = n->bare = run;
    n->states = (int)STATES_NO_MEMBER;
    n->tuple.focus = n->tuple.position = READY_NOWHERE;
    return n;
}

size_t leaf_count(const struct asl_expr *e)
{
    size_t n = 0;
    while (e->of != NULL && e->of[n] != NULL) {
        n++;
    }
    return n;
}

void leaf_make_room(struct ready *n, size_t count)
{
    n->count = count;
    n->of = count == 0 ? NULL : memory_zero(count * sizeof *n->of);
}

struct ready *leaf_constant(const struct asl_expr *e, struct value *v)
{
    struct ready *n = leaf_new(e, basic_constant);
    n->constant = v;
    return n;
}

struct ready *leaf_literal(const struct asl_expr *e)
{
    switch ((int)e->op) {
    case ASL_OP_NULL: return leaf_constant(e, value_null());
    case ASL_OP_FALSE: return leaf_constant(e, value_bool(false));
    case ASL_OP_TRUE: return leaf_constant(e, value_bool(true));
    case ASL_OP_NUMBER:
        return leaf_constant(e, cast_number(number_read(e->text, strlen(e->text)).real));
    default: return leaf_constant(e, value_text_n(e->text, (size_t)e->size));
    }
}

/* The pieces of a long text. */
struct ready *leaf_joined(const struct asl_expr *e)
{
    struct buf text = { 0 };
    for (size_t i = 0; e->of[i] != NULL; i++) {
        buf_put(&text, e->of[i]->text, (size_t)e->of[i]->size);
    }
    struct ready *n = leaf_constant(e, value_text_n(buf_string(&text), text.size));
    buf_release(&text);
    return n;
}

/* ---- Words ------------------------------------------------------------------------------- */

struct ready_word *leaf_word(struct prepared *p, const struct jna_word *word)
{
    for (struct ready_word *w = p->words; w != NULL; w = w->next) {
        if (w->word == word) {
            return w;
        }
    }
    struct ready_word *w = memory_zero(sizeof *w);
    w->word = word;
    w->accept =
        accept_new(word->signature, word->signature == NULL ? 0 : strlen(word->signature));
    w->arity = word->arity != 0 ? word->arity : accept_count(w->accept);
    w->next = p->words;
    p->words = w;
    return w;
}

/* ---- Names ------------------------------------------------------------------------------- */

struct names *leaf_opening(struct names *n)
{
    while (n != NULL && n->count == 0) {
        n = n->up;
    }
    return n;
}

/* What is meant where no local name is. */
static struct ready *outside(struct prepared *p, const struct asl_expr *e)
{
    struct ready *n = leaf_new(e, e->op == ASL_OP_J_EITHER   ? basic_either
                                  : e->op == ASL_OP_VARIABLE ? basic_variable
                                                             : basic_none);
    if (e->op == ASL_OP_J_EITHER) {
        n->word = leaf_word(p, e->word);
    }
    return n;
}

/* The nearest local name, and behind it those further out that are asked while it is empty. */
struct ready *leaf_local(struct prepared *p, const struct asl_expr *e, struct name name,
                         struct names *in)
{
    struct ready *first = NULL, **end = &first;
    unsigned up = 0;
    for (struct names *n = leaf_opening(in); n != NULL; n = leaf_opening(n->up), up++) {
        size_t at = names_find(n, name);
        if (at != SIZE_MAX) {
            struct ready *found = leaf_new(e, basic_local);
            found->slot = (struct ready_slot){ up, (unsigned)at };
            *end = found;
            end = &found->other;
        }
    }
    *end = outside(p, e);
    return first;
}

struct ready *leaf_variable(struct prepared *p, const struct asl_expr *e, struct names *in)
{
    return leaf_local(p, e, (struct name){ .text = e->text, .size = strlen(e->text) }, in);
}
