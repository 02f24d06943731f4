#include "runtime/value/read.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"
#include "runtime/value/bound.h"
#include "runtime/value/node.h"
#include "runtime/value/plain.h"
#include "runtime/value/value.h"

enum { TEXT_SIZE_MAX = INT_MAX - 1024, FIRST_ROOM = 64 };

/* An object or array that is not closed yet. */
struct level {
    const char *from; /* its bracket */
    uint64_t slack;   /* the reader's before it */
    size_t base;      /* where on the stack its members or items begin */
    uint16_t depth;   /* levels that were closed in it */
    bool is_object;
};

/*
 * Functions that read take the place in the text and return the place behind what they have
 * read, so that it need not lie in memory; they return NULL if something is wrong.
 */
struct reader {
    const char *start, *end;
    const char *failed_at, *message; /* NULL while nothing is wrong */
    struct buf text;                 /* a string that had escapes */

    /* Values wait here until their container closes, which is then made at once, in its size.
     * An item has no key. */
    struct node_member *stack;
    size_t used, room;
    struct key *last; /* the key before; NULL if it is not interned */

    /* A container's bound is the size of its text, and so many bytes more: a value that was
     * written shorter than its bound says adds them. */
    uint64_t slack;

    struct level *top; /* open[0] stands for what is outside of all containers */
    size_t depth_max;
    struct node_member first[FIRST_ROOM];
    struct level open[1 + READ_DEPTH_MAX + READ_DEPTH_OWN];
};

/* A string's bytes, in the source or in the reader's buffer. */
struct text {
    const char *bytes;
    size_t size;
    bool had_escapes;
};

static const char *fail(struct reader *r, const char *at, const char *message)
{
    r->failed_at = at;
    r->message = message;
    return NULL;
}

/* At a blank. Texts for people have many, mostly spaces behind the end of a line. */
static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && text_is_blank(*at)) {
        at++;
        while (end - at >= 8 && bytes_load(at) == UINT64_C(0x2020202020202020)) {
            at += 8;
        }
    }
    return at;
}

static inline const char *skip_blank(const struct reader *r, const char *at)
{
    return at < r->end && *at <= ' ' ? skip_blanks(at, r->end) : at;
}

static inline bool stands(const struct reader *r, const char *at, char c)
{
    return at < r->end && *at == c;
}

/* ---- Strings ----------------------------------------------------------------------------- */

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
static const char *pass_run(struct reader *r, const char *at)
{
    for (;;) {
        at = plain_end(at, r->end, true);
        if (at == r->end) {
            return fail(r, at, "a string is not closed");
        }
        if (*at == '"' || *at == '\\') {
            return at;
        }
        if ((unsigned char)*at < 0x20) {
            return fail(r, at, "a control character in a string must be escaped");
        }
        size_t size = character_size(at, r->end);
        if (size == 0) {
            return fail(r, at, "a byte is not UTF-8");
        }
        at += size;
    }
}

static inline void keep(struct reader *r, const char *bytes, size_t size)
{
    struct buf *b = &r->text;
    char *to = b->room - b->size > size ? b->text + b->size : buf_room(b, size);
    bytes_copy(to, bytes, size);
    b->size += size;
}

/* At the u of \uXXXX. Two surrogates are one character; one alone is U+FFFD. */
static const char *read_unicode(struct reader *r, const char *at)
{
    uint32_t character = 0;
    size_t size = text_read_escape(at, (size_t)(r->end - at), &character);
    if (size == 0) {
        return fail(r, at - 1, "\\u needs four hex digits");
    }
    char bytes[4];
    buf_put(&r->text, bytes, text_encode(bytes, character));
    return at + size;
}

/* At a backslash. */
static const char *read_escape(struct reader *r, const char *at)
{
    static const char meanings[UCHAR_MAX + 1] = {
        ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
        ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
    };
    at++;
    if (at == r->end) {
        return fail(r, at, "a string is not closed");
    }
    if (*at == 'u') {
        return read_unicode(r, at);
    }
    const char *meaning = &meanings[(unsigned char)*at];
    if (*meaning == '\0') {
        return fail(r, at - 1, "an escape is unknown");
    }
    keep(r, meaning, 1);
    return at + 1;
}

