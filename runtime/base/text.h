/*
 * text.h - UTF-8 and JSON strings, byte by byte, and questions that are often asked of texts.
 *
 * Bytes that are not UTF-8 are never passed on: a reader finds them with text_utf8_span(), a
 * writer shows U+FFFD in their place. Surrogates, overlong forms and what lies beyond U+10FFFF
 * are not UTF-8.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

#define TEXT_REPLACEMENT UINT32_C(0xFFFD)

/* Reads the character at `text`. Returns how many bytes it has, 1 to 4, or 0 if there is no
 * valid one, also for size 0. */
size_t text_decode(const char *text, size_t size, uint32_t *ret_character);

/* Writes one character, and returns how many bytes it has. What is not a character becomes
 * U+FFFD. */
size_t text_encode(char out[4], uint32_t character);

/* How many bytes from the start are UTF-8; `size` where all are. */
size_t text_utf8_span(const char *text, size_t size);

/* Returns true for a byte that continues a character of UTF-8 and does not begin one. */
static inline bool text_is_tail(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* The bytes of a byte order mark at the start of a text, which some editors write: 3 or 0. */
size_t text_mark_size(const char *text, size_t size);

/* How many characters `size` bytes of UTF-8 are. */
size_t text_count(const char *text, size_t size);

/* How many of `size` bytes to show if at most `most` may be shown: no character is cut in
 * two. */
size_t text_cut(const char *text, size_t size, size_t most);

/* In which line, and at which character of it, `at` is: both count from 1. */
void text_locate(const char *text, const char *at, int *ret_line, int *ret_column);

/* Returns true for one of the four blanks of JSON. `c` may be negative, for the end of the
 * input. */
static inline bool text_is_blank(int c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/*
 * Reads \uXXXX, or two of them that make one character, of which `text` begins at the first u.
 * Returns how many bytes that is, 5 or 11, or 0 if four hexadecimal digits are missing. A half
 * of such a pair that is alone is given as it is: text_encode() makes U+FFFD of it.
 */
size_t text_read_escape(const char *text, size_t size, uint32_t *ret_character);

static inline bool text_is_surrogate(uint32_t character)
{
    return character >= 0xD800 && character <= 0xDFFF;
}

/* The FNV-1a hash of the text. Fold its high bits into the low ones before using only those. */
uint64_t text_hash(const char *text, size_t size);

/* Returns true if both texts are the same; false if `text` is NULL. */
bool text_is(const char *text, const char *other);

/* Returns true if the text ends with `end`, and has something before it. */
bool text_ends_with(const char *text, const char *end);

/* Appends the text; each byte that is not UTF-8 becomes U+FFFD. */
void text_put_utf8(struct buf *out, const char *text, size_t size);

/* Appends a JSON string with its quotes; always valid JSON, whatever the bytes. */
void text_put_json(struct buf *out, const char *text, size_t size);

/* Appends a text for a person to read, on one line of a terminal: what would act instead of
 * being seen (control characters, those that turn the direction of writing round, the two ends
 * of lines that Unicode adds) is shown as text_put_escape() shows it, what is not UTF-8 as
 * U+FFFD. */
void text_put_visible(struct buf *out, const char *text, size_t size);

/* Appends one character as JSON escapes it: \n, \u001b, \ud83d\ude00. */
void text_put_escape(struct buf *out, uint32_t character);

#endif
