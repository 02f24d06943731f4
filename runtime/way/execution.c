#include "runtime/way/execution.h"

#include <stddef.h>

#include "runtime/aws/envelope.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/value/value.h"

bool execution_has_succeeded(const struct value *description)
{
    return text_is(value_member_text(description, "status"), "SUCCEEDED");
}

struct notice execution_end(const struct envelope_execution *x, bool is_parsed)
{
    if (execution_has_succeeded(x->description)) {
        return (struct notice){ .kind = NOTICE_SUCCEEDED,
                                .value = envelope_ended(x, is_parsed) };
    }
    return (struct notice){ .kind = NOTICE_FAILED,
                            .error = memory_text("States.TaskFailed"),
                            .cause = envelope_cause(x) };
}
