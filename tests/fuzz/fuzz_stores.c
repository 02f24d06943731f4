/* Any JSON as a request of each operation of S3, SSM, Secrets Manager and EventBridge
 * Scheduler, to one folder. */
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

static const char *const scheduler[] = { "CreateSchedule",
                                         "CreateScheduleGroup",
                                         "DeleteSchedule",
                                         "DeleteScheduleGroup",
                                         "GetSchedule",
                                         "GetScheduleGroup",
                                         "ListScheduleGroups",
                                         "ListSchedules",
                                         "ListTagsForResource",
                                         "TagResource",
                                         "UntagResource",
                                         "UpdateSchedule",
                                         NULL };

/* Which services, as a byte chooses among the operations of all of them. */
static const struct {
    const char *service;
    const char *const *operations;
} services[] = {
    { "s3", s3 }, { "ssm", ssm }, { "secretsmanager", secrets }, { "scheduler", scheduler }
};

/* When all schedules are due, in milliseconds. */
#define LATE INT64_C(4102444800000)

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

static void choose(size_t which, struct hub_request *r)
{
    const size_t most = sizeof services / sizeof services[0];
    size_t all = 0, i = 0;
    for (size_t n = 0; n < most; n++) {
        all += count(services[n].operations);
    }
    for (which %= all; which >= count(services[i].operations); i++) {
        which -= count(services[i].operations);
    }
    r->service = services[i].service;
    r->operation = services[i].operations[which];
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
    struct hub_request r = { NULL, NULL, request, 1000 };
    choose(bytes[0], &r);
    if (hub_make_for(hub(), &r, &made, &a)) {
        hub_answer(hub(), &r, &a);
    }
    if (a.status == 500 && strstr(a.message, "UNIQUE") == NULL) {
        abort();
    }
    if (strcmp(r.service, "scheduler") == 0) {
        hub_tick(hub(), LATE);
    }
    service_answer_release(&a);
    value_release(request);
    buf_release(&made);
    return 0;
}
