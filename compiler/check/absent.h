/*
 * absent.h - paths into what a Pass state writes down, to where nothing stands: the state that
 * follows one fails (P-20). Looks at the Pass itself and at the state behind it, and says so
 * only where it is certain.
 */
#ifndef CHECK_ABSENT_H
#define CHECK_ABSENT_H

struct checker;

/* Check all states of the workflow. O(size of the definition) on average, but for the depth of
 * what a path leads into. */
void absent_check(const struct checker *c);

#endif
