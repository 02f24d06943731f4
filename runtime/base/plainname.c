#include "runtime/base/plainname.h"

#include <string.h>

static const char letters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

bool plainname_takes(const char *text)
{
    return text[strspn(text, letters)] == '\0';
}

bool plainname_is(const char *text)
{
    size_t size = strlen(text);
    return size > 0 && size <= PLAINNAME_MAX && plainname_takes(text);
}

void plainname_make(char *text)
{
    size_t size = strnlen(text, PLAINNAME_MAX);
    text[size] = '\0';
    for (char *at = text; *at != '\0'; at++) {
        *at = strchr(letters, *at) != NULL ? *at : '_';
    }
}
