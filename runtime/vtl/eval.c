#include "runtime/vtl/eval.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/vtl/builtin.h"
#include "runtime/vtl/heap.h"
#include "runtime/vtl/datum.h"
#include "runtime/vtl/method.h"
#include "runtime/vtl/node.h"
#include "runtime/vtl/run.h"

#define DEPTH_MAX     500
#define ARGUMENTS_MAX 16

/* A #foreach that is under way. */
struct run_loop {
    struct run_loop *outer;
    size_t index, count;
};

static struct datum *eval(struct run *r, const struct vtl_node *n);

/* ---- References ---- */

static struct datum *text_of_place(struct run *r, const struct vtl_node *n)
{
    return datum_text(&r->heap, n->text, n->size);
}

/* $foreach as a map. */
static struct datum *describe_loop(struct run *r, const struct run_loop *l)
{
    struct datum *map = datum_map(&r->heap);
    bool has_next = l->index + 1 < l->count;
    struct datum *outer = l->outer != NULL ? describe_loop(r, l->outer) : NULL;
    datum_put(&r->heap, map, "index", 5, datum_int(&r->heap, (int64_t)l->index));
    datum_put(&r->heap, map, "count", 5, datum_int(&r->heap, (int64_t)l->index + 1));
    datum_put(&r->heap, map, "hasNext", 7, datum_bool(&r->heap, has_next));
    datum_put(&r->heap, map, "first", 5, datum_bool(&r->heap, l->index == 0));
    datum_put(&r->heap, map, "last", 4, datum_bool(&r->heap, !has_next));
    datum_put(&r->heap, map, "parent", 6, outer);
    return map;
}

static struct datum *variable_of(struct run *r, const struct vtl_node *n, bool *ret_has)
{
    struct datum *found = datum_member(r->variables, n->text, n->size, ret_has);
    if (!*ret_has && r->loop != NULL) {
        *ret_has = true;
        if (strcmp(n->text, "foreach") == 0) {
            return describe_loop(r, r->loop);
        }
        if (strcmp(n->text, "velocityCount") == 0) {
            return datum_int(&r->heap, (int64_t)r->loop->index + 1);
        }
        if (strcmp(n->text, "velocityHasNext") == 0) {
            return datum_bool(&r->heap, r->loop->index + 1 < r->loop->count);
        }
        *ret_has = false;
    }
    return found;
}

static struct datum *call(struct run *r, struct datum *on, const struct vtl_node *n)
{
    struct datum *arguments[ARGUMENTS_MAX] = { NULL };
    struct run_call c = { .on = on, .name = n->text, .arguments = arguments };
    for (const struct vtl_node *a = n->first; a != NULL; a = a->next) {
        if (c.count == ARGUMENTS_MAX) {
            return run_fail(r, VTL_FAILED, "%s() has too many arguments", n->text);
        }
        arguments[c.count++] = eval(r, a);
    }
    if (r->has_failed) {
        return NULL;
    }
    bool is_builtin = on->kind == DATUM_INPUT || on->kind == DATUM_UTIL;
    return is_builtin ? builtin_call(r, &c) : method_call(r, &c);
}

/* Below zero it counts from the end. */
static struct datum *at_index(struct run *r, struct datum *on, struct datum *index)
{
    if (on->kind == DATUM_MAP && index != NULL) {
        const struct datum *key = datum_to_text(&r->heap, index);
        return method_property(r, on, key->text, key->size);
    }
    bool is_place = on->kind == DATUM_LIST && index != NULL && index->kind == DATUM_INT;
    int64_t at = is_place ? index->integer : -1, count = (int64_t)on->size;
    at += is_place && at < 0 ? count : 0;
    return is_place && at >= 0 && at < count ? on->items[at] : NULL;
}

static struct datum *step(struct run *r, struct datum *on, const struct vtl_node *n)
{
    if (n->kind == VTL_METHOD) {
        return call(r, on, n);
    }
    if (n->kind == VTL_INDEX) {
        return at_index(r, on, eval(r, n->first));
    }
    return on->kind == DATUM_INPUT ? builtin_property(r, on, n->text)
                                   : method_property(r, on, n->text, n->size);
}

/* Goes through the steps up to `end` (NULL: all). */
static struct datum *follow(struct run *r, const struct vtl_node *n, const struct vtl_node *end,
                            bool *ret_has)
{
    struct datum *i = variable_of(r, n, ret_has);
    for (const struct vtl_node *s = n->first; s != end && i != NULL && !r->has_failed;
         s = s->next) {
        i = run_goes_on(r, 1) ? step(r, i, s) : NULL;
    }
    return r->has_failed ? NULL : i;
}

