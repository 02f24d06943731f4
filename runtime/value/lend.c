#include "runtime/value/lend.h"

#include <json-c/json.h>
#include <stdint.h>

#include "runtime/base/memory.h"

/* So many releases too many does no node notice. */
#define GUARD (UINT32_C(1) << 28)

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

/* ---- Nodes and who owns them ---- */

static inline void note(struct lend *l, struct json_object *v)
{
    if (l->count == l->room) {
        l->nodes = memory_grow(l->nodes, l->count, &l->room, sizeof(struct json_object *));
    }
    l->nodes[l->count++] = v;
    head_of(v)->count += GUARD;
}

/* What is done with each owner of a node. */
enum owner { OWNER_SEEN, OWNER_GONE, OWNER_BACK };

/*
 * A node that has not been seen yet is noted, and from then on has GUARD references more. Once
 * all owners are gone, it has the references that the function has taken and keeps, or fewer
 * than none, if the function gave up what it did not own: this is forgiven.
 */
static inline void meet(struct lend *l, struct json_object *v, enum owner how)
{
    if (v == NULL) {
        return;
    }
    struct head *h = head_of(v);
    if (how == OWNER_BACK) {
        h->count = (h->count < GUARD ? GUARD : h->count) + 1;
        return;
    }
    if (h->count < GUARD / 2) {
        note(l, v);
    }
    h->count -= how == OWNER_GONE;
}

static inline void meet_children(struct lend *l, struct json_object *v, enum owner how)
{
    if (head_of(v)->type == json_type_array) {
        const struct array_list *items = json_object_get_array(v);
        for (size_t i = 0; i < items->length; i++) {
            meet(l, (struct json_object *)items->array[i], how);
        }
    } else if (head_of(v)->type == json_type_object) {
        const struct lh_entry *e = lh_table_head(json_object_get_object(v));
        for (; e != NULL; e = lh_entry_next(e)) {
            meet(l, (struct json_object *)(uintptr_t)lh_entry_v(e), how);
        }
    }
}

/* All owners of all nodes: who holds the roots, and the containers. The list of nodes is also
 * that of those whose children are still to come. */
static inline void meet_all(struct lend *l, struct json_object *result, enum owner how)
{
    meet(l, l->value, how);
    meet(l, result, how);
    for (size_t i = 0; i < l->count; i++) {
        meet_children(l, l->nodes[i], how);
    }
}

void lend_begin(struct lend *l, struct json_object *value)
{
    *l = (struct lend){ .value = value };
    if (lend_works()) {
        meet_all(l, NULL, OWNER_SEEN);
    }
}

/* ---- The counts ---- */

/* Takes the guards away. First all counts, then the releases of what nobody owns: to release a
 * container looks at its children's. */
static void settle(struct lend *l)
{
    size_t free_count = 0;
    for (size_t i = 0; i < l->count; i++) {
        struct head *h = head_of(l->nodes[i]);
        h->count -= h->count < GUARD ? h->count : GUARD;
        if (h->count == 0) {
            h->count = 1;
            l->nodes[free_count++] = l->nodes[i];
        }
    }
    while (free_count > 0) {
        json_object_put(l->nodes[--free_count]);
    }
}

void lend_end(struct lend *l, struct json_object *result)
{
    if (lend_works()) {
        meet_all(l, result, OWNER_GONE);
        meet_all(l, result, OWNER_BACK);
        settle(l);
    }
    memory_release(l->nodes);
    *l = (struct lend){ .value = NULL };
}
