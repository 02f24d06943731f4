#include "runtime/way/follow.h"

#include <asl/service.h>
#include <asl/tree.h>
#include <stdint.h>

#include "runtime/aws/arn.h"
#include "runtime/aws/envelope.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/protocol.h"
#include "runtime/loop/fetch.h"
#include "runtime/task/target.h"
#include "runtime/value/value.h"
#include "runtime/way/call.h"
#include "runtime/way/execution.h"
#include "runtime/way/job.h"

/* An account may ask about 15 times a second, of all its executions. */
enum { FIRST_MS = 250, PAUSE_MAX_MS = 8000 };

/* Each failure has been tried several times already: so it is given up after a few minutes. */
#define FAILURES_MAX 20

struct follow follow_of(const struct target_job *job)
{
    enum arn_pattern pattern = arn_pattern(arn_part(job->resource), NULL);
    const struct asl_action *a = call_action(job->request);
    const struct asl_job *table = a == NULL ? NULL : a->job;
    bool is_sync = pattern == ARN_SYNC || pattern == ARN_SYNC_2;
    struct follow f = {
        .is_wanted =
            is_sync && (table != NULL || arn_is_call(job->resource, "states:startExecution")),
        .is_parsed = pattern == ARN_SYNC_2,
        .job = table,
        .random = job->random,
        .pause_ms = FIRST_MS,
    };
    if (f.is_wanted) {
        f.input = value_share((struct value *)(uintptr_t)job->input);
        if (job->begun != NULL) {
            follow_started(&f, (struct value *)(uintptr_t)job->begun);
        }
    }
    return f;
}

void follow_release(struct follow *f)
{
    value_release(f->input);
    value_release(f->answer);
    value_release(f->last);
    *f = (struct follow){ .is_wanted = false };
}

void follow_end_as(const struct follow *f, struct notice *end)
{
    bool is_good = end->kind == NOTICE_SUCCEEDED;
    notice_release(end);
    *end = job_end(is_good, f->last);
}

static const char *execution_of(const struct value *answer)
{
    return value_member_text(answer, "ExecutionArn");
}

bool follow_started(struct follow *f, struct value *answer)
{
    if (f->job == NULL && execution_of(answer) == NULL) {
        return false;
    }
    f->answer = value_share(answer);
    return true;
}

static struct job job_of(const struct follow *f)
{
    return (struct job){
        .table = f->job, .input = f->input, .answer = f->answer, .random = f->random
    };
}

/* ---- Questions ---- */

static void build(const struct follow *f, const struct asl_request *start,
                  const char *operation, struct wire_request *r)
{
    static const struct asl_member members[] = {
        { .name = "executionArn", .shape = &asl_shape_string }, { .name = NULL }
    };
    static const struct asl_shape takes = { .kind = ASL_SHAPE_STRUCTURE, .members = members };
    struct asl_action action = *call_action(start);
    struct value *input = value_object();
    struct buf ignored = { 0 };
    value_set_text(&input, "executionArn", execution_of(f->answer));
    action.operation = operation;
    action.input = &takes;
    action.service->protocol->build(&action, input, r, &ignored);
    buf_release(&ignored);
    value_release(input);
}

bool follow_ask(const struct follow *f, const struct asl_request *start, struct wire_request *r,
                struct buf *why)
{
    struct job j = job_of(f);
    if (f->job != NULL) {
        return job_ask(&j, r, why);
    }
    build(f, start, "DescribeExecution", r);
    return true;
}

size_t follow_stops(const struct follow *f)
{
    struct job j = job_of(f);
    return f->job != NULL ? job_stops(&j) : 1;
}

bool follow_stop(const struct follow *f, size_t index, const struct asl_request *start,
                 struct wire_request *r)
{
    struct job j = job_of(f);
    if (f->job != NULL) {
        return job_stop(&j, index, r);
    }
    build(f, start, "StopExecution", r);
    return true;
}

/* ---- Answers ---- */

