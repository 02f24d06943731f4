/* test_parse_intrinsic.c - States.* as trees (F-01 .. F-09). */
#include "tests/unit/unit.h"

#include <stdbool.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/emit/tree.h"
#include "compiler/expr/intrinsic.h"
#include "compiler/expr/word.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"

static struct arena *arena;

static const char *call_of(const char *text)
{
    struct expr_error error;
    const struct asl_expr *e = intrinsic_parse(arena, text, strlen(text), &error);
    if (e == NULL) {
        return arena_print(arena, "%zu: %s", error.offset, error.message);
    }
    CU_ASSERT_EQUAL(e->op, ASL_OP_INTRINSIC);
    UNIT_TEXT(e->text, text);
    struct buf all = { 0 };
    tree_print_flat(&all, e->of[0]);
    const char *copy = arena_text(arena, buf_string(&all));
    buf_release(&all);
    return copy;
}

static size_t mistake(const char *text)
{
    struct expr_error error = { 0 };
    const struct asl_expr *e = intrinsic_parse(arena, text, strlen(text), &error);
    if (e != NULL) {
        fprintf(stderr, "taken, though wrong: %s\n", text);
    }
    CU_ASSERT_PTR_NULL(e);
    return error.offset;
}

static void test_arguments(void) /* F-03, F-04 */
{
    arena = arena_new();
    UNIT_TEXT(call_of("States.UUID()"), "ASL_CALL_0(asl_uuid)");
    UNIT_TEXT(call_of("States.UUID( )  "), "ASL_CALL_0(asl_uuid)");
    UNIT_TEXT(
        call_of("States.Array( 'a' ,1,-2.5e3,true,false,null)"),
        "ASL_CALL(asl_array, ASL_STRING(\"a\"), ASL_NUMBER(1), ASL_NUMBER(-2.5e3), ASL_TRUE, "
        "ASL_FALSE, ASL_NULL)");
    UNIT_TEXT(call_of("States.Array($.a, $$.b,$v)"),
              "ASL_CALL(asl_array, ASL_PATH(\"$.a\", ASL_KEY(\"a\")), ASL_PATH(\"$$.b\", "
              "ASL_CONTEXT, ASL_KEY(\"b\")), ASL_PATH(\"$v\", ASL_VARIABLE(\"v\")))");
    UNIT_TEXT(
        call_of("States.ArrayLength($.a[?(@.b==',)')] )"),
        "ASL_CALL(asl_array_length, ASL_PATH(\"$.a[?(@.b==',)')]\", ASL_KEY(\"a\"), "
        "ASL_WHERE(ASL_CALL(asl_filter_equal, ASL_PATH(\"@.b\", ASL_ITEM, ASL_KEY(\"b\")), "
        "ASL_STRING(\",)\")))))");
    UNIT_TEXT(call_of("States.Array($.a.length(), 1)"),
              "ASL_CALL(asl_array, ASL_PATH(\"$.a.length()\", ASL_KEY(\"a\"), "
              "ASL_CALL_0(asl_path_length)), ASL_NUMBER(1))");
    UNIT_TEXT(call_of("States.MathAdd(States.MathAdd(1, 2), 3)"),
              "ASL_CALL(asl_math_add, ASL_CALL(asl_math_add, ASL_NUMBER(1), ASL_NUMBER(2)), "
              "ASL_NUMBER(3))");
    arena_release(arena);
}

/* A template keeps its backslashes for States.Format, any other string loses them. */
static void test_escapes(void) /* F-05, F-10 */
{
    arena = arena_new();
    UNIT_TEXT(call_of("States.Array('it\\'s \\{\\} \\\\')"),
              "ASL_CALL(asl_array, ASL_STRING(\"it's {} \\\\\"))");
    UNIT_TEXT(call_of("States.Format('\\{{}\\\\', 'a\\'')"),
              "ASL_CALL(asl_format, ASL_STRING(\"\\\\{{}\\\\\\\\\"), ASL_STRING(\"a'\"))");
    UNIT_TEXT(call_of("States.StringToJson('{\"a\": 1}')"),
              "ASL_CALL(asl_string_to_json, ASL_STRING(\"{\\\"a\\\": 1}\"))");
    CU_ASSERT_EQUAL(mistake("States.StringToJson('An \\\"x\\\"')"), 24);
    CU_ASSERT_EQUAL(mistake("States.Format('\\n')"), 15);
    CU_ASSERT_EQUAL(mistake("States.Format('a"), 14);
    CU_ASSERT_EQUAL(mistake("States.Format('a\\'"), 14);
    CU_ASSERT_EQUAL(mistake("States.Format('a\\"), 16);
    arena_release(arena);
}

