/* test_path.c - JSONPath as Jayway answers it, and ResultPath (P-08 .. P-33). */
#include "runtime/expr/path.h"

#include "tests/unit/expr.h"

static void look(enum path_rule rule, const struct asl_expr *path, const char *data,
                 const char *wanted)
{
    static const char *const outcomes[] = { "", "no leaf", "no parent", "past end", "failed" };
    struct value *document = expr_read(data);
    struct asl_scope s = { .data = document };
    struct path_result r = path_look(&s, path, rule);
    if (r.outcome != PATH_FOUND && r.outcome != PATH_FAILED) {
        UNIT_TEXT(outcomes[r.outcome], wanted);
    } else {
        expr_expect(&s, r.value, wanted);
    }
    value_release(document);
}

#define FIELD(data, wanted, ...)    look(PATH_FIELD, ASL_PATH("", __VA_ARGS__), data, wanted)
#define TEMPLATE(data, wanted, ...) look(PATH_TEMPLATE, ASL_PATH("", __VA_ARGS__), data, wanted)
#define OPERAND(data, wanted, ...)  look(PATH_OPERAND, ASL_PATH("", __VA_ARGS__), data, wanted)
#define SLICE(a, b)                 ASL_SLICE(a, b, ASL_NULL)

/* P-08, P-24, P-25. */
static void test_definite(void)
{
    FIELD("{\"a\":1}", "{\"a\":1}", ASL_ROOT);
    FIELD("42", "42", ASL_ROOT);
    FIELD("{\"a\":{\"b\":7}}", "7", ASL_KEY("a"), ASL_KEY("b"));
    FIELD("{\"a\":[10,20]}", "10", ASL_KEY("a"), ASL_INDEX(0));
    FIELD("[1,2,3]", "3", ASL_INDEX(-1));
    FIELD("{\"a\":null}", "null", ASL_KEY("a"));
    TEMPLATE("{\"a\":null}", "null", ASL_KEY("a"));
    OPERAND("{\"a\":null}", "null", ASL_KEY("a"));
    FIELD("{\"\":42}", "42", ASL_KEY(""));
    FIELD("{\"a.b\":1,\"a\":{\"b\":2}}", "1", ASL_KEY("a.b"));
    FIELD("{\"b\":1}", "no leaf", ASL_KEY("a"));
    FIELD("{\"b\":1}", "no parent", ASL_KEY("a"), ASL_KEY("b"));
    FIELD("{\"a\":null}", "no parent", ASL_KEY("a"), ASL_KEY("b"));
    FIELD("{\"a\":\"text\"}", "no parent", ASL_KEY("a"), ASL_KEY("length"));
    FIELD("[{\"id\":2}]", "no parent", ASL_KEY("id"));
    FIELD("{\"0\":1}", "no parent", ASL_INDEX(0));
}

/* P-10, P-21: past the end. */
static void test_past_the_end(void)
{
    FIELD("[]", "past end", ASL_INDEX(-1));
    FIELD("{\"a\":[1]}", "past end", ASL_KEY("a"), ASL_INDEX(1));
    FIELD("{\"a\":[1]}", "past end", ASL_KEY("a"), ASL_INDEX(-2));
    FIELD("{\"a\":[1]}", "no parent", ASL_KEY("a"), ASL_INDEX(1), ASL_KEY("b"));
    FIELD("[[1],[2,3]]", "[3]", ASL_EACH, ASL_INDEX(1));
    TEMPLATE("{\"rows\":[[1],[],[2]]}", "[1,null,2]", ASL_KEY("rows"), ASL_EACH, ASL_INDEX(0));
    TEMPLATE("[1]", "[1,null]", ASL_UNION(ASL_INDEX(0), ASL_INDEX(9)));
    FIELD("[1]", "[1]", ASL_UNION(ASL_INDEX(0), ASL_INDEX(9)));
}