/* What is not there is put out as it is written, unless it is one of API Gateway's own. */
static bool is_own(const struct vtl_node *n)
{
    static const char *const own[] = { "input", "context", "stageVariables", "util",
                                       "foreach" };
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (strcmp(own[i], n->text) == 0) {
            return true;
        }
    }
    return false;
}

static void show(struct run *r, const struct vtl_node *n, struct buf *out)
{
    bool has;
    const struct datum *i = follow(r, n, NULL, &has);
    if (r->has_failed) {
        return;
    }
    if (i != NULL) {
        datum_print(out, i);
    } else if (!n->is_quiet && !is_own(n)) {
        buf_put(out, n->raw, n->raw_size);
    }
}

/* ---- Operators ---- */

static struct datum *join(struct run *r, const struct datum *a, const struct datum *b)
{
    struct buf text = { .limit = r->heap.most };
    datum_print(&text, a);
    datum_print(&text, b);
    struct datum *i = datum_text(&r->heap, buf_string(&text), text.size);
    buf_release(&text);
    return i;
}

/* Where an integer is too small for what comes out it is no integer. */
static struct datum *count_ints(struct run *r, enum vtl_op op, int64_t a, int64_t b)
{
    int64_t result = 0;
    bool is_over = false;
    if ((op == OP_DIVIDED || op == OP_MODULO) && (b == 0 || b == -1)) {
        return b == 0                                  ? NULL
               : op == OP_MODULO                       ? datum_int(&r->heap, 0)
               : __builtin_sub_overflow(0, a, &result) ? datum_real(&r->heap, -(double)a)
                                                       : datum_int(&r->heap, result);
    }
    switch (op) {
    case OP_PLUS: is_over = __builtin_add_overflow(a, b, &result); break;
    case OP_MINUS: is_over = __builtin_sub_overflow(a, b, &result); break;
    case OP_TIMES: is_over = __builtin_mul_overflow(a, b, &result); break;
    case OP_DIVIDED: result = a / b; break;
    case OP_MODULO: result = a % b; break;
    case OP_OR:
    case OP_AND:
    case OP_EQUAL:
    case OP_DIFFERENT:
    case OP_LESS:
    case OP_GREATER:
    case OP_AT_MOST:
    case OP_AT_LEAST: break;
    }
    double x = (double)a, y = (double)b;
    return !is_over ? datum_int(&r->heap, result)
                    : datum_real(&r->heap, op == OP_PLUS    ? x + y
                                           : op == OP_MINUS ? x - y
                                                            : x * y);
}

static struct datum *count(struct run *r, enum vtl_op op, const struct datum *a,
                           const struct datum *b)
{
    if (a == NULL || b == NULL) {
        return NULL;
    }
    if (!datum_is_number(a) || !datum_is_number(b)) {
        return op == OP_PLUS ? join(r, a, b) : NULL;
    }
    if (a->kind == DATUM_INT && b->kind == DATUM_INT) {
        return count_ints(r, op, a->integer, b->integer);
    }
    double x = datum_to_real(a), y = datum_to_real(b);
    if ((op == OP_DIVIDED || op == OP_MODULO) && y == 0) {
        return NULL;
    }
    return datum_real(&r->heap, op == OP_PLUS      ? x + y
                                : op == OP_MINUS   ? x - y
                                : op == OP_TIMES   ? x * y
                                : op == OP_DIVIDED ? x / y
                                                   : fmod(x, y));
}

static struct datum *compare(struct run *r, enum vtl_op op, const struct datum *a,
                             const struct datum *b)
{
    bool is = false;
    if (op == OP_EQUAL || op == OP_DIFFERENT) {
        is = method_is_same(r, a, b) == (op == OP_EQUAL);
    } else if (datum_is_number(a) && datum_is_number(b)) {
        double x = datum_to_real(a), y = datum_to_real(b);
        is = op == OP_LESS      ? x < y
             : op == OP_GREATER ? x > y
             : op == OP_AT_MOST ? x <= y
                                : x >= y;
    }
    return datum_bool(&r->heap, is);
}

static struct datum *combine(struct run *r, const struct vtl_node *n)
{
    struct datum *a = eval(r, n->first);
    if (n->op == OP_OR || n->op == OP_AND) {
        bool is = datum_is_true(a);
        is = is == (n->op == OP_AND) ? datum_is_true(eval(r, n->second)) : is;
        return datum_bool(&r->heap, is);
    }
    struct datum *b = eval(r, n->second);
    if (r->has_failed) {
        return NULL;
    }
    return n->op >= OP_PLUS ? count(r, n->op, a, b) : compare(r, n->op, a, b);
}

