#include "compiler/base/diag.h"

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "runtime/base/buf.h"
#include "tests/unit/said.h"
#include "tests/unit/unit.h"

static struct arena *arena;
static struct diag *diag;

static const char definition[] = "{\n"
                                 "  \"States\": {\n"
                                 "    \"Charge\": {\n"
                                 "      \"Next\": \"Cooldown\"\n"
                                 "    }\n"
                                 "  }\n"
                                 "}\n";

enum { AT_STATE = 21, AT_NEXT = 46, AT_NEXT_END = 56 };

static const struct span at_next = { AT_NEXT, AT_NEXT_END };

static void begin(void)
{
    arena = arena_new();
    diag = diag_new(arena);
    diag_source(diag,
                source_of_text(arena, "order.asl.json", definition, sizeof definition - 1));
}

static void end(void)
{
    arena_release(arena);
}

static const char *as_text(bool color)
{
    return said_text(arena, diag, color);
}

static const char *as_json(diag_locate *locate, const void *doc)
{
    diag_document(diag, locate, doc);
    return said_json(arena, diag);
}

static size_t times(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        count++;
    }
    return count;
}

static void say_next(const char *state)
{
    diag_hint(diag, DIAG_NEXT_UNKNOWN, at_next, "did you mean 'Cool down'?",
              arena_print(arena, "state '%s': ", state), "Next", "Cooldown", NULL);
}

/* For people: the form in which gcc writes. */
static void test_text(void)
{
    begin();
    say_next("Charge");
    UNIT_TEXT(
        as_text(false),
        "order.asl.json:4:15: error: state 'Charge': 'Next' names 'Cooldown', which is not a "
        "state here [next-unknown]\n"
        "    4 |       \"Next\": \"Cooldown\"\n"
        "      |               ^~~~~~~~~~ did you mean 'Cool down'?\n");
    CU_ASSERT_EQUAL(diag_errors(diag), 1);
    CU_ASSERT_EQUAL(diag_count(diag), 1);
    end();
}

static void test_color(void)
{
    begin();
    diag_say(diag, DIAG_JSON_COMMENT, (struct span){ 0, 1 }, NULL);
    UNIT_TEXT(
        as_text(true),
        "\033[1morder.asl.json:1:1: \033[31merror:\033[0m \033[1mJSON has no comments\033[0m "
        "[json-comment]\n"
        "    1 | {\n"
        "      | \033[1;32m^\033[0m\n");
    end();
}

static void test_global(void)
{
    begin();
    diag_global(diag, DIAG_NO_END, NULL);
    UNIT_TEXT(
        as_text(false),
        "order.asl.json: error: no state ends the workflow: none has \"End\": true, none is "
        "a Succeed or Fail [no-end]\n");
    end();
}

/* By place, equal places as they came; without a place last; file after file. */
static void test_order(void)
{
    begin();
    diag_global(diag, DIAG_NO_END, NULL);
    say_next("B");
    say_next("A");
    diag_say(diag, DIAG_JSON_COMMENT, (struct span){ 0, 1 }, NULL);
    diag_source(diag, source_of_text(arena, "more.asl.json", "{}", 2));
    diag_say(diag, DIAG_JSON_COMMENT, (struct span){ 0, 1 }, NULL);
    const char *text = as_text(false);
    const char *const wanted[] = { "order.asl.json:1:1:", "state 'B'", "state 'A'", "[no-end]",
                                   "more.asl.json:1:1:" };
    const char *at = text;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        const char *found = strstr(at, wanted[i]);
        CU_ASSERT_PTR_NOT_NULL_FATAL(found);
        at = found;
    }
    end();
}

