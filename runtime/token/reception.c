#include "runtime/token/reception.h"

#include <asl/asl.h>
#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/loop/idle.h"
#include "runtime/loop/loop.h"
#include "runtime/service/answer.h"
#include "runtime/token/meeting.h"
#include "runtime/token/pending.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* An output of 256 KiB in a text of JSON in a text of JSON. */
#define LINE_BYTES_MAX ((size_t)4 << 20)
#define PIECE_BYTES    65536

#define GUESTS_MAX 256

/* How long one may take for the rest of a request, or of an answer; whoever waits for a task
 * may wait on. */
#define QUIET_MS 10000

/* How long nobody is let in where there is no room for one more. */
#define FULL_MS 100

struct guest {
    struct reception *reception;
    struct guest *next, *previous;
    int fd;
    struct event readable, writable;
    struct buf in, out;
    bool is_leaving;         /* he is gone, or goes when `out` is sent */
    char *activity, *worker; /* he waits for a task, or has been offered one */
    bool has_offer;
    struct pending *offered; /* until he has taken it; pending.c sets it to NULL */
};

struct reception {
    struct loop *loop;
    char *local;
    struct meeting *meeting; /* NULL until something waits */
    struct pending_list *list;
    int fd; /* -1 while nothing waits */
    char *name;
    struct event acceptable;
    uint64_t full_id;
    struct guest *first, *last;
    size_t guests;
};

/* ---- Guests ---- */

static void offer_again(struct reception *r, const char *activity);

static void release_guest(struct guest *g)
{
    struct reception *r = g->reception;
    char *activity = NULL;
    idle_unwatch(r->loop, &g->readable);
    idle_unwatch(r->loop, &g->writable);
    close(g->fd);
    *(g->previous != NULL ? &g->previous->next : &r->first) = g->next;
    *(g->next != NULL ? &g->next->previous : &r->last) = g->previous;
    r->guests--;
    if (g->offered != NULL) {
        pending_refuse(g->offered);
        activity = g->activity;
        g->activity = NULL;
    }
    memory_release(g->activity);
    memory_release(g->worker);
    buf_release(&g->in);
    buf_release(&g->out);
    memory_release(g);
    if (activity != NULL) {
        offer_again(r, activity);
        memory_release(activity);
    }
}

/* Sends what the socket takes; the rest follows. */
static void flush(struct guest *g)
{
    ssize_t sent = 0;
    while (g->out.size > 0 &&
           (sent = send(g->fd, g->out.text, g->out.size, MSG_NOSIGNAL | MSG_DONTWAIT)) > 0) {
        g->out.size -= (size_t)sent;
        memmove(g->out.text, g->out.text + sent, g->out.size);
    }
    if (g->out.size == 0) {
        idle_unwatch(g->reception->loop, &g->writable);
    } else if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
        idle_watch(g->reception->loop, &g->writable, QUIET_MS);
    } else {
        buf_clear(&g->out);
        g->is_leaving = true;
    }
}

static void reply(struct guest *g, const struct service_answer *a)
{
    struct value *json = service_answer_json(a);
    write_json(&g->out, json);
    buf_char(&g->out, '\n');
    value_release(json);
    flush(g);
}

static void reply_value(struct guest *g, struct value *body)
{
    struct service_answer a = { 0 };
    service_answer_good(&a, body);
    reply(g, &a);
    service_answer_release(&a);
}

/* ---- Workers of activities ---- */

/* Gives him the first task of the queue, if there is one. Returns true if there was. */
static bool offer(struct guest *g)
{
    g->offered = pending_offer(g->reception->list, g->activity, &g->offered);
    g->has_offer = g->offered != NULL;
    if (g->has_offer) {
        reply_value(g, pending_show(g->offered));
    }
    return g->has_offer;
}

