/*
 * cfnroute.h - the routes of a template's APIs, as `aslc serve --route` has them.
 *
 * An API stands at the root of the server, and below the name of its stage as well, as at AWS.
 * What the root of the server has already, such as the path "/", stands below the stage alone,
 * or below the API's own name where it has none.
 */
#ifndef GATEWAY_CFNROUTE_H
#define GATEWAY_CFNROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/front/route.h"

struct doc_node;
struct template;

/* All texts are in the arena of the template. */
struct cfn_route {
    const char *text; /* as behind --route */
    const char *method, *path;
    const char *what; /* what it leads to, for people: "state machine Orders" */
    const char *api;  /* whose it is */
};

struct cfn_routes {
    struct cfn_route *list; /* owned */
    size_t count, room;
    struct routes read; /* the same, read */
    char **origins;     /* owned: of pages that may ask */
    size_t origin_count, origin_room;
};

/* An API, as far as its routes go. */
struct cfn_api {
    const char *name;   /* as the template calls it */
    const char *stage;  /* NULL: it has none */
    bool is_rest;       /* else it is one of HTTP */
    bool is_url;        /* it is none, but the URL of a function */
    const char *more;   /* words of all routes that lead to functions, as cfnword.h has them */
    const char *keys;   /* words of all routes */
    const char *author; /* likewise, of those that lead to functions */
    const struct doc_node *auth; /* SAM's; NULL */
};

/* A route that is to be added. */
struct cfn_way {
    const char *method, *path; /* as API Gateway has them */
    const char *action;        /* what stands behind METHOD /path: "async name=Orders" */
    const char *what;
};

/* A function that is called by a route. */
struct cfn_called {
    const char *function;
    bool is_old;    /* of an HTTP API: its event has the format 1.0 */
    bool takes_all; /* by the route $default */
};

/* The action of its route, in the arena. */
const char *cfn_route_call(struct template *t, const struct cfn_api *api,
                           const struct cfn_called *c);

/* Add it; what routes do not have, such as the method TRACE, is warned of at `at`. */
void cfn_route_add(struct template *t, const struct doc_node *at, const struct cfn_api *api,
                   const struct cfn_way *way, struct cfn_routes *all);

/* Let pages of this origin call the routes; "*" lets pages of all origins. A text that is not
 * an origin is ignored. */
void cfn_route_allow(struct cfn_routes *all, const char *origin, size_t size);

void cfn_routes_release(struct cfn_routes *all);

#endif
