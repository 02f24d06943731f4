/*
 * fatal.h - the end where the machine fails us: no memory, no descriptors, no processes.
 *
 * One line on standard error, what must not be left behind is cleared away, and the process
 * ends: with EXIT_MACHINE (exit.h), unless it has another for this. The journal makes that a
 * restart.
 */
#ifndef BASE_FATAL_H
#define BASE_FATAL_H

#include <stddef.h>

/* "PROGRAM: WHAT: the errno's message", or without the last for an errno of 0. Never returns.
 */
_Noreturn void fatal(const char *what, int error);

/* What is to be called before, from any thread, with little memory: it may not ask for any. */
void fatal_cleanup(void (*cleanup)(void));

/* From now on fatal() ends with this exit code. */
void fatal_exit_code(int code);

/* Write a line on standard error that these parts make, at once. It asks for no memory and
 * takes no lock, so that a signal handler may call it. What is longer than 511 bytes is cut;
 * control characters become '?'. */
void fatal_say(const char *const *parts, size_t count);

#endif