static struct datum *negate(struct run *r, const struct datum *i)
{
    return i == NULL              ? NULL
           : i->kind == DATUM_INT ? count_ints(r, OP_MINUS, 0, i->integer)
           : datum_is_number(i)   ? datum_real(&r->heap, -i->real)
                                  : NULL;
}

/* ---- Values ---- */

static struct datum *list_of(struct run *r, const struct vtl_node *n)
{
    struct datum *list = datum_list(&r->heap);
    for (const struct vtl_node *one = n->first; one != NULL && !r->has_failed;
         one = one->next) {
        datum_append(&r->heap, list, eval(r, one));
    }
    return list;
}

static struct datum *map_of(struct run *r, const struct vtl_node *n)
{
    struct datum *map = datum_map(&r->heap);
    for (const struct vtl_node *key = n->first; key != NULL && !r->has_failed;
         key = key->next->next) {
        const struct datum *name = datum_to_text(&r->heap, eval(r, key));
        datum_put(&r->heap, map, name->text, name->size, eval(r, key->next));
    }
    return map;
}

/* It goes down as well. */
static struct datum *range_of(struct run *r, const struct vtl_node *n)
{
    const struct datum *from = eval(r, n->first), *to = eval(r, n->second);
    if (from == NULL || to == NULL || from->kind != DATUM_INT || to->kind != DATUM_INT) {
        return NULL;
    }
    struct datum *list = datum_list(&r->heap);
    bool is_down = to->integer < from->integer;
    for (int64_t i = from->integer; run_goes_on(r, 1); i += is_down ? -1 : 1) {
        datum_append(&r->heap, list, datum_int(&r->heap, i));
        if (i == to->integer) {
            break;
        }
    }
    return list;
}

static struct datum *mix(struct run *r, const struct vtl_node *n)
{
    struct buf text = { .limit = r->heap.most };
    eval_block(r, n->first, &text);
    struct datum *i = datum_text(&r->heap, buf_string(&text), text.size);
    buf_release(&text);
    return i;
}

static struct datum *eval_kind(struct run *r, const struct vtl_node *n)
{
    bool has;
    switch (n->kind) {
    case VTL_REFERENCE: return follow(r, n, NULL, &has);
    case VTL_INT: return datum_int(&r->heap, n->integer);
    case VTL_REAL: return datum_real(&r->heap, n->real);
    case VTL_STRING: return text_of_place(r, n);
    case VTL_MIXED: return mix(r, n);
    case VTL_TRUE: return datum_bool(&r->heap, true);
    case VTL_FALSE: return datum_bool(&r->heap, false);
    case VTL_LIST: return list_of(r, n);
    case VTL_RANGE: return range_of(r, n);
    case VTL_MAP: return map_of(r, n);
    case VTL_NOT: return datum_bool(&r->heap, !datum_is_true(eval(r, n->first)));
    case VTL_MINUS: return negate(r, eval(r, n->first));
    case VTL_BINARY: return combine(r, n);
    case VTL_NOTHING:
    case VTL_TEXT:
    case VTL_SHOWN:
    case VTL_ESCAPED:
    case VTL_SET:
    case VTL_IF:
    case VTL_BLOCK:
    case VTL_FOREACH:
    case VTL_BREAK:
    case VTL_STOP:
    case VTL_PROPERTY:
    case VTL_METHOD:
    case VTL_INDEX: break;
    }
    return NULL;
}

static struct datum *eval(struct run *r, const struct vtl_node *n)
{
    struct datum *i = NULL;
    if (r->depth >= DEPTH_MAX) {
        return run_fail(r, VTL_FAILED, "too much stands within each other");
    }
    r->depth++;
    if (run_goes_on(r, 1)) {
        i = eval_kind(r, n);
    }
    r->depth--;
    return r->has_failed ? NULL : i;
}

/* ---- Directives ---- */

/* What is null sets nothing, as in Velocity. */
static void set(struct run *r, const struct vtl_node *n)
{
    struct datum *value = eval(r, n->second), *key = NULL;
    const struct vtl_node *reference = n->first, *last = reference->first;
    bool has;
    if (value == NULL) {
        return;
    }
    if (last == NULL) {
        datum_put(&r->heap, r->variables, reference->text, reference->size, value);
        return;
    }
    while (last->next != NULL) {
        last = last->next;
    }
    struct datum *on = follow(r, reference, last, &has);
    key = last->kind == VTL_INDEX ? eval(r, last->first) : text_of_place(r, last);
    if (r->has_failed || on == NULL || key == NULL) {
        return;
    }
    if (on->kind == DATUM_MAP && !on->is_entry && run_goes_on(r, on->size / 16)) {
        const struct datum *name = datum_to_text(&r->heap, key);
        datum_put(&r->heap, on, name->text, name->size, value);
    } else if (on->kind == DATUM_LIST && key->kind == DATUM_INT && key->integer >= 0 &&
               (uint64_t)key->integer < on->size) {
        on->items[key->integer] = value;
    } else {
        run_fail(r, VTL_FAILED, "%.*s cannot be set", (int)reference->raw_size, reference->raw);
    }
}

