#include "runtime/eval/locals.h"

#include "runtime/base/pool.h"
#include "runtime/eval/work.h"
#include "runtime/value/opaque.h"

static size_t bytes_of(size_t count)
{
    return sizeof(struct locals) + count * sizeof(struct value *);
}

struct locals *locals_new(struct work *w, struct locals *up, size_t count)
{
    struct locals *l = pool_get(bytes_of(count));
    l->refs = 1;
    l->count = (uint32_t)count;
    l->up = locals_share(up);
    l->work = w;
    l->before = NULL;
    l->after = w->locals;
    if (w->locals != NULL) {
        w->locals->before = l;
    }
    w->locals = l;
    for (size_t i = 0; i < count; i++) {
        l->slots[i] = LOCALS_EMPTY;
    }
    return l;
}

static void unlink_of_work(struct locals *l)
{
    if (l->before != NULL) {
        l->before->after = l->after;
    } else {
        l->work->locals = l->after;
    }
    if (l->after != NULL) {
        l->after->before = l->before;
    }
}

static void empty(struct locals *l)
{
    for (uint32_t i = 0; i < l->count; i++) {
        locals_bind_take(l, i, LOCALS_EMPTY);
    }
    struct locals *up = l->up;
    l->up = NULL;
    locals_release(up);
}

/* Releasing what is in one may end others: these wait until it is their turn. */
void locals_free(struct locals *l)
{
    static struct locals *waiting;
    static bool is_at_work;
    unlink_of_work(l);
    l->after = waiting;
    waiting = l;
    if (is_at_work) {
        return;
    }
    is_at_work = true;
    while (waiting != NULL) {
        struct locals *next = waiting;
        waiting = next->after;
        empty(next);
        pool_put(next, bytes_of(next->count));
    }
    is_at_work = false;
}

void locals_end(struct work *w)
{
    for (struct locals *l = w->locals; l != NULL; l = l->after) {
        l->refs++;
    }
    for (struct locals *l = w->locals; l != NULL; l = l->after) {
        empty(l);
    }
    while (w->locals != NULL) {
        locals_release(w->locals);
    }
}

/* ---- Tuples ------------------------------------------------------------------------------ */

static void release_tuple(void *content)
{
    locals_release(content);
}

static const struct opaque_kind tuple_kind = { release_tuple, false };

struct value *locals_tuple_take(struct locals *l)
{
    return opaque_new(&tuple_kind, l);
}

struct locals *locals_of_tuple(const struct value *v)
{
    return opaque_content(v, &tuple_kind);
}
