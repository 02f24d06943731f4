/*
 * credentials.h - who signs requests: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY with an
 * AWS_SESSION_TOKEN, or else those of the profile (profile.h).
 *
 * Nothing of them but the access key's id goes anywhere except into a signature.
 */
#ifndef AWS_CREDENTIALS_H
#define AWS_CREDENTIALS_H

#include <stdbool.h>

struct buf;
struct profile;

struct credentials {
    char *access_key, *secret_key; /* owned */
    char *token;                   /* owned; NULL if there is no session */
};

/* Returns true and fills *ret_credentials (for credentials_release()), or false with what is
 * missing in `why`. */
bool credentials_find(const struct profile *p, struct credentials *ret_credentials,
                      struct buf *why);
void credentials_release(struct credentials *c);

/* Returns true if there are credentials. */
bool credentials_are_set(const struct profile *p);

/* The region: AWS_REGION, AWS_DEFAULT_REGION, the profile's, or else us-east-1. Borrowed. */
const char *credentials_region(const struct profile *p);

#endif
