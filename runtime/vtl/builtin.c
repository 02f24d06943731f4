#include "runtime/vtl/builtin.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/call/shape.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "runtime/vtl/datum.h"
#include "runtime/vtl/run.h"

typedef struct datum *function(struct run *r, const struct datum *argument);

struct row {
    const char *name;
    function *call;
};

/* A text that was made, which is released. */
static struct datum *datum_of(struct run *r, struct buf *text)
{
    struct datum *i = datum_text(&r->heap, buf_string(text), text->size);
    buf_release(text);
    return i;
}

/* ---- $util ---- */

/* A character as JavaScript's rules for texts have it; the slash as well. */
static void put_escaped(struct buf *out, uint32_t c)
{
    static const char plain[] = "\b\t\n\f\r", letters[] = "btnfr";
    const char *at = c > 0 && c < 32 ? strchr(plain, (int)c) : NULL;
    if (at != NULL) {
        buf_print(out, "\\%c", letters[at - plain]);
    } else if (c == '\'' || c == '"' || c == '\\' || c == '/') {
        buf_print(out, "\\%c", (char)c);
    } else if (c >= 32 && c <= 127) {
        buf_char(out, (char)c);
    } else if (c > 0xFFFF) {
        buf_print(out, "\\u%04X\\u%04X", (unsigned)(0xD800 + ((c - 0x10000) >> 10)),
                  (unsigned)(0xDC00 + ((c - 0x10000) & 0x3FF)));
    } else {
        buf_print(out, "\\u%04X", (unsigned)c);
    }
}

static struct datum *escape_script(struct run *r, const struct datum *argument)
{
    const struct datum *text = datum_to_text(&r->heap, argument);
    struct buf out = { .limit = r->heap.most };
    if (argument == NULL) {
        return NULL;
    }
    for (size_t at = 0; at < text->size;) {
        uint32_t c = TEXT_REPLACEMENT;
        size_t size = text_decode(text->text + at, text->size - at, &c);
        put_escaped(&out, size > 0 ? c : TEXT_REPLACEMENT);
        at += size > 0 ? size : 1;
    }
    return datum_of(r, &out);
}

static struct datum *parse_json(struct run *r, const struct datum *argument)
{
    const struct datum *text = datum_to_text(&r->heap, argument);
    struct value *v = NULL;
    struct read_error error;
    if (!read_json(text->text, text->size, &v, &error)) {
        return run_fail(r, VTL_FAILED, "$util.parseJson() was given no JSON: %s",
                        error.message);
    }
    struct datum *i = datum_of_value(&r->heap, v);
    value_release(v);
    return i;
}

/* As Java's URLEncoder: a blank is '+', and a tilde is not kept. */
static struct datum *url_encode(struct run *r, const struct datum *argument)
{
    const struct datum *text = datum_to_text(&r->heap, argument);
    struct buf out = { .limit = r->heap.most }, form = { .limit = r->heap.most };
    url_put_encoded(&out, text->text, text->size, " *");
    for (size_t i = 0; i < out.size; i++) {
        if (out.text[i] == '~') {
            buf_text(&form, "%7E");
        } else {
            buf_char(&form, out.text[i] == ' ' ? '+' : out.text[i]);
        }
    }
    buf_release(&out);
    return datum_of(r, &form);
}

static struct datum *url_decode(struct run *r, const struct datum *argument)
{
    const struct datum *text = datum_to_text(&r->heap, argument);
    struct buf plain = { 0 }, out = { 0 };
    url_put_decoded(&plain, text->text, text->size, true);
    text_put_utf8(&out, buf_string(&plain), plain.size);
    buf_release(&plain);
    return datum_of(r, &out);
}

static struct datum *encode(struct run *r, const struct datum *argument)
{
    const struct datum *text = datum_to_text(&r->heap, argument);
    struct buf out = { 0 };
    shape_encode(&out, text->text, text->size);
    return datum_of(r, &out);
}

static struct datum *decode(struct run *r, const struct datum *argument)
{
    const struct datum *text = datum_to_text(&r->heap, argument);
    struct buf plain = { 0 }, out = { 0 };
    if (!shape_decode(&plain, text->text, text->size)) {
        buf_release(&plain);
        return run_fail(r, VTL_FAILED, "$util.base64Decode() was given no base64");
    }
    text_put_utf8(&out, buf_string(&plain), plain.size);
    buf_release(&plain);
    return datum_of(r, &out);
}

