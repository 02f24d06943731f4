/*
 * functionroute.h - requests of routes that call a Lambda function, until it has answered.
 * Those of mapped routes only ask their authorizer here.
 */
#ifndef FRONT_FUNCTIONROUTE_H
#define FRONT_FUNCTIONROUTE_H

#include <stdbool.h>
#include <stddef.h>

struct callers;
struct front_mapping;
struct functionroute; /* a request that waits */
struct http_request;
struct route;

/* All of a server. */
struct functionroutes {
    struct callers *callers;             /* borrowed: answers are counted and told there */
    const struct front_mapping *mapping; /* static; NULL: no route has a mapping */
    void *mapped;                        /* its own; borrowed; NULL */
    struct functionroute *first;
    size_t waiting;
};

/* The request is answered now or later. */
void functionroute_take(struct functionroutes *all, struct http_request *r,
                        const struct route *route);

/* The client of a request is gone. Returns false if it is none of these. */
bool functionroute_gone(struct functionroutes *all, struct http_request *r);

/* The server stops: whoever has no answer yet is told so. */
void functionroute_late(struct functionroutes *all);

#endif
