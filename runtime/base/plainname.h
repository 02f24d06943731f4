/*
 * plainname.h - names that AWS takes everywhere, in ARNs and in the names of logs: 1 to 80
 * letters of English, digits, - and _.
 */
#ifndef BASE_PLAINNAME_H
#define BASE_PLAINNAME_H

#include <stdbool.h>
#include <stddef.h>

#define PLAINNAME_MAX 80 /* bytes */

/* Returns true if the text has no byte that such a name cannot have, whatever its length. */
bool plainname_takes(const char *text);

/* Returns true if the text is such a name. */
bool plainname_is(const char *text);

/* Make one of a text, in place, which is not empty: _ stands for each byte that cannot be in a
 * name, and the end is cut off. */
void plainname_make(char *text);

#endif
