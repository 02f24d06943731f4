#include "runtime/exec/await.h"

#include <asl/asl.h>
#include <limits.h>

#include "runtime/aws/arn.h"
#include "runtime/aws/parameters.h"
#include "runtime/aws/resource.h"
#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"
#include "runtime/exec/limits.h"
#include "runtime/exec/move.h"
#include "runtime/exec/outbox.h"
#include "runtime/exec/query.h"
#include "runtime/exec/run.h"
#include "runtime/exec/wait.h"
#include "runtime/loop/loop.h"
#include "runtime/expr/eval.h"
#include "runtime/expr/path.h"
#include "runtime/expr/scope.h"
#include "runtime/task/notice.h"
#include "runtime/task/workers.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"

/* The longest Wait (W-09). */
#define WAIT_SECONDS_MAX INT32_MAX

/* ---- Numbers of seconds ------------------------------------------------------------------ */

/* A path's value as whole seconds, 0 or more. Where it is something else, an error with the
 * words of W-03. */
static int64_t seconds_at(struct asl_frame *f, const struct asl_expr *path, const char *field,
                          const struct value *v)
{
    struct number n = value_read_long(v);
    if (n.kind == NUMBER_INT && n.integer >= 0) {
        return n.integer;
    }
    char *shown = scope_show_bare(v);
    if (n.kind == NUMBER_INT) {
        frame_fail_runtime(f, "The %s parameter references a negative value: %s == %s", field,
                           path->text, shown);
    } else {
        frame_fail_runtime(f, "The %s parameter cannot be parsed as a long value: %s == %s",
                           field, path->text, shown);
    }
    memory_release(shown);
    return 0;
}

/* A path may lead to a number that a definition may not have as a literal (TK-03, TK-04): 0
 * would mean no limit at all. */
static int64_t limit_at(struct asl_frame *f, const struct asl_expr *path, const char *field,
                        const struct value *v)
{
    int64_t seconds = seconds_at(f, path, field, v);
    if (f->error == NULL && (seconds < 1 || seconds > ASL_SECONDS_MAX)) {
        frame_fail_runtime(
            f, "The %s parameter references a value that is not from 1 to %d: %s == %lld",
            field, ASL_SECONDS_MAX, path->text, (long long)seconds);
    }
    return seconds;
}

/* What JSONata gives a field as a number of seconds. */
static int64_t queried_s(struct asl_frame *f, const struct asl_expr *e, const char *field,
                         int64_t least, int64_t most)
{
    struct asl_scope s = move_scope(f, frame_effective(f));
    int64_t seconds = 0;
    s.field = field;
    query_whole(&s, e, least, most, &seconds);
    move_scope_done(f, &s);
    return seconds;
}

/* TimeoutSeconds, HeartbeatSeconds and their paths, which look into the effective input; 0:
 * none. */
static int64_t limit_s(struct asl_frame *f, const struct asl_expr *e, const char *field,
                       const char *path_field)
{
    if (e == NULL || f->error != NULL) {
        return 0;
    }
    if (query_is(e)) {
        return queried_s(f, e, field, 1, ASL_SECONDS_MAX);
    }
    struct asl_scope s = move_scope(f, frame_effective(f));
    struct value *v = NULL;
    int64_t seconds = 0;
    if (eval_path_field(&s, e, &v)) {
        seconds = limit_at(f, e, path_field, v);
        value_release(v);
    }
    move_scope_done(f, &s);
    return seconds;
}

/* The value of a Wait's path. Returns false, with an error on the frame, if there is none
 * (W-03). */
static bool wait_value(struct asl_frame *f, const struct asl_expr *path, const char *field,
                       struct value **ret_value)
{
    struct asl_scope s = move_scope(f, frame_effective(f));
    bool found = path_find(&s, path, ret_value, NULL) == PATH_FOUND;
    if (!found && !s.failed) {
        scope_fail(&s, "States.Runtime",
                   "The %s parameter does not reference an input value: %s", field, path->text);
    }
    move_scope_done(f, &s);
    return found;
}

/* ---- Wait -------------------------------------------------------------------------------- */

