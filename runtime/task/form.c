#include "runtime/task/form.h"

#include <stddef.h>

#include "runtime/base/arn.h"
#include "runtime/base/buf.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* The fields that are objects of lists of strings (I-18). */
static const struct {
    const char *call;
    const char *field;
} list_fields[] = { { "apigateway:invoke", "Headers" },
                    { "apigateway:invoke", "QueryParameters" } };

static bool is_list_of_strings(const struct json_object *v)
{
    bool is = value_type(v) == VALUE_ARRAY;
    for (size_t i = 0; is && i < value_count(v); i++) {
        is = value_type(value_item(v, i)) == VALUE_STRING;
    }
    return is;
}

static bool are_lists_of_strings(const struct json_object *v)
{
    bool are = value_type(v) == VALUE_OBJECT;
    if (are) {
        for (struct value_walk w = value_walk(v); are && value_step(&w);) {
            are = is_list_of_strings(w.value);
        }
    }
    return are;
}

bool form_check(const char *resource, const struct json_object *parameters, struct buf *why)
{
    for (size_t i = 0; i < sizeof list_fields / sizeof list_fields[0]; i++) {
        struct json_object *v = NULL;
        const char *field = list_fields[i].field;
        if (arn_is_call(resource, list_fields[i].call) && value_member(parameters, field, &v) &&
            v != NULL && !are_lists_of_strings(v)) {
            buf_text(why, "The Parameters '");
            write_json(why, parameters);
            buf_print(why,
                      "' could not be used to start the Task: "
                      "[The value of the field '%s' has an invalid format]",
                      field);
            return false;
        }
    }
    return true;
}
