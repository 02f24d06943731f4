#include "compiler/gateway/cfnroute.h"

#include <ctype.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"

#define STAGE_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

/* ---- Methods and paths ---- */

/* API Gateway's word for a method as routes have it; NULL for one that routes do not have. */
static const char *method_of(struct template *t, const char *text)
{
    static const char *const methods[] = { "GET",   "HEAD",   "POST",    "PUT",
                                           "PATCH", "DELETE", "OPTIONS", "ANY" };
    char *upper = arena_text(t->s->a, text);
    for (char *at = upper; *at != '\0'; at++) {
        *at = (char)toupper((unsigned char)*at);
    }
    if (strcmp(upper, "*") == 0 || strcmp(upper, "X-AMAZON-APIGATEWAY-ANY-METHOD") == 0) {
        return "ANY";
    }
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (strcmp(upper, methods[i]) == 0) {
            return methods[i];
        }
    }
    return NULL;
}

/* A path without a slash at its end. */
static const char *path_of(struct template *t, const char *text)
{
    size_t size = strlen(text);
    while (size > 1 && text[size - 1] == '/') {
        size--;
    }
    return text[0] == '/' ? arena_text_n(t->s->a, text, size)
                          : arena_print(t->s->a, "/%.*s", (int)size, text);
}

/* Returns true if both take the same requests. */
static bool is_same(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        if (*a == '{' && *b == '{') {
            a += strcspn(a, "+}");
            b += strcspn(b, "+}");
        }
        if (*a != *b) {
            return false;
        }
        a++;
        b++;
    }
    return *a == *b;
}

static const struct cfn_route *find(const struct cfn_routes *all, const char *method,
                                    const char *path)
{
    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(all->list[i].method, method) == 0 && is_same(all->list[i].path, path)) {
            return &all->list[i];
        }
    }
    return NULL;
}

/* The server answers some itself. */
static bool is_own(const char *path)
{
    static const char *const own[] = { "/",        "/healthz", "/readyz",
                                       "/metrics", "/graph",   "/nodez" };
    size_t i = 0;
    while (i < sizeof own / sizeof own[0] && strcmp(path, own[i]) != 0) {
        i++;
    }
    return i < sizeof own / sizeof own[0];
}

static bool is_taken(const struct cfn_routes *all, const char *method, const char *path)
{
    return is_own(path) || find(all, method, path) != NULL;
}

/* An API may say a route twice: in its body, and as an event of whom it leads to. */
static bool is_there(const struct cfn_routes *all, const struct cfn_way *w, const char *path)
{
    const struct cfn_route *r = find(all, w->method, path);
    return r != NULL && strcmp(r->what, w->what) == 0;
}

/* Returns true, after a warning, if the API leads to another thing there already. */
static bool is_double(struct template *t, const struct doc_node *at, const struct cfn_api *api,
                      const struct cfn_way *w, const struct cfn_route *there)
{
    bool is = there != NULL && strcmp(there->api, api->name) == 0 &&
              strcmp(there->what, w->what) != 0;
    if (is) {
        template_warn(t, at,
                      "the API method %s is defined multiple times for the path %s, and AWS "
                      "would refuse it: %s has it",
                      w->method, w->path, there->what);
    }
    return is;
}

/* Tell where a route is that is not where the template has it. */
static void tell_moved(struct template *t, const struct doc_node *at, const struct cfn_way *w,
                       const char *to, const struct cfn_routes *all)
{
    const struct cfn_route *r = find(all, w->method, w->path);
    if (is_own(w->path)) {
        template_warn(t, at, "the server answers %s itself: here this route is %s %s", w->path,
                      w->method, to);
    } else if (r != NULL) {
        template_warn(t, at,
                      "another API has %s %s, which leads to %s: here this route is %s %s",
                      w->method, w->path, r->what, w->method, to);
    }
}

/* ---- Adding ---- */

