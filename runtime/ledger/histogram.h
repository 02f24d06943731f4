/*
 * histogram.h - how long something has taken, counted in buckets.
 */
#ifndef LEDGER_HISTOGRAM_H
#define LEDGER_HISTOGRAM_H

#include <stdint.h>

struct buf;

#define HISTOGRAM_BUCKETS 18

struct histogram {
    uint64_t counts[HISTOGRAM_BUCKETS + 1]; /* the last: longer than all of them */
    uint64_t count;
    int64_t sum_ns;
};

void histogram_add(struct histogram *h, int64_t took_ns);

/* Append its samples in Prometheus's text format. `labels` is "" or begins without a comma:
 * resource="x". */
void histogram_write(const struct histogram *h, const char *name, const char *labels,
                     struct buf *out);

#endif
