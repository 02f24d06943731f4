/*
 * output.h - the program's standard output, on which nothing but its answers goes.
 *
 * A C function that does a task may print: what it prints belongs on standard error. So answers
 * go to a descriptor of their own, and descriptor 1, which such functions print on, can be led
 * to standard error.
 */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include <stdio.h>

/* The real standard output, whatever becomes of descriptor 1; programs that are started do not
 * inherit it. Returns -1 if the program was started without one. */
int output_fd(void);

/* The same as a stream (static). Its answers are flushed by who writes them, or at exit. */
FILE *output_file(void);

/* Prints on output_file(). */
void output_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* From now on what is printed on descriptor 1 or `stdout` goes to standard error, line by line.
 */
void output_divert(void);

/* To be called in a forked child that has put something else at descriptor 1: from now on that
 * is its standard output. */
void output_renew(void);

#endif
