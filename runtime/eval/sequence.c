#include "runtime/eval/sequence.h"

#include "runtime/eval/work.h"
#include "runtime/value/value.h"

struct value *sequence_new(void)
{
    struct value *v = value_array(4);
    value_mark(v, VALUE_IS_SEQUENCE);
    return v;
}

/* The bytes of a value's text are counted where it is made. What an array has all its items'
 * texts in is counted as well, since one text may be in it many times. */
bool sequence_fits(struct work *w, const struct value *container)
{
    if (value_depth_most(container) > SEQUENCE_DEPTH_MAX) {
        work_fail(w, CODE_DEPTH, NULL);
        return false;
    }
    size_t bytes = value_count(container) * 8, text = value_bytes_most(container);
    if (w->most_bytes != 0 && (bytes > w->most_bytes || text / 8 > w->most_bytes)) {
        work_fail(w, CODE_BYTES, NULL);
        return false;
    }
    return !work_failed(w);
}

bool sequence_add_take(struct work *w, struct value **sequence, struct value *item)
{
    if (item == NULL) {
        return !work_failed(w);
    }
    value_append_take(sequence, item);
    w->spent_bytes += 8;
    return sequence_fits(w, *sequence);
}

bool sequence_add_all(struct work *w, struct value **sequence, struct value *items)
{
    if (value_type(items) != VALUE_ARRAY) {
        return sequence_add_take(w, sequence, value_share(items));
    }
    size_t count = value_count(items);
    for (size_t i = 0; i < count; i++) {
        value_append_take(sequence, value_share(value_item(items, i)));
    }
    return work_may_make(w, count * 8) && sequence_fits(w, *sequence);
}

bool sequence_is(const struct value *v)
{
    return (value_flags(v) & VALUE_IS_SEQUENCE) != 0;
}

struct value *sequence_value_take(struct value *v)
{
    unsigned flags = value_flags(v);
    if ((flags & VALUE_IS_SEQUENCE) == 0 || (flags & VALUE_HAS_TUPLES) != 0) {
        return v;
    }
    size_t count = value_count(v);
    if (count > 1 || (count == 1 && (flags & VALUE_KEEPS_SINGLETON) != 0)) {
        return v;
    }
    struct value *item = count == 0 ? NULL : value_share(value_item(v, 0));
    value_release(v);
    return item;
}

struct value *sequence_append(struct work *w, struct value *a, struct value *b)
{
    if (a == NULL || b == NULL) {
        return value_share(a == NULL ? b : a);
    }
    struct value *both = value_array(4);
    sequence_add_all(w, &both, a);
    sequence_add_all(w, &both, b);
    return both;
}

struct value *sequence_append_take(struct work *w, struct value *a, struct value *b)
{
    bool is_own = value_type(a) == VALUE_ARRAY && value_flags(a) == 0;
    if (a == NULL || b == NULL || !is_own) {
        struct value *both = sequence_append(w, a, b);
        value_release(a);
        return both;
    }
    sequence_add_all(w, &a, b);
    return a;
}
