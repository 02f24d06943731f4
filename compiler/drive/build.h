/*
 * build.h - runs cc on the generated C and links the runtime.
 *
 * The runtime is found relative to aslc itself: lib/libasl.a, lib/asl.libs (the libraries it
 * needs, as the Makefile wrote them) and include/ beside it or beside its folder. All files are
 * made in scratch.h's folder, which the caller closes.
 */
#ifndef DRIVE_BUILD_H
#define DRIVE_BUILD_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct options;

struct build {
    struct arena *a;
    const struct options *o;
    const char *const *cc; /* its name and first arguments; ends with NULL */
    size_t cc_size;
    const char *root;   /* has lib/ and include/ */
    const char **given; /* cc_args, each .c replaced by its object; ends with NULL */
    const char *const
        *symbols; /* global functions of the given .c, .o and .a files; ends with NULL */
};

/*
 * Find cc and the runtime, compile the given .c files, read the symbols. 0, or an exit code of
 * aslc after a message on standard error; then, too, scratch_close() is the caller's.
 */
int build_start(struct build *b, struct arena *a, const struct options *o);

/* Compile `c_text` and link it. *ret_program is the executable's path in the scratch folder.
 * The same codes. */
int build_program(struct build *b, const char *name, const struct buf *c_text,
                  const char **ret_program);

/* What goes into the program besides the generated C, for the cache's key: bytes that differ
 * where it differs. */
void build_key(const struct build *b, struct buf *key);

#endif
