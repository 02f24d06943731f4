#include "runtime/task/binding.h"

#include <stdint.h>
#include <string.h>

#include "runtime/aws/arn.h"
#include "runtime/aws/resource.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/include/asl/tree.h"
#include "runtime/task/setting.h"
#include "runtime/task/target.h"
#include "runtime/value/file.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define STATE "state:"

struct binding {
    char *resource; /* owned, as are the others */
    struct target target;
    char *why; /* why this program cannot use a target that was baked in; else NULL */
};

/* More than there are ways that do what nothing is bound to. */
enum { DEFAULTS_MAX = 8 };

struct binding_list {
    const struct asl_workflow *workflow;
    struct binding *bindings;
    size_t count;
    size_t room;
    struct target *linked; /* the workflow's first `linked_count` handlers */
    size_t linked_count;
    bool has_defaults, is_local;
    const struct target_host *host;       /* a server's; borrowed; NULL if there is none */
    struct target defaults[DEFAULTS_MAX]; /* one for each way that was needed so far */
};

/* Whatever is bound, the server does it. */
static bool is_hosts_alone(const struct binding_list *list)
{
    return list->host != NULL && list->host->does_all;
}

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* ---- The list ---- */

static bool is_connection(const struct binding *b)
{
    return b->target.way != NULL && b->target.way->seal != NULL;
}

static void release_binding(struct binding *b)
{
    memory_release(b->resource);
    memory_release(b->why);
    target_release(&b->target);
}

/* All that `b` owns is taken. */
static void append(struct binding_list *list, struct binding b)
{
    list->bindings =
        memory_grow(list->bindings, list->count, &list->room, sizeof *list->bindings);
    list->bindings[list->count++] = b;
}

/* What a connection is bound to is its ARN or its name. All that `b` owns is taken. */
static bool append_fitting(struct binding_list *list, struct binding b, struct buf *why)
{
    if (is_connection(&b) && starts(b.resource, STATE)) {
        buf_print(why, "'%s': a connection does no tasks: bind it to its ConnectionArn",
                  b.resource);
        release_binding(&b);
        return false;
    }
    append(list, b);
    return true;
}

static void forget_after(struct binding_list *list, size_t count)
{
    while (list->count > count) {
        release_binding(&list->bindings[--list->count]);
    }
}

/* Reads JSON, or does nothing for NULL. */
static bool read_text(const char *text, struct value **ret_value, struct buf *why)
{
    struct read_error error;
    bool is_good = text == NULL || read_json(text, strlen(text), ret_value, &error);
    if (!is_good) {
        buf_print(why, "'%s' is not JSON: %s", text, error.message);
    }
    return is_good;
}

/* Reads a target that is a text, or its object form. */
static bool read_target(const struct binding_list *list, const struct value *v,
                        struct target *ret_target, struct buf *why)
{
    if (value_type(v) == VALUE_STRING) {
        return target_read(list->workflow, value_string(v), NULL, ret_target, why);
    }
    struct value *text = NULL;
    if (value_type(v) != VALUE_OBJECT) {
        buf_text(why, "the target is a text, such as \"exec:COMMAND\", or an object, such as "
                      "{\"target\": \"c:SYMBOL\", \"runs\": \"blocks\"}");
        return false;
    }
    value_member(v, SETTING_TARGET, &text);
    if (value_type(text) != VALUE_STRING) {
        buf_text(why, SETTING_NO_TARGET);
        return false;
    }
    return target_read(list->workflow, value_string(text), v, ret_target, why);
}

/* What is baked in and cannot be used here matters only if nothing overrides it. */
static void append_own(struct binding_list *list, const struct asl_binding *own)
{
    struct binding b = { .resource = memory_text(own->resource) };
    struct value *settings = NULL;
    struct buf why = { 0 };
    if (!read_text(own->settings, &settings, &why) ||
        !target_read(list->workflow, own->target, settings, &b.target, &why)) {
        b.why = buf_take(&why);
    }
    value_release(settings);
    buf_release(&why);
    append(list, b);
}

/* None of them where the program cannot call such functions (--without=c). */
static void add_linked(struct binding_list *list)
{
    const struct asl_handler *handlers = list->workflow->handlers;
    size_t count = 0;
    while (handlers != NULL && handlers[count].name != NULL) {
        count++;
    }
    list->linked = memory_array(count, sizeof *list->linked);
    while (list->linked_count < count &&
           target_linked(list->workflow, handlers[list->linked_count].name,
                         &list->linked[list->linked_count])) {
        list->linked_count++;
    }
}

struct binding_list *binding_list_new(const struct asl_workflow *w)
{
    struct binding_list *list = memory_zero(sizeof *list);
    list->workflow = w;
    add_linked(list);
    for (const struct asl_binding *b = w->tasks; b != NULL && b->resource != NULL; b++) {
        append_own(list, b);
    }
    return list;
}

