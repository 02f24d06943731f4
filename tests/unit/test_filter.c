/* test_filter.c - filters as Jayway compares (P-18). */
#include "runtime/expr/filter.h"

#include "tests/unit/expr.h"

/* Which items of a list the filter keeps. */
static void keep(const struct asl_expr *test, const char *list, const char *wanted)
{
    expr_check(eval_path_field, ASL_PATH("$[?]", ASL_WHERE(test)), list, wanted);
}

#define AT(...)         ASL_PATH("@", ASL_ITEM, __VA_ARGS__)
#define SELF            ASL_PATH("@", ASL_ITEM)
#define TWO(word, a, b) ASL_CALL(asl_filter_##word, a, b)
#define EXISTS(...)     ASL_CALL(asl_filter_exists, AT(__VA_ARGS__))

static void test_equality(void)
{
    keep(
        TWO(equal, AT(ASL_KEY("k")), ASL_NUMBER(42)),
        "[{\"k\":0},{\"k\":42},{\"k\":42.0},{\"k\":\"42\"},{\"k\":\"42.0\"},{\"k\":null},{},5]",
        "[{\"k\":42},{\"k\":42.0},{\"k\":\"42\"}]");
    keep(TWO(unequal, AT(ASL_KEY("k")), ASL_NUMBER(42)), "[{\"k\":42},{\"k\":\"x\"},{}]",
         "[{\"k\":\"x\"},{}]");
    /* A number beside a text is compared as a number, a text beside a number as a text. */
    keep(TWO(equal, ASL_NUMBER(10), SELF), "[\"10\",\"10.0\",\"1e1\",\"\",\"x\",10]",
         "[\"10\",\"10.0\",\"1e1\",10]");
    keep(TWO(equal, SELF, ASL_NUMBER(10)), "[\"10\",\"10.0\",\"010\",10]", "[\"10\",10]");
    keep(TWO(equal, SELF, ASL_NUMBER(-0.123e2)), "[-12.3,\"-12.3\",\"-0.123e2\"]",
         "[-12.3,\"-12.3\"]");
    keep(TWO(equal, SELF, ASL_TRUE), "[true,\"true\",1,false]", "[true]");
    keep(TWO(equal, SELF, ASL_STRING("b")), "[\"a\",\"b\",null]", "[\"b\"]");
}

/* A test that nests deep goes on in another table. */
static void test_continued(void)
{
    keep(TWO(and, ASL_SAME(ASL_LIST(TWO(equal, AT(ASL_KEY("a")), ASL_NUMBER(1)))),
             ASL_SAME(ASL_LIST(EXISTS(ASL_KEY("b"))))),
         "[{\"a\":1,\"b\":2},{\"a\":1},{\"b\":2}]", "[{\"a\":1,\"b\":2}]");
    keep(ASL_SAME(ASL_LIST(TWO(equal, ASL_SAME(ASL_LIST(SELF)), ASL_NUMBER(1)))), "[1,2]",
         "[1]");
}

/* What is missing equals nothing, not even what is missing too; null does. */
static void test_missing_is_not_null(void)
{
    keep(TWO(equal, AT(ASL_KEY("k")), ASL_NULL), "[{\"k\":null},{},{\"k\":0}]",
         "[{\"k\":null}]");
    keep(TWO(equal, AT(ASL_KEY("a")), AT(ASL_KEY("b"))),
         "[{\"a\":1,\"b\":1},{\"a\":1},{},{\"a\":null,\"b\":null},{\"a\":null}]",
         "[{\"a\":1,\"b\":1},{\"a\":null,\"b\":null}]");
    keep(TWO(unequal, AT(ASL_KEY("k")), ASL_NULL), "[{\"k\":null},{}]", "[{}]");
    keep(ASL_CALL(asl_filter_exists, SELF), "[null,0,false,\"\"]", "[null,0,false,\"\"]");
    keep(EXISTS(ASL_KEY("k")), "[{\"k\":null},{},{\"k\":false},null]",
         "[{\"k\":null},{\"k\":false}]");
    keep(ASL_CALL(asl_filter_not, EXISTS(ASL_KEY("k"))), "[{\"k\":null},{}]", "[{}]");
    keep(EXISTS(ASL_KEY("a"), ASL_EACH), "[{\"a\":[]},{}]", "[{\"a\":[]}]");
    keep(EXISTS(ASL_DEEP, ASL_KEY("x")), "[{},[1]]", "[{},[1]]");
}

/* Where a path alone asks whether there is something, each object on the way must have its
 * name. */
