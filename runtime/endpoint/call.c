#include "runtime/endpoint/call.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"

void call_answer(struct call *c, struct service_answer *a)
{
    c->on_answer(c, a);
    service_answer_release(a);
}

void call_good(struct call *c, struct value *body)
{
    struct service_answer a = { 0 };
    service_answer_good(&a, body);
    call_answer(c, &a);
}

void call_fail(struct call *c, const char *code, const char *format, ...)
{
    struct service_answer a = { .status = 400, .code = code };
    struct buf message = { 0 };
    va_list args;
    va_start(args, format);
    buf_vprint(&message, format, args);
    va_end(args);
    a.message = buf_take(&message);
    call_answer(c, &a);
}

void call_needs_compiler(struct call *c)
{
    call_fail(c, "UnknownOperationException",
              "%s needs the compiler: start the server by aslc serve",
              operation_name(c->operation));
}

const char *call_text(const struct call *c, const char *member)
{
    return value_member_text(c->input, member);
}

int64_t call_number(const struct call *c, const char *member, int64_t otherwise)
{
    struct value *v = NULL;
    int64_t number = otherwise;
    return value_member(c->input, member, &v) && value_is_int(v, &number) ? number : otherwise;
}

bool call_truth(const struct call *c, const char *member, bool otherwise)
{
    struct value *v = NULL;
    return value_member(c->input, member, &v) ? value_is_true(v) : otherwise;
}

bool call_wants_data(const struct call *c)
{
    const char *included = call_text(c, "includedData");
    return included == NULL || strcmp(included, "ALL_DATA") == 0;
}

void call_close(struct call *c)
{
    value_release(c->input);
    memory_release(c->trace);
    c->input = NULL;
    c->trace = NULL;
}
