#include "runtime/value/complaint.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/value/read.h"

#define SHOWN_BYTES 500
#define A_VALUE     "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

/* What leads up to the bad place. */
struct scene {
    const char *text;
    const char *end;
    const char *bad;
    const char *open[READ_DEPTH_MAX + 1]; /* the containers round it, the outermost first */
    size_t depth;
    char last;   /* the last character in front of it that is not blank, outside of strings;
                    NUL: none */
    bool is_key; /* the last string, which may go on there, is a key */
    bool is_own_reason; /* Jackson's words are not known */
    const char *at;     /* where Jackson stopped: behind the last character that it took */
};

/* ---- Looking ---- */

/* Behind a string, or at `end` where that comes first. */
static const char *pass_string(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++) {
        at += *at == '\\' && at + 1 < end;
    }
    return at < end ? at + 1 : end;
}

static void look(struct scene *s)
{
    for (const char *at = s->text; at < s->bad;) {
        char before = s->last;
        s->last = text_is_blank(*at) ? s->last : *at;
        if (*at == '"') {
            bool is_key = s->depth > 0 && *s->open[s->depth - 1] == '{' && before != ':';
            at = pass_string(at, s->bad);
            s->is_key = is_key;
            continue;
        }
        if ((*at == '{' || *at == '[') && s->depth < READ_DEPTH_MAX) {
            s->open[s->depth++] = at;
        } else if ((*at == '}' || *at == ']') && s->depth > 0) {
            s->depth--;
        }
        at++;
    }
}

static bool is_in_object(const struct scene *s)
{
    return s->depth > 0 && *s->open[s->depth - 1] == '{';
}

static const char *kind_of(const struct scene *s)
{
    return s->depth == 0 ? "root" : is_in_object(s) ? "Object" : "Array";
}

static bool is_word_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- Saying ---- */

/* Where `at` is, counted as Jackson does; `shift` is added to the column. The end of a line
 * within a string begins no row. */
static void put_place(struct buf *out, const struct scene *s, const char *at, int shift)
{
    size_t size = text_cut(s->text, (size_t)(s->end - s->text), SHOWN_BYTES);
    size_t left = (size_t)(s->end - s->text) - size;
    const char *row = s->text;
    int line = 1;
    for (const char *c = s->text; c < at && c < s->bad; c++) {
        bool is_end = *c == '\n' || (*c == '\r' && (c + 1 == s->end || c[1] != '\n'));
        line += is_end;
        row = is_end ? c + 1 : row;
    }
    buf_text(out, "[Source: (String)\"");
    buf_put(out, s->text, size);
    buf_char(out, '"');
    if (left > 0) {
        buf_print(out, "[truncated %zu chars]", left);
    }
    buf_print(out, "; line: %d, column: %d]", line,
              (int)text_count(row, (size_t)(at - row)) + shift);
}

/* "'x' (code 120)" of the character at `at`, which Jackson has taken. */
static void put_character(struct buf *out, struct scene *s, const char *at)
{
    uint32_t c = 0;
    size_t size = text_decode(at, (size_t)(s->end - at), &c);
    s->at = at + size;
    if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
        buf_print(out, "(CTRL-CHAR, code %u)", (unsigned)c);
    } else if (c > 0xff) {
        buf_print(out, "'%.*s' (code %u / 0x%x)", (int)size, at, (unsigned)c, (unsigned)c);
    } else {
        buf_print(out, "'%.*s' (code %u)", (int)size, at, (unsigned)c);
    }
}

static void unexpected(struct buf *out, struct scene *s, const char *what)
{
    buf_text(out, "Unexpected character (");
    put_character(out, s, s->bad);
    buf_print(out, "): %s", what);
}

static void word(struct buf *out, struct scene *s, const char *start)
{
    const char *end = start;
    while (end < s->end && (is_word_start(*end) || is_digit(*end))) {
        end++;
    }
    buf_print(out, "Unrecognized token '%.*s': was expecting " A_VALUE, (int)(end - start),
              start);
    s->at = end;
}

static void mismatch(struct buf *out, struct scene *s)
{
    s->at = s->bad + 1;
    buf_print(out, "Unexpected close marker '%c': expected '%c' (for %s starting at ", *s->bad,
              *s->bad == '}' ? ']' : '}', kind_of(s));
    if (s->depth == 0) {
        put_place(out, s, s->text, 0);
    } else {
        put_place(out, s, s->open[s->depth - 1], 1);
    }
    buf_char(out, ')');
}

/* The text ends between two tokens. */
static void text_ends(struct buf *out, struct scene *s)
{
    s->at = s->end;
    if (s->depth == 0) {
        buf_text(out, "No content to map due to end-of-input");
    } else if (s->last == ',' || s->last == ':' ||
               (is_in_object(s) && s->last == '"' && s->is_key)) {
        buf_print(out, "Unexpected end-of-input within/between %s entries", kind_of(s));
    } else {
        buf_print(out,
                  "Unexpected end-of-input: expected close marker for %s (start marker at ",
                  kind_of(s));
        put_place(out, s, s->open[s->depth - 1], 1);
        buf_char(out, ')');
    }
}

