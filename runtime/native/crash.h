/*
 * crash.h - reports a task's function that ends the process: one line on standard error names
 * the state, the function, the resource and how it ended the process, and the exit code is 5.
 *
 * A function does so by a signal (a crash, abort()), by exit() or quick_exit(), and by ending
 * the thread that it runs on. A crash elsewhere, or in a child that a function has forked, has
 * the effect that it would have without this. _exit(), execve() and SIGKILL cannot be seen.
 */
#ifndef NATIVE_CRASH_H
#define NATIVE_CRASH_H

/* What a thread is doing, for that line. All is borrowed. */
struct crash_place {
    const char *program, *state, *resource, *function;
};

/* Watches for all that from the first call on. To be called on the loop's thread, before any
 * task is started: that thread alone may end the process. */
void crash_watch(void);

/* To be called before and after a call of a task's function, on its thread. `p` is borrowed
 * until crash_leave(). */
void crash_enter(const struct crash_place *p);
void crash_leave(void);

/* Ends the process with that line and exit code 5; `how` says what the function did. May be
 * called by a signal handler. */
_Noreturn void crash_end(const struct crash_place *p, const char *how);

/* A handler for pthread_cleanup_push(): the function has ended its thread. */
void crash_thread_ends(void *unused);

#endif
