/*
 * symbol.h - the operators and brackets of JSONata.
 */
#ifndef JSONATA_SYMBOL_H
#define JSONATA_SYMBOL_H

#include <stddef.h>

enum symbol {
    /* What is no operator. */
    SYMBOL_END,
    SYMBOL_NAME,
    SYMBOL_LITERAL,
    SYMBOL_REGEX,

#define SYMBOL(name, text, power) SYMBOL_##name,
#include "compiler/jsonata/symbols.def"
#undef SYMBOL
    SYMBOLS
};

/* As it is written; "" of what is no operator. Static. */
const char *symbol_text(enum symbol s);

/* How tightly it binds to what stands to its left; 0 if it cannot follow an operand. */
int symbol_power(enum symbol s);

/* The operator at the start of a text, the longest if there are several, or SYMBOL_END. Words
 * (and, or, in) are not looked for. */
enum symbol symbol_at(const char *text, size_t size);

/* The operator that a name is: and, or, in; else SYMBOL_NAME. */
enum symbol symbol_of_name(const char *name, size_t size);

#endif
