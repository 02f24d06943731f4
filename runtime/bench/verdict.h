/*
 * verdict.h - what a contest came to, for people and for machines.
 */
#ifndef BENCH_VERDICT_H
#define BENCH_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

struct contest;
struct value;

/* The run that all sides did. */
struct verdict {
    const char *workflow;
    size_t transitions; /* states entered in one run */
    size_t input_bytes, output_bytes;
    size_t burst;    /* lines that were sent at once; 0 if no side answers lines */
    bool is_virtual; /* the clock of our side jumped over waits */
    bool limits;     /* AWS's quotas were kept */
};

/* Print it on standard output. Returns false if that cannot be written. */
bool verdict_table(const struct verdict *v, const struct contest *c);
bool verdict_json(const struct verdict *v, const struct contest *c);

/* Returns true if `text` is JSON that equals `wanted`; else false, after lines on standard
 * error that show where `who` differs from `ours`. */
bool verdict_agrees(const char *who, const char *text, size_t size, const char *ours,
                    struct value *wanted);

#endif
