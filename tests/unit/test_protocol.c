/*
 * Requests and answers of each protocol, by small tables of their own; tests/botocore.sh has
 * those of AWS's services.
 */
#include "runtime/call/protocol.h"

#include "runtime/base/buf.h"
#include "runtime/base/random.h"
#include "runtime/base/wire.h"
#include "runtime/call/api.h"
#include "runtime/call/fault.h"
#include "runtime/call/shape.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

/* ---- Tables ---- */

static const struct asl_shape texts = { ASL_SHAPE_LIST, .of = &asl_shape_string };
static const struct asl_shape flat = { ASL_SHAPE_LIST, .of = &asl_shape_string,
                                       .is_flat = true };
static const struct asl_shape map = { ASL_SHAPE_MAP, .of = &asl_shape_string, .key = "Name",
                                      .item = "Value" };
static const struct asl_shape plain_map = { ASL_SHAPE_MAP, .of = &asl_shape_string };
static const struct asl_member inner_members[] = {
    { .name = "Id", .api = "ID", .shape = &asl_shape_string },
    { .name = "Type", .at = "xsi:type", .shape = &asl_shape_string, .place = ASL_IN_ATTRIBUTE },
    { .name = NULL },
};
static const struct asl_shape inner = { ASL_SHAPE_STRUCTURE, .members = inner_members,
                                        .space = "xmlns:xsi=\"u\"" };
static const struct asl_member members[] = {
    { .name = "Bool", .api = "BOOL", .shape = &asl_shape_boolean },
    { .name = "Blob", .shape = &asl_shape_blob },
    { .name = "Count", .shape = &asl_shape_integer },
    { .name = "Flat", .at = "Item", .shape = &flat },
    { .name = "Inner", .shape = &inner },
    { .name = "List", .shape = &texts },
    { .name = "Map", .shape = &map },
    { .name = "Text", .shape = &asl_shape_string },
    { .name = "Time", .shape = &asl_shape_time },
    { .name = "Token", .shape = &asl_shape_string, .is_token = true },
    { .name = NULL },
};
static const struct asl_shape all = { ASL_SHAPE_STRUCTURE, .members = members };

static const struct asl_member rest_members[] = {
    { .name = "Agent", .at = "x-agent", .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "Bucket", .shape = &asl_shape_string, .place = ASL_IN_PATH },
    { .name = "Key", .shape = &asl_shape_string, .place = ASL_IN_PATH },
    { .name = "Limit", .at = "max", .shape = &asl_shape_integer, .place = ASL_IN_QUERY },
    { .name = "Meta", .at = "x-meta-", .shape = &plain_map, .place = ASL_IN_HEADERS },
    { .name = "Since", .shape = &asl_shape_time, .place = ASL_IN_HEADER },
    { .name = "Status", .shape = &asl_shape_integer, .place = ASL_IN_STATUS },
    { .name = "Tags", .at = "tag", .shape = &texts, .place = ASL_IN_QUERY },
    { .name = "Body", .shape = &asl_shape_blob, .place = ASL_AS_BODY },
    { .name = NULL },
};
static const struct asl_shape rest = { ASL_SHAPE_STRUCTURE, .members = rest_members };
static const struct asl_member whole_members[] = {
    { .name = "Bucket", .shape = &asl_shape_string, .place = ASL_IN_PATH },
    { .name = "Whole", .at = "Sent", .shape = &all, .place = ASL_AS_BODY },
    { .name = NULL },
};
static const struct asl_shape whole = { ASL_SHAPE_STRUCTURE, .members = whole_members };

static const struct asl_fault faults[] = {
    { "NotFoundException", "NotFound" },
    { "QueueDoesNotExistException", "QueueDoesNotExist" },
    { "BusyException", NULL },
    { NULL, NULL },
};
#define SERVICE(name_, protocol_)                                                              \
    static const struct asl_service name_ = { .name = "s",                                     \
                                              .id = "S D",                                     \
                                              .prefix = "Svc",                                 \
                                              .client = "AmazonSVC",                           \
                                              .own = "SVC",                                    \
                                              .other = "AmazonSVCException",                   \
                                              .protocol = &protocol_,                          \
                                              .version = "1.1",                                \
                                              .target = "Svc_1",                               \
                                              .host = "svc",                                   \
                                              .signing = "svc",                                \
                                              .faults = faults }
