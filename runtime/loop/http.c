#include "runtime/loop/http.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/loop/calm.h"
#include "runtime/loop/httpconnection.h"
#include "runtime/loop/httplater.h"
#include "runtime/loop/httptext.h"
#include "runtime/loop/listen.h"
#include "runtime/loop/idle.h"
#include "runtime/loop/loop.h"

#define CONNECTIONS_MAX 4096
#define ACCEPTS_AT_ONCE 64
#define REFUSED_MS      100 /* until the next try where the system has no descriptor left */
#define CHUNK_BYTES     ((size_t)64 << 10)
#define WANTED_AT_ONCE  ((size_t)256 << 10)
#define LINGER_MS       2000
#define AHEAD_MAX       ((size_t)64 << 10) /* sent ahead, while a request waits for its answer */
#define KEPT_MAX        ((size_t)256 << 20)
#define KEPT_SMALL      ((size_t)4 << 10) /* of a request that may come in all the same */
#define GO_AHEAD        "HTTP/1.1 100 Continue\r\n\r\n"

/* ---- Connections ---- */

/* Returns true if the connection may not keep as much as it does. */
static bool count_kept(struct http_request *c)
{
    size_t kept = httpread_kept(&c->read) + c->ahead.size;
    c->server->kept = c->server->kept - c->kept + kept;
    c->kept = kept;
    return kept > KEPT_SMALL && c->server->kept > c->server->options.kept_max;
}

static void assign(struct event *e, struct http_server *s, int fd, short what,
                   event_callback_fn f, void *owner)
{
    if (event_assign(e, loop_base(s->loop), fd, what, f, owner) != 0) {
        memory_exhausted();
    }
    calm_mark(s->loop, e);
}

static void tell_finished(struct http_server *s)
{
    if (s->is_finishing && s->count == 0) {
        s->is_finishing = false;
        loop_soon(s->loop, s->finished, s->finished_owner);
    }
}

/* The owner of a request that waits is told. */
static void close_connection(struct http_request *c)
{
    struct http_server *s = c->server;
    if (s == NULL) {
        return;
    }
    idle_unwatch(c->server->loop, &c->readable);
    idle_unwatch(c->server->loop, &c->writable);
    close(c->fd);
    *(c->previous != NULL ? &c->previous->next : &s->first) = c->next;
    if (c->next != NULL) {
        c->next->previous = c->previous;
    }
    if (s->fd >= 0 && s->count == s->options.connections_max) {
        idle_watch(s->loop, &s->acceptable, 0);
    }
    s->count--;
    s->kept -= c->kept;
    c->server = NULL;
    tell_finished(s);
    c->inside++;
    if (c->is_waiting && !c->is_later && loop_is_calm(s->loop)) {
        httplater_add(s, c);
    } else if (c->is_waiting && !c->is_later && s->options.on_gone != NULL) {
        s->options.on_gone(s->options.owner, c);
    }
    httplater_leave(c);
}

/* ---- Clients that have ended their own side ---- */

/* Nothing comes but the end that is known, or that the connection broke. A read would tell of
 * the end alone. */
static void on_broken(evutil_socket_t fd, short what, void *owner)
{
    int error = 0;
    socklen_t size = sizeof error;
    (void)what;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0 || error != 0) {
        close_connection(owner);
    }
}

/*
 * Whether such a client is gone altogether, or waits for the answer to its request, shows when
 * it is sent something: the system of one that is gone says at once that nobody takes it. "100
 * Continue" may be sent at any time, and every client of HTTP/1.1 passes over it. The event
 * tells of each change once, since the end of what the client sends would be told forever.
 */
static void sound_out(struct http_request *c)
{
    if (c->is_sounded) {
        return;
    }
    c->is_sounded = true;
    idle_unwatch(c->server->loop, &c->readable);
    assign(&c->readable, c->server, c->fd, EV_READ | EV_ET | EV_PERSIST, on_broken, c);
    idle_watch(c->server->loop, &c->readable, 0);
    if (!c->read.is_old) {
        send(c->fd, GO_AHEAD, sizeof GO_AHEAD - 1, MSG_NOSIGNAL);
    }
}

