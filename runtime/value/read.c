#include "runtime/value/read.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"
#include "runtime/value/node.h"
#include "runtime/value/plain.h"
#include "runtime/value/value.h"

enum { TEXT_SIZE_MAX = INT_MAX - 1024 };

/* An object or array that is not closed yet. */
struct level {
    size_t base; /* where on the stack its members or items begin */
    char closer;
};

struct reader {
    const char *start, *at, *end;
    const char *message; /* NULL while nothing is wrong */
    struct buf text;     /* a string that had escapes */

    /* Values wait here until their container closes, which is then made at once, in its size.
     * An item has no key. */
    struct node_member *stack;
    size_t used, room;
    size_t depth;
    size_t depth_max;
    struct level open[READ_DEPTH_MAX + READ_DEPTH_OWN];
};

/* A string's bytes, in the source or in the reader's buffer. */
struct text {
    const char *bytes;
    size_t size;
    bool is_ascii; /* without escapes */
};

static bool fail(struct reader *r, const char *at, const char *message)
{
    r->at = at;
    r->message = message;
    return false;
}

static void skip_blank(struct reader *r)
{
    while (r->at < r->end && text_is_blank(*r->at)) {
        r->at++;
    }
}

static bool stands(const struct reader *r, char c)
{
    return r->at < r->end && *r->at == c;
}

static bool between(unsigned char byte, unsigned char least, unsigned char most)
{
    return byte >= least && byte <= most;
}

/* The bytes of one character beyond ASCII; 0 if it is not UTF-8. The second byte's range keeps
 * overlong forms, surrogates and what lies beyond U+10FFFF out. */
static size_t character_size(const char *at, const char *end)
{
    const unsigned char *s = (const unsigned char *)at;
    size_t left = (size_t)(end - at);
    size_t size = 0;
    unsigned char least = 0x80, most = 0xbf;
    if (between(s[0], 0xc2, 0xdf)) {
        size = 2;
    } else if (between(s[0], 0xe0, 0xef)) {
        size = 3;
        least = s[0] == 0xe0 ? 0xa0 : 0x80;
        most = s[0] == 0xed ? 0x9f : 0xbf;
    } else if (between(s[0], 0xf0, 0xf4)) {
        size = 4;
        least = s[0] == 0xf0 ? 0x90 : 0x80;
        most = s[0] == 0xf4 ? 0x8f : 0xbf;
    }
    if (size == 0 || size > left || !between(s[1], least, most)) {
        return 0;
    }
    for (size_t i = 2; i < size; i++) {
        if (!between(s[i], 0x80, 0xbf)) {
            return 0;
        }
    }
    return size;
}

/* On to the quote or backslash that ends a run of characters. */
static bool pass_run(struct reader *r)
{
    for (;;) {
        r->at = plain_end(r->at, r->end, true);
        if (r->at == r->end) {
            return fail(r, r->at, "a string is not closed");
        }
        if (*r->at == '"' || *r->at == '\\') {
            return true;
        }
        if ((unsigned char)*r->at < 0x20) {
            return fail(r, r->at, "a control character in a string must be escaped");
        }
        size_t size = character_size(r->at, r->end);
        if (size == 0) {
            return fail(r, r->at, "a byte is not UTF-8");
        }
        r->at += size;
    }
}

/* At the u of \uXXXX. Two surrogates are one character; one alone is U+FFFD. */
static bool read_unicode(struct reader *r)
{
    uint32_t character = 0;
    size_t size = text_read_escape(r->at, (size_t)(r->end - r->at), &character);
    if (size == 0) {
        return fail(r, r->at - 1, "\\u needs four hex digits");
    }
    char bytes[4];
    buf_put(&r->text, bytes, text_encode(bytes, character));
    r->at += size;
    return true;
}

/* At a backslash. */
static bool read_escape(struct reader *r)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    r->at++;
    if (r->at == r->end) {
        return fail(r, r->at, "a string is not closed");
    }
    if (*r->at == 'u') {
        return read_unicode(r);
    }
    const char *letter = memchr(letters, *r->at, sizeof letters - 1);
    if (letter == NULL) {
        return fail(r, r->at - 1, "an escape is unknown");
    }
    buf_char(&r->text, meanings[letter - letters]);
    r->at++;
    return true;
}

