/* test_jsonata.c - JSONata's texts as trees, and what is wrong with them, as 2.0.6 sees it
 * (J-03). */
#include "tests/unit/unit.h"

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/emit/tree.h"
#include "compiler/jsonata/draft.h"
#include "compiler/jsonata/jsonata.h"
#include "runtime/base/buf.h"

static struct arena *arena;

/* The tree as C on one line, or "code position [start,end) message". Lives as long as the
 * arena. */
static const char *print(const char *text, size_t size, const struct jsonata_names *names)
{
    struct jsonata_error error;
    const struct asl_expr *e = jsonata_parse(arena, text, size, names, &error, NULL);
    if (e == NULL) {
        return arena_print(arena, "%s %zu [%zu,%zu) %s", error.code, error.position,
                           error.start, error.end, error.message);
    }
    CU_ASSERT_EQUAL(e->op, ASL_OP_JSONATA);
    CU_ASSERT_PTR_EQUAL(e->eval, asl_eval_jsonata);
    CU_ASSERT_PTR_NULL(error.code);
    struct buf all = { 0 };
    tree_print_flat(&all, e->of[0]);
    const char *copy = arena_text(arena, buf_string(&all));
    buf_release(&all);
    return copy;
}

static const char *of(const char *text)
{
    return print(text, strlen(text), NULL);
}

struct row {
    const char *text, *wanted;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        UNIT_TEXT(of(rows[i].text), rows[i].wanted);
    }
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof *(rows))

static void test_literals(void)
{
    static const struct row rows[] = {
        { "1.50", "ASL_NUMBER(1.50)" },
        { "-1e3", "ASL_NUMBER(-1e3)" },
        { "--7", "ASL_NUMBER(7)" },
        { "- a", "JNA_CALL(jna_negate, JNA_PATH(JNA_NAME(\"a\")))" },
        { "\"a'b\\\"\\/\\u0041\\ud83d\\ude00\"", "ASL_STRING(\"a'b\\\"/A\360\237\230\200\")" },
        { "'\\ud83d'", "ASL_STRING(\"\357\277\275\")" },
        { "true", "ASL_TRUE" },
        { "null", "ASL_NULL" },
        { "`or` ", "JNA_PATH(JNA_NAME(\"or\"))" },
        { "/a\\/[/]b/im", "JNA_REGEX(\"a/[/]b\", \"im\")" },
        { "/* x *//**/ 1 /* y */", "ASL_NUMBER(1)" },
        { "$", "JNA_HERE" },
        { "$$", "JNA_TOP" },
        { "$x", "ASL_VARIABLE(\"x\")" },
        { "[]", "JNA_EMPTY_ARRAY" },
        { "[1, 2..3]",
          "JNA_ARRAY(ASL_NUMBER(1), JNA_CALL(jna_range_of, ASL_NUMBER(2), ASL_NUMBER(3)))" },
        { "{}", "JNA_EMPTY_OBJECT" },
        { "{'a': 1}", "JNA_OBJECT(ASL_STRING(\"a\"), ASL_NUMBER(1))" },
        { "()", "JNA_EMPTY_BLOCK" },
    };
    CHECK(rows);
    UNIT_TEXT(print("'a\0b'", 5, NULL), "ASL_STRING(\"a\\000b\")");
    UNIT_TEXT(print("`a\0b`", 5, NULL), "JNA_PATH(JNA_NAME(\"a\\000b\"))");
}

