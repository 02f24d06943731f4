/*
 * testing.h - a request for TestState on its way: read and checked, its state run, and
 * answered.
 *
 * What a mock answers for is run at once, in an engine of its own. A Wait, and a Task without a
 * mock, take their time: somebody else's engine runs them.
 */
#ifndef TESTING_TESTING_H
#define TESTING_TESTING_H

#include <stdbool.h>
#include <stddef.h>

struct asl_workflow;
struct execution;
struct service_answer;
struct testing; /* opaque */
struct value;

/* A request whose members have been held against AWS's model, and are shared. New; NULL, with
 * AWS's error in *answer (overwritten), if it is refused. */
struct testing *testing_open(struct value *request, struct service_answer *answer);
void testing_close(struct testing *t);

/* What only another engine can do. */
enum testing_need {
    TESTING_NOTHING,
    TESTING_TIME, /* to wait */
    TESTING_TASK  /* to do a task: testing_bind() first */
};
enum testing_need testing_need(const struct testing *t);

/* Run it at once, and answer. A Wait takes no time; a Task must have a mock. */
void testing_run(struct testing *t, struct service_answer *answer);

/* For another engine: the machine that was checked, to be compiled; and what compiling it gave,
 * whose tables the state's Task uses from then on. That is borrowed until testing_close(). */
const char *testing_text(const struct testing *t, size_t *ret_size);
void testing_bind(struct testing *t, const struct asl_workflow *compiled);

/* What that engine runs, as an Express execution, with which input (borrowed) and role (NULL if
 * none is given). */
const struct asl_workflow *testing_workflow(const struct testing *t);
struct value *testing_input(const struct testing *t);
const char *testing_role(const struct testing *t);

/* It has ended: answer. */
void testing_ended(struct testing *t, const struct execution *x, struct service_answer *answer);

#endif
