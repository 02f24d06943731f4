/* lists.c - $append, $reverse, $sort, $shuffle, $distinct, $zip, $partition, $range. */
#include <math.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/expr/java.h"
#include "runtime/value/value.h"
#include "runtime/words/word.h"

/* An array (taken) as a result, unless the evaluation has failed. */
static struct value *finish(struct work *w, struct value *array)
{
    if (work_failed(w)) {
        value_release(array);
        return NULL;
    }
    return array;
}

static struct value *append(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return sequence_append(w, args[0], args[1]);
}

static struct value *reverse(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL || value_count(args[0]) <= 1) {
        return value_share(args[0]);
    }
    struct value *reversed = value_array(value_count(args[0]));
    for (size_t i = value_count(args[0]); i > 0; i--) {
        if (!sequence_add_take(w, &reversed, value_share(value_item(args[0], i - 1)))) {
            break;
        }
    }
    return finish(w, reversed);
}

/* ---- $sort ------------------------------------------------------------------------------- */

struct sorting {
    struct work *w;
    struct value *function; /* or NULL */
    struct value **items, **spare;
};

/* Returns true if b belongs in front of a. */
static bool goes_behind(struct sorting *s, struct value *a, struct value *b)
{
    if (s->function != NULL) {
        struct value *const args[] = { a, b };
        struct value *result = apply(s->w, s->function, 2, args);
        bool is_true = !work_failed(s->w) && result != NULL && cast_truth(s->w, result);
        value_release(result);
        return is_true;
    }
    return value_type(a) == VALUE_STRING
               ? java_compare(value_string(a), value_string_size(a), value_string(b),
                              value_string_size(b)) > 0
               : cast_double(a) > cast_double(b);
}

/* Recurses once for each halving. */
static void sort_part(struct sorting *s, size_t from, size_t count)
{
    size_t half = count / 2, i = from, j = from + half, end = from + count, n = from;
    if (count < 2 || work_failed(s->w)) {
        return;
    }
    sort_part(s, from, half);
    sort_part(s, from + half, count - half);
    memcpy(s->spare + from, s->items + from, count * sizeof *s->items);
    while (i < from + half && j < end && !work_failed(s->w)) {
        s->items[n++] =
            goes_behind(s, s->spare[i], s->spare[j]) ? s->spare[j++] : s->spare[i++];
    }
    while (i < from + half) {
        s->items[n++] = s->spare[i++];
    }
    while (j < end && n < end) {
        s->items[n++] = s->spare[j++];
    }
}

/* Returns true if all items have the type of the first, a number or a text. */
static bool is_orderly(struct work *w, const struct value *array)
{
    char symbol = cast_symbol(value_item(array, 0));
    bool is_good = symbol == 'n' || symbol == 's';
    for (size_t i = 0; is_good && i < value_count(array); i++) {
        const struct value *item = value_item(array, i);
        is_good = cast_symbol(item) == symbol && (symbol == 's' || cast_is_numeric(w, item));
    }
    return is_good;
}

static struct value *sort(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL || value_count(args[0]) <= 1) {
        return value_share(args[0]);
    }
    if (args[1] == NULL && !is_orderly(w, args[0])) {
        return work_fail(w, CODE_D3070, NULL);
    }
    size_t items = value_count(args[0]);
    struct sorting s = { w, args[1], memory_array(items, sizeof *s.items),
                         memory_array(items, sizeof *s.spare) };
    for (size_t i = 0; i < items; i++) {
        s.items[i] = value_item(args[0], i);
    }
    if (work_may_go(w, items)) {
        sort_part(&s, 0, items);
    }
    struct value *sorted = value_array(items);
    for (size_t i = 0; i < items && !work_failed(w); i++) {
        sequence_add_take(w, &sorted, value_share(s.items[i]));
    }
    memory_release(s.items);
    memory_release(s.spare);
    return finish(w, sorted);
}

/* ---- Others ------------------------------------------------------------------------------ */

static struct value *shuffle(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL || value_count(args[0]) <= 1) {
        return value_share(args[0]);
    }
    size_t items = value_count(args[0]);
    size_t *order = memory_array(items, sizeof *order);
    for (size_t i = 0; i < items; i++) {
        size_t j = (size_t)random_below(work_random(w), i + 1);
        order[i] = j == i ? i : order[j];
        order[j] = i;
    }
    struct value *shuffled = value_array(items);
    for (size_t i = 0; i < items && !work_failed(w); i++) {
        sequence_add_take(w, &shuffled, value_share(value_item(args[0], order[i])));
    }
    memory_release(order);
    return finish(w, shuffled);
}

/* Of containers, so many levels and items decide; others are compared. */
enum { HASH_LEVELS = 4, HASH_ITEMS = 8 };

