/*
 * casing.h - texts in upper and in lower case, as Unicode has them in full: a letter may become
 * several (ß is SS), and a sigma at the end of a word has a form of its own. No language has
 * rules of its own here. The only module of JSONata that needs utf8proc.
 */
#ifndef WORDS_CASING_H
#define WORDS_CASING_H

#include <stddef.h>

struct buf;

/* Append the UTF-8 text in that case. */
void casing_put_upper(struct buf *b, const char *text, size_t size);
void casing_put_lower(struct buf *b, const char *text, size_t size);

#endif
