#include "runtime/mapping/scene.h"

#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/front/functionevent.h"
#include "runtime/front/mapped.h"
#include "runtime/loop/http.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "runtime/vtl/vtl.h"

static struct value *member(const struct value *v, const char *name)
{
    struct value *found = NULL;
    value_member(v, name, &found);
    return found;
}

/* ---- Open and closed ---- */

/* The member, or {}: new. */
static struct value *object_of(const struct value *v, const char *name)
{
    struct value *found = member(v, name);
    return value_type(found) == VALUE_OBJECT ? value_share(found) : value_object();
}

/* Places for what a template may say of the request, or of the answer: new. */
static struct value *overrides(void)
{
    static const char *const names[] = { "header", "path", "querystring" };
    struct value *all = value_object();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        value_set_take(&all, names[i], value_object());
    }
    return all;
}

/* Null members are as good as not there. */
static struct value *identity_of(const struct value *context, const struct http_request *r)
{
    struct value *all = value_object();
    for (struct value_walk w = value_walk(member(context, "identity")); value_step(&w);) {
        if (!value_is_null(w.value)) {
            value_set_take(&all, w.key, value_share(w.value));
        }
    }
    value_set_text(&all, "apiKey", http_header(r, "x-api-key"));
    return all;
}

bool scene_open(struct scene *s, const struct mapped_request *r, int64_t now_ms,
                scene_finder *find)
{
    struct functionevent_context c = { r->id, now_ms, r->authorizer };
    struct value *event = functionevent_describe(r->route, r->http, &c, true);
    if (event == NULL) {
        return false;
    }
    *s = (struct scene){ .event = event, .params = value_object(), .find = find };
    value_set_take(&s->params, "path", object_of(event, "pathParameters"));
    value_set_take(&s->params, "querystring", object_of(event, "queryStringParameters"));
    value_set_take(&s->params, "header", object_of(event, "headers"));
    s->context = object_of(event, "requestContext");
    value_set_take(&s->context, "identity", identity_of(s->context, r->http));
    value_set_take(&s->context, "requestOverride", overrides());
    value_set_take(&s->context, "responseOverride", overrides());
    return true;
}

void scene_close(struct scene *s)
{
    value_release(s->event);
    value_release(s->params);
    value_release(s->context);
}

const struct value *scene_variables(const struct scene *s)
{
    return member(s->event, "stageVariables");
}

/* ---- Templates ---- */

#define OVERRIDES_MAX 1000

/* Returns false if it says more of the request or of the answer than anybody can read. */
static bool check_overrides(const struct value *context, struct buf *why)
{
    static const char *const names[] = { "requestOverride.header",
                                         "requestOverride.querystring", "requestOverride.path",
                                         "responseOverride.header" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct value *all = scene_member(context, names[i]);
        if (value_type(all) == VALUE_OBJECT && value_count(all) > OVERRIDES_MAX) {
            buf_print(why, "$context.%s has more than %d members", names[i], OVERRIDES_MAX);
            return false;
        }
    }
    return true;
}

enum scene_end scene_render(struct scene *s, const struct vtl_template *t, const char *body,
                            size_t size, struct buf *out, struct buf *why)
{
    struct vtl_world w = { .body = body,
                           .body_size = size,
                           .params = s->params,
                           .context = s->context,
                           .variables = scene_variables(s),
                           .find = s->find };
    struct value *context = NULL;
    enum vtl_end end = vtl_run(t, &w, out, &context, why);
    if (end == VTL_DONE && !check_overrides(context, why)) {
        end = VTL_FAILED;
    }
    if (context != NULL) {
        value_release(s->context);
        s->context = context;
    }
    return end == VTL_DONE ? SCENE_DONE : end == VTL_NOT_JSON ? SCENE_NOT_JSON : SCENE_FAILED;
}

/* ---- Parameters ---- */

void scene_put(struct buf *out, const struct value *v)
{
    if (value_type(v) == VALUE_STRING) {
        buf_put(out, value_string(v), value_string_size(v));
    } else if (v != NULL) {
        write_json(out, v);
    }
}

bool scene_may_answer(int64_t status)
{
    return status >= 200 && status <= 599;
}

bool scene_may_set(const char *header)
{
    static const char letters[] = "!#$%&'*+-.^_`|~0123456789"
                                  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char *const own[] = { "Content-Length", "Connection", "Transfer-Encoding",
                                       "Date",           "Host",       "Expect",
                                       "Upgrade",        "Trailer",    "TE" };
    bool may = *header != '\0' && header[strspn(header, letters)] == '\0';
    for (size_t i = 0; may && i < sizeof own / sizeof own[0]; i++) {
        may = strcasecmp(header, own[i]) != 0;
    }
    return may;
}

