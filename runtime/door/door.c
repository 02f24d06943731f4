#include "runtime/door/door.h"

#include <stdio.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/door/corsfront.h"
#include "runtime/door/exchange.h"
#include "runtime/door/invocation.h"
#include "runtime/door/models.h"
#include "runtime/door/objectfront.h"
#include "runtime/door/postfront.h"
#include "runtime/door/sorter.h"
#include "runtime/door/website.h"
#include "runtime/loop/http.h"
#include "runtime/loop/httptext.h"
#include "runtime/loop/loop.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"

#define BODY_BYTES_MAX ((size_t)64 << 20)
#define QUIET_MS       (INT64_C(10) * 60 * 1000)

/* Another process may have changed what requests wait for. */
#define LOOK_AGAIN_MS 200

struct door {
    struct loop *loop;
    struct door_options options;
    struct http_server *server;
    struct random random;
    struct exchange *first, *last; /* those that wait */
    size_t waiting;
    uint64_t timer; /* 0: it is not set */
    bool is_noticed;
    char url[sizeof "http://127.0.0.1:65535"];
};

/* ---- Requests that wait ---- */

static void on_time(void *owner);

static void set_timer(struct door *d)
{
    if (d->timer == 0 && d->first != NULL) {
        d->timer = loop_real_deadline(d->loop, LOOK_AGAIN_MS + (int64_t)d->waiting, on_time, d);
    }
}

/* The first to come is the first to be asked again. */
static void hold_back(struct door *d, struct exchange *x)
{
    x->is_held = true;
    x->previous = d->last;
    *(d->last != NULL ? &d->last->next : &d->first) = x;
    d->last = x;
    d->waiting++;
    set_timer(d);
}

static void take_out(struct door *d, struct exchange *x)
{
    *(x->previous != NULL ? &x->previous->next : &d->first) = x->next;
    *(x->next != NULL ? &x->next->previous : &d->last) = x->previous;
    x->next = x->previous = NULL;
    x->is_held = false;
    d->waiting--;
}

/* Ask the service. Returns false if the request is to wait. */
static bool ask(struct door *d, struct exchange *x)
{
    struct service_answer answer = { 0 };
    struct door_request r = { .service = x->service->name,
                              .operation = x->action->operation,
                              .input = x->input,
                              .now_ms = clock_now_ms(loop_clock(d->loop)) };
    int64_t wait_ms = d->options.answer(d->options.owner, &r, &answer);
    int64_t now_ms = clock_monotonic_ns() / 1000000;
    if (x->until_ms == 0) {
        x->until_ms = now_ms + wait_ms;
    }
    bool is_over = wait_ms == 0 || now_ms >= x->until_ms;
    if (is_over) {
        x->front->write(x, &answer);
    }
    service_answer_release(&answer);
    return is_over;
}

static void look_again(void *owner)
{
    struct door *d = owner;
    d->is_noticed = false;
    for (struct exchange *x = d->first, *next; x != NULL; x = next) {
        bool is_over = ask(d, x);
        next = x->next;
        if (is_over) {
            take_out(d, x);
            exchange_release(x);
        }
    }
}

static void on_time(void *owner)
{
    struct door *d = owner;
    d->timer = 0;
    look_again(d);
    set_timer(d);
}

void door_notice(struct door *d)
{
    if (d->first != NULL && !d->is_noticed) {
        d->is_noticed = true;
        loop_soon(d->loop, look_again, d);
    }
}

/* ---- Requests ---- */

static void call_function(struct door *d, struct exchange *x)
{
    struct invocation_call call;
    invocation_get(x, &call);
    if (d->options.invoke != NULL) {
        d->options.invoke(d->options.owner, x, &call);
        return;
    }
    struct buf message = { 0 };
    buf_print(&message, "Function not found: %s", call.function);
    invocation_fail(x, 404, "ResourceNotFoundException", buf_string(&message));
    buf_release(&message);
    exchange_release(x);
}

void door_end_call(struct exchange *x)
{
    exchange_release(x);
}

/* Ask a service on the door's own account. */
static void ask_for(void *owner, struct exchange *x, const char *operation,
                    const struct value *input, struct service_answer *ret_answer)
{
    struct door *d = owner;
    struct door_request r = {
        .service = x->service->name, .operation = operation, .input = input, .now_ms = x->now_ms
    };
    d->options.answer(d->options.owner, &r, ret_answer);
}

