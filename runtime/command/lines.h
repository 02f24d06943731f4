/*
 * lines.h - the lines of a file descriptor, as they come.
 *
 * A line is at most `most` bytes; a longer one is dropped as it is read and told of in
 * its place. The last line need not end. Nothing is read but by lines_fill().
 */
#ifndef COMMAND_LINES_H
#define COMMAND_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"

#define LINES_SIZE_MAX (16u << 20)

struct line {
    const char *text; /* borrowed, until the next lines_fill(); no NUL behind */
    size_t size;      /* without the line's end */
    uint64_t number;  /* from 1 */
    bool is_too_long; /* then it has no text */
};

struct lines {
    int fd; /* borrowed */
    struct buf text;
    size_t begin; /* of the next line */
    size_t seen;  /* no line ends before this */
    size_t most;  /* bytes of a line: LINES_SIZE_MAX, unless the owner changes it */
    uint64_t number;
    bool is_dropping; /* the line that comes in is too long */
    bool has_ended;   /* there is no more to read */
};

void lines_open(struct lines *l, int fd);
void lines_close(struct lines *l);

/* Read once, some 64 KiB at most; for when lines_next() has said no. It waits if nothing is
 * there. Returns 0, or a negative errno, after which the input has ended. */
int lines_fill(struct lines *l);

/* The next line that is whole: true and *ret_line. */
bool lines_next(struct lines *l, struct line *ret_line);

/* Returns true if a line has nothing but white space. */
bool lines_is_blank(const struct line *line);

#endif
