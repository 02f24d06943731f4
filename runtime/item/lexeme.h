/*
 * lexeme.h - the words of a PartiQL statement: names, texts, numbers and marks. Private to
 * runtime/item/.
 */
#ifndef ITEM_LEXEME_H
#define ITEM_LEXEME_H

#include <stdbool.h>

#include "runtime/base/buf.h"

enum lexeme_kind {
    LEXEME_END,
    LEXEME_WORD,   /* a keyword, or a name without quotation marks */
    LEXEME_NAME,   /* "name" */
    LEXEME_TEXT,   /* 'text' */
    LEXEME_NUMBER, /* without a sign */
    LEXEME_MARK,   /* an operator or punctuation: one or two characters */
    LEXEME_BAD     /* a character that belongs to none, or a quotation without an end */
};

struct lexeme_reader {
    const char *at; /* borrowed: what has not been read */
    enum lexeme_kind kind;
    struct buf text; /* owned: of the word, without its quotation marks */
};

/* Begin with a text that ends with a NUL and is borrowed; no word has been read. */
struct lexeme_reader lexeme_begin(const char *text);
void lexeme_release(struct lexeme_reader *r);

/* Read the next word. */
void lexeme_next(struct lexeme_reader *r);

/* Returns true if that character is the next one that is not blank. */
bool lexeme_is_before(const struct lexeme_reader *r, char c);

#endif
