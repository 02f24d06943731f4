#include "compiler/template/trace.h"

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"
#include "tests/unit/unit.h"

/* Wants each mark of the text, a capital letter, to be shown by itself in the file; those of
 * `escaped` by what stands for them. */
static void check(const char *file, const char *text, const char *escaped)
{
    struct arena *a = arena_new();
    struct source *s = source_of_text(a, "t.yaml", file, strlen(file));
    struct doc_node *root = reader_parse_template(a, diag_new(a), s);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    const struct doc_node *n = doc_member(root, "k");
    CU_ASSERT_PTR_NOT_NULL_FATAL(n);
    n = n->type == DOC_OBJECT ? n->first : n;
    struct patched t = trace_scalar(a, s, n);
    UNIT_TEXT(t.text, text);
    for (uint32_t i = 0; i < t.size; i++) {
        struct span at = patched_shown(&t, i);
        if (t.text[i] >= 'A' && t.text[i] <= 'Z' && strchr(escaped, t.text[i]) == NULL) {
            CU_ASSERT_EQUAL(at.end, at.start + 1);
            CU_ASSERT_EQUAL(file[at.start], t.text[i]);
        } else if (t.text[i] >= 'A' && t.text[i] <= 'Z') {
            CU_ASSERT_EQUAL(file[at.start], '\\');
            CU_ASSERT(at.end > at.start + 1);
        }
    }
    arena_release(a);
}

static void test_yaml(void)
{
    check("k: A b C\n", "A b C", "");
    check("k: A b\n  C\n\n  D\n", "A b C\nD", "");
    check("k: !Sub  A b C # D\n", "A b C", "");
    check("k: 'A ''b'' C'\n", "A 'b' C", "");
    check("k: \"A\\tb\\x42C\\u0044 \\\n    E\"\n", "A\tbBCD E", "BD");
    check("k: |\n  A\n    B\n\n  C\n", "A\n  B\n\nC\n", "");
    check("k: !Sub |-\n   A\n     B\n   C\n", "A\n  B\nC", "");
    check("k: >\n  A\n  B\n\n  C\n", "A B\nC\n", "");
    check("k: &X |\r\n  A\r\n  B\r\n", "A\nB\n", "");
    check("k: |2\n    A\n   B\n", "  A\n B\n", "");
}

static void test_json(void)
{
    check("{\"k\": \"A b C\"}", "A b C", "");
    check("{\"k\": \"\\\"A\\\":\\n\\u0042 C\\ud83d\\ude00D\"}",
          "\"A\":\nB C\xF0\x9F\x98\x80"
          "D",
          "B");
    check("{\"k\": {\"Ref\": \"A\"}}", "A", "");
    check("{\"k\": \"\"}", "", "");
}

/* What an alias stands for is shown by the alias. */
static void test_alias(void)
{
    struct arena *a = arena_new();
    const char *file = "x: &a some\nk: *a\n";
    struct source *s = source_of_text(a, "t.yaml", file, strlen(file));
    struct doc_node *root = reader_parse_template(a, diag_new(a), s);
    struct patched t = trace_scalar(a, s, doc_member(root, "k"));
    UNIT_TEXT(t.text, "some");
    struct span at = patched_written(&t, (struct span){ 0, 4 });
    CU_ASSERT_EQUAL(file[at.start], '*');
    CU_ASSERT_EQUAL(at.end, at.start + 2);
    arena_release(a);
}

UNIT_MAIN("trace", { "YAML", test_yaml }, { "JSON", test_json }, { "an alias", test_alias })
