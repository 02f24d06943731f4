/* test_intrinsic.c - the eighteen States.* functions (F-07 .. F-28). */
#include "runtime/expr/intrinsic.h"

#include "runtime/base/random.h"
#include "runtime/expr/java.h"
#include "tests/unit/expr.h"

#define BAD(function)                                                                          \
    "There was an error while evaluating the intrinsic function: call. Invalid arguments in "  \
    "States." function

/* A call whose arguments are the items of a JSON list. */
static void call(asl_function *function, const char *arguments, const char *wanted)
{
    struct json_object *list = expr_read(arguments), *args[1200] = { NULL };
    struct random random;
    random_seed(&random, 1);
    struct asl_scope s = { .random = &random, .call = ASL_INTRINSIC("call", ASL_NULL) };
    size_t n = value_count(list);
    for (size_t i = 0; i < n; i++) {
        args[i] = value_item(list, i);
    }
    expr_expect(&s, function(&s, n, args), wanted);
    value_release(list);
}

/* F-10 */
static void test_format(void)
{
    call(asl_format, "[\"a {} b {}\",1,\"x\"]", "\"a 1 b x\"");
    call(asl_format, "[\"{}{}{}{}\",null,true,1.10,1e7]", "\"nulltrue1.11.0E7\"");
    call(asl_format, "[\"{} {}\",{\"Arg1\":1,\"Arg2\":[]},[\"a\",null,{\"b\":\"c\"}]]",
         "\"{Arg1=1, Arg2=[]} [a, null, {b=c}]\"");
    call(asl_format, "[\"\\\\{\\\\} \\\\' {}\",1]", "\"{} ' 1\"");
    call(asl_format, "[\"plain\"]", "\"plain\"");
    call(asl_format, "[\"\"]", "\"\"");
    call(asl_format, "[\"{}\"]", BAD("Format"));
    call(asl_format, "[\"x\",1]", BAD("Format"));
    call(asl_format, "[]", BAD("Format"));
    call(asl_format, "[5]", BAD("Format"));
#define UNMATCHED                                                                              \
    "There was an error while evaluating the intrinsic function: call. Invalid template in "   \
    "States.Format: "
    call(asl_format, "[\"a {\",1]", UNMATCHED "matching '}' not found for '{'.");
    call(asl_format, "[\"{{}}\",1]", UNMATCHED "matching '}' not found for '{'.");
    call(asl_format, "[\"a }\",1]", UNMATCHED "matching '{' not found for '}'.");
}

/* F-11, F-12, F-23 */
static void test_json_text(void)
{
    call(asl_string_to_json, "[\"\"]", "null");
    call(asl_string_to_json, "[\" \\n\"]", "null");
    call(asl_string_to_json, "[\" [1, {\\\"a\\\": null}] \"]", "[1,{\"a\":null}]");
    call(asl_string_to_json, "[\"\\\"x\\\"\"]", "\"x\"");
    call(asl_string_to_json, "[\"-0\"]", "0");
    call(asl_string_to_json, "[\"{a}\"]", BAD("StringToJson"));
    call(asl_string_to_json, "[1]", BAD("StringToJson"));
    call(asl_string_to_json, "[]", BAD("StringToJson"));
    call(asl_json_to_string, "[{\"b\":1,\"a\":[]}]", "\"{\\\"b\\\":1,\\\"a\\\":[]}\"");
    call(asl_json_to_string, "[\"x\"]", "\"\\\"x\\\"\"");
    call(asl_json_to_string, "[1,2]", BAD("JsonToString"));
    call(asl_json_merge, "[{\"a\":{\"x\":1},\"b\":2},{\"a\":{\"y\":1},\"c\":3},false]",
         "{\"a\":{\"y\":1},\"b\":2,\"c\":3}");
    call(asl_json_merge, "[{},{},\"false\"]", "{}");
    call(asl_json_merge, "[{},{},true]", BAD("JsonMerge"));
    call(asl_json_merge, "[{},[],false]", BAD("JsonMerge"));
    call(asl_json_merge, "[\"{}\",{},false]", BAD("JsonMerge"));
    call(asl_json_merge, "[null,{},false]", BAD("JsonMerge"));
    call(asl_json_merge, "[{},{}]", BAD("JsonMerge"));
}

