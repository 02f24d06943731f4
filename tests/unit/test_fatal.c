#include "runtime/base/fatal.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "runtime/base/memory.h"
#include "tests/unit/death.h"
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

static void die_of_memory(const char *none)
{
    (void)none;
    fatal_cleanup(clean);
    fatal_cleanup(clean);
    memory_exhausted();
}

static void die_of_size(const char *none)
{
    (void)none;
    memory_array(SIZE_MAX / 2, 3);
}

static void die_of_errno(const char *none)
{
    (void)none;
    fatal_exit_code(3);
    fatal("no child process can be started", EMFILE);
}

static void die_twice(const char *none)
{
    (void)none;
    fatal_cleanup(clean_more);
    fatal_cleanup(clean);
    fatal("nothing works", 0);
}

static void die_at_length(const char *none)
{
    (void)none;
    char line[1000];
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    fatal(line, EMFILE);
}

static void die_of_bell(const char *none)
{
    (void)none;
    fatal("a\a\033[31mb", 0);
}

static void test_end(void)
{
    death_expect(die_of_memory, NULL, 5, "test_fatal: out of memory\nclean\n");
    death_expect(die_of_size, NULL, 5, "test_fatal: out of memory\n");
    death_expect(die_of_errno, NULL, 3,
                 "test_fatal: no child process can be started: Too many open files\n");
    death_expect(die_twice, NULL, 5, "test_fatal: nothing works\nclean more\n");
    death_expect(die_of_bell, NULL, 5, "test_fatal: a??[31mb\n");
    char line[513] = "test_fatal: ";
    size_t start = strlen(line);
    memset(line + start, 'x', 511 - start);
    line[511] = '\n';
    line[512] = '\0';
    death_expect(die_at_length, NULL, 5, line);
}

UNIT_MAIN("fatal", { "the end", test_end })