/* Offers what is in the queue to those who wait, first come, first served. */
static void offer_again(struct reception *r, const char *activity)
{
    bool is_more = true;
    for (struct guest *g = r->first; g != NULL && is_more; g = g->next) {
        if (g->activity != NULL && !g->has_offer && !g->is_leaving &&
            strcmp(g->activity, activity) == 0) {
            is_more = offer(g);
        }
    }
}

static void ask_for_task(struct guest *g, const struct value *input)
{
    const char *activity = value_member_text(input, "activityArn");
    if (g->activity != NULL || activity == NULL) {
        g->is_leaving = true;
        return;
    }
    g->activity = memory_text(activity);
    g->worker = memory_text(value_member_text(input, "workerName"));
    idle_watch(g->reception->loop, &g->readable, 0);
    offer(g);
}

/* The task may be gone by now: it was stopped, or its token was answered. */
static void take_task(struct guest *g)
{
    struct pending *p = g->offered;
    char *worker = g->worker;
    memory_release(g->activity);
    g->offered = NULL;
    g->has_offer = false;
    g->activity = g->worker = NULL;
    if (p != NULL) {
        pending_take(p, worker);
        reply_value(g, NULL);
    } else {
        struct service_answer a = { 0 };
        service_answer_fail(&a, 400, NULL, "TaskTimedOut", "Task Timed Out");
        reply(g, &a);
        service_answer_release(&a);
    }
    memory_release(worker);
}

/* ---- Requests ---- */

static void close_door(struct reception *r);

static void answer(struct guest *g, const char *operation, const struct value *input)
{
    struct service_answer a = { 0 };
    pending_answer(g->reception->list, operation, input, &a);
    reply(g, &a);
    service_answer_release(&a);
}

static void answer_line(struct guest *g, const char *line, size_t size)
{
    struct value *request = NULL, *input = NULL;
    struct read_error error;
    const char *operation = NULL;
    if (read_json(line, size, &request, &error)) {
        operation = value_member_text(request, "operation");
        value_member(request, "input", &input);
    }
    if (operation == NULL) {
        g->is_leaving = true;
    } else if (strcmp(operation, "GetActivityTask") == 0) {
        ask_for_task(g, input);
    } else if (strcmp(operation, "TakeTask") == 0) {
        take_task(g);
    } else {
        answer(g, operation, input);
    }
    value_release(request);
}

/* Answers each whole line that has come. */
static void answer_lines(struct guest *g)
{
    size_t from = 0;
    const char *end;
    while (!g->is_leaving && from < g->in.size &&
           (end = memchr(g->in.text + from, '\n', g->in.size - from)) != NULL) {
        size_t size = (size_t)(end - (g->in.text + from));
        answer_line(g, g->in.text + from, size);
        from += size + 1;
    }
    g->in.size -= from;
    memmove(g->in.text, g->in.text + from, g->in.size);
    g->is_leaving = g->is_leaving || g->in.size > LINE_BYTES_MAX;
}

/* He may be released by this. */
static void settle(struct guest *g)
{
    struct reception *r = g->reception;
    if (g->is_leaving && g->out.size == 0) {
        release_guest(g);
    }
    if (pending_count(r->list) == 0) {
        close_door(r);
    }
}

static void on_readable(evutil_socket_t fd, short what, void *owner)
{
    struct guest *g = owner;
    ssize_t size = 0;
    if ((what & EV_READ) != 0) {
        size = recv(fd, buf_room(&g->in, PIECE_BYTES), PIECE_BYTES, MSG_DONTWAIT);
    }
    if (size > 0) {
        g->in.size += (size_t)size;
        answer_lines(g);
    } else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
        buf_clear(&g->out);
        g->is_leaving = true;
    }
    settle(g);
}

static void on_writable(evutil_socket_t fd, short what, void *owner)
{
    struct guest *g = owner;
    (void)fd;
    if ((what & EV_WRITE) != 0) {
        flush(g);
    } else {
        buf_clear(&g->out);
        g->is_leaving = true;
    }
    settle(g);
}

/* ---- The door ---- */

