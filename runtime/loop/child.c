#include "runtime/loop/child.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/fatal.h"
#include "runtime/base/memory.h"
#include "runtime/base/words.h"
#include "runtime/loop/group.h"
#include "runtime/loop/idle.h"
#include "runtime/loop/loop.h"
#include "runtime/loop/spawn.h"

#define GRACE_MS       2000
#define LOOK_MS        10 /* how often a child without a pidfd is looked at */
#define CHUNK_BYTES    65536
#define CHUNKS_AT_ONCE 16

struct child_list {
    struct loop_child *first;
    struct loop_child *last;
};

struct children {
    struct loop *loop;
    struct child_list running;
    struct child_list waiting;
    struct child_list stillborn; /* their `done` comes with the next turn */
    int count;                   /* of the running ones */
    bool closed;
};

struct loop_child {
    struct loop_child *next;
    struct loop_child *previous;
    struct child_list *list;
    struct children *all;
    char **argv;
    char **extra_env;
    struct buf input;
    size_t input_sent;
    struct buf output;
    bool output_cut;
    pid_t pid;
    size_t group; /* its place (group.h); a detached child has none */
    int input_fd; /* -1: closed */
    int output_fd;
    int pid_fd;
    struct event input_event;
    struct event output_event;
    struct event exit_event;
    uint64_t look_id; /* real deadlines */
    uint64_t grace_id;
    int64_t grace_ms;
    bool exited; /* but not reaped */
    bool killed;
    bool grace_over;
    bool detached;
    bool told; /* a detached child's owner has heard of its start, and waits for it no longer */
    int error;
    void (*done)(void *owner, const struct loop_child_end *end);
    void (*said)(void *owner, const char *bytes, size_t size); /* of a child that is kept */
    void *owner;
};

void loop_kill_groups(void)
{
    group_end_all();
}

static int end_signal(const struct loop_child *c)
{
    bool has_own = c->grace_ms > GRACE_MS && c->said == NULL;
    return has_own ? SIGTERM : SIGKILL;
}

/* ---- Lists ---- */

static void append(struct child_list *list, struct loop_child *c)
{
    c->list = list;
    c->next = NULL;
    c->previous = list->last;
    *(list->last != NULL ? &list->last->next : &list->first) = c;
    list->last = c;
}

static void unlink_child(struct loop_child *c)
{
    *(c->previous != NULL ? &c->previous->next : &c->list->first) = c->next;
    *(c->next != NULL ? &c->next->previous : &c->list->last) = c->previous;
    c->list = NULL;
}

/* ---- The end of a child ---- */

static void close_fd(struct loop_child *c, struct event *e, int *fd)
{
    if (*fd >= 0) {
        if (c->said != NULL) {
            idle_unwatch(c->all->loop, e);
        } else {
            event_del(e);
        }
        close(*fd);
        *fd = -1;
    }
}

static void admit(struct children *all);

static void tell(struct loop_child *c, int status)
{
    struct loop *l = c->all->loop;
    struct loop_child_end end = {
        .error = c->error,
        .status = status,
        .output = buf_string(&c->output),
        .output_size = c->output.size,
        .output_cut = c->output_cut,
    };
    c->told = true;
    c->done(c->owner, &end);
    if (c->said == NULL) {
        loop_let_go(l);
    }
}

static void tell_start(void *owner)
{
    tell(owner, 0);
}

/* The child is in no list any more. Its owner hears of it and it is gone. */
static void tell_end(struct loop_child *c, int status)
{
    if (c->detached) {
        loop_soon_cancel(c->all->loop, tell_start, c);
    }
    if (!c->told) {
        tell(c, status);
    }
    words_release(c->argv);
    words_release(c->extra_env);
    buf_release(&c->input);
    buf_release(&c->output);
    memory_release(c);
}

static void end_stillborn(void *owner)
{
    struct children *all = owner;
    struct child_list now = all->stillborn;
    all->stillborn = (struct child_list){ 0 };
    for (struct loop_child *c = now.first, *next; c != NULL; c = next) {
        next = c->next;
        tell_end(c, 0);
    }
}

static void be_stillborn(struct loop_child *c, int error)
{
    struct children *all = c->all;
    unlink_child(c);
    c->error = error;
    if (all->stillborn.first == NULL) {
        loop_soon(all->loop, end_stillborn, all);
    }
    append(&all->stillborn, c);
}

