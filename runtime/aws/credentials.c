#include "runtime/aws/credentials.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/aws/profile.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"

static const char *variable(const char *name)
{
    const char *text = getenv(name);
    return text == NULL || text[0] == '\0' ? NULL : text;
}

/* Ways to credentials that other tools have, and this one has not. */
static const char *const other_ways[] = { "credential_process", "sso_session", "sso_start_url",
                                          "role_arn", "web_identity_token_file" };

static bool say_none(const struct profile *p, struct buf *why)
{
    for (size_t i = 0; i < sizeof other_ways / sizeof other_ways[0]; i++) {
        if (profile_setting(p, other_ways[i]) != NULL) {
            buf_print(why,
                      "the AWS profile '%s' gets its credentials by '%s', which is not "
                      "supported; export them with 'aws configure export-credentials'",
                      profile_name(p), other_ways[i]);
            return false;
        }
    }
    buf_print(why,
              "there are no AWS credentials: set AWS_ACCESS_KEY_ID and "
              "AWS_SECRET_ACCESS_KEY, or write them into the profile '%s'",
              profile_name(p));
    return false;
}

static bool find(const struct profile *p, const char **access_key, const char **secret_key,
                 const char **token)
{
    *access_key = variable("AWS_ACCESS_KEY_ID");
    *secret_key = variable("AWS_SECRET_ACCESS_KEY");
    *token = variable("AWS_SESSION_TOKEN");
    if (*access_key == NULL || *secret_key == NULL) {
        *access_key = profile_setting(p, "aws_access_key_id");
        *secret_key = profile_setting(p, "aws_secret_access_key");
        *token = profile_setting(p, "aws_session_token");
    }
    return *access_key != NULL && *secret_key != NULL;
}

bool credentials_find(const struct profile *p, struct credentials *ret_credentials,
                      struct buf *why)
{
    const char *access_key, *secret_key, *token;
    if (!find(p, &access_key, &secret_key, &token)) {
        return say_none(p, why);
    }
    *ret_credentials = (struct credentials){ .access_key = memory_text(access_key),
                                             .secret_key = memory_text(secret_key),
                                             .token = memory_text(token) };
    return true;
}

bool credentials_are_set(const struct profile *p)
{
    const char *access_key, *secret_key, *token;
    return find(p, &access_key, &secret_key, &token);
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
