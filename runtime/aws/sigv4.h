/*
 * sigv4.h - signs requests to AWS: Signature Version 4, with HMAC-SHA256.
 *
 * Every header that the request has when it is signed is part of the signature, but those that
 * a proxy may change. What is signed is what is sent: the path and the query are taken as they
 * stand in the request. S3 signs that path; every other service signs it encoded once more.
 */
#ifndef AWS_SIGV4_H
#define AWS_SIGV4_H

#include <stdbool.h>
#include <stdint.h>

struct wire_request;

/* Who signs, and for what. All is borrowed. */
struct sigv4_scope {
    const char *access_key, *secret_key;
    const char *token; /* of a session, or NULL */
    const char *region, *service;
    bool is_unsigned_body; /* for S3 over TLS: the body's hash is not part of it */
};

/* Adds X-Amz-Date, X-Amz-Security-Token, for S3 X-Amz-Content-Sha256, and Authorization, for
 * the time `now_s`, seconds since 1970. A request can be signed again: these are replaced. */
void sigv4_sign(struct wire_request *r, const struct sigv4_scope *scope, int64_t now_s);

/* The other form: the signature, which is good for `expires_s` seconds, goes into the query of
 * a request without a body. Of the headers Host is added. */
void sigv4_presign(struct wire_request *r, const struct sigv4_scope *scope, int64_t now_s,
                   int expires_s);

#endif