SERVICE(json, asl_protocol_json);
SERVICE(query, asl_protocol_query);
SERVICE(rest_json, asl_protocol_rest_json);
SERVICE(rest_xml, asl_protocol_rest_xml);
SERVICE(ec2, asl_protocol_ec2);

/* As EC2 has them: answers have other names than forms. */
static const struct asl_shape items = { ASL_SHAPE_LIST, .of = &inner, .item = "item" };
static const struct asl_member ec2_members[] = {
    { .name = "DryRun", .at = "dryRun", .shape = &asl_shape_boolean },
    { .name = "Ids", .at = "idsSet", .form = "Id", .shape = &texts },
    { .name = "Inners", .at = "innerSet", .shape = &items },
    { .name = NULL },
};
static const struct asl_shape ec2_all = { ASL_SHAPE_STRUCTURE, .members = ec2_members };

/* Nested, and with times as texts. */
static const struct asl_member deep_members[] = {
    { .name = "At", .at = "at", .shape = &asl_shape_time, .time = ASL_TIME_ISO },
    { .name = "Deep", .at = "deep", .shape = &items },
    { .name = NULL },
};
static const struct asl_shape deep = { ASL_SHAPE_STRUCTURE, .members = deep_members };
static const struct asl_member json_members[] = {
    { .name = "Session",
      .at = "x-session",
      .shape = &asl_shape_string,
      .place = ASL_IN_HEADER,
      .is_json = true },
    { .name = "Top", .at = "top", .shape = &deep },
    { .name = NULL },
};
static const struct asl_shape json_all = { ASL_SHAPE_STRUCTURE, .members = json_members };

/* ---- What they make ---- */

static struct value *read(const char *text)
{
    struct value *v = NULL;
    struct read_error e;
    CU_ASSERT_TRUE_FATAL(read_json(text, strlen(text), &v, &e));
    return v;
}

static struct asl_action action(const struct asl_service *s, const char *path,
                                const struct asl_shape *shape)
{
    return (struct asl_action){ .service = s,
                                .operation = "Do",
                                .method = "POST",
                                .path = path,
                                .input = shape,
                                .output = shape };
}

/* "POST /path?query", the headers, the body. */
static void builds(const struct asl_action *a, const char *parameters, const char *wanted)
{
    struct random r;
    struct wire_request request = { .method = NULL };
    struct buf text = { 0 };
    struct value *given = read(parameters), *input = NULL;
    random_seed(&r, 1);
    CU_ASSERT_TRUE_FATAL(url_read("http://h/base/", &request.url, &text));
    if (api_input(a, given, &r, &input, &text) &&
        a->service->protocol->build(a, input, &request, &text)) {
        buf_print(&text, "%s %s?%s\n", request.method, request.url.path, request.url.query);
        for (size_t i = 0; i < request.headers.count; i++) {
            buf_print(&text, "%s: %s\n", request.headers.all[i].name,
                      request.headers.all[i].value);
        }
        buf_text(&text, buf_string(&request.body));
    }
    UNIT_TEXT(buf_string(&text), wanted);
    value_release(given);
    value_release(input);
    buf_release(&text);
    wire_request_release(&request);
}

/* The result of an answer, or what is wrong with it. */
static void reads(const struct asl_action *a, const char *header, const char *header_value,
                  const char *body, const char *wanted)
{
    struct wire_answer w = { .status = 200 };
    struct buf why = { 0 };
    struct value *output = NULL, *result = NULL;
    if (header != NULL) {
        wire_add(&w.headers, header, header_value);
    }
    buf_text(&w.body, body);
    if (a->service->protocol->read(a, &w, &output, &why)) {
        result = api_result(a, output);
        write_json(&why, result);
    }
    UNIT_TEXT(buf_string(&why), wanted);
    value_release(output);
    value_release(result);
    buf_release(&why);
    wire_answer_release(&w);
}

