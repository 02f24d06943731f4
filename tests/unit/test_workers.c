#include "runtime/task/mock.h"
#include "runtime/task/workers.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/include/asl/task.h"
#include "runtime/include/asl/tree.h"
#include "runtime/loop/loop.h"
#include "runtime/native/c.h"
#include "runtime/task/notice.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "runtime/way/exec.h"
#include "runtime/way/workflow.h"
#include "tests/unit/death.h"
#include "tests/unit/request.h"
#include "tests/unit/unit.h"

#define LAMBDA   "arn:aws:lambda:us-east-1:123456789012:function:"
#define INVOKE   "arn:aws:states:::lambda:invoke"
#define ACTIVITY "arn:aws:states:us-east-1:123456789012:activity:a"

/* ---- Task functions ---- */

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
}

static struct json_object *run_echo(struct json_object *input, struct asl_call *call)
{
    (void)call;
    return json_object_get(input);
}

static struct json_object *run_fail(struct json_object *input, struct asl_call *call)
{
    asl_call_fail(call, "First", "dropped");
    asl_call_fail(call, "CardDeclined", NULL);
    return json_object_get(input);
}

static struct json_object *run_null(struct json_object *input, struct asl_call *call)
{
    (void)input, (void)call;
    return NULL;
}

static struct json_object *run_beat(struct json_object *input, struct asl_call *call)
{
    pause_ms(30);
    asl_call_heartbeat(call);
    pause_ms(30);
    return json_object_get(input);
}

/* As many heartbeats as the input says, all of them within a second. */
static struct json_object *run_steady(struct json_object *input, struct asl_call *call)
{
    int beats = json_object_get_int(input);
    for (int i = 0; i < beats; i++) {
        pause_ms(1000 / beats);
        asl_call_heartbeat(call);
    }
    return json_object_get(input);
}

static atomic_int cancelled_seen;

static struct json_object *run_stubborn(struct json_object *input, struct asl_call *call)
{
    for (int i = 0; i < 1000 && !asl_call_cancelled(call); i++) {
        pause_ms(5);
    }
    asl_call_heartbeat(call);
    cancelled_seen += asl_call_cancelled(call);
    return json_object_get(input);
}

static struct json_object *run_slow(struct json_object *input, struct asl_call *call)
{
    (void)call;
    pause_ms(json_object_get_int(input));
    return json_object_get(input);
}

static struct json_object *run_crash(struct json_object *input, struct asl_call *call)
{
    (void)input, (void)call;
    raise(SIGSEGV);
    return NULL;
}

static struct json_object *run_overflow(struct json_object *input, struct asl_call *call)
{
    volatile char room[4096];
    room[0] = json_object_get_int(input) >= 0;
    struct json_object *v = room[0] ? run_overflow(input, call) : NULL;
    room[1] = v != NULL;
    return v;
}

static const struct asl_handler handlers[] = {
    { "echo", run_echo },   { "fail", run_fail },         { "nothing", run_null },
    { "beat", run_beat },   { "stubborn", run_stubborn }, { "slow", run_slow },
    { "crash", run_crash }, { "overflow", run_overflow }, { "steady", run_steady },
    { NULL, NULL }
};
static const struct asl_target *const targets[] = { &asl_target_c, &asl_target_exec,
                                                    &asl_target_workflow, NULL };
static const struct asl_workflow workflow = { .name = "order",
                                              .handlers = handlers,
                                              .targets = targets };

/* ---- The bench ---- */

struct bench {
    struct clock clock;
    struct loop *loop;
    struct workers *workers;
    struct buf heard;
    uint64_t chance;  /* of each order */
    uint64_t cancels; /* whom the listener cancels when another is told of */
    uint64_t cancels_at;
    uint64_t starts; /* whom it starts at the first answer */
    const char *resource;
};

static const char *const kind_words[] = { "started", "returned",  "submitted", "succeeded",
                                          "failed",  "heartbeat", "timed out", "beat missed" };

static void start(struct bench *b, uint64_t ticket, const char *state, const char *resource,
                  const char *input);

