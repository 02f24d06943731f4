#include "runtime/sqs/called.h"

const char *called_of(const char *url_or_arn)
{
    const char *name = url_or_arn;
    for (const char *c = url_or_arn; *c != '\0'; c++) {
        if (*c == '/' || *c == ':') {
            name = c + 1;
        }
    }
    return name;
}
