/*
 * given.h - what the caller of TestState says of the world around the state.
 */
#ifndef TESTING_GIVEN_H
#define TESTING_GIVEN_H

#include <stdbool.h>
#include <stdint.h>

struct value;

/* All of it is borrowed, and NULL where it is absent. */
struct given {
    struct value *context;   /* what $$ is, whole */
    struct value *execution; /* else its Execution and StateMachine */
    struct value *variables; /* an object */
    bool has_mock;
    struct value *result;      /* the mock's */
    bool is_error;             /* it fails instead, */
    const char *error, *cause; /* with this */
    int64_t retries;           /* how often the retrier in question has been used */
    bool has_failures;         /* it is said how many of a Map's items have failed */
    int64_t failures;
    bool is_traced;           /* requests and responses are wanted, too */
    const struct value *read; /* a text, as a Map's ItemReader finds it */
};

#endif