static void listen(void *owner, struct notice *a)
{
    struct bench *b = owner;
    buf_print(&b->heard, "%d %s", (int)a->ticket, kind_words[a->kind]);
    if (a->value != NULL) {
        buf_char(&b->heard, ' ');
        write_json(&b->heard, a->value);
    }
    if (a->kind == NOTICE_FAILED) {
        buf_print(&b->heard, " %s%s: %s", a->fatal ? "! " : "",
                  a->error == NULL ? "-" : a->error, a->cause == NULL ? "-" : a->cause);
    }
    buf_char(&b->heard, '\n');
    value_release(a->value);
    memory_release(a->error);
    memory_release(a->cause);
    if (b->cancels != 0 && b->cancels_at == a->ticket) {
        workers_cancel(b->workers, b->cancels);
        b->cancels = 0;
    }
    if (b->starts != 0) {
        uint64_t ticket = b->starts;
        b->starts = 0;
        start(b, ticket, "S", b->resource, "1");
    }
}

static void on_deadline(void *owner, uint64_t ticket)
{
    struct bench *b = owner;
    buf_print(&b->heard, "deadline %d\n", (int)ticket);
}

static void begin(struct bench *b, bool is_virtual, const struct asl_workflow *w)
{
    *b = (struct bench){ .resource = NULL };
    if (is_virtual) {
        clock_start_virtual(&b->clock, CLOCK_VIRTUAL_START_MS);
    } else {
        clock_start_real(&b->clock);
    }
    b->loop = loop_new(&b->clock, on_deadline, b);
    b->workers = workers_new(b->loop, w, listen, b);
}

static void end(struct bench *b)
{
    workers_release(b->workers);
    loop_release(b->loop);
    buf_release(&b->heard);
}

static void start_order(struct bench *b, struct workers_order *o, const char *input)
{
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json(input, strlen(input), &o->input, &error));
    workers_start(b->workers, o);
    value_release(o->input);
}

static void start(struct bench *b, uint64_t ticket, const char *state, const char *resource,
                  const char *input)
{
    struct workers_order o = {
        .ticket = ticket, .state = state, .request = request_of(resource), .chance = b->chance
    };
    start_order(b, &o, input);
}

static void start_timed(struct bench *b, uint64_t ticket, const char *resource,
                        const char *input, int64_t timeout_ms)
{
    struct workers_order o = { .ticket = ticket,
                               .state = "S",
                               .request = request_of(resource) };
    o.timeout_ms = timeout_ms;
    start_order(b, &o, input);
}

static void bind(struct bench *b, const char *text)
{
    struct buf why = { 0 };
    CU_ASSERT_TRUE(workers_bind(b->workers, text, &why));
    UNIT_TEXT(buf_string(&why), "");
    buf_release(&why);
}

static void mock(struct bench *b, const char *responses)
{
    char path[] = "/tmp/test_worker.XXXXXX", name[64];
    struct buf text = { 0 }, why = { 0 };
    int fd = mkstemp(path);
    CU_ASSERT_TRUE_FATAL(fd >= 0);
    buf_print(&text,
              "{\"StateMachines\":{\"x\":{\"TestCases\":{\"c\":{\"S\":\"R\"}}}},"
              "\"MockedResponses\":{\"R\":%s}}",
              responses);
    CU_ASSERT_EQUAL(write(fd, text.text, text.size), (ssize_t)text.size);
    close(fd);
    snprintf(name, sizeof name, "%s#c", path);
    struct mock *m = NULL;
    CU_ASSERT_TRUE_FATAL(mock_read(name, "x", &m, &why));
    workers_mock_take(b->workers, m);
    UNIT_TEXT(buf_string(&why), "");
    unlink(path);
    buf_release(&text);
    buf_release(&why);
}

static void run(struct bench *b)
{
    while (loop_turn(b->loop, true)) {
    }
}

static void expect(struct bench *b, const char *wanted)
{
    run(b);
    UNIT_TEXT(buf_string(&b->heard), wanted);
    CU_ASSERT_EQUAL(workers_in_flight(b->workers), 0);
    buf_clear(&b->heard);
}

/* ---- Mocks ---- */

