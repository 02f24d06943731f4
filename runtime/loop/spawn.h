/*
 * spawn.h - the start of a child process, as a program expects it: no signal is blocked, caught
 * or ignored. No shell. Every function returns 0 or an errno.
 *
 * `extra_env` has "NAME=value" texts over the environment; like argv it ends with NULL.
 */
#ifndef LOOP_SPAWN_H
#define LOOP_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

struct spawn_plan {
    const char *file; /* what is executed, looked for in PATH where it has no slash */
    char *const *argv;
    char *const *environment;
    int input_fd, output_fd, messages_fd; /* its standard streams; -1 for /dev/null */
    short group;                          /* flags of posix_spawnattr_setflags(3); 0 for ours */
};

int spawn_child(const struct spawn_plan *plan, pid_t *ret_pid);

/* ---- What the loop's children get: argv[0] is executed ---- */

struct spawn_pipes {
    int input_fd;  /* we write */
    int output_fd; /* we read */
};

/* In a process group of its own. Our ends of the pipes do not block; its standard error is
 * ours.
 */
int spawn_piped(char **argv, char **extra_env, pid_t *ret_pid, struct spawn_pipes *ret_pipes);

/* In a session of its own, so that it outlives us and our terminal: all its input is there from
 * the start, what it prints is lost. */
int spawn_detached(char **argv, char **extra_env, const char *input, size_t input_size,
                   pid_t *ret_pid);

#endif
