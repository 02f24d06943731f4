#include "compiler/view/sketch.h"

#include <glob.h>
#include <stdlib.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/load.h"
#include "compiler/read/doc.h"
#include "compiler/read/json.h"
#include "compiler/read/reader.h"
#include "compiler/view/sketchyaml.h"
#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

static bool is_same_span(struct span a, struct span b)
{
    return a.start == b.start && a.end == b.end;
}

/* Returns true if both are the same to the byte, places included. */
static bool is_same(const struct doc_node *a, const struct doc_node *b)
{
    bool has_text = a->type == DOC_STRING || a->type == DOC_NUMBER;
    if (a->type != b->type || !is_same_span(a->span, b->span) || a->count != b->count ||
        (has_text && (a->text_size != b->text_size || strcmp(a->text, b->text) != 0)) ||
        (a->name == NULL) != (b->name == NULL)) {
        return false;
    }
    if (a->name != NULL &&
        (strcmp(a->name, b->name) != 0 || !is_same_span(a->name_span, b->name_span))) {
        return false;
    }
    const struct doc_node *other = b->first;
    for (const struct doc_node *n = a->first; n != NULL; n = n->next, other = other->next) {
        if (other == NULL || other->parent != b || !is_same(n, other)) {
            return false;
        }
    }
    return true;
}

/* What can be read is sketched as it is read; returns how many files could be. */
static size_t check_files(const char *pattern)
{
    glob_t found;
    size_t count = 0;
    CU_ASSERT_EQUAL_FATAL(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct arena *a = arena_new();
        struct diag *d = diag_new(a);
        const struct source *s = load_source(a, d, found.gl_pathv[i]);
        const struct doc_node *doc = reader_parse(a, d, s);
        if (doc != NULL && diag_errors(d) == 0) {
            bool same = is_same(doc, sketch_json(a, s));
            CU_ASSERT_TRUE(same);
            if (!same) {
                fprintf(stderr, "%s is sketched otherwise\n", found.gl_pathv[i]);
            }
            count++;
        }
        arena_release(a);
    }
    globfree(&found);
    return count;
}

static void test_whole(void)
{
    CU_ASSERT_TRUE(check_files("samples/*/*.asl.json") > 5);
    CU_ASSERT_TRUE(check_files("tests/cases/*.asl.json") > 100);
}

/* The sketch of a text, as compact JSON; what has no text in it is null. */
static void check(const char *name, const char *text, const char *wanted)
{
    struct arena *a = arena_new();
    const struct source *s = source_of_text(a, name, text, strlen(text));
    const struct doc_node *n = reader_is_yaml(s) ? sketch_yaml(a, s) : sketch_json(a, s);
    struct buf out = { 0 };
    if (n != NULL) {
        json_write_compact(&out, n);
    }
    UNIT_TEXT(buf_string(&out), wanted);
    buf_release(&out);
    arena_release(a);
}

static void json(const char *text, const char *wanted)
{
    check("a.json", text, wanted);
}

static void yaml(const char *text, const char *wanted)
{
    check("a.yaml", text, wanted);
}

static void test_broken(void)
{
    json("", "");
    json(" \n // x\n", "");
    json("{", "{}");
    json("}", "null");
    json("{\"a\"", "{\"a\":null}");
    json("{\"a\":", "{\"a\":null}");
    json("{\"a\" 1 \"b\": 2}", "{\"a\":null,\"1\":null,\"b\":2}");
    json("{\"a\": 1 \"b\": 2,, \"c\": 3,}", "{\"a\":1,\"b\":2,\"c\":3}");
    json("{\"a\": \"b\n\"c\": 1}", "{\"a\":\"b\",\"c\":1}");
    json("{\"a\n\"c\": 1}", "{\"a\":null,\"c\":1}");
    json("{\"a\":\n\"c\": 1}", "{\"a\":null,\"c\":1}");
    json("{\"a\": [1, {\"b\": 2], \"c\": 3}", "{\"a\":[1,{\"b\":2}],\"c\":3}");
    json("{\"a\": {\"b\": [1, 2}, \"c\": 3}", "{\"a\":{\"b\":[1,2]},\"c\":3}");
    json("{a: b, 'c': 'd'}", "{\"a\":\"b\",\"c\":\"d\"}");
    json("{\"a\": ${n}, \"b\": 1 // x\n /* y */}", "{\"a\":\"${n}\",\"b\":1}");
    json("[1]]", "[1]");
    json("{\"a\": \"\\q\\u12\"}", "{\"a\":\"12\"}");
}

static void test_yaml(void)
{
    yaml("", "");
    yaml("# x\n---\n", "");
    yaml("a: 1\nb: x y # z\nc:\n  d: 'e'\n", "{\"a\":1,\"b\":\"x y\",\"c\":{\"d\":\"e\"}}");
    yaml("a:\n- 1\n- b: 2\n  c: 3\n-\n  - x\nd: [1, {e: f g}]\n",
         "{\"a\":[1,{\"b\":2,\"c\":3},[\"x\"]],\"d\":[1,{\"e\":\"f g\"}]}");
    yaml("a:\n  b: |\n    x: y\n\n    z\n  c: 1\n",
         "{\"a\":{\"b\":\"|\\n    x: y\\n\\n    z\",\"c\":1}}");
    yaml("a:\n  b\n  c: 1\nd\n", "{\"a\":{\"b\":null,\"c\":1},\"d\":null}");
    yaml("a:\n      b: 1\n  c: 2\nd: 3", "{\"a\":{\"b\":1},\"d\":3}");
    yaml("a: \"b\nc: {d: 1\n", "{\"a\":\"b\",\"c\":{\"d\":1}}");
    yaml("- a\n- \n- b: 1\n", "[\"a\",null,{\"b\":1}]");
    yaml("\"a b\": 1\n'c': 2\n", "{\"a b\":1,\"c\":2}");
    yaml("a: https://x/y#z\n", "{\"a\":\"https://x/y#z\"}");
}

/* Deeper than anything may be, and nothing overflows. */
static void test_deep(void)
{
    enum { DEPTH = 100000 };
    struct buf open = { 0 }, dashes = { 0 };
    for (size_t i = 0; i < DEPTH; i++) {
        buf_text(&open, i % 2 == 0 ? "[" : "{\"a\":");
        buf_text(&dashes, "- ");
    }
    struct arena *a = arena_new();
    CU_ASSERT_PTR_NOT_NULL(
        sketch_json(a, source_of_text(a, "x", buf_string(&open), open.size)));
    CU_ASSERT_PTR_NOT_NULL(
        sketch_yaml(a, source_of_text(a, "x", buf_string(&dashes), dashes.size)));
    arena_release(a);
    buf_release(&open);
    buf_release(&dashes);
}

UNIT_MAIN("sketch", { "what is whole", test_whole }, { "what is broken", test_broken },
          { "YAML", test_yaml }, { "depth", test_deep })