static void test_mock(void)
{
    struct bench b;
    begin(&b, true, &workflow);
    mock(&b, "{\"0\":{\"Return\":{\"a\":1}},\"1\":{\"Throw\":{\"Error\":\"E\"}},\"2\":{"
             "\"Return\":null}}");
    start(&b, 1, "S", LAMBDA "x", "{}");
    start(&b, 2, "S", LAMBDA "x", "{}");
    start(&b, 3, "S", LAMBDA "x", "{}");
    start(&b, 4, "S", LAMBDA "x", "{}");
    UNIT_TEXT(buf_string(&b.heard), "");
    CU_ASSERT_EQUAL(workers_in_flight(b.workers), 4);
    loop_deadline(b.loop, 0, 9);
    CU_ASSERT_TRUE(loop_turn(b.loop, true));
    expect(
        &b,
        "1 started\n1 succeeded {\"a\":1}\n2 started\n2 failed E: -\n3 started\n3 succeeded "
        "null\n"
        "4 started\n4 failed ! States.Runtime: The mocked response 'R' of the state 'S' has no "
        "entry for attempt 3.\ndeadline 9\n");
    CU_ASSERT_EQUAL(clock_now_ms(&b.clock), CLOCK_VIRTUAL_START_MS);
    end(&b);
}

