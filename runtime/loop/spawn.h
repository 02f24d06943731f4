/*
 * spawn.h - the start of a child process. Only child.c calls this.
 *
 * argv[0] is searched on PATH, no shell. `extra_env` has "NAME=value" texts over the
 * environment; both lists end with NULL. All signals are as a program expects them. Returns 0
 * or an errno.
 */
#ifndef LOOP_SPAWN_H
#define LOOP_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

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
