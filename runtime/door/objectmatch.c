#include "runtime/door/objectmatch.h"

#include <stddef.h>
#include <string.h>

#include <asl/service.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/door/exchange.h"
#include "runtime/door/models.h"
#include "runtime/loop/http.h"

/* Operations that only a parameter or a header tells from a more usual one of the same path. */
static const struct {
    const char *operation, *parameter, *header;
} needs[] = {
    { "AbortMultipartUpload", "uploadId", NULL },
    { "CompleteMultipartUpload", "uploadId", NULL },
    { "CopyObject", NULL, "x-amz-copy-source" },
    { "GetBucketAnalyticsConfiguration", "id", NULL },
    { "GetBucketIntelligentTieringConfiguration", "id", NULL },
    { "GetBucketInventoryConfiguration", "id", NULL },
    { "GetBucketMetricsConfiguration", "id", NULL },
    { "ListParts", "uploadId", NULL },
    { "UploadPart", "partNumber", NULL },
    { "UploadPartCopy", "partNumber", "x-amz-copy-source" },
};

/* Older ones, of the same path as newer ones, and what is not for clients. */
static const char *const passed_over[] = {
    "GetBucketLifecycle",
    "GetBucketNotification",
    "ListDirectoryBuckets",
    "PutBucketLifecycle",
    "PutBucketNotification",
    "WriteGetObjectResponse",
    "GetBucketMetadataTableConfiguration",
};

static bool has_parameter(const struct http_request *r, const char *name, const char *value)
{
    struct buf found = { 0 };
    bool is_there = exchange_find_pair(http_query(r), name, &found) &&
                    (value == NULL || text_is(buf_string(&found), value));
    buf_release(&found);
    return is_there;
}

/* How well the request's query fits "uploads" or "list-type=2"; -1 if it does not. */
static int query_score(const struct http_request *r, const char *wanted)
{
    struct buf name = { 0 };
    if (wanted == NULL) {
        return 0;
    }
    size_t size = strcspn(wanted + 1, "=");
    const char *value = wanted[1 + size] == '=' ? wanted + 1 + size + 1 : NULL;
    buf_put(&name, wanted + 1, size);
    bool is_there = has_parameter(r, buf_string(&name), value);
    buf_release(&name);
    return is_there ? 4 : -1;
}

static int need_score(const struct http_request *r, const char *operation)
{
    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++) {
        if (strcmp(needs[i].operation, operation) == 0) {
            bool fits =
                (needs[i].parameter == NULL || has_parameter(r, needs[i].parameter, NULL)) &&
                (needs[i].header == NULL || http_header(r, needs[i].header) != NULL);
            return fits ? (needs[i].parameter != NULL) + (needs[i].header != NULL) : -1;
        }
    }
    return 0;
}

static bool is_passed_over(const char *operation)
{
    for (size_t i = 0; i < sizeof passed_over / sizeof passed_over[0]; i++) {
        if (strcmp(passed_over[i], operation) == 0) {
            return true;
        }
    }
    return false;
}

static int score(const struct asl_action *a, const struct http_request *r, bool has_bucket,
                 bool has_key)
{
    bool wants_bucket = strstr(a->path, "{Bucket}") != NULL;
    bool wants_key = strstr(a->path, "{Key+}") != NULL;
    if (strcmp(a->method, http_method(r)) != 0 || wants_bucket != has_bucket ||
        wants_key != has_key || is_passed_over(a->operation)) {
        return -1;
    }
    int by_query = query_score(r, strchr(a->path, '?'));
    int by_need = need_score(r, a->operation);
    return by_query < 0 || by_need < 0 ? -1 : by_query + by_need;
}

const struct asl_action *objectmatch_find(const struct models_service *s3,
                                          const struct http_request *r, bool has_bucket,
                                          bool has_key)
{
    const struct asl_action *best = NULL;
    int most = -1;
    for (const struct asl_action *a = s3->actions; a->operation != NULL; a++) {
        int fit = score(a, r, has_bucket, has_key);
        if (fit > most) {
            most = fit;
            best = a;
        }
    }
    return best;
}
