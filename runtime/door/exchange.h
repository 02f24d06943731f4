/*
 * exchange.h - a request that the door has got and its answer, and what the protocols have in
 * common.
 */
#ifndef DOOR_EXCHANGE_H
#define DOOR_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"

struct asl_action;
struct exchange;
struct http_request;
struct models_service;
struct random;
struct service_answer;
struct value;

/* A protocol. */
struct exchange_front {
    /* Fills in the operation and the input. Returns false if it has answered an error itself.
     */
    bool (*read)(struct exchange *x);

    /* Answers with what the service says. */
    void (*write)(struct exchange *x, const struct service_answer *a);
};

struct exchange {
    struct http_request *http; /* borrowed; NULL once it is answered */
    struct random *random;     /* borrowed */
    int64_t now_ms;            /* when it came */
    const struct exchange_front *front;
    const struct models_service *service; /* NULL: none that the door knows */
    const struct asl_action *action;      /* NULL until it is read */
    struct value *input;                  /* owned */
    char *bucket;                     /* owned: the bucket in the name of the host, or NULL */
    struct exchange *next, *previous; /* of those whose answers wait */
    bool is_held;
    uint64_t call; /* the caller's own, of an Invoke that has no answer yet */
    /* A request that waits is answered then, at the latest; 0: it was not asked yet. */
    int64_t until_ms;
};

/* New, for a request that is whole. */
struct exchange *exchange_new(struct http_request *r, struct random *random);

/* Does nothing for NULL. */
void exchange_release(struct exchange *x);

/* Draw the id of an answer: appended; 52 capital letters and digits, or a UUID, or 16 digits of
 * S3. */
void exchange_put_long_id(struct exchange *x, struct buf *out);
void exchange_put_uuid(struct exchange *x, struct buf *out);
void exchange_put_short_id(struct exchange *x, struct buf *out);

/* Answer: the body is released. */
void exchange_send(struct exchange *x, int status, const char *type, struct buf *body);

/* Returns true if the header's value begins with `begin`, whatever the case of the letters. */
bool exchange_header_begins(const struct exchange *x, const char *name, const char *begin);

/* The decoded value of `name` in a text of NAME=VALUE pairs, as a query or a form has them:
 * appended. Returns false if there is none. */
bool exchange_find_pair(const char *pairs, const char *name, struct buf *out);

#endif
