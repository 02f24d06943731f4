/*
 * patch.h - a text that is put together of other texts, and which bytes of the author's file
 * show each byte of it.
 *
 * A byte either stands in the file as it is, or belongs to a piece: a text that was put in, all
 * of which is shown by the same bytes of the file. Behind a piece the text goes on with the
 * byte of the file behind what shows the piece; a piece of no text only says where.
 */
#ifndef BASE_PATCH_H
#define BASE_PATCH_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"

struct arena;

/* Bytes [start, end) of a text. */
struct span {
    uint32_t start;
    uint32_t end;
};

/* One text that was put in, for example the value of a ${NAME}. */
struct source_piece {
    struct span written; /* what shows it, in the author's file */
    struct span at;      /* it, in the text */
};

struct patched {
    const char *text; /* with a NUL behind */
    size_t size;
    const struct source_piece *pieces; /* [piece_count], in the order of the text */
    size_t piece_count; /* 0: all of it stands in the file, from its first byte on */
};

/* How many pieces begin at or before a byte of the text. O(log pieces). */
size_t patched_before(const struct patched *t, uint32_t offset);

/* Which bytes of the file show a span of the text: those that it stands in, and all of what
 * shows the pieces that it begins or ends in. */
struct span patched_written(const struct patched *t, struct span at);

/* The bytes of the file that show one byte of the text. */
struct span patched_shown(const struct patched *t, uint32_t offset);

/* One that is being put together: begin with the arena, and with the limit of `out` where there
 * is one. */
struct patch {
    struct arena *a;
    struct buf out;
    struct source_piece *pieces;
    size_t count, room;
};

/* Append a text as one piece; without a text it says where the next bytes are from. */
void patch_put(struct patch *p, const char *text, size_t size, struct span written);

/* Append bytes [at.start, at.end) of another text of the same file, with their places. */
void patch_copy(struct patch *p, const struct patched *from, struct span at);

/* What has come together, in the arena; nothing may be appended afterwards. */
struct patched patch_end(struct patch *p);

#endif
