/*
 * crash.h - a task's function that takes the process with it: one line on standard error that
 * names state, resource and signal, and exit code 5.
 *
 * A crash elsewhere goes the way that it would have gone without this.
 */
#ifndef WAY_CRASH_H
#define WAY_CRASH_H

/* What a thread is doing, for that line. All is borrowed. */
struct crash_place {
    const char *program, *state, *resource, *function;
};

/* From the first call on, crashes are watched for. */
void crash_watch(void);

/* This thread calls a task's function now (`p` is borrowed until it leaves), and has left it.
 */
void crash_enter(const struct crash_place *p);
void crash_leave(void);

#endif
