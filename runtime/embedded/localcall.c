#include "runtime/embedded/localcall.h"

#include <string.h>

#include <asl/tree.h>

#include "runtime/aws/account.h"
#include "runtime/aws/arn.h"
#include "runtime/aws/resource.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/program/options.h"
#include "runtime/task/notice.h"
#include "runtime/task/target.h"
#include "runtime/task/unawaited.h"
#include "runtime/task/workers.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

struct call {
    uint64_t id;
    char *arn; /* owned: who does the call goes by it */
    localcall_done *done;
    void (*logged)(void *owner, const char *log);
    void *owner;
    struct call *next;
};

struct localcall {
    const char *program; /* borrowed */
    struct workers *workers;
    uint64_t last_id;
    struct call *first;
};

/* ---- The end of a call ---- */

/* Out of the list; NULL if it is not there. */
static struct call *take(struct localcall *c, uint64_t id)
{
    struct call **at = &c->first;
    while (*at != NULL && (*at)->id != id) {
        at = &(*at)->next;
    }
    struct call *found = *at;
    if (found != NULL) {
        *at = found->next;
    }
    return found;
}

static void release_call(struct call *call)
{
    if (call != NULL) {
        memory_release(call->arn);
        memory_release(call);
    }
}

static bool is_object(const char *text)
{
    struct value *v = NULL;
    struct read_error ignored;
    bool is = text != NULL && read_json(text, strlen(text), &v, &ignored) &&
              value_type(v) == VALUE_OBJECT;
    value_release(v);
    return is;
}

/* What a function says of its error is JSON already; of others it is made here. */
static void put_error(struct buf *out, const char *error, const char *cause)
{
    if (is_object(cause)) {
        buf_text(out, cause);
        return;
    }
    struct value *json = value_object();
    value_set_text(&json, "errorType", error);
    value_set_text(&json, "errorMessage", cause != NULL ? cause : "");
    write_json(out, json);
    value_release(json);
}

static void on_notice(void *owner, struct notice *n)
{
    struct localcall *c = owner;
    bool is_good = n->kind == NOTICE_SUCCEEDED;
    if (!is_good && n->kind != NOTICE_FAILED && n->kind != NOTICE_TIMED_OUT) {
        notice_release(n);
        return;
    }
    struct call *call = take(c, n->ticket);
    struct buf text = { 0 };
    if (is_good) {
        write_json(&text, n->value);
    } else {
        put_error(&text, n->error != NULL ? n->error : "Sandbox.Timedout", n->cause);
    }
    if (call != NULL && call->logged != NULL && n->log != NULL) {
        call->logged(call->owner, n->log);
    }
    if (call != NULL && call->done != NULL) {
        call->done(call->owner, buf_string(&text), text.size, !is_good);
    } else if (call != NULL) {
        unawaited_tell(c->program, call->arn, n);
    }
    release_call(call);
    buf_release(&text);
    notice_release(n);
}

/* ---- The beginning ---- */

static void put_arn(struct buf *arn, const char *function)
{
    if (strncmp(function, "arn:", 4) == 0) {
        buf_text(arn, function);
    } else { /* a name, or a partial ARN */
        buf_print(arn, "arn:%s:lambda:%s:%s:function:%s", account_partition(), account_region(),
                  account_id(), arn_bare_function(function).text);
    }
}

/* The ARN is taken. */
static uint64_t start(struct localcall *c, const struct asl_request *r, struct buf *arn,
                      struct value *event, const struct localcall_order *o)
{
    struct random chance;
    struct call *call = memory_zero(sizeof *call);
    random_seed_system(&chance);
    *call = (struct call){ .id = ++c->last_id,
                           .arn = buf_take(arn),
                           .done = o->done,
                           .logged = o->logged,
                           .owner = o->owner,
                           .next = c->first };
    c->first = call;
    workers_start(c->workers, &(struct workers_order){ .ticket = call->id,
                                                       .state = "",
                                                       .request = r,
                                                       .input = event,
                                                       .wants_log = o->logged != NULL,
                                                       .chance = random_next(&chance) });
    return call->id;
}

bool localcall_begin(struct localcall *c, const struct localcall_order *o, uint64_t *ret_id,
                     struct buf *why)
{
    struct buf arn = { 0 };
    struct value *input = NULL;
    struct read_error error;
    *ret_id = 0;
    put_arn(&arn, o->function);
    struct resource resource = resource_read(arn.text);
    char *name = memory_text_n(resource.name.text, resource.name.size);
    struct asl_request r = { .resource = arn.text, .kind = resource.kind, .name = name };
    bool is_good = read_json(o->event, o->size, &input, &error);
    if (!is_good) {
        buf_print(why, "the event is not JSON (line %d, column %d: %s)", error.line,
                  error.column, error.message);
    } else {
        is_good = workers_take(c->workers, "", &r, input, why);
    }
    if (is_good && !o->is_dry_run) {
        *ret_id = start(c, &r, &arn, input, o);
    }
    value_release(input);
    memory_release(name);
    buf_release(&arn);
    return is_good;
}

void localcall_cancel(struct localcall *c, uint64_t id)
{
    struct call *call = take(c, id);
    if (call != NULL) {
        workers_cancel(c->workers, id);
        release_call(call);
    }
}

/* ---- All of them ---- */

bool localcall_bind(struct localcall *c, const struct options *o, struct buf *why)
{
    for (size_t i = 0; i < o->task_files.count; i++) {
        if (!workers_bind_file(c->workers, o->task_files.texts[i], why)) {
            return false;
        }
    }
    for (size_t i = 0; i < o->tasks.count; i++) {
        if (!workers_bind(c->workers, o->tasks.texts[i], why)) {
            return false;
        }
    }
    return true;
}

bool localcall_open(struct loop *l, const struct asl_workflow *w, const struct options *o,
                    const struct target_site *site, struct localcall **ret_calls,
                    struct buf *why)
{
    struct localcall *c = memory_zero(sizeof *c);
    c->program = o->program;
    c->workers = workers_new(l, w, on_notice, c);
    workers_site(c->workers, site);
    if (!localcall_bind(c, o, why)) {
        localcall_close(c);
        return false;
    }
    *ret_calls = c;
    return true;
}

bool localcall_is_busy(const struct localcall *c)
{
    const struct call *call = c->first;
    while (call != NULL && call->done != NULL) {
        call = call->next;
    }
    return call != NULL;
}

void localcall_close(struct localcall *c)
{
    if (c == NULL) {
        return;
    }
    while (c->first != NULL) {
        localcall_cancel(c, c->first->id);
    }
    workers_release(c->workers);
    memory_release(c);
}
