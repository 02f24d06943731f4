/*
 * The embedded services together: what they hand to each other, and what is made at first use.
 */
#include "runtime/local/contents.h"
#include "runtime/local/hub.h"
#include "runtime/local/stock.h"
#include "runtime/local/typed.h"
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

/* An object that is put raises an event, and a rule passes it on. */
static void from_bucket_to_queue(void)
{
    open_hub("bucket");
    check("sqs/CreateQueue", "{\"QueueName\":\"q\"}",
          "{\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/123456789012/q\"}");
    check("s3/CreateBucket", "{\"Bucket\":\"box\"}", "{\"Location\":\"/box\"}");
    check("s3/PutBucketNotificationConfiguration",
          "{\"Bucket\":\"box\",\"NotificationConfiguration\":{"
          "\"EventBridgeConfiguration\":{},\"LambdaFunctionConfigurations\":[{\"Id\":\"f\","
          "\"LambdaFunctionArn\":\"arn:aws:lambda:us-east-1:123456789012:function:f\","
          "\"Events\":[\"s3:ObjectRemoved:*\"]}]}}",
          "{}");
    check("eventbridge/PutRule",
          "{\"Name\":\"r\",\"EventPattern\":\"{\\\"source\\\":[\\\"aws.s3\\\"],"
          "\\\"detail\\\":{\\\"object\\\":{\\\"key\\\":[{\\\"prefix\\\":\\\"in/\\\"}]}}}"
          "\"}",
          "{\"RuleArn\":\"arn:aws:events:us-east-1:123456789012:rule/r\"}");
    check("eventbridge/PutTargets",
          "{\"Rule\":\"r\",\"Targets\":[{\"Id\":\"1\",\"Arn\":\"arn:aws:sqs:us-east-1:"
          "123456789012:q\",\"InputPath\":\"$.detail.object.key\"}]}",
          "{\"FailedEntryCount\":0,\"FailedEntries\":[]}");
    check("s3/PutObject", "{\"Bucket\":\"box\",\"Key\":\"out/a\"}",
          "{\"ETag\":\"\\\"d41d8cd98f00b204e9800998ecf8427e\\\"\","
          "\"ServerSideEncryption\":\"AES256\"}");
    check("s3/PutObject", "{\"Bucket\":\"box\",\"Key\":\"in/a\"}",
          "{\"ETag\":\"\\\"d41d8cd98f00b204e9800998ecf8427e\\\"\","
          "\"ServerSideEncryption\":\"AES256\"}");
    check("sqs/ReceiveMessage", "{\"QueueUrl\":\"q\",\"MaxNumberOfMessages\":10}",
          "{\"Messages\":[{\"MessageId\":\"UUID\",\"ReceiptHandle\":\"1-UUID\",\"MD5OfBody\":"
          "\"37ad9eefef6949b919c9f31a8663e80f\",\"Body\":\"\\\"in/a\\\"\"}]}");
    check("s3/DeleteObject", "{\"Bucket\":\"box\",\"Key\":\"out/a\"}", "{}");
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&called), "function:f {\"Records\":[{"));
    buf_release(&called);
    hub_close(hub);
}

static void settings(void)
{
    open_hub("settings");
    check("ssm/PutParameter", "{\"Name\":\"/a\",\"Value\":\"1\",\"Type\":\"String\"}",
          "{\"Version\":1,\"Tier\":\"Standard\"}");
    check("secretsmanager/CreateSecret", "{\"Name\":\"db\"}",
          "{\"ARN\":\"arn:aws:secretsmanager:us-east-1:123456789012:secret:db-0N5muV\","
          "\"Name\":\"db\"}");
    hub_close(hub);
}

