#include "runtime/native/marshal.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static struct value *read_value(const char *json)
{
    struct value *v = NULL;
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json(json, strlen(json), &v, &error));
    return v;
}

/* JSON to C and back again, or what was said. */
static void there_and_back(enum signature_type type, const char *json, const char *wanted)
{
    struct value *v = read_value(json), *back = NULL;
    union native n = { .uint64 = UINT64_C(0xa5a5a5a5a5a5a5a5) };
    char *owned = NULL;
    struct buf why = { 0 };
    if (marshal_make(type, v, &n, &owned, &why)) {
        CU_ASSERT_TRUE(marshal_read(type, &n, &back, &why));
        write_json(&why, back);
    } else {
        CU_ASSERT_TRUE(why.size > 0);
    }
    UNIT_TEXT(buf_string(&why), wanted);
    buf_release(&why);
    memory_release(owned);
    value_release(back);
    value_release(v);
}

static void test_integers(void)
{
    static const struct {
        enum signature_type type;
        const char *least, *below, *most, *above;
    } rows[] = {
        { SIGNATURE_INT8, "-128", "-129", "127", "128" },
        { SIGNATURE_INT16, "-32768", "-32769", "32767", "32768" },
        { SIGNATURE_INT32, "-2147483648", "-2147483649", "2147483647", "2147483648" },
        { SIGNATURE_INT64, "-9223372036854775808", "-9223372036854775809",
          "9223372036854775807", "9223372036854775808" },
        { SIGNATURE_UINT8, "0", "-1", "255", "256" },
        { SIGNATURE_UINT16, "0", "-1", "65535", "65536" },
        { SIGNATURE_UINT32, "0", "-1", "4294967295", "4294967296" },
        { SIGNATURE_UINT64, "0", "-1", "18446744073709551615", "18446744073709551616" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf said = { 0 };
        there_and_back(rows[i].type, rows[i].least, rows[i].least);
        there_and_back(rows[i].type, rows[i].most, rows[i].most);
        buf_print(&said, "%s does not fit %s", rows[i].below, signature_word(rows[i].type));
        there_and_back(rows[i].type, rows[i].below, buf_string(&said));
        buf_clear(&said);
        buf_print(&said, "%s does not fit %s", rows[i].above, signature_word(rows[i].type));
        there_and_back(rows[i].type, rows[i].above, buf_string(&said));
        buf_release(&said);
    }
}

/* A number is what it is worth, however it is written. */
static void test_whole(void)
{
    there_and_back(SIGNATURE_INT32, "3.0", "3");
    there_and_back(SIGNATURE_INT32, "3e2", "300");
    there_and_back(SIGNATURE_INT32, "-0.0", "0");
    there_and_back(SIGNATURE_INT32, "-0", "0");
    there_and_back(SIGNATURE_INT32, "3.5", "3.5 does not fit int32");
    there_and_back(SIGNATURE_UINT64, "1e19", "10000000000000000000");
    there_and_back(SIGNATURE_UINT64, "1e20", "1.0E20 does not fit uint64");
    there_and_back(SIGNATURE_INT64, "-9.3e18", "-9.3E18 does not fit int64");
    there_and_back(SIGNATURE_INT64, "1e999", "1e999 does not fit int64");
    there_and_back(
        SIGNATURE_INT64,
        "123456789012345678901234567890123456789012345678901234567890123456789012345"
        "678901234567890",
        "1234567890123456789012345678901234567890123456789012345678901234567890123456"
        "7890... does not fit int64");
    there_and_back(SIGNATURE_INT8, "\"1\"", "int8 is wanted, not a JSON string");
    there_and_back(SIGNATURE_INT8, "null", "int8 is wanted, not a JSON null");
    there_and_back(SIGNATURE_UINT16, "true", "uint16 is wanted, not a JSON boolean");
}

static void test_reals(void)
{
    there_and_back(SIGNATURE_DOUBLE, "0.1", "0.1");
    there_and_back(SIGNATURE_DOUBLE, "7", "7.0");
    there_and_back(SIGNATURE_DOUBLE, "1e999", "1e999 does not fit double");
    there_and_back(SIGNATURE_DOUBLE, "[]", "double is wanted, not a JSON array");
    there_and_back(SIGNATURE_FLOAT, "0.1", "0.1");
    there_and_back(SIGNATURE_FLOAT, "16777217", "1.6777216E7");
    there_and_back(SIGNATURE_FLOAT, "3.4028235e38", "3.4028235E38");
    there_and_back(SIGNATURE_FLOAT, "1e39", "1.0E39 does not fit float");
    there_and_back(SIGNATURE_FLOAT, "{}", "float is wanted, not a JSON object");
    struct value *v = NULL;
    struct buf why = { 0 };
    CU_ASSERT_FALSE(marshal_read(SIGNATURE_DOUBLE, &(union native){ .real64 = NAN }, &v, &why));
    UNIT_TEXT(buf_string(&why), "NaN, which JSON does not have");
    buf_clear(&why);
    CU_ASSERT_FALSE(
        marshal_read(SIGNATURE_FLOAT, &(union native){ .real32 = -INFINITY }, &v, &why));
    UNIT_TEXT(buf_string(&why), "an infinite number, which JSON does not have");
    buf_release(&why);
}

static void test_truth(void)
{
    there_and_back(SIGNATURE_BOOL, "true", "true");
    there_and_back(SIGNATURE_BOOL, "false", "false");
    there_and_back(SIGNATURE_BOOL, "1", "bool is wanted, not a JSON number");
    there_and_back(SIGNATURE_BOOL, "null", "bool is wanted, not a JSON null");
}

static void test_texts(void)
{
    there_and_back(SIGNATURE_STRING, "\"a\\u00e4\"", "\"a\xc3\xa4\"");
    there_and_back(SIGNATURE_STRING, "\"\"", "\"\"");
    there_and_back(SIGNATURE_STRING, "null", "null");
    there_and_back(SIGNATURE_STRING, "7", "string is wanted, not a JSON number");
    there_and_back(SIGNATURE_STRING, "\"a\\u0000b\"",
                   "a text that holds the character U+0000 cannot be a string of C");
    there_and_back(SIGNATURE_JSON, "{\"a\": [1, \"\\u0000\"]}", "{\"a\":[1,\"\\u0000\"]}");
    there_and_back(SIGNATURE_JSON, "null", "null");
}

static void result(enum signature_type type, const char *text, const char *wanted)
{
    struct value *v = NULL;
    struct buf why = { 0 };
    CU_ASSERT_FALSE(marshal_read(type, &(union native){ .text = text }, &v, &why));
    UNIT_TEXT(buf_string(&why), wanted);
    buf_release(&why);
}

static void test_bad_results(void)
{
    result(SIGNATURE_STRING, "a\xff", "a text that is not UTF-8");
    result(
        SIGNATURE_JSON, "{\"a\":",
        "a text that is not JSON (line 1, column 6: a value is expected, but the text ends)");
    result(SIGNATURE_JSON, "\"\xff\"",
           "a text that is not JSON (line 1, column 2: a byte is not UTF-8)");
    size_t size = (size_t)17 << 20;
    char *text = memory_get(size);
    memset(text, 'a', size);
    text[size - 1] = '\0';
    result(SIGNATURE_STRING, text, "a text of more than 16777216 bytes");
    result(SIGNATURE_JSON, text, "a text of more than 16777216 bytes");
    memory_release(text);
    struct value *v = NULL;
    struct buf why = { 0 };
    CU_ASSERT_TRUE(marshal_read(SIGNATURE_VOID, &(union native){ .uint64 = 7 }, &v, &why));
    CU_ASSERT_TRUE(value_is_null(v));
}

UNIT_MAIN("native", { "integers", test_integers }, { "whole numbers", test_whole },
          { "reals", test_reals }, { "bool", test_truth }, { "texts", test_texts },
          { "results that are none", test_bad_results })
