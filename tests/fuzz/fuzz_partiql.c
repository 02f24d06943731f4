/* Any text as a statement of PartiQL, alone and in a transaction, about a table with items. */
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

static const char *const beginning[][2] = {
    { "CreateTable",
      "{\"TableName\":\"music\",\"AttributeDefinitions\":[{\"AttributeName\":\"Artist\","
      "\"AttributeType\":\"S\"},{\"AttributeName\":\"Song\",\"AttributeType\":\"S\"},"
      "{\"AttributeName\":\"Genre\",\"AttributeType\":\"S\"}],\"KeySchema\":[{"
      "\"AttributeName\":\"Artist\",\"KeyType\":\"HASH\"},{\"AttributeName\":\"Song\","
      "\"KeyType\":\"RANGE\"}],\"BillingMode\":\"PAY_PER_REQUEST\","
      "\"GlobalSecondaryIndexes\":[{\"IndexName\":\"byGenre\",\"KeySchema\":[{"
      "\"AttributeName\":\"Genre\",\"KeyType\":\"HASH\"}],\"Projection\":{"
      "\"ProjectionType\":\"ALL\"}}]}" },
    { "PutItem",
      "{\"TableName\":\"music\",\"Item\":{\"Artist\":{\"S\":\"A\"},\"Song\":{\"S\":\"s1\"},"
      "\"Genre\":{\"S\":\"pop\"},\"n\":{\"N\":\"1\"},\"l\":{\"L\":[{\"S\":\"a\"}]},\"m\":{"
      "\"M\":{\"x\":{\"N\":\"2\"}}},\"ss\":{\"SS\":[\"a\"]}}}" },
};

/* What the first marks of a statement stand for, and that many of them. */
static const char *const parameters[] = {
    NULL,
    "[{\"S\":\"A\"}]",
    "[{\"S\":\"A\"},{\"S\":\"s1\"}]",
    "[{\"N\":\"1\"},{\"S\":\"A\"},{\"S\":\"s1\"}]",
    "[{\"L\":[{\"NULL\":true}]},{\"M\":{}},{\"SS\":[\"a\"]},{\"B\":\"AQ==\"}]",
};

static struct value *json(const char *text)
{
    struct value *v = NULL;
    struct read_error error;
    if (!read_json(text, strlen(text), &v, &error)) {
        abort();
    }
    return v;
}

/* The request is taken. */
static void answer(struct dynamo *d, const char *operation, struct value *request)
{
    struct service_answer a;
    dynamo_answer(d, operation, request, 0, &a);
    if (!service_answer_is_good(&a) && a.status == 500) {
        abort();
    }
    service_answer_release(&a);
    value_release(request);
}

static struct dynamo *dynamo(void)
{
    static struct dynamo *d;
    static struct random random;
    struct buf why = { 0 };
    if (d != NULL) {
        return d;
    }
    random_seed(&random, 1);
    if (!dynamo_open(folder(), &random, &d, &why)) {
        abort();
    }
    for (size_t i = 0; i < sizeof beginning / sizeof beginning[0]; i++) {
        answer(d, beginning[i][0], json(beginning[i][1]));
    }
    return d;
}

/* The first byte chooses the parameters, the rest is the statement. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct value *one = value_object(), *all = value_object(), *list = value_array(1);
    const char *given =
        size > 0 ? parameters[bytes[0] % (sizeof parameters / sizeof parameters[0])] : NULL;
    const char *text = size > 0 ? (const char *)bytes + 1 : "";
    value_set_take(&one, "Statement", value_text_n(text, size > 0 ? size - 1 : 0));
    if (given != NULL) {
        value_set_take(&one, "Parameters", json(given));
    }
    value_append_take(&list, value_share(one));
    value_set_take(&all, "TransactStatements", list);
    answer(dynamo(), "ExecuteStatement", one);
    answer(dynamo(), "ExecuteTransaction", all);
    return 0;
}
