#include "compiler/check/covered.h"

#include <stdbool.h>
#include <stdio.h>

#include "compiler/read/ast.h"
#include "tests/unit/unit.h"
#include "tests/unit/verdict.h"

/* Whether the second of two rules, without their Next, can never be chosen. */
static bool covers_within(bool is_jsonata, const char *first, const char *second, size_t steps)
{
    struct arena *a = arena_new();
    const char *text = arena_print(
        a,
        "{%s'StartAt':'A','States':{'A':{'Type':'Choice','Choices':[{%s,'Next':'B'},"
        "{%s,'Next':'B'}]},'B':{'Type':'Succeed'}}}",
        is_jsonata ? "'QueryLanguage':'JSONata'," : "", first, second);
    struct verdict v = verdict_begin(text);
    const struct rule *rules = v.workflow->block->first->rules;
    bool is_so = covered_by(rules, rules->next, &steps);
    verdict_end(&v);
    arena_release(a);
    return is_so;
}

static bool covers(const char *first, const char *second)
{
    return covers_within(false, first, second, COVERED_STEPS);
}

static bool condition_covers(const char *first, const char *second)
{
    return covers_within(true, first, second, COVERED_STEPS);
}

#define X(comparator, operand) "'Variable':'$.x','" comparator "':" operand

/* Every pair of comparators and operands, beside what the numbers 0 to 4 say. */
static void test_numbers(void)
{
    static const char *const words[] = { "Equals", "LessThan", "GreaterThan", "LessThanEquals",
                                         "GreaterThanEquals" };
    for (int i = 0; i < 5 * 5 * 3 * 3; i++) {
        int outer = i % 5, inner = i / 5 % 5, to = 1 + i / 25 % 3, from = 1 + i / 75;
        bool is_wanted = true;
        for (int half = 0; half <= 8; half++) { /* halves, so that none lies in between */
            int x = half, a = 2 * to, b = 2 * from;
            bool is_in_outer[] = { x == a, x<a, x> a, x <= a, x >= a };
            bool is_in_inner[] = { x == b, x<b, x> b, x <= b, x >= b };
            is_wanted = is_wanted && (!is_in_inner[inner] || is_in_outer[outer]);
        }
        char first[80], second[80];
        snprintf(first, sizeof first, "'Variable':'$.x','Numeric%s':%d", words[outer], to);
        snprintf(second, sizeof second, "'Variable':'$.x','Numeric%s':%d", words[inner], from);
        if (covers(first, second) != is_wanted) {
            fprintf(stderr, "%s, then %s\n", first, second);
        }
        CU_ASSERT_EQUAL(covers(first, second), is_wanted);
    }
}

static void test_tests(void)
{
    CU_ASSERT_TRUE(covers(X("StringEquals", "'a'"), X("StringEquals", "'a'")));
    CU_ASSERT_FALSE(covers(X("StringEquals", "'a'"), X("StringEquals", "'b'")));
    CU_ASSERT_TRUE(covers(X("StringLessThan", "'b'"), X("StringEquals", "'a'")));
    CU_ASSERT_FALSE(covers(X("StringLessThan", "'b'"), X("StringEquals", "'\u00e9'")));
    CU_ASSERT_FALSE(covers(X("StringLessThan", "'b'"), X("StringEquals", "'${a}'")));
    CU_ASSERT_FALSE(covers(X("StringEquals", "'1'"), X("NumericEquals", "1")));
    CU_ASSERT_TRUE(covers(X("NumericEquals", "1.0"), X("NumericEquals", "1.0")));
    CU_ASSERT_TRUE(covers(X("NumericLessThan", "1.5"), X("NumericLessThan", "1")));
    CU_ASSERT_FALSE(covers(X("NumericEquals", "1"), "'Variable':'$.y','NumericEquals':1"));
    CU_ASSERT_FALSE(covers(X("NumericLessThanPath", "'$.a'"), X("NumericEqualsPath", "'$.a'")));
    CU_ASSERT_TRUE(covers(X("NumericEqualsPath", "'$.a'"), X("NumericEqualsPath", "'$.a'")));
    CU_ASSERT_FALSE(covers(X("StringEquals", "'$.a'"), X("StringEqualsPath", "'$.a'")));
    CU_ASSERT_TRUE(covers(X("StringMatches", "'a*'"), X("StringMatches", "'a*'")));
    CU_ASSERT_FALSE(covers(X("StringMatches", "'a*'"), X("StringEquals", "'ab'")));
}

