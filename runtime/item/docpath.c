#include "runtime/item/docpath.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/item/attribute.h"
#include "runtime/value/value.h"

static struct docpath_part *add_part(struct docpath *p)
{
    p->parts = memory_grow(p->parts, p->count, &p->room, sizeof *p->parts);
    return &p->parts[p->count++];
}

void docpath_add_name(struct docpath *p, const char *name, size_t size)
{
    *add_part(p) = (struct docpath_part){ .name = memory_text_n(name, size) };
}

void docpath_add_index(struct docpath *p, size_t index)
{
    *add_part(p) = (struct docpath_part){ .index = index };
}

void docpath_release(struct docpath *p)
{
    for (size_t i = 0; i < p->count; i++) {
        memory_release(p->parts[i].name);
    }
    memory_release(p->parts);
    *p = (struct docpath){ 0 };
}

static bool same_part(const struct docpath_part *a, const struct docpath_part *b)
{
    return a->name != NULL ? text_is(b->name, a->name)
                           : b->name == NULL && a->index == b->index;
}

bool docpath_equal(const struct docpath *a, const struct docpath *b)
{
    return a->count == b->count && docpath_relate(a, b) == DOCPATH_OVERLAP;
}

enum docpath_relation docpath_relate(const struct docpath *a, const struct docpath *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        if (!same_part(&a->parts[i], &b->parts[i])) {
            bool same_kind = (a->parts[i].name == NULL) == (b->parts[i].name == NULL);
            return same_kind ? DOCPATH_APART : DOCPATH_CONFLICT;
        }
    }
    return DOCPATH_OVERLAP;
}

void docpath_put_text(struct buf *out, const struct docpath *p)
{
    buf_char(out, '[');
    for (size_t i = 0; i < p->count; i++) {
        buf_text(out, i > 0 ? ", " : "");
        if (p->parts[i].name != NULL) {
            buf_text(out, p->parts[i].name);
        } else {
            buf_print(out, "[%zu]", p->parts[i].index);
        }
    }
    buf_char(out, ']');
}

/* ---- Reading ---- */

/* What one part leads to within a value; NULL if there is nothing. */
static struct value *step(const struct value *v, const struct docpath_part *part)
{
    struct value *content = NULL, *found = NULL;
    enum attribute_type type = attribute_type(v, &content);
    if (part->name != NULL) {
        if (type == ATTRIBUTE_M) {
            value_member(content, part->name, &found);
        }
    } else if (type == ATTRIBUTE_L && part->index < value_count(content)) {
        found = value_item(content, part->index);
    }
    return value_is_null(found) ? NULL : found;
}

/* What the first `count` parts lead to. */
static struct value *get(const struct value *item, const struct docpath *p, size_t count)
{
    struct value *at = NULL;
    if (!value_member(item, p->parts[0].name, &at)) {
        return NULL;
    }
    for (size_t i = 1; i < count && at != NULL; i++) {
        at = step(at, &p->parts[i]);
    }
    return at;
}

struct value *docpath_get(const struct value *item, const struct docpath *p)
{
    return get(item, p, p->count);
}

/* ---- Projecting ---- */

/* Paths that agree in their first `depth` parts. */
struct bundle {
    const struct docpath **paths; /* owned */
    size_t count;
    size_t depth;
};

/* Those of them that go on by this part. */
static struct bundle narrow(const struct bundle *from, const struct docpath_part *part)
{
    struct bundle b = { .paths = memory_array(from->count, sizeof *b.paths),
                        .depth = from->depth + 1 };
    for (size_t i = 0; i < from->count; i++) {
        if (same_part(&from->paths[i]->parts[from->depth], part)) {
            b.paths[b.count++] = from->paths[i];
        }
    }
    return b;
}

static struct value *project(const struct value *v, const struct bundle *b);

static struct value *project_part(const struct value *v, const struct docpath_part *part,
                                  const struct bundle *from)
{
    struct bundle b = narrow(from, part);
    struct value *found = b.count > 0 ? project(v, &b) : NULL;
    memory_release(b.paths);
    return found;
}

static struct value *project_map(const struct value *map, const struct bundle *b)
{
    struct value *out = value_object();
    for (struct value_walk w = value_walk(map); value_step(&w);) {
        struct docpath_part part = { .name = (char *)w.key };
        struct value *found = project_part(w.value, &part, b);
        if (found != NULL) {
            value_set_take(&out, w.key, found);
        }
    }
    return out;
}

