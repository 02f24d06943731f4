#include "runtime/vtl/method.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/number.h"
#include "runtime/vtl/datum.h"
#include "runtime/vtl/run.h"
#include "runtime/vtl/textmethod.h"

#define MOVED 256 /* places of a list that one step moves */

typedef struct datum *method(struct run *r, const struct run_call *c);

struct method_row {
    const char *name;
    method *call;
};

static struct datum *argument(const struct run_call *c, size_t index)
{
    return index < c->count ? c->arguments[index] : NULL;
}

/* Returns false, after a failure, unless the argument is a place below `end`. */
static bool read_place(struct run *r, const struct run_call *c, size_t index, size_t end,
                       size_t *ret_place)
{
    const struct datum *i = argument(c, index);
    bool is_good =
        i != NULL && i->kind == DATUM_INT && i->integer >= 0 && (uint64_t)i->integer < end;
    *ret_place = is_good ? (size_t)i->integer : 0;
    if (!is_good) {
        run_fail(r, VTL_FAILED, "%s() goes beyond the list", c->name);
    }
    return is_good;
}

bool method_is_same(struct run *r, const struct datum *a, const struct datum *b)
{
    size_t work = 0;
    bool is = datum_is_same(a, b, &work);
    return run_goes_on(r, work / 16) && is;
}

/* ---- All ---- */

static struct datum *to_string(struct run *r, const struct run_call *c)
{
    return datum_to_text(&r->heap, c->on);
}

static struct datum *equals(struct run *r, const struct run_call *c)
{
    const struct datum *other = argument(c, 0);
    bool is = other != NULL && other->kind == c->on->kind && method_is_same(r, c->on, other);
    return datum_bool(&r->heap, is);
}

static struct datum *size(struct run *r, const struct run_call *c)
{
    return datum_int(&r->heap, (int64_t)c->on->size);
}

static struct datum *is_empty(struct run *r, const struct run_call *c)
{
    return datum_bool(&r->heap, c->on->size == 0);
}

static struct datum *clear(struct run *r, const struct run_call *c)
{
    (void)r;
    c->on->size = 0;
    return NULL;
}

/* ---- Numbers ---- */

static struct datum *to_int(struct run *r, const struct run_call *c)
{
    double real = datum_to_real(c->on);
    bool fits = real >= -9.2e18 && real <= 9.2e18;
    return c->on->kind == DATUM_INT ? c->on
           : fits                   ? datum_int(&r->heap, (int64_t)real)
                                    : run_fail(r, VTL_FAILED, "a number is too large");
}

static struct datum *to_double(struct run *r, const struct run_call *c)
{
    return datum_real(&r->heap, datum_to_real(c->on));
}

/* Integer.parseInt() and such, which templates call of any number. */
static struct datum *parse_number(struct run *r, const struct run_call *c)
{
    const struct datum *i = argument(c, 0);
    if (datum_is_number(i)) {
        return argument(c, 0);
    }
    bool is_text = i != NULL && i->kind == DATUM_TEXT;
    const char *text = is_text ? i->text : "";
    text += text[0] == '+';
    bool is_negative = text[0] == '-';
    size_t zeros = strspn(text + is_negative, "0");
    const char *digits = text + is_negative + zeros;
    if (zeros > 0 && (*digits < '0' || *digits > '9')) {
        digits--;
    }
    struct number n = number_read(digits, strlen(digits));
    bool is_real = strstr(c->name, "Double") != NULL || strstr(c->name, "Float") != NULL;
    if (n.kind == NUMBER_BAD || (n.kind != NUMBER_INT && !is_real)) {
        return run_fail(r, VTL_FAILED, "%s(\"%s\"): this is no such number", c->name,
                        is_text ? i->text : "");
    }
    return is_real ? datum_real(&r->heap, is_negative ? -n.real : n.real)
                   : datum_int(&r->heap, is_negative ? -n.integer : n.integer);
}

static struct datum *compare_to(struct run *r, const struct run_call *c)
{
    const struct datum *other = argument(c, 0);
    if (!datum_is_number(other)) {
        return run_fail(r, VTL_FAILED, "compareTo() wants a number");
    }
    double a = datum_to_real(c->on), b = datum_to_real(other);
    return datum_int(&r->heap, (a > b) - (a < b));
}

static const struct method_row of_numbers[] = {
    { "intValue", to_int },
    { "longValue", to_int },
    { "doubleValue", to_double },
    { "floatValue", to_double },
    { "parseInt", parse_number },
    { "parseLong", parse_number },
    { "parseDouble", parse_number },
    { "parseFloat", parse_number },
    { "valueOf", parse_number },
    { "compareTo", compare_to },
    { NULL, NULL },
};

/* ---- Lists ---- */

static struct datum *list_get(struct run *r, const struct run_call *c)
{
    size_t place;
    return read_place(r, c, 0, c->on->size, &place) ? c->on->items[place] : NULL;
}

