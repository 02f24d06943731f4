#include "runtime/loop/fetch.h"

#include <assert.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/wire.h"
#include "runtime/loop/dial.h"
#include "runtime/loop/loop.h"
#include "runtime/loop/response.h"

#define IDLE_MAX    1024               /* connections that wait for a next request */
#define IDLE_MS     20000              /* servers close idle connections after some time */
#define SPARE_FILES 64                 /* descriptors that are left to everything else */
#define READ_MAX    ((size_t)64 << 10) /* bytes that are taken at once */

struct call;

/* A connection, either a call's or idle. */
struct connection {
    struct client *client;
    struct bufferevent *stream;
    char *place; /* HOST:PORT */
    struct call *call;
    struct connection *next, *previous; /* of the idle ones, the latest first */
};

struct call {
    struct fetch_job job;
    struct client *client;
    struct dial *dial;             /* while its connection is being made */
    struct connection *connection; /* while it has one */
    struct response response;
    bool was_idle; /* the connection has had other requests before */
    uint64_t connect_id, total_id, pace_id;
    size_t moved;                 /* bytes, since the pace was looked at */
    struct call *next, *previous; /* of those that wait for their turn, the first first */
    bool is_waiting;
};

struct client {
    struct loop *loop;
    struct dialer *dialer;
    size_t open, open_max; /* connections, those that are being made included */
    struct connection *idle;
    size_t idle_count;
    struct call *first_waiting, *last_waiting;
};

static void dial(struct call *c);
static void begin_waiting(struct client *all);

/* ---- Connections ---- */

static void close_connection(struct connection *n)
{
    struct client *all = n->client;
    if (n->call == NULL) {
        if (n->next != NULL) {
            n->next->previous = n->previous;
        }
        *(n->previous != NULL ? &n->previous->next : &all->idle) = n->next;
        all->idle_count--;
    } else {
        n->call->connection = NULL;
    }
    bufferevent_free(n->stream);
    memory_release(n->place);
    memory_release(n);
    all->open--;
}

static struct connection *last_idle(const struct client *all)
{
    struct connection *n = all->idle;
    while (n != NULL && n->next != NULL) {
        n = n->next;
    }
    return n;
}

static char *place_of(const struct call *c)
{
    const struct url *u = &c->job.request->url;
    struct buf place = { 0 };
    buf_print(&place, "%s:%d", u->host, u->port);
    return buf_take(&place);
}

/* An idle connection of that place, taken from the idle ones; NULL if there is none. */
static struct connection *take_idle(struct client *all, const char *place)
{
    struct connection *n = all->idle;
    while (n != NULL && strcmp(n->place, place) != 0) {
        n = n->next;
    }
    if (n != NULL) {
        if (n->next != NULL) {
            n->next->previous = n->previous;
        }
        *(n->previous != NULL ? &n->previous->next : &all->idle) = n->next;
        all->idle_count--;
        n->next = n->previous = NULL;
    }
    return n;
}

/* The answer is whole: the connection waits for the next request, unless it must not. */
static void let_go(struct connection *n, bool stays)
{
    struct client *all = n->client;
    struct timeval limit = { .tv_sec = IDLE_MS / 1000 };
    bool has_more = evbuffer_get_length(bufferevent_get_input(n->stream)) > 0 ||
                    evbuffer_get_length(bufferevent_get_output(n->stream)) > 0;
    if (!stays || has_more || all->idle_count >= IDLE_MAX) {
        close_connection(n);
        return;
    }
    n->call->connection = NULL;
    n->call = NULL;
    n->previous = NULL;
    n->next = all->idle;
    if (n->next != NULL) {
        n->next->previous = n;
    }
    all->idle = n;
    all->idle_count++;
    bufferevent_set_timeouts(n->stream, &limit, NULL);
}

/* ---- The end of a call ---- */