static struct value *project_list(const struct value *list, const struct bundle *b)
{
    struct value *out = value_array(0);
    for (size_t i = 0; i < value_count(list); i++) {
        struct docpath_part part = { .index = i };
        struct value *found = project_part(value_item(list, i), &part, b);
        if (found != NULL) {
            value_append_take(&out, found);
        }
    }
    return out;
}

/* New, or NULL if nothing of `v` is meant. */
static struct value *project(const struct value *v, const struct bundle *b)
{
    struct value *content = NULL;
    enum attribute_type type = attribute_type(v, &content);
    if (b->paths[0]->count == b->depth) {
        return value_share((struct value *)v);
    }
    if (type != ATTRIBUTE_M && type != ATTRIBUTE_L) {
        return NULL;
    }
    struct value *inner =
        type == ATTRIBUTE_M ? project_map(content, b) : project_list(content, b);
    if (value_count(inner) == 0) {
        value_release(inner);
        return NULL;
    }
    return attribute_new_take(type, inner);
}

struct value *docpath_project(const struct value *item, const struct docpath *paths,
                              size_t count)
{
    struct bundle b = { .paths = memory_array(count, sizeof *b.paths), .count = count };
    for (size_t i = 0; i < count; i++) {
        b.paths[i] = &paths[i];
    }
    struct value *out = project_map(item, &b);
    memory_release(b.paths);
    return out;
}

/* ---- Changing ---- */

/* Returns true if the last part of the path can be within `holder`. */
static bool can_hold(const struct value *holder, const struct docpath_part *last)
{
    enum attribute_type type = attribute_type(holder, NULL);
    return last->name != NULL ? type == ATTRIBUTE_M : type == ATTRIBUTE_L;
}

static bool has_holder(const struct value *item, const struct docpath *p)
{
    return p->count == 1 || can_hold(get(item, p, p->count - 1), &p->parts[p->count - 1]);
}

/* What to do with the container that holds the last part: `content` is a map's or list's. */
typedef void change_fn(struct value **content, const struct docpath_part *last,
                       struct value *v);

static void change_within(struct value **map_or_list, const struct docpath *p, size_t at,
                          change_fn *change, struct value *v)
{
    const struct docpath_part *part = &p->parts[at];
    if (at + 1 == p->count) {
        change(map_or_list, part, v);
        return;
    }
    struct value *child = part->name != NULL ? value_take_member(map_or_list, part->name)
                                             : value_take_item(map_or_list, part->index);
    const char *word = attribute_type_word(attribute_type(child, NULL));
    struct value *content = value_take_member(&child, word);
    change_within(&content, p, at + 1, change, v);
    value_set_take(&child, word, content);
    if (part->name != NULL) {
        value_set_take(map_or_list, part->name, child);
    } else {
        value_set_item_take(map_or_list, part->index, child);
    }
}

static void put_last(struct value **content, const struct docpath_part *last, struct value *v)
{
    if (last->name != NULL) {
        value_set_take(content, last->name, v);
    } else if (last->index < value_count(*content)) {
        value_set_item_take(content, last->index, v);
    } else {
        value_append_take(content, v);
    }
}

bool docpath_set_take(struct value **item, const struct docpath *p, struct value *v)
{
    if (!has_holder(*item, p)) {
        value_release(v);
        return false;
    }
    change_within(item, p, 0, put_last, v);
    return true;
}

static void remove_last(struct value **content, const struct docpath_part *last,
                        struct value *v)
{
    (void)v;
    if (last->name == NULL) {
        if (last->index < value_count(*content)) {
            value_set_item_take(content, last->index, value_null());
        }
        return;
    }
    if (!value_member(*content, last->name, NULL)) {
        return;
    }
    struct value *rest = value_object();
    for (struct value_walk w = value_walk(*content); value_step(&w);) {
        if (!text_is(w.key, last->name)) {
            value_set_take(&rest, w.key, value_share(w.value));
        }
    }
    value_release(*content);
    *content = rest;
}

bool docpath_remove(struct value **item, const struct docpath *p)
{
    if (!has_holder(*item, p)) {
        return false;
    }
    change_within(item, p, 0, remove_last, NULL);
    return true;
}

static void close_last(struct value **content, const struct docpath_part *last, struct value *v)
{
    (void)v;
    if (last->name != NULL) {
        return;
    }
    struct value *rest = value_array(value_count(*content));
    for (size_t i = 0; i < value_count(*content); i++) {
        if (!value_is_null(value_item(*content, i))) {
            value_append_take(&rest, value_share(value_item(*content, i)));
        }
    }
    value_release(*content);
    *content = rest;
}

void docpath_close_up(struct value **item, const struct docpath *p)
{
    if (has_holder(*item, p)) {
        change_within(item, p, 0, close_last, NULL);
    }
}
