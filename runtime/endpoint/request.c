#include "runtime/endpoint/request.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/endpoint/demand.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

static bool find_operation(const char *target, enum operation *ret_operation)
{
    static const char prefix[] = "AWSStepFunctions.";
    const size_t size = sizeof prefix - 1;
    return target != NULL && strncmp(target, prefix, size) == 0 &&
           operation_find(target + size, ret_operation);
}

/* AWS gives no message where a body is not JSON. Whoever wrote it by hand is told why. */
static bool read_body(const char *body, size_t size, struct value **ret_value, struct buf *why)
{
    struct read_error error;
    if (!read_json(body, size, ret_value, &error)) {
        buf_print(why, "The body is not JSON: %s, at line %d, column %d", error.message,
                  error.line, error.column);
        return false;
    }
    enum value_type type = value_type(*ret_value);
    if (type == VALUE_OBJECT) {
        return true;
    }
    buf_text(why, type == VALUE_ARRAY ? "Start of list found where not expected"
                                      : "The body is not an object");
    value_release(*ret_value);
    return false;
}

/* Returns the code of the error; NULL if there is none. */
static const char *take_input(const struct demand *d, const struct value *json,
                              struct value **ret_input, struct buf *why)
{
    struct value *input = NULL;
    if (!demand_take(d, json, &input, why)) {
        return "SerializationException";
    }
    if (!demand_check(d, input, why)) {
        value_release(input);
        return "ValidationException";
    }
    *ret_input = input;
    return NULL;
}

bool request_take(enum operation o, const struct value *json, struct value **ret_input,
                  struct service_answer *ret_answer)
{
    struct buf why = { 0 };
    const char *code = take_input(operation_input(o), json, ret_input, &why);
    *ret_answer = (struct service_answer){ 0 };
    if (code != NULL) {
        service_answer_fail(ret_answer, 400, NULL, code, "%s", buf_string(&why));
    }
    buf_release(&why);
    return code == NULL;
}

bool request_read(const char *target, const char *body, size_t size,
                  enum operation *ret_operation, struct value **ret_input,
                  struct service_answer *ret_answer)
{
    struct buf why = { 0 };
    struct value *json = NULL;
    bool is_good = false;
    *ret_answer = (struct service_answer){ 0 };
    if (!find_operation(target, ret_operation)) {
        *ret_answer =
            (struct service_answer){ .status = 400, .code = "UnknownOperationException" };
        return false;
    }
    if (read_body(body, size, &json, &why)) {
        is_good = request_take(*ret_operation, json, ret_input, ret_answer);
        value_release(json);
    } else {
        service_answer_fail(ret_answer, 400, NULL, "SerializationException", "%s",
                            buf_string(&why));
    }
    buf_release(&why);
    return is_good;
}