static void stop_clocks(struct call *c)
{
    struct loop *l = c->client->loop;
    loop_real_cancel(l, c->connect_id);
    loop_real_cancel(l, c->total_id);
    loop_real_cancel(l, c->pace_id);
    c->connect_id = c->total_id = c->pace_id = 0;
}

static void stop_waiting(struct call *c)
{
    struct client *all = c->client;
    if (c->is_waiting) {
        *(c->next != NULL ? &c->next->previous : &all->last_waiting) = c->previous;
        *(c->previous != NULL ? &c->previous->next : &all->first_waiting) = c->next;
    }
    c->is_waiting = false;
}

static void release(struct call *c)
{
    struct client *all = c->client;
    stop_clocks(c);
    stop_waiting(c);
    if (c->dial != NULL) {
        dial_stop(c->dial);
        all->open--;
    }
    if (c->connection != NULL) {
        close_connection(c->connection);
    }
    response_close(&c->response);
    if (!c->job.is_aside) {
        loop_let_go(all->loop);
    }
    memory_release(c);
    begin_waiting(all);
}

static void finish(struct call *c, enum fetch_fault fault, const char *reason)
{
    struct fetch_end end = { .fault = fault, .reason = reason };
    struct fetch_job job = c->job;
    struct wire_answer answer = c->response.answer;
    if (fault == FETCH_GOOD) {
        c->response.answer = (struct wire_answer){ .status = 0 };
        end.answer = &answer;
        let_go(c->connection, c->response.stays);
    }
    release(c);
    job.done(job.owner, &end);
    if (fault == FETCH_GOOD) {
        wire_answer_release(&answer);
    }
}

/* ---- Time ---- */

static void on_late(void *owner)
{
    struct call *c = owner;
    bool is_connecting = c->connection == NULL;
    c->connect_id = c->total_id = 0;
    finish(c, FETCH_TIMED_OUT, is_connecting ? "connect timed out" : "Read timed out");
}

/* Looks at how much has come since the last time. */
static void on_pace(void *owner)
{
    struct call *c = owner;
    const struct fetch_limits *limits = &c->job.limits;
    bool has_begun = c->response.has_begun;
    c->pace_id = 0;
    if (c->moved < (has_begun ? limits->slow_bytes : 1)) {
        finish(c, FETCH_TIMED_OUT,
               has_begun ? "Read timed out: the answer comes too slowly" : "Read timed out");
        return;
    }
    c->moved = 0;
    int64_t next_ms = has_begun && limits->slow_ms > 0 ? limits->slow_ms : limits->quiet_ms;
    c->pace_id = next_ms > 0 ? loop_real_deadline(c->client->loop, next_ms, on_pace, c) : 0;
}

/* ---- Sending and reading ---- */

static void put_header(struct evbuffer *out, const char *name, const char *value)
{
    evbuffer_add_printf(out, "%s: %s\r\n", name, value);
}

static void put_request(struct evbuffer *out, const struct wire_request *r)
{
    bool has_query = r->url.query[0] != '\0';
    evbuffer_add_printf(out, "%s %s%s%s HTTP/1.1\r\n", r->method, r->url.path,
                        has_query ? "?" : "", r->url.query);
    if (wire_find(&r->headers, "Host") == NULL) {
        struct buf host = { 0 };
        url_put_host(&host, &r->url);
        put_header(out, "Host", buf_string(&host));
        buf_release(&host);
    }
    for (size_t i = 0; i < r->headers.count; i++) {
        put_header(out, r->headers.all[i].name, r->headers.all[i].value);
    }
    bool has_body = r->body.size > 0 || strcmp(r->method, "POST") == 0 ||
                    strcmp(r->method, "PUT") == 0 || strcmp(r->method, "PATCH") == 0;
    if (has_body && wire_find(&r->headers, "Content-Length") == NULL) {
        evbuffer_add_printf(out, "Content-Length: %zu\r\n", r->body.size);
    }
    evbuffer_add(out, "\r\n", 2);
    evbuffer_add(out, buf_string(&r->body), r->body.size);
}

