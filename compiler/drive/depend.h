/*
 * depend.h - which files a build has read, as rules for make: -MMD and its kin, which mean what
 * they mean to a C compiler.
 */
#ifndef DRIVE_DEPEND_H
#define DRIVE_DEPEND_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct options;

/* Files that were read, in their order, each once. */
struct depend {
    struct arena *a;
    const char **words; /* names, quoted for make */
    size_t count, room;
};

/* An empty list, in the arena. */
struct depend *depend_new(struct arena *a);

/* Add a file. NULL and "-", standard input, are none. */
void depend_file(struct depend *d, const char *path);

/* Add what the one rule in the file at `path` names, which a compiler has written for -MMD or
 * -MD. Returns 0, or 3 after a message. */
int depend_rule(struct depend *d, const char *path);

/* Where the rules go: the file of -MF, or `output` with the ending .d in place of its own.
 * `output` may be NULL where there is -MF. */
const char *depend_path(struct arena *a, const struct options *o, const char *output);

/*
 * Write the rules there: that the targets (of -MT and -MQ, else `output`) need the files, and
 * for -MP one of its own for each file but the first. Returns 0, or an exit code of aslc after
 * a message: 2 for a name with a line break in it, which make cannot read, 3 where the file
 * cannot be written.
 */
int depend_write(const struct depend *d, const struct options *o, const char *output);

#endif
