/*
 * read.h - JSON text to a value.
 *
 * Strict RFC 8259: UTF-8 is checked, nothing may follow, nesting is bounded by
 * READ_DEPTH_MAX. Of two members with one name the last wins, in the place of the
 * first. Integers of any size stay exact. A lone surrogate escape becomes U+FFFD; a
 * NUL in a key is refused: C functions that get a key get a text.
 */
#ifndef VALUE_READ_H
#define VALUE_READ_H

#include <stdbool.h>
#include <stddef.h>

#define READ_DEPTH_MAX 1000

struct value;

struct read_error {
    const char *message; /* static, a phrase: "a comma or ] is missing" */
    size_t offset;       /* bytes from the start */
    int line;            /* from 1 */
    int column;          /* from 1, in characters */
};

/* Returns true and *ret_value (new), or false and *ret_error. */
bool read_json(const char *text, size_t size, struct value **ret_value,
               struct read_error *ret_error);

/* Like read_json(), for a file or an input that a person wrote: a byte order mark in front,
 * which some editors put there, is skipped. Places of errors are counted from after the
 * mark. */
bool read_json_written(const char *text, size_t size, struct value **ret_value,
                       struct read_error *ret_error);

/* Like read_json(), for a text that this program wrote, in which values may be READ_DEPTH_OWN
 * levels deeper. */
#define READ_DEPTH_OWN 200
bool read_json_own(const char *text, size_t size, struct value **ret_value,
                   struct read_error *ret_error);

#endif
