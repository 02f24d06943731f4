/* json.c - AWS JSON 1.0 and 1.1: everything is in the body, and a header names the action. */
#include <asl/service.h>
#include <stdint.h>

#include "runtime/base/buf.h"
#include "runtime/base/wire.h"
#include "runtime/call/jsonbody.h"
#include "runtime/call/protocol.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

static bool build(const struct asl_action *a, const struct value *input, struct wire_request *r,
                  struct buf *why)
{
    struct buf text = { 0 };
    (void)why;
    r->method = a->method;
    buf_print(&text, "%s.%s", a->service->target, a->operation);
    wire_set(&r->headers, "X-Amz-Target", buf_string(&text));
    buf_clear(&text);
    buf_print(&text, "application/x-amz-json-%s", a->service->version);
    wire_set(&r->headers, "Content-Type", buf_string(&text));
    buf_release(&text);
    struct value *body = a->input == NULL ? value_object()
                                          : jsonbody_out(a->input, ASL_TIME_USUAL,
                                                         (struct value *)(uintptr_t)input);
    write_json(&r->body, body);
    value_release(body);
    return true;
}

static bool read(const struct asl_action *a, const struct wire_answer *w,
                 struct value **ret_output, struct buf *why)
{
    struct value *body = NULL;
    if (!protocol_read_json(w, &body, why)) {
        return false;
    }
    *ret_output = a->output == NULL ? value_object() : jsonbody_in(a->output, body);
    value_release(body);
    return true;
}

const struct asl_protocol asl_protocol_json = {
    .build = build,
    .read = read,
    .read_fault = protocol_read_json_fault,
};
