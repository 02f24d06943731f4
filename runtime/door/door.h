/*
 * door.h - the embedded services over HTTP, as AWS's own clients speak to them: JSON, forms and
 * XML, and S3's and Lambda's REST. It listens on the loopback address alone, and checks no
 * signature.
 *
 * The door knows protocols. Who answers a request is the caller's: a function gets an operation
 * and its input as values with the names of the service's own API, and answers likewise.
 */
#ifndef DOOR_DOOR_H
#define DOOR_DOOR_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct door; /* opaque */
struct exchange;
struct invocation_call;
struct loop;
struct service_answer;
struct value;

struct door_request {
    const char *service; /* as behind aws-sdk: in a resource: "eventbridge" */
    const char *operation;
    const struct value *input; /* borrowed */
    int64_t now_ms;
};

struct door_options {
    uint16_t port; /* 0: the system picks one */

    /* Answer a request. Returns 0, or for a request that found nothing how many milliseconds
     * its sender would wait: it is asked again until then, whenever something has changed. */
    int64_t (*answer)(void *owner, const struct door_request *r,
                      struct service_answer *ret_answer);

    /* Call a Lambda function, and answer by invocation.h and door_end_call(), now or later.
     * NULL: there are no functions. */
    void (*invoke)(void *owner, struct exchange *x, const struct invocation_call *call);

    /* The client of a call that has no answer yet is gone; `x` is released when this returns.
     */
    void (*on_gone)(void *owner, struct exchange *x);

    void *owner;
};

/* Open a door on a loop. Returns true and *ret_door (new), or false with the reason in `why`.
 */
bool door_open(struct loop *l, const struct door_options *o, struct door **ret_door,
               struct buf *why);

/* Close it at once. Does nothing for NULL. */
void door_close(struct door *d);

/* Let nobody in any more, answer what waits, and call `done` on a later turn when the last
 * answer has gone. door_close() is still to be called. */
void door_finish(struct door *d, void (*done)(void *owner), void *owner);

/* "http://127.0.0.1:4100"; borrowed. */
const char *door_url(const struct door *d);

/* Something has changed in the services behind the door's back: requests that wait are asked
 * again. */
void door_notice(struct door *d);

/* A call of a function has been answered: `x` is released. */
void door_end_call(struct exchange *x);

#endif
