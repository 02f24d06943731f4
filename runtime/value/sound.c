#include "runtime/value/sound.h"

#include <json-c/json.h>
#include <math.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/walk.h"

static const char *flaw_of_text(const char *text, size_t size, size_t *total)
{
    *total += size;
    return text_utf8_span(text, size) < size ? "a text that is no UTF-8" : NULL;
}

/* Of a container only itself. */
static const char *flaw_of_node(const struct json_object *v, size_t *total)
{
    *total += 1;
    if (value_type(v) == VALUE_STRING) {
        return flaw_of_text(value_string(v), value_string_size(v), total);
    }
    if (value_type(v) == VALUE_NUMBER) {
        struct number n = value_to_number(v);
        bool is_none = n.kind == NUMBER_DOUBLE && !isfinite(n.real) &&
                       json_object_get_userdata((struct json_object *)v) == NULL;
        return is_none ? "a number that is infinite or none" : NULL;
    }
    return NULL;
}

/* A value that is in itself many times over, or in a circle, ends at one of the two bounds. */
static const char *flaw_below(struct walk *w)
{
    size_t total = 0;
    while (w->depth > 0) {
        const char *key, *flaw = NULL;
        struct json_object *child;
        if (!walk_next(w, &key, &child)) {
            walk_close(w);
            continue;
        }
        if (key != NULL) {
            flaw = flaw_of_text(key, strlen(key), &total);
        }
        flaw = flaw != NULL ? flaw : flaw_of_node(child, &total);
        if (flaw != NULL) {
            return flaw;
        }
        if (total > SOUND_BYTES_MAX) {
            return "more than 16 MiB";
        }
        if (walk_is_container(child)) {
            if (w->depth == READ_DEPTH_MAX) {
                return "a value that nests deeper than 1000 levels";
            }
            walk_open(w, child, NULL);
        }
    }
    return NULL;
}

const char *sound_flaw(const struct json_object *v)
{
    size_t total = 0;
    if (!walk_is_container(v)) {
        const char *flaw = flaw_of_node(v, &total);
        return flaw == NULL && total > SOUND_BYTES_MAX ? "more than 16 MiB" : flaw;
    }
    struct walk w;
    walk_start(&w);
    walk_open(&w, v, NULL);
    const char *flaw = flaw_below(&w);
    walk_end(&w);
    return flaw;
}

/* Values that are still to be released. */
struct heap {
    struct json_object **values;
    size_t count;
    size_t room;
};

static void push(struct heap *h, struct json_object *v)
{
    h->values = memory_grow(h->values, h->count, &h->room, sizeof(struct json_object *));
    h->values[h->count++] = v;
}

/* Takes the children of a container out of it. */
static void empty(struct heap *h, struct json_object *v)
{
    size_t first = h->count;
    struct walk w;
    const char *key;
    struct json_object *child;
    if (!walk_is_container(v)) {
        return;
    }
    walk_start(&w);
    walk_open(&w, v, NULL);
    while (walk_next(&w, &key, &child)) {
        push(h, value_share(child));
    }
    walk_end(&w);
    if (json_object_is_type(v, json_type_array)) {
        json_object_array_del_idx(v, 0, h->count - first);
        return;
    }
    struct lh_table *members = json_object_get_object(v);
    while (lh_table_head(members) != NULL) {
        lh_table_delete_entry(members, lh_table_head(members));
    }
}

void sound_release(struct json_object *v)
{
    struct heap h = { .count = 0 };
    push(&h, v);
    while (h.count > 0) {
        struct json_object *one = h.values[--h.count];
        empty(&h, one);
        value_release(one);
    }
    memory_release(h.values);
}
