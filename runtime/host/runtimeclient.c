#include "runtime/host/runtimeclient.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/loop/fetch.h"
#include "runtime/loop/loop.h"

#define ROOT "/2018-06-01/runtime"

/* An event has 6 MB at most; what stands in for the service may allow more. */
#define BODY_MAX ((size_t)64 << 20)

/* The API is on the same machine. */
#define CONNECT_MS 10000

struct runtimeclient {
    struct loop *loop;
    const struct runtimeclient_listener *listener;
    void *owner;
    char *base;         /* "http://HOST:PORT" */
    struct call *calls; /* those under way */
};

struct call {
    struct runtimeclient *client;
    struct wire_request request;
    char *what; /* "invocation/next" */
    void *work; /* of fetch_plain */
    struct call *next, *previous;
};

/* ---- Requests ---- */

/* The end of the path is taken. */
static struct call *call_new(struct runtimeclient *c, const char *method, char *what)
{
    struct call *call = memory_zero(sizeof *call);
    struct buf url = { 0 };
    struct buf ignored = { 0 };
    call->client = c;
    call->what = what;
    call->request.method = method;
    buf_print(&url, "%s" ROOT "/%s", c->base, what);
    url_read(buf_string(&url), &call->request.url, &ignored);
    buf_release(&url);
    buf_release(&ignored);
    call->next = c->calls;
    if (c->calls != NULL) {
        c->calls->previous = call;
    }
    c->calls = call;
    return call;
}

static void call_release(struct call *call)
{
    if (call->next != NULL) {
        call->next->previous = call->previous;
    }
    *(call->previous != NULL ? &call->previous->next : &call->client->calls) = call->next;
    wire_request_release(&call->request);
    memory_release(call->what);
    memory_release(call);
}

static void send(struct call *call, void (*done)(void *owner, struct fetch_end *end))
{
    struct fetch_job job = {
        .loop = call->client->loop,
        .request = &call->request,
        .limits = { .connect_ms = CONNECT_MS, .body_max = BODY_MAX },
        .done = done,
        .owner = call,
    };
    call->work = fetch_plain.start(&job);
}

/* ---- The next invocation ---- */

/* Returns 0 for what is not a time. */
static int64_t read_deadline(const char *text)
{
    char *end = NULL;
    if (text == NULL || text[0] < '0' || text[0] > '9') {
        return 0;
    }
    errno = 0;
    long long ms = strtoll(text, &end, 10);
    return errno == 0 && *end == '\0' ? ms : 0;
}

static void take_event(struct runtimeclient *c, const struct wire_answer *a)
{
    struct runtimeclient_event e = {
        .request_id = wire_find(&a->headers, "Lambda-Runtime-Aws-Request-Id"),
        .trace_id = wire_find(&a->headers, "Lambda-Runtime-Trace-Id"),
        .deadline_ms = read_deadline(wire_find(&a->headers, "Lambda-Runtime-Deadline-Ms")),
        .body = buf_string(&a->body),
        .size = a->body.size,
    };
    struct buf why = { 0 };
    if (a->status != 200) {
        buf_print(&why, "it answered with the status %d", a->status);
    } else if (e.request_id == NULL || e.request_id[0] == '\0') {
        buf_text(&why, "its answer has no Lambda-Runtime-Aws-Request-Id");
    }
    if (why.size > 0) {
        c->listener->lost(c->owner, buf_string(&why));
    } else {
        c->listener->came(c->owner, &e);
    }
    buf_release(&why);
}

static void on_next(void *owner, struct fetch_end *end)
{
    struct call *call = owner;
    struct runtimeclient *c = call->client;
    call_release(call);
    if (end->fault == FETCH_GOOD) {
        take_event(c, end->answer);
    } else {
        c->listener->lost(c->owner, end->reason);
    }
}

void runtimeclient_next(struct runtimeclient *c)
{
    send(call_new(c, "GET", memory_text("invocation/next")), on_next);
}

/* ---- Answers ---- */

static void on_posted(void *owner, struct fetch_end *end)
{
    struct call *call = owner;
    struct runtimeclient *c = call->client;
    char *what = call->what;
    call->what = NULL;
    call_release(call);
    c->listener->posted(c->owner, what, end->fault == FETCH_GOOD ? end->answer->status : 0,
                        end->reason);
    memory_release(what);
}

static struct call *answer(struct runtimeclient *c, const char *request_id, const char *kind)
{
    struct buf what = { 0 };
    if (request_id != NULL) {
        buf_text(&what, "invocation/");
        url_put_encoded(&what, request_id, strlen(request_id), "");
    } else {
        buf_text(&what, "init");
    }
    buf_print(&what, "/%s", kind);
    struct call *call = call_new(c, "POST", buf_take(&what));
    wire_add(&call->request.headers, "Content-Type", "application/json");
    return call;
}

void runtimeclient_respond(struct runtimeclient *c, const char *request_id, struct buf *output)
{
    struct call *call = answer(c, request_id, "response");
    call->request.body = *output;
    *output = (struct buf){ 0 };
    send(call, on_posted);
}

/* A header has no room for every error name that a workflow may have. */
static void add_type(struct wire_headers *headers, const char *type)
{
    char *plain = memory_text(type);
    for (char *c = plain; *c != '\0'; c++) {
        *c = *c >= ' ' && *c <= '~' ? *c : '?';
    }
    wire_add(headers, "Lambda-Runtime-Function-Error-Type", plain);
    memory_release(plain);
}

void runtimeclient_fail(struct runtimeclient *c, const char *request_id, const char *type,
                        const char *message)
{
    struct call *call = answer(c, request_id, "error");
    struct buf *body = &call->request.body;
    buf_text(body, "{\"errorType\":");
    text_put_json(body, type, strlen(type));
    buf_text(body, ",\"errorMessage\":");
    text_put_json(body, message, strlen(message));
    buf_char(body, '}');
    add_type(&call->request.headers, type);
    send(call, on_posted);
}

/* ---- The client ---- */

/* Returns true for an address that stays one when a path is put behind it. */
static bool is_address(const char *base, struct buf *why)
{
    struct url u;
    if (!url_read(base, &u, why)) {
        return false;
    }
    bool is = strcmp(u.path, "/") == 0 && u.query[0] == '\0' && base[strlen(base) - 1] != '/' &&
              strchr(base, '?') == NULL && strchr(base, '#') == NULL;
    if (!is) {
        buf_text(why, "it takes HOST:PORT and nothing else");
    }
    url_release(&u);
    return is;
}

struct runtimeclient *runtimeclient_new(struct loop *l, const char *address,
                                        const struct runtimeclient_listener *listener,
                                        void *owner, struct buf *why)
{
    struct buf base = { 0 };
    buf_print(&base, "http://%s", address);
    if (!is_address(buf_string(&base), why)) {
        buf_release(&base);
        return NULL;
    }
    struct runtimeclient *c = memory_zero(sizeof *c);
    c->loop = l;
    c->listener = listener;
    c->owner = owner;
    c->base = buf_take(&base);
    return c;
}

void runtimeclient_release(struct runtimeclient *c)
{
    if (c == NULL) {
        return;
    }
    while (c->calls != NULL) {
        fetch_plain.abandon(c->calls->work);
        call_release(c->calls);
    }
    memory_release(c->base);
    memory_release(c);
}
