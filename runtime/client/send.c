#include "runtime/client/send.h"

#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/wire.h"
#include "runtime/loop/fetch.h"
#include "runtime/loop/loop.h"
#include "runtime/task/target.h"

enum {
    CONNECT_MS = 10000,
    SLOW_MS = 60000,
    SLOW_BYTES = 600, /* in that time: ten a second */
    PAUSE_MS = 100,
    LATER_MS = 1000, /* for those that were throttled */
    PAUSE_MAX_MS = 20000
};

struct send {
    struct send_job job;
    struct wire_request request;
    const struct fetch_way *way; /* NULL if there is none for the address */
    void *call;                  /* while an attempt is under way */
    void *wait;                  /* while it waits at the gate */
    void *seal;                  /* while the secret is put on the request */
    uint64_t pause_id;
    int attempts;
    char *refusal; /* why it cannot be sent at all; owned */
};

static void release(struct send *s)
{
    loop_real_cancel(s->job.loop, s->pause_id);
    loop_let_go(s->job.loop);
    wire_request_release(&s->request);
    memory_release(s->refusal);
    memory_release(s);
}

static void finish(struct send *s, struct fetch_end *end)
{
    struct send_job job = s->job;
    int attempts = s->attempts;
    job.done(job.owner, end, attempts);
    release(s);
}

static void enter(void *owner);

/* Full jitter: anything up to a time that doubles. */
static void pause_for(struct send *s, int64_t first_ms)
{
    int64_t most_ms = first_ms << (s->attempts - 1);
    most_ms = most_ms < PAUSE_MAX_MS ? most_ms : PAUSE_MAX_MS;
    int64_t pause_ms = (int64_t)random_below(s->job.random, (uint64_t)most_ms + 1);
    s->pause_id = loop_real_deadline(s->job.loop, pause_ms, enter, s);
}

/* A server that was reached may have done what it was asked for, but AWS's SDKs try again too;
 * where time has run out, or nobody can be trusted, another attempt is of no use. */
static enum send_verdict judge(const struct send *s, const struct fetch_end *end)
{
    switch (end->fault) {
    case FETCH_GOOD:
        return s->job.judge == NULL ? SEND_STANDS : s->job.judge(s->job.owner, end->answer);
    case FETCH_UNKNOWN_HOST:
    case FETCH_REFUSED:
    case FETCH_LOST: return SEND_AGAIN;
    case FETCH_UNTRUSTED:
    case FETCH_TIMED_OUT:
    case FETCH_NOT_HTTP:
    case FETCH_TOO_LARGE:
    case FETCH_UNAUTHORIZED:
    case FETCH_UNSIGNED: break;
    }
    return SEND_STANDS;
}

static void on_end(void *owner, struct fetch_end *end)
{
    struct send *s = owner;
    s->call = NULL;
    enum send_verdict verdict =
        s->job.is_once || s->attempts >= SEND_ATTEMPTS_MAX ? SEND_STANDS : judge(s, end);
    switch (verdict) {
    case SEND_STANDS: finish(s, end); break;
    case SEND_AGAIN: pause_for(s, PAUSE_MS); break;
    case SEND_AGAIN_LATER: pause_for(s, LATER_MS); break;
    case SEND_AGAIN_AT_ONCE: enter(s); break;
    }
}

static void attempt(struct send *s)
{
    s->attempts++;
    if (s->job.ready != NULL) {
        s->job.ready(s->job.owner, &s->request);
    }
    s->call = s->way->start(&(struct fetch_job){
        .loop = s->job.loop,
        .request = &s->request,
        .limits = { .connect_ms = CONNECT_MS,
                    .total_ms = s->job.total_ms,
                    .quiet_ms = s->job.quiet_ms,
                    .slow_ms = SLOW_MS,
                    .slow_bytes = SLOW_BYTES,
                    .body_max = SEND_BODY_MAX },
        .ca_file = s->job.ca_file,
        .done = on_end,
        .owner = s,
    });
}

static void on_entered(void *owner, const struct buf *why)
{
    struct send *s = owner;
    s->wait = NULL;
    if (why->size == 0) {
        attempt(s);
    } else {
        finish(s, &(struct fetch_end){ .fault = FETCH_UNSIGNED, .reason = buf_string(why) });
    }
}

static void enter(void *owner)
{
    struct send *s = owner;
    struct send_gate *gate = s->job.gate;
    s->pause_id = 0;
    s->wait = gate != NULL ? gate->ask(gate, &s->job, on_entered, s) : NULL;
    if (s->wait == NULL) {
        attempt(s);
    }
}

static void on_sealed(void *owner, const struct buf *why)
{
    struct send *s = owner;
    s->seal = NULL;
    if (why->size == 0) {
        enter(s);
    } else {
        finish(s,
               &(struct fetch_end){ .fault = FETCH_UNAUTHORIZED, .reason = buf_string(why) });
    }
}

static void begin(struct send *s)
{
    const struct send_job *job = &s->job;
    if (job->secret == NULL) {
        enter(s);
        return;
    }
    s->seal = job->secret->way->seal(job->secret->bound, &(struct target_seal){
                                                             .loop = job->loop,
                                                             .random = job->random,
                                                             .tls = job->tls,
                                                             .ca_file = job->ca_file,
                                                             .request = &s->request,
                                                             .done = on_sealed,
                                                             .owner = s,
                                                         });
}

static void refuse(void *owner)
{
    struct send *s = owner;
    s->pause_id = 0;
    s->attempts++;
    finish(s, &(struct fetch_end){ .fault = FETCH_REFUSED, .reason = s->refusal });
}

struct send *send_start(const struct send_job *job, struct wire_request *r)
{
    struct send *s = memory_zero(sizeof *s);
    struct buf why = { 0 };
    s->job = *job;
    s->request = *r;
    *r = (struct wire_request){ .method = NULL };
    s->way = s->request.url.is_tls ? job->tls : &fetch_plain;
    loop_hold(job->loop);
    if (s->way == NULL || !s->way->prepare(&why)) {
        s->refusal =
            s->way == NULL ? memory_text("this program cannot use https:") : buf_take(&why);
        s->pause_id = loop_real_deadline(job->loop, 0, refuse, s);
    } else {
        begin(s);
    }
    buf_release(&why);
    return s;
}

void send_stop(struct send *s)
{
    if (s->call != NULL) {
        s->way->abandon(s->call);
    }
    if (s->wait != NULL) {
        s->job.gate->leave(s->wait);
    }
    if (s->seal != NULL) {
        s->job.secret->way->abandon(s->seal);
    }
    release(s);
}
