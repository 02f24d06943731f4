/*
 * The engine with machines written by hand: gates, standing errors, retries, waits, branches
 * and items, all of it with every execution going through bytes at the end of each turn.
 */
#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/history.h"
#include "runtime/exec/park.h"
#include "runtime/exec/run.h"
#include "runtime/exec/turn.h"
#include "runtime/loop/loop.h"
#include "runtime/task/mock.h"
#include "runtime/task/workers.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"
#include "tests/unit/wall.h"

/* ---- A machine that waits, then asks ----------------------------------------------------- */

enum { COUNT, NAP, ENOUGH, DONE, TOO_FEW };

static const struct asl_data count_data = {
    .arguments =
        ASL_OBJECT({ "n", ASL_INTRINSIC("States.MathAdd($.n, 1)",
                                        ASL_CALL(asl_math_add, ASL_PATH("$.n", ASL_KEY("n")),
                                                 ASL_NUMBER(1))) }),
    .assign = ASL_OBJECT({ "seen", ASL_PATH("$.n", ASL_KEY("n")) }),
};
static const struct asl_expr *const enough_n = ASL_PATH("$.n", ASL_KEY("n"));
static const struct asl_data done_data = {
    .output = ASL_PATH("$seen", ASL_VARIABLE("seen")),
};

static enum asl_move counting_step(struct asl_frame *f)
{
    switch (asl_state(f)) {
    case COUNT:
        asl_input(f, &count_data);
        asl_output(f, &count_data);
        return asl_go(f, NAP);
    case NAP:
        if (asl_entering(f)) {
            return asl_await_seconds(f, ASL_NUMBER(60));
        }
        return asl_go(f, ENOUGH);
    case ENOUGH:
        if (asl_test(f, enough_n, ASL_NUMERIC_LESS_THAN, ASL_NUMBER(3))) {
            return asl_choose(f, 0, COUNT);
        }
        if (asl_test(f, enough_n, ASL_NUMERIC_EQUALS, ASL_NUMBER(3.0))) {
            return asl_choose(f, 1, DONE);
        }
        return asl_no_choice(f);
    case DONE: asl_output(f, &done_data); return asl_end(f);
    case TOO_FEW: return asl_fail(f, ASL_STRING("Too.Few"), NULL);
    }
    return asl_lost(f);
}

static const struct asl_state counting_states[] = {
    [COUNT] = { .name = "Count", .type = ASL_PASS, .line = 1 },
    [NAP] = { .name = "Nap", .type = ASL_WAIT, .line = 2 },
    [ENOUGH] = { .name = "Enough?", .type = ASL_CHOICE, .line = 3 },
    [DONE] = { .name = "Done", .type = ASL_SUCCEED, .line = 4 },
    [TOO_FEW] = { .name = "Too few", .type = ASL_FAIL, .line = 5 },
    ASL_NO_STATE
};
static const struct asl_machine counting = { .states = counting_states, .step = counting_step };

/* ---- A machine that puts the same into its input at two places, the first of them three times
 * ---- */

static const struct asl_data first_data = {
    .result = ASL_ARRAY(ASL_NUMBER(1), ASL_NUMBER(2)),
    .result_path = ASL_PATH("$.a.b", ASL_KEY("a"), ASL_KEY("b")),
};
static const struct asl_data last_data = {
    .result = ASL_ARRAY(ASL_NUMBER(1), ASL_NUMBER(2)),
    .result_path = ASL_PATH("$.c", ASL_KEY("c")),
};

static enum asl_move placing_step(struct asl_frame *f)
{
    bool is_last = asl_state(f) == 3;
    asl_output(f, is_last ? &last_data : &first_data);
    return is_last ? asl_end(f) : asl_go(f, asl_state(f) + 1);
}

static const struct asl_state placing_states[] = {
    { .name = "First", .type = ASL_PASS, .line = 1 },
    { .name = "Again", .type = ASL_PASS, .line = 2 },
    { .name = "And again", .type = ASL_PASS, .line = 3 },
    { .name = "Last", .type = ASL_PASS, .line = 4 },
    ASL_NO_STATE
};
static const struct asl_machine placing = { .states = placing_states, .step = placing_step };