static void test_existence_of_many(void)
{
    keep(EXISTS(ASL_KEY("i"), ASL_EACH, ASL_KEY("a")),
         "[{\"i\":[{\"a\":1},{\"a\":2}]},{\"i\":[{\"a\":1},{}]},{\"i\":[5]},{\"i\":[]},{}]",
         "[{\"i\":[{\"a\":1},{\"a\":2}]},{\"i\":[5]},{\"i\":[]}]");
    keep(EXISTS(ASL_EACH, ASL_KEY("a"), ASL_KEY("b")),
         "[{\"x\":{\"a\":{}}},{\"x\":{\"a\":{\"b\":1}}}]", "[{\"x\":{\"a\":{\"b\":1}}}]");
    keep(EXISTS(ASL_UNION(ASL_KEY("a"), ASL_KEY("b"))), "[{\"a\":1},{\"a\":1,\"b\":2}]",
         "[{\"a\":1,\"b\":2}]");
    keep(EXISTS(ASL_EACH, ASL_UNION(ASL_KEY("a"), ASL_KEY("b"))),
         "[[{\"a\":1}],[{\"a\":1,\"b\":2}]]", "[[{\"a\":1,\"b\":2}]]");
    keep(EXISTS(ASL_DEEP, ASL_KEY("x"), ASL_KEY("y")),
         "[{\"a\":{\"x\":{\"y\":1}}},{\"a\":{\"x\":{}}}]", "[{\"a\":{\"x\":{\"y\":1}}}]");
    keep(TWO(equal, AT(ASL_EACH, ASL_KEY("a")), ASL_ARRAY(ASL_NUMBER(1))),
         "[[{\"a\":1},{}],[{}]]", "[[{\"a\":1},{}]]");
}

static void test_identity(void)
{
    keep(TWO(identical, SELF, ASL_NUMBER(42)), "[42,\"42\",42.0]", "[42,42.0]");
    keep(TWO(not_identical, SELF, ASL_NUMBER(42)), "[42,\"42\"]", "[\"42\"]");
    keep(TWO(identical, AT(ASL_KEY("k")), ASL_NULL), "[{},{\"k\":null}]", "[{\"k\":null}]");
}

/* Only like with like. */
static void test_order(void)
{
    keep(TWO(less, SELF, ASL_NUMBER(2)), "[1,2,\"1\",null,true,[1]]", "[1]");
    keep(TWO(at_most, SELF, ASL_NUMBER(2)), "[1,2,3,2.0]", "[1,2,2.0]");
    keep(TWO(greater, SELF, ASL_NUMBER(42)), "[43,42.0001,\"43\",42]", "[43,42.0001]");
    keep(TWO(at_least, SELF, ASL_STRING("b")), "[\"a\",\"b\",\"c\",5]", "[\"b\",\"c\"]");
    keep(TWO(greater, SELF, ASL_NUMBER(9007199254740992)),
         "[9007199254740992,9007199254740993]", "[9007199254740993]");
    keep(TWO(at_least, AT(ASL_EACH), ASL_NUMBER(4)), "[[5,6]]", "[]");
    keep(TWO(less, AT(ASL_KEY("k")), ASL_NUMBER(1)), "[{}]", "[]");
    /* Java compares UTF-16: U+1F600 is before U+FF21. */
    keep(TWO(less, SELF, ASL_STRING("\xef\xbc\xa1")), "[\"\xf0\x9f\x98\x80\",\"\xef\xbc\xa2\"]",
         "[\"\xf0\x9f\x98\x80\"]");
}

static void test_lists(void)
{
    keep(TWO(in, SELF, ASL_ARRAY(ASL_NUMBER(1), ASL_STRING("x"))), "[1,\"1\",\"x\",2,null]",
         "[1,\"1\",\"x\"]");
    keep(TWO(not_in, SELF, ASL_ARRAY(ASL_NUMBER(1))), "[1,2]", "[2]");
    keep(TWO(in, ASL_NUMBER(2), AT(ASL_KEY("d"))), "[{\"d\":[1,2]},{\"d\":[3]},{\"d\":2},{}]",
         "[{\"d\":[1,2]}]");
    keep(TWO(contains, SELF, ASL_STRING("ell")), "[\"hello\",[\"ell\"],\"x\",5]",
         "[\"hello\",[\"ell\"]]");
    keep(TWO(all, SELF, ASL_ARRAY(ASL_NUMBER(1), ASL_NUMBER(2))), "[[2,1,3],[1],{},5]",
         "[[2,1,3],{}]");
    keep(TWO(subset_of, SELF, ASL_ARRAY(ASL_NUMBER(1), ASL_NUMBER(2))), "[[2],[],[3,1],7]",
         "[[2],[]]");
    keep(TWO(any_of, SELF, ASL_ARRAY(ASL_NUMBER(1))), "[[1,5],[5],[],1]", "[[1,5]]");
    keep(TWO(none_of, SELF, ASL_ARRAY(ASL_NUMBER(1))), "[[1,5],[5],[],1]", "[[5],[]]");
    keep(TWO(size, SELF, ASL_NUMBER(2)),
         "[\"ab\",\"\xf0\x9f\x98\x80\",[1,2],[1],{\"a\":1,\"b\":2}]",
         "[\"ab\",\"\xf0\x9f\x98\x80\",[1,2]]");
    keep(TWO(empty, SELF, ASL_TRUE), "[\"\",[],{},\"a\",null]", "[\"\",[],{}]");
    keep(TWO(empty, SELF, ASL_FALSE), "[\"\",[1],\"a\"]", "[[1],\"a\"]");
    keep(TWO(equal, AT(ASL_SLICE(ASL_NUMBER(0), ASL_NUMBER(1), ASL_NULL)),
             ASL_ARRAY(ASL_NUMBER(1))),
         "[[1,2,3],[1],[2],1]", "[[1,2,3],[1]]");
    keep(TWO(equal, AT(ASL_EACH), ASL_NUMBER(2)), "[[2],2]", "[]");
}

