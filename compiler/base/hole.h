/*
 * hole.h - ${NAME} in a text: what -D and --substitutions fill, as SAM and CloudFormation do.
 *
 * NAME has letters, digits and any of _ : . - in it. ${!Literal} and other forms are no holes.
 */
#ifndef BASE_HOLE_H
#define BASE_HOLE_H

#include <stdbool.h>
#include <stddef.h>

/* Returns true for what a NAME may have in it. */
bool hole_takes(char c);

/* The bytes of the ${NAME} that begins at `text`; 0 if none begins there. */
size_t hole_size(const char *text, size_t size);

/* Returns true if there is one anywhere in the text. */
bool hole_in(const char *text, size_t size);

#endif