/* F-26: a set of characters, empty pieces dropped. */
static void test_split(void)
{
    call(asl_string_split, "[\"1,2+3\",\"+,\"]", "[\"1\",\"2\",\"3\"]");
    call(asl_string_split, "[\",,,,\",\",\"]", "[]");
    call(asl_string_split, "[\", , ,\",\",\"]", "[\" \",\" \"]");
    call(asl_string_split, "[\"\",\",\"]", "[]");
    call(asl_string_split, "[\"ab\",\"\"]", "[\"ab\"]");
    call(asl_string_split, "[\"a\xc3\xa9z\xc3\xa8\",\"\xc3\xa9\"]", "[\"a\",\"z\xc3\xa8\"]");
    call(asl_string_split, "[\"a\",1]", BAD("StringSplit"));
}

/* F-13, F-14, F-17, F-18 */
static void test_arrays(void)
{
    call(asl_array, "[]", "[]");
    call(asl_array, "[1,null,[2]]", "[1,null,[2]]");
    call(asl_array_length, "[[1,null]]", "2");
    call(asl_array_length, "[\"ab\"]", BAD("ArrayLength"));
    call(asl_array_partition, "[[1,2,3],2]", "[[1,2],[3]]");
    call(asl_array_partition, "[[1,2,3],9]", "[[1,2,3]]");
    call(asl_array_partition, "[[],3]", "[]");
    call(asl_array_partition, "[[1,2,3,4,5],2.6]", "[[1,2],[3,4],[5]]");
    call(asl_array_partition, "[[1],0.6]", BAD("ArrayPartition"));
    call(asl_array_partition, "[[1],-0.4]", BAD("ArrayPartition"));
    call(asl_array_partition, "[[],0]", BAD("ArrayPartition"));
    call(asl_array_partition, "[[1],-1]", BAD("ArrayPartition"));
    call(asl_array_partition, "[[1],\"1\"]", BAD("ArrayPartition"));
    call(asl_array_get_item, "[[7,8],1]", "8");
    call(asl_array_get_item, "[[7,8],1.2]", "8");
    call(asl_array_get_item, "[[7,8],2]", BAD("ArrayGetItem"));
    call(asl_array_get_item, "[[7,8],-1]", BAD("ArrayGetItem"));
    call(asl_array_get_item, "[[7,8],\"0\"]", BAD("ArrayGetItem"));
    call(asl_array_get_item, "[[],5]", "null");
    call(asl_array_get_item, "[[],-5]", "null");
}

/* F-15: by text. */
static void test_contains(void)
{
    call(asl_array_contains, "[[\"9007199254740991\"],9007199254740991]", "true");
    call(asl_array_contains, "[[\"true\"],true]", "true");
    call(asl_array_contains, "[[{\"a\":1,\"b\":2}],{\"b\":2,\"a\":1}]", "false");
    call(asl_array_contains, "[[{\"1\":2,\"2\":[]}],{\"1\":2,\"2\":[]}]", "true");
    call(asl_array_contains, "[[0],false]", "false");
    call(asl_array_contains, "[[],null]", "false");
    call(asl_array_contains, "[[null],null]", "true");
    call(asl_array_contains, "[{},1]", BAD("ArrayContains"));
    call(asl_array_contains, "[[1]]", BAD("ArrayContains"));
    call(asl_array_contains, "[[1],1,1]", BAD("ArrayContains"));
}