/* Sends the request on the connection that the call has. */
static void send_request(struct call *c)
{
    struct connection *n = c->connection;
    struct loop *l = c->client->loop;
    int64_t pace_ms = c->job.limits.quiet_ms;
    loop_real_cancel(l, c->connect_id);
    c->connect_id = 0;
    response_close(&c->response);
    response_open(&c->response, strcmp(c->job.request->method, "HEAD") == 0,
                  c->job.limits.body_max);
    bufferevent_set_timeouts(n->stream, NULL, NULL);
    put_request(bufferevent_get_output(n->stream), c->job.request);
    if (pace_ms > 0 && c->pace_id == 0) {
        c->pace_id = loop_real_deadline(l, pace_ms, on_pace, c);
    }
}

/* A connection that had waited for a request may have been closed by the server just then: such
 * a request is sent once more, by a connection of its own. */
static void lose(struct call *c, const char *reason)
{
    if (c->was_idle && !c->response.has_begun) {
        close_connection(c->connection);
        dial(c);
    } else {
        finish(c, FETCH_LOST, reason);
    }
}

static void on_readable(struct bufferevent *stream, void *owner)
{
    struct connection *n = owner;
    struct call *c = n->call;
    struct evbuffer *in = bufferevent_get_input(stream);
    if (c == NULL) {
        close_connection(n); /* nobody asked for that */
        return;
    }
    struct response *r = &c->response;
    while (evbuffer_get_length(in) > 0 && r->at != RESPONSE_WHOLE && r->at != RESPONSE_WRONG) {
        size_t size = evbuffer_get_contiguous_space(in);
        size = size < READ_MAX ? size : READ_MAX;
        size_t taken = response_feed(r, (const char *)evbuffer_pullup(in, (ssize_t)size), size);
        c->moved += taken;
        evbuffer_drain(in, taken);
    }
    if (r->at == RESPONSE_WHOLE) {
        finish(c, FETCH_GOOD, NULL);
    } else if (r->at == RESPONSE_WRONG) {
        finish(c, r->is_too_large ? FETCH_TOO_LARGE : FETCH_NOT_HTTP, r->why);
    }
}

static void on_written(struct bufferevent *stream, void *owner)
{
    struct connection *n = owner;
    (void)stream;
    if (n->call != NULL) {
        n->call->moved++;
    }
}

static void on_event(struct bufferevent *stream, short what, void *owner)
{
    struct connection *n = owner;
    struct call *c = n->call;
    int error = EVUTIL_SOCKET_ERROR();
    (void)stream;
    if (c == NULL) {
        close_connection(n); /* the server does not wait any longer, and neither do we */
    } else if ((what & BEV_EVENT_EOF) != 0 && response_end(&c->response)) {
        finish(c, FETCH_GOOD, NULL);
    } else if ((what & BEV_EVENT_EOF) != 0) {
        lose(c, c->response.has_begun
                    ? "The server closed the connection before its answer was whole"
                    : "The server closed the connection without an answer");
    } else {
        lose(c, error != 0 ? strerror(error) : "The connection was lost");
    }
}

/* ---- Starting ---- */

static struct connection *connection_new(struct call *c, int fd)
{
    struct connection *n = memory_zero(sizeof *n);
    n->client = c->client;
    n->place = place_of(c);
    n->call = c;
    n->stream = bufferevent_socket_new(loop_base(c->client->loop), fd, BEV_OPT_CLOSE_ON_FREE);
    if (n->stream == NULL) {
        memory_exhausted();
    }
    bufferevent_setcb(n->stream, on_readable, on_written, on_event, n);
    bufferevent_enable(n->stream, EV_READ | EV_WRITE);
    return n;
}

static void wait_for_turn(struct call *c)
{
    struct client *all = c->client;
    c->is_waiting = true;
    c->next = NULL;
    c->previous = all->last_waiting;
    *(c->previous != NULL ? &c->previous->next : &all->first_waiting) = c;
    all->last_waiting = c;
}

