/*
 * exit.h - what the exit code of a workflow's program means. Users' scripts rely on these
 * numbers: they never change.
 */
#ifndef BASE_EXIT_H
#define BASE_EXIT_H

enum exit_code {
    /* The execution SUCCEEDED: its output is on standard output. `test`: every case passed.
     * `batch`: no line failed. `bootstrap`: stopped by a signal while nothing ran. */
    EXIT_SUCCEEDED = 0,

    /* The execution FAILED: error and cause are on standard error. `test`: a case failed, or
     * fewer states are covered than --fail-under wants. `batch`: a line failed. `bootstrap`: it
     * could not begin, which the host was told. */
    EXIT_FAILED = 1,

    /* Nothing was run: the command line or a file that it names cannot be understood, the input
     * is not JSON, or nobody does some task. */
    EXIT_USAGE = 2,

    /* The execution as a whole TIMED_OUT. */
    EXIT_TIMED_OUT = 3,

    /* The execution was ABORTED, also by SIGINT, SIGTERM or SIGHUP. */
    EXIT_ABORTED = 4,

    /* The machine failed: no memory, no descriptors, a disk that is full, a database that is a
     * store and cannot be reached or used, a task function that crashed. `bootstrap`: the
     * Lambda Runtime API is gone. */
    EXIT_MACHINE = 5
};

#endif
