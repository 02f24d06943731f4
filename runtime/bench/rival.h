/*
 * rival.h - another program that does the same run, to be compared with: started anew for each
 * run (the input on its standard input, the output on its standard output), or started once and
 * answering lines.
 *
 * Our own program is measured by the same functions. Every false comes after a message on
 * standard error, unless a signal for us ended the wait.
 */
#ifndef BENCH_RIVAL_H
#define BENCH_RIVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct buf;

struct rival {
    const char *name;        /* for messages; borrowed */
    const char *const *argv; /* borrowed; ends with NULL */
    const char *file;        /* what is executed; NULL for argv[0], looked for in PATH */
    int input_fd;            /* a file with the input; borrowed */
    bool quiet;              /* its standard error is dropped, so that it costs nothing */

    pid_t pid; /* while it answers lines; 0 if it does not */
    int to_fd, from_fd;
};

/* One run, from the start of the process to its end, which must be a success. `output` is
 * cleared first. */
bool rival_run(struct rival *r, struct buf *output, int64_t *ret_ns);

/* The largest resident memory of one more such run, in KiB; 0 if it cannot be known. */
int64_t rival_run_peak_kib(const struct rival *r);

/* Start it to answer lines, one for one; or a child of ours that calls `work`, which does not
 * return, with the lines on its standard input. */
bool rival_start(struct rival *r);
bool rival_fork(struct rival *r, void (*work)(void *owner), void *owner);

/* Send lines, and wait for as many answers. `answers` is cleared first. */
bool rival_exchange(struct rival *r, const struct buf *lines, size_t count, struct buf *answers,
                    int64_t *ret_ns);

/* The largest resident memory of a process so far, in KiB; `pid` 0 is this one. */
int64_t rival_peak_kib(pid_t pid);

/* End it. Nothing if it does not answer lines. */
void rival_end(struct rival *r);

#endif
