#include "runtime/jsonata/prepare.h"

#include <asl/tree.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/eval/accept.h"
#include "runtime/eval/ready.h"
#include "runtime/jsonata/basic.h"
#include "runtime/jsonata/call.h"
#include "runtime/jsonata/group.h"
#include "runtime/jsonata/lambda.h"
#include "runtime/jsonata/leaf.h"
#include "runtime/jsonata/lookup.h"
#include "runtime/jsonata/names.h"
#include "runtime/jsonata/predicate.h"
#include "runtime/jsonata/states.h"
#include "runtime/jsonata/trail.h"
#include "runtime/words/operator.h"
#include "runtime/words/transform.h"
#include "runtime/words/word.h"

static struct ready *node(struct prepared *p, const struct asl_expr *e, struct names *in);
static struct ready *ending(struct prepared *p, const struct asl_expr *e, struct names *in);

/* ---- Nodes ------------------------------------------------------------------------------- */

/* A node whose children are those of `e` from `first` on. */
static struct ready *with_children(struct prepared *p, const struct asl_expr *e, ready_run *run,
                                   size_t first, struct names *in)
{
    struct ready *n = leaf_new(e, run);
    leaf_make_room(n, leaf_count(e) - first);
    for (size_t i = 0; i < n->count; i++) {
        n->of[i] = node(p, e->of[first + i], in);
    }
    return n;
}

static struct ready *bind(struct prepared *p, const struct asl_expr *e, struct names *in)
{
    struct ready *n = with_children(p, e, basic_bind, 0, in);
    struct name name = { .text = e->text, .size = strlen(e->text) };
    unsigned up = 0;
    struct names *to = leaf_opening(in);
    while (names_find(to, name) == SIZE_MAX) {
        to = leaf_opening(to->up);
        up++;
    }
    n->slot = (struct ready_slot){ up, (unsigned)names_find(to, name) };
    return n;
}

/* ---- Calls and functions ------------------------------------------------------------------
 */

/* A regular expression's function, which its word makes of the pattern and its flags once. */
static struct value *run_regex(struct work *w, const struct ready *n, struct value *input,
                               struct locals *f)
{
    (void)input;
    (void)f;
    struct value **kept = (struct value **)(uintptr_t)&n->constant;
    if (*kept == NULL) {
        struct value *const args[] = { n->of[0]->constant, n->of[1]->constant };
        n->word->at = n->e;
        *kept = n->word->word->call(w, 2, args);
    }
    return value_share(*kept);
}

static struct ready *regex(struct prepared *p, const struct asl_expr *e)
{
    struct ready *n = leaf_new(e, run_regex);
    n->word = leaf_word(p, e->word);
    leaf_make_room(n, 2);
    n->of[0] = leaf_constant(e, value_text_n(e->text, (size_t)e->size));
    n->of[1] = leaf_literal(e->of[0]);
    return n;
}

static struct ready *call(struct prepared *p, const struct asl_expr *e, struct names *in)
{
    bool is_operator = e->word->signature == NULL;
    struct ready *n = with_children(p, e, is_operator ? operator_run : call_run, 0, in);
    n->bare = is_operator ? operator_run : call_word_once;
    n->word = leaf_word(p, e->word);
    return n;
}

static struct ready *apply_node(struct prepared *p, const struct asl_expr *e, struct names *in)
{
    struct ready *n = with_children(p, e, call_run, 0, in);
    n->bare = call_apply_once;
    return n;
}

/* An argument that stays open is no node. */
static struct ready *partial(struct prepared *p, const struct asl_expr *e, struct names *in)
{
    struct ready *n = leaf_new(e, call_partial);
    leaf_make_room(n, leaf_count(e));
    for (size_t i = 0; i < n->count; i++) {
        bool is_open = names_same(e->of[i])->op == ASL_OP_J_HOLE;
        n->of[i] = is_open ? NULL : node(p, e->of[i], in);
    }
    return n;
}

static struct ready *lambda(struct prepared *p, const struct asl_expr *e, struct names *in)
{
    struct ready *n = leaf_new(e, lambda_run);
    const struct asl_expr *signature = names_same(e->of[0]);
    struct names *own = names_new(&p->names, in, e);
    n->parameters = (unsigned)names_add_parameters(own, e->text);
    names_add_bound(own, e->of[1]);
    if (signature->op == ASL_OP_STRING) {
        n->accept = accept_new(signature->text, (size_t)signature->size);
    }
    leaf_make_room(n, 1);
    n->of[0] = ending(p, e->of[1], own);
    n->opens = (unsigned)own->count;
    return n;
}

