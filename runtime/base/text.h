/*
 * text.h - UTF-8 and JSON strings, byte by byte.
 *
 * Bytes that are not UTF-8 are never passed on: a reader finds them with text_utf8_span(), a
 * writer shows U+FFFD in their place. Surrogates, overlong forms and what lies beyond U+10FFFF
 * are not UTF-8.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

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

/* Appends a JSON string with its quotes; always valid JSON, whatever the bytes. */
void text_put_json(struct buf *out, const char *text, size_t size);

/* Appends one character as JSON escapes it: \n, \u001b, \ud83d\ude00. */
void text_put_escape(struct buf *out, uint32_t character);

#endif
