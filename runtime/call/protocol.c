#include "runtime/call/protocol.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/wire.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

void protocol_fault_release(struct protocol_fault *f)
{
    memory_release(f->code);
    memory_release(f->shown_code);
    memory_release(f->message);
    *f = (struct protocol_fault){ .code = NULL };
}

const char *protocol_request_id(const struct wire_answer *w)
{
    static const char *const names[] = { "x-amzn-RequestId", "x-amz-request-id",
                                         "x-amz-requestid" };
    const char *id = NULL;
    for (size_t i = 0; id == NULL && i < sizeof names / sizeof names[0]; i++) {
        id = wire_find(&w->headers, names[i]);
    }
    return id;
}

const char *protocol_extended_id(const struct wire_answer *w)
{
    return wire_find(&w->headers, "x-amz-id-2");
}

bool protocol_read_json(const struct wire_answer *w, struct value **ret_value, struct buf *why)
{
    struct read_error error;
    if (w->body.size == 0) {
        *ret_value = value_object();
        return true;
    }
    if (read_json(buf_string(&w->body), w->body.size, ret_value, &error)) {
        return true;
    }
    buf_print(why, "the answer is not JSON (line %d, column %d: %s)", error.line, error.column,
              error.message);
    return false;
}

/* "com.amazonaws.sqs#QueueDoesNotExist" and "InvalidArn:http://..." have the code within. */
static char *bare_code(const char *text)
{
    const char *hash = text == NULL ? NULL : strrchr(text, '#');
    const char *begin = hash != NULL ? hash + 1 : text;
    return begin == NULL ? NULL : memory_text_n(begin, strcspn(begin, ":"));
}

static const char *first_text(const struct value *v, const char *const *names)
{
    const char *text = NULL;
    for (; text == NULL && *names != NULL; names++) {
        text = value_member_text(v, *names);
    }
    return text;
}

void protocol_read_json_fault(const struct wire_answer *w, struct protocol_fault *ret_fault)
{
    static const char *const codes[] = { "__type", "code", "Code", NULL };
    static const char *const messages[] = { "message", "Message", "errorMessage", NULL };
    struct value *body = NULL;
    struct buf ignored = { 0 };
    const char *code = wire_find(&w->headers, "x-amzn-ErrorType");
    /* A service that spoke the query protocol once still tells its code of those days. */
    const char *old = wire_find(&w->headers, "x-amzn-query-error");
    if (protocol_read_json(w, &body, &ignored)) {
        code = code != NULL ? code : first_text(body, codes);
        ret_fault->message = memory_text(first_text(body, messages));
    }
    ret_fault->code = bare_code(code);
    ret_fault->shown_code = old == NULL ? NULL : memory_text_n(old, strcspn(old, ";"));
    value_release(body);
    buf_release(&ignored);
}
