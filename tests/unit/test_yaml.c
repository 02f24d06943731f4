/*
 * YAML as documents: what each value is in JSON, where it stands, and what is refused.
 */
#include <stdbool.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/read/doc.h"
#include "compiler/read/json.h"
#include "compiler/read/reader.h"
#include "compiler/read/yaml.h"
#include "runtime/base/buf.h"
#include "tests/unit/said.h"
#include "tests/unit/unit.h"

static struct arena *arena;
static struct diag *diag;

static const struct doc_node *parse(const char *name, const char *text, size_t size)
{
    arena = arena_new();
    diag = diag_new(arena);
    return reader_parse(arena, diag, source_of_text(arena, name, text, size));
}

/* The document as JSON, without its blanks at the beginnings of lines; or the messages. */
static const char *read_as(const char *name, const char *text)
{
    const struct doc_node *doc = parse(name, text, strlen(text));
    if (doc == NULL || diag_count(diag) > 0) {
        return said_text(arena, diag, false);
    }
    struct buf json = { 0 }, out = { 0 };
    json_write(&json, doc);
    for (const char *c = buf_string(&json); *c != '\0'; c++) {
        if (*c == '\n') {
            c += strspn(c, "\n ") - 1;
        } else {
            buf_char(&out, *c);
        }
    }
    const char *copy = arena_text(arena, buf_string(&out));
    buf_release(&json);
    buf_release(&out);
    return copy;
}

static void check(const char *yaml, const char *wanted)
{
    UNIT_TEXT(read_as("x.yaml", yaml), wanted);
    arena_release(arena);
}

static void test_scalars(void)
{
    check("[null, ~, true, false, 0, -1, 2.50, 1e3, 1E-2]",
          "[null,null,true,false,0,-1,2.50,1e3,1E-2]");
    check("[Null, NULL, True, TRUE, False, FALSE, +1, .5, 1., 01, -007.50, 0x1F, "
          "0xffffffffffffffff]",
          "[null,null,true,true,false,false,1,0.5,1.0,1,-7.50,31,18446744073709551615]");
    check("[nULL, tRUE, FALSe, 1_0, 1:30, '+1', 0x, 0o8, ., +, -., 1e, .Nan, +.nan, inf]",
          "[\"nULL\",\"tRUE\",\"FALSe\",\"1_0\",\"1:30\",\"+1\",\"0x\",\"0o8\",\".\",\"+\","
          "\"-.\",\"1e\",\".Nan\",\"+.nan\",\"inf\"]");
    check("[+1.5E+3, -.5e-2, 0, -0, 00]", "[1.5E+3,-0.5e-2,0,-0,0]");
    check("['null', \"true\", '12', '']", "[\"null\",\"true\",\"12\",\"\"]");
    check("[!!str 12, !!str null, !!int 12, !!float 1.5, !!bool true, !!null '']",
          "[\"12\",\"null\",12,1.5,true,null]");
    check("a:\nb: # nothing\n", "{\"a\": null,\"b\": null}");
    check("word", "\"word\"");
    check("\xEF\xBB\xBF"
          "a: \xC3\xBC\r\nb: \"\\u00fc\\x41\\t\"\r\n",
          "{\"a\": \"\xC3\xBC\",\"b\": \"\xC3\xBC"
          "A\\t\"}");
}

/* What one word is here, and what YAML 1.1 takes it for. */
static void check_differs(const char *word, const char *here, const char *others)
{
    const struct doc_node *doc = parse("x.yaml", word, strlen(word));
    CU_ASSERT_PTR_NOT_NULL_FATAL(doc);
    CU_ASSERT_EQUAL(diag_errors(diag), 0);
    CU_ASSERT_EQUAL(diag_count(diag), others == NULL ? 0 : 1);
    const char *said = said_text(arena, diag, false);
    const char *wanted = others == NULL
                             ? ""
                             : arena_print(arena, "warning: %s is %s here and %s for YAML 1.1",
                                           word, here, others);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, wanted));
    arena_release(arena);
}

static void test_other_readers(void)
{
    static const char *const yes[] = { "yes", "Yes", "YES", "on", "On", "ON" };
    static const char *const no[] = { "no", "No", "NO", "off", "Off", "OFF" };
    for (size_t i = 0; i < 6; i++) {
        check_differs(yes[i], "a string", "true");
        check_differs(no[i], "a string", "false");
    }
    check_differs("0o17", "the number 15", "a string");
    check_differs("-010", "the number -10", "the number -8");
    check_differs("0123456789", "the number 123456789", "a string");
    check_differs("007", NULL, NULL);
    check_differs("oN", NULL, NULL);
    check_differs("'yes'", NULL, NULL);
    check_differs("!!str yes", NULL, NULL);
    check_differs("y", NULL, NULL);
}