#define EVERYTHING                                                                             \
    "{\"Bool\":true,\"Blob\":\"a\xc3\xa4\",\"Count\":\"7\",\"Flat\":[\"x\",\"y\"],"            \
    "\"Inner\":{\"Id\":\"i\",\"Type\":\"t\"},\"List\":[\"p q\"],\"Map\":{\"k<\":\"v\"},"       \
    "\"Text\":{\"a\":1},\"Time\":\"2025-01-02T03:04:05.5Z\",\"Token\":\"t\"}"
#define SHOWN                                                                                  \
    "{\"Bool\":true,\"Blob\":\"a\xc3\xa4\",\"Count\":7,\"Flat\":[\"x\",\"y\"],"                \
    "\"Inner\":{\"Id\":\"i\",\"Type\":\"t\"},\"List\":[\"p q\"],\"Map\":{\"k<\":\"v\"},"       \
    "\"Text\":\"{\\\"a\\\":1}\",\"Time\":\"2025-01-02T03:04:05.500Z\",\"Token\":\"t\"}"

static void test_json(void)
{
    struct asl_action a = action(&json, "/", &all);
    static const char body[] =
        "{\"BOOL\":true,\"Blob\":\"YcOk\",\"Count\":7,\"Item\":[\"x\",\"y\"],"
        "\"Inner\":{\"ID\":\"i\",\"xsi:type\":\"t\"},\"List\":[\"p q\"],\"Map\":{\"k<\":\"v\"},"
        "\"Text\":\"{\\\"a\\\":1}\",\"Time\":1.7357870455E9,\"Token\":\"t\"}";
    struct buf wanted = { 0 };
    buf_print(&wanted,
              "POST /base/?\nX-Amz-Target: Svc_1.Do\nContent-Type: "
              "application/x-amz-json-1.1\n%s",
              body);
    builds(&a, EVERYTHING, buf_string(&wanted));
    buf_release(&wanted);
    reads(&a, NULL, NULL, body, SHOWN);
    reads(&a, NULL, NULL, "{\"Count\":null,\"Other\":1,\"Blob\":\"gA==\"}",
          "{\"Blob\":\"gA==\"}");
    reads(&a, NULL, NULL, "", "{}");
    reads(&a, NULL, NULL, "<a/>",
          "the answer is not JSON (line 1, column 1: a value is expected)");
}

/* Names that there are not, and a token that is made. */
static void test_parameters(void)
{
    struct asl_action a = action(&json, "/", &all);
    builds(&a, "{\"Foo\":1,\"Inner\":{\"Bar\":2}}",
           "The field \"Foo\" is not supported by Step Functions, The field \"Bar\" is not "
           "supported by Step Functions");
    struct random r;
    struct buf why = { 0 };
    struct value *given = read("{\"Count\":null,\"BOOL\":\"false\"}"), *input = NULL;
    random_seed(&r, 1);
    CU_ASSERT_TRUE(api_input(&a, given, &r, &input, &why));
    CU_ASSERT_EQUAL(value_count(input), 2);
    CU_ASSERT_EQUAL(strlen(value_member_text(input, "Token")), RANDOM_UUID_SIZE);
    value_release(given);
    value_release(input);
}