/* ---- A machine that never ends ---- */

static enum asl_move circling_step(struct asl_frame *f)
{
    return asl_go(f, 0);
}

static const struct asl_state circling_states[] = {
    { .name = "Again", .type = ASL_PASS, .line = 1 },
    ASL_NO_STATE,
};
static const struct asl_machine circling = { .states = circling_states, .step = circling_step };

/* ---- Parallel, Map, Retry and Catch around it -------------------------------------------- */

enum { BOTH, EACH, RESCUED };

static const struct asl_machine *const both_branches[] = { &counting, &counting, NULL };
static const struct asl_data both_data = { .result_path = ASL_PATH("$.both", ASL_KEY("both")) };
static const struct asl_map each_map = {
    .processor = &counting,
    .items = ASL_PATH("$.items", ASL_KEY("items")),
    .item = ASL_OBJECT({ "n", ASL_PATH("$$.Map.Item.Value", ASL_CONTEXT, ASL_KEY("Map"),
                                       ASL_KEY("Item"), ASL_KEY("Value")) }),
    .max_concurrency = ASL_NUMBER(1),
};
static const struct asl_retrier each_retry[] = {
    { .errors = ASL_ERRORS("Other"), .interval_s = 1, .backoff = 2, .max_attempts = 9 },
    { .errors = ASL_ERRORS("States.ALL"), .interval_s = 2, .backoff = 3, .max_attempts = 2 },
    ASL_NO_MORE
};
static const struct asl_data each_catch = {
    .at = "Catch[0]",
    .errors = ASL_ERRORS("States.ALL"),
    .result_path = ASL_PATH("$.error", ASL_KEY("error")),
};

static enum asl_move around_step(struct asl_frame *f)
{
    switch (asl_state(f)) {
    case BOTH:
        if (asl_entering(f)) {
            return asl_await_branches(f, both_branches);
        }
        asl_output(f, &both_data);
        return asl_go(f, EACH);
    case EACH:
        if (asl_entering(f)) {
            return asl_await_items(f, &each_map);
        }
        if (asl_retry(f, each_retry)) {
            return ASL_PARK;
        }
        if (asl_caught(f, &each_catch)) {
            return asl_go(f, RESCUED);
        }
        return asl_end(f);
    case RESCUED: return asl_end(f);
    }
    return asl_lost(f);
}

static const struct asl_state around_states[] = {
    [BOTH] = { .name = "Both", .type = ASL_PARALLEL, .line = 1, .branches = both_branches },
    [EACH] = { .name = "Each", .type = ASL_MAP, .line = 2, .map = &each_map },
    [RESCUED] = { .name = "Rescued", .type = ASL_PASS, .line = 3 },
    ASL_NO_STATE
};
static const struct asl_machine around = { .states = around_states, .step = around_step };

/* A machine that fails by itself. */
static enum asl_move failing_step(struct asl_frame *f)
{
    return asl_fail(f, ASL_STRING("Too.Few"), NULL);
}
static const struct asl_state failing_states[] = {
    { .name = "Too few", .type = ASL_FAIL, .line = 1 }, ASL_NO_STATE
};
static const struct asl_machine failing = { .states = failing_states, .step = failing_step };
static const struct asl_map failing_map = { .processor = &failing };

static enum asl_move rescue_step(struct asl_frame *f)
{
    if (asl_state(f) == 1) {
        return asl_end(f);
    }
    if (asl_entering(f)) {
        return asl_await_items(f, &failing_map);
    }
    if (asl_retry(f, each_retry)) {
        return ASL_PARK;
    }
    if (asl_caught(f, &each_catch)) {
        return asl_go(f, 1);
    }
    return asl_end(f);
}
static const struct asl_state rescue_states[] = {
    { .name = "Each", .type = ASL_MAP, .line = 1, .map = &failing_map },
    { .name = "Rescued", .type = ASL_PASS, .line = 2 },
    ASL_NO_STATE
};
static const struct asl_machine rescue = { .states = rescue_states, .step = rescue_step };

/* ---- One run ----------------------------------------------------------------------------- */

struct outcome {
    enum execution_status status;
    char text[256]; /* output, or error and cause */
    int64_t took_ms;
    uint64_t events;
};