static void check_name(const char *name, const char *others)
{
    char text[16];
    snprintf(text, sizeof text, "%s: 1", name);
    const struct doc_node *doc = parse("x.yaml", text, strlen(text));
    CU_ASSERT_PTR_NOT_NULL_FATAL(doc);
    UNIT_TEXT(doc->first->name, name);
    CU_ASSERT_EQUAL(diag_count(diag), others == NULL ? 0 : 1);
    CU_ASSERT_TRUE(others == NULL || strstr(said_text(arena, diag, false), others) != NULL);
    arena_release(arena);
}

static void test_words_as_names(void)
{
    check_name("Yes", "Yes is a string here and true for");
    check_name("off", "off is a string here and false for");
    check_name("True", "True is a string here and true for");
    check_name("~", "~ is a string here and null for");
    check_name("true", NULL);
    check_name("null", NULL);
    check_name("0o17", NULL);
}

static void test_shapes(void)
{
    check("a: {b: [1, {c: d}], e: []}\nf: {}\n",
          "{\"a\": {\"b\": [1,{\"c\": \"d\"}],\"e\": []},\"f\": {}}");
    check("- - 1\n  - 2\n- a: 3\n", "[[1,2],{\"a\": 3}]");
    check("1: one\ntrue: 'yes'\nnull: n\n\"q\": 2\n\"Yes\": 3\n'<<': 4\n010: 5\n",
          "{\"1\": \"one\",\"true\": \"yes\",\"null\": \"n\",\"q\": 2,\"Yes\": 3,\"<<\": "
          "4,\"010\": 5}");
    check("a: |\n  x\n   y\n\nb: >-\n  x\n  y\n", "{\"a\": \"x\\n y\\n\",\"b\": \"x y\"}");
    check("%YAML 1.1\n---\na: 1\n...\n", "{\"a\": 1}");
    check("{\"a\": [1, \"\\/\"]}", "{\"a\": [1,\"/\"]}");
}

static void test_aliases(void)
{
    check("a: &x {b: &y [1]}\nc: *x\nd: *y\n",
          "{\"a\": {\"b\": [1]},\"c\": {\"b\": [1]},\"d\": [1]}");
    check("a: &x 1\nb: &x 2\nc: *x\n", "{\"a\": 1,\"b\": 2,\"c\": 2}");
    check("a: &x [*x]\n", "x.yaml:1:8: error: nothing before this is marked with &x "
                          "[yaml-alias]\n    1 | a: &x [*x]\n      |        ^~\n");
}

/* The bytes of values and names, also behind characters of several bytes. */
static void test_places(void)
{
    static const char text[] = "\xC3\xBC: &a\n  k: v\nlist:\n  - 'it''s'\n  - [1, 2]\nb: *a\n";
    const struct doc_node *doc = parse("x.yml", text, sizeof text - 1);
    const struct doc_node *list = doc_member(doc, "list"), *copy = doc_member(doc, "b");
    const struct doc_node *k = doc_member(doc->first, "k");
    CU_ASSERT_EQUAL(doc->first->name_span.end, 2);
    CU_ASSERT_EQUAL(k->name_span.start, 9);
    CU_ASSERT_EQUAL(k->span.start, 12);
    CU_ASSERT_EQUAL(k->span.end, 13);
    CU_ASSERT_EQUAL(doc->first->span.end, 13);
    CU_ASSERT_EQUAL(list->first->span.start, 24);
    CU_ASSERT_EQUAL(list->first->span.end, 31);
    CU_ASSERT_EQUAL(list->span.end, 42);
    CU_ASSERT_EQUAL(text[copy->span.start], '*');
    CU_ASSERT_EQUAL(copy->first->name_span.start, copy->span.start);
    arena_release(arena);
}

static void test_refused(void)
{
    check("", "x.yaml: error: x.yaml is empty: a definition is one JSON object "
              "[definition-empty]\n");
    check("# only this\n", "x.yaml: error: x.yaml is empty: a definition is one JSON object "
                           "[definition-empty]\n");
    check("a: 1\n---\nb: 2\n", "x.yaml:2:1: error: the document ends before this: another "
                               "document [json-after]\n    2 | ---\n      | ^~~\n");
    check("a: 1\nb: 2\na: 3\n",
          "x.yaml:3:1: error: 'a' is in this object already, on line 1 [duplicate-key]\n"
          "    3 | a: 3\n      | ^\n");
    check("a: \x01\n",
          "x.yaml:1:4: error: this is not YAML: control characters are not allowed "
          "[yaml-syntax]\n    1 | a: \\u0001\n      |    ^\n");
    check("a: [1, 2\n", "x.yaml:2:1: error: this is not YAML: while parsing a flow sequence, "
                        "did not find expected ',' or ']' [yaml-syntax]\n    2 |\n"
                        "      | ^\n");
    check("\"\\0\": 1\n", "x.yaml:1:1: error: a name cannot hold the character U+0000 "
                          "[json-nul-name]\n    1 | \"\\0\": 1\n      | ^~~~\n");
    check("a: !!set {x}\n", "x.yaml:1:4: error: the tag tag:yaml.org,2002:set gives this a "
                            "type that JSON does not have [yaml-tag]\n    1 | a: !!set {x}\n"
                            "      |    ^~~~~~~\n");
}