/* P-09, P-15: below a wildcard what is missing is passed over. */
static void test_wildcard(void)
{
    FIELD("[1,[2],{\"a\":3}]", "[1,[2],{\"a\":3}]", ASL_EACH);
    FIELD("{\"b\":1,\"a\":2}", "[1,2]", ASL_EACH);
    FIELD("[{\"a\":1},{},5,{\"a\":null}]", "[1,null]", ASL_EACH, ASL_KEY("a"));
    FIELD("42", "[]", ASL_EACH);
    FIELD("{\"a\":[[1,2],[3]]}", "[1,2,3]", ASL_KEY("a"), ASL_EACH, ASL_EACH);
}

/* P-11 .. P-13. */
static void test_slice(void)
{
#define LETTERS "[2,\"a\",4,5,100,\"nice\"]"
    FIELD("[1,2,3]", "[2,3]", SLICE(ASL_NUMBER(1), ASL_NUMBER(10)));
    FIELD("[1,2,3]", "[2,3]", SLICE(ASL_NUMBER(1), ASL_NULL));
    FIELD("[1,2,3]", "[1,2]", SLICE(ASL_NULL, ASL_NUMBER(2)));
    FIELD("[1,2,3]", "[2,3]", SLICE(ASL_NUMBER(-2), ASL_NULL));
    FIELD("[1,2,3]", "[1,2,3]", SLICE(ASL_NUMBER(-9), ASL_NULL));
    FIELD("[1,2,3]", "[1]", SLICE(ASL_NULL, ASL_NUMBER(-2)));
    FIELD("[1,2,3]", "[]", SLICE(ASL_NUMBER(1), ASL_NUMBER(0)));
    FIELD("[1,2,3]", "[]", SLICE(ASL_NUMBER(113667776004), ASL_NUMBER(2)));
    FIELD(LETTERS, "[4]", SLICE(ASL_NUMBER(-4), ASL_NUMBER(-3)));
    FIELD(LETTERS, "[]", SLICE(ASL_NUMBER(-4), ASL_NUMBER(-5)));
    FIELD(LETTERS, "[]", SLICE(ASL_NUMBER(3), ASL_NUMBER(-2)));
    FIELD(LETTERS, "[4,5,100,\"nice\",2]", SLICE(ASL_NUMBER(-4), ASL_NUMBER(1)));
    FIELD(LETTERS, "[4,5,100,\"nice\",2,\"a\",4]", SLICE(ASL_NUMBER(-4), ASL_NUMBER(3)));
    FIELD("[0,1,2,3]", "[0,1,2]", ASL_SLICE(ASL_NUMBER(0), ASL_NUMBER(3), ASL_NUMBER(2)));
    FIELD("[{\"k\":1},{\"k\":2},{\"k\":3}]", "[1,2]", SLICE(ASL_NUMBER(0), ASL_NUMBER(2)),
          ASL_KEY("k"));
    FIELD("[]", "[]", SLICE(ASL_NUMBER(0), ASL_NULL));
}

/* P-14, P-22: an indefinite path above which something is missing. */
static void test_nothing_below(void)
{
    FIELD("{}", "[]", ASL_KEY("items"), SLICE(ASL_NUMBER(1), ASL_NULL));
    FIELD("{}", "[]", ASL_KEY("item"), ASL_KEY("items"), ASL_EACH, ASL_KEY("v"));
    FIELD("{\"a\":1}", "no parent", SLICE(ASL_NUMBER(1), ASL_NUMBER(3)));
    TEMPLATE("{\"a\":1}", "[]", SLICE(ASL_NUMBER(1), ASL_NUMBER(3)));
    TEMPLATE("{\"a\":1}", "[]", ASL_KEY("a"), ASL_UNION(ASL_INDEX(0), ASL_INDEX(1)));
#define HAS_B ASL_WHERE(ASL_CALL(asl_filter_exists, ASL_PATH("@", ASL_ITEM, ASL_KEY("b"))))
    FIELD("{\"a\":1}", "no parent", ASL_KEY("a"), HAS_B);
    FIELD("{\"a\":[1,null]}", "[]", ASL_KEY("a"), HAS_B);
    TEMPLATE("{\"a\":1}", "[]", ASL_KEY("a"), HAS_B);
    OPERAND("{}", "no parent", ASL_KEY("items"), ASL_EACH);
    OPERAND("{\"items\":[]}", "[]", ASL_KEY("items"), ASL_EACH);
    OPERAND("1", "no parent", SLICE(ASL_NUMBER(0), ASL_NUMBER(1)));
}

