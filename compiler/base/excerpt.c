#include "compiler/base/excerpt.h"

#include <utf8proc.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"

enum {
    TAB = 8,
    LEAD_COLUMNS = 40,  /* shown before the place in a long line */
    SHOWN_BYTES = 1000, /* a bound for characters that have no width */
    ZERO_WIDTH_NON_JOINER = 0x200C,
    ZERO_WIDTH_JOINER = 0x200D
};

/* Emoji and many scripts need the joiners; all else that is invisible is escaped. */
static bool is_hidden(uint32_t character)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)character);
    return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP ||
           (category == UTF8PROC_CATEGORY_CF && character != ZERO_WIDTH_JOINER &&
            character != ZERO_WIDTH_NON_JOINER);
}

/* Appends what is shown for the character at `text`, `size` > 0; returns its bytes in `text`.
 */
static size_t put_character(struct buf *out, const char *text, size_t size)
{
    uint32_t character;
    size_t length = text_decode(text, size, &character);
    if (length == 0) {
        char replacement[4];
        buf_put(out, replacement, text_encode(replacement, TEXT_REPLACEMENT));
        return 1;
    }
    if (is_hidden(character)) {
        text_put_escape(out, character);
    } else {
        buf_put(out, text, length);
    }
    return length;
}

void excerpt_put_text(struct buf *out, const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        at += put_character(out, text + at, size - at);
    }
}

/* The columns that text_put_escape() fills. */
static int escape_width(uint32_t character)
{
    bool is_short = character >= '\b' && character <= '\r' && character != '\v';
    return is_short ? 2 : character < 0x10000 ? 6 : 12;
}

/* The columns of the character at `text` when it begins in `column`; `*ret_length`: its bytes.
 */
static int width_at(const char *text, size_t size, int column, size_t *ret_length)
{
    uint32_t character;
    size_t length = text_decode(text, size, &character);
    *ret_length = length == 0 ? 1 : length;
    if (length == 0) {
        return 1;
    }
    if (character == '\t') {
        return TAB - column % TAB;
    }
    if (is_hidden(character)) {
        return escape_width(character);
    }
    return utf8proc_charwidth((utf8proc_int32_t)character);
}

/* The end of what fits into `columns` from `from` on. */
static size_t reach(const char *line, size_t size, size_t from, int columns)
{
    int column = 0;
    size_t at = from;
    while (at < size && at - from < SHOWN_BYTES) {
        size_t length;
        column += width_at(line + at, size - at, column, &length);
        if (column > columns) {
            break;
        }
        at += length;
    }
    return at;
}

/* The start of the character that ends before `at` > 0. */
static size_t before(const char *line, size_t at)
{
    uint32_t character;
    for (size_t length = 1; length <= 4 && length <= at; length++) {
        if (text_decode(line + at - length, length, &character) == length) {
            return at - length;
        }
    }
    return at - 1;
}

/* About `columns` back from `at`. */
static size_t back(const char *line, size_t at, int columns)
{
    size_t from = at;
    int column = 0;
    while (from > 0 && column < columns && at - from < SHOWN_BYTES) {
        size_t length, start = before(line, from);
        column += width_at(line + start, from - start, 0, &length);
        from = start;
    }
    return from;
}

/* What of a line is shown: bytes [from, to), and the columns of the place in it. */
struct view {
    size_t from, to;
    int caret, width;
};

static struct view view_of(const char *line, size_t size, size_t start)
{
    struct view v = { 0 };
    v.to = reach(line, size, 0, EXCERPT_COLUMNS);
    if (v.to < size && start >= reach(line, size, 0, EXCERPT_COLUMNS - LEAD_COLUMNS)) {
        v.from = back(line, start, LEAD_COLUMNS);
        v.to = reach(line, size, v.from, EXCERPT_COLUMNS);
    }
    return v;
}

/* Appends the part of the line in view, and finds the columns of bytes [start, end). */
static void put_view(struct buf *out, const char *line, size_t size, size_t start, size_t end,
                     struct view *v)
{
    int column = 0, caret = -1, caret_end = -1;
    for (size_t at = v->from; at < v->to;) {
        if (caret < 0 && at >= start) {
            caret = column;
        }
        if (caret_end < 0 && at >= end) {
            caret_end = column;
        }
        size_t length;
        int width = width_at(line + at, size - at, column, &length);
        if (line[at] == '\t') {
            buf_print(out, "%*s", width, "");
        } else {
            put_character(out, line + at, size - at);
        }
        column += width;
        at += length;
    }
    v->caret = caret < 0 ? column : caret;
    v->width = (caret_end < 0 ? column : caret_end) - v->caret;
}

static void put_caret(struct buf *out, const struct view *v, const char *hint, bool color)
{
    buf_print(out, "%*s%s^", v->caret, "", color ? "\033[1;32m" : "");
    for (int i = 1; i < v->width; i++) {
        buf_char(out, '~');
    }
    if (hint != NULL) {
        buf_char(out, ' ');
        buf_text(out, hint);
    }
    buf_text(out, color ? "\033[0m\n" : "\n");
}

void excerpt_put_line(struct buf *out, const struct source *s, struct span at, const char *hint,
                      bool color)
{
    int number = source_place(s, at.start).line;
    at = source_written(s, at);
    size_t size, line_start = s->line_start[number - 1];
    const char *line = source_line(s, number, &size);
    size_t last = at.start < s->written_size ? at.start : s->written_size;
    size_t start = last - line_start;
    size_t end = at.end <= at.start ? start : at.end - line_start;
    struct view v = view_of(line, size, start);

    size_t gutter = out->size;
    buf_print(out, "%5d", number);
    gutter = out->size - gutter;
    buf_text(out, size == 0 ? " |" : v.from > 0 ? " | ..." : " | ");
    put_view(out, line, size, start, end, &v);
    buf_text(out, v.to < size ? "...\n" : "\n");
    buf_print(out, "%*s | %s", (int)gutter, "", v.from > 0 ? "   " : "");
    put_caret(out, &v, hint, color);
}
