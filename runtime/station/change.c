#include "runtime/station/change.h"

#include <stdarg.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"

bool change_is_possible(const struct changes *list, struct call *c)
{
    if (list->compiles->hooks == NULL) {
        struct service_answer a = { .status = 0 };
        service_answer_fail(&a, 400, NULL, "UnknownOperationException",
                            "%s needs the compiler: start the server by aslc serve",
                            operation_name(c->operation));
        list->answer(list->station, c, &a);
        return false;
    }
    return true;
}

/* ---- One after the other ---- */

/* The first that no other of the same machine is ahead of. */
static struct change *next_ready(const struct changes *list)
{
    for (struct change *c = list->first; c != NULL; c = c->next) {
        struct change *ahead = list->first;
        while (ahead != c && strcmp(ahead->arn, c->arn) != 0) {
            ahead = ahead->next;
        }
        if (ahead == c && !c->has_begun) {
            return c;
        }
    }
    return NULL;
}

/* One that ends at once lets the next one begin: in a loop, so that a thousand of them need no
 * more of the stack than one. */
static void go_on(struct changes *list)
{
    struct change *c;
    if (list->is_at_it) {
        return;
    }
    list->is_at_it = true;
    while ((c = next_ready(list)) != NULL) {
        c->has_begun = true;
        c->run(c);
    }
    list->is_at_it = false;
}

static void release(struct change *c)
{
    value_release(c->input);
    value_release(c->config);
    memory_release(c->arn);
    memory_release(c);
}

static void end(struct change *c)
{
    struct changes *list = c->list;
    struct change **at = &list->first;
    while (*at != c) {
        at = &(*at)->next;
    }
    *at = c->next;
    release(c);
    go_on(list);
}

static void on_gone(struct call *call)
{
    struct change *c = call->mark;
    c->call = NULL;
}

void change_begin(struct changes *list, struct call *call, const char *arn,
                  void (*run)(struct change *c))
{
    struct change **at = &list->first;
    if (!change_is_possible(list, call)) {
        return;
    }
    struct change *c = memory_get(sizeof *c);
    *c = (struct change){ .list = list,
                          .station = list->station,
                          .call = call,
                          .input = value_share(call->input),
                          .arn = memory_text(arn),
                          .run = run };
    call->on_gone = on_gone;
    call->mark = c;
    while (*at != NULL) {
        at = &(*at)->next;
    }
    *at = c;
    go_on(list);
}

static void on_compiled(void *owner, const struct compile_result *result)
{
    struct change *c = owner;
    struct changes *list = c->list;
    if (list->before != NULL && !list->before(list->before_owner)) {
        struct service_answer a = { .status = 0 };
        compile_unload(result);
        service_answer_fail(&a, 503, NULL, "ServiceUnavailable",
                            "Another node is about to change what there is. Try again.");
        change_answer(c, &a);
        return;
    }
    c->compiled(c, result);
}

void change_compile(struct change *c, const struct compile_request *r,
                    void (*compiled)(struct change *c, const struct compile_result *result))
{
    c->compiled = compiled;
    compile_begin(c->list->compiles, r, on_compiled, c);
}

/* ---- The end ---- */

void change_answer(struct change *c, struct service_answer *a)
{
    if (c->call != NULL) {
        c->list->answer(c->station, c->call, a);
    } else {
        service_answer_release(a);
    }
    end(c);
}

void change_good(struct change *c, struct value *body)
{
    struct service_answer a = { .status = 0 };
    service_answer_good(&a, body);
    change_answer(c, &a);
}

void change_fail(struct change *c, const char *code, const char *format, ...)
{
    struct service_answer a = { .status = 0 };
    struct buf text = { 0 };
    va_list args;
    va_start(args, format);
    buf_vprint(&text, format, args);
    va_end(args);
    service_answer_fail(&a, 400, NULL, code, "%s", buf_string(&text));
    buf_release(&text);
    change_answer(c, &a);
}

/* ---- All of them ---- */

void changes_open(struct changes *list, struct compiles *compiles, struct station *station,
                  void (*answer)(struct station *s, struct call *c, struct service_answer *a))
{
    *list = (struct changes){ .compiles = compiles, .station = station, .answer = answer };
}
