#include "runtime/loop/child.h"
#include "runtime/loop/loop.h"
#include "runtime/loop/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "tests/unit/unit.h"
#include "tests/unit/wall.h"

static struct clock test_clock;
static struct buf heard;

static void on_deadline(void *owner, uint64_t ticket)
{
    (void)owner;
    buf_print(&heard, "%d ", (int)ticket);
}

static struct loop *begin(bool is_virtual)
{
    wall_ahead_ms = 0;
    if (is_virtual) {
        clock_start_virtual(&test_clock, CLOCK_VIRTUAL_START_MS);
    } else {
        clock_start_real(&test_clock);
    }
    buf_clear(&heard);
    return loop_new(&test_clock, on_deadline, NULL);
}

static void end(struct loop *l)
{
    loop_release(l);
    buf_release(&heard);
}

static void run(struct loop *l)
{
    while (loop_turn(l, true)) {
    }
}

static int64_t now_ms(void)
{
    return clock_monotonic_ns() / 1000000;
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
}

static int count_descriptors(void)
{
    int count = 0;
    for (int fd = 0; fd < 256; fd++) {
        count += fcntl(fd, F_GETFD) >= 0;
    }
    return count;
}

/* ---- Deadlines ---- */

static void test_nothing(void)
{
    struct loop *l = begin(true);
    CU_ASSERT_FALSE(loop_turn(l, true));
    CU_ASSERT_FALSE(loop_turn(l, false));
    end(l);
    loop_release(NULL);
}

static void test_jump(void)
{
    struct loop *l = begin(true);
    int64_t start_ms = clock_now_ms(&test_clock), real_ms = now_ms();
    loop_deadline(l, start_ms + 86400000, 2);
    loop_deadline(l, start_ms + 3600000, 1);
    uint64_t id = loop_deadline(l, start_ms + 4000000, 9);
    loop_deadline(l, start_ms + 86400000, 3);
    loop_cancel(l, id);
    CU_ASSERT_TRUE(loop_turn(l, false));
    UNIT_TEXT(buf_string(&heard), "");
    CU_ASSERT_TRUE(loop_turn(l, true));
    UNIT_TEXT(buf_string(&heard), "1 ");
    CU_ASSERT_EQUAL(clock_now_ms(&test_clock), start_ms + 3600000);
    run(l);
    UNIT_TEXT(buf_string(&heard), "1 2 3 ");
    CU_ASSERT_TRUE(now_ms() - real_ms < 1000);
    end(l);
}

/* A deadline of the past strikes without moving the clock. */
static void test_past(void)
{
    struct loop *l = begin(true);
    loop_deadline(l, 5, 1);
    run(l);
    UNIT_TEXT(buf_string(&heard), "1 ");
    CU_ASSERT_EQUAL(clock_now_ms(&test_clock), CLOCK_VIRTUAL_START_MS);
    end(l);
}

static void let_go(void *owner)
{
    buf_print(&heard, "go ");
    loop_let_go(owner);
}

/* While something is in flight a virtual clock stands and real time passes. */
static void test_hold(void)
{
    struct loop *l = begin(true);
    int64_t real_ms = now_ms();
    loop_deadline(l, clock_now_ms(&test_clock) + 1000, 1);
    loop_hold(l);
    loop_real_deadline(l, 30, let_go, l);
    run(l);
    UNIT_TEXT(buf_string(&heard), "go 1 ");
    CU_ASSERT_TRUE(now_ms() - real_ms >= 30);
    end(l);
}

static void test_real_clock(void)
{
    struct loop *l = begin(false);
    int64_t real_ms = now_ms();
    loop_deadline(l, clock_steady_ms(&test_clock) + 40, 2);
    loop_deadline(l, clock_steady_ms(&test_clock) + 20, 1);
    uint64_t id = loop_real_deadline(l, 1, let_go, l);
    loop_real_cancel(l, id);
    loop_real_cancel(l, id);
    run(l);
    UNIT_TEXT(buf_string(&heard), "1 2 ");
    CU_ASSERT_TRUE(now_ms() - real_ms >= 39);
    CU_ASSERT_TRUE(now_ms() - real_ms < 2000);
    end(l);
}

#define HOUR_MS INT64_C(3600000)

/* Whoever sets the wall clock back does not make a duration longer, nor shorter by setting it
 * forward. A test that fails here would take an hour. */
