/*
 * invocation.h - Lambda's Invoke as a server speaks it: POST
 * /2015-03-31/functions/NAME/invocations.
 */
#ifndef DOOR_INVOCATION_H
#define DOOR_INVOCATION_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/door/exchange.h"

#define INVOCATION_BYTES_MAX       ((size_t)6 << 20)
#define INVOCATION_EVENT_BYTES_MAX ((size_t)1 << 20) /* where nobody waits for the answer */

extern const struct exchange_front invocation_front;

/* What is to be called. All is borrowed, and lives as long as the request does. */
struct invocation_call {
    const char *function;       /* its name or its ARN */
    const char *qualifier;      /* NULL if there is none */
    const char *client_context; /* base64 of JSON, or NULL */
    bool is_event;              /* nobody waits for what it answers */
    bool wants_log;             /* the answer has the end of what the function prints */
    bool is_dry_run;            /* nothing is called: only whether it could be is of interest */
    const char *event;          /* JSON */
    size_t size;
};

/* How a call has ended. */
struct invocation_result {
    const char *payload; /* JSON: the function's answer, or its error; borrowed */
    size_t size;
    bool has_failed;
};

/* Returns true if the path is that of an Invoke. */
bool invocation_is_for(const char *path);

/* Reads a request whose front has read it. */
void invocation_get(const struct exchange *x, struct invocation_call *ret_call);

/* Have the answer of a call tell this log, in base64. */
void invocation_add_log(struct exchange *x, const char *log);

/* Answer a call: with what the function says; at once, if it is an event or a dry run; or with
 * an error of Lambda's, such as 404 "ResourceNotFoundException". `x` is not released. */
void invocation_answer(struct exchange *x, const struct invocation_result *result);
void invocation_accept(struct exchange *x, const struct invocation_call *call);
void invocation_fail(struct exchange *x, int status, const char *code, const char *message);

#endif
