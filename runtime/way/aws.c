#include "runtime/way/aws.h"

#include <asl/service.h>
#include <asl/tree.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/aws/arn.h"
#include "runtime/aws/clustertoken.h"
#include "runtime/aws/credentials.h"
#include "runtime/aws/endpoint.h"
#include "runtime/aws/profile.h"
#include "runtime/aws/sigv4.h"
#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/lambda.h"
#include "runtime/call/plainapi.h"
#include "runtime/call/protocol.h"
#include "runtime/client/send.h"
#include "runtime/client/wallet.h"
#include "runtime/loop/fetch.h"
#include "runtime/loop/loop.h"
#include "runtime/loop/tls.h"
#include "runtime/task/doer.h"
#include "runtime/task/notice.h"
#include "runtime/task/target.h"
#include "runtime/value/value.h"
#include "runtime/way/authority.h"
#include "runtime/way/call.h"
#include "runtime/way/cargo.h"
#include "runtime/way/follow.h"
#include "runtime/way/job.h"
#include "runtime/way/lookup.h"
#include "runtime/way/ownhost.h"
#include "runtime/way/podlogs.h"
#include "runtime/way/settings.h"
#include "runtime/way/traced.h"

/* A function of Lambda may take 15 minutes; other services answer at once. Of other APIs Step
 * Functions wants an answer within a minute (I-17). */
enum { LAMBDA_MS = 910000, TOTAL_MS = 300000, QUIET_MS = 60000, API_MS = 60000 };

/* A program that ends waits no longer for what it stops. */
enum { STOP_MS = 3000 };

/* What is bound: the settings, read before the first start. */
struct account {
    struct profile *profile;
    struct wallet *wallet;
    bool has_told;     /* that a connection has no secret */
    long long ahead_s; /* how far the servers' clock is ahead of ours */
    int leaving;       /* requests that stop what nobody waits for any more */
    struct loop *loop; /* on which they are */
};

struct work {
    struct account *account;
    const struct asl_request *request;
    const struct asl_action *action;
    char *region; /* of the signature */
    bool is_own;  /* the endpoint is not AWS's: without credentials it gets some of no use */
    bool is_signed;
    char *role; /* that is to be assumed; owned, or NULL */
    struct wallet_pass pass;
    struct send *send;
    struct wire_request address; /* for messages: where it went */
    struct loop *loop;
    struct random *random;
    struct follow follow;
    uint64_t again;  /* the deadline at which it is asked how that goes, or 0 */
    size_t stopping; /* requests that stop what is followed, and are not answered yet */
    bool waits;      /* for a job or for a token */
    struct authority authority;
    struct podlogs logs;   /* of a job that has ended, */
    struct notice end;     /* and how */
    struct lookup lookup;  /* the call that comes first, if there is one */
    struct cargo cargo;    /* what is fetched from S3, and put there */
    struct notice refusal; /* why it was not sent */
    const struct target_sink *sink;
    void (*submitted)(void *owner, struct value *value);
    void (*done)(void *owner, struct notice *end);
    void *owner;
};

static const char *variable(const char *name)
{
    const char *text = getenv(name);
    return text == NULL || text[0] == '\0' ? NULL : text;
}

/* ---- Ends ---- */

static void release_work(struct work *w)
{
    wire_request_release(&w->address);
    notice_release(&w->refusal);
    follow_release(&w->follow);
    lookup_release(&w->lookup);
    cargo_release(&w->cargo);
    podlogs_release(&w->logs);
    authority_close(&w->authority);
    notice_release(&w->end);
    memory_release(w->region);
    memory_release(w->role);
    memory_release(w);
}

static void finish(struct work *w, struct notice n)
{
    w->done(w->owner, &n);
    release_work(w);
}

static void on_refused(void *owner)
{
    struct work *w = owner;
    struct notice n = w->refusal;
    w->refusal = (struct notice){ .value = NULL };
    finish(w, n);
}

/* ---- Signing and judging ---- */

/* The time of day, even where the workflow's clock is virtual: that is not the servers'. */
static long long now_s(void)
{
    struct clock real;
    clock_start_real(&real);
    return clock_now_ms(&real) / 1000;
}

