/*
 * marshal.h - turns JSON values into C values, and C values into JSON: the arguments and
 * results of a function that is called by its signature (base/signature.h).
 *
 * Nothing is changed to make it fit: a number that its type cannot hold, a text with a NUL in
 * it, a result that is not UTF-8 fail the task, with a phrase that says why.
 */
#ifndef NATIVE_MARSHAL_H
#define NATIVE_MARSHAL_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/signature.h"

struct buf;
struct value;

union native {
    bool truth;
    int8_t int8;
    int16_t int16;
    int32_t int32;
    int64_t int64;
    uint8_t uint8;
    uint16_t uint16;
    uint32_t uint32;
    uint64_t uint64;
    float real32;
    double real64;
    const char *text;
};

/* Returns true, or false with what is wrong with the value in `why` ("300 does not fit int8").
 * *ret_owned is NULL, or memory to be released once the native is not used any more. The rest
 * is borrowed from `v`. */
bool marshal_make(enum signature_type type, const struct value *v, union native *ret_native,
                  char **ret_owned, struct buf *why);

/* Returns true and *ret_value (new), or false with what is wrong in `why` ("a text that is not
 * UTF-8"). A text is copied; a NULL text becomes JSON null. */
bool marshal_read(enum signature_type type, const union native *n, struct value **ret_value,
                  struct buf *why);

#endif
