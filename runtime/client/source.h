/*
 * source.h - where credentials come from, as AWS's tools look for them. The first of these that
 * is set:
 *
 *   AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, with an AWS_SESSION_TOKEN
 *   the profile's role_arn, with the credentials of its source_profile or credential_source
 *   a role for a token in a file: AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, or the
 *     profile's web_identity_token_file and role_arn
 *   the profile's sso_session, or sso_start_url: the token that 'aws sso login' has left
 *   the profile's aws_access_key_id and aws_secret_access_key
 *   the profile's credential_process, a command that prints them
 *   AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, or AWS_CONTAINER_CREDENTIALS_FULL_URI
 *   the metadata of the EC2 instance, unless AWS_EC2_METADATA_DISABLED is true
 *
 * Settings are read here, nothing else is: no file of a token, no command, no address.
 */
#ifndef CLIENT_SOURCE_H
#define CLIENT_SOURCE_H

#include <stdbool.h>

#include "runtime/aws/credentials.h"

struct buf;
struct profile;

enum source_kind {
    SOURCE_NONE,
    SOURCE_KEYS,
    SOURCE_ROLE,
    SOURCE_WEB_IDENTITY,
    SOURCE_SSO,
    SOURCE_PROCESS,
    SOURCE_CONTAINER,
    SOURCE_INSTANCE
};

/* Texts are owned; those that a kind does not name are NULL. */
struct source {
    enum source_kind kind;
    struct credentials keys; /* KEYS */

    /* ROLE and WEB_IDENTITY: the role, and what AssumeRole takes. SSO: its role. */
    char *role, *session_name, *external_id, *duration_s;
    struct source *base; /* ROLE: who assumes it; owned; NULL: whoever has the role assumed */

    char *token_file;               /* WEB_IDENTITY; CONTAINER: may be NULL */
    char *account, *region, *login; /* SSO: `login` is what the token's file is called after */
    char *command;                  /* PROCESS */
    char *url;                      /* CONTAINER and INSTANCE */
    bool is_guess;                  /* INSTANCE: no setting says that this is one */
    char *token;                    /* CONTAINER: what it is asked with; may be NULL */
};

/* Returns a new source, or NULL with the reason in `why`: settings that contradict each other,
 * or of which one is missing. The one of kind SOURCE_NONE says that there are none. Messages
 * never show a setting's value but names of profiles and sections. */
struct source *source_find(const struct profile *p, struct buf *why);

/* The role of that ARN. New. */
struct source *source_of_role(const char *role);

void source_release(struct source *s);

/* Returns true if a setting says that there are credentials here. */
bool source_is_set(const struct source *s);

#endif