/* P-16: indices make a list in the order written, names make one object. */
static void test_union(void)
{
    FIELD("[1,2,3,4,5]", "[5,2]", ASL_UNION(ASL_INDEX(4), ASL_INDEX(1)));
    FIELD("[\"a\"]", "[\"a\",\"a\"]", ASL_UNION(ASL_INDEX(0), ASL_INDEX(0)));
    FIELD("{\"a\":1,\"b\":2,\"c\":3}", "{\"c\":3,\"a\":1}",
          ASL_UNION(ASL_KEY("c"), ASL_KEY("a")));
    FIELD("{\"a\":1}", "{\"a\":1}", ASL_UNION(ASL_KEY("a"), ASL_KEY("z")));
    FIELD("[{\"a\":1,\"b\":2},{\"b\":3}]", "[{\"a\":1,\"b\":2},{\"b\":3}]", ASL_EACH,
          ASL_UNION(ASL_KEY("a"), ASL_KEY("b")));
    FIELD("{\"a\":{\"c\":1},\"b\":{\"c\":2}}", "[1,2]", ASL_UNION(ASL_KEY("a"), ASL_KEY("b")),
          ASL_KEY("c"));
    CU_ASSERT_TRUE(path_is_definite(ASL_PATH("", ASL_UNION(ASL_KEY("a"), ASL_KEY("b")))));
    CU_ASSERT_FALSE(path_is_definite(ASL_PATH("", ASL_UNION(ASL_INDEX(0), ASL_INDEX(1)))));
    CU_ASSERT_FALSE(path_is_definite(ASL_PATH("", ASL_KEY("a"), ASL_EACH, ASL_KEY("b"))));
    CU_ASSERT_TRUE(
        path_is_definite(ASL_PATH("", ASL_VARIABLE("v"), ASL_KEY("a"), ASL_INDEX(0))));
}

/* P-17: pre-order. */
static void test_descent(void)
{
    FIELD("{\"a\":1,\"b\":{\"a\":2,\"c\":[{\"a\":3}]}}", "[1,2,3]", ASL_DEEP, ASL_KEY("a"));
    FIELD("[1,[2,[3]]]", "[1,2,3]", ASL_DEEP, ASL_INDEX(0));
    FIELD("{\"k\":\"v\",\"o\":{\"l\":[0]}}", "[\"v\",{\"l\":[0]},[0],0]", ASL_DEEP, ASL_EACH);
    FIELD("42", "[]", ASL_DEEP, ASL_EACH);
    FIELD("{\"o\":{\"a\":1,\"b\":2},\"a\":3}", "[{\"a\":1,\"b\":2}]", ASL_DEEP,
          ASL_UNION(ASL_KEY("a"), ASL_KEY("b")));
    FIELD("{\"x\":{\"items\":[{\"n\":1},{\"n\":2}]}}", "[2]", ASL_DEEP, ASL_KEY("items"),
          ASL_INDEX(1), ASL_KEY("n"));
}