/* A string with escapes, or with characters beyond ASCII: `at` is the first of these. */
static const char *read_long_string(struct reader *r, const char *from, const char *at,
                                    struct text *ret_text)
{
    at = pass_run(r, at);
    if (at != NULL && *at == '"') {
        *ret_text = (struct text){ from, (size_t)(at - from), false };
        return at + 1;
    }
    r->text.size = 0;
    while (at != NULL) {
        keep(r, from, (size_t)(at - from));
        if (*at == '"') {
            *ret_text = (struct text){ buf_string(&r->text), r->text.size, true };
            return at + 1;
        }
        from = read_escape(r, at);
        at = from == NULL ? NULL : pass_run(r, from);
    }
    return NULL;
}

/* At the opening quote. A string without escapes stays where it is. */
static inline const char *read_string(struct reader *r, const char *at, struct text *ret_text)
{
    const char *from = at + 1, *end = plain_end(from, r->end, true);
    if (stands(r, end, '"')) {
        *ret_text = (struct text){ from, (size_t)(end - from), false };
        return end + 1;
    }
    return read_long_string(r, from, end, ret_text);
}

/* ---- Keys -------------------------------------------------------------------------------- */

static struct node_member *push_slowly(struct reader *r)
{
    if (r->stack == r->first) {
        r->room = FIRST_ROOM * 2;
        r->stack = memory_array(r->room, sizeof *r->stack);
        memcpy(r->stack, r->first, sizeof r->first);
    } else {
        r->stack = memory_grow(r->stack, r->used, &r->room, sizeof *r->stack);
    }
    return &r->stack[r->used++];
}

static inline void push(struct reader *r, struct node_member m)
{
    struct node_member *at = r->used < r->room ? &r->stack[r->used++] : push_slowly(r);
    *at = m;
}

/* The key that was behind the last one before, if it is this one: objects of one kind follow
 * each other. NULL if it is another. `at` is the opening quote. */
static inline struct key *expect_key(const struct reader *r, const char *at)
{
    struct key *k = r->last == NULL ? NULL : r->last->next;
    bool is_same = k != NULL && r->end - at > KEY_STEP + 1 && k->size <= KEY_STEP &&
                   at[1 + k->size] == '"' && plain_begins(at + 1, k->text, k->size);
    return is_same ? k : NULL;
}

static const char *read_new_key(struct reader *r, const char *at, struct key **ret_key)
{
    struct text text;
    const char *start = at;
    at = read_string(r, at, &text);
    if (at == NULL) {
        return NULL;
    }
    if (text.had_escapes && memchr(text.bytes, '\0', text.size) != NULL) {
        return fail(r, start, "a key holds a NUL character, which is not supported");
    }
    struct key *k = key_get(text.bytes, text.size);
    r->slack += k->is_plain ? 0 : k->size * UINT64_C(5);
    if (r->last != NULL && k->is_interned && k->is_plain) {
        r->last->next = k;
    }
    r->last = k->is_interned ? k : NULL;
    *ret_key = k;
    return at;
}

/* The key and its colon. */
static inline const char *read_key(struct reader *r, const char *at)
{
    at = skip_blank(r, at);
    if (!stands(r, at, '"')) {
        return fail(r, at, "a key in quotes is expected");
    }
    struct key *k = expect_key(r, at);
    if (k != NULL) {
        at += k->size + 2;
        r->last = k;
    } else {
        at = read_new_key(r, at, &k);
        if (at == NULL) {
            return NULL;
        }
    }
    push(r, (struct node_member){ k, NULL });
    at = skip_blank(r, at);
    return stands(r, at, ':') ? at + 1 : fail(r, at, "a colon is missing");
}

/* ---- Scalars ----------------------------------------------------------------------------- */

static inline bool is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

