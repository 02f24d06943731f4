#include "runtime/value/sound.h"

#include <json-c/json.h>
#include <math.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"
#include "runtime/value/object.h"
#include "runtime/value/read.h"

static const char *flaw_of_text(const char *text, size_t size, size_t *total)
{
    *total += size;
    return text_utf8_span(text, size) < size ? "a text that is not UTF-8" : NULL;
}

/* Returns true if the number keeps its source text, and that is a number too: 1e400 is infinite
 * as a double only. This is how an exact number goes out (border.h), and may come back. */
static bool has_exact_text(struct json_object *number)
{
    const char *text = json_object_get_userdata(number);
    size_t size = text == NULL ? 0 : strlen(text);
    return size > 0 && number_span(text, size) == size;
}

/* Says what is wrong with one value, or NULL; what a container holds is looked at later. */
static const char *flaw_of_node(struct json_object *o, size_t *total)
{
    *total += 1;
    if (json_object_is_type(o, json_type_string)) {
        return flaw_of_text(json_object_get_string(o), (size_t)json_object_get_string_len(o),
                            total);
    }
    bool is_no_number = json_object_is_type(o, json_type_double) &&
                        !isfinite(json_object_get_double(o)) && !has_exact_text(o);
    return is_no_number ? "a number that is infinite or not a number" : NULL;
}

/* A value that holds itself, in a circle, would go on for ever: the two bounds end it. */
static const char *flaw_below(struct object_walk *w)
{
    size_t total = 0;
    while (w->depth > 0) {
        const char *key, *flaw = NULL;
        struct json_object *child;
        if (!object_next(w, &key, &child)) {
            object_close(w);
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
        if (object_is_container(child)) {
            if (w->depth == READ_DEPTH_MAX) {
                return "a value that nests deeper than 1000 levels";
            }
            object_open(w, child);
        }
    }
    return NULL;
}

const char *sound_flaw(struct json_object *v)
{
    size_t total = 0;
    if (!object_is_container(v)) {
        const char *flaw = flaw_of_node(v, &total);
        return flaw == NULL && total > SOUND_BYTES_MAX ? "more than 16 MiB" : flaw;
    }
    struct object_walk w;
    object_start(&w);
    object_open(&w, v);
    const char *flaw = flaw_below(&w);
    object_end(&w);
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
    struct object_walk w;
    const char *key;
    struct json_object *child;
    if (!object_is_container(v)) {
        return;
    }
    object_start(&w);
    object_open(&w, v);
    while (object_next(&w, &key, &child)) {
        push(h, json_object_get(child));
    }
    object_end(&w);
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
        json_object_put(one);
    }
    memory_release(h.values);
}
