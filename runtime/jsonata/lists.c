/* lists.c - $append, $reverse, $sort, $shuffle, $distinct, $zip, $partition, $range. */
#include <math.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/expr/java.h"
#include "runtime/jsonata/word.h"
#include "runtime/value/value.h"

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

static bool has(struct work *w, const struct value *array, const struct value *v)
{
    work_may_go(w, value_count(array));
    for (size_t i = 0; i < value_count(array); i++) {
        const struct value *item = value_item(array, i);
        if (item == v ||
            (cast_symbol(item) != 'f' && cast_symbol(v) != 'f' && value_equal(item, v))) {
            return true;
        }
    }
    return false;
}

static struct value *distinct(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (value_type(args[0]) != VALUE_ARRAY || value_count(args[0]) <= 1) {
        return value_share(args[0]);
    }
    struct value *once = sequence_is(args[0]) ? sequence_new() : value_array(4);
    for (size_t i = 0; i < value_count(args[0]) && !work_failed(w); i++) {
        if (!has(w, once, value_item(args[0], i))) {
            sequence_add_take(w, &once, value_share(value_item(args[0], i)));
        }
    }
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
