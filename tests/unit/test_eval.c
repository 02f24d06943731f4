/* test_eval.c - literals, templates and the two families of messages (P-20 .. P-47). */
#include "runtime/expr/eval.h"

#include "tests/unit/expr.h"

static void test_literals(void)
{
    const struct {
        const struct asl_expr *tree;
        const char *wanted;
    } cases[] = {
        { ASL_NULL, "null" },
        { ASL_TRUE, "true" },
        { ASL_FALSE, "false" },
        { ASL_NUMBER(9007199254740993), "9007199254740993" },
        { ASL_NUMBER(123456789012345678901234567890), "123456789012345678901234567890" },
        { ASL_NUMBER(1.0), "1.0" },
        { ASL_STRING("a\0b"), "\"a\\u0000b\"" },
        { ASL_JOIN(ASL_STRING("ab"), ASL_STRING("\0c")), "\"ab\\u0000c\"" },
        { ASL_EMPTY_ARRAY, "[]" },
        { ASL_EMPTY_OBJECT, "{}" },
        { ASL_ARRAY(ASL_NUMBER(1), ASL_ARRAY(ASL_NULL)), "[1,[null]]" },
        { ASL_OBJECT({ "b", ASL_NUMBER(1) }, { "a.$", ASL_STRING("$.x") }),
          "{\"b\":1,\"a.$\":\"$.x\"}" },
        { ASL_SAME(ASL_LIST(ASL_ARRAY(ASL_TRUE))), "[true]" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct asl_scope s = { 0 };
        expr_expect(&s, eval_literal(cases[i].tree), cases[i].wanted);
        expr_check(eval, cases[i].tree, "null", cases[i].wanted);
    }
}

/* P-41, P-44: paths at any depth, in lists of objects too. */
static void test_template(void)
{
    expr_check(eval,
               ASL_OBJECT({ "x", ASL_PATH("$.a", ASL_KEY("a")) },
                          { "list", ASL_ARRAY(ASL_OBJECT({ "y", ASL_PATH("$.b[0]", ASL_KEY("b"),
                                                                         ASL_INDEX(0)) }),
                                              ASL_STRING("$.a")) }),
               "{\"a\":1,\"b\":[2]}", "{\"x\":1,\"list\":[{\"y\":2},\"$.a\"]}");
    expr_check(eval, ASL_PATH("$.l[9]", ASL_KEY("l"), ASL_INDEX(9)), "{\"l\":[1]}", "null");
    expr_check(eval, ASL_PATH("$.no[*]", ASL_KEY("no"), ASL_EACH), "{}", "[]");
}

/* P-20: the member's key with .$, the input as compact JSON. */
static void test_missing_in_template(void)
{
    expr_check(
        eval, ASL_OBJECT({ "in", ASL_OBJECT({ "value", ASL_PATH("$.x", ASL_KEY("x")) }) }),
        "{ \"a\" : [1, 2] }",
        "The JSONPath '$.x' specified for the field 'value.$' could not be found in the input "
        "'{\"a\":[1,2]}'");
    expr_check(eval, ASL_PATH("$.x", ASL_KEY("x")), "{}",
               "The JSONPath '$.x' specified for the field 'field' could not be found in the "
               "input '{}'");
    expr_check(
        eval, ASL_PATH("$.x.y", ASL_KEY("x"), ASL_KEY("y")), "{\"x\":1}",
        "The JSONPath '$.x.y' specified for the field 'field' could not be found in the input "
        "'{\"x\":1}'");
    expr_check(eval, ASL_PATH("$v", ASL_VARIABLE("v")), "{}",
               "The JSONPath '$v' specified for the field 'field' could not be found in the "
               "input '{}'");
    expr_check(eval, ASL_PATH("$", ASL_ROOT), "null",
               "Unable to apply Path transformation to null or empty input.");
}

static struct value *context(void *owner)
{
    return owner;
}

static void test_missing_in_context(void)
{
    struct value *data = expr_read("{}"), *v = NULL;
    struct asl_scope s = { .data = data, .owner = expr_read("{\"c\":1}"), .context = context };
    CU_ASSERT_FALSE(
        eval(&s, ASL_OBJECT({ "k", ASL_PATH("$$.x", ASL_CONTEXT, ASL_KEY("x")) }), &v));
    expr_expect(
        &s, NULL,
        "The JSONPath '$$.x' specified for the field 'k.$' could not be found in the input "
        "'{\"c\":1}'");
    value_release(s.owner);
    value_release(data);
}

/* P-20, the other family, in Jayway's words. */
static void test_missing_in_path_field(void)
{
#define PATH_CHECK(text, data, wanted, ...)                                                    \
    expr_check(eval_path_field, ASL_PATH(text, __VA_ARGS__), data,                             \
               "Invalid path '" text "' : " wanted)
    PATH_CHECK("$.a.b", "{\"a\":{}}", "No results for path: $['a']['b']", ASL_KEY("a"),
               ASL_KEY("b"));
    PATH_CHECK("$.no.such.x", "{}", "Missing property in path $['no']", ASL_KEY("no"),
               ASL_KEY("such"), ASL_KEY("x"));
    PATH_CHECK("$.a[3]", "{\"a\":[]}", "No results for path: $['a'][3]", ASL_KEY("a"),
               ASL_INDEX(3));
    PATH_CHECK("$.a[0]", "{\"a\":1}",
               "Filter: [0] can only be applied to arrays. Current context is: 1", ASL_KEY("a"),
               ASL_INDEX(0));
    PATH_CHECK("$.a[0]", "{\"a\":null}", "The path $['a'] is null", ASL_KEY("a"), ASL_INDEX(0));
    PATH_CHECK("$.a.b", "{\"a\":\"t\"}",
               "Expected to find an object with property ['b'] in path $['a'] but found "
               "'com.fasterxml.jackson.databind.node.TextNode'. This is not a json object "
               "according to the "
               "JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
               ASL_KEY("a"), ASL_KEY("b"));
    PATH_CHECK("$.a[1].b", "{\"a\":[]}",
               "Expected to find an object with property ['b'] in path $['a'][1] but found "
               "'null'. This is not a "
               "json object according to the JsonProvider: "
               "'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
               ASL_KEY("a"), ASL_INDEX(1), ASL_KEY("b"));
    PATH_CHECK("$.a[1][0]", "{\"a\":[]}", "The path $['a'][1] is null", ASL_KEY("a"),
               ASL_INDEX(1), ASL_INDEX(0));
    PATH_CHECK("$.a[0:1]", "{\"a\":{}}",
               "Filter: [0:1] can only be applied to arrays. Current context is: {}",
               ASL_KEY("a"), ASL_SLICE(ASL_NUMBER(0), ASL_NUMBER(1), ASL_NULL));
    PATH_CHECK("$.a['b','c']", "{\"a\":1}",
               "Expected to find an object with property ['b','c'] in path $['a'] but found "
               "'com.fasterxml.jackson.databind.node.IntNode'. This is not a json object "
               "according to the "
               "JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
               ASL_KEY("a"), ASL_UNION(ASL_KEY("b"), ASL_KEY("c")));
    PATH_CHECK("$.a[?]", "{\"a\":1}",
               "Filter: [?] can not be applied to primitives. Current context is: 1",
               ASL_KEY("a"),
               ASL_WHERE(ASL_CALL(asl_filter_exists, ASL_PATH("@", ASL_ITEM, ASL_KEY("b")))));
    PATH_CHECK("$v.a", "{}", "No results for path: $", ASL_VARIABLE("v"), ASL_KEY("a"));
    expr_check(eval_path_field, ASL_PATH("$.a", ASL_KEY("a")), "null",
               "Unable to apply Path transformation to null or empty input.");
    expr_check(eval_path_field, ASL_PATH("$", ASL_ROOT), "null", "null");
    expr_check(eval_path_field, ASL_EMPTY_OBJECT, "5", "{}");
    expr_check(eval_path_field, ASL_PATH("$.l[*]", ASL_KEY("l"), ASL_EACH), "{\"l\":[1]}",
               "[1]");
}

/* The first error stands; nothing is evaluated while it does. */
static void test_standing_error(void)
{
    struct value *data = expr_read("{}"), *v = NULL;
    struct asl_scope s = { .data = data, .field = "F" };
    CU_ASSERT_FALSE(
        eval(&s, ASL_ARRAY(ASL_PATH("$.x", ASL_KEY("x")), ASL_PATH("$.y", ASL_KEY("y"))), &v));
    CU_ASSERT_FALSE(eval(&s, ASL_TRUE, &v));
    CU_ASSERT_FALSE(eval_path_field(&s, ASL_PATH("$", ASL_ROOT), &v));
    CU_ASSERT_PTR_NULL(v);
    CU_ASSERT_PTR_NULL(s.place);
    expr_expect(
        &s, NULL,
        "The JSONPath '$.x' specified for the field 'F' could not be found in the input '{}'");
    CU_ASSERT_TRUE(eval(&s, ASL_TRUE, &v));
    expr_expect(&s, v, "true");
    value_release(data);
}

/* J-11: where in a field a JSONata expression stands. */
static void test_place(void)
{
    struct scope_place a = { .key = "a" }, item = { .up = &a, .index = 3 },
                       b = { .up = &item, .key = "b" };
    struct asl_scope s = { .field = "Output", .place = &b };
    struct buf text = { 0 };
    scope_print_place(&text, &s);
    UNIT_TEXT(buf_string(&text), "Output/a[3]/b");
    buf_clear(&text);
    scope_print_field(&text, &s);
    UNIT_TEXT(buf_string(&text), "b.$");
    buf_release(&text);
}

static struct value *undefined(struct asl_scope *s, const struct asl_expr *e)
{
    (void)s;
    (void)e;
    return NULL;
}

static struct value *throwing(struct asl_scope *s, const struct asl_expr *e)
{
    scope_throw(s, e, "an error", "T2001", e->of[0], "No number: %d", 5);
    scope_throw(s, e, "an error", NULL, NULL, "Not the first");
    scope_fail_query(s, e, "Nor this");
    return NULL;
}

#define QUERY(t, f)                                                                            \
    ASL_NODE(.op = ASL_OP_JSONATA, .text = (t), .of = ASL_LIST(ASL_TRUE), .eval = (f))

/* J-06, J-07, J-10: what an expression of JSONata fails with, and where it stands. */
static void test_query(void)
{
    struct value *v = NULL;
    struct asl_scope s = { .door = "Catch[1]", .field = "Output" };
    CU_ASSERT_FALSE(
        eval(&s, ASL_OBJECT({ "a", ASL_ARRAY(ASL_TRUE, QUERY("$x", undefined)) }), &v));
    UNIT_TEXT(s.error.name, "States.QueryEvaluationError");
    UNIT_TEXT(s.error.cause, "The JSONata expression '$x' specified for the field "
                             "'Catch[1]/Output/a[1]' returned nothing (undefined).");
    CU_ASSERT_PTR_NULL(s.error.code);
    scope_lift(&s);
    s.door = NULL;
    const struct asl_expr *sum = QUERY("1 + 'a'", throwing);
    CU_ASSERT_FALSE(eval(&s, sum, &v));
    UNIT_TEXT(s.error.name, "States.QueryEvaluationError");
    UNIT_TEXT(s.error.cause,
              "The JSONata expression '1 + 'a'' specified for the field 'Output' "
              "threw an error during evaluation. T2001: No number: 5");
    UNIT_TEXT(s.error.code, "T2001");
    UNIT_TEXT(s.error.message, "No number: 5");
    CU_ASSERT_EQUAL(s.error.at->op, ASL_OP_TRUE);
    scope_lift(&s);
    CU_ASSERT_PTR_NULL(s.error.at);
}

UNIT_MAIN("eval", { "literals", test_literals }, { "template", test_template },
          { "missing in a template", test_missing_in_template },
          { "missing in the context", test_missing_in_context },
          { "missing in a path field", test_missing_in_path_field },
          { "standing error", test_standing_error }, { "place", test_place },
          { "query", test_query })