static void test_query(void)
{
    struct asl_action a = action(&query, "/", &all);
    a.root = "DoResult";
    builds(&a, EVERYTHING,
           "POST /base/?\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\n"
           "Action=Do&Version=1.1&BOOL=true&Blob=YcOk&Count=7&Item.1=x&Item.2=y&Inner.ID=i&"
           "Inner.xsi%3Atype=t&List.member.1=p+q&Map.entry.1.Name=k%3C&Map.entry.1.Value=v&"
           "Text=%7B%22a%22%3A1%7D&Time=2025-01-02T03%3A04%3A05.500Z&Token=t");
    builds(&a, "{\"List\":[],\"Token\":\"t\"}",
           "POST /base/?\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\n"
           "Action=Do&Version=1.1&List=&Token=t");
    reads(&a, NULL, NULL,
          "<DoResponse xmlns='x'><DoResult><BOOL>true</BOOL><Blob>YcOk</Blob><Count>7</Count>"
          "<Item>x</Item><Item>y</Item><Inner xsi:type='t'><ID>i</ID></Inner>"
          "<List><member>p "
          "q</member></List><Map><entry><Name>k&lt;</Name><Value>v</Value></entry>"
          "</Map><Text>{\"a\":1}</Text><Time>2025-01-02T03:04:05.5Z</Time><Token>t</Token>"
          "</DoResult></DoResponse>",
          SHOWN);
    reads(&a, NULL, NULL, "<DoResponse/>", "{}");
    reads(&a, NULL, NULL, "<DoResponse>", "the answer is not XML: it ends within an element");
}

static void test_rest_json(void)
{
    struct asl_action a = action(&rest_json, "/2015/{Bucket}/{Key+}?list-type=2", &rest);
    builds(&a,
           "{\"Bucket\":\"b/1\",\"Key\":\"k/ey\",\"Limit\":5,\"Tags\":[\"a\",\"b&\"],"
           "\"Agent\":\"me\\nX: "
           "y\",\"Meta\":{\"one\":\"1\"},\"Since\":1735787045,\"Body\":{\"a\":1}}",
           "POST /base/2015/b%2F1/k/ey?list-type=2&max=5&tag=a&tag=b%26\nx-agent: me X: y\n"
           "x-meta-one: 1\nSince: Thu, 02 Jan 2025 03:04:05 GMT\nContent-Type: "
           "application/json\n{\"a\":1}");
    builds(&a, "{\"Bucket\":\"b\"}", "The field 'Key' is required but was missing");
    reads(&a, "x-agent", "you", "text",
          "{\"Agent\":\"you\",\"Meta\":{},\"Status\":200,\"Body\":\"text\"}");
    reads(&a, "X-Meta-Two", "2", "", "{\"Meta\":{\"Two\":\"2\"},\"Status\":200,\"Body\":\"\"}");
    a = action(&rest_json, "/x", &all);
    builds(&a, "{\"Inner\":{\"Id\":\"i\"},\"Flat\":[\"x\"],\"Token\":\"t\"}",
           "POST /base/x?\nContent-Type: application/json\n"
           "{\"Inner\":{\"ID\":\"i\"},\"Item\":[\"x\"],\"Token\":\"t\"}");
    reads(&a, NULL, NULL, "{\"BOOL\":false,\"Item\":[\"x\"]}",
          "{\"Bool\":false,\"Flat\":[\"x\"]}");
    reads(&a, NULL, NULL, "nonsense",
          "the answer is not JSON (line 1, column 1: a value is expected)");
}

/* Members within others, and JSON in a header. */
static void test_deep(void)
{
    struct asl_action a = action(&rest_json, "/x", &json_all);
    builds(&a,
           "{\"Session\":{\"a\":1},\"Top\":{\"At\":1735787045,\"Deep\":[{\"Id\":\"i\","
           "\"Type\":\"t\"}]}}",
           "POST /base/x?\nx-session: eyJhIjoxfQ==\nContent-Type: application/json\n"
           "{\"top\":{\"at\":\"2025-01-02T03:04:05Z\",\"deep\":[{\"ID\":\"i\",\"xsi:type\":"
           "\"t\"}]}}");
    reads(
        &a, "x-session", "eyJhIjoxfQ==",
        "{\"top\":{\"at\":\"2025-01-02T03:04:05.000Z\",\"deep\":[{\"ID\":\"i\",\"other\":1}]}}",
        "{\"Session\":\"{\\\"a\\\":1}\",\"Top\":{\"At\":\"2025-01-02T03:04:05Z\",\"Deep\":"
        "[{\"Id\":\"i\"}]}}");
    reads(&a, "x-session", "%%", "{}", "{\"Session\":\"%%\"}");
    reads(&a, "x-session", "gA==", "{}", "{\"Session\":\"\xef\xbf\xbd\"}");
}

