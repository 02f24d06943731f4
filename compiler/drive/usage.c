#include "compiler/drive/usage.h"

#include <stdarg.h>
#include <stdio.h>

__attribute__((format(printf, 1, 0))) static void say(const char *format, va_list args)
{
    fputs("aslc: ", stderr);
    vfprintf(stderr, format, args);
    fputs("\nTry 'aslc --help'.\n", stderr);
}

int usage_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
    return 2;
}

bool usage_refuse(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
    return false;
}