static const struct observer *observer; /* of the runs that come */

static struct outcome run_as(bool express, const struct asl_machine *m, const char *input,
                             double timeout_s, struct engine_limits limits)
{
    struct asl_workflow w = {
        .name = "test", .source = "test", .machine = m, .timeout_s = timeout_s
    };
    struct clock c;
    clock_start_virtual(&c, CLOCK_VIRTUAL_START_MS);
    struct engine e = { .commit = park_test };
    struct deployment d = { .limits = limits };
    struct loop *l = loop_new(&c, turn_deadline, &e);
    random_seed(&e.random, 1);
    turn_open(&e, &c, l);
    turn_deploy(&e, &d, &w);
    struct value *v = NULL;
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json(input, strlen(input), &v, &error));
    struct execution *x = run_start(
        &d, &(struct run_start){ .input = v, .observers = observer, .express = express });
    CU_ASSERT_TRUE(turn_run(&e));
    struct outcome out = { .status = x->status,
                           .took_ms = x->stop_ms - x->start_ms,
                           .events = x->events };
    char *text = write_text(x->output);
    snprintf(out.text, sizeof out.text, "%s",
             x->status == EXECUTION_SUCCEEDED ? text
             : x->error == NULL               ? ""
                                              : x->error);
    memory_release(text);
    run_release(x);
    value_release(v);
    turn_withdraw(&d);
    turn_close(&e);
    loop_release(l);
    return out;
}

static struct outcome run_with(const struct asl_machine *m, const char *input, double timeout_s,
                               struct engine_limits limits)
{
    return run_as(false, m, input, timeout_s, limits);
}

static struct outcome run(const struct asl_machine *m, const char *input)
{
    return run_with(m, input, 0, engine_aws_limits);
}

/* T-21, W-11, V-06, C-13 */
static void waits_and_chooses(void)
{
    struct outcome o = run(&counting, "{\"n\":0}");
    CU_ASSERT_EQUAL(o.status, EXECUTION_SUCCEEDED);
    UNIT_TEXT(o.text, "3");
    CU_ASSERT_EQUAL(o.took_ms, 180000);
    CU_ASSERT_EQUAL(o.events, 1 + 3 * 6 + 2 + 1);
}

/* C-03: no rule and no Default is States.Runtime. */
static void no_choice_fails(void)
{
    struct outcome o = run(&counting, "{\"n\":7}");
    CU_ASSERT_EQUAL(o.status, EXECUTION_FAILED);
    UNIT_TEXT(o.text, "States.Runtime");
}

/* T-07: the run's own timeout is seen by nobody. */
static void run_times_out(void)
{
    struct outcome o = run_with(&counting, "{\"n\":0}", 100, engine_aws_limits);
    CU_ASSERT_EQUAL(o.status, EXECUTION_TIMED_OUT);
    CU_ASSERT_EQUAL(o.took_ms, 100000);
}

/* H-53: event number N is ExecutionFailed. */
static void history_is_bounded(void)
{
    struct engine_limits limits = { .events = 10 };
    struct outcome o = run_with(&counting, "{\"n\":-100}", 0, limits);
    CU_ASSERT_EQUAL(o.status, EXECUTION_FAILED);
    UNIT_TEXT(o.text, "States.Runtime");
    CU_ASSERT_EQUAL(o.events, 10);
}

/* Standard's number of events does not end an Express run; a clock that stands
 * does, in the end. */
static void express_is_bounded_by_time(void)
{
    struct engine_limits limits = { .events = 10,
                                    .express_events = 1000,
                                    .express_ms = 300000 };
    struct outcome o = run_as(true, &circling, "{}", 0, limits);
    CU_ASSERT_EQUAL(o.status, EXECUTION_TIMED_OUT);
    UNIT_TEXT(o.text, "States.Timeout");
    CU_ASSERT_EQUAL(o.took_ms, 0);
    CU_ASSERT_EQUAL(o.events, 1000);
    o = run_as(true, &counting, "{\"n\":0}", 0, limits);
    CU_ASSERT_EQUAL(o.status, EXECUTION_SUCCEEDED);
    CU_ASSERT_TRUE(o.events > 10);
}

