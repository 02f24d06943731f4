/*
 * quote.h - the author's texts in C: as string literals, and in comments.
 *
 * A literal may hold any byte. What could mislead a compiler or a reader is written as three
 * octal digits: control characters, invisible ones, those that turn the direction of text, and
 * the second '?' of two (trigraphs). Other UTF-8 stays readable.
 */
#ifndef EMIT_QUOTE_H
#define EMIT_QUOTE_H

#include <stddef.h>

struct buf;

/* Columns of a line without the margin that its template gives it, and of the comments that
 * structure the file. */
#define QUOTE_LINE    92
#define QUOTE_COMMENT 76

/* One literal with its quotes. */
void quote_text(struct buf *c, const char *text, size_t size);

/*
 * Several literals, one a line, which C joins or a list separates: broken after newlines and
 * between words at the line's end (in a word that is too long, after a ':' or '/' or the
 * like), with `between` ("" or ",") after each but the last. All lines but the first begin with
 * `indent` blanks; `tail` columns stay free at the end of each.
 */
void quote_lines(struct buf *c, const char *text, size_t size, int indent, int tail,
                 const char *between);

/* In a comment, as JSON would write it, and no longer than `columns`: then cut, with "..." at
 * its end. */
void quote_comment(struct buf *c, const char *text, size_t size, int columns);

/* In a comment, broken into lines of at most `columns` between its words. */
void quote_paragraph(struct buf *c, const char *text, size_t size, int columns);

/* How many columns UTF-8 takes in a terminal. */
int quote_columns(const char *text, size_t size);

/* Columns of the last line of `c`, which is not ended yet. */
int quote_column(const struct buf *c);

/* The last column for lines that are indented so far: deep ones may be longer. */
int quote_line_end(int indent);

void quote_blanks(struct buf *c, int count);

#endif
