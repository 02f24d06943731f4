/* test_parse_path.c - JSONPath and reference paths as trees (P-01 .. P-19, V-03, X-09). */
#include "tests/unit/unit.h"

#include <stdbool.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/emit/tree.h"
#include "compiler/expr/path.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"

static struct arena *arena;

/* The steps of the path as C, or "offset: message". Lives as long as the arena. */
static const char *steps_of(const char *text, size_t size, enum path_kind kind)
{
    struct expr_error error;
    const struct asl_expr *e = path_parse(arena, text, size, kind, &error);
    if (e == NULL) {
        return arena_print(arena, "%zu: %s", error.offset, error.message);
    }
    struct buf all = { 0 };
    CU_ASSERT_EQUAL(e->op, ASL_OP_PATH);
    CU_ASSERT_PTR_EQUAL(e->eval, asl_eval_path);
    CU_ASSERT_EQUAL(strncmp(e->text, text, size), 0);
    for (size_t i = 0; e->of[i] != NULL; i++) {
        buf_text(&all, i == 0 ? "" : " ");
        tree_print_flat(&all, e->of[i]);
    }
    const char *copy = arena_text(arena, buf_string(&all));
    buf_release(&all);
    return copy;
}

static const char *any(const char *text)
{
    return steps_of(text, strlen(text), PATH_ANY);
}

static bool is_valid(const char *text, enum path_kind kind)
{
    struct expr_error error;
    return path_parse(arena, text, strlen(text), kind, &error) != NULL;
}

/* Where the mistake is, and that there is one. */
static size_t mistake(const char *text)
{
    struct expr_error error = { 0 };
    const struct asl_expr *e = path_parse(arena, text, strlen(text), PATH_ANY, &error);
    if (e != NULL) {
        fprintf(stderr, "taken, though wrong: %s\n", text);
    }
    CU_ASSERT_PTR_NULL(e);
    return error.offset;
}

static void test_roots(void)
{
    UNIT_TEXT(any("$"), "ASL_ROOT");
    UNIT_TEXT(any("$$"), "ASL_CONTEXT"); /* X-09 */
    UNIT_TEXT(any("$$.Map.Item"), "ASL_CONTEXT ASL_KEY(\"Map\") ASL_KEY(\"Item\")");
    UNIT_TEXT(any("$name"), "ASL_VARIABLE(\"name\")");
    UNIT_TEXT(any("$name[0].b"), "ASL_VARIABLE(\"name\") ASL_INDEX(0) ASL_KEY(\"b\")");
    UNIT_TEXT(any("$.a "), "ASL_KEY(\"a\")");
    CU_ASSERT_EQUAL(mistake(""), 0);
    CU_ASSERT_EQUAL(mistake("key"), 0); /* P-06 */
    CU_ASSERT_EQUAL(mistake(" $.a"), 0);
    CU_ASSERT_EQUAL(mistake(".key"), 0);
    CU_ASSERT_EQUAL(mistake("@.a"), 0);
    CU_ASSERT_EQUAL(mistake("$(key,more)"), 1);
    CU_ASSERT_EQUAL(mistake("$$23"), 2);
}

static void test_variables(void) /* V-03 */
{
    UNIT_TEXT(any("$\xC3\xA4\xC3\xB6_1"), "ASL_VARIABLE(\"\xC3\xA4\xC3\xB6_1\")");
    UNIT_TEXT(any("$_x"), "ASL_VARIABLE(\"_x\")");
    CU_ASSERT_EQUAL(mistake("$1x"), 1);
    CU_ASSERT_EQUAL(mistake("$a-b"), 2);
    CU_ASSERT_EQUAL(mistake("$\xE2\x82\xAC"), 1); /* the euro sign is not a letter */
    char longest[90] = "$";
    memset(longest + 1, 'v', 81);
    CU_ASSERT_FALSE(is_valid(longest, PATH_ANY));
    longest[81] = '\0';
    CU_ASSERT_TRUE(is_valid(longest, PATH_ANY));
    CU_ASSERT_EQUAL(path_variable_size("ab-c", 4), 2);
    CU_ASSERT_EQUAL(path_variable_size("", 0), 0);
    /* Unicode's exceptions to its own categories: the middle dot goes on, U+2118 begins. */
    CU_ASSERT_EQUAL(path_variable_size("l\xC2\xB7l", 4), 4);
    CU_ASSERT_EQUAL(path_variable_size("\xC2\xB7l", 3), 0);
    CU_ASSERT_EQUAL(path_variable_size("\xE2\x84\x98", 3), 3);
    CU_ASSERT_EQUAL(path_variable_size("\xE1\xA2\x85", 3), 3); /* a mark that begins */
    CU_ASSERT_EQUAL(path_variable_size("\xFF", 1), 0);
}