static uint64_t mix(uint64_t h)
{
    h = (h ^ (h >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    return h ^ (h >> 27);
}

static uint64_t hash_of(const struct value *v, int levels)
{
    double number = 0;
    uint64_t hash = (uint64_t)cast_symbol(v);
    switch (cast_symbol(v)) {
    case 'n':
        number = cast_double(v) + 0.0;
        memcpy(&hash, &number, sizeof hash);
        return mix(hash);
    case 's': return text_hash(value_string(v), value_string_size(v));
    case 'b': return hash + value_is_true(v);
    case 'a':
        for (size_t i = 0; levels > 0 && i < value_count(v) && i < HASH_ITEMS; i++) {
            hash = mix(hash ^ hash_of(value_item(v, i), levels - 1)) + 1;
        }
        return hash + value_count(v);
    case 'o':
        for (struct value_walk m = value_walk(v); levels > 0 && value_step(&m);) {
            uint64_t key = text_hash(m.key, strlen(m.key));
            hash += mix(key ^ hash_of(m.value, levels - 1));
        }
        return hash + value_count(v);
    default: return hash;
    }
}

static bool is_same(const struct value *a, const struct value *b)
{
    return a == b || (cast_symbol(a) != 'f' && cast_symbol(b) != 'f' && value_equal(a, b));
}

/* Puts an item into the table (places in `once` from 1; 0: free), unless one like it is there.
 * Returns false if one is. */
static bool enter(struct work *w, uint32_t *table, size_t mask, const struct value *once,
                  const struct value *v)
{
    size_t at = (size_t)mix(hash_of(v, HASH_LEVELS)) & mask;
    for (; table[at] != 0; at = (at + 1) & mask) {
        if (is_same(value_item(once, table[at] - 1), v) || !work_may_go(w, 1)) {
            return false;
        }
    }
    table[at] = (uint32_t)value_count(once) + 1;
    return true;
}

static struct value *distinct(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    size_t items = value_type(args[0]) == VALUE_ARRAY ? value_count(args[0]) : 0, room = 4;
    if (items <= 1) {
        return value_share(args[0]);
    }
    while (room < 2 * items) {
        room *= 2;
    }
    uint32_t *table = memory_zero(room * sizeof *table);
    struct value *once = sequence_is(args[0]) ? sequence_new() : value_array(4);
    for (size_t i = 0; i < items && !work_failed(w); i++) {
        struct value *item = value_item(args[0], i);
        if (enter(w, table, room - 1, once, item)) {
            sequence_add_take(w, &once, value_share(item));
        }
    }
    memory_release(table);
    return finish(w, once);
}

static struct value *zip(struct work *w, size_t count, struct value *const *args)
{
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        size_t items = args[i] == NULL ? 0 : value_count(args[i]);
        least = items < least ? items : least;
    }
    struct value *rows = value_array(4);
    for (size_t i = 0; i < least && count > 0 && !work_failed(w); i++) {
        struct value *row = value_array(count);
        for (size_t j = 0; j < count; j++) {
            sequence_add_take(w, &row, value_share(value_item(args[j], i)));
        }
        sequence_add_take(w, &rows, row);
    }
    return finish(w, rows);
}

/* ---- Step Functions' own (J-05) -----------------------------------------------------------
 */

/* Numbers are cut to whole ones (JA-11). */
static struct value *partition(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    double size = args[1] == NULL ? NAN : trunc(cast_double(args[1]));
    if (args[0] == NULL) {
        return NULL;
    }
    if (!(size >= 1)) {
        return work_fail_with(
            w, CODE_D3137,
            &(const struct work_details){ .message = "The size of a part must be positive" });
    }
    struct value *parts = value_array(4);
    size_t items = value_count(args[0]), each = size > 1e9 ? SIZE_MAX / 2 : (size_t)size;
    for (size_t at = 0; at < items && !work_failed(w); at += each) {
        struct value *part = value_array(4);
        for (size_t i = at; i < items && i - at < each && !work_failed(w); i++) {
            sequence_add_take(w, &part, value_share(value_item(args[0], i)));
        }
        sequence_add_take(w, &parts, part);
    }
    return finish(w, parts);
}

static struct value *range(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    double from = trunc(cast_double(args[0])), to = trunc(cast_double(args[1]));
    double step = trunc(cast_double(args[2]));
    if (args[0] == NULL || args[1] == NULL || args[2] == NULL) {
        return NULL;
    }
    if (step == 0 || !isfinite(step)) {
        return work_fail_with(
            w, CODE_D3137, &(const struct work_details){ .message = "The step must not be 0" });
    }
    struct value *all = sequence_new();
    for (double at = from; (step > 0 ? at <= to : at >= to) && !work_failed(w); at += step) {
        sequence_add_take(w, &all, cast_number(at));
        work_may_go(w, 1);
    }
    return finish(w, all);
}

const struct jna_word jna_append = { "append", "<xx:a>", append, 0 };
const struct jna_word jna_reverse = { "reverse", "<a:a>", reverse, 0 };
const struct jna_word jna_sort = { "sort", "<af?:a>", sort, 0 };
const struct jna_word jna_shuffle = { "shuffle", "<a:a>", shuffle, 0 };
const struct jna_word jna_distinct = { "distinct", "<x:x>", distinct, 0 };
const struct jna_word jna_zip = { "zip", "<a+>", zip, 0 };
const struct jna_word jna_partition = { "partition", "<an:a>", partition, 0 };
const struct jna_word jna_range = { "range", "<nnn:a>", range, 0 };