/* TK-09: a payload past the limit is States.DataLimitExceeded. */
static void payload_is_bounded(void)
{
    struct engine_limits limits = { .payload_bytes = 6 };
    struct outcome o = run_with(&counting, "{\"n\":0}", 0, limits);
    UNIT_TEXT(o.text, "States.DataLimitExceeded");
}

/* Q-01, to the byte: what a state puts into its input, again and again in the same place,
 * counts as what it comes to, not as what it might. */
static void placed_results_are_bounded(void)
{
    const char *wanted = "{\"n\":\"\u00e9\\\\\",\"a\":{\"b\":[1,2]},\"c\":[1,2]}";
    struct engine_limits limits = { .payload_bytes = strlen(wanted) };
    struct outcome o = run_with(&placing, "{\"n\":\"\u00e9\\\\\"}", 0, limits);
    CU_ASSERT_EQUAL(o.status, EXECUTION_SUCCEEDED);
    UNIT_TEXT(o.text, wanted);
    limits.payload_bytes--;
    o = run_with(&placing, "{\"n\":\"\u00e9\\\\\"}", 0, limits);
    UNIT_TEXT(o.text, "States.DataLimitExceeded");
    limits.payload_bytes = 0;
    o = run_with(&placing, "{\"n\":\"\u00e9\\\\\"}", 0, limits);
    UNIT_TEXT(o.text, wanted);
}

/* MP-10: branches side by side, items one after the other. */
static void branches_and_items(void)
{
    struct outcome o = run(&around, "{\"n\":1,\"items\":[0,2]}");
    CU_ASSERT_EQUAL(o.status, EXECUTION_SUCCEEDED);
    UNIT_TEXT(o.text, "[3,3]");
    CU_ASSERT_EQUAL(o.took_ms, 120000 + 180000 + 60000);
}

/* MP-09 */
static void no_items(void)
{
    struct outcome o = run(&around, "{\"n\":2,\"items\":[]}");
    UNIT_TEXT(o.text, "[]");
}

/* E-05, E-21, E-31, E-32: two retries of 2 and 6 s, then the catcher. */
static void retried_and_caught(void)
{
    struct outcome o = run(&rescue, "[1,2]");
    CU_ASSERT_EQUAL(o.status, EXECUTION_FAILED);
    UNIT_TEXT(o.text, "States.Runtime"); /* ResultPath does not fit an array: P-32 */
    CU_ASSERT_EQUAL(o.took_ms, 8000);
}

/* ---- Many runs --------------------------------------------------------------------------- */

struct tally {
    size_t ended;
    size_t succeeded;
};

/* Whoever is told of a run's end may release it. */
static void count_end(void *owner, struct execution *x)
{
    struct tally *t = owner;
    t->ended++;
    t->succeeded += x->status == EXECUTION_SUCCEEDED;
    run_release(x);
}

static void start_many(struct deployment *d, size_t count)
{
    struct value *v = NULL;
    struct read_error error;
    const char *input = "{\"n\":1,\"items\":[0,2]}";
    CU_ASSERT_TRUE_FATAL(read_json(input, strlen(input), &v, &error));
    for (size_t i = 0; i < count; i++) {
        run_start(d, &(struct run_start){ .input = v });
    }
    value_release(v);
}

/* No run's frames are mixed up with another's; places and slots are used again; every other one
 * is stopped with its children under way. */
static void many_runs(void)
{
    struct asl_workflow w = { .name = "test", .source = "test", .machine = &around };
    struct clock c;
    clock_start_virtual(&c, CLOCK_VIRTUAL_START_MS);
    struct tally t = { 0 };
    struct engine e = { .commit = park_test, .on_end = count_end, .owner = &t };
    struct deployment d = { .limits = { .events = 0 } };
    struct loop *l = loop_new(&c, turn_deadline, &e);
    random_seed(&e.random, 1);
    turn_open(&e, &c, l);
    turn_deploy(&e, &d, &w);
    for (size_t round = 1; round <= 3; round++) {
        start_many(&d, 200);
        turn_step(&e);
        CU_ASSERT_TRUE(turn_news(&e, true));
        turn_step(&e);
        for (uint32_t i = 0; i < 200; i += 2) {
            run_stop(e.runs[i], EXECUTION_ABORTED, NULL, NULL);
            CU_ASSERT_PTR_NULL(e.runs[i]);
        }
        start_many(&d, 100);
        CU_ASSERT_TRUE(turn_run(&e));
        CU_ASSERT_EQUAL(t.ended, 300 * round);
        CU_ASSERT_EQUAL(t.succeeded, 200 * round);
    }
    CU_ASSERT_TRUE(e.run_room <= 256);
    CU_ASSERT_EQUAL(e.slots.free_count + 1, e.slots.used);
    turn_withdraw(&d);
    turn_close(&e);
    loop_release(l);
}

