#include "compiler/read/doc.h"

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/read/reader.h"
#include "runtime/base/buf.h"
#include "tests/unit/said.h"
#include "tests/unit/unit.h"

static struct arena *arena;
static struct diag *diag;

static const struct doc_node *parse_bytes(const char *text, size_t size)
{
    arena = arena_new();
    diag = diag_new(arena);
    return reader_parse(arena, diag, source_of_text(arena, "x", text, size));
}

static const struct doc_node *parse(const char *text)
{
    return parse_bytes(text, strlen(text));
}

static void end(void)
{
    arena_release(arena);
}

static const char *said(void)
{
    return said_text(arena, diag, false);
}

static void check_span(struct span span, uint32_t start, uint32_t stop)
{
    CU_ASSERT_EQUAL(span.start, start);
    CU_ASSERT_EQUAL(span.end, stop);
}

static void test_values(void)
{
    const struct doc_node *n = parse(" [null, true,false,-1.50E+3 ,\"a\",{},[ ]]\n");
    static const enum doc_type wanted[] = { DOC_NULL,   DOC_TRUE,   DOC_FALSE, DOC_NUMBER,
                                            DOC_STRING, DOC_OBJECT, DOC_ARRAY };
    CU_ASSERT_PTR_NOT_NULL_FATAL(n);
    CU_ASSERT_EQUAL(n->type, DOC_ARRAY);
    CU_ASSERT_EQUAL(n->count, 7);
    check_span(n->span, 1, 40);
    size_t i = 0;
    for (const struct doc_node *item = n->first; item != NULL; item = item->next) {
        CU_ASSERT_EQUAL(item->type, wanted[i]);
        CU_ASSERT_EQUAL(item->index, i);
        CU_ASSERT_PTR_EQUAL(item->parent, n);
        CU_ASSERT_PTR_NULL(item->name);
        i++;
    }
    const struct doc_node *number = n->first->next->next->next;
    UNIT_TEXT(number->text, "-1.50E+3");
    CU_ASSERT_EQUAL(number->text_size, 8);
    check_span(number->span, 19, 27);
    check_span(number->next->span, 29, 32);
    CU_ASSERT_EQUAL(diag_count(diag), 0);
    end();
}

static void test_members(void)
{
    const struct doc_node *n = parse("{\"b\" : 1, \"a\":\"x\", \"\": null}");
    CU_ASSERT_PTR_NOT_NULL_FATAL(n);
    CU_ASSERT_EQUAL(n->count, 3);
    UNIT_TEXT(n->first->name, "b");
    check_span(n->first->name_span, 1, 4);
    check_span(n->first->span, 7, 8);
    UNIT_TEXT(n->first->next->name, "a");
    CU_ASSERT_TRUE(doc_is_text(doc_member(n, "a"), "x"));
    CU_ASSERT_FALSE(doc_is_text(doc_member(n, "a"), "xy"));
    CU_ASSERT_FALSE(doc_is_text(doc_member(n, "b"), "1"));
    CU_ASSERT_FALSE(doc_is_text(NULL, "x"));
    CU_ASSERT_EQUAL(doc_member(n, "")->type, DOC_NULL);
    CU_ASSERT_PTR_NULL(doc_member(n, "c"));
    CU_ASSERT_PTR_NULL(doc_member(NULL, "c"));
    CU_ASSERT_PTR_NULL(doc_member(n->first, "c"));
    end();
}

static void test_type_words(void)
{
    UNIT_TEXT(doc_type_word(DOC_NULL), "null");
    UNIT_TEXT(doc_type_word(DOC_TRUE), "boolean");
    UNIT_TEXT(doc_type_word(DOC_FALSE), "boolean");
    UNIT_TEXT(doc_type_word(DOC_NUMBER), "number");
    UNIT_TEXT(doc_type_word(DOC_STRING), "string");
    UNIT_TEXT(doc_type_word(DOC_ARRAY), "array");
    UNIT_TEXT(doc_type_word(DOC_OBJECT), "object");
}

static void check_string(const char *json, const char *wanted, size_t size, size_t warnings)
{
    const struct doc_node *n = parse(json);
    CU_ASSERT_PTR_NOT_NULL_FATAL(n);
    CU_ASSERT_EQUAL(n->type, DOC_STRING);
    CU_ASSERT_EQUAL(n->text_size, size);
    CU_ASSERT_TRUE(n->text_size == size && memcmp(n->text, wanted, size + 1) == 0);
    CU_ASSERT_EQUAL(diag_errors(diag), 0);
    CU_ASSERT_EQUAL(diag_count(diag), warnings);
    end();
}

