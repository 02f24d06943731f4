/*
 * caller.h - who has made a request of a route, until it is answered: at once, or when an
 * execution has come to its end.
 */
#ifndef FRONT_CALLER_H
#define FRONT_CALLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/random.h"
#include "runtime/endpoint/call.h"
#include "runtime/front/answered.h"
#include "runtime/front/repeat.h"
#include "runtime/front/tally.h"
#include "runtime/station/ongoing.h"

struct answer;
struct gate;
struct http_request;
struct keeper; /* of routestart.c */
struct route;
struct routes;
struct station;
struct value;

/* All of a server. */
struct callers {
    struct station *station;     /* borrowed */
    const struct gate *gate;     /* borrowed */
    const struct routes *routes; /* borrowed */
    struct tally tally; /* of the answers: a row for each route, and a last one for requests
                           that take none */
    struct front_listener listener;
    struct random random; /* for the ids of requests */
    size_t most_s;        /* that one waits for an end; 0: without limit */
    bool stops_abandoned; /* executions for which no caller waits any more */
    struct caller *first;
    size_t waiting; /* callers that have no answer yet */
    struct keeper *keepers;
};

struct caller {
    struct call call; /* first; for the operation, and to hold the answer back */
    struct callers *all;
    struct http_request *http;
    const struct route *route; /* borrowed */
    const char *arn;           /* of its state machine; borrowed; NULL: any */
    char id[RANDOM_UUID_SIZE + 1];
    int64_t since_ns; /* when he came, by clock_monotonic_ns() */
    struct repeat repeat;
    char *execution; /* the ARN of the one whose end he waits for, or has waited for; owned;
                        NULL */
    struct ongoing *awaited; /* that one, until its end; NULL */
    struct ongoing_watcher watcher;
    uint64_t timer;   /* of how long he waits, or of the next look; 0 */
    int64_t pause_ms; /* before that; 0: there was none yet */
    struct caller *next, *previous;
};

/* New: he is gone once he is answered. */
struct caller *caller_new(struct callers *all, struct http_request *r,
                          const struct route *route, const char *arn);

/* Answer when the turn is committed; the body is taken. Or at once, with a message. */
void caller_reply(struct caller *c, int status, struct value *body);
void caller_refuse(struct caller *c, int status, const char *text);

/* {"message": TEXT}: new. */
struct value *caller_message(const char *text);

/* Answer what an execution has come to, when the turn is committed. */
void caller_reply_end(struct caller *c, const struct answer *a);

/* It is that execution whose end he wants to know. */
void caller_names(struct caller *c, const char *arn);

/* He is answered when that execution has come to its end. */
void caller_wait(struct caller *c, struct ongoing *g);

/* What he asks for is under way at another node: `look` is called after a moment, again and
 * again until he is answered. If he has waited for too long he is answered: of an execution
 * that caller_names() has told as one that waits for its end is, else that he may try again. */
void caller_look_again(struct caller *c, void (*look)(void *owner));

/* It cannot be done now, but soon: 503 with Retry-After. */
void caller_put_off(struct caller *c);

/* The status and the JSON with which a route tells what an execution came to: new. */
int caller_status_of(const struct route *r, const struct answer *a);
struct value *caller_body_of(const struct route *r, const struct answer *a);

/* Add the headers that a route says itself to the answer of its request. */
void caller_put_headers(const struct route *route, struct http_request *r);

/* His client is gone, and so is he. */
void caller_gone(struct caller *c);

/* The server stops: whoever has no answer yet is told so. Executions stay as they are. */
void callers_late(struct callers *all);

/* Answer who is no caller yet: {"message": ...}. The route is NULL if his request takes none.
 */
void callers_refuse(struct callers *all, struct http_request *r, const struct route *route,
                    int status, const char *text);

/* The same with another body: taken. */
void callers_refuse_with(struct callers *all, struct http_request *r, const struct route *route,
                         int status, struct value *json);

/* Count an answer, and tell of it, as caller.c does for its own: `a` has no method and path
 * yet.
 */
void callers_count(struct callers *all, const struct http_request *r, const struct route *route,
                   const struct front_answered *a);

#endif
