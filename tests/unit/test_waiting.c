/*
 * Tasks that wait for somebody outside, as workers.h does them: who is told what, and in which
 * order. What comes from outside is made here, without a socket (token/reception.h).
 */
#include <string.h>

#include "runtime/task/waiting.h"

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/include/asl/tree.h"
#include "runtime/loop/loop.h"
#include "runtime/task/notice.h"
#include "runtime/task/target.h"
#include "runtime/task/workers.h"
#include "runtime/token/pending.h"
#include "runtime/token/reception.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "runtime/way/activity.h"
#include "tests/unit/request.h"
#include "tests/unit/unit.h"

#define SEND     "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
#define ACTIVITY "arn:aws:states:us-east-1:123456789012:activity:a"
#define TOKENS   4

/* ---- Somebody outside ---- */

struct pending {
    bool waits;
    bool is_queued;
    char token[40];
    void (*tell)(void *owner, struct pending_news *news);
    void *owner;
};

static struct pending pendings[TOKENS];

static void *outside_open(struct loop *l, const char *local)
{
    (void)l, (void)local;
    return pendings;
}

static void outside_close(void *place)
{
    (void)place;
}

static struct pending *outside_wait(void *place, const struct pending_task *t, struct buf *why)
{
    struct pending *p = pendings;
    (void)place;
    while (p < pendings + TOKENS && p->waits) {
        p++;
    }
    if (p == pendings + TOKENS) {
        buf_text(why, "there is no room");
        return NULL;
    }
    *p = (struct pending){
        .waits = true, .is_queued = t->activity != NULL, .tell = t->tell, .owner = t->owner
    };
    snprintf(p->token, sizeof p->token, "%s", t->token);
    return p;
}

static void outside_leave(void *place, struct pending *p)
{
    (void)place;
    CU_ASSERT_TRUE(p->waits);
    p->waits = false;
}

static const struct asl_tokens outside = {
    .open = outside_open, .close = outside_close, .wait = outside_wait, .leave = outside_leave
};

static void tell(size_t at, struct pending_news news)
{
    struct pending *p = &pendings[at];
    CU_ASSERT_TRUE_FATAL(p->waits);
    p->waits = news.kind != PENDING_SUCCESS && news.kind != PENDING_FAILURE;
    p->tell(p->owner, &news);
}

static void send_success(size_t at, int64_t number)
{
    tell(at, (struct pending_news){ .kind = PENDING_SUCCESS, .value = value_int(number) });
}

static size_t waiting_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < TOKENS; i++) {
        count += pendings[i].waits;
    }
    return count;
}

/* ---- A target that ends when we want it to ---- */

static struct target_job jobs[TOKENS];
static size_t job_count, abandoned;
static bool submits; /* at its start, and then it goes on */

static bool slow_read(const struct asl_workflow *w, const char *text, void **ret_bound,
                      struct buf *why)
{
    (void)w, (void)text, (void)why;
    *ret_bound = memory_get(1);
    return true;
}

static void *slow_start(void *bound, const struct target_job *job)
{
    (void)bound;
    jobs[job_count] = *job;
    if (submits) {
        job->submitted(job->owner, value_int(0));
    }
    return &jobs[job_count++];
}

static void slow_abandon(void *work)
{
    (void)work;
    abandoned++;
}

static const struct asl_target slow = { .word = "exec",
                                        .read = slow_read,
                                        .start = slow_start,
                                        .abandon = slow_abandon,
                                        .release = memory_release };

static void done(size_t at, int64_t number)
{
    struct notice end = { .kind = NOTICE_SUCCEEDED, .value = value_int(number) };
    jobs[at].done(jobs[at].owner, &end);
}

static void fail(size_t at)
{
    struct notice end = { .kind = NOTICE_FAILED, .error = memory_text("Mine") };
    jobs[at].done(jobs[at].owner, &end);
}

/* ---- The bench ---- */

static const struct asl_target *const targets[] = { &slow, &asl_target_activity, NULL };
static const struct asl_workflow workflow = { .name = "order",
                                              .targets = targets,
                                              .tokens = &outside };

static struct clock now;
static struct loop *loop;
static struct workers *workers;
static struct buf heard;

static void listen(void *owner, struct notice *n)
{
    static const char *const words[] = { "started",   "returned",    "submitted",
                                         "succeeded", "failed",      "heartbeat",
                                         "timed out", "beat missed", "answered" };
    (void)owner;
    buf_print(&heard, "%d %s", (int)n->ticket, words[n->kind]);
    if (n->value != NULL) {
        buf_char(&heard, ' ');
        write_json(&heard, n->value);
    }
    buf_print(&heard, "%s%s%s%s\n", n->error != NULL ? " " : "",
              n->error != NULL ? n->error : "", n->cause != NULL ? ": " : "",
              n->cause != NULL ? n->cause : "");
    notice_release(n);
}

static void on_deadline(void *owner, uint64_t ticket)
{
    (void)owner;
    buf_print(&heard, "deadline %d\n", (int)ticket);
}

static void begin(bool is_virtual)
{
    if (is_virtual) {
        clock_start_virtual(&now, CLOCK_VIRTUAL_START_MS);
    } else {
        clock_start_real(&now);
    }
    job_count = abandoned = 0;
    submits = false;
    loop = loop_new(&now, on_deadline, NULL);
    workers = workers_new(loop, &workflow, listen, NULL);
}

static void end(void)
{
    workers_release(workers);
    loop_release(loop);
    buf_release(&heard);
    CU_ASSERT_EQUAL(waiting_count(), 0);
}

