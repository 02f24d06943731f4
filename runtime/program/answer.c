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

/* An execution that timed out as a whole has no error there (T-07). */
struct value *answer_describe(const struct execution *x)
{
    struct value *o = value_object();
    const struct identity_texts *texts = identity_texts(&x->identity);
    value_set_text(&o, "executionArn", texts->arn);
    value_set_text(&o, "stateMachineArn", texts->machine_arn);
    value_set_text(&o, "name", texts->name);
    value_set_text(&o, "status", execution_status_word(x->status));
    put_date(&o, "startDate", x->start_ms);
    put_date(&o, "stopDate", x->stop_ms);
    put_payload(&o, "input", "inputDetails", x->input);
    if (x->status == EXECUTION_SUCCEEDED) {
        put_payload(&o, "output", "outputDetails", x->output);
    }
    if (x->status != EXECUTION_TIMED_OUT) {
        value_set_text(&o, "error", x->error);
        value_set_text(&o, "cause", x->cause);
    }
    value_set_take(&o, "redriveCount", value_int(texts->redrives));
    bool redrivable = !x->express && x->status != EXECUTION_SUCCEEDED;
    value_set_text(&o, "redriveStatus", redrivable ? "REDRIVABLE" : "NOT_REDRIVABLE");
    return o;
}

struct value *answer_failure(const struct execution *x)
{
    struct value *o = value_object();
    if (x->status == EXECUTION_ABORTED) {
        value_set_text(&o, "status", execution_status_word(x->status));
    }
    value_set_text(&o, "error", x->error);
    value_set_text(&o, "cause", x->cause);
    return o;
}

bool answer_print(FILE *out, const struct value *v)
{
    return write_line(out, v) && fflush(out) == 0;
}
