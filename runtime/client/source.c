#include "runtime/client/source.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/aws/profile.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

#define CONTAINER_HOST "http://169.254.170.2"
#define INSTANCE_HOST  "http://169.254.169.254"

/* Profiles that get their credentials from each other, one behind the other. */
#define PROFILES_MAX 8

static const char *variable(const char *name)
{
    const char *text = getenv(name);
    return text == NULL || text[0] == '\0' ? NULL : text;
}

static struct source *new_source(enum source_kind kind)
{
    struct source *s = memory_zero(sizeof *s);
    s->kind = kind;
    return s;
}

/* ---- From the environment. */

static struct source *of_container(void)
{
    const char *relative = variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
               *full = variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    struct buf url = { 0 };
    if (relative == NULL && full == NULL) {
        return NULL;
    }
    struct source *s = new_source(SOURCE_CONTAINER);
    buf_print(&url, "%s%s", relative != NULL ? CONTAINER_HOST : "",
              relative != NULL ? relative : full);
    s->url = buf_take(&url);
    s->token = memory_text(variable("AWS_CONTAINER_AUTHORIZATION_TOKEN"));
    s->token_file = memory_text(variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"));
    return s;
}

static struct source *of_instance(void)
{
    const char *disabled = variable("AWS_EC2_METADATA_DISABLED"),
               *endpoint = variable("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    if (disabled != NULL && strcasecmp(disabled, "true") == 0) {
        return NULL;
    }
    struct source *s = new_source(SOURCE_INSTANCE);
    s->is_guess = endpoint == NULL;
    s->url = memory_text(endpoint != NULL ? endpoint : INSTANCE_HOST);
    return s;
}

static struct source *of_environment(void)
{
    struct credentials keys;
    if (!credentials_of_environment(&keys)) {
        return NULL;
    }
    struct source *s = new_source(SOURCE_KEYS);
    s->keys = keys;
    return s;
}

/* ---- From a profile. */

/* The profile that is looked at, and from how many others it was come to. */
struct search {
    const struct profile *p;
    const char *name;
    int depth;
    struct buf *why;
};

static struct source *of_profile(const struct search *at, bool *ret_is_good);

static const char *setting(const struct search *at, const char *key)
{
    return profile_setting_in(at->p, at->name, key);
}

static struct source *of_keys(const struct search *at)
{
    struct credentials keys;
    if (!credentials_of_profile(at->p, at->name, &keys)) {
        return NULL;
    }
    struct source *s = new_source(SOURCE_KEYS);
    s->keys = keys;
    return s;
}

/* What the role of this profile is assumed with. */
static struct source *base_of_place(const struct search *at, const char *place)
{
    static const struct {
        const char *name;
        struct source *(*find)(void);
    } places[] = { { "Environment", of_environment },
                   { "EcsContainer", of_container },
                   { "Ec2InstanceMetadata", of_instance } };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (strcmp(places[i].name, place) == 0) {
            struct source *s = places[i].find();
            if (s == NULL) {
                buf_print(at->why,
                          "the AWS profile '%s' takes its credentials from %s, where none "
                          "are set",
                          at->name, place);
            }
            return s;
        }
    }
    buf_print(at->why,
              "the credential_source of the AWS profile '%s' must be Environment, "
              "EcsContainer or Ec2InstanceMetadata",
              at->name);
    return NULL;
}

static struct source *base_of_profile(const struct search *at, const char *other)
{
    bool is_good = true;
    struct search next = { at->p, other, at->depth + 1, at->why };
    if (next.depth > PROFILES_MAX) {
        buf_print(at->why,
                  "the AWS profile '%s' gets its credentials from itself, or by way of more "
                  "than %d others",
                  at->name, PROFILES_MAX);
        return NULL;
    }
    if (!profile_has(at->p, other)) {
        buf_print(at->why, "the source_profile of the AWS profile '%s' is in neither file",
                  at->name);
        return NULL;
    }
    /* A profile may be its own source: then its keys are meant. */
    struct source *s = strcmp(other, at->name) == 0 ? of_keys(at) : of_profile(&next, &is_good);
    if (s == NULL && is_good) {
        buf_print(at->why, "the AWS profile '%s' has no credentials to assume its role with",
                  at->name);
    }
    return s;
}

static struct source *of_role(const struct search *at)
{
    const char *other = setting(at, "source_profile"),
               *place = setting(at, "credential_source");
    if ((other != NULL) == (place != NULL)) {
        buf_print(at->why,
                  "the AWS profile '%s' has a role_arn, and needs either a source_profile or "
                  "a credential_source",
                  at->name);
        return NULL;
    }
    if (setting(at, "mfa_serial") != NULL) {
        buf_print(at->why,
                  "the AWS profile '%s' asks for a code by its mfa_serial, which nobody is "
                  "there to type in: export credentials with 'aws configure "
                  "export-credentials'",
                  at->name);
        return NULL;
    }
    struct source *base = other != NULL ? base_of_profile(at, other) : base_of_place(at, place);
    if (base == NULL) {
        return NULL;
    }
    struct source *s = new_source(SOURCE_ROLE);
    s->base = base;
    s->role = memory_text(setting(at, "role_arn"));
    s->session_name = memory_text(setting(at, "role_session_name"));
    s->external_id = memory_text(setting(at, "external_id"));
    s->duration_s = memory_text(setting(at, "duration_seconds"));
    return s;
}

