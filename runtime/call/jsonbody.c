#include "runtime/call/jsonbody.h"

#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/call/shape.h"
#include "runtime/value/value.h"

/* ---- Out ---- */

static struct value *text_of_time(const struct asl_shape *s, enum asl_time_form form,
                                  const struct value *v)
{
    struct buf text = { 0 };
    shape_put_scalar(&text, s, form, v);
    struct value *made = value_text_n(buf_string(&text), text.size);
    buf_release(&text);
    return made;
}

static struct value *members_out(const struct asl_shape *s, const struct value *v)
{
    struct value *body = value_object();
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        const struct asl_member *m = shape_member_by_api(s, w.key);
        if (m != NULL) {
            value_set_take(&body, shape_at(m), jsonbody_out(m->shape, m->time, w.value));
        }
    }
    return body;
}

struct value *jsonbody_out(const struct asl_shape *s, enum asl_time_form form, struct value *v)
{
    enum value_type type = value_type(v);
    struct value *made;
    if (s->kind == ASL_SHAPE_STRUCTURE && type == VALUE_OBJECT) {
        return members_out(s, v);
    }
    if (s->kind == ASL_SHAPE_LIST && type == VALUE_ARRAY) {
        made = value_array(value_count(v));
        for (size_t i = 0; i < value_count(v); i++) {
            value_append_take(&made, jsonbody_out(s->of, form, value_item(v, i)));
        }
        return made;
    }
    if (s->kind == ASL_SHAPE_MAP && type == VALUE_OBJECT) {
        made = value_object();
        for (struct value_walk w = value_walk(v); value_step(&w);) {
            value_set_take(&made, w.key, jsonbody_out(s->of, form, w.value));
        }
        return made;
    }
    bool is_text = s->kind == ASL_SHAPE_TIME && (form == ASL_TIME_ISO || form == ASL_TIME_HTTP);
    return is_text ? text_of_time(s, form, v) : value_share(v);
}

/* ---- In ---- */

static const struct asl_member *member_at(const struct asl_shape *s, const char *at)
{
    const struct asl_member *m = s->members;
    while (m->name != NULL && strcmp(shape_at(m), at) != 0) {
        m++;
    }
    return m->name == NULL ? NULL : m;
}

static struct value *members_in(const struct asl_shape *s, const struct value *v)
{
    struct value *made = value_object();
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        const struct asl_member *m = member_at(s, w.key);
        if (m != NULL) {
            value_set_take(&made, shape_api(m), jsonbody_in(m->shape, w.value));
        }
    }
    return made;
}

struct value *jsonbody_in(const struct asl_shape *s, struct value *v)
{
    enum value_type type = value_type(v);
    struct value *made;
    if (s->kind == ASL_SHAPE_STRUCTURE && type == VALUE_OBJECT) {
        return members_in(s, v);
    }
    if (s->kind == ASL_SHAPE_LIST && type == VALUE_ARRAY) {
        made = value_array(value_count(v));
        for (size_t i = 0; i < value_count(v); i++) {
            value_append_take(&made, jsonbody_in(s->of, value_item(v, i)));
        }
        return made;
    }
    if (s->kind == ASL_SHAPE_MAP && type == VALUE_OBJECT) {
        made = value_object();
        for (struct value_walk w = value_walk(v); value_step(&w);) {
            value_set_take(&made, w.key, jsonbody_in(s->of, w.value));
        }
        return made;
    }
    return s->kind == ASL_SHAPE_TIME ? shape_time(v) : value_share(v);
}