static void test_ec2(void)
{
    struct asl_action a = action(&ec2, "/", &ec2_all);
    builds(&a, "{\"DryRun\":true,\"Ids\":[\"a\",\"b\"],\"Inners\":[{\"Id\":\"i\"}]}",
           "POST /base/?\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\n"
           "Action=Do&Version=1.1&DryRun=true&Id.1=a&Id.2=b&InnerSet.1.ID=i");
    reads(&a, NULL, NULL,
          "<DoResponse xmlns='x'><requestId>r</requestId><dryRun>false</dryRun>"
          "<innerSet><item><ID>i</ID></item></innerSet></DoResponse>",
          "{\"DryRun\":false,\"Inners\":[{\"Id\":\"i\"}]}");
    a.output = NULL;
    reads(&a, NULL, NULL, "", "{}");
}

static void test_rest_xml(void)
{
    struct asl_action a = action(&rest_xml, "/{Bucket}?delete", &whole);
    static const char body[] =
        "<Sent xmlns=\"http://svc.amazonaws.com/doc/1.1/\"><BOOL>true</BOOL><Item>x</Item>"
        "<Item>y</Item><Inner xmlns:xsi=\"u\" xsi:type=\"t\"><ID>i</ID></Inner>"
        "<List><member>p "
        "q</member></List><Map><entry><Name>k&lt;</Name><Value>v</Value></entry>"
        "</Map><Time>2025-01-02T03:04:05.500Z</Time><Token>t</Token></Sent>";
    struct buf wanted = { 0 };
    a.is_checked = true;
    a.space = "xmlns=\"http://svc.amazonaws.com/doc/1.1/\"";
    buf_print(&wanted,
              "POST /base/b?delete\nContent-Type: application/xml\n"
              "Content-MD5: S66OcApw77TcNpA1Vm6s4g==\n%s",
              body);
    builds(
        &a,
        "{\"Bucket\":\"b\",\"Whole\":{\"Bool\":true,\"Flat\":[\"x\",\"y\"],\"Inner\":{\"Id\":"
        "\"i\",\"Type\":\"t\"},\"List\":[\"p q\"],\"Map\":{\"k<\":\"v\"},"
        "\"Time\":1735787045.5,\"Token\":\"t\"}}",
        buf_string(&wanted));
    buf_release(&wanted);
    reads(&a, NULL, NULL, body,
          "{\"Whole\":{\"Bool\":true,\"Flat\":[\"x\",\"y\"],\"Inner\":{\"Id\":\"i\",\"Type\":"
          "\"t\"},\"List\":[\"p q\"],\"Map\":{\"k<\":\"v\"},\"Time\":"
          "\"2025-01-02T03:04:05.500Z\",\"Token\":\"t\"}}");
    reads(&a, NULL, NULL, "<Sent", "the answer is not XML: an element's tag is not closed");
    a = action(&rest_xml, "/", &all);
    a.element = "DoRequest";
    builds(&a, "{\"Text\":\"x\",\"Token\":\"t\"}",
           "POST /base/?\nContent-Type: application/xml\n"
           "<DoRequest><Text>x</Text><Token>t</Token></DoRequest>");
    reads(&a, NULL, NULL, "<R><Text>x</Text></R>", "{\"Text\":\"x\"}");
    struct wire_answer w = { .status = 200 };
    buf_text(&w.body, "<?xml version=\"1.0\"?>\n<Error><Code>Slow</Code></Error>");
    CU_ASSERT_TRUE(rest_xml.protocol->is_fault(&w));
    buf_clear(&w.body);
    buf_text(&w.body, "<a><Error></Error></a>");
    CU_ASSERT_FALSE(rest_xml.protocol->is_fault(&w));
    wire_answer_release(&w);
}

/* ---- Errors ---- */