static void choose(struct run *r, const struct vtl_node *n, struct buf *out)
{
    while (n != NULL && n->kind == VTL_IF) {
        bool is = datum_is_true(eval(r, n->first));
        if (r->has_failed) {
            return;
        }
        if (is) {
            eval_block(r, n->second, out);
            return;
        }
        n = n->third;
    }
    if (n != NULL) {
        eval_block(r, n, out);
    }
}

/* Of a map it goes over the members' values. A list that grows meanwhile is gone over as it
 * was. */
static void repeat(struct run *r, const struct vtl_node *n, struct buf *out)
{
    struct datum *all = eval(r, n->first);
    bool is_map = all != NULL && all->kind == DATUM_MAP, had = false;
    struct run_loop loop = { .outer = r->loop };
    if (all == NULL || (!is_map && all->kind != DATUM_LIST)) {
        return;
    }
    struct datum *before = datum_member(r->variables, n->text, n->size, &had);
    loop.count = all->size;
    r->loop = &loop;
    for (; loop.index < loop.count && loop.index < all->size && !r->is_stopped &&
           !r->is_broken && run_goes_on(r, 1);
         loop.index++) {
        struct datum *one = is_map ? all->members[loop.index].value : all->items[loop.index];
        datum_put(&r->heap, r->variables, n->text, n->size, one);
        eval_block(r, n->second, out);
    }
    r->loop = loop.outer;
    r->is_broken = false;
    if (had) {
        datum_put(&r->heap, r->variables, n->text, n->size, before);
    } else {
        datum_remove(r->variables, n->text, n->size);
    }
}

/* Before what is nothing, backslashes are text as well. */
static void put_escaped(struct run *r, const struct vtl_node *n, struct buf *out)
{
    bool has;
    const struct datum *i = follow(r, n->first, NULL, &has);
    if (r->has_failed) {
        return;
    }
    buf_put(out, n->text, i != NULL ? n->size / 2 : n->size);
    if (i != NULL && n->size % 2 == 0) {
        datum_print(out, i);
    } else {
        buf_put(out, n->first->raw, n->first->raw_size);
    }
}

static void run_node(struct run *r, const struct vtl_node *n, struct buf *out)
{
    switch (n->kind) {
    case VTL_TEXT: buf_put(out, n->text, n->size); break;
    case VTL_SHOWN: show(r, n->first, out); break;
    case VTL_ESCAPED: put_escaped(r, n, out); break;
    case VTL_SET: set(r, n); break;
    case VTL_IF: choose(r, n, out); break;
    case VTL_BLOCK: eval_block(r, n, out); break;
    case VTL_FOREACH: repeat(r, n, out); break;
    case VTL_BREAK:
        r->is_broken = r->loop != NULL;
        r->is_stopped = r->is_stopped || r->loop == NULL;
        break;
    case VTL_STOP: r->is_stopped = true; break;
    case VTL_REFERENCE:
    case VTL_INT:
    case VTL_REAL:
    case VTL_STRING:
    case VTL_MIXED:
    case VTL_TRUE:
    case VTL_FALSE:
    case VTL_NOTHING:
    case VTL_LIST:
    case VTL_RANGE:
    case VTL_MAP:
    case VTL_NOT:
    case VTL_MINUS:
    case VTL_BINARY:
    case VTL_PROPERTY:
    case VTL_METHOD:
    case VTL_INDEX: break;
    }
}

void eval_block(struct run *r, const struct vtl_node *block, struct buf *out)
{
    if (r->depth >= DEPTH_MAX) {
        run_fail(r, VTL_FAILED, "too much stands within each other");
        return;
    }
    r->depth++;
    for (const struct vtl_node *n = block->first;
         n != NULL && !r->is_stopped && !r->is_broken && run_goes_on(r, 1); n = n->next) {
        bool had_failed = r->has_failed;
        run_node(r, n, out);
        if (out->full) {
            run_fail(r, VTL_FAILED, "it makes too long a text");
        }
        if (r->has_failed && !had_failed && r->line == 0) {
            r->line = n->line;
        }
    }
    r->depth--;
}
