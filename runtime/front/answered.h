/*
 * answered.h - a request of a route that was answered, as whoever wants to know hears of it. It
 * has nothing that a client could mean to be secret: neither the path that was asked for, nor a
 * query, a header or a body.
 */
#ifndef FRONT_ANSWERED_H
#define FRONT_ANSWERED_H

#include <stdint.h>

/* All is borrowed for the call that tells of it. */
struct front_answered {
    const char *method;    /* of the request */
    const char *path;      /* of the route, "/orders/{id}"; NULL if the request takes none */
    const char *id;        /* of the request, as x-amzn-RequestId has it; NULL if it has none */
    const char *execution; /* the ARN; NULL if it has not begun, nor asked for, an execution */
    int status;
    int64_t took_ms;
};

struct front_listener {
    void (*answered)(void *owner, const struct front_answered *a); /* NULL: nobody listens */
    void *owner;
};

#endif