static void test_names(void) /* P-07 */
{
    UNIT_TEXT(any("$.key-dash"), "ASL_KEY(\"key-dash\")");
    UNIT_TEXT(any("$.\"key\""), "ASL_KEY(\"\\\"key\\\"\")");
    UNIT_TEXT(any("$.2"), "ASL_KEY(\"2\")");
    UNIT_TEXT(any("$.$"), "ASL_KEY(\"$\")");
    UNIT_TEXT(any("$['a']"), "ASL_KEY(\"a\")");
    UNIT_TEXT(any("$[\"a\"]"), "ASL_KEY(\"a\")");
    UNIT_TEXT(any("$[ 'a' ]"), "ASL_KEY(\"a\")");
    UNIT_TEXT(any("$['']"), "ASL_KEY(\"\")");
    UNIT_TEXT(any("$.['a']"), "ASL_KEY(\"a\")");
    UNIT_TEXT(any("$['two.some']"), "ASL_KEY(\"two.some\")");
    UNIT_TEXT(any("$['it\\'s']"), "ASL_KEY(\"it's\")");
    UNIT_TEXT(any("$['\\\\']"), "ASL_KEY(\"\\\\\")");
    UNIT_TEXT(any("$['a\\\"b']"), "ASL_KEY(\"a\\\\\\\"b\")"); /* recorded */
    UNIT_TEXT(any("$['\\u00e4']"), "ASL_KEY(\"\xC3\xA4\")");
    UNIT_TEXT(any("$['\\ud83d\\ude00']"), "ASL_KEY(\"\xF0\x9F\x98\x80\")");
    CU_ASSERT_EQUAL(mistake("$['single'quote']"), 10);
    CU_ASSERT_EQUAL(mistake("$['a"), 2);
    CU_ASSERT_EQUAL(mistake("$['a'"), 1);
    CU_ASSERT_EQUAL(mistake("$['a',]"), 6);
    CU_ASSERT_EQUAL(mistake("$['a',\"b\"]"), 6);
    CU_ASSERT_EQUAL(mistake("$[key]"), 2);
    CU_ASSERT_EQUAL(mistake("$[]"), 2);
    CU_ASSERT_EQUAL(mistake("$. a"), 2);
    CU_ASSERT_EQUAL(mistake("$.a b"), 3);
    CU_ASSERT_EQUAL(mistake("$.a."), 4);
    CU_ASSERT_EQUAL(mistake("$."), 2);
    CU_ASSERT_EQUAL(mistake("$['\\u12']"), 3);
}

/* P-01: Jayway wants no dot behind a ] or *. */
static void test_bare_names(void)
{
    UNIT_TEXT(any("$[0]ab"), "ASL_INDEX(0) ASL_KEY(\"ab\")");
    UNIT_TEXT(any("$['a']b.c"), "ASL_KEY(\"a\") ASL_KEY(\"b\") ASL_KEY(\"c\")");
    UNIT_TEXT(any("$[*]^^"), "ASL_EACH ASL_KEY(\"^^\")");
    UNIT_TEXT(any("$.*a[0]*.b"),
              "ASL_EACH ASL_KEY(\"a\") ASL_INDEX(0) ASL_EACH ASL_KEY(\"b\")");
    CU_ASSERT_EQUAL(mistake("$*ab"), 1);
    CU_ASSERT_EQUAL(mistake("$[0] ab"), 4);
    CU_ASSERT_EQUAL(mistake("$[0]a"), 4);
    CU_ASSERT_EQUAL(mistake("$[0]a()"), 4);
    CU_ASSERT_TRUE(is_valid("$[0].ab", PATH_RESULT));
    CU_ASSERT_FALSE(is_valid("$[0]ab", PATH_RESULT));
}

