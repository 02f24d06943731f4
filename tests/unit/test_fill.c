#include "compiler/emit/fill.h"

#include "compiler/base/arena.h"
#include "compiler/base/templates.h"
#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

/* What a template becomes with the holes a, b and c. */
static const char *filled(const char *template, const char *a, const char *b, const char *c)
{
    static struct buf out;
    struct fill f = { .arena = NULL };
    buf_clear(&out);
    fill_set(&f, "a", a);
    fill_set(&f, "b", b);
    fill_set(&f, "c", c);
    fill_print(&f, &out, template);
    return buf_string(&out);
}

static void test_replaces(void)
{
    UNIT_TEXT(filled("x {{a}} y {{b}}{{a}}\n", "1", "2", ""), "x 1 y 21\n");
    UNIT_TEXT(filled("{{a}}", "1", "", ""), "1\n");
    UNIT_TEXT(filled("no holes { { } }\n", "", "", ""), "no holes { { } }\n");
    UNIT_TEXT(filled("", "", "", ""), "");
}

static void test_keeps_margins(void)
{
    UNIT_TEXT(filled("    {{a}}\n", "1\n  2\n3\n", "", ""), "    1\n      2\n    3\n");
    UNIT_TEXT(filled(" *   {{a}}\n", "one\ntwo", "", ""), " *   one\n *   two\n");
    UNIT_TEXT(filled("    {{a}}\n", "1\n\n2", "", ""), "    1\n\n    2\n");
    UNIT_TEXT(filled("  x = {{a}};\n", "{\n1\n}", "", ""), "  x = {\n  1\n  };\n");
}

static void test_leaves_out_lines(void)
{
    UNIT_TEXT(filled("1\n{{a}} x\n2\n", "", "", ""), "1\n2\n");
    UNIT_TEXT(filled("1\n{{b}}{{a}}\n2\n", "", "full", ""), "1\n2\n");
}

static void test_only_asks(void)
{
    UNIT_TEXT(filled("call();{{?a}}\n", "yes", "", ""), "call();\n");
    UNIT_TEXT(filled("call();{{?a}}\nend\n", "", "", ""), "end\n");
    UNIT_TEXT(filled("if (x) {{{?a}}\n}{{?a}}\n", "yes", "", ""), "if (x) {\n}\n");
    UNIT_TEXT(filled("{{?a}}{{b}}\n", "yes", "2", ""), "2\n");
}

static void test_joins_blank_lines(void)
{
    UNIT_TEXT(filled("1\n\n{{a}}\n\n2\n", "", "", ""), "1\n\n2\n");
    UNIT_TEXT(filled("1\n\n{{a}}\n\n2\n", "x\n\n", "", ""), "1\n\nx\n\n2\n");
    UNIT_TEXT(filled("\n\n1\n", "", "", ""), "1\n");
    UNIT_TEXT(filled(" *\n * {{a}}\n *\n * x\n", "", "", ""), " *\n * x\n");
    UNIT_TEXT(filled(" */\n */\n", "", "", ""), " */\n */\n");
}

/* contract.md: {{id}} in an author's text stays text. */
static void test_fills_once(void)
{
    UNIT_TEXT(filled("{{a}} {{b}}\n", "{{b}} {{nobody}} {{?c}}", "2", ""),
              "{{b}} {{nobody}} {{?c}} 2\n");
}

static void test_takes_buffers(void)
{
    struct arena *a = arena_new();
    struct fill f = { .arena = a };
    struct buf text = { 0 }, out = { 0 };
    buf_text(&text, "taken");
    fill_take(&f, "a", &text);
    CU_ASSERT_PTR_NULL(text.text);
    fill_ask(&f, "b", true);
    fill_ask(&f, "c", false);
    fill_print(&f, &out, "{{a}}{{?b}}\n{{?c}}no\n");
    UNIT_TEXT(buf_string(&out), "taken\n");
    buf_release(&out);
    arena_release(a);
}

static void test_all_templates_are_there(void)
{
    static const char *const names[] = { "workflow", "machine",  "pass", "task",    "choice",
                                         "wait",     "parallel", "map",  "succeed", "fail" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        CU_ASSERT_PTR_NOT_NULL(templates_find(names[i]));
    }
    CU_ASSERT_PTR_NULL(templates_find("nothing"));
}

UNIT_MAIN("fill", { "replaces holes", test_replaces }, { "keeps margins", test_keeps_margins },
          { "leaves out lines with an empty hole", test_leaves_out_lines },
          { "asks without printing", test_only_asks },
          { "joins blank lines", test_joins_blank_lines },
          { "never fills what was put in", test_fills_once },
          { "takes buffers", test_takes_buffers },
          { "has every template", test_all_templates_are_there })
