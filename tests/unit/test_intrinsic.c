/* test_intrinsic.c - the eighteen States.* functions (F-07 .. F-28). */
#include "runtime/expr/intrinsic.h"

#include "compiler/base/arena.h"
#include "compiler/expr/intrinsic.h"
#include "compiler/expr/path.h"
#include "runtime/base/random.h"
#include "runtime/expr/java.h"
#include "tests/unit/expr.h"
#include "tests/unit/groups.h"

/* What an expression comes to: JSON, or "! " and its error's cause without the words with which
 * most causes begin. */
static void show(struct buf *out, struct arena *a, const struct asl_expr *e, struct value *data)
{
    struct random random;
    struct value *v = NULL;
    random_seed(&random, 1);
    struct asl_scope s = { .data = data, .random = &random, .field = "field" };
    if (eval(&s, e, &v)) {
        write_json(out, v);
    } else {
        const char *most = arena_print(
            a, "There was an error while evaluating the intrinsic function: %s. ", e->text);
        bool is_usual = strncmp(s.error.cause, most, strlen(most)) == 0;
        UNIT_TEXT(s.error.name, "States.Runtime");
        buf_print(out, "! %s", s.error.cause + (is_usual ? strlen(most) : 0));
    }
    value_release(v);
    scope_lift(&s);
}

static void check(const char *expression, const char *input, const char *wanted)
{
    struct arena *a = arena_new();
    struct expr_error error = { .message = "" };
    const struct asl_expr *e = intrinsic_parse(a, expression, strlen(expression), &error);
    struct value *data = expr_read(input);
    struct buf out = { 0 };
    if (e == NULL) {
        buf_text(&out, error.message);
    } else {
        show(&out, a, e, data);
    }
    if (strcmp(buf_string(&out), wanted) != 0) {
        fprintf(stderr, "%s of %s:\n", expression, input);
    }
    UNIT_TEXT(buf_string(&out), wanted);
    buf_release(&out);
    value_release(data);
    arena_release(a);
}

static void section(const char *name)
{
    groups_run("tests/expr/intrinsic.txt", name, check);
}

/* F-10 */
static void test_format(void)
{
    section("format");
}

/* F-11, F-12, F-23 */
static void test_json_text(void)
{
    section("json text");
}

/* F-26: a set of characters, empty pieces dropped. */
static void test_split(void)
{
    section("split");
}

/* F-13, F-14, F-17, F-18 */
static void test_arrays(void)
{
    section("arrays");
}

/* F-15: by text. */
static void test_contains(void)
{
    section("contains");
}

/* F-16, Q-15: cut off toward zero, at most 1000. */
static void test_range(void)
{
    section("range");
    struct buf wanted = { 0 };
    for (int i = 1; i <= 1000; i++) {
        buf_print(&wanted, "%s%d", i > 1 ? "," : "[", i);
    }
    buf_char(&wanted, ']');
    check("States.ArrayRange($[0], $[1], $[2])", "[1,1000,1]", buf_string(&wanted));
    buf_clear(&wanted);
    for (int i = 1000; i >= 1; i--) {
        buf_print(&wanted, "%s%d", i < 1000 ? "," : "[", i);
    }
    buf_char(&wanted, ']');
    check("States.ArrayRange($[0], $[1], $[2])", "[1000,1,-1]", buf_string(&wanted));
    buf_release(&wanted);
}

/* F-19: a HashSet's order. */
static void test_unique(void)
{
    section("unique");
    struct buf list = { 0 };
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
    struct value *args = expr_read(buf_string(&list)), *array = value_item(args, 0);
    struct asl_scope s = { 0 };
    struct value *unique = asl_array_unique(&s, 1, &array);
    CU_ASSERT_EQUAL(value_count(unique), 16384);
    value_release(unique);
    value_release(args);
    buf_release(&list);
}

/* F-25: halves up, then int32. */
static void test_add(void)
{
    section("add");
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
    section("chance");
    struct random a;
    random_seed(&a, 7);
    struct asl_scope s = { .random = &a };
    struct value *args[] = { value_int(-3), value_int(2), value_int(42) };
    struct value *first = asl_math_random(&s, 3, args), *second = asl_math_random(&s, 3, args);
    CU_ASSERT_TRUE(value_equal(first, second));
    value_release(first);
    value_release(second);
    for (int i = 0; i < 50; i++) {
        struct value *v = asl_math_random(&s, 2, args);
        CU_ASSERT_TRUE(value_to_number(v).integer >= -3 && value_to_number(v).integer < 2);
        value_release(v);
    }
    for (int i = 0; i < 3; i++) {
        value_release(args[i]);
    }
    struct value *uuid = asl_uuid(&s, 0, NULL);
    check_uuid(value_string(uuid), value_string_size(uuid));
    value_release(uuid);
}

/* F-22 */
static void test_hash(void)
{
    section("hash");
}

/* F-20, F-21 */
static void test_base64(void)
{
    section("base64");
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
            struct value *args[] = { value_text_n(text.text, text.size), value_text("MD5") };
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
        struct value *argument = value_text_n(text.text, text.size);
        value_release(asl_base64_decode(&s, 1, &argument));
        CU_ASSERT_EQUAL(s.failed, size > 10000);
        scope_lift(&s);
        value_release(argument);
    }
    buf_release(&text);
}

/* F-07, F-08: the outermost call's text, the state's input; $$.x is shown as $.x. P-21: as an
 * argument, an index past the end is missing. */
static void test_messages(void)
{
    section("messages");
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
        struct value *v = expr_read(hashes[i].json);
        CU_ASSERT_EQUAL(java_hash_of(v).code, hashes[i].code);
        value_release(v);
    }
}

UNIT_MAIN("intrinsic", { "format", test_format }, { "JSON text", test_json_text },
          { "split", test_split }, { "arrays", test_arrays }, { "contains", test_contains },
          { "range", test_range }, { "unique", test_unique }, { "add", test_add },
          { "chance", test_chance }, { "hash", test_hash }, { "base64", test_base64 },
          { "limits", test_limits }, { "messages", test_messages }, { "java", test_java })