static void on_dialed(void *owner, const struct dial_end *end)
{
    struct call *c = owner;
    struct client *all = c->client;
    c->dial = NULL;
    bool is_full = end->error == EMFILE || end->error == ENFILE;
    if (end->fd >= 0) {
        c->connection = connection_new(c, end->fd);
        send_request(c);
        return;
    }
    all->open--;
    if (is_full && all->idle != NULL) {
        close_connection(last_idle(all));
        dial(c);
    } else if (is_full && all->open > 0) {
        wait_for_turn(c);
    } else {
        finish(c, end->is_unknown ? FETCH_UNKNOWN_HOST : FETCH_REFUSED, end->reason);
    }
}

static void dial(struct call *c)
{
    const struct url *u = &c->job.request->url;
    struct client *all = c->client;
    c->was_idle = false;
    all->open++;
    if (c->connect_id == 0 && c->job.limits.connect_ms > 0) {
        c->connect_id = loop_real_deadline(all->loop, c->job.limits.connect_ms, on_late, c);
    }
    c->dial = dial_start(all->dialer, u->host, u->port, on_dialed, c);
}

/* By a connection that is idle, or a new one; otherwise it waits for its turn. */
static void begin(struct call *c)
{
    struct client *all = c->client;
    char *place = place_of(c);
    struct connection *n = take_idle(all, place);
    memory_release(place);
    if (n == NULL && all->open >= all->open_max && all->idle != NULL) {
        close_connection(last_idle(all));
    }
    if (n != NULL) {
        n->call = c;
        c->connection = n;
        c->was_idle = true;
        send_request(c);
    } else if (all->open < all->open_max) {
        dial(c);
    } else {
        wait_for_turn(c);
    }
}

static void begin_waiting(struct client *all)
{
    struct call *c = all->first_waiting;
    if (c != NULL && (all->open < all->open_max || all->idle != NULL)) {
        stop_waiting(c);
        begin(c);
    }
}

/* Each connection needs a descriptor: the process asks for as many as it may have. */
static size_t connections_max(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) {
        return FETCH_CONNECTIONS_MAX;
    }
    rlim_t wanted = FETCH_CONNECTIONS_MAX + SPARE_FILES;
    if (files.rlim_cur < wanted) {
        files.rlim_cur = files.rlim_max < wanted ? files.rlim_max : wanted;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    size_t most =
        files.rlim_cur > 2 * SPARE_FILES ? (size_t)files.rlim_cur - SPARE_FILES : SPARE_FILES;
    return most < FETCH_CONNECTIONS_MAX ? most : FETCH_CONNECTIONS_MAX;
}

static void release_client(void *guest)
{
    struct client *all = guest;
    while (all->idle != NULL) {
        close_connection(all->idle);
    }
    dialer_release(all->dialer);
    memory_release(all);
}

static const struct loop_guest guest = { .release = release_client };

static struct client *client_of(struct loop *l)
{
    struct client *all = loop_guest(l, LOOP_FETCHES);
    if (all == NULL) {
        all = memory_zero(sizeof *all);
        all->loop = l;
        all->dialer = dialer_new(l);
        all->open_max = connections_max();
        loop_take_in(l, LOOP_FETCHES, &guest, all);
    }
    return all;
}

static bool prepare(struct buf *why)
{
    (void)why;
    return true;
}

static void *start(const struct fetch_job *job)
{
    struct call *c = memory_zero(sizeof *c);
    assert(!job->request->url.is_tls);
    c->job = *job;
    c->client = client_of(job->loop);
    if (!job->is_aside) {
        loop_hold(job->loop);
    }
    if (job->limits.total_ms > 0) {
        c->total_id = loop_real_deadline(job->loop, job->limits.total_ms, on_late, c);
    }
    begin(c);
    return c;
}

static void abandon(void *call)
{
    release(call);
}

const struct fetch_way fetch_plain = {
    .prepare = prepare,
    .start = start,
    .abandon = abandon,
};
