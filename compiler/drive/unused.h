/*
 * unused.h - given C files that the program has no use for.
 */
#ifndef DRIVE_UNUSED_H
#define DRIVE_UNUSED_H

struct arena;
struct build;
struct diag;
struct plan;

/*
 * Warn of each C or C++ source none of whose functions does a task or is asked for by another
 * given file. Says nothing where that is not certain: a library may call it, it defines no
 * function, or it has something to do before main().
 */
void unused_check(struct arena *a, struct diag *d, const struct build *b, const struct plan *p);

#endif
