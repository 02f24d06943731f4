#include "runtime/token/visit.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/service/answer.h"
#include "runtime/token/meeting.h"
#include "runtime/token/pending.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define PIECE_BYTES 65536

/* How long one process is waited for before the others are asked. */
#define EAGER_MS 200

/* The most that a process is believed to have to say, to whoever asks for a list. */
#define LINE_BYTES_MAX ((size_t)64 << 20)

static int64_t now_ms(void)
{
    return clock_monotonic_ns() / 1000000;
}

/* ---- One process ---- */

struct host {
    char *name; /* of its socket */
    int fd;     /* -1 once it is gone */
    struct buf in;
};

static void leave(struct host *h)
{
    if (h->fd >= 0) {
        close(h->fd);
    }
    h->fd = -1;
}

static void release_host(struct host *h)
{
    leave(h);
    buf_release(&h->in);
    memory_release(h->name);
}

/* Returns false if the descriptor has not become ready by then. */
static bool is_ready(int fd, short events, int64_t until_ms)
{
    struct pollfd p = { .fd = fd, .events = events };
    int count;
    do {
        int64_t left_ms = until_ms - now_ms();
        count = poll(&p, 1, left_ms > 0 ? (int)left_ms : 0);
    } while (count < 0 && errno == EINTR);
    return count > 0;
}

static bool send_line(struct host *h, const char *operation, const struct value *input,
                      int64_t until_ms)
{
    struct value *request = value_object();
    struct buf line = { 0 };
    size_t done = 0;
    ssize_t sent = 1;
    value_set_text(&request, "operation", operation);
    value_set_take(&request, "input", value_share((struct value *)(uintptr_t)input));
    write_json(&line, request);
    buf_char(&line, '\n');
    while (done < line.size && sent > 0 && is_ready(h->fd, POLLOUT, until_ms)) {
        sent = send(h->fd, line.text + done, line.size - done, MSG_NOSIGNAL | MSG_DONTWAIT);
        done += sent > 0 ? (size_t)sent : 0;
    }
    bool is_sent = done == line.size;
    buf_release(&line);
    value_release(request);
    return is_sent;
}

enum heard { HEARD_NOTHING, HEARD_LINE, HEARD_END };

/* Reads what has come. A whole line becomes *ret_json, which is new. */
static enum heard hear(struct host *h, struct value **ret_json)
{
    ssize_t size = recv(h->fd, buf_room(&h->in, PIECE_BYTES), PIECE_BYTES, MSG_DONTWAIT);
    struct read_error ignored;
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
        return HEARD_NOTHING;
    }
    if (size <= 0 || h->in.size > LINE_BYTES_MAX) {
        return HEARD_END;
    }
    h->in.size += (size_t)size;
    if (h->in.text[h->in.size - 1] != '\n') {
        return HEARD_NOTHING;
    }
    bool is_json = read_json(h->in.text, h->in.size, ret_json, &ignored);
    buf_clear(&h->in);
    return is_json ? HEARD_LINE : HEARD_END;
}

static void say_silent(struct buf *why, const char *name)
{
    if (why->size == 0) {
        buf_print(why, "the process at the socket %s does not answer within %d s", name,
                  VISIT_ANSWER_MS / 1000);
    }
}

/* Waits for an answer. HEARD_NOTHING: there is none by then. */
static enum heard await(struct host *h, int64_t until_ms, struct value **ret_json)
{
    enum heard heard = HEARD_NOTHING;
    while (heard == HEARD_NOTHING && is_ready(h->fd, POLLIN, until_ms)) {
        heard = hear(h, ret_json);
    }
    return heard;
}

/* ---- Asking all of them ---- */

/* Called with each process's answer, which is borrowed; returns true if no other need be asked.
 */
typedef bool visit_hearer(void *owner, const struct value *json);

struct question {
    const char *operation;
    const struct value *input;
    visit_hearer *hearer;
    void *owner;
};

/* Takes a process's answer, if it comes by then; the process is left. Returns true if no other
 * need be asked. */
static bool take(const struct question *q, struct host *h, int64_t until_ms)
{
    struct value *json = NULL;
    enum heard heard = await(h, until_ms, &json);
    bool is_done = heard == HEARD_LINE && q->hearer(q->owner, json);
    if (heard != HEARD_NOTHING) {
        leave(h);
    }
    value_release(json);
    return is_done;
}

