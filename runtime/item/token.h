/*
 * token.h - an expression's text as tokens.
 */
#ifndef ITEM_TOKEN_H
#define ITEM_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,   /* a name or keyword */
    TOKEN_NAME,   /* #name */
    TOKEN_VALUE,  /* :value */
    TOKEN_NUMBER, /* digits */
    TOKEN_MARK,   /* an operator or punctuation: one or two characters */
    TOKEN_BAD     /* a character that belongs to none */
};

struct token {
    enum token_kind kind;
    const char *text; /* borrowed */
    size_t size;
};

/* The token at or behind `at`, where `end` is the end of the text. */
struct token token_next(const char *at, const char *end);

/* Returns true for that mark, or for that keyword whatever its case. */
bool token_is(struct token t, const char *text);

/* Returns true if the text is one whole token of that kind. */
bool token_is_whole(const char *text, size_t size, enum token_kind kind);

/* Returns true for a word that DynamoDB reserves, whatever its case. */
bool token_is_reserved(const char *text, size_t size);

#endif
