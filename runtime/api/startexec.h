/*
 * startexec.h - the operations that begin and end executions.
 */
#ifndef API_STARTEXEC_H
#define API_STARTEXEC_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct service_answer;
struct station;

/* An execution that has begun. */
struct startexec_begun {
    char *arn; /* owned */
    int64_t start_ms;
    uint64_t unloaded; /* of what has not: the revision that cannot run yet, but could; or 0 */
};

/* Do what StartExecution does, but for its answer. Returns false with an error in the answer.
 */
bool startexec_begin(struct station *s, const struct call *c, struct startexec_begun *ret_begun,
                     struct service_answer *ret_answer);

void startexec_start(struct station *s, struct call *c);   /* StartExecution */
void startexec_sync(struct station *s, struct call *c);    /* StartSyncExecution */
void startexec_stop(struct station *s, struct call *c);    /* StopExecution */
void startexec_redrive(struct station *s, struct call *c); /* RedriveExecution */

#endif
