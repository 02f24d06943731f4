#include "runtime/way/call.h"

#include <asl/service.h>
#include <asl/tree.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "runtime/aws/envelope.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/api.h"
#include "runtime/call/fault.h"
#include "runtime/call/lambda.h"
#include "runtime/call/pass.h"
#include "runtime/call/plainapi.h"
#include "runtime/call/protocol.h"
#include "runtime/call/shape.h"
#include "runtime/loop/fetch.h"
#include "runtime/task/target.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

static bool is_lambda(const struct asl_request *r)
{
    return r->kind == ASL_LAMBDA || r->kind == ASL_INVOKE;
}

const struct asl_action *call_action(const struct asl_request *r)
{
    return is_lambda(r) ? &lambda_action : r->calls;
}

/* ---- Requests ---- */

static void add_resource(struct value **resources, const char *arn)
{
    if (arn != NULL) {
        value_append_take(resources, value_text(arn));
    }
}

static void name_execution(const struct target_job *job, struct value **input)
{
    struct value *entries = value_take_member(input, "Entries");
    for (size_t i = 0; value_type(entries) == VALUE_ARRAY && i < value_count(entries); i++) {
        struct value *entry = value_take_item(&entries, i);
        if (value_type(entry) == VALUE_OBJECT) {
            struct value *resources = value_take_member(&entry, "Resources");
            resources = resources != NULL ? resources : value_array(2);
            if (value_type(resources) == VALUE_ARRAY) {
                add_resource(&resources, job->execution_arn);
                add_resource(&resources, job->machine_arn);
            }
            value_set_take(&entry, "Resources", resources);
        }
        value_set_item_take(&entries, i, entry);
    }
    if (entries != NULL) {
        value_set_take(input, "Entries", entries);
    }
}

bool call_input(const struct target_job *job, struct value **ret_input, struct buf *why)
{
    const struct asl_action *a = call_action(job->request);
    struct value *given =
        pass_moved(value_share((struct value *)(uintptr_t)job->input), a->takes);
    bool is_good = api_input(a, given, job->random, ret_input, why);
    value_release(given);
    if (!is_good) {
        return false;
    }
    if (a->names_execution) {
        name_execution(job, ret_input);
    }
    return true;
}

bool call_build(const struct target_job *job, bool by_name, struct wire_request *w,
                struct buf *why)
{
    const struct asl_action *a = call_action(job->request);
    struct value *input = NULL;
    if (is_lambda(job->request)) {
        return lambda_build(job->request, job->input, by_name, w, why);
    }
    if (plainapi_is(a)) {
        return a->service->protocol->build(a, job->input, w, why);
    }
    bool is_good =
        call_input(job, &input, why) && a->service->protocol->build(a, input, w, why);
    value_release(input);
    return is_good;
}

bool call_is_signed(const struct target_job *job)
{
    const struct asl_action *a = call_action(job->request);
    if (plainapi_is(a)) {
        const struct protocol_plain *plain = a->service->protocol->plain;
        return plain->signs != NULL && plain->signs(job->input);
    }
    return !a->is_unsigned;
}

/* ---- Ends ---- */

struct notice call_refused(const struct target_job *job, struct buf *why)
{
    struct buf cause = { 0 };
    char *parameters = write_text(job->input);
    buf_print(&cause, "The Parameters '%s' could not be used to start the Task: [%s]",
              parameters, buf_string(why));
    memory_release(parameters);
    buf_release(why);
    return (struct notice){ .kind = NOTICE_FAILED,
                            .error = memory_text("States.Runtime"),
                            .cause = buf_take(&cause),
                            .fatal = true };
}

struct notice call_failed(const struct asl_action *a, const struct fault *f)
{
    struct buf error = { 0 }, cause = { 0 };
    fault_put_error(&error, a, f);
    fault_put_cause(&cause, a, f);
    return (struct notice){ .kind = NOTICE_FAILED,
                            .error = buf_take(&error),
                            .cause = buf_take(&cause) };
}

static bool has_failed_entry(const struct value *output)
{
    struct value *count = NULL;
    return value_member(output, "FailedEntryCount", &count) &&
           value_type(count) == VALUE_NUMBER && value_to_number(count).real > 0;
}

