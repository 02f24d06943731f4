#include "runtime/host/process.h"

#include <errno.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/words.h"
#include "runtime/host/environment.h"
#include "runtime/host/functionlog.h"
#include "runtime/host/runtimeapi.h"
#include "runtime/loop/child.h"
#include "runtime/loop/http.h"
#include "runtime/loop/loop.h"

#define GRACE_MS 500

struct process {
    struct loop *loop;
    struct http_server *api;
    struct http_request *asking;    /* the call that waits for the next event */
    struct loop_child *child;       /* NULL once it has ended, or where it was never started */
    char id[RUNTIMEAPI_ID_MAX + 1]; /* of the event that it has; else "" */
    struct functionlog log;
    process_listener *listener; /* NULL once it is dropped */
    void *owner;
};

static void release(struct process *p)
{
    http_close(p->api);
    functionlog_close(&p->log);
    memory_release(p);
}

static void tell(struct process *p, const struct process_news *n)
{
    if (p->listener != NULL) {
        p->listener(p->owner, p, n);
    }
}

/* ---- The Runtime API ---- */

static void on_next(struct process *p, struct http_request *r)
{
    if (p->asking != NULL) {
        runtimeapi_refuse(r, 403, "InvalidStateTransition",
                          "This process waits for the next event already.");
        return;
    }
    p->id[0] = '\0';
    p->asking = r;
    tell(p, &(struct process_news){ .kind = PROCESS_ASKS });
}

/* Returns true if the process has that event; else the call is refused. */
static bool takes_id(struct process *p, struct http_request *r, const char *id)
{
    bool is_there = p->id[0] != '\0' && strcmp(p->id, id) == 0;
    if (!is_there) {
        runtimeapi_refuse(r, 400, "InvalidRequestID", "Invalid request ID");
    }
    return is_there;
}

/* What it has printed before it answered is shown before anybody hears of the answer. */
static void on_end(struct process *p, struct http_request *r, enum process_news_kind kind)
{
    struct process_news n = { .kind = kind };
    char *type = NULL;
    n.text = http_body(r, &n.size);
    if (kind != PROCESS_ANSWERED) {
        type = runtimeapi_error_type(r);
    }
    n.error_type = type;
    p->id[0] = '\0';
    loop_child_hear(p->child);
    tell(p, &n);
    runtimeapi_accept(r);
    memory_release(type);
}

static void on_response(struct process *p, struct http_request *r)
{
    struct buf error = { 0 };
    char *type = runtimeapi_broken_stream(r, &error);
    if (type == NULL) {
        on_end(p, r, PROCESS_ANSWERED);
        return;
    }
    p->id[0] = '\0';
    loop_child_hear(p->child);
    tell(p, &(struct process_news){ .kind = PROCESS_FAILED,
                                    .text = buf_string(&error),
                                    .size = error.size,
                                    .error_type = type });
    runtimeapi_accept(r);
    memory_release(type);
    buf_release(&error);
}

static void on_request(void *owner, struct http_request *r)
{
    struct process *p = owner;
    char id[RUNTIMEAPI_ID_MAX + 1];
    switch (runtimeapi_read(r, id)) {
    case RUNTIMEAPI_NEXT: on_next(p, r); break;
    case RUNTIMEAPI_RESPONSE:
        if (takes_id(p, r, id)) {
            on_response(p, r);
        }
        break;
    case RUNTIMEAPI_ERROR:
        if (takes_id(p, r, id)) {
            on_end(p, r, PROCESS_FAILED);
        }
        break;
    case RUNTIMEAPI_INIT_ERROR: on_end(p, r, PROCESS_INIT_FAILED); break;
    case RUNTIMEAPI_UNKNOWN:
        runtimeapi_refuse(r, 404, "ResourceNotFound", "The Runtime API has no such call.");
        break;
    }
}

