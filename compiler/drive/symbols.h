/*
 * symbols.h - what the given objects and archives define and what they ask of others, as nm
 * tells it.
 */
#ifndef DRIVE_SYMBOLS_H
#define DRIVE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* One file's global names; each list ends with NULL. */
struct symbols_file {
    const char *path;             /* of the object or archive */
    const char *const *functions; /* that it defines */
    const char *const *data;      /* that it defines and that are not functions */
    const char *const *wanted;    /* that others must define */
};

/*
 * Read `paths` (ends with NULL), as many files as there are paths, in the arena. Returns 0, or
 * 3 after a message on standard error.
 */
int symbols_read(struct arena *a, const char *const *paths, struct symbols_file **ret_files);

/* Returns true if the list, which ends with NULL, has the name. */
bool symbols_has(const char *const *list, const char *name);

#endif
