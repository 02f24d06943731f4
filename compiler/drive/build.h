/*
 * build.h - runs cc on the generated C and links the runtime.
 *
 * The runtime is found relative to aslc itself: lib/libasl.a, lib/asl.libs (the libraries it
 * needs, as the Makefile wrote them) and include/ beside it or beside its folder. A compiler
 * that builds for another machine gets the runtime of lib/asl/MACHINE. All files are made in
 * scratch.h's folder, which the caller closes; a compiler that counts what is run
 * (--coverage) leaves objects and notes in the folder OUTPUT.gcov, where gcov finds them.
 */
#ifndef DRIVE_BUILD_H
#define DRIVE_BUILD_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/drive/cc.h"

struct arena;
struct buf;
struct depend;
struct options;
struct symbols_file;

struct build {
    struct arena *a;
    const struct options *o;
    struct cc cc;
    struct cc cxx;        /* of size 0 if nothing is C++ */
    struct cc tcc;        /* compiles the workflow in cc's place; of size 0 if cc does it */
    struct cc sanitizers; /* the runtime's -fsanitize...; of size 0 if it has none */
    bool has_cxx_archive; /* C++'s own runtime goes into the program */
    bool is_large;        /* the workflow's C */
    const char *linker;   /* "-fuse-ld=gold"; NULL for cc's own choice */
    const char *root;     /* has lib/ and include/ */
    const char *lib;      /* has libasl.a and asl.libs for the compiler's machine */
    const char *kept;     /* the folder of what must stay; NULL if nothing must */
    const char **given;   /* cc_args, each source replaced by its object; ends with NULL */
    struct symbols_file *files; /* of the given objects and archives */
    size_t file_count;
    const char *const *symbols; /* the functions that they define; ends with NULL */
};

/* Returns true if aslc has a C or C++ compiler make an object of that file. */
bool build_is_source(const char *file);

/*
 * Find cc and the runtime, compile the given .c and C++ files, read the symbols. `output` is
 * where the program will lie; NULL if there will be none, or if it will be in the cache.
 * Returns 0, or an exit code of aslc after a message on standard error; then, too,
 * scratch_close() is the caller's.
 */
int build_start(struct build *b, struct arena *a, const struct options *o, const char *output);

/* Compile `c_text` and link it. *ret_program is the executable's path in the scratch folder.
 * The same codes. */
int build_program(struct build *b, const char *name, const struct buf *c_text,
                  const char **ret_program);

/* Add what the build reads besides the definition and files of settings: the given files, the
 * headers that they include, and for a program the runtime. A library of -l is not among them.
 * Returns 0, or 3 after a message. */
int build_reads(const struct build *b, struct depend *d);

/* What goes into the program besides the generated C, for the cache's key: bytes that differ
 * where it differs. */
void build_key(const struct build *b, struct buf *key);

#endif
