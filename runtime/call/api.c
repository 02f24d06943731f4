#include "runtime/call/api.h"

#include <string.h>

#include "runtime/call/shape.h"
#include "runtime/base/buf.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- Parameters ---- */

struct input {
    struct random *random;
    struct buf *why;
    bool is_good;
};

static struct value *make(struct input *in, const struct asl_shape *s, struct value *v);

/* A text, or the JSON text of anything else. */
static void put_text(struct buf *out, const struct value *v)
{
    if (value_type(v) == VALUE_STRING) {
        buf_put(out, value_string(v), value_string_size(v));
    } else {
        write_json(out, v);
    }
}

static struct value *make_text(struct value *v)
{
    struct buf text = { 0 };
    if (value_type(v) == VALUE_STRING) {
        return value_share(v);
    }
    put_text(&text, v);
    struct value *made = value_text_n(buf_string(&text), text.size);
    buf_release(&text);
    return made;
}

static struct value *make_blob(struct value *v)
{
    struct buf text = { 0 }, encoded = { 0 };
    put_text(&text, v);
    shape_encode(&encoded, buf_string(&text), text.size);
    struct value *made = value_text_n(encoded.text, encoded.size);
    buf_release(&text);
    buf_release(&encoded);
    return made;
}

/* AWS takes "5" for a number and "true" for a boolean. */
static struct value *make_scalar(const struct asl_shape *s, struct value *v)
{
    if (value_type(v) != VALUE_STRING) {
        return value_share(v);
    }
    return shape_read_scalar(s, value_string(v), value_string_size(v));
}

static struct value *make_list(struct input *in, const struct asl_shape *s, struct value *v)
{
    size_t count = value_count(v);
    struct value *made = value_array(count);
    for (size_t i = 0; i < count; i++) {
        value_append_take(&made, make(in, s->of, value_item(v, i)));
    }
    return made;
}

static struct value *make_map(struct input *in, const struct asl_shape *s, struct value *v)
{
    struct value *made = value_object();
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        value_set_take(&made, w.key, make(in, s->of, w.value));
    }
    return made;
}

static void say_unknown(struct input *in, const char *name)
{
    buf_print(in->why, "%sThe field \"%s\" is not supported by Step Functions",
              in->is_good ? "" : ", ", name);
    in->is_good = false;
}

static void add_tokens(struct input *in, const struct asl_shape *s, struct value **made)
{
    for (const struct asl_member *m = s->members; m->name != NULL; m++) {
        if (m->is_token && !value_member(*made, shape_api(m), NULL)) {
            char token[RANDOM_UUID_SIZE + 1];
            random_uuid(in->random, token);
            value_set_text(made, shape_api(m), token);
        }
    }
}

/* The model's own spelling of a name is taken as well. null counts as absent. */
static struct value *make_structure(struct input *in, const struct asl_shape *s,
                                    struct value *v)
{
    struct value *made = value_object();
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        const struct asl_member *m = shape_member_by_name(s, w.key);
        m = m != NULL ? m : shape_member_by_api(s, w.key);
        if (m == NULL) {
            say_unknown(in, w.key);
        } else if (value_type(w.value) != VALUE_NULL) {
            value_set_take(&made, shape_api(m), make(in, m->shape, w.value));
        }
    }
    add_tokens(in, s, &made);
    return made;
}

/* A value of another type than its shape's goes on as it is: the service says what it thinks of
 * it. Recursion is bounded by the depth that values may have. */
static struct value *make(struct input *in, const struct asl_shape *s, struct value *v)
{
    enum value_type type = value_type(v);
    switch (s->kind) {
    case ASL_SHAPE_STRING: return make_text(v);
    case ASL_SHAPE_BLOB: return make_blob(v);
    case ASL_SHAPE_INTEGER:
    case ASL_SHAPE_FLOAT:
    case ASL_SHAPE_BOOLEAN: return make_scalar(s, v);
    case ASL_SHAPE_TIME: return shape_time(v);
    case ASL_SHAPE_LIST: return type == VALUE_ARRAY ? make_list(in, s, v) : value_share(v);
    case ASL_SHAPE_MAP: return type == VALUE_OBJECT ? make_map(in, s, v) : value_share(v);
    case ASL_SHAPE_STRUCTURE:
        return type == VALUE_OBJECT ? make_structure(in, s, v) : value_share(v);
    case ASL_SHAPE_DOCUMENT: break;
    }
    return value_share(v);
}

