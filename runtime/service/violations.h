/*
 * violations.h - what is wrong with a request by AWS's model of it, as AWS's validators word
 * it: "2 validation errors detected: Value 'x' at 'a.1.member.b' failed to satisfy constraint:
 * ...; Value null at 'c' failed ...".
 *
 * A collection set to {0} is empty and ready. Its path leads to what is looked at.
 */
#ifndef SERVICE_VIOLATIONS_H
#define SERVICE_VIOLATIONS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"

/* So many are worded; those after them are dropped, as AWS does. */
#define VIOLATIONS_MOST 10

struct violations {
    struct buf texts; /* joined by "; " */
    size_t count;
    struct buf path;
};

/* A step down: the path grows by the name. Returns what leads back with violations_leave(). */
size_t violations_enter(struct violations *v, const char *name);
void violations_leave(struct violations *v, size_t at);

/* What is looked at breaks a constraint, which the format words: "Member must ...". `value` is
 * the value as AWS shows it, of `size` bytes; NULL: it is a secret, and not shown. */
void violations_add(struct violations *v, const char *value, size_t size, const char *format,
                    ...) __attribute__((format(printf, 4, 5)));
void violations_vadd(struct violations *v, const char *value, size_t size, const char *format,
                     va_list args) __attribute__((format(printf, 4, 0)));

/* What is looked at is missing. */
void violations_add_null(struct violations *v);

/* What is looked at has that length, which ought to be from `least` to `most`. */
void violations_check_length(struct violations *v, const char *value, size_t size,
                             size_t length, int64_t least, int64_t most);

/* What is looked at is that number, which ought to be from `least` to `most`. */
void violations_check_number(struct violations *v, const char *value, size_t size,
                             double number, int64_t least, int64_t most);

/* What is looked at ought to be one of the words of "[ONE, TWO]". */
void violations_check_words(struct violations *v, const char *value, size_t size,
                            const char *words);

/* End a collection. Returns true if it is empty; else false, with the message of a
 * ValidationException appended to `why`. */
bool violations_end(struct violations *v, struct buf *why);

#endif