static void assign(struct reception *r, struct event *e, int fd, short what,
                   event_callback_fn f, void *owner)
{
    if (event_assign(e, loop_base(r->loop), fd, (short)(what | EV_PERSIST), f, owner) != 0) {
        memory_exhausted();
    }
}

static void let_in(struct reception *r, int fd)
{
    struct guest *g = memory_zero(sizeof *g);
    g->reception = r;
    g->fd = fd;
    g->previous = r->last;
    *(r->last != NULL ? &r->last->next : &r->first) = g;
    r->last = g;
    r->guests++;
    assign(r, &g->readable, fd, EV_READ, on_readable, g);
    assign(r, &g->writable, fd, EV_WRITE, on_writable, g);
    idle_watch(r->loop, &g->readable, QUIET_MS);
}

static void await_guests(struct reception *r)
{
    if (event_add(&r->acceptable, NULL) != 0) {
        memory_exhausted();
    }
}

static void on_room(void *owner)
{
    struct reception *r = owner;
    r->full_id = 0;
    await_guests(r);
}

static void on_guest(evutil_socket_t fd, short what, void *owner)
{
    struct reception *r = owner;
    (void)what;
    int guest =
        r->guests < GUESTS_MAX ? accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK) : -1;
    if (guest >= 0) {
        let_in(r, guest);
    } else if (r->guests == GUESTS_MAX || (errno != EAGAIN && errno != EINTR)) {
        event_del(&r->acceptable);
        r->full_id = loop_real_deadline(r->loop, FULL_MS, on_room, r);
    }
}

/* While something waits the loop has something to wait for: these are no idle events. */
static bool open_door(struct reception *r, struct buf *why)
{
    if (r->fd >= 0) {
        return true;
    }
    if (r->local == NULL) {
        buf_text(why,
                 "there is no folder in which it could be answered; --local DIR names one");
        return false;
    }
    if (r->meeting == NULL && !meeting_open(r->local, true, &r->meeting, why)) {
        return false;
    }
    r->fd = meeting_listen(r->meeting, &r->name, why);
    if (r->fd < 0) {
        return false;
    }
    assign(r, &r->acceptable, r->fd, EV_READ, on_guest, r);
    await_guests(r);
    return true;
}

/* Guests who still have something to hear stay. */
static void close_door(struct reception *r)
{
    if (r->fd >= 0) {
        event_del(&r->acceptable);
        loop_real_cancel(r->loop, r->full_id);
        meeting_leave(r->meeting, r->fd, r->name);
        r->full_id = 0;
        r->fd = -1;
        r->name = NULL;
        for (struct guest *g = r->first, *next; g != NULL; g = next) {
            next = g->next;
            if (g->out.size == 0) {
                release_guest(g);
            }
        }
    }
}

/* ---- All of it ---- */

static void *reception_open(struct loop *l, const char *local)
{
    struct reception *r = memory_zero(sizeof *r);
    r->loop = l;
    r->local = memory_text(local);
    r->list = pending_list_new();
    r->fd = -1;
    return r;
}

static void reception_close(void *place)
{
    struct reception *r = place;
    if (r == NULL) {
        return;
    }
    close_door(r);
    while (r->first != NULL) {
        release_guest(r->first);
    }
    pending_list_release(r->list);
    meeting_close(r->meeting);
    memory_release(r->local);
    memory_release(r);
}

static struct pending *reception_wait(void *place, const struct pending_task *t,
                                      struct buf *why)
{
    struct reception *r = place;
    if (!open_door(r, why)) {
        return NULL;
    }
    struct pending *p = pending_add(r->list, t);
    if (t->activity != NULL) {
        offer_again(r, t->activity);
    }
    return p;
}

static void reception_leave(void *place, struct pending *p)
{
    struct reception *r = place;
    pending_remove(r->list, p);
    if (pending_count(r->list) == 0) {
        close_door(r);
    }
}

const struct asl_tokens asl_tokens = {
    .open = reception_open,
    .close = reception_close,
    .wait = reception_wait,
    .leave = reception_leave,
};
