#include "runtime/way/http.h"

#include <asl/service.h>
#include <asl/tree.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/aws/credentials.h"
#include "runtime/aws/profile.h"
#include "runtime/aws/sigv4.h"
#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/lambda.h"
#include "runtime/call/plainapi.h"
#include "runtime/client/send.h"
#include "runtime/client/wallet.h"
#include "runtime/call/protocol.h"
#include "runtime/loop/fetch.h"
#include "runtime/loop/loop.h"
#include "runtime/task/notice.h"
#include "runtime/task/target.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "runtime/way/call.h"
#include "runtime/way/traced.h"

/* The longest time that a function of Lambda may take, and some more. */
#define TOTAL_MS 910000

/* An API of http:invoke or apigateway:invoke answers within a minute (I-17). */
#define API_MS 60000

struct place {
    struct url url;
    struct profile *profile; /* owned; once it is prepared */
    struct wallet *wallet;
};

struct work {
    struct place *place;
    const struct asl_request *request;
    bool is_call; /* of a function, or of an API by all of the Parameters; else a plain POST */
    struct send *send;
    struct wallet_pass pass;
    struct loop *loop;
    struct notice refusal;
    void (*done)(void *owner, struct notice *end);
    void *owner;
};

/* ---- Ends ---- */

static struct notice failure(const char *error, struct buf *cause)
{
    return (struct notice){ .kind = NOTICE_FAILED,
                            .error = memory_text(error),
                            .cause = buf_take(cause) };
}

static struct notice fail_by_status(const struct wire_answer *w)
{
    struct value *body = NULL;
    struct read_error ignored;
    struct buf error = { 0 }, cause = { 0 };
    bool is_json = read_json(buf_string(&w->body), w->body.size, &body, &ignored);
    const char *type = is_json ? value_member_text(body, "errorType") : NULL;
    buf_print(&error, "States.Http.StatusCode.%d", w->status);
    if (type != NULL) {
        const char *message = value_member_text(body, "errorMessage");
        buf_text(&cause, message != NULL ? message : "");
    } else {
        text_put_utf8(&cause, buf_string(&w->body), w->body.size);
    }
    struct notice n = failure(type != NULL ? type : buf_string(&error), &cause);
    buf_release(&error);
    value_release(body);
    return n;
}

static struct notice end_of_post(const struct work *w, const struct fetch_end *end)
{
    struct buf cause = { 0 };
    struct read_error error;
    if (end->fault != FETCH_GOOD) {
        buf_text(&cause, "Unable to execute HTTP request: ");
        url_put_host(&cause, &w->place->url);
        buf_print(&cause, ": %s", end->reason);
        return failure("States.Http.Socket", &cause);
    }
    const struct wire_answer *a = end->answer;
    if (a->status < 200 || a->status >= 300) {
        return fail_by_status(a);
    }
    struct notice n = { .kind = NOTICE_SUCCEEDED };
    if (a->body.size == 0) {
        n.value = value_null();
    } else if (!read_json(a->body.text, a->body.size, &n.value, &error)) {
        buf_text(&cause, "The answer of ");
        url_put_host(&cause, &w->place->url);
        buf_print(&cause, " is not JSON (line %d, column %d: %s)", error.line, error.column,
                  error.message);
        return notice_task_failed(&cause);
    }
    return n;
}

static void release_work(struct work *w)
{
    notice_release(&w->refusal);
    memory_release(w);
}

static void on_end(void *owner, struct fetch_end *end, int attempts)
{
    struct work *w = owner;
    struct wire_request address = { .url = w->place->url };
    struct notice n =
        w->is_call ? call_end(w->request, NULL, &address, end, attempts) : end_of_post(w, end);
    w->done(w->owner, &n);
    release_work(w);
}

static void on_refused(void *owner)
{
    struct work *w = owner;
    struct notice n = w->refusal;
    w->refusal = (struct notice){ .value = NULL };
    w->done(w->owner, &n);
    release_work(w);
}

/* ---- Requests ---- */

static void sign(void *owner, struct wire_request *r)
{
    const struct work *w = owner;
    const struct place *p = w->place;
    const struct credentials *keys = wallet_keys(p->wallet, NULL);
    struct clock real;
    if (keys == NULL) {
        return;
    }
    clock_start_real(&real);
    sigv4_sign(r,
               &(struct sigv4_scope){ .access_key = keys->access_key,
                                      .secret_key = keys->secret_key,
                                      .token = keys->token,
                                      .region = credentials_region(p->profile),
                                      .service = call_action(w->request)->service->signing },
               clock_now_ms(&real) / 1000);
}

