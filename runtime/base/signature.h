/*
 * signature.h - a C function as a user writes it, after ffi: in a target.
 *
 *     libm.so.6#pow(double,double)->double
 *     strlen(string)->uint64
 *
 * Blanks may stand between the words. `string!` and `json!` are results that the caller frees.
 */
#ifndef BASE_SIGNATURE_H
#define BASE_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

#define SIGNATURE_ARGUMENTS_MAX 16

enum signature_type {
    SIGNATURE_VOID, /* a result only */
    SIGNATURE_BOOL,
    SIGNATURE_INT8,
    SIGNATURE_INT16,
    SIGNATURE_INT32,
    SIGNATURE_INT64,
    SIGNATURE_UINT8,
    SIGNATURE_UINT16,
    SIGNATURE_UINT32,
    SIGNATURE_UINT64,
    SIGNATURE_FLOAT,
    SIGNATURE_DOUBLE,
    SIGNATURE_STRING, /* UTF-8 with a NUL behind */
    SIGNATURE_JSON,   /* the same, and its text is JSON */
    SIGNATURE_TYPES
};

struct signature {
    char *library; /* owned, as is `symbol`; NULL if none is named */
    char *symbol;
    enum signature_type result;
    bool frees_result;
    enum signature_type arguments[SIGNATURE_ARGUMENTS_MAX];
    size_t count;
};

/* Returns true and *ret_signature, or false with what is wrong in `why`, which does not repeat
 * the text. */
bool signature_read(const char *text, struct signature *ret_signature, struct buf *why);
void signature_release(struct signature *s);

/* "uint64" and so on. Static. */
const char *signature_word(enum signature_type type);

/* Returns true if the `size` bytes are an identifier of C. */
bool signature_is_name(const char *text, size_t size);

#endif
