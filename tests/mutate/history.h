/*
 * history.h - looks at what runs have left: outputs and histories.
 */
#ifndef MUTATE_HISTORY_H
#define MUTATE_HISTORY_H

#include <stddef.h>

/*
 * Read a report of tests/random/drive and print a line for each run that is not as it must be:
 * exit 0, 1, 3 or 4; a history whose events are numbered from 1, each after the one that led to
 * it, in the order of time; which starts with ExecutionStarted and ends as the exit code says.
 * Returns how many runs there were; *ret_wrong of them are wrong. Ends the program where there
 * is no report.
 */
size_t history_look(const char *report, size_t *ret_wrong);

#endif