static void stop_watching(struct loop_child *c)
{
    struct children *all = c->all;
    close_fd(c, &c->input_event, &c->input_fd);
    close_fd(c, &c->output_event, &c->output_fd);
    close_fd(c, &c->exit_event, &c->pid_fd);
    loop_real_cancel(all->loop, c->look_id);
    loop_real_cancel(all->loop, c->grace_id);
    unlink_child(c);
    all->count -= c->said == NULL;
}

/* The zombie goes last: until then its number is the group's. */
static void finish(struct loop_child *c)
{
    struct children *all = c->all;
    int status = 0;
    if (c->killed || c->said != NULL) {
        kill(-c->pid, SIGKILL);
    }
    group_leave(c->group);
    while (waitpid(c->pid, &status, 0) < 0) {
        if (errno != EINTR) {
            c->error = errno;
            break;
        }
    }
    stop_watching(c);
    admit(all);
    tell_end(c, status);
}

static void on_grace(void *owner)
{
    struct loop_child *c = owner;
    c->grace_id = 0;
    c->grace_over = true;
    kill(-c->pid, SIGKILL);
    if (c->exited) {
        finish(c);
    }
}

void loop_child_kill(struct loop_child *c)
{
    if (c->killed) {
        return;
    }
    if (c->list == &c->all->waiting) {
        c->killed = true;
        be_stillborn(c, ECANCELED);
    } else if (c->list == &c->all->running && !c->detached) {
        c->killed = true;
        kill(-c->pid, SIGTERM);
        close_fd(c, &c->input_event, &c->input_fd);
        c->grace_id = loop_real_deadline(c->all->loop, c->grace_ms, on_grace, c);
    }
}

/* After SIGKILL its own children would live on. */
void loop_child_grace(struct loop_child *c, int64_t grace_ms)
{
    c->grace_ms = grace_ms;
    if (c->list == &c->all->running) {
        group_set_signal(c->group, end_signal(c));
    }
}

/* ---- Its output, its input and its exit ---- */

static void keep_output(struct loop_child *c, const char *chunk, size_t size)
{
    if (c->output_cut) {
        return;
    }
    if (c->said != NULL) {
        c->said(c->owner, chunk, size);
        return;
    }
    buf_put(&c->output, chunk, size);
    if (c->output.full) {
        c->output_cut = true;
        loop_child_kill(c);
    }
}

/* Read what is there, but let the other children have a turn now and then. */
static void read_output(struct loop_child *c)
{
    char chunk[CHUNK_BYTES];
    for (int i = 0; i < CHUNKS_AT_ONCE && c->output_fd >= 0; i++) {
        ssize_t size = read(c->output_fd, chunk, sizeof chunk);
        if (size > 0) {
            keep_output(c, chunk, (size_t)size);
        } else if (size < 0 && errno == EINTR) {
            continue;
        } else if (size < 0 && errno == EAGAIN) {
            return;
        } else {
            close_fd(c, &c->output_event, &c->output_fd);
        }
    }
}

/*
 * The child's own output is in the pipe when it exits; if another process holds the pipe open,
 * this does not wait for it. The group of a killed child may still be cleaning up: it has until
 * the end of the grace.
 */
static void finish_if_ended(struct loop_child *c)
{
    if (!c->exited) {
        return;
    }
    while (group_is_over()) {
        pause(); /* another thread ends the process: do not report what became of the child */
    }
    read_output(c);
    if (!c->killed || c->output_fd < 0 || c->grace_over) {
        finish(c);
    }
}

static void on_output(evutil_socket_t fd, short what, void *owner)
{
    struct loop_child *c = owner;
    (void)fd, (void)what;
    read_output(c);
    if (c->output_fd < 0) {
        finish_if_ended(c);
    }
}

static void on_input(evutil_socket_t fd, short what, void *owner)
{
    struct loop_child *c = owner;
    (void)what;
    ssize_t size = write(fd, c->input.text + c->input_sent, c->input.size - c->input_sent);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (size > 0) {
        c->input_sent += (size_t)size;
    }
    /* A child need not read its input: a closed pipe is not an error. */
    if (size < 0 || c->input_sent == c->input.size) {
        close_fd(c, &c->input_event, &c->input_fd);
        buf_release(&c->input);
    }
}

static bool has_exited(const struct loop_child *c)
{
    siginfo_t info = { .si_pid = 0 };
    if (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0) {
        return errno != EINTR;
    }
    return info.si_pid != 0;
}

static void on_exit_event(evutil_socket_t fd, short what, void *owner)
{
    struct loop_child *c = owner;
    (void)fd, (void)what;
    c->exited = true;
    close_fd(c, &c->exit_event, &c->pid_fd);
    finish_if_ended(c);
}