/* An event that tells of changes does not go together with one that tells of states. */
static void end_sounding(struct http_request *c)
{
    if (c->is_sounded) {
        c->is_sounded = false;
        idle_unwatch(c->server->loop, &c->readable);
    }
}

/* ---- Sending ---- */

/* Sends both parts, the second straight from where it lies; what the socket does not take is
 * kept. Returns false if the client is gone. */
static bool send_parts(struct http_request *c, const char *head, size_t head_size,
                       const char *body, size_t body_size)
{
    struct iovec parts[2] = { { .iov_base = (void *)(uintptr_t)head, .iov_len = head_size },
                              { .iov_base = (void *)(uintptr_t)body, .iov_len = body_size } };
    struct msghdr message = { .msg_iov = parts, .msg_iovlen = body_size > 0 ? 2 : 1 };
    ssize_t sent = 0;
    if (c->out.size == 0) {
        sent = sendmsg(c->fd, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) {
            return false;
        }
    }
    size_t done = sent > 0 ? (size_t)sent : 0;
    if (done == head_size + body_size) {
        return true;
    }
    size_t of_head = done < head_size ? done : head_size;
    buf_put(&c->out, head + of_head, head_size - of_head);
    buf_put(&c->out, body + (done - of_head), body_size - (done - of_head));
    idle_watch(c->server->loop, &c->writable, c->server->options.quiet_ms);
    return true;
}

static void proceed(struct http_request *c);