static void make(const char *service, const char *operation, const char *input,
                 const char *wanted)
{
    struct buf made = { 0 };
    struct value *request = service_request(input);
    struct hub_request r = { service, operation, request, 1000 };
    struct service_answer failure = { 0 };
    CU_ASSERT_TRUE(hub_make_for(hub, &r, &made, &failure));
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
    make("dynamodb", "PutItem", "{\"TableName\":\"exams\",\"Item\":{\"id\":{\"S\":\"1\"}}}",
         "table exams\n");
    make("dynamodb", "GetItem", "{\"TableName\":\"exams\",\"Key\":{\"id\":{\"S\":\"1\"}}}", "");
    make("sns", "Publish", "{\"TopicArn\":\"arn:aws:sns:eu-west-1:1:t\"}", "topic t\n");
    make("sns", "Publish", "{\"TopicArn\":\"arn:aws:sns:eu-west-1:1:t\"}", "");
    make("eventbridge", "PutEvents",
         "{\"Entries\":[{\"EventBusName\":\"b\"},{\"EventBusName\":\"b\"},{\"EventBusName\":"
         "\"default\"},{}]}",
         "event bus b\n");
    make("s3", "PutObject", "{\"Bucket\":\"box\",\"Key\":\"k\"}", "bucket box\n");
    make("ssm", "GetParameter", "{\"Name\":\"p\"}", "");
    make("secretsmanager", "GetSecretValue", "{\"SecretId\":\"s\"}", "");
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

static void load(const char *text, const char *wanted)
{
    struct buf why = { 0 };
    bool is_good = stock_load(hub, text, strlen(text), folder(), 1000, &why);
    UNIT_TEXT(buf_string(&why), wanted);
    CU_ASSERT_EQUAL(is_good, wanted[0] == '\0');
    buf_release(&why);
}

static void shown(const char *thing, const char *wanted)
{
    struct buf out = { 0 }, why = { 0 };
    bool is_good = thing != NULL ? contents_show(hub, thing, 1000, &out, &why)
                                 : contents_list(hub, 1000, &out, &why);
    char *plain = service_plain(is_good ? buf_string(&out) : buf_string(&why));
    UNIT_TEXT(plain, wanted);
    memory_release(plain);
    buf_release(&out);
    buf_release(&why);
}

static void stocked(void)
{
    struct buf out = { 0 }, why = { 0 };
    open_hub("stocked");
    load("{\"dynamodb\":{\"exams\":{\"keys\":[\"id\"],\"items\":[{\"id\":1,\"ok\":true}]}}}",
         "");
    load("{\"sqs\":{\"people\":[\"text\",{\"a\":1}]},\"sns\":[\"bills\",{\"topic\":\"news\","
         "\"subscriptions\":[\"sqs:people\",\"email:a@b.example\"]}],\"eventbridge\":{\"r\":{"
         "\"pattern\":{\"source\":[\"shop\"]},\"targets\":[\"sqs:people\",\"lambda:f\"]}}}",
         "");
    check("sns/Publish",
          "{\"TopicArn\":\"arn:aws:sns:us-east-1:123456789012:news\",\"Message\":\"m\"}",
          "{\"MessageId\":\"UUID\"}");
    check("eventbridge/PutEvents",
          "{\"Entries\":[{\"Source\":\"shop\",\"DetailType\":\"d\",\"Detail\":\"{}\"}]}",
          "{\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"UUID\"}]}");
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&called), "function:f {\"version\""));
    buf_release(&called);
    shown("dynamodb/exams", "{\"id\":{\"N\":\"1\"},\"ok\":{\"BOOL\":true}}\n");
    shown(NULL, "dynamodb/exams  1 items\n"
                "eventbridge/default  1 rules\n"
                "sns/bills  0 subscriptions\n"
                "sns/news  2 subscriptions\n"
                "sns/mails  1 published\n"
                "sqs/people  4 messages\n");
    shown("sns/mails",
          "{\"MessageId\":\"UUID\",\"TopicArn\":\"arn:aws:sns:us-east-1:123456789012:news\","
          "\"Message\":\"m\",\"Timestamp\":\"1970-01-01T00:00:01.000Z\",\"To\":[\"sqs:arn:aws:"
          "sqs:us-east-1:123456789012:people\",\"email:a@b.example\"]}\n");
    CU_ASSERT_TRUE(contents_drain(hub, "sqs/people", 1000, &out, &why));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&out), "\"Body\":\"{\\\"a\\\":1}\""));
    shown("sqs/people", "");
    CU_ASSERT_TRUE(contents_drain(hub, "sns/mails", 1000, &out, &why));
    shown("sns/mails", "");
    buf_release(&out);
    hub_close(hub);
}