static void count_by_workflow(void *owner, struct execution *x)
{
    struct tally *t = owner;
    t += x->deployment->workflow->machine == &around;
    count_end(t, x);
}

/* Two workflows in one engine: each execution is of its own, and one that is put away leaves
 * those of the other alone. */
static void two_workflows(void)
{
    struct asl_workflow first = { .name = "first", .source = "first", .machine = &around };
    struct asl_workflow second = { .name = "second", .source = "second", .machine = &counting };
    struct tally t[2] = { { 0, 0 } };
    struct clock c;
    clock_start_virtual(&c, CLOCK_VIRTUAL_START_MS);
    struct engine e = { .commit = park_test, .on_end = count_by_workflow, .owner = t };
    struct deployment d[2] = { { .limits = { .events = 0 } }, { .limits = { .events = 0 } } };
    struct loop *l = loop_new(&c, turn_deadline, &e);
    turn_open(&e, &c, l);
    turn_deploy(&e, &d[0], &first);
    turn_deploy(&e, &d[1], &second);
    start_many(&d[0], 50);
    turn_step(&e);
    start_many(&d[1], 30);
    struct execution *away = e.runs[0];
    UNIT_TEXT(identity_texts(&away->identity)->machine_name, "first");
    park_release(away);
    CU_ASSERT_TRUE(turn_run(&e));
    CU_ASSERT_EQUAL(t[1].ended, 49);
    CU_ASSERT_EQUAL(t[1].succeeded, 49);
    CU_ASSERT_EQUAL(t[0].ended, 30);
    CU_ASSERT_EQUAL(t[0].succeeded, 30);
    turn_withdraw(&d[1]);
    turn_withdraw(&d[0]);
    CU_ASSERT_EQUAL(e.slots.free_count + 1, e.slots.used);
    turn_close(&e);
    loop_release(l);
}

/* ---- A program that is killed ------------------------------------------------------------ */

/* A task that fails twice, in each of two branches. */
static const struct asl_request asking_request = {
    .resource = "arn:aws:lambda:us-east-1:123456789012:function:ask",
    .kind = ASL_LAMBDA,
    .name = "ask"
};
static const struct asl_retrier asking_retry[] = {
    { .errors = ASL_ERRORS("States.ALL"), .interval_s = 5, .backoff = 2, .max_attempts = 3 },
    ASL_NO_MORE
};

static enum asl_move asking_step(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_task(f, &asking_request);
    }
    if (asl_retry(f, asking_retry)) {
        return ASL_PARK;
    }
    return asl_end(f);
}
static const struct asl_state asking_states[] = {
    { .name = "Ask", .type = ASL_TASK, .line = 1, .request = &asking_request }, ASL_NO_STATE
};
static const struct asl_machine asking = { .states = asking_states, .step = asking_step };
static const struct asl_machine *const asking_branches[] = { &asking, &around, &asking, NULL };

static enum asl_move all_step(struct asl_frame *f)
{
    return asl_entering(f) ? asl_await_branches(f, asking_branches) : asl_end(f);
}
static const struct asl_state all_states[] = {
    { .name = "All", .type = ASL_PARALLEL, .line = 1, .branches = asking_branches },
    ASL_NO_STATE
};
static const struct asl_machine all = { .states = all_states, .step = all_step };

