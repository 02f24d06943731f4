/*
 * position.h - a byte of a text, and the line and character by which an editor calls it.
 *
 * Both count from 0. A line ends with \n, \r\n or \r; characters are units of UTF-16 or of
 * UTF-8, whichever was agreed upon. Texts are UTF-8.
 */
#ifndef VIEW_POSITION_H
#define VIEW_POSITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct position {
    size_t line, character;
};

/* A text whose lines were looked for once. */
struct position_map {
    const char *text; /* borrowed */
    size_t size;
    bool is_utf8;           /* what counts as a character */
    const uint32_t *starts; /* [lines] byte offsets */
    size_t lines;           /* at least 1 */
    const uint32_t *units;  /* of UTF-16 before each POSITION_STEP bytes */
};

#define POSITION_STEP 1024u

/* In the arena. O(size). */
struct position_map *position_map(struct arena *a, const char *text, size_t size, bool is_utf8);

/* Where a byte stands; one behind the text stands at its end. O(log lines + POSITION_STEP). */
struct position position_of(const struct position_map *m, size_t offset);

/* The byte that a position means: of a character that is cut in two its first, of a line that
 * is too short its end, of a line that is not there the end of the text. */
size_t position_offset(const struct position_map *m, struct position p);

/* The same without a map: O(size). */
size_t position_find(const char *text, size_t size, bool is_utf8, struct position p);

#endif
