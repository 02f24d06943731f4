#include "runtime/aws/credentials.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/aws/profile.h"
#include "runtime/base/memory.h"

static const char *variable(const char *name)
{
    const char *text = getenv(name);
    return text == NULL || text[0] == '\0' ? NULL : text;
}

static bool take(const char *access_key, const char *secret_key, const char *token,
                 struct credentials *ret_credentials)
{
    if (access_key == NULL || secret_key == NULL) {
        return false;
    }
    *ret_credentials = (struct credentials){ .access_key = memory_text(access_key),
                                             .secret_key = memory_text(secret_key),
                                             .token = memory_text(token) };
    return true;
}

bool credentials_of_environment(struct credentials *ret_credentials)
{
    return take(variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"),
                variable("AWS_SESSION_TOKEN"), ret_credentials);
}

bool credentials_of_profile(const struct profile *p, const char *name,
                            struct credentials *ret_credentials)
{
    return take(profile_setting_in(p, name, "aws_access_key_id"),
                profile_setting_in(p, name, "aws_secret_access_key"),
                profile_setting_in(p, name, "aws_session_token"), ret_credentials);
}

struct credentials credentials_copy(const struct credentials *c)
{
    return (struct credentials){ .access_key = memory_text(c->access_key),
                                 .secret_key = memory_text(c->secret_key),
                                 .token = memory_text(c->token) };
}

void credentials_release(struct credentials *c)
{
    char *secrets[] = { c->secret_key, c->token };
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        if (secrets[i] != NULL) {
            explicit_bzero(secrets[i], strlen(secrets[i]));
            memory_release(secrets[i]);
        }
    }
    memory_release(c->access_key);
    *c = (struct credentials){ .access_key = NULL };
}

const char *credentials_region(const struct profile *p)
{
    const char *region = variable("AWS_REGION");
    region = region != NULL ? region : variable("AWS_DEFAULT_REGION");
    region = region != NULL ? region : profile_setting(p, "region");
    return region != NULL ? region : account_region();
}