static void test_mistakes(void) /* F-03, F-04 */
{
    arena = arena_new();
    CU_ASSERT_EQUAL(mistake(" States.UUID()"), 0);
    CU_ASSERT_EQUAL(mistake(""), 0);
    CU_ASSERT_EQUAL(mistake("States.UUID"), 11);
    CU_ASSERT_EQUAL(mistake("States.UUID("), 12);
    CU_ASSERT_EQUAL(mistake("States.UUID ()"), 11);
    CU_ASSERT_EQUAL(mistake("States.UUID() x"), 14);
    CU_ASSERT_EQUAL(mistake("States.Array(\"a\")"), 13);
    CU_ASSERT_EQUAL(mistake("States.Array([1])"), 13);
    CU_ASSERT_EQUAL(mistake("States.Array({})"), 13);
    CU_ASSERT_EQUAL(mistake("States.Array(a)"), 13);
    CU_ASSERT_EQUAL(mistake("States.Array(-)"), 13);
    CU_ASSERT_EQUAL(mistake("States.Array(1, )"), 16);
    CU_ASSERT_EQUAL(mistake("States.Array(,1)"), 13);
    CU_ASSERT_EQUAL(mistake("States.Array(1 2)"), 15);
    CU_ASSERT_EQUAL(mistake("States.Array('a', $.x..)"), 23);
    CU_ASSERT_EQUAL(mistake("States.Array('a', States.Nothing())"), 18);
    CU_ASSERT_EQUAL(mistake("states.array()"), 0);
    CU_ASSERT_EQUAL(mistake("States.array()"), 0);
    CU_ASSERT_EQUAL(mistake("States.Array(1, states.UUID())"), 16);
    UNIT_TEXT(call_of("States.Array(states.UUID())"),
              "13: an argument is a path, a 'string', a number, true, false, null or another "
              "call");
    UNIT_TEXT(
        call_of("States.Fromat('{}')"),
        "0: there is no intrinsic function 'States.Fromat': did you mean 'States.Format'?");
    arena_release(arena);
}

static void test_depth(void) /* F-06, Q-15 */
{
    arena = arena_new();
    for (int depth = 1; depth <= 11; depth++) {
        struct buf text = { 0 };
        for (int i = 0; i < depth; i++) {
            buf_text(&text, "States.Array(");
        }
        for (int i = 0; i < depth; i++) {
            buf_char(&text, ')');
        }
        struct expr_error error;
        const struct asl_expr *e = intrinsic_parse(arena, text.text, text.size, &error);
        CU_ASSERT_EQUAL(e != NULL, depth <= 10);
        buf_release(&text);
    }
    arena_release(arena);
}

/* A wrong count of arguments is not an error of the definition (F-09). */
static void test_counts(void)
{
    arena = arena_new();
    UNIT_TEXT(call_of("States.StringToJson()"), "ASL_CALL_0(asl_string_to_json)");
    UNIT_TEXT(call_of("States.UUID(1)"), "ASL_CALL(asl_uuid, ASL_NUMBER(1))");
    arena_release(arena);
}

static void test_words(void)
{
    const struct word *word = word_find(WORD_INTRINSIC, "States.MathRandom!", 17);
    CU_ASSERT_PTR_NOT_NULL_FATAL(word);
    CU_ASSERT_PTR_EQUAL(word->function, asl_math_random);
    UNIT_TEXT(word->c_name, "asl_math_random");
    CU_ASSERT_EQUAL(word->least, 2);
    CU_ASSERT_EQUAL(word->most, 3);
    CU_ASSERT_PTR_EQUAL(word_of(asl_math_random), word);
    CU_ASSERT_PTR_NULL(word_find(WORD_FILTER, "States.UUID", 11));
    CU_ASSERT_PTR_NULL(word_find(WORD_INTRINSIC, "States.UUI", 10));
    CU_ASSERT_PTR_NULL(word_of(NULL));
}

static void test_cut_short(void)
{
    static const char whole[] =
        "States.Format('a\\'{}{}', States.Array($.a[?(@.b == 'c')], -1.5e3, null), $$.d)";
    arena = arena_new();
    for (size_t size = 0; size < sizeof whole - 1; size++) {
        char *exact = memory_text_n(whole, size);
        struct expr_error error;
        CU_ASSERT_PTR_NULL(intrinsic_parse(arena, exact, size, &error));
        CU_ASSERT_TRUE(error.offset <= size);
        memory_release(exact);
    }
    struct expr_error error;
    CU_ASSERT_PTR_NOT_NULL(intrinsic_parse(arena, whole, sizeof whole - 1, &error));
    CU_ASSERT_PTR_NULL(intrinsic_parse(arena, "States.Array('\0')", 17, &error));
    CU_ASSERT_EQUAL(error.offset, 14);
    arena_release(arena);
}

UNIT_MAIN("parse_intrinsic", { "arguments", test_arguments }, { "escapes", test_escapes },
          { "mistakes", test_mistakes }, { "depth", test_depth }, { "counts", test_counts },
          { "words", test_words }, { "cut short", test_cut_short })
