/*
 * sample.h - how long the runs of one side of a benchmark took: round by round, and each alone.
 *
 * A round's figure is its mean, so that a pause of the other program's garbage collector
 * counts; the figure of a side is the median of its rounds with their quartiles, so that a
 * pause of the machine does not. Nothing here grows with the number of runs.
 */
#ifndef BENCH_SAMPLE_H
#define BENCH_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

enum { SAMPLE_ROUNDS_MAX = 101 };

/* A median between its quartiles. */
struct spread {
    double low, median, high;
};

struct sample {
    double round_ns[SAMPLE_ROUNDS_MAX]; /* a run's mean time in each round that has ended */
    size_t rounds;
    uint64_t runs;      /* of all rounds that have ended */
    uint64_t open_runs; /* of the round that is under way */
    int64_t open_ns;
    uint64_t counted;
    uint32_t *counts; /* of how many runs each took about so long; owned */
};

void sample_open(struct sample *s);
void sample_close(struct sample *s);

/* `runs` runs, measured together, took `ns` in all. */
void sample_add(struct sample *s, int64_t ns, size_t runs);

/* The round is over; a warm-up is forgotten. */
enum sample_use { SAMPLE_KEEP, SAMPLE_FORGET };
void sample_end_round(struct sample *s, enum sample_use use);

/* Nanoseconds a run; and how many times as long `other` took, from round to round. At least one
 * round must have ended. */
struct spread sample_run_ns(const struct sample *s);
struct spread sample_ratio(const struct sample *s, const struct sample *other);

/* What `share` (0 to 1) of all runs did not exceed, within 1 %. Of runs that were measured
 * together each counts with their mean. */
double sample_percentile_ns(const struct sample *s, double share);

#endif