/* Returns true if requests are signed with keys that somebody has given. */
static bool has_keys(const struct work *w)
{
    return w->is_signed && (!w->is_own || wallet_is_set(w->account->wallet));
}

static void sign(void *owner, struct wire_request *r)
{
    struct work *w = owner;
    const struct account *a = w->account;
    if (!w->is_signed) {
        return;
    }
    const struct credentials *keys = has_keys(w) ? wallet_keys(a->wallet, w->role) : NULL;
    struct sigv4_scope scope = {
        .access_key = keys != NULL ? keys->access_key : "local",
        .secret_key = keys != NULL ? keys->secret_key : "local",
        .token = keys != NULL ? keys->token : NULL,
        .region = w->region,
        .service = w->action->service->signing,
    };
    const struct protocol_plain *plain = w->action->service->protocol->plain;
    if (plain != NULL && plain->token_for != NULL) {
        clustertoken_put(r, plain->token_for, &scope, now_s() + a->ahead_s);
    } else {
        sigv4_sign(r, &scope, now_s() + a->ahead_s);
    }
}

static enum send_verdict judge(void *owner, const struct wire_answer *answer)
{
    struct work *w = owner;
    long long ahead_s;
    if (call_is_skewed(w->action, answer, now_s() + w->account->ahead_s, &ahead_s)) {
        w->account->ahead_s += ahead_s;
        return SEND_AGAIN_AT_ONCE;
    }
    if (call_is_throttled(w->action, answer)) {
        return SEND_AGAIN_LATER;
    }
    bool has_server_failed =
        answer->status == 500 || (answer->status >= 502 && answer->status <= 504);
    return has_server_failed ? SEND_AGAIN : SEND_STANDS;
}

/* ---- Addresses ---- */

/* Returns false with the reason in `why`. */
static bool locate(struct work *w, struct url *ret_url, struct buf *why)
{
    const struct asl_service *s = w->action->service;
    struct endpoint_service names = { .id = s->id, .host = s->host };
    const char *region = w->region;
    if (plainapi_is(w->action)) {
        return true; /* the Parameters say it */
    }
    bool is_found =
        endpoint_find(w->account->profile, &names, &region, ret_url, &w->is_own, why);
    if (region != w->region) {
        memory_release(w->region);
        w->region = memory_text(region);
    }
    return is_found;
}

/* ---- The way ---- */

static bool read_target(const struct asl_workflow *workflow, const char *text, void **ret_bound,
                        struct buf *why)
{
    (void)workflow;
    if (text[0] != '\0') {
        buf_text(why, "nothing may follow");
        return false;
    }
    *ret_bound = memory_zero(sizeof(struct account));
    return true;
}

static bool prepare(void *bound, struct buf *why)
{
    struct account *a = bound;
    if (a->profile == NULL) {
        a->profile = profile_open(why);
        a->wallet = a->profile != NULL ? wallet_new(a->profile) : NULL;
    }
    return a->profile != NULL;
}

static void release(void *bound)
{
    struct account *a = bound;
    while (a->leaving > 0) {
        loop_turn(a->loop, true);
    }
    wallet_release(a->wallet);
    profile_close(a->profile);
    memory_release(a);
}

static void *refuse(struct work *w, struct notice refusal)
{
    w->refusal = refusal;
    loop_soon(w->loop, on_refused, w);
    return w;
}

/* Limits of an attempt. */
static int64_t total_ms(const struct work *w)
{
    return w->action == &lambda_action ? LAMBDA_MS : plainapi_is(w->action) ? API_MS : TOTAL_MS;
}

static struct send_job
send_job_of(struct work *w, void (*done)(void *owner, struct fetch_end *end, int attempts))
{
    const char *own = authority_path(&w->authority), *ca = variable("AWS_CA_BUNDLE");
    return (struct send_job){
        .loop = w->loop,
        .random = w->random,
        .tls = &fetch_tls,
        .ca_file = own != NULL  ? own
                   : ca != NULL ? ca
                                : profile_setting(w->account->profile, "ca_bundle"),
        .total_ms = total_ms(w),
        .quiet_ms = w->action == &lambda_action ? LAMBDA_MS : QUIET_MS,
        .gate = has_keys(w) ? &w->pass.gate : NULL,
        .ready = sign,
        .judge = judge,
        .done = done,
        .owner = w,
    };
}