/* `slug` is refused, once, with the caret at that place. */
static void refuse(const char *text, const char *slug, const char *place)
{
    CU_ASSERT_PTR_NULL(parse("x.yaml", text, strlen(text)));
    CU_ASSERT_EQUAL(diag_errors(diag), 1);
    const char *said = said_text(arena, diag, false);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, slug));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, place));
    arena_release(arena);
}

static void test_numbers_beyond(void)
{
    static const char *const words[] = { ".inf",  ".Inf",  ".INF",
                                         "-.inf", "+.inf", ".nan",
                                         ".NaN",  ".NAN",  "0x10000000000000000" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char text[40];
        snprintf(text, sizeof text, "a: %s", words[i]);
        refuse(text, "[yaml-number]", "x.yaml:1:4: error");
    }
}

static void test_merge(void)
{
    refuse("a: &x {b: 1}\nc:\n  <<: *x\n", "[yaml-merge]", "x.yaml:3:3: error");
    refuse("c: {<<: {b: 1}}\n", "[yaml-merge]", "x.yaml:1:5: error");
}

static void test_tabs(void)
{
    refuse("a:\n\tb: 1\n", "[yaml-tab]", "x.yaml:2:1: error");
    refuse("a:\n  b: 1\n \tc: 2\n", "[yaml-tab]", "x.yaml:3:2: error");
    refuse("a: [1\n", "[yaml-syntax]", "x.yaml:2:1: error");
    check("a:\t1\nb: \"\tx\"\n", "{\"a\": 1,\"b\": \"\\tx\"}");
}

/* Depth, plain and by aliases, is bounded as JSON's is. */
static void test_deep(void)
{
    static char text[4 * DOC_DEPTH_MAX];
    for (int depth = DOC_DEPTH_MAX; depth <= DOC_DEPTH_MAX + 1; depth++) {
        memset(text, '[', (size_t)depth);
        memset(text + depth, ']', (size_t)depth);
        const struct doc_node *doc = parse("x.yaml", text, 2 * (size_t)depth);
        CU_ASSERT_EQUAL(doc != NULL, depth == DOC_DEPTH_MAX);
        CU_ASSERT_EQUAL(diag_count(diag), depth > DOC_DEPTH_MAX);
        arena_release(arena);
    }
    struct buf b = { 0 };
    buf_text(&b, "a0: &a0 [1]\n");
    for (int i = 1; i <= 10; i++) {
        buf_print(&b, "a%d: &a%d ", i, i);
        for (int depth = 0; depth < DOC_DEPTH_MAX / 10; depth++) {
            buf_char(&b, '[');
        }
        buf_print(&b, "*a%d", i - 1);
        for (int depth = 0; depth < DOC_DEPTH_MAX / 10; depth++) {
            buf_char(&b, ']');
        }
        buf_char(&b, '\n');
    }
    CU_ASSERT_PTR_NULL(parse("x.yaml", buf_string(&b), b.size));
    CU_ASSERT_PTR_NOT_NULL(strstr(said_text(arena, diag, false), "[json-deep]"));
    arena_release(arena);
    buf_release(&b);
}

/* So is the number of values that aliases stand for: a list, and each in it. */
static void test_large(void)
{
    for (int more = 0; more <= 1; more++) {
        struct buf b = { 0 };
        buf_text(&b, "a: &a [");
        for (int i = 0; i < YAML_COPIES_MAX / 100 - 1; i++) {
            buf_text(&b, "1,");
        }
        buf_text(&b, "]\nb: [");
        for (int i = 0; i < 100; i++) {
            buf_text(&b, "*a,");
        }
        buf_print(&b, "%s]\nc: &c 1\n", more > 0 ? "*a" : "");
        const struct doc_node *doc = parse("x.yaml", buf_string(&b), b.size);
        CU_ASSERT_EQUAL(doc != NULL, more == 0);
        CU_ASSERT_EQUAL(strstr(said_text(arena, diag, false), "[yaml-large]") != NULL,
                        more > 0);
        arena_release(arena);
        buf_release(&b);
    }
}

/* The language is told by the file's name alone. */
static void test_names(void)
{
    UNIT_TEXT(read_as("order.asl.yml", "a: 1"), "{\"a\": 1}");
    arena_release(arena);
    UNIT_TEXT(read_as("order.asl.json", "{\"a\": 1}"), "{\"a\": 1}");
    arena_release(arena);
    CU_ASSERT_PTR_NULL(parse("order.yaml.json", "a: 1", 4));
    arena_release(arena);
    CU_ASSERT_PTR_NULL(reader_parse(NULL, NULL, NULL));
}

UNIT_MAIN("yaml", { "scalars", test_scalars }, { "other readers", test_other_readers },
          { "words as names", test_words_as_names },
          { "numbers beyond JSON", test_numbers_beyond }, { "merge keys", test_merge },
          { "tabs", test_tabs }, { "shapes", test_shapes }, { "aliases", test_aliases },
          { "places", test_places }, { "refused", test_refused }, { "depth", test_deep },
          { "large", test_large }, { "names", test_names })
