/* Any bytes in a request for TestState: as the definition, which is only read, since its
 * expressions may take any time, and as all that is given to some states that are run. Whatever
 * it is, it is answered or refused. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "compiler/testing/testing.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define PROCESSOR                                                                              \
    "\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\",\"ExecutionType\":"      \
    "\"STANDARD\"},\"StartAt\":\"H\",\"States\":{\"H\":{\"Type\":\"Pass\",\"End\":true}}}"

static const char *const definitions[] = {
    "{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::dynamodb:getItem\","
    "\"Parameters\":{\"TableName\":\"t\",\"Key.$\":\"$\"},\"ResultPath\":\"$.r\",\"End\":true}",
    "{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::aws-sdk:lambda:getFunction\","
    "\"QueryLanguage\":\"JSONata\",\"Output\":\"{% $states %}\",\"End\":true}",
    "{\"Type\":\"Map\",\"ItemsPath\":\"$.a\",\"ItemSelector\":{\"i.$\":\"$$.Map.Item.Value\"},"
    "\"ItemBatcher\":{\"MaxItemsPerBatch\":2},\"End\":true," PROCESSOR "}",
    "{\"Type\":\"Map\",\"ItemReader\":{\"Resource\":\"arn:aws:states:::s3:getObject\","
    "\"ReaderConfig\":{\"InputType\":\"CSV\",\"CSVHeaderLocation\":\"FIRST_ROW\"},"
    "\"Parameters\":{\"Bucket\":\"b\",\"Key\":\"k\"}},\"End\":true," PROCESSOR "}",
};

/* Answer the request (taken). */
static void test(struct value *request, bool is_run)
{
    struct service_answer a = { 0 };
    struct testing *t = testing_open(request, &a);
    if (t == NULL && service_answer_is_good(&a)) {
        abort();
    }
    if (t != NULL && is_run && testing_need(t) == TESTING_NOTHING) {
        testing_run(t, &a);
    }
    if (t != NULL) {
        testing_close(t);
    }
    service_answer_release(&a);
    value_release(request);
}

/* A member of an object that holds the bytes. */
static struct value *with_bytes(const char *member, const uint8_t *bytes, size_t size)
{
    struct value *o = value_object();
    value_set_take(&o, member, value_text_n((const char *)bytes, size));
    return o;
}

/* A state to which the bytes are given as `member`, unless that is the mock's result. */
static void test_state(const char *definition, const char *member, const uint8_t *bytes,
                       size_t size)
{
    struct value *request = with_bytes(member, bytes, size);
    value_set_text(&request, "definition", definition);
    value_set_text(&request, "inspectionLevel", "TRACE");
    value_set_take(&request, "mock", with_bytes("result", bytes, size));
    value_set_take(&request, "stateConfiguration",
                   with_bytes("mapItemReaderData", bytes, size));
    test(request, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const members[] = { "input", "context", "variables", "ignored" };
    test(with_bytes("definition", bytes, size), false);
    for (size_t i = 0; i < sizeof definitions / sizeof definitions[0]; i++) {
        test_state(definitions[i], members[(size + i) % 4], bytes, size);
    }
    return 0;
}
