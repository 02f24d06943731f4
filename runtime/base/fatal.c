#include "runtime/base/fatal.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/exit.h"

#define CLEANUPS_MAX 4
#define LINE_MAX     256

static void (*cleanups[CLEANUPS_MAX])(void);
static int exit_code = EXIT_MACHINE;

/* Nothing that might want memory itself, so no stdio. */
static void say(const char *what, const char *reason)
{
    const char *const parts[] = { what, reason != NULL ? ": " : "",
                                  reason != NULL ? reason : "" };
    char line[LINE_MAX];
    size_t size = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t part = strnlen(parts[i], sizeof line - 1 - size);
        memcpy(line + size, parts[i], part);
        size += part;
    }
    line[size++] = '\n';
    ssize_t written = write(STDERR_FILENO, line, size);
    (void)written;
}

_Noreturn void fatal(const char *what, int error)
{
    static atomic_flag is_ending = ATOMIC_FLAG_INIT;
    static _Thread_local bool ends_here;
    if (ends_here) {
        _exit(exit_code); /* a cleanup has failed in its turn */
    }
    while (atomic_flag_test_and_set(&is_ending)) {
        pause(); /* another thread ends the process */
    }
    ends_here = true;
    say(what, error != 0 ? strerrordesc_np(error) : NULL);
    for (size_t i = 0; i < CLEANUPS_MAX && cleanups[i] != NULL; i++) {
        cleanups[i]();
    }
    _exit(exit_code);
}

void fatal_cleanup(void (*cleanup)(void))
{
    for (size_t i = 0; i < CLEANUPS_MAX; i++) {
        if (cleanups[i] == cleanup || cleanups[i] == NULL) {
            cleanups[i] = cleanup;
            return;
        }
    }
}

void fatal_exit_code(int code)
{
    exit_code = code;
}
