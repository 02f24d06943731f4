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

/* Returns true if the user has chosen the C compiler, by --cc (`named`) or by $CC. */
bool cc_is_chosen(const char *named);

/* The path of the program that PATH has under `name`, in the arena; NULL if there is none. */
const char *cc_on_path(struct arena *a, const char *name);

/* tcc, which compiles many times faster than others and optimises nothing. Of size 0 where it
 * is not installed. In the arena. */
struct cc cc_find_tcc(struct arena *a);

/* The options among those of the file `path` that ask for sanitizers, in the arena; a file that
 * cannot be read has none. Its `advice` means nothing. */
struct cc cc_sanitizers(struct arena *a, const char *path);

/*
 * The option that has the compiler link with mold or gold, which are quicker than its own
 * choice: "-fuse-ld=mold". Returns NULL where neither is installed, or where the compiler's
 * words choose a linker themselves. Static.
 */
const char *cc_quick_linker(struct arena *a, const struct cc *c);

/*
 * The C++ compiler that belongs to `c`: $CXX, or the same name with g++ for gcc, clang++ for
 * clang, c++ for cc, and with the same arguments. Returns false after a message on standard
 * error: `c` has none of these names, and $CXX is not set. `file` is what is to be compiled,
 * for that message.
 */
bool cc_find_cxx(struct arena *a, const struct cc *c, const char *file, struct cc *ret_cxx);

/* Run a call of `c`, which begins with its words; its standard output is added to `output`, or
 * goes to standard error where that is NULL. Returns 0, or 3 after a message. */
int cc_run(const struct cc *c, const char *const *argv, struct buf *output);

/*
 * Run a call that need not succeed, because there is another way. Where it succeeds, what it
 * said goes to standard error; where it does not, nothing is shown of it. Returns true if it
 * has succeeded; false, too, where a signal wants the program to end: see
 * scratch_interrupted().
 */
bool cc_try(struct arena *a, const char *const *argv);

/*
 * Ask the compiler for which machine it builds: "x86_64", the first word of what -dumpmachine
 * prints; NULL where it does not say. Returns 0, or 3 after a message.
 */
int cc_machine(struct arena *a, const struct cc *c, const char **ret_machine);

/* The path of a library's file as the compiler finds it; NULL if it does not find it. In the
 * arena. */
const char *cc_library(struct arena *a, const struct cc *c, const char *file);

/* Returns true if the compiler is told to count what is run (--coverage and its kin): then each
 * object has files beside it, and the program writes there when it ends. */
bool cc_counts(const struct cc *c);

#endif