static struct ready *transform(struct prepared *p, const struct asl_expr *e, struct names *in)
{
    static const char signature[] = "<(oa):o>";
    struct ready *n = with_children(p, e, transform_run, 0, in);
    n->accept = accept_new(signature, sizeof signature - 1);
    return n;
}

/* ---- Blocks and branches ------------------------------------------------------------------
 */

/* What the last of it yields ends a lambda if `ends`. */
static struct ready *block(struct prepared *p, const struct asl_expr *e, struct names *in,
                           bool ends)
{
    struct ready *n = leaf_new(e, basic_block);
    struct names *own = names_new(&p->names, in, e);
    leaf_make_room(n, leaf_count(e));
    for (size_t i = 0; i < n->count; i++) {
        names_add_bound(own, e->of[i]);
    }
    for (size_t i = 0; i < n->count; i++) {
        bool is_last = i + 1 == n->count;
        n->of[i] = is_last && ends ? ending(p, e->of[i], own) : node(p, e->of[i], own);
        const struct asl_expr *part = names_same(e->of[i]);
        const struct ready *made = n->of[i];
        n->is_constructor = n->is_constructor || made->begins_constructed ||
                            (part->op == ASL_OP_J_BLOCK && made->is_constructor);
    }
    n->opens = (unsigned)own->count;
    return n;
}

static struct ready *branches(struct prepared *p, const struct asl_expr *e, struct names *in)
{
    struct ready *n = leaf_new(e, basic_if);
    leaf_make_room(n, leaf_count(e));
    for (size_t i = 0; i < n->count; i++) {
        n->of[i] = i > 0 ? ending(p, e->of[i], in) : node(p, e->of[i], in);
    }
    return n;
}

/* What a lambda ends with: a call there is left to who has called the lambda. */
static struct ready *ending(struct prepared *p, const struct asl_expr *e, struct names *in)
{
    e = names_same(e);
    switch ((int)e->op) {
    case ASL_OP_J_BLOCK: return block(p, e, in, true);
    case ASL_OP_J_IF: return branches(p, e, in);
    default: break;
    }
    struct ready *n = node(p, e, in);
    if (n->bare == call_word_once || n->bare == call_apply_once) {
        n->is_tail = true;
        n->run = call_tail;
    }
    return n;
}

/* ---- Arrays and objects -------------------------------------------------------------------
 */

/* The node without its predicates. */
static const struct asl_expr *unfiltered(const struct asl_expr *e)
{
    e = names_same(e);
    while (e->op == ASL_OP_J_FILTERED) {
        e = names_same(e->of[0]);
    }
    return e;
}

static struct ready *array(struct prepared *p, const struct asl_expr *e, struct names *in)
{
    struct ready *n = with_children(p, e, basic_array, 0, in);
    for (size_t i = 0; i < n->count; i++) {
        n->of[i]->is_of_array = unfiltered(e->of[i])->op == ASL_OP_J_ARRAY;
    }
    return n;
}

static bool are_constant_keys(const struct ready *n)
{
    for (size_t i = 0; i < n->count; i += 2) {
        const struct value *key = n->of[i]->constant;
        if (n->of[i]->run != basic_constant || value_type(key) != VALUE_STRING ||
            memchr(value_string(key), '\0', value_string_size(key)) != NULL) {
            return false;
        }
        for (size_t j = 0; j < i; j += 2) {
            if (value_equal(n->of[j]->constant, key)) {
                return false;
            }
        }
    }
    return true;
}

/* The pairs of keys and values of `e` from `first` on. */
static struct ready *pairs(struct prepared *p, const struct asl_expr *e, size_t first,
                           struct names *in)
{
    struct ready *n = with_children(p, e, group_object, first, in);
    if (n->count > 0 && are_constant_keys(n)) {
        n->keys = memory_array(n->count / 2, sizeof *n->keys);
        for (size_t i = 0; 2 * i < n->count; i++) {
            n->keys[i] = value_key(value_string(n->of[2 * i]->constant));
        }
    }
    return n;
}

/* ---- Stages ------------------------------------------------------------------------------ */

/* The locals of the tuples that an expression yields; `in` if it yields none. */
static struct names *tuples_in(const struct prepared *p, const struct asl_expr *e,
                               struct names *in)
{
    const struct asl_expr *path = names_tuples_of(e);
    for (struct names *n = p->names; path != NULL && n != NULL; n = n->all) {
        if (n->of == path) {
            return n;
        }
    }
    return in;
}

