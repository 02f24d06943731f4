#include "runtime/expr/scope.h"

#include <stdarg.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

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
    s->failed = true;
    s->error.name = memory_text(name);
    s->error.cause = buf_take(&cause);
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
    s->error = (struct scope_error){ 0 };
    s->failed = false;
}
