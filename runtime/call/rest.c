#include "runtime/call/rest.h"

#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/shape.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- The path ---- */

static const struct asl_member *member_at(const struct asl_shape *s, enum asl_place place,
                                          const char *at, size_t size)
{
    for (const struct asl_member *m = s->members; m->name != NULL; m++) {
        if (m->place == place && strlen(shape_at(m)) == size &&
            memcmp(shape_at(m), at, size) == 0) {
            return m;
        }
    }
    return NULL;
}

/* {Key+} keeps its slashes. */
static bool put_label(struct buf *path, const struct asl_action *a, const struct value *input,
                      const char *label, size_t size, struct buf *why)
{
    bool is_greedy = label[size - 1] == '+';
    const struct asl_member *m =
        a->input == NULL ? NULL : member_at(a->input, ASL_IN_PATH, label, size - is_greedy);
    struct value *v = NULL;
    struct buf text = { 0 };
    if (m != NULL && value_member(input, shape_api(m), &v)) {
        shape_put_scalar(&text, m->shape, m->time, v);
        url_put_encoded(path, buf_string(&text), text.size, is_greedy ? "/" : "");
    }
    bool is_there = text.size > 0;
    if (!is_there) {
        buf_print(why, "The field '%.*s' is required but was missing", (int)(size - is_greedy),
                  label);
    }
    buf_release(&text);
    return is_there;
}

static bool put_path(struct buf *path, const struct asl_action *a, const struct value *input,
                     size_t size, struct buf *why)
{
    const char *at = a->path, *end = a->path + size;
    while (at < end) {
        const char *open = memchr(at, '{', (size_t)(end - at));
        const char *stop = open != NULL ? open : end;
        buf_put(path, at, (size_t)(stop - at));
        at = stop;
        if (open != NULL) {
            const char *close = strchr(open, '}');
            if (!put_label(path, a, input, open + 1, (size_t)(close - open - 1), why)) {
                return false;
            }
            at = close + 1;
        }
    }
    return true;
}

/* ---- The query and the headers ---- */

static void put_query_text(struct buf *query, const char *name, const struct asl_shape *s,
                           enum asl_time_form time, const struct value *v)
{
    struct buf text = { 0 };
    shape_put_scalar(&text, s, time, v);
    url_put_pair(query, name, buf_string(&text));
    buf_release(&text);
}

static void put_query_value(struct buf *query, const char *name, const struct asl_shape *s,
                            enum asl_time_form time, const struct value *v)
{
    if (s->kind == ASL_SHAPE_LIST && value_type(v) == VALUE_ARRAY) {
        for (size_t i = 0; i < value_count(v); i++) {
            put_query_text(query, name, s->of, time, value_item(v, i));
        }
    } else {
        put_query_text(query, name, s, time, v);
    }
}

static void put_query(struct buf *query, const struct asl_member *m, const struct value *v)
{
    if (m->shape->kind == ASL_SHAPE_MAP && value_type(v) == VALUE_OBJECT) {
        for (struct value_walk w = value_walk(v); value_step(&w);) {
            put_query_value(query, w.key, m->shape->of, m->time, w.value);
        }
    } else {
        put_query_value(query, shape_at(m), m->shape, m->time, v);
    }
}

/* Base64 of a JSON text: of one that is given as a text, or of any other value. */
static void put_json(struct buf *out, const struct value *v)
{
    struct buf text = { 0 };
    if (value_type(v) == VALUE_STRING) {
        buf_put(&text, value_string(v), value_string_size(v));
    } else {
        write_json(&text, v);
    }
    shape_encode(out, buf_string(&text), text.size);
    buf_release(&text);
}

static void set_header(struct wire_request *r, const char *name, const struct asl_member *m,
                       const struct value *v)
{
    const struct asl_shape *s = m->shape;
    enum asl_time_form time = m->time == ASL_TIME_USUAL ? ASL_TIME_HTTP : m->time;
    struct buf text = { 0 };
    if (s->kind == ASL_SHAPE_LIST && value_type(v) == VALUE_ARRAY) {
        for (size_t i = 0; i < value_count(v); i++) {
            buf_text(&text, i > 0 ? "," : "");
            shape_put_scalar(&text, s->of, time, value_item(v, i));
        }
    } else if (m->is_json) {
        put_json(&text, v);
    } else {
        shape_put_scalar(&text, s, time, v);
    }
    wire_set(&r->headers, name, buf_string(&text));
    buf_release(&text);
}

static void set_headers(struct wire_request *r, const struct asl_member *m,
                        const struct value *v)
{
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        struct buf name = { 0 };
        buf_print(&name, "%s%s", shape_at(m), w.key);
        set_header(r, buf_string(&name), &(struct asl_member){ .shape = m->shape->of },
                   w.value);
        buf_release(&name);
    }
}

/* ---- The body ---- */

static void put_body(struct wire_request *r, const struct asl_member *m, const struct value *v)
{
    bool is_blob = m->shape->kind == ASL_SHAPE_BLOB && value_type(v) == VALUE_STRING;
    if (is_blob) {
        shape_decode(&r->body, value_string(v), value_string_size(v));
    } else {
        shape_put_scalar(&r->body, m->shape, m->time, v);
    }
}