static struct notice end_of(const struct follow *f, const struct value *description)
{
    return execution_end(
        &(struct envelope_execution){
            .execution_arn = execution_of(f->answer),
            .machine_arn = value_member_text(description, "stateMachineArn"),
            .name = value_member_text(description, "name"),
            .description = description,
        },
        f->is_parsed);
}

/* A server that cannot be reached, or has trouble, may answer later. */
static bool may_pass(const struct asl_action *a, const struct fetch_end *end)
{
    return end->fault == FETCH_UNKNOWN_HOST || end->fault == FETCH_REFUSED ||
           end->fault == FETCH_LOST || end->fault == FETCH_TIMED_OUT ||
           (end->fault == FETCH_GOOD &&
            (end->answer->status >= 500 || call_is_throttled(a, end->answer)));
}

static bool is_good(const struct fetch_end *end)
{
    return end->fault == FETCH_GOOD && end->answer->status >= 200 && end->answer->status < 300;
}

static void wait_longer(struct follow *f)
{
    int64_t most = f->job != NULL ? f->job->pause_s * 1000 : PAUSE_MAX_MS;
    f->pause_ms = f->pause_ms * 2 < most ? f->pause_ms * 2 : most;
}

static struct notice unknown(const struct follow *f, const struct buf *body)
{
    struct buf cause = { 0 };
    buf_print(&cause, "What %s answered has no status: ",
              f->job != NULL ? f->job->describe->operation : "DescribeExecution");
    text_put_visible(&cause, body->text, body->size < 200 ? body->size : 200);
    return notice_task_failed(&cause);
}

/* Returns true with its end if the execution has ended. */
static bool look_at_execution(struct follow *f, const struct fetch_end *end,
                              struct notice *ret_end)
{
    struct value *description = NULL;
    struct buf ignored = { 0 };
    const char *status = protocol_read_json(end->answer, &description, &ignored)
                             ? value_member_text(description, "status")
                             : NULL;
    bool has_ended = !text_is(status, "RUNNING") && !text_is(status, "PENDING_REDRIVE");
    if (status == NULL) {
        *ret_end = unknown(f, &end->answer->body);
    } else if (has_ended) {
        *ret_end = end_of(f, description);
    }
    value_release(description);
    buf_release(&ignored);
    return has_ended;
}

/* A job that has just begun may not be known everywhere yet. */
static bool look_at_job(struct follow *f, const struct fetch_end *end, struct notice *ret_end)
{
    struct job j = job_of(f);
    enum job_state state = job_look(&j, end->answer, &f->last, ret_end);
    f->failures = state == JOB_UNKNOWN ? f->failures + 1 : 0;
    if (f->failures == FAILURES_MAX) {
        *ret_end = unknown(f, &end->answer->body);
    }
    return state == JOB_ENDED || f->failures == FAILURES_MAX;
}

/* Returns true with its end if nothing more can be learned, or all is gone as it should. */
static bool look_at_failure(struct follow *f, const struct asl_request *start,
                            const struct wire_request *sent, const struct fetch_end *end,
                            int attempts, struct notice *ret_end)
{
    struct job j = job_of(f);
    if (f->job != NULL && end->fault == FETCH_GOOD &&
        job_gone(&j, end->answer, f->last, ret_end)) {
        return true;
    }
    bool has_ended = !may_pass(call_action(start), end) || ++f->failures == FAILURES_MAX;
    if (has_ended) {
        *ret_end = call_end(start, NULL, sent, end, attempts);
    }
    return has_ended;
}

bool follow_answered(struct follow *f, const struct asl_request *start,
                     const struct wire_request *sent, const struct fetch_end *end, int attempts,
                     struct notice *ret_end)
{
    wait_longer(f);
    if (!is_good(end)) {
        return look_at_failure(f, start, sent, end, attempts, ret_end);
    }
    if (f->job != NULL) {
        return look_at_job(f, end, ret_end);
    }
    f->failures = 0;
    return look_at_execution(f, end, ret_end);
}