static void start(uint64_t ticket, const char *resource, const char *target)
{
    struct buf binding = { 0 }, why = { 0 };
    buf_print(&binding, "%s=%s", resource, target);
    CU_ASSERT_TRUE(workers_bind(workers, buf_string(&binding), &why));
    struct value *input = value_int((int64_t)ticket);
    workers_start(workers, &(struct workers_order){
                               .ticket = ticket,
                               .state = "S",
                               .request = request_of(resource),
                               .token = strcmp(resource, SEND) == 0 ? "t" : NULL,
                               .input = input,
                               .timeout_ms = 60000,
                           });
    value_release(input);
    buf_release(&binding);
    buf_release(&why);
}

static void expect(const char *wanted)
{
    while (loop_has_news(loop)) {
        loop_turn(loop, false);
    }
    UNIT_TEXT(buf_string(&heard), wanted);
    buf_clear(&heard);
}

/* I-13: what the target answers is seen in TaskSubmitted; the token's answer is the task's. */
static void test_token(void)
{
    begin(false);
    start(1, SEND, "exec:x");
    CU_ASSERT_STRING_EQUAL(pendings[0].token, "t");
    CU_ASSERT_FALSE(pendings[0].is_queued);
    expect("1 started\n");
    tell(0, (struct pending_news){ .kind = PENDING_HEARTBEAT });
    done(0, 7);
    expect("1 submitted 7\n1 heartbeat\n");
    send_success(0, 8);
    expect("1 succeeded 8\n");
    start(2, SEND, "exec:x");
    done(1, 7);
    tell(0, (struct pending_news){ .kind = PENDING_FAILURE, .error = memory_text("E") });
    expect("2 started\n2 submitted 7\n2 failed E\n");
    start(3, SEND, "exec:x");
    fail(2);
    expect("3 started\n3 failed Mine\n");
    CU_ASSERT_EQUAL(waiting_count(), 0);
    start(4, SEND, "exec:x");
    workers_cancel(workers, 4);
    expect("");
    CU_ASSERT_EQUAL(waiting_count(), 0);
    CU_ASSERT_EQUAL(abandoned, 1);
    end();
}

/* An answer that comes before the target has ended is kept until then, whatever its end is. */
static void test_early(void)
{
    begin(false);
    start(1, SEND, "exec:x");
    send_success(0, 8);
    expect("1 started\n1 answered {\"output\":8}\n");
    done(0, 7);
    expect("1 submitted 7\n1 succeeded 8\n");
    start(2, SEND, "exec:x");
    send_success(0, 9);
    fail(1);
    expect("2 started\n2 succeeded 9\n");
    start(3, SEND, "exec:x");
    send_success(0, 9);
    workers_cancel(workers, 3);
    expect("");
    end();
}

/* A target that has passed the token on and goes on is stopped by the answer. */
static void test_going_on(void)
{
    begin(false);
    submits = true;
    start(1, SEND, "exec:x");
    expect("1 started\n1 submitted 0\n");
    send_success(0, 8);
    expect("1 succeeded 8\n");
    CU_ASSERT_EQUAL(abandoned, 1);
    end();
}

/* Under a virtual clock the others' ends do not wait for somebody outside; their order is that
 * of their starts. */
static void test_order(void)
{
    begin(true);
    start(1, SEND, "exec:x");
    start(2, SEND, "exec:x");
    done(1, 2);
    expect("1 started\n2 started\n");
    done(0, 1);
    expect("1 submitted 1\n2 submitted 2\n");
    send_success(1, 20);
    expect("2 succeeded 20\n");
    loop_deadline(loop, clock_steady_ms(&now) + 1000, 9);
    CU_ASSERT_TRUE(loop_turn(loop, true));
    expect("deadline 9\n");
    end();
}

/* I-19: the task of an activity is in a queue until a worker has it; then a virtual clock
 * stands still. H-15: his name is told. */
static void test_activity(void)
{
    begin(true);
    start(1, ACTIVITY, "activity:");
    CU_ASSERT_TRUE(pendings[0].is_queued);
    CU_ASSERT_EQUAL(strlen(pendings[0].token), 36);
    expect("");
    tell(0, (struct pending_news){ .kind = PENDING_TAKEN, .worker = "bob" });
    expect("1 started \"bob\"\n");
    loop_deadline(loop, clock_steady_ms(&now) + 1000, 9);
    loop_turn(loop, false);
    expect("");
    send_success(0, 5);
    expect("1 succeeded 5\n");
    CU_ASSERT_TRUE(loop_turn(loop, true));
    expect("deadline 9\n");
    start(2, ACTIVITY, "activity:");
    send_success(0, 6);
    expect("2 started\n2 succeeded 6\n");
    end();
}

/* A token that nobody passes on, and a worker of our own. */
static void test_left(void)
{
    begin(false);
    start(1, SEND, "activity:");
    expect("1 started\n1 submitted {}\n");
    send_success(0, 3);
    expect("1 succeeded 3\n");
    for (int i = 1; i <= TOKENS; i++) {
        start((uint64_t)i, SEND, "activity:");
    }
    expect("1 started\n1 submitted {}\n2 started\n2 submitted {}\n3 started\n3 submitted {}\n"
           "4 started\n4 submitted {}\n");
    start(5, SEND, "activity:");
    expect(
        "5 started\n5 failed States.Runtime: The task cannot wait for an answer: there is no "
        "room\n");
    for (uint64_t i = 1; i <= TOKENS; i++) {
        workers_cancel(workers, i);
    }
    end();
}

UNIT_MAIN("waiting", { "token", test_token }, { "early", test_early },
          { "going on", test_going_on }, { "order", test_order }, { "activity", test_activity },
          { "left", test_left })
