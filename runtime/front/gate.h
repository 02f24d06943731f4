/*
 * gate.h - who may ask a server's routes: from which pages of a browser, with which API key,
 * and how often.
 */
#ifndef FRONT_GATE_H
#define FRONT_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/program/option.h"

struct buf;
struct gate; /* opaque */
struct http_request;

struct gate_rate {
    size_t requests, seconds; /* 0: without limit */
};

struct gate_options {
    const char *keys;           /* a file with a key in each line; NULL: nobody needs one */
    struct option_list origins; /* of pages: "https://shop.example" or "*" */
    struct gate_rate rate;      /* of each key; of all together where there are none */
};

/* Open it. Returns true and *ret_gate (new), or false with the reason in `why`. */
bool gate_open(const struct gate_options *o, struct gate **ret_gate, struct buf *why);

/* Read the file with the keys again, where there is one. What is wrong with it is said in
 * `why`, and then the keys are those that they were. */
bool gate_read_keys(struct gate *g, struct buf *why);

/* Does nothing for NULL. */
void gate_close(struct gate *g);

/* Ask everybody for the API's token (access.h) where there are no keys. Borrowed; NULL: nobody
 * is asked. */
void gate_guard(struct gate *g, const char *token);

enum gate_verdict {
    GATE_OPEN,
    GATE_FORBIDDEN, /* a page that may not, or no key */
    GATE_BUSY       /* too many requests */
};

/* Whether a request may come in, which counts from then on. `is_public`: pages of all origins
 * may send it. *ret_wait_s: of GATE_BUSY, after how many seconds one may again. */
enum gate_verdict gate_ask(struct gate *g, const struct http_request *r, bool is_public,
                           int64_t *ret_wait_s);

/* The key that the request shows; "" if none is asked for. Borrowed. */
const char *gate_key(const struct gate *g, const struct http_request *r);

/* Returns true if it is a browser's question whether a page may ask something. */
bool gate_is_preflight(const struct http_request *r);

/* Add the headers to its answer that let the page ask by these methods ("GET, POST"). Returns
 * false if the page may not ask at all. */
bool gate_take_preflight(const struct gate *g, struct http_request *r, const char *methods);

/* Add the headers to an answer that let the page that has asked read it. */
void gate_put_headers(const struct gate *g, struct http_request *r);

#endif
