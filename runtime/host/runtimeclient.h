/*
 * runtimeclient.h - the function's side of the AWS Lambda Runtime API: what a custom runtime
 * asks for and answers. runtimeapi.h is the other side.
 *
 * Nothing here blocks. What comes is told to a listener, on a later turn of the loop.
 */
#ifndef HOST_RUNTIMECLIENT_H
#define HOST_RUNTIMECLIENT_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct loop;
struct runtimeclient; /* opaque */

/* An invocation, borrowed for the call. */
struct runtimeclient_event {
    const char *request_id;
    const char *trace_id; /* NULL if there is none */
    int64_t deadline_ms;  /* since 1970; 0 if there is none */
    const char *body;     /* with a NUL behind it */
    size_t size;
};

struct runtimeclient_listener {
    /* What runtimeclient_next() has asked for. */
    void (*came)(void *owner, const struct runtimeclient_event *e);

    /* The host has answered a request other than that by `status`; 0: it has not, and `reason`
     * says why ("Connection refused"). `what` is the end of the request's path. */
    void (*posted)(void *owner, const char *what, int status, const char *reason);

    /* No further invocation can be had, and `reason` says why. The process has to end. */
    void (*lost)(void *owner, const char *reason);
};

/* The client of the API at `address`, "HOST:PORT", which is what AWS_LAMBDA_RUNTIME_API says.
 * The listener is static. New; or NULL, with what is wrong with the address in `why`. */
struct runtimeclient *runtimeclient_new(struct loop *l, const char *address,
                                        const struct runtimeclient_listener *listener,
                                        void *owner, struct buf *why);

/* Gives up what is under way. Does nothing for NULL. */
void runtimeclient_release(struct runtimeclient *c);

/* Ask for the next invocation, without a limit of time; several may be asked for at once. */
void runtimeclient_next(struct runtimeclient *c);

/* Answer an invocation with an output, JSON text that is taken. */
void runtimeclient_respond(struct runtimeclient *c, const char *request_id, struct buf *output);

/* Answer that an invocation has failed, or, where `request_id` is NULL, that the function
 * cannot begin. */
void runtimeclient_fail(struct runtimeclient *c, const char *request_id, const char *type,
                        const char *message);

#endif
