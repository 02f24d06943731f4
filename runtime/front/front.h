/*
 * front.h - an API in front of state machines: routes whose requests start executions, as API
 * Gateway's do, without its 29 seconds.
 *
 * Answers are JSON. What a route answers of its own is {"message": ...}:
 *
 *   400  the body is not JSON, or a path or query is not UTF-8
 *   403  {"message":"Forbidden"}: a page of somebody else in a browser, or no key or token
 *   404  there is no such route; 405 it has other methods. Of APIs of API Gateway both are 403
 *        {"message":"Missing Authentication Token"} (REST), or 404 {"message":"Not Found"}
 *   409  422  an Idempotency-Key whose execution is not kept any more; for another request
 *   413  the request, or the input that it makes, is too large
 *   429  too many requests came, or the server has more to do than it can
 *   503  the state machine is not here, or the server stops
 *   504  a synchronous execution takes longer than clients wait
 *
 * A synchronous route answers 200 and the output, or {"error", "cause"}: with the status that
 * the route has for the error, else with 504 if the execution has timed out, else with 500.
 */
#ifndef FRONT_FRONT_H
#define FRONT_FRONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/front/answered.h"
#include "runtime/front/gate.h"
#include "runtime/program/option.h"

struct buf;
struct front; /* opaque */
struct http_request;
struct station;

struct front_mapping;

struct front_options {
    struct option_list routes; /* texts as route.h has them */
    struct gate_options gate;
    bool is_proxy;         /* what the input is of those that do not say it */
    bool stops_abandoned;  /* executions for which no synchronous client waits any more */
    size_t sync_timeout_s; /* 0: clients wait without limit */
    const struct front_mapping *mapping; /* static; NULL: mapped routes are not known */
    size_t body_max; /* bytes of a request; 0: 256 KiB, as many as an input has, or
                        10 MiB of a function's route */
};

/* Open the routes; NULL, with the reason in `why`, if there is something wrong with one.
 * `machine` is the name of the state machine of those that name none; NULL: each has to. */
struct front *front_open(const struct front_options *o, struct station *s, const char *machine,
                         struct buf *why);

/* Nobody may wait any more, and no execution may be under way. Does nothing for NULL. */
void front_close(struct front *f);

/* Tell of each answer. */
void front_listen(struct front *f, struct front_listener listener);

/* Say on standard error which routes have no state machine that could run now: it may come yet.
 */
void front_warn(const struct front *f, const char *program);

/* Read the file with the API keys again, as gate.h has it. */
bool front_read_keys(struct front *f, struct buf *why);

/* Ask everybody for the API's token, as gate.h has it. */
void front_guard(struct front *f, const char *token);

/* Returns true if some option is given that only routes heed. */
bool front_is_wanted(const struct front_options *o);

/* Bytes that the body of a request may have. */
size_t front_body_max(const struct front *f);

/* ---- What it has done ---- */

/* How many requests have no answer yet. */
size_t front_waiting(const struct front *f);

/* How many routes there are; append what one is, "POST /orders"; and call `visit` for each
 * status that its requests were answered with. Past the last route are the requests that took
 * none because of their method: "none". */
size_t front_routes(const struct front *f);
void front_put_route(const struct front *f, size_t index, struct buf *out);
void front_each_status(const struct front *f, size_t index,
                       void (*visit)(void *owner, int status, uint64_t count), void *owner);

/* What server.h wants for requests that are not for the API. */
bool front_take(struct front *f, struct http_request *r);
void front_gone(struct front *f, struct http_request *r);
void front_late(struct front *f);

#endif
