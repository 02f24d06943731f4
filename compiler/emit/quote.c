#include "compiler/emit/quote.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <utf8proc.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* One character of a text: its code, and how many bytes it has. */
struct letter {
    int32_t code;
    size_t size;
};
#define NO_UTF8 (-1) /* the code of a byte that is none */

static struct letter next_letter(const char *text, const char *end)
{
    utf8proc_int32_t code;
    utf8proc_ssize_t size =
        utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)(end - text), &code);
    return size <= 0 ? (struct letter){ NO_UTF8, 1 } : (struct letter){ code, (size_t)size };
}

/* Controls, what is invisible or turns the direction of text, private characters. */
static bool is_hidden(int32_t code)
{
    if (code == NO_UTF8) {
        return true;
    }
    utf8proc_category_t category = utf8proc_category(code);
    return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
           category == UTF8PROC_CATEGORY_CO || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP;
}

int quote_columns(const char *text, size_t size)
{
    int columns = 0;
    const char *end = text + size;
    while (text < end) {
        struct letter l = next_letter(text, end);
        columns += l.code == NO_UTF8 ? 1 : utf8proc_charwidth(l.code);
        text += l.size;
    }
    return columns;
}

int quote_column(const struct buf *c)
{
    size_t start = c->size;
    while (start > 0 && c->text[start - 1] != '\n') {
        start--;
    }
    return c->size == 0 ? 0 : quote_columns(c->text + start, c->size - start);
}

int quote_line_end(int indent)
{
    const int least = 40;
    return indent + least > QUOTE_LINE ? indent + least : QUOTE_LINE;
}

void quote_blanks(struct buf *c, int count)
{
    for (; count > 0; count--) {
        buf_char(c, ' ');
    }
}

/* ---- Literals ---- */

/* Where a quoted letter goes first, so that its width is known before it is written. */
struct quoted {
    char text[20];
    size_t size;
};

static void put_octal(struct quoted *q, unsigned char byte)
{
    q->text[q->size++] = '\\';
    q->text[q->size++] = (char)('0' + (byte >> 6));
    q->text[q->size++] = (char)('0' + ((byte >> 3) & 7));
    q->text[q->size++] = (char)('0' + (byte & 7));
}

static struct quoted quote_letter(const char *at, struct letter l, bool follows_question_mark)
{
    struct quoted q = { .size = 0 };
    bool is_escaped = *at == '"' || *at == '\\' || (*at == '?' && follows_question_mark);
    if (l.code == '\n') {
        return (struct quoted){ "\\n", 2 };
    }
    if (l.code == '\t') {
        return (struct quoted){ "\\t", 2 };
    }
    if (is_escaped) {
        q.text[q.size++] = '\\';
    }
    for (size_t i = 0; i < l.size; i++) {
        if (is_hidden(l.code)) {
            put_octal(&q, (unsigned char)at[i]);
        } else {
            q.text[q.size++] = at[i];
        }
    }
    return q;
}

/* A text that is being broken into lines, each of which begins at `indent`. */
struct lines {
    struct buf *c;
    const char *between;
    int indent, column, end;
};

static void next_line(struct lines *l)
{
    buf_print(l->c, "\"%s\n", l->between);
    quote_blanks(l->c, l->indent);
    buf_char(l->c, '"');
    l->column = l->indent + 1;
}

/* A word goes up to where a line may be broken, after a blank or a comma; one that is longer
 * than this is only begun. */
#define WORD_MAX 500

static const char *word_end(const char *text, const char *end)
{
    int letters = 0;
    while (text < end && letters++ < WORD_MAX) {
        char last = *text;
        text += next_letter(text, end).size;
        if (text_is_blank(last) || last == ',') {
            break;
        }
    }
    return text < end && text[-1] != '\n' && *text == '\n' ? text + 1 : text;
}

/* A word's letters, as they are written. */
struct word {
    struct quoted letters[WORD_MAX + 1];
    int count, columns;
};

static void quote_word(struct word *w, const char *text, const char *end, char before)
{
    w->count = w->columns = 0;
    while (text < end) {
        struct letter l = next_letter(text, end);
        struct quoted q = quote_letter(text, l, before == '?');
        w->columns += quote_columns(q.text, q.size);
        w->letters[w->count++] = q;
        before = *text;
        text += l.size;
    }
}

/* A word that has to be cut is cut after one of these, so that its parts can be searched for.
 */
static bool is_separator(struct quoted q)
{
    return q.size == 1 && strchr(":/.-_;|&=?)]}", q.text[0]) != NULL;
}

/* How many letters from `at` on go on this line: all if they have room, else those up to the
 * last separator that has. Without one it is none, so that the word begins on the next line;
 * but if it has begun on this one (`goes_on`), it is as many as have room. */