/* F-16, Q-15: cut off toward zero, at most 1000. */
static void test_range(void)
{
    struct buf wanted = { 0 };
    call(asl_array_range, "[1,9,2]", "[1,3,5,7,9]");
    call(asl_array_range, "[1,9,9]", "[1]");
    call(asl_array_range, "[1.6,1.4,1]", "[1]");
    call(asl_array_range, "[5.4,-0.6,-2.4]", "[5,3,1]");
    call(asl_array_range, "[3,3,-1]", "[3]");
    call(asl_array_range, "[3,1,1]", "[]");
    call(asl_array_range, "[1,3,-1]", "[]");
    call(asl_array_range, "[1,3,0.49]", BAD("ArrayRange"));
    call(asl_array_range, "[1,1001,1]", BAD("ArrayRange"));
    call(asl_array_range, "[1000,-1,-1]", BAD("ArrayRange"));
    call(asl_array_range, "[1,1,0]", BAD("ArrayRange"));
    call(asl_array_range, "[1,9]", BAD("ArrayRange"));
    call(asl_array_range, "[1,\"9\",1]", BAD("ArrayRange"));
    call(asl_array_range, "[1,1e300,1]", BAD("ArrayRange"));
    for (int i = 1; i <= 1000; i++) {
        buf_print(&wanted, "%s%d", i > 1 ? "," : "[", i);
    }
    buf_char(&wanted, ']');
    call(asl_array_range, "[1,1000,1]", buf_string(&wanted));
    buf_clear(&wanted);
    for (int i = 1000; i >= 1; i--) {
        buf_print(&wanted, "%s%d", i < 1000 ? "," : "[", i);
    }
    buf_char(&wanted, ']');
    call(asl_array_range, "[1000,1,-1]", buf_string(&wanted));
    buf_release(&wanted);
}

/* F-19: a HashSet's order. */
static void test_unique(void)
{
    struct buf list = { 0 };
    call(asl_array_unique, "[[true,false,true,false]]", "[false,true]");
    call(asl_array_unique, "[[[1,2],[1,2],[2,1]]]", "[[2,1],[1,2]]");
    call(asl_array_unique, "[[1,\"1\",\"01\"]]", "[1,\"1\",\"01\"]");
    call(asl_array_unique, "[[null,1]]", "[null,1]");
    call(asl_array_unique, "[[\"c\",\"a\",\"b\",\"a\"]]", "[\"a\",\"b\",\"c\"]");
    call(asl_array_unique, "[[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1}]]", "[{\"a\":1,\"b\":2}]");
    call(asl_array_unique, "[[{\"a\":[{\"b\":1}]},{\"a\":[{\"b\":2}]},{\"a\":[{\"b\":1}]}]]",
         "[{\"a\":[{\"b\":1}]},{\"a\":[{\"b\":2}]}]");
    call(asl_array_unique, "[[1,1.0,1.00]]", "[1.0,1]");
    call(asl_array_unique, "[[]]", "[]");
    /* Strings whose hashCodes collide keep the order of arrival. */
    call(asl_array_unique, "[[\"BB\",\"Aa\",\"BB\"]]", "[\"BB\",\"Aa\"]");
    /* 17 has its bucket behind 16 only in a table of 32, which takes 13 elements. */
    call(asl_array_unique, "[[17,0,1,2,3,4,5,6,7,8,9,10]]", "[0,17,1,2,3,4,5,6,7,8,9,10]");
    call(asl_array_unique, "[[17,0,1,2,3,4,5,6,7,8,9,10,11]]",
         "[0,1,2,3,4,5,6,7,8,9,10,11,17]");
    call(asl_array_unique, "[1]", BAD("ArrayUnique"));
    call(asl_array_unique, "[]", BAD("ArrayUnique"));
    /* Thousands of one hashCode must not take quadratic time. */
    buf_text(&list, "[[");
    for (int i = 0; i < 16384; i++) {
        buf_text(&list, i > 0 ? ",\"" : "\"");
        for (int bit = 0; bit < 14; bit++) {
            buf_text(&list, (i >> bit & 1) != 0 ? "Aa" : "BB");
        }
        buf_char(&list, '"');
    }
    buf_text(&list, "]]");
    struct json_object *args = expr_read(buf_string(&list)), *array = value_item(args, 0);
    struct asl_scope s = { 0 };
    struct json_object *unique = asl_array_unique(&s, 1, &array);
    CU_ASSERT_EQUAL(value_count(unique), 16384);
    value_release(unique);
    value_release(args);
    buf_release(&list);
}

