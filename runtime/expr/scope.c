#include "runtime/expr/scope.h"

#include <asl/tree.h>
#include <stdarg.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

const struct scope_bounds scope_aws_bounds = {
    .depth = 100,
    .bytes = 6990256,
    .steps = 50000000,
};

const struct scope_bounds scope_own_bounds = {
    .bytes = (size_t)1 << 30,
    .steps = 50000000,
};

static void fail(struct asl_scope *s, const char *name, struct buf *cause)
{
    s->failed = true;
    s->error.name = memory_text(name);
    s->error.cause = buf_take(cause);
}

void scope_fail(struct asl_scope *s, const char *name, const char *format, ...)
{
    if (s->failed) {
        return;
    }
    struct buf cause = { 0 };
    va_list args;
    va_start(args, format);
    buf_vprint(&cause, format, args);
    va_end(args);
    fail(s, name, &cause);
}

void scope_fail_query(struct asl_scope *s, const struct asl_expr *e, const char *format, ...)
{
    if (s->failed) {
        return;
    }
    struct buf cause = { 0 }, place = { 0 };
    va_list args;
    scope_print_place(&place, s);
    s->error.location = buf_take(&place);
    buf_print(&cause, "The JSONata expression '%s' specified for the field '%s' ", e->text,
              s->error.location);
    va_start(args, format);
    buf_vprint(&cause, format, args);
    va_end(args);
    fail(s, "States.QueryEvaluationError", &cause);
}

void scope_throw(struct asl_scope *s, const struct asl_expr *e, const char *what,
                 const char *code, const struct asl_expr *at, const char *format, ...)
{
    if (s->failed) {
        return;
    }
    struct buf message = { 0 };
    va_list args;
    va_start(args, format);
    buf_vprint(&message, format, args);
    va_end(args);
    s->error.code = code;
    s->error.at = at;
    s->error.message = buf_take(&message);
    scope_fail_query(s, e, "threw %s during evaluation%s%s: %s", what, code == NULL ? "" : ". ",
                     code == NULL ? "" : code, s->error.message);
}

char *scope_show(const struct value *v)
{
    return write_text(v);
}

char *scope_show_bare(const struct value *v)
{
    if (value_type(v) == VALUE_STRING) {
        return memory_text_n(value_string(v), value_string_size(v));
    }
    return write_text(v);
}

static void print_place(struct buf *b, const struct scope_place *place)
{
    if (place == NULL) {
        return;
    }
    print_place(b, place->up);
    if (place->key != NULL) {
        buf_char(b, '/');
        buf_text(b, place->key);
    } else {
        buf_char(b, '[');
        buf_int(b, (int64_t)place->index);
        buf_char(b, ']');
    }
}

void scope_print_place(struct buf *b, const struct asl_scope *s)
{
    if (s->door != NULL) {
        buf_text(b, s->door);
        buf_char(b, '/');
    }
    buf_text(b, s->field != NULL ? s->field : "");
    print_place(b, s->place);
}

void scope_print_field(struct buf *b, const struct asl_scope *s)
{
    if (s->place != NULL && s->place->key != NULL) {
        buf_text(b, s->place->key);
        buf_text(b, ".$");
    } else if (s->field != NULL) {
        buf_text(b, s->field);
    }
}

void scope_lift(struct asl_scope *s)
{
    memory_release(s->error.name);
    memory_release(s->error.cause);
    memory_release(s->error.location);
    memory_release(s->error.message);
    s->error = (struct scope_error){ 0 };
    s->failed = false;
}
