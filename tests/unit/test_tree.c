#include "compiler/emit/tree.h"

#include <stdbool.h>

#include <asl/tree.h>

#include "compiler/emit/quote.h"
#include "compiler/plan/deep.h"
#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

static const char *printed(const struct asl_expr *e, int indent, int tail)
{
    static struct buf out;
    buf_clear(&out);
    quote_blanks(&out, indent);
    tree_print(&out, e, indent, tail);
    return buf_string(&out);
}

/* What is printed is what was written: C itself makes the tree, and the text, of one source. */
#define SAME(...) UNIT_TEXT(printed((__VA_ARGS__), 0, 0), #__VA_ARGS__)

/* clang-format off */
static void test_literals(void)
{
    SAME(ASL_NULL);
    SAME(ASL_TRUE);
    SAME(ASL_FALSE);
    SAME(ASL_NUMBER(9007199254740993));
    SAME(ASL_NUMBER(-0));
    SAME(ASL_NUMBER(1e400));
    SAME(ASL_NUMBER(1E-7));
    SAME(ASL_STRING("text"));
    SAME(ASL_STRING(""));
    SAME(ASL_EMPTY_ARRAY);
    SAME(ASL_EMPTY_OBJECT);
    SAME(ASL_ARRAY(ASL_NUMBER(1), ASL_EMPTY_ARRAY, ASL_NULL));
    SAME(ASL_OBJECT({ "a b", ASL_NUMBER(1) }, { "", ASL_OBJECT({ "c", ASL_TRUE }) }));
}

static void test_paths(void)
{
    SAME(ASL_PATH("$", ASL_ROOT));
    SAME(ASL_PATH("$.a.b", ASL_KEY("a"), ASL_KEY("b")));
    SAME(ASL_PATH("$$.Task.Token", ASL_CONTEXT, ASL_KEY("Task"), ASL_KEY("Token")));
    SAME(ASL_PATH("$x[-1][*]", ASL_VARIABLE("x"), ASL_INDEX(-1), ASL_EACH));
    SAME(ASL_PATH("$..[0:2]", ASL_DEEP, ASL_SLICE(ASL_NUMBER(0), ASL_NUMBER(2), ASL_NULL)));
    SAME(ASL_PATH("$['a','b']", ASL_UNION(ASL_KEY("a"), ASL_KEY("b"))));
    SAME(ASL_PATH("$.a.length()", ASL_KEY("a"), ASL_CALL_0(asl_path_length)));
    SAME(ASL_WHERE(ASL_CALL(asl_filter_less, ASL_PATH("@.p", ASL_ITEM, ASL_KEY("p")), ASL_NUMBER(1))));
}

static void test_intrinsics(void)
{
    SAME(ASL_INTRINSIC("States.UUID()", ASL_CALL_0(asl_uuid)));
    SAME(ASL_INTRINSIC("States.Array(1)", ASL_CALL(asl_array, ASL_NUMBER(1))));
}

/* contract.md: quotes, backslashes, controls, trigraphs, directions; a digit may follow an escape. */
static void test_escapes(void)
{
    UNIT_TEXT(printed(ASL_STRING("\"\\'%d"), 0, 0), "ASL_STRING(\"\\\"\\\\'%d\")");
    UNIT_TEXT(printed(ASL_STRING("\0009\n\t\001\177"), 0, 0), "ASL_STRING(\"\\0009\\n\\t\\001\\177\")");
    UNIT_TEXT(printed(ASL_STRING("?" "?/ ?" "?" "?="), 0, 0), "ASL_STRING(\"?\\?/ ?\\?\\?=\")");
    UNIT_TEXT(printed(ASL_STRING("\342\200\256abc"), 0, 0), "ASL_STRING(\"\\342\\200\\256abc\")");
    UNIT_TEXT(printed(ASL_STRING("\342\200\250"), 0, 0), "ASL_STRING(\"\\342\\200\\250\")");
    UNIT_TEXT(printed(ASL_STRING("\303"), 0, 0), "ASL_STRING(\"\\303\")");
    SAME(ASL_STRING("café 支付 😀 */ /* //"));
}
/* clang-format on */

