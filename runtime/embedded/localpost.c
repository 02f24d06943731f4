#include "runtime/embedded/localpost.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/url.h"
#include "runtime/base/wire.h"
#include "runtime/loop/fetch.h"
#include "runtime/loop/loop.h"
#include "runtime/loop/tls.h"
#include "runtime/value/value.h"

#define TRIES_MAX  4 /* one, and three more, as a topic's usual policy says */
#define PAUSE_MS   200
#define CONNECT_MS 5000
#define TOTAL_MS   15000 /* SNS waits as long for an answer */
#define BODY_MAX   ((size_t)1 << 20)

struct post {
    struct localpost *all;
    struct wire_request request;
    struct value *delivery; /* owned */
    const struct fetch_way *way;
    void *work;     /* NULL while nothing is sent */
    uint64_t pause; /* the deadline of the next try, or 0 */
    int tries;
    struct post *next;
};

struct localpost {
    struct loop *loop;
    localpost_lost *lost;
    void *owner;
    struct post *first;
};

struct localpost *localpost_new(struct loop *l, localpost_lost *lost, void *owner)
{
    struct localpost *p = memory_zero(sizeof *p);
    *p = (struct localpost){ .loop = l, .lost = lost, .owner = owner };
    return p;
}

static void release(struct post *o)
{
    struct post **at = &o->all->first;
    while (*at != o) {
        at = &(*at)->next;
    }
    *at = o->next;
    if (o->work != NULL) {
        o->way->abandon(o->work);
    }
    loop_real_cancel(o->all->loop, o->pause);
    wire_request_release(&o->request);
    value_release(o->delivery);
    memory_release(o);
}

void localpost_release(struct localpost *p)
{
    if (p == NULL) {
        return;
    }
    while (p->first != NULL) {
        release(p->first);
    }
    memory_release(p);
}

bool localpost_is_busy(const struct localpost *p)
{
    return p->first != NULL;
}

static void fail(struct post *o, const char *message)
{
    o->all->lost(o->all->owner, o->delivery, message);
    release(o);
}

static void send(void *owner);

/* A client's mistake is not tried again. */
static void on_end(void *owner, struct fetch_end *end)
{
    struct post *o = owner;
    struct buf message = { 0 };
    int status = end->fault == FETCH_GOOD ? end->answer->status : 0;
    o->work = NULL;
    if (status >= 200 && status < 300) {
        release(o);
        return;
    }
    if (status != 0) {
        buf_print(&message, "The endpoint answered with the status %d.", status);
    } else {
        buf_text(&message, end->reason);
    }
    if (o->tries < TRIES_MAX && (status == 0 || status >= 500 || status == 429)) {
        o->pause = loop_real_deadline(o->all->loop, PAUSE_MS, send, o);
    } else {
        fail(o, buf_string(&message));
    }
    buf_release(&message);
}

static void send(void *owner)
{
    struct post *o = owner;
    struct fetch_job job = {
        .loop = o->all->loop,
        .request = &o->request,
        .limits = { .connect_ms = CONNECT_MS, .total_ms = TOTAL_MS, .body_max = BODY_MAX },
        .done = on_end,
        .owner = o,
    };
    o->pause = 0;
    o->tries++;
    o->work = o->way->start(&job);
}

/* The methods that a delivery may have: static. */
static const char *method_of(const struct value *delivery)
{
    static const char *const methods[] = { "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE" };
    const char *wanted = value_member_text(delivery, "Method");
    for (size_t i = 0; wanted != NULL && i < sizeof methods / sizeof methods[0]; i++) {
        if (strcmp(methods[i], wanted) == 0) {
            return methods[i];
        }
    }
    return "POST";
}

static bool fill(struct wire_request *r, const struct value *delivery, struct buf *why)
{
    const char *address = value_member_text(delivery, "Endpoint");
    const char *body = value_member_text(delivery, "Body");
    struct value *headers = NULL;
    r->method = method_of(delivery);
    value_member(delivery, "Headers", &headers);
    for (struct value_walk w = value_walk(headers); value_step(&w);) {
        if (value_type(w.value) == VALUE_STRING) {
            wire_set(&r->headers, w.key, value_string(w.value));
        }
    }
    buf_text(&r->body, body != NULL ? body : "");
    return url_read(address != NULL ? address : "", &r->url, why);
}

void localpost_send(struct localpost *p, const struct value *delivery)
{
    struct post *o = memory_zero(sizeof *o);
    struct buf why = { 0 };
    o->all = p;
    o->next = p->first;
    p->first = o;
    o->delivery = value_share((struct value *)delivery);
    bool is_good = fill(&o->request, delivery, &why);
    o->way = is_good && o->request.url.is_tls ? &fetch_tls : &fetch_plain;
    if (is_good && o->way->prepare(&why)) {
        send(o);
    } else {
        fail(o, buf_string(&why));
    }
    buf_release(&why);
}
