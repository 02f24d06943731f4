/*
 * profile.h - the settings that AWS's tools share: ~/.aws/credentials and ~/.aws/config, or
 * what AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE name, and in them the profile that
 * AWS_PROFILE names (else AWS_DEFAULT_PROFILE, else "default").
 */
#ifndef AWS_PROFILE_H
#define AWS_PROFILE_H

#include <stdbool.h>

struct buf;
struct profile; /* opaque */

/* Returns a new profile, or NULL with the reason in `why`: a file that cannot be read, a line
 * that is not a setting, a profile that was asked for and is in neither file. Files that do not
 * exist are empty. Messages never show a setting's value. */
struct profile *profile_open(struct buf *why);
void profile_close(struct profile *p);

/* The profile's name. Borrowed. */
const char *profile_name(const struct profile *p);

/* A setting of the profile, NULL if there is none; borrowed. The credentials file wins. */
const char *profile_setting(const struct profile *p, const char *key);

/* The same of another section: a profile by its name, or "sso-session NAME". */
const char *profile_setting_in(const struct profile *p, const char *section, const char *key);

/* Returns true if there is such a section. */
bool profile_has(const struct profile *p, const char *section);

/* A setting of one service in the [services NAME] section that the profile's "services" names:
 * "sfn", "endpoint_url". NULL if there is none; borrowed. */
const char *profile_service_setting(const struct profile *p, const char *service,
                                    const char *key);

#endif