static inline bool goes_on(const struct reader *r, const char *at)
{
    return at < r->end && (is_digit(*at) || *at == '.' || *at == 'e' || *at == 'E');
}

/* Any number. */
static const char *read_long_number(struct reader *r, const char *at, struct value **ret_value)
{
    size_t size = number_span(at, (size_t)(r->end - at));
    if (size == 0 || goes_on(r, at + size)) {
        return fail(r, at + size, "a number is malformed");
    }
    *ret_value = value_number(at, size);
    r->slack += NUMBER_ROOM;
    return at + size;
}

/* Up to `most` digits are read. */
static inline const char *read_digits(const struct reader *r, const char *at, ptrdiff_t most,
                                      uint64_t *number)
{
    const char *end = r->end - at > most ? at + most : r->end;
    for (; at < end && is_digit(*at); at++) {
        *number = *number * 10 + (uint64_t)(*at - '0');
    }
    return at;
}

/* At the point of a decimal that begins at `start`. */
static const char *read_decimal(struct reader *r, const char *start, const char *digits,
                                const char *point, uint64_t number, struct value **ret_value)
{
    ptrdiff_t left = NUMBER_SHORT_DIGITS - (point - digits);
    const char *at = read_digits(r, point + 1, left, &number);
    if (at == point + 1 || goes_on(r, at)) {
        return read_long_number(r, start, ret_value);
    }
    double real = number_of_decimal(number, (size_t)(at - point - 1));
    *ret_value = value_double(*start == '-' ? -real : real);
    r->slack += NUMBER_ROOM;
    return at;
}

/* Most numbers are short integers, or have few digits. */
static inline const char *read_number(struct reader *r, const char *start,
                                      struct value **ret_value)
{
    const char *digits = start + (*start == '-');
    uint64_t number = 0;
    const char *at = read_digits(r, digits, 18, &number);
    bool has_leading_zero = at - digits > 1 && *digits == '0';
    if (at == digits || has_leading_zero) {
        return read_long_number(r, start, ret_value);
    }
    if (!goes_on(r, at)) {
        *ret_value = value_int(*start == '-' ? -(int64_t)number : (int64_t)number);
        r->slack += 2;
        return at;
    }
    return *at == '.' ? read_decimal(r, start, digits, at, number, ret_value)
                      : read_long_number(r, start, ret_value);
}

static inline const char *read_word(struct reader *r, const char *at, const char *word,
                                    size_t size)
{
    if ((size_t)(r->end - at) < size || memcmp(at, word, size) != 0) {
        return fail(r, at, "a value is expected");
    }
    r->slack += 1;
    return at + size;
}

/* A string without escapes is written as it was read. */
static inline const char *read_text(struct reader *r, const char *at, struct value **ret_value)
{
    struct text text;
    at = read_string(r, at, &text);
    if (at == NULL) {
        return NULL;
    }
    if (text.had_escapes) {
        *ret_value = value_text_n(text.bytes, text.size);
        r->slack += text.size * UINT64_C(5);
    } else {
        *ret_value = node_plain_text(text.bytes, text.size);
    }
    return at;
}

/* *ret_value is new. */
static inline const char *read_scalar(struct reader *r, const char *at,
                                      struct value **ret_value)
{
    switch (*at) {
    case '"': return read_text(r, at, ret_value);
    case 'n': *ret_value = NODE_NULL; return read_word(r, at, "null", 4);
    case 't': *ret_value = NODE_TRUE; return read_word(r, at, "true", 4);
    case 'f': *ret_value = NODE_FALSE; return read_word(r, at, "false", 5);
    default:
        return *at == '-' || is_digit(*at) ? read_number(r, at, ret_value)
                                           : fail(r, at, "a value is expected");
    }
}

/* ---- Containers -------------------------------------------------------------------------- */

/* Put a value, taken, where the text has it. */
static inline void place(struct reader *r, struct value *value)
{
    if (r->top->is_object) {
        r->stack[r->used - 1].value = value;
    } else {
        push(r, (struct node_member){ NULL, value });
    }
}

