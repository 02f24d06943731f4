#include "runtime/value/read.h"

#include <stdbool.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

/* What is read is written again. */
static void check_n(const char *text, size_t size, const char *wanted)
{
    struct value *v = NULL;
    struct read_error error = { 0 };
    /* On the heap, so that reading past the end is found. */
    char *exact = memory_get(size);
    memcpy(exact, text, size);
    if (!read_json(exact, size, &v, &error)) {
        fprintf(stderr, "%s: %s at %zu\n", text, error.message, error.offset);
        CU_FAIL("a text is refused");
    } else {
        char *written = write_text(v);
        UNIT_TEXT(written, wanted);
        memory_release(written);
        value_release(v);
    }
    memory_release(exact);
}

static void check(const char *text, const char *wanted)
{
    check_n(text, strlen(text), wanted);
}

static void refuse_n(const char *text, size_t size, const char *message, size_t offset)
{
    struct value *v = NULL;
    struct read_error error = { 0 };
    char *exact = memory_get(size);
    memcpy(exact, text, size);
    if (read_json(exact, size, &v, &error)) {
        fprintf(stderr, "%s is taken\n", text);
        CU_FAIL("a bad text is taken");
        value_release(v);
    } else {
        UNIT_TEXT(error.message, message);
        if (error.offset != offset) {
            fprintf(stderr, "%s: at %zu, wanted %zu\n", text, error.offset, offset);
        }
        CU_ASSERT_EQUAL(error.offset, offset);
    }
    memory_release(exact);
}

static void refuse(const char *text, const char *message, size_t offset)
{
    refuse_n(text, strlen(text), message, offset);
}

static void test_scalars(void)
{
    check("null", "null");
    check(" true\n", "true");
    check("\t\r\n false ", "false");
    check("0", "0");
    check("-12", "-12");
    check("\"\"", "\"\"");
    check("\"a\"", "\"a\"");
}

/* P-48, F-11 */
static void test_numbers(void)
{
    check("-0", "0");
    check("-0.0", "-0.0");
    check("1.0", "1.0");
    check("1e3", "1000.0");
    check("0.1", "0.1");
    check("0.10", "0.1");
    check("123456789012345678", "123456789012345678");
    check("1234567890123456789", "1234567890123456789");
    check("9223372036854775807", "9223372036854775807");
    check("-9223372036854775808", "-9223372036854775808");
    check("9223372036854775808", "9223372036854775808");
    check("[123456789012345678901234567890]", "[123456789012345678901234567890]");
    check("1e400", "1e400");
    check("-1E+400", "-1E+400");
    check("1e-400", "0.0");
    check("12345678.9", "1.23456789E7");
}

static void test_bad_numbers(void)
{
    static const char message[] = "a number is malformed";
    refuse("01", message, 1);
    refuse("-01", message, 2);
    refuse("00", message, 1);
    refuse("-", message, 0);
    refuse("-a", message, 0);
    refuse("1.", message, 1);
    refuse("1.e5", message, 1);
    refuse("1e", message, 1);
    refuse("1e+", message, 1);
    refuse("1.5.5", message, 3);
    refuse("[1e5e5]", message, 4);
    refuse("+1", "a value is expected", 0);
    refuse(".5", "a value is expected", 0);
    refuse("0x10", "something follows the value", 1);
    refuse("NaN", "a value is expected", 0);
    refuse("Infinity", "a value is expected", 0);
    refuse("-Infinity", message, 0);
}

static void test_containers(void)
{
    check("[]", "[]");
    check("{}", "{}");
    check(" [ ] ", "[]");
    check(" { } ", "{}");
    check("[1 , [ ] , { } , null]", "[1,[],{},null]");
    check("{ \"b\" : 1 , \"a\" : [ { \"c\" : { } } , 2 ] , \"\" : null }",
          "{\"b\":1,\"a\":[{\"c\":{}},2],\"\":null}");
    check("[[[]],[[[]]],1]", "[[[]],[[[]]],1]");
    check("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]",
          "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]");
}

