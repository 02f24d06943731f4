#include "runtime/service/plain.h"

#include <string.h>

#define FIFO ".fifo"

bool plain_is_name(const char *name, size_t size, size_t most, const char *also)
{
    if (size == 0 || size > most) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        char c = name[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!is_plain && (c == '\0' || strchr(also, c) == NULL)) {
            return false;
        }
    }
    return true;
}

bool plain_is_fifo(const char *name)
{
    size_t size = strlen(name);
    return size > strlen(FIFO) && strcmp(name + size - strlen(FIFO), FIFO) == 0;
}

size_t plain_size(const char *name)
{
    return strlen(name) - (plain_is_fifo(name) ? strlen(FIFO) : 0);
}