void binding_list_release(struct binding_list *list)
{
    if (list == NULL) {
        return;
    }
    forget_after(list, 0);
    for (size_t i = 0; i < list->linked_count; i++) {
        target_release(&list->linked[i]);
    }
    for (size_t i = 0; i < DEFAULTS_MAX; i++) {
        target_release(&list->defaults[i]);
    }
    memory_release(list->linked);
    memory_release(list->bindings);
    memory_release(list);
}

#define OBJECT_BEGINS '{'

/* A state's name may hold '=': the first one before something that can be a target divides. */
static const char *find_divider(const char *text)
{
    const char *first = strchr(text, '=');
    for (const char *at = first; at != NULL; at = strchr(at + 1, '=')) {
        if (at[1] == OBJECT_BEGINS || target_scheme(at + 1) != NULL) {
            return at;
        }
    }
    return first;
}

/* A target on the command line: its text, or its object form in JSON. */
static bool read_written(const struct binding_list *list, const char *text,
                         struct target *ret_target, struct buf *why)
{
    struct value *object = NULL;
    if (text[0] != OBJECT_BEGINS) {
        return target_read(list->workflow, text, NULL, ret_target, why);
    }
    bool is_good = read_text(text, &object, why) && read_target(list, object, ret_target, why);
    value_release(object);
    return is_good;
}

bool binding_add(struct binding_list *list, const char *text, struct buf *why)
{
    const char *divider = find_divider(text);
    if (divider == NULL || divider == text) {
        buf_print(why, "'%s' is not a binding: RESOURCE=TARGET is wanted", text);
        return false;
    }
    struct binding b = { .resource = NULL };
    if (!read_written(list, divider + 1, &b.target, why)) {
        return false;
    }
    b.resource = memory_text_n(text, (size_t)(divider - text));
    return append_fitting(list, b, why);
}

static bool add_member(struct binding_list *list, const char *path, const char *resource,
                       const struct value *target, struct buf *why)
{
    struct binding b = { .resource = NULL };
    struct buf reason = { 0 };
    bool is_good = read_target(list, target, &b.target, &reason);
    if (is_good) {
        b.resource = memory_text(resource);
        is_good = append_fitting(list, b, &reason);
    }
    if (!is_good) {
        buf_print(why, "%s: '%s': %s", path, resource, buf_string(&reason));
    }
    buf_release(&reason);
    return is_good;
}

static bool add_members(struct binding_list *list, const char *path, const struct value *all,
                        struct buf *why)
{
    if (value_type(all) != VALUE_OBJECT) {
        buf_print(why, "%s: an object {RESOURCE: TARGET} is wanted", path);
        return false;
    }
    size_t before = list->count;
    for (struct value_walk w = value_walk(all); value_step(&w);) {
        if (!add_member(list, path, w.key, w.value, why)) {
            forget_after(list, before);
            return false;
        }
    }
    return true;
}

bool binding_add_file(struct binding_list *list, const char *path, struct buf *why)
{
    struct value *all = NULL;
    bool is_good = file_read_json(path, &all, why) && add_members(list, path, all, why);
    value_release(all);
    return is_good;
}

/* ---- Finding ---- */

/* The names under which a task may be bound: what is called before the integration. */
struct names {
    const char *state;
    struct arn_part of[RESOURCE_NAMES];
};

static bool is_part(const char *text, struct arn_part part)
{
    return part.text != NULL && strncmp(text, part.text, part.size) == 0 &&
           text[part.size] == '\0';
}

/* Returns how well the binding fits the task: more is better, 0 is not at all. */
static size_t fit(const struct binding *b, const struct names *names)
{
    const size_t state_fit = SIZE_MAX, exact_fit = SIZE_MAX / 2;
    if (starts(b->resource, STATE)) {
        return strcmp(b->resource + strlen(STATE), names->state) == 0 ? state_fit : 0;
    }
    bool pattern = strchr(b->resource, '*') != NULL;
    for (size_t i = 0; i < RESOURCE_NAMES; i++) {
        if (is_part(b->resource, names->of[i])) {
            return exact_fit - i;
        }
        if (pattern && arn_fits(b->resource, names->of[i])) {
            return strlen(b->resource);
        }
    }
    return 0;
}

/* The function of that name; '-' is '_' in C. */
static const struct target *find_linked(const struct binding_list *list, struct arn_part name)
{
    for (size_t at = 0; at < list->linked_count; at++) {
        const char *linked = list->workflow->handlers[at].name;
        size_t i = 0;
        while (i < name.size &&
               (linked[i] == name.text[i] || (linked[i] == '_' && name.text[i] == '-'))) {
            i++;
        }
        if (i == name.size && linked[i] == '\0') {
            return &list->linked[at];
        }
    }
    return NULL;
}