/* K-08, I-13: what .sync and .waitForTaskToken show in TaskSubmitted. */
static void test_mock_submitted(void)
{
    struct bench b;
    begin(&b, true, &workflow);
    mock(&b,
         "{\"0\":{\"Return\":1,\"Submitted\":{\"Id\":7}},\"1\":{\"Throw\":{\"Error\":\"E\"}},"
         "\"2\":{\"Return\":3,\"Submitted\":{\"Id\":7}},\"3\":{\"Pending\":true}}");
    start(&b, 1, "S", "arn:aws:states:::ecs:runTask.sync", "{}");
    start(&b, 2, "S", "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "{}");
    start(&b, 3, "S", "arn:aws:states:::sqs:sendMessage", "{}");
    start(&b, 4, "S", "arn:aws:states:::states:startExecution.sync:2", "{}");
    CU_ASSERT_EQUAL(workers_in_flight(b.workers), 3);
    expect(&b, "1 started\n1 submitted {\"Id\":7}\n1 succeeded 1\n2 started\n2 submitted {}\n2 "
               "failed E: -\n"
               "3 started\n3 succeeded 3\n4 started\n4 submitted {}\n");
    workers_cancel(b.workers, 4);
    end(&b);
}

/* H-60, I-19: AWS's words for an activity. */
static void test_nobody(void)
{
    struct bench b;
    static const struct asl_workflow bare = { .name = "order", .targets = targets };
    struct buf why = { 0 };
    begin(&b, true, &bare);
    start(&b, 1, "S", ACTIVITY, "{}");
    start(&b, 2, "S", LAMBDA "x", "{}");
    start(&b, 3, "S", INVOKE, "{\"FunctionName\":\"f\"}");
    expect(&b,
           "1 started\n1 failed ! States.Runtime: The activity " ACTIVITY " does not exist.\n"
           "2 started\n2 failed ! States.Runtime: Nobody does '" LAMBDA
           "x': there is neither a binding nor a mock for it.\n"
           "3 started\n3 failed ! States.Runtime: Nobody does the function 'f': there is "
           "neither a "
           "binding nor a mock for it.\n");
    CU_ASSERT_FALSE(workers_take(b.workers, "S", request_of(ACTIVITY), NULL, &why));
    UNIT_TEXT(buf_string(&why), "The activity " ACTIVITY " does not exist.");
    mock(&b, "{}");
    CU_ASSERT_TRUE(workers_take(b.workers, "S", request_of(ACTIVITY), NULL, &why));
    CU_ASSERT_FALSE(workers_take(b.workers, "T", request_of(ACTIVITY), NULL, &why));
    bind(&b, "state:T=exec:true");
    CU_ASSERT_TRUE(workers_take(b.workers, "T", request_of(ACTIVITY), NULL, &why));
    buf_release(&why);
    end(&b);
}

/* ---- A listener that starts and cancels ---- */

static void test_reentrant(void)
{
    struct bench b;
    begin(&b, true, &workflow);
    mock(&b, "{\"0-9\":{\"Return\":0}}");
    b.resource = LAMBDA "x";
    b.starts = 5;
    start(&b, 1, "S", b.resource, "{}");
    start(&b, 2, "S", b.resource, "{}");
    b.cancels = 2;
    b.cancels_at = 1;
    CU_ASSERT_TRUE(loop_turn(b.loop, true));
    UNIT_TEXT(buf_string(&b.heard), "1 started\n1 succeeded 0\n");
    expect(&b, "1 started\n1 succeeded 0\n5 started\n5 succeeded 0\n");
    /* It cancels whom it hears of, and the same ticket can be used again. */
    b.cancels = b.cancels_at = 6;
    start(&b, 6, "S", b.resource, "{}");
    expect(&b, "6 started\n");
    start(&b, 6, "S", b.resource, "{}");
    expect(&b, "6 started\n6 succeeded 0\n");
    workers_cancel(b.workers, 77);
    end(&b);
}

#define MANY 5000

static void test_many(void)
{
    struct bench b;
    begin(&b, true, &workflow);
    mock(&b, "{\"0-99999\":{\"Return\":0}}");
    for (uint64_t i = 1; i <= MANY; i++) {
        start(&b, i << 32, "S", LAMBDA "x", "{}");
    }
    for (uint64_t i = 1; i <= MANY; i += 2) {
        workers_cancel(b.workers, i << 32);
    }
    CU_ASSERT_EQUAL(workers_in_flight(b.workers), MANY / 2);
    run(&b);
    CU_ASSERT_EQUAL(workers_in_flight(b.workers), 0);
    for (uint64_t i = 1; i <= MANY; i++) {
        start(&b, i << 32, "S", LAMBDA "x", "{}");
    }
    end(&b);
}

/* ---- Functions ---- */

static void test_function(void)
{
    struct bench b;
    begin(&b, false, &workflow);
    start(&b, 1, "S", LAMBDA "echo", "{\"a\":[1,2.5,\"x\"]}");
    expect(&b, "1 started\n1 succeeded {\"a\":[1,2.5,\"x\"]}\n");
    start(&b, 2, "S", LAMBDA "fail", "{}");
    expect(&b, "2 started\n2 failed CardDeclined: -\n");
    start(&b, 3, "S", LAMBDA "nothing:prod", "{}");
    expect(&b, "3 started\n3 succeeded null\n");
    start(&b, 4, "S", LAMBDA "beat", "4");
    expect(&b, "4 started\n4 heartbeat\n4 succeeded 4\n");
    end(&b);
}

/* I-02, and what stands at its start: the function sees Payload alone. */
static void test_invoke(void)
{
    struct bench b;
    struct random r;
    begin(&b, true, &workflow);
    random_seed(&r, 0);
    b.chance = 0;
    char id[RANDOM_UUID_SIZE + 1];
    struct random same = r;
    random_uuid(&same, id);
    struct buf wanted = { 0 };
    start(&b, 1, "S", INVOKE, "{\"FunctionName\":\"" LAMBDA "echo:1\",\"Payload\":{\"n\":7}}");
    buf_print(
        &wanted,
        "1 started\n1 succeeded {\"ExecutedVersion\":\"$LATEST\",\"Payload\":{\"n\":7},"
        "\"SdkHttpMetadata\":{\"AllHttpHeaders\":{\"Content-Type\":[\"application/json\"],"
        "\"X-Amz-Executed-Version\":[\"$LATEST\"],\"x-amzn-RequestId\":[\"%s\"]},"
        "\"HttpHeaders\":{\"Content-Type\":\"application/json\","
        "\"X-Amz-Executed-Version\":\"$LATEST\",\"x-amzn-RequestId\":\"%s\"},"
        "\"HttpStatusCode\":200},\"SdkResponseMetadata\":{\"RequestId\":\"%s\"},"
        "\"StatusCode\":200}\n",
        id, id, id);
    expect(&b, buf_string(&wanted));
    buf_release(&wanted);
    start(&b, 2, "S", INVOKE, "{\"FunctionName\":\"fail\"}");
    expect(&b, "2 started\n2 failed CardDeclined: -\n");
    start(&b, 3, "S", INVOKE ".waitForTaskToken", "{\"FunctionName\":\"echo\",\"Payload\":3}");
    expect(&b, "3 started\n3 failed ! States.Runtime: The task cannot wait for an answer: the "
               "program was built without what is needed to be answered\n");
    end(&b);
}

/* TK-07: every heartbeat starts the real clock anew, and silence ends the task. */
static void test_silence(void)
{
    struct bench b;
    begin(&b, true, &workflow);
    struct workers_order steady = { .ticket = 1, .request = request_of(LAMBDA "steady") };
    struct workers_order silent = { .ticket = 2, .request = request_of(LAMBDA "stubborn") };
    steady.heartbeat_ms = 600;
    silent.heartbeat_ms = 50;
    start_order(&b, &steady, "50");
    start_order(&b, &silent, "{}");
    run(&b);
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&b.heard), "1 succeeded 50\n2 beat missed\n"));
    end(&b);
}

