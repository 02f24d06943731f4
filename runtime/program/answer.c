#include "runtime/program/answer.h"

#include <inttypes.h>

#include "runtime/value/member.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

enum exit_code answer_exit(enum execution_status status)
{
    static const enum exit_code codes[] = {
        [EXECUTION_RUNNING] = EXIT_MACHINE, [EXECUTION_SUCCEEDED] = EXIT_SUCCEEDED,
        [EXECUTION_FAILED] = EXIT_FAILED,   [EXECUTION_TIMED_OUT] = EXIT_TIMED_OUT,
        [EXECUTION_ABORTED] = EXIT_ABORTED,
    };
    return codes[status];
}

static void put_payload(struct value **o, const char *key, const char *details_key,
                        const struct value *payload)
{
    member_put_json(o, key, payload);
    member_put_flag(o, details_key, "included", true);
}

static void put_date(struct value **o, const char *key, int64_t at_ms)
{
    char text[NUMBER_ROOM];
    int size =
        snprintf(text, sizeof text, "%" PRId64 ".%03d", at_ms / 1000, (int)(at_ms % 1000));
    value_set_take(o, key, value_number(text, (size_t)size));
}

struct answer answer_of(const struct execution *x)
{
    const struct identity_texts *texts = identity_texts(&x->identity);
    return (struct answer){ .status = (enum execution_status)x->status,
                            .arn = texts->arn,
                            .machine_arn = texts->machine_arn,
                            .name = texts->name,
                            .start_ms = x->start_ms,
                            .stop_ms = x->stop_ms,
                            .input = x->input,
                            .output = x->output,
                            .error = x->error,
                            .cause = x->cause,
                            .redrives = texts->redrives,
                            .express = x->express };
}

/* An execution that timed out as a whole has no error there (T-07). */
struct value *answer_describe(const struct answer *a)
{
    struct value *o = value_object();
    value_set_text(&o, "executionArn", a->arn);
    value_set_text(&o, "stateMachineArn", a->machine_arn);
    value_set_text(&o, "name", a->name);
    value_set_text(&o, "status", execution_status_word(a->status));
    put_date(&o, "startDate", a->start_ms);
    put_date(&o, "stopDate", a->stop_ms);
    put_payload(&o, "input", "inputDetails", a->input);
    if (a->status == EXECUTION_SUCCEEDED) {
        put_payload(&o, "output", "outputDetails", a->output);
    }
    if (a->status != EXECUTION_TIMED_OUT) {
        value_set_text(&o, "error", a->error);
        value_set_text(&o, "cause", a->cause);
    }
    value_set_take(&o, "redriveCount", value_int(a->redrives));
    bool redrivable = !a->express && a->status != EXECUTION_SUCCEEDED;
    value_set_text(&o, "redriveStatus", redrivable ? "REDRIVABLE" : "NOT_REDRIVABLE");
    return o;
}

struct value *answer_failure(const struct answer *a)
{
    struct value *o = value_object();
    if (a->status == EXECUTION_ABORTED) {
        value_set_text(&o, "status", execution_status_word(a->status));
    }
    value_set_text(&o, "error", a->error);
    value_set_text(&o, "cause", a->cause);
    return o;
}

bool answer_print(FILE *out, const struct value *v)
{
    return write_line(out, v) && fflush(out) == 0;
}