/* Make the innermost container, which ends before `at`, of what waits for it. */
static void close_container(struct reader *r, const char *at)
{
    const struct level *closed = r->top--;
    uint64_t most = (uint64_t)(at - closed->from) + r->slack - closed->slack;
    struct node_bounds bounds = {
        .most = most < UINT32_MAX ? (uint32_t)most : UINT32_MAX,
        .depth = (uint16_t)(closed->depth + 1),
    };
    struct node_member *members = &r->stack[closed->base];
    size_t count = r->used - closed->base;
    r->used = closed->base;
    r->top->depth = bounds.depth > r->top->depth ? bounds.depth : r->top->depth;
    place(r, closed->is_object ? node_new_object(members, count, &bounds)
                               : node_new_array_of(members, count, &bounds));
}

/* Behind a value: close what closes here. Returns where another member or item follows; NULL if
 * it was the last value, or something is wrong. */
static inline const char *go_on(struct reader *r, const char *at)
{
    while (r->top > r->open) {
        at = skip_blank(r, at);
        if (stands(r, at, ',')) {
            return at + 1;
        }
        bool is_object = r->top->is_object;
        if (!stands(r, at, is_object ? '}' : ']')) {
            return fail(r, at,
                        is_object ? "a comma or } is missing" : "a comma or ] is missing");
        }
        close_container(r, ++at);
    }
    at = skip_blank(r, at);
    return at < r->end ? fail(r, at, "something follows the value") : NULL;
}

/* At { or [. A comma behind each member and item is more than the text has. */
static inline const char *open_container(struct reader *r, const char *at)
{
    if (r->top == r->open + r->depth_max) {
        return fail(r, at, "values are nested too deeply");
    }
    *++r->top = (struct level){
        .from = at, .slack = r->slack++, .base = r->used, .is_object = *at == '{'
    };
    return skip_blank(r, at + 1);
}

/* One member or item, or the start of one. Answers as go_on() does. */
static inline const char *step(struct reader *r, const char *at)
{
    at = r->top->is_object ? read_key(r, at) : at;
    if (at == NULL) {
        return NULL;
    }
    at = skip_blank(r, at);
    if (at == r->end) {
        return fail(r, at, "a value is expected, but the text ends");
    }
    if (*at == '{' || *at == '[') {
        at = open_container(r, at);
        if (at == NULL || !stands(r, at, r->top->is_object ? '}' : ']')) {
            return at;
        }
    } else {
        struct value *value;
        at = read_scalar(r, at, &value);
        if (at == NULL) {
            return NULL;
        }
        place(r, value);
    }
    return go_on(r, at);
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
    ret_error->message = r->message;
    ret_error->offset = (size_t)(r->failed_at - r->start);
    text_locate(r->start, r->failed_at, &ret_error->line, &ret_error->column);
}

static void prepare(struct reader *r, size_t depth_max, const char *text, size_t size)
{
    /* Field by field: the stack and the levels need not be cleared. */
    r->start = text;
    r->end = text + size;
    r->failed_at = r->message = NULL;
    r->text = (struct buf){ 0 };
    r->stack = r->first;
    r->room = FIRST_ROOM;
    r->used = 0;
    r->last = NULL;
    r->slack = 0;
    r->depth_max = depth_max;
    r->top = r->open;
    r->open[0] = (struct level){ .from = text };
}

static bool read_to(size_t depth_max, const char *text, size_t size, struct value **ret_value,
                    struct read_error *ret_error)
{
    struct reader r;
    prepare(&r, depth_max, text, size);
    if (size > TEXT_SIZE_MAX) {
        fail(&r, text, "the text is larger than 2 GB");
    } else {
        for (const char *at = text; at != NULL;) {
            at = step(&r, at);
        }
    }
    buf_release(&r.text);
    bool is_read = r.message == NULL;
    if (is_read) {
        *ret_value = r.stack[0].value;
    } else {
        drop_stack(&r);
        locate(&r, ret_error);
    }
    if (r.stack != r.first) {
        memory_release(r.stack);
    }
    return is_read;
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
