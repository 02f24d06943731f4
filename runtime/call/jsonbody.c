#include "runtime/call/jsonbody.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/call/shape.h"
#include "runtime/value/value.h"

static struct value *convert(const struct asl_shape *s, enum asl_time_form form,
                             struct value *v, bool is_out);

static struct value *text_of_time(const struct asl_shape *s, enum asl_time_form form,
                                  const struct value *v)
{
    struct buf text = { 0 };
    shape_put_scalar(&text, s, form, v);
    struct value *made = value_text_n(buf_string(&text), text.size);
    buf_release(&text);
    return made;
}

static const struct asl_member *member_at(const struct asl_shape *s, const char *at)
{
    const struct asl_member *m = s->members;
    while (m->name != NULL && strcmp(shape_at(m), at) != 0) {
        m++;
    }
    return m->name == NULL ? NULL : m;
}

static struct value *convert_members(const struct asl_shape *s, const struct value *v,
                                     bool is_out)
{
    struct value *made = value_object();
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        const struct asl_member *m =
            is_out ? shape_member_by_api(s, w.key) : member_at(s, w.key);
        if (m != NULL) {
            value_set_take(&made, is_out ? shape_at(m) : shape_api(m),
                           convert(m->shape, m->time, w.value, is_out));
        }
    }
    return made;
}

static struct value *convert(const struct asl_shape *s, enum asl_time_form form,
                             struct value *v, bool is_out)
{
    enum value_type type = value_type(v);
    struct value *made;
    if (s->kind == ASL_SHAPE_STRUCTURE && type == VALUE_OBJECT) {
        return convert_members(s, v, is_out);
    }
    if (s->kind == ASL_SHAPE_LIST && type == VALUE_ARRAY) {
        made = value_array(value_count(v));
        for (size_t i = 0; i < value_count(v); i++) {
            value_append_take(&made, convert(s->of, form, value_item(v, i), is_out));
        }
        return made;
    }
    if (s->kind == ASL_SHAPE_MAP && type == VALUE_OBJECT) {
        made = value_object();
        for (struct value_walk w = value_walk(v); value_step(&w);) {
            value_set_take(&made, w.key, convert(s->of, form, w.value, is_out));
        }
        return made;
    }
    if (s->kind != ASL_SHAPE_TIME) {
        return value_share(v);
    }
    return !is_out                                         ? shape_time(v)
           : form == ASL_TIME_ISO || form == ASL_TIME_HTTP ? text_of_time(s, form, v)
                                                           : value_share(v);
}

struct value *jsonbody_out(const struct asl_shape *s, enum asl_time_form form, struct value *v)
{
    return convert(s, form, v, true);
}

struct value *jsonbody_in(const struct asl_shape *s, struct value *v)
{
    return convert(s, ASL_TIME_USUAL, v, false);
}
