#include "runtime/service/taglist.h"

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/text.h"
#include "runtime/value/value.h"

static const char *key_of(const struct value *one)
{
    bool is_text = value_type(one) == VALUE_STRING;
    return is_text ? value_string(one) : value_member_text(one, "Key");
}

/* What a client has sent may be no list. */
static size_t count_of(const struct value *list)
{
    return list != NULL && value_type(list) == VALUE_ARRAY ? value_count(list) : 0;
}

/* Whether one of the keys from that index on is this one. */
static bool has_key(const struct value *keys, size_t from, const char *key)
{
    bool found = false;
    for (size_t i = from; i < count_of(keys) && !found; i++) {
        found = text_is(key_of(value_item(keys, i)), key);
    }
    return found;
}

struct value *taglist_without(const struct value *tags, const struct value *keys)
{
    struct value *out = value_array(0);
    for (size_t i = 0; i < count_of(tags); i++) {
        struct value *tag = value_item(tags, i);
        if (!has_key(keys, 0, value_member_text(tag, "Key"))) {
            value_append_take(&out, value_share(tag));
        }
    }
    return out;
}

struct value *taglist_with(const struct value *tags, const struct value *given)
{
    struct value *out = taglist_without(tags, given);
    for (size_t i = 0; i < count_of(given); i++) {
        struct value *tag = value_item(given, i);
        if (!has_key(given, i + 1, value_member_text(tag, "Key"))) {
            value_append_take(&out, value_share(tag));
        }
    }
    return out;
}
