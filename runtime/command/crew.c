#include "runtime/command/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/output.h"
#include "runtime/command/lines.h"
#include "runtime/command/port.h"
#include "runtime/program/keeping.h"

#define PATIENCE_MS 6000 /* for workers that end: their own children have some seconds */
#define LOOK_MS     10   /* how often a worker that ends is looked at */

/* A line that a worker has to answer. */
struct duty {
    uint64_t number;
    void *line;
};

struct worker {
    pid_t pid;          /* 0 once it has ended */
    int pid_fd;         /* ready when it has ended; -1 on an old kernel */
    int to, from;       /* pipes; -1 if closed */
    int lent;           /* a socket by which it borrows the store; -1 if closed */
    struct buf written; /* lines on their way to it */
    size_t sent;        /* of them */
    struct lines answers;
    struct port in, out, end, borrowing;
    struct duty *duties; /* [first, last), the oldest first */
    size_t first, last, room;
};

struct crew {
    struct worker *workers; /* [count] */
    size_t count, alive;
    size_t next; /* where the search for the next worker begins */
    bool has_lost;
    const char *program;
    const struct crew_listener *listener;
    void *owner;
    const struct feature_keeping *keeping; /* NULL: there is no store */
    struct kept *kept;
};

size_t crew_processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < 1 ? 1 : count > CREW_MAX ? CREW_MAX : (size_t)count;
}

/* ---- Forking ----------------------------------------------------------------------------- */

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
    *fd = -1;
}

static void close_pipes(struct crew *c)
{
    for (size_t i = 0; i < c->count; i++) {
        close_fd(&c->workers[i].to);
        close_fd(&c->workers[i].from);
        close_fd(&c->workers[i].lent);
    }
}

static void release(struct crew *c)
{
    close_pipes(c);
    for (size_t i = 0; i < c->count; i++) {
        struct worker *w = &c->workers[i];
        close_fd(&w->pid_fd);
        lines_close(&w->answers);
        buf_release(&w->written);
        memory_release(w->duties);
    }
    memory_release(c->workers);
    memory_release(c);
}

/* A program that was started without standard streams may have got their numbers. */
static void close_pair(const int fds[2])
{
    for (int i = 0; i < 2; i++) {
        if (fds[i] > STDERR_FILENO) {
            close(fds[i]);
        }
    }
}

/* The worker is in a process group of its own, so that a terminal's ^C reaches the lead alone,
 * which then stops the workers in their order. It does not outlive the lead. */
static void become_worker(struct crew *c, const int theirs[2], pid_t lead)
{
    int old_output = output_fd();
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != lead) {
        _exit(0); /* it has died before we could be told */
    }
    dup2(theirs[0], STDIN_FILENO);
    dup2(theirs[1], STDOUT_FILENO);
    output_renew();
    close(old_output);
    close_pair(theirs);
    release(c);
}

/* Pairs of a worker: of pipes [0] is to be read, [1] to be written; of sockets [0] is the
 * lead's, [1] the worker's. */
struct pairs {
    int to[2], from[2], lent[2];
};

/* Returns 0 or an errno. */
static int open_pairs(struct pairs *p)
{
    *p = (struct pairs){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
    if (pipe2(p->to, O_CLOEXEC) == 0 && pipe2(p->from, O_CLOEXEC) == 0 &&
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, p->lent) == 0) {
        return 0;
    }
    int error = errno;
    for (int i = 0; i < 2; i++) {
        close_fd(&p->to[i]);
        close_fd(&p->from[i]);
        close_fd(&p->lent[i]);
    }
    return error;
}

/* Returns 0 or an errno; *ret_is_worker in the new process. */
static int fork_one(struct crew *c, bool *ret_is_worker, struct crew_place *ret_place)
{
    struct pairs p;
    pid_t lead = getpid();
    int error = open_pairs(&p);
    if (error != 0) {
        return error;
    }
    struct worker *w = &c->workers[c->count++];
    *w = (struct worker){ .to = p.to[1], .from = p.from[0], .lent = p.lent[0], .pid_fd = -1 };
    w->pid = fork();
    if (w->pid == 0) {
        *ret_place = (struct crew_place){ c->count - 1, p.lent[1] };
        become_worker(c, (int[]){ p.to[0], p.from[1] }, lead);
        *ret_is_worker = true;
        return 0;
    }
    error = w->pid < 0 ? errno : 0;
    close(p.to[0]);
    close(p.from[1]);
    close(p.lent[1]);
    fcntl(w->to, F_SETFL, O_NONBLOCK);
    lines_open(&w->answers, w->from);
    w->answers.most = SIZE_MAX;
    return error;
}