/* At the opening quote. A string without escapes stays where it is. */
static bool read_string(struct reader *r, struct text *ret_text)
{
    const char *from = ++r->at;
    const char *end = plain_end(from, r->end, true);
    if (end < r->end && *end == '"') {
        *ret_text = (struct text){ from, (size_t)(end - from), true };
        r->at = end + 1;
        return true;
    }
    if (!pass_run(r)) {
        return false;
    }
    if (*r->at == '"') {
        *ret_text = (struct text){ from, (size_t)(r->at - from), false };
        r->at++;
        return true;
    }
    buf_clear(&r->text);
    buf_put(&r->text, from, (size_t)(r->at - from));
    while (*r->at != '"') {
        if (!read_escape(r)) {
            return false;
        }
        from = r->at;
        if (!pass_run(r)) {
            return false;
        }
        buf_put(&r->text, from, (size_t)(r->at - from));
    }
    r->at++;
    *ret_text = (struct text){ buf_string(&r->text), r->text.size, false };
    return true;
}

static struct node_member *push(struct reader *r)
{
    if (r->used == r->room) {
        r->stack = memory_grow(r->stack, r->used, &r->room, sizeof *r->stack);
    }
    return &r->stack[r->used++];
}

/* The key and its colon. */
static bool read_key(struct reader *r)
{
    struct text key;
    skip_blank(r);
    const char *start = r->at;
    if (!stands(r, '"')) {
        return fail(r, r->at, "a key in quotes is expected");
    }
    if (!read_string(r, &key)) {
        return false;
    }
    if (memchr(key.bytes, '\0', key.size) != NULL) {
        return fail(r, start, "a key holds a NUL character, which is not supported");
    }
    *push(r) = (struct node_member){ key_get(key.bytes, key.size), NULL };
    skip_blank(r);
    if (!stands(r, ':')) {
        return fail(r, r->at, "a colon is missing");
    }
    r->at++;
    return true;
}

static bool goes_on(const struct reader *r, const char *at)
{
    return at < r->end &&
           ((*at >= '0' && *at <= '9') || *at == '.' || *at == 'e' || *at == 'E');
}

/* Most numbers are short integers. Returns false if this one is not. */
static bool read_short_int(struct reader *r, struct value **ret_value)
{
    const char *at = r->at;
    bool is_negative = *at == '-';
    at += is_negative;
    const char *digits = at;
    int64_t number = 0;
    while (at < r->end && at - digits < 18 && *at >= '0' && *at <= '9') {
        number = number * 10 + (*at++ - '0');
    }
    bool has_leading_zero = at - digits > 1 && *digits == '0';
    if (at == digits || has_leading_zero || goes_on(r, at)) {
        return false;
    }
    r->at = at;
    *ret_value = value_int(is_negative ? -number : number);
    return true;
}

static bool read_number(struct reader *r, struct value **ret_value)
{
    if (read_short_int(r, ret_value)) {
        return true;
    }
    size_t size = number_span(r->at, (size_t)(r->end - r->at));
    if (size == 0 || goes_on(r, r->at + size)) {
        return fail(r, r->at + size, "a number is malformed");
    }
    *ret_value = value_number(r->at, size);
    r->at += size;
    return true;
}

static bool read_word(struct reader *r, const char *word)
{
    size_t size = strlen(word);
    if ((size_t)(r->end - r->at) < size || memcmp(r->at, word, size) != 0) {
        return fail(r, r->at, "a value is expected");
    }
    r->at += size;
    return true;
}

static bool read_text(struct reader *r, struct value **ret_value)
{
    struct text text;
    if (!read_string(r, &text)) {
        return false;
    }
    *ret_value = text.is_ascii ? node_plain_text(text.bytes, text.size)
                               : value_text_n(text.bytes, text.size);
    return true;
}

/* On success *ret_value is new. */
static bool read_scalar(struct reader *r, struct value **ret_value)
{
    switch (*r->at) {
    case '"': return read_text(r, ret_value);
    case 'n': *ret_value = value_null(); return read_word(r, "null");
    case 't': *ret_value = value_bool(true); return read_word(r, "true");
    case 'f': *ret_value = value_bool(false); return read_word(r, "false");
    default:
        if (*r->at == '-' || (*r->at >= '0' && *r->at <= '9')) {
            return read_number(r, ret_value);
        }
        return fail(r, r->at, "a value is expected");
    }
}

