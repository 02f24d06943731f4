/*
 * fatal.h - the end where the machine fails us: no memory, no descriptors, no processes.
 *
 * One line on standard error, what must not be left behind is cleared away, and the process
 * ends: with EXIT_MACHINE (exit.h), unless it has another for this. The journal makes that a
 * restart.
 */
#ifndef BASE_FATAL_H
#define BASE_FATAL_H

/* "WHAT: the errno's message", or WHAT alone for an errno of 0. Never returns. */
_Noreturn void fatal(const char *what, int error);

/* What is to be called before, from any thread, with little memory: it may not ask for any. */
void fatal_cleanup(void (*cleanup)(void));

void fatal_exit_code(int code);

#endif