static void test_operators(void)
{
    static const struct row rows[] = {
        { "1 + 2 * 3", "JNA_CALL(jna_add, ASL_NUMBER(1), JNA_CALL(jna_multiply, ASL_NUMBER(2), "
                       "ASL_NUMBER(3)))" },
        { "1 - 2 - 3",
          "JNA_CALL(jna_subtract, JNA_CALL(jna_subtract, ASL_NUMBER(1), ASL_NUMBER(2)), "
          "ASL_NUMBER(3))" },
        { "$a or $b and $c",
          "JNA_OR(ASL_VARIABLE(\"a\"), JNA_AND(ASL_VARIABLE(\"b\"), ASL_VARIABLE(\"c\")))" },
        { "and and and", "JNA_AND(JNA_PATH(JNA_NAME(\"and\")), JNA_PATH(JNA_NAME(\"and\")))" },
        { "$a := $b := 1", "JNA_BIND(\"a\", JNA_BIND(\"b\", ASL_NUMBER(1)))" },
        { "$a ? 1 : $b ? 2",
          "JNA_IF(ASL_VARIABLE(\"a\"), ASL_NUMBER(1), JNA_IF(ASL_VARIABLE(\"b\"), "
          "ASL_NUMBER(2)))" },
        { "(1; 2;)", "JNA_BLOCK(ASL_NUMBER(1), ASL_NUMBER(2))" },
        { "$a in [1] != false", "JNA_CALL(jna_unequal, JNA_CALL(jna_in, ASL_VARIABLE(\"a\"), "
                                "JNA_ARRAY(ASL_NUMBER(1))), ASL_FALSE)" },
        { "|a|{'b': 1}, 'c'|",
          "JNA_TRANSFORM(JNA_PATH(JNA_NAME(\"a\")), JNA_OBJECT(ASL_STRING(\"b\"), "
          "ASL_NUMBER(1)), ASL_STRING(\"c\"))" },
    };
    CHECK(rows);
}

static void test_functions(void)
{
    static const struct row rows[] = {
        { "$f()", "JNA_APPLY(ASL_VARIABLE(\"f\"))" },
        { "$f(1, ?)", "JNA_PARTIAL(ASL_VARIABLE(\"f\"), ASL_NUMBER(1), JNA_HOLE)" },
        { "f(1)", "JNA_APPLY(JNA_PATH(JNA_NAME(\"f\")), ASL_NUMBER(1))" },
        { "function($a, $b)<n-(sf)a<n>?:s>{ $a }",
          "JNA_LAMBDA(\"$a, $b\", ASL_STRING(\"<n-(sf)a<n>?:s>\"), ASL_VARIABLE(\"a\"))" },
        { "\316\273(){1}", "JNA_LAMBDA(\"\", ASL_NULL, ASL_NUMBER(1))" },
        { "$a ~> $f(1)",
          "JNA_CHAIN(ASL_VARIABLE(\"a\"), JNA_APPLY(ASL_VARIABLE(\"f\"), ASL_NUMBER(1)))" },
        /* What the reference forgets behind a call on the right, and at a body's end. */
        { "$a ~> $f()[0]{'k': $}", "JNA_CHAIN(ASL_VARIABLE(\"a\"), JNA_APPLY(ASL_VARIABLE("
                                   "\"f\")))" },
        { "$a ~> $f()[]",
          "JNA_FILTERED(JNA_CHAIN(ASL_VARIABLE(\"a\"), JNA_APPLY(ASL_VARIABLE(\"f\"))), "
          "JNA_KEEP)" },
        { "function(){ $a ? ($f()[]; $f()[]) : $f()[0] }",
          "JNA_LAMBDA(\"\", ASL_NULL, JNA_IF(ASL_VARIABLE(\"a\"), "
          "JNA_BLOCK(JNA_FILTERED(JNA_APPLY(ASL_VARIABLE(\"f\")), JNA_KEEP), "
          "JNA_APPLY(ASL_VARIABLE(\"f\"))), JNA_FILTERED(JNA_APPLY(ASL_VARIABLE(\"f\")), "
          "JNA_WHERE(ASL_NUMBER(0)))))" },
        { "$$($$ := 1)", "JNA_APPLY(ASL_VARIABLE(\"$\"), JNA_BIND(\"$\", ASL_NUMBER(1)))" },
    };
    CHECK(rows);
}