enum asl_move asl_await_seconds(struct asl_frame *f, const struct asl_expr *seconds)
{
    int64_t s = 0;
    struct value *v = NULL;
    if (f->error != NULL) {
        return move_back(f);
    }
    if (query_is(seconds)) {
        s = queried_s(f, seconds, "Seconds", 0, WAIT_SECONDS_MAX);
    } else if (seconds->op != ASL_OP_PATH) {
        v = eval_literal(seconds);
        s = value_to_number(v).integer;
    } else if (wait_value(f, seconds, "SecondsPath", &v)) {
        s = seconds_at(f, seconds, "SecondsPath", v);
    }
    value_release(v);
    if (s > WAIT_SECONDS_MAX) {
        frame_fail_runtime(f, "Wait state delay is too long.");
    }
    if (f->error != NULL) {
        return move_back(f);
    }
    slots_give_ticket(&f->run->engine->slots, &f->seat);
    wait_for(f, &f->timer, wait_scaled_ms(f, s * 1000));
    return move_park(f, WAIT_TIME);
}

/* An instant of the future as milliseconds, rounded up so that the wait never ends early. */
static int64_t time_ms(struct time_point t)
{
    return t.seconds * 1000 + (t.nanos + 999999) / 1000000;
}

/* A time of an expression in JSONata (W-05). */
static bool queried_time(struct asl_frame *f, const struct asl_expr *e,
                         struct time_point *ret_time)
{
    struct asl_scope s = move_scope(f, frame_effective(f));
    struct value *v = NULL;
    s.field = "Timestamp";
    bool is_time = query_value(&s, e, VALUE_STRING, &v) &&
                   time_read(value_string(v), value_string_size(v), ret_time);
    if (!s.failed && !is_time) {
        query_fail(f, "Timestamp",
                   "The Timestamp field cannot be parsed as an ISO-8601 extended offset "
                   "date-time format string: %s",
                   value_string(v));
    }
    value_release(v);
    move_scope_done(f, &s);
    return is_time;
}

static bool timestamp_value(struct asl_frame *f, const struct asl_expr *timestamp,
                            int64_t *ret_ms)
{
    struct value *v = NULL;
    struct time_point t = { 0 };
    if (query_is(timestamp)) {
        bool has_time = queried_time(f, timestamp, &t);
        *ret_ms = time_ms(t);
        return has_time;
    }
    if (timestamp->op != ASL_OP_PATH) {
        v = eval_literal(timestamp);
    } else if (!wait_value(f, timestamp, "TimestampPath", &v)) {
        return false;
    }
    bool is_time =
        value_type(v) == VALUE_STRING && time_read(value_string(v), value_string_size(v), &t);
    if (is_time) {
        *ret_ms = time_ms(t);
    } else {
        char *shown = scope_show_bare(v);
        frame_fail_runtime(
            f,
            "The TimestampPath parameter does not reference a valid ISO-8601 extended "
            "offset date-time format string: %s == %s",
            timestamp->text, shown);
        memory_release(shown);
    }
    value_release(v);
    return is_time;
}

enum asl_move asl_await_timestamp(struct asl_frame *f, const struct asl_expr *timestamp)
{
    int64_t at_ms = 0;
    if (f->error != NULL || !timestamp_value(f, timestamp, &at_ms)) {
        return move_back(f);
    }
    int64_t now_ms = execution_now_ms(f->run);
    if (at_ms - now_ms > (int64_t)WAIT_SECONDS_MAX * 1000) {
        frame_fail_runtime(f, "Wait state delay is too long.");
        return move_back(f);
    }
    slots_give_ticket(&f->run->engine->slots, &f->seat);
    wait_until(f, at_ms > now_ms ? now_ms + wait_scaled_ms(f, at_ms - now_ms) : now_ms);
    return move_park(f, WAIT_TIME);
}

/* ---- Task -------------------------------------------------------------------------------- */

static struct value *credentials_of(struct asl_frame *f, const struct asl_expr *e)
{
    if (e == NULL || f->error != NULL) {
        return NULL;
    }
    struct asl_scope s = move_scope(f, frame_effective(f));
    struct value *v = NULL;
    s.field = "Credentials";
    eval(&s, e, &v);
    move_scope_done(f, &s);
    return v;
}

/* Returns true if heartbeats are awaited: on AWS only from tasks that have a token to send them
 * with, which are activities, callbacks and jobs (TK-04). */
static bool may_beat(const struct asl_request *r)
{
    return r->kind == ASL_NAMED || r->kind == ASL_ACTIVITY || r->waits;
}

