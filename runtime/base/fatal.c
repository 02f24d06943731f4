#include "runtime/base/fatal.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/exit.h"

#define CLEANUPS_MAX 4
#define LINE_MAX     512

static void (*cleanups[CLEANUPS_MAX])(void);
static int exit_code = EXIT_MACHINE;

void fatal_say(const char *const *parts, size_t count)
{
    char line[LINE_MAX];
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        for (const char *c = parts[i]; *c != '\0' && size < sizeof line - 1; c++) {
            line[size++] = (unsigned char)*c < 0x20 || *c == 0x7F ? '?' : *c;
        }
    }
    line[size++] = '\n';
    ssize_t written = write(STDERR_FILENO, line, size);
    (void)written;
}

static void say(const char *what, const char *reason)
{
    const char *const parts[] = { program_invocation_short_name, ": ", what,
                                  reason != NULL ? ": " : "", reason != NULL ? reason : "" };
    fatal_say(parts, sizeof parts / sizeof parts[0]);
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