static void add_stage(struct ready_stages *stages, struct ready_stage stage)
{
    stages->of = memory_resize(stages->of, (stages->count + 1) * sizeof *stages->of);
    stages->of[stages->count++] = stage;
}

static struct value *run_inner(struct work *w, const struct ready *n, struct value *input,
                               struct locals *f)
{
    return n->of[0]->run(w, n->of[0], input, f);
}

static struct ready *filtered(struct prepared *p, const struct asl_expr *e, struct names *in)
{
    struct ready *inner = node(p, e->of[0], in), *n = inner;
    struct names *seen = tuples_in(p, e, in);
    bool keeps = false;
    for (size_t i = 1; e->of[i] != NULL; i++) {
        const struct asl_expr *stage = names_same(e->of[i]);
        keeps = keeps || stage->op == ASL_OP_J_KEEP;
        inner->yields_tuples = inner->yields_tuples || stage->op == ASL_OP_J_TUPLES;
        if (stage->op == ASL_OP_J_WHERE) {
            if (n == inner) {
                n = leaf_new(names_same(e->of[0]), predicate_run);
                n->bare = run_inner;
                leaf_make_room(n, 1);
                n->of[0] = inner;
                n->is_constructor = inner->is_constructor;
            }
            add_stage(&n->where, (struct ready_stage){ .where = node(p, stage->of[0], seen) });
        }
    }
    n->keeps_array = n->keeps_array || keeps;
    return n;
}

/* ---- Paths ------------------------------------------------------------------------------- */

struct path {
    struct prepared *p;
    struct ready *n;
    struct names *outer, *tuples; /* the locals of a path without tuples, and with them */
    bool has_tuples;              /* from this step on */
};

static bool is_variable(const struct asl_expr *e)
{
    return e->op == ASL_OP_VARIABLE || (e->op >= ASL_OP_J_HERE && e->op <= ASL_OP_J_EITHER);
}

static unsigned slot_of(const struct names *n, const char *text)
{
    size_t at = names_find(n, (struct name){ .text = text, .size = strlen(text) });
    return at == SIZE_MAX ? READY_NOWHERE : (unsigned)at;
}

/* What an inner path binds goes into this one's tuples. */
static void add_moves(const struct path *t, struct ready *step, const struct asl_expr *e)
{
    const struct names *from = tuples_in(t->p, e, NULL);
    if (from == NULL) {
        return;
    }
    step->tuple.moves = memory_array(from->count, sizeof *step->tuple.moves);
    for (size_t i = 0; i < from->count; i++) {
        size_t to = names_find(t->tuples, from->names[i]);
        if (to != SIZE_MAX) {
            step->tuple.moves[step->tuple.move_count++] =
                (struct ready_move){ (unsigned)i, (unsigned)to };
        }
    }
}

static struct ready *sort_step(const struct path *t, const struct asl_expr *e, struct names *in)
{
    struct ready *n = leaf_new(e, basic_none);
    n->is_sort = true;
    leaf_make_room(n, leaf_count(e));
    for (size_t i = 0; i < n->count; i++) {
        const struct asl_expr *term = names_same(e->of[i]);
        bool is_descending = term->op == ASL_OP_J_DOWN;
        n->of[i] = node(t->p, is_descending ? term->of[0] : term, in);
        n->of[i]->is_descending = is_descending;
    }
    return n;
}

static void add_ancestor(struct ready *step, unsigned at)
{
    struct ready_tuple *t = &step->tuple;
    t->ancestors = memory_resize(t->ancestors, (t->ancestor_count + 1) * sizeof *t->ancestors);
    t->ancestors[t->ancestor_count++] = at;
}

static void take_stage(struct path *t, struct ready *step, const struct asl_expr *e)
{
    switch ((int)e->op) {
    case ASL_OP_J_KEEP:
        step->keeps_array = true;
        t->n->keeps_singleton = true;
        break;
    case ASL_OP_J_AT:
        if (e->text[0] != '\0') {
            step->tuple.focus = slot_of(t->tuples, e->text);
        }
        break;
    case ASL_OP_J_POSITION:
        if (step->stages.count > 0) {
            add_stage(&step->stages,
                      (struct ready_stage){ .position = slot_of(t->tuples, e->text) });
        } else if (e->text[0] != '\0') {
            step->tuple.position = slot_of(t->tuples, e->text);
        }
        break;
    case ASL_OP_J_ANCESTOR:
        add_ancestor(step,
                     (unsigned)names_find(t->tuples, (struct name){ .ancestor = e->size }));
        break;
    case ASL_OP_J_WHERE:
        add_stage(&step->stages,
                  (struct ready_stage){
                      .where = node(t->p, e->of[0], t->has_tuples ? t->tuples : t->outer) });
        break;
    default: break;
    }
}

