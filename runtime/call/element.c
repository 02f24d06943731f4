#include "runtime/call/element.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/protocol.h"
#include "runtime/call/shape.h"
#include "runtime/call/xml.h"
#include "runtime/value/value.h"

/* ---- Writing ---- */

static void put(struct buf *out, const char *name, const char *space, const struct asl_shape *s,
                enum asl_time_form form, const struct value *v);

static void put_escaped(struct buf *out, const struct asl_shape *s, enum asl_time_form form,
                        const struct value *v)
{
    struct buf text = { 0 };
    shape_put_scalar(&text, s, form, v);
    xml_put_text(out, buf_string(&text), text.size);
    buf_release(&text);
}

static void put_attributes(struct buf *out, const struct asl_shape *s, const struct value *v)
{
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        const struct asl_member *m = shape_member_by_api(s, w.key);
        if (m != NULL && m->place == ASL_IN_ATTRIBUTE) {
            buf_print(out, " %s=\"", shape_at(m));
            put_escaped(out, m->shape, m->time, w.value);
            buf_char(out, '"');
        }
    }
}

static void put_members(struct buf *out, const struct asl_shape *s, const struct value *v)
{
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        const struct asl_member *m = shape_member_by_api(s, w.key);
        if (m != NULL && m->place == ASL_IN_BODY) {
            put(out, shape_at(m), NULL, m->shape, m->time, w.value);
        }
    }
}

static void put_items(struct buf *out, const char *name, const struct asl_shape *s,
                      const struct value *v)
{
    const char *item = s->is_flat ? name : s->item != NULL ? s->item : "member";
    for (size_t i = 0; i < value_count(v); i++) {
        put(out, item, NULL, s->of, ASL_TIME_USUAL, value_item(v, i));
    }
}

static void put_pairs(struct buf *out, const char *name, const struct asl_shape *s,
                      const struct value *v)
{
    const char *pair = s->is_flat ? name : "entry";
    const char *key = s->key != NULL ? s->key : "key";
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        buf_print(out, "<%s><%s>", pair, key);
        xml_put_text(out, w.key, strlen(w.key));
        buf_print(out, "</%s>", key);
        put(out, s->item != NULL ? s->item : "value", NULL, s->of, ASL_TIME_USUAL, w.value);
        buf_print(out, "</%s>", pair);
    }
}

static void put_inside(struct buf *out, const char *name, const struct asl_shape *s,
                       enum asl_time_form form, const struct value *v)
{
    enum value_type type = value_type(v);
    if (s->kind == ASL_SHAPE_STRUCTURE && type == VALUE_OBJECT) {
        put_members(out, s, v);
    } else if (s->kind == ASL_SHAPE_LIST && type == VALUE_ARRAY) {
        put_items(out, name, s, v);
    } else if (s->kind == ASL_SHAPE_MAP && type == VALUE_OBJECT) {
        put_pairs(out, name, s, v);
    } else {
        put_escaped(out, s, form, v);
    }
}

/* Recursion is bounded by the depth that values may have. */
static void put(struct buf *out, const char *name, const char *space, const struct asl_shape *s,
                enum asl_time_form form, const struct value *v)
{
    if (s->is_flat) {
        put_inside(out, name, s, form, v);
        return;
    }
    buf_print(out, "<%s", name);
    if (space != NULL) {
        buf_print(out, " %s", space);
    }
    if (s->space != NULL) {
        buf_print(out, " %s", s->space);
    }
    if (s->kind == ASL_SHAPE_STRUCTURE) {
        put_attributes(out, s, v);
    }
    buf_char(out, '>');
    put_inside(out, name, s, form, v);
    buf_print(out, "</%s>", name);
}

void element_put(struct buf *out, const char *name, const char *space,
                 const struct asl_shape *s, const struct value *v)
{
    put(out, name, space, s, ASL_TIME_USUAL, v);
}

