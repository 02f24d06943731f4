/*
 * bindings.h - who does which task, as the file of --tasks says: a JSON object {RESOURCE:
 * TARGET}. What is wrong with it is told where it stands in that file.
 */
#ifndef DRIVE_BINDINGS_H
#define DRIVE_BINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/drive/pairs.h"

struct arena;
struct asl_binding;
struct diag;
struct workflow;

struct bindings {
    const struct asl_binding *list; /* ends with a NULL resource */
    struct pairs_places places;     /* of the list's members, in their order */
};

/*
 * Read the file at `path`, in the arena, and check each target as far as it can be without the
 * program: that it is of a kind that there is and that `without` (ends with NULL) does not
 * leave out, and that it is written as that kind is. An unreadable file leaves the list empty.
 */
void bindings_read(struct arena *a, struct diag *d, const char *path,
                   const char *const *without, bool is_static, struct bindings *ret_bindings);

/* Warn of each RESOURCE that no Task of the workflow can have. */
void bindings_check_keys(struct arena *a, struct diag *d, const struct bindings *b,
                         const struct workflow *w);

/* Report each function that a c:SYMBOL names and that is not in `symbols`, which ends with
 * NULL; `symbols` itself may be NULL, which means that there are none. */
void bindings_check_symbols(struct diag *d, const struct bindings *b,
                            const char *const *symbols);

#endif