static void test_paths(void)
{
    static const struct row rows[] = {
        { "a.'b'.`c d`", "JNA_PATH(JNA_NAME(\"a\"), JNA_NAME(\"b\"), JNA_NAME(\"c d\"))" },
        { "a.*.**", "JNA_PATH(JNA_NAME(\"a\"), JNA_WILD, JNA_DEEP)" },
        { "a[0].b[$x]", "JNA_PATH(JNA_NAME(\"a\"), JNA_WHERE(ASL_NUMBER(0)), JNA_NAME(\"b\"), "
                        "JNA_WHERE(ASL_VARIABLE(\"x\")))" },
        { "$x[0].b", "JNA_PATH(JNA_FILTERED(ASL_VARIABLE(\"x\"), JNA_WHERE(ASL_NUMBER(0))), "
                     "JNA_NAME(\"b\"))" },
        { "a.(b)[0]", "JNA_PATH(JNA_NAME(\"a\"), JNA_BLOCK(JNA_PATH(JNA_NAME(\"b\"))), "
                      "JNA_WHERE(ASL_NUMBER(0)))" },
        { "a[]", "JNA_PATH(JNA_NAME(\"a\"), JNA_KEEP)" },
        { "a[][0].b", "JNA_PATH(JNA_NAME(\"a\"), JNA_WHERE(ASL_NUMBER(0)), JNA_KEEP, "
                      "JNA_NAME(\"b\"))" },
        { "(a)[]", "JNA_FILTERED(JNA_BLOCK(JNA_PATH(JNA_NAME(\"a\"))), JNA_KEEP)" },
        { "$x[]#$i", "JNA_PATH(JNA_FILTERED(ASL_VARIABLE(\"x\"), JNA_KEEP), "
                     "JNA_POSITION(\"i\"))" },
        { "a^(b)[]", "JNA_FILTERED(JNA_PATH(JNA_NAME(\"a\"), JNA_SORT(JNA_PATH(JNA_NAME("
                     "\"b\")))), JNA_KEEP)" },
        { "a^(<b, >c)", "JNA_PATH(JNA_NAME(\"a\"), JNA_SORT(JNA_PATH(JNA_NAME(\"b\")), "
                        "JNA_DOWN(JNA_PATH(JNA_NAME(\"c\")))))" },
        { "a@$v.b#$i[0]#$j",
          "JNA_PATH(JNA_NAME(\"a\"), JNA_AT(\"v\"), JNA_NAME(\"b\"), JNA_POSITION(\"i\"), "
          "JNA_WHERE(ASL_NUMBER(0)), JNA_POSITION(\"j\"))" },
        { "a{b: c}.d",
          "JNA_GROUP(JNA_PATH(JNA_NAME(\"a\"), JNA_NAME(\"d\")), JNA_PATH(JNA_NAME(\"b\")), "
          "JNA_PATH(JNA_NAME(\"c\")))" },
        { "$x[1]{'k': $}",
          "JNA_GROUP(JNA_FILTERED(ASL_VARIABLE(\"x\"), JNA_WHERE(ASL_NUMBER(1))), "
          "ASL_STRING(\"k\"), JNA_HERE)" },
    };
    CHECK(rows);
}

static void test_ancestry(void)
{
    static const struct row rows[] = {
        { "a.b.%.c",
          "JNA_PATH(JNA_NAME(\"a\"), JNA_NAME(\"b\"), JNA_ANCESTOR(0), JNA_PARENT(0), "
          "JNA_NAME(\"c\"))" },
        { "a.b.{'x': %.%.y}",
          "JNA_PATH(JNA_NAME(\"a\"), JNA_ANCESTOR(1), JNA_NAME(\"b\"), JNA_ANCESTOR(0), "
          "JNA_OBJECT(ASL_STRING(\"x\"), JNA_PATH(JNA_PARENT(0), JNA_PARENT(1), "
          "JNA_NAME(\"y\"))))" },
        { "a.b[%.x].c[%.y]",
          "JNA_PATH(JNA_NAME(\"a\"), JNA_NAME(\"b\"), JNA_ANCESTOR(0), "
          "JNA_WHERE(JNA_PATH(JNA_PARENT(0), JNA_NAME(\"x\"))), JNA_NAME(\"c\"), "
          "JNA_ANCESTOR(1), JNA_WHERE(JNA_PATH(JNA_PARENT(1), JNA_NAME(\"y\"))))" },
        /* Both mean the same step, and have its number. */
        { "a.b.[%, %]", "JNA_PATH(JNA_NAME(\"a\"), JNA_NAME(\"b\"), JNA_ANCESTOR(0), "
                        "JNA_ARRAY(JNA_PARENT(0), JNA_PARENT(0)))" },
        /* The tuples of a path inside of brackets are wanted outside. */
        { "(a.b).%",
          "JNA_PATH(JNA_BLOCK(JNA_FILTERED(JNA_PATH(JNA_NAME(\"a\"), JNA_NAME(\"b\"), "
          "JNA_ANCESTOR(0)), JNA_TUPLES)), JNA_TUPLES, JNA_PARENT(0))" },
        /* Nothing looks into a lambda for what it seeks. */
        { "a.(function(){%})",
          "JNA_PATH(JNA_NAME(\"a\"), JNA_BLOCK(JNA_LAMBDA(\"\", ASL_NULL, JNA_PARENT(0))))" },
        { "a%%%b", "S0217 4 [3,4) The object representing the 'parent' cannot be derived from "
                   "this expression" },
        { "%", "S0217 1 [0,1) The object representing the 'parent' cannot be derived from this "
               "expression" },
        { "a.%.%", "S0217 5 [4,5) The object representing the 'parent' cannot be derived from "
                   "this expression" },
        { "$x.%", "S0217 2 [0,2) The object representing the 'parent' cannot be derived from "
                  "this expression" },
    };
    CHECK(rows);
}

