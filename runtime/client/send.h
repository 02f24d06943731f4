/*
 * send.h - sends a request until it has an answer that stands: throttled ones, those that a
 * server failed with 5xx, and those that got no answer are sent again after a pause that grows,
 * by chance shorter, as AWS's SDKs do in their standard mode.
 */
#ifndef CLIENT_SEND_H
#define CLIENT_SEND_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct fetch_end;
struct fetch_way;
struct loop;
struct random;
struct target;
struct send; /* opaque: a request under way; gone after `done` */
struct wire_answer;
struct wire_request;

#define SEND_ATTEMPTS_MAX 3

/* What an answer means for the next attempt. */
enum send_verdict { SEND_STANDS, SEND_AGAIN, SEND_AGAIN_LATER, SEND_AGAIN_AT_ONCE };

struct send_job;

/* What a request waits for before each attempt: the credentials that it is signed with. */
struct send_gate {
    /* Returns NULL if nothing needs to be waited for. Or else `ready` is called once, on a
     * later turn, with `why` empty, or with the reason why it cannot be sent. */
    void *(*ask)(struct send_gate *gate, const struct send_job *job,
                 void (*ready)(void *waiter, const struct buf *why), void *waiter);

    /* Gives up what `ask` has returned; `ready` is not called any more. */
    void (*leave)(void *wait);
};

struct send_job {
    struct loop *loop;
    struct random *random;
    const struct fetch_way *tls; /* NULL: https: is refused */
    const char *ca_file;         /* borrowed to the end; or NULL */
    int64_t total_ms, quiet_ms;  /* limits of an attempt; 0: none */
    bool is_once;                /* it is sent once, whatever comes */
    struct send_gate *gate;      /* borrowed to the end; NULL: nothing is waited for */
    const struct target *secret; /* what puts a secret on it first (target.h); NULL: nothing */

    /* Called before each attempt: to sign. NULL: nothing is to be done. */
    void (*ready)(void *owner, struct wire_request *r);

    /* Judges an answer; NULL: every answer stands. */
    enum send_verdict (*judge)(void *owner, const struct wire_answer *w);

    /* Called once, on a later turn; `attempts` is how often it was sent. */
    void (*done)(void *owner, struct fetch_end *end, int attempts);
    void *owner;
};

/* The bytes that an answer's body may have. */
#define SEND_BODY_MAX ((size_t)16 << 20)

/* Sends the request (what it holds is taken). It counts as work in flight. */
struct send *send_start(const struct send_job *job, struct wire_request *r);

/* Gives it up; `done` is not called any more. */
void send_stop(struct send *s);

#endif