static void test_nul(void)
{
    UNIT_TEXT(steps_of("$.a\0b", 5, PATH_ANY), "3: a path cannot hold the character U+0000");
    CU_ASSERT_EQUAL(mistake("$['a\\u0000']"), 2);
}

static void test_numbers(void) /* P-10, P-11, P-12, P-13, P-16 */
{
    UNIT_TEXT(any("$[0]"), "ASL_INDEX(0)");
    UNIT_TEXT(any("$[-1]"), "ASL_INDEX(-1)");
    UNIT_TEXT(any("$[010]"), "ASL_INDEX(10)");
    UNIT_TEXT(any("$[ 0 , 1 ]"), "ASL_UNION(ASL_INDEX(0), ASL_INDEX(1))");
    UNIT_TEXT(any("$['a','b']"), "ASL_UNION(ASL_KEY(\"a\"), ASL_KEY(\"b\"))");
    UNIT_TEXT(any("$[1:3]"), "ASL_SLICE(ASL_NUMBER(1), ASL_NUMBER(3), ASL_NULL)");
    UNIT_TEXT(any("$[-2:]"), "ASL_SLICE(ASL_NUMBER(-2), ASL_NULL, ASL_NULL)");
    UNIT_TEXT(any("$[:2]"), "ASL_SLICE(ASL_NULL, ASL_NUMBER(2), ASL_NULL)");
    UNIT_TEXT(any("$[010:024:010]"), "ASL_SLICE(ASL_NUMBER(10), ASL_NUMBER(24), ASL_NULL)");
    UNIT_TEXT(any("$[3::-1]"), "ASL_SLICE(ASL_NUMBER(3), ASL_NULL, ASL_NULL)");
    CU_ASSERT_EQUAL(mistake("$[:]"), 2);
    CU_ASSERT_EQUAL(mistake("$[::]"), 2);
    CU_ASSERT_EQUAL(mistake("$[::2]"), 2);
    CU_ASSERT_EQUAL(mistake("$[113667776004:2]"), 2);
    CU_ASSERT_EQUAL(mistake("$[2147483648]"), 2);
    CU_ASSERT_TRUE(is_valid("$[2147483647]", PATH_ANY));
    CU_ASSERT_EQUAL(mistake("$[0,:5]"), 3);
    CU_ASSERT_EQUAL(mistake("$[0,]"), 4);
    CU_ASSERT_EQUAL(mistake("$[1 2]"), 4);
    CU_ASSERT_EQUAL(mistake("$[-]"), 2);
    CU_ASSERT_EQUAL(mistake("$[0"), 1);
    CU_ASSERT_EQUAL(mistake("$[*,1]"), 3);
    CU_ASSERT_EQUAL(mistake("$[(@.length-1)]"), 2);
}

static void test_wide(void) /* P-15, P-17 */
{
    UNIT_TEXT(any("$.*"), "ASL_EACH");
    UNIT_TEXT(any("$[*].a"), "ASL_EACH ASL_KEY(\"a\")");
    UNIT_TEXT(any("$..name"), "ASL_DEEP ASL_KEY(\"name\")");
    UNIT_TEXT(any("$..*"), "ASL_DEEP ASL_EACH");
    UNIT_TEXT(any("$..[0]"), "ASL_DEEP ASL_INDEX(0)");
    UNIT_TEXT(any("$$..a"), "ASL_CONTEXT ASL_DEEP ASL_KEY(\"a\")");
    CU_ASSERT_EQUAL(mistake("$.."), 3);
    CU_ASSERT_EQUAL(mistake("$...a"), 3);
    CU_ASSERT_EQUAL(mistake("$.*a"), 3);
}