/* P-17: an index behind a descent picks nothing where more steps follow, as in Jayway. */
static void test_index_in_descent(void)
{
#define ROWS "{\"k\":[{\"n\":1},{\"n\":2}],\"l\":[[{\"n\":3},{\"n\":4}],[]],\"n\":5}"
    FIELD(ROWS, "[1,2,3,4]", ASL_DEEP, ASL_INDEX(1), ASL_KEY("n"));
    FIELD(ROWS, "[1,2,3,4]", ASL_DEEP, SLICE(ASL_NUMBER(1), ASL_NULL), ASL_KEY("n"));
    FIELD(ROWS, "[1,2,3,4]", ASL_DEEP, ASL_UNION(ASL_INDEX(0), ASL_INDEX(0)), ASL_KEY("n"));
    FIELD(ROWS, "[{\"n\":4}]", ASL_DEEP, ASL_INDEX(0), ASL_INDEX(1));
    FIELD(ROWS, "[{\"n\":2},[],{\"n\":4}]", ASL_DEEP, ASL_INDEX(1));
    FIELD(ROWS, "[2]", ASL_DEEP, ASL_KEY("k"), ASL_INDEX(1), ASL_KEY("n"));
}

/* A descent into data that nests beyond all reason fails instead of overflowing the stack. */
static void test_descent_is_bounded(void)
{
    struct value *v = NULL;
    for (int i = 0; i < 5000; i++) {
        struct value *outer = value_array(1);
        value_append_take(&outer, v);
        v = outer;
    }
    struct asl_scope s = { .data = v };
    struct path_result r = path_look(&s, ASL_PATH("$..a", ASL_DEEP, ASL_KEY("a")), PATH_FIELD);
    CU_ASSERT_EQUAL(r.outcome, PATH_FAILED);
    expr_expect(&s, NULL, "The data is nested too deeply for '..'.");
    value_release(v);
}

/* Descents into a descent multiply: the number of nodes is bounded. */
static void test_visits_are_bounded(void)
{
    struct value *v = NULL;
    for (int i = 0; i < 900; i++) {
        struct value *outer = value_array(1);
        value_append_take(&outer, v);
        v = outer;
    }
    struct asl_scope s = { .data = v };
    struct path_result r = path_look(&s,
                                     ASL_PATH("", ASL_DEEP, ASL_EACH, ASL_DEEP, ASL_EACH,
                                              ASL_DEEP, ASL_EACH, ASL_KEY("none")),
                                     PATH_FIELD);
    CU_ASSERT_EQUAL(r.outcome, PATH_FAILED);
    expr_expect(&s, NULL, "The path leads to more than 10000000 nodes.");
    value_release(v);
}

/* P-19. */
static void test_functions(void)
{
    FIELD("{\"d\":[1,2,3,4]}", "10.0", ASL_KEY("d"), ASL_CALL_0(asl_path_sum));
    FIELD("[3,\"x\",1]", "1.0", ASL_CALL_0(asl_path_min));
    FIELD("[3,1]", "3.0", ASL_CALL_0(asl_path_max));
    FIELD("[3,2]", "2.5", ASL_CALL_0(asl_path_avg));
    FIELD("[2,4]", "1.0", ASL_CALL_0(asl_path_stddev));
    FIELD("[]", "Aggregation function attempted to calculate value using empty array",
          ASL_CALL_0(asl_path_sum));
    FIELD("[1,2]", "2", ASL_CALL_0(asl_path_length));
    FIELD("{\"a\":1}", "1", ASL_CALL_0(asl_path_length));
    FIELD("\"text\"", "null", ASL_CALL_0(asl_path_length));
    FIELD("{\"b\":1,\"a\":2}", "[\"b\",\"a\"]", ASL_CALL_0(asl_path_keys));
    FIELD("[\"a\",1,\"b\"]", "\"abc\"", ASL_CALL(asl_path_concat, ASL_STRING("c")));
    FIELD("{\"l\":[1],\"x\":5}", "[1,5]", ASL_KEY("l"),
          ASL_CALL(asl_path_append, ASL_PATH("$.x", ASL_KEY("x"))));
    FIELD("[7,8]", "7", ASL_CALL_0(asl_path_first));
    FIELD("[7]", "7", ASL_CALL_0(asl_path_last));
    FIELD("[7,8,9]", "8", ASL_CALL(asl_path_index, ASL_NUMBER(-2)));
    FIELD("[7]", "Target index:5 larger than object count:1",
          ASL_CALL(asl_path_index, ASL_NUMBER(5)));
    FIELD("[{\"a\":1}]", "1", ASL_CALL_0(asl_path_first), ASL_KEY("a"));
    FIELD("{}", "no parent", ASL_KEY("d"), ASL_CALL_0(asl_path_length));
    /* Each node alone behind a wildcard, all of them at once behind a descent. */
    FIELD("[[1,2],[3]]", "[2,1]", ASL_EACH, ASL_CALL_0(asl_path_length));
    FIELD("[{\"n\":1},{\"n\":2}]", "3.0", ASL_DEEP, ASL_KEY("n"), ASL_CALL_0(asl_path_sum));
}