/* The step at of[*at] with its stages; *at is behind them afterwards. */
static struct ready *take_step(struct path *t, const struct asl_expr *path, size_t *at)
{
    const struct asl_expr *e = names_same(path->of[*at]);
    bool had_tuples = t->has_tuples;
    size_t end = *at + 1;
    bool begins = false;
    for (; path->of[end] != NULL && names_is_stage(names_same(path->of[end])); end++) {
        begins = begins || names_makes_tuples(names_same(path->of[end]));
    }
    t->has_tuples = t->has_tuples || begins;
    struct names *in = t->has_tuples ? t->tuples : t->outer;
    struct ready *step = e->op == ASL_OP_J_SORT
                             ? sort_step(t, e, had_tuples ? t->tuples : t->outer)
                             : node(t->p, e, in);
    step->tuple.is_one = begins;
    if (t->has_tuples) {
        add_moves(t, step, e);
    }
    for (size_t i = *at + 1; i < end; i++) {
        take_stage(t, step, names_same(path->of[i]));
    }
    *at = end;
    return step;
}

static size_t count_steps(const struct asl_expr *path, size_t *ret_not_sorts)
{
    size_t count = 0;
    *ret_not_sorts = 0;
    for (size_t i = 0; path->of[i] != NULL; i++) {
        const struct asl_expr *e = names_same(path->of[i]);
        count += !names_is_stage(e);
        *ret_not_sorts += !names_is_stage(e) && e->op != ASL_OP_J_SORT;
    }
    return count;
}

/* An array that is a step keeps its items together; the first one only if a step follows. */
static void mark_constructors(struct ready *n, size_t steps_but_sorts)
{
    for (size_t i = 0; i < n->count; i++) {
        struct ready *step = n->of[i];
        bool is_array = unfiltered(step->e)->op == ASL_OP_J_ARRAY;
        if (is_array && (i > 0 || steps_but_sorts > 1)) {
            step->is_constructor = true;
            if (step->run == predicate_run) {
                step->of[0]->is_constructor = true;
            }
        }
    }
    n->begins_constructed = n->of[0]->is_constructor;
}

static bool is_plain_name(const struct ready *step)
{
    return step->run == lookup_name && step->stages.count == 0 && !step->tuple.is_one;
}

/* How many steps from the first are a variable and names, which are followed at once. */
static void find_chain(struct ready *n, const struct asl_expr *path)
{
    const struct asl_expr *first = names_same(path->of[0]);
    size_t at = 0;
    n->is_absolute = is_variable(unfiltered(first));
    if (n->is_absolute) {
        const struct ready *step = n->of[0];
        bool is_plain = is_variable(first) && step->stages.count == 0 && !step->tuple.is_one;
        if (!is_plain) {
            return;
        }
        at = 1;
    }
    while (at < n->count && is_plain_name(n->of[at])) {
        at++;
    }
    n->names = at;
    bool is_states = first->op == ASL_OP_VARIABLE && n->of[0]->run == basic_variable &&
                     strcmp(first->text, "states") == 0;
    if (is_states && at > 1) {
        n->states = (int)states_member(n->of[1]->e->text);
    }
}

static struct ready *path(struct prepared *p, const struct asl_expr *e, struct names *in,
                          struct names **ret_tuples)
{
    size_t but_sorts, count = count_steps(e, &but_sorts);
    bool has_tuples = names_first_tuple(e) != SIZE_MAX;
    struct path t = { .p = p, .n = leaf_new(e, trail_run), .outer = in };
    if (has_tuples) {
        t.tuples = names_new(&p->names, in, e);
        names_add_tuple(t.tuples, e);
        for (size_t i = names_first_tuple(e); e->of[i] != NULL; i++) {
            names_add_bound(t.tuples, e->of[i]);
        }
    }
    leaf_make_room(t.n, count);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        t.n->of[i] = take_step(&t, e, &at);
    }
    mark_constructors(t.n, but_sorts);
    find_chain(t.n, e);
    t.n->opens = has_tuples ? (unsigned)t.tuples->count : 0;
    if (ret_tuples != NULL) {
        *ret_tuples = has_tuples ? t.tuples : in;
    }
    return t.n;
}