bool api_input(const struct asl_action *a, const struct value *parameters, struct random *r,
               struct value **ret_input, struct buf *why)
{
    static const struct asl_member none = { .name = NULL };
    static const struct asl_shape nothing = { .kind = ASL_SHAPE_STRUCTURE, .members = &none };
    struct input in = { .random = r, .why = why, .is_good = true };
    struct value *made = value_type(parameters) == VALUE_OBJECT
                             ? make_structure(&in, a->input != NULL ? a->input : &nothing,
                                              (struct value *)(uintptr_t)parameters)
                             : value_object();
    if (!in.is_good) {
        value_release(made);
        return false;
    }
    *ret_input = made;
    return true;
}

/* ---- Results ---- */

/* How times are shown. */
enum times { AS_TEXTS, AS_SECONDS, AS_MILLISECONDS };

static struct value *show(enum times times, const struct asl_shape *s, struct value *v);

static struct value *show_blob(struct value *v)
{
    struct buf bytes = { 0 };
    bool is_text = value_type(v) == VALUE_STRING &&
                   shape_decode(&bytes, value_string(v), value_string_size(v)) &&
                   text_utf8_span(buf_string(&bytes), bytes.size) == bytes.size;
    struct value *shown =
        is_text ? value_text_n(buf_string(&bytes), bytes.size) : value_share(v);
    buf_release(&bytes);
    return shown;
}

static struct value *show_list(enum times times, const struct asl_shape *s, struct value *v)
{
    size_t count = value_count(v);
    struct value *shown = value_array(count);
    for (size_t i = 0; i < count; i++) {
        value_append_take(&shown, show(times, s->of, value_item(v, i)));
    }
    return shown;
}

static struct value *show_map(enum times times, const struct asl_shape *s, struct value *v)
{
    struct value *shown = value_object();
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        value_set_take(&shown, w.key, show(times, s->of, w.value));
    }
    return shown;
}

/* Java drops members that its model has not, and those that are null. */
static struct value *show_structure(enum times times, const struct asl_shape *s,
                                    struct value *v)
{
    struct value *shown = value_object();
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        const struct asl_member *m = shape_member_by_api(s, w.key);
        if (m != NULL && value_type(w.value) != VALUE_NULL) {
            value_set_take(&shown, m->name, show(times, m->shape, w.value));
        }
    }
    return shown;
}

static struct value *show_time(enum times times, struct value *v)
{
    switch (times) {
    case AS_TEXTS: return shape_show_time(v);
    case AS_MILLISECONDS: return shape_milliseconds(v);
    case AS_SECONDS: break;
    }
    return value_share(v);
}

static struct value *show(enum times times, const struct asl_shape *s, struct value *v)
{
    enum value_type type = value_type(v);
    switch (s->kind) {
    case ASL_SHAPE_BLOB: return show_blob(v);
    case ASL_SHAPE_TIME: return show_time(times, v);
    case ASL_SHAPE_LIST: return type == VALUE_ARRAY ? show_list(times, s, v) : value_share(v);
    case ASL_SHAPE_MAP: return type == VALUE_OBJECT ? show_map(times, s, v) : value_share(v);
    case ASL_SHAPE_STRUCTURE:
        return type == VALUE_OBJECT ? show_structure(times, s, v) : value_share(v);
    case ASL_SHAPE_STRING:
    case ASL_SHAPE_INTEGER:
    case ASL_SHAPE_FLOAT:
    case ASL_SHAPE_BOOLEAN:
    case ASL_SHAPE_DOCUMENT: break;
    }
    return value_share(v);
}

static struct value *show_output(enum times times, const struct asl_action *a,
                                 const struct value *output)
{
    if (a->output == NULL || value_type(output) != VALUE_OBJECT) {
        return value_object();
    }
    return show_structure(times, a->output, (struct value *)(uintptr_t)output);
}

struct value *api_result(const struct asl_action *a, const struct value *output)
{
    return show_output(a->is_optimised ? AS_SECONDS : AS_TEXTS, a, output);
}

struct value *api_description(const struct asl_action *a, const struct value *output)
{
    return show_output(AS_MILLISECONDS, a, output);
}
