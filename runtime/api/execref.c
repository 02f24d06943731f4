#include "runtime/api/execref.h"

#include <stddef.h>

#include "runtime/api/apiarn.h"
#include "runtime/api/reply.h"
#include "runtime/endpoint/call.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"

bool execref_find(struct station *s, struct call *c, uint64_t *ret_number)
{
    static const char *const kinds[] = { "execution", NULL };
    const char *arn = call_text(c, "executionArn");
    struct service_answer a = { .status = 0 };
    struct apiarn parts;
    if (!apiarn_read(arn, kinds, &parts, &a)) {
        station_answer(s, c, &a);
        return false;
    }
    if (!ledger_find(&s->ledger, arn, ret_number)) {
        reply_fail(s, c, "ExecutionDoesNotExist", "Execution Does Not Exist: '%s'", arn);
        return false;
    }
    return true;
}
