/*
 * ask.h - one request to an embedded service, while it is answered.
 */
#ifndef SERVICE_ASK_H
#define SERVICE_ASK_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct random;
struct service_answer;
struct value;

/* An error for which each service has its own words: `format` has one %s, the parameter. */
struct ask_error {
    const char *space, *code, *format;
};

/* The status of HTTP with which an error goes out, where it is not the usual one. */
#define ASK_STATUS 400
struct ask_status {
    const char *code; /* NULL ends a table of them */
    int status;
};

/* How a service speaks of what is wrong with a request. */
struct ask_words {
    const char *space;       /* of its own errors' names, or NULL */
    const char *value_space; /* of the error for a value that is out of its range */
    const char *value_code;
    struct ask_error missing, not_text, not_integer;
    const struct ask_status
        *statuses;         /* as the service's model has them; NULL: all are usual */
    bool missing_is_small; /* a parameter that is missing is shown with a small first letter */
};

struct ask {
    const struct ask_words *words; /* static */
    struct database *database;
    struct random *random;
    const char *base; /* of URLs that are answered, or NULL */
    const struct value *request;
    int64_t now_ms;
    struct service_answer *answer;
    int64_t wait_ms;          /* how long the sender would wait for another answer */
    struct value *deliveries; /* an array of what goes to other services, or NULL */

    /* Asked before the operation: returns false after a failure, and then nothing is done.
     * NULL: every request may be done. */
    bool (*may)(struct ask *a);
};

/* Errors: one of the service's own, and the one for a value that is out of its range. `code`
 * must be static. They return false, so that a check can end with them. */
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

/* An operation of a service. */
struct ask_operation {
    const char *name; /* "SendMessage"; NULL ends a table of them */
    void (*run)(struct ask *a);
    bool writes; /* it changes what is stored */
};

/* Answer the request by the operation of that name. What it changes is stored whole, or not at
 * all if the request fails. A name that is not in the table is an error, too. */
void ask_run(struct ask *a, const struct ask_operation *operations, const char *name);

#endif