static void test_twice(void)
{
    begin();
    say_next("A");
    say_next("A");
    say_next("B");
    diag_global(diag, DIAG_NO_END, NULL);
    diag_global(diag, DIAG_NO_END, NULL);
    CU_ASSERT_EQUAL(diag_count(diag), 3);
    CU_ASSERT_EQUAL(diag_errors(diag), 3);
    diag_source(diag, source_of_text(arena, "more.asl.json", "{}", 2));
    diag_global(diag, DIAG_NO_END, NULL);
    CU_ASSERT_EQUAL(diag_count(diag), 4);
    end();
}

static void test_mute(void)
{
    begin();
    diag_mute(diag, true);
    say_next("A");
    diag_say(diag, DIAG_JSON_COMMENT, at_next, NULL);
    diag_global(diag, DIAG_NO_END, NULL);
    CU_ASSERT_EQUAL(diag_count(diag), 0);
    diag_mute(diag, false);
    say_next("A");
    CU_ASSERT_EQUAL(diag_count(diag), 1);
    end();
}

/* Arguments are no formats, and nothing in them reaches the terminal as it is. */
static void test_hostile_arguments(void)
{
    begin();
    diag_hint(diag, DIAG_NEXT_UNKNOWN, at_next, "did you mean '%n\x1b]0;x\a'?",
              "%s%n{1}: ", "{2}", "a\nb\x1b[2J\xE2\x80\xAE\xF0\x9F\x98\x80\xFF", NULL);
    const char *text = as_text(false);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(text, "error: %s%n{1}: '{2}' names "
                     "'a\\nb\\u001b[2J\\u202e\xF0\x9F\x98\x80\xEF\xBF\xBD', which"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "did you mean '%n\\u001b]0;x\\u0007'?"));
    CU_ASSERT_PTR_NULL(strchr(text, '\x1b'));
    end();
}

/* A name of 100,000 bytes is cut between two characters. */
static void test_long_argument(void)
{
    begin();
    char *name = arena_get(arena, 100001);
    for (size_t i = 0; i + 3 <= 100000; i += 3) {
        memcpy(name + i, "\xE6\x97\xA5", 3);
    }
    diag_say(diag, DIAG_JSON_WORD, at_next, name, NULL);
    const char *text = as_text(false);
    CU_ASSERT_TRUE(strlen(text) < 1000);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\xE6\x97\xA5...' is not a value"));
    CU_ASSERT_PTR_NULL(strstr(text, "\xEF\xBF\xBD"));
    end();
}

/* Too few arguments show themselves; braces that are no holes stay. */
static void test_braces(void)
{
    begin();
    diag_say(diag, DIAG_JSON_END, at_next, "array", NULL);
    diag_say(diag, DIAG_SUBSTITUTION_OPEN, at_next, "TableName", NULL);
    const char *text = as_text(false);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "the array of line {1} is"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "${TableName}"));
    end();
}

static void say_many(size_t errors, size_t warnings)
{
    for (size_t i = 0; i < errors; i++) {
        diag_say(diag, DIAG_JSON_WORD, at_next, arena_print(arena, "%zu", i), NULL);
    }
    for (size_t i = 0; i < warnings; i++) {
        diag_say(diag, DIAG_SUBSTITUTION_OPEN, (struct span){ 0, 1 },
                 arena_print(arena, "%zu", i), NULL);
    }
}

/* However many warnings come first, the errors are seen. */
static void test_many(void)
{
    begin();
    say_many(101, 150);
    const char *text = as_text(false);
    CU_ASSERT_EQUAL(times(text, " error: "), 100);
    CU_ASSERT_EQUAL(times(text, " warning: "), 100);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(text, "\naslc: 1 more error and 50 more warnings are not shown\n"));
    end();
}

static void test_very_many(void)
{
    begin();
    say_many(DIAG_KEPT_MAX + 5, 2);
    CU_ASSERT_EQUAL(diag_errors(diag), DIAG_KEPT_MAX + 5);
    CU_ASSERT_EQUAL(diag_count(diag), DIAG_KEPT_MAX + 7);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(as_text(false), "aslc: 9905 more errors and 2 more warnings are not shown\n"));
    const char *json = as_json(NULL, NULL);
    CU_ASSERT_EQUAL(times(json, "\"severity\""), DIAG_KEPT_MAX);
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "],\"truncated\":true}\n"));
    end();
}

