/*
 * load.h - reads a file, or standard input, into a source.
 */
#ifndef BASE_LOAD_H
#define BASE_LOAD_H

#include <stddef.h>

struct arena;
struct diag;
struct source;

/*
 * Returns the text of the file at `path` ("-" is standard input), in the arena. Returns NULL
 * after a message where the file is missing, a directory, empty, too large or unreadable. From
 * then on the diag's spans refer to this text. A file of more than SOURCE_SIZE_AWS bytes is
 * only warned of.
 */
struct source *load_source(struct arena *a, struct diag *d, const char *path);

/* The same of a text that is there already: `size` bytes of `text`, copied. */
struct source *load_text(struct arena *a, struct diag *d, const char *name, const char *text,
                         size_t size);

#endif
