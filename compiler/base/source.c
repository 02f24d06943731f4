#include "compiler/base/source.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/hole.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

static void index_lines(struct arena *a, struct source *s)
{
    size_t lines = 1;
    for (size_t i = 0; i < s->written_size; i++) {
        lines += s->written[i] == '\n';
    }
    uint32_t *start = arena_array(a, lines, sizeof *start);
    size_t line = 1;
    for (size_t i = 0; i < s->written_size; i++) {
        if (s->written[i] == '\n') {
            start[line++] = (uint32_t)(i + 1);
        }
    }
    s->line_start = start;
    s->lines = lines;
}

static void index_tails(struct arena *a, struct source *s)
{
    uint32_t *tails = arena_array(a, s->written_size / SOURCE_TAILS_EVERY + 1, sizeof *tails);
    uint32_t count = 0;
    for (size_t i = 0; i < s->written_size; i++) {
        if (i % SOURCE_TAILS_EVERY == 0) {
            tails[i / SOURCE_TAILS_EVERY] = count;
        }
        count += text_is_tail(s->written[i]);
    }
    if (s->written_size % SOURCE_TAILS_EVERY == 0) {
        tails[s->written_size / SOURCE_TAILS_EVERY] = count;
    }
    s->tails = tails;
}

/* It goes into JSON, so it becomes UTF-8 whatever the file is called. */
static const char *last_part(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *part = slash != NULL && slash[1] != '\0' ? slash + 1 : path;
    struct buf b = { 0 };
    text_put_utf8(&b, part, strlen(part));
    const char *name = arena_text(a, buf_string(&b));
    buf_release(&b);
    return name;
}

struct source *source_of_text(struct arena *a, const char *name, const char *text, size_t size)
{
    size_t mark_size = text_mark_size(text, size);
    text += mark_size;
    size -= mark_size;
    if (size > SOURCE_SIZE_MAX) {
        size = SOURCE_SIZE_MAX;
    }
    struct source *s = arena_get(a, sizeof *s);
    s->path = arena_text(a, name);
    s->name = strcmp(name, "-") == 0 ? "stdin" : last_part(a, s->path);
    s->text = s->written = arena_text_n(a, text, size);
    s->size = s->written_size = size;
    index_lines(a, s);
    index_tails(a, s);
    return s;
}

/* ---- What the author wrote, and what is read ---- */

void source_fill(struct source *s, const struct patched *t)
{
    s->text = t->text;
    s->size = t->size;
    s->pieces = t->pieces;
    s->piece_count = t->piece_count;
}

struct patched source_patched(const struct source *s)
{
    return (struct patched){ s->text, s->size, s->pieces, s->piece_count };
}

struct span source_written(const struct source *s, struct span at)
{
    struct patched t = source_patched(s);
    return patched_written(&t, at);
}

/* A ${NAME} whose value is the piece, and not itself; other pieces only say where something
 * stands. */
static bool is_hole(const struct source *s, const struct source_piece *p)
{
    const char *name = s->written + p->written.start;
    size_t size = p->written.end - p->written.start;
    bool is_same =
        p->at.end - p->at.start == size && memcmp(name, s->text + p->at.start, size) == 0;
    return size > 0 && !is_same && hole_size(name, size) == size;
}

static void put_piece(struct buf *out, const struct source *s, const struct source_piece *p)
{
    enum { SHOWN_BYTES = 60 };
    size_t size = p->at.end - p->at.start;
    size_t cut = text_cut(s->text + p->at.start, size, SHOWN_BYTES);
    buf_put(out, s->written + p->written.start, p->written.end - p->written.start);
    buf_text(out, size == 0 ? " is filled with nothing" : " is filled with ");
    buf_put(out, s->text + p->at.start, cut);
    buf_text(out, cut < size ? "..." : "");
}

/* How many pieces end before a byte of `written`. O(log pieces). */
static size_t pieces_behind(const struct source *s, uint32_t written)
{
    size_t low = 0, high = s->piece_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->pieces[middle].written.end < written) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool source_put_filled(struct buf *out, const struct source *s, struct span at,
                       bool is_whole_line)
{
    enum { SHOWN_PIECES = 3 };
    struct span written = source_written(s, at);
    size_t line = (size_t)source_place(s, at.start).line;
    if (line < s->lines && written.end > s->line_start[line]) {
        return false;
    }
    uint32_t from = is_whole_line ? s->line_start[line - 1] : written.start;
    uint32_t to = written.end > written.start ? written.end : written.start + 1;
    size_t count = 0;
    for (size_t i = pieces_behind(s, from);
         i < s->piece_count && s->pieces[i].written.start < to && count < SHOWN_PIECES; i++) {
        if (is_hole(s, &s->pieces[i])) {
            buf_text(out, count++ > 0 ? ", " : "");
            put_piece(out, s, &s->pieces[i]);
        }
    }
    return count > 0;
}

/* ---- Lines and columns ---- */

/* UTF-8 tail bytes before `offset`. */
static uint32_t tails_before(const struct source *s, size_t offset)
{
    size_t step = offset / SOURCE_TAILS_EVERY;
    uint32_t count = s->tails[step];
    for (size_t i = step * SOURCE_TAILS_EVERY; i < offset; i++) {
        count += text_is_tail(s->written[i]);
    }
    return count;
}

static struct source_place place_of(const struct source *s, uint32_t offset)
{
    size_t at = offset < s->written_size ? offset : s->written_size;
    size_t low = 0, high = s->lines;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (s->line_start[middle] <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    size_t start = s->line_start[low];
    size_t characters = at - start - (tails_before(s, at) - tails_before(s, start));
    return (struct source_place){ .line = (int)low + 1, .column = (int)characters + 1 };
}

struct source_place source_place(const struct source *s, uint32_t offset)
{
    struct patched t = source_patched(s);
    return place_of(s, patched_shown(&t, offset).start);
}

struct source_place source_end(const struct source *s, struct span at)
{
    return place_of(s, source_written(s, at).end);
}

const char *source_line(const struct source *s, int line, size_t *ret_size)
{
    if (line < 1 || (size_t)line > s->lines) {
        *ret_size = 0;
        return "";
    }
    size_t start = s->line_start[line - 1];
    size_t end = (size_t)line < s->lines ? s->line_start[line] - 1 : s->written_size;
    if (end > start && s->written[end - 1] == '\r') {
        end--;
    }
    *ret_size = end - start;
    return s->written + start;
}