static void test_functions(void) /* P-19 */
{
    UNIT_TEXT(any("$.a.length()"), "ASL_KEY(\"a\") ASL_CALL_0(asl_path_length)");
    UNIT_TEXT(any("$.length"), "ASL_KEY(\"length\")");
    UNIT_TEXT(any("$.a.index(-1)"), "ASL_KEY(\"a\") ASL_CALL(asl_path_index, ASL_NUMBER(-1))");
    UNIT_TEXT(any("$.concat(\"x\", $.b, 1)"),
              "ASL_CALL(asl_path_concat, ASL_STRING(\"x\"), "
              "ASL_PATH(\"$.b\", ASL_KEY(\"b\")), ASL_NUMBER(1))");
    CU_ASSERT_EQUAL(mistake("$.a.nothing()"), 4);
    CU_ASSERT_EQUAL(mistake("$.a.sum(1)"), 4);
    CU_ASSERT_EQUAL(mistake("$.a.index()"), 4);
    CU_ASSERT_EQUAL(mistake("$.a.sum().b"), 9);
    CU_ASSERT_EQUAL(mistake("$.a.concat(1"), 10);
    CU_ASSERT_EQUAL(mistake("$.a.concat(1,)"), 13);
}

#define AT_A "ASL_PATH(\"@.a\", ASL_ITEM, ASL_KEY(\"a\"))"
#define AT_B "ASL_PATH(\"@.b\", ASL_ITEM, ASL_KEY(\"b\"))"

static void test_filters(void) /* P-18 */
{
    UNIT_TEXT(any("$[?(@.a)]"), "ASL_WHERE(ASL_CALL(asl_filter_exists, " AT_A "))");
    UNIT_TEXT(any("$[ ? ( @.a ) ]"), "ASL_WHERE(ASL_CALL(asl_filter_exists, " AT_A "))");
    UNIT_TEXT(any("$[?(!@.a)]"),
              "ASL_WHERE(ASL_CALL(asl_filter_not, ASL_CALL(asl_filter_exists, " AT_A ")))");
    UNIT_TEXT(any("$[?(@)]"),
              "ASL_WHERE(ASL_CALL(asl_filter_exists, ASL_PATH(\"@\", ASL_ITEM)))");
    UNIT_TEXT(any("$[?(@.a > 10)]"),
              "ASL_WHERE(ASL_CALL(asl_filter_greater, " AT_A ", ASL_NUMBER(10)))");
    UNIT_TEXT(any("$[?(@.a==-0.123e2)]"),
              "ASL_WHERE(ASL_CALL(asl_filter_equal, " AT_A ", ASL_NUMBER(-0.123e2)))");
    UNIT_TEXT(any("$[?(@.a==010)]"),
              "ASL_WHERE(ASL_CALL(asl_filter_equal, " AT_A ", ASL_NUMBER(10)))");
    UNIT_TEXT(any("$[?(@.a=~/x\\/y/i)]"),
              "ASL_WHERE(ASL_CALL(asl_filter_matches, " AT_A ", ASL_STRING(\"/x\\\\/y/i\")))");
    UNIT_TEXT(any("$[?(/x/ =~ @.a)]"),
              "ASL_WHERE(ASL_CALL(asl_filter_matches, " AT_A ", ASL_STRING(\"/x/\")))");
    UNIT_TEXT(any("$[?(2 IN @.a)]"),
              "ASL_WHERE(ASL_CALL(asl_filter_in, ASL_NUMBER(2), " AT_A "))");
    UNIT_TEXT(any("$[?(@.a in ['x', \"y\", z, true])]"),
              "ASL_WHERE(ASL_CALL(asl_filter_in, " AT_A ", ASL_ARRAY(ASL_STRING(\"x\"), "
              "ASL_STRING(\"y\"), ASL_STRING(\"z\"), ASL_TRUE)))");
    UNIT_TEXT(any("$[?(@.a=={\"k\":[],'l':{}})]"),
              "ASL_WHERE(ASL_CALL(asl_filter_equal, " AT_A ", ASL_OBJECT({ \"k\", "
              "ASL_EMPTY_ARRAY }, { \"l\", ASL_EMPTY_OBJECT })))");
    UNIT_TEXT(any("$[?(@.a*2==null)]"),
              "ASL_WHERE(ASL_CALL(asl_filter_equal, "
              "ASL_PATH(\"@.a*2\", ASL_ITEM, ASL_KEY(\"a*2\")), ASL_NULL))");
    UNIT_TEXT(any("$[?(@.length() == 4)]"),
              "ASL_WHERE(ASL_CALL(asl_filter_equal, ASL_PATH(\"@.length()\", ASL_ITEM, "
              "ASL_CALL_0(asl_path_length)), ASL_NUMBER(4)))");
    UNIT_TEXT(any("$[?(@['a b']=='c)')]"),
              "ASL_WHERE(ASL_CALL(asl_filter_equal, ASL_PATH(\"@['a b']\", ASL_ITEM, "
              "ASL_KEY(\"a b\")), ASL_STRING(\"c)\")))");
    UNIT_TEXT(any("$[?(!@.a==1)]"),
              "ASL_WHERE(ASL_CALL(asl_filter_equal, " AT_A ", ASL_NUMBER(1)))");
}