static void on_large(void *owner, struct http_request *r)
{
    struct process *p = owner;
    char id[RUNTIMEAPI_ID_MAX + 1];
    enum runtimeapi_call call = runtimeapi_read(r, id);
    bool is_answer = p->id[0] != '\0' && strcmp(p->id, id) == 0 &&
                     (call == RUNTIMEAPI_RESPONSE || call == RUNTIMEAPI_ERROR);
    runtimeapi_refuse(r, 413, "RequestEntityTooLarge",
                      "Exceeded maximum allowed payload size (6291556 bytes).");
    if (is_answer) {
        p->id[0] = '\0';
        loop_child_hear(p->child);
        tell(p, &(struct process_news){ .kind = PROCESS_TOO_LARGE });
    }
}

static void on_gone(void *owner, struct http_request *r)
{
    struct process *p = owner;
    if (p->asking == r) {
        p->asking = NULL;
    }
}

void process_give(struct process *p, const struct runtimeapi_event *e)
{
    struct http_request *r = p->asking;
    size_t size = strlen(e->request_id);
    size = size < RUNTIMEAPI_ID_MAX ? size : RUNTIMEAPI_ID_MAX;
    memcpy(p->id, e->request_id, size);
    p->id[size] = '\0';
    p->asking = NULL;
    if (r != NULL) {
        runtimeapi_give(r, e);
    }
}

/* ---- The process ---- */

static void on_said(void *owner, const char *bytes, size_t size)
{
    struct process *p = owner;
    functionlog_put(&p->log, bytes, size);
}

static void on_child_end(void *owner, const struct loop_child_end *end)
{
    struct process *p = owner;
    p->child = NULL;
    tell(p, &(struct process_news){
                .kind = PROCESS_ENDED, .error = end->error, .status = end->status });
    release(p);
}

static void tell_no_port(void *owner)
{
    struct process *p = owner;
    tell(p, &(struct process_news){ .kind = PROCESS_ENDED, .error = EMFILE });
    release(p);
}

static void start_child(struct process *p, const struct process_plan *plan)
{
    plan->environment->port = http_port(p->api);
    plan->environment->now_ms = clock_wall_ms();
    char **environment = environment_make(plan->environment);
    p->child = loop_child_keep(p->loop, plan->argv, (const char *const *)environment,
                               plan->input, plan->input_size, on_said, on_child_end, p);
    loop_child_grace(p->child, GRACE_MS);
    words_release(environment);
}

struct process *process_start(const struct process_plan *plan)
{
    struct process *p = memory_zero(sizeof *p);
    struct buf why = { 0 };
    struct http_options api = { .body_max = RUNTIMEAPI_RESPONSE_MAX,
                                .on_request = on_request,
                                .on_large = on_large,
                                .on_gone = on_gone,
                                .owner = p };
    p->loop = plan->loop;
    p->listener = plan->listener;
    p->owner = plan->owner;
    functionlog_open(&p->log, plan->environment->function);
    if (http_open(p->loop, &api, &p->api, &why)) {
        start_child(p, plan);
    } else {
        loop_soon(p->loop, tell_no_port, p);
    }
    buf_release(&why);
    return p;
}

void process_drop(struct process *p)
{
    p->listener = NULL;
    p->asking = NULL;
    http_close(p->api);
    p->api = NULL;
    if (p->child != NULL) {
        loop_child_kill(p->child);
    } else {
        loop_soon_cancel(p->loop, tell_no_port, p);
        release(p);
    }
}

void process_say(struct process *p, const char *line, bool is_shown)
{
    if (p->child != NULL) {
        loop_child_hear(p->child);
    }
    if (is_shown) {
        functionlog_say(&p->log, line);
    } else {
        functionlog_note(&p->log, line);
    }
}

void process_keep_log(struct process *p)
{
    functionlog_keep(&p->log);
}

const struct buf *process_log(struct process *p)
{
    return functionlog_tail(&p->log);
}

pid_t process_pid(const struct process *p)
{
    return p->child != NULL ? loop_child_pid(p->child) : 0;
}
