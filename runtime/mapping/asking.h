/*
 * asking.h - a request of a mapped route, from its coming to its answer.
 */
#ifndef MAPPING_ASKING_H
#define MAPPING_ASKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/random.h"
#include "runtime/base/wire.h"
#include "runtime/endpoint/call.h"
#include "runtime/mapping/outgoing.h"
#include "runtime/mapping/scene.h"

struct asking;
struct http_request;
struct incoming;
struct mapping;
struct plan;
struct route;
struct session;
struct station;

struct asking {
    struct call call; /* of Step Functions; first */
    struct mapping *all;
    struct station *station;   /* borrowed */
    struct session *session;   /* the station's */
    struct http_request *http; /* borrowed */
    const struct route *route; /* borrowed */
    const struct plan *plan;   /* borrowed */
    char id[RANDOM_UUID_SIZE + 1];
    int64_t since_ns;
    struct scene scene;
    struct outgoing out;

    /* ---- What is under way; nothing of it at first. ---- */
    bool has_call;               /* `call` has no answer yet */
    bool has_function;           /* and a function has none */
    uint64_t function;           /* by which that can be taken back */
    struct wire_request request; /* to an embedded service */
    void *work;                  /* sends it; NULL: nothing is sent */

    /* Called once, on this turn or later, with what has been answered. */
    void (*done)(struct asking *a, const struct incoming *in);
    struct asking *next;
};

#endif
