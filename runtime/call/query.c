/* query.c - AWS's query protocol, and EC2's, which is nearly the same: a form goes out, XML
 * comes back. */
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

/* What is sent. */
struct form {
    struct buf *text;
    struct buf name; /* of the value so far: MessageAttributes.entry.1.Value. It is as before
                        when a function returns. */
    bool is_ec2;
};

static void put_pair(struct form *f, const char *name, const char *value, size_t size)
{
    buf_text(f->text, f->text->size > 0 ? "&" : "");
    put_encoded(f->text, name, strlen(name));
    buf_char(f->text, '=');
    put_encoded(f->text, value, size);
}

static void put(struct form *f, const struct asl_shape *s, enum asl_time_form time,
                const struct value *v);

static void cut(struct buf *name, size_t size)
{
    name->size = size;
    name->text[size] = '\0';
}

/* EC2 calls members in forms as in answers, but with a capital. */
static void put_member_name(struct form *f, const struct asl_member *m)
{
    const char *at = f->is_ec2 && m->form != NULL ? m->form : shape_at(m);
    char first = f->is_ec2 ? (char)toupper((unsigned char)at[0]) : at[0];
    buf_print(&f->name, "%s%c%s", f->name.size > 0 ? "." : "", first, at + 1);
}

static void put_members(struct form *f, const struct asl_shape *s, const struct value *v)
{
    size_t size = f->name.size;
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        const struct asl_member *m = shape_member_by_api(s, w.key);
        if (m != NULL) {
            put_member_name(f, m);
            put(f, m->shape, m->time, w.value);
            cut(&f->name, size);
        }
    }
}

static void put_items(struct form *f, const struct asl_shape *s, const struct value *v)
{
    size_t size = f->name.size, count = value_count(v);
    if (count == 0 && !f->is_ec2) {
        put_pair(f, buf_string(&f->name), "", 0);
    }
    for (size_t i = 0; i < count; i++) {
        if (!s->is_flat && !f->is_ec2) {
            buf_print(&f->name, ".%s", s->item != NULL ? s->item : "member");
        }
        buf_print(&f->name, ".%zu", i + 1);
        put(f, s->of, ASL_TIME_USUAL, value_item(v, i));
        cut(&f->name, size);
    }
}

static void put_entries(struct form *f, const struct asl_shape *s, const struct value *v)
{
    size_t size = f->name.size, number = 0;
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        buf_print(&f->name, "%s.%zu", s->is_flat ? "" : ".entry", ++number);
        size_t entry = f->name.size;
        buf_print(&f->name, ".%s", s->key != NULL ? s->key : "key");
        put_pair(f, buf_string(&f->name), w.key, strlen(w.key));
        cut(&f->name, entry);
        buf_print(&f->name, ".%s", s->item != NULL ? s->item : "value");
        put(f, s->of, ASL_TIME_USUAL, w.value);
        cut(&f->name, size);
    }
}

/* Recursion is bounded by the depth that values may have. */
static void put(struct form *f, const struct asl_shape *s, enum asl_time_form time,
                const struct value *v)
{
    enum value_type type = value_type(v);
    if (s->kind == ASL_SHAPE_STRUCTURE && type == VALUE_OBJECT) {
        put_members(f, s, v);
    } else if (s->kind == ASL_SHAPE_LIST && type == VALUE_ARRAY) {
        put_items(f, s, v);
    } else if (s->kind == ASL_SHAPE_MAP && type == VALUE_OBJECT) {
        put_entries(f, s, v);
    } else {
        struct buf text = { 0 };
        shape_put_scalar(&text, s, time, v);
        put_pair(f, buf_string(&f->name), buf_string(&text), text.size);
        buf_release(&text);
    }
}

static void put_form(const struct asl_action *a, const struct value *input,
                     struct wire_request *r, bool is_ec2)
{
    struct form f = { .text = &r->body, .is_ec2 = is_ec2 };
    r->method = a->method;
    wire_set(&r->headers, "Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    put_pair(&f, "Action", a->operation, strlen(a->operation));
    put_pair(&f, "Version", a->service->version, strlen(a->service->version));
    if (a->input != NULL) {
        put_members(&f, a->input, input);
    }
    buf_release(&f.name);
}

static bool build(const struct asl_action *a, const struct value *input, struct wire_request *r,
                  struct buf *why)
{
    (void)why;
    put_form(a, input, r, false);
    return true;
}

static bool build_ec2(const struct asl_action *a, const struct value *input,
                      struct wire_request *r, struct buf *why)
{
    (void)why;
    put_form(a, input, r, true);
    return true;
}

static bool read(const struct asl_action *a, const struct wire_answer *w,
                 struct value **ret_output, struct buf *why)
{
    struct buf reason = { 0 };
    if (a->output == NULL) {
        *ret_output = value_object();
        return true;
    }
    struct xml *root = xml_read(buf_string(&w->body), w->body.size, &reason);
    const struct xml *inner = a->root != NULL ? xml_child(root, a->root) : root;
    if (root == NULL) {
        buf_print(why, "the answer is not XML: %s", buf_string(&reason));
    } else {
        *ret_output = value_object();
        element_read_members(a->output, inner, ret_output);
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

const struct asl_protocol asl_protocol_ec2 = {
    .build = build_ec2,
    .read = read,
    .read_fault = element_read_fault,
};
