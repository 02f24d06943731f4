/*
 * source.h - one file's text, and where a byte of it stands.
 *
 * What is read may be another text than the author wrote: one in which each ${NAME} is filled
 * in, or a definition that stands in a template (source_fill()). Spans are bytes of what is
 * read; lines, columns and excerpts are always those of the author's file, and whatever lies in
 * a filled-in value is shown as its ${NAME}.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/base/patch.h"

struct arena;
struct buf;

struct source {
    const char *path; /* as the user gave it; "-" is standard input */
    const char *name; /* its last part: order.asl.json; "stdin" of standard input */
    const char *text; /* what is read; NUL behind; a byte order mark at its start is left out */
    size_t size;
    const char *written; /* what the author wrote: the same, but for a source that was filled */
    size_t written_size;
    const struct source_piece *pieces; /* [piece_count], in the order of the text */
    size_t piece_count;
    const uint32_t *line_start; /* [lines] byte offsets in `written` */
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

/* From now on `t` is read, which is put together of `s->written`; borrowed. */
void source_fill(struct source *s, const struct patched *t);

/* What is read. */
struct patched source_patched(const struct source *s);

/* Which bytes of `written` show a span: those that it was read from, and all of each ${NAME}
 * that it begins or ends in. */
struct span source_written(const struct source *s, struct span at);

/*
 * Append what the values are in which the span lies, that lie in it or end where it begins:
 * "${secs} is filled with 3". False, and nothing, if there are none, or if the author's text of
 * the span is longer than a line. `is_whole_line` looks at what stands before the span on its
 * line as well.
 */
bool source_put_filled(struct buf *out, const struct source *s, struct span at,
                       bool is_whole_line);

/* Line and column of a byte, both from 1; columns count characters, not bytes. O(log lines). */
struct source_place {
    int line, column;
};
struct source_place source_place(const struct source *s, uint32_t offset);

/* The place behind a span. */
struct source_place source_end(const struct source *s, struct span at);

/* One line of what the author wrote, without its end; `line` from 1. Lines that are not there
 * are empty. */
const char *source_line(const struct source *s, int line, size_t *ret_size);

#endif
