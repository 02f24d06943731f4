#include "runtime/exec/resource.h"

#include <string.h>

/* Behind the n-th colon; at the end where there are fewer. */
static const char *behind_colon(const char *text, int n)
{
    for (; n > 0 && *text != '\0'; text++) {
        if (*text == ':') {
            n--;
        }
    }
    return text;
}

static int has_part(const char *resource, int n, const char *word)
{
    const char *part = behind_colon(resource, n);
    size_t size = strlen(word);
    return strncmp(part, word, size) == 0 && part[size] == ':';
}

enum resource_family resource_family(const char *resource)
{
    if (strncmp(resource, "arn:", 4) != 0) {
        return RESOURCE_SERVICE;
    }
    if (has_part(resource, 2, "lambda")) {
        return RESOURCE_LAMBDA;
    }
    return has_part(resource, 2, "states") && has_part(resource, 5, "activity") ? RESOURCE_ACTIVITY
                                                                                : RESOURCE_SERVICE;
}

enum resource_pattern resource_pattern(const char *resource)
{
    const char *end = strrchr(resource, '.');
    if (end == NULL || strncmp(resource, "arn:", 4) != 0) {
        return RESOURCE_CALL;
    }
    if (strcmp(end, ".waitForTaskToken") == 0) {
        return RESOURCE_TOKEN;
    }
    return strcmp(end, ".sync") == 0 || strcmp(end, ".sync:2") == 0 ? RESOURCE_SYNC : RESOURCE_CALL;
}

struct resource_parts resource_parts(const char *resource)
{
    const char *type = strncmp(resource, "arn:", 4) == 0 ? behind_colon(resource, 5) : resource;
    const char *colon = strchr(type, ':');
    if (colon != NULL && strncmp(type, "aws-sdk:", 8) == 0) {
        const char *second = strchr(colon + 1, ':');
        colon = second == NULL ? colon : second;
    }
    if (colon == NULL) {
        return (struct resource_parts){ .type = type, .type_size = strlen(type), .name = "" };
    }
    return (struct resource_parts){
        .type = type, .type_size = (size_t)(colon - type), .name = colon + 1
    };
}