static struct datum *list_set(struct run *r, const struct run_call *c)
{
    size_t place;
    if (!read_place(r, c, 0, c->on->size, &place)) {
        return NULL;
    }
    struct datum *before = c->on->items[place];
    c->on->items[place] = argument(c, 1);
    return before;
}

static struct datum *list_add(struct run *r, const struct run_call *c)
{
    size_t place = c->on->size;
    if ((c->count > 1 && !read_place(r, c, 0, c->on->size + 1, &place)) ||
        !run_goes_on(r, (c->on->size - place) / MOVED)) {
        return NULL;
    }
    datum_append(&r->heap, c->on, NULL);
    memmove(c->on->items + place + 1, c->on->items + place,
            (c->on->size - 1 - place) * sizeof(struct datum *));
    c->on->items[place] = argument(c, c->count > 1);
    return c->count > 1 ? NULL : datum_bool(&r->heap, true);
}

static struct datum *list_add_all(struct run *r, const struct run_call *c)
{
    const struct datum *other = argument(c, 0);
    size_t count = other != NULL && other->kind == DATUM_LIST ? other->size : 0;
    for (size_t i = 0; i < count && run_goes_on(r, 1); i++) {
        datum_append(&r->heap, c->on, other->items[i]);
    }
    return datum_bool(&r->heap, count > 0);
}

/* The place of what is the same; the size of the list if there is none. */
static size_t place_of(struct run *r, const struct run_call *c)
{
    size_t i = 0;
    while (i < c->on->size && run_goes_on(r, 1) &&
           !method_is_same(r, c->on->items[i], argument(c, 0))) {
        i++;
    }
    return i;
}

/* Returns what was there; NULL after a failure. */
static struct datum *take_out(struct run *r, struct datum *list, size_t place)
{
    struct datum *before = list->items[place];
    if (!run_goes_on(r, (list->size - place) / MOVED)) {
        return NULL;
    }
    memmove(list->items + place, list->items + place + 1,
            (list->size - place - 1) * sizeof(struct datum *));
    list->size--;
    return before;
}

static struct datum *list_remove(struct run *r, const struct run_call *c)
{
    const struct datum *what = argument(c, 0);
    size_t place;
    if (what != NULL && what->kind == DATUM_INT) {
        return read_place(r, c, 0, c->on->size, &place) ? take_out(r, c->on, place) : NULL;
    }
    place = place_of(r, c);
    bool is_there = place < c->on->size;
    if (is_there) {
        take_out(r, c->on, place);
    }
    return datum_bool(&r->heap, is_there);
}

static struct datum *list_contains(struct run *r, const struct run_call *c)
{
    return datum_bool(&r->heap, place_of(r, c) < c->on->size);
}

static struct datum *list_index_of(struct run *r, const struct run_call *c)
{
    size_t place = place_of(r, c);
    return datum_int(&r->heap, place < c->on->size ? (int64_t)place : -1);
}

static struct datum *list_part(struct run *r, const struct run_call *c)
{
    size_t begin, end;
    struct datum *part = datum_list(&r->heap);
    if (!read_place(r, c, 0, c->on->size + 1, &begin) ||
        !read_place(r, c, 1, c->on->size + 1, &end)) {
        return NULL;
    }
    part->is_json = c->on->is_json;
    while (begin < end && run_goes_on(r, 1)) {
        datum_append(&r->heap, part, c->on->items[begin++]);
    }
    return part;
}

static const struct method_row of_lists[] = {
    { "size", size },
    { "isEmpty", is_empty },
    { "get", list_get },
    { "set", list_set },
    { "add", list_add },
    { "addAll", list_add_all },
    { "remove", list_remove },
    { "contains", list_contains },
    { "indexOf", list_index_of },
    { "subList", list_part },
    { "clear", clear },
    { NULL, NULL },
};

/* ---- Maps ---- */

/* A key as a text. A long map costs more steps. */
static const struct datum *key_of(struct run *r, const struct run_call *c)
{
    return run_goes_on(r, c->on->size / 16) ? datum_to_text(&r->heap, argument(c, 0)) : NULL;
}

static struct datum *map_get(struct run *r, const struct run_call *c)
{
    const struct datum *key = key_of(r, c);
    bool has = false;
    struct datum *found = key != NULL ? datum_member(c->on, key->text, key->size, &has) : NULL;
    return has ? found : argument(c, 1);
}

static struct datum *map_put(struct run *r, const struct run_call *c)
{
    const struct datum *key = key_of(r, c);
    return key == NULL ? NULL
                       : datum_put(&r->heap, c->on, key->text, key->size, argument(c, 1));
}

static struct datum *map_put_all(struct run *r, const struct run_call *c)
{
    const struct datum *other = argument(c, 0);
    size_t count = other != NULL && other->kind == DATUM_MAP ? other->size : 0;
    for (size_t i = 0; i < count && run_goes_on(r, 1 + c->on->size / 16); i++) {
        const struct datum_member *m = &other->members[i];
        datum_put(&r->heap, c->on, m->key, m->size, m->value);
    }
    return NULL;
}

