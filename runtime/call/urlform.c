#include "runtime/call/urlform.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/call/plainapi.h"
#include "runtime/value/value.h"

bool urlform_lists_of(const char *word, enum urlform_lists *ret_lists)
{
    static const char *const words[] = {
        [URLFORM_INDICES] = "INDICES",
        [URLFORM_REPEAT] = "REPEAT",
        [URLFORM_COMMAS] = "COMMAS",
        [URLFORM_BRACKETS] = "BRACKETS",
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (text_is(word, words[i])) {
            *ret_lists = (enum urlform_lists)i;
            return true;
        }
    }
    return false;
}

static void put_encoded(struct buf *out, const struct value *v)
{
    struct buf text = { 0 };
    plainapi_put_text(&text, v);
    url_put_encoded(out, buf_string(&text), text.size, "");
    buf_release(&text);
}

/* `name` is encoded already, its brackets too. */
static void begin_pair(struct buf *out, const char *name)
{
    buf_print(out, "%s%s=", out->size > 0 ? "&" : "", name);
}

static void put_named(struct buf *out, const char *name, const struct value *v,
                      enum urlform_lists lists);

static void put_inside(struct buf *out, const char *name, const char *key,
                       const struct value *v, enum urlform_lists lists)
{
    struct buf inner = { 0 };
    buf_print(&inner, "%s%%5B", name);
    url_put_encoded(&inner, key, strlen(key), "");
    buf_text(&inner, "%5D");
    put_named(out, buf_string(&inner), v, lists);
    buf_release(&inner);
}

static bool is_flat(const struct value *array)
{
    size_t i = 0;
    while (i < value_count(array) && value_type(value_item(array, i)) != VALUE_OBJECT &&
           value_type(value_item(array, i)) != VALUE_ARRAY) {
        i++;
    }
    return i == value_count(array);
}

static void put_commas(struct buf *out, const char *name, const struct value *array)
{
    begin_pair(out, name);
    for (size_t i = 0; i < value_count(array); i++) {
        buf_text(out, i > 0 ? "," : "");
        put_encoded(out, value_item(array, i));
    }
}

/* Containers within a list need its places, or nobody could tell what belongs together. */
static void put_list(struct buf *out, const char *name, const struct value *array,
                     enum urlform_lists lists)
{
    lists = is_flat(array) ? lists : URLFORM_INDICES;
    if (lists == URLFORM_COMMAS) {
        put_commas(out, name, array);
        return;
    }
    for (size_t i = 0; i < value_count(array); i++) {
        struct buf place = { 0 };
        if (lists == URLFORM_REPEAT) {
            put_named(out, name, value_item(array, i), lists);
            continue;
        }
        if (lists == URLFORM_INDICES) {
            buf_int(&place, (int64_t)i);
        }
        put_inside(out, name, buf_string(&place), value_item(array, i), lists);
        buf_release(&place);
    }
}

/* Recursion is bounded: a value nests READ_DEPTH_MAX deep at most. */
static void put_named(struct buf *out, const char *name, const struct value *v,
                      enum urlform_lists lists)
{
    switch ((int)value_type(v)) {
    case VALUE_OBJECT:
        for (struct value_walk w = value_walk(v); value_step(&w);) {
            put_inside(out, name, w.key, w.value, lists);
        }
        break;
    case VALUE_ARRAY: put_list(out, name, v, lists); break;
    case VALUE_NULL: begin_pair(out, name); break;
    default:
        begin_pair(out, name);
        put_encoded(out, v);
        break;
    }
}

void urlform_put(struct buf *out, const struct value *object, enum urlform_lists lists)
{
    for (struct value_walk w = value_walk(object); value_step(&w);) {
        struct buf name = { 0 };
        url_put_encoded(&name, w.key, strlen(w.key), "");
        put_named(out, buf_string(&name), w.value, lists);
        buf_release(&name);
    }
}

void urlform_put_others(struct buf *out, const char *pairs, const char *name)
{
    size_t name_size = strlen(name);
    while (*pairs != '\0') {
        size_t size = strcspn(pairs, "&");
        bool is_it = strcspn(pairs, "=&") == name_size && strncmp(pairs, name, name_size) == 0;
        if (!is_it && size > 0) {
            buf_text(out, out->size > 0 ? "&" : "");
            buf_put(out, pairs, size);
        }
        pairs += size + (pairs[size] == '&');
    }
}
