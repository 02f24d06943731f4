/*
 * locate.h - where in the definition a character of a string stands, which may be written with
 * escapes.
 */
#ifndef EXPR_LOCATE_H
#define EXPR_LOCATE_H

#include <stddef.h>

#include "compiler/read/doc.h"

/*
 * The character at byte `offset` of the string's decoded text; for its end the closing quote,
 * or what follows a plain word of YAML. The whole string where it has an escape that JSON does
 * not ask for, since its text then does not tell which character has it. O(size).
 */
struct span locate_in(const struct doc_node *string, size_t offset);

#endif