static void test_duration(void)
{
    for (int64_t set_ms = -HOUR_MS; set_ms <= HOUR_MS; set_ms += 2 * HOUR_MS) {
        struct loop *l = begin(false);
        int64_t real_ms = now_ms();
        loop_deadline(l, clock_steady_ms(&test_clock) + 60, 2);
        loop_deadline(l, clock_steady_ms(&test_clock) + 40, 1);
        wall_ahead_ms = set_ms;
        loop_deadline(l, clock_steady_ms(&test_clock) + 80, 3);
        alarm(60);
        run(l);
        alarm(0);
        UNIT_TEXT(buf_string(&heard), "1 2 3 ");
        CU_ASSERT_TRUE(now_ms() - real_ms >= 79);
        end(l);
    }
}

/* A time of day is not there because it would have been, had nobody set the clock back; and it
 * is there once somebody sets the clock forward. It strikes once. */
static void test_instant(void)
{
    struct loop *l = begin(false);
    loop_instant(l, clock_now_ms(&test_clock) + 20, 2);
    loop_instant(l, clock_now_ms(&test_clock) + 10, 1);
    uint64_t id = loop_instant(l, clock_now_ms(&test_clock) + 30, 9);
    uint64_t other = loop_deadline(l, clock_steady_ms(&test_clock) + 30, 9);
    CU_ASSERT_NOT_EQUAL(id, other);
    CU_ASSERT_NOT_EQUAL(loop_deadline_setting(l, id).turn, 0);
    loop_cancel(l, id);
    CU_ASSERT_EQUAL(loop_deadline_setting(l, id).turn, 0);
    CU_ASSERT_NOT_EQUAL(loop_deadline_setting(l, other).turn, 0);
    loop_cancel(l, other);
    wall_ahead_ms = -HOUR_MS;
    pause_ms(40);
    CU_ASSERT_TRUE(loop_turn(l, false));
    UNIT_TEXT(buf_string(&heard), "");
    wall_ahead_ms = 0;
    alarm(60);
    run(l);
    alarm(0);
    UNIT_TEXT(buf_string(&heard), "1 2 ");
    wall_ahead_ms = -HOUR_MS;
    CU_ASSERT_FALSE(loop_turn(l, false));
    UNIT_TEXT(buf_string(&heard), "1 2 ");
    end(l);
}

static void *set_forward(void *nothing)
{
    pause_ms(20);
    wall_ahead_ms = HOUR_MS;
    return nothing;
}

/* The clock is set while the loop sleeps, and nothing else wakes it. */
static void test_instant_while_asleep(void)
{
    struct loop *l = begin(false);
    loop_instant(l, clock_now_ms(&test_clock) + HOUR_MS, 1);
    pthread_t thread;
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, set_forward, NULL), 0);
    alarm(60);
    run(l);
    alarm(0);
    pthread_join(thread, NULL);
    UNIT_TEXT(buf_string(&heard), "1 ");
    end(l);
}

/* A machine whose clock says 1970 until it hears what time it is: nothing strikes twice, and
 * nothing is lost. */
static void test_from_1970(void)
{
    struct loop *l = begin(false);
    int64_t today_ms = clock_now_ms(&test_clock);
    wall_ahead_ms = -today_ms;
    clock_start_real(&test_clock);
    CU_ASSERT_TRUE(clock_now_ms(&test_clock) < HOUR_MS);
    loop_deadline(l, clock_steady_ms(&test_clock) + 40, 1);
    loop_instant(l, today_ms - HOUR_MS, 3);
    loop_instant(l, 2 * HOUR_MS, 2);
    loop_turn(l, false);
    UNIT_TEXT(buf_string(&heard), "");
    pause_ms(40);
    wall_ahead_ms = 0;
    loop_deadline(l, clock_steady_ms(&test_clock) + 40, 4);
    alarm(60);
    run(l);
    alarm(0);
    UNIT_TEXT(buf_string(&heard), "1 2 3 4 ");
    end(l);
}