/* Loading it again changes nothing but what it says. */
static void stocked_files(void)
{
    open_hub("files");
    for (int i = 0; i < 2; i++) {
        load("{\"s3\":{\"box\":{\"a\":\"text\",\"b/c\":\"\"}},\"s3events\":[\"box\"],\"ssm\":{"
             "\"/a\":\"1\",\"/b\":{\"type\":\"SecureString\",\"value\":\"2\"}},"
             "\"secretsmanager\":{\"db\":{\"user\":\"me\"}}}",
             "");
    }
    shown(
        NULL,
        "eventbridge/default  0 rules\ns3/box  2 objects\nsecretsmanager/db\nssm//a\nssm//b\n");
    shown("s3/box",
          "{\"Key\":\"a\",\"LastModified\":1,\"ETag\":"
          "\"\\\"1cb251ec0d568de6a929b520c4aed8d1\\\"\",\"Size\":4,\"StorageClass\":"
          "\"STANDARD\"}\n{\"Key\":\"b/"
          "c\",\"LastModified\":1,\"ETag\":\"\\\"d41d8cd98f00b204e9800998ecf8427e\\\"\","
          "\"Size\":0,\"StorageClass\":\"STANDARD\"}\n");
    shown(
        "ssm//a",
        "{\"Parameter\":{\"Name\":\"/"
        "a\",\"Type\":\"String\",\"Value\":\"1\",\"Version\":2,\"LastModifiedDate\":1.0,"
        "\"ARN\":\"arn:aws:ssm:us-east-1:123456789012:parameter/a\",\"DataType\":\"text\"}}\n");
    check(
        "ssm/GetParameter", "{\"Name\":\"/b\",\"WithDecryption\":true}",
        "{\"Parameter\":{\"Name\":\"/"
        "b\",\"Type\":\"SecureString\",\"Value\":\"2\",\"Version\":2,\"LastModifiedDate\":1.0,"
        "\"ARN\":\"arn:aws:ssm:us-east-1:123456789012:parameter/b\",\"DataType\":\"text\"}}");
    check("s3/GetBucketNotificationConfiguration", "{\"Bucket\":\"box\"}",
          "{\"EventBridgeConfiguration\":{}}");
    check("secretsmanager/GetSecretValue", "{\"SecretId\":\"db\"}",
          "{\"ARN\":\"arn:aws:secretsmanager:us-east-1:123456789012:secret:db-0N5muV\","
          "\"Name\":\"db\",\"VersionId\":\"UUID\",\"SecretString\":\"{\\\"user\\\":\\\"me\\\"}"
          "\",\"VersionStages\":[\"AWSCURRENT\"],\"CreatedDate\":1.0}");
    hub_close(hub);
}

static void badly_stocked(void)
{
    open_hub("badly");
    load("{\"sqs\":", "1:8: a value is expected, but the text ends");
    load("[]", "an object is wanted: {SERVICE: ...}");
    load("{\"sqss\":{}}", "there is no embedded service 'sqss'; did you mean 'sqs'?");
    load("{\"sqs\":[]}", "sqs: an object is wanted");
    load("{\"sqs\":{\"q\":\"x\"}}", "sqs.q: a queue is a list of messages");
    load("{\"dynamodb\":{\"t\":{\"items\":[]}}}",
         "dynamodb.t: a table is {\"keys\": [NAME, ...], \"items\": [...]}");
    load("{\"sns\":[{}]}", "sns: a topic is its name, or {\"topic\": NAME, \"subscriptions\": "
                           "[RECEIVER, ...]}");
    load("{\"sns\":[{\"topic\":\"t\",\"subscriptions\":[\"pigeon:x\"]}]}",
         "sns Subscribe: InvalidParameterException: Invalid parameter: Amazon SNS does not "
         "support this protocol string: pigeon");
    load("{\"eventbridge\":{\"r\":{}}}",
         "eventbridge.r: a rule is {\"pattern\": {...}, \"targets\": [RECEIVER, ...]}");
    shown("people", "people: SERVICE/NAME is wanted, such as sqs/people");
    shown("sqs/none", "there is no queue none");
    shown("pigeon/x", "pigeon/x: there is no embedded service pigeon");
    shown("sns/t", "sns/t: nothing is shown of this service");
    hub_close(hub);
}

static void types(void)
{
    struct value *item = service_request(
        "{\"s\":\"x\",\"n\":0.10,\"b\":true,\"z\":null,\"l\":[1],\"m\":{\"S\":\"y\"}}");
    struct value *typed = typed_item(item);
    char *text = write_text(typed);
    UNIT_TEXT(text, "{\"s\":{\"S\":\"x\"},\"n\":{\"N\":\"0.1\"},\"b\":{\"BOOL\":true},\"z\":{"
                    "\"NULL\":true},\"l\":{\"L\":[{\"N\":\"1\"}]},\"m\":{\"M\":{\"S\":{\"S\":"
                    "\"y\"}}}}");
    struct value *again = typed_item(typed);
    CU_ASSERT_TRUE(value_equal(typed, again));
    memory_release(text);
    value_release(again);
    value_release(typed);
    value_release(item);
}

UNIT_MAIN("hub", { "from a topic to a queue", from_topic_to_queue },
          { "from a rule to a function", from_rule_to_function },
          { "from a bucket to a queue", from_bucket_to_queue }, { "settings", settings },
          { "made at first use", made_at_first_use }, { "faults", faults },
          { "stocked", stocked }, { "stocked files", stocked_files },
          { "badly stocked", badly_stocked }, { "types", types })
