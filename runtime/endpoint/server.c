#include "runtime/endpoint/server.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/endpoint/access.h"
#include "runtime/endpoint/call.h"
#include "runtime/endpoint/request.h"
#include "runtime/loop/http.h"
#include "runtime/loop/loop.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define API_BODY_MAX     ((size_t)1 << 20) /* as AWS has it */
#define QUIET_MS         (INT64_C(60) * 1000)
#define REQUEST_MS       (INT64_C(30) * 1000)
#define STOP_MS          INT64_C(8000)
#define CONNECTIONS_MOST 16384
#define FILES_KEPT       512 /* descriptors that connections leave to everything else */
#define URL_ROOM         80
#define READY_MS         1000 /* what is waited for longer keeps it from being ready */

/* A call that came over HTTP, until it is answered. */
struct arrival {
    struct call call; /* first */
    struct server *server;
    struct http_request *http;
    struct arrival *next, *previous;
    bool is_told; /* that the server stops */
};

struct server {
    struct loop *loop;
    struct server_options options;
    struct http_server *http;
    struct random random;
    struct arrival *first;
    size_t waiting;
    uint64_t timer; /* of the end; 0: it does not end */
    bool is_stopping;
    char url[URL_ROOM];
};

/* ---- Answers ---- */

static void send(struct server *s, struct http_request *r, const struct service_answer *a,
                 const char *type)
{
    char id[RANDOM_UUID_SIZE + 1];
    struct value *json = service_answer_json(a);
    struct buf body = { 0 };
    write_json(&body, json);
    random_uuid(&s->random, id);
    http_add_header(r, "x-amzn-RequestId", id);
    http_answer(r, a->status, type, buf_string(&body), body.size);
    buf_release(&body);
    value_release(json);
}

/* The answer to a request for an operation, or for OPERATIONS: none. */
static void send_aws(struct server *s, struct http_request *r, enum operation o,
                     const struct service_answer *a)
{
    const struct server_handlers *h = s->options.handlers;
    if (h->answered != NULL) {
        h->answered(s->options.owner, o, a->status);
    }
    send(s, r, a, "application/x-amz-json-1.0");
}

static void refuse(struct server *s, struct http_request *r, int status, const char *code,
                   const char *message)
{
    struct service_answer a = { 0 };
    service_answer_fail(&a, status, NULL, code, "%s", message);
    send_aws(s, r, OPERATIONS, &a);
    service_answer_release(&a);
}

/* ---- Calls ---- */

static void take_out(struct arrival *x)
{
    struct server *s = x->server;
    *(x->previous != NULL ? &x->previous->next : &s->first) = x->next;
    if (x->next != NULL) {
        x->next->previous = x->previous;
    }
    s->waiting--;
    call_close(&x->call);
    memory_release(x);
}

static void on_answer(struct call *c, const struct service_answer *a)
{
    struct arrival *x = (struct arrival *)c;
    struct server *s = x->server;
    struct http_request *r = x->http;
    enum operation o = c->operation;
    take_out(x);
    send_aws(s, r, o, a);
}

static struct arrival *arrive(struct server *s, struct http_request *r, enum operation o,
                              struct value *input)
{
    struct arrival *x = memory_zero(sizeof *x);
    const char *trace = http_header(r, "X-Amzn-Trace-Id");
    x->call = (struct call){ .operation = o,
                             .input = input,
                             .trace = trace != NULL ? memory_text(trace) : NULL,
                             .now_ms = clock_now_ms(loop_clock(s->loop)),
                             .on_answer = on_answer };
    x->server = s;
    x->http = r;
    x->next = s->first;
    if (s->first != NULL) {
        s->first->previous = x;
    }
    s->first = x;
    s->waiting++;
    http_set_mark(r, x);
    return x;
}

static void call_operation(struct server *s, struct http_request *r)
{
    struct service_answer a;
    struct value *input = NULL;
    enum operation o = OPERATIONS;
    size_t size;
    const char *body = http_body(r, &size);
    if (!request_read(http_header(r, "X-Amz-Target"), body, size, &o, &input, &a)) {
        send_aws(s, r, o, &a);
        service_answer_release(&a);
        return;
    }
    void (*handler)(void *owner, struct call *c) = s->options.handlers->operation[o];
    struct arrival *x = arrive(s, r, o, input);
    if (handler != NULL) {
        handler(s->options.owner, &x->call);
    } else {
        call_needs_compiler(&x->call);
    }
}

/* ---- Requests ---- */

static bool is_for_api(const struct server *s, const struct http_request *r)
{
    return !s->options.is_closed && strcmp(http_method(r), "POST") == 0 &&
           strcmp(http_path(r), "/") == 0;
}

/* Returns false, after an answer, if it is sent for a page of somebody else, or lacks the
 * token. The API does all that there is to do here, and AWS's own wants a signature, which no
 * page can make. */
