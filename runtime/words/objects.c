/* objects.c - $keys, $lookup, $spread, $merge. */
#include <string.h>

#include "asl/tree.h"
#include "runtime/value/value.h"
#include "runtime/words/word.h"

/* Arrays may nest; deeper than this they are a runaway recursion's. */
enum { DEPTH_MOST = 2000 };

/* Sets a member for each key, of items of arrays too. */
static bool collect_keys(struct work *w, const struct value *v, struct value **keys, int depth)
{
    if (depth > DEPTH_MOST) {
        return work_fail(w, CODE_DEPTH, NULL) != NULL;
    }
    char symbol = cast_symbol(v);
    size_t count = symbol == 'a' ? value_count(v) : 0;
    for (size_t i = 0; i < count; i++) {
        if (!collect_keys(w, value_item(v, i), keys, depth + 1)) {
            return false;
        }
    }
    if (symbol == 'o') {
        for (struct value_walk m = value_walk(v); value_step(&m);) {
            value_set_take(keys, m.key, value_bool(true));
        }
    }
    return true;
}

static struct value *keys(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    struct value *all = value_object(), *names = sequence_new();
    bool is_right = collect_keys(w, args[0], &all, 0);
    for (struct value_walk m = value_walk(all); is_right && value_step(&m);) {
        is_right = sequence_add_take(w, &names, value_text(m.key));
    }
    value_release(all);
    if (!is_right) {
        value_release(names);
        return NULL;
    }
    return names;
}

static struct value *look_up(struct work *w, struct value *v, const struct value *key,
                             int depth)
{
    struct value *member;
    if (depth > DEPTH_MOST) {
        return work_fail(w, CODE_DEPTH, NULL);
    }
    if (cast_symbol(v) == 'o') {
        bool is_there = value_string_size(key) == strlen(value_string(key)) &&
                        value_member(v, value_string(key), &member);
        return is_there ? value_share(member) : NULL;
    }
    if (cast_symbol(v) != 'a') {
        return NULL;
    }
    struct value *found = sequence_new();
    size_t count = value_count(v);
    for (size_t i = 0; i < count && !work_failed(w); i++) {
        struct value *item = look_up(w, value_item(v, i), key, depth + 1);
        if (item != NULL) {
            sequence_add_all(w, &found, item);
        }
        value_release(item);
    }
    return found;
}

static struct value *lookup(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return args[1] == NULL ? NULL : look_up(w, args[0], args[1], 0);
}

/* Puts each member of objects as an object of its own behind the others, and what is not an
 * object as it is. */
static bool spread_into(struct work *w, struct value **out, struct value *v, int depth)
{
    if (depth > DEPTH_MOST) {
        return work_fail(w, CODE_DEPTH, NULL) != NULL;
    }
    char symbol = cast_symbol(v);
    if (symbol == 'a') {
        size_t count = value_count(v);
        for (size_t i = 0; i < count; i++) {
            if (!spread_into(w, out, value_item(v, i), depth + 1)) {
                return false;
            }
        }
        return true;
    }
    if (symbol != 'o') {
        return sequence_add_take(w, out, value_share(v));
    }
    for (struct value_walk m = value_walk(v); value_step(&m);) {
        struct value *one = value_object();
        value_set_take(&one, m.key, value_share(m.value));
        if (!sequence_add_take(w, out, one)) {
            return false;
        }
    }
    return true;
}

/* A sequence of an object; of an array that has items, an array. */
static struct value *spread(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    char symbol = cast_symbol(args[0]);
    if (symbol != 'a' && symbol != 'o') {
        return value_share(args[0]);
    }
    bool is_list = symbol == 'a' && value_count(args[0]) > 0;
    struct value *all = is_list ? value_array(0) : sequence_new();
    if (!spread_into(w, &all, args[0], 0)) {
        value_release(all);
        return NULL;
    }
    return all;
}

/* The last of several members with one key wins, in the place of the first. */
static struct value *merge(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    size_t items = value_count(args[0]);
    if (args[0] == NULL) {
        return NULL;
    }
    struct value *merged = value_object();
    for (size_t i = 0; i < items; i++) {
        struct value *item = value_item(args[0], i);
        if (!work_may_make(w, 16 * value_count(item))) {
            value_release(merged);
            return NULL;
        }
        for (struct value_walk m = value_walk(item); value_step(&m);) {
            value_set_take(&merged, m.key, value_share(m.value));
        }
    }
    return merged;
}

const struct jna_word jna_keys = { .name = "keys", .signature = "<x-:a<s>>", .call = keys };
const struct jna_word jna_lookup = { .name = "lookup", .signature = "<x-s:x>", .call = lookup };
const struct jna_word jna_spread = { .name = "spread",
                                     .signature = "<x-:a<o>>",
                                     .call = spread };
const struct jna_word jna_merge = { .name = "merge", .signature = "<a<o>:o>", .call = merge };

/* Values are never changed where others see them, so that a copy is the value itself. */
static struct value *clone(struct work *w, size_t count, struct value *const *args)
{
    (void)w;
    (void)count;
    return value_share(args[0]);
}

const struct jna_word jna_clone = { .name = "clone", .signature = "<(oa)-:o>", .call = clone };
