/*
 * authority.h - the certificates that the Parameters of a task bring along, base64 of a PEM
 * file in CertificateAuthority, as a file that libcurl can read.
 */
#ifndef WAY_AUTHORITY_H
#define WAY_AUTHORITY_H

#include <stdbool.h>

struct buf;
struct value;

struct authority {
    int file; /* 0: there is none */
    char path[32];
};

/* Returns false, with AWS's words in `why`, if they are not base64. */
bool authority_open(struct authority *a, const struct value *input, struct buf *why);
void authority_close(struct authority *a);

/* Borrowed until it is closed; NULL if there is none. */
const char *authority_path(const struct authority *a);

#endif