static struct value *context(void *owner)
{
    return ((struct value **)owner)[0];
}

static bool variable(void *owner, const char *name, struct value **ret_value)
{
    *ret_value = ((struct value **)owner)[1];
    return strcmp(name, "v") == 0;
}

static void test_beginnings(void)
{
    struct value *owned[] = { expr_read("{\"Id\":\"x\"}"), expr_read("[4,5]") };
    struct asl_scope s = { .owner = owned, .context = context, .variable = variable };
    expr_expect(&s, path_look(&s, ASL_PATH("", ASL_CONTEXT, ASL_KEY("Id")), PATH_FIELD).value,
                "\"x\"");
    expr_expect(&s, path_look(&s, ASL_PATH("", ASL_CONTEXT), PATH_FIELD).value,
                "{\"Id\":\"x\"}");
    expr_expect(&s,
                path_look(&s, ASL_PATH("", ASL_VARIABLE("v"), ASL_INDEX(1)), PATH_FIELD).value,
                "5");
    CU_ASSERT_EQUAL(path_look(&s, ASL_PATH("", ASL_VARIABLE("w")), PATH_FIELD).outcome,
                    PATH_NO_LEAF);
    CU_ASSERT_EQUAL(
        path_look(&s, ASL_PATH("", ASL_VARIABLE("w"), ASL_KEY("a")), PATH_FIELD).outcome,
        PATH_NO_LEAF);
    value_release(owned[0]);
    value_release(owned[1]);
}

/* The value that is found is shared, not copied. */
static void test_sharing(void)
{
    struct value *data = expr_read("{\"a\":{\"b\":[1]}}"), *inner = NULL, *member = NULL;
    struct asl_scope s = { .data = data };
    size_t missing = 0;
    CU_ASSERT_EQUAL(path_find(&s, ASL_PATH("", ASL_KEY("a")), &inner, &missing), PATH_FOUND);
    CU_ASSERT_TRUE(value_member(data, "a", &member));
    CU_ASSERT_PTR_EQUAL(inner, member);
    value_release(inner);
    CU_ASSERT_EQUAL(
        path_find(&s, ASL_PATH("", ASL_KEY("a"), ASL_KEY("x"), ASL_KEY("y")), &inner, &missing),
        PATH_NO_PARENT);
    CU_ASSERT_EQUAL(missing, 2);
    value_release(data);
}

static void test_print(void)
{
    struct buf b = { 0 };
    const struct asl_expr *path = ASL_PATH("", ASL_KEY("a"), ASL_INDEX(0), ASL_KEY("b"));
    path_print(&b, path, 3);
    UNIT_TEXT(buf_string(&b), "$['a'][0]['b']");
    buf_clear(&b);
    path_print(&b, path, 1);
    UNIT_TEXT(buf_string(&b), "$['a']");
    buf_clear(&b);
    path_print(&b, ASL_PATH("", ASL_CONTEXT, ASL_KEY("a")), 2);
    UNIT_TEXT(buf_string(&b), "$['a']");
    buf_release(&b);
}

static void place(const struct asl_expr *path, const char *into, const char *wanted)
{
    struct value *raw = expr_read(into);
    struct asl_scope s = { 0 };
    if (!path_fits(raw, path)) {
        UNIT_TEXT("does not fit", wanted);
    } else {
        struct value *placed = value_share(raw);
        path_put_take(&placed, path, expr_read("{\"r\":1}"));
        expr_expect(&s, placed, wanted);
    }
    expr_expect(&s, raw, into);
}

