#include "runtime/native/ffi.h"

#include <ffi.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/signature.h"
#include "runtime/include/asl/task.h"
#include "runtime/include/asl/tree.h"
#include "runtime/native/function.h"
#include "runtime/native/invoke.h"
#include "runtime/native/marshal.h"
#include "runtime/native/pace.h"
#include "runtime/task/target.h"
#include "runtime/value/sound.h"
#include "runtime/value/value.h"

struct foreign {
    struct function function;
    struct signature signature;
    ffi_cif cif;
    ffi_type *types[SIGNATURE_ARGUMENTS_MAX];
    const struct asl_workflow *workflow;
    target_address *address; /* NULL until it has been looked for */
};

/* libffi's types are not constant, so that no table of them can be. */
static ffi_type *type_of(enum signature_type type)
{
    switch (type) {
    case SIGNATURE_VOID: return &ffi_type_void;
    case SIGNATURE_BOOL:
    case SIGNATURE_UINT8: return &ffi_type_uint8;
    case SIGNATURE_INT8: return &ffi_type_sint8;
    case SIGNATURE_INT16: return &ffi_type_sint16;
    case SIGNATURE_INT32: return &ffi_type_sint32;
    case SIGNATURE_INT64: return &ffi_type_sint64;
    case SIGNATURE_UINT16: return &ffi_type_uint16;
    case SIGNATURE_UINT32: return &ffi_type_uint32;
    case SIGNATURE_UINT64: return &ffi_type_uint64;
    case SIGNATURE_FLOAT: return &ffi_type_float;
    case SIGNATURE_DOUBLE: return &ffi_type_double;
    case SIGNATURE_STRING:
    case SIGNATURE_JSON:
    case SIGNATURE_TYPES: break;
    }
    return &ffi_type_pointer;
}

/* ---- The call ---- */

/* What libffi writes: a whole number that is narrower than a register comes as wide as one. */
union result {
    union native native;
    ffi_arg wide;
};

static void narrow(enum signature_type type, union result *r)
{
    ffi_arg wide = r->wide;
    switch (type) {
    case SIGNATURE_BOOL: r->native.truth = (wide & 0xff) != 0; break;
    case SIGNATURE_INT8: r->native.int8 = (int8_t)wide; break;
    case SIGNATURE_INT16: r->native.int16 = (int16_t)wide; break;
    case SIGNATURE_INT32: r->native.int32 = (int32_t)wide; break;
    case SIGNATURE_UINT8: r->native.uint8 = (uint8_t)wide; break;
    case SIGNATURE_UINT16: r->native.uint16 = (uint16_t)wide; break;
    case SIGNATURE_UINT32: r->native.uint32 = (uint32_t)wide; break;
    case SIGNATURE_VOID:
    case SIGNATURE_INT64:
    case SIGNATURE_UINT64:
    case SIGNATURE_FLOAT:
    case SIGNATURE_DOUBLE:
    case SIGNATURE_STRING:
    case SIGNATURE_JSON:
    case SIGNATURE_TYPES: break;
    }
}

struct arguments {
    union native natives[SIGNATURE_ARGUMENTS_MAX];
    void *places[SIGNATURE_ARGUMENTS_MAX];
    char *owned[SIGNATURE_ARGUMENTS_MAX];
};

static void release_arguments(struct arguments *a)
{
    for (size_t i = 0; i < SIGNATURE_ARGUMENTS_MAX; i++) {
        memory_release(a->owned[i]);
    }
}

/* Finds the array of arguments. Returns false if there is none; a function without arguments
 * needs none. */
static bool find_list(const struct foreign *f, const struct value *input,
                      const struct value **ret_list)
{
    struct value *member = NULL;
    bool is_object = value_type(input) == VALUE_OBJECT;
    const struct value *list = input;
    if (is_object) {
        value_member(input, "args", &member);
        list = member;
    }
    *ret_list = list;
    return value_type(list) == VALUE_ARRAY || (list == NULL && f->signature.count == 0);
}

/* Returns false, with a sentence about what is wrong, if the input does not fit. */
static bool make_arguments(const struct foreign *f, const struct value *input,
                           struct arguments *a, struct buf *why)
{
    const struct value *list;
    if (!find_list(f, input, &list)) {
        buf_print(
            why,
            "The function '%s' wants an array of arguments, or an object {\"args\": [...]}.",
            f->function.name);
        return false;
    }
    size_t given = value_count(list);
    if (given != f->signature.count) {
        buf_print(why, "The function '%s' takes %zu argument%s, not %zu.", f->function.name,
                  f->signature.count, f->signature.count == 1 ? "" : "s", given);
        return false;
    }
    for (size_t i = 0; i < given; i++) {
        struct buf reason = { 0 };
        bool fits = marshal_make(f->signature.arguments[i], value_item(list, i), &a->natives[i],
                                 &a->owned[i], &reason);
        a->places[i] = &a->natives[i];
        if (!fits) {
            buf_print(why, "Argument %zu of the function '%s': %s.", i + 1, f->function.name,
                      buf_string(&reason));
        }
        buf_release(&reason);
        if (!fits) {
            return false;
        }
    }
    return true;
}

static void fail(struct asl_call *call, const struct buf *cause)
{
    asl_call_fail(call, "States.TaskFailed", buf_string(cause));
}

