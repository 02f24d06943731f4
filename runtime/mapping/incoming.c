#include "runtime/mapping/incoming.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/loop/http.h"
#include "runtime/mapping/plan.h"
#include "runtime/value/value.h"
#include "runtime/vtl/pattern.h"

/* ---- Which response ---- */

static bool fits(const struct plan_response *r, const char *choice, struct buf *why)
{
    bool is_good;
    struct pattern_job j = { r->pattern, strlen(r->pattern), choice, strlen(choice), NULL };
    return pattern_fits(&j, &is_good, why);
}

/* The first whose pattern fits, or else the one for all others; NULL if there is none. */
static const struct plan_response *choose(const struct plan *p, const char *choice,
                                          struct buf *why)
{
    const struct plan_response *other = NULL;
    for (size_t i = 0; i < p->response_count; i++) {
        const struct plan_response *r = &p->responses[i];
        if (r->pattern == NULL) {
            other = other == NULL ? r : other;
        } else if (choice != NULL && fits(r, choice, why)) {
            return r;
        }
    }
    return other;
}

/* The template for what the client accepts, or else for JSON, or else the first. */
static const struct plan_template *template_of(const struct plan_response *r,
                                               const char *accept)
{
    const struct plan_template *t =
        accept != NULL ? plan_template_of(&r->templates, accept) : NULL;
    t = t != NULL ? t : plan_template_of(&r->templates, NULL);
    return t == NULL && r->templates.count > 0 ? &r->templates.list[0] : t;
}

/* ---- Headers ---- */

/* Sets a header in place of one of that name in another case; the value is taken. */
static void set_header(struct value **headers, const char *name, struct value *v)
{
    struct value *all = value_object();
    for (struct value_walk w = value_walk(*headers); value_step(&w);) {
        if (strcasecmp(w.key, name) != 0) {
            value_set_take(&all, w.key, value_share(w.value));
        }
    }
    value_set_take(&all, name, v);
    value_release(*headers);
    *headers = all;
}

static void set_headers(struct incoming_reply *ret, const struct scene *s,
                        const struct plan_response *r, const struct http_request *http,
                        const struct scene_answer *a)
{
    static const char *const begins[] = { "method.response.header.",
                                          "method.response.multivalueheader." };
    size_t size;
    const char *body = http_body(http, &size);
    for (struct value_walk w = value_walk(r->parameters); value_step(&w);) {
        for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
            bool is_header = strncmp(w.key, begins[i], strlen(begins[i])) == 0 &&
                             value_type(w.value) == VALUE_STRING;
            struct value *v =
                is_header ? scene_source(s, value_string(w.value), body, size, a) : NULL;
            if (v != NULL) {
                set_header(&ret->headers, w.key + strlen(begins[i]), v);
            }
        }
    }
}

/* What a template has said of the answer. */
static void override(struct incoming_reply *ret, const struct scene *s)
{
    const struct value *status = scene_member(s->context, "responseOverride.status");
    const struct value *headers = scene_member(s->context, "responseOverride.header");
    struct number n = value_read_number(status);
    if (n.kind == NUMBER_INT && scene_may_answer(n.integer)) {
        ret->status = (int)n.integer;
    }
    for (struct value_walk w = value_walk(headers); value_step(&w);) {
        struct buf text = { 0 };
        scene_put(&text, w.value);
        set_header(&ret->headers, w.key, value_text_n(buf_string(&text), text.size));
        buf_release(&text);
    }
}

/* The type is a header of its own. */
static void set_type(struct incoming_reply *ret, const struct plan_template *t)
{
    struct value *all = value_object();
    for (struct value_walk w = value_walk(ret->headers); value_step(&w);) {
        if (strcasecmp(w.key, "Content-Type") == 0) {
            buf_clear(&ret->type);
            scene_put(&ret->type, w.value);
        } else {
            value_set_take(&all, w.key, value_share(w.value));
        }
    }
    value_release(ret->headers);
    ret->headers = all;
    if (ret->type.size == 0) {
        buf_text(&ret->type, t != NULL ? t->type : "application/json");
    }
}

/* ---- The whole ---- */

bool incoming_make(struct incoming_reply *ret, const struct plan *p, struct scene *s,
                   const struct http_request *r, const struct incoming *in, struct buf *why)
{
    struct buf reason = { 0 };
    enum scene_end end = SCENE_DONE;
    const struct plan_response *chosen = choose(p, in->choice, &reason);
    *ret = (struct incoming_reply){ .headers = value_object() };
    if (chosen == NULL) {
        buf_print(why, "no response is for '%s'%s%s", in->choice != NULL ? in->choice : "",
                  reason.size > 0 ? ": " : "", buf_string(&reason));
        buf_release(&reason);
        return false;
    }
    buf_release(&reason);
    const struct plan_template *t = template_of(chosen, http_header(r, "Accept"));
    ret->status = chosen->status;
    set_headers(ret, s, chosen, r, &in->answer);
    if (t != NULL && t->template != NULL) {
        end =
            scene_render(s, t->template, in->answer.body, in->answer.size, &ret->body, &reason);
    } else if (p->kind != PLAN_MOCK) {
        buf_put(&ret->body, in->answer.body, in->answer.size);
    }
    if (end != SCENE_DONE) {
        buf_print(why, "the response template for %s: %s", t->type, buf_string(&reason));
    }
    override(ret, s);
    set_type(ret, t);
    buf_release(&reason);
    return end == SCENE_DONE;
}

void incoming_release(struct incoming_reply *r)
{
    value_release(r->headers);
    buf_release(&r->type);
    buf_release(&r->body);
}
