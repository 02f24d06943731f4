/*
 * usage.h - a command line that cannot be followed: what is wrong with it, on standard error.
 */
#ifndef DRIVE_USAGE_H
#define DRIVE_USAGE_H

#include <stdbool.h>

/* "aslc: <message>" and where help is. Returns 2, the exit code. */
int usage_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same for those who say with a bool that they cannot go on. Returns false. */
bool usage_refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
