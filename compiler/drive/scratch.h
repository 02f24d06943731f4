/*
 * scratch.h - the private folder of one run of aslc, and the programs that work in it.
 *
 * The folder lies below $TMPDIR. It is gone after scratch_close(), also where a signal wants to
 * end the program: while it is open, SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGPIPE only stop the
 * program that runs in it and are remembered; scratch_close() then ends us by that signal. One
 * process has at most one.
 */
#ifndef DRIVE_SCRATCH_H
#define DRIVE_SCRATCH_H

#include <stdbool.h>

struct arena;
struct buf;

/* Make the folder. Returns 0 or -errno; *ret_parent is the folder it lies in, or would have
 * lain in. */
int scratch_open(struct arena *a, const char **ret_parent);

bool scratch_is_open(void);

/* The path of `name` in the open folder, in the arena. */
const char *scratch_path(struct arena *a, const char *name);

/*
 * Run argv[0], searched on PATH, with the folder as its TMPDIR and nothing on its standard
 * input, and wait. Its standard output is added to `output`, or goes to our standard error
 * where that is NULL. Returns 0 and *ret_status as waitpid gives it, or -errno where it did not
 * start, or -EINTR after a signal.
 */
int scratch_run(const char *const *argv, struct buf *output, int *ret_status);

/*
 * The same, but what the program writes on standard output and standard error is added to
 * `said`, so that nothing is shown of an attempt that need not succeed. It waits in a file of
 * the folder for the program's end. Returns what scratch_run() returns, or -errno where that
 * file cannot be made or read.
 */
int scratch_run_quietly(struct arena *a, const char *const *argv, struct buf *said,
                        int *ret_status);

/* Returns true once a signal wants the program to end. */
bool scratch_interrupted(void);

/* Remove the folder and all that is in it; does not return after a signal. Nothing where none
 * is open. */
void scratch_close(void);

#endif