/* A virtual clock has one time: deadlines of both kinds keep their order. */
static void test_virtual_instant(void)
{
    struct loop *l = begin(true);
    int64_t at_ms = clock_now_ms(&test_clock) + 1000;
    loop_instant(l, at_ms, 1);
    loop_deadline(l, at_ms, 2);
    loop_instant(l, at_ms, 3);
    loop_cancel(l, loop_instant(l, at_ms, 9));
    run(l);
    UNIT_TEXT(buf_string(&heard), "1 2 3 ");
    end(l);
}

static struct loop *again_loop;
static int again_count;

static void set_again(void *owner, uint64_t ticket)
{
    (void)owner;
    if (again_count++ < 100) {
        loop_deadline(again_loop, 0, ticket);
    }
}

/* A deadline that sets one which is due already does not keep the turn from ending. */
static void test_turn_ends(void)
{
    clock_start_virtual(&test_clock, 0);
    again_loop = loop_new(&test_clock, set_again, NULL);
    loop_deadline(again_loop, 0, 1);
    CU_ASSERT_TRUE(loop_turn(again_loop, true));
    CU_ASSERT_EQUAL(again_count, 1);
    run(again_loop);
    CU_ASSERT_EQUAL(again_count, 101);
    loop_release(again_loop);
}

static char word_a[] = "a", word_b[] = "b", word_no[] = "no", word_next[] = "next";

static void say_soon(void *owner)
{
    buf_print(&heard, "%s ", (const char *)owner);
}

static void cancel_soon(void *owner)
{
    loop_soon_cancel(owner, say_soon, word_no);
    loop_soon(owner, say_soon, word_next);
}

static void test_soon(void)
{
    struct loop *l = begin(true);
    loop_deadline(l, clock_now_ms(&test_clock) + 1000, 1);
    loop_soon(l, say_soon, word_a);
    loop_soon(l, cancel_soon, l);
    loop_soon(l, say_soon, word_no);
    loop_soon(l, say_soon, word_b);
    CU_ASSERT_TRUE(loop_turn(l, true));
    UNIT_TEXT(buf_string(&heard), "a b ");
    CU_ASSERT_EQUAL(clock_now_ms(&test_clock), CLOCK_VIRTUAL_START_MS);
    run(l);
    UNIT_TEXT(buf_string(&heard), "a b next 1 ");
    loop_soon(l, say_soon, word_no);
    end(l);
}

/* ---- Signals ---- */

static void on_stop(void *owner, int number)
{
    (void)owner;
    buf_print(&heard, "stop %d ", number);
}

static void test_stop(void)
{
    struct loop *l = begin(false);
    loop_on_stop(l, on_stop, l);
    raise(SIGTERM);
    loop_turn(l, false);
    raise(SIGINT);
    raise(SIGHUP);
    loop_turn(l, false);
    UNIT_TEXT(buf_string(&heard), "stop 15 ");
    end(l);
    l = begin(false);
    loop_on_stop(l, on_stop, l);
    raise(SIGHUP);
    loop_turn(l, false);
    UNIT_TEXT(buf_string(&heard), "stop 1 ");
    end(l);
}

static void on_hangup(void *owner)
{
    (void)owner;
    buf_text(&heard, "hangup ");
}

/* Each SIGHUP is told, also one that was ignored before, and none of them stops. */
static void test_hangup(void)
{
    signal(SIGHUP, SIG_IGN);
    struct loop *l = begin(false);
    loop_on_stop(l, on_stop, l);
    loop_on_hangup(l, on_hangup, l);
    for (int i = 0; i < 2; i++) {
        raise(SIGHUP);
        loop_turn(l, false);
    }
    raise(SIGTERM);
    loop_turn(l, false);
    UNIT_TEXT(buf_string(&heard), "hangup hangup stop 15 ");
    end(l);
    signal(SIGHUP, SIG_DFL);
    l = begin(false);
    loop_on_stop(l, on_stop, l);
    raise(SIGHUP);
    loop_turn(l, false);
    UNIT_TEXT(buf_string(&heard), "stop 1 ");
    end(l);
}

static void interrupt(void *job)
{
    (void)job;
    pause_ms(30);
    kill(getpid(), SIGINT);
    pause_ms(30);
}

static void ignore(void *job)
{
    (void)job;
}

/* A signal ends a sleep. */
static void test_stop_wakes(void)
{
    struct loop *l = begin(false);
    loop_on_stop(l, on_stop, l);
    loop_deadline(l, clock_now_ms(&test_clock) + 30000, 1);
    loop_pool_submit(l, interrupt, ignore, NULL);
    while (heard.size == 0) {
        loop_turn(l, true);
    }
    UNIT_TEXT(buf_string(&heard), "stop 2 ");
    end(l);
}