void binding_defaults(struct binding_list *list, const struct target_host *host, bool is_local)
{
    list->has_defaults = true;
    list->host = host;
    list->is_local = is_local;
}

/* The server's way for a request that nothing is bound to; NULL if it has none. */
static const struct asl_target *find_hosts(const struct binding_list *list,
                                           const struct asl_request *r)
{
    const struct asl_target *const *way = list->host != NULL ? list->host->ways : NULL;
    while (way != NULL && *way != NULL && !(*way)->answers(r, list->is_local)) {
        way++;
    }
    return way != NULL ? *way : NULL;
}

static bool make_default(const struct binding_list *list, const struct asl_target *way,
                         bool is_hosts, struct target *ret_target)
{
    struct buf ignored = { 0 };
    if (is_hosts) {
        *ret_target = (struct target){ .way = way };
        return true;
    }
    bool is_read = target_read(list->workflow, way->word, NULL, ret_target, &ignored);
    buf_release(&ignored);
    return is_read;
}

/* What does a request that nothing is bound to: made at first need, and then the same. */
static const struct target *find_default(const struct binding_list *list,
                                         const struct asl_request *r)
{
    const struct asl_target *hosts = find_hosts(list, r), *way = hosts;
    if (way == NULL && list->has_defaults) {
        way = target_default(list->workflow, r, list->is_local);
    }
    struct target *all = ((struct binding_list *)(uintptr_t)list)->defaults;
    size_t i = 0;
    while (way != NULL && i < DEFAULTS_MAX && all[i].way != NULL && all[i].way != way) {
        i++;
    }
    bool is_there = way != NULL && i < DEFAULTS_MAX &&
                    (all[i].way == way || make_default(list, way, hosts != NULL, &all[i]));
    return is_there ? &all[i] : NULL;
}

const struct target *binding_find(const struct binding_list *list, const char *state,
                                  const struct asl_request *r, const char *called,
                                  const char **ret_why)
{
    struct names names = { .state = state };
    struct resource parts = { .kind = r->kind, .name = arn_part(r->name) };
    resource_names(r->resource, &parts, called, names.of);
    const struct binding *best = NULL;
    size_t best_fit = 1;
    if (is_hosts_alone(list)) {
        *ret_why = NULL;
        return find_default(list, r);
    }
    for (size_t i = 0; i < list->count; i++) {
        size_t f = is_connection(&list->bindings[i]) ? 0 : fit(&list->bindings[i], &names);
        if (f >= best_fit) {
            best = &list->bindings[i];
            best_fit = f;
        }
    }
    *ret_why = best != NULL ? best->why : NULL;
    if (best != NULL) {
        return best->why == NULL ? &best->target : NULL;
    }
    bool by_name = names.of[1].text != NULL && r->kind != ASL_START;
    const struct target *linked = find_linked(list, by_name ? names.of[1] : parts.name);
    return linked != NULL ? linked : find_default(list, r);
}

const struct target *binding_connection(const struct binding_list *list, const char *arn,
                                        const char **ret_why)
{
    struct names names = { .state = "", .of = { arn_part(arn), arn_bare_connection(arn) } };
    const struct binding *best = NULL;
    size_t best_fit = 1;
    for (size_t i = 0; i < list->count && !is_hosts_alone(list); i++) {
        const struct binding *b = &list->bindings[i];
        size_t f = is_connection(b) || b->why != NULL ? fit(b, &names) : 0;
        if (f >= best_fit) {
            best = b;
            best_fit = f;
        }
    }
    *ret_why = best != NULL ? best->why : NULL;
    return best != NULL && best->why == NULL ? &best->target : NULL;
}

bool binding_prepare_connections(const struct binding_list *list, struct buf *why)
{
    bool is_good = true;
    for (size_t i = 0; i < list->count && !is_hosts_alone(list); i++) {
        struct buf reason = { 0 };
        if (is_connection(&list->bindings[i]) &&
            !target_prepare(&list->bindings[i].target, &reason)) {
            buf_print(why, "%sthe connection '%s': %s", why->size > 0 ? "\n" : "",
                      list->bindings[i].resource, buf_string(&reason));
            is_good = false;
        }
        buf_release(&reason);
    }
    return is_good;
}

bool binding_may_call(const struct binding_list *list, const struct asl_request *r)
{
    return (r->kind == ASL_INVOKE && list->count + list->linked_count > 0) ||
           (r->kind == ASL_START && list->count > 0);
}

bool binding_run_inside(const struct binding_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct asl_target *way = list->bindings[i].target.way;
        if (way != NULL && way->is_inside) {
            return true;
        }
    }
    return list->linked_count > 0;
}
