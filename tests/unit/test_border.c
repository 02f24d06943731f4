#include "runtime/value/border.h"

#include <json-c/json.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static struct value *parse(const char *text)
{
    struct value *v = NULL;
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json(text, strlen(text), &v, &error));
    return v;
}

/* Takes the value. */
static void check_text(struct value *v, const char *wanted)
{
    char *text = write_text(v);
    UNIT_TEXT(text, wanted);
    memory_release(text);
    value_release(v);
}

/* Takes the object. */
static void check_in(struct json_object *o, const char *wanted)
{
    check_text(border_in(o), wanted);
    border_release(o);
}

/* What comes back from json-c is what went out, and is written the same. */
static void check_both(const char *text, const char *wanted)
{
    struct value *v = parse(text);
    struct json_object *o = border_out(v);
    struct value *back = border_in(o);
    CU_ASSERT_TRUE(value_equal(v, back));
    CU_ASSERT_EQUAL(value_type(v), value_type(back));
    check_text(v, wanted);
    check_text(back, wanted);
    border_release(o);
}

/* P-48: no number loses a digit. */
static void test_numbers(void)
{
    static const char *const cases[][2] = {
        { "0", "0" },
        { "-0", "0" },
        { "-0.0", "-0.0" },
        { "0.10", "0.1" },
        { "1.50", "1.5" },
        { "1e2", "100.0" },
        { "1152921504606846975", "1152921504606846975" },
        { "1152921504606846976", "1152921504606846976" },
        { "-1152921504606846977", "-1152921504606846977" },
        { "9223372036854775807", "9223372036854775807" },
        { "-9223372036854775808", "-9223372036854775808" },
        { "9223372036854775808", "9223372036854775808" },
        { "18446744073709551615", "18446744073709551615" },
        { "18446744073709551616", "18446744073709551616" },
        { "-123456789012345678901234567890", "-123456789012345678901234567890" },
        { "0.1234567890123456789", "0.12345678901234568" },
        { "5e-324", "4.9E-324" },
        { "1e400", "1e400" },
        { "-1E+400", "-1E+400" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_both(cases[i][0], cases[i][1]);
    }
}

static void test_others(void)
{
    static const char *const cases[] = {
        "null",
        "true",
        "false",
        "\"\"",
        "\"a\\u0000b\"",
        "\"\xc3\xa9\\n\"",
        "[]",
        "{}",
        "[null,[],{},[null]]",
        "{\"\":null,\"b\":{\"a\":[1,\"x\",2.5]},\"a\":{},\"k\\\"\":[]}",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_both(cases[i], cases[i]);
    }
}

/* What a task's function makes itself. */
static void test_made_by_json_c(void)
{
    check_in(NULL, "null");
    check_in(json_object_new_uint64(UINT64_MAX), "18446744073709551615");
    check_in(json_object_new_uint64((uint64_t)INT64_MAX + 1), "9223372036854775808");
    check_in(json_object_new_uint64(7), "7");
    check_in(json_object_new_int64(INT64_MIN), "-9223372036854775808");
    check_in(json_object_new_double(0.1), "0.1");
    check_in(json_object_new_double_s(0.1, "0.10"), "0.1");
    check_in(json_object_new_double_s(1e300, "123456789012345678901"), "123456789012345678901");
    check_in(json_object_new_double_s(2.5, "no number"), "2.5");
    check_in(json_object_new_string_len("a\0b", 3), "\"a\\u0000b\"");
    struct json_object *a = json_object_new_array();
    json_object_array_put_idx(a, 2, json_object_new_int(1));
    check_in(a, "[null,null,1]");
}

/* Neither side sees what the other does afterwards. */
static void test_apart(void)
{
    struct value *v = parse("{\"a\":[1,2],\"b\":{}}");
    struct json_object *o = border_out(v), *list = NULL;
    CU_ASSERT_TRUE_FATAL(json_object_object_get_ex(o, "a", &list));
    json_object_array_add(list, json_object_new_int(3));
    json_object_object_del(o, "b");
    struct value *back = border_in(o);
    json_object_object_del(o, "a");
    border_release(o);
    check_text(v, "{\"a\":[1,2],\"b\":{}}");
    check_text(back, "{\"a\":[1,2,3]}");
}

/* Neither way recurses; json-c does, where it releases. */
static void test_deep(void)
{
    struct value *v = value_int(1);
    for (int i = 0; i < READ_DEPTH_MAX; i++) {
        struct value *outer = i % 2 == 0 ? value_array(1) : value_object();
        if (i % 2 == 0) {
            value_append_take(&outer, v);
        } else {
            value_set_take(&outer, "k", v);
        }
        v = outer;
    }
    struct json_object *o = border_out(v);
    struct value *back = border_in(o);
    CU_ASSERT_TRUE(value_equal(v, back));
    CU_ASSERT_EQUAL(value_depth(back, 10000), READ_DEPTH_MAX);
    value_release(v);
    value_release(back);
    border_release(o);
}

UNIT_MAIN("border", { "numbers (P-48)", test_numbers }, { "others", test_others },
          { "made by json-c", test_made_by_json_c }, { "apart", test_apart },
          { "deep", test_deep })
