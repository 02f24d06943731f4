/*
 * held.h - answers that wait for the commit of what they tell.
 */
#ifndef STATION_HELD_H
#define STATION_HELD_H

#include <stddef.h>
#include <stdint.h>

struct call;
struct held_one; /* an answer */
struct service_answer;

struct held {
    struct held_one *list; /* owned; in the order in which they were given */
    size_t count, room;
    uint64_t turn; /* that which is next committed */
};

/* Answer a call when the turn is committed, unless its client has gone by then. The answer is
 * taken. */
void held_answer(struct held *h, struct call *c, struct service_answer *a);

/* The same; on_lost is as in held_answer_late(). */
void held_offer(struct held *h, struct call *c, struct service_answer *a,
                void (*on_lost)(void *owner, const struct service_answer *a), void *owner);

/* The same for what a task hears in the next turn only: when that one is committed. If the
 * client has gone by then, on_lost is called with the answer (borrowed) that it did not get;
 * NULL: nobody wants to know. */
void held_answer_late(struct held *h, struct call *c, struct service_answer *a,
                      void (*on_lost)(void *owner, const struct service_answer *a),
                      void *owner);

/* The turn is about to be committed: let out those answers that belong to that
 * (struct call). */
void held_join(struct held *h);

/* The turn is committed, and the next one begins: let answers out. A client that is answered
 * may ask again at once; the answer to that waits for the next commit. */
void held_let_out(struct held *h);

/* The turn is lost: whoever waits for an answer gets this error instead, and none is waited for
 * any more. `code` is static. */
void held_fail(struct held *h, const char *code, const char *message);

/* Let all of them out, since there will be no further turn. */
void held_close(struct held *h);

#endif
