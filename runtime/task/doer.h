/*
 * doer.h - who does a task, by what is bound, and what is called.
 */
#ifndef TASK_DOER_H
#define TASK_DOER_H

#include <stdbool.h>
#include <stddef.h>

struct asl_request;
struct asl_workflow;
struct binding_list;
struct buf;
struct target;
struct value;

/* What is wrong where nobody does a task: AWS's words where it has some (I-19). `called` is as
 * doer_called() gives it. */
void doer_say_nobody(struct buf *why, const struct asl_request *r, const char *called);

/* The name of what an integration calls: of a function, of a state machine. Borrowed or NULL.
 */
const char *doer_called(const struct asl_request *r, const struct value *input);

/* The input of the target: of lambda:invoke it is the Payload, as the function gets it. New. */
struct value *doer_input(const struct asl_request *r, struct value *input,
                         const struct target *target);

/* The target that does the task, ready to be started; NULL and the reason in `why` if there is
 * none: in AWS's words where it has some (I-19). */
const struct target *doer_find(const struct binding_list *bindings, const char *state,
                               const struct asl_request *r, const struct value *input,
                               struct buf *why);

/* Returns true if what does the request calls services outside of this machine. */
bool doer_reaches(const struct binding_list *bindings, const char *state,
                  const struct asl_request *r);

/* The ARN of the connection that a task of http:invoke names. Borrowed; NULL if it names none,
 * or calls something else. */
const char *doer_connection(const struct asl_request *r, const struct value *input);

/* Sets *ret_secret to what puts that connection's secret on requests, ready to be used; NULL if
 * nothing is bound to it. Returns false, with the reason in `why`, if what is bound to it
 * cannot be used. */
bool doer_find_secret(const struct binding_list *bindings, const struct asl_request *r,
                      const struct value *input, const struct target **ret_secret,
                      struct buf *why);

/* Names every Task of the workflow that no binding does, a line each, in `why`; returns how
 * many there are. */
size_t doer_missing(const struct binding_list *bindings, const struct asl_workflow *w,
                    struct buf *why);

/* Names every Task whose target calls services outside of this machine, or else the embedded
 * ones, "'Get', 'Put'", in `names`; returns how many there are. A distributed Map that reads or
 * writes S3 counts as one. */
size_t doer_calling(const struct binding_list *bindings, const struct asl_workflow *w,
                    bool embedded, struct buf *names);

#endif
