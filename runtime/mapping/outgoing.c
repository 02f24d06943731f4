#include "runtime/mapping/outgoing.h"

#include <string.h>
#include <strings.h>

#include "runtime/loop/http.h"
#include "runtime/mapping/plan.h"
#include "runtime/mapping/scene.h"
#include "runtime/value/value.h"

static struct value *member(const struct value *v, const char *name)
{
    struct value *found = NULL;
    value_member(v, name, &found);
    return found;
}

/* ---- The body ---- */

static bool passes(const struct plan *p)
{
    const char *how = p->passthrough != NULL ? p->passthrough : "";
    return strcasecmp(how, "NEVER") != 0 &&
           (strcasecmp(how, "WHEN_NO_TEMPLATES") != 0 || p->requests.count == 0);
}

static bool refuse_type(struct outgoing_refusal *ret)
{
    *ret = (struct outgoing_refusal){ 415, "BadRequestException", "Unsupported Media Type" };
    return false;
}

static bool make_body(struct outgoing *o, const struct plan *p, struct scene *s,
                      const struct http_request *r, struct outgoing_refusal *ret,
                      struct buf *why)
{
    size_t size;
    const char *body = http_body(r, &size);
    const struct plan_template *t =
        plan_template_of(&p->requests, http_header(r, "Content-Type"));
    struct buf reason = { 0 };
    enum scene_end end = SCENE_DONE;
    if (t == NULL && !passes(p)) {
        return refuse_type(ret);
    }
    o->is_mapped = t != NULL && t->template != NULL;
    if (o->is_mapped) {
        end = scene_render(s, t->template, body, size, &o->body, &reason);
    } else {
        buf_put(&o->body, body, size);
    }
    if (end == SCENE_NOT_JSON) {
        *ret = (struct outgoing_refusal){ 400, "BadRequestException",
                                          "Could not parse request body into json" };
    } else if (end == SCENE_FAILED) {
        *ret = (struct outgoing_refusal){ 500, "InternalServerErrorException",
                                          "Internal server error" };
        buf_print(why, "its request template: %s", buf_string(&reason));
    }
    buf_release(&reason);
    return end == SCENE_DONE;
}

/* ---- Parameters ---- */

/* The object that a parameter "integration.request.header.NAME" is for; NULL if it is for
 * none. */
static struct value **place_of(struct outgoing *o, const char *to, const char **ret_name)
{
    struct {
        const char *begin;
        struct value **place;
    } rows[] = { { "integration.request.header.", &o->headers },
                 { "integration.request.multivalueheader.", &o->headers },
                 { "integration.request.querystring.", &o->query },
                 { "integration.request.multivaluequerystring.", &o->query },
                 { "integration.request.path.", &o->path } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t size = strlen(rows[i].begin);
        if (strncmp(to, rows[i].begin, size) == 0) {
            *ret_name = to + size;
            return rows[i].place;
        }
    }
    return NULL;
}

static void make_parameters(struct outgoing *o, const struct plan *p, const struct scene *s,
                            const struct http_request *r)
{
    size_t size;
    const char *body = http_body(r, &size);
    for (struct value_walk w = value_walk(p->parameters); value_step(&w);) {
        const char *name = NULL;
        struct value **place = place_of(o, w.key, &name);
        struct value *v = place != NULL && value_type(w.value) == VALUE_STRING
                              ? scene_source(s, value_string(w.value), body, size, NULL)
                              : NULL;
        if (v != NULL) {
            value_set_take(place, name, v);
        }
    }
}

/* What a template has said of the request. */
static void override(struct value **to, const struct scene *s, const char *name)
{
    const struct value *all = member(member(s->context, "requestOverride"), name);
    for (struct value_walk w = value_walk(all); value_step(&w);) {
        struct buf text = { 0 };
        scene_put(&text, w.value);
        value_set_take(to, w.key, value_text_n(buf_string(&text), text.size));
        buf_release(&text);
    }
}

/* ---- The whole ---- */

bool outgoing_make(struct outgoing *o, const struct plan *p, struct scene *s,
                   const struct http_request *r, struct outgoing_refusal *ret_refusal,
                   struct buf *why)
{
    *o = (struct outgoing){ value_object(), value_object(), value_object(), { 0 }, false };
    make_parameters(o, p, s, r);
    if (!make_body(o, p, s, r, ret_refusal, why)) {
        return false;
    }
    override(&o->headers, s, "header");
    override(&o->query, s, "querystring");
    override(&o->path, s, "path");
    return true;
}

void outgoing_release(struct outgoing *o)
{
    value_release(o->headers);
    value_release(o->query);
    value_release(o->path);
    buf_release(&o->body);
}

const char *outgoing_header(const struct outgoing *o, const char *name)
{
    for (struct value_walk w = value_walk(o->headers); value_step(&w);) {
        if (strcasecmp(w.key, name) == 0 && value_type(w.value) == VALUE_STRING) {
            return value_string(w.value);
        }
    }
    return NULL;
}