static void on_writable(evutil_socket_t fd, short what, void *owner)
{
    struct http_request *c = owner;
    ssize_t sent = -1;
    if (!(what & EV_TIMEOUT)) {
        sent = send(fd, c->out.text + c->out_sent, c->out.size - c->out_sent, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
    }
    if (sent < 0) {
        close_connection(c);
        return;
    }
    c->out_sent += (size_t)sent;
    if (c->out_sent == c->out.size) {
        buf_release(&c->out);
        c->out_sent = 0;
        idle_unwatch(c->server->loop, &c->writable);
        proceed(c);
    }
}

static void put_head(struct http_request *r, int status, const char *type, size_t size)
{
    if (type != NULL) {
        http_add_header(r, "Content-Type", type);
    }
    if (status != 204 && status != 304) {
        buf_text(&r->extra, "Content-Length: ");
        buf_int(&r->extra, (int64_t)size);
        buf_text(&r->extra, "\r\n");
    }
    if (r->is_ending) {
        buf_text(&r->extra, "Connection: close\r\n");
    } else if (r->read.is_old) {
        buf_text(&r->extra, "Connection: keep-alive\r\n");
    }
    buf_text(&r->extra, "\r\n");
}

void http_answer(struct http_request *r, int status, const char *type, const char *body,
                 size_t size)
{
    if (r->server == NULL) {
        r->is_waiting = false;
        return; /* its client has gone, and on_gone has not returned yet */
    }
    struct buf line = { 0 };
    bool has_body = strcmp(r->read.method, "HEAD") != 0 && status != 204 && status != 304;
    r->is_ending = r->is_ending || !r->read.stays || r->server->finished != NULL;
    end_sounding(r);
    put_head(r, status, type, size);
    buf_print(&line, "HTTP/1.1 %d %s\r\n%s", status, httptext_reason(status), r->extra.text);
    buf_clear(&r->extra);
    r->is_waiting = false;
    r->mark = NULL;
    bool is_sent = send_parts(r, line.text, line.size, body, has_body ? size : 0);
    buf_release(&line);
    httpread_start(&r->read);
    r->begun_ns = 0;
    if (!is_sent) {
        r->is_ending = true;
    }
    if (r->inside == 0) {
        proceed(r);
    }
}

static void answer_plainly(struct http_request *r, int status, const char *text)
{
    http_answer(r, status, "text/plain", text, strlen(text));
}

static void answer_large(void *owner, struct http_request *r)
{
    (void)owner;
    answer_plainly(r, 413, "The body is too large.\n");
}

/* ---- Receiving ---- */

static void handle(struct http_request *c)
{
    const struct http_options *o = &c->server->options;
    c->is_waiting = true;
    if (o->is_guarded && http_is_foreign(c)) {
        answer_plainly(c, 403, "This Host or Origin is not served here.\n");
    } else if (o->at_once == NULL) {
        httplater_hand_over(c);
    } else if (c->read.is_too_large || !o->at_once(o->owner, c)) {
        c->is_later = true;
        httplater_add(c->server, c);
    }
}

/* What could not be read as a request is the last of its connection. */
static void refuse(struct http_request *c)
{
    int status = c->read.status;
    c->is_ending = c->lingers = true;
    c->read.method = "";
    answer_plainly(c, status, "");
}

static void go_ahead(struct http_request *c)
{
    c->read.wants_go_ahead = false;
    if (c->read.is_too_large) {
        c->is_ending = c->lingers = true; /* it need not be sent at all */
        c->read.at = HTTPREAD_WHOLE;
    } else if (!send_parts(c, GO_AHEAD, sizeof GO_AHEAD - 1, "", 0)) {
        c->is_ending = true;
    }
}

/* Looks at what has come: a request, a question whether to go on, something else. */
static void look(struct http_request *c)
{
    if (c->read.wants_go_ahead) {
        go_ahead(c);
    }
    if (c->read.at == HTTPREAD_WHOLE) {
        handle(c);
    } else if (c->read.at == HTTPREAD_REFUSED) {
        refuse(c);
    }
}

static bool may_read(const struct http_request *c)
{
    return c->server != NULL && !c->is_waiting && !c->is_ending && c->out.size == 0;
}

/* Takes bytes of requests, of which one at a time is handled; the rest is kept. */
static void take(struct http_request *c, const char *bytes, size_t size)
{
    size_t taken = 0;
    while (taken < size && may_read(c)) {
        taken += httpread_feed(&c->read, bytes + taken, size - taken);
        look(c);
    }
    if (c->server != NULL && !c->is_ending) {
        buf_put(&c->ahead, bytes + taken, size - taken);
    }
}

/* A connection that is closed before all has been read may lose its answer on the way. */
static void end(struct http_request *c)
{
    if (!c->lingers) {
        close_connection(c);
    } else if (!c->is_shut) {
        c->is_shut = true;
        shutdown(c->fd, SHUT_WR);
        idle_watch(c->server->loop, &c->readable, LINGER_MS);
    }
}

/* The event stays as it is where it can: to take it out and put it in again are system calls.
 */
static void listen_on(struct http_request *c)
{
    int64_t quiet_ms = c->server->options.quiet_ms;
    if (c->has_ended && c->is_waiting) {
        sound_out(c);
    } else if (c->has_ended) {
        idle_unwatch(c->server->loop, &c->readable);
    } else if (c->ahead.size > AHEAD_MAX || (count_kept(c) && c->is_waiting)) {
        c->is_deaf = true;
        idle_unwatch(c->server->loop, &c->readable);
    } else if (c->is_deaf || (quiet_ms > 0 && !c->is_waiting)) {
        c->is_deaf = false;
        idle_watch(c->server->loop, &c->readable, c->is_waiting ? 0 : quiet_ms);
    } else if (quiet_ms > 0) {
        idle_watch(c->server->loop, &c->readable, 0);
    }
}

/* The requests that were sent ahead, as far as they can be handled now; then wait for more, or
 * for the end of the connection. */
static void proceed(struct http_request *c)
{
    httplater_enter(c);
    while (may_read(c) && c->ahead.size > 0) {
        struct buf ahead = c->ahead;
        c->ahead = (struct buf){ 0 };
        take(c, ahead.text, ahead.size);
        buf_release(&ahead);
    }
    if (!httplater_leave(c)) {
        return;
    }
    bool is_idle = !c->is_waiting && !httpread_has_begun(&c->read);
    bool is_over = c->is_ending || (is_idle && c->server->finished != NULL);
    if (c->has_ended && !c->is_waiting && c->out.size == 0) {
        close_connection(c);
    } else if (is_over && !c->is_waiting && c->out.size == 0) {
        end(c);
    } else {
        listen_on(c);
    }
}

/* A long body goes straight to where it is kept. Returns what read(2) does. */
static ssize_t receive(struct http_request *c, char *chunk)
{
    size_t wanted = c->is_waiting ? 0 : httpread_wanted(&c->read);
    if (wanted <= CHUNK_BYTES || c->ahead.size > 0) {
        return recv(c->fd, chunk, CHUNK_BYTES, 0);
    }
    wanted = wanted < WANTED_AT_ONCE ? wanted : WANTED_AT_ONCE;
    ssize_t size = recv(c->fd, httpread_room(&c->read, wanted), wanted, 0);
    if (size > 0) {
        httpread_wrote(&c->read, (size_t)size);
    }
    return size;
}

/* Returns true if the request that is being read should have come as a whole by now. */
static bool is_late(struct http_request *c)
{
    int64_t most_ms = c->server->options.request_ms;
    if (most_ms == 0 || c->is_waiting || c->is_shut || !httpread_has_begun(&c->read)) {
        return false;
    }
    int64_t now_ns = clock_monotonic_ns();
    c->begun_ns = c->begun_ns == 0 ? now_ns : c->begun_ns;
    return now_ns - c->begun_ns > most_ms * 1000000;
}

/* Nothing more comes: what has been asked is still answered. */
static void hear_the_end(struct http_request *c)
{
    if ((c->is_waiting || c->out.size > 0) && !c->is_shut) {
        c->has_ended = true;
        listen_on(c);
    } else {
        close_connection(c);
    }
}

static void on_readable(evutil_socket_t fd, short what, void *owner)
{
    struct http_request *c = owner;
    char chunk[CHUNK_BYTES];
    (void)fd;
    if (what & EV_TIMEOUT) {
        close_connection(c);
        return;
    }
    bool is_direct =
        !c->is_waiting && httpread_wanted(&c->read) > CHUNK_BYTES && c->ahead.size == 0;
    ssize_t size = receive(c, chunk);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    c->lingered += c->is_shut && size > 0 ? (size_t)size : 0;
    if (size == 0) {
        hear_the_end(c);
        return;
    }
    if (size < 0 || c->lingered > HTTPREAD_DROPPED_MAX) {
        close_connection(c);
        return;
    }
    httplater_enter(c);
    if (is_direct) {
        look(c);
    } else {
        take(c, chunk, (size_t)size);
    }
    if (c->server != NULL && count_kept(c) && !c->is_waiting && !c->is_ending) {
        c->read.status = 503; /* clients who never end their requests cannot take all memory */
        refuse(c);
        count_kept(c);
    }
    if (!httplater_leave(c)) {
        return;
    }
    if (is_late(c)) {
        close_connection(c);
    } else {
        proceed(c);
    }
}

/* ---- Accepting ---- */

static void add_connection(struct http_server *s, int fd)
{
    struct http_request *c = memory_zero(sizeof *c);
    int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    c->server = s;
    c->fd = fd;
    httpread_open(&c->read, s->options.body_max);
    assign(&c->readable, s, fd, EV_READ | EV_PERSIST, on_readable, c);
    assign(&c->writable, s, fd, EV_WRITE | EV_PERSIST, on_writable, c);
    c->next = s->first;
    if (s->first != NULL) {
        s->first->previous = c;
    }
    s->first = c;
    s->count++;
    idle_watch(c->server->loop, &c->readable, s->options.quiet_ms);
}

static void on_retry(evutil_socket_t fd, short what, void *owner)
{
    struct http_server *s = owner;
    (void)fd, (void)what;
    idle_unwatch(s->loop, &s->retry);
    if (s->count < s->options.connections_max) {
        idle_watch(s->loop, &s->acceptable, 0);
    }
}

static bool is_short(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

static void on_acceptable(evutil_socket_t fd, short what, void *owner)
{
    struct http_server *s = owner;
    (void)what;
    for (int i = 0; i < ACCEPTS_AT_ONCE && s->count < s->options.connections_max; i++) {
        int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client >= 0) {
            add_connection(s, client);
        } else if (is_short(errno)) {
            idle_unwatch(s->loop, &s->acceptable);
            idle_watch(s->loop, &s->retry, REFUSED_MS);
            return;
        } else if (errno == EAGAIN) {
            return;
        }
    }
    if (s->count >= s->options.connections_max) {
        idle_unwatch(s->loop, &s->acceptable);
    }
}

/* ---- The server ---- */

static void on_calm(void *owner)
{
    struct http_server *s = owner;
    calm_mark(s->loop, &s->acceptable);
    calm_mark(s->loop, &s->retry);
    for (struct http_request *c = s->first; c != NULL; c = c->next) {
        calm_mark(s->loop, &c->readable);
        calm_mark(s->loop, &c->writable);
    }
}

static void on_settle(void *owner)
{
    httplater_tell_gone(owner);
}

bool http_open(struct loop *l, const struct http_options *o, struct http_server **ret_server,
               struct buf *why)
{
    const char *address = o->address != NULL ? o->address : "127.0.0.1";
    int fd = -1;
    uint16_t port = 0;
    int error = listen_open(address, o->port, &fd, &port);
    if (error != 0) {
        buf_print(why, "%s:%d: %s", address, o->port,
                  error == EINVAL ? "a numeric address is wanted" : strerror(error));
        return false;
    }
    struct http_server *s = memory_zero(sizeof *s);
    s->loop = l;
    s->options = *o;
    s->options.address = NULL;
    s->options.on_large = o->on_large != NULL ? o->on_large : answer_large;
    s->options.body_max = o->body_max > 0 ? o->body_max : HTTP_BODY_MAX;
    s->options.kept_max = o->kept_max > 0 ? o->kept_max : KEPT_MAX;
    s->options.connections_max = o->connections_max > 0 ? o->connections_max : CONNECTIONS_MAX;
    s->fd = fd;
    s->port = port;
    assign(&s->acceptable, s, fd, EV_READ | EV_PERSIST, on_acceptable, s);
    assign(&s->retry, s, -1, EV_PERSIST, on_retry, s);
    idle_watch(s->loop, &s->acceptable, 0);
    s->calm = (struct calm_member){ .change = on_calm, .settle = on_settle, .owner = s };
    if (o->at_once != NULL) {
        calm_add(l, &s->calm);
    }
    *ret_server = s;
    return true;
}

static void stop_accepting(struct http_server *s)
{
    if (s->fd >= 0) {
        idle_unwatch(s->loop, &s->acceptable);
        idle_unwatch(s->loop, &s->retry);
        close(s->fd);
        s->fd = -1;
    }
}

void http_finish(struct http_server *s, void (*done)(void *owner), void *owner)
{
    stop_accepting(s);
    s->finished = done;
    s->finished_owner = owner;
    s->is_finishing = true;
    for (struct http_request *c = s->first, *next; c != NULL; c = next) {
        next = c->next;
        if (c->inside == 0) {
            proceed(c);
        }
    }
    tell_finished(s);
}

void http_close(struct http_server *s)
{
    if (s == NULL) {
        return;
    }
    stop_accepting(s);
    while (s->first != NULL) {
        close_connection(s->first);
    }
    httplater_close(s);
    if (s->options.at_once != NULL) {
        calm_remove(s->loop, &s->calm);
    }
    if (s->finished != NULL) {
        loop_soon_cancel(s->loop, s->finished, s->finished_owner);
    }
    memory_release(s);
}
