/*
 * load.h - reads a file, or standard input, into a source.
 */
#ifndef BASE_LOAD_H
#define BASE_LOAD_H

struct arena;
struct diag;
struct source;

/*
 * The text of the file at `path` ("-" is standard input), in the arena, or NULL after a
 * message: missing, a directory, empty, too large, unreadable. From then on the diag's spans
 * refer to it. More than SOURCE_SIZE_AWS is only a warning.
 */
struct source *load_source(struct arena *a, struct diag *d, const char *path);

#endif