static void test_logic(void)
{
    keep(TWO(and, TWO(greater, SELF, ASL_NUMBER(1)), TWO(less, SELF, ASL_NUMBER(4))),
         "[1,2,3,4]", "[2,3]");
    keep(TWO(or, TWO(less, SELF, ASL_NUMBER(2)), TWO(greater, SELF, ASL_NUMBER(3))),
         "[1,2,3,4]", "[1,4]");
    keep(ASL_CALL(asl_filter_not, TWO(equal, SELF, ASL_NUMBER(1))), "[1,2]", "[2]");
    keep(TWO(equal, ASL_NUMBER(1), ASL_NUMBER(1)), "[null,0]", "[null,0]");
}

static void test_regex(void)
{
    keep(TWO(matches, AT(ASL_KEY("n")), ASL_STRING("/hello.*/")),
         "[{\"n\":\"hullo\"},{\"n\":\"hello world\"},{\"n\":\"yes "
         "hello\"},{\"n\":\"HELLO\"},{}]",
         "[{\"n\":\"hello world\"}]");
    keep(TWO(matches, SELF, ASL_STRING("/he.+/i")), "[\"HELLO\",\"x\"]", "[\"HELLO\"]");
    keep(TWO(matches, SELF, ASL_STRING("/4./")), "[42,\"42\",true,[\"a\",\"43\"],null]",
         "[42,\"42\",[\"a\",\"43\"]]");
    keep(TWO(matches, SELF, ASL_STRING("/a.b/s")), "[\"a\\nb\"]", "[\"a\\nb\"]");
    keep(TWO(matches, SELF, ASL_STRING("/a\\/b/")), "[\"a/b\"]", "[\"a/b\"]");
    keep(TWO(matches, SELF, ASL_STRING("//")), "[\"\",\"x\",null]", "[\"\",null]");
    keep(TWO(matches, SELF, ASL_STRING("/(/")), "[\"x\"]",
         "The regular expression /(/ is wrong: missing closing parenthesis.");
    keep(TWO(matches, SELF, ASL_STRING("/(a+)+b/")),
         "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\"]", "[]");
    keep(TWO(matches, SELF, ASL_STRING("/(a|a)+/")),
         "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\"]",
         "The regular expression /(a|a)+/ takes too long.");
}

/* On an object the filter is asked of the object itself; below .. each object is found once. */
static void test_where(void)
{
    keep(TWO(equal, AT(ASL_KEY("k")), ASL_NUMBER(1)), "{\"k\":1}", "[{\"k\":1}]");
    keep(TWO(equal, AT(ASL_KEY("k")), ASL_NUMBER(1)), "{\"a\":{\"k\":1}}", "[]");
    expr_check(eval_path_field,
               ASL_PATH("", ASL_DEEP, ASL_WHERE(TWO(equal, AT(ASL_KEY("id")), ASL_NUMBER(2)))),
               "{\"id\":2,\"m\":[{\"id\":2},{\"x\":{\"id\":2}},[{\"id\":2}],{\"id\":3}]}",
               "[{\"id\":2,\"m\":[{\"id\":2},{\"x\":{\"id\":2}},[{\"id\":2}],{\"id\":3}]},"
               "{\"id\":2},{\"id\":2},{\"id\":2}]");
    expr_check(eval_path_field,
               ASL_PATH("", ASL_KEY("items"),
                        ASL_WHERE(TWO(equal, AT(ASL_KEY("k")), ASL_PATH("$.v", ASL_KEY("v")))),
                        ASL_KEY("n")),
               "{\"v\":4,\"items\":[{\"k\":4,\"n\":\"a\"},{\"k\":5,\"n\":\"b\"}]}", "[\"a\"]");
    expr_check(
        eval_path_field,
        ASL_PATH("", ASL_WHERE(TWO(equal, AT(ASL_CALL_0(asl_path_length)), ASL_NUMBER(2)))),
        "[[1,2],[1]]", "[[1,2]]");
    /* A filter within a filter has an @ of its own and gives the outer one back. */
    keep(TWO(and,
             TWO(size, AT(ASL_KEY("a"), ASL_WHERE(TWO(greater, SELF, ASL_NUMBER(1)))),
                 ASL_NUMBER(1)),
             TWO(equal, AT(ASL_KEY("b")), ASL_NUMBER(7))),
         "[{\"a\":[1,2],\"b\":7},{\"a\":[2,3],\"b\":7}]", "[{\"a\":[1,2],\"b\":7}]");
}

UNIT_MAIN("filter", { "equality", test_equality }, { "continued", test_continued },
          { "missing is not null", test_missing_is_not_null },
          { "existence of many", test_existence_of_many }, { "identity", test_identity },
          { "order", test_order }, { "lists", test_lists }, { "logic", test_logic },
          { "regex", test_regex }, { "where", test_where })
