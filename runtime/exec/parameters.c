#include "runtime/exec/parameters.h"

#include <stddef.h>

#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"
#include "runtime/value/value.h"

/* Fields that are an object of lists of texts. */
static const struct {
    const char *call, *field;
} lists[] = {
    { "apigateway:invoke", "Headers" },
    { "apigateway:invoke", "QueryParameters" },
};

static bool is_list_of_texts(const struct json_object *v)
{
    if (value_type(v) != VALUE_ARRAY) {
        return false;
    }
    size_t count = value_count(v);
    for (size_t i = 0; i < count; i++) {
        if (value_type(value_item(v, i)) != VALUE_STRING) {
            return false;
        }
    }
    return true;
}

static bool has_lists_of_texts(const struct json_object *v)
{
    if (value_type(v) != VALUE_OBJECT) {
        return false;
    }
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        if (!is_list_of_texts(w.value)) {
            return false;
        }
    }
    return true;
}

bool parameters_fit(const char *resource, const struct json_object *parameters, struct buf *why)
{
    bool fit = true;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct json_object *field = NULL;
        if (arn_is_call(resource, lists[i].call) &&
            value_member(parameters, lists[i].field, &field) && !has_lists_of_texts(field)) {
            buf_print(why, "%sThe value of the field '%s' has an invalid format",
                      fit ? "" : ", ", lists[i].field);
            fit = false;
        }
    }
    return fit;
}