/* A function that is not waited for any more neither answers nor holds the virtual clock. */
static void test_function_times_out(void)
{
    struct bench b;
    begin(&b, true, &workflow);
    cancelled_seen = 0;
    start_timed(&b, 1, LAMBDA "stubborn", "{}", 50);
    start_timed(&b, 2, LAMBDA "slow", "400", 50);
    start_timed(&b, 3, LAMBDA "echo", "3", 5000);
    loop_deadline(b.loop, CLOCK_VIRTUAL_START_MS + 3600000, 9);
    expect(&b, "1 started\n2 started\n3 started\n1 timed out\n2 timed out\n3 succeeded "
               "3\ndeadline 9\n");
    start(&b, 4, "S", LAMBDA "stubborn", "{}");
    loop_turn(b.loop, true);
    pause_ms(40);
    workers_cancel(b.workers, 4);
    end(&b);
    for (int i = 0; i < 200 && cancelled_seen < 2; i++) {
        pause_ms(5);
    }
    CU_ASSERT_EQUAL(cancelled_seen, 2);
    pause_ms(400);
}

/* With a virtual clock answers come in the order of the starts, else as they come. */
static void test_order(void)
{
    struct bench b;
    begin(&b, true, &workflow);
    start(&b, 1, "S", LAMBDA "slow", "80");
    start(&b, 2, "S", LAMBDA "slow", "1");
    start(&b, 3, "S", LAMBDA "slow", "40");
    expect(&b,
           "1 started\n2 started\n3 started\n1 succeeded 80\n2 succeeded 1\n3 succeeded 40\n");
    start(&b, 1, "S", LAMBDA "slow", "80");
    start(&b, 2, "S", LAMBDA "slow", "1");
    pause_ms(30);
    loop_turn(b.loop, false);
    workers_cancel(b.workers, 1);
    expect(&b, "1 started\n2 started\n2 succeeded 1\n");
    end(&b);
    begin(&b, false, &workflow);
    start(&b, 1, "S", LAMBDA "slow", "90");
    start(&b, 2, "S", LAMBDA "slow", "1");
    start(&b, 3, "S", LAMBDA "slow", "45");
    expect(&b,
           "1 started\n2 started\n3 started\n2 succeeded 1\n3 succeeded 45\n1 succeeded 90\n");
    end(&b);
}

static void call_crash(const char *name)
{
    struct bench b;
    begin(&b, false, &workflow);
    char resource[128];
    snprintf(resource, sizeof resource, LAMBDA "%s", name);
    start(&b, 1, "Pay now", resource, "0");
    run(&b);
    _exit(0);
}

static void test_crash(void)
{
    death_expect(call_crash, "crash", 5,
                 "order: state 'Pay now': the function 'crash' for '" LAMBDA
                 "crash' crashed: SIGSEGV\n");
    death_expect(call_crash, "overflow", 5,
                 "order: state 'Pay now': the function 'overflow' for '" LAMBDA
                 "overflow' crashed: SIGSEGV\n");
}

/* ---- Programs ---- */