/* ---- The pool ---- */

struct job {
    struct loop *loop;
    _Atomic(struct loop_job *) handle;
    long ms;
    bool posts;
    atomic_int worked;
    int done;
    int posted;
};

static void count_post(void *argument)
{
    struct job *j = argument;
    CU_ASSERT_EQUAL(j->done, 0);
    j->posted++;
}

static void work(void *job)
{
    struct job *j = job;
    pause_ms(j->ms);
    j->worked++;
    if (j->posts) {
        loop_pool_post(j->handle, count_post, j);
        loop_pool_post(j->handle, count_post, j);
    }
}

static void done(void *job)
{
    struct job *j = job;
    j->done++;
    buf_print(&heard, "%ld ", j->ms);
}

static void test_pool(void)
{
    struct loop *l = begin(true);
    struct job jobs[3] = { { .ms = 120 }, { .ms = 10 }, { .ms = 60 } };
    loop_deadline(l, clock_now_ms(&test_clock) + 1, 7);
    for (int i = 0; i < 3; i++) {
        jobs[i].handle = loop_pool_submit(l, work, done, &jobs[i]);
    }
    run(l);
    UNIT_TEXT(buf_string(&heard), "10 60 120 7 ");
    end(l);
}

static void test_pool_waits_in_order(void)
{
    struct loop *l = begin(false);
    static struct job jobs[200];
    loop_pool_size(l, 1);
    for (int i = 0; i < 200; i++) {
        jobs[i].handle = loop_pool_submit(l, work, done, &jobs[i]);
    }
    run(l);
    for (int i = 0; i < 200; i++) {
        CU_ASSERT_EQUAL(jobs[i].worked, 1);
        CU_ASSERT_EQUAL(jobs[i].done, 1);
    }
    end(l);
}

static void test_pool_post(void)
{
    struct loop *l = begin(false);
    struct job j = { .ms = 20, .posts = true };
    j.handle = loop_pool_submit(l, work, done, &j);
    run(l);
    CU_ASSERT_EQUAL(j.posted, 2);
    CU_ASSERT_EQUAL(j.done, 1);
    end(l);
}

/* An abandoned job does not keep a virtual clock from its jump; one that has not begun is left
 * out. */
static void test_pool_abandon(void)
{
    struct loop *l = begin(true);
    static struct job slow, never;
    int64_t real_ms = now_ms();
    slow = (struct job){ .ms = 300 };
    never = (struct job){ .ms = 1 };
    loop_pool_size(l, 1);
    loop_deadline(l, clock_now_ms(&test_clock) + 5000, 7);
    struct loop_job *a = loop_pool_submit(l, work, done, &slow);
    struct loop_job *b = loop_pool_submit(l, work, done, &never);
    pause_ms(20);
    loop_pool_abandon(a);
    loop_pool_abandon(a);
    loop_pool_abandon(b);
    run(l);
    UNIT_TEXT(buf_string(&heard), "7 ");
    CU_ASSERT_TRUE(now_ms() - real_ms < 250);
    loop_hold(l);
    loop_real_deadline(l, 500, let_go, l);
    run(l);
    UNIT_TEXT(buf_string(&heard), "7 300 1 go ");
    CU_ASSERT_EQUAL(slow.worked, 1);
    CU_ASSERT_EQUAL(never.worked, 0);
    end(l);
}

static atomic_int late_done;

static void done_late(void *job)
{
    memory_release(job);
    late_done++;
}

/* loop_release() waits for nobody: what works is done on its own thread, what waits without its
 * work. */
static void test_pool_release(void)
{
    struct loop *l = begin(false);
    int64_t real_ms = now_ms();
    loop_pool_size(l, 1);
    for (int i = 0; i < 3; i++) {
        struct job *j = memory_zero(sizeof *j);
        j->ms = 200;
        loop_pool_submit(l, work, done_late, j);
    }
    pause_ms(30);
    end(l);
    CU_ASSERT_TRUE(now_ms() - real_ms < 150);
    CU_ASSERT_EQUAL(late_done, 2);
    for (int i = 0; i < 200 && late_done < 3; i++) {
        pause_ms(5);
    }
    CU_ASSERT_EQUAL(late_done, 3);
}