int crew_fork(size_t count, struct crew **ret_crew, struct crew_place *ret_place)
{
    struct crew *c = memory_zero(sizeof *c);
    int error = 0;
    bool is_worker = false;
    c->workers = memory_zero(count * sizeof *c->workers);
    fflush(NULL);
    while (error == 0 && c->count < count) {
        error = fork_one(c, &is_worker, ret_place);
        if (is_worker) {
            *ret_crew = NULL;
            return 0;
        }
        c->alive += error == 0;
    }
    if (error != 0) {
        crew_close(c, true);
        c = NULL;
    }
    *ret_crew = c;
    return error;
}

void crew_join(struct crew *c, struct loop *l, const char *program,
               const struct crew_listener *listener, void *owner)
{
    c->program = program;
    c->listener = listener;
    c->owner = owner;
    for (size_t i = 0; i < c->count; i++) {
        struct worker *w = &c->workers[i];
        w->pid_fd = (int)syscall(SYS_pidfd_open, w->pid, 0);
        port_open_reading(&w->in, l, w->from);
        port_open_writing(&w->out, l, w->to);
        port_open_reading(&w->borrowing, l, w->lent);
        if (w->pid_fd >= 0) {
            port_open_reading(&w->end, l, w->pid_fd);
        }
    }
}

/* ---- Lines to workers -------------------------------------------------------------------- */

bool crew_is_alive(const struct crew *c)
{
    return c->alive > 0;
}

bool crew_has_lost(const struct crew *c)
{
    return c->has_lost;
}

static size_t load(const struct worker *w)
{
    return w->pid > 0 ? w->last - w->first : SIZE_MAX;
}

static struct worker *idlest(struct crew *c)
{
    struct worker *best = NULL;
    for (size_t i = 0; i < c->count; i++) {
        struct worker *w = &c->workers[(c->next + i) % c->count];
        if (best == NULL || load(w) < load(best)) {
            best = w;
        }
    }
    c->next = (size_t)(best - c->workers) + 1;
    return best;
}

static void add_duty(struct worker *w, uint64_t number, void *line)
{
    if (w->first > 0 && w->last == w->room) {
        w->last -= w->first;
        memmove(w->duties, w->duties + w->first, w->last * sizeof *w->duties);
        w->first = 0;
    }
    w->duties = memory_grow(w->duties, w->last, &w->room, sizeof *w->duties);
    w->duties[w->last++] = (struct duty){ .number = number, .line = line };
}

void crew_give(struct crew *c, const struct line *line, void *owner)
{
    struct worker *w = idlest(c);
    add_duty(w, line->number, owner);
    buf_print(&w->written, "%" PRIu64 " ", line->number);
    buf_put(&w->written, line->text, line->size);
    buf_char(&w->written, '\n');
}

void crew_number(struct line *line)
{
    uint64_t number = 0;
    size_t at = 0;
    for (; at < line->size && line->text[at] != ' '; at++) {
        number = number * 10 + (uint64_t)(line->text[at] - '0');
    }
    line->text += at + 1;
    line->size -= at + 1;
    line->number = number;
}

/* A worker that does not read any more is about to end, which is heard elsewhere. */
static void send_lines(struct worker *w)
{
    while (w->sent < w->written.size) {
        ssize_t size = write(w->to, w->written.text + w->sent, w->written.size - w->sent);
        if (size < 0 && errno != EINTR) {
            return;
        }
        w->sent += size > 0 ? (size_t)size : 0;
    }
    w->sent = 0;
    buf_clear(&w->written);
}

/* ---- Answers and ends of workers --------------------------------------------------------- */

static bool has_bytes(int fd)
{
    struct pollfd ready = { .fd = fd, .events = POLLIN };
    return poll(&ready, 1, 0) > 0;
}

static void take_answers(struct crew *c, struct worker *w)
{
    struct line line;
    while (lines_next(&w->answers, &line) && w->first < w->last && line.size > 0) {
        bool is_whole = line.text + line.size < w->answers.text.text + w->answers.text.size;
        if (is_whole) { /* what a worker was writing when it died is no answer */
            c->listener->answered(c->owner, w->duties[w->first++].line,
                                  line.text[0] == CREW_GOOD, line.text + 1, line.size);
        }
    }
}

/* Take all that is there. Returns false once there will be no more. */
static bool drain(struct crew *c, struct worker *w)
{
    while (!w->answers.has_ended && has_bytes(w->from)) {
        lines_fill(&w->answers);
        take_answers(c, w);
    }
    return !w->answers.has_ended;
}

