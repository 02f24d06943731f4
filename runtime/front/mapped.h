/*
 * mapped.h - what is done with requests whose routes have mapping templates or mapped
 * parameters. Programs have nothing that does it: who serves templates hands it to the front.
 */
#ifndef FRONT_MAPPED_H
#define FRONT_MAPPED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct callers;
struct http_request;
struct route;
struct value;

/* A request that may come in. */
struct mapped_request {
    struct http_request *http;
    const struct route *route; /* borrowed */
    const char *id;            /* of the request; borrowed for the call */
    int64_t since_ns;          /* when it came, by clock_monotonic_ns() */
    struct value *authorizer;  /* what its authorizer has said; borrowed; NULL: there is none */
};

struct front_mapping {
    /* Read the mappings of all routes of these callers (borrowed): new. NULL, with the reason
     * in `why`, if one is wrong. */
    void *(*open)(struct callers *all, struct buf *why);
    void (*close)(void *mapping);

    /* The request, whose route is ROUTE_MAPPED, is answered now or later. */
    void (*take)(void *mapping, const struct mapped_request *r);

    /* The client of a request is gone. Returns false if it is none of these. */
    bool (*gone)(void *mapping, struct http_request *r);

    /* The server stops: whoever has no answer yet is told so. */
    void (*late)(void *mapping);
    size_t (*waiting)(const void *mapping);

    /* Change what a function of an HTTP API gets, and what it has answered with this status;
     * the route has a mapping. */
    void (*change_event)(void *mapping, const struct mapped_request *r, struct value **event);
    void (*change_answer)(void *mapping, const struct mapped_request *r, int *status,
                          struct value **answer);
};

#endif
