/* aggregate.c - $sum, $count, $max, $min, $average. Their signatures see to it that an array
 * has numbers alone. */
#include <math.h>

#include "asl/tree.h"
#include "runtime/value/value.h"
#include "runtime/words/word.h"

static double total_of(const struct value *numbers)
{
    double total = 0;
    size_t count = value_count(numbers);
    for (size_t i = 0; i < count; i++) {
        total += cast_double(value_item(numbers, i));
    }
    return total;
}

static struct value *sum(struct work *w, size_t count, struct value *const *args)
{
    (void)w;
    (void)count;
    return args[0] == NULL ? NULL : cast_number(total_of(args[0]));
}

static struct value *count_of(struct work *w, size_t count, struct value *const *args)
{
    (void)w;
    (void)count;
    return cast_number((double)value_count(args[0]));
}

/* The largest, or the smallest: `sign` is 1 or -1. NaN if one of them is. */
static struct value *extreme(const struct value *numbers, double sign)
{
    size_t count = value_count(numbers);
    double best = -(double)INFINITY;
    for (size_t i = 0; i < count; i++) {
        double number = sign * cast_double(value_item(numbers, i));
        best = number > best || isnan(number) ? number : best;
        if (isnan(best)) {
            break;
        }
    }
    return count == 0 ? NULL : cast_number(sign * best);
}

static struct value *max(struct work *w, size_t count, struct value *const *args)
{
    (void)w;
    (void)count;
    return extreme(args[0], 1);
}

static struct value *min(struct work *w, size_t count, struct value *const *args)
{
    (void)w;
    (void)count;
    return extreme(args[0], -1);
}

static struct value *average(struct work *w, size_t count, struct value *const *args)
{
    (void)w;
    (void)count;
    size_t items = value_count(args[0]);
    return items == 0 ? NULL : cast_number(total_of(args[0]) / (double)items);
}

const struct jna_word jna_sum = { .name = "sum", .signature = "<a<n>:n>", .call = sum };
const struct jna_word jna_count = { .name = "count", .signature = "<a:n>", .call = count_of };
const struct jna_word jna_max = { .name = "max", .signature = "<a<n>:n>", .call = max };
const struct jna_word jna_min = { .name = "min", .signature = "<a<n>:n>", .call = min };
const struct jna_word jna_average = { .name = "average",
                                      .signature = "<a<n>:n>",
                                      .call = average };
