/*
 * fatal.h - ends the program when the machine fails: no memory, no descriptors, no processes.
 *
 * It prints one line on standard error, clears away what must not be left behind, and ends the
 * process with EXIT_MACHINE (exit.h), or with the code that fatal_exit_code() has set.
 */
#ifndef BASE_FATAL_H
#define BASE_FATAL_H

#include <stddef.h>

/* Prints "PROGRAM: WHAT: the errno's message", without the last part if `error` is 0. Never
 * returns. */
_Noreturn void fatal(const char *what, int error);

/* Sets what fatal() calls before it ends the process. It may be called on any thread, and must
 * not ask for memory. */
void fatal_cleanup(void (*cleanup)(void));

/* From now on fatal() ends with this exit code. */
void fatal_exit_code(int code);

/* Write a line on standard error that these parts make, at once. It asks for no memory and
 * takes no lock, so that a signal handler may call it. What is longer than 511 bytes is cut;
 * control characters become '?'. */
void fatal_say(const char *const *parts, size_t count);

#endif
