/*
 * call.h - a request of AWS's API that has been read and checked, until it is answered: once,
 * at once or later.
 *
 * An operation knows nothing of HTTP: it looks at the input, does its work, and answers. Who
 * made the call (the server, a route, a test) gets the answer.
 */
#ifndef ENDPOINT_CALL_H
#define ENDPOINT_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/endpoint/operation.h"

struct ongoing_watcher;
struct service_answer;
struct value;

struct call {
    enum operation operation;
    struct value *input; /* owned: as request_read() gives it, so that nobody checks it again */
    char *trace;         /* the header X-Amzn-Trace-Id; owned; NULL if there is none */
    const char *starter; /* of StartExecution, where a task makes the call: what names that
                            begin of the task, also when it is made again after a restart;
                            borrowed; NULL: a client makes it */
    uint64_t follower;   /* the number of that task's execution, if the task waits for the end
                            of what it starts; else 0 */
    struct ongoing_watcher *watcher; /* of what is started, from its beginning; borrowed; NULL:
                                        nobody watches it */
    int64_t now_ms; /* when it came, by the clock on the wall: milliseconds since 1970 */

    /* ---- Of the operation that holds it back; NULL at first. ---- */

    /* The client has gone: the call cannot be answered any more, and is released when this
     * returns. */
    void (*on_gone)(struct call *c);

    /* The server is about to stop: it waits some seconds for the answer. Whoever waits for
     * something that may not come answers now. */
    void (*on_stop)(struct call *c);
    void *mark;

    /* ---- Of who made it. ---- */

    /* Takes the answer (borrowed) and releases the call. */
    void (*on_answer)(struct call *c, const struct service_answer *a);
    void *owner;

    /* What is done with the answer is committed together with what it tells of: it is given
     * just before that. */
    bool is_committed;
};

/* The call is gone. call_answer() takes what the answer owns; call_good() takes the body, and
 * NULL is an empty object; call_fail() answers 400 with that error, whose name must be static.
 */
void call_answer(struct call *c, struct service_answer *a);
void call_good(struct call *c, struct value *body);
void call_fail(struct call *c, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The server cannot do it without the compiler. */
void call_needs_compiler(struct call *c);

/* Members of the input; checked values, so that each has the one type that it can have. A text
 * is borrowed, NULL if it is not there; a number or truth that is not there is `otherwise`. */
const char *call_text(const struct call *c, const char *member);
int64_t call_number(const struct call *c, const char *member, int64_t otherwise);
bool call_truth(const struct call *c, const char *member, bool otherwise);

/* Returns true unless the call asks for METADATA_ONLY. */
bool call_wants_data(const struct call *c);

/* Release what the call owns; for who made it. */
void call_close(struct call *c);

#endif