static void test_warnings_are_errors(void)
{
    begin();
    diag_global(diag, DIAG_DEFINITION_LARGE, "1", NULL);
    CU_ASSERT_EQUAL(diag_errors(diag), 0);
    diag_warnings_are_errors(diag);
    diag_global(diag, DIAG_DEFINITION_LARGE, "2", NULL);
    CU_ASSERT_EQUAL(diag_errors(diag), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(as_text(false), "error: the definition has 2 bytes"));
    end();
}

static void test_suppress(void)
{
    begin();
    CU_ASSERT_TRUE(diag_suppress(diag, "next-unknown"));
    CU_ASSERT_TRUE(diag_suppress(diag, "MISSING_END_STATE"));
    CU_ASSERT_FALSE(diag_suppress(diag, "no-such-slug"));
    say_next("A");
    diag_global(diag, DIAG_NO_END, NULL);
    CU_ASSERT_EQUAL(diag_count(diag), 0);
    CU_ASSERT_EQUAL(diag_errors(diag), 0);
    CU_ASSERT_EQUAL(diag_suppressed_errors(diag), 2);
    diag_say(diag, DIAG_JSON_COMMENT, at_next, NULL);
    CU_ASSERT_EQUAL(diag_count(diag), 1);
    end();
}

static void test_suppress_state(void)
{
    begin();
    CU_ASSERT_TRUE(diag_suppress(diag, "MISSING_TRANSITION_TARGET:A: b'\n"));
    say_next("A");
    say_next("A: b'\nc");
    CU_ASSERT_EQUAL(diag_count(diag), 2);
    say_next("A: b'\n");
    CU_ASSERT_EQUAL(diag_count(diag), 2);
    CU_ASSERT_EQUAL(diag_suppressed_errors(diag), 1);
    end();
}

static void test_suppress_warning(void)
{
    begin();
    CU_ASSERT_TRUE(diag_suppress_warning(diag, "definition-large"));
    CU_ASSERT_TRUE(diag_suppress_warning(diag, "next-unknown"));
    CU_ASSERT_FALSE(diag_suppress_warning(diag, "no-such-slug"));
    diag_warnings_are_errors(diag);
    diag_global(diag, DIAG_DEFINITION_LARGE, "1", NULL);
    CU_ASSERT_EQUAL(diag_count(diag), 0);
    CU_ASSERT_EQUAL(diag_suppressed_errors(diag), 0);
    say_next("A");
    CU_ASSERT_EQUAL(diag_errors(diag), 1);
    end();
}

static void locate_next(const void *doc, uint32_t offset, struct buf *location,
                        struct buf *pointer)
{
    CU_ASSERT_PTR_EQUAL(doc, definition);
    buf_print(location, "/States/\"a/b\"/%u", (unsigned)offset);
    buf_print(pointer, "/States/\"a~1b\"/%u", (unsigned)offset);
}

/* D-01: one object; the codes and texts are AWS's where they are known. */
static void test_json(void)
{
    begin();
    UNIT_TEXT(as_json(locate_next, definition), "{\"result\":\"OK\",\"diagnostics\":[]}\n");
    diag_global(diag, DIAG_DEFINITION_LARGE, "1048577", NULL);
    UNIT_TEXT(as_json(locate_next, definition),
              "{\"result\":\"OK\",\"diagnostics\":[\n{\"severity\":\"WARNING\",\"code\":"
              "\"DEFINITION_TOO_LARGE\","
              "\"message\":\"the definition has 1048577 bytes: AWS takes at most 1048576\","
              "\"slug\":\"definition-large\",\"file\":\"order.asl.json\"}\n]}\n");
    say_next("a\n\"b\"\xFF");
    UNIT_TEXT(as_json(locate_next, definition),
              "{\"result\":\"FAIL\",\"diagnostics\":[\n{\"severity\":\"ERROR\",\"code\":"
              "\"MISSING_TRANSITION_TARGET\","
              "\"message\":\"Missing 'Next' target: "
              "Cooldown\",\"location\":\"/States/\\\"a/b\\\"/46\","
              "\"slug\":\"next-unknown\",\"pointer\":\"/States/\\\"a~1b\\\"/"
              "46\",\"file\":\"order.asl.json\","
              "\"line\":4,\"column\":15},\n{\"severity\":\"WARNING\",\"code\":\"DEFINITION_TOO_"
              "LARGE\","
              "\"message\":\"the definition has 1048577 bytes: AWS takes at most 1048576\","
              "\"slug\":\"definition-large\",\"file\":\"order.asl.json\"}\n]}\n");
    end();
}

