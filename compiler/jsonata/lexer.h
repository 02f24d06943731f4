/*
 * lexer.h - the words of an expression: names, variables, literals, regular expressions and
 * operators.
 */
#ifndef JSONATA_LEXER_H
#define JSONATA_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/jsonata/symbol.h"

struct reading;

enum token_type {
    TOKEN_END,
    TOKEN_NAME,
    TOKEN_VARIABLE,
    TOKEN_OPERATOR,
    TOKEN_STRING,
    TOKEN_NUMBER,
    TOKEN_VALUE, /* true, false, null */
    TOKEN_REGEX
};

struct token {
    enum token_type type;
    enum symbol symbol;
    const char *text;  /* a name, a variable's without its $, what a string says, a number as it
                          is written, a pattern: in the arena, with a NUL behind */
    size_t size;       /* bytes of text */
    const char *flags; /* of a regular expression: some of "im" */
    size_t start, end; /* where it stands: bytes of the expression */
};

/*
 * Reads the word at *at, behind blanks and comments, and moves *at past it. Behind an operand a
 * / divides, elsewhere it begins a regular expression. Returns false after a mistake.
 */
bool lexer_next(const struct reading *r, size_t *at, bool behind_operand,
                struct token *ret_token);

#endif
