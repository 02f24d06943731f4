#include "runtime/base/fatal.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/base/memory.h"
#include "tests/unit/unit.h"

static void say(const char *text)
{
    ssize_t size = write(STDERR_FILENO, text, strlen(text));
    (void)size;
}

static void clean(void)
{
    say("clean\n");
}

static void clean_more(void)
{
    say("clean more\n");
    memory_exhausted(); /* a cleanup that fails itself ends it too */
}

static void die_of_memory(void)
{
    fatal_cleanup(clean);
    fatal_cleanup(clean);
    memory_exhausted();
}

static void die_of_size(void)
{
    memory_array(SIZE_MAX / 2, 3);
}

static void die_of_errno(void)
{
    fatal_exit_code(3);
    fatal("no child process can be started", EMFILE);
}

static void die_twice(void)
{
    fatal_cleanup(clean_more);
    fatal_cleanup(clean);
    fatal("nothing works", 0);
}

static void die_at_length(void)
{
    char line[1000];
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    fatal(line, EMFILE);
}

static void dies(void (*die)(void), int code, const char *wanted)
{
    int fds[2];
    char text[512];
    size_t size = 0;
    ssize_t got;
    CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(fds[1], STDERR_FILENO);
        die();
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

static void test_end(void)
{
    dies(die_of_memory, 5, "out of memory\nclean\n");
    dies(die_of_size, 5, "out of memory\n");
    dies(die_of_errno, 3, "no child process can be started: Too many open files\n");
    dies(die_twice, 5, "nothing works\nclean more\n");
    char line[257];
    memset(line, 'x', 255);
    line[255] = '\n';
    line[256] = '\0';
    dies(die_at_length, 5, line);
}

UNIT_MAIN("fatal", { "the end", test_end })
