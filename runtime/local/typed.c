#include "runtime/local/typed.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/value/value.h"

static bool is_typed(const struct value *v)
{
    static const char *const words[] = { "S",  "N", "B", "SS",   "NS",
                                         "BS", "M", "L", "NULL", "BOOL" };
    struct value_walk w = value_walk(v);
    if (value_type(v) != VALUE_OBJECT || value_count(v) != 1 || !value_step(&w)) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i], w.key) == 0) {
            return true;
        }
    }
    return false;
}

static struct value *of_one(const char *word, struct value *content)
{
    struct value *v = value_object();
    value_set_take(&v, word, content);
    return v;
}

static struct value *typed(struct value *v);

static struct value *typed_members(struct value *v)
{
    struct value *all = value_object();
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        value_set_take(&all, w.key, typed(w.value));
    }
    return all;
}

static struct value *typed_list(const struct value *v)
{
    struct value *all = value_array(value_count(v));
    for (size_t i = 0; i < value_count(v); i++) {
        value_append_take(&all, typed(value_item(v, i)));
    }
    return all;
}

/* The reader bounds how deep a value nests, and so this call. */
static struct value *typed(struct value *v)
{
    char room[NUMBER_ROOM];
    size_t size;
    switch (value_type(v)) {
    case VALUE_STRING: return of_one("S", value_share(v));
    case VALUE_NUMBER: {
        const char *text = value_number_text(v, room, &size);
        return of_one("N", value_text_n(text, size));
    }
    case VALUE_BOOLEAN: return of_one("BOOL", value_share(v));
    case VALUE_ARRAY: return of_one("L", typed_list(v));
    case VALUE_OBJECT: return of_one("M", typed_members(v));
    case VALUE_NULL:
    case VALUE_ABSENT:
    default: return of_one("NULL", value_bool(true));
    }
}

struct value *typed_item(struct value *object)
{
    bool all_typed = value_count(object) > 0;
    for (struct value_walk w = value_walk(object); value_step(&w);) {
        all_typed = all_typed && is_typed(w.value);
    }
    return all_typed || value_type(object) != VALUE_OBJECT ? value_share(object)
                                                           : typed_members(object);
}