/* ---- What is followed ---- */

/* The task's end waits for the next log, or comes. */
static void ask_logs(struct work *w);

static void on_log(void *owner, struct fetch_end *end, int attempts)
{
    struct work *w = owner;
    (void)attempts;
    w->send = NULL;
    podlogs_answered(&w->logs, w->follow.input, end);
    ask_logs(w);
}

static void ask_logs(struct work *w)
{
    struct wire_request r = { .method = NULL };
    if (podlogs_ask(&w->logs, w->follow.input, w->follow.last, &r)) {
        struct send_job job = send_job_of(w, on_log);
        w->send = send_start(&job, &r);
        return;
    }
    struct notice n = w->end;
    wire_request_release(&r);
    w->end = (struct notice){ .value = NULL };
    podlogs_put(&w->logs, &w->follow.last);
    follow_end_as(&w->follow, &n);
    loop_let_go(w->loop);
    finish(w, n);
}

/* What is followed has ended. */
static void take_end(struct work *w, struct notice n)
{
    bool is_job_s = n.kind == NOTICE_SUCCEEDED || text_is(n.error, "States.TaskFailed");
    if (is_job_s && podlogs_are_wanted(w->follow.input, w->follow.last)) {
        w->end = n;
        ask_logs(w);
    } else {
        loop_let_go(w->loop);
        finish(w, n);
    }
}

/* Asks for it once more, when its pause is over. */
static void ask(void *owner);

static void ask_later(struct work *w)
{
    w->again = loop_real_deadline(w->loop, w->follow.pause_ms, ask, w);
}

static void on_described(void *owner, struct fetch_end *end, int attempts)
{
    struct work *w = owner;
    struct notice n;
    w->send = NULL;
    if (follow_answered(&w->follow, w->request, &w->address, end, attempts, &n)) {
        take_end(w, n);
    } else {
        ask_later(w);
    }
}

static void ask(void *owner)
{
    struct work *w = owner;
    struct wire_request r = { .method = NULL };
    struct buf why = { 0 };
    w->again = 0;
    if (!locate(w, &r.url, &why) || !follow_ask(&w->follow, w->request, &r, &why)) {
        wire_request_release(&r);
        loop_let_go(w->loop);
        finish(w, notice_task_failed(&why));
        return;
    }
    struct send_job job = send_job_of(w, on_described);
    w->send = send_start(&job, &r);
}

static void on_stopped(void *owner, struct fetch_end *end, int attempts)
{
    struct work *w = owner;
    (void)end, (void)attempts;
    w->account->leaving--;
    if (--w->stopping == 0) {
        release_work(w);
    }
}

/* Returns true if a request is under way. */
static bool send_stop_of(struct work *w, size_t index)
{
    struct wire_request r = { .method = NULL };
    struct buf ignored = { 0 };
    bool is_good =
        locate(w, &r.url, &ignored) && follow_stop(&w->follow, index, w->request, &r);
    buf_release(&ignored);
    if (!is_good) {
        wire_request_release(&r);
        return false;
    }
    struct send_job job = send_job_of(w, on_stopped);
    job.total_ms = job.quiet_ms = STOP_MS;
    job.is_once = true;
    w->account->leaving++;
    w->account->loop = w->loop;
    send_start(&job, &r);
    return true;
}

/* What nobody waits for any more is stopped; the work is gone when that has been said. */
static void stop(struct work *w)
{
    size_t count = follow_stops(&w->follow);
    for (size_t i = 0; i < count; i++) {
        w->stopping += send_stop_of(w, i);
    }
    if (w->stopping == 0) {
        release_work(w);
    }
}

/* ---- Sending ---- */

/* It is asked how that goes until it has ended. */
static void follow_on(struct work *w)
{
    loop_hold(w->loop);
    ask_later(w);
}

