#include "runtime/expr/intrinsic.h"

#include <stddef.h>

#include "asl/tree.h"
#include "runtime/base/number.h"
#include "runtime/expr/java.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

struct value *intrinsic_fail(struct asl_scope *s, const char *reason)
{
    scope_fail(s, "States.Runtime",
               "There was an error while evaluating the intrinsic function: %s. %s",
               s->call != NULL ? s->call->text : "", reason);
    return NULL;
}

bool intrinsic_is_short_text(const struct value *v)
{
    return value_type(v) == VALUE_STRING &&
           java_length(value_string(v), value_string_size(v)) <= INTRINSIC_TEXT_MAX;
}

/* Doubles hold each integer up to here. */
#define INTEGER_MOST INT64_C(9007199254740991)

static bool fits(double real, int64_t *ret_integer)
{
    if (!(real >= -(double)INTEGER_MOST && real <= (double)INTEGER_MOST)) {
        return false;
    }
    *ret_integer = (int64_t)real;
    return true;
}

bool intrinsic_cut(const struct value *v, int64_t *ret_integer)
{
    return value_type(v) == VALUE_NUMBER &&
           fits(number_cut(value_to_number(v).real), ret_integer);
}

bool intrinsic_round(const struct value *v, int64_t *ret_integer)
{
    if (value_is_int(v, ret_integer)) {
        return *ret_integer >= -INTEGER_MOST && *ret_integer <= INTEGER_MOST;
    }
    if (value_type(v) != VALUE_NUMBER) {
        return false;
    }
    double real = value_to_number(v).real, cut = number_cut(real),
           below = cut > real ? cut - 1 : cut;
    return fits(real - below >= 0.5 ? below + 1 : below, ret_integer);
}