static void test_strings(void)
{
    check_string("\"\"", "", 0, 0);
    check_string("\"a\\\"b\\\\c\\/\\b\\f\\n\\r\\t\"", "a\"b\\c/\b\f\n\r\t", 11, 0);
    check_string("\"\\u0041\\u00e9\\u20AC\"", "A\xC3\xA9\xE2\x82\xAC", 6, 0);
    check_string("\"\\uD83D\\uDE00\"", "\xF0\x9F\x98\x80", 4, 0);
    check_string("\"\xF0\x9F\x98\x80'\"", "\xF0\x9F\x98\x80'", 5, 0);
    check_string("\"a\\u0000b\"", "a\0b", 3, 0);
    /* Halves of characters. */
    check_string("\"\\uD83D\"", "\xEF\xBF\xBD", 3, 1);
    check_string("\"\\uDE00x\"", "\xEF\xBF\xBDx", 4, 1);
    check_string("\"\\uD83D\\u0041\"", "\xEF\xBF\xBD\x41", 4, 1);
    check_string("\"\\uD83D\\uD83D\\uDE00\"", "\xEF\xBF\xBD\xF0\x9F\x98\x80", 7, 1);
}

/* A document and a warning, with the caret below the escape. */
static void test_surrogate_warning(void)
{
    CU_ASSERT_PTR_NOT_NULL(parse("[\"a\\uD83Db\"]"));
    UNIT_TEXT(said(), "x:1:4: warning: \\uD83D is only half a character: U+FFFD is taken "
                      "instead [json-surrogate]\n"
                      "    1 | [\"a\\uD83Db\"]\n"
                      "      |    ^~~~~~\n");
    end();
}

