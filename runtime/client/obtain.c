#include "runtime/client/obtain.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/wire.h"
#include "runtime/client/errand.h"
#include "runtime/client/lease.h"
#include "runtime/client/send.h"
#include "runtime/client/source.h"
#include "runtime/loop/child.h"
#include "runtime/loop/fetch.h"
#include "runtime/loop/loop.h"

#define OUTPUT_BYTES_MAX ((size_t)1 << 20)

enum { ASK_MS = 30000, NEAR_MS = 2000 };

struct obtain {
    struct obtain_job job;
    const struct errand_kind *kind; /* NULL: a command */
    struct errand errand;
    struct send *send;        /* while a question is under way */
    struct loop_child *child; /* while the command runs */
    bool is_given_up;
    struct buf why; /* it could not be asked */
};

static const struct errand_kind *kind_of(const struct source *s)
{
    switch (s->kind) {
    case SOURCE_ROLE: return &errand_role;
    case SOURCE_WEB_IDENTITY: return &errand_web_identity;
    case SOURCE_SSO: return &errand_sso;
    case SOURCE_CONTAINER: return &errand_container;
    case SOURCE_INSTANCE: return &errand_instance;
    case SOURCE_NONE:
    case SOURCE_KEYS:
    case SOURCE_PROCESS: break;
    }
    return NULL;
}

static void release(struct obtain *o)
{
    memory_release(o->errand.session);
    memory_release(o->errand.name);
    buf_release(&o->why);
    memory_release(o);
}

static void finish(struct obtain *o, struct lease *lease, const struct buf *why)
{
    o->job.done(o->job.owner, lease, why);
    release(o);
}

/* ---- By HTTP. */

static void ask(struct obtain *o);

static void on_answer(void *owner, struct fetch_end *end, int attempts)
{
    struct obtain *o = owner;
    struct lease lease;
    struct buf why = { 0 };
    enum errand_verdict verdict = ERRAND_FAILED;
    (void)attempts;
    o->send = NULL;
    if (end->fault != FETCH_GOOD) {
        buf_text(&why, end->reason);
    } else {
        verdict = o->kind->read(&o->errand, end->answer, &lease, &why);
    }
    if (verdict == ERRAND_GOES_ON) {
        o->errand.step++;
        ask(o);
    } else {
        finish(o, verdict == ERRAND_DONE ? &lease : NULL, &why);
    }
    buf_release(&why);
}

static enum send_verdict judge(void *owner, const struct wire_answer *a)
{
    (void)owner;
    return a->status == 429 ? SEND_AGAIN_LATER : a->status >= 500 ? SEND_AGAIN : SEND_STANDS;
}

static void on_refused(void *owner)
{
    struct obtain *o = owner;
    loop_let_go(o->job.loop);
    finish(o, NULL, &o->why);
}

static void ask(struct obtain *o)
{
    struct wire_request r = { .method = NULL };
    int64_t limit_ms = o->kind->is_near ? NEAR_MS : ASK_MS;
    if (!o->kind->ask(&o->errand, &r, &o->why)) {
        wire_request_release(&r);
        loop_hold(o->job.loop);
        loop_soon(o->job.loop, on_refused, o);
        return;
    }
    o->send = send_start(
        &(struct send_job){
            .loop = o->job.loop,
            .random = o->job.random,
            .tls = o->job.tls,
            .ca_file = o->job.ca_file,
            .total_ms = limit_ms,
            .quiet_ms = limit_ms,
            .judge = judge,
            .done = on_answer,
            .owner = o,
        },
        &r);
}

/* ---- From a command. */

static void read_output(const struct loop_child_end *end, struct lease *ret_lease,
                        bool *ret_is_good, struct buf *why)
{
    struct buf reason = { 0 };
    *ret_is_good = false;
    if (end->error != 0) {
        buf_print(why, "its credential_process cannot be run: %s", strerror(end->error));
    } else if (!WIFEXITED(end->status) || WEXITSTATUS(end->status) != 0) {
        buf_text(why, "its credential_process has failed");
    } else if (!lease_read_json(end->output, end->output_size, NULL, &lease_usual, ret_lease,
                                &reason)) {
        buf_print(why, "what its credential_process has printed is no answer: %s",
                  buf_string(&reason));
    } else {
        *ret_is_good = true;
    }
    buf_release(&reason);
}

static void on_output(void *owner, const struct loop_child_end *end)
{
    struct obtain *o = owner;
    struct lease lease;
    struct buf why = { 0 };
    bool is_good;
    if (o->is_given_up) {
        release(o);
        return;
    }
    read_output(end, &lease, &is_good, &why);
    finish(o, is_good ? &lease : NULL, &why);
    buf_release(&why);
}

static void run(struct obtain *o)
{
    const char *const argv[] = { "/bin/sh", "-c", o->job.source->command, NULL };
    o->child = loop_child_start(o->job.loop, argv, NULL, "", 0, OUTPUT_BYTES_MAX, on_output, o);
}

/* ---- The whole. */

struct obtain *obtain_start(const struct obtain_job *job)
{
    struct obtain *o = memory_zero(sizeof *o);
    o->job = *job;
    o->kind = kind_of(job->source);
    o->errand =
        (struct errand){ .source = job->source, .profile = job->profile, .base = job->base };
    if (o->kind != NULL) {
        ask(o);
    } else {
        run(o);
    }
    return o;
}

void obtain_stop(struct obtain *o)
{
    if (o->child != NULL) {
        o->is_given_up = true; /* gone when the command is */
        loop_child_kill(o->child);
        return;
    }
    if (o->send != NULL) {
        send_stop(o->send);
    } else {
        loop_soon_cancel(o->job.loop, on_refused, o);
        loop_let_go(o->job.loop);
    }
    release(o);
}