/* What the history calls this task when its answer is too large (TK-09). */
static char *task_name(const struct asl_request *r)
{
    if (resource_family(r) != RESOURCE_SERVICE) {
        return memory_text(r->resource);
    }
    struct resource_parts parts = resource_parts(r->resource);
    return memory_text_n(parts.type, parts.type_size);
}

/* Returns true if the service takes the Parameters (TK-10), and something is bound that does
 * the task. Otherwise the frame gets an error. */
static bool is_taken(struct asl_frame *f, const struct asl_request *r)
{
    struct buf why = { 0 };
    if (f->error != NULL) {
        return false;
    }
    if (!parameters_fit(r->takes, frame_arguments(f), &why)) {
        char *shown = scope_show(frame_arguments(f));
        frame_fail_runtime(f, "The Parameters '%s' could not be used to start the Task: [%s]",
                           shown, buf_string(&why));
        memory_release(shown);
    } else if (!workers_take(f->run->deployment->workers, frame_row(f)->name, r,
                             frame_arguments(f), &why)) {
        frame_fail_runtime(f, "%s", buf_string(&why));
    }
    buf_release(&why);
    return f->error == NULL;
}

/* Not drawn, so that what the execution draws does not depend on who does its tasks: no other
 * task begins with this event at this place while its draws stand there. */
static uint64_t chance_of(const struct asl_frame *f)
{
    struct random r = *f->run->random;
    uint32_t place = f->run->random == &f->run->engine->random ? f->run->place : 0;
    return (random_next(&r) ^ (f->last_event << 32 | place)) >> 1;
}

enum asl_move asl_await_task(struct asl_frame *f, const struct asl_request *r)
{
    int64_t timeout_s = limit_s(f, r->timeout_s, "TimeoutSeconds", "TimeoutSecondsPath");
    int64_t heartbeat_s =
        limit_s(f, r->heartbeat_s, "HeartbeatSeconds", "HeartbeatSecondsPath");
    struct value *credentials = credentials_of(f, r->credentials);
    if (f->task != NULL) {
        frame_forget_context(f); /* in the second half it does not have the token */
    }
    if (!is_taken(f, r)) {
        value_release(credentials);
        return move_back(f);
    }
    history_task(f, TASK_SCHEDULED,
                 &(struct task_details){ .value = frame_arguments(f),
                                         .timeout_s = timeout_s,
                                         .heartbeat_s = heartbeat_s,
                                         .credentials = credentials });
    struct frame_task *task = frame_task(f);
    memory_release(task->role);
    task->role = memory_text(value_member_text(credentials, "RoleArn"));
    value_release(credentials);
    task->chance = chance_of(f);
    task->has_started = task->is_back = task->has_submitted = false;
    value_release(task->begun);
    task->begun = NULL;
    task->timeout_ms = timeout_s * 1000;
    task->heartbeat_ms = may_beat(r) ? heartbeat_s * 1000 : 0;
    history_passage(f, PASSAGE_TASK, 0);
    slots_give_ticket(&f->run->engine->slots, &f->seat);
    outbox_start(f);
    return move_park(f, WAIT_TASK);
}

/* The clocks of a task run from its start (TK-05). */
static void start_clocks(struct asl_frame *f)
{
    struct frame_task *task = f->task;
    if (task->timeout_ms != 0) {
        wait_for(f, &f->timer, task->timeout_ms);
    }
    if (task->heartbeat_ms != 0) {
        wait_for(f, &task->heartbeat, task->heartbeat_ms);
    }
}

/* A task that begins again after a restart has the deadlines of its first start. */
static void started(struct asl_frame *f, struct value *worker)
{
    f->task->is_back = false;
    if (!f->task->has_started) {
        f->task->has_started = true;
        history_task(f, TASK_STARTED, &(struct task_details){ .value = worker });
        start_clocks(f);
    }
}

/* A job goes on while no program waits for it. */
static void keep_job(struct asl_frame *f, struct value *answer)
{
    const struct asl_request *r = frame_row(f)->request;
    enum arn_pattern pattern = arn_pattern(arn_part(r->resource), NULL);
    if (r->calls != NULL && (pattern == ARN_SYNC || pattern == ARN_SYNC_2)) {
        f->task->begun = value_share(answer);
    }
}

static void returned(struct asl_frame *f)
{
    f->task->is_back = f->task->has_started;
}

