/*
 * endpoint.h - where a service is reached: AWS_ENDPOINT_URL_SERVICE, AWS_ENDPOINT_URL, the
 * profile's [services] section, its endpoint_url, or else AWS's own host of the region, or of
 * the partition where it has one for all of that. AWS_USE_FIPS_ENDPOINT and
 * AWS_USE_DUALSTACK_ENDPOINT, or the profile's use_fips_endpoint and use_dualstack_endpoint,
 * ask for the hosts that have passed FIPS 140, and for those that have IPv6 as well.
 */
#ifndef AWS_ENDPOINT_H
#define AWS_ENDPOINT_H

#include <stdbool.h>

struct buf;
struct profile;
struct url;

/* The names of a service that matter here. Borrowed. */
struct endpoint_service {
    const char *id;   /* "DynamoDB", "Secrets Manager" */
    const char *host; /* dynamodb, in dynamodb.us-east-1.amazonaws.com */
};

/* Returns true and fills *ret_url (for url_release()), or false with what is wrong with a
 * setting in `why`. *ret_is_own is false for one of AWS's own hosts. *region is the region that
 * is asked for, and then the one that a signature names (static, or as it was). */
bool endpoint_find(const struct profile *p, const struct endpoint_service *s,
                   const char **region, struct url *ret_url, bool *ret_is_own, struct buf *why);

/* Returns true if a setting names an endpoint for the service. */
bool endpoint_is_set(const struct profile *p, const struct endpoint_service *s);

/* The domain of AWS's hosts in that region: amazonaws.com. Static. */
const char *endpoint_domain(const char *region);

#endif
