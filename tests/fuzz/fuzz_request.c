/* Any bytes as the body of each request of Step Functions' API. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/endpoint/demand.h"
#include "runtime/endpoint/request.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* What has been taken is taken again as it is, and keeps to all constraints. */
static void check(enum operation o, const struct value *input)
{
    struct value *again = NULL;
    struct buf why = { 0 };
    if (!demand_take(operation_input(o), input, &again, &why) || !value_equal(input, again) ||
        !demand_check(operation_input(o), again, &why)) {
        abort();
    }
    value_release(again);
}

/* The first byte chooses the operation, the rest is the body. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct service_answer a;
    struct value *input = NULL;
    struct buf target = { 0 };
    enum operation o;
    if (size == 0) {
        return 0;
    }
    buf_print(&target, "AWSStepFunctions.%s",
              operation_name((enum operation)(bytes[0] % OPERATIONS)));
    if (request_read(buf_string(&target), (const char *)bytes + 1, size - 1, &o, &input, &a)) {
        check(o, input);
        value_release(input);
    } else if (a.status != 400 || a.code == NULL || a.message == NULL) {
        abort();
    } else {
        service_answer_release(&a);
    }
    buf_release(&target);
    return 0;
}
