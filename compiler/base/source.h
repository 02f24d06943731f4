/*
 * source.h - one file's text, and where a byte of it stands.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

struct arena;

/* Bytes [start, end) of a source. */
struct span {
    uint32_t start;
    uint32_t end;
};

struct source {
    const char *path; /* as the user gave it; "-" is standard input */
    const char *name; /* its last part: order.asl.json; "stdin" of standard input */
    const char *text; /* NUL behind; a byte order mark at its start is left out */
    size_t size;
    const uint32_t *line_start; /* [lines] byte offsets */
    size_t lines;               /* at least 1; one more than there are newlines */
    const uint32_t
        *tails; /* UTF-8 tail bytes before each SOURCE_TAILS_EVERY bytes: columns stay cheap */
};

#define SOURCE_SIZE_MAX    (64u << 20)
#define SOURCE_SIZE_AWS    1048576u /* T-19 */
#define SOURCE_TAILS_EVERY 1024u

/* A source made of `text`, copied, for tests and --eval. At most SOURCE_SIZE_MAX bytes are
 * kept. */
struct source *source_of_text(struct arena *a, const char *name, const char *text, size_t size);

/* Line and column of a byte, both from 1; columns count characters, not bytes. O(log lines). */
struct source_place {
    int line, column;
};
struct source_place source_place(const struct source *s, uint32_t offset);

/* One line's text without its end; `line` from 1. Lines that are not there are empty. */
const char *source_line(const struct source *s, int line, size_t *ret_size);

#endif
