/*
 * credentials.h - the keys that sign requests.
 *
 * Nothing of them but the access key's id goes anywhere except into a signature.
 */
#ifndef AWS_CREDENTIALS_H
#define AWS_CREDENTIALS_H

#include <stdbool.h>

struct profile;

struct credentials {
    char *access_key, *secret_key; /* owned */
    char *token;                   /* owned; NULL if there is no session */
};

/* Those of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or those that stand
 * in a profile. Returns true and fills *ret_credentials (for credentials_release()), or false
 * if there are none. */
bool credentials_of_environment(struct credentials *ret_credentials);
bool credentials_of_profile(const struct profile *p, const char *name,
                            struct credentials *ret_credentials);

struct credentials credentials_copy(const struct credentials *c);
void credentials_release(struct credentials *c);

/* The region: AWS_REGION, AWS_DEFAULT_REGION, the profile's, or else us-east-1. Borrowed. */
const char *credentials_region(const struct profile *p);

#endif
