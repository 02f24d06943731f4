/*
 * process.h - what this process takes of its machine, as Prometheus calls it.
 */
#ifndef SERVE_PROCESS_H
#define SERVE_PROCESS_H

struct buf;

/* Append it in Prometheus's text format; what the system does not tell is left out. */
void process_write(struct buf *out);

#endif
