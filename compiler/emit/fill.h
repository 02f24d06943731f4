/*
 * fill.h - holes in templates. Three rules, no loops, no conditions:
 *
 *   1. {{hole}} is replaced; a text of several lines keeps the margin of its line (blanks, and
 * a comment's stars).
 *   2. A line with an empty hole is left out; {{?hole}} prints nothing and only asks.
 *   3. Blank lines, and those of a comment, that follow each other become one.
 *
 * What is put in is never looked at again, so {{id}} in an author's text stays text.
 */
#ifndef EMIT_FILL_H
#define EMIT_FILL_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

#define FILL_HOLES_MAX 40

struct fill_hole {
    const char *name;
    const char *text;
    size_t size;
};

/* The holes of one template. Set to {0} it has none; `arena` keeps the texts that fill_take()
 * takes. */
struct fill {
    struct arena *arena;
    size_t count;
    struct fill_hole hole[FILL_HOLES_MAX];
};

/* Put `text` (borrowed until fill_print; NULL means empty) into a hole. */
void fill_set(struct fill *f, const char *name, const char *text);

/* Put what a buffer holds into a hole; the buffer is empty afterwards, its memory released. */
void fill_take(struct fill *f, const char *name, struct buf *text);

/* Say of a hole that is only asked for whether it is full. */
void fill_ask(struct fill *f, const char *name, bool is_full);

/* Append `template` with its holes filled. Each of its holes must have been set. Linear. */
void fill_print(const struct fill *f, struct buf *out, const char *template);

#endif