static void on_look(void *owner)
{
    struct loop_child *c = owner;
    c->look_id = 0;
    if (has_exited(c)) {
        c->exited = true;
        finish_if_ended(c);
    } else {
        c->look_id = loop_real_deadline(c->all->loop, LOOK_MS, on_look, c);
    }
}

/* ---- The start of a child ---- */

static void listen_to(struct event *e, struct loop_child *c, int fd, short what,
                      event_callback_fn f)
{
    struct loop *l = c->all->loop;
    if (event_assign(e, loop_base(l), fd, (short)(what | EV_PERSIST), f, c) != 0) {
        memory_exhausted();
    }
    if (c->said != NULL) {
        idle_watch(l, e, 0);
    } else if (event_add(e, NULL) != 0) {
        memory_exhausted();
    }
}

static void watch_pipes(struct loop_child *c)
{
    listen_to(&c->output_event, c, c->output_fd, EV_READ, on_output);
    if (c->said != NULL) {
        buf_release(&c->input); /* it has all of it */
    } else if (c->input.size > 0) {
        listen_to(&c->input_event, c, c->input_fd, EV_WRITE, on_input);
    } else {
        close(c->input_fd);
        c->input_fd = -1;
    }
}

static void watch(struct loop_child *c)
{
    if (c->detached) {
        loop_soon(c->all->loop, tell_start, c);
    } else {
        watch_pipes(c);
    }
    /* glibc has a function for this only since 2.36; an old kernel answers ENOSYS. */
    c->pid_fd = (int)syscall(SYS_pidfd_open, c->pid, 0);
    if (c->pid_fd >= 0) {
        listen_to(&c->exit_event, c, c->pid_fd, EV_READ, on_exit_event);
    } else {
        c->look_id = loop_real_deadline(c->all->loop, LOOK_MS, on_look, c);
    }
}

/* 0 or an errno. */
static int start(struct loop_child *c)
{
    if (c->detached) {
        return spawn_detached(c->argv, c->extra_env, c->input.text, c->input.size, &c->pid);
    }
    struct spawn_pipes pipes = { .input_fd = -1 };
    int error = c->said != NULL ? spawn_kept(c->argv, c->extra_env, c->input.text,
                                             c->input.size, &c->pid, &pipes.output_fd)
                                : spawn_piped(c->argv, c->extra_env, &c->pid, &pipes);
    if (error == 0) {
        c->input_fd = pipes.input_fd;
        c->output_fd = pipes.output_fd;
    }
    return error;
}

/* The system has no room for another process now. */
static bool may_pass(int error)
{
    return error == EAGAIN || error == EMFILE || error == ENFILE || error == ENOMEM;
}

/* It has been started. */
static void run(struct loop_child *c)
{
    unlink_child(c);
    append(&c->all->running, c);
    if (!c->detached) {
        c->group = group_take(c->pid, end_signal(c));
    }
    watch(c);
}

static void admit(struct children *all)
{
    while (all->waiting.first != NULL && all->count < LOOP_CHILDREN_MAX) {
        struct loop_child *c = all->waiting.first;
        int error = all->closed ? ECANCELED : start(c);
        if (may_pass(error) && all->count > 0) {
            return; /* the next one to end makes room */
        }
        if (may_pass(error)) {
            fatal("no child process can be started", error);
        }
        if (error != 0) {
            be_stillborn(c, error);
            continue;
        }
        run(c);
        all->count++;
    }
}

/* ---- All of them ---- */

static void look_at_all(struct children *all)
{
    for (struct loop_child *c = all->running.first, *next; c != NULL; c = next) {
        next = c->next;
        read_output(c);
        c->exited = c->exited || has_exited(c);
        finish_if_ended(c);
    }
}

/* Without the loop's callbacks, since nobody else's work is to go on. */
static void wait_for_all(struct children *all, int64_t most_ms)
{
    int64_t until_ns = clock_monotonic_ns() + most_ms * 1000000;
    struct timespec pause = { .tv_nsec = 200000 };
    look_at_all(all);
    while (all->running.first != NULL && clock_monotonic_ns() < until_ns) {
        nanosleep(&pause, NULL);
        if (pause.tv_nsec < 10000000) {
            pause.tv_nsec *= 2;
        }
        look_at_all(all);
    }
}

/* Those that live on without us are not ours any more. */
static void let_go_of_detached(struct children *all)
{
    for (struct loop_child *c = all->running.first, *next; c != NULL; c = next) {
        next = c->next;
        if (c->detached) {
            stop_watching(c);
            tell_end(c, 0);
        }
    }
}