/* A comparison holds for what is there only (C-08). */
static void test_presence(void)
{
    CU_ASSERT_TRUE(covers(X("IsPresent", "true"), X("NumericEquals", "1")));
    CU_ASSERT_TRUE(covers(X("IsPresent", "true"), X("IsString", "true")));
    CU_ASSERT_FALSE(covers(X("IsPresent", "true"), X("IsString", "false")));
    CU_ASSERT_FALSE(covers(X("IsPresent", "true"), X("IsPresent", "false")));
    CU_ASSERT_FALSE(covers(X("IsPresent", "false"), X("NumericEquals", "1")));
    CU_ASSERT_FALSE(covers(X("NumericEquals", "1"), X("IsPresent", "true")));
}

#define ONE "{" X("NumericEquals", "1") "}"
#define TWO "{'Variable':'$.y','StringEquals':'b'}"

static void test_groups(void)
{
    CU_ASSERT_TRUE(covers(X("NumericEquals", "1"), "'And':[" TWO "," ONE "]"));
    CU_ASSERT_FALSE(covers("'And':[" TWO "," ONE "]", X("NumericEquals", "1")));
    CU_ASSERT_TRUE(covers("'Or':[" TWO "," ONE "]", X("NumericEquals", "1")));
    CU_ASSERT_FALSE(covers(X("NumericEquals", "1"), "'Or':[" TWO "," ONE "]"));
    CU_ASSERT_TRUE(covers("'Or':[" TWO "," ONE "]", "'Or':[" ONE "," TWO "]"));
    CU_ASSERT_TRUE(covers("'And':[" TWO "," ONE "]", "'And':[" ONE "," TWO "]"));
    CU_ASSERT_TRUE(covers("'Or':[" TWO "," ONE "]", "'And':[" ONE "," TWO "]"));
    CU_ASSERT_FALSE(covers("'And':[" TWO "," ONE "]", "'Or':[" ONE "," TWO "]"));
    CU_ASSERT_TRUE(covers("'Not':" ONE, "'Not':" ONE));
    CU_ASSERT_FALSE(covers("'Not':" ONE, X("NumericEquals", "2")));
    /* What is not less than 5 is not less than 3. */
    CU_ASSERT_TRUE(covers("'Not':{" X("NumericLessThan", "3") "}",
                          "'Not':{" X("NumericLessThan", "5") "}"));
    CU_ASSERT_FALSE(covers("'Not':{" X("NumericLessThan", "5") "}",
                           "'Not':{" X("NumericLessThan", "3") "}"));
}

static void test_conditions(void)
{
    CU_ASSERT_TRUE(condition_covers("'Condition':'{% $a > 1 %}'", "'Condition':'{%$a > 1%}'"));
    CU_ASSERT_FALSE(condition_covers("'Condition':'{% $a > 1 %}'", "'Condition':'{% $a>1 %}'"));
    CU_ASSERT_TRUE(condition_covers("'Condition':'{% true %}'", "'Condition':'{% $a %}'"));
    CU_ASSERT_TRUE(condition_covers("'Condition':true", "'Condition':'{% $a %}'"));
    CU_ASSERT_FALSE(condition_covers("'Condition':false", "'Condition':'{% $a %}'"));
    CU_ASSERT_FALSE(condition_covers("'Condition':'{% $random() < 0.5 %}'",
                                     "'Condition':'{% $random() < 0.5 %}'"));
}

/* Where it would take too long, nothing is certain. */
static void test_steps(void)
{
    CU_ASSERT_TRUE(covers_within(false, "'Or':[" TWO "," ONE "]", "'Or':[" ONE "," TWO "]", 9));
    CU_ASSERT_FALSE(
        covers_within(false, "'Or':[" TWO "," ONE "]", "'Or':[" ONE "," TWO "]", 2));
    CU_ASSERT_FALSE(covers_within(false, X("IsNull", "true"), X("IsNull", "true"), 0));
}

UNIT_MAIN("covered", { "numbers", test_numbers }, { "tests", test_tests },
          { "presence", test_presence }, { "groups", test_groups },
          { "conditions", test_conditions }, { "steps", test_steps })