static void fails(const struct asl_service *s, bool is_optimised, const char *header,
                  const char *header_value, const char *body, const char *wanted)
{
    struct asl_action a = { .service = s, .is_optimised = is_optimised };
    struct wire_answer w = { .status = 400 };
    struct protocol_fault said = { .code = NULL };
    struct buf text = { 0 };
    wire_add(&w.headers, "x-amzn-RequestId", "r1");
    if (header != NULL) {
        wire_add(&w.headers, header, header_value);
    }
    buf_text(&w.body, body);
    s->protocol->read_fault(&w, &said);
    struct fault f = { .status = 400,
                       .code = said.code,
                       .shown_code = said.shown_code,
                       .message = said.message,
                       .request_id = protocol_request_id(&w),
                       .extended_id = protocol_extended_id(&w),
                       .attempts = 2 };
    fault_put_error(&text, &a, &f);
    buf_text(&text, ": ");
    fault_put_cause(&text, &a, &f);
    UNIT_TEXT(buf_string(&text), wanted);
    buf_release(&text);
    protocol_fault_release(&said);
    wire_answer_release(&w);
}

/* I-04, I-05 */
static void test_faults(void)
{
    static const char query_body[] =
        "<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code>"
        "<Message>no</Message></Error></ErrorResponse>";
    fails(&json, false, NULL, NULL, "{\"__type\":\"a.b#BusyException\",\"message\":\"m\"}",
          "Svc.BusyException: m (Service: Svc, Status Code: 400, Request ID: r1) (SDK Attempt "
          "Count: 2)");
    fails(&json, true, NULL, NULL, "{\"__type\":\"BusyException\",\"Message\":\"m\"}",
          "SVC.BusyException: m (Service: AmazonSVC; Status Code: 400; Error Code: "
          "BusyException; "
          "Request ID: r1; Proxy: null)");
    fails(&json, false, NULL, NULL, "{\"__type\":\"ValidationException\",\"message\":\"m\"}",
          "Svc.SvcException: m (Service: Svc, Status Code: 400, Request ID: r1) (SDK Attempt "
          "Count: 2)");
    fails(
        &json, true, "x-amzn-query-error", "AWS.Svc.None;Sender",
        "{\"__type\":\"x#QueueDoesNotExist\",\"message\":\"m\"}",
        "SVC.QueueDoesNotExistException: m (Service: AmazonSVC; Status Code: 400; Error Code: "
        "AWS.Svc.None; Request ID: r1; Proxy: null)");
    fails(&ec2, false, NULL, NULL,
          "<Response><Errors><Error><Code>BusyException</Code><Message>m</Message></Error>"
          "</Errors><RequestID>r</RequestID></Response>",
          "Svc.BusyException: m (Service: Svc, Status Code: 400, Request ID: r1) (SDK Attempt "
          "Count: 2)");
    fails(&rest_json, true, "x-amzn-ErrorType", "BusyException:http://x/", "{}",
          "SVC.BusyException: null (Service: AmazonSVC; Status Code: 400; Error Code: "
          "BusyException; Request ID: r1; Proxy: null)");
    fails(&query, true, NULL, NULL, query_body,
          "SVC.NotFoundException: no (Service: AmazonSVC; Status Code: 400; Error Code: "
          "NotFound; "
          "Request ID: r1; Proxy: null)");
    fails(
        &rest_xml, false, "x-amz-id-2", "ext",
        "<Error><Code>Other</Code><Message>m</Message></Error>",
        "Svc.SvcException: m (Service: Svc, Status Code: 400, Request ID: r1, Extended Request "
        "ID: ext) (SDK Attempt Count: 2)");
    fails(
        &json, true, NULL, NULL, "a gateway's words",
        "SVC.AmazonSVCException: null (Service: AmazonSVC; Status Code: 400; Error Code: null; "
        "Request ID: r1; Proxy: null)");
}

UNIT_MAIN("protocol", { "JSON", test_json }, { "parameters", test_parameters },
          { "query", test_query }, { "EC2", test_ec2 }, { "REST and JSON", test_rest_json },
          { "members within others", test_deep }, { "REST and XML", test_rest_xml },
          { "errors", test_faults })
