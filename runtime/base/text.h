/*
 * text.h - UTF-8 and JSON strings, byte by byte; and what is asked of texts everywhere.
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

/* The character at `text`: returns its bytes, 1 to 4; 0 where none stands there, also for size
 * 0. */
size_t text_decode(const char *text, size_t size, uint32_t *ret_character);

/* Writes one character; returns its bytes. What is no character becomes U+FFFD. */
size_t text_encode(char out[4], uint32_t character);

/* How many bytes from the start are UTF-8; `size` where all are. */
size_t text_utf8_span(const char *text, size_t size);

/* True for a byte that goes on with a character of UTF-8 and begins none. */
static inline bool text_is_tail(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* The bytes of a byte order mark at the start of a text, which some editors write: 3 or 0. */
size_t text_mark_size(const char *text, size_t size);

/* How many characters `size` bytes of UTF-8 are. */
size_t text_count(const char *text, size_t size);

/* How many of `size` bytes to show where at most `most` may be: no character is cut. */
size_t text_cut(const char *text, size_t size, size_t most);

/* One of the four blanks of JSON; `c` may be an end of input below 0, too. */
static inline bool text_is_blank(int c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/*
 * What stands behind the backslash of \uXXXX, or of two such that make one character, is read:
 * from the u on, 5 or 11 bytes; 0 where four hexadecimal digits are missing. Half a character
 * alone is given as it is: text_encode() makes U+FFFD of it.
 */
size_t text_read_escape(const char *text, size_t size, uint32_t *ret_character);

static inline bool text_is_surrogate(uint32_t character)
{
    return character >= 0xD800 && character <= 0xDFFF;
}

/* FNV-1a: spread well in its low bits only where its high ones are folded in. */
uint64_t text_hash(const char *text, size_t size);

/* The two are the same; a `text` of NULL is the same as none. */
bool text_is(const char *text, const char *other);

/* Something stands before `end`, with which the text ends. */
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