/* For messages. */
static void note_address(struct work *w, const struct wire_request *r)
{
    wire_request_release(&w->address);
    w->address = (struct wire_request){ .method = r->method };
    w->address.url = (struct url){ .is_tls = r->url.is_tls,
                                   .host = memory_text(r->url.host),
                                   .port = r->url.port };
}

/* The result is where it was to be put. */
static void on_put(void *owner, struct fetch_end *end, int attempts)
{
    struct work *w = owner;
    struct notice n = w->end;
    w->send = NULL;
    w->end = (struct notice){ .value = NULL };
    cargo_was_put(&w->cargo, &w->address, end, attempts, &n);
    finish(w, n);
}

/* The task's end (taken) comes when its result has been put into S3. */
static void put_result(struct work *w, struct notice n)
{
    struct wire_request r = { .method = NULL };
    struct buf why = { 0 };
    w->action = w->cargo.table->put;
    if (!locate(w, &r.url, &why) || !cargo_ask_put(&w->cargo, n.value, w->is_own, &r, &why)) {
        wire_request_release(&r);
        notice_release(&n);
        finish(w, notice_task_failed(&why));
        return;
    }
    struct send_job s = send_job_of(w, on_put);
    w->end = n;
    note_address(w, &r);
    w->send = send_start(&s, &r);
}

static void on_end(void *owner, struct fetch_end *end, int attempts)
{
    struct work *w = owner;
    struct notice n = call_end(w->request, w->sink, &w->address, end, attempts), refused;
    w->send = NULL;
    if (n.kind == NOTICE_SUCCEEDED && w->waits && job_refused(w->action, n.value, &refused)) {
        notice_release(&n);
        finish(w, refused);
    } else if (n.kind == NOTICE_SUCCEEDED && w->follow.is_wanted &&
               follow_started(&w->follow, n.value)) {
        w->submitted(w->owner, n.value);
        follow_on(w);
    } else if (n.kind == NOTICE_SUCCEEDED && w->cargo.to != NULL) {
        put_result(w, n);
    } else {
        finish(w, n);
    }
}

static void *send(struct work *w, const struct target_job *job, struct wire_request *r)
{
    struct send_job s = send_job_of(w, on_end);
    note_address(w, r);
    if (plainapi_is(w->action)) {
        s.is_once = true;
        s.secret = job->secret;
        s.judge = NULL;
    }
    w->send = send_start(&s, r);
    return w;
}

/* Said once: a call that its API refuses would be hard to understand else. */
static void tell_no_secret(struct account *a, const struct target_job *job)
{
    const char *connection = doer_connection(job->request, job->input);
    if (connection != NULL && job->secret == NULL && !a->has_told) {
        a->has_told = true;
        message_print(job->program,
                      "nothing is bound to the connection '%s': requests go out without its "
                      "secret; --task '%s=connection:FILE' names a file that has it",
                      connection, connection);
    }
}

/* The task's own call. */
static void *call(struct work *w, const struct target_job *job)
{
    struct wire_request r = { .method = NULL };
    struct buf why = { 0 };
    bool is_plain = plainapi_is(w->action);
    if (!locate(w, &r.url, &why)) {
        wire_request_release(&r);
        return refuse(w, notice_task_failed(&why));
    }
    if (!call_build(job, w->is_own, &r, &why) ||
        !authority_open(&w->authority, job->input, &why) ||
        (!is_plain && !w->is_own && !ownhost_use(w->action, job->input, &r, &why))) {
        wire_request_release(&r);
        return refuse(w, call_refused(job, &why));
    }
    if (is_plain) {
        tell_no_secret(w->account, job);
    }
    traced_put(&r.headers, job->trace);
    return send(w, job, &r);
}

/* The call before it has told an id, or what stands in S3. */
static void on_first(void *owner, struct fetch_end *end, int attempts)
{
    struct work *w = owner;
    struct target_job job = { .resource = w->request->resource,
                              .request = w->request,
                              .random = w->random };
    bool is_cargo = w->cargo.from != NULL;
    struct notice failed;
    w->send = NULL;
    w->action = call_action(w->request);
    bool is_good =
        is_cargo ? cargo_fetched(&w->cargo, &w->address, end, attempts, &failed)
                 : lookup_answered(&w->lookup, w->request, &w->address, end, attempts, &failed);
    if (is_good) {
        job.input = is_cargo ? w->cargo.input : w->lookup.input;
        call(w, &job);
    } else {
        finish(w, failed);
    }
}