/* A name alone is the most frequent path. */
static struct ready *path_alone(struct prepared *p, const struct asl_expr *e, struct names *in)
{
    const struct asl_expr *first = names_same(e->of[0]);
    if (first->op != ASL_OP_J_NAME || e->of[1] != NULL) {
        return path(p, e, in, NULL);
    }
    struct ready *n = leaf_new(e, trail_name);
    n->key = value_key(first->text);
    return n;
}

static struct ready *grouped(struct prepared *p, const struct asl_expr *e, struct names *in)
{
    const struct asl_expr *of = names_same(e->of[0]);
    struct names *seen = in;
    if (of->op == ASL_OP_J_PATH) {
        struct ready *n = path(p, of, in, &seen);
        if (names_first_tuple(of) != SIZE_MAX) {
            for (size_t i = 1; e->of[i] != NULL; i++) {
                names_add_bound(seen, e->of[i]);
            }
            n->opens = (unsigned)seen->count;
        }
        n->group = pairs(p, e, 1, seen);
        return n;
    }
    struct ready *n = leaf_new(e, group_run);
    leaf_make_room(n, 1);
    n->of[0] = node(p, e->of[0], in);
    seen = tuples_in(p, of, in);
    n->group = pairs(p, e, 1, seen);
    n->group->opens = seen != in ? (unsigned)seen->count : 0;
    return n;
}

/* ---- All of them ------------------------------------------------------------------------- */

static struct ready *step_or_leaf(struct prepared *p, const struct asl_expr *e,
                                  struct names *in)
{
    struct ready *n;
    switch ((int)e->op) {
    case ASL_OP_J_HERE: return leaf_new(e, basic_here);
    case ASL_OP_J_TOP: return leaf_new(e, basic_top);
    case ASL_OP_J_WORD:
        n = leaf_new(e, lambda_word);
        n->word = leaf_word(p, e->word);
        return n;
    case ASL_OP_J_NAME:
        n = leaf_new(e, lookup_name);
        n->key = value_key(e->text);
        return n;
    case ASL_OP_J_WILD: return leaf_new(e, lookup_wild);
    case ASL_OP_J_DEEP: return leaf_new(e, lookup_deep);
    case ASL_OP_J_PARENT: return leaf_local(p, e, (struct name){ .ancestor = e->size }, in);
    case ASL_OP_VARIABLE:
    case ASL_OP_J_EITHER: return leaf_variable(p, e, in);
    case ASL_OP_JOIN: return leaf_joined(e);
    default: return leaf_literal(e);
    }
}

static struct ready *node(struct prepared *p, const struct asl_expr *e, struct names *in)
{
    e = names_same(e);
    switch ((int)e->op) {
    case ASL_OP_J_CALL: return call(p, e, in);
    case ASL_OP_J_APPLY: return apply_node(p, e, in);
    case ASL_OP_J_PARTIAL: return partial(p, e, in);
    case ASL_OP_J_CHAIN: return with_children(p, e, call_chain, 0, in);
    case ASL_OP_J_LAMBDA: return lambda(p, e, in);
    case ASL_OP_J_BLOCK: return block(p, e, in, false);
    case ASL_OP_J_BIND: return bind(p, e, in);
    case ASL_OP_J_IF: return with_children(p, e, basic_if, 0, in);
    case ASL_OP_J_AND: return with_children(p, e, basic_and, 0, in);
    case ASL_OP_J_OR: return with_children(p, e, basic_or, 0, in);
    case ASL_OP_J_ARRAY: return array(p, e, in);
    case ASL_OP_J_OBJECT: return pairs(p, e, 0, in);
    case ASL_OP_J_GROUP: return grouped(p, e, in);
    case ASL_OP_J_REGEX: return regex(p, e);
    case ASL_OP_J_TRANSFORM: return transform(p, e, in);
    case ASL_OP_J_PATH: return path_alone(p, e, in);
    case ASL_OP_J_FILTERED: return filtered(p, e, in);
    default: return step_or_leaf(p, e, in);
    }
}

struct prepared *prepare(const struct asl_expr *e)
{
    struct prepared *p = memory_zero(sizeof *p);
    struct names *top = names_new(&p->names, NULL, e);
    names_add_bound(top, e->of[0]);
    p->root = node(p, e->of[0], top);
    p->opens = top->count;
    return p;
}

void prepare_release(struct prepared *p)
{
    ready_release(p->root);
    while (p->words != NULL) {
        struct ready_word *next = p->words->next;
        value_release(p->words->function);
        accept_release(p->words->accept);
        memory_release(p->words);
        p->words = next;
    }
    names_release(p->names);
    memory_release(p);
}
