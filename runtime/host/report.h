/*
 * report.h - the lines that AWS puts around what a function prints: START, END and REPORT.
 */
#ifndef HOST_REPORT_H
#define HOST_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct process;

/* What is measured of one process. */
struct report {
    size_t memory_mb;
    int64_t start_ns, ready_ns, begin_ns;
    bool is_told;  /* how long it took to begin */
    bool is_shown; /* the lines are printed; else they are only kept (process.h) */
};

/* The process is started; it is ready for its first event (later calls change nothing). */
void report_start(struct report *r);
void report_is_ready(struct report *r);

/* A call begins, and ends: says the lines, behind what the process has printed. */
void report_begin(struct report *r, struct process *p, const char *request_id);
void report_end(struct report *r, struct process *p, const char *request_id);

#endif