static struct datum *map_remove(struct run *r, const struct run_call *c)
{
    const struct datum *key = key_of(r, c);
    return key == NULL ? NULL : datum_remove(c->on, key->text, key->size);
}

static struct datum *map_has_key(struct run *r, const struct run_call *c)
{
    const struct datum *key = key_of(r, c);
    bool has = false;
    if (key != NULL) {
        datum_member(c->on, key->text, key->size, &has);
    }
    return datum_bool(&r->heap, has);
}

static struct datum *map_has_value(struct run *r, const struct run_call *c)
{
    for (size_t i = 0; i < c->on->size && run_goes_on(r, 1); i++) {
        if (method_is_same(r, c->on->members[i].value, argument(c, 0))) {
            return datum_bool(&r->heap, true);
        }
    }
    return datum_bool(&r->heap, false);
}

static struct datum *map_keys(struct run *r, const struct run_call *c)
{
    struct datum *list = datum_list(&r->heap);
    for (size_t i = 0; i < c->on->size && run_goes_on(r, 1); i++) {
        const struct datum_member *m = &c->on->members[i];
        datum_append(&r->heap, list, datum_text(&r->heap, m->key, m->size));
    }
    return list;
}

static struct datum *map_values(struct run *r, const struct run_call *c)
{
    struct datum *list = datum_list(&r->heap);
    for (size_t i = 0; i < c->on->size && run_goes_on(r, 1); i++) {
        datum_append(&r->heap, list, c->on->members[i].value);
    }
    return list;
}

static struct datum *map_entries(struct run *r, const struct run_call *c)
{
    struct datum *list = datum_list(&r->heap);
    for (size_t i = 0; i < c->on->size && run_goes_on(r, 2); i++) {
        const struct datum_member *m = &c->on->members[i];
        struct datum *entry = datum_map(&r->heap);
        datum_put(&r->heap, entry, "key", 3, datum_text(&r->heap, m->key, m->size));
        datum_put(&r->heap, entry, "value", 5, m->value);
        entry->is_entry = true;
        datum_append(&r->heap, list, entry);
    }
    return list;
}

static struct datum *entry_key(struct run *r, const struct run_call *c)
{
    (void)r;
    return c->on->is_entry ? c->on->members[0].value : NULL;
}

static struct datum *entry_value(struct run *r, const struct run_call *c)
{
    (void)r;
    return c->on->is_entry ? c->on->members[1].value : NULL;
}

static const struct method_row of_entries[] = {
    { "getKey", entry_key },
    { "getValue", entry_value },
    { NULL, NULL },
};

static const struct method_row of_maps[] = {
    { "size", size },
    { "isEmpty", is_empty },
    { "get", map_get },
    { "getOrDefault", map_get },
    { "put", map_put },
    { "putAll", map_put_all },
    { "remove", map_remove },
    { "containsKey", map_has_key },
    { "containsValue", map_has_value },
    { "keySet", map_keys },
    { "values", map_values },
    { "entrySet", map_entries },
    { "clear", clear },
    { NULL, NULL },
};

static const struct method_row of_all[] = {
    { "toString", to_string },
    { "equals", equals },
    { NULL, NULL },
};

/* ---- Which ---- */

static const struct method_row *rows_of(const struct datum *i)
{
    static const struct method_row none[] = { { NULL, NULL } };
    return datum_is_number(i)      ? of_numbers
           : i->kind == DATUM_LIST ? of_lists
           : i->is_entry           ? of_entries
           : i->kind == DATUM_MAP  ? of_maps
                                   : none;
}

static const struct method_row *find(const struct method_row *rows, const char *name)
{
    while (rows->name != NULL && strcmp(rows->name, name) != 0) {
        rows++;
    }
    return rows->name != NULL ? rows : NULL;
}

struct datum *method_call(struct run *r, const struct run_call *c)
{
    struct datum *result = NULL;
    const struct method_row *row = find(rows_of(c->on), c->name);
    if (c->on->kind == DATUM_TEXT || c->on->kind == DATUM_MISSING) {
        bool is_size = strcmp(c->name, "size") == 0 && c->on->kind == DATUM_MISSING;
        return textmethod_call(r, c, &result) ? result : is_size ? size(r, c) : NULL;
    }
    row = row != NULL ? row : find(of_all, c->name);
    return row != NULL && run_goes_on(r, 1) ? row->call(r, c) : NULL;
}

struct datum *method_property(struct run *r, struct datum *on, const char *name, size_t size_)
{
    if (on->kind == DATUM_MAP) {
        bool has;
        struct datum *found =
            run_goes_on(r, on->size / 16) ? datum_member(on, name, size_, &has) : NULL;
        return found;
    }
    bool is_countable = on->kind == DATUM_LIST || on->kind == DATUM_TEXT;
    return is_countable && strcmp(name, "empty") == 0 ? datum_bool(&r->heap, on->size == 0)
                                                      : NULL;
}
