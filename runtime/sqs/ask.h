/*
 * ask.h - one request to the embedded SQS, while it is answered.
 */
#ifndef SQS_ASK_H
#define SQS_ASK_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct random;
struct service_answer;
struct value;

struct ask {
    struct database *database;
    struct random *random;
    const char *base; /* of queue URLs */
    const struct value *request;
    int64_t now_ms;
    struct service_answer *answer;
    int64_t wait_ms; /* what sqs_answer() returns */
};

/* Errors: of the model's, of all services, and the one for a value that is out of its range.
 * `code` must be static. They return false, so that a check can end with them. */
bool ask_fail(struct ask *a, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool ask_fail_value(struct ask *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool ask_fail_missing(struct ask *a, const char *parameter);

/* Returns true if the request has failed so far. */
bool ask_has_failed(const struct ask *a);

/* A text that the request must have; borrowed, NULL after a failure. */
const char *ask_text(struct ask *a, const struct value *from, const char *parameter);

/* An integer that it may have: `otherwise` where it is absent. Returns false after a failure.
 */
bool ask_int(struct ask *a, const struct value *from, const char *parameter, int64_t otherwise,
             int64_t *ret);

/* The same with bounds, and SQS's words for a value outside of them. */
bool ask_int_within(struct ask *a, const char *parameter, int64_t least, int64_t most,
                    int64_t otherwise, int64_t *ret);

/* The code of an error in SQS's older query protocol: AWS.SimpleQueueService.NonExistentQueue
 * for QueueDoesNotExist. Static, or `code` itself. */
const char *ask_query_code(const char *code);

#endif
