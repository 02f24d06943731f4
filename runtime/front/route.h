/*
 * route.h - the routes of an API in front of state machines: how each is written, and which one
 * a request takes.
 *
 *   POST /orders sync
 *   GET /orders/{id} async name=lookup input=proxy
 *   ANY /files/{path+} start-execution
 *   POST /orders/{id} sync error=Order.NotFound:404 error=Order.*:422
 *   ANY /shop/{proxy+} lambda name=shop payload=1.0 api=http
 *   OPTIONS /orders mock status=204 header=Access-Control-Allow-Origin:%2A api=rest
 *   POST /orders mapped mapping=%7B...%7D api=rest
 *
 * A route is a method, a path and what it does. A part of the path in {} takes one part of a
 * request's path, and at the end {NAME+} takes all that is left. Of several routes that fit,
 * the one counts that says more: a word before a parameter, from the left to the right, and a
 * method before ANY. What a synchronous route answers for an execution's error is said by
 * error=NAME:STATUS, where each '*' of the name stands for anything; the first that fits
 * counts. A route of a function calls it with the event that API Gateway makes of the request,
 * of the format 2.0 or 1.0 of HTTP APIs, or of that of REST APIs, and answers what it says; or,
 * with payload=body, with the body alone, and answers that status and all that it says. A mock
 * answers a status, headers and a body, which are percent-encoded. What a mapped route does its
 * mapping says, JSON that a template has led to (mapping/plan.h).
 *
 * A route with api= belongs to an API of API Gateway, which answers as AWS does what none of
 * its routes takes.
 */
#ifndef FRONT_ROUTE_H
#define FRONT_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct value;

enum route_kind {
    ROUTE_SYNC, /* answers what the execution came to */
    ROUTE_ASYNC,
    ROUTE_START,    /* takes and gives what StartExecution does */
    ROUTE_FUNCTION, /* of Lambda */
    ROUTE_MOCK,     /* answers what is written */
    ROUTE_MAPPED    /* does what its mapping says */
};

enum route_api { ROUTE_API_NONE, ROUTE_API_REST, ROUTE_API_HTTP };

struct route_part;  /* of a path */
struct route_error; /* NAME:STATUS */
struct route_text;  /* one of several */

/* All owned. */
struct route {
    char *method; /* or ANY */
    char *path;   /* as it was written */
    struct route_part *parts;
    size_t count;
    enum route_kind kind;
    bool is_proxy;  /* the input is all of the request, and not its body alone */
    bool is_whole;  /* of ROUTE_SYNC: answers all of the execution, as StartSyncExecution does;
                       of ROUTE_START: takes and gives what that does */
    bool is_old;    /* of ROUTE_FUNCTION: the event has the format 1.0, */
    bool is_rest;   /* and is one of a REST API */
    bool takes_all; /* its event is that of the route $default */
    bool has_stage; /* the first part of the path is an API's stage, which events do not see */
    bool is_url;    /* the first part of the path is a function's URL */
    char *machine;  /* a state machine's name, and what of it: "order", "order:PROD",
                       "order#Case"; or the function's; NULL */
    struct route_error *errors; /* of ROUTE_FUNCTION that is plain: of messages */
    size_t error_count, error_room;
    enum route_api api;       /* whose it is */
    bool is_plain;            /* of ROUTE_FUNCTION: its event is the body, its answer all */
    int status;               /* of such answers, and of ROUTE_MOCK */
    char *body;               /* of ROUTE_MOCK; NULL: none */
    char *mapping;            /* JSON; of ROUTE_MAPPED, and of some functions; NULL: none */
    bool is_public;           /* of ROUTE_MAPPED: pages of all origins may ask it */
    struct route_text *texts; /* api-key=, binary=, header= */
    size_t text_count, text_room;
};

struct routes {
    struct route *list; /* owned; the one that says more comes first */
    size_t count, room;
};

/* Add the route that the text is. `is_proxy` is what it is if it does not say so itself.
 * Returns false, with what is wrong in `why`. */
bool routes_add(struct routes *r, const char *text, bool is_proxy, struct buf *why);
void routes_close(struct routes *r);

/* The route that a request takes, borrowed; NULL if there is none. The path is as it was sent:
 * its percent signs are decoded part by part, so that a slash that one stands for parts
 * nothing.
 */
const struct route *routes_find(const struct routes *r, const char *method, const char *path);

/* Append the methods that there are for a path, but OPTIONS: "GET, POST". Nothing if no route
 * has it. */
void routes_put_methods(const struct routes *r, const char *path, struct buf *out);

/* What the parameters of the route's path are in this path, which it fits: an object of texts,
 * new. NULL if one of them is not UTF-8, or has a NUL. */
struct value *route_parameters(const struct route *r, const char *path);

/* A path of a request that the route takes, or the route's own, without a stage in front. */
const char *route_own_path(const struct route *r, const char *path);

/* The HTTP status with which the route answers for an execution that has failed with this error
 * (NULL: it has none); 0 if the route does not say. */
int route_status_of(const struct route *r, const char *error);

/* The API that answers what no route takes; ROUTE_API_NONE if that is none. It is the one that
 * has the path for other methods, or has it below its stage. Of others it is the one of REST
 * where no other API stands at the root, else the one of HTTP. */
enum route_api routes_api(const struct routes *r, const char *path);

/* Texts that a route has several of. */
enum route_word {
    ROUTE_KEY,        /* an API key, of which the request has to show one */
    ROUTE_BINARY,     /* the type of a body that is bytes: "image/png", of a REST API */
    ROUTE_HEADER,     /* "NAME:VALUE" of an answer */
    ROUTE_VARIABLE,   /* "NAME:VALUE" of the stage, which events tell */
    ROUTE_AUTHORIZER, /* of ROUTE_FUNCTION and ROUTE_MAPPED, as authorizer.h has it; one at most
                         counts */
    ROUTE_IDENTITY    /* what a request has to have for it */
};

/* The text number `index` of the kind; NULL if there are no more. Borrowed. */
const char *route_text(const struct route *r, enum route_word word, size_t index);

/* What is said of a request that is too large for it; static. */
const char *route_too_large(const struct route *r);

/* Returns true if decoded bytes can be a text: they are UTF-8, and have no NUL. */
bool route_is_text(const char *bytes, size_t size);

#endif
