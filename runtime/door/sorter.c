#include "runtime/door/sorter.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/door/exchange.h"
#include "runtime/door/formfront.h"
#include "runtime/door/invocation.h"
#include "runtime/door/jsonfront.h"
#include "runtime/door/models.h"
#include "runtime/door/objectfront.h"
#include "runtime/door/postfront.h"
#include "runtime/door/restfront.h"
#include "runtime/loop/http.h"

#define LOCALHOST ".localhost"

static void choose(struct exchange *x, const struct exchange_front *front, const char *service)
{
    x->front = front;
    x->service = service != NULL ? models_by_name(service) : NULL;
}

/* ---- Signatures ---- */

/* Appends the service of a scope, KEY/DATE/REGION/SERVICE/aws4_request. */
static void put_service(struct buf *out, const char *scope)
{
    for (int i = 0; i < 3; i++) {
        scope += strcspn(scope, "/, ");
        scope += *scope == '/';
    }
    buf_put(out, scope, strcspn(scope, "/, "));
}

static void put_signing(const struct http_request *r, struct buf *out)
{
    static const char credential[] = "Credential=";
    const char *header = http_header(r, "Authorization");
    const char *at = header == NULL ? NULL : strstr(header, credential);
    struct buf scope = { 0 };
    if (at != NULL) {
        put_service(out, at + sizeof credential - 1);
    } else if (exchange_find_pair(http_query(r), "X-Amz-Credential", &scope)) {
        put_service(out, buf_string(&scope));
    }
    buf_release(&scope);
}

/* How a service speaks that a signature names. */
static const struct exchange_front *front_of(const struct models_service *s)
{
    static const struct {
        const char *service;
        const struct exchange_front *front;
    } fronts[] = {
        { "s3", &objectfront },
        { "scheduler", &restfront },
        { "sns", &formfront },
        { "sqs", &formfront },
    };
    for (size_t i = 0; i < sizeof fronts / sizeof fronts[0]; i++) {
        if (strcmp(s->name, fronts[i].service) == 0) {
            return fronts[i].front;
        }
    }
    return &jsonfront;
}

static bool sort_by_signature(struct exchange *x)
{
    struct buf signing = { 0 };
    put_signing(x->http, &signing);
    x->service = models_by_signing(buf_string(&signing), signing.size);
    if (x->service != NULL) {
        x->front = front_of(x->service);
    }
    buf_release(&signing);
    return x->service != NULL;
}

/* ---- Forms ---- */

static bool has_action(const struct models_service *s, const char *operation)
{
    return models_action(s, operation) != NULL;
}

/* A form that is not signed: SQS and SNS have few actions of the same name, and those tell the
 * version of the API. */
static bool sort_by_form(struct exchange *x)
{
    struct buf action = { 0 }, version = { 0 };
    const char *pairs = formfront_pairs(x->http);
    bool is_form = pairs != NULL && exchange_find_pair(pairs, "Action", &action);
    if (is_form) {
        const struct models_service *sns = models_by_name("sns");
        exchange_find_pair(pairs, "Version", &version);
        bool is_sns = text_is(sns->version, buf_string(&version)) ||
                      !has_action(models_by_name("sqs"), buf_string(&action));
        choose(x, &formfront, is_sns ? "sns" : "sqs");
    }
    buf_release(&action);
    buf_release(&version);
    return is_form;
}

/* ---- Hosts ---- */

/* A bucket is what stands before ".localhost", or before ".s3.localhost" and
 * ".s3.REGION.localhost". New, or NULL. */
static char *bucket_of(const char *host)
{
    size_t size = host == NULL ? 0 : strcspn(host, ":"), end = sizeof LOCALHOST - 1;
    if (size <= end || strncasecmp(host + size - end, LOCALHOST, end) != 0) {
        return NULL;
    }
    char *bucket = memory_text_n(host, size - end);
    char *s3 = strstr(bucket, ".s3.");
    if (s3 == NULL && text_ends_with(bucket, ".s3")) {
        s3 = bucket + strlen(bucket) - 3;
    }
    if (s3 != NULL) {
        *s3 = '\0';
    } else if (strcmp(bucket, "s3") == 0 || strncmp(bucket, "s3.", 3) == 0) {
        memory_release(bucket);
        bucket = NULL;
    }
    return bucket;
}

void sorter_sort(struct exchange *x)
{
    const char *target = http_header(x->http, "X-Amz-Target");
    if (target != NULL) {
        x->front = &jsonfront;
        x->service = models_by_target(target, strcspn(target, "."));
    } else if (invocation_is_for(http_path(x->http))) {
        choose(x, &invocation_front, NULL);
    } else if (!sort_by_signature(x) && !sort_by_form(x)) {
        bool is_root =
            strcmp(http_path(x->http), "/") == 0 || strcmp(http_path(x->http), "*") == 0;
        char *bucket = bucket_of(http_header(x->http, "Host"));
        choose(x, is_root && bucket == NULL ? &jsonfront : &objectfront,
               is_root && bucket == NULL ? NULL : "s3");
        memory_release(bucket);
    }
    if (x->front == &objectfront) {
        x->bucket = bucket_of(http_header(x->http, "Host"));
        x->front = postfront_is_for(x) ? &postfront : x->front;
    }
}
