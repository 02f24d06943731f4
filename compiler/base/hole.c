#include "compiler/base/hole.h"

#include <string.h>

bool hole_takes(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == ':' || c == '.' || c == '-';
}

size_t hole_size(const char *text, size_t size)
{
    size_t i = 2;
    if (size < 4 || text[0] != '$' || text[1] != '{') {
        return 0;
    }
    while (i < size && hole_takes(text[i])) {
        i++;
    }
    return i > 2 && i < size && text[i] == '}' ? i + 1 : 0;
}

bool hole_in(const char *text, size_t size)
{
    const char *end = text + size;
    while (text < end && (text = memchr(text, '$', (size_t)(end - text))) != NULL) {
        if (hole_size(text, (size_t)(end - text)) > 0) {
            return true;
        }
        text++;
    }
    return false;
}
