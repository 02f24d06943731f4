/*
 * wire.h - an HTTP request that is to be sent, and the answer to it, as data.
 */
#ifndef BASE_WIRE_H
#define BASE_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/base/url.h"

struct wire_header {
    char *name, *value; /* owned */
};

struct wire_headers {
    struct wire_header *all;
    size_t count, room;
};

struct wire_request {
    const char *method; /* static */
    struct url url;     /* its path and query are sent as they are */
    struct wire_headers headers;
    struct buf body;
};

struct wire_answer {
    int status;
    struct wire_headers headers; /* in the order in which they came */
    struct buf body;
};

/* Adds a header; wire_set() replaces those of that name, whatever the case of its letters. Name
 * and value are copied; ends of lines in the value become blanks, so that a value cannot add
 * headers of its own. */
void wire_add(struct wire_headers *h, const char *name, const char *value);
void wire_set(struct wire_headers *h, const char *name, const char *value);

/* The same for one that has come: each byte of it that is not UTF-8 becomes U+FFFD. */
void wire_add_received(struct wire_headers *h, const char *name, const char *value);

/* The value of the first header of that name, whatever its case; borrowed, NULL if there is
 * none.
 */
const char *wire_find(const struct wire_headers *h, const char *name);

void wire_headers_release(struct wire_headers *h);
void wire_request_release(struct wire_request *r);
void wire_answer_release(struct wire_answer *a);

#endif
