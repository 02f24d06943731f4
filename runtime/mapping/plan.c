#include "runtime/mapping/plan.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/vtl/vtl.h"

static const struct value *member(const struct value *v, const char *name)
{
    struct value *found = NULL;
    value_member(v, name, &found);
    return found;
}

/* ---- Templates ---- */

static bool open_templates(struct plan_templates *all, const struct value *v, struct buf *why)
{
    bool is_good = true;
    all->list = memory_array(value_count(v) + 1, sizeof *all->list);
    for (struct value_walk w = value_walk(v); is_good && value_step(&w);) {
        struct plan_template *t = &all->list[all->count++];
        bool is_text = value_type(w.value) == VALUE_STRING && value_string_size(w.value) > 0;
        struct buf reason = { 0 };
        *t = (struct plan_template){ .type = w.key };
        t->template = is_text
                          ? vtl_open(value_string(w.value), value_string_size(w.value), &reason)
                          : NULL;
        is_good = !is_text || t->template != NULL;
        if (!is_good) {
            buf_print(why, "the template for %s: %s", w.key, buf_string(&reason));
        }
        buf_release(&reason);
    }
    return is_good;
}

static void close_templates(struct plan_templates *all)
{
    for (size_t i = 0; i < all->count; i++) {
        vtl_close(all->list[i].template);
    }
    memory_release(all->list);
}

const struct plan_template *plan_template_of(const struct plan_templates *all, const char *type)
{
    const char *wanted = type != NULL ? type : "application/json";
    size_t size = strcspn(wanted, ";, ");
    for (size_t i = 0; i < all->count; i++) {
        const char *one = all->list[i].type;
        if (strlen(one) == size && strncasecmp(one, wanted, size) == 0) {
            return &all->list[i];
        }
    }
    return NULL;
}

/* ---- Responses ---- */

static bool open_response(struct plan_response *r, const struct value *v, struct buf *why)
{
    const char *status = value_member_text(v, "status");
    *r = (struct plan_response){ .pattern = value_member_text(v, "pattern"),
                                 .status = status != NULL ? (int)strtol(status, NULL, 10) : 200,
                                 .parameters = member(v, "parameters") };
    if (!open_templates(&r->templates, member(v, "templates"), why)) {
        return false;
    }
    if (r->status < 100 || r->status > 599) {
        buf_print(why, "the status of an answer is %s", status);
        return false;
    }
    return true;
}

static bool open_responses(struct plan *p, struct buf *why)
{
    const struct value *all = member(p->json, "responses");
    size_t count = value_type(all) == VALUE_ARRAY ? value_count(all) : 0;
    bool is_good = true;
    p->responses = memory_array(count + 1, sizeof *p->responses);
    while (is_good && p->response_count < count) {
        struct plan_response *r = &p->responses[p->response_count];
        is_good = open_response(r, value_item(all, p->response_count++), why);
    }
    return is_good;
}

/* ---- The whole ---- */

static bool read_kind(struct plan *p, struct buf *why)
{
    static const char *const kinds[] = { [PLAN_SERVICE] = "service",
                                         [PLAN_FUNCTION] = "function",
                                         [PLAN_MOCK] = "mock",
                                         [PLAN_PROXY] = "proxy" };
    const char *kind = value_member_text(p->json, "kind");
    for (size_t i = 0; kind != NULL && i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kind, kinds[i]) == 0) {
            p->kind = (enum plan_kind)i;
            return true;
        }
    }
    buf_text(why, "a mapping has a kind: service, function, mock or proxy");
    return false;
}

/* Those that requests can have; POST for any other. */
static const char *method_of(const char *text)
{
    static const char *const methods[] = { "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS" };
    for (size_t i = 0; text != NULL && i < sizeof methods / sizeof methods[0]; i++) {
        if (strcasecmp(text, methods[i]) == 0) {
            return methods[i];
        }
    }
    return "POST";
}

static bool read_plan(struct plan *p, struct buf *why)
{
    const char *api = value_member_text(p->json, "api");
    if (!read_kind(p, why)) {
        return false;
    }
    p->is_http_api = api != NULL && strcmp(api, "http") == 0;
    p->function = value_member_text(p->json, "function");
    p->service = value_member_text(p->json, "service");
    p->action = value_member_text(p->json, "action");
    p->path = value_member_text(p->json, "path");
    p->method = method_of(value_member_text(p->json, "method"));
    p->passthrough = value_member_text(p->json, "passthrough");
    p->parameters = member(p->json, "parameters");
    bool is_whole = (p->kind != PLAN_FUNCTION || p->function != NULL) &&
                    (p->kind != PLAN_SERVICE ||
                     (p->service != NULL && (p->action != NULL || p->path != NULL)));
    is_whole = is_whole && (!p->is_http_api || p->kind == PLAN_PROXY ||
                            (p->kind == PLAN_SERVICE && p->action != NULL));
    if (!is_whole) {
        buf_text(why, "a mapping says which function or which action of a service it is for");
        return false;
    }
    return open_templates(&p->requests, member(p->json, "requests"), why) &&
           open_responses(p, why);
}

struct plan *plan_open(const char *json, struct buf *why)
{
    struct plan *p = memory_zero(sizeof *p);
    struct read_error error;
    bool is_good = read_json(json, strlen(json), &p->json, &error);
    if (!is_good) {
        buf_print(why, "a mapping is JSON: %s", error.message);
    }
    if (!is_good || !read_plan(p, why)) {
        plan_close(p);
        return NULL;
    }
    return p;
}

void plan_close(struct plan *p)
{
    if (p == NULL) {
        return;
    }
    for (size_t i = 0; i < p->response_count; i++) {
        close_templates(&p->responses[i].templates);
    }
    close_templates(&p->requests);
    memory_release(p->responses);
    value_release(p->json);
    memory_release(p);
}
