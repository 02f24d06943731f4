#include "runtime/service/answer.h"

#include <stdarg.h>
#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/value.h"

bool service_answer_is_good(const struct service_answer *a)
{
    return a->code == NULL;
}

void service_answer_good(struct service_answer *a, struct value *body)
{
    service_answer_release(a);
    *a = (struct service_answer){ .status = 200, .body = body != NULL ? body : value_object() };
}

void service_answer_fail(struct service_answer *a, int status, const char *space,
                         const char *code, const char *format, ...)
{
    struct buf message = { 0 };
    va_list args;
    va_start(args, format);
    buf_vprint(&message, format, args);
    va_end(args);
    service_answer_release(a);
    *a = (struct service_answer){
        .status = status, .space = space, .code = code, .message = buf_take(&message)
    };
}

static void put_members(struct value **to, const struct value *from)
{
    if (value_type(from) != VALUE_OBJECT) {
        return;
    }
    for (struct value_walk w = value_walk(from); value_step(&w);) {
        value_set_take(to, w.key, value_share(w.value));
    }
}

struct value *service_answer_json(const struct service_answer *a)
{
    if (service_answer_is_good(a)) {
        return a->body != NULL ? value_share(a->body) : value_object();
    }
    struct value *json = value_object();
    struct buf type = { 0 };
    if (a->space != NULL) {
        buf_print(&type, "%s#", a->space);
    }
    buf_text(&type, a->code);
    value_set_text(&json, "__type", buf_string(&type));
    buf_release(&type);
    value_set_text(&json, a->says_Message ? "Message" : "message", a->message);
    put_members(&json, a->body);
    return json;
}

void service_answer_release(struct service_answer *a)
{
    memory_release(a->message);
    value_release(a->body);
    *a = (struct service_answer){ 0 };
}