/* P-30, P-31, P-32, P-33, P-47: whoever else has the input sees no change. */
static void test_place(void)
{
    place(ASL_PATH("$", ASL_ROOT), "{\"a\":1}", "{\"r\":1}");
    place(ASL_PATH("$", ASL_ROOT), "5", "{\"r\":1}");
    place(ASL_PATH("", ASL_KEY("x")), "{\"a\":1}", "{\"a\":1,\"x\":{\"r\":1}}");
    place(ASL_PATH("", ASL_KEY("a")), "{\"a\":1,\"b\":2}", "{\"a\":{\"r\":1},\"b\":2}");
    place(ASL_PATH("", ASL_KEY("a")), "{\"a\":{\"b\":2}}", "{\"a\":{\"r\":1}}");
    place(ASL_PATH("", ASL_KEY("a")), "{\"a\":[1,2]}", "{\"a\":{\"r\":1}}");
    place(ASL_PATH("", ASL_INDEX(0)), "[[1],2]", "[{\"r\":1},2]");
    place(ASL_PATH("", ASL_KEY("a"), ASL_KEY("b"), ASL_KEY("c")), "{}",
          "{\"a\":{\"b\":{\"c\":{\"r\":1}}}}");
    place(ASL_PATH("", ASL_KEY("m"), ASL_INDEX(1), ASL_KEY("bar")),
          "{\"m\":[{\"f\":1},{\"bar\":2}]}", "{\"m\":[{\"f\":1},{\"bar\":{\"r\":1}}]}");
    place(ASL_PATH("", ASL_INDEX(1), ASL_KEY("p")), "[{\"a\":1},{\"id\":7},4]",
          "[{\"a\":1},{\"id\":7,\"p\":{\"r\":1}},4]");
    place(ASL_PATH("", ASL_KEY("m"), ASL_INDEX(2)), "{\"m\":[1,2]}", "does not fit");
    place(ASL_PATH("", ASL_KEY("m"), ASL_INDEX(0)), "{}", "does not fit");
    place(ASL_PATH("", ASL_KEY("a"), ASL_KEY("b")), "{\"a\":1}", "does not fit");
    place(ASL_PATH("", ASL_KEY("a"), ASL_KEY("b")), "{\"a\":[]}", "does not fit");
    place(ASL_PATH("", ASL_KEY("a")), "\"text\"", "does not fit");
    place(ASL_PATH("", ASL_KEY("a")), "[1]", "does not fit");
    place(ASL_PATH("", ASL_KEY("a")), "null", "does not fit");
}

static void test_place_shares(void)
{
    struct value *raw = expr_read("{\"big\":[1,2],\"a\":{}}"), *placed = NULL;
    struct value *before = NULL, *after = NULL;
    placed = value_share(raw);
    path_put_take(&placed, ASL_PATH("", ASL_KEY("a"), ASL_KEY("n")), value_null());
    CU_ASSERT_TRUE(value_member(raw, "big", &before));
    CU_ASSERT_TRUE(value_member(placed, "big", &after));
    CU_ASSERT_PTR_EQUAL(before, after);
    struct asl_scope s = { 0 };
    expr_expect(&s, placed, "{\"big\":[1,2],\"a\":{\"n\":null}}");
    value_release(raw);
}

UNIT_MAIN("path", { "definite", test_definite }, { "past the end", test_past_the_end },
          { "wildcard", test_wildcard }, { "slice", test_slice },
          { "nothing below", test_nothing_below }, { "union", test_union },
          { "descent", test_descent },
          { "an index in a descent (P-17)", test_index_in_descent },
          { "descent is bounded", test_descent_is_bounded },
          { "visits are bounded", test_visits_are_bounded }, { "functions", test_functions },
          { "beginnings", test_beginnings }, { "sharing", test_sharing },
          { "print", test_print }, { "place", test_place },
          { "place shares", test_place_shares })
