/*
 * asl.h - what a generated workflow may say.
 *
 * This is the only header that generated code includes. tree.h has the tables
 * that it fills in (data flow); below are the calls that it makes (control flow).
 *
 * THE LAW OF THE STANDING ERROR.  A frame carries at most one error, the first.
 * While it is set, a call that works on data does nothing, a question is answered
 * with false, an await goes straight to the state's second half, and the gates
 * fail the frame instead of letting it pass. Only asl_retry() and asl_caught()
 * clear an error. So a state is written straight down, with no check between its lines.
 *
 * THE LAW OF THE GATE.  State and variables change only at a gate. Until then a
 * state can be done again: what it staged is dropped with the error.
 */
#ifndef ASL_H
#define ASL_H

#include "service.h"
#include "tree.h"

int asl_state(const struct asl_frame *f);     /* an enum value of its machine */
bool asl_entering(const struct asl_frame *f); /* false once what it waited for is here */

/* Data in: the raw input becomes the effective input. */
void asl_input(struct asl_frame *f, const struct asl_data *d);

/* Data out: the result, or the effective input if there is none, becomes the output. If
 * asl_output() is not called, the gate takes the result as it is. */
void asl_output(struct asl_frame *f, const struct asl_data *d);

/* Park the frame until what it waits for has happened; it then enters the second half of the
 * same state. */
enum asl_move asl_await_task(struct asl_frame *f, const struct asl_request *r);
enum asl_move asl_await_seconds(struct asl_frame *f, const struct asl_expr *seconds);
enum asl_move asl_await_timestamp(struct asl_frame *f, const struct asl_expr *timestamp);
enum asl_move asl_await_branches(struct asl_frame *f,
                                 const struct asl_machine *const *branches);
enum asl_move asl_await_items(struct asl_frame *f, const struct asl_map *m);   /* inline */
enum asl_move asl_await_map_run(struct asl_frame *f, const struct asl_map *m); /* distributed */
extern const struct asl_map_runs asl_map_runs;
extern const struct asl_map_depot asl_map_depot; /* a real S3 of distributed Maps */
extern const struct asl_tokens asl_tokens;       /* tasks that wait for somebody outside */
extern const struct asl_traces asl_traces;       /* who is told how long everything takes */

/* The gates. Nothing else changes a frame's state. */
enum asl_move asl_go(struct asl_frame *f, int state);
enum asl_move asl_choose(struct asl_frame *f, int rule, int state); /* as Choices[rule] says */
#define ASL_CHOICES(rule) (rule) /* the index in Choices of the rule that held, from 0 */
enum asl_move asl_end(struct asl_frame *f);
enum asl_move asl_fail(struct asl_frame *f, const struct asl_expr *error,
                       const struct asl_expr *cause); /* NULL if absent */
enum asl_move asl_no_choice(struct asl_frame *f); /* no rule held, and there is no Default */
enum asl_move asl_lost(struct asl_frame *f);      /* the program has no such state */

/* A field that cannot hold a text still has its placeholder ${NAME}, for which no value was
 * given: the state fails. */
enum asl_move asl_unfilled(struct asl_frame *f, const char *field, const char *value);

/* Handle the state's error, which may also be that its output is too large (E-08). Both return
 * true if they have cleared the error. After asl_retry() the frame is parked, and will enter
 * its state again. After asl_caught() the Error Output has gone through the catcher's own
 * table, as a result goes through asl_output(). */
bool asl_retry(struct asl_frame *f, const struct asl_retrier *r);
bool asl_caught(struct asl_frame *f, const struct asl_data *catcher);

/* A Choice rule's data test: returns true if it holds. */
bool asl_test(struct asl_frame *f, const struct asl_expr *variable, enum asl_comparator is,
              const struct asl_expr *operand);

/* A rule's Condition: returns true if it is true. */
bool asl_holds(struct asl_frame *f, const struct asl_data *rule);

/* What the program can do: the first word of its command line chooses one of these features. */
#define ASL_FEATURE(word, feature, leave) extern const struct asl_feature feature;
#include "words.def"

#define ASL_MANAGE(word, feature) extern const struct asl_feature feature;
#define ASL_SHARE(word, feature)  extern const struct asl_feature feature;
#include "words.def"

#define ASL_ANSWER(word, feature) extern const struct asl_feature feature;
#include "words.def"

/* The ways in which tasks can be done. */
#define ASL_TARGET(word, target, dynamic, scheme, form, help)                                  \
    extern const struct asl_target target;
#include "words.def"

/* The Parameters that AWS's optimised integrations take. */
#define ASL_INTEGRATION(service, action, patterns, takes) extern const struct asl_schema takes;
#include "integrations.def"

int asl_main(const struct asl_workflow *w, int argc, char **argv);

#endif