/* A member that is JSON text becomes that JSON. */
static void parse(struct value **result, const char *member)
{
    const char *text = value_member_text(*result, member);
    struct value *parsed = NULL;
    struct read_error ignored;
    if (text != NULL && read_json(text, strlen(text), &parsed, &ignored)) {
        value_set_take(result, member, parsed);
    }
}

struct notice call_succeeded(const struct asl_action *a, const struct value *output,
                             const struct wire_answer *w)
{
    struct value *result = pass_moved(api_result(a, output), a->gives);
    if (a->names_execution) {
        if (has_failed_entry(output)) {
            struct notice failed = { .kind = NOTICE_FAILED,
                                     .error = memory_text("EventBridge.FailedEntry"),
                                     .cause = write_text(result) };
            value_release(result);
            return failed;
        }
    } else if (a->parses != NULL) {
        parse(&result, a->parses);
    } else if (a->is_optimised) {
        envelope_put_metadata(&result, w, protocol_request_id(w));
    }
    return (struct notice){ .kind = NOTICE_SUCCEEDED, .value = result };
}

static struct notice failed_without_answer(const struct asl_action *a,
                                           const struct wire_request *sent,
                                           const struct fetch_end *end, int attempts)
{
    struct buf error = { 0 }, cause = { 0 }, reason = { 0 };
    if (end->fault == FETCH_UNSIGNED) {
        buf_text(&cause, end->reason);
        return notice_task_failed(&cause);
    }
    if (end->fault == FETCH_UNKNOWN_HOST) {
        buf_print(&reason, "%s: %s", sent->url.host, end->reason);
    } else if (end->fault == FETCH_REFUSED) {
        buf_text(&reason, "Connect to ");
        url_put_host(&reason, &sent->url);
        buf_print(&reason, " failed: %s", end->reason);
    } else {
        buf_text(&reason, end->reason);
    }
    if (plainapi_is(a)) {
        const struct protocol_plain *plain = a->service->protocol->plain;
        buf_text(&error, end->fault == FETCH_UNAUTHORIZED ? plain->unauthorized : plain->lost);
    } else {
        fault_put_client_error(&error, a);
    }
    fault_put_client_cause(&cause, a, buf_string(&reason), attempts);
    buf_release(&reason);
    return (struct notice){ .kind = NOTICE_FAILED,
                            .error = buf_take(&error),
                            .cause = buf_take(&cause) };
}

/* The error is named by the status, and the cause is what came. */
static struct notice failed_by_api(const struct asl_action *a, const struct wire_answer *w)
{
    const struct asl_protocol *p = a->service->protocol;
    struct protocol_fault said = { .code = NULL };
    struct buf error = { 0 };
    p->read_fault(w, &said);
    buf_print(&error, "%s%d", p->plain->by_status, w->status);
    struct notice n = { .kind = NOTICE_FAILED,
                        .error = buf_take(&error),
                        .cause = memory_text(said.message) };
    protocol_fault_release(&said);
    return n;
}

static struct notice failed_by_service(const struct asl_action *a, const struct wire_answer *w,
                                       int attempts)
{
    struct protocol_fault said = { .code = NULL };
    a->service->protocol->read_fault(w, &said);
    struct notice n = call_failed(a, &(struct fault){
                                         .status = w->status,
                                         .code = said.code,
                                         .shown_code = said.shown_code,
                                         .message = said.message,
                                         .request_id = protocol_request_id(w),
                                         .extended_id = protocol_extended_id(w),
                                         .attempts = attempts,
                                     });
    protocol_fault_release(&said);
    return n;
}

/* A function's own answer: all of it, or the payload alone. */
static struct notice end_of_lambda(const struct asl_request *r, const struct wire_answer *w)
{
    struct notice n = { .kind = NOTICE_FAILED };
    if (lambda_has_failed(w, &n.error)) {
        struct buf cause = { 0 };
        text_put_utf8(&cause, buf_string(&w->body), w->body.size);
        n.cause = buf_take(&cause);
        return n;
    }
    n = (struct notice){ .kind = NOTICE_SUCCEEDED, .value = lambda_payload(w) };
    if (r->kind == ASL_INVOKE) {
        n.value = envelope_invoked(n.value, w, protocol_request_id(w));
    }
    return n;
}

