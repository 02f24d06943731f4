/*
 * cc.h - the compilers that aslc calls: how they are named, for which machine they build, and
 * what is said where one fails. All of it needs scratch.h's folder.
 */
#ifndef DRIVE_CC_H
#define DRIVE_CC_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

/* A compiler: its name and first arguments, as "ccache gcc" has them; ends with NULL. */
struct cc {
    const char *const *words;
    size_t size;
    const char *advice; /* what to do where there is none of that name; static */
};

/* The C compiler: `named` (of --cc) where that is not NULL, else $CC, else cc. In the arena. */
struct cc cc_find(struct arena *a, const char *named);

/*
 * The C++ compiler that belongs to `c`: $CXX, or the same name with g++ for gcc, clang++ for
 * clang, c++ for cc, and with the same arguments. False after a message on standard error: `c`
 * has none of these names, and $CXX is not set. `file` is what is to be compiled, for that
 * message.
 */
bool cc_find_cxx(struct arena *a, const struct cc *c, const char *file, struct cc *ret_cxx);

/* Run a call of `c`, which begins with its words; its standard output is added to `output`, or
 * goes to standard error where that is NULL. Returns 0, or 3 after a message. */
int cc_run(const struct cc *c, const char *const *argv, struct buf *output);

/*
 * Ask the compiler for which machine it builds: "x86_64", the first word of what -dumpmachine
 * prints; NULL where it does not say. Returns 0, or 3 after a message.
 */
int cc_machine(struct arena *a, const struct cc *c, const char **ret_machine);

/* The path of a library's file as the compiler finds it; NULL: it does not find it. In the
 * arena. */
const char *cc_library(struct arena *a, const struct cc *c, const char *file);

/* Returns true if the compiler is told to count what is run (--coverage and its kin): then each
 * object has files beside it, and the program writes there when it ends. */
bool cc_counts(const struct cc *c);

#endif
