/*
 * process.h - what this process takes of its machine, as Prometheus calls it.
 */
#ifndef SERVE_PROCESS_H
#define SERVE_PROCESS_H

#include <stdint.h>

struct buf;

/* Append it in Prometheus's text format; what the system does not tell is left out. `begun_ms`
 * is when the process began, by the clock on the wall. */
void process_write(int64_t begun_ms, struct buf *out);

#endif
