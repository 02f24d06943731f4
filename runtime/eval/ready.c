#include "runtime/eval/ready.h"

#include "runtime/base/memory.h"
#include "runtime/eval/accept.h"
#include "runtime/eval/sequence.h"

struct value *ready_stop(struct work *w)
{
    return work_fail(w, w->steps == 0 ? CODE_STEPS : CODE_DEPTH, NULL);
}

struct value *ready_settle(const struct ready *n, struct value *v)
{
    if (n->keeps_array && (value_flags(v) & VALUE_HAS_TUPLES) == 0) {
        value_mark(v, VALUE_KEEPS_SINGLETON);
    }
    return sequence_value_take(v);
}

static void release_stages(struct ready_stages *stages)
{
    for (size_t i = 0; i < stages->count; i++) {
        ready_release(stages->of[i].where);
    }
    memory_release(stages->of);
}

void ready_release(struct ready *n)
{
    if (n == NULL) {
        return;
    }
    for (size_t i = 0; i < n->count; i++) {
        ready_release(n->of[i]);
    }
    for (size_t i = 0; n->keys != NULL && 2 * i < n->count; i++) {
        value_key_release(n->keys[i]);
    }
    memory_release(n->keys);
    memory_release(n->of);
    value_release(n->constant);
    if (n->key != NULL) {
        value_key_release(n->key);
    }
    ready_release(n->other);
    ready_release(n->group);
    release_stages(&n->where);
    release_stages(&n->stages);
    memory_release(n->tuple.ancestors);
    memory_release(n->tuple.moves);
    accept_release(n->accept);
    memory_release(n);
}
