#include "runtime/value/lend.h"

#include <json-c/json.h>
#include <stdint.h>

#include "runtime/base/memory.h"

/* So many releases too many does no node notice. */
#define GUARD (UINT32_C(1) << 24)

/* How a json_object begins, in all of json-c's versions since 0.13. */
struct head {
    enum json_type type;
    uint32_t count;
};

static struct head *head_of(struct json_object *v)
{
    return (struct head *)(void *)v;
}

bool lend_works(void)
{
    struct json_object *probe = json_object_new_boolean(true);
    const struct head *h = head_of(probe);
    bool works = probe != NULL && h->type == json_type_boolean && h->count == 1;
    if (works) {
        json_object_get(probe);
        works = h->count == 2;
        json_object_put(probe);
        works = works && h->count == 1;
    }
    json_object_put(probe);
    return works;
}

/* ---- The nodes that were lent ---- */

static void guard(struct lend *l, struct json_object *v)
{
    if (v == NULL) {
        return;
    }
    l->nodes = memory_grow(l->nodes, l->count, &l->room, sizeof(struct json_object *));
    l->nodes[l->count++] = v;
    head_of(v)->count += GUARD;
}

static bool is_container(const struct json_object *v)
{
    return json_object_is_type(v, json_type_object) || json_object_is_type(v, json_type_array);
}

/* Call `see` with each child of a container. */
static void each_child(struct json_object *container,
                       void (*see)(void *owner, struct json_object *child), void *owner)
{
    if (json_object_is_type(container, json_type_array)) {
        size_t count = json_object_array_length(container);
        for (size_t i = 0; i < count; i++) {
            see(owner, json_object_array_get_idx(container, i));
        }
        return;
    }
    const struct lh_entry *e = lh_table_head(json_object_get_object(container));
    for (; e != NULL; e = lh_entry_next(e)) {
        see(owner, (struct json_object *)(uintptr_t)lh_entry_v(e));
    }
}

static void guard_child(void *owner, struct json_object *child)
{
    guard(owner, child);
}

/* The list of nodes is also that of those whose children are still to come. */
void lend_begin(struct lend *l, struct json_object *value)
{
    *l = (struct lend){ .value = value };
    if (!lend_works()) {
        return;
    }
    guard(l, value);
    for (size_t i = 0; i < l->count; i++) {
        if (is_container(l->nodes[i])) {
            each_child(l->nodes[i], guard_child, l);
        }
    }
}

/* ---- Who owns what afterwards ---- */

/* A node that can be reached, and how many owners it has. */
struct node {
    struct json_object *value; /* NULL if the place is free */
    uint32_t owners;
    bool is_guarded;
};

/* A table of nodes by their address, and the containers whose children are still to be counted.
 */
struct count {
    struct node *nodes; /* [room] */
    size_t room;        /* a power of 2 */
    size_t used;
    struct json_object **open; /* [room] */
    size_t open_count;
};

static struct node *place_of(struct count *c, const struct json_object *v)
{
    uint64_t mixed = (uint64_t)(uintptr_t)v * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(mixed >> 32) & (c->room - 1);
    while (c->nodes[at].value != NULL && c->nodes[at].value != v) {
        at = (at + 1) & (c->room - 1);
    }
    return &c->nodes[at];
}

static void grow(struct count *c)
{
    struct count bigger = *c;
    bigger.room = c->room * 2;
    bigger.nodes = memory_zero(bigger.room * sizeof *bigger.nodes);
    bigger.open = memory_resize(c->open, bigger.room * sizeof(struct json_object *));
    for (size_t i = 0; i < c->room; i++) {
        if (c->nodes[i].value != NULL) {
            *place_of(&bigger, c->nodes[i].value) = c->nodes[i];
        }
    }
    memory_release(c->nodes);
    *c = bigger;
}

/* The place of a node; a container that is new is to be looked into. */
static struct node *reach(struct count *c, struct json_object *v)
{
    if (c->used * 2 >= c->room) {
        grow(c);
    }
    struct node *n = place_of(c, v);
    if (n->value == NULL) {
        n->value = v;
        c->used++;
        if (is_container(v)) {
            c->open[c->open_count++] = v;
        }
    }
    return n;
}

static void own(struct count *c, struct json_object *v)
{
    if (v != NULL) {
        reach(c, v)->owners++;
    }
}

static void own_child(void *owner, struct json_object *child)
{
    own(owner, child);
}

static void count_owners(struct count *c, const struct lend *l, struct json_object *result)
{
    for (c->room = 16; c->room < l->count * 2 + 2; c->room *= 2) {
    }
    c->nodes = memory_zero(c->room * sizeof *c->nodes);
    c->open = memory_array(c->room, sizeof(struct json_object *));
    for (size_t i = 0; i < l->count; i++) {
        reach(c, l->nodes[i])->is_guarded = true;
    }
    own(c, l->value);
    own(c, result);
    while (c->open_count > 0) {
        each_child(c->open[--c->open_count], own_child, c);
    }
}

/* ---- The counts ---- */

/* A node has at least as many references as owners. Returns true if it has neither. */
static bool settle(const struct node *n)
{
    struct head *h = head_of(n->value);
    int64_t count = (int64_t)h->count - (n->is_guarded ? GUARD : 0);
    bool is_free = n->owners == 0 && count <= 0;
    h->count = count > n->owners ? (uint32_t)count : n->owners;
    h->count = is_free ? 1 : h->count;
    return is_free;
}

/* First all counts, then the releases: to release a container looks at its children's. */
static void settle_all(struct count *c)
{
    size_t free_count = 0;
    for (size_t i = 0; i < c->room; i++) {
        if (c->nodes[i].value != NULL && settle(&c->nodes[i])) {
            c->open[free_count++] = c->nodes[i].value;
        }
    }
    while (free_count > 0) {
        json_object_put(c->open[--free_count]);
    }
}

void lend_end(struct lend *l, struct json_object *result)
{
    struct count c = { .used = 0 };
    if (lend_works()) {
        count_owners(&c, l, result);
        settle_all(&c);
    }
    memory_release(c.nodes);
    memory_release(c.open);
    memory_release(l->nodes);
    *l = (struct lend){ .value = NULL };
}