static const char mocks[] =
    "{\"StateMachines\":{\"test\":{\"TestCases\":{\"case\":{\"Ask\":\"answers\"}}}},"
    "\"MockedResponses\":{\"answers\":{\"0-3\":{\"Throw\":{\"Error\":\"Busy\"}},"
    "\"4\":{\"Return\":\"first\"},\"5\":{\"Return\":\"second\"}}}}";

/* One program: an engine, its clock and its loop. */
struct program {
    struct asl_workflow workflow;
    struct clock clock;
    struct engine engine;
    struct deployment deployment;
    struct loop *loop;
};

static void open_program(struct program *p, int64_t now_ms, void (*commit)(struct engine *e))
{
    *p = (struct program){ .workflow = { .name = "test", .source = "test", .machine = &all },
                           .engine = { .commit = commit } };
    clock_start_virtual(&p->clock, now_ms);
    p->loop = loop_new(&p->clock, turn_deadline, &p->engine);
    random_seed(&p->engine.random, 1);
    turn_open(&p->engine, &p->clock, p->loop);
    turn_deploy(&p->engine, &p->deployment, &p->workflow);
    struct value *file = NULL;
    struct read_error error;
    struct buf why = { 0 };
    struct mock *mock = NULL;
    CU_ASSERT_TRUE_FATAL(read_json(mocks, strlen(mocks), &file, &error));
    mock_new(file, "mocks", "test", "case", &mock, &why);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mock);
    workers_mock_take(p->deployment.workers, mock);
    value_release(file);
}

static void close_program(struct program *p)
{
    turn_withdraw(&p->deployment);
    turn_close(&p->engine);
    loop_release(p->loop);
}

static struct execution *start_in(struct program *p)
{
    struct value *v = NULL;
    struct read_error error;
    const char *input = "{\"n\":1,\"items\":[0,2]}";
    CU_ASSERT_TRUE_FATAL(read_json(input, strlen(input), &v, &error));
    struct execution *x = run_start(&p->deployment, &(struct run_start){ .input = v });
    value_release(v);
    return x;
}

/* What a store would hold: the bytes of the last commit. */
static struct buf stored;
static size_t commits;

static void store(struct engine *e)
{
    for (struct execution *x = run_take_changed(e); x != NULL; x = run_take_changed(e)) {
        buf_clear(&stored);
        if (x->status == EXECUTION_RUNNING) {
            park_write(&stored, x);
        }
    }
    commits++;
}

/* Run until so many commits: a program that is killed there loses what it did not commit.
 * Returns false if the execution has ended before. */
static bool run_and_kill(size_t most, int64_t *ret_now_ms)
{
    struct program p;
    commits = 0;
    open_program(&p, CLOCK_VIRTUAL_START_MS, store);
    struct execution *x = start_in(&p);
    do {
        turn_step(&p.engine);
    } while (commits < most && p.engine.running > 0 && turn_news(&p.engine, true));
    bool killed = x->status == EXECUTION_RUNNING;
    *ret_now_ms = clock_now_ms(&p.clock);
    p.engine.commit = NULL;
    turn_stop_all(&p.engine, EXECUTION_ABORTED, NULL);
    run_release(x);
    close_program(&p);
    return killed;
}

/* The other program has executions of its own, which have the first one's slots and places. */
static void resume(int64_t now_ms, const char *wanted, uint64_t wanted_events)
{
    struct program p;
    open_program(&p, now_ms, NULL);
    struct execution *other = start_in(&p);
    turn_step(&p.engine);
    struct execution *x = park_resume(&p.deployment, &(struct run_start){ .input = NULL },
                                      stored.text, stored.size);
    CU_ASSERT_TRUE(x->root != other->root);
    CU_ASSERT_TRUE(turn_run(&p.engine));
    char *text = write_text(x->output);
    UNIT_TEXT(text, wanted);
    CU_ASSERT_EQUAL(x->events, wanted_events);
    CU_ASSERT_EQUAL(x->stop_ms - x->start_ms, 360000);
    memory_release(text);
    run_release(x);
    run_release(other);
    close_program(&p);
}

/* Wherever it is killed, another program goes on from the last commit, and comes to the same.
 */
