/*
 * language.h - the items of tests/language.md, which are baked into the compiler.
 */
#ifndef LSP_LANGUAGE_H
#define LSP_LANGUAGE_H

#include <stddef.h>

/* What the item of that number says, as Markdown and without its sources; NULL if there is
 * none. Static. */
const char *language_item(const char *number, size_t size);

#endif
