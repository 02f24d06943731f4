/*
 * mockcheck.h - whether a mock's result is what the task's service could answer, as TestState
 * asks (fieldValidationMode).
 */
#ifndef TESTING_MOCKCHECK_H
#define TESTING_MOCKCHECK_H

struct arena;
struct value;

/* STRICT wants what is required to be there; PRESENT looks at what is there. Members that the
 * service does not have are passed over by both. */
enum mockcheck { MOCKCHECK_NONE, MOCKCHECK_PRESENT, MOCKCHECK_STRICT };

/* What AWS says of the first thing that is wrong with the result: in the arena. NULL if nothing
 * is wrong, or if it is not known what the resource answers. */
const char *mockcheck(struct arena *a, const char *resource, enum mockcheck mode,
                      const struct value *result);

#endif
