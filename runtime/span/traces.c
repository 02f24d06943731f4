#include "runtime/span/traces.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/loop/loop.h"
#include "runtime/loop/tick.h"
#include "runtime/span/chrome.h"
#include "runtime/span/datagrams.h"
#include "runtime/span/otlp.h"
#include "runtime/span/settings.h"
#include "runtime/span/span.h"
#include "runtime/span/tracer.h"
#include "runtime/span/xray.h"

/* How long the last spans may take, and how often it is looked whether some can be sent: while
 * some wait for it, and while there are none. */
#define LAST_NS INT64_C(2000000000)
#define BUSY_MS 2
#define IDLE_MS 500

struct traces {
    struct traces_options options;
    struct span_settings settings;
    struct tracer tracer;
    struct datagrams *xray; /* each is NULL if nobody asks for it */
    struct otlp *otlp;
    struct chrome *chrome;
    struct buf why; /* what is wrong in the environment */

    /* It begins with the first execution: a process that forks has nothing on its loop. */
    struct tick *tick;
};

/* ---- The tick ---------------------------------------------------------------------------- */

/* X-Ray wants to know, once, of what takes long: longer than from one tick to the next. */
static void tell_progress(void *owner, const struct span *s, unsigned before)
{
    struct traces *t = owner;
    if (before == 1) {
        xray_tell_progress(t->xray, s);
    }
}

/* Send what may be sent now. Returns true while something is left. */
static bool pump(struct traces *t, bool now)
{
    bool has_xray = t->xray != NULL && datagrams_pump(t->xray);
    bool has_otlp = t->otlp != NULL && otlp_pump(t->otlp, now);
    return has_xray || has_otlp;
}

static void on_tick(void *owner)
{
    struct traces *t = owner;
    if (t->xray != NULL) {
        tracer_walk(&t->tracer, tell_progress, t);
    }
    pump(t, false);
    tick_change(t->tick, t->xray != NULL && datagrams_pump(t->xray) ? BUSY_MS : IDLE_MS);
}

/* ---- Spans ------------------------------------------------------------------------------- */

static void on_span(void *owner, const struct span *s, struct buf *own, struct buf *around)
{
    struct traces *t = owner;
    bool is_sent = s->trace.sampling != SPAN_LEFT_OUT;
    if (t->chrome != NULL) {
        chrome_take(t->chrome, s);
    }
    if (t->xray != NULL && is_sent) {
        xray_take(t->xray, s, own, around);
    }
    if (t->otlp != NULL && is_sent) {
        otlp_take(t->otlp, s);
    }
}

static void on_begun(void *owner)
{
    struct traces *t = owner;
    if (t->tick == NULL && (t->xray != NULL || t->otlp != NULL)) {
        t->tick = tick_start(t->options.loop, IDLE_MS, on_tick, t);
    }
}

/* ---- What programs call ------------------------------------------------------------------ */

static bool is_wanted(const struct traces *t)
{
    const struct span_context *c = &t->settings.incoming;
    return t->xray != NULL || t->otlp != NULL || t->chrome != NULL || (c->high | c->low) != 0;
}

static void release(struct traces *t)
{
    tick_stop(t->tick);
    if (t->xray != NULL) {
        datagrams_release(t->xray);
    }
    if (t->otlp != NULL) {
        otlp_release(t->otlp);
    }
    tracer_close(&t->tracer);
    span_settings_release(&t->settings);
    buf_release(&t->why);
    memory_release(t);
}

/* What the environment says cannot be is no reason not to run. */
static void tell_wrong(struct traces *t)
{
    if (t->why.size > 0) {
        message_print(t->options.program, "%s", buf_string(&t->why));
    }
}

static int open_traces(const struct traces_options *o, struct traces **ret_traces)
{
    struct traces *t = memory_zero(sizeof *t);
    t->options = *o;
    span_settings_read(&t->settings, o->workflow, &t->why);
    tell_wrong(t);
    int error = o->file != NULL ? chrome_open(o->file, o->workflow, &t->chrome) : 0;
    if (error == 0 && t->settings.xray_host != NULL) {
        t->xray = datagrams_new(o->loop, t->settings.xray_host, t->settings.xray_port);
    }
    if (error == 0 && t->settings.has_otlp) {
        t->otlp = otlp_new(o->loop, &t->settings, o->tls);
    }
    tracer_open(&t->tracer, o->clock,
                &(struct tracer_sinks){ .take = on_span,
                                        .begun = on_begun,
                                        .has_amazon = t->xray != NULL,
                                        .has_w3c = t->otlp != NULL,
                                        .owner = t });
    t->tracer.incoming = t->settings.incoming;
    if (error != 0 || !is_wanted(t)) {
        release(t);
        t = NULL;
    }
    *ret_traces = t;
    return error;
}

static void observe(struct traces *t, struct observer *ret_observer)
{
    *ret_observer = t->tracer.observer;
}

static void take_up(struct traces *t, const struct execution *x, const char *header)
{
    struct span_context c;
    if (span_context_read(header, &c)) {
        tracer_take_up(&t->tracer, x, &c);
    }
}

static void renew(struct traces *t)
{
    if (t->chrome != NULL) {
        chrome_renew(t->chrome);
    }
}

static uint64_t dropped(const struct traces *t)
{
    const char *ignored;
    return (t->xray != NULL ? datagrams_dropped(t->xray, &ignored) : 0) +
           (t->otlp != NULL ? otlp_dropped(t->otlp, &ignored) : 0);
}

/* ---- The end ----------------------------------------------------------------------------- */

static void send_rest(struct traces *t)
{
    struct loop *l = t->options.loop;
    int64_t end_ns = clock_monotonic_ns() + LAST_NS;
    if (!pump(t, true)) {
        return;
    }
    loop_hold(l);
    tick_change(t->tick, BUSY_MS);
    while (pump(t, true) && clock_monotonic_ns() < end_ns) {
        loop_turn(l, true);
    }
    loop_let_go(l);
}

static void put_lost(struct buf *b, uint64_t count, const char *what, const char *reason)
{
    if (count > 0) {
        buf_print(b, "%s%" PRIu64 " %s%s could not be sent: %s", b->size > 0 ? "; " : "", count,
                  what, count == 1 ? "" : "s", reason);
    }
}

static void tell_dropped(struct traces *t)
{
    struct buf b = { 0 };
    const char *reason = NULL;
    uint64_t count = t->xray != NULL ? datagrams_dropped(t->xray, &reason) : 0;
    put_lost(&b, count, "document", reason);
    count = t->otlp != NULL ? otlp_dropped(t->otlp, &reason) : 0;
    put_lost(&b, count, "span", reason);
    if (b.size > 0) {
        message_print(t->options.program, "traces: %s", buf_string(&b));
    }
    buf_release(&b);
}

static void close_traces(struct traces *t)
{
    static const char late[] = "the program ended before that";
    send_rest(t);
    if (t->xray != NULL) {
        datagrams_give_up(t->xray, late);
    }
    if (t->otlp != NULL) {
        otlp_give_up(t->otlp, late);
    }
    int error = t->chrome != NULL ? chrome_close(t->chrome) : 0;
    if (error != 0) {
        message_print(t->options.program, "%s: cannot be written: %s", t->options.file,
                      strerror(-error));
    }
    tell_dropped(t);
    release(t);
}

const struct asl_traces asl_traces = {
    .open = open_traces,
    .observe = observe,
    .take_up = take_up,
    .renew = renew,
    .dropped = dropped,
    .close = close_traces,
};
