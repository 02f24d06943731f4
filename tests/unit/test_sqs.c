/*
 * The embedded SQS: tests/services/sqs.txt has a request after the other, with what is
 * answered.
 */
#include "runtime/sqs/called.h"
#include "runtime/sqs/queue.h"
#include "runtime/sqs/sqs.h"
#include "tests/unit/service.h"

#define TESTS "tests/services/sqs.txt"

static struct sqs *queues;

static void open_queues(const char *name)
{
    char *path = service_folder(name);
    struct buf why = { 0 };
    service_handle_key = "ReceiptHandle";
    CU_ASSERT_TRUE_FATAL(sqs_open(path, &service_chance, &queues, &why));
    sqs_set_base(queues, "http://127.0.0.1:4100");
    memory_release(path);
}

/* Behind an answer after which the sender would wait stands for how many milliseconds. */
static void answer(const char *operation, const struct value *request, int64_t now_ms,
                   struct service_answer *ret_answer, struct buf *out)
{
    int64_t wait_ms = sqs_answer(queues, operation, request, now_ms, ret_answer);
    if (wait_ms > 0) {
        buf_print(out, " %lld", (long long)wait_ms);
    }
}

static void check(const char *expression, const char *input, const char *wanted)
{
    service_check(answer, expression, input, wanted);
}

#define SECTION(name)                                                                          \
    static void name(void)                                                                     \
    {                                                                                          \
        open_queues(#name);                                                                    \
        groups_run(TESTS, #name, check);                                                       \
        sqs_close(queues);                                                                     \
    }

SECTION(queues_made)
SECTION(messages)
SECTION(refused)
SECTION(visibility)
SECTION(delays)
SECTION(batches)
SECTION(fifo)
SECTION(dead_letters)
SECTION(attributes)
SECTION(tags)
SECTION(permissions)

/* What was answered is there for the next process. */
static void reopened(void)
{
    open_queues("reopened");
    check("1 CreateQueue", "{\"QueueName\":\"a\"}",
          "{\"QueueUrl\":\"http://127.0.0.1:4100/123456789012/a\"}");
    sqs_close(queues);
    open_queues("reopened");
    check("2 ListQueues", "{}", "{\"QueueUrls\":[\"http://127.0.0.1:4100/123456789012/a\"]}");
    sqs_close(queues);
}

static void codes(void)
{
    CU_ASSERT_STRING_EQUAL(queue_query_code("QueueDoesNotExist"),
                           "AWS.SimpleQueueService.NonExistentQueue");
    CU_ASSERT_STRING_EQUAL(queue_query_code("ReceiptHandleIsInvalid"),
                           "ReceiptHandleIsInvalid");
    CU_ASSERT_STRING_EQUAL(called_of("https://sqs.us-east-1.amazonaws.com/1/q"), "q");
    CU_ASSERT_STRING_EQUAL(called_of("arn:aws:sqs:us-east-1:1:q"), "q");
    CU_ASSERT_STRING_EQUAL(called_of("q"), "q");
}

UNIT_MAIN("sqs", { "queues", queues_made }, { "messages", messages }, { "refused", refused },
          { "visibility", visibility }, { "delays", delays }, { "batches", batches },
          { "fifo", fifo }, { "dead letters", dead_letters }, { "attributes", attributes },
          { "tags", tags }, { "permissions", permissions }, { "reopened", reopened },
          { "codes", codes })
