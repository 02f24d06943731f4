/*
 * move.h - the gates of asl.h, and what surrounds them: the only file that changes which state
 * a frame is in, which half of it comes next, and what it waits for.
 */
#ifndef EXEC_MOVE_H
#define EXEC_MOVE_H

#include <stdbool.h>

#include <asl/tree.h>

#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/expr/scope.h"

struct asl_frame;
struct value;

/* Before each step: a state that is entered, for the first time or after a retry, starts with
 * the input that came in. */
void move_enter_state(struct asl_frame *f); /* of move_enter(), for a state that is entered */
static inline void move_enter(struct asl_frame *f)
{
    if (f->phase != FRAME_BACK) {
        move_enter_state(f);
    }
}

/* If the frame has an error, there is nothing to wait for: go on to the state's second half.
 * Returns ASL_GO. */
enum asl_move move_back(struct asl_frame *f);

/* Park the frame until somebody wakes it. Returns ASL_PARK. */
enum asl_move move_park(struct asl_frame *f, enum frame_wait wait);

/* What the frame waited for is here: it is queued, and goes on with the state's second half.
 * move_wake() alone, after a retrier's wait, begins the first half again. */
void move_come_back(struct asl_frame *f);
void move_wake(struct asl_frame *f);

/* Drop what the state has staged, its result and its error: it waits, and is then entered
 * again. */
void move_retry(struct asl_frame *f);

/* Drop all of that, and have the state entered again at the frame's next turn. */
void move_redrive(struct asl_frame *f);

/* $$, a variable and the time, for a scope that a frame owns (scope.h). */
struct value *move_context(void *frame);
int64_t move_now_ms(void *frame);
bool move_variable(void *frame, const char *name, struct value **ret_value);

/* A scope in which the frame's expressions see `data` as $ (borrowed). */
static inline struct asl_scope move_scope(struct asl_frame *f, struct value *data)
{
    return (struct asl_scope){
        .data = data,
        .input = f->raw,
        .owner = f,
        .context = move_context,
        .variable = move_variable,
        .now_ms = move_now_ms,
        .bounds = f->run->deployment->limits.query,
        .literals = f->run->deployment->literals,
        .random = f->run->random,
    };
}

/* If the scope has failed, its error becomes the frame's, with AWS's opening words (G-18): a
 * States.Runtime, unless JSONata has failed. Releases what the scope holds. */
void move_scope_failed(struct asl_frame *f, struct asl_scope *s);
static inline void move_scope_done(struct asl_frame *f, struct asl_scope *s)
{
    if (s->failed) {
        move_scope_failed(f, s);
    }
}

/* Stage what the state leaves, if nothing is staged yet. Returns true if it is neither too
 * large nor too deep; otherwise the frame gets an error. */
bool move_output_ready(struct asl_frame *f);

#endif