/* The words of a filter that are noted, parted by blanks. */
static void check_bare(const char *text, const char *wanted)
{
    struct expr_error error;
    struct buf words = { 0 };
    CU_ASSERT_PTR_NOT_NULL(path_parse(arena, text, strlen(text), PATH_ANY, &error));
    for (const struct expr_bare *b = error.bare; b != NULL; b = b->next) {
        buf_text(&words, words.size > 0 ? " " : "");
        buf_put(&words, text + b->offset, b->size);
    }
    UNIT_TEXT(buf_string(&words), wanted);
    buf_release(&words);
}

static void test_bare_words(void)
{
    UNIT_TEXT(any("$[?(@.a==Receipt)]"),
              "ASL_WHERE(ASL_CALL(asl_filter_equal, " AT_A ", ASL_STRING(\"Receipt\")))");
    UNIT_TEXT(any("$[?(nullable != @.a)]"),
              "ASL_WHERE(ASL_CALL(asl_filter_unequal, ASL_STRING(\"nullable\"), " AT_A "))");
    check_bare("$[?(@.a==Receipt)]", "Receipt");
    check_bare("$[?(@.a==x1||@.b==_y-z.w:v&&@.c== true)]", "x1 _y-z.w:v");
    check_bare("$[?(@.a[?(@.b==deep)])].c[?(@.a==then)]", "deep then");
    check_bare("$[?(@.a in [b, 'c'] && @.d=='e' && @.f==null)]", "");
}

static void test_filter_logic(void)
{
    UNIT_TEXT(any("$[?(@.a && @.b || !(@.a))]"),
              "ASL_WHERE(ASL_CALL(asl_filter_or, ASL_CALL(asl_filter_and, "
              "ASL_CALL(asl_filter_exists, " AT_A "), ASL_CALL(asl_filter_exists, " AT_B ")), "
              "ASL_CALL(asl_filter_not, ASL_CALL(asl_filter_exists, " AT_A "))))");
    UNIT_TEXT(any("$[?((@.a || @.b) && @.a)]"),
              "ASL_WHERE(ASL_CALL(asl_filter_and, ASL_CALL(asl_filter_or, "
              "ASL_CALL(asl_filter_exists, " AT_A "), ASL_CALL(asl_filter_exists, " AT_B ")), "
              "ASL_CALL(asl_filter_exists, " AT_A ")))");
}

