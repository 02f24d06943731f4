#include "runtime/bench/sample.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/memory.h"

/* Times fall into classes: 128 between a power of two and the next one, each a nanosecond wide
 * at least. */
enum { CLASS_BITS = 7, CLASSES = (64 - CLASS_BITS) << CLASS_BITS };

static size_t class_of(uint64_t ns)
{
    unsigned shift = 0;
    while ((ns >> shift) >> (CLASS_BITS + 1) != 0) {
        shift++;
    }
    return ((size_t)shift << CLASS_BITS) + (size_t)(ns >> shift);
}

/* The middle of what falls into a class. */
static double class_ns(size_t class)
{
    size_t shift = class >> CLASS_BITS;
    if (shift < 2) {
        return (double)class;
    }
    uint64_t head = (class & ((1u << CLASS_BITS) - 1)) | 1u << CLASS_BITS;
    return ((double)head + 0.5) * (double)(UINT64_C(1) << (shift - 1));
}

void sample_open(struct sample *s)
{
    *s = (struct sample){ .counts = memory_zero(CLASSES * sizeof *s->counts) };
}

void sample_close(struct sample *s)
{
    memory_release(s->counts);
    s->counts = NULL;
}

void sample_add(struct sample *s, int64_t ns, size_t runs)
{
    assert(ns >= 0 && runs > 0);
    s->counts[class_of((uint64_t)ns / runs)] += (uint32_t)runs;
    s->counted += runs;
    s->open_runs += runs;
    s->open_ns += ns;
}

void sample_end_round(struct sample *s, enum sample_use use)
{
    if (use == SAMPLE_KEEP && s->open_runs > 0 && s->rounds < SAMPLE_ROUNDS_MAX) {
        s->round_ns[s->rounds++] = (double)s->open_ns / (double)s->open_runs;
        s->runs += s->open_runs;
    }
    if (use == SAMPLE_FORGET) {
        memset(s->counts, 0, CLASSES * sizeof *s->counts);
        s->counted = 0;
    }
    s->open_runs = 0;
    s->open_ns = 0;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Between two of the sorted values where the share falls between them. */
static double quantile(const double *sorted, size_t count, double share)
{
    double at = share * (double)(count - 1);
    size_t below = (size_t)at;
    if (below + 1 >= count) {
        return sorted[count - 1];
    }
    return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

static struct spread spread_of(double *values, size_t count)
{
    assert(count > 0);
    qsort(values, count, sizeof *values, by_size);
    return (struct spread){
        .low = quantile(values, count, 0.25),
        .median = quantile(values, count, 0.5),
        .high = quantile(values, count, 0.75),
    };
}

struct spread sample_run_ns(const struct sample *s)
{
    double values[SAMPLE_ROUNDS_MAX];
    memcpy(values, s->round_ns, s->rounds * sizeof *values);
    return spread_of(values, s->rounds);
}

struct spread sample_ratio(const struct sample *s, const struct sample *other)
{
    double values[SAMPLE_ROUNDS_MAX];
    size_t count = s->rounds < other->rounds ? s->rounds : other->rounds;
    for (size_t i = 0; i < count; i++) {
        values[i] = other->round_ns[i] / (s->round_ns[i] > 0 ? s->round_ns[i] : 1);
    }
    return spread_of(values, count);
}

double sample_percentile_ns(const struct sample *s, double share)
{
    double wanted = share * (double)s->counted;
    uint64_t seen = 0;
    for (size_t class = 0; class < CLASSES; class ++) {
        seen += s->counts[class];
        if (seen > 0 && (double)seen >= wanted) {
            return class_ns(class);
        }
    }
    return 0;
}
