/*
 * arguments.h - the command line, read into options.
 *
 * Knows the words and their order only; whether a file exists or a definition is right is
 * others' business.
 */
#ifndef DRIVE_ARGUMENTS_H
#define DRIVE_ARGUMENTS_H

#include <stdbool.h>

struct arena;
struct options;

/* Read the command line. Returns false after a message on standard error: the exit code is 2
 * then. */
bool arguments_parse(struct arena *a, int argc, char **argv, struct options *ret_options);

#endif