static void test_breaks_objects(void)
{
    const struct asl_expr *e = ASL_OBJECT(
        { "first", ASL_PATH("$.somewhere.else", ASL_KEY("somewhere"), ASL_KEY("else")) },
        { "second", ASL_OBJECT({ "n", ASL_NUMBER(1) }) });
    UNIT_TEXT(printed(e, 4, 1),
              "    ASL_OBJECT(\n"
              "        { \"first\", ASL_PATH(\"$.somewhere.else\", ASL_KEY(\"somewhere\"), "
              "ASL_KEY(\"else\")) },\n"
              "        { \"second\", ASL_OBJECT({ \"n\", ASL_NUMBER(1) }) })");
}

static void test_breaks_paths(void)
{
    const struct asl_expr *e =
        ASL_PATH("$.a_rather_long_name.of_which.there_are_many", ASL_KEY("a_rather_long_name"),
                 ASL_KEY("of_which"), ASL_KEY("there_are_many"));
    UNIT_TEXT(printed(e, 0, 0), "ASL_PATH(\"$.a_rather_long_name.of_which.there_are_many\",\n"
                                "    ASL_KEY(\"a_rather_long_name\"), ASL_KEY(\"of_which\"), "
                                "ASL_KEY(\"there_are_many\"))");
}

static void test_breaks_calls(void)
{
    const struct asl_expr *e =
        ASL_INTRINSIC("States.Format('a long text with a {}', $.and.a.path.in.it)",
                      ASL_CALL(asl_format, ASL_STRING("a long text with a {}"),
                               ASL_PATH("$.and", ASL_KEY("and"))));
    UNIT_TEXT(printed(e, 0, 0),
              "ASL_INTRINSIC(\"States.Format('a long text with a {}', $.and.a.path.in.it)\",\n"
              "    ASL_CALL(asl_format,\n"
              "        ASL_STRING(\"a long text with a {}\"),\n"
              "        ASL_PATH(\"$.and\", ASL_KEY(\"and\"))))");
}

static void test_breaks_strings(void)
{
    UNIT_TEXT(printed(ASL_STRING("a first line that is long enough to need a second line\n"
                                 "and a second line that makes the whole longer than a line"),
                      0, 0),
              "ASL_STRING(\n"
              "    \"a first line that is long enough to need a second line\\n\"\n"
              "    \"and a second line that makes the whole longer than a line\")");
}

/* No line is longer than it should be, however a text is made. */
static void test_lines_end_in_time(void)
{
    char text[2000];
    for (size_t i = 0; i < sizeof text - 1; i++) {
        text[i] = i % 7 == 0 ? '\001' : i % 13 == 0 ? ' ' : 'x';
    }
    text[sizeof text - 1] = '\0';
    struct asl_expr e = { .op = ASL_OP_STRING, .size = sizeof text - 1, .text = text };
    const char *at = printed(&e, 0, 0);
    for (const char *end; (end = strchr(at, '\n')) != NULL; at = end + 1) {
        CU_ASSERT(end - at <= QUOTE_LINE);
    }
    CU_ASSERT(strlen(at) <= QUOTE_LINE);
}

/* C promises 4095 bytes; a character is not cut. */
static void test_joins_long_strings(void)
{
    static char text[9001];
    struct asl_expr e = { .op = ASL_OP_STRING, .size = 9000, .text = text };
    for (size_t i = 0; i < 9000; i += 3) {
        memcpy(text + i, "支", 3);
    }
    const char *at = printed(&e, 0, 0);
    CU_ASSERT_EQUAL(strncmp(at, "ASL_JOIN(\n    ASL_STRING(\n", 26), 0);
    CU_ASSERT_PTR_NULL(strchr(at, '\\'));
    int pieces = 0;
    for (; (at = strstr(at, "ASL_STRING(")) != NULL; at++) {
        pieces++;
    }
    CU_ASSERT_EQUAL(pieces, 3);
    CU_ASSERT_FALSE(deep_is_leaf(&e));
}

UNIT_MAIN("tree", { "literals", test_literals }, { "paths", test_paths },
          { "intrinsics", test_intrinsics }, { "escapes", test_escapes },
          { "breaks objects", test_breaks_objects }, { "breaks paths", test_breaks_paths },
          { "breaks calls", test_breaks_calls }, { "breaks strings", test_breaks_strings },
          { "ends lines in time", test_lines_end_in_time },
          { "joins long strings", test_joins_long_strings })