static struct value *read_result(const struct foreign *f, const union result *r,
                                 struct asl_call *call)
{
    struct value *value = NULL;
    struct buf reason = { 0 };
    if (!marshal_read(f->signature.result, &r->native, &value, &reason)) {
        struct buf cause = { 0 };
        buf_print(&cause, "The function '%s' returned %s.", f->function.name,
                  buf_string(&reason));
        fail(call, &cause);
        buf_release(&cause);
    }
    buf_release(&reason);
    return value;
}

/* One call. */
struct work {
    struct arguments arguments;
    union result result;
    char *text; /* what a result that is a text says; owned */
    bool is_called;
};

static void *begin(const struct function *function, const struct value *input,
                   struct asl_call *call)
{
    const struct foreign *f = (const struct foreign *)function;
    struct work *w = memory_zero(sizeof *w);
    struct buf why = { 0 };
    if (!make_arguments(f, input, &w->arguments, &why)) {
        fail(call, &why);
    }
    buf_release(&why);
    return w;
}

/* Often the text is in memory that the next call of the function uses again. */
static void take_text(const struct foreign *f, struct work *w)
{
    const char *text = w->result.native.text;
    if (f->signature.result != SIGNATURE_STRING && f->signature.result != SIGNATURE_JSON) {
        return;
    }
    w->text = text == NULL ? NULL : memory_text_n(text, strnlen(text, SOUND_BYTES_MAX + 1));
    if (f->signature.frees_result) {
        memory_release((void *)(uintptr_t)text);
    }
    w->result.native.text = w->text;
}

static void run(const struct function *function, void *work, struct asl_call *call)
{
    const struct foreign *f = (const struct foreign *)function;
    struct work *w = work;
    ffi_cif cif = f->cif; /* libffi does not promise to leave it alone */
    (void)call;
    ffi_call(&cif, f->address, &w->result, w->arguments.places);
    narrow(f->signature.result, &w->result);
    take_text(f, w);
    w->is_called = true;
}

static struct value *end(const struct function *function, void *work, struct asl_call *call)
{
    const struct foreign *f = (const struct foreign *)function;
    struct work *w = work;
    struct value *value = w->is_called ? read_result(f, &w->result, call) : NULL;
    release_arguments(&w->arguments);
    memory_release(w->text);
    memory_release(w);
    return value;
}

/* ---- The target ---- */

static target_address *find_linked(const struct asl_workflow *w, const char *name)
{
    const struct asl_symbol *s = w->symbols;
    while (s != NULL && s->name != NULL && strcmp(s->name, name) != 0) {
        s++;
    }
    return s != NULL ? s->address : NULL;
}

static bool prepare(struct function *function, struct buf *why)
{
    struct foreign *f = (struct foreign *)function;
    const struct asl_target *loader = target_loader(f->workflow);
    if (f->address == NULL && f->signature.library == NULL) {
        f->address = find_linked(f->workflow, f->function.name);
    }
    if (f->address != NULL) {
        return true;
    }
    if (loader == NULL) {
        buf_print(why,
                  "the function '%s' is not linked into this program, which cannot load shared "
                  "libraries; bind it with aslc --tasks",
                  f->function.name);
        return false;
    }
    return loader->find(f->signature.library, f->function.name, &f->address, why);
}

static void close_foreign(struct function *function)
{
    signature_release(&((struct foreign *)function)->signature);
}

/* Its calls are not measured: it was not written for tasks, and may be one that waits for the
 * world, such as read(), of which four quick calls say nothing about the next. */
static struct foreign *new_foreign(const struct asl_workflow *w, struct signature s)
{
    struct foreign *f = memory_zero(sizeof *f);
    function_open(&f->function, s.symbol);
    f->function.prepare = prepare;
    f->function.begin = begin;
    f->function.run = run;
    f->function.end = end;
    f->function.close = close_foreign;
    pace_say(&f->function.pace, PACE_POOLED);
    f->signature = s;
    f->workflow = w;
    for (size_t i = 0; i < s.count; i++) {
        f->types[i] = type_of(s.arguments[i]);
    }
    return f;
}

static bool read_target(const struct asl_workflow *w, const char *text, void **ret_bound,
                        struct buf *why)
{
    struct signature s;
    if (!signature_read(text, &s, why)) {
        return false;
    }
    if (s.library != NULL && target_loader(w) == NULL) {
        buf_text(why, "this program cannot load shared libraries; ffi:SYMBOL(TYPES)->TYPE can "
                      "name a function that is linked in");
        signature_release(&s);
        return false;
    }
    struct foreign *f = new_foreign(w, s);
    if (ffi_prep_cif(&f->cif, FFI_DEFAULT_ABI, (unsigned)s.count, type_of(s.result),
                     f->types) != FFI_OK) {
        buf_text(why, "libffi cannot call such a function");
        function_release(&f->function);
        return false;
    }
    *ret_bound = &f->function;
    return true;
}

const struct asl_target asl_target_ffi = {
    .word = "ffi",
    .is_inside = true,
    .read = read_target,
    .set = invoke_set,
    .prepare = invoke_prepare,
    .start = invoke_start,
    .abandon = invoke_abandon,
    .release = invoke_release,
};
