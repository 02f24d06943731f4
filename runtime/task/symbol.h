/*
 * symbol.h - a task done by a C function that is linked in (c:), on a pool thread (asl/task.h).
 *
 * The input goes over as a private deep copy, the result comes back as the function made it:
 * json-c's counts are not atomic, and at each moment one thread has the call's values. A call
 * that is abandoned frees itself when its function returns, however late.
 */
#ifndef TASK_SYMBOL_H
#define TASK_SYMBOL_H

struct asl_call;
struct asl_handler;
struct json_object;
struct loop;
struct worker_answer;

/* What a crash names. */
struct symbol_place {
    const char *program;
    const char *state;
    const char *resource;
};

/*
 * `done` gets SUCCEEDED or FAILED, without a ticket; `heartbeat` is called for those that came
 * since the last, before `done`. Both on a later turn. The first start makes a function that
 * crashes end the program: one line on standard error, exit code 5.
 */
struct asl_call *symbol_start(struct loop *l, const struct asl_handler *h,
                              struct symbol_place place, const struct json_object *input,
                              void (*done)(void *owner, struct worker_answer *answer),
                              void (*heartbeat)(void *owner), void *owner);

/* Its function sees asl_call_cancelled(); nothing is called any more. */
void symbol_abandon(struct asl_call *c);

#endif