/* ---- Reading ---- */

/* `x` is the first of the items, or NULL. */
static struct value *read_items(const struct asl_shape *s, const struct xml *x,
                                const char *name)
{
    struct value *list = value_array(4);
    for (; x != NULL; x = xml_next(x, name)) {
        value_append_take(&list, element_read(s->of, x));
    }
    return list;
}

static struct value *read_pairs(const struct asl_shape *s, const struct xml *x,
                                const char *name)
{
    struct value *map = value_object();
    const char *key_name = s->key != NULL ? s->key : "key";
    for (; x != NULL; x = xml_next(x, name)) {
        const char *key = xml_child_text(x, key_name);
        const struct xml *value = xml_child(x, s->item != NULL ? s->item : "value");
        if (key != NULL && value != NULL) {
            value_set_take(&map, key, element_read(s->of, value));
        }
    }
    return map;
}

struct value *element_read(const struct asl_shape *s, const struct xml *x)
{
    const char *item = s->item != NULL ? s->item : "member";
    struct value *object;
    switch (s->kind) {
    case ASL_SHAPE_STRUCTURE:
        object = value_object();
        element_read_members(s, x, &object);
        return object;
    case ASL_SHAPE_LIST: return read_items(s, xml_child(x, item), item);
    case ASL_SHAPE_MAP: return read_pairs(s, xml_child(x, "entry"), "entry");
    case ASL_SHAPE_STRING:
    case ASL_SHAPE_INTEGER:
    case ASL_SHAPE_FLOAT:
    case ASL_SHAPE_BOOLEAN:
    case ASL_SHAPE_BLOB:
    case ASL_SHAPE_TIME:
    case ASL_SHAPE_DOCUMENT: break;
    }
    return shape_read_scalar(s, x->text, x->text_size);
}

/* Names of attributes have lost their prefix. */
static const char *find_attribute(const struct xml *x, const char *name)
{
    const char *colon = strchr(name, ':');
    const struct xml_attribute *a = x->attributes;
    while (a != NULL && !text_is(a->name, colon != NULL ? colon + 1 : name)) {
        a = a->next;
    }
    return a != NULL ? a->value : NULL;
}

/* A member's value; NULL if the element has none. New. */
static struct value *read_member(const struct asl_member *m, const struct xml *x)
{
    const struct asl_shape *s = m->shape;
    const char *at = shape_at(m);
    if (m->place == ASL_IN_ATTRIBUTE) {
        const char *text = find_attribute(x, at);
        return text == NULL ? NULL : shape_read_scalar(s, text, strlen(text));
    }
    const struct xml *child = xml_child(x, at);
    if (child == NULL) {
        return NULL;
    }
    return !s->is_flat                 ? element_read(s, child)
           : s->kind == ASL_SHAPE_LIST ? read_items(s, child, at)
                                       : read_pairs(s, child, at);
}

void element_read_members(const struct asl_shape *s, const struct xml *x, struct value **object)
{
    for (const struct asl_member *m = s->members; x != NULL && m->name != NULL; m++) {
        struct value *v =
            m->place == ASL_IN_BODY || m->place == ASL_IN_ATTRIBUTE ? read_member(m, x) : NULL;
        if (v != NULL) {
            value_set_take(object, shape_api(m), v);
        }
    }
}

void element_read_fault(const struct wire_answer *w, struct protocol_fault *ret_fault)
{
    struct buf ignored = { 0 };
    struct xml *root = xml_read(buf_string(&w->body), w->body.size, &ignored);
    const struct xml *all = xml_child(root, "Errors");
    const struct xml *inner = xml_child(all != NULL ? all : root, "Error");
    const struct xml *error = inner != NULL ? inner : root;
    ret_fault->code = memory_text(xml_child_text(error, "Code"));
    ret_fault->message = memory_text(xml_child_text(error, "Message"));
    xml_release(root);
    buf_release(&ignored);
}
