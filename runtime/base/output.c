#include "runtime/base/output.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

/* Descriptors from here on are not standard streams. */
#define FIRST_FD 3

static bool is_open;
static int fd = -1;
static FILE *file;

static void open_once(void)
{
    if (is_open) {
        return;
    }
    is_open = true;
    fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, FIRST_FD);
    file = fd >= 0 ? fdopen(fd, "w") : NULL;
}

int output_fd(void)
{
    open_once();
    return fd;
}

/* Where there is none, writing on `stdout` fails as it should. */
FILE *output_file(void)
{
    open_once();
    return file != NULL ? file : stdout;
}

void output_print(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(output_file(), format, args);
    va_end(args);
}

void output_divert(void)
{
    open_once();
    if (file == NULL) {
        return;
    }
    fflush(stdout);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    setvbuf(stdout, NULL, _IOLBF, 0);
}

/* The former stream stays open: what the parent has not flushed is not the child's to write. */
void output_renew(void)
{
    is_open = false;
    open_once();
}