static void put_how(struct buf *b, int status)
{
    if (WIFSIGNALED(status)) {
        buf_print(b, "ended by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    } else {
        buf_print(b, "ended with exit code %d", WEXITSTATUS(status));
    }
}

/* "3, 7 to 9" */
static void put_numbers(struct buf *b, const struct worker *w)
{
    for (size_t i = w->first, next; i < w->last; i = next) {
        uint64_t from = w->duties[i].number;
        for (next = i + 1; next < w->last && w->duties[next].number == from + (next - i);) {
            next++;
        }
        buf_print(b, "%s%" PRIu64, i == w->first ? "" : ", ", from);
        if (next - i > 1) {
            buf_print(b, " to %" PRIu64, from + (next - i) - 1);
        }
    }
}

static void lose(struct crew *c, struct worker *w, int status)
{
    struct buf how = { 0 }, numbers = { 0 };
    put_how(&how, status);
    put_numbers(&numbers, w);
    buf_text(&numbers, numbers.size == 0 ? "none" : "");
    message_print(c->program, "worker %zu of %zu was %s; lines lost: %s",
                  (size_t)(w - c->workers) + 1, c->count, buf_string(&how),
                  buf_string(&numbers));
    c->has_lost = true;
    while (w->first < w->last) {
        const struct duty *d = &w->duties[w->first++];
        c->listener->lost(c->owner, d->line, d->number, buf_string(&how));
    }
    buf_release(&how);
    buf_release(&numbers);
}

static void forget_lent(struct worker *w)
{
    port_close(&w->borrowing);
    close_fd(&w->lent);
}

void crew_lend(struct crew *c, const struct feature_keeping *keeping, struct kept *kept)
{
    c->keeping = keeping;
    c->kept = kept;
}

/* Hear what all workers ask of the store, so that one commit is enough for what they change. */
static void serve(struct crew *c)
{
    bool has_heard = false;
    for (size_t i = 0; c->keeping != NULL && i < c->count; i++) {
        struct worker *w = &c->workers[i];
        if (w->lent >= 0 && has_bytes(w->lent)) {
            has_heard = true;
            if (!c->keeping->serve(c->kept, w->lent)) {
                forget_lent(w);
            }
        }
    }
    if (has_heard) {
        c->keeping->settle(c->kept);
    }
}

static void forget(struct crew *c, struct worker *w)
{
    port_close(&w->in);
    port_close(&w->out);
    port_close(&w->end);
    forget_lent(w);
    close_fd(&w->to);
    close_fd(&w->from);
    close_fd(&w->pid_fd);
    w->pid = 0;
    c->alive--;
}

/* It has closed its output, or has ended. Nothing can be heard of one that has only done the
 * former: so it is killed, which changes nothing for one that has ended. */
static int reap(struct worker *w)
{
    int status = 0;
    kill(w->pid, SIGKILL);
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

static void ended(struct crew *c, struct worker *w)
{
    drain(c, w);
    int status = reap(w);
    forget(c, w);
    lose(c, w, status);
}

void crew_ask(struct crew *c)
{
    for (size_t i = 0; i < c->count; i++) {
        struct worker *w = &c->workers[i];
        if (w->pid > 0) {
            port_ask(&w->in, true);
            port_ask(&w->out, w->sent < w->written.size);
            port_ask(&w->end, true);
        }
        if (w->lent >= 0) {
            port_ask(&w->borrowing, true);
        }
    }
}

void crew_take(struct crew *c)
{
    serve(c);
    for (size_t i = 0; i < c->count; i++) {
        struct worker *w = &c->workers[i];
        if (w->pid == 0) {
            continue;
        }
        send_lines(w);
        port_take(&w->in);
        port_take(&w->out);
        port_take(&w->borrowing);
        if (!drain(c, w) || (w->pid_fd >= 0 && port_take(&w->end))) {
            ended(c, w);
        }
    }
}

/* ---- The end ----------------------------------------------------------------------------- */

/* Returns true if it has ended by now. What it still answers is taken, so that it can end. */
static bool has_gone(struct crew *c, struct worker *w)
{
    if (c->listener != NULL) {
        drain(c, w);
    }
    if (waitpid(w->pid, NULL, WNOHANG) == 0) {
        return false;
    }
    if (c->listener != NULL) {
        drain(c, w);
    }
    forget(c, w);
    return true;
}

/* Returns true while some worker has not ended. */
static bool await_end(struct crew *c, bool is_late)
{
    serve(c);
    for (size_t i = 0; i < c->count; i++) {
        struct worker *w = &c->workers[i];
        if (w->pid > 0 && !has_gone(c, w) && is_late) {
            reap(w);
            forget(c, w);
        }
    }
    return c->alive > 0;
}

void crew_close(struct crew *c, bool now)
{
    if (c == NULL) {
        return;
    }
    int64_t end_ns = clock_monotonic_ns() + PATIENCE_MS * INT64_C(1000000);
    for (size_t i = 0; i < c->count; i++) {
        close_fd(&c->workers[i].to);
        if (now && c->workers[i].pid > 0) {
            kill(c->workers[i].pid, SIGTERM);
        }
    }
    while (await_end(c, clock_monotonic_ns() >= end_ns)) {
        poll(NULL, 0, LOOK_MS);
    }
    release(c);
}