static void test_bad_containers(void)
{
    refuse("", "a value is expected, but the text ends", 0);
    refuse("  ", "a value is expected, but the text ends", 2);
    refuse("[", "a value is expected, but the text ends", 1);
    refuse("[1", "a comma or ] is missing", 2);
    refuse("[1 2]", "a comma or ] is missing", 3);
    refuse("[1}", "a comma or ] is missing", 2);
    refuse("[1,", "a value is expected, but the text ends", 3);
    refuse("[1,]", "a value is expected", 3);
    refuse("[,1]", "a value is expected", 1);
    refuse("]", "a value is expected", 0);
    refuse("{", "a key in quotes is expected", 1);
    refuse("{\"a\"", "a colon is missing", 4);
    refuse("{\"a\" 1}", "a colon is missing", 5);
    refuse("{\"a\":", "a value is expected, but the text ends", 5);
    refuse("{\"a\":}", "a value is expected", 5);
    refuse("{\"a\":1", "a comma or } is missing", 6);
    refuse("{\"a\":1]", "a comma or } is missing", 6);
    refuse("{\"a\":1,}", "a key in quotes is expected", 7);
    refuse("{,}", "a key in quotes is expected", 1);
    refuse("{a:1}", "a key in quotes is expected", 1);
    refuse("{'a':1}", "a key in quotes is expected", 1);
    refuse("{1:1}", "a key in quotes is expected", 1);
    refuse("1 2", "something follows the value", 2);
    refuse("{} x", "something follows the value", 3);
    refuse("[]]", "something follows the value", 2);
    refuse("nul", "a value is expected", 0);
    refuse("tru", "a value is expected", 0);
    refuse("True", "a value is expected", 0);
    refuse("nulll", "something follows the value", 4);
    refuse("/* */ 1", "a value is expected", 0);
    refuse_n("1\0", 2, "something follows the value", 1);
    refuse("\xef\xbb\xbf{}", "a value is expected", 0);
    refuse("\f1", "a value is expected", 0);
}

static void test_strings(void)
{
    check("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\b\\f\\n\\r\\t\"");
    check("\"ab\\ncd\\u0041ef\"", "\"ab\\ncdAef\"");
    check("\"\\u00e9\\u20AC\\u0000\"", "\"\xc3\xa9\xe2\x82\xac\\u0000\"");
    check("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f\"",
          "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f\"");
    check("\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\"");
    check("\"\\uD800\\uDC00\\udbff\\udfff\"", "\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"");
    check("{\"a\\tb\":\"c\\td\",\"e\\u0041\":\"f\"}", "{\"a\\tb\":\"c\\td\",\"eA\":\"f\"}");
    check("\"12345678901234567890\\n12345678901234567890\"",
          "\"12345678901234567890\\n12345678901234567890\"");
}

static void test_lone_surrogates(void)
{
    check("\"\\ud800\"", "\"\xef\xbf\xbd\"");
    check("\"\\udc00\"", "\"\xef\xbf\xbd\"");
    check("\"\\ud800x\"", "\"\xef\xbf\xbdx\"");
    check("\"\\ud800\\n\"", "\"\xef\xbf\xbd\\n\"");
    check("\"\\ud800\\u0041\"", "\"\xef\xbf\xbd"
                                "A\"");
    check("\"\\ud800\\ud83d\\ude00\"", "\"\xef\xbf\xbd\xf0\x9f\x98\x80\"");
    check("\"\\udc00\\ud800\"", "\"\xef\xbf\xbd\xef\xbf\xbd\"");
    refuse("\"\\ud800\\u12\"", "\\u needs four hex digits", 7);
}

static void test_bad_strings(void)
{
    refuse("\"", "a string is not closed", 1);
    refuse("\"abc", "a string is not closed", 4);
    refuse("\"abc\\", "a string is not closed", 5);
    refuse("\"abc\\\"", "a string is not closed", 6);
    refuse("{\"abc", "a string is not closed", 5);
    refuse("\"\\x\"", "an escape is unknown", 1);
    refuse("\"\\'\"", "an escape is unknown", 1);
    refuse_n("\"\\\0\"", 4, "an escape is unknown", 1);
    refuse("\"\\U0041\"", "an escape is unknown", 1);
    refuse("\"\\u\"", "\\u needs four hex digits", 1);
    refuse("\"\\u12g4\"", "\\u needs four hex digits", 1);
    refuse("\"\\u123", "\\u needs four hex digits", 1);
    refuse("\"a\tb\"", "a control character in a string must be escaped", 2);
    refuse("\"a\nb\"", "a control character in a string must be escaped", 2);
    refuse("\"12345678\x1f\"", "a control character in a string must be escaped", 9);
    refuse_n("\"a\0\"", 4, "a control character in a string must be escaped", 2);
}

static void test_utf8(void)
{
    static const char *const bad[] = { "\x80",
                                       "\xbf",
                                       "\xc0\x80",
                                       "\xc1\xbf",
                                       "\xc3",
                                       "\xc3(",
                                       "\xe0\x80\x80",
                                       "\xe0\x9f\xbf",
                                       "\xe2\x82",
                                       "\xe2\x82(",
                                       "\xed\xa0\x80",
                                       "\xed\xbf\xbf",
                                       "\xf0\x80\x80\x80",
                                       "\xf0\x8f\xbf\xbf",
                                       "\xf0\x9f\x98",
                                       "\xf0\x9f\x98(",
                                       "\xf4\x90\x80\x80",
                                       "\xf5\x80\x80\x80",
                                       "\xfe",
                                       "\xff",
                                       "\xf8\x88\x80\x80\x80" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[32];
        snprintf(text, sizeof text, "[\"ab%s\"]", bad[i]);
        refuse(text, "a byte is not UTF-8", 4);
        /* The same where the text ends. */
        refuse_n(text, strlen(text) - 2, "a byte is not UTF-8", 4);
    }
    check("\"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\xe0\xa0\x80\xc2\x80\"",
          "\"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\xe0\xa0\x80\xc2\x80\"");
}

static void test_duplicates(void)
{
    check("{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}");
    check("{\"a\":{\"x\":1},\"b\":2,\"a\":null}", "{\"a\":null,\"b\":2}");
    check("{\"a\":1,\"a\":{\"a\":[1],\"a\":[2]},\"b\":0}", "{\"a\":{\"a\":[2]},\"b\":0}");
}

static void test_nul_in_key(void)
{
    refuse("{\"x\":1,\"a\\u0000b\":1}", "a key holds a NUL character, which is not supported",
           7);
}

static char *nest(size_t depth, const char *opening, const char *inside, const char *closing)
{
    struct buf b = { 0 };
    for (size_t i = 0; i < depth; i++) {
        buf_text(&b, opening);
    }
    buf_text(&b, inside);
    for (size_t i = 0; i < depth; i++) {
        buf_text(&b, closing);
    }
    return buf_take(&b);
}

static void test_depth(void)
{
    char *fits = nest(READ_DEPTH_MAX, "[", "", "]");
    char *objects = nest(READ_DEPTH_MAX, "{\"a\":", "1", "}");
    char *deeper = nest(READ_DEPTH_MAX + 1, "[", "", "]");
    char *huge = nest(1000000, "[", "", "");
    check(fits, fits);
    check(objects, objects);
    refuse(deeper, "values are nested too deeply", READ_DEPTH_MAX);
    refuse_n(huge, 1000000, "values are nested too deeply", READ_DEPTH_MAX);
    memory_release(fits);
    memory_release(objects);
    memory_release(deeper);
    memory_release(huge);
}

static void test_position(void)
{
    static const char text[] =
        "{\n  \"\xc3\xa9\xe2\x82\xac\": 1,\r\n  \"\xf0\x9f\x98\x80\": x\n}";
    struct value *v = NULL;
    struct read_error error;
    CU_ASSERT_FALSE_FATAL(read_json(text, sizeof text - 1, &v, &error));
    CU_ASSERT_EQUAL(error.line, 3);
    CU_ASSERT_EQUAL(error.column, 8);
    CU_ASSERT_EQUAL(text[error.offset], 'x');
    CU_ASSERT_FALSE_FATAL(read_json("", 0, &v, &error));
    CU_ASSERT_EQUAL(error.line, 1);
    CU_ASSERT_EQUAL(error.column, 1);
    CU_ASSERT_PTR_NULL(v);
}

/* An editor's byte order mark is passed over where a person wrote the text, and only there. */
static void test_mark(void)
{
    static const char text[] = "\xEF\xBB\xBF{\"a\": 1}", bad[] = "\xEF\xBB\xBF[x]";
    struct value *v = NULL;
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json_written(text, sizeof text - 1, &v, &error));
    CU_ASSERT_EQUAL(value_type(v), VALUE_OBJECT);
    value_release(v);
    CU_ASSERT_FALSE(read_json(text, sizeof text - 1, &v, &error));
    CU_ASSERT_FALSE(read_json_written(bad, sizeof bad - 1, &v, &error));
    CU_ASSERT_EQUAL(error.line, 1);
    CU_ASSERT_EQUAL(error.column, 2);
    CU_ASSERT_FALSE(read_json_written(bad, 3, &v, &error));
    CU_ASSERT_FALSE(read_json_written(bad, 2, &v, &error));
}