/* F-25: halves up, then int32. */
static void test_add(void)
{
    call(asl_math_add, "[-9,3]", "-6");
    call(asl_math_add, "[1.49,1.5]", "3");
    call(asl_math_add, "[-1.5,0]", "-1");
    call(asl_math_add, "[-0.5,0.5]", "1");
    call(asl_math_add, "[-2.5,0]", "-2");
    call(asl_math_add, "[1.6,2.7]", "5");
    call(asl_math_add, "[0.49999999999999994,0]", "0");
    call(asl_math_add, "[2147483647,0]", "2147483647");
    call(asl_math_add, "[2147483647,1]", BAD("MathAdd"));
    call(asl_math_add, "[2147483648,-5]", BAD("MathAdd"));
    call(asl_math_add, "[-2147483648,-1]", BAD("MathAdd"));
    call(asl_math_add, "[1e308,1]", BAD("MathAdd"));
    call(asl_math_add, "[\"1\",1]", BAD("MathAdd"));
    call(asl_math_add, "[null,1]", BAD("MathAdd"));
    call(asl_math_add, "[1]", BAD("MathAdd"));
    call(asl_math_add, "[1,2,3]", BAD("MathAdd"));
}

/* Version 4, lower case. */
static void check_uuid(const char *text, size_t size)
{
    static const char form[] = "xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx";
    CU_ASSERT_EQUAL_FATAL(size, sizeof form - 1);
    for (size_t i = 0; i < size; i++) {
        const char one[] = { form[i], '\0' };
        const char *those = form[i] == 'x' ? "0123456789abcdef" : form[i] == 'v' ? "89ab" : one;
        CU_ASSERT_PTR_NOT_NULL(strchr(those, text[i]));
    }
}

/* F-24, F-27 */
static void test_chance(void)
{
    struct random a;
    random_seed(&a, 7);
    struct asl_scope s = { .random = &a };
    struct json_object *args[] = { value_int(-3), value_int(2), value_int(42) };
    struct json_object *first = asl_math_random(&s, 3, args),
                       *second = asl_math_random(&s, 3, args);
    CU_ASSERT_TRUE(value_equal(first, second));
    value_release(first);
    value_release(second);
    for (int i = 0; i < 50; i++) {
        struct json_object *v = asl_math_random(&s, 2, args);
        CU_ASSERT_TRUE(value_to_number(v).integer >= -3 && value_to_number(v).integer < 2);
        value_release(v);
    }
    for (int i = 0; i < 3; i++) {
        value_release(args[i]);
    }
    call(asl_math_random, "[5,6]", "5");
    call(asl_math_random, "[4.5,5.5]", "5");
    call(asl_math_random, "[2147483646,2147483647]", "2147483646");
    call(asl_math_random, "[1,2147483648]", BAD("MathRandom"));
    call(asl_math_random, "[1,2,\"3\"]", BAD("MathRandom"));
    call(asl_math_random, "[1,2,3,4]", BAD("MathRandom"));
    call(asl_math_random, "[5,5]", BAD("MathRandom"));
    call(asl_math_random, "[\"1\",5]", BAD("MathRandom"));
    call(asl_math_random, "[1]", BAD("MathRandom"));
    call(asl_uuid, "[1]", BAD("UUID"));
    struct json_object *uuid = asl_uuid(&s, 0, NULL);
    check_uuid(value_string(uuid), value_string_size(uuid));
    value_release(uuid);
}

