/*
 * incoming.h - what a route of a REST API answers, out of the answer of what is behind it.
 */
#ifndef MAPPING_INCOMING_H
#define MAPPING_INCOMING_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/mapping/scene.h"

struct http_request;
struct plan;
struct value;

/* What has been answered. Borrowed. */
struct incoming {
    struct scene_answer answer;
    /* What chooses the response: the error of a function, or a status as text; NULL: the
     * response for all others is taken, as of a function that has not failed. */
    const char *choice;
};

/* What is answered. All is owned. */
struct incoming_reply {
    int status;
    struct value *headers; /* an object of texts, or of lists of texts */
    struct buf type, body;
};

/* Make it. Returns false, with the reason in `why`, where API Gateway answers 500. To be
 * released in any case. */
bool incoming_make(struct incoming_reply *ret, const struct plan *p, struct scene *s,
                   const struct http_request *r, const struct incoming *in, struct buf *why);
void incoming_release(struct incoming_reply *r);

#endif