static const struct row of_util[] = {
    { "escapeJavaScript", escape_script },
    { "parseJson", parse_json },
    { "urlEncode", url_encode },
    { "urlDecode", url_decode },
    { "base64Encode", encode },
    { "base64Decode", decode },
};

/* ---- $input ---- */

/* Returns false, after a failure, if the body is not JSON. None is {}. */
static bool read_body(struct run *r)
{
    struct read_error error;
    if (r->body == NULL && r->world->body_size == 0) {
        r->body = value_object();
    } else if (r->body == NULL &&
               !read_json(r->world->body, r->world->body_size, &r->body, &error)) {
        run_fail(r, VTL_NOT_JSON, "the body is not JSON: %s, at line %d, column %d",
                 error.message, error.line, error.column);
    }
    return !r->has_failed;
}

/* What a JSONPath finds: new. NULL if that is nothing, or after a failure. */
static struct value *look(struct run *r, const struct datum *argument)
{
    const struct datum *path = datum_to_text(&r->heap, argument);
    struct value *found = NULL;
    struct buf why = { 0 };
    if (read_body(r) && run_goes_on(r, r->world->body_size / 64) &&
        !r->world->find(r->body, path->text, &found, &why)) {
        run_fail(r, VTL_FAILED, "the path %s is wrong: %s", path->text, buf_string(&why));
    }
    buf_release(&why);
    return found;
}

static struct datum *input_json(struct run *r, const struct datum *argument)
{
    struct value *found = look(r, argument);
    struct buf out = { .limit = r->heap.most };
    if (found != NULL) {
        write_json(&out, found);
    } else {
        buf_text(&out, "\"\"");
    }
    value_release(found);
    return datum_of(r, &out);
}

static struct datum *input_path(struct run *r, const struct datum *argument)
{
    struct value *found = look(r, argument);
    struct datum *i = found != NULL ? datum_of_value(&r->heap, found) : &datum_missing;
    value_release(found);
    return i;
}

/* In the path, the query, or the headers, whose names have no case. */
static struct datum *input_parameter(struct run *r, const struct datum *argument)
{
    static const char *const places[] = { "path", "querystring", "header" };
    const struct datum *name = datum_to_text(&r->heap, argument);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct value *all = NULL;
        value_member(r->world->params, places[i], &all);
        for (struct value_walk w = value_walk(all); value_step(&w);) {
            bool is = strcmp(places[i], "header") == 0 ? strcasecmp(w.key, name->text) == 0
                                                       : strcmp(w.key, name->text) == 0;
            if (is) {
                return datum_of_value(&r->heap, w.value);
            }
        }
    }
    return &datum_missing;
}

static const struct row of_input[] = {
    { "json", input_json },
    { "path", input_path },
    { "params", input_parameter },
};

/* ---- Which ---- */

struct datum *builtin_call(struct run *r, const struct run_call *c)
{
    bool is_input = c->on->kind == DATUM_INPUT;
    const struct row *rows = is_input ? of_input : of_util;
    size_t count =
        is_input ? sizeof of_input / sizeof of_input[0] : sizeof of_util / sizeof of_util[0];
    if (is_input && strcmp(c->name, "params") == 0 && c->count == 0) {
        return datum_of_value(&r->heap, r->world->params);
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].name, c->name) == 0) {
            const struct datum *argument = c->count > 0 ? c->arguments[0] : NULL;
            size_t size = argument != NULL && argument->kind == DATUM_TEXT ? argument->size : 0;
            return run_goes_on(r, 1 + size / 64) ? rows[i].call(r, argument) : NULL;
        }
    }
    return NULL;
}

struct datum *builtin_property(struct run *r, const struct datum *on, const char *name)
{
    struct buf text = { 0 };
    if (on->kind != DATUM_INPUT || strcmp(name, "body") != 0) {
        return NULL;
    }
    text_put_utf8(&text, r->world->body, r->world->body_size);
    return text.size == 0 ? &datum_missing : datum_of(r, &text);
}