/* Each wrong text, and how its one message begins. */
static void test_errors(void)
{
    static const struct {
        const char *json, *wanted;
    } cases[] = {
        { "not a definition",
          "1:1: error: 'not' is not a value: a string needs double quotes, a literal is true, "
          "false or null [json-word]" },
        { "[True]", "1:2: error: 'True' is not a value" },
        { "[NaN]", "1:2: error: 'NaN' is not a value" },
        { "[undefined]", "1:2: error: 'undefined' is not a value" },
        { "[\xC3\xA9t\xC3\xA9]", "1:2: error: '\xC3\xA9t\xC3\xA9' is not a value" },
        { "{\"a\" 1}", "1:6: error: expected ':' after a name, not '1' [json-unexpected]" },
        { "{\"a\": }", "1:7: error: expected a value, not '}' [json-unexpected]" },
        { "{\"a\":",
          "1:6: error: expected a value, not the end of the text [json-unexpected]" },
        { "{\"a\"", "1:5: error: expected ':' after a name, not the end of the text" },
        { "{,}", "1:2: error: expected a name in double quotes, not ','" },
        { "[1,,2]", "1:4: error: expected a value, not ','" },
        { "[1}", "1:3: error: expected ',' or ']', not '}'" },
        { "{\"a\":1]", "1:7: error: expected ',' or '}', not ']'" },
        { "]", "1:1: error: expected a value, not ']'" },
        { "\n[\n1\n\n",
          "3:2: error: the text ends, and the array of line 2 is not closed [json-end]" },
        { "{", "1:2: error: the text ends, and the object of line 1 is not closed [json-end]" },
        { "[1,",
          "1:4: error: the text ends, and the array of line 1 is not closed [json-end]" },
        { "[\"a]\n", "1:2: error: this string is not closed on its line [json-string-open]" },
        { "[\"a\\", "1:2: error: this string is not closed on its line [json-string-open]" },
        { "[\"a\\\n\"]",
          "1:2: error: this string is not closed on its line [json-string-open]" },
        { "[1] 2", "1:5: error: the document ends before this: '2' [json-after]" },
        { "{}}", "1:3: error: the document ends before this: '}' [json-after]" },
        { "[01]", "1:2: error: '01' is not a JSON number [json-number]" },
        { "[+1]", "1:2: error: '+1' is not a JSON number [json-number]" },
        { "[.5]", "1:2: error: '.5' is not a JSON number [json-number]" },
        { "[1.]", "1:2: error: '1.' is not a JSON number [json-number]" },
        { "[0x1F]", "1:2: error: '0x1F' is not a JSON number [json-number]" },
        { "[1e]", "1:2: error: '1e' is not a JSON number [json-number]" },
        { "[-]", "1:2: error: '-' is not a JSON number [json-number]" },
        { "{\"a\\u0000b\": 1}",
          "1:2: error: a name cannot hold the character U+0000 [json-nul-name]" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CU_ASSERT_PTR_NULL(parse(cases[i].json));
        CU_ASSERT_EQUAL(diag_errors(diag), 1);
        const char *text = said();
        bool is_good = strncmp(text, "x:", 2) == 0 &&
                       strncmp(text + 2, cases[i].wanted, strlen(cases[i].wanted)) == 0;
        if (!is_good) {
            fprintf(stderr, "%s\n  %s  wanted %s\n", cases[i].json, text, cases[i].wanted);
        }
        CU_ASSERT_TRUE(is_good);
        end();
    }
}

/* What is wrong but clear is said, and the document is there for the other messages. */
static void test_recovery(void)
{
    static const struct {
        const char *json, *wanted;
        size_t count;
    } cases[] = {
        { "[1,2,]", "1:5: error: JSON does not allow a comma before ']' [json-comma-extra]",
          2 },
        { "{\"a\":1,\n}",
          "1:7: error: JSON does not allow a comma before '}' [json-comma-extra]", 1 },
        { "[1 2]", "1:2: error: a comma is missing after this [json-comma-missing]", 2 },
        { "{\"a\":\"x\"\n\"b\":2}",
          "1:8: error: a comma is missing after this [json-comma-missing]", 2 },
        { "[1, // one\n2]", "1:5: error: JSON has no comments [json-comment]", 2 },
        { "/* x\n */[1]", "1:1: error: JSON has no comments [json-comment]", 1 },
        { "[1]// end", "1:4: error: JSON has no comments [json-comment]", 1 },
        { "{a: 1}", "1:2: error: a string needs double quotes [json-quotes]", 1 },
        { "{'a': 1}", "1:2: error: a string needs double quotes [json-quotes]", 1 },
        { "['it\"s']", "1:2: error: a string needs double quotes [json-quotes]", 1 },
        { "[\"a\tb\"]",
          "1:4: error: a control character stands in this string: write it as \\t "
          "[json-control]",
          1 },
        { "[\"a\x01\"]",
          "1:4: error: a control character stands in this string: write it as \\u0001", 1 },
        { "[\"a\\d\"]", "1:4: error: \\d is not an escape of JSON [json-escape]", 1 },
        { "[\"\\\xC3\xA9\"]", "1:3: error: \\\xC3\xA9 is not an escape of JSON [json-escape]",
          1 },
        { "[\"\\u12G4\"]",
          "1:3: error: \\u without four hexadecimal digits is not an escape of JSON", 1 },
        { "[\"\\u12\"]",
          "1:3: error: \\u without four hexadecimal digits is not an escape of JSON", 1 },
        { "{\"a\":1,\n\"b\":2,\"a\":3}",
          "2:7: error: 'a' is in this object already, on line 1 [duplicate-key]", 3 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct doc_node *n = parse(cases[i].json);
        CU_ASSERT_PTR_NOT_NULL_FATAL(n);
        CU_ASSERT_EQUAL(n->count, cases[i].count);
        CU_ASSERT_EQUAL(diag_errors(diag), 1);
        const char *text = said();
        bool is_good = strncmp(text, "x:", 2) == 0 &&
                       strncmp(text + 2, cases[i].wanted, strlen(cases[i].wanted)) == 0;
        if (!is_good) {
            fprintf(stderr, "%s\n  %s  wanted %s\n", cases[i].json, text, cases[i].wanted);
        }
        CU_ASSERT_TRUE(is_good);
        end();
    }
}

/* All of a file's mistakes in one run, in order. */
static void test_all_at_once(void)
{
    CU_ASSERT_PTR_NULL(parse("{\"a\": 01, /* */ \"b\": [yes,], \"a\": 1 \"c\": \"\\x\"}"));
    CU_ASSERT_EQUAL(diag_errors(diag), 7);
    const char *at = said();
    static const char *const slugs[] = { "[json-number]",   "[json-comment]",
                                         "[json-word]",     "[json-comma-extra]",
                                         "[duplicate-key]", "[json-comma-missing]",
                                         "[json-escape]" };
    for (size_t i = 0; i < sizeof slugs / sizeof slugs[0]; i++) {
        at = strstr(at, slugs[i]);
        CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    }
    end();
}

/* D-05: AWS's text, without a location. */
static void test_empty(void)
{
    CU_ASSERT_PTR_NULL(parse(" \n"));
    UNIT_TEXT(said(),
              "x: error: x is empty: a definition is one JSON object [definition-empty]\n");
    end();
    CU_ASSERT_PTR_NULL(reader_parse(NULL, NULL, NULL));
}

static void check_bytes(const char *bytes, size_t size, const char *wanted)
{
    CU_ASSERT_PTR_NULL(parse_bytes(bytes, size));
    CU_ASSERT_EQUAL(diag_errors(diag), 1);
    const char *text = said();
    CU_ASSERT_PTR_NOT_NULL(strstr(text, wanted));
    end();
}

static void test_no_text(void)
{
    check_bytes("\x7F"
                "ELF\x02\x01\x01\0\0\0",
                10, "x:1:8: error: this is not text: it holds a NUL byte [text-binary]");
    check_bytes("\xFF\xFE{\0}\0", 6,
                "this is not text: it holds a NUL byte, as UTF-16 does: save it as UTF-8");
    check_bytes("{\"a\":\"caf\xE9\"}", 12,
                "x:1:10: error: this is not UTF-8: the byte 0xE9 stands here");
    check_bytes("[\"\xED\xA0\x80\"]", 7,
                "x:1:3: error: this is not UTF-8: the byte 0xED stands here");
}

static void test_mark(void)
{
    const struct doc_node *n = parse("\xEF\xBB\xBF{}");
    CU_ASSERT_PTR_NOT_NULL_FATAL(n);
    check_span(n->span, 0, 2);
    CU_ASSERT_EQUAL(diag_count(diag), 0);
    end();
}

static const struct doc_node *parse_deep(size_t depth, const char *inner)
{
    struct buf text = { 0 };
    for (size_t i = 0; i < depth; i++) {
        buf_text(&text, i % 2 == 0 ? "[" : "{\"a\":");
    }
    buf_text(&text, inner);
    for (size_t i = depth; i-- > 0;) {
        buf_text(&text, i % 2 == 0 ? "]" : "}");
    }
    const struct doc_node *n = parse_bytes(buf_string(&text), text.size);
    buf_release(&text);
    return n;
}

static void test_depth(void)
{
    CU_ASSERT_PTR_NOT_NULL(parse_deep(DOC_DEPTH_MAX, "1"));
    CU_ASSERT_EQUAL(diag_count(diag), 0);
    end();
    CU_ASSERT_PTR_NULL(parse_deep(DOC_DEPTH_MAX + 1, ""));
    CU_ASSERT_EQUAL(diag_errors(diag), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said(), "arrays and objects are nested more than 500 deep"));
    end();
    CU_ASSERT_PTR_NULL(parse_deep(1000000, "1"));
    CU_ASSERT_EQUAL(diag_errors(diag), 1);
    end();
}

/* The same, for objects of few and of many members. */
static void check_duplicates(size_t count)
{
    struct buf text = { 0 };
    buf_text(&text, "{\"k\":0,\n");
    for (size_t i = 0; i < count; i++) {
        buf_print(&text, "\"name%zu\":%zu,", i, i);
    }
    buf_text(&text, "\n\"k\":1,\"K\":2,\"k\":3}");
    const struct doc_node *n = parse_bytes(buf_string(&text), text.size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(n);
    CU_ASSERT_EQUAL(n->count, count + 4);
    CU_ASSERT_EQUAL(diag_errors(diag), 2);
    UNIT_TEXT(doc_member(n, "k")->text, "3");
    UNIT_TEXT(doc_member(n, "K")->text, "2");
    CU_ASSERT_PTR_NULL(doc_member(n, "name"));
    UNIT_TEXT(doc_member(n, "name0")->text, "0");
    const char *last = arena_print(arena, "%zu", count - 1);
    UNIT_TEXT(doc_member(n, arena_print(arena, "name%s", last))->text, last);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(said(), "x:3:1: error: 'k' is in this object already, on line 1"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(said(), "x:3:13: error: 'k' is in this object already, on line 1"));
    buf_release(&text);
    end();
}

static void test_duplicates(void)
{
    check_duplicates(1);
    check_duplicates(12);
    check_duplicates(13);
    check_duplicates(20000);
}

static void check_located(const struct doc_node *n, uint32_t offset, const char *location,
                          const char *pointer)
{
    struct buf l = { 0 }, p = { 0 };
    doc_locate(n, offset, &l, &p);
    UNIT_TEXT(buf_string(&l), location);
    UNIT_TEXT(buf_string(&p), pointer);
    buf_release(&l);
    buf_release(&p);
}

/* D-04; a name, its colon and its value are one place. */
static void test_locate(void)
{
    static const char json[] =
        "{ \"States\": {\"C\": {\"Choices\": [{\"Next\": \"A\"}, 7 ]}, \"a/b~c d\": 1}}";
    const struct doc_node *n = parse(json);
    CU_ASSERT_PTR_NOT_NULL_FATAL(n);
#define AT(text) ((uint32_t)(strstr(json, text) - json))
    check_located(n, 0, "/", "");
    check_located(n, 1, "/", "");
    check_located(n, AT("States"), "/States", "/States");
    check_located(n, AT(": {\"C\""), "/States", "/States");
    check_located(n, AT("{\"Choices"), "/States/C", "/States/C");
    check_located(n, AT("[{"), "/States/C/Choices", "/States/C/Choices");
    check_located(n, AT("{\"Next"), "/States/C/Choices[0]", "/States/C/Choices/0");
    check_located(n, AT("\"Next"), "/States/C/Choices[0]/Next", "/States/C/Choices/0/Next");
    check_located(n, AT("\"A\""), "/States/C/Choices[0]/Next", "/States/C/Choices/0/Next");
    check_located(n, AT(", 7"), "/States/C/Choices", "/States/C/Choices");
    check_located(n, AT("7"), "/States/C/Choices[1]", "/States/C/Choices/1");
    check_located(n, AT("a/b"), "/States/a/b~c d", "/States/a~1b~0c d");
    check_located(n, sizeof json, "/", "");
    check_located(NULL, 0, "/", "");
#undef AT
    end();
    n = parse("[1, [2, 3]]");
    check_located(n, 1, "/[0]", "/0");
    check_located(n, 8, "/[1][1]", "/1/1");
    end();
}

static void test_locate_many(void)
{
    struct buf text = { 0 };
    buf_text(&text, "[");
    for (size_t i = 0; i < 1000; i++) {
        buf_print(&text, "%s1000", i > 0 ? ", " : "");
    }
    buf_text(&text, "]");
    const struct doc_node *n = parse_bytes(buf_string(&text), text.size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(n);
    check_located(n, 1, "/[0]", "/0");
    check_located(n, 1 + 6 * 500 + 3, "/[500]", "/500");
    check_located(n, 1 + 6 * 500 + 4, "/", "");
    check_located(n, 1 + 6 * 999, "/[999]", "/999");
    buf_release(&text);
    end();
}

/* Every beginning of a document is an error without a crash. */
static void test_cut(void)
{
    static const char json[] =
        "{\"a\\u00e9\": [1.5e3, true, {\"b\": \"x\\n\\ud83d\\ude00\"}], \"c\": {\"d\": null}}";
    for (size_t size = 0; size < sizeof json - 1; size++) {
        CU_ASSERT_PTR_NULL(parse_bytes(json, size));
        CU_ASSERT_TRUE(diag_errors(diag) > 0);
        CU_ASSERT_TRUE(strlen(said()) > 0);
        end();
    }
    CU_ASSERT_PTR_NOT_NULL(parse(json));
    end();
}

/* Every byte changed to another: no crash, and places inside of the text. */
static void test_changed(void)
{
    static const char json[] = "{\"a\": [1, \"x\\n\\u00e9\", {\"b\": true}], \"c\": -2.5}";
    static const char others[] = "{}[]\",:\\/*'x0-\n\t\xC3\x01";
    for (size_t i = 0; i < sizeof json - 1; i++) {
        for (size_t j = 0; j < sizeof others; j++) {
            char text[sizeof json];
            memcpy(text, json, sizeof json);
            text[i] = others[j];
            const struct doc_node *n = parse_bytes(text, sizeof json - 1);
            CU_ASSERT_TRUE(n != NULL || diag_errors(diag) > 0);
            CU_ASSERT_TRUE(diag_count(diag) == 0 || strlen(said()) > 0);
            end();
        }
    }
}

UNIT_MAIN("doc", { "values", test_values }, { "members", test_members },
          { "words for types", test_type_words }, { "strings", test_strings },
          { "half a character", test_surrogate_warning },
          { "T-18: what is not JSON", test_errors }, { "what is clear goes on", test_recovery },
          { "all mistakes at once", test_all_at_once },
          { "D-05: an empty definition", test_empty }, { "what is not text", test_no_text },
          { "a byte order mark", test_mark }, { "depth", test_depth },
          { "T-16: duplicate keys", test_duplicates }, { "D-04: locations", test_locate },
          { "locations among many", test_locate_many }, { "a text that is cut", test_cut },
          { "a text with one other byte", test_changed })