static void test_wrong_words(void)
{
    static const struct row rows[] = {
        { "'abc", "S0101 4 [0,1) String literal must be terminated by a matching quote" },
        { "\"\\u12", "S0101 7 [1,3) String literal must be terminated by a matching quote" },
        { "1e400", "S0102 0 [0,5) Number out of range: \"1e400\"" },
        { "'a\\x'", "S0103 3 [2,4) Unsupported escape sequence: \\\"x\"" },
        { "'it\\'s'", "S0103 4 [3,5) Unsupported escape sequence: \\\"'\"" },
        { "'\\u12'", "S0104 2 [1,3) The escape sequence \\u must be followed by 4 hex digits" },
        { "a + `b", "S0105 6 [4,5) Quoted property name must be terminated with a backquote "
                    "(`)" },
        { "1 /* b", "S0106 2 [2,4) Comment has no closing tag" },
        { "/*/", "S0106 0 [0,2) Comment has no closing tag" },
        { "a ! b", "S0204 3 [2,3) Unknown operator: \"!\"" },
        { "a(/b(?<c)/)", "S0303 9 [4,5) Invalid regular expression: the name of a group is not "
                         "valid" },
        { "/a/imi", "S0303 6 [3,6) Invalid regular expression: a flag stands twice" },
        { "//", "S0301 1 [0,2) Empty regular expressions are not allowed" },
        { "/(a/)", "S0302 5 [0,1) No terminating / in regular expression" },
        /* A / behind [] and behind a function begins a regular expression. */
        { "a[]/2", "S0302 5 [3,4) No terminating / in regular expression" },
    };
    CHECK(rows);
}

static void test_wrong_grammar(void)
{
    static const struct row rows[] = {
        { "a b", "S0201 3 [2,3) Syntax error: \"b\"" },
        { "1 2", "S0201 3 [2,3) Syntax error: 2" },
        { "[1, 2", "S0203 5 [5,5) Expected \"]\" before end of expression" },
        { "{'a', 1}", "S0202 5 [4,5) Expected \":\", got \",\"" },
        { "", "S0207 0 [0,0) Unexpected end of expression" },
        { "1 + ", "S0207 4 [4,4) Unexpected end of expression" },
        { "function(a){1}",
          "S0208 10 [9,10) Parameter 1 of function definition must be a variable name (start "
          "with $)" },
        { "[1]{'k': $}[0]",
          "S0209 12 [11,12) A predicate cannot follow a grouping expression in a step" },
        { "a{b: c}{d: e}", "S0210 8 [7,8) Each step can only have one grouping expression" },
        { "a + )", "S0211 5 [4,5) The symbol \")\" cannot be used as a unary operator" },
        { "a.b := 1",
          "S0212 2 [1,2) The left side of := must be a variable name (start with $)" },
        { "a.null.b", "S0213 6 [2,6) The literal value null cannot be used as a step within a "
                      "path expression" },
        { "a@b", "S0214 3 [2,3) The right side of \"@\" must be a variable name (start with "
                 "$)" },
        { "a[0]@$v", "S0215 5 [4,5) A context variable binding must precede any predicates on "
                     "a step" },
        { "a^(b)@$v", "S0216 6 [5,6) A context variable binding must precede the 'order-by' "
                      "clause on a step" },
        { "function($a)<n<n>>{1}",
          "S0401 15 [14,15) Type parameters can only be applied to functions and arrays" },
        { "function($a)<(sa<n>)>{1}", "S0402 14 [13,14) Choice groups containing parameterized "
                                      "types are not supported" },
        /* The reference counts in UTF-16. */
        { "'\360\237\230\200' b", "S0201 6 [7,8) Syntax error: \"b\"" },
    };
    CHECK(rows);
}

