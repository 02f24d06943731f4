/*
 * glyph.h - how wide a text is in a common sans-serif font (Helvetica, Arial, Liberation Sans:
 * their letters have the same widths), and where it is broken into lines.
 */
#ifndef GRAPH_GLYPH_H
#define GRAPH_GLYPH_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Pixels, rounded up, at a font size in pixels. */
int glyph_width(const char *text, size_t size, int font);

/*
 * The text in lines of at most `width` pixels, as even as can be: broken after blanks, '-', '_'
 * and the like, before a capital letter in a word, or else anywhere. What acts instead of being
 * seen is shown as an escape (text.h). At most `most` lines: where the text is too long, the
 * middle of the last one is left out, and "..." stands there.
 * Returns the lines in the arena; their number is at least 1.
 */
const char *const *glyph_lines(struct arena *a, const char *text, size_t size, int font,
                               int width, size_t most, size_t *ret_count);

/* Returns true if no part of it has to be left out. */
bool glyph_fits(struct arena *a, const char *text, size_t size, int font, int width,
                size_t most);

/* The width of the widest line. */
int glyph_widest(const char *const *lines, size_t count, int font);

#endif
