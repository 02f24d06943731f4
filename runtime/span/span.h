/*
 * span.h - what is told of an execution, one of its states, or one attempt of a Task, once it
 * is over: what all ways to show traces have in common.
 */
#ifndef SPAN_SPAN_H
#define SPAN_SPAN_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/span/context.h"

enum span_kind { SPAN_EXECUTION, SPAN_STATE, SPAN_ATTEMPT };

enum span_outcome {
    SPAN_GOOD,
    SPAN_CAUGHT, /* a state's error, which a catcher took */
    SPAN_FAILED,
    SPAN_STOPPED /* from outside, or because something beside it failed */
};

/* A fact: a text, or a number if the text is NULL. */
struct span_attribute {
    const char *key; /* of letters, digits and _ */
    const char *text;
    int64_t number;
};

/* An attempt of a state failed, and it waits before the next one. */
struct span_retry {
    int64_t at_ns;
    char *error; /* owned by who keeps the list; "" if it has no name */
    int attempt; /* the one that comes, from 1 */
    int64_t wait_ms;
};

#define SPAN_ATTRIBUTES_MAX 16
#define SPAN_RETRIES_MAX    32 /* that are kept; more are only counted */

/* All texts are borrowed. Times are nanoseconds since 1970. */
struct span {
    struct span_context trace; /* its trace, and the span around it */
    uint64_t id;
    enum span_kind kind;
    bool is_inner; /* an execution that a distributed Map has started */
    const char *name;
    int64_t start_ns, end_ns;
    enum span_outcome outcome;
    const char *error, *cause; /* of what failed or was caught; NULL if it has none */
    struct span_attribute attributes[SPAN_ATTRIBUTES_MAX];
    size_t attribute_count;
    const struct span_retry *retries;
    size_t retry_count;

    /* Of an attempt: the service and its operation, "dynamodb" and "getItem"; the API that it
     * calls, and the status that it answered with, 0 if it is not known. NULL if it has none.
     */
    const char *service, *operation;
    const char *method, *url;
    int status;

    uint32_t
        lane; /* where it is drawn: spans of one lane never overlap, but lie in each other */
};

/* Adds a fact, unless the text is NULL or there are too many. */
void span_add_text(struct span *s, const char *key, const char *text);
void span_add_number(struct span *s, const char *key, int64_t number);

/* What the outcome is called: "SUCCEEDED", "CAUGHT" ... Static. */
const char *span_outcome_word(enum span_outcome outcome);

#endif
