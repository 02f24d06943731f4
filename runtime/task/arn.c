#include "runtime/task/arn.h"

#include <string.h>

#define FUNCTION "function:"

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Where the ARN's part number `index` begins (from 0); NULL: it has none. */
static const char *part_of(const char *resource, int index)
{
    if (!starts(resource, "arn:")) {
        return NULL;
    }
    const char *part = resource;
    for (; index > 0 && part != NULL; index--) {
        part = strchr(part, ':');
        part = part != NULL ? part + 1 : NULL;
    }
    return part;
}

/* The rest of an ARN of that service; NULL: it is another one's. */
static const char *rest_of(const char *resource, const char *service)
{
    const char *name = part_of(resource, 2), *rest = part_of(resource, 5);
    size_t size = strlen(service);
    if (rest == NULL || strncmp(name, service, size) != 0 || name[size] != ':') {
        return NULL;
    }
    return rest;
}

/* How long the resource is without .sync, .sync:2 or .waitForTaskToken. */
static size_t plain_size(const char *resource)
{
    static const char *const kinds[] = { ".sync", ".sync:2", ".waitForTaskToken" };
    size_t size = strlen(resource);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t kind_size = strlen(kinds[i]);
        if (size >= kind_size && strcmp(resource + size - kind_size, kinds[i]) == 0) {
            return size - kind_size;
        }
    }
    return size;
}

bool arn_is_lambda_invoke(const char *resource)
{
    const char *rest = rest_of(resource, "states");
    size_t prefix_size = rest != NULL ? (size_t)(rest - resource) : 0;
    return rest != NULL && plain_size(resource) - prefix_size == strlen("lambda:invoke") &&
           starts(rest, "lambda:invoke");
}

bool arn_is_activity(const char *resource)
{
    const char *rest = rest_of(resource, "states");
    return rest != NULL && starts(rest, "activity:");
}

bool arn_is_submitted(const char *resource)
{
    return plain_size(resource) < strlen(resource);
}

static struct arn_part up_to_colon(const char *text)
{
    return (struct arn_part){ .text = text, .size = strcspn(text, ":") };
}

struct arn_part arn_function(const char *resource)
{
    const char *rest = rest_of(resource, "lambda");
    if (rest == NULL || !starts(rest, FUNCTION)) {
        return (struct arn_part){ NULL, 0 };
    }
    return up_to_colon(rest + strlen(FUNCTION));
}

struct arn_part arn_bare_function(const char *function)
{
    const char *name = strstr(function, ":" FUNCTION);
    if (name != NULL) {
        return up_to_colon(name + strlen(":" FUNCTION));
    }
    return up_to_colon(starts(function, FUNCTION) ? function + strlen(FUNCTION) : function);
}

struct arn_part arn_last(const char *resource)
{
    size_t end = plain_size(resource);
    size_t begin = end;
    while (begin > 0 && resource[begin - 1] != ':') {
        begin--;
    }
    return (struct arn_part){ .text = resource + begin, .size = end - begin };
}
