/*
 * spawn.h - the start of a child process, as a program expects it: no signal is blocked, caught
 * or ignored. No shell. Every function returns 0 or an errno.
 *
 * `extra_env` has "NAME=value" texts over the environment, and names without '=' that are taken
 * out of it; like argv it ends with NULL.
 */
#ifndef LOOP_SPAWN_H
#define LOOP_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct spawn_plan {
    const char *file; /* what is executed, looked for in PATH where it has no slash */
    char *const *argv;
    char *const *environment;
    int input_fd, output_fd, messages_fd; /* its standard streams; -1 for /dev/null */
    short group;                          /* flags of posix_spawnattr_setflags(3); 0 for ours */
    bool dies_with_us; /* in a process group of its own, which the system kills when we end */
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

/* In a process group of its own, for as long as this process lives: the system kills it when
 * the thread that calls this ends. All its input is there from the start; what it prints, on
 * either stream, can be read from *ret_output_fd, which does not block. */
int spawn_kept(char **argv, char **extra_env, const char *input, size_t input_size,
               pid_t *ret_pid, int *ret_output_fd);

/* In a session of its own, so that it outlives us and our terminal: all its input is there from
 * the start, what it prints is lost. */
int spawn_detached(char **argv, char **extra_env, const char *input, size_t input_size,
                   pid_t *ret_pid);

#endif