static int count_fitting(const struct lines *l, const struct word *w, int at, bool goes_on)
{
    int column = l->column, cut = at, i = at;
    for (; i < w->count; i++) {
        column += quote_columns(w->letters[i].text, w->letters[i].size);
        if (column > l->end) {
            break;
        }
        cut = is_separator(w->letters[i]) ? i + 1 : cut;
    }
    bool is_empty = l->column <= l->indent + 1;
    if (i < w->count && cut > at) {
        return cut - at;
    }
    if (i == w->count || goes_on || is_empty) {
        return i > at || !is_empty ? i - at : 1;
    }
    return 0;
}

/* Print a word; `goes_on` says that its beginning has been printed already. */
static void put_word(struct lines *l, const struct word *w, bool goes_on)
{
    bool fits_below = l->indent + 1 + w->columns <= l->end && l->column > l->indent + 1;
    if (!goes_on && fits_below && l->column + w->columns > l->end) {
        next_line(l);
    }
    for (int at = 0; at < w->count;) {
        int stop = at + count_fitting(l, w, at, goes_on && at == 0);
        for (; at < stop; at++) {
            buf_put(l->c, w->letters[at].text, w->letters[at].size);
            l->column += quote_columns(w->letters[at].text, w->letters[at].size);
        }
        if (at < w->count) {
            next_line(l);
        }
    }
}

void quote_lines(struct buf *c, const char *text, size_t size, int indent, int tail,
                 const char *between)
{
    const char *end = text + size;
    struct lines l = { c, between, indent, quote_column(c) + 1,
                       quote_line_end(indent) - 1 - tail };
    char before = '\0';
    buf_char(c, '"');
    while (text < end) {
        struct word word;
        const char *stop = word_end(text, end);
        if (before == '\n') {
            next_line(&l);
        }
        quote_word(&word, text, stop, before);
        put_word(&l, &word, before != '\0' && !text_is_blank(before) && before != ',');
        before = stop[-1];
        text = stop;
    }
    buf_char(c, '"');
}

void quote_text(struct buf *c, const char *text, size_t size)
{
    const char *end = text + size;
    bool follows_question_mark = false;
    buf_char(c, '"');
    while (text < end && !c->full) {
        struct letter l = next_letter(text, end);
        struct quoted q = quote_letter(text, l, follows_question_mark);
        buf_put(c, q.text, q.size);
        follows_question_mark = *text == '?';
        text += l.size;
    }
    buf_char(c, '"');
}

/* ---- Comments ---- */

/* A comment must not end before its end, nor another begin in it, nor a backslash end its line.
 */
static void put_comment_letter(struct buf *c, const char *text, const char *at, struct letter l)
{
    size_t before = (size_t)(at - text);
    bool ends_comment = *at == '/' && before > 0 && at[-1] == '*';
    bool ends_trigraph = *at == '/' && before > 1 && at[-1] == '?' && at[-2] == '?';
    if (ends_comment || ends_trigraph) {
        buf_text(c, "\\/");
    } else if (*at == '*' && before > 0 && at[-1] == '/') {
        buf_text(c, "\\u002a");
    } else if (*at == '\\') {
        buf_text(c, "\\\\");
    } else if (l.code == NO_UTF8) {
        buf_text(c, "\\ufffd");
    } else if (l.code > 0xffff && is_hidden(l.code)) {
        buf_print(c, "\\u%04x\\u%04x", 0xd7c0u + (unsigned)(l.code >> 10),
                  0xdc00u + (unsigned)(l.code & 0x3ff));
    } else if (is_hidden(l.code)) {
        buf_print(c, "\\u%04x", (unsigned)l.code);
    } else {
        buf_put(c, at, l.size);
    }
}

void quote_comment(struct buf *c, const char *text, size_t size, int columns)
{
    static const char dots[] = "...";
    size_t start = c->size, cut = c->size;
    int column = 0;
    for (const char *at = text, *end = text + size; at < end;) {
        struct letter l = next_letter(at, end);
        size_t before = c->size;
        put_comment_letter(c, text, at, l);
        column += quote_columns(c->text + before, c->size - before);
        if (column > columns) {
            c->size = cut;
            buf_text(c, dots);
            return;
        }
        if (column <= columns - (int)sizeof dots + 1 || c->size == start) {
            cut = c->size;
        }
        at += l.size;
    }
}

void quote_paragraph(struct buf *c, const char *text, size_t size, int columns)
{
    int column = 0;
    const char *end = text + size;
    while (text < end) {
        while (text < end && text_is_blank(*text)) {
            text++;
        }
        const char *word = text;
        while (text < end && !text_is_blank(*text)) {
            text++;
        }
        if (word == text) {
            break;
        }
        struct buf quoted = { 0 };
        quote_comment(&quoted, word, (size_t)(text - word), columns);
        int width = quote_columns(quoted.text, quoted.size);
        if (column > 0) {
            bool fits = column + 1 + width <= columns;
            buf_char(c, fits ? ' ' : '\n');
            column = fits ? column + 1 : 0;
        }
        buf_put(c, quoted.text, quoted.size);
        column += width;
        buf_release(&quoted);
    }
}
