#include "runtime/exec/query.h"

#include <math.h>
#include <stdarg.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"
#include "runtime/expr/eval.h"
#include "runtime/expr/scope.h"

static const char query_error[] = "States.QueryEvaluationError";

void query_wrong_type(struct asl_scope *s, const struct asl_expr *e, const char *wanted,
                      const struct value *v)
{
    char *shown = scope_show(v);
    scope_fail_query(
        s, e, "returned an unexpected result type. Expected '%s', but was '%s' for value: %s",
        wanted, value_type_word(v), shown);
    memory_release(shown);
}

bool query_value(struct asl_scope *s, const struct asl_expr *e, enum value_type wanted,
                 struct value **ret_value)
{
    static const char *const words[] = {
        [VALUE_BOOLEAN] = "boolean", [VALUE_NUMBER] = "number", [VALUE_STRING] = "string",
        [VALUE_ARRAY] = "array",     [VALUE_OBJECT] = "object",
    };
    struct value *v = NULL;
    if (!eval(s, e, &v)) {
        return false;
    }
    if (value_type(v) != wanted) {
        query_wrong_type(s, e, words[wanted], v);
        value_release(v);
        return false;
    }
    *ret_value = v;
    return true;
}

bool query_number(struct asl_scope *s, const struct asl_expr *e, struct query_bounds bounds,
                  double *ret_number)
{
    struct value *v = NULL;
    if (!query_value(s, e, VALUE_NUMBER, &v)) {
        return false;
    }
    double real = value_to_number(v).real;
    bool is_good = real >= (double)bounds.least && real <= (double)bounds.most &&
                   (!bounds.whole || real == floor(real));
    if (is_good) {
        *ret_number = real;
    } else {
        char *shown = scope_show(v);
        scope_fail_query(s, e, "returned a value that is not a%s number from %lld to %lld: %s",
                         bounds.whole ? " whole" : "", (long long)bounds.least,
                         (long long)bounds.most, shown);
        memory_release(shown);
    }
    value_release(v);
    return is_good;
}

bool query_whole(struct asl_scope *s, const struct asl_expr *e, int64_t least, int64_t most,
                 int64_t *ret_number)
{
    double real = 0;
    bool is_good = query_number(s, e, (struct query_bounds){ least, most, true }, &real);
    if (is_good) {
        *ret_number = (int64_t)real;
    }
    return is_good;
}

/* A Parallel or a Map whose own field fails fails as if one of its children had (H-49). */
static void tell(struct asl_frame *f, const char *location)
{
    enum asl_type type = frame_row(f)->type;
    f->error->in_child = type == ASL_PARALLEL || type == ASL_MAP;
    history_evaluation_failed(f, location);
}

void query_fail(struct asl_frame *f, const char *location, const char *format, ...)
{
    if (f->error != NULL) {
        return;
    }
    struct buf cause = { 0 };
    va_list args;
    va_start(args, format);
    buf_vprint(&cause, format, args);
    va_end(args);
    frame_fail_own(f, query_error, "%s", buf_string(&cause));
    buf_release(&cause);
    tell(f, location);
}

bool query_failed(struct asl_frame *f, struct asl_scope *s)
{
    bool is_query = s->failed && text_is(s->error.name, query_error);
    if (is_query) {
        query_fail(f, s->error.location, "%s", s->error.cause);
        scope_lift(s);
    }
    return is_query;
}
