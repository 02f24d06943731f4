/* query.c - AWS's query protocol: a form goes out, XML comes back. */
#include <asl/service.h>
#include <ctype.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/wire.h"
#include "runtime/call/element.h"
#include "runtime/call/protocol.h"
#include "runtime/call/shape.h"
#include "runtime/call/xml.h"
#include "runtime/value/value.h"

/* As forms encode: a blank is a '+'. */
static void put_encoded(struct buf *form, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] == ' ') {
            buf_char(form, '+');
        } else {
            url_put_encoded(form, text + i, 1, "");
        }
    }
}

static void put_pair(struct buf *form, const char *name, const char *value, size_t size)
{
    buf_text(form, form->size > 0 ? "&" : "");
    put_encoded(form, name, strlen(name));
    buf_char(form, '=');
    put_encoded(form, value, size);
}

/* `name` is what the value is called so far: MessageAttributes.entry.1.Value. It is as before
 * when a function returns. */
static void put(struct buf *form, struct buf *name, const struct asl_shape *s,
                enum asl_time_form time, const struct value *v);

static void cut(struct buf *name, size_t size)
{
    name->size = size;
    name->text[size] = '\0';
}

static void put_members(struct buf *form, struct buf *name, const struct asl_shape *s,
                        const struct value *v)
{
    size_t size = name->size;
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        const struct asl_member *m = shape_member_by_api(s, w.key);
        if (m != NULL) {
            buf_print(name, "%s%s", size > 0 ? "." : "", shape_at(m));
            put(form, name, m->shape, m->time, w.value);
            cut(name, size);
        }
    }
}

static void put_items(struct buf *form, struct buf *name, const struct asl_shape *s,
                      const struct value *v)
{
    size_t size = name->size, count = value_count(v);
    if (count == 0) {
        put_pair(form, buf_string(name), "", 0);
    }
    for (size_t i = 0; i < count; i++) {
        if (!s->is_flat) {
            buf_print(name, ".%s", s->item != NULL ? s->item : "member");
        }
        buf_print(name, ".%zu", i + 1);
        put(form, name, s->of, ASL_TIME_USUAL, value_item(v, i));
        cut(name, size);
    }
}

static void put_entries(struct buf *form, struct buf *name, const struct asl_shape *s,
                        const struct value *v)
{
    size_t size = name->size, number = 0;
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        buf_print(name, "%s.%zu", s->is_flat ? "" : ".entry", ++number);
        size_t entry = name->size;
        buf_print(name, ".%s", s->key != NULL ? s->key : "key");
        put_pair(form, buf_string(name), w.key, strlen(w.key));
        cut(name, entry);
        buf_print(name, ".%s", s->item != NULL ? s->item : "value");
        put(form, name, s->of, ASL_TIME_USUAL, w.value);
        cut(name, size);
    }
}

/* Recursion is bounded by the depth that values may have. */
static void put(struct buf *form, struct buf *name, const struct asl_shape *s,
                enum asl_time_form time, const struct value *v)
{
    enum value_type type = value_type(v);
    if (s->kind == ASL_SHAPE_STRUCTURE && type == VALUE_OBJECT) {
        put_members(form, name, s, v);
    } else if (s->kind == ASL_SHAPE_LIST && type == VALUE_ARRAY) {
        put_items(form, name, s, v);
    } else if (s->kind == ASL_SHAPE_MAP && type == VALUE_OBJECT) {
        put_entries(form, name, s, v);
    } else {
        struct buf text = { 0 };
        shape_put_scalar(&text, s, time, v);
        put_pair(form, buf_string(name), buf_string(&text), text.size);
        buf_release(&text);
    }
}

static bool build(const struct asl_action *a, const struct value *input, struct wire_request *r,
                  struct buf *why)
{
    struct buf name = { 0 };
    (void)why;
    r->method = a->method;
    wire_set(&r->headers, "Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    put_pair(&r->body, "Action", a->operation, strlen(a->operation));
    put_pair(&r->body, "Version", a->service->version, strlen(a->service->version));
    if (a->input != NULL) {
        put_members(&r->body, &name, a->input, input);
    }
    buf_release(&name);
    return true;
}

static bool read(const struct asl_action *a, const struct wire_answer *w,
                 struct value **ret_output, struct buf *why)
{
    struct buf reason = { 0 };
    struct xml *root = xml_read(buf_string(&w->body), w->body.size, &reason);
    const struct xml *inner = a->root != NULL ? xml_child(root, a->root) : root;
    if (root == NULL) {
        buf_print(why, "the answer is not XML: %s", buf_string(&reason));
    } else {
        *ret_output = value_object();
        if (a->output != NULL) {
            element_read_members(a->output, inner, ret_output);
        }
    }
    bool is_good = root != NULL;
    xml_release(root);
    buf_release(&reason);
    return is_good;
}

const struct asl_protocol asl_protocol_query = {
    .build = build,
    .read = read,
    .read_fault = element_read_fault,
};
