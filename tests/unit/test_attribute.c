/*
 * DynamoDB's attribute values: what is taken in and how it is then written, equality, contents,
 * sizes, levels.
 */
#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/item/attribute.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static struct value *value_of(const char *text)
{
    struct value *v = NULL;
    struct read_error error;
    if (!read_json(text, strlen(text), &v, &error)) {
        abort();
    }
    return v;
}

/* The normal value as JSON, or the message; static. */
static const char *taken_in(const char *text)
{
    static struct buf out;
    struct value *v = value_of(text), *normal = NULL;
    buf_clear(&out);
    if (attribute_take_in(v, &normal, &out)) {
        write_json(&out, normal);
    }
    value_release(normal);
    value_release(v);
    return buf_string(&out);
}

static void taking_in(void)
{
    UNIT_TEXT(taken_in("{\"N\":\"001.50e1\"}"), "{\"N\":\"15\"}");
    UNIT_TEXT(taken_in("{\"S\":\"\"}"), "{\"S\":\"\"}");
    UNIT_TEXT(taken_in("{\"S\":\"a\",\"other\":1,\"N\":null}"), "{\"S\":\"a\"}");
    UNIT_TEXT(taken_in("{\"NS\":[\"1.0\",\"2e1\"]}"), "{\"NS\":[\"1\",\"20\"]}");
    UNIT_TEXT(taken_in("{\"B\":\"YWJj\"}"), "{\"B\":\"YWJj\"}");
    UNIT_TEXT(taken_in("{\"L\":[{\"M\":{\"a\":{\"N\":\"+1\"}}},{\"NULL\":true}]}"),
              "{\"L\":[{\"M\":{\"a\":{\"N\":\"1\"}}},{\"NULL\":true}]}");
    UNIT_TEXT(
        taken_in("{\"SS\":[null]}"),
        "One or more parameter values were invalid: An string set may not have a null as a "
        "member");
    UNIT_TEXT(taken_in("{\"L\":[null]}"),
              "Supplied AttributeValue is empty, must contain exactly one of the supported "
              "datatypes");
    UNIT_TEXT(taken_in("{\"NS\":[\"1\",\"1.0\"]}"), "Input collection contains duplicates");
}

static bool equal(const char *a, const char *b)
{
    struct value *x = value_of(a), *y = value_of(b);
    bool same = attribute_equal(x, y);
    value_release(x);
    value_release(y);
    return same;
}

static void equality(void)
{
    CU_ASSERT_TRUE(equal("{\"SS\":[\"a\",\"b\"]}", "{\"SS\":[\"b\",\"a\"]}"));
    CU_ASSERT_FALSE(equal("{\"SS\":[\"a\",\"b\"]}", "{\"SS\":[\"b\",\"c\"]}"));
    CU_ASSERT_FALSE(equal("{\"SS\":[\"a\"]}", "{\"SS\":[\"a\",\"b\"]}"));
    CU_ASSERT_FALSE(equal("{\"L\":[{\"S\":\"a\"},{\"S\":\"b\"}]}",
                          "{\"L\":[{\"S\":\"b\"},{\"S\":\"a\"}]}"));
    CU_ASSERT_TRUE(equal("{\"M\":{\"a\":{\"SS\":[\"x\",\"y\"]},\"b\":{\"N\":\"1\"}}}",
                         "{\"M\":{\"b\":{\"N\":\"1\"},\"a\":{\"SS\":[\"y\",\"x\"]}}}"));
    CU_ASSERT_FALSE(equal("{\"N\":\"1\"}", "{\"S\":\"1\"}"));
    CU_ASSERT_TRUE(equal("{\"NULL\":true}", "{\"NULL\":true}"));
    CU_ASSERT_FALSE(attribute_equal(NULL, NULL));
}

static bool contains(const char *whole, const char *part)
{
    struct value *x = value_of(whole), *y = value_of(part);
    bool has = attribute_contains(x, y);
    value_release(x);
    value_release(y);
    return has;
}

static void contents(void)
{
    CU_ASSERT_TRUE(contains("{\"S\":\"abc\"}", "{\"S\":\"bc\"}"));
    CU_ASSERT_TRUE(contains("{\"S\":\"abc\"}", "{\"S\":\"\"}"));
    CU_ASSERT_FALSE(contains("{\"S\":\"1\"}", "{\"N\":\"1\"}"));
    CU_ASSERT_TRUE(contains("{\"NS\":[\"1\",\"2\"]}", "{\"N\":\"2\"}"));
    CU_ASSERT_FALSE(contains("{\"NS\":[\"1\",\"2\"]}", "{\"S\":\"2\"}"));
    CU_ASSERT_TRUE(contains("{\"L\":[{\"N\":\"2\"}]}", "{\"N\":\"2\"}"));
    CU_ASSERT_FALSE(contains("{\"N\":\"22\"}", "{\"N\":\"2\"}"));
    CU_ASSERT_TRUE(contains("{\"B\":\"YWJj\"}", "{\"B\":\"YmM=\"}"));
}

static size_t size_of(const char *item)
{
    struct value *v = value_of(item);
    size_t size = attribute_item_size(v);
    value_release(v);
    return size;
}

static void sizes(void)
{
    CU_ASSERT_EQUAL(size_of("{\"ab\":{\"S\":\"xyz\"}}"), 5);
    CU_ASSERT_EQUAL(size_of("{\"a\":{\"B\":\"YWJj\"}}"), 4);
    CU_ASSERT_EQUAL(size_of("{\"a\":{\"B\":\"YQ==\"}}"), 2);
    CU_ASSERT_EQUAL(size_of("{\"a\":{\"BOOL\":true}}"), 2);
    CU_ASSERT_EQUAL(size_of("{\"a\":{\"SS\":[\"x\",\"yz\"]}}"), 4);
    CU_ASSERT_EQUAL(size_of("{\"a\":{\"L\":[{\"S\":\"x\"}]}}"), 1 + 3 + 1 + 1);
    CU_ASSERT_EQUAL(size_of("{\"a\":{\"M\":{\"k\":{\"S\":\"x\"}}}}"), 1 + 3 + 1 + 2);
}

static void levels(void)
{
    struct value *v = value_of("{\"L\":[{\"S\":\"a\"},{\"M\":{\"k\":{\"L\":[]}}}]}");
    CU_ASSERT_EQUAL(attribute_levels(v), 3);
    value_release(v);
}

UNIT_MAIN("attribute", { "taking in", taking_in }, { "equality", equality },
          { "contents", contents }, { "sizes", sizes }, { "levels", levels })
