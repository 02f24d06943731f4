#include "runtime/way/follow.h"

#include <asl/service.h>
#include <asl/tree.h>

#include "runtime/aws/arn.h"
#include "runtime/aws/envelope.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/protocol.h"
#include "runtime/loop/fetch.h"
#include "runtime/value/value.h"
#include "runtime/way/call.h"
#include "runtime/way/execution.h"

/* An account may ask about 15 times a second, of all its executions. */
enum { FIRST_MS = 250, PAUSE_MAX_MS = 8000 };

/* Each failure has been tried several times already: so it is given up after a few minutes. */
#define FAILURES_MAX 20

struct follow follow_of(const char *resource)
{
    enum arn_pattern pattern = arn_pattern(arn_part(resource), NULL);
    return (struct follow){
        .is_wanted = arn_is_call(resource, "states:startExecution") &&
                     (pattern == ARN_SYNC || pattern == ARN_SYNC_2),
        .is_parsed = pattern == ARN_SYNC_2,
        .pause_ms = FIRST_MS,
    };
}

void follow_release(struct follow *f)
{
    memory_release(f->execution_arn);
    f->execution_arn = NULL;
}

bool follow_started(struct follow *f, const struct value *answer)
{
    const char *arn = value_member_text(answer, "ExecutionArn");
    f->execution_arn = memory_text(arn);
    return arn != NULL;
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
    value_set_text(&input, "executionArn", f->execution_arn);
    action.operation = operation;
    action.input = &takes;
    action.service->protocol->build(&action, input, r, &ignored);
    buf_release(&ignored);
    value_release(input);
}

void follow_ask(const struct follow *f, const struct asl_request *start, struct wire_request *r)
{
    build(f, start, "DescribeExecution", r);
}

void follow_stop(const struct follow *f, const struct asl_request *start,
                 struct wire_request *r)
{
    build(f, start, "StopExecution", r);
}

/* ---- Answers ---- */

static struct notice end_of(const struct follow *f, const struct value *description)
{
    return execution_end(
        &(struct envelope_execution){
            .execution_arn = f->execution_arn,
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
    f->pause_ms = f->pause_ms * 2 < PAUSE_MAX_MS ? f->pause_ms * 2 : PAUSE_MAX_MS;
}

static struct notice unknown(const struct buf *body)
{
    struct buf cause = { 0 };
    buf_text(&cause, "What DescribeExecution answered has no status: ");
    text_put_visible(&cause, body->text, body->size < 200 ? body->size : 200);
    return notice_task_failed(&cause);
}

bool follow_answered(struct follow *f, const struct asl_request *start,
                     const struct wire_request *sent, const struct fetch_end *end, int attempts,
                     struct notice *ret_end)
{
    struct value *description = NULL;
    struct buf ignored = { 0 };
    bool has_ended = true;
    if (!is_good(end)) {
        wait_longer(f);
        has_ended = !may_pass(call_action(start), end) || ++f->failures == FAILURES_MAX;
        if (has_ended) {
            *ret_end = call_end(start, sent, end, attempts);
        }
        return has_ended;
    }
    f->failures = 0;
    const char *status = protocol_read_json(end->answer, &description, &ignored)
                             ? value_member_text(description, "status")
                             : NULL;
    if (status == NULL) {
        *ret_end = unknown(&end->answer->body);
    } else if (text_is(status, "RUNNING") || text_is(status, "PENDING_REDRIVE")) {
        wait_longer(f);
        has_ended = false;
    } else {
        *ret_end = end_of(f, description);
    }
    value_release(description);
    buf_release(&ignored);
    return has_ended;
}
