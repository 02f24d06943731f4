/*
 * beginning.h - what an execution is about to begin with: which revision of a state machine an
 * ARN stands for, and what the caller fills in.
 */
#ifndef API_BEGINNING_H
#define API_BEGINNING_H

#include <stdbool.h>

#include "runtime/station/ongoing.h"

struct service_answer;
struct station;

struct beginning {
    struct ongoing_start start; /* its input is owned */
    char *plain_arn;            /* of the state machine, without a test case; owned */
    char *version_arn;          /* owned; NULL */
    char *alias_arn;            /* owned; NULL */
    uint64_t unloaded;          /* the revision that is there, and cannot run yet; or 0 */
};

/* The revision of a state machine that runs for this ARN, which may name a version, an
 * alias or a test case.
 * Returns true, with everything else empty; or false with the API's error in the answer.
 * beginning_close() is to be called in any case. */
bool beginning_find(struct station *s, const char *arn, struct beginning *ret_beginning,
                    struct service_answer *ret_answer);
/* Returns true if one more execution may be under way. Returns false, with AWS's
 * ThrottlingException in the answer, if there are as many as --max-open lets be. Who starts one
 * for an execution that waits for it does not ask. */
bool beginning_has_room(const struct station *s, struct service_answer *ret_answer);

/* The header of a trace that came with a request, if StartExecution takes it as traceHeader; or
 * NULL. */
const char *beginning_trace(const char *header);

void beginning_close(struct beginning *b);

#endif