static struct notice end_of_api(const struct asl_action *a, const struct wire_answer *w)
{
    struct notice n = { .kind = NOTICE_SUCCEEDED };
    struct buf why = { 0 };
    if (!a->service->protocol->read(a, w, &n.value, &why)) {
        n = (struct notice){ .kind = NOTICE_FAILED,
                             .error = memory_text("States.Runtime"),
                             .cause = buf_take(&why),
                             .fatal = true };
    }
    return n;
}

static struct notice end_of_good(const struct asl_action *a, const struct wire_answer *w,
                                 int attempts)
{
    struct value *output = NULL;
    struct buf why = { 0 };
    if (!a->service->protocol->read(a, w, &output, &why)) {
        struct buf error = { 0 }, cause = { 0 };
        fault_put_client_error(&error, a);
        fault_put_client_cause(&cause, a, buf_string(&why), attempts);
        buf_release(&why);
        return (struct notice){ .kind = NOTICE_FAILED,
                                .error = buf_take(&error),
                                .cause = buf_take(&cause) };
    }
    struct notice n = call_succeeded(a, output, w);
    value_release(output);
    return n;
}

static bool is_fault(const struct asl_action *a, const struct wire_answer *w)
{
    const struct asl_protocol *p = a->service->protocol;
    return w->status < 200 || w->status >= 300 || (p->is_fault != NULL && p->is_fault(w));
}

struct notice call_answered(const struct asl_action *a, const struct wire_request *sent,
                            const struct fetch_end *end, int attempts)
{
    return end->fault != FETCH_GOOD   ? failed_without_answer(a, sent, end, attempts)
           : is_fault(a, end->answer) ? failed_by_service(a, end->answer, attempts)
                                      : end_of_good(a, end->answer, attempts);
}

struct notice call_end(const struct asl_request *r, const struct target_sink *sink,
                       const struct wire_request *sent, const struct fetch_end *end,
                       int attempts)
{
    const struct asl_action *a = call_action(r);
    bool is_answered = end->fault == FETCH_GOOD;
    if (sink != NULL && is_answered) {
        sink->take(sink->owner, end->answer);
    }
    if (is_answered && plainapi_is(a)) {
        return is_fault(a, end->answer) ? failed_by_api(a, end->answer)
                                        : end_of_api(a, end->answer);
    }
    return is_answered && is_lambda(r) && !is_fault(a, end->answer)
               ? end_of_lambda(r, end->answer)
               : call_answered(a, sent, end, attempts);
}

/* ---- What an error says of the next attempt ---- */

static bool has_code(const struct asl_action *a, const struct wire_answer *w,
                     const char *const *codes)
{
    struct protocol_fault said = { .code = NULL };
    a->service->protocol->read_fault(w, &said);
    while (*codes != NULL && !text_is(said.code, *codes)) {
        codes++;
    }
    protocol_fault_release(&said);
    return *codes != NULL;
}

bool call_is_throttled(const struct asl_action *a, const struct wire_answer *w)
{
    static const char *const codes[] = {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
        NULL,
    };
    return w->status == 429 || (w->status >= 400 && has_code(a, w, codes));
}

/* A difference of less than four minutes is not what the server minds. */
bool call_is_skewed(const struct asl_action *a, const struct wire_answer *w, long long now_s,
                    long long *ret_ahead_s)
{
    static const char *const codes[] = {
        "AuthFailure",
        "InvalidSignatureException",
        "RequestExpired",
        "RequestInTheFuture",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
        NULL,
    };
    const long long least_s = 240;
    const char *date = wire_find(&w->headers, "Date");
    if (date == NULL || w->status < 400 || !has_code(a, w, codes)) {
        return false;
    }
    struct value *text = value_text(date), *time = shape_time(text);
    bool is_time = value_type(time) == VALUE_NUMBER;
    *ret_ahead_s = is_time ? (long long)value_to_number(time).integer - now_s : 0;
    value_release(text);
    value_release(time);
    return *ret_ahead_s > least_s || *ret_ahead_s < -least_s;
}
