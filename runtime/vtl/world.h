/*
 * world.h - what a run of a template sees, and how it ends.
 */
#ifndef VTL_WORLD_H
#define VTL_WORLD_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct value;

/* What a run sees. All is borrowed; values may be NULL. */
struct vtl_world {
    const char *body; /* of the request, or of the answer */
    size_t body_size;
    const struct value *params;    /* {"path", "querystring", "header"}: objects of texts */
    const struct value *context;   /* $context */
    const struct value *variables; /* $stageVariables */

    /* What a JSONPath finds in the body: returns true, with *ret_value new, or NULL where there
     * is nothing; or false, with the reason in `why`, if it is none. */
    bool (*find)(const struct value *body, const char *path, struct value **ret_value,
                 struct buf *why);
};

enum vtl_end {
    VTL_DONE,
    VTL_NOT_JSON, /* the template asks what is in the body, and that is not JSON */
    VTL_FAILED
};

#endif
