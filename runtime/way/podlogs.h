/*
 * podlogs.h - what the containers of a Kubernetes job have printed, which eks:runJob.sync asks
 * for when the job has ended and LogOptions says so: first which pods there are, then the log
 * of each container. What cannot be had has "error" and "cause" in the place of its "log".
 */
#ifndef WAY_PODLOGS_H
#define WAY_PODLOGS_H

#include <stdbool.h>
#include <stddef.h>

struct asl_action;
struct fetch_end;
struct value;
struct wire_request;

struct podlogs {
    struct value *names; /* ["pod", "container"] each; owned; NULL before they are known */
    size_t next;         /* of them */
    struct value *pods;  /* what has come; owned */
};

/* Returns true if the task's input asks for logs of what a job's description shows. */
bool podlogs_are_wanted(const struct value *input, const struct value *shown);

/* Completes the next request: true, or false if there is no more to ask. */
bool podlogs_ask(const struct podlogs *p, const struct value *input, const struct value *shown,
                 struct wire_request *r);

/* Takes what came for that request. */
void podlogs_answered(struct podlogs *p, const struct value *input,
                      const struct fetch_end *end);

/* Puts the logs into the description (the caller's own), and releases `p`. */
void podlogs_put(struct podlogs *p, struct value **shown);

void podlogs_release(struct podlogs *p);

#endif