static void test_program(void)
{
    struct bench b;
    begin(&b, false, &workflow);
    bind(&b, "cat=exec:cat");
    bind(&b,
         "fail=exec:sh -c 'echo "
         "\"{\\\"errorType\\\":\\\"Declined\\\",\\\"errorMessage\\\":\\\"no\\\"}\"; exit 1'");
    bind(&b, "exit=exec:sh -c 'exit 7'");
    bind(&b, "kill=exec:sh -c 'kill -9 $$'");
    bind(&b, "text=exec:sh -c 'echo hello; printf \"\\\\033\"'");
    bind(&b, "quiet=exec:true");
    bind(&b, "missing=exec:/nonexistent/x");
    start(&b, 1, "S", "cat", "{\"a\":\"\\u00fc\"}");
    expect(&b, "1 started\n1 succeeded {\"a\":\"\u00fc\"}\n");
    start(&b, 2, "S", "fail", "{}");
    expect(&b, "2 started\n2 failed Declined: no\n");
    start(&b, 3, "S", "exit", "{}");
    expect(&b,
           "3 started\n3 failed States.TaskFailed: The command 'sh' ended with exit code 7.\n");
    start(&b, 4, "S", "kill", "{}");
    expect(&b, "4 started\n4 failed States.TaskFailed: The command 'sh' was ended by signal 9 "
               "(Killed).\n");
    start(&b, 6, "S", "quiet", "{}");
    expect(&b,
           "6 started\n6 failed States.TaskFailed: The command 'true' printed nothing, where "
           "JSON is wanted.\n");
    start(&b, 7, "S", "missing", "{}");
    expect(
        &b,
        "7 started\n7 failed States.TaskFailed: The command '/nonexistent/x' was not found.\n");
    start(&b, 5, "S", "text", "{}");
    run(&b);
    CU_ASSERT_PTR_NOT_NULL(strstr(
        buf_string(&b.heard), "The command 'sh' printed what is not JSON (line 1, column 1: "));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&b.heard), "): hello??\n"));
    end(&b);
}

/* I-03: of a Lambda function the cause is the JSON text as it was printed; of any other
 * resource it is errorMessage. What has no text errorType says nothing of the error. */
static void test_told_failure(void)
{
    struct bench b;
    begin(&b, false, &workflow);
    bind(&b, "*=exec:sh -c 'cat; exit 3'");
    start(&b, 1, "S", LAMBDA "f",
          "{\"trace\":[\"a\"],\"errorType\":\"E\",\"code\":1.50,\"errorMessage\":\"no\"}");
    expect(&b,
           "1 started\n1 failed E: "
           "{\"trace\":[\"a\"],\"errorType\":\"E\",\"code\":1.5,\"errorMessage\":\"no\"}\n");
    start(&b, 2, "S", "arn:aws:states:::lambda:invoke",
          "{\"FunctionName\":\"g\",\"Payload\":{\"errorType\":\"E\",\"errorMessage\":\"no\"}}");
    expect(&b, "2 started\n2 failed E: {\"errorType\":\"E\",\"errorMessage\":\"no\"}\n");
    start(&b, 3, "S", "arn:aws:states:::sns:publish",
          "{\"errorType\":\"E\",\"errorMessage\":\"no\"}");
    expect(&b, "3 started\n3 failed E: no\n");
    start(&b, 4, "S", "arn:aws:states:us-east-1:1:activity:a", "{\"errorType\":\"E\"}");
    expect(&b, "4 started\n4 failed E: -\n");
    start(&b, 5, "S", LAMBDA "f", "{\"errorType\":7,\"errorMessage\":\"no\"}");
    expect(&b,
           "5 started\n5 failed States.TaskFailed: The command 'sh' ended with exit code 3.\n");
    end(&b);

    begin(&b, false, &workflow);
    bind(&b, "*=exec:sh -c 'printf \"\\n {\\\"n\\\": 1.50,  "
             "\\\"errorType\\\":\\\"E\\\"}\\r\\n\\t\"; "
             "exit 1'");
    start(&b, 1, "S", LAMBDA "f", "{}");
    expect(&b, "1 started\n1 failed E: {\"n\": 1.50,  \"errorType\":\"E\"}\n");
    end(&b);
}

static void test_program_too_much(void)
{
    struct bench b;
    begin(&b, false, &workflow);
    bind(&b, "yes=exec:yes");
    start(&b, 1, "S", "yes", "{}");
    expect(&b, "1 started\n1 failed States.TaskFailed: The command 'yes' printed more than "
               "16777216 bytes.\n");
    end(&b);
}