/* Without AWS's text ours, with its arguments as they are; without a document no location. */
static void test_json_ours(void)
{
    begin();
    diag_say(diag, DIAG_FIELD_CLASH, (struct span){ 0, 1 }, "", "a\n\"b\"\xFF\x1b", "c", NULL);
    UNIT_TEXT(as_json(locate_next, NULL),
              "{\"result\":\"FAIL\",\"diagnostics\":[\n{\"severity\":\"ERROR\",\"code\":"
              "\"SCHEMA_VALIDATION_FAILED\","
              "\"message\":\"'a\\n\\\"b\\\"\xEF\xBF\xBD\\u001b' and 'c' set the same field: "
              "keep one of them\","
              "\"slug\":\"field-clash\",\"file\":\"order.asl.json\",\"line\":1,\"column\":1}"
              "\n]}\n");
    end();
}

/* T-18: what is not JSON is shown from its start, and located as AWS's reader does it. */
static void test_json_source(void)
{
    char text[600];
    begin();
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    memcpy(text + 499, "\xC3\xA9", 2);
    text[0] = '\n';
    diag_source(diag, source_of_text(arena, "x", text, sizeof text - 1));
    diag_say(diag, DIAG_JSON_WORD, (struct span){ 1, 4 }, "xxx", NULL);
    const char *json = as_json(NULL, NULL);
    text[499] = '\0';
    const char *start = arena_print(arena,
                                    "[Source: (String)\\\"\\n%s\\\"[truncated 100 chars]; "
                                    "line: 2, column: 4]\",",
                                    text + 1);
    const char *location = strstr(json, "\"location\":\"");
    CU_ASSERT_PTR_NOT_NULL_FATAL(location);
    CU_ASSERT_EQUAL(strncmp(location + 12, start, strlen(start)), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "'false')\\n at [Source: (String)"));
    end();
}

/* D-03, T-26: AWS lists what follows from an error; it counts as nothing, and without the error
 * it is gone. */
static void test_echo(void)
{
    begin();
    diag_echo(diag, DIAG_NO_END, at_next, NULL);
    CU_ASSERT_EQUAL(diag_count(diag), 0);
    CU_ASSERT_PTR_NULL(strstr(as_json(NULL, NULL), "MISSING_END_STATE"));
    diag_say(diag, DIAG_NEXT_UNKNOWN, at_next, "", "Next", "Cool", NULL);
    CU_ASSERT_PTR_NOT_NULL(strstr(as_json(NULL, NULL), "MISSING_END_STATE"));
    CU_ASSERT_PTR_NULL(strstr(as_text(false), "no-end"));
    CU_ASSERT_PTR_NULL(strstr(as_text(false), "not shown"));
    CU_ASSERT_EQUAL(diag_errors(diag), 1);
    CU_ASSERT_EQUAL(diag_count(diag), 1);
    end();
}