/* ---- Children ---- */

struct watch {
    int ends;
    int error;
    int status;
    bool cut;
    char *output;
    size_t size;
};

static void on_end(void *owner, const struct loop_child_end *e)
{
    struct watch *w = owner;
    w->ends++;
    w->error = e->error;
    w->status = e->status;
    w->cut = e->output_cut;
    w->size = e->output_size;
    memory_release(w->output);
    w->output = memory_text_n(e->output, e->output_size);
}

static struct loop_child *start(struct loop *l, struct watch *w, const char *script,
                                const char *input, size_t limit)
{
    const char *argv[] = { "sh", "-c", script, NULL };
    return loop_child_start(l, argv, NULL, input, strlen(input), limit, on_end, w);
}

static void expect(const char *script, const char *input, size_t limit, struct watch *ret_watch)
{
    struct loop *l = begin(false);
    *ret_watch = (struct watch){ 0 };
    start(l, ret_watch, script, input, limit);
    CU_ASSERT_EQUAL(ret_watch->ends, 0);
    run(l);
    CU_ASSERT_EQUAL(ret_watch->ends, 1);
    end(l);
}

static void forget(struct watch *w)
{
    memory_release(w->output);
}

static void test_child(void)
{
    struct watch w;
    expect("cat; exit 3", "hello", 100, &w);
    CU_ASSERT_EQUAL(w.error, 0);
    CU_ASSERT_TRUE(WIFEXITED(w.status) && WEXITSTATUS(w.status) == 3);
    UNIT_TEXT(w.output, "hello");
    forget(&w);
    expect("kill -9 $$", "", 100, &w);
    CU_ASSERT_TRUE(WIFSIGNALED(w.status) && WTERMSIG(w.status) == SIGKILL);
    forget(&w);
}

/* Input and output larger than any pipe, both at once. */
static void test_child_large(void)
{
    size_t size = 3000000;
    char *input = memory_get(size + 1);
    memset(input, 'x', size);
    input[size] = '\0';
    struct watch w;
    expect("cat", input, size, &w);
    CU_ASSERT_EQUAL(w.size, size);
    CU_ASSERT_FALSE(w.cut);
    CU_ASSERT_EQUAL(w.status, 0);
    forget(&w);
    /* A child that does not read must not end us by SIGPIPE. */
    expect("exit 0", input, size, &w);
    CU_ASSERT_EQUAL(w.status, 0);
    forget(&w);
    memory_release(input);
}

static void test_child_cut(void)
{
    struct watch w;
    int64_t real_ms = now_ms();
    expect("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done", "", 1000, &w);
    CU_ASSERT_TRUE(w.cut);
    CU_ASSERT_TRUE(w.size <= 1000);
    CU_ASSERT_TRUE(now_ms() - real_ms < 1500);
    forget(&w);
}

static void test_child_missing(void)
{
    struct loop *l = begin(true);
    struct watch w = { 0 };
    const char *argv[] = { "/nonexistent/program", NULL };
    loop_child_start(l, argv, NULL, "", 0, 10, on_end, &w);
    CU_ASSERT_EQUAL(w.ends, 0);
    run(l);
    CU_ASSERT_EQUAL(w.ends, 1);
    CU_ASSERT_EQUAL(w.error, ENOENT);
    forget(&w);
    end(l);
}

static void test_child_environment(void)
{
    struct loop *l = begin(false);
    struct watch w = { 0 };
    setenv("LOOP_A", "old", 1);
    setenv("LOOP_AB", "kept", 1);
    const char *argv[] = { "sh", "-c", "echo $LOOP_A $LOOP_AB $LOOP_C", NULL };
    const char *extra[] = { "LOOP_A=new", "LOOP_C=3", NULL };
    loop_child_start(l, argv, extra, "", 0, 100, on_end, &w);
    run(l);
    UNIT_TEXT(w.output, "new kept 3\n");
    forget(&w);
    end(l);
}