void scene_put_header(struct buf *out, const struct value *v)
{
    struct buf text = { 0 };
    scene_put(&text, v);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.text[i];
        if (c >= ' ' && c != 0x7F) {
            buf_char(out, (char)c);
        }
    }
    buf_release(&text);
}

const struct value *scene_member(const struct value *v, const char *path)
{
    while (v != NULL && *path != '\0') {
        size_t size = strcspn(path, ".");
        char *name = memory_text_n(path, size);
        v = member(v, name);
        memory_release(name);
        path += size + (path[size] == '.');
    }
    return v;
}

/* New; NULL if there is none of that name, whatever its case. */
static struct value *header_of(const struct value *headers, const char *name)
{
    for (struct value_walk w = value_walk(headers); value_step(&w);) {
        if (strcasecmp(w.key, name) == 0) {
            return value_share(w.value);
        }
    }
    return NULL;
}

/* The body, or what is at "a.b" in it: new. */
static struct value *in_body(const struct scene *s, const char *path, const char *body,
                             size_t size)
{
    struct value *json = NULL, *found = NULL;
    struct read_error ignored;
    struct buf whole = { 0 }, why = { 0 };
    if (*path == '\0') {
        return value_text_n(body, size);
    }
    buf_print(&whole, "$%s", path);
    if (read_json(body, size, &json, &ignored)) {
        s->find(json, buf_string(&whole), &found, &why);
    }
    value_release(json);
    buf_release(&whole);
    buf_release(&why);
    return found;
}

/* What is behind `begin`; NULL if the text does not begin so. */
static const char *behind(const char *text, const char *begin)
{
    size_t size = strlen(begin);
    return strncmp(text, begin, size) == 0 ? text + size : NULL;
}

static struct value *share_of(const struct value *v, const char *name)
{
    struct value *found = member(v, name);
    return found == NULL || value_is_null(found) ? NULL : value_share(found);
}

static struct value *of_request(const struct scene *s, const char *from, const char *body,
                                size_t size)
{
    const char *name;
    return (name = behind(from, "header.")) != NULL
               ? header_of(member(s->event, "headers"), name)
           : (name = behind(from, "multivalueheader.")) != NULL
               ? header_of(member(s->event, "multiValueHeaders"), name)
           : (name = behind(from, "querystring.")) != NULL
               ? share_of(member(s->event, "queryStringParameters"), name)
           : (name = behind(from, "multivaluequerystring.")) != NULL
               ? share_of(member(s->event, "multiValueQueryStringParameters"), name)
           : (name = behind(from, "path.")) != NULL
               ? share_of(member(s->event, "pathParameters"), name)
           : (name = behind(from, "body")) != NULL ? in_body(s, name, body, size)
                                                   : NULL;
}

static struct value *of_answer(const struct scene *s, const char *from,
                               const struct scene_answer *answer)
{
    const char *name;
    return answer == NULL                             ? NULL
           : (name = behind(from, "header.")) != NULL ? header_of(answer->headers, name)
           : (name = behind(from, "multivalueheader.")) != NULL
               ? header_of(answer->headers, name)
           : (name = behind(from, "body")) != NULL
               ? in_body(s, name, answer->body, answer->size)
               : NULL;
}

struct value *scene_source(const struct scene *s, const char *from, const char *body,
                           size_t size, const struct scene_answer *answer)
{
    size_t length = strlen(from);
    const char *name;
    const struct value *found = NULL;
    if (length >= 2 && from[0] == '\'' && from[length - 1] == '\'') {
        return value_text_n(from + 1, length - 2);
    }
    if ((name = behind(from, "method.request.")) != NULL) {
        return of_request(s, name, body, size);
    }
    if ((name = behind(from, "integration.response.")) != NULL) {
        return of_answer(s, name, answer);
    }
    if ((name = behind(from, "context.")) != NULL) {
        found = scene_member(s->context, name);
    } else if ((name = behind(from, "stageVariables.")) != NULL) {
        found = member(scene_variables(s), name);
    }
    struct buf text = { 0 };
    if (found == NULL || value_is_null(found)) {
        return NULL;
    }
    scene_put(&text, found);
    struct value *v = value_text_n(buf_string(&text), text.size);
    buf_release(&text);
    return v;
}
