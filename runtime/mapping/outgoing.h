/*
 * outgoing.h - what is sent to what is behind a route of a REST API: what the request is mapped
 * to.
 */
#ifndef MAPPING_OUTGOING_H
#define MAPPING_OUTGOING_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/buf.h"

struct http_request;
struct plan;
struct scene;
struct value;

/* All is owned. */
struct outgoing {
    struct value *headers, *query; /* objects of texts, or of lists of texts */
    struct value *path;            /* what the names in the path stand for */
    struct buf body;
    bool is_mapped; /* the body is what a template has made */
};

/* Why a request is not sent. */
struct outgoing_refusal {
    int status;
    const char *type, *message; /* static */
};

/* Make it. Returns false, with the answer in *ret_refusal, and in `why` what is to be told on
 * standard error (nothing where it is the client's mistake). To be released in any case. */
bool outgoing_make(struct outgoing *o, const struct plan *p, struct scene *s,
                   const struct http_request *r, struct outgoing_refusal *ret_refusal,
                   struct buf *why);
void outgoing_release(struct outgoing *o);

/* The text of a header, whatever the case of its name; borrowed; NULL if there is none. */
const char *outgoing_header(const struct outgoing *o, const char *name);

#endif