/* Put a value, taken, where the text has it. */
static void place(struct reader *r, struct value *value)
{
    if (r->depth > 0 && r->open[r->depth - 1].closer == '}') {
        r->stack[r->used - 1].value = value;
    } else {
        *push(r) = (struct node_member){ NULL, value };
    }
}

/* Make the innermost container of what waits for it. */
static void close_container(struct reader *r)
{
    struct level top = r->open[--r->depth];
    size_t count = r->used - top.base;
    struct node_member *members = count > 0 ? &r->stack[top.base] : NULL;
    r->used = top.base;
    if (top.closer == '}') {
        place(r, node_new_object(members, count));
        return;
    }
    place(r, node_new_array_of(members, count));
}

/* Behind a value: close what closes here. Returns true if another value follows; false if it
 * was the last, or something is wrong. */
static bool go_on(struct reader *r)
{
    while (r->depth > 0) {
        char closer = r->open[r->depth - 1].closer;
        skip_blank(r);
        if (stands(r, ',')) {
            r->at++;
            return closer == ']' || read_key(r);
        }
        if (!stands(r, closer)) {
            return fail(r, r->at,
                        closer == '}' ? "a comma or } is missing" : "a comma or ] is missing");
        }
        r->at++;
        close_container(r);
    }
    skip_blank(r);
    return r->at < r->end && fail(r, r->at, "something follows the value");
}

/* At { or [. Answers as go_on() does. */
static bool open_container(struct reader *r)
{
    bool is_object = *r->at == '{';
    char closer = is_object ? '}' : ']';
    if (r->depth == r->depth_max) {
        return fail(r, r->at, "values are nested too deeply");
    }
    r->open[r->depth++] = (struct level){ r->used, closer };
    r->at++;
    skip_blank(r);
    return stands(r, closer) ? go_on(r) : !is_object || read_key(r);
}

/* One value, or the start of one. Answers as go_on() does. */
static bool step(struct reader *r)
{
    skip_blank(r);
    if (r->at == r->end) {
        return fail(r, r->at, "a value is expected, but the text ends");
    }
    if (*r->at == '{' || *r->at == '[') {
        return open_container(r);
    }
    struct value *value;
    if (!read_scalar(r, &value)) {
        return false;
    }
    place(r, value);
    return go_on(r);
}

static void drop_stack(struct reader *r)
{
    for (size_t i = 0; i < r->used; i++) {
        if (r->stack[i].key != NULL) {
            key_release(r->stack[i].key);
        }
        value_release(r->stack[i].value);
    }
}

static void locate(const struct reader *r, struct read_error *ret_error)
{
    *ret_error = (struct read_error){
        .message = r->message, .offset = (size_t)(r->at - r->start), .line = 1, .column = 1
    };
    for (const char *at = r->start; at < r->at; at++) {
        if (*at == '\n') {
            ret_error->line++;
            ret_error->column = 1;
        } else if (((unsigned char)*at & 0xc0) != 0x80) {
            ret_error->column++;
        }
    }
}

static bool read_to(size_t depth_max, const char *text, size_t size, struct value **ret_value,
                    struct read_error *ret_error)
{
    /* Field by field: the levels need not be cleared. */
    struct reader r;
    r.start = r.at = text;
    r.end = text + size;
    r.message = NULL;
    r.text = (struct buf){ 0 };
    r.stack = NULL;
    r.used = r.room = r.depth = 0;
    r.depth_max = depth_max;
    if (size > TEXT_SIZE_MAX) {
        fail(&r, text, "the text is larger than 2 GB");
    } else {
        while (step(&r)) {
        }
    }
    buf_release(&r.text);
    bool read = r.message == NULL;
    if (read) {
        *ret_value = r.stack[0].value;
    } else {
        drop_stack(&r);
        locate(&r, ret_error);
    }
    memory_release(r.stack);
    return read;
}

bool read_json(const char *text, size_t size, struct value **ret_value,
               struct read_error *ret_error)
{
    return read_to(READ_DEPTH_MAX, text, size, ret_value, ret_error);
}

bool read_json_written(const char *text, size_t size, struct value **ret_value,
                       struct read_error *ret_error)
{
    size_t mark_size = text_mark_size(text, size);
    return read_json(text + mark_size, size - mark_size, ret_value, ret_error);
}

bool read_json_own(const char *text, size_t size, struct value **ret_value,
                   struct read_error *ret_error)
{
    return read_to(READ_DEPTH_MAX + READ_DEPTH_OWN, text, size, ret_value, ret_error);
}