/* A process that is stopped, or has much to do, does not keep the others from being asked. */
static bool ask_hosts(const struct meeting *m, const struct question *q, struct host *hosts,
                      size_t count)
{
    int64_t until_ms = now_ms() + VISIT_ANSWER_MS;
    bool is_done = false;
    for (size_t i = 0; i < count && !is_done; i++) {
        hosts[i].fd = meeting_connect(m, hosts[i].name);
        if (hosts[i].fd >= 0 &&
            !send_line(&hosts[i], q->operation, q->input, now_ms() + EAGER_MS)) {
            leave(&hosts[i]);
        }
        is_done = hosts[i].fd >= 0 && take(q, &hosts[i], now_ms() + EAGER_MS);
    }
    for (size_t i = 0; i < count && !is_done; i++) {
        is_done = hosts[i].fd >= 0 && take(q, &hosts[i], until_ms);
    }
    return is_done;
}

/* Returns true if a hearer was content, or all processes have answered. */
static bool ask_all(const struct meeting *m, const struct question *q, struct buf *why)
{
    char **names = meeting_names(m);
    size_t count = 0;
    while (names[count] != NULL) {
        count++;
    }
    struct host *hosts = memory_zero(count * sizeof *hosts);
    for (size_t i = 0; i < count; i++) {
        hosts[i] = (struct host){ .name = memory_text(names[i]), .fd = -1 };
    }
    bool is_done = ask_hosts(m, q, hosts, count);
    for (size_t i = 0; i < count; i++) {
        if (hosts[i].fd >= 0 && !is_done) {
            say_silent(why, hosts[i].name);
        }
        release_host(&hosts[i]);
    }
    memory_release(hosts);
    meeting_release_names(names);
    return is_done || why->size == 0;
}

static const char *const codes[] = { "InvalidToken", "InvalidOutput", "ValidationException",
                                     "TaskTimedOut", "UnknownOperationException" };

/* Makes the answer what a process has said. Returns false if it does not have the task. */
static bool take_answer(void *owner, const struct value *json)
{
    struct service_answer *a = owner;
    const char *type = value_member_text(json, "__type");
    const char *message = value_member_text(json, "message");
    if (type == NULL) {
        service_answer_good(a, value_share((struct value *)(uintptr_t)json));
        return true;
    }
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (strcmp(codes[i], type) == 0) {
            service_answer_fail(a, 400, NULL, codes[i], "%s", message != NULL ? message : "");
        }
    }
    return strcmp(type, "TaskTimedOut") != 0;
}

bool visit_send(const char *local, const char *operation, const struct value *input,
                struct service_answer *ret_answer, struct buf *why)
{
    struct meeting *m = NULL;
    if (!pending_check(operation, input, ret_answer)) {
        return true;
    }
    if (!meeting_open(local, false, &m, why)) {
        return false;
    }
    service_answer_fail(ret_answer, 400, NULL, "TaskTimedOut", "%s", PENDING_UNKNOWN);
    bool is_good =
        m == NULL ||
        ask_all(m, &(struct question){ operation, input, take_answer, ret_answer }, why);
    meeting_close(m);
    return is_good;
}

static bool take_list(void *owner, const struct value *json)
{
    struct value **all = owner, *some = NULL;
    value_member(json, "waiting", &some);
    for (size_t i = 0; value_type(some) == VALUE_ARRAY && i < value_count(some); i++) {
        value_append_take(all, value_share(value_item(some, i)));
    }
    return false;
}

bool visit_list(const char *local, struct value **ret_waiting, struct buf *why)
{
    struct meeting *m = NULL;
    if (!meeting_open(local, false, &m, why)) {
        return false;
    }
    struct value *all = value_array(0);
    bool is_good = m == NULL ||
                   ask_all(m, &(struct question){ "ListWaiting", NULL, take_list, &all }, why);
    meeting_close(m);
    if (is_good) {
        *ret_waiting = all;
    } else {
        value_release(all);
    }
    return is_good;
}

/* ---- Waiting for a task ---- */

/* A worker that asks all processes at once, and those that come meanwhile. */
struct search {
    struct meeting *meeting;
    struct value *request;
    int news; /* inotify, of sockets that appear; -1 if the system has no more of them */
    struct host *hosts;
    size_t count, room;
    int64_t until_ms;
};

static bool knows(const struct search *s, const char *name)
{
    size_t i = 0;
    while (i < s->count && strcmp(s->hosts[i].name, name) != 0) {
        i++;
    }
    return i < s->count;
}

