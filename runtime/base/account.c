#include "runtime/base/account.h"

#include <stdlib.h>

static const char *setting(const char *name, const char *or_name, const char *otherwise)
{
    const char *text = getenv(name);
    if ((text == NULL || text[0] == '\0') && or_name != NULL) {
        text = getenv(or_name);
    }
    return text == NULL || text[0] == '\0' ? otherwise : text;
}

const char *account_region(void)
{
    return setting("AWS_REGION", "AWS_DEFAULT_REGION", "us-east-1");
}

const char *account_id(void)
{
    return setting("AWS_ACCOUNT_ID", NULL, "123456789012");
}