static bool is_granted(struct server *s, struct http_request *r)
{
    enum access access = access_check(r, s->options.token);
    if (access_is_foreign(r)) {
        refuse(s, r, 403, "AccessDeniedException", "This Host or Origin is not served here.");
    } else if (access == ACCESS_UNKNOWN) {
        http_add_header(r, "WWW-Authenticate", "Bearer");
        refuse(s, r, 401, "MissingAuthenticationTokenException",
               "This server wants its token, in x-api-key, in \"Authorization: Bearer\", or as "
               "the access key of the signature.");
    } else if (access == ACCESS_REFUSED) {
        refuse(s, r, 403, "UnrecognizedClientException",
               "The security token included in the request is invalid.");
    } else {
        return true;
    }
    return false;
}

static void answer_api(struct server *s, struct http_request *r)
{
    size_t size;
    http_body(r, &size);
    if (!is_granted(s, r)) {
        return;
    }
    if (size > API_BODY_MAX) {
        refuse(s, r, 413, "RequestEntityTooLargeException", "A request has at most 1 MB.");
    } else {
        call_operation(s, r);
    }
}

static void answer_state(struct server *s, struct http_request *r, bool is_good,
                         const char *word)
{
    struct service_answer a = { .status = is_good ? 200 : 503, .body = value_object() };
    value_set_text(&a.body, "status", word);
    send(s, r, &a, "application/json");
    service_answer_release(&a);
}

/* Prometheus's text format. */
static void answer_metrics(struct server *s, struct http_request *r)
{
    struct buf text = { 0 };
    if (is_granted(s, r)) {
        s->options.handlers->metrics(s->options.owner, &text);
        http_answer(r, 200, "text/plain; version=0.0.4; charset=utf-8", buf_string(&text),
                    text.size);
    }
    buf_release(&text);
}

static void answer_health(struct server *s, struct http_request *r, int64_t waits_ms)
{
    struct buf word = { 0 };
    bool is_good = waits_ms <= s->options.patience_ms;
    if (is_good) {
        buf_text(&word, "ok");
    } else {
        buf_print(&word, "the store has not answered for %lld s", (long long)(waits_ms / 1000));
    }
    answer_state(s, r, is_good, buf_string(&word));
    buf_release(&word);
}

static void answer_readiness(struct server *s, struct http_request *r, int64_t waits_ms)
{
    const struct server_handlers *h = s->options.handlers;
    const char *word = s->is_stopping        ? "stopping"
                       : waits_ms > READY_MS ? "waiting for the store"
                       : h->is_ready != NULL && !h->is_ready(s->options.owner) ? "busy"
                                                                               : "ready";
    answer_state(s, r, strcmp(word, "ready") == 0, word);
}

static bool is_question(const struct http_request *r)
{
    return strcmp(http_method(r), "GET") == 0 || strcmp(http_method(r), "HEAD") == 0;
}

/* Returns false if it is no question for the server's state. */
static bool answer_watcher(void *owner, struct http_request *r)
{
    struct server *s = owner;
    const struct server_handlers *h = s->options.handlers;
    const char *path = http_path(r);
    int64_t waits_ms = h->waits_ms != NULL ? h->waits_ms(s->options.owner) : 0;
    if (!is_question(r)) {
        return false;
    }
    if (strcmp(path, "/healthz") == 0) {
        answer_health(s, r, waits_ms);
        return true;
    }
    if (strcmp(path, "/readyz") == 0) {
        answer_readiness(s, r, waits_ms);
        return true;
    }
    if (strcmp(path, "/metrics") == 0 && h->metrics != NULL && !s->options.is_closed) {
        answer_metrics(s, r);
        return true;
    }
    return false;
}

/* Returns false if it is no question for the graph. */
static bool answer_graph(struct server *s, struct http_request *r)
{
    const struct server_handlers *h = s->options.handlers;
    bool is_graph = is_question(r) && strcmp(http_path(r), "/graph") == 0 && h->graph != NULL &&
                    !s->options.is_closed;
    if (is_graph && is_granted(s, r)) {
        h->graph(s->options.owner, r);
    }
    return is_graph;
}

static void answer_nothing(struct server *s, struct http_request *r)
{
    struct service_answer a = { .status = 404, .body = value_object() };
    value_set_text(&a.body, "message",
                   s->options.is_closed ? "There is nothing here."
                                        : "There is nothing here. The API is at POST /.");
    send(s, r, &a, "application/json");
    service_answer_release(&a);
}

static void on_request(void *owner, struct http_request *r)
{
    struct server *s = owner;
    const struct server_handlers *h = s->options.handlers;
    if (is_for_api(s, r)) {
        answer_api(s, r);
    } else if (!answer_watcher(s, r) && !answer_graph(s, r) &&
               (h->other == NULL || !h->other(s->options.owner, r))) {
        answer_nothing(s, r);
    }
}

