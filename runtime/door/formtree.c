#include "runtime/door/formtree.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/call/shape.h"
#include "runtime/value/value.h"

/* A part of the names: all that begin alike are one node. */
struct branch {
    char *part;      /* owned; the root has none */
    struct buf text; /* what the pair of exactly this name says */
    struct branch *first, *last, *next;
};

static struct branch *find(const struct branch *parent, const char *part, size_t size)
{
    struct branch *n = parent->first;
    while (n != NULL && (strncmp(n->part, part, size) != 0 || n->part[size] != '\0')) {
        n = n->next;
    }
    return n;
}

static struct branch *find_text(const struct branch *parent, const char *part)
{
    return parent == NULL ? NULL : find(parent, part, strlen(part));
}

/* The last one is looked at first: pairs come in order. */
static struct branch *find_or_add(struct branch *parent, const char *part, size_t size)
{
    struct branch *n = parent->last;
    if (n != NULL && strlen(n->part) == size && memcmp(n->part, part, size) == 0) {
        return n;
    }
    n = find(parent, part, size);
    if (n == NULL) {
        n = memory_zero(sizeof *n);
        n->part = memory_text_n(part, size);
        *(parent->last != NULL ? &parent->last->next : &parent->first) = n;
        parent->last = n;
    }
    return n;
}

/* Recursion is bounded: names have few parts. */
static void release(struct branch *n)
{
    while (n->first != NULL) {
        struct branch *next = n->first->next;
        release(n->first);
        n->first = next;
    }
    memory_release(n->part);
    buf_release(&n->text);
    memory_release(n);
}

/* Returns false if the name has too many parts. */
static bool add(struct branch *root, const char *pair, size_t size)
{
    size_t key = 0, depth = 0;
    struct buf name = { 0 };
    struct branch *n = root;
    while (key < size && pair[key] != '=') {
        key++;
    }
    url_put_decoded(&name, pair, key, true);
    const char *at = buf_string(&name), *end = at + name.size;
    for (; at < end && depth <= FORMTREE_DEPTH_MAX; depth++) {
        size_t part = strcspn(at, ".");
        n = find_or_add(n, at, part);
        at += part + 1;
    }
    if (n != root && depth <= FORMTREE_DEPTH_MAX && key < size) {
        buf_clear(&n->text);
        url_put_decoded(&n->text, pair + key + 1, size - key - 1, true);
    }
    buf_release(&name);
    return depth <= FORMTREE_DEPTH_MAX;
}

static bool read_pairs(struct branch *root, const char *pairs)
{
    for (size_t count = 0; *pairs != '\0'; count++) {
        size_t size = strcspn(pairs, "&");
        if (count == FORMTREE_PAIRS_MAX || !add(root, pairs, size)) {
            return false;
        }
        pairs += size + (pairs[size] == '&');
    }
    return true;
}

/* ---- By shapes ---- */

static struct value *value_of(const struct asl_shape *s, const struct branch *n);

/* The nodes below whose names are numbers, in the order of these: new, NULL if there are none.
 */
struct numbered {
    const struct branch *node;
    unsigned long number;
};

static int compare(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static struct numbered *sort(const struct branch *n, size_t *ret_count)
{
    struct numbered *all = NULL;
    size_t room = 0, count = 0;
    for (const struct branch *item = n == NULL ? NULL : n->first; item != NULL;
         item = item->next) {
        if (isdigit((unsigned char)item->part[0])) {
            all = memory_grow(all, count, &room, sizeof *all);
            all[count++] = (struct numbered){ item, strtoul(item->part, NULL, 10) };
        }
    }
    if (count > 0) {
        qsort(all, count, sizeof *all, compare);
    }
    *ret_count = count;
    return all;
}

static struct value *list_of(const struct asl_shape *s, const struct branch *n)
{
    const char *item = s->item != NULL ? s->item : "member";
    size_t count;
    struct numbered *items = sort(s->is_flat ? n : find_text(n, item), &count);
    struct value *list = value_array(count);
    for (size_t i = 0; i < count; i++) {
        value_append_take(&list, value_of(s->of, items[i].node));
    }
    memory_release(items);
    return list;
}

static struct value *map_of(const struct asl_shape *s, const struct branch *n)
{
    size_t count;
    struct numbered *entries = sort(s->is_flat ? n : find_text(n, "entry"), &count);
    struct value *map = value_object();
    for (size_t i = 0; i < count; i++) {
        const struct branch *key = find_text(entries[i].node, s->key != NULL ? s->key : "key");
        const struct branch *value =
            find_text(entries[i].node, s->item != NULL ? s->item : "value");
        if (key != NULL && value != NULL) {
            value_set_take(&map, buf_string(&key->text), value_of(s->of, value));
        }
    }
    memory_release(entries);
    return map;
}

static struct value *structure_of(const struct asl_shape *s, const struct branch *n)
{
    struct value *object = value_object();
    for (const struct asl_member *m = s->members; m->name != NULL; m++) {
        const struct branch *member = find_text(n, shape_at(m));
        if (member != NULL) {
            value_set_take(&object, shape_api(m), value_of(m->shape, member));
        }
    }
    return object;
}

/* Recursion is bounded by the parts that names may have. */
static struct value *value_of(const struct asl_shape *s, const struct branch *n)
{
    struct buf text = { 0 };
    switch (s->kind) {
    case ASL_SHAPE_STRUCTURE: return structure_of(s, n);
    case ASL_SHAPE_LIST: return list_of(s, n);
    case ASL_SHAPE_MAP: return map_of(s, n);
    case ASL_SHAPE_STRING:
    case ASL_SHAPE_INTEGER:
    case ASL_SHAPE_FLOAT:
    case ASL_SHAPE_BOOLEAN:
    case ASL_SHAPE_BLOB:
    case ASL_SHAPE_TIME:
    case ASL_SHAPE_DOCUMENT: break;
    }
    text_put_utf8(&text, buf_string(&n->text), n->text.size);
    struct value *scalar = shape_read_scalar(s, buf_string(&text), text.size);
    buf_release(&text);
    return scalar;
}

bool formtree_read(const struct asl_shape *s, const char *pairs, struct value **ret_value)
{
    struct branch *root = memory_zero(sizeof *root);
    bool is_good = read_pairs(root, pairs);
    if (is_good) {
        *ret_value = structure_of(s, root);
    }
    release(root);
    return is_good;
}