static void test_program_times_out(void)
{
    struct bench b;
    begin(&b, true, &workflow);
    int64_t before_ns = clock_monotonic_ns();
    bind(&b, "sleep=exec:sleep 30");
    start_timed(&b, 1, "sleep", "{}", 60);
    start(&b, 2, "S", "sleep", "{}");
    loop_turn(b.loop, true);
    workers_cancel(b.workers, 2);
    loop_deadline(b.loop, CLOCK_VIRTUAL_START_MS + 1000, 9);
    expect(&b, "1 started\n2 started\n1 timed out\ndeadline 9\n");
    start(&b, 3, "S", "sleep", "{}");
    end(&b);
    CU_ASSERT_TRUE(clock_monotonic_ns() - before_ns < INT64_C(1500000000));
    CU_ASSERT_TRUE(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

/* ---- What is unbound ---- */

/* clang-format off */
#define TASK(n, k, b, r) \
    { .name = (n), \
      .request = &(const struct asl_request){ .resource = (r), .kind = (k), .name = (b) } }

static const struct asl_state inner[] = { TASK("In", ASL_LAMBDA, "deep", LAMBDA "deep"), ASL_NO_STATE };
static const struct asl_machine inner_machine = { .states = inner };
static const struct asl_machine *const branches[] = { &inner_machine, NULL };
static const struct asl_map map = { .processor = &inner_machine };
static const struct asl_state states[] = {
    { .name = "P", .branches = branches }, { .name = "M", .map = &map },
    TASK("A", ASL_ACTIVITY, "a", ACTIVITY), TASK("L", ASL_INVOKE, "invoke", INVOKE),
    TASK("B", ASL_NAMED, "baked", "baked"), ASL_NO_STATE
};
/* clang-format on */
static const struct asl_machine machine = { .states = states };
static const struct asl_binding tasks[] = { { "baked", "aws", NULL }, { NULL, NULL, NULL } };

static void test_unbound(void)
{
    static const struct asl_workflow w = {
        .name = "w", .machine = &machine, .tasks = tasks, .targets = targets
    };
    static const struct asl_workflow plain = { .name = "w", .machine = &machine };
    struct bench b;
    struct buf why = { 0 };
    begin(&b, true, &w);
    CU_ASSERT_EQUAL(workers_unbound(b.workers, &why), 4);
    UNIT_TEXT(
        buf_string(&why),
        "state 'A': nobody does " ACTIVITY "; bind it with --task or --tasks\n"
        "state 'B': baked: 'aws': aws cannot be used in this program; there are c:SYMBOL, "
        "exec:COMMAND, workflow:PATH\n"
        "state 'In': nobody does " LAMBDA "deep; bind it with --task or --tasks\n"
        "state 'In': nobody does " LAMBDA "deep; bind it with --task or --tasks");
    buf_clear(&why);
    bind(&b, "*=exec:true");
    bind(&b, "baked=exec:true");
    CU_ASSERT_EQUAL(workers_unbound(b.workers, &why), 0);
    end(&b);
    begin(&b, true, &plain);
    CU_ASSERT_EQUAL(workers_unbound(b.workers, &why), 5);
    buf_clear(&why);
    mock(&b, "{}");
    CU_ASSERT_EQUAL(workers_unbound(b.workers, &why), 0);
    UNIT_TEXT(buf_string(&why), "");
    buf_release(&why);
    end(&b);
}

UNIT_MAIN("worker", { "mocks", test_mock }, { "TaskSubmitted", test_mock_submitted },
          { "nobody does it", test_nobody },
          { "a listener that starts and cancels", test_reentrant }, { "many", test_many },
          { "functions", test_function }, { "lambda:invoke", test_invoke },
          { "a function times out", test_function_times_out },
          { "a function is silent", test_silence }, { "the order of answers", test_order },
          { "a crash", test_crash }, { "programs", test_program },
          { "what a program says of its failure", test_told_failure },
          { "a program that prints too much", test_program_too_much },
          { "a program times out", test_program_times_out },
          { "what is unbound", test_unbound })