static bool is_scalar(const struct asl_shape *s)
{
    return s->kind != ASL_SHAPE_STRUCTURE && s->kind != ASL_SHAPE_LIST &&
           s->kind != ASL_SHAPE_MAP && s->kind != ASL_SHAPE_DOCUMENT;
}

const struct asl_member *rest_body_of(const struct asl_shape *s)
{
    const struct asl_member *m = shape_member_in(s, ASL_AS_BODY);
    return m != NULL && !is_scalar(m->shape) ? m : NULL;
}

bool rest_has_members(const struct asl_shape *s)
{
    return shape_member_in(s, ASL_AS_BODY) == NULL && shape_member_in(s, ASL_IN_BODY) != NULL;
}

static void put_member(struct wire_request *r, struct buf *query, const struct asl_member *m,
                       const struct value *v)
{
    switch (m->place) {
    case ASL_IN_QUERY: put_query(query, m, v); break;
    case ASL_IN_HEADER: set_header(r, shape_at(m), m, v); break;
    case ASL_IN_HEADERS: set_headers(r, m, v); break;
    case ASL_AS_BODY:
        if (is_scalar(m->shape)) {
            put_body(r, m, v);
        }
        break;
    case ASL_IN_BODY:
    case ASL_IN_PATH:
    case ASL_IN_STATUS:
    case ASL_IN_ATTRIBUTE: break;
    }
}

static void replace(char **text, struct buf *with)
{
    memory_release(*text);
    *text = buf_take(with);
}

bool rest_build(const struct asl_action *a, const struct value *input, struct wire_request *r,
                struct buf *why)
{
    struct buf path = { 0 }, query = { 0 };
    size_t size = strcspn(a->path, "?"), base = strlen(r->url.path);
    r->method = a->method;
    base -= base > 0 && r->url.path[base - 1] == '/';
    buf_put(&path, r->url.path, base);
    if (!put_path(&path, a, input, size, why)) {
        buf_release(&path);
        return false;
    }
    buf_text(&query, a->path[size] == '?' ? a->path + size + 1 : "");
    for (struct value_walk w = value_walk(input); value_step(&w);) {
        const struct asl_member *m = shape_member_by_api(a->input, w.key);
        if (m != NULL) {
            put_member(r, &query, m, w.value);
        }
    }
    replace(&r->url.path, &path);
    replace(&r->url.query, &query);
    return true;
}

/* ---- Answers ---- */

static void read_headers(const struct wire_answer *w, const struct asl_member *m,
                         struct value **output)
{
    struct value *map = value_object();
    size_t size = strlen(shape_at(m));
    for (size_t i = 0; i < w->headers.count; i++) {
        const struct wire_header *h = &w->headers.all[i];
        if (strncasecmp(h->name, shape_at(m), size) == 0 && h->name[size] != '\0') {
            value_set_text(&map, h->name + size, h->value);
        }
    }
    value_set_take(output, shape_api(m), map);
}

/* The JSON text that a header has as base64. */
static struct value *read_json_header(const char *text)
{
    struct buf bytes = { 0 }, json = { 0 };
    if (shape_decode(&bytes, text, strlen(text))) {
        text_put_utf8(&json, buf_string(&bytes), bytes.size);
    } else {
        buf_text(&json, text);
    }
    struct value *v = value_text_n(buf_string(&json), json.size);
    buf_release(&bytes);
    buf_release(&json);
    return v;
}

static void read_header(const struct wire_answer *w, const struct asl_member *m,
                        struct value **output)
{
    const char *text = wire_find(&w->headers, shape_at(m));
    if (text != NULL && m->shape->kind == ASL_SHAPE_LIST) {
        struct value *list = value_array(4);
        for (const char *at = text; *at != '\0';) {
            size_t size = strcspn(at, ",");
            value_append_take(&list, shape_read_scalar(m->shape->of, at, size));
            at += size;
            at += strspn(at, ", ");
        }
        value_set_take(output, shape_api(m), list);
    } else if (text != NULL && m->is_json) {
        value_set_take(output, shape_api(m), read_json_header(text));
    } else if (text != NULL) {
        value_set_take(output, shape_api(m), shape_read_scalar(m->shape, text, strlen(text)));
    }
}

static void read_body(const struct wire_answer *w, const struct asl_member *m,
                      struct value **output)
{
    struct buf text = { 0 };
    if (m->shape->kind == ASL_SHAPE_BLOB) {
        shape_encode(&text, buf_string(&w->body), w->body.size);
    } else {
        text_put_utf8(&text, buf_string(&w->body), w->body.size);
    }
    value_set_take(output, shape_api(m), value_text_n(buf_string(&text), text.size));
    buf_release(&text);
}

void rest_read(const struct asl_action *a, const struct wire_answer *w, struct value **output)
{
    for (const struct asl_member *m = a->output == NULL ? NULL : a->output->members;
         m != NULL && m->name != NULL; m++) {
        switch (m->place) {
        case ASL_IN_HEADER: read_header(w, m, output); break;
        case ASL_IN_HEADERS: read_headers(w, m, output); break;
        case ASL_IN_STATUS: value_set_take(output, shape_api(m), value_int(w->status)); break;
        case ASL_AS_BODY:
            if (is_scalar(m->shape)) {
                read_body(w, m, output);
            }
            break;
        case ASL_IN_BODY:
        case ASL_IN_PATH:
        case ASL_IN_QUERY:
        case ASL_IN_ATTRIBUTE: break;
        }
    }
}
