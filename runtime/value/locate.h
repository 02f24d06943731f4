/*
 * locate.h - where in a JSON text a member is written: for messages about values that were read
 * without their places.
 */
#ifndef VALUE_LOCATE_H
#define VALUE_LOCATE_H

#include <stdbool.h>
#include <stddef.h>

/* Find the member that the keys lead to, from the outermost object inwards, in a text that
 * read_json() takes. Of members with one name the last counts. Returns true and the line and
 * column of its key, both from 1; false if it is not there, or if a key on the way to it is
 * written with escapes. */
bool locate_member(const char *text, size_t size, const char *const *keys, size_t count,
                   int *ret_line, int *ret_column);

#endif
