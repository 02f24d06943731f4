/* Any JSON as a request of each operation of DynamoDB, to one file in a folder of its own. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/random.h"
#include "runtime/dynamo/dynamo.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "tests/unit/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct dynamo *dynamo(void)
{
    static struct dynamo *d;
    static struct random random;
    struct buf why = { 0 };
    if (d == NULL) {
        random_seed(&random, 1);
    }
    if (d == NULL && !dynamo_open(folder(), &random, &d, &why)) {
        abort();
    }
    return d;
}

/* The first byte chooses the operation, the rest is the request. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const operations[] = { "BatchExecuteStatement",
                                              "BatchGetItem",
                                              "BatchWriteItem",
                                              "CreateBackup",
                                              "CreateGlobalTable",
                                              "CreateTable",
                                              "DeleteBackup",
                                              "DeleteItem",
                                              "DeleteResourcePolicy",
                                              "DeleteTable",
                                              "DescribeBackup",
                                              "DescribeContributorInsights",
                                              "DescribeGlobalTableSettings",
                                              "DescribeKinesisStreamingDestination",
                                              "EnableKinesisStreamingDestination",
                                              "ExecuteStatement",
                                              "ExecuteTransaction",
                                              "GetItem",
                                              "GetResourcePolicy",
                                              "ListBackups",
                                              "ListContributorInsights",
                                              "ListTables",
                                              "PutItem",
                                              "PutResourcePolicy",
                                              "Query",
                                              "RestoreTableFromBackup",
                                              "RestoreTableToPointInTime",
                                              "Scan",
                                              "TagResource",
                                              "TransactGetItems",
                                              "TransactWriteItems",
                                              "UpdateContributorInsights",
                                              "UpdateGlobalTable",
                                              "UpdateItem",
                                              "UpdateKinesisStreamingDestination",
                                              "UpdateTable",
                                              "UpdateTimeToLive" };
    struct value *request = NULL;
    struct read_error error;
    struct buf made = { 0 };
    if (size == 0 || !read_json((const char *)bytes + 1, size - 1, &request, &error)) {
        return 0;
    }
    const char *operation = operations[bytes[0] % (sizeof operations / sizeof operations[0])];
    struct service_answer a;
    dynamo_make_for(dynamo(), request, 0, &made);
    dynamo_answer(dynamo(), operation, request, 0, &a);
    if (!service_answer_is_good(&a) && a.status == 500) {
        abort();
    }
    service_answer_release(&a);
    value_release(request);
    buf_release(&made);
    return 0;
}
