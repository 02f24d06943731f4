/*
 * A JSON text as its author laid it out: keys, texts, lines.
 */
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/check/outline.h"
#include "tests/unit/unit.h"

static void show(struct buf *b, const struct outline *o, const struct outline_node *n)
{
    if (n->key != NULL) {
        buf_print(b, "%s=", n->key);
    }
    buf_print(b, "%s%d", n->text != NULL ? n->text : n->is_object ? "{}" : "", n->line);
    if (n->first == 0) {
        return;
    }
    buf_char(b, '(');
    for (const struct outline_node *in = outline_first(o, n); in != NULL;
         in = outline_next(o, in)) {
        buf_text(b, in->parent == (size_t)(n - o->nodes) ? " " : " stray ");
        show(b, o, in);
    }
    buf_text(b, " )");
}

static void expect(const char *text, const char *wanted)
{
    struct outline o;
    struct buf got = { 0 };
    if (outline_read(&o, text, strlen(text))) {
        show(&got, &o, &o.nodes[0]);
    } else {
        buf_text(&got, "none");
    }
    UNIT_TEXT(buf_string(&got), wanted);
    outline_release(&o);
    buf_release(&got);
}

static void test_values(void)
{
    expect("1", "1");
    expect("\n\n\"a\"", "a3");
    expect("{}", "{}1");
    expect("[]", "1");
    expect("[1,\n-2.5e3,true,\nnull,\"x\"]", "1( 1 2 2 3 x3 )");
    expect("{\"a\":{\"b\":[{}]},\"c\":\"d\"}", "{}1( a={}1( b=1( {}1 ) ) c=d1 )");
}

/* A member's line is its key's. */
static void test_lines(void)
{
    expect("{\n \"a\" :\n\n {\n \"b\"\n:1},\n\"c\":[\n2\n,\n3]}",
           "{}1( a={}2( b=5 ) c=7( 8 10 ) )");
    expect("{\r\n\"a\":1}", "{}1( a=2 )");
}

static void test_texts(void)
{
    expect("{\"a\\\"b\":\"\\u0041\\n\\\\\"}", "{}1( a\"b=A\n\\1 )");
    expect("{\"\":\"\"}", "{}1( =1 )");
    expect("[\"{\",\"]\",\",\",\":\"]", "1( {1 ]1 ,1 :1 )");
}

static void test_no_json(void)
{
    expect("", "none");
    expect("{\"a\":}", "none");
    expect("StartAt: A\n", "none");
}

static void test_member(void)
{
    struct outline o;
    const char *text = "{\"a\":1,\n\"b\":[\"a\"]}";
    CU_ASSERT_TRUE_FATAL(outline_read(&o, text, strlen(text)));
    const struct outline_node *b = outline_member(&o, &o.nodes[0], "b");
    CU_ASSERT_PTR_NOT_NULL_FATAL(b);
    CU_ASSERT_EQUAL(b->line, 2);
    CU_ASSERT_PTR_NULL(outline_member(&o, &o.nodes[0], "c"));
    CU_ASSERT_PTR_NULL(outline_member(&o, b, "a"));
    CU_ASSERT_PTR_NULL(outline_member(&o, NULL, "a"));
    outline_release(&o);
}

/* As deep and as wide as it may be. */
static void test_large(void)
{
    struct outline o;
    struct buf text = { 0 };
    for (int i = 0; i < 1000; i++) {
        buf_char(&text, '[');
    }
    for (int i = 0; i < 100000; i++) {
        buf_text(&text, i == 0 ? "1" : ",\n1");
    }
    for (int i = 0; i < 1000; i++) {
        buf_char(&text, ']');
    }
    CU_ASSERT_TRUE_FATAL(outline_read(&o, buf_string(&text), text.size));
    CU_ASSERT_EQUAL(o.count, 101000);
    CU_ASSERT_EQUAL(o.nodes[o.count - 1].line, 100000);
    outline_release(&o);
    buf_release(&text);
}

UNIT_MAIN("outline", { "values", test_values }, { "lines", test_lines },
          { "texts", test_texts }, { "no JSON", test_no_json }, { "a member", test_member },
          { "large", test_large })
