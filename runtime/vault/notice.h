/*
 * notice.h - what happens to an object of the embedded S3 is told to those who want to know:
 * to EventBridge, to queues, topics and functions, as the bucket's notifications say.
 */
#ifndef VAULT_NOTICE_H
#define VAULT_NOTICE_H

#include <stdbool.h>

struct known;
struct visit;

enum notice_kind {
    NOTICE_PUT,
    NOTICE_COPY,
    NOTICE_COMPLETE,
    NOTICE_DELETE,
    NOTICE_MARKER,
    NOTICE_EXPIRED,
    NOTICE_EXPIRED_BY_MARKER
};

/* Append to the visit's deliveries what is to be told of an object; `r` is NULL for one that is
 * gone. */
void notice_give(struct visit *v, enum notice_kind kind, const char *bucket, const char *key,
                 const struct known *r);

#endif
