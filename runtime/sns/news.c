#include "runtime/sns/news.h"

#include <stddef.h>
#include <string.h>

bool news_is_type(const char *type, const char *word)
{
    size_t size = strlen(word);
    return strncmp(type, word, size) == 0 && (type[size] == '\0' || type[size] == '.');
}
