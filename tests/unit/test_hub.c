/*
 * The embedded services together: what they hand to each other, and what is made at first use.
 */
#include "runtime/local/hub.h"
#include "tests/unit/service.h"

static struct hub *hub;
static struct buf called; /* functions that were called */

static void on_call(void *owner, const char *function, const char *event, size_t size)
{
    (void)owner;
    buf_print(&called, "%s %.*s\n", function, (int)size, event);
}

static void open_hub(const char *name)
{
    char *path = service_folder(name);
    hub = hub_open(
        &(struct hub_options){ .folder = path, .random = &service_chance, .on_call = on_call });
    memory_release(path);
}

/* The expression is the service, and behind a slash the operation. */
static void check(const char *expression, const char *input, const char *wanted)
{
    struct value *request = service_request(input);
    char *service = memory_text(expression), *slash = strchr(service, '/');
    struct service_answer answer = { 0 };
    struct buf said = { 0 };
    *slash = '\0';
    struct hub_request r = { service, slash + 1, request, 1000 };
    hub_answer(hub, &r, &answer);
    struct value *json = service_answer_json(&answer);
    write_json(&said, json);
    char *plain = service_plain(buf_string(&said));
    UNIT_TEXT(plain, wanted);
    memory_release(plain);
    value_release(json);
    buf_release(&said);
    service_answer_release(&answer);
    memory_release(service);
    value_release(request);
}

static void from_topic_to_queue(void)
{
    open_hub("topic");
    check("sqs/CreateQueue", "{\"QueueName\":\"q\"}",
          "{\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/123456789012/q\"}");
    check("sns/CreateTopic", "{\"Name\":\"t\"}",
          "{\"TopicArn\":\"arn:aws:sns:us-east-1:123456789012:t\"}");
    check("sns/Subscribe",
          "{\"TopicArn\":\"arn:aws:sns:us-east-1:123456789012:t\",\"Protocol\":\"sqs\","
          "\"Endpoint\":\"arn:aws:sqs:us-east-1:123456789012:q\",\"Attributes\":{"
          "\"RawMessageDelivery\":\"true\"}}",
          "{\"SubscriptionArn\":\"arn:aws:sns:us-east-1:123456789012:t:UUID\"}");
    check("sns/Publish",
          "{\"TopicArn\":\"arn:aws:sns:us-east-1:123456789012:t\",\"Message\":\"x\"}",
          "{\"MessageId\":\"UUID\"}");
    check("sqs/ReceiveMessage", "{\"QueueUrl\":\"q\"}",
          "{\"Messages\":[{\"MessageId\":\"UUID\",\"ReceiptHandle\":\"1-UUID\",\"MD5OfBody\":"
          "\"9dd4e461268c8034f5c8564e155c67a6\",\"Body\":\"x\"}]}");
    hub_close(hub);
}

static void from_rule_to_function(void)
{
    open_hub("rule");
    check("eventbridge/PutRule",
          "{\"Name\":\"r\",\"EventPattern\":\"{\\\"source\\\":[\\\"shop\\\"]}\"}",
          "{\"RuleArn\":\"arn:aws:events:us-east-1:123456789012:rule/r\"}");
    check("eventbridge/PutTargets",
          "{\"Rule\":\"r\",\"Targets\":[{\"Id\":\"1\",\"Arn\":\"arn:aws:lambda:us-east-1:"
          "123456789012:function:f\",\"InputPath\":\"$.detail\"}]}",
          "{\"FailedEntryCount\":0,\"FailedEntries\":[]}");
    check("eventbridge/PutEvents",
          "{\"Entries\":[{\"Source\":\"shop\",\"DetailType\":\"d\",\"Detail\":\"{\\\"n\\\":1}"
          "\"}]}",
          "{\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"UUID\"}]}");
    UNIT_TEXT(buf_string(&called),
              "arn:aws:lambda:us-east-1:123456789012:function:f {\"n\":1}\n");
    buf_release(&called);
    hub_close(hub);
}

static void make(const char *service, const char *operation, const char *input,
                 const char *wanted)
{
    struct buf made = { 0 };
    struct value *request = service_request(input);
    struct hub_request r = { service, operation, request, 1000 };
    hub_make_for(hub, &r, &made);
    UNIT_TEXT(buf_string(&made), wanted);
    buf_release(&made);
    value_release(request);
}

/* The second time everything is there. */
static void made_at_first_use(void)
{
    open_hub("made");
    make("sqs", "SendMessage", "{\"QueueUrl\":\"https://sqs.eu-west-1.amazonaws.com/1/q\"}",
         "queue q\n");
    make("sqs", "SendMessage", "{\"QueueUrl\":\"https://sqs.eu-west-1.amazonaws.com/1/q\"}",
         "");
    make("sqs", "SendMessage", "{\"QueueUrl\":\"x/y.fifo\"}", "queue y.fifo\n");
    make("sqs", "SendMessage", "{}", "");
    make("sns", "Publish", "{\"TopicArn\":\"arn:aws:sns:eu-west-1:1:t\"}", "topic t\n");
    make("sns", "Publish", "{\"TopicArn\":\"arn:aws:sns:eu-west-1:1:t\"}", "");
    make("eventbridge", "PutEvents",
         "{\"Entries\":[{\"EventBusName\":\"b\"},{\"EventBusName\":\"b\"},{\"EventBusName\":"
         "\"default\"},{}]}",
         "event bus b\n");
    check("sns/Publish", "{\"TopicArn\":\"arn:aws:sns:eu-west-1:1:t\",\"Message\":\"x\"}",
          "{\"MessageId\":\"UUID\"}");
    check("sqs/SendMessage",
          "{\"QueueUrl\":\"y.fifo\",\"MessageBody\":\"x\",\"MessageGroupId\":\"g\"}",
          "{\"MD5OfMessageBody\":\"9dd4e461268c8034f5c8564e155c67a6\",\"MessageId\":\"UUID\","
          "\"SequenceNumber\":\"00000000000000000001\"}");
    hub_close(hub);
}

static void faults(void)
{
    struct buf why = { 0 };
    struct value *none = value_object();
    struct hub_request r = { "sqs", "GetQueueUrl", none, 0 };
    open_hub("faults");
    check("pigeon/Fly", "{}",
          "{\"__type\":\"UnknownOperationException\",\"message\":\"pigeon is not one of the "
          "embedded services.\"}");
    CU_ASSERT_PTR_NULL(hub_ask(hub, &r, &why));
    UNIT_TEXT(buf_string(&why),
              "sqs GetQueueUrl: MissingRequiredParameterException: The request "
              "must contain the parameter QueueName.");
    hub_close(hub);
    hub = hub_open(&(struct hub_options){ .folder = "/dev/null/x", .random = &service_chance });
    check(
        "sqs/ListQueues", "{}",
        "{\"__type\":\"InternalFailure\",\"message\":\"The folder /dev/null/x cannot be made: "
        "Not a directory\"}");
    hub_close(hub);
    value_release(none);
    buf_release(&why);
}

UNIT_MAIN("hub", { "from a topic to a queue", from_topic_to_queue },
          { "from a rule to a function", from_rule_to_function },
          { "made at first use", made_at_first_use }, { "faults", faults })
