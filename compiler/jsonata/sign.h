/*
 * sign.h - the signature of a lambda, as far as its text can be wrong: <s-(sf)n?:s>.
 */
#ifndef JSONATA_SIGN_H
#define JSONATA_SIGN_H

#include <stdbool.h>
#include <stddef.h>

struct reading;

/* Returns false, after a mistake is noted, if the signature's types cannot stand so (S0401,
 * S0402). `from` is the byte of the expression behind its <. */
bool sign_check(const struct reading *r, const char *signature, size_t from);

#endif