/* A character that no value begins with. */
static void no_value(struct buf *out, struct scene *s)
{
    bool closes = *s->bad == '}' || *s->bad == ']';
    if (closes && (s->depth == 0 || s->last == '[')) {
        mismatch(out, s);
    } else if (is_word_start(*s->bad)) {
        word(out, s, s->bad);
    } else {
        unexpected(out, s, "expected a valid value " A_VALUE);
    }
}

/* Something else than a comma behind a value. */
static void no_comma(struct buf *out, struct scene *s)
{
    const char *start = s->bad;
    while (start > s->text && is_word_start(start[-1])) {
        start--;
    }
    if (is_word_start(*s->bad) && start < s->bad) {
        word(out, s, start);
    } else if (*s->bad == '}' || *s->bad == ']') {
        mismatch(out, s);
    } else {
        struct buf what = { 0 };
        buf_print(&what, "was expecting comma to separate %s entries", kind_of(s));
        unexpected(out, s, buf_string(&what));
        buf_release(&what);
    }
}

/* Behind the outermost value Jackson reads another token. */
static void no_end(struct buf *out, struct scene *s)
{
    if (s->bad > s->text && is_digit(s->bad[-1])) {
        unexpected(out, s, "Expected space separating root-level values");
    } else if (is_word_start(*s->bad)) {
        const char *start = s->bad;
        while (start > s->text && is_word_start(start[-1])) {
            start--;
        }
        word(out, s, start);
    } else {
        s->is_own_reason = true;
    }
}

static void no_number(struct buf *out, struct scene *s)
{
    const char *start = s->bad;
    while (start > s->text && (is_digit(start[-1]) || strchr("+-.eE", start[-1]) != NULL)) {
        start--;
    }
    start += start < s->end && *start == '-';
    if (start + 1 < s->end && *start == '0' && is_digit(start[1])) {
        buf_text(out, "Invalid numeric value: Leading zeroes not allowed");
        s->at = start + 1;
    } else {
        s->is_own_reason = true;
    }
}

static void no_string(struct buf *out, struct scene *s)
{
    s->at = s->end;
    buf_text(out, s->is_key ? "Unexpected end-of-input in field name"
                            : "Unexpected end-of-input: was expecting closing quote for a "
                              "string value");
}

static void bad_control(struct buf *out, struct scene *s)
{
    buf_text(out, "Illegal unquoted character (");
    put_character(out, s, s->bad);
    buf_print(out, "): has to be escaped using backslash to be included in %s",
              s->is_key ? "name" : "string value");
}

static void bad_escape(struct buf *out, struct scene *s)
{
    buf_text(out, "Unrecognized character escape ");
    put_character(out, s, s->bad + 1);
}

static void no_key(struct buf *out, struct scene *s)
{
    if (*s->bad == ']' && s->last == '{') {
        mismatch(out, s);
    } else {
        unexpected(out, s, "was expecting double-quote to start field name");
    }
}

static void no_colon(struct buf *out, struct scene *s)
{
    unexpected(out, s, "was expecting a colon to separate field name and value");
}

/* By the beginning of the reader's message. What is `between` tokens may be the text's end. */
static const struct {
    const char *message;
    void (*say)(struct buf *out, struct scene *s);
    bool is_between;
} reasons[] = {
    { "a value is expected", no_value, true },
    { "a comma or ", no_comma, true },
    { "a key in quotes", no_key, true },
    { "a colon is missing", no_colon, true },
    { "something follows", no_end, false },
    { "a number is malformed", no_number, false },
    { "a string is not closed", no_string, false },
    { "a control character", bad_control, false },
    { "an escape is unknown", bad_escape, false },
};

/* Appends the message, and leaves in `s` where Jackson stopped. */
static void put_message(struct buf *out, struct scene *s, const char *text, size_t size,
                        const struct read_error *error)
{
    size_t i = 0;
    size_t count = sizeof reasons / sizeof reasons[0];
    *s = (struct scene){ .text = text, .end = text + size, .bad = text + error->offset };
    s->at = s->bad;
    look(s);
    while (i < count &&
           strncmp(error->message, reasons[i].message, strlen(reasons[i].message)) != 0) {
        i++;
    }
    if (i < count && reasons[i].is_between && s->bad >= s->end) {
        text_ends(out, s);
    } else if (i < count) {
        reasons[i].say(out, s);
    }
    if (i == count || s->is_own_reason) {
        buf_text(out, error->message);
    }
}

void complaint_put(struct buf *out, const char *text, size_t size,
                   const struct read_error *error)
{
    struct scene s;
    put_message(out, &s, text, size, error);
}

void complaint_put_source(struct buf *out, const char *text, size_t size,
                          const struct read_error *error)
{
    struct scene s;
    struct buf message = { 0 };
    put_message(&message, &s, text, size, error);
    buf_release(&message);
    put_place(out, &s, s.at, size == 0 ? 0 : 1);
}

void complaint_put_input(struct buf *out, const char *text, size_t size,
                         const struct read_error *error)
{
    size_t blanks = 0;
    while (blanks < size && text_is_blank(text[blanks])) {
        blanks++;
    }
    buf_text(out, "Invalid State Machine Execution Input: '");
    if (blanks == size) {
        buf_text(out, "Invalid execution input.");
    } else {
        complaint_put(out, text, size, error);
    }
    buf_char(out, '\'');
}
