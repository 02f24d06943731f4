#include "runtime/eval/apply.h"

#include "runtime/base/memory.h"
#include "runtime/base/pool.h"
#include "runtime/eval/function.h"
#include "runtime/eval/locals.h"
#include "runtime/eval/ready.h"
#include "runtime/eval/sequence.h"
#include "runtime/eval/work.h"
#include "runtime/value/opaque.h"
#include "runtime/value/value.h"

/* ---- Function values --------------------------------------------------------------------- */

static void release_function(void *content)
{
    struct function *f = content;
    locals_release(f->captured);
    locals_release(f->own);
    if (f->kind != NULL) {
        f->kind->release(f->content);
    }
    pool_put(f, sizeof *f);
}

/* As in 2.0.6 functions count as true, but for those that C code makes. To $boolean and $not
 * none is true. */
static const struct opaque_kind function_kind = { release_function, true };
static const struct opaque_kind native_kind = { release_function, false };

struct value *function_new_take(struct function f)
{
    struct function *own = pool_get(sizeof *own);
    *own = f;
    return opaque_new(f.kind != NULL ? &native_kind : &function_kind, own);
}

struct function *function_of(const struct value *v)
{
    struct function *f = opaque_content(v, &function_kind);
    return f != NULL ? f : opaque_content(v, &native_kind);
}

bool apply_is_function(const struct value *v)
{
    return function_of(v) != NULL;
}

size_t apply_arity(const struct value *function)
{
    const struct function *f = function_of(function);
    return f == NULL ? 0 : f->arity;
}

/* ---- Calls ------------------------------------------------------------------------------- */

/* An error has the name and the place of the call that it came out of. */
static void blame(struct work *w, const struct function *f)
{
    work_blame(w, f->at, f->token);
    if (f->at != NULL) {
        w->at = f->at;
    }
}

struct value *function_once(struct work *w, const struct value *v, size_t count,
                            struct value *const *args, struct value *context)
{
    const struct function *f = function_of(v);
    if (f == NULL) {
        return work_fail(w, CODE_T1006, NULL);
    }
    struct value *result = f->call(w, f, count, args, context);
    if (work_failed(w)) {
        blame(w, f);
    }
    return result;
}

struct value *function_finish(struct work *w, struct value *result)
{
    while (result == FUNCTION_TAIL) {
        struct work_tail t = w->tail;
        result = t.call->bare(w, t.call, t.input, t.locals);
        locals_release(t.locals);
        value_release(t.input);
    }
    return result;
}

struct value *apply(struct work *w, struct value *function, size_t count,
                    struct value *const *args)
{
    return function_finish(w, function_once(w, function, count, args, value_null()));
}

struct value *apply_to_item(struct work *w, struct value *function, struct value *item,
                            struct value *index, struct value *whole)
{
    size_t arity = apply_arity(function);
    struct value *args[] = { item, index, whole };
    struct value *result = apply(w, function, arity < 2 ? 1 : arity < 3 ? 2 : 3, args);
    value_release(index);
    return result;
}

/* ---- Functions made by words --------------------------------------------------------------
 */

static struct value *call_native(struct work *w, const struct function *f, size_t count,
                                 struct value *const *args, struct value *context)
{
    (void)context;
    return f->kind->call(w, f->content, count, args);
}

struct value *apply_new(const struct apply_kind *kind, void *content)
{
    return function_new_take((struct function){
        .call = call_native, .kind = kind, .content = content, .arity = kind->arity });
}

bool apply_finds(struct work *w, const struct value *function, struct value *text,
                 bool *ret_finds)
{
    const struct function *f = function_of(function);
    bool can_tell = f != NULL && f->kind != NULL && f->kind->finds != NULL;
    if (can_tell) {
        *ret_finds = f->kind->finds(w, f->content, text);
    }
    return can_tell;
}