static struct source *of_web_identity(const struct search *at)
{
    const char *file = variable("AWS_WEB_IDENTITY_TOKEN_FILE"),
               *role = variable("AWS_ROLE_ARN"), *name = variable("AWS_ROLE_SESSION_NAME");
    if (file == NULL || at->depth > 0) {
        file = setting(at, "web_identity_token_file");
        role = setting(at, "role_arn");
        name = setting(at, "role_session_name");
    }
    if (role == NULL) {
        buf_text(at->why, "there is a file with a web identity's token, but no role's ARN: set "
                          "AWS_ROLE_ARN, or role_arn beside web_identity_token_file");
        return NULL;
    }
    struct source *s = new_source(SOURCE_WEB_IDENTITY);
    s->role = memory_text(role);
    s->session_name = memory_text(name);
    s->token_file = memory_text(file);
    return s;
}

static struct source *of_sso(const struct search *at)
{
    const char *session = setting(at, "sso_session"), *account = setting(at, "sso_account_id"),
               *role = setting(at, "sso_role_name"), *region = setting(at, "sso_region"),
               *start = setting(at, "sso_start_url");
    if (session != NULL) {
        struct buf section = { 0 };
        buf_print(&section, "sso-session %s", session);
        region = profile_setting_in(at->p, buf_string(&section), "sso_region");
        start = profile_setting_in(at->p, buf_string(&section), "sso_start_url");
        buf_release(&section);
    }
    const struct {
        const char *key, *value;
    } needed[] = { { "sso_start_url", start },
                   { "sso_region", region },
                   { "sso_account_id", account },
                   { "sso_role_name", role } };
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (needed[i].value == NULL) {
            buf_print(at->why, "the AWS profile '%s' has %s, but no %s", at->name,
                      session != NULL ? "an sso_session" : "an sso_start_url", needed[i].key);
            return NULL;
        }
    }
    struct source *s = new_source(SOURCE_SSO);
    s->login = memory_text(session != NULL ? session : start);
    s->region = memory_text(region);
    s->account = memory_text(account);
    s->role = memory_text(role);
    return s;
}

static bool has_token_file(const struct search *at)
{
    return (at->depth == 0 && variable("AWS_WEB_IDENTITY_TOKEN_FILE") != NULL) ||
           setting(at, "web_identity_token_file") != NULL;
}

/* NULL with *ret_is_good true if nothing is set. */
static struct source *of_profile(const struct search *at, bool *ret_is_good)
{
    struct source *s;
    *ret_is_good = true;
    if (setting(at, "role_arn") != NULL && setting(at, "web_identity_token_file") == NULL) {
        s = of_role(at);
    } else if (has_token_file(at)) {
        s = of_web_identity(at);
    } else if (setting(at, "sso_session") != NULL || setting(at, "sso_start_url") != NULL) {
        s = of_sso(at);
    } else {
        s = of_keys(at);
        const char *command = setting(at, "credential_process");
        if (s == NULL && command != NULL) {
            s = new_source(SOURCE_PROCESS);
            s->command = memory_text(command);
        }
        return s;
    }
    *ret_is_good = s != NULL;
    return s;
}

/* ---- The whole. */

struct source *source_find(const struct profile *p, struct buf *why)
{
    bool is_good = true;
    struct source *s = of_environment();
    s = s != NULL ? s : of_profile(&(struct search){ p, profile_name(p), 0, why }, &is_good);
    if (!is_good) {
        return NULL;
    }
    s = s != NULL ? s : of_container();
    s = s != NULL ? s : of_instance();
    return s != NULL ? s : new_source(SOURCE_NONE);
}

struct source *source_of_role(const char *role)
{
    struct source *s = new_source(SOURCE_ROLE);
    s->role = memory_text(role);
    return s;
}

void source_release(struct source *s)
{
    if (s == NULL) {
        return;
    }
    char *texts[] = { s->role,    s->session_name, s->external_id, s->duration_s,
                      s->account, s->region,       s->login,       s->token_file,
                      s->command, s->url,          s->token };
    credentials_release(&s->keys);
    source_release(s->base);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        memory_release(texts[i]);
    }
    memory_release(s);
}

bool source_is_set(const struct source *s)
{
    return s->kind != SOURCE_NONE && !s->is_guess;
}