static void ask_newcomers(struct search *s)
{
    char **names = meeting_names(s->meeting);
    for (char **name = names; *name != NULL; name++) {
        if (!knows(s, *name)) {
            s->hosts = memory_grow(s->hosts, s->count, &s->room, sizeof *s->hosts);
            struct host *h = &s->hosts[s->count++];
            *h = (struct host){ .name = memory_text(*name),
                                .fd = meeting_connect(s->meeting, *name) };
            if (h->fd >= 0 &&
                !send_line(h, "GetActivityTask", s->request, now_ms() + VISIT_ANSWER_MS)) {
                leave(h);
            }
        }
    }
    meeting_release_names(names);
}

/* A process offers a task (taken). Returns true if it is ours now. */
static bool take_offer(struct search *s, struct host *h, struct value *task,
                       struct value **ret_task)
{
    struct value *json = NULL;
    int64_t until_ms = now_ms() + VISIT_ANSWER_MS;
    bool is_ours = value_member_text(task, "taskToken") != NULL &&
                   send_line(h, "TakeTask", NULL, until_ms) &&
                   await(h, until_ms, &json) == HEARD_LINE &&
                   value_member_text(json, "__type") == NULL;
    if (is_ours) {
        *ret_task = task;
    } else {
        value_release(task);
        if (json == NULL ||
            !send_line(h, "GetActivityTask", s->request, now_ms() + VISIT_ANSWER_MS)) {
            leave(h);
        }
    }
    value_release(json);
    return is_ours;
}

/* Sleeps until something has come, or it is time to go. */
static void sleep_for(const struct search *s, struct pollfd *p)
{
    int64_t left_ms = s->until_ms - now_ms();
    for (size_t i = 0; i < s->count; i++) {
        p[i] = (struct pollfd){ .fd = s->hosts[i].fd, .events = POLLIN };
    }
    p[s->count] = (struct pollfd){ .fd = s->news, .events = POLLIN };
    poll(p, s->count + 1, left_ms <= 0 ? 0 : left_ms < INT32_MAX ? (int)left_ms : INT32_MAX);
}

static bool hear_all(struct search *s, const struct pollfd *p, struct value **ret_task)
{
    char events[PIECE_BYTES];
    size_t count = s->count;
    for (size_t i = 0; i < count; i++) {
        struct value *json = NULL;
        if (s->hosts[i].fd < 0 || p[i].revents == 0) {
            continue;
        }
        enum heard heard = hear(&s->hosts[i], &json);
        if (heard == HEARD_LINE && take_offer(s, &s->hosts[i], json, ret_task)) {
            return true;
        }
        if (heard == HEARD_END) {
            leave(&s->hosts[i]);
        }
    }
    if (p[count].revents != 0) {
        ssize_t ignored = read(s->news, events, sizeof events);
        (void)ignored;
        ask_newcomers(s);
    }
    return false;
}

static struct value *search_task(struct search *s)
{
    struct value *task = NULL;
    struct pollfd *p = NULL;
    ask_newcomers(s);
    for (;;) {
        p = memory_resize(p, (s->count + 1) * sizeof *p);
        sleep_for(s, p);
        if (hear_all(s, p, &task) || now_ms() >= s->until_ms) {
            break;
        }
    }
    memory_release(p);
    return task;
}

static bool watch(struct search *s, struct buf *why)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", meeting_folder(s->meeting));
    s->news = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (s->news < 0 || inotify_add_watch(s->news, path, IN_MOVED_TO) < 0) {
        buf_print(why, "the folder of those who wait cannot be watched: %s", strerror(errno));
        return false;
    }
    return true;
}

bool visit_take(const char *local, const char *activity, const char *worker, int64_t wait_ms,
                struct value **ret_task, struct buf *why)
{
    struct search s = { .until_ms = now_ms() + wait_ms, .news = -1 };
    *ret_task = NULL;
    if (!meeting_open(local, true, &s.meeting, why)) {
        return false;
    }
    s.request = value_object();
    value_set_text(&s.request, "activityArn", activity);
    value_set_text(&s.request, "workerName", worker);
    bool is_good = watch(&s, why);
    if (is_good) {
        *ret_task = search_task(&s);
    }
    for (size_t i = 0; i < s.count; i++) {
        release_host(&s.hosts[i]);
    }
    if (s.news >= 0) {
        close(s.news);
    }
    memory_release(s.hosts);
    value_release(s.request);
    meeting_close(s.meeting);
    return is_good;
}