/* Each start of a text is refused, and nothing leaks or is read behind it. */
static void test_cut(void)
{
    static const char text[] =
        "{\"a\\u00e9\":[1,-2.5e3,\"\xe2\x82\xac\\ud83d\\ude00\",null,true,false],"
        "\"b\":{\"c\":{}}}";
    for (size_t size = 0; size < sizeof text - 1; size++) {
        struct value *v = NULL;
        struct read_error error;
        char *exact = memory_get(size);
        memcpy(exact, text, size);
        CU_ASSERT_FALSE(read_json(exact, size, &v, &error));
        CU_ASSERT_TRUE(error.offset <= size);
        memory_release(exact);
    }
}

UNIT_MAIN("read", { "scalars", test_scalars }, { "numbers (P-48, F-11)", test_numbers },
          { "bad numbers", test_bad_numbers }, { "containers", test_containers },
          { "bad containers", test_bad_containers }, { "strings", test_strings },
          { "lone surrogates", test_lone_surrogates }, { "bad strings", test_bad_strings },
          { "UTF-8", test_utf8 }, { "duplicates", test_duplicates },
          { "NUL in a key", test_nul_in_key }, { "depth", test_depth },
          { "position", test_position }, { "byte order mark", test_mark },
          { "cut texts", test_cut })
