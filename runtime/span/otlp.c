#include "runtime/span/otlp.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/wire.h"
#include "runtime/loop/fetch.h"
#include "runtime/span/otlpspan.h"
#include "runtime/span/settings.h"
#include "runtime/span/span.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define BATCH_SPANS 512
#define BATCH_BYTES ((size_t)1 << 20)
#define QUEUE_BYTES ((size_t)16 << 20)
#define BATCH_NS    INT64_C(1000000000) /* how long a span waits for others */
#define REQUEST_MS  2000
#define ANSWER_MAX  ((size_t)64 << 10)

/* Spans of one request, parted by commas. */
struct batch {
    struct batch *next;
    struct buf spans;
    uint64_t count;
    int64_t since_ns;
};

struct otlp {
    struct loop *loop;
    const struct span_settings *settings;
    const struct fetch_way *way; /* NULL: the address cannot be reached */
    struct batch *first, *last;
    size_t bytes; /* of all batches */
    void *call;   /* the request that is under way, */
    struct wire_request request;
    uint64_t sent; /* and how many spans are in it */
    uint64_t dropped;
    char *reason;
};

static void lose(struct otlp *o, uint64_t count, const char *reason)
{
    o->dropped += count;
    memory_release(o->reason);
    o->reason = memory_text(reason);
}

struct otlp *otlp_new(struct loop *l, const struct span_settings *settings,
                      const struct fetch_way *tls)
{
    struct otlp *o = memory_zero(sizeof *o);
    o->loop = l;
    o->settings = settings;
    o->way = settings->otlp.is_tls ? tls : &fetch_plain;
    return o;
}

/* ---- The queue --------------------------------------------------------------------------- */

static bool is_full(const struct batch *b)
{
    return b->count >= BATCH_SPANS || b->spans.size >= BATCH_BYTES;
}

static struct batch *add_batch(struct otlp *o)
{
    struct batch *b = memory_zero(sizeof *b);
    b->since_ns = clock_monotonic_ns();
    *(o->last != NULL ? &o->last->next : &o->first) = b;
    o->last = b;
    return b;
}

/* The first batch, taken out. */
static struct batch *take_batch(struct otlp *o)
{
    struct batch *b = o->first;
    o->first = b->next;
    o->last = o->first == NULL ? NULL : o->last;
    o->bytes -= b->spans.size;
    return b;
}

static void release_batch(struct batch *b)
{
    buf_release(&b->spans);
    memory_release(b);
}

void otlp_take(struct otlp *o, const struct span *s)
{
    if (o->bytes >= QUEUE_BYTES) {
        lose(o, 1, "there were too many at once");
        return;
    }
    struct batch *b = o->last == NULL || is_full(o->last) ? add_batch(o) : o->last;
    size_t before = b->spans.size;
    buf_text(&b->spans, before > 0 ? "," : "");
    otlpspan_put(&b->spans, s);
    b->count++;
    o->bytes += b->spans.size - before;
}

void otlp_give_up(struct otlp *o, const char *reason)
{
    uint64_t count = 0;
    if (o->call != NULL) {
        o->way->abandon(o->call);
        o->call = NULL;
        wire_request_release(&o->request);
        count += o->sent;
    }
    while (o->first != NULL) {
        struct batch *b = take_batch(o);
        count += b->count;
        release_batch(b);
    }
    if (count > 0) {
        lose(o, count, reason);
    }
}

void otlp_release(struct otlp *o)
{
    otlp_give_up(o, NULL);
    memory_release(o->reason);
    memory_release(o);
}

uint64_t otlp_dropped(const struct otlp *o, const char **ret_reason)
{
    *ret_reason = o->reason;
    return o->dropped;
}

/* ---- Requests ---------------------------------------------------------------------------- */

/* {"partialSuccess":{"rejectedSpans":"3","errorMessage":"..."}}; a number will do as well. */
static void read_rejected(struct otlp *o, const struct buf *body)
{
    struct value *answer = NULL, *partial = NULL, *rejected = NULL;
    struct read_error ignored;
    if (!read_json(buf_string(body), body->size, &answer, &ignored)) {
        return;
    }
    if (value_member(answer, "partialSuccess", &partial) &&
        value_member(partial, "rejectedSpans", &rejected)) {
        const char *message = value_member_text(partial, "errorMessage");
        const char *text = value_type(rejected) == VALUE_STRING ? value_string(rejected) : NULL;
        uint64_t count = text != NULL ? strtoull(text, NULL, 10)
                                      : (uint64_t)value_to_number(rejected).integer;
        if (count > 0) {
            lose(o, count < o->sent ? count : o->sent,
                 message != NULL ? message : "they were rejected");
        }
    }
    value_release(answer);
}

static void on_done(void *owner, struct fetch_end *end)
{
    struct otlp *o = owner;
    o->call = NULL;
    if (end->fault != FETCH_GOOD) {
        lose(o, o->sent, end->reason);
    } else if (end->answer->status < 200 || end->answer->status > 299) {
        struct buf why = { 0 };
        buf_print(&why, "the answer was HTTP status %d", end->answer->status);
        lose(o, o->sent, buf_string(&why));
        buf_release(&why);
    } else {
        read_rejected(o, &end->answer->body);
    }
    wire_request_release(&o->request);
    otlp_pump(o, false);
}

static void build(struct otlp *o, const struct batch *b)
{
    const struct span_settings *s = o->settings;
    struct wire_request *r = &o->request;
    *r = (struct wire_request){ .method = "POST" };
    r->url = (struct url){ .is_tls = s->otlp.is_tls,
                           .port = s->otlp.port,
                           .host = memory_text(s->otlp.host),
                           .path = memory_text(s->otlp.path),
                           .query = memory_text(s->otlp.query) };
    wire_add(&r->headers, "Content-Type", "application/json");
    wire_add(&r->headers, "User-Agent", "OTel-OTLP-Exporter-aslc/" ASLC_VERSION);
    for (size_t i = 0; i < s->header_count; i++) {
        wire_set(&r->headers, s->headers[i].key, s->headers[i].value);
    }
    otlpspan_put_head(&r->body, s);
    buf_put(&r->body, b->spans.text, b->spans.size);
    otlpspan_put_end(&r->body);
}

static void send_batch(struct otlp *o)
{
    struct buf why = { 0 };
    if (o->way == NULL || !o->way->prepare(&why)) {
        otlp_give_up(o, o->way == NULL ? "this program cannot use https:" : buf_string(&why));
        buf_release(&why);
        return;
    }
    struct batch *b = take_batch(o);
    build(o, b);
    o->sent = b->count;
    release_batch(b);
    o->call = o->way->start(&(struct fetch_job){
        .loop = o->loop,
        .request = &o->request,
        .limits = { .total_ms = REQUEST_MS, .body_max = ANSWER_MAX },
        .is_aside = true,
        .done = on_done,
        .owner = o,
    });
}

bool otlp_pump(struct otlp *o, bool now)
{
    if (o->call == NULL && o->first != NULL &&
        (now || is_full(o->first) || clock_monotonic_ns() - o->first->since_ns >= BATCH_NS)) {
        send_batch(o);
    }
    return o->call != NULL || o->first != NULL;
}
