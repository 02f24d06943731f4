#include "compiler/emit/fill.h"

#include <assert.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "runtime/base/buf.h"

/* A piece of text that is not owned. */
struct piece {
    const char *text;
    size_t size;
};

/* Where the next hole of a line is: [start, end) with its braces. */
struct place {
    const char *start, *end;
    const struct fill_hole *hole;
    bool only_asks;
};

static void put(struct fill *f, const char *name, const char *text, size_t size)
{
    assert(f->count < FILL_HOLES_MAX);
    f->hole[f->count++] = (struct fill_hole){ name, text, size };
}

void fill_set(struct fill *f, const char *name, const char *text)
{
    put(f, name, text, text == NULL ? 0 : strlen(text));
}

void fill_take(struct fill *f, const char *name, struct buf *text)
{
    put(f, name, arena_text_n(f->arena, buf_string(text), text->size), text->size);
    buf_release(text);
}

void fill_ask(struct fill *f, const char *name, bool is_full)
{
    put(f, name, "1", is_full ? 1 : 0);
}

/* A template may only have holes that have been set. */
static const struct fill_hole *find(const struct fill *f, const char *name, size_t size)
{
    size_t i = 0;
    while (i < f->count &&
           (strlen(f->hole[i].name) != size || memcmp(f->hole[i].name, name, size) != 0)) {
        i++;
    }
    assert(i < f->count);
    return &f->hole[i];
}

static bool is_hole_letter(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

/* The next hole in [at, end), or false. In "{{{" the first brace is C's own. */
static bool next_hole(const struct fill *f, const char *at, const char *end,
                      struct place *ret_place)
{
    for (; end - at >= 5; at++) {
        if (at[0] != '{' || at[1] != '{' || at[2] == '{') {
            continue;
        }
        bool asks = at[2] == '?';
        const char *name = at + (asks ? 3 : 2), *stop = name;
        while (stop < end && is_hole_letter(*stop)) {
            stop++;
        }
        if (end - stop >= 2 && stop[0] == '}' && stop[1] == '}') {
            *ret_place =
                (struct place){ at, stop + 2, find(f, name, (size_t)(stop - name)), asks };
            return true;
        }
    }
    return false;
}

static bool has_empty_hole(const struct fill *f, const char *line, const char *end)
{
    struct place p;
    for (; next_hole(f, line, end, &p); line = p.end) {
        if (p.hole->size == 0) {
            return true;
        }
    }
    return false;
}

/* Blank, but for the star of a comment's line. */
static bool is_blank(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] != ' ' && text[i] != '*') {
            return false;
        }
    }
    return true;
}

/* Returns true if the line before this one, which is blank, is the same (rule 3). */
static bool is_repeated(const struct buf *out, size_t line_start)
{
    size_t size = out->size - line_start;
    if (line_start == 0) {
        return size == 0;
    }
    if (line_start < size + 1) {
        return false;
    }
    size_t before = line_start - size - 1;
    return (before == 0 || out->text[before - 1] == '\n') &&
           memcmp(out->text + before, out->text + line_start, size) == 0;
}

static void end_line(struct buf *out, size_t line_start)
{
    while (out->size > line_start && out->text[out->size - 1] == ' ') {
        out->size--;
    }
    size_t size = out->size - line_start;
    if (is_blank(out->text + line_start, size) && is_repeated(out, line_start)) {
        out->size = line_start;
        buf_put(out, "", 0);
    } else {
        buf_char(out, '\n');
    }
}

/* The blanks and stars before a hole: each line of its text begins with them. */
static struct piece margin_of(const struct buf *out, size_t line_start)
{
    size_t size = 0;
    while (line_start + size < out->size &&
           strchr(" *", out->text[line_start + size]) != NULL) {
        size++;
    }
    return (struct piece){ buf_string(out) + line_start, size };
}

/* Rule 1. Returns where the last line, which is not ended yet, begins. */
static size_t put_text(struct buf *out, size_t line_start, const struct fill_hole *h)
{
    char margin[64];
    struct piece m = margin_of(out, line_start);
    size_t margin_size = m.size < sizeof margin ? m.size : sizeof margin;
    if (margin_size > 0) {
        memcpy(margin, m.text, margin_size);
    }
    const char *at = h->text, *end = h->text + h->size;
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        const char *line_end = stop == NULL ? end : stop;
        buf_put(out, at, (size_t)(line_end - at));
        if (stop == NULL || stop + 1 == end) {
            break;
        }
        end_line(out, line_start);
        line_start = out->size;
        if (stop[1] != '\n' || memchr(margin, '*', margin_size) != NULL) {
            buf_put(out, margin, margin_size);
        }
        at = stop + 1;
    }
    return line_start;
}

static void put_line(const struct fill *f, struct buf *out, const char *line, const char *end)
{
    size_t line_start = out->size;
    struct place p;
    for (; next_hole(f, line, end, &p); line = p.end) {
        buf_put(out, line, (size_t)(p.start - line));
        if (!p.only_asks) {
            line_start = put_text(out, line_start, p.hole);
        }
    }
    buf_put(out, line, (size_t)(end - line));
    end_line(out, line_start);
}

void fill_print(const struct fill *f, struct buf *out, const char *template)
{
    while (*template != '\0') {
        const char *end = strchr(template, '\n');
        const char *line_end = end == NULL ? template + strlen(template) : end;
        if (!has_empty_hole(f, template, line_end)) {
            put_line(f, out, template, line_end);
        }
        template = end == NULL ? line_end : end + 1;
    }
}