static int64_t longest_grace(const struct children *all)
{
    int64_t most_ms = 0;
    for (const struct loop_child *c = all->running.first; c != NULL; c = c->next) {
        most_ms = c->grace_ms > most_ms ? c->grace_ms : most_ms;
    }
    return most_ms;
}

static void kill_all(struct children *all)
{
    all->closed = true;
    while (all->waiting.first != NULL) {
        loop_child_kill(all->waiting.first);
    }
    let_go_of_detached(all);
    for (struct loop_child *c = all->running.first; c != NULL; c = c->next) {
        loop_child_kill(c);
    }
    wait_for_all(all, longest_grace(all));
    for (struct loop_child *c = all->running.first; c != NULL; c = c->next) {
        kill(-c->pid, SIGKILL);
        c->grace_over = true;
    }
    wait_for_all(all, GRACE_MS);
    while (all->stillborn.first != NULL) {
        loop_soon_cancel(all->loop, end_stillborn, all);
        end_stillborn(all);
    }
}

static void release(void *children)
{
    kill_all(children);
    memory_release(children);
}

static const struct loop_guest guest = { .release = release };

static struct children *children_of(struct loop *l)
{
    struct children *all = loop_guest(l, LOOP_CHILDREN);
    if (all != NULL) {
        return all;
    }
    /* A child that reads nothing must not end us; one that ends must stay to be asked how. */
    signal(SIGPIPE, SIG_IGN);
    struct sigaction chld;
    if (sigaction(SIGCHLD, NULL, &chld) == 0 && chld.sa_handler == SIG_IGN) {
        signal(SIGCHLD, SIG_DFL);
    }
    fatal_cleanup(loop_kill_groups);
    all = memory_zero(sizeof *all);
    all->loop = l;
    loop_take_in(l, LOOP_CHILDREN, &guest, all);
    return all;
}

void loop_kill_children(struct loop *l)
{
    struct children *all = loop_guest(l, LOOP_CHILDREN);
    if (all != NULL) {
        kill_all(all);
    }
}

/* ---- A new child ---- */

static struct loop_child *new_child(struct loop *l, const char *const *argv,
                                    const char *const *extra_env, const char *input,
                                    size_t input_size,
                                    void (*done)(void *owner, const struct loop_child_end *end),
                                    void *owner)
{
    struct loop_child *c = memory_zero(sizeof *c);
    c->all = children_of(l);
    c->argv = words_copy(argv);
    c->extra_env = words_copy(extra_env);
    buf_put(&c->input, input, input_size);
    c->input_fd = c->output_fd = c->pid_fd = -1;
    c->group = GROUP_NONE;
    c->grace_ms = GRACE_MS;
    c->done = done;
    c->owner = owner;
    return c;
}

static struct loop_child *enter(struct loop_child *c)
{
    loop_hold(c->all->loop);
    append(&c->all->waiting, c);
    admit(c->all);
    return c;
}

struct loop_child *loop_child_start(struct loop *l, const char *const *argv,
                                    const char *const *extra_env, const char *input,
                                    size_t input_size, size_t output_limit,
                                    void (*done)(void *owner, const struct loop_child_end *end),
                                    void *owner)
{
    struct loop_child *c = new_child(l, argv, extra_env, input, input_size, done, owner);
    c->output.limit = output_limit;
    return enter(c);
}

struct loop_child *
loop_child_detach(struct loop *l, const char *const *argv, const char *const *extra_env,
                  const char *input, size_t input_size,
                  void (*done)(void *owner, const struct loop_child_end *end), void *owner)
{
    struct loop_child *c = new_child(l, argv, extra_env, input, input_size, done, owner);
    c->detached = true;
    return enter(c);
}

struct loop_child *loop_child_keep(struct loop *l, const char *const *argv,
                                   const char *const *extra_env, const char *input,
                                   size_t input_size,
                                   void (*said)(void *owner, const char *bytes, size_t size),
                                   void (*done)(void *owner, const struct loop_child_end *end),
                                   void *owner)
{
    struct loop_child *c = new_child(l, argv, extra_env, input, input_size, done, owner);
    c->said = said;
    append(&c->all->waiting, c);
    bool has_room = group_room() > LOOP_CHILDREN_MAX;
    int error = c->all->closed ? ECANCELED : has_room ? start(c) : EAGAIN;
    if (error != 0) {
        be_stillborn(c, error);
    } else {
        run(c);
    }
    return c;
}

void loop_child_hear(struct loop_child *c)
{
    if (c->list == &c->all->running) {
        read_output(c);
    }
}

pid_t loop_child_pid(const struct loop_child *c)
{
    return c->pid;
}
