#include "runtime/value/border.h"

#include <json-c/json.h>
#include <limits.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/node.h"
#include "runtime/value/object.h"
#include "runtime/value/value.h"
#include "runtime/value/walk.h"

/* ---- Out --------------------------------------------------------------------------------- */

/* json-c reports memory that is missing by NULL, which would read as JSON null. */
static struct json_object *made(struct json_object *o)
{
    if (o == NULL) {
        memory_exhausted();
    }
    return o;
}

static struct json_object *number_out(const struct value *v)
{
    if (node_is_word_int(v)) {
        return made(json_object_new_int64(node_word_int(v)));
    }
    struct number n = value_to_number(v);
    if (n.kind == NUMBER_INT) {
        return made(json_object_new_int64(n.integer));
    }
    return made(node_has_kind(v, NODE_BIG)
                    ? json_object_new_double_s(n.real, node_text_of(v)->bytes)
                    : json_object_new_double(n.real));
}

static struct json_object *text_out(const struct value *v)
{
    size_t size = value_string_size(v);
    if (size > INT_MAX - 64) {
        memory_exhausted();
    }
    return made(json_object_new_string_len(value_string(v), (int)size));
}

/* All of a scalar; of a container an empty one. */
static inline struct json_object *node_out(const struct value *v)
{
    size_t count;
    switch (value_type(v)) {
    case VALUE_ABSENT:
    case VALUE_NULL: return NULL;
    case VALUE_BOOLEAN: return made(json_object_new_boolean(value_is_true(v)));
    case VALUE_NUMBER: return number_out(v);
    case VALUE_STRING: return text_out(v);
    case VALUE_ARRAY:
        count = value_count(v);
        return made(json_object_new_array_ext(count > 0 && count < INT_MAX ? (int)count : 1));
    case VALUE_OBJECT: return made(json_object_new_object());
    }
    return NULL;
}

/* A key that is interned stays for ever, so that json-c need not copy it. */
static unsigned how_to_add(const struct key *k)
{
    return JSON_C_OBJECT_ADD_KEY_IS_NEW | (k->is_interned ? JSON_C_OBJECT_KEY_IS_CONSTANT : 0);
}

/* The next members of the innermost container, up to one that is a container itself. */
static void members_out(struct walk *w, const struct node_object *from)
{
    struct walk_level *top = walk_top(w);
    struct json_object *into = (struct json_object *)(uintptr_t)top->twin;
    while (top->at < from->block.used) {
        const struct node_member *m = &from->members[top->at++];
        struct json_object *o = node_out(m->value);
        if (json_object_object_add_ex(into, m->key->text, o, how_to_add(m->key)) != 0) {
            memory_exhausted();
        }
        if (node_is_container(m->value)) {
            walk_open(w, m->value, o);
            return;
        }
    }
    walk_close(w);
}

static void items_out(struct walk *w, const struct node_array *from)
{
    struct walk_level *top = walk_top(w);
    struct json_object *into = (struct json_object *)(uintptr_t)top->twin;
    while (top->at < from->block.used) {
        const struct value *item = from->items[top->at++];
        struct json_object *o = node_out(item);
        if (json_object_array_add(into, o) != 0) {
            memory_exhausted();
        }
        if (node_is_container(item)) {
            walk_open(w, item, o);
            return;
        }
    }
    walk_close(w);
}

struct json_object *border_out(const struct value *v)
{
    struct json_object *root = node_out(v);
    if (!node_is_container(v)) {
        return root;
    }
    struct walk w;
    walk_start(&w);
    walk_open(&w, v, root);
    while (w.depth > 0) {
        const struct node_block *block = walk_top(&w)->block;
        if (block->is_object) {
            members_out(&w, (const struct node_object *)block);
        } else {
            items_out(&w, (const struct node_array *)block);
        }
    }
    walk_end(&w);
    return root;
}

/* ---- In ---------------------------------------------------------------------------------- */

/* Values wait on a stack until their container has been read. */
struct reading {
    struct object_walk walk;
    struct node_member *stack;
    size_t used, room;
};

/* The source text of a number that has one: that is how an exact number goes out. */
static struct value *double_in(struct json_object *o)
{
    const char *text = json_object_get_userdata(o);
    size_t size = text == NULL ? 0 : strlen(text);
    bool is_exact = size > 0 && number_span(text, size) == size;
    return is_exact ? value_number(text, size) : value_double(json_object_get_double(o));
}

/* json-c has unsigned numbers beyond an int64, too. */
static struct value *integer_in(const struct json_object *o)
{
    int64_t integer = json_object_get_int64(o);
    uint64_t large = json_object_get_uint64(o);
    if (integer != INT64_MAX || large <= INT64_MAX) {
        return value_int(integer);
    }
    char text[NUMBER_ROOM];
    size_t size = number_print_int(text, (int64_t)(large / 10));
    text[size++] = (char)('0' + large % 10);
    return value_number(text, size);
}

static struct value *scalar_in(struct json_object *o)
{
    switch (json_object_get_type(o)) {
    case json_type_boolean: return value_bool(json_object_get_boolean(o));
    case json_type_int: return integer_in(o);
    case json_type_double: return double_in(o);
    case json_type_string:
        return value_text_n(json_object_get_string(o), (size_t)json_object_get_string_len(o));
    case json_type_null:
    case json_type_object:
    case json_type_array: break;
    }
    return value_null();
}

static void push(struct reading *r, const char *key, struct value *v)
{
    r->stack = memory_grow(r->stack, r->used, &r->room, sizeof *r->stack);
    struct key *k = key == NULL ? NULL : key_get(key, strlen(key));
    r->stack[r->used++] = (struct node_member){ k, v };
}

static void open_in(struct reading *r, const struct json_object *o)
{
    object_open(&r->walk, o);
    object_top(&r->walk)->base = r->used;
}

/* Makes the innermost container of the values that wait for it, and puts it in their place. */
static void close_in(struct reading *r)
{
    const struct object_level *top = object_top(&r->walk);
    size_t count = r->used - top->base;
    struct node_member *members = &r->stack[top->base];
    struct value *v = top->items == NULL ? node_new_object(members, count, NULL)
                                         : node_new_array_of(members, count, NULL);
    r->used = top->base;
    r->stack[r->used - 1].value = v;
    object_close(&r->walk);
}

struct value *border_in(struct json_object *o)
{
    struct reading r;
    r.stack = NULL;
    r.used = r.room = 0;
    object_start(&r.walk);
    push(&r, NULL, scalar_in(o));
    if (object_is_container(o)) {
        open_in(&r, o);
    }
    while (r.walk.depth > 0) {
        const char *key;
        struct json_object *child;
        if (!object_next(&r.walk, &key, &child)) {
            close_in(&r);
            continue;
        }
        push(&r, key, scalar_in(child));
        if (object_is_container(child)) {
            open_in(&r, child);
        }
    }
    object_end(&r.walk);
    struct value *v = r.stack[0].value;
    memory_release(r.stack);
    return v;
}

void border_release(struct json_object *o)
{
    json_object_put(o);
}
