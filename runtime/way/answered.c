#include "runtime/way/answered.h"

#include <asl/service.h>
#include <string.h>

#include "runtime/base/wire.h"
#include "runtime/call/fault.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"
#include "runtime/way/call.h"

/* Services name an error by its shape; on the wire some have another code. */
static const char *wire_code(const struct asl_service *s, const char *code)
{
    for (const struct asl_fault *f = s->faults; f->name != NULL; f++) {
        if (strcmp(f->name, code) == 0 && f->code != NULL) {
            return f->code;
        }
    }
    return code;
}

static struct notice failed(const struct asl_action *a, const struct service_answer *answer,
                            const char *request_id, const char *shown_code)
{
    return call_failed(a, &(struct fault){ .status = answer->status,
                                           .code = wire_code(a->service, answer->code),
                                           .shown_code = shown_code,
                                           .message = answer->message,
                                           .request_id = request_id,
                                           .attempts = 1 });
}

struct notice answered_end(const struct asl_action *a, const struct service_answer *answer,
                           const char *request_id, const char *shown_code)
{
    if (!service_answer_is_good(answer)) {
        return failed(a, answer, request_id, shown_code);
    }
    struct wire_answer wire = { .status = answer->status };
    struct value *output = service_answer_json(answer);
    wire_add(&wire.headers, "x-amzn-RequestId", request_id);
    wire_add(&wire.headers, "Content-Type", "application/x-amz-json-1.0");
    struct notice n = call_succeeded(a, output, &wire);
    value_release(output);
    wire_headers_release(&wire.headers);
    return n;
}
