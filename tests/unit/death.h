/*
 * death.h - how a process ends, and what it says on standard error before that.
 */
#ifndef TESTS_DEATH_H
#define TESTS_DEATH_H

#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/unit.h"

/* `die` is called in a child, which is to end with the exit code `code` and these words. */
static inline void death_expect(void (*die)(const char *argument), const char *argument,
                                int code, const char *wanted)
{
    int fds[2];
    char text[1024];
    size_t size = 0;
    ssize_t got;
    CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(fds[1], STDERR_FILENO);
        die(argument);
        _exit(99);
    }
    close(fds[1]);
    while ((got = read(fds[0], text + size, sizeof text - 1 - size)) > 0) {
        size += (size_t)got;
    }
    text[size] = '\0';
    close(fds[0]);
    int status = 0;
    CU_ASSERT_EQUAL(waitpid(pid, &status, 0), pid);
    CU_ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == code);
    UNIT_TEXT(text, wanted);
}

#endif