static void on_large(void *owner, struct http_request *r)
{
    struct server *s = owner;
    const struct server_handlers *h = s->options.handlers;
    if (is_for_api(s, r) || h->other == NULL || !h->other(s->options.owner, r)) {
        refuse(s, r, 413, "RequestEntityTooLargeException", "The request is too large.");
    }
}

static void on_gone(void *owner, struct http_request *r)
{
    struct server *s = owner;
    const struct server_handlers *h = s->options.handlers;
    struct arrival *x = http_mark(r);
    if (!is_for_api(s, r)) {
        if (h->other_gone != NULL) {
            h->other_gone(s->options.owner, r);
        }
    } else if (x != NULL) {
        if (x->call.on_gone != NULL) {
            x->call.on_gone(&x->call);
        }
        take_out(x);
    }
}

/* ---- The server ---- */

/* How many connections there may be, with as many descriptors as the system lets us have. */
static size_t most_connections(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) < 0) {
        return FILES_KEPT;
    }
    rlim_t wanted = CONNECTIONS_MOST + FILES_KEPT;
    if (files.rlim_cur < wanted) {
        files.rlim_cur = files.rlim_max < wanted ? files.rlim_max : wanted;
        setrlimit(RLIMIT_NOFILE, &files);
        getrlimit(RLIMIT_NOFILE, &files);
    }
    size_t room = files.rlim_cur < wanted ? (size_t)files.rlim_cur : (size_t)wanted;
    return room > 2 * FILES_KEPT ? room - FILES_KEPT : room / 2 + 1;
}

bool server_open(struct loop *l, const struct server_options *o, struct server **ret_server,
                 struct buf *why)
{
    struct server *s = memory_zero(sizeof *s);
    struct http_options http = {
        .address = o->address,
        .port = o->port,
        .body_max = o->body_max > API_BODY_MAX ? o->body_max : API_BODY_MAX,
        .connections_max = o->connections_max > 0 ? o->connections_max : most_connections(),
        .quiet_ms = o->quiet_ms > 0 ? o->quiet_ms : QUIET_MS,
        .request_ms = o->request_ms > 0 ? o->request_ms : REQUEST_MS,
        .at_once = o->stays_calm ? answer_watcher : NULL,
        .on_request = on_request,
        .on_large = on_large,
        .on_gone = on_gone,
        .owner = s,
    };
    s->loop = l;
    s->options = *o;
    random_seed_system(&s->random);
    if (!http_open(l, &http, &s->http, why)) {
        memory_release(s);
        return false;
    }
    bool is_six = strchr(o->address, ':') != NULL;
    snprintf(s->url, sizeof s->url, is_six ? "http://[%s]:%d" : "http://%s:%d", o->address,
             http_port(s->http));
    *ret_server = s;
    return true;
}

void server_close(struct server *s)
{
    if (s == NULL) {
        return;
    }
    http_close(s->http);
    loop_real_cancel(s->loop, s->timer);
    memory_release(s);
}

/* What has not been answered by now is not. */
static void on_stop_time(void *owner)
{
    struct server *s = owner;
    s->timer = 0;
    while (s->first != NULL) {
        struct service_answer a = { 0 };
        service_answer_fail(&a, 503, NULL, "ServiceUnavailable", "The server stops.");
        if (s->first->call.on_gone != NULL) {
            s->first->call.on_gone(&s->first->call);
        }
        call_answer(&s->first->call, &a);
    }
    if (s->options.handlers->other_late != NULL) {
        s->options.handlers->other_late(s->options.owner);
    }
}

/* Each look begins anew, since whoever is told may answer other calls as well as his own. */
static struct arrival *first_to_tell(const struct server *s)
{
    struct arrival *x = s->first;
    while (x != NULL && (x->is_told || x->call.on_stop == NULL)) {
        x = x->next;
    }
    return x;
}

void server_finish(struct server *s, void (*done)(void *owner), void *owner)
{
    int64_t stop_ms = s->options.stop_ms > 0 ? s->options.stop_ms : STOP_MS;
    s->timer = loop_real_deadline(s->loop, stop_ms, on_stop_time, s);
    s->is_stopping = true;
    for (struct arrival *x; (x = first_to_tell(s)) != NULL;) {
        x->is_told = true;
        x->call.on_stop(&x->call);
    }
    http_finish(s->http, done, owner);
}

void server_set_token(struct server *s, const char *token)
{
    s->options.token = token;
}

const char *server_url(const struct server *s)
{
    return s->url;
}

size_t server_connections(const struct server *s)
{
    return http_connections(s->http);
}

size_t server_waiting(const struct server *s)
{
    return s->waiting;
}
