/*
 * process.h - a task done by a program of its own (exec:): JSON on its standard input and
 * output.
 */
#ifndef TASK_PROCESS_H
#define TASK_PROCESS_H

struct json_object;
struct loop;
struct process; /* opaque, gone after `done` or process_abandon() */
struct worker_answer;

#define PROCESS_OUTPUT_BYTES_MAX ((size_t)16 << 20)

/* `done` gets SUCCEEDED or FAILED, without a ticket, on a later turn. The rest is borrowed for
 * the call. */
struct process *process_start(struct loop *l, const char *const *words,
                              const struct json_object *input,
                              void (*done)(void *owner, struct worker_answer *answer),
                              void *owner);

/* Stops the program; `done` is not called. */
void process_abandon(struct process *p);

#endif
