#include "compiler/graph/glyph.h"

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

#include "compiler/base/arena.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* Thousandths of the font's size: of " " to "~", and what others are taken for. */
static const short widths[] = {
    278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, /* 0 */
    556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, /* @ */
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, /* P */
    667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, /* ` */
    333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, /* p */
    556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
};
#define WIDTH_SMALL 600
#define WIDTH_LARGE 740
#define WIDTH_WIDE  1000
#define WIDTH_EMOJI 1300

/* Text that is longer than this is cut before it is measured. */
#define BYTES_MAX 2000

static const char dots[] = "...";

static int width_of(uint32_t c)
{
    if (c >= ' ' && c <= '~') {
        return widths[c - ' '];
    }
    utf8proc_int32_t code = (utf8proc_int32_t)c;
    int columns = utf8proc_charwidth(code);
    if (columns >= 2) {
        return c >= 0x1F000 ? WIDTH_EMOJI : WIDTH_WIDE;
    }
    return columns < 1                                       ? 0
           : utf8proc_category(code) == UTF8PROC_CATEGORY_LU ? WIDTH_LARGE
                                                             : WIDTH_SMALL;
}

/* Thousandths of pixels. */
static long measure(const char *text, size_t size, int font)
{
    long width = 0;
    uint32_t c;
    for (size_t i = 0, n; i < size; i += n) {
        n = text_decode(text + i, size - i, &c);
        width += (long)font * width_of(n > 0 ? c : TEXT_REPLACEMENT);
        n = n > 0 ? n : 1;
    }
    return width;
}

int glyph_width(const char *text, size_t size, int font)
{
    return (int)((measure(text, size, font) + 999) / 1000);
}

/* ---- Lines ---- */

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_small(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* How good it is to break before text[at]: 2 at the end of a word, 1 anywhere in one of Chinese
 * letters and the like, 0 else. */
static int break_at(const char *text, size_t size, size_t at)
{
    char before = text[at - 1], c = text[at];
    if (before == '.' && at > 1 && text[at - 2] == '$') {
        return 0;
    }
    if (before == ' ' || (strchr("-_/.:,;)", before) != NULL && c != ' ')) {
        return 2;
    }
    if (is_capital(c) &&
        (is_small(before) || (at + 1 < size && is_small(text[at + 1]) && is_capital(before)))) {
        return 2;
    }
    return (unsigned char)c >= 0xE3 && (unsigned char)before >= 0x80 ? 1 : 0;
}

/* Returns how many bytes of the text fit into a line of that width: at least those of one
 * character. */
static size_t line_size(const char *text, size_t size, int font, int width)
{
    long used = 0;
    size_t at = 0, good = 0;
    uint32_t c;
    while (at < size) {
        size_t n = text_decode(text + at, size - at, &c);
        used += (long)font * width_of(n > 0 ? c : TEXT_REPLACEMENT);
        if (at > 0 && break_at(text, size, at) > 0) {
            good = at;
        }
        if (used > 1000L * width && at > 0 && text[at] != ' ') {
            return good > 0 ? good : at;
        }
        at += n > 0 ? n : 1;
    }
    return size;
}

static size_t skip_blanks(const char *text, size_t size, size_t at)
{
    while (at < size && text[at] == ' ') {
        at++;
    }
    return at;
}

static size_t count_lines(const char *text, size_t size, int font, int width, size_t most)
{
    size_t lines = 0;
    for (size_t at = 0; at < size && lines <= most; lines++) {
        at += line_size(text + at, size - at, font, width);
        at = skip_blanks(text, size, at);
    }
    return lines;
}

/* How many bytes from the start are no wider than that. */
static size_t fitting(const char *text, size_t size, int font, int width)
{
    size_t at = 0;
    uint32_t c;
    for (long used = 0; at < size;) {
        size_t n = text_decode(text + at, size - at, &c);
        used += (long)font * width_of(n > 0 ? c : TEXT_REPLACEMENT);
        if (used > 1000L * width) {
            break;
        }
        at += n > 0 ? n : 1;
    }
    return at;
}

/* The last line has all that is left: its beginning, and more of its end, which tells more. */
static const char *last_line(struct arena *a, const char *text, size_t size, int font,
                             int width)
{
    if (glyph_width(text, size, font) <= width) {
        return arena_text_n(a, text, size);
    }
    int room = width - glyph_width(dots, strlen(dots), font);
    size_t first = fitting(text, size, font, room / 3), last = first;
    while (last < size && glyph_width(text + last, size - last, font) > room - room / 3) {
        last++;
    }
    while (last < size && text_is_tail(text[last])) {
        last++;
    }
    return arena_print(a, "%.*s%s%s", (int)first, text, dots, text + last);
}

/* The widest word that fits into a line: a line that is narrower would cut it. */
static int widest_word(const char *text, size_t size, int font, int width)
{
    int widest = 0;
    for (size_t start = 0, at = 1; at <= size; at++) {
        if (at < size && break_at(text, size, at) == 0) {
            continue;
        }
        size_t end = text[at - 1] == ' ' ? at - 1 : at;
        int word = glyph_width(text + start, end - start, font);
        widest = word > widest && word <= width ? word : widest;
        start = at;
    }
    return widest;
}

static const char *visible(struct arena *a, const char *text, size_t size, size_t *ret_size)
{
    struct buf shown = { 0 };
    text_put_visible(&shown, text, text_cut(text, size, BYTES_MAX));
    if (size > BYTES_MAX) {
        buf_text(&shown, dots);
    }
    const char *copy = arena_text_n(a, buf_string(&shown), shown.size);
    *ret_size = shown.size;
    buf_release(&shown);
    return copy;
}

bool glyph_fits(struct arena *a, const char *text, size_t size, int font, int width,
                size_t most)
{
    text = visible(a, text, size, &size);
    return count_lines(text, size, font, width, most) <= most;
}

const char *const *glyph_lines(struct arena *a, const char *text, size_t size, int font,
                               int width, size_t most, size_t *ret_count)
{
    text = visible(a, text, size, &size);
    const char **lines = arena_array(a, most + 1, sizeof *lines);
    size_t count = count_lines(text, size, font, width, most);
    int narrow = widest_word(text, size, font, width), wide = width;
    narrow = narrow > width / 2 ? narrow : width / 2;
    while (count <= most && narrow < wide) {
        int middle = (narrow + wide) / 2;
        if (count_lines(text, size, font, middle, most) <= count) {
            wide = middle;
        } else {
            narrow = middle + 1;
        }
    }
    size_t at = 0, made = 0;
    while (made + 1 < most && at < size) {
        size_t line = line_size(text + at, size - at, font, wide), end = line;
        while (end > 0 && text[at + end - 1] == ' ') {
            end--;
        }
        lines[made++] = arena_text_n(a, text + at, end);
        at = skip_blanks(text, size, at + line);
    }
    if (at < size || made == 0) {
        lines[made++] = last_line(a, text + at, size - at, font, wide);
    }
    *ret_count = made;
    return lines;
}

int glyph_widest(const char *const *lines, size_t count, int font)
{
    int widest = 0;
    for (size_t i = 0; i < count; i++) {
        int width = glyph_width(lines[i], strlen(lines[i]), font);
        widest = width > widest ? width : widest;
    }
    return widest;
}
