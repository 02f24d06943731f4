#include "runtime/serve/execref.h"

#include <stddef.h>

#include "runtime/serve/apiarn.h"
#include "runtime/serve/call.h"
#include "runtime/serve/reply.h"
#include "runtime/serve/station.h"
#include "runtime/service/answer.h"

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