/* The call that comes first. */
static void *call_first(struct work *w, const struct target_job *job)
{
    struct wire_request r = { .method = NULL };
    struct buf why = { 0 };
    const struct asl_cargo *cargo = w->cargo.from != NULL ? w->cargo.table : NULL;
    w->action = cargo != NULL ? cargo->get : w->action;
    bool is_located = locate(w, &r.url, &why);
    bool is_good =
        is_located && (cargo != NULL ? cargo_ask_fetch(&w->cargo, w->is_own, &r, &why)
                                     : lookup_ask(&w->lookup, job, &r, &why));
    if (!is_good) {
        wire_request_release(&r);
        return refuse(w, is_located && cargo == NULL ? call_refused(job, &why)
                                                     : notice_task_failed(&why));
    }
    struct send_job s = send_job_of(w, on_first);
    note_address(w, &r);
    w->send = send_start(&s, &r);
    return w;
}

/* The task's call, or the one that comes before it. */
static void *begin(struct work *w, const struct target_job *job)
{
    struct target_job own = *job;
    struct buf why = { 0 };
    w->cargo.table = w->action->cargo;
    if (w->cargo.table != NULL && !cargo_open(&w->cargo, job, &why)) {
        return refuse(w, call_refused(job, &why));
    }
    own.input = w->cargo.table != NULL ? w->cargo.input : job->input;
    return w->action->lookup != NULL || w->cargo.from != NULL ? call_first(w, &own)
                                                              : call(w, &own);
}

static void *start(void *bound, const struct target_job *job)
{
    struct work *w = memory_zero(sizeof *w);
    enum arn_pattern pattern = arn_pattern(arn_part(job->resource), NULL);
    w->account = bound;
    w->request = job->request;
    w->action = call_action(job->request);
    w->loop = job->loop;
    w->random = job->random;
    w->submitted = job->submitted;
    w->done = job->done;
    w->owner = job->owner;
    w->sink = job->sink;
    w->waits = pattern != ARN_CALL;
    w->follow = follow_of(job);
    bool waits_for_job = pattern == ARN_SYNC || pattern == ARN_SYNC_2;
    if (w->action == NULL || (waits_for_job && !w->follow.is_wanted)) {
        struct buf why = { 0 };
        buf_print(&why, "the target 'aws' cannot do %s", job->resource);
        return refuse(w, notice_task_failed(&why));
    }
    w->is_signed = call_is_signed(job);
    w->role = memory_text(job->role);
    w->pass = wallet_pass(w->account->wallet, w->role);
    w->region = memory_text(credentials_region(w->account->profile));
    if (w->follow.answer != NULL) {
        struct buf ignored = { 0 };
        authority_open(&w->authority, job->input, &ignored);
        buf_release(&ignored);
        follow_on(w);
        return w;
    }
    return begin(w, job);
}

/* Nobody waits for it any more. Returns true if something is followed. */
static bool leave_off(struct work *w)
{
    loop_soon_cancel(w->loop, on_refused, w);
    if (w->send != NULL) {
        send_stop(w->send);
        w->send = NULL;
    }
    if (w->follow.answer == NULL) {
        return false;
    }
    if (w->again != 0) {
        loop_real_cancel(w->loop, w->again);
    }
    loop_let_go(w->loop);
    return true;
}

static void abandon(void *work)
{
    struct work *w = work;
    if (leave_off(w)) {
        stop(w);
    } else {
        release_work(w);
    }
}

static void leave(void *work)
{
    leave_off(work);
    release_work(work);
}

const struct asl_target asl_target_aws = {
    .word = "aws",
    .tls = &fetch_tls,
    .takes_whole = true,
    .submits = true,
    .services = TARGET_REAL_SERVICES,
    .answers = settings_answer,
    .read = read_target,
    .prepare = prepare,
    .start = start,
    .abandon = abandon,
    .leave = leave,
    .release = release,
};