/* What $ means in a filter is where the path itself begins. */
static void test_filter_roots(void)
{
    UNIT_TEXT(any("$[?(@.a==$.v)]"), "ASL_WHERE(ASL_CALL(asl_filter_equal, " AT_A
                                     ", ASL_PATH(\"$.v\", ASL_KEY(\"v\"))))");
    UNIT_TEXT(any("$$[?(@.a==$)]"), "ASL_CONTEXT ASL_WHERE(ASL_CALL(asl_filter_equal, " AT_A
                                    ", ASL_PATH(\"$\", ASL_CONTEXT)))");
    UNIT_TEXT(any("$x[?(@.a==$.v)]"),
              "ASL_VARIABLE(\"x\") ASL_WHERE(ASL_CALL(asl_filter_equal, " AT_A
              ", ASL_PATH(\"$.v\", ASL_VARIABLE(\"x\"), ASL_KEY(\"v\"))))");
    CU_ASSERT_EQUAL(mistake("$[?(@.a==$$.v)]"), 10);
    CU_ASSERT_TRUE(is_valid("$[?(@.a[?(@.price>10)])]", PATH_ANY));
    CU_ASSERT_TRUE(is_valid("$[?(@.a['it\\'s'])]", PATH_ANY));
}

static void test_wrong_filters(void)
{
    CU_ASSERT_EQUAL(mistake("$[?()]"), 4);
    CU_ASSERT_EQUAL(mistake("$[?]"), 3);
    CU_ASSERT_EQUAL(mistake("$[?@.a]"), 3);
    CU_ASSERT_EQUAL(mistake("$[?(true)]"), 4);
    CU_ASSERT_EQUAL(mistake("$[?(@.a>0 && false)]"), 13);
    CU_ASSERT_EQUAL(mistake("$[?(@.a='v')]"), 7);
    CU_ASSERT_EQUAL(mistake("$[?(v)]"), 4);
    CU_ASSERT_EQUAL(mistake("$[?(@.a == v w)]"), 13);
    CU_ASSERT_EQUAL(mistake("$.a.concat(v)"), 11);
    CU_ASSERT_EQUAL(mistake("$[?((@.a<44)==false)]"), 12);
    CU_ASSERT_EQUAL(mistake("$[?(@.a/10==5)]"), 7);
    CU_ASSERT_EQUAL(mistake("$[?(@.a<3),?(@.a>6)]"), 10);
    CU_ASSERT_EQUAL(mistake("$[?(@.a"), 3);
    CU_ASSERT_EQUAL(mistake("$[?(@.a == 'x)]"), 11);
    CU_ASSERT_EQUAL(mistake("$[?(@.a =~ 'x')]"), 8);
    CU_ASSERT_EQUAL(mistake("$[?(@.a == /x/)]"), 8);
    CU_ASSERT_EQUAL(mistake("$[?(@.a =~ /x)]"), 11);
    CU_ASSERT_EQUAL(mistake("$[?(@.a exists true)]"), 8);
    CU_ASSERT_EQUAL(mistake("$[?(@.a in [1,])]"), 14);
    CU_ASSERT_EQUAL(mistake("$[?(@.a == {1:2})]"), 12);
    CU_ASSERT_EQUAL(mistake("$[?(@.a == {'a\\u0000':2})]"), 12);
}

static void test_references(void) /* P-02, P-05, G-14 */
{
    static const char *const good[] = { "$",
                                        "$.a.b",
                                        "$['store']['book']",
                                        "$.ledgers[0][22][315].foo",
                                        "$.foo.\\.bar",
                                        "$.foo\\@bar.baz\\[\\[.\\?pretty" };
    static const char *const bad[] = { "$..book",    "$.store[*]",   "$.store[0:2]",
                                       "$.length()", "$.a[0,1]",     "$[?(@.a)]",
                                       "a",          "States.UUID()" };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        CU_ASSERT_TRUE(is_valid(good[i], PATH_REFERENCE));
        CU_ASSERT_TRUE(is_valid(good[i], PATH_RESULT));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CU_ASSERT_FALSE(is_valid(bad[i], PATH_REFERENCE));
    }
    UNIT_TEXT(steps_of("$.foo.\\.bar", 11, PATH_REFERENCE),
              "ASL_KEY(\"foo\") ASL_KEY(\".bar\")");
    CU_ASSERT_TRUE(is_valid("$$.a", PATH_REFERENCE));
    CU_ASSERT_TRUE(is_valid("$v.a", PATH_REFERENCE_INPUT));
    CU_ASSERT_FALSE(is_valid("$$.a", PATH_REFERENCE_INPUT));
    CU_ASSERT_FALSE(is_valid("$$.a", PATH_RESULT));
    CU_ASSERT_FALSE(is_valid("$v.a", PATH_RESULT));
}

