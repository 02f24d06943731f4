#include "runtime/aws/account.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

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

const char *account_partition(void)
{
    static const struct {
        const char *regions, *partition;
    } partitions[] = { { "cn-", "aws-cn" },         { "us-gov-", "aws-us-gov" },
                       { "us-iso-", "aws-iso" },    { "us-isob-", "aws-iso-b" },
                       { "us-isof-", "aws-iso-f" }, { "eu-isoe-", "aws-iso-e" },
                       { "eusc-", "aws-eusc" } };
    const char *region = account_region();
    for (size_t i = 0; i < sizeof partitions / sizeof partitions[0]; i++) {
        if (strncmp(region, partitions[i].regions, strlen(partitions[i].regions)) == 0) {
            return partitions[i].partition;
        }
    }
    return "aws";
}

const char *account_id(void)
{
    return setting("AWS_ACCOUNT_ID", NULL, "123456789012");
}
