/*
 * child.h - child processes of a loop.
 *
 * Each child leads a process group of its own, so that whatever it starts is ended with it. It
 * stays a zombie until its group has been dealt with, so that its number cannot mean anybody
 * else.
 */
#ifndef LOOP_CHILD_H
#define LOOP_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct loop;

#define LOOP_CHILDREN_MAX 64 /* that run at once */

struct loop_child; /* opaque; gone after `done` */

/* How a child has ended. */
struct loop_child_end {
    int error;          /* 0 if it ran, an errno if it could not be started, ECANCELED if it was
                           killed before it began */
    int status;         /* as waitpid(2) gives it */
    const char *output; /* what it printed; borrowed */
    size_t output_size;
    bool output_cut; /* it wrote more than output_limit, for which it was killed */
};

/*
 * Start a child process without a shell: argv[0] is looked for on PATH. It reads `input` from
 * its standard input; up to `output_limit` bytes of its standard output are kept, or all of
 * them if that is 0; its standard error is that of this process. All arguments are copied;
 * `argv` and `extra_env` (texts "NAME=value", or "NAME" to take a variable out, or NULL for
 * none) end with NULL.
 *
 * A child waits for its turn while LOOP_CHILDREN_MAX others run, or while the system has no
 * room for it. `done` is called once, on a later turn, when the child has ended, by itself or
 * by loop_child_kill(), and its output has been read.
 */
struct loop_child *loop_child_start(struct loop *l, const char *const *argv,
                                    const char *const *extra_env, const char *input,
                                    size_t input_size, size_t output_limit,
                                    void (*done)(void *owner, const struct loop_child_end *end),
                                    void *owner);

/*
 * The same for a child that is left to itself: it has all its input from the start, what it
 * prints is lost, and it lives on, in a session of its own, when this process ends. `done` is
 * called as soon as it runs, or could not be started. After that it only counts among those
 * that run at once.
 */
struct loop_child *
loop_child_detach(struct loop *l, const char *const *argv, const char *const *extra_env,
                  const char *input, size_t input_size,
                  void (*done)(void *owner, const struct loop_child_end *end), void *owner);

/*
 * The same for a child that stays, as a server does. It has all its input from the start, and
 * what it prints on its standard output and its standard error comes to `said` in the order in
 * which it was printed. It does not count as in flight, nor among those that run at once, and
 * does not wait for its turn: where there is no room for it, it ends with an errno. The system
 * kills it when this process ends, however that ends. When it ends, so does its process group.
 */
struct loop_child *loop_child_keep(struct loop *l, const char *const *argv,
                                   const char *const *extra_env, const char *input,
                                   size_t input_size,
                                   void (*said)(void *owner, const char *bytes, size_t size),
                                   void (*done)(void *owner, const struct loop_child_end *end),
                                   void *owner);

/* Call `said` now for what a kept child that runs has printed so far. */
void loop_child_hear(struct loop_child *c);

/* The child's process; 0 if it does not run yet. */
pid_t loop_child_pid(const struct loop_child *c);

/* Send SIGTERM to the child's process group, and SIGKILL if it is still there two seconds
 * later. A detached child that runs is left alone. */
void loop_child_kill(struct loop_child *c);

/* Set the time between these two signals, for a child that must end children of its own. */
void loop_child_grace(struct loop_child *c, int64_t grace_ms);

/* Kill all children and call their `done`; none is started any more. This waits for them, on
 * real time, but not longer than the longest of their graces and two seconds more. */
void loop_kill_children(struct loop *l);

/* Kill every child's process group, for a signal handler of a process that is about to end: by
 * SIGKILL, or by SIGTERM where the child was given more time to end its own children. */
void loop_kill_groups(void);

#endif
