/*
 * The embedded SNS: tests/services/sns.txt has a request after the other, with what is answered
 * and what is handed on.
 */
#include "runtime/sns/sns.h"
#include "tests/unit/service.h"

#define TESTS "tests/services/sns.txt"

static struct sns *topics;

static void open_topics(const char *name)
{
    char *path = service_folder(name);
    struct buf why = { 0 };
    service_handle_key = "SubscriptionArn";
    CU_ASSERT_TRUE_FATAL(sns_open(path, &service_chance, &topics, &why));
    memory_release(path);
}

/* Behind an answer stands what is handed on. */
static void answer(const char *operation, const struct value *request, int64_t now_ms,
                   struct service_answer *ret_answer, struct buf *out)
{
    struct value *deliveries = NULL;
    sns_answer(topics, operation, request, now_ms, ret_answer, &deliveries);
    if (value_count(deliveries) > 0) {
        buf_char(out, ' ');
        write_json(out, deliveries);
    }
    value_release(deliveries);
}

static void check(const char *expression, const char *input, const char *wanted)
{
    service_check(answer, expression, input, wanted);
}

#define SECTION(name)                                                                          \
    static void name(void)                                                                     \
    {                                                                                          \
        open_topics(#name);                                                                    \
        groups_run(TESTS, #name, check);                                                       \
        sns_close(topics);                                                                     \
    }

SECTION(topics_made)
SECTION(subscriptions)
SECTION(published)
SECTION(refused)
SECTION(filtered)
SECTION(fifo)
SECTION(batches)

/* What was published is listed, until it is drained. */
static void listed(void)
{
    struct buf why = { 0 }, said = { 0 };
    open_topics("listed");
    check("1 CreateTopic", "{\"Name\":\"t\"}",
          "{\"TopicArn\":\"arn:aws:sns:us-east-1:123456789012:t\"}");
    check("2 Publish",
          "{\"TopicArn\":\"arn:aws:sns:us-east-1:123456789012:t\",\"Message\":\"hello\"}",
          "{\"MessageId\":\"UUID\"}");
    check("3 Publish", "{\"PhoneNumber\":\"+15550100\",\"Message\":\"ring\"}",
          "{\"MessageId\":\"UUID\"}");
    struct value *all = sns_published(topics, &why);
    write_json(&said, all);
    char *plain = service_plain(buf_string(&said));
    UNIT_TEXT(plain,
              "[{\"MessageId\":\"UUID\",\"TopicArn\":\"arn:aws:sns:us-east-1:123456789012:"
              "t\",\"Message\":\"hello\",\"Timestamp\":\"1970-01-01T00:00:02.000Z\",\"To\":"
              "[]},{\"MessageId\":\"UUID\",\"PhoneNumber\":\"+15550100\",\"Message\":"
              "\"ring\",\"Timestamp\":\"1970-01-01T00:00:03.000Z\",\"To\":[]}]");
    memory_release(plain);
    value_release(all);
    CU_ASSERT_TRUE(sns_drain(topics, &why));
    all = sns_published(topics, &why);
    CU_ASSERT_EQUAL(value_count(all), 0);
    value_release(all);
    buf_release(&said);
    sns_close(topics);
}

UNIT_MAIN("sns", { "topics", topics_made }, { "subscriptions", subscriptions },
          { "published", published }, { "refused", refused }, { "filtered", filtered },
          { "fifo", fifo }, { "batches", batches }, { "listed", listed })