static void submitted(struct asl_frame *f, struct value *answer)
{
    if (!f->task->has_submitted) {
        f->task->has_submitted = true;
        keep_job(f, answer);
        history_task(f, TASK_SUBMITTED, &(struct task_details){ .value = answer });
    }
}

static void heartbeat(struct asl_frame *f)
{
    if (f->task->heartbeat != 0) {
        wait_for(f, &f->task->heartbeat, f->task->heartbeat_ms);
    }
}

/* Whoever has answered may forget it now: it is part of the execution. There is one answer to a
 * token. */
static void keep_answer(struct asl_frame *f, const struct notice *a)
{
    f->task->answer = value_share(a->value);
}

static void timed_out(struct asl_frame *f, bool missed_heartbeat)
{
    wait_call_off(f);
    history_task(f, TASK_TIMED_OUT, &(struct task_details){ .error = "States.Timeout" });
    frame_fail(f, "States.Timeout", NULL);
    f->error->heartbeat = missed_heartbeat;
    history_passage(f, PASSAGE_ANSWER, 0);
    move_come_back(f);
}

static void failed(struct asl_frame *f, const char *error, const char *cause)
{
    history_task(f, TASK_FAILED, &(struct task_details){ .error = error, .cause = cause });
    frame_fail(f, error, cause);
}

static void succeeded(struct asl_frame *f, struct value *value)
{
    if (limits_exceeds(f, value)) {
        char *name = task_name(frame_row(f)->request);
        limits_fail_too_large(f, name);
        memory_release(name);
        history_task(
            f, TASK_FAILED,
            &(struct task_details){ .error = f->error->name, .cause = f->error->cause });
    } else {
        history_task(f, TASK_SUCCEEDED, &(struct task_details){ .value = value });
        frame_take_result(f, value_share(value));
    }
}

/* The task has ended. */
static void answered(struct asl_frame *f, const struct notice *a)
{
    wait_forget(f);
    if (a->kind == NOTICE_SUCCEEDED) {
        succeeded(f, a->value);
    } else if (a->fatal) {
        frame_fail_runtime(f, "%s", a->cause == NULL ? "" : a->cause);
    } else {
        failed(f, a->error, a->cause);
    }
    history_passage(f, PASSAGE_ANSWER, 0);
    move_come_back(f);
}

static void take_news(struct asl_frame *f, const struct notice *a)
{
    switch (a->kind) {
    case NOTICE_STARTED: started(f, a->value); break;
    case NOTICE_RETURNED: returned(f); break;
    case NOTICE_SUBMITTED: submitted(f, a->value); break;
    case NOTICE_HEARTBEAT: heartbeat(f); break;
    case NOTICE_ANSWERED: keep_answer(f, a); break;
    case NOTICE_TIMED_OUT: timed_out(f, false); break;
    case NOTICE_BEAT_MISSED: timed_out(f, true); break;
    case NOTICE_SUCCEEDED:
    case NOTICE_FAILED: answered(f, a); break;
    }
}

void await_answer(void *owner, struct notice *a)
{
    struct engine *e = owner;
    struct asl_frame *f = frame_of(slots_waiting(&e->slots, a->ticket));
    if (f != NULL && f->wait == WAIT_TASK) {
        run_changed(f->run);
        take_news(f, a);
    } else if (f != NULL && frame_map_run(f) != NULL) {
        run_changed(f->run);
        f->run->deployment->workflow->map_runs->answered(f, a);
    }
    value_release(a->value);
    memory_release(a->error);
    memory_release(a->cause);
}

/* A deadline of the task has struck. Returns true if its time is up, by whichever of the two.
 */
static bool is_time_up(const struct asl_frame *f)
{
    const struct engine *e = f->run->engine;
    struct timer_setting own = loop_deadline_setting(e->loop, f->timer);
    bool has_struck = own.turn == 0 || own.at_ms <= clock_steady_ms(e->clock);
    return f->timer != 0 && has_struck;
}

void await_deadline(struct asl_frame *f)
{
    if (f->wait == WAIT_TASK) {
        timed_out(f, !is_time_up(f));
        return;
    }
    /* A retrier's wait leads into the state's first half again, a Wait on to its second. */
    bool is_retry = f->wait == WAIT_RETRY;
    wait_forget(f);
    if (is_retry) {
        move_wake(f);
    } else {
        move_come_back(f);
    }
}
