#include "compiler/emit/lines.h"

#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

/* P stands for the directive's path, so that the wanted text is short. */
static void expect(const char *c_text, const char *wanted)
{
    struct buf out = { 0 };
    lines_map(&out, c_text, "P");
    UNIT_TEXT(buf_string(&out), wanted);
    buf_release(&out);
}

#define HEAD "static enum asl_move f(struct asl_frame *f)"

static void test_state(void)
{
    expect("/* ---- Charge: Task ---- :18 */\n\nstatic int x[] = {\n    1\n};\n\n" HEAD
           "\n{\n    return asl_end(f);\n}\n\nint y;\n",
           "/* ---- Charge: Task ---- :18 */\n\nstatic int x[] = {\n    1\n};\n\n"
           "#line 18 \"P\"\n" HEAD "\n#line 18 \"P\"\n{\n"
           "#line 18 \"P\"\n    return asl_end(f);\n#line 18 \"P\"\n}\n\nint y;\n");
}

/* What is inside a catcher's block is the catcher's, what follows is the state's again. */
static void test_catcher(void)
{
    expect("/* ---- A ---- :4 */\n" HEAD "\n{\n    if (asl_caught(f, &c)) { /* :9 */\n"
           "        return asl_go(f, B);\n    }\n    return asl_end(f) /* :12 */;\n}\n",
           "/* ---- A ---- :4 */\n#line 4 \"P\"\n" HEAD "\n#line 4 \"P\"\n{\n"
           "#line 9 \"P\"\n    if (asl_caught(f, &c)) { /* :9 */\n"
           "#line 9 \"P\"\n        return asl_go(f, B);\n#line 4 \"P\"\n    }\n"
           "#line 12 \"P\"\n    return asl_end(f) /* :12 */;\n#line 4 \"P\"\n}\n");
}

/* A question that is broken over lines belongs to the number behind it. */
static void test_rule(void)
{
    expect(
        "/* ---- A ---- :4 */\n" HEAD "\n{\n    if (asl_test(f, x,\n"
        "                 y) /* :6 */\n            && asl_test(f, z) /* :7 */) {\n    }\n}\n",
        "/* ---- A ---- :4 */\n#line 4 \"P\"\n" HEAD "\n#line 4 \"P\"\n{\n"
        "#line 6 \"P\"\n    if (asl_test(f, x,\n"
        "#line 6 \"P\"\n                 y) /* :6 */\n"
        "#line 7 \"P\"\n            && asl_test(f, z) /* :7 */) {\n"
        "#line 4 \"P\"\n    }\n#line 4 \"P\"\n}\n");
}

/* A text that looks like a line's mark is not one, and a path is written as a C string. */
static void test_texts(void)
{
    struct buf out = { 0 };
    lines_map(&out,
              "/* ---- A ---- :4 */\nint main(void)\n{\n    s(\"/* :7 */\");\n"
              "    s(\"\\\"/* :8 */\", '\"');\n}\n",
              "a \"b\"\\c");
    UNIT_TEXT(buf_string(&out),
              "/* ---- A ---- :4 */\n"
              "#line 4 \"a \\\"b\\\"\\\\c\"\nint main(void)\n#line 4 \"a \\\"b\\\"\\\\c\"\n{\n"
              "#line 4 \"a \\\"b\\\"\\\\c\"\n    s(\"/* :7 */\");\n"
              "#line 4 \"a \\\"b\\\"\\\\c\"\n    s(\"\\\"/* :8 */\", '\"');\n"
              "#line 4 \"a \\\"b\\\"\\\\c\"\n}\n");
    buf_release(&out);
}

UNIT_MAIN("lines", { "a state", test_state }, { "a catcher", test_catcher },
          { "a rule", test_rule }, { "texts", test_texts })
