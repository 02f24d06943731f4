#include "runtime/call/fault.h"

#include <stddef.h>
#include <string.h>

#include <asl/service.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* The row of an error's code; NULL if the service's model has no such error. */
static const struct asl_fault *find(const struct asl_service *s, const char *code)
{
    const struct asl_fault *f = s->faults;
    while (f != NULL && f->name != NULL &&
           !text_is(code, f->code != NULL ? f->code : f->name)) {
        f++;
    }
    return f != NULL && f->name != NULL ? f : NULL;
}

void fault_put_error(struct buf *error, const struct asl_action *a, const struct fault *f)
{
    const struct asl_service *s = a->service;
    const struct asl_fault *known = find(s, f->code);
    buf_print(error, "%s.", a->is_optimised ? s->own : s->prefix);
    if (known != NULL) {
        buf_text(error, known->name);
    } else if (a->is_optimised) {
        buf_text(error, s->other);
    } else {
        buf_print(error, "%sException", s->prefix);
    }
}

static const char *shown(const char *text)
{
    return text != NULL ? text : "null";
}

/* Since 2025 it says how often the SDK has tried. */
static void put_attempts(struct buf *cause, int attempts)
{
    buf_print(cause, " (SDK Attempt Count: %d)", attempts);
}

void fault_put_cause(struct buf *cause, const struct asl_action *a, const struct fault *f)
{
    const struct asl_service *s = a->service;
    buf_text(cause, shown(f->message));
    if (a->is_optimised) {
        buf_print(
            cause,
            " (Service: %s; Status Code: %d; Error Code: %s; Request ID: %s; Proxy: null)",
            s->client, f->status, shown(f->shown_code != NULL ? f->shown_code : f->code),
            shown(f->request_id));
        return;
    }
    buf_print(cause, " (Service: %s, Status Code: %d, Request ID: %s", s->prefix, f->status,
              shown(f->request_id));
    if (f->extended_id != NULL) {
        buf_print(cause, ", Extended Request ID: %s", f->extended_id);
    }
    buf_char(cause, ')');
    put_attempts(cause, f->attempts);
}

void fault_put_client_error(struct buf *error, const struct asl_action *a)
{
    buf_print(error, "%s.SdkClientException",
              a->is_optimised ? a->service->own : a->service->prefix);
}

void fault_put_client_cause(struct buf *cause, const struct asl_action *a, const char *reason,
                            int attempts)
{
    buf_print(cause, "Unable to execute HTTP request: %s", reason);
    if (!a->is_optimised) {
        put_attempts(cause, attempts);
    }
}