/* The whole group goes, also what a shell has started. */
static void test_child_kill(void)
{
    struct loop *l = begin(false);
    struct watch w = { 0 };
    int64_t real_ms = now_ms();
    struct loop_child *c = start(l, &w, "sleep 60 | sleep 60", "", 100);
    pause_ms(50);
    loop_child_kill(c);
    loop_child_kill(c);
    run(l);
    CU_ASSERT_EQUAL(w.ends, 1);
    CU_ASSERT_TRUE(WIFSIGNALED(w.status) && WTERMSIG(w.status) == SIGTERM);
    CU_ASSERT_TRUE(now_ms() - real_ms < 1500);
    CU_ASSERT_TRUE(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
    forget(&w);
    end(l);
}

static void test_child_stubborn(void)
{
    struct loop *l = begin(true);
    struct watch w = { 0 };
    int64_t real_ms = now_ms();
    struct loop_child *c =
        start(l, &w, "trap '' TERM; echo ready; while :; do sleep 1; done", "", 100);
    pause_ms(100);
    loop_child_kill(c);
    run(l);
    CU_ASSERT_TRUE(WIFSIGNALED(w.status) && WTERMSIG(w.status) == SIGKILL);
    CU_ASSERT_TRUE(now_ms() - real_ms >= 2000 && now_ms() - real_ms < 4000);
    UNIT_TEXT(w.output, "ready\n");
    forget(&w);
    end(l);
}

/* Somebody in the background holds the pipe open: the child has ended all the same. */
static void test_child_background(void)
{
    struct watch w;
    int64_t real_ms = now_ms();
    expect("sleep 3 & echo started", "", 100, &w);
    UNIT_TEXT(w.output, "started\n");
    CU_ASSERT_TRUE(now_ms() - real_ms < 1500);
    forget(&w);
}

#define CHILDREN 150

/* What a detached child writes, once it has; "" where that takes more than two seconds. */
static void expect_file(const char *path, const char *wanted)
{
    char text[64] = "";
    for (int i = 0; i < 200 && text[0] == '\0'; i++) {
        FILE *file = fopen(path, "r");
        if (file == NULL || fgets(text, sizeof text, file) == NULL) {
            text[0] = '\0';
            pause_ms(10);
        }
        if (file != NULL) {
            fclose(file);
        }
    }
    UNIT_TEXT(text, wanted);
    unlink(path);
}

/* Its owner hears that it runs; it has all its input, and lives on without us. */
static void test_child_detached(void)
{
    struct loop *l = begin(true);
    struct watch w = { 0 };
    char path[] = "/tmp/test_loop.XXXXXX", command[128];
    int fd = mkstemp(path);
    CU_ASSERT_TRUE_FATAL(fd >= 0);
    close(fd);
    snprintf(command, sizeof command, "cat >/dev/null; sleep 0.3; cat; echo alive >%s", path);
    const char *argv[] = { "sh", "-c", command, NULL };
    char *input = memory_get(1000000);
    memset(input, 'x', 1000000);
    struct loop_child *c = loop_child_detach(l, argv, NULL, input, 1000000, on_end, &w);
    memory_release(input);
    CU_ASSERT_EQUAL(w.ends, 0);
    loop_child_kill(c); /* it runs already */
    run(l);
    CU_ASSERT_EQUAL(w.ends, 1);
    CU_ASSERT_EQUAL(w.error, 0);
    forget(&w);
    end(l);
    expect_file(path, "alive\n");
    waitpid(-1, NULL, 0);
}

static void test_child_detached_ends(void)
{
    struct loop *l = begin(false);
    struct watch w = { 0 }, missing = { 0 }, waiting = { 0 }, busy[LOOP_CHILDREN_MAX] = { 0 };
    const char *argv[] = { "true", NULL }, *none[] = { "/nonexistent/program", NULL };
    loop_child_detach(l, argv, NULL, "", 0, on_end, &w);
    loop_child_detach(l, none, NULL, "", 0, on_end, &missing);
    run(l);
    CU_ASSERT_EQUAL(w.ends, 1);
    CU_ASSERT_EQUAL(w.error, 0);
    CU_ASSERT_EQUAL(missing.ends, 1);
    CU_ASSERT_EQUAL(missing.error, ENOENT);
    forget(&w);
    forget(&missing);
    for (int i = 0; i < LOOP_CHILDREN_MAX; i++) {
        start(l, &busy[i], "sleep 0.1", "", 10);
    }
    struct loop_child *c = loop_child_detach(l, argv, NULL, "", 0, on_end, &waiting);
    loop_child_kill(c); /* it has not begun */
    run(l);
    CU_ASSERT_EQUAL(waiting.ends, 1);
    CU_ASSERT_EQUAL(waiting.error, ECANCELED);
    for (int i = 0; i < LOOP_CHILDREN_MAX; i++) {
        forget(&busy[i]);
    }
    forget(&waiting);
    end(l);
    CU_ASSERT_TRUE(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

static void test_many_children(void)
{
    struct loop *l = begin(false);
    static struct watch watches[CHILDREN];
    int before = count_descriptors();
    for (int i = 0; i < CHILDREN; i++) {
        start(l, &watches[i], "cat", "x", 10);
    }
    CU_ASSERT_TRUE(count_descriptors() - before <= 3 * LOOP_CHILDREN_MAX + 4);
    run(l);
    for (int i = 0; i < CHILDREN; i++) {
        CU_ASSERT_EQUAL(watches[i].ends, 1);
        CU_ASSERT_EQUAL(watches[i].size, 1);
        forget(&watches[i]);
    }
    end(l);
    CU_ASSERT_TRUE(count_descriptors() <= before);
}

/* Without descriptors to spare they wait for each other. */
static void test_few_descriptors(void)
{
    struct loop *l = begin(false);
    static struct watch watches[20];
    struct rlimit old, few;
    loop_base(l);
    getrlimit(RLIMIT_NOFILE, &old);
    few = old;
    few.rlim_cur = (rlim_t)count_descriptors() + 12;
    setrlimit(RLIMIT_NOFILE, &few);
    for (int i = 0; i < 20; i++) {
        start(l, &watches[i], "cat", "x", 10);
    }
    run(l);
    setrlimit(RLIMIT_NOFILE, &old);
    for (int i = 0; i < 20; i++) {
        CU_ASSERT_EQUAL(watches[i].error, 0);
        CU_ASSERT_EQUAL(watches[i].size, 1);
        forget(&watches[i]);
    }
    end(l);
}

static void test_kill_all(void)
{
    struct loop *l = begin(false);
    static struct watch watches[CHILDREN];
    int64_t real_ms = now_ms();
    for (int i = 0; i < CHILDREN; i++) {
        watches[i] = (struct watch){ 0 };
        start(l, &watches[i], "sleep 60; echo no", "", 10);
    }
    loop_kill_children(l);
    int canceled = 0;
    for (int i = 0; i < CHILDREN; i++) {
        CU_ASSERT_EQUAL(watches[i].ends, 1);
        canceled += watches[i].error == ECANCELED;
        forget(&watches[i]);
    }
    CU_ASSERT_EQUAL(canceled, CHILDREN - LOOP_CHILDREN_MAX);
    CU_ASSERT_TRUE(now_ms() - real_ms < 2000);
    CU_ASSERT_TRUE(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
    end(l);
}

UNIT_MAIN("loop", { "nothing can come", test_nothing }, { "a virtual clock jumps", test_jump },
          { "a deadline of the past", test_past },
          { "work in flight holds the clock", test_hold }, { "a real clock", test_real_clock },
          { "a duration", test_duration }, { "a time of day", test_instant },
          { "the clock is set while the loop sleeps", test_instant_while_asleep },
          { "from 1970", test_from_1970 }, { "times of a virtual clock", test_virtual_instant },
          { "a turn ends", test_turn_ends }, { "soon", test_soon },
          { "a signal, once", test_stop }, { "hangups", test_hangup },
          { "a signal ends a sleep", test_stop_wakes },
          { "the pool, in order of finishing", test_pool },
          { "one thread, many jobs", test_pool_waits_in_order }, { "posts", test_pool_post },
          { "abandoned jobs", test_pool_abandon },
          { "release does not wait", test_pool_release }, { "a child", test_child },
          { "large input and output", test_child_large }, { "too much output", test_child_cut },
          { "no such program", test_child_missing }, { "environment", test_child_environment },
          { "kill a group", test_child_kill },
          { "SIGKILL after two seconds", test_child_stubborn },
          { "a pipe held by others", test_child_background },
          { "a detached child", test_child_detached },
          { "the end of detached children", test_child_detached_ends },
          { "many children", test_many_children }, { "few descriptors", test_few_descriptors },
          { "kill all children", test_kill_all })
