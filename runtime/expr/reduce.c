/* reduce.c - the functions that end a path (P-19), as Jayway has them. args[0] is the value so
 * far. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/base/number.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

/* The numbers in a list, whatever else is in it. */
struct tally {
    size_t count;
    double sum, sum_of_squares, least, most;
};

/* Returns false if there is none: the scope has failed then. */
static bool tally(struct asl_scope *s, const struct value *list, struct tally *t)
{
    size_t count = value_type(list) == VALUE_ARRAY ? value_count(list) : 0;
    *t = (struct tally){ .least = INFINITY, .most = -INFINITY };
    for (size_t i = 0; i < count; i++) {
        struct value *item = value_item(list, i);
        if (value_type(item) == VALUE_NUMBER) {
            double x = value_to_number(item).real;
            t->count++;
            t->sum += x;
            t->sum_of_squares += x * x;
            t->least = x < t->least ? x : t->least;
            t->most = x > t->most ? x : t->most;
        }
    }
    if (t->count == 0) {
        scope_fail(s, "States.Runtime",
                   "Aggregation function attempted to calculate value using empty array");
    }
    return t->count > 0;
}

struct value *asl_path_min(struct asl_scope *s, size_t n, struct value *const *args)
{
    struct tally t;
    (void)n;
    return tally(s, args[0], &t) ? value_double(t.least) : NULL;
}

struct value *asl_path_max(struct asl_scope *s, size_t n, struct value *const *args)
{
    struct tally t;
    (void)n;
    return tally(s, args[0], &t) ? value_double(t.most) : NULL;
}

struct value *asl_path_avg(struct asl_scope *s, size_t n, struct value *const *args)
{
    struct tally t;
    (void)n;
    return tally(s, args[0], &t) ? value_double(t.sum / (double)t.count) : NULL;
}

struct value *asl_path_sum(struct asl_scope *s, size_t n, struct value *const *args)
{
    struct tally t;
    (void)n;
    return tally(s, args[0], &t) ? value_double(t.sum) : NULL;
}

struct value *asl_path_stddev(struct asl_scope *s, size_t n, struct value *const *args)
{
    struct tally t;
    (void)n;
    if (!tally(s, args[0], &t)) {
        return NULL;
    }
    double count = (double)t.count, mean = t.sum / count;
    double variance = t.sum_of_squares / count - mean * mean;
    return value_double(sqrt(variance > 0 ? variance : 0));
}

/* Of a list or an object; of anything else null. An argument that is a list is counted instead.
 */
struct value *asl_path_length(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s;
    const struct value *v = n > 1 && value_type(args[1]) == VALUE_ARRAY ? args[1] : args[0];
    bool is_container = value_type(v) == VALUE_ARRAY || value_type(v) == VALUE_OBJECT;
    return is_container ? value_int((int64_t)value_count(v)) : value_null();
}

struct value *asl_path_keys(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    if (value_type(args[0]) != VALUE_OBJECT) {
        return value_null();
    }
    struct value *keys = value_array(value_count(args[0]));
    for (struct value_walk m = value_walk(args[0]); value_step(&m);) {
        value_append_take(&keys, value_text(m.key));
    }
    return keys;
}

static void put_text(struct buf *b, const struct value *v)
{
    if (value_type(v) == VALUE_STRING) {
        buf_put(b, value_string(v), value_string_size(v));
    }
}

struct value *asl_path_concat(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s;
    struct buf whole = { 0 };
    size_t count = value_type(args[0]) == VALUE_ARRAY ? value_count(args[0]) : 0;
    for (size_t i = 0; i < count; i++) {
        put_text(&whole, value_item(args[0], i));
    }
    for (size_t i = 1; i < n; i++) {
        put_text(&whole, args[i]);
    }
    struct value *text = value_text_n(buf_string(&whole), whole.size);
    buf_release(&whole);
    return text;
}

struct value *asl_path_append(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s;
    if (value_type(args[0]) != VALUE_ARRAY) {
        return value_share(args[0]);
    }
    struct value *longer = value_share(args[0]);
    for (size_t i = 1; i < n; i++) {
        value_append_take(&longer, value_share(args[i]));
    }
    return longer;
}

/* The item at `index`, from the end if negative. */
static struct value *item_at(struct asl_scope *s, const struct value *list, double index)
{
    if (value_type(list) != VALUE_ARRAY) {
        scope_fail(s, "States.Runtime",
                   "Aggregation function attempted to calculate value using empty array");
        return NULL;
    }
    double count = (double)value_count(list), at = index < 0 ? count + index : index;
    if (!(at >= 0 && at < count)) {
        scope_fail(s, "States.Runtime", "Target index:%.0f larger than object count:%.0f",
                   index, count);
        return NULL;
    }
    return value_share(value_item(list, (size_t)at));
}

struct value *asl_path_first(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)n;
    return item_at(s, args[0], 0);
}

struct value *asl_path_last(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)n;
    return item_at(s, args[0], -1);
}

struct value *asl_path_index(struct asl_scope *s, size_t n, struct value *const *args)
{
    bool is_number = n > 1 && value_type(args[1]) == VALUE_NUMBER;
    return item_at(s, args[0], is_number ? number_cut(value_to_number(args[1]).real) : NAN);
}