/* A NUL may stand in a text and in quotes only, and what is not UTF-8 nowhere. */
static void test_bytes(void)
{
    UNIT_TEXT(print("1 + $a\0b", 8, NULL), "S0201 8 [4,8) Syntax error: \"a\\u0000b\"");
    UNIT_TEXT(of("'\377'"), "S0201 2 [1,2) Syntax error: \"\357\277\275\"");
}

/* `count` times `part`, then `end`. */
static const char *of_many(size_t count, const char *part, const char *end)
{
    struct buf text = { 0 };
    for (size_t i = 0; i < count; i++) {
        buf_text(&text, part);
    }
    buf_text(&text, end);
    const char *printed = print(text.text, text.size, NULL);
    buf_release(&text);
    return printed;
}

static void test_depth(void)
{
    CU_ASSERT_EQUAL(strncmp(of_many(DRAFT_LEVELS_MOST - 1, "(", "1"), "S0203 ", 6), 0);
    static const char *const deep[] = { "(",     "[",  "-",           "$f(", "1+", "a.",
                                        "{'a':", "a?", "function(){", "a^(", "|",  "a ~> " };
    for (size_t i = 0; i < sizeof deep / sizeof deep[0]; i++) {
        CU_ASSERT_EQUAL(strncmp(of_many(10000, deep[i], "1"), "U1001 ", 6), 0);
    }
    CU_ASSERT_EQUAL(strncmp(of_many(200000, "1;", "1"), "S0201 ", 6), 0);
    CU_ASSERT_EQUAL(strncmp(of_many(300000, "/**/", "1"), "ASL_NUMBER(1)", 13), 0);
}

/* Where a node is from, and no other's place. */
static void test_spots(void)
{
    struct jsonata_error error;
    struct jsonata_spots spots = { 0 };
    const char *text = "  1 +\n $f(2) ";
    const struct asl_expr *root =
        jsonata_parse(arena, text, strlen(text), NULL, &error, &spots);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    UNIT_TEXT(root->text, "1 +\n $f(2)");
    const struct asl_expr *sum = root->of[0], *call = sum->of[1];
    const struct jsonata_spot *plus = spot_of(&spots, sum);
    CU_ASSERT_PTR_NOT_NULL_FATAL(plus);
    CU_ASSERT_EQUAL(plus->start, 4);
    CU_ASSERT_EQUAL(plus->end, 5);
    const struct jsonata_spot *open = spot_of(&spots, call);
    CU_ASSERT_PTR_NOT_NULL_FATAL(open);
    CU_ASSERT_EQUAL(open->end, 10);
    CU_ASSERT_PTR_NULL(spot_of(&spots, root));
}

static void with_arena(void (*test)(void))
{
    arena = arena_new();
    test();
    arena_release(arena);
}

#define IN_ARENA(test)                                                                         \
    static void in_##test(void)                                                                \
    {                                                                                          \
        with_arena(test);                                                                      \
    }
IN_ARENA(test_literals)
IN_ARENA(test_operators)
IN_ARENA(test_functions)
IN_ARENA(test_paths)
IN_ARENA(test_ancestry)
IN_ARENA(test_wrong_words)
IN_ARENA(test_wrong_grammar)
IN_ARENA(test_bytes)
IN_ARENA(test_depth)
IN_ARENA(test_spots)

UNIT_MAIN("jsonata", { "literals", in_test_literals }, { "operators", in_test_operators },
          { "functions", in_test_functions }, { "paths and stages", in_test_paths },
          { "what % means", in_test_ancestry }, { "wrong words", in_test_wrong_words },
          { "wrong grammar", in_test_wrong_grammar }, { "bytes", in_test_bytes },
          { "depth and length", in_test_depth }, { "where nodes are from", in_test_spots })