static enum send_verdict judge(void *owner, const struct wire_answer *answer)
{
    const struct work *w = owner;
    if (call_is_throttled(call_action(w->request), answer)) {
        return SEND_AGAIN_LATER;
    }
    return answer->status >= 500 ? SEND_AGAIN : SEND_STANDS;
}

static bool build(const struct work *w, const struct target_job *job, struct wire_request *r,
                  struct buf *why)
{
    const struct url *u = &w->place->url;
    r->url = (struct url){ .is_tls = u->is_tls,
                           .port = u->port,
                           .host = memory_text(u->host),
                           .path = memory_text(u->path),
                           .query = memory_text(u->query) };
    if (w->is_call) {
        return call_build(job, true, r, why);
    }
    r->method = "POST";
    wire_set(&r->headers, "Content-Type", "application/json");
    write_json(&r->body, job->input);
    return true;
}

/* The address is that of an API instead of the one that the Parameters name. Clusters of EKS
 * have names of their own for what is in them: tasks that call one are done as others are. */
static bool is_stood_in_for(const struct asl_action *a)
{
    return plainapi_is(a) && a->service->protocol->plain->token_for == NULL;
}

void *http_start(void *bound, const struct target_job *job, const struct fetch_way *tls)
{
    struct work *w = memory_zero(sizeof *w);
    struct wire_request r = { .method = NULL };
    struct buf why = { 0 };
    const struct asl_action *action = call_action(job->request);
    bool is_lambda = action == &lambda_action, is_api = is_stood_in_for(action);
    w->place = bound;
    w->request = job->request;
    w->is_call = is_lambda || is_api;
    w->loop = job->loop;
    w->done = job->done;
    w->owner = job->owner;
    if (!build(w, job, &r, &why)) {
        wire_request_release(&r);
        w->refusal = call_refused(job, &why);
        loop_soon(w->loop, on_refused, w);
        return w;
    }
    traced_put(&r.headers, job->trace);
    bool is_signed = w->is_call && call_is_signed(job);
    w->pass = wallet_pass(w->place->wallet, NULL);
    w->send = send_start(
        &(struct send_job){
            .loop = job->loop,
            .random = job->random,
            .tls = tls,
            .ca_file = getenv("AWS_CA_BUNDLE"),
            .total_ms = is_api ? API_MS : TOTAL_MS,
            .quiet_ms = is_api ? API_MS : TOTAL_MS,
            .is_once = !is_lambda,
            .secret = is_api ? job->secret : NULL,
            .gate = is_signed && wallet_is_set(w->place->wallet) ? &w->pass.gate : NULL,
            .ready = is_signed ? sign : NULL,
            .judge = is_lambda ? judge : NULL,
            .done = on_end,
            .owner = w,
        },
        &r);
    return w;
}

void http_abandon(void *work)
{
    struct work *w = work;
    loop_soon_cancel(w->loop, on_refused, w);
    if (w->send != NULL) {
        send_stop(w->send);
    }
    release_work(w);
}

/* ---- The way ---- */

bool http_read(const char *scheme, const char *text, void **ret_bound, struct buf *why)
{
    struct buf address = { 0 };
    struct place *p = memory_zero(sizeof *p);
    buf_print(&address, "%s%s", scheme, text);
    bool is_good = url_read(buf_string(&address), &p->url, why);
    buf_release(&address);
    if (is_good) {
        *ret_bound = p;
    } else {
        memory_release(p);
    }
    return is_good;
}

bool http_prepare(void *bound, struct buf *why)
{
    struct place *p = bound;
    if (p->profile == NULL) {
        p->profile = profile_open(why);
        p->wallet = p->profile != NULL ? wallet_new(p->profile) : NULL;
    }
    return p->profile != NULL;
}

void http_release(void *bound)
{
    struct place *p = bound;
    url_release(&p->url);
    wallet_release(p->wallet);
    profile_close(p->profile);
    memory_release(p);
}

static bool read_target(const struct asl_workflow *w, const char *text, void **ret_bound,
                        struct buf *why)
{
    (void)w;
    return http_read("http:", text, ret_bound, why);
}

static void *start(void *bound, const struct target_job *job)
{
    return http_start(bound, job, NULL);
}

const struct asl_target asl_target_http = {
    .word = "http",
    .takes_whole = true,
    .read = read_target,
    .prepare = http_prepare,
    .start = start,
    .abandon = http_abandon,
    .release = http_release,
};
