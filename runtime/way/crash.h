/*
 * crash.h - a task's function that takes the process with it: one line on standard error that
 * names the state, the function, the resource and how it did that, and exit code 5.
 *
 * A function does so by a signal (a crash, abort()), by exit() or quick_exit(), and by ending
 * the thread that it runs on. A crash elsewhere, or in a child that a function has forked, goes
 * the way that it would have gone without this. _exit(), execve() and SIGKILL cannot be seen.
 */
#ifndef WAY_CRASH_H
#define WAY_CRASH_H

/* What a thread is doing, for that line. All is borrowed. */
struct crash_place {
    const char *program, *state, *resource, *function;
};

/* Watches for all that from the first call on. To be called on the loop's thread, before any
 * task is started: that thread alone may end the process. */
void crash_watch(void);

/* This thread calls a task's function now (`p` is borrowed until it leaves), and has left it.
 */
void crash_enter(const struct crash_place *p);
void crash_leave(void);

/* A handler for pthread_cleanup_push(): the function has ended its thread. */
void crash_thread_ends(void *unused);

#endif
