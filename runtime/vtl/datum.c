#include "runtime/vtl/datum.h"

#include <math.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/number.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "runtime/vtl/heap.h"

/* A list may have itself in it, and more than once: writing it ends where it is too deep, as if
 * there was no room for more. */
#define DEPTH_MAX 200
#define NODES_MAX 1000000
#define TEXT_MAX  ((size_t)16 << 20) /* bytes that are compared */

struct datum datum_missing = { .kind = DATUM_MISSING, .text = "" };

/* ---- Making ---- */

static struct datum *new_item(struct heap *h, enum datum_kind kind)
{
    struct datum *i = heap_get(h, sizeof *i);
    i->kind = kind;
    return i;
}

struct datum *datum_bool(struct heap *h, bool truth)
{
    struct datum *i = new_item(h, DATUM_BOOL);
    i->truth = truth;
    return i;
}

struct datum *datum_int(struct heap *h, int64_t integer)
{
    struct datum *i = new_item(h, DATUM_INT);
    i->integer = integer;
    return i;
}

struct datum *datum_real(struct heap *h, double real)
{
    struct datum *i = new_item(h, DATUM_REAL);
    i->real = real;
    return i;
}

struct datum *datum_text(struct heap *h, const char *text, size_t size)
{
    struct datum *i = new_item(h, DATUM_TEXT);
    i->text = heap_text(h, text, size);
    i->size = size;
    return i;
}

struct datum *datum_list(struct heap *h)
{
    return new_item(h, DATUM_LIST);
}

struct datum *datum_map(struct heap *h)
{
    return new_item(h, DATUM_MAP);
}

void datum_append(struct heap *h, struct datum *list, struct datum *one)
{
    list->items = heap_grow(h, list->items, list->size, &list->room, sizeof *list->items);
    list->items[list->size++] = one;
}

static struct datum_member *find(const struct datum *map, const char *key, size_t size)
{
    for (size_t i = 0; i < map->size; i++) {
        struct datum_member *m = &map->members[i];
        if (m->size == size && memcmp(m->key, key, size) == 0) {
            return m;
        }
    }
    return NULL;
}

struct datum *datum_member(const struct datum *map, const char *key, size_t size, bool *ret_has)
{
    const struct datum_member *m = find(map, key, size);
    if (ret_has != NULL) {
        *ret_has = m != NULL;
    }
    return m != NULL ? m->value : NULL;
}

/* Of a map that has no such member yet. */
static void add(struct heap *h, struct datum *map, const char *key, size_t size,
                struct datum *value)
{
    map->members = heap_grow(h, map->members, map->size, &map->room, sizeof *map->members);
    map->members[map->size++] = (struct datum_member){ heap_text(h, key, size), size, value };
}

struct datum *datum_put(struct heap *h, struct datum *map, const char *key, size_t size,
                        struct datum *value)
{
    struct datum_member *m = find(map, key, size);
    struct datum *before = m != NULL ? m->value : NULL;
    if (m != NULL) {
        m->value = value;
    } else {
        add(h, map, key, size, value);
    }
    return before;
}

struct datum *datum_remove(struct datum *map, const char *key, size_t size)
{
    struct datum_member *m = find(map, key, size);
    if (m == NULL) {
        return NULL;
    }
    struct datum *before = m->value;
    size_t behind = map->size - (size_t)(m - map->members) - 1;
    memmove(m, m + 1, behind * sizeof *m);
    map->size--;
    return before;
}

/* ---- JSON ---- */

static struct datum *number_of(struct heap *h, const struct value *v)
{
    struct number n = value_to_number(v);
    if (n.kind == NUMBER_INT) {
        return datum_int(h, n.integer);
    }
    struct datum *i = datum_real(h, n.real);
    if (n.kind == NUMBER_BIG) {
        char room[NUMBER_ROOM];
        const char *digits = value_number_text(v, room, &i->size);
        i->text = heap_text(h, digits, i->size);
    }
    return i;
}

static struct datum *of_value(struct heap *h, const struct value *v, int depth)
{
    struct datum *i = NULL;
    if (depth > DEPTH_MAX) {
        return NULL;
    }
    switch (value_type(v)) {
    case VALUE_BOOLEAN: return datum_bool(h, value_is_true(v));
    case VALUE_NUMBER: return number_of(h, v);
    case VALUE_STRING: return datum_text(h, value_string(v), value_string_size(v));
    case VALUE_ARRAY:
        i = datum_list(h);
        i->is_json = true;
        for (size_t n = 0; n < value_count(v) && !heap_is_full(h); n++) {
            datum_append(h, i, of_value(h, value_item(v, n), depth + 1));
        }
        return i;
    case VALUE_OBJECT:
        i = datum_map(h);
        for (struct value_walk w = value_walk(v); !heap_is_full(h) && value_step(&w);) {
            add(h, i, w.key, strlen(w.key), of_value(h, w.value, depth + 1));
        }
        return i;
    case VALUE_ABSENT:
    case VALUE_NULL: break;
    }
    return NULL;
}

struct datum *datum_of_value(struct heap *h, const struct value *v)
{
    return of_value(h, v, 0);
}

