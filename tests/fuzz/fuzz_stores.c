/* Any JSON as a request of each operation of S3, SSM and Secrets Manager, to one folder. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/random.h"
#include "runtime/local/hub.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "tests/unit/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const s3[] = { "AbortMultipartUpload",
                                  "CompleteMultipartUpload",
                                  "CopyObject",
                                  "CreateBucket",
                                  "CreateMultipartUpload",
                                  "DeleteBucket",
                                  "DeleteObject",
                                  "DeleteObjectTagging",
                                  "DeleteObjects",
                                  "GetBucketNotificationConfiguration",
                                  "GetObject",
                                  "GetObjectTagging",
                                  "HeadObject",
                                  "ListBuckets",
                                  "ListMultipartUploads",
                                  "ListObjects",
                                  "ListObjectsV2",
                                  "ListParts",
                                  "PutBucketNotificationConfiguration",
                                  "PutBucketVersioning",
                                  "PutObject",
                                  "PutObjectTagging",
                                  "UploadPart",
                                  "UploadPartCopy",
                                  NULL };
static const char *const ssm[] = { "AddTagsToResource",
                                   "DeleteParameter",
                                   "DeleteParameters",
                                   "DescribeParameters",
                                   "GetParameter",
                                   "GetParameterHistory",
                                   "GetParameters",
                                   "GetParametersByPath",
                                   "LabelParameterVersion",
                                   "ListTagsForResource",
                                   "PutParameter",
                                   "RemoveTagsFromResource",
                                   "UnlabelParameterVersion",
                                   NULL };
static const char *const secrets[] = { "CreateSecret",
                                       "DeleteSecret",
                                       "DescribeSecret",
                                       "GetRandomPassword",
                                       "GetSecretValue",
                                       "ListSecretVersionIds",
                                       "ListSecrets",
                                       "PutSecretValue",
                                       "RestoreSecret",
                                       "TagResource",
                                       "UntagResource",
                                       "UpdateSecret",
                                       "UpdateSecretVersionStage",
                                       NULL };

static struct hub *hub(void)
{
    static struct hub *h;
    static struct random random;
    random_seed(&random, 1);
    if (h == NULL) {
        h = hub_open(&(struct hub_options){ .folder = folder(), .random = &random });
    }
    return h;
}

static size_t count(const char *const operations[])
{
    size_t n = 0;
    while (operations[n] != NULL) {
        n++;
    }
    return n;
}

/* The first byte chooses the operation, the rest is the request. What identifies an upload is
 * drawn anew from the same chance: a second one of that name is a fault of this test's. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct value *request = NULL;
    struct read_error error;
    struct buf made = { 0 };
    struct service_answer a = { 0 };
    if (size == 0 || !read_json((const char *)bytes + 1, size - 1, &request, &error)) {
        return 0;
    }
    size_t which = bytes[0] % (count(s3) + count(ssm) + count(secrets));
    struct hub_request r = { "s3", NULL, request, 1000 };
    if (which < count(s3)) {
        r.operation = s3[which];
    } else if (which - count(s3) < count(ssm)) {
        r.service = "ssm";
        r.operation = ssm[which - count(s3)];
    } else {
        r.service = "secretsmanager";
        r.operation = secrets[which - count(s3) - count(ssm)];
    }
    if (hub_make_for(hub(), &r, &made, &a)) {
        hub_answer(hub(), &r, &a);
    }
    if (a.status == 500 && strstr(a.message, "UNIQUE") == NULL) {
        abort();
    }
    service_answer_release(&a);
    value_release(request);
    buf_release(&made);
    return 0;
}
