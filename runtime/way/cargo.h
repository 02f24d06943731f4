/*
 * cargo.h - what a task fetches from S3 before its call, and puts there after it, in the place
 * of a member of its Parameters and of its result (struct asl_cargo).
 */
#ifndef WAY_CARGO_H
#define WAY_CARGO_H

#include <stdbool.h>

#include "runtime/task/notice.h"

struct asl_action;
struct asl_cargo;
struct buf;
struct fetch_end;
struct target_job;
struct value;
struct wire_request;

struct cargo {
    const struct asl_cargo *table; /* NULL: the task has none */
    struct value *input;           /* the task's, without the places; owned */
    char *from, *to;               /* the places: owned; NULL: there is no such one */
};

/* Reads the places out of the task's Parameters. Returns false, with AWS's words in `why`, if
 * they are none. */
bool cargo_open(struct cargo *c, const struct target_job *job, struct buf *why);
void cargo_release(struct cargo *c);

/* Completes the request that fetches, or puts the result, which has its address; `is_own` is
 * false if that is one of AWS's own hosts. Returns false with the reason in `why`. */
bool cargo_ask_fetch(const struct cargo *c, bool is_own, struct wire_request *r,
                     struct buf *why);
bool cargo_ask_put(const struct cargo *c, const struct value *result, bool is_own,
                   struct wire_request *r, struct buf *why);

/* Takes what came. Returns false, with the task's end, if it has failed. What was fetched is in
 * the input then, and of the result (that of ret_end, which goes on) the place is left. */
bool cargo_fetched(struct cargo *c, const struct wire_request *sent,
                   const struct fetch_end *end, int attempts, struct notice *ret_end);
bool cargo_was_put(struct cargo *c, const struct wire_request *sent,
                   const struct fetch_end *end, int attempts, struct notice *ret_end);

#endif