/* Deep and long texts: bounded, and no deeper a tree than it must be. */
static void test_bounds(void)
{
    enum { MANY = 20000 };
    struct buf text = { 0 };
    for (int i = 0; i < MANY; i++) {
        buf_text(&text, i == 0 ? "$[?(" : "(");
    }
    CU_ASSERT_FALSE(is_valid(buf_string(&text), PATH_ANY));
    buf_clear(&text);
    for (int i = 0; i < MANY; i++) {
        buf_text(&text, i == 0 ? "$" : "[?(@");
    }
    CU_ASSERT_FALSE(is_valid(buf_string(&text), PATH_ANY));
    buf_clear(&text);
    for (int i = 0; i < MANY; i++) {
        buf_text(&text, i == 0 ? "$[?(@.a" : "||@.a ");
    }
    buf_text(&text, ")]");
    CU_ASSERT_TRUE(is_valid(buf_string(&text), PATH_ANY));
    buf_clear(&text);
    for (int i = 0; i < MANY; i++) {
        buf_text(&text, i == 0 ? "$" : ".\\.a[0]");
    }
    CU_ASSERT_TRUE(is_valid(buf_string(&text), PATH_ANY));
    buf_release(&text);
}

/* No beginning of a path may read past its end. */
static void test_cut_short(void)
{
    static const char whole[] = "$$.a['b\\u0041'][0,-1][1:2:3]..*[?(!(@.x[?(@ in ['y'])] =~ "
                                "/z\\//i) && {'a':[1.5e-3,null]} == $.c)].concat(\"q\", $.r)";
    for (size_t size = 0; size < sizeof whole; size++) {
        char *exact = memory_text_n(whole, size);
        struct expr_error error;
        const struct asl_expr *e = path_parse(arena, exact, size, PATH_ANY, &error);
        CU_ASSERT_TRUE(e != NULL || error.offset <= size);
        memory_release(exact);
    }
    CU_ASSERT_TRUE(is_valid(whole, PATH_ANY));
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
IN_ARENA(test_roots)
IN_ARENA(test_variables)
IN_ARENA(test_names)
IN_ARENA(test_bare_names)
IN_ARENA(test_nul)
IN_ARENA(test_numbers)
IN_ARENA(test_wide)
IN_ARENA(test_functions)
IN_ARENA(test_filters)
IN_ARENA(test_filter_logic)
IN_ARENA(test_bare_words)
IN_ARENA(test_filter_roots)
IN_ARENA(test_wrong_filters)
IN_ARENA(test_references)
IN_ARENA(test_bounds)
IN_ARENA(test_cut_short)

UNIT_MAIN("parse_path", { "where a path begins", in_test_roots },
          { "variables", in_test_variables }, { "names", in_test_names },
          { "names without a dot (P-01)", in_test_bare_names }, { "no NUL", in_test_nul },
          { "indices, slices, unions", in_test_numbers },
          { "wildcards and descent", in_test_wide }, { "functions", in_test_functions },
          { "filters", in_test_filters }, { "and, or, not", in_test_filter_logic },
          { "words without quotes (P-18)", in_test_bare_words },
          { "$ in a filter", in_test_filter_roots }, { "wrong filters", in_test_wrong_filters },
          { "reference paths", in_test_references }, { "bounds", in_test_bounds },
          { "cut short", in_test_cut_short })
