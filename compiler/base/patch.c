#include "compiler/base/patch.h"

#include <string.h>

#include "compiler/base/arena.h"

/* ---- Looking at one ---- */

size_t patched_before(const struct patched *t, uint32_t offset)
{
    size_t low = 0, high = t->piece_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->pieces[middle].at.start <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct span patched_shown(const struct patched *t, uint32_t offset)
{
    size_t before = patched_before(t, offset);
    if (before == 0 || t->pieces == NULL) {
        return (struct span){ offset, offset + 1 };
    }
    const struct source_piece *p = &t->pieces[before - 1];
    if (offset < p->at.end) {
        return p->written;
    }
    uint32_t start = p->written.end + (offset - p->at.end);
    return (struct span){ start, start + 1 };
}

struct span patched_written(const struct patched *t, struct span at)
{
    struct span first = patched_shown(t, at.start);
    if (at.end > at.start) {
        uint32_t end = patched_shown(t, at.end - 1).end;
        return (struct span){ first.start, end > first.start ? end : first.start };
    }
    bool is_in_piece = first.end - first.start > 1;
    return (struct span){ first.start, is_in_piece ? first.end : first.start };
}

/* ---- Putting one together ---- */

static void add_piece(struct patch *p, struct span written, size_t start)
{
    if (p->count == p->room) {
        size_t room = p->room == 0 ? 16 : 2 * p->room;
        struct source_piece *pieces = arena_array(p->a, room, sizeof *pieces);
        if (p->count > 0) {
            memcpy(pieces, p->pieces, p->count * sizeof *pieces);
        }
        p->pieces = pieces;
        p->room = room;
    }
    p->pieces[p->count++] =
        (struct source_piece){ .written = written,
                               .at = { (uint32_t)start, (uint32_t)p->out.size } };
}

void patch_put(struct patch *p, const char *text, size_t size, struct span written)
{
    size_t start = p->out.size;
    buf_put(&p->out, text, size);
    add_piece(p, written, start);
}

/* Where the byte that comes next would be from, if nothing else is said. */
static uint32_t expected(const struct patch *p)
{
    const struct source_piece *last = p->count == 0 ? NULL : &p->pieces[p->count - 1];
    return last == NULL ? (uint32_t)p->out.size
                        : last->written.end + ((uint32_t)p->out.size - last->at.end);
}

/* Bytes that stand in the file as they are. */
static void copy_plain(struct patch *p, const struct patched *from, struct span at,
                       const struct source_piece *before)
{
    struct span here = patched_shown(from, at.start);
    bool is_empty_piece =
        before != NULL && before->at.start == at.start && before->at.end == at.start;
    if (is_empty_piece) {
        add_piece(p, before->written, p->out.size);
    } else if (expected(p) != here.start) {
        add_piece(p, (struct span){ here.start, here.start }, p->out.size);
    }
    buf_put(&p->out, from->text + at.start, at.end - at.start);
}

/* Where the piece behind so many begins; `end` if there is none. */
static uint32_t next_start(const struct patched *t, size_t count, uint32_t end)
{
    return t->pieces == NULL || count >= t->piece_count ? end : t->pieces[count].at.start;
}

void patch_copy(struct patch *p, const struct patched *from, struct span at)
{
    while (at.start < at.end) {
        size_t count = patched_before(from, at.start);
        const struct source_piece *before = count == 0 ? NULL : &from->pieces[count - 1];
        bool is_inside = before != NULL && at.start < before->at.end;
        uint32_t end = is_inside ? before->at.end : next_start(from, count, at.end);
        end = end < at.end ? end : at.end;
        if (is_inside) {
            patch_put(p, from->text + at.start, end - at.start, before->written);
        } else {
            copy_plain(p, from, (struct span){ at.start, end }, before);
        }
        at.start = end;
    }
}

struct patched patch_end(struct patch *p)
{
    struct patched t = { arena_text_n(p->a, buf_string(&p->out), p->out.size), p->out.size,
                         p->pieces, p->count };
    buf_release(&p->out);
    return t;
}
