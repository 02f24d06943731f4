/*
 * lookup.h - the call that comes before an action whose Parameters name something by a name,
 * while its API wants an id (struct asl_lookup).
 */
#ifndef WAY_LOOKUP_H
#define WAY_LOOKUP_H

#include <stdbool.h>

#include "runtime/task/notice.h"

struct asl_request;
struct buf;
struct fetch_end;
struct target_job;
struct value;
struct wire_request;

struct lookup {
    struct value *input; /* the task's, then with the id; owned; NULL: there is none */
};

void lookup_release(struct lookup *l);

/* Completes the request, which has its address. Returns false, with AWS's words in `why`, if
 * the Parameters do not say what is looked for. */
bool lookup_ask(struct lookup *l, const struct target_job *job, struct wire_request *r,
                struct buf *why);

/* Takes what came. Returns false, with the task's end, if there is no such name, or the call
 * has failed. */
bool lookup_answered(struct lookup *l, const struct asl_request *request,
                     const struct wire_request *sent, const struct fetch_end *end, int attempts,
                     struct notice *ret_end);

#endif
