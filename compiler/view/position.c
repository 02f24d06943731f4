#include "compiler/view/position.h"

#include "compiler/base/arena.h"
#include "runtime/base/text.h"

/* The byte behind the end of the line that goes on at `at`; `size` for the last line. */
static size_t next_line(const char *text, size_t size, size_t at)
{
    while (at < size && text[at] != '\n' && text[at] != '\r') {
        at++;
    }
    if (at < size) {
        at += text[at] == '\r' && at + 1 < size && text[at + 1] == '\n' ? 2 : 1;
    }
    return at;
}

static bool ends_line(const char *text, size_t at)
{
    return at > 0 && (text[at - 1] == '\n' || text[at - 1] == '\r');
}

/* Units of UTF-16 that the character which begins with this byte has; 0 for one inside. */
static uint32_t units_of(char c)
{
    return text_is_tail(c) ? 0 : (unsigned char)c >= 0xF0 ? 2 : 1;
}

static void index_lines(struct arena *a, struct position_map *m)
{
    size_t lines = 1;
    for (size_t at = next_line(m->text, m->size, 0); ends_line(m->text, at) && at <= m->size;
         at = next_line(m->text, m->size, at)) {
        lines++;
        if (at == m->size) {
            break;
        }
    }
    uint32_t *starts = arena_array(a, lines, sizeof *starts);
    size_t at = 0;
    for (size_t i = 1; i < lines; i++) {
        at = next_line(m->text, m->size, at);
        starts[i] = (uint32_t)at;
    }
    m->starts = starts;
    m->lines = lines;
}

static void index_units(struct arena *a, struct position_map *m)
{
    uint32_t *units = arena_array(a, m->size / POSITION_STEP + 1, sizeof *units), count = 0;
    for (size_t i = 0; i < m->size; i++) {
        if (i % POSITION_STEP == 0) {
            units[i / POSITION_STEP] = count;
        }
        count += units_of(m->text[i]);
    }
    if (m->size % POSITION_STEP == 0) {
        units[m->size / POSITION_STEP] = count;
    }
    m->units = units;
}

struct position_map *position_map(struct arena *a, const char *text, size_t size, bool is_utf8)
{
    struct position_map *m = arena_get(a, sizeof *m);
    m->text = text;
    m->size = size;
    m->is_utf8 = is_utf8;
    index_lines(a, m);
    index_units(a, m);
    return m;
}

static size_t units_before(const struct position_map *m, size_t offset)
{
    size_t step = offset / POSITION_STEP, count = m->units[step];
    for (size_t i = step * POSITION_STEP; i < offset; i++) {
        count += units_of(m->text[i]);
    }
    return count;
}

struct position position_of(const struct position_map *m, size_t offset)
{
    size_t at = offset < m->size ? offset : m->size, low = 0, high = m->lines;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (m->starts[middle] <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    size_t start = m->starts[low];
    size_t character = m->is_utf8 ? at - start : units_before(m, at) - units_before(m, start);
    return (struct position){ low, character };
}

/* The byte of a character of the line that begins at `start`. */
static size_t find_in_line(const char *text, size_t size, bool is_utf8, size_t start,
                           size_t character)
{
    size_t at = start;
    for (size_t count = 0; at < size && text[at] != '\n' && text[at] != '\r';) {
        size_t next = at + 1;
        while (next < size && text_is_tail(text[next])) {
            next++;
        }
        count += is_utf8 ? next - at : units_of(text[at]);
        if (count > character) {
            break;
        }
        at = next;
    }
    return at;
}

size_t position_offset(const struct position_map *m, struct position p)
{
    return p.line >= m->lines
               ? m->size
               : find_in_line(m->text, m->size, m->is_utf8, m->starts[p.line], p.character);
}

size_t position_find(const char *text, size_t size, bool is_utf8, struct position p)
{
    size_t at = 0;
    for (size_t line = 0; line < p.line; line++) {
        at = next_line(text, size, at);
        if (at == size && !(line + 1 == p.line && ends_line(text, at))) {
            return size;
        }
    }
    return find_in_line(text, size, is_utf8, at, p.character);
}