/* F-22 */
static void test_hash(void)
{
    call(asl_hash, "[\"input data\",\"MD5\"]", "\"812f45842bc6d66ee14572ce20db8e86\"");
    call(asl_hash, "[\"input data\",\"SHA-1\"]",
         "\"aaff4a450a104cd177d28d18d74485e8cae074b7\"");
    call(asl_hash, "[\"\",\"SHA-256\"]",
         "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"");
    call(asl_hash, "[\"\",\"SHA-384\"]",
         "\"38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51"
         "ad2f14898b95b\"");
    call(asl_hash, "[\"input data\",\"SHA-512\"]",
         "\"6ce4adb348546d4f449c4d25aad9a7c9cb711d9e91982d3f0b29ca2f3f47d4ce2deba23bf2954f0f1d5"
         "93fc50283731a533d"
         "30d425402d4f91316d871303aac4\"");
    call(asl_hash, "[5,\"MD5\"]", "\"e4da3b7fbbce2345d7772b0674a318d5\"");
    call(asl_hash, "[true,\"SHA-1\"]", "\"5ffe533b830f08a0326348a9160afafc8ada44db\"");
    call(asl_hash, "[{\"a\":[1,2]},\"MD5\"]", "\"3f151ac3fafd95a8c280915f7e5dbdb8\"");
    call(asl_hash, "[\"x\",\"md5\"]", BAD("Hash"));
    call(asl_hash, "[\"x\",\"MD5 \"]", BAD("Hash"));
    call(asl_hash, "[\"x\",\"MD5\\u0000\"]", BAD("Hash"));
    call(asl_hash, "[null,\"MD5\"]", BAD("Hash"));
    call(asl_hash, "[\"x\",5]", BAD("Hash"));
    call(asl_hash, "[\"x\"]", BAD("Hash"));
}

/* F-20, F-21 */
static void test_base64(void)
{
    call(asl_base64_encode, "[\"Data to encode\"]", "\"RGF0YSB0byBlbmNvZGU=\"");
    call(asl_base64_encode, "[\"\"]", "\"\"");
    call(asl_base64_encode, "[\"\xc3\xa9\"]", "\"w6k=\"");
    call(asl_base64_encode, "[5]", BAD("Base64Encode"));
    call(asl_base64_decode, "[\"RGF0YSB0byBlbmNvZGU=\"]", "\"Data to encode\"");
    call(asl_base64_decode, "[\"RGF0YSB0byBlbmNvZGU\"]", "\"Data to encode\"");
    call(asl_base64_decode, "[\"\"]", "\"\"");
    call(asl_base64_decode, "[\"YQ==\"]", "\"a\"");
    call(asl_base64_decode, "[\"YWI=\"]", "\"ab\"");
    call(asl_base64_decode, "[\"/w==\"]", "\"\xef\xbf\xbd\"");
    call(asl_base64_decode, "[\"4oI=\"]", "\"\xef\xbf\xbd\"");
    call(asl_base64_decode, "[\"4oKs\"]", "\"\xe2\x82\xac\"");
    call(asl_base64_decode, "[\"YQ=\"]", BAD("Base64Decode"));
    call(asl_base64_decode, "[\"=\"]", BAD("Base64Decode"));
    call(asl_base64_decode, "[\"Y\"]", BAD("Base64Decode"));
    call(asl_base64_decode, "[\"YW\\nI=\"]", BAD("Base64Decode"));
    call(asl_base64_decode, "[\"YW=I\"]", BAD("Base64Decode"));
    call(asl_base64_decode, "[\"Y-I_\"]", BAD("Base64Decode"));
}

/* F-20, F-21, F-22, Q-15: 10,000 characters pass, whatever their bytes; one more does not. */
static void test_limits(void)
{
    asl_function *const functions[] = { asl_hash, asl_base64_encode };
    struct buf text = { 0 };
    for (int i = 0; i < 10000; i++) {
        buf_text(&text, "\xc3\xa9");
    }
    for (int longer = 0; longer < 2; longer++) {
        for (size_t i = 0; i < 2; i++) {
            struct asl_scope s = { 0 };
            struct json_object *args[] = { value_text_n(text.text, text.size),
                                           value_text("MD5") };
            value_release(functions[i](&s, i == 0 ? 2 : 1, args));
            CU_ASSERT_EQUAL(s.failed, longer == 1);
            scope_lift(&s);
            value_release(args[0]);
            value_release(args[1]);
        }
        buf_char(&text, 'x');
    }
    /* Any number but one more than a multiple of four is good Base64. */
    for (size_t size = 10000; size <= 10000 + 2; size += 2) {
        struct asl_scope s = { 0 };
        buf_clear(&text);
        for (size_t i = 0; i < size; i++) {
            buf_char(&text, 'A');
        }
        struct json_object *argument = value_text_n(text.text, text.size);
        value_release(asl_base64_decode(&s, 1, &argument));
        CU_ASSERT_EQUAL(s.failed, size > 10000);
        scope_lift(&s);
        value_release(argument);
    }
    buf_release(&text);
}

/* F-07, F-08: the outermost call's text, the state's input; $$.x is shown as $.x. */
static void test_messages(void)
{
#define OUTER "States.Format('{}', States.ArrayLength($.x))"
    expr_check(
        eval,
        ASL_OBJECT(
            { "k", ASL_INTRINSIC(OUTER, ASL_CALL(asl_format, ASL_STRING("{}"),
                                                 ASL_CALL(asl_array_length,
                                                          ASL_PATH("$.x", ASL_KEY("x"))))) }),
        "{\"y\":1}",
        "The function '" OUTER
        "' had the following error: The JsonPath argument for the field '$.x' "
        "could not be found in the input '{\"y\":1}'");
    expr_check(eval,
               ASL_INTRINSIC(
                   OUTER, ASL_CALL(asl_format, ASL_STRING("{}"),
                                   ASL_CALL(asl_array_length, ASL_PATH("$.x", ASL_KEY("x"))))),
               "{\"x\":1}",
               "There was an error while evaluating the intrinsic function: " OUTER
               ". Invalid arguments in States.ArrayLength");
    expr_check(eval,
               ASL_INTRINSIC("f($$.x)",
                             ASL_CALL(asl_array, ASL_PATH("$$.x", ASL_CONTEXT, ASL_KEY("x")))),
               "{}",
               "The function 'f($$.x)' had the following error: The JsonPath argument for the "
               "field '$.x' could "
               "not be found in the input '{}'");
    /* P-21: as an argument, an index past the end is missing. */
    expr_check(eval,
               ASL_INTRINSIC("f($[3])", ASL_CALL(asl_array, ASL_PATH("$[3]", ASL_INDEX(3)))),
               "[]",
               "The function 'f($[3])' had the following error: The JsonPath argument for the "
               "field '$[3]' could "
               "not be found in the input '[]'");
    expr_check(eval, ASL_INTRINSIC("f()", ASL_CALL_0(asl_array)), "{}", "[]");
    expr_check(eval,
               ASL_INTRINSIC("f", ASL_CALL(asl_array, ASL_PATH("$.a", ASL_KEY("a")),
                                           ASL_CALL_0(asl_array), ASL_NULL, ASL_NUMBER(1.50))),
               "{\"a\":{\"b\":1}}", "[{\"b\":1},[],null,1.5]");
}

static void test_java(void)
{
    static const char *const decimals[][2] = {
        { "10", "10" },
        { "010e0", "10" },
        { "-0.123e2", "-12.3" },
        { "1.50", "1.50" },
        { "1E7", "1E+7" },
        { "12e3", "1.2E+4" },
        { "0.000001", "0.000001" },
        { "0.0000001", "1E-7" },
        { "0.00", "0.00" },
        { "-0", "0" },
        { "1.0E+7", "1.0E+7" },
        { "123e-1", "12.3" },
        { "5e-3", "0.005" },
    };
    struct buf b = { 0 };
    for (size_t i = 0; i < sizeof decimals / sizeof decimals[0]; i++) {
        buf_clear(&b);
        java_print_decimal(&b, decimals[i][0], strlen(decimals[i][0]));
        UNIT_TEXT(buf_string(&b), decimals[i][1]);
    }
    buf_release(&b);
    CU_ASSERT_EQUAL(java_length("a\xf0\x9f\x98\x80", 5), 3);
    CU_ASSERT_TRUE(java_compare("a", 1, "ab", 2) < 0);
    CU_ASSERT_EQUAL(java_compare("ab", 2, "ab", 2), 0);
    static const struct {
        const char *json;
        int32_t code;
    } hashes[] = {
        { "\"hello\"", 99162322 }, { "\"\xf0\x9f\x98\x80\"", 1772899 },
        { "[1,2]", 994 },          { "{\"a\":1}", 96 },
        { "1.5", 1073217536 },     { "null", 0 },
        { "4294967296", 1 },       { "-1", -1 },
        { "true", 1231 },
    };
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        struct json_object *v = expr_read(hashes[i].json);
        CU_ASSERT_EQUAL(java_hash_of(v).code, hashes[i].code);
        value_release(v);
    }
}

UNIT_MAIN("intrinsic", { "format", test_format }, { "JSON text", test_json_text },
          { "split", test_split }, { "arrays", test_arrays }, { "contains", test_contains },
          { "range", test_range }, { "unique", test_unique }, { "add", test_add },
          { "chance", test_chance }, { "hash", test_hash }, { "base64", test_base64 },
          { "limits", test_limits }, { "messages", test_messages }, { "java", test_java })
