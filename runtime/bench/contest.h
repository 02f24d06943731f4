/*
 * contest.h - several ways to do the same run, measured side by side: after a warm-up they take
 * turns in every round, forwards and backwards, so that whatever the machine does meanwhile
 * meets them all.
 */
#ifndef BENCH_CONTEST_H
#define BENCH_CONTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/bench/sample.h"

struct side {
    const char *title;   /* what is done: "in one process" */
    bool is_part;        /* of what the side before it does */
    const char *command; /* of another program; NULL for this one */
    size_t against;      /* whose ratio this is: the place of our own side; its own: nobody's */
    /* One run, or as many as are measured at once: adds to `sample`. Returns false if
     * it failed. */
    bool (*run)(struct side *s);
    void *owner;
    struct sample sample; /* owned */
    int64_t peak_kib;     /* 0 if it is not known */
};

struct contest {
    struct side *sides; /* borrowed */
    size_t count;
    double seconds; /* for all rounds together; a round is never cut short */
    size_t rounds;  /* how many there were */
    double took_s;  /* how long they took */
    double warm_s;  /* how long each side ran before them, at least */
};

/* Measure. Returns false if a side failed, or if `stopped(owner)` was true between two turns.
 */
bool contest_hold(struct contest *c, bool (*stopped)(void *owner), void *owner);

#endif
