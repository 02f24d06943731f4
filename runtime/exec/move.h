/*
 * move.h - the gates of asl.h, and what surrounds them: the only file that changes a frame's
 * state.
 */
#ifndef EXEC_MOVE_H
#define EXEC_MOVE_H

#include <stdbool.h>

#include <asl/tree.h>

struct asl_frame;
struct asl_scope;
struct json_object;

/* Before a step: a state that is entered, for the first time or again, starts with what came
 * in. */
void move_enter(struct asl_frame *f);

/* With an error standing there is nothing to wait for: on to the state's second half. */
enum asl_move move_back(struct asl_frame *f);

/* A scope in which the frame's expressions see `data` as $ (borrowed). */
struct asl_scope move_scope(struct asl_frame *f, struct json_object *data);

/* The scope's error becomes the frame's, with AWS's opening words (G-18). Releases what the
 * scope holds. */
void move_scope_done(struct asl_frame *f, struct asl_scope *s);

/* True, and an error on the frame, if `value` is larger than a payload may be (TK-09, Q-01).
 * `what` names what is too large in the message. */
bool move_too_large(struct asl_frame *f, const struct json_object *value, const char *what);

/* The same of what the state makes itself: its arguments, an item's input, its output.
 * States.ALL does not take that error (E-08). */
bool move_own_too_large(struct asl_frame *f, const struct json_object *value);

/* What the state leaves is staged, and is neither too large nor too deep. False: an error
 * stands. What was measured once is not measured again. */
bool move_output_ready(struct asl_frame *f);

#endif
