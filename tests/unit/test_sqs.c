/*
 * The embedded SQS: tests/services/sqs.txt has a request after the other, with what is
 * answered.
 */
#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/sqs/queue.h"
#include "runtime/sqs/sqs.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/folder.h"
#include "tests/unit/groups.h"
#include "tests/unit/unit.h"

#define TESTS "tests/services/sqs.txt"

static struct sqs *queues;
static struct random chance;
static char handle[100]; /* of the message that was received last */

static void open_queues(const char *name)
{
    struct buf path = { 0 }, why = { 0 };
    buf_print(&path, "%s/%s", folder(), name);
    random_seed(&chance, 1);
    handle[0] = '\0';
    CU_ASSERT_TRUE_FATAL(sqs_open(buf_string(&path), &chance, &queues, &why));
    sqs_set_base(queues, "http://127.0.0.1:4100");
    buf_release(&path);
    buf_release(&why);
}

static bool is_uuid_at(const char *text)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    for (size_t i = 0; form[i] != '\0'; i++) {
        bool is_hex = text[i] != '\0' && strchr("0123456789abcdef", text[i]) != NULL;
        if (form[i] == 'x' ? !is_hex : text[i] != form[i]) {
            return false;
        }
    }
    return true;
}

/* The text with UUID for each UUID. New. */
static char *without_uuids(const char *text)
{
    struct buf out = { 0 };
    while (*text != '\0') {
        if (is_uuid_at(text)) {
            buf_text(&out, "UUID");
            text += RANDOM_UUID_SIZE;
        } else {
            buf_char(&out, *text++);
        }
    }
    return buf_take(&out);
}

static void note_handle(const struct value *answer)
{
    struct value *messages = NULL;
    value_member(answer, "Messages", &messages);
    for (size_t i = 0; i < value_count(messages); i++) {
        snprintf(handle, sizeof handle, "%s",
                 value_member_text(value_item(messages, i), "ReceiptHandle"));
    }
}

/* HANDLE in a request stands for the last handle. */
static struct value *request_of(const char *text)
{
    struct buf filled = { 0 };
    struct value *request = NULL;
    struct read_error error;
    for (const char *at; (at = strstr(text, "HANDLE")) != NULL; text = at + 6) {
        buf_put(&filled, text, (size_t)(at - text));
        buf_text(&filled, handle);
    }
    buf_text(&filled, text);
    CU_ASSERT_TRUE_FATAL(read_json(filled.text, filled.size, &request, &error));
    buf_release(&filled);
    return request;
}

/* The expression is the second at which the request comes, and its operation. An answer after
 * which the sender would wait has that many milliseconds behind it. */
static void check(const char *expression, const char *input, const char *wanted)
{
    char *operation;
    int64_t now_ms = 1000 * strtoll(expression, &operation, 10);
    struct value *request = request_of(input);
    struct service_answer answer = { 0 };
    struct buf said = { 0 };
    int64_t wait_ms = sqs_answer(queues, operation + 1, request, now_ms, &answer);
    struct value *json = service_answer_json(&answer);
    note_handle(json);
    write_json(&said, json);
    if (wait_ms > 0) {
        buf_print(&said, " %lld", (long long)wait_ms);
    }
    char *plain = without_uuids(buf_string(&said));
    UNIT_TEXT(plain, wanted);
    memory_release(plain);
    buf_release(&said);
    value_release(json);
    service_answer_release(&answer);
    value_release(request);
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
    CU_ASSERT_STRING_EQUAL(queue_name_of("https://sqs.us-east-1.amazonaws.com/1/q"), "q");
    CU_ASSERT_STRING_EQUAL(queue_name_of("arn:aws:sqs:us-east-1:1:q"), "q");
    CU_ASSERT_STRING_EQUAL(queue_name_of("q"), "q");
}

UNIT_MAIN("sqs", { "queues", queues_made }, { "messages", messages }, { "refused", refused },
          { "visibility", visibility }, { "delays", delays }, { "batches", batches },
          { "fifo", fifo }, { "dead letters", dead_letters }, { "attributes", attributes },
          { "tags", tags }, { "reopened", reopened }, { "codes", codes })