/* What the bucket says of CORS: new, or NULL. */
static struct value *cors_of(struct door *d, struct exchange *x, const char *bucket)
{
    struct service_answer answer = { 0 };
    struct value *input = value_object();
    value_set_text(&input, "Bucket", bucket);
    ask_for(d, x, "GetBucketCors", input, &answer);
    struct value *cors = service_answer_is_good(&answer) ? value_share(answer.body) : NULL;
    value_release(input);
    service_answer_release(&answer);
    return cors;
}

/* Whether a request is to be done that a browser may have sent for a page of somebody else: of
 * S3, where the bucket's CORS configuration allows it. Returns false once it is answered. */
static bool admit(struct door *d, struct exchange *x)
{
    static const char refusal[] = "This Host or Origin is not served here.\n";
    bool is_own_host = !httptext_is_foreign(http_header(x->http, "Host"), NULL);
    struct buf text = { 0 };
    char *bucket;
    if (is_own_host && corsfront_is_for(x, &bucket)) {
        struct value *cors = cors_of(d, x, bucket);
        bool is_good = corsfront_check(x, cors);
        value_release(cors);
        memory_release(bucket);
        return is_good;
    }
    if (!http_is_foreign(x->http)) {
        return true;
    }
    buf_text(&text, refusal);
    exchange_send(x, 403, "text/plain", &text);
    return false;
}

static void on_request(void *owner, struct http_request *r)
{
    struct door *d = owner;
    struct exchange *x = exchange_new(r, &d->random);
    http_set_mark(r, x);
    x->now_ms = clock_now_ms(loop_clock(d->loop));
    if (website_is_for(x) && !http_is_foreign(r)) {
        website_serve(x, ask_for, d);
        exchange_release(x);
        return;
    }
    sorter_sort(x);
    if (!admit(d, x) || !x->front->read(x)) {
        exchange_release(x);
    } else if (x->front == &invocation_front) {
        call_function(d, x);
    } else if (!ask(d, x)) {
        hold_back(d, x);
    } else {
        exchange_release(x);
        door_notice(d);
    }
}

static void on_large(void *owner, struct http_request *r)
{
    struct door *d = owner;
    struct exchange *x = exchange_new(r, &d->random);
    struct buf none = { 0 };
    sorter_sort(x);
    if (admit(d, x)) {
        if (x->front == &objectfront || x->front == &postfront) {
            objectfront_refuse_large(x);
        } else {
            exchange_send(x, 413, NULL, &none);
        }
    }
    exchange_release(x);
}

static void on_gone(void *owner, struct http_request *r)
{
    struct door *d = owner;
    struct exchange *x = http_mark(r);
    if (x == NULL) {
        return;
    }
    if (x->is_held) {
        take_out(d, x);
    } else if (d->options.on_gone != NULL) {
        d->options.on_gone(d->options.owner, x);
    }
    exchange_release(x);
}

/* ---- The door ---- */

bool door_open(struct loop *l, const struct door_options *o, struct door **ret_door,
               struct buf *why)
{
    struct door *d = memory_zero(sizeof *d);
    struct http_options http = { .port = o->port,
                                 .body_max = BODY_BYTES_MAX,
                                 .quiet_ms = QUIET_MS,
                                 .on_request = on_request,
                                 .on_large = on_large,
                                 .on_gone = on_gone,
                                 .owner = d };
    d->loop = l;
    d->options = *o;
    random_seed_system(&d->random);
    if (!http_open(l, &http, &d->server, why)) {
        memory_release(d);
        return false;
    }
    snprintf(d->url, sizeof d->url, "http://127.0.0.1:%d", http_port(d->server));
    *ret_door = d;
    return true;
}

void door_close(struct door *d)
{
    if (d == NULL) {
        return;
    }
    http_close(d->server);
    loop_real_cancel(d->loop, d->timer);
    loop_soon_cancel(d->loop, look_again, d);
    memory_release(d);
}

void door_finish(struct door *d, void (*done)(void *owner), void *owner)
{
    for (struct exchange *x = d->first; x != NULL; x = x->next) {
        x->until_ms = 1;
    }
    look_again(d);
    http_finish(d->server, done, owner);
}

const char *door_url(const struct door *d)
{
    return d->url;
}