static struct value *to_value(const struct datum *i, int depth, size_t *left)
{
    struct value *v = NULL;
    *left = depth > DEPTH_MAX ? 0 : *left;
    if (i == NULL || *left == 0) {
        return value_null();
    }
    --*left;
    switch (i->kind) {
    case DATUM_BOOL: return value_bool(i->truth);
    case DATUM_INT: return value_int(i->integer);
    case DATUM_REAL:
        return i->text != NULL     ? value_number(i->text, i->size)
               : isfinite(i->real) ? value_double(i->real)
                                   : value_null();
    case DATUM_TEXT: return value_text_n(i->text, i->size);
    case DATUM_LIST:
        v = value_array(0);
        for (size_t n = 0; n<i->size && * left> 0; n++) {
            value_append_take(&v, to_value(i->items[n], depth + 1, left));
        }
        return v;
    case DATUM_MAP:
        v = value_object();
        for (size_t n = 0; n<i->size && * left> 0; n++) {
            value_set_take(&v, i->members[n].key,
                           to_value(i->members[n].value, depth + 1, left));
        }
        return v;
    case DATUM_MISSING:
    case DATUM_INPUT:
    case DATUM_UTIL: break;
    }
    return value_null();
}

struct value *datum_to_value(const struct datum *i)
{
    size_t left = NODES_MAX;
    return to_value(i, 0, &left);
}

/* ---- Texts ---- */

static void print(struct buf *out, const struct datum *i, int depth);

static void print_json(struct buf *out, const struct datum *i)
{
    struct value *v = datum_to_value(i);
    write_json(out, v);
    value_release(v);
}

static void print_list(struct buf *out, const struct datum *i, int depth)
{
    buf_char(out, '[');
    for (size_t n = 0; n < i->size && !out->full; n++) {
        buf_text(out, n > 0 ? ", " : "");
        print(out, i->items[n], depth + 1);
    }
    buf_char(out, ']');
}

static void print_map(struct buf *out, const struct datum *i, int depth)
{
    if (i->is_entry) {
        print(out, i->members[0].value, depth + 1);
        buf_char(out, '=');
        print(out, i->members[1].value, depth + 1);
        return;
    }
    buf_char(out, '{');
    for (size_t n = 0; n < i->size && !out->full; n++) {
        buf_text(out, n > 0 ? ", " : "");
        buf_put(out, i->members[n].key, i->members[n].size);
        buf_char(out, '=');
        print(out, i->members[n].value, depth + 1);
    }
    buf_char(out, '}');
}

static void print_real(struct buf *out, const struct datum *i)
{
    char text[NUMBER_ROOM];
    if (i->text != NULL) {
        buf_put(out, i->text, i->size);
    } else {
        buf_put(out, text, number_print_double(text, i->real));
    }
}

static void print(struct buf *out, const struct datum *i, int depth)
{
    out->full = out->full || depth > DEPTH_MAX;
    if (i == NULL || out->full) {
        buf_text(out, "null");
        return;
    }
    switch (i->kind) {
    case DATUM_BOOL: buf_text(out, i->truth ? "true" : "false"); break;
    case DATUM_INT: buf_int(out, i->integer); break;
    case DATUM_REAL: print_real(out, i); break;
    case DATUM_TEXT: buf_put(out, i->text, i->size); break;
    case DATUM_LIST:
        if (i->is_json) {
            print_json(out, i);
        } else {
            print_list(out, i, depth);
        }
        break;
    case DATUM_MAP: print_map(out, i, depth); break;
    case DATUM_MISSING:
    case DATUM_INPUT:
    case DATUM_UTIL: break;
    }
}

void datum_print(struct buf *out, const struct datum *i)
{
    print(out, i, 0);
}

struct datum *datum_to_text(struct heap *h, const struct datum *i)
{
    struct buf text = { .limit = h->most };
    datum_print(&text, i);
    struct datum *new = datum_text(h, buf_string(&text), text.size);
    h->used = text.full ? h->most + 1 : h->used;
    buf_release(&text);
    return new;
}

/* ---- Comparing ---- */

bool datum_is_number(const struct datum *i)
{
    return i != NULL && (i->kind == DATUM_INT || i->kind == DATUM_REAL);
}

double datum_to_real(const struct datum *i)
{
    return i->kind == DATUM_INT ? (double)i->integer : i->real;
}

bool datum_is_true(const struct datum *i)
{
    return i != NULL && i->kind != DATUM_MISSING && (i->kind != DATUM_BOOL || i->truth);
}

static bool is_same_text(const struct datum *a, const struct datum *b, size_t *work)
{
    if (a->kind == DATUM_TEXT && b->kind == DATUM_TEXT) {
        *work += a->size == b->size ? a->size : 0;
        return a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
    }
    struct buf left = { .limit = TEXT_MAX }, right = { .limit = TEXT_MAX };
    datum_print(&left, a);
    datum_print(&right, b);
    bool is = !left.full && left.size == right.size &&
              memcmp(buf_string(&left), buf_string(&right), left.size) == 0;
    *work += left.size + right.size;
    buf_release(&left);
    buf_release(&right);
    return is;
}

bool datum_is_same(const struct datum *a, const struct datum *b, size_t *work)
{
    const struct datum *nothing = a == NULL ? b : b == NULL ? a : &datum_missing;
    if (a == b || a == NULL || b == NULL) {
        return a == b || nothing->kind == DATUM_MISSING;
    }
    if (datum_is_number(a) && datum_is_number(b)) {
        return a->kind == DATUM_INT && b->kind == DATUM_INT
                   ? a->integer == b->integer
                   : datum_to_real(a) == datum_to_real(b);
    }
    bool are_containers = a->kind >= DATUM_LIST && b->kind >= DATUM_LIST;
    return (!are_containers || a->kind == b->kind) && is_same_text(a, b, work);
}