static void add(struct template *t, const struct doc_node *at, struct cfn_routes *all,
                const struct cfn_way *w, const char *path, const char *more)
{
    const char *text = arena_print(t->s->a, "%s %s %s%s", w->method, path, w->action, more);
    struct buf why = { 0 };
    if (is_taken(all, w->method, path)) {
        return;
    }
    if (routes_add(&all->read, text, false, &why)) {
        all->list = memory_grow(all->list, all->count, &all->room, sizeof *all->list);
        all->list[all->count++] = (struct cfn_route){ text, w->method, path, w->what, "" };
    } else {
        template_warn(t, at, "%s %s is not served here: %s", w->method, path, buf_string(&why));
    }
    buf_release(&why);
}

const char *cfn_route_call(struct template *t, const struct cfn_api *api,
                           const struct cfn_called *c)
{
    const char *payload = api->is_rest ? "rest" : c->is_old ? "1.0" : "2.0";
    return arena_print(t->s->a, "lambda name=%s payload=%s%s%s%s", c->function, payload,
                       c->takes_all ? " key=$default" : "", api->more, api->author);
}

void cfn_route_add(struct template *t, const struct doc_node *at, const struct cfn_api *api,
                   const struct cfn_way *way, struct cfn_routes *all)
{
    const char *method = method_of(t, way->method), *path = path_of(t, way->path);
    const char *kind = api->is_url ? "" : api->is_rest ? " api=rest" : " api=http";
    const char *action = arena_print(t->s->a, "%s%s%s", way->action, kind, api->keys);
    struct cfn_way w = { method, path, action, way->what };
    if (method == NULL) {
        template_warn(t, at, "the method %s has no route here", way->method);
        return;
    }
    bool has_stage = api->stage != NULL && api->stage[0] != '\0' &&
                     strspn(api->stage, STAGE_LETTERS) == strlen(api->stage);
    bool is_free = !is_taken(all, method, path);
    const char *front = has_stage ? api->stage : api->name;
    const char *rest = strcmp(path, "/") == 0 ? "" : path;
    const char *staged = arena_print(t->s->a, "/%s%s", front, rest);
    size_t before = all->count;
    if ((is_there(all, &w, path) && (!has_stage || is_there(all, &w, staged))) ||
        is_double(t, at, api, &w, find(all, method, path)) ||
        is_double(t, at, api, &w, find(all, method, staged))) {
        return;
    }
    if (is_free) {
        add(t, at, all, &w, path, "");
    }
    if (!is_free && is_taken(all, method, staged)) {
        staged = arena_print(t->s->a, "/%s%s", api->name, rest);
    }
    if (!is_free) {
        tell_moved(t, at, &w, staged, all);
    }
    if (!is_free || has_stage) {
        add(t, at, all, &w, staged, " path=stage");
    }
    while (before < all->count) {
        all->list[before++].api = api->name;
    }
}

void cfn_route_allow(struct cfn_routes *all, const char *origin, size_t size)
{
    for (size_t i = 0; i < all->origin_count; i++) {
        if (strncmp(all->origins[i], origin, size) == 0 && all->origins[i][size] == '\0') {
            return;
        }
    }
    bool is_good =
        (size == 1 && origin[0] == '*') ||
        (size > 8 &&
         (strncmp(origin, "http://", 7) == 0 || strncmp(origin, "https://", 8) == 0) &&
         memchr(origin + 8, '/', size - 8) == NULL && memchr(origin, '*', size) == NULL);
    if (is_good) {
        all->origins = memory_grow(all->origins, all->origin_count, &all->origin_room,
                                   sizeof *all->origins);
        all->origins[all->origin_count++] = memory_text_n(origin, size);
    }
}

void cfn_routes_release(struct cfn_routes *all)
{
    for (size_t i = 0; i < all->origin_count; i++) {
        memory_release(all->origins[i]);
    }
    memory_release(all->origins);
    routes_close(&all->read);
    memory_release(all->list);
}
