#include "runtime/aws/endpoint.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/aws/profile.h"
#include "runtime/base/buf.h"
#include "runtime/base/url.h"

/* AWS's partitions but for the usual one, by how their regions begin, and their domains (I-23).
 */
static const struct partition {
    const char *regions, *domain;
    const char *dual_domain; /* of hosts that have IPv6 as well */
} partitions[] = {
    { "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn" },
    { "us-gov-", "amazonaws.com", "api.aws" },
    { "us-iso-", "c2s.ic.gov", "api.aws.ic.gov" },
    { "us-isob-", "sc2s.sgov.gov", "api.aws.scloud" },
    { "us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov" },
    { "eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk" },
    { "eusc-", "amazonaws.eu", "api.amazonwebservices.eu" },
};

/* Services with one place for a whole partition. */
static const struct global {
    const char *service, *regions, *host, *region;
} globals[] = {
#define ENDPOINT_GLOBAL(service, regions, host, region) { service, regions, host, region },
#include "runtime/aws/globals.def"
#undef ENDPOINT_GLOBAL
};

/* What kind of host is asked for. */
enum variant_kind { PLAIN, FIPS, DUAL, BOTH };

static const struct variant {
    const char *service, *regions;
    enum variant_kind kind;
    const char *host;
} variants[] = {
#define ENDPOINT_VARIANT(service, regions, kind, host) { service, regions, kind, host },
#include "runtime/aws/variants.def"
#undef ENDPOINT_VARIANT
};

/* The row of the region's partition; NULL for AWS's usual one. */
static const struct partition *partition_of(const char *region)
{
    for (size_t i = 0; i < sizeof partitions / sizeof partitions[0]; i++) {
        if (strncmp(region, partitions[i].regions, strlen(partitions[i].regions)) == 0) {
            return &partitions[i];
        }
    }
    return NULL;
}

static const struct global *find_global(const char *service, const char *region)
{
    const struct partition *p = partition_of(region);
    const char *regions = p == NULL ? "" : p->regions;
    for (size_t i = 0; i < sizeof globals / sizeof globals[0]; i++) {
        if (strcmp(globals[i].service, service) == 0 &&
            strcmp(globals[i].regions, regions) == 0) {
            return &globals[i];
        }
    }
    return NULL;
}

static const struct variant *find_variant(enum variant_kind kind, const char *service,
                                          const char *region)
{
    const struct partition *p = partition_of(region);
    const char *regions = p == NULL ? "" : p->regions;
    for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++) {
        const struct variant *v = &variants[i];
        if (v->kind == kind && strcmp(v->service, service) == 0 &&
            strcmp(v->regions, regions) == 0) {
            return v;
        }
    }
    return NULL;
}

static const char *domain_of(const char *region, enum variant_kind kind)
{
    const struct partition *p = partition_of(region);
    bool is_dual = kind == DUAL || kind == BOTH;
    return p == NULL ? (is_dual ? "api.aws" : "amazonaws.com")
                     : (is_dual ? p->dual_domain : p->domain);
}

const char *endpoint_domain(const char *region)
{
    return domain_of(region, PLAIN);
}

/* "Secrets Manager" is SECRETS_MANAGER in a variable's name, secrets_manager in a file. */
static void put_key(struct buf *b, const char *id, int (*letter)(int c))
{
    for (; *id != '\0'; id++) {
        buf_char(b, *id == ' ' || *id == '-' ? '_' : (char)letter((unsigned char)*id));
    }
}

static const char *variable(const char *name)
{
    const char *text = getenv(name);
    return text == NULL || text[0] == '\0' ? NULL : text;
}

static bool is_true(const char *text)
{
    return text != NULL && strcasecmp(text, "true") == 0;
}

/* The address that is set, and what sets it (appended to `from`); NULL if none is. */
static const char *find_setting(const struct profile *p, const char *id, struct buf *from)
{
    struct buf name = { 0 };
    if (is_true(variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) ||
        is_true(profile_setting(p, "ignore_configured_endpoint_urls"))) {
        return NULL;
    }
    buf_text(&name, "AWS_ENDPOINT_URL_");
    put_key(&name, id, toupper);
    const char *address = variable(buf_string(&name));
    buf_text(from, address != NULL ? buf_string(&name) : "");
    if (address == NULL && (address = variable("AWS_ENDPOINT_URL")) != NULL) {
        buf_text(from, "AWS_ENDPOINT_URL");
    }
    if (address == NULL) {
        buf_clear(&name);
        put_key(&name, id, tolower);
        address = profile_service_setting(p, buf_string(&name), "endpoint_url");
        address = address != NULL ? address : profile_setting(p, "endpoint_url");
        buf_text(from, "endpoint_url of the profile");
    }
    buf_release(&name);
    return address;
}

bool endpoint_is_set(const struct profile *p, const struct endpoint_service *s)
{
    struct buf from = { 0 };
    bool is_set = find_setting(p, s->id, &from) != NULL;
    buf_release(&from);
    return is_set;
}

static bool read_setting(const char *address, const char *from, struct url *ret_url,
                         struct buf *why)
{
    struct buf reason = { 0 };
    bool is_good = url_read(address, ret_url, &reason);
    if (!is_good) {
        buf_print(why, "%s: %s", from, buf_string(&reason));
    } else if (ret_url->query[0] != '\0') {
        buf_print(why, "%s: an endpoint's address has no query", from);
        url_release(ret_url);
        is_good = false;
    }
    buf_release(&reason);
    return is_good;
}

static bool is_wanted(const struct profile *p, const char *name, const char *key)
{
    const char *text = variable(name);
    return is_true(text != NULL ? text : profile_setting(p, key));
}

static enum variant_kind kind_of(const struct profile *p)
{
    bool is_fips = is_wanted(p, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
         is_dual = is_wanted(p, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
    return is_fips && is_dual ? BOTH : is_fips ? FIPS : is_dual ? DUAL : PLAIN;
}

/* Where AWS itself has the service, and the region that a signature names there. */
static void put_own(struct buf *own, const struct endpoint_service *s, enum variant_kind kind,
                    const char **region)
{
    const struct global *g = find_global(s->host, *region);
    const struct variant *v = find_variant(kind, s->host, *region);
    const char *star = v != NULL ? strchr(v->host, '*') : NULL;
    if (star != NULL) {
        buf_print(own, "https://%.*s%s%s/", (int)(star - v->host), v->host, *region, star + 1);
    } else if (v != NULL || (g != NULL && kind == PLAIN)) {
        buf_print(own, "https://%s/", v != NULL ? v->host : g->host);
    } else {
        buf_print(own, "https://%s%s.%s.%s/", s->host,
                  kind == FIPS || kind == BOTH ? "-fips" : "", *region,
                  domain_of(*region, kind));
    }
    *region = g != NULL ? g->region : *region;
}

bool endpoint_find(const struct profile *p, const struct endpoint_service *s,
                   const char **region, struct url *ret_url, bool *ret_is_own, struct buf *why)
{
    struct buf from = { 0 }, own = { 0 };
    const char *address = find_setting(p, s->id, &from);
    *ret_is_own = address != NULL;
    if (address == NULL) {
        put_own(&own, s, kind_of(p), region);
        buf_clear(&from);
        buf_text(&from, "AWS_REGION");
    }
    bool is_good = read_setting(address != NULL ? address : buf_string(&own), buf_string(&from),
                                ret_url, why);
    buf_release(&from);
    buf_release(&own);
    return is_good;
}