static void killed_and_resumed(void)
{
    struct program p;
    open_program(&p, CLOCK_VIRTUAL_START_MS, park_test);
    struct execution *x = start_in(&p);
    CU_ASSERT_TRUE(turn_run(&p.engine));
    char *wanted = write_text(x->output);
    uint64_t events = x->events;
    UNIT_TEXT(wanted, "[\"first\",[3,3],\"second\"]");
    run_release(x);
    close_program(&p);
    size_t times = 0;
    int64_t now_ms;
    while (run_and_kill(times + 1, &now_ms)) {
        resume(now_ms, wanted, events);
        times++;
    }
    CU_ASSERT_TRUE(times > 10);
    memory_release(wanted);
    buf_release(&stored);
}

#define DAY_MS INT64_C(86400000)

static void open_real_program(struct program *p)
{
    open_program(p, 0, NULL);
    clock_start_real(&p->clock);
    p->workflow.timeout_s = DAY_MS / 1000;
}

/* The wall clock was an hour behind when the execution began, and was corrected before the
 * machine went down: afterwards there is as much time left as before. */
static void resumed_under_another_clock(void)
{
    struct program p;
    struct buf bytes = { 0 };
    wall_ahead_ms = -3600000;
    open_real_program(&p);
    struct execution *x = start_in(&p);
    turn_step(&p.engine);
    CU_ASSERT_EQUAL(clock_set_ms(&p.clock), 0);
    wall_ahead_ms = 0;
    park_write(&bytes, x);
    CU_ASSERT_TRUE(clock_set_ms(&p.clock) >= 3599000 && clock_set_ms(&p.clock) <= 3601000);
    turn_stop_all(&p.engine, EXECUTION_ABORTED, NULL);
    run_release(x);
    close_program(&p);

    open_real_program(&p);
    x = park_resume(&p.deployment, &(struct run_start){ .input = NULL }, bytes.text,
                    bytes.size);
    int64_t left_ms = loop_deadline_setting(p.loop, x->timer).at_ms - clock_steady_ms(&p.clock);
    CU_ASSERT_TRUE(left_ms <= DAY_MS + 1000 && left_ms > DAY_MS - 600000);
    CU_ASSERT_TRUE(x->start_ms < clock_now_ms(&p.clock) - 3500000);
    turn_stop_all(&p.engine, EXECUTION_ABORTED, NULL);
    run_release(x);
    close_program(&p);
    buf_release(&bytes);
}

/* What an observer of passages hears. */
static void on_passage(void *owner, const struct asl_frame *f, enum passage what, int index)
{
    static const char letters[] = {
        [PASSAGE_STATE] = 's', [PASSAGE_TASK] = 't', [PASSAGE_ANSWER] = 'a',
        [PASSAGE_NEXT] = 'n',  [PASSAGE_RULE] = 'r', [PASSAGE_CATCHER] = 'c',
        [PASSAGE_END] = 'e',   [PASSAGE_GONE] = 'g'
    };
    buf_print(owner, "%c%d%s", letters[what], index, f->seat.parent == 0 ? " " : "' ");
}

static void passages(void)
{
    struct buf got = { 0 };
    struct observer o = { .passage = on_passage, .owner = &got };
    observer = &o;
    run(&counting, "{\"n\":1}");
    run(&rescue, "[1]");
    observer = NULL;
    UNIT_TEXT(buf_string(&got), "s0 n1 s1 n2 s2 r0 n0 s0 n1 s1 n2 s2 r1 n3 s3 e0 g0 "
                                "s0 s0' e0' g0' s0' e0' g0' s0' e0' g0' c0 e0 g0 ");
    buf_release(&got);
}

UNIT_MAIN("engine", { "waits and chooses", waits_and_chooses },
          { "no choice fails", no_choice_fails }, { "run times out", run_times_out },
          { "history is bounded", history_is_bounded },
          { "express is bounded by time", express_is_bounded_by_time },
          { "payload is bounded", payload_is_bounded },
          { "placed results are bounded", placed_results_are_bounded },
          { "branches and items", branches_and_items }, { "no items", no_items },
          { "retried and caught", retried_and_caught }, { "many runs", many_runs },
          { "two workflows", two_workflows }, { "killed and resumed", killed_and_resumed },
          { "resumed under another clock", resumed_under_another_clock },
          { "passages", passages })
