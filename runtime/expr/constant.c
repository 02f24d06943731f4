#include "runtime/expr/constant.h"

#include <assert.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/value/value.h"

/* Depth is that of the definition, which its parser bounds. */
bool constant_is(const struct asl_expr *e)
{
    switch ((int)e->op) {
    case ASL_OP_NULL:
    case ASL_OP_FALSE:
    case ASL_OP_TRUE:
    case ASL_OP_NUMBER:
    case ASL_OP_STRING:
    case ASL_OP_JOIN: return true;
    case ASL_OP_OBJECT:
        for (const struct asl_field *f = e->fields; f->name != NULL; f++) {
            if (!constant_is(f->value)) {
                return false;
            }
        }
        return true;
    case ASL_OP_ARRAY:
    case ASL_OP_SAME:
        for (const struct asl_expr *const *inner = e->of; *inner != NULL; inner++) {
            if (!constant_is(*inner)) {
                return false;
            }
        }
        return true;
    default: return false;
    }
}

static struct value *joined(const struct asl_expr *e)
{
    struct buf whole = { 0 };
    for (const struct asl_expr *const *piece = e->of; *piece != NULL; piece++) {
        buf_put(&whole, (*piece)->text, (size_t)(*piece)->size);
    }
    struct value *v = value_text_n(buf_string(&whole), whole.size);
    buf_release(&whole);
    return v;
}

static struct value *array_value(const struct asl_expr *e)
{
    struct value *array = value_array(0);
    for (const struct asl_expr *const *item = e->of; *item != NULL; item++) {
        value_append_take(&array, constant_value(*item));
    }
    return array;
}

static struct value *object_value(const struct asl_expr *e)
{
    struct value *object = value_object();
    for (const struct asl_field *f = e->fields; f->name != NULL; f++) {
        value_set_take(&object, f->name, constant_value(f->value));
    }
    return object;
}

struct value *constant_value(const struct asl_expr *e)
{
    switch ((int)e->op) {
    case ASL_OP_FALSE:
    case ASL_OP_TRUE: return value_bool(e->op == ASL_OP_TRUE);
    case ASL_OP_NUMBER: return value_number(e->text, strlen(e->text));
    case ASL_OP_STRING: return value_text_n(e->text, (size_t)e->size);
    case ASL_OP_JOIN: return joined(e);
    case ASL_OP_SAME: return constant_value(e->of[0]);
    case ASL_OP_ARRAY: return array_value(e);
    case ASL_OP_OBJECT: return object_value(e);
    default: assert(e->op == ASL_OP_NULL); return value_null();
    }
}
