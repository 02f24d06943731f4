#include "runtime/sqs/ask.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"

static void fail(struct ask *a, const char *space, const char *code, const char *format,
                 va_list args)
{
    struct buf message = { 0 };
    buf_vprint(&message, format, args);
    service_answer_fail(a->answer, 400, space, code, "%s", buf_string(&message));
    buf_release(&message);
}

bool ask_fail(struct ask *a, const char *code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail(a, "com.amazonaws.sqs", code, format, args);
    va_end(args);
    return false;
}

bool ask_fail_value(struct ask *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail(a, "com.amazon.coral.service", "InvalidParameterValueException", format, args);
    va_end(args);
    return false;
}

bool ask_fail_missing(struct ask *a, const char *parameter)
{
    service_answer_fail(a->answer, 400, "com.amazon.coral.service",
                        "MissingRequiredParameterException",
                        "The request must contain the parameter %s.", parameter);
    return false;
}

bool ask_has_failed(const struct ask *a)
{
    return !service_answer_is_good(a->answer);
}

const char *ask_text(struct ask *a, const struct value *from, const char *parameter)
{
    struct value *v = NULL;
    if (!value_member(from, parameter, &v) || value_is_null(v)) {
        ask_fail_missing(a, parameter);
        return NULL;
    }
    if (value_type(v) != VALUE_STRING) {
        service_answer_fail(a->answer, 400, "com.amazon.coral.service",
                            "SerializationException", "%s is not a string.", parameter);
        return NULL;
    }
    return value_string(v);
}

bool ask_int(struct ask *a, const struct value *from, const char *parameter, int64_t otherwise,
             int64_t *ret)
{
    struct value *v = NULL;
    *ret = otherwise;
    if (!value_member(from, parameter, &v) || value_is_null(v)) {
        return true;
    }
    struct number n = value_type(v) == VALUE_NUMBER ? value_to_number(v)
                                                    : (struct number){ .kind = NUMBER_BAD };
    if (n.kind != NUMBER_INT) {
        service_answer_fail(a->answer, 400, "com.amazon.coral.service",
                            "SerializationException", "%s is not an integer.", parameter);
        return false;
    }
    *ret = n.integer;
    return true;
}

bool ask_int_within(struct ask *a, const char *parameter, int64_t least, int64_t most,
                    int64_t otherwise, int64_t *ret)
{
    if (!ask_int(a, a->request, parameter, otherwise, ret)) {
        return false;
    }
    if (*ret != otherwise && (*ret < least || *ret > most)) {
        return ask_fail_value(a,
                              "Value %" PRId64 " for parameter %s is invalid. Reason: Must be "
                              "between %" PRId64 " and %" PRId64 ", if provided.",
                              *ret, parameter, least, most);
    }
    return true;
}

/* Errors whose code in the query protocol is not their name without "Exception". */
static const struct {
    const char *code, *query;
} codes[] = {
    { "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue" },
    { "QueueNameExists", "QueueAlreadyExists" },
    { "EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest" },
    { "TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest" },
    { "BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct" },
    { "InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId" },
    { "InvalidParameterValueException", "InvalidParameterValue" },
    { "MissingRequiredParameterException", "MissingParameter" },
};

const char *ask_query_code(const char *code)
{
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (strcmp(codes[i].code, code) == 0) {
            return codes[i].query;
        }
    }
    return code;
}