/* T-12: what AWS places at an object comes before what is wrong in the object's fields. */
static void test_json_object_first(void)
{
    begin();
    diag_say(diag, DIAG_VALUE_EMPTY, (struct span){ AT_NEXT - 2, AT_NEXT - 1 }, "", "First",
             NULL);
    diag_say_within(diag, DIAG_FIELD_UNKNOWN, at_next, (struct span){ AT_STATE, AT_NEXT },
                    "did you mean 'Next'?", "", "Nxt", NULL);
    const char *json = as_json(NULL, NULL);
    CU_ASSERT_TRUE(strstr(json, "field-unknown") < strstr(json, "value-empty"));
    const char *text = as_text(false);
    CU_ASSERT_TRUE(strstr(text, "value-empty") < strstr(text, "field-unknown"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "did you mean 'Next'?"));
    end();
}

/* AWS's place may be wider than ours (F-05); the pointer is ours. */
static void test_json_within(void)
{
    begin();
    diag_say_within(diag, DIAG_EXPRESSION_INVALID, at_next, (struct span){ AT_STATE, AT_NEXT },
                    NULL, "", "a.$", "it is not", NULL);
    const char *json = as_json(locate_next, definition);
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"location\":\"/States/\\\"a/b\\\"/21\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"pointer\":\"/States/\\\"a~1b\\\"/46\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"line\":4,\"column\":15"));
    end();
}

/* T-26: fields, then targets, then what nothing leads to, then what has no place. */
static void test_json_order(void)
{
    begin();
    diag_global(diag, DIAG_DEFINITION_LARGE, "1", NULL);
    diag_say(diag, DIAG_STATE_UNREACHABLE, (struct span){ 1, 2 }, "", "A", NULL);
    diag_say(diag, DIAG_NEXT_UNKNOWN, (struct span){ 3, 4 }, "", "Next", "B", NULL);
    diag_say(diag, DIAG_NEXT_UNKNOWN, (struct span){ 2, 3 }, "", "Next", "C", NULL);
    diag_say(diag, DIAG_FIELD_CLASH, (struct span){ 9, 10 }, "", "a", "a.$", NULL);
    const char *json = as_json(NULL, NULL);
    const char *clash = strstr(json, "field-clash"), *c = strstr(json, "target: C"),
               *b = strstr(json, "target: B"), *lost = strstr(json, "state-unreachable"),
               *large = strstr(json, "definition-large");
    CU_ASSERT_TRUE(clash != NULL && clash < c && c < b && b < lost && lost < large);
    end();
}

/* A code with '-' in diag.def has no location, but a place. */
static void test_json_no_location(void)
{
    begin();
    diag_say(diag, DIAG_NOT_AN_OBJECT, (struct span){ 0, 1 }, "an array", NULL);
    UNIT_TEXT(
        as_json(locate_next, definition),
        "{\"result\":\"FAIL\",\"diagnostics\":[\n{\"severity\":\"ERROR\",\"code\":\"SCHEMA_"
        "VALIDATION_FAILED\","
        "\"message\":\"Definition must be a valid JSON object\",\"slug\":\"not-an-object\","
        "\"pointer\":\"/States/\\\"a~1b\\\"/"
        "0\",\"file\":\"order.asl.json\",\"line\":1,\"column\":1}\n]}\n");
    end();
}

static void locate_endless(const void *doc, uint32_t offset, struct buf *location,
                           struct buf *pointer)
{
    (void)doc;
    (void)offset;
    for (size_t i = 0; i < 100000; i++) {
        buf_text(location, "/a");
        buf_text(pointer, "/a");
    }
}

static void test_json_endless_location(void)
{
    begin();
    say_next("A");
    const char *json = as_json(locate_endless, definition);
    CU_ASSERT_PTR_NULL(strstr(json, "\"location\""));
    CU_ASSERT_PTR_NULL(strstr(json, "\"pointer\""));
    CU_ASSERT_TRUE(strlen(json) < 1000);
    end();
}

