#include "runtime/native/c.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/include/asl/task.h"
#include "runtime/include/asl/tree.h"
#include "runtime/native/function.h"
#include "runtime/native/invoke.h"
#include "runtime/native/pace.h"
#include "runtime/task/target.h"
#include "runtime/value/border.h"
#include "runtime/value/lend.h"
#include "runtime/value/sound.h"

typedef struct json_object *task_function(struct json_object *input, struct asl_call *call);

struct c_function {
    struct function function;
    task_function *run; /* NULL until it has been looked for */
    const struct asl_target *loader;
    char *library;
};

/* One call: json-c's objects are the function's own until it has returned. */
struct work {
    struct json_object *input, *result;
};

static void *begin(const struct function *f, const struct value *input, struct asl_call *call)
{
    struct work *w = memory_zero(sizeof *w);
    (void)f, (void)call;
    w->input = border_out(input);
    return w;
}

/* What the function returned is checked to be JSON before it is used. */
static void check_result(const struct function *f, struct work *w, struct asl_call *call)
{
    const char *flaw = sound_flaw(w->result);
    if (flaw == NULL) {
        return;
    }
    struct buf cause = { 0 };
    sound_release(w->result);
    w->result = NULL;
    buf_print(&cause, "The function '%s' returned %s.", f->name, flaw);
    asl_call_fail(call, "States.TaskFailed", buf_string(&cause));
    buf_release(&cause);
}

/* The function may return its input or parts of it without references of their own. */
static void run(const struct function *f, void *work, struct asl_call *call)
{
    struct work *w = work;
    struct lend lend;
    lend_begin(&lend, w->input);
    w->result = ((const struct c_function *)f)->run(w->input, call);
    lend_end(&lend, w->result);
    check_result(f, w, call);
}

static struct value *end(const struct function *f, void *work, struct asl_call *call)
{
    struct work *w = work;
    (void)f, (void)call;
    struct value *value = border_in(w->result);
    border_release(w->result);
    border_release(w->input);
    memory_release(w);
    return value;
}

static bool find(struct function *f, struct buf *why)
{
    struct c_function *t = (struct c_function *)f;
    target_address *address = NULL;
    bool is_there = t->run != NULL || t->loader->find(t->library, f->name, &address, why);
    if (address != NULL) {
        t->run = (task_function *)address;
        pace_say(&f->pace, pace_said(t->run));
    }
    return is_there;
}

static void close_shared(struct function *f)
{
    memory_release(((struct c_function *)f)->library);
}

static struct c_function *new_function(const char *name)
{
    struct c_function *t = memory_zero(sizeof *t);
    function_open(&t->function, name);
    t->function.begin = begin;
    t->function.run = run;
    t->function.end = end;
    return t;
}

/* ---- The target ---- */

static bool read_linked(const struct asl_workflow *w, const char *name, void **ret_bound,
                        struct buf *why)
{
    const struct asl_handler *h = w->handlers;
    while (h != NULL && h->name != NULL && strcmp(h->name, name) != 0) {
        h++;
    }
    if (h == NULL || h->name == NULL) {
        buf_text(why, "no task function of this name is linked into this program");
        return false;
    }
    struct c_function *t = new_function(h->name);
    t->run = h->run;
    pace_say(&t->function.pace, pace_said(t->run));
    *ret_bound = &t->function;
    return true;
}

static bool read_target(const struct asl_workflow *w, const char *text, void **ret_bound,
                        struct buf *why)
{
    const char *mark = strrchr(text, '#');
    const struct asl_target *loader = target_loader(w);
    if (mark == NULL) {
        return read_linked(w, text, ret_bound, why);
    }
    if (loader == NULL) {
        buf_text(why, "this program cannot load shared libraries; c:SYMBOL can name a function "
                      "that is linked in");
        return false;
    }
    if (mark == text || mark[1] == '\0') {
        buf_text(why, "c:LIB.so#SYMBOL is wanted");
        return false;
    }
    struct c_function *t = new_function(mark + 1);
    t->loader = loader;
    t->library = memory_text_n(text, (size_t)(mark - text));
    t->function.prepare = find;
    t->function.close = close_shared;
    *ret_bound = &t->function;
    return true;
}

const struct asl_target asl_target_c = {
    .word = "c",
    .is_inside = true,
    .read = read_target,
    .set = invoke_set,
    .prepare = invoke_prepare,
    .start = invoke_start,
    .abandon = invoke_abandon,
    .release = invoke_release,
};