static void test_no_source(void)
{
    begin();
    diag_source(diag, NULL);
    diag_say(diag, DIAG_JSON_COMMENT, (struct span){ 5, 6 }, NULL);
    UNIT_TEXT(as_text(false), "aslc: error: JSON has no comments [json-comment]\n");
    CU_ASSERT_PTR_NULL(strstr(as_json(locate_next, definition), "\"file\""));
    end();
}

struct row {
    const char *name, *slug, *aws_code, *texts[2];
};

static const struct row rows[] = {
#define ERROR
#define WARNING
#define DIAG(name, slug, severity, aws_code, text, aws_text)                                   \
    { #name, slug, aws_code, { text, aws_text } },
#include "compiler/base/diag.def"
#undef DIAG
#undef ERROR
#undef WARNING
};

static bool is_slug(const char *slug)
{
    return slug[0] >= 'a' && slug[0] <= 'z' &&
           slug[strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static bool is_code(const char *code)
{
    code += code[0] == '-';
    return code[0] != '\0' && code[strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_")] == '\0';
}

/* Which of {0} to {9} stand in it, as bits. */
static unsigned holes(const char *text)
{
    unsigned found = 0;
    for (; *text != '\0'; text++) {
        if (text[0] == '{' && text[1] >= '0' && text[1] <= '9' && text[2] == '}') {
            found |= 1u << (text[1] - '0');
        }
    }
    return found;
}

/* A format's conversion, which nothing would fill. */
static bool has_conversion(const char *text)
{
    for (const char *at = strchr(text, '%'); at != NULL; at = strchr(at + 1, '%')) {
        if (at[1] != '\0' && strchr("sdizuxcfg", at[1]) != NULL) {
            return true;
        }
    }
    return false;
}

static bool check_row(const struct row *r)
{
    unsigned ours = holes(r->texts[0]), all = ours;
    bool is_good = is_slug(r->slug) && is_code(r->aws_code) && r->texts[0][0] != '\0';
    for (size_t i = 0; i < 2 && r->texts[i] != NULL; i++) {
        is_good = is_good && !has_conversion(r->texts[i]) && strchr(r->texts[i], '\n') == NULL;
        all |= holes(r->texts[i]);
    }
    /* {0} up to the last without a gap. */
    return is_good && (all & (all + 1)) == 0;
}

/* Each row of diag.def: a slug of its own, a code, texts whose holes can be filled. */
static void test_rows(void)
{
    size_t count = sizeof rows / sizeof rows[0];
    CU_ASSERT_EQUAL(count, DIAG_CODES);
    for (size_t i = 0; i < count; i++) {
        bool is_good = check_row(&rows[i]);
        for (size_t j = 0; j < i; j++) {
            is_good = is_good && strcmp(rows[i].slug, rows[j].slug) != 0;
        }
        if (!is_good) {
            fprintf(stderr, "diag.def: %s\n", rows[i].name);
        }
        CU_ASSERT_TRUE(is_good);
    }
}

UNIT_MAIN("diag", { "gcc's form", test_text }, { "color", test_color },
          { "without a place", test_global }, { "in order of place", test_order },
          { "the same twice is once", test_twice }, { "muted", test_mute },
          { "hostile arguments", test_hostile_arguments },
          { "a long argument", test_long_argument }, { "braces", test_braces },
          { "many messages", test_many }, { "very many messages", test_very_many },
          { "-Werror", test_warnings_are_errors }, { "--suppress CODE", test_suppress },
          { "--suppress CODE:STATE", test_suppress_state },
          { "-Wno-SLUG", test_suppress_warning }, { "AWS's JSON", test_json },
          { "JSON with our text", test_json_ours },
          { "JSON of what is none", test_json_source },
          { "JSON located elsewhere", test_json_within }, { "JSON with echoes", test_echo },
          { "JSON of an object first", test_json_object_first },
          { "JSON in AWS's order", test_json_order },
          { "JSON without location", test_json_no_location },
          { "JSON with an endless location", test_json_endless_location },
          { "without a source", test_no_source }, { "rows of diag.def", test_rows })
