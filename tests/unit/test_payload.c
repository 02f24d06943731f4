/* test_payload.c - fields as trees (P-40 .. P-48, G-10, F-01), and where their mistakes are
 * shown. */
#include "tests/unit/said.h"
#include "tests/unit/unit.h"

#include <stdbool.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "compiler/emit/tree.h"
#include "compiler/expr/locate.h"
#include "compiler/expr/payload.h"
#include "compiler/expr/query.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"
#include "runtime/base/buf.h"

/* One definition of a single value, and what is said about it. */
struct world {
    struct arena *arena;
    struct diag *diag;
    struct source *source;
    struct doc_node *doc;
};

static struct world world_of(const char *json)
{
    struct world w = { .arena = arena_new() };
    w.diag = diag_new(w.arena);
    w.source = source_of_text(w.arena, "test.json", json, strlen(json));
    diag_source(w.diag, w.source);
    w.doc = reader_parse(w.arena, w.diag, w.source);
    CU_ASSERT_PTR_NOT_NULL_FATAL(w.doc);
    return w;
}

static const char *shown(struct world *w, const struct asl_expr *e)
{
    if (e == NULL) {
        return "nothing";
    }
    struct buf all = { 0 };
    tree_print_flat(&all, e);
    const char *copy = arena_text(w->arena, buf_string(&all));
    buf_release(&all);
    return copy;
}

/* All messages as they are printed, without color. */
static const char *said(struct world *w)
{
    return said_text(w->arena, w->diag, false);
}

static void check_field(int line, bool is_jsonata, enum field f, const char *json,
                        const char *wanted)
{
    const struct query_sight sight = { .names = NULL };
    struct world w = world_of(json);
    const char *got = shown(&w, is_jsonata ? payload_query(w.arena, w.diag, &sight, f, w.doc)
                                           : payload_field(w.arena, w.diag, f, w.doc));
    if (strcmp(got, wanted) != 0 || diag_count(w.diag) > 0) {
        fprintf(stderr, "%s:%d:\n", __FILE__, line);
    }
    UNIT_TEXT(got, wanted);
    UNIT_TEXT(said(&w), "");
    arena_release(w.arena);
}
#define FIELD(f, json, wanted)   check_field(__LINE__, false, FIELD_##f, json, wanted)
#define FIELD_J(f, json, wanted) check_field(__LINE__, true, FIELD_##f, json, wanted)

static void check_wrong(int line, enum field f, const char *json, const char *slug, int column)
{
    struct world w = world_of(json);
    const char *got = shown(&w, payload_field(w.arena, w.diag, f, w.doc));
    char place[32];
    snprintf(place, sizeof place, ":1:%d: error: ", column);
    const char *text = said(&w);
    if (strstr(text, place) == NULL || strstr(text, slug) == NULL) {
        fprintf(stderr, "%s:%d: wanted column %d, %s, got\n%s", __FILE__, line, column, slug,
                text);
    }
    UNIT_TEXT(got, "nothing");
    CU_ASSERT_PTR_NOT_NULL(strstr(text, place));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, slug));
    CU_ASSERT_EQUAL(diag_errors(w.diag), 1);
    arena_release(w.arena);
}
#define WRONG(f, json, slug, column)                                                           \
    check_wrong(__LINE__, FIELD_##f, json, "[" slug "]", column)

static void test_paths(void)
{
    FIELD(INPUT_PATH, "\"$.a[*]\"", "ASL_PATH(\"$.a[*]\", ASL_KEY(\"a\"), ASL_EACH)");
    FIELD(INPUT_PATH, "\"$\"", "ASL_PATH(\"$\", ASL_ROOT)");
    FIELD(INPUT_PATH, "null", "ASL_EMPTY_OBJECT"); /* G-10 */
    FIELD(OUTPUT_PATH, "null", "ASL_EMPTY_OBJECT");
    FIELD(RESULT_PATH, "null", "ASL_NULL");
    FIELD(RESULT_PATH, "\"$.r\"", "ASL_PATH(\"$.r\", ASL_KEY(\"r\"))");
    FIELD(ITEMS_PATH, "\"$$.Execution.Input\"",
          "ASL_PATH(\"$$.Execution.Input\", ASL_CONTEXT, ASL_KEY(\"Execution\"), "
          "ASL_KEY(\"Input\"))");
    FIELD(ERROR_PATH, "\"$.e\"", "ASL_PATH(\"$.e\", ASL_KEY(\"e\"))");
    FIELD(CAUSE_PATH, "\"States.UUID()\"",
          "ASL_INTRINSIC(\"States.UUID()\", ASL_CALL_0(asl_uuid))");
    WRONG(INPUT_PATH, "\"a\"", "path-invalid", 2);
    WRONG(INPUT_PATH, "\"States.UUID()\"", "path-invalid", 2); /* F-01 */
    WRONG(RESULT_PATH, "\"$$.r\"", "reference-invalid", 2);
    WRONG(ITEMS_PATH, "\"$.a[*]\"", "reference-invalid", 5);
    WRONG(MAX_CONCURRENCY_PATH, "\"$$.n\"", "reference-invalid", 2); /* P-05 */
    WRONG(VARIABLE, "\"States.UUID()\"", "reference-invalid", 2);
    WRONG(CAUSE_PATH, "\"$..a\"", "reference-invalid", 3);
}

static void test_literals(void)
{
    FIELD(RESULT,
          "{\"a.$\": [\"$.x\", 1.50, -0, 1e400, true, false, null, {}, []]}", /* P-46, P-48 */
          "ASL_OBJECT({ \"a.$\", ASL_ARRAY(ASL_STRING(\"$.x\"), ASL_NUMBER(1.50), "
          "ASL_NUMBER(-0), "
          "ASL_NUMBER(1e400), ASL_TRUE, ASL_FALSE, ASL_NULL, ASL_EMPTY_OBJECT, "
          "ASL_EMPTY_ARRAY) })");
    FIELD(TIMEOUT_S, "30", "ASL_NUMBER(30)");
    FIELD(TIMESTAMP, "\"2025-01-31T12:00:00Z\"", "ASL_STRING(\"2025-01-31T12:00:00Z\")");
    FIELD(ERROR, "\"$.x\"", "ASL_STRING(\"$.x\")");
    FIELD(CHOICES, "[]", "nothing");
    FIELD(END, "true", "nothing");
    FIELD_J(OUTPUT, "{\"a.$\": \"$.x\"}", "ASL_OBJECT({ \"a.$\", ASL_STRING(\"$.x\") })");
    FIELD_J(ITEM_SELECTOR, "{\"a.$\": 1}", "ASL_OBJECT({ \"a.$\", ASL_NUMBER(1) })");
}

/* J-01, J-02: where an expression may stand, and where it may not. */
static void test_queries(void)
{
    FIELD_J(OUTPUT, "{\"{% 1 %}\": [\"{% 1 %}\", \" {% 1 %}\", \"{%\"]}",
            "ASL_OBJECT({ \"{% 1 %}\", ASL_ARRAY(ASL_JSONATA(\"1\", ASL_NUMBER(1)), "
            "ASL_STRING(\" {% 1 %}\"), ASL_STRING(\"{%\")) })");
    FIELD_J(ITEM_SELECTOR, "\"{%$x%}\"", "ASL_JSONATA(\"$x\", ASL_VARIABLE(\"x\"))");
    FIELD_J(TIMEOUT_S, "\"{% 1 %}\"", "ASL_JSONATA(\"1\", ASL_NUMBER(1))");
    FIELD_J(CAUSE, "\"{% $x %}\"", "ASL_JSONATA(\"$x\", ASL_VARIABLE(\"x\"))");
    FIELD_J(ITEM_READER, "{\"Resource\": \"a\", \"Arguments\": {\"Key\": \"{% $x %}\"}}",
            "ASL_OBJECT({ \"Resource\", ASL_STRING(\"a\") }, { \"Arguments\", "
            "ASL_OBJECT({ \"Key\", ASL_JSONATA(\"$x\", ASL_VARIABLE(\"x\")) }) })");
    FIELD_J(RESOURCE, "\"{% 1 %}\"", "ASL_STRING(\"{% 1 %}\")");
    FIELD(OUTPUT_PATH, "null", "ASL_EMPTY_OBJECT");
    FIELD(RESULT, "\"{% 1 %}\"", "ASL_STRING(\"{% 1 %}\")");
}

static void test_templates(void) /* P-41 .. P-44 */
{
    FIELD(PARAMETERS, "{\"a.$\": \"$.x\", \"b\": [{\"c.$\": \"$$\"}, \"$.y\"], \"d\": \"$.z\"}",
          "ASL_OBJECT({ \"b\", ASL_ARRAY(ASL_OBJECT({ "
          "\"c\", ASL_PATH(\"$$\", ASL_CONTEXT) }), ASL_STRING(\"$.y\")) }, { \"d\", "
          "ASL_STRING(\"$.z\") }, { \"a\", ASL_PATH(\"$.x\", ASL_KEY(\"x\")) })");
    FIELD(ASSIGN, "{\"n.$\": \"States.MathAdd($n, 1)\"}",
          "ASL_OBJECT({ \"n\", ASL_INTRINSIC(\"States.MathAdd($n, 1)\", ASL_CALL(asl_math_add, "
          "ASL_PATH(\"$n\", ASL_VARIABLE(\"n\")), ASL_NUMBER(1))) })");
    FIELD(CREDENTIALS, "{\"RoleArn.$\": \"$.r\"}",
          "ASL_OBJECT({ \"RoleArn\", ASL_PATH(\"$.r\", ASL_KEY(\"r\")) })");
    FIELD(PARAMETERS, "{}", "ASL_EMPTY_OBJECT");
    FIELD(PARAMETERS, "[1, \"$.a\"]",
          "ASL_ARRAY(ASL_NUMBER(1), ASL_STRING(\"$.a\"))"); /* P-40 */
    FIELD(PARAMETERS, "{\"a.$.b\": 1, \"$\": 2, \".$\": \"$\"}",
          "ASL_OBJECT({ \"a.$.b\", ASL_NUMBER(1) }, { \"$\", ASL_NUMBER(2) }, { \"\", "
          "ASL_PATH(\"$\", ASL_ROOT) })");
    WRONG(PARAMETERS, "{\"a.$\": 1}", "expression-invalid", 9);
    WRONG(PARAMETERS, "{\"a.$\": \"text\"}", "expression-invalid", 10);
    WRONG(PARAMETERS, "{\"a.$\": \"\"}", "expression-invalid", 10);
    WRONG(PARAMETERS, "{\"a.$\": \" States.UUID()\"}", "expression-invalid", 10);
    WRONG(PARAMETERS, "{\"b\": [{\"a.$\": \"$.x[\"}]}", "expression-invalid", 21);
}

/* Literals, then what is computed, as Java's HashMap is walked; "BBAa" and "AaBB" have the same
 * hash code. */
static void test_order(void) /* P-41 */
{
    FIELD(PARAMETERS,
          "{\"BBAa.$\": \"$\", \"c.$\": \"$\", \"z\": 1, \"AaBB.$\": \"$\", \"b.$\": \"$\"}",
          "ASL_OBJECT({ \"z\", ASL_NUMBER(1) }, { \"b\", ASL_PATH(\"$\", ASL_ROOT) }, { \"c\", "
          "ASL_PATH(\"$\", ASL_ROOT) }, { \"BBAa\", ASL_PATH(\"$\", ASL_ROOT) }, { \"AaBB\", "
          "ASL_PATH(\"$\", ASL_ROOT) })");
}

static void test_clashes(void) /* P-43 */
{
    WRONG(PARAMETERS, "{\"a.$\": \"$\", \"a\": 1}", "field-clash", 14);
    WRONG(PARAMETERS, "{\"a\": 1, \"b\": 2, \"a.$\": \"$\"}", "field-clash", 18);
    FIELD(PARAMETERS, "{\"a\": 1, \"ab.$\": \"$\", \"a.$.$\": \"$\"}",
          "ASL_OBJECT({ \"a\", ASL_NUMBER(1) }, { \"ab\", ASL_PATH(\"$\", ASL_ROOT) }, { "
          "\"a.$\", "
          "ASL_PATH(\"$\", ASL_ROOT) })");
    FIELD(RESULT, "{\"a\": 1, \"a.$\": 2}",
          "ASL_OBJECT({ \"a\", ASL_NUMBER(1) }, { \"a.$\", ASL_NUMBER(2) })");
}

/* A text with ${NAME} is not an expression until somebody fills it. */
static void test_holes(void)
{
    FIELD(INPUT_PATH, "\"${Path}\"", "ASL_STRING(\"${Path}\")");
    FIELD(PARAMETERS,
          "{\"a.$\": \"States.Array('${Name}')\", \"b.$\": \"States.Array(${Name})\"}",
          "ASL_OBJECT({ \"a\", ASL_INTRINSIC(\"States.Array('${Name}')\", ASL_CALL(asl_array, "
          "ASL_STRING(\"${Name}\"))) }, { \"b\", ASL_STRING(\"States.Array(${Name})\") })");
    FIELD(PARAMETERS, "{\"a.$\": \"$.${Name}\"}",
          "ASL_OBJECT({ \"a\", ASL_STRING(\"$.${Name}\") })");
    FIELD(
        PARAMETERS, "{\"a.$\": \"States.Format('${}', $.x)\"}",
        "ASL_OBJECT({ \"a\", ASL_INTRINSIC(\"States.Format('${}', $.x)\", ASL_CALL(asl_format, "
        "ASL_STRING(\"${}\"), ASL_PATH(\"$.x\", ASL_KEY(\"x\")))) })");
}

static void test_parts(void) /* DM-05 .. DM-14 */
{
    FIELD(ITEM_READER,
          "{\"Resource\": \"r\", \"ReaderConfig\": {\"InputType\": \"CSV\", \"MaxItemsPath\": "
          "\"$.m\"}, "
          "\"Parameters\": {\"Bucket.$\": \"$.b\"}}",
          "ASL_OBJECT({ \"Resource\", ASL_STRING(\"r\") }, { \"ReaderConfig\", ASL_OBJECT({ "
          "\"InputType\", "
          "ASL_STRING(\"CSV\") }, { \"MaxItems\", ASL_PATH(\"$.m\", ASL_KEY(\"m\")) }) }, { "
          "\"Parameters\", ASL_OBJECT({ \"Bucket\", ASL_PATH(\"$.b\", ASL_KEY(\"b\")) }) })");
    FIELD(ITEM_BATCHER,
          "{\"MaxItemsPerBatch\": 100, \"MaxInputBytesPerBatchPath\": \"$.b\", \"BatchInput\": "
          "{\"d.$\": \"$.d\"}}",
          "ASL_OBJECT({ \"MaxItemsPerBatch\", ASL_NUMBER(100) }, { \"MaxInputBytesPerBatch\", "
          "ASL_PATH(\"$.b\", ASL_KEY(\"b\")) }, { \"BatchInput\", ASL_OBJECT({ \"d\", "
          "ASL_PATH(\"$.d\", "
          "ASL_KEY(\"d\")) }) })");
    FIELD(RESULT_WRITER,
          "{\"Parameters\": {\"Bucket.$\": \"$.b\"}, \"WriterConfig\": {\"OutputType\": "
          "\"JSONL\"}}",
          "ASL_OBJECT({ \"Parameters\", ASL_OBJECT({ \"Bucket\", ASL_PATH(\"$.b\", "
          "ASL_KEY(\"b\")) }) }, { "
          "\"WriterConfig\", ASL_OBJECT({ \"OutputType\", ASL_STRING(\"JSONL\") }) })");
    WRONG(ITEM_BATCHER, "{\"MaxItemsPerBatchPath\": \"$.a[*]\"}", "reference-invalid", 30);
}

/* The caret stands under the character that is wrong, whatever escapes come before it. */
static void test_carets(void)
{
    WRONG(PARAMETERS, "{\"a.$\": \"States.Format('\\\\'\\\"\\t', x)\"}", "expression-invalid",
          35);
    WRONG(PARAMETERS, "{\"a.$\": \"States.Format('\xC3\xA4', x)\"}", "expression-invalid", 29);
    WRONG(PARAMETERS, "{\"a.$\": \"States.StringToJson('\\\\\\\"')\"}", "expression-invalid",
          31);
    WRONG(PARAMETERS, "{\"a.$\": \"States.Format(\"}", "expression-invalid", 24);

    struct world w = world_of("\"a\\n\\\\\xC3\xA4\\u0001z\"");
    struct span s = locate_in(w.doc, 1);
    CU_ASSERT_EQUAL(s.start, 2);
    CU_ASSERT_EQUAL(s.end, 4);
    s = locate_in(w.doc, 3);
    CU_ASSERT_EQUAL(s.start, 6);
    CU_ASSERT_EQUAL(s.end, 8);
    s = locate_in(w.doc, 6);
    CU_ASSERT_EQUAL(s.start, 14);
    s = locate_in(w.doc, 7);
    CU_ASSERT_EQUAL(s.start, 15);
    CU_ASSERT_EQUAL(s.end, 16);
    arena_release(w.arena);

    w = world_of("\"\\u0061b\""); /* a needless escape: the whole string */
    s = locate_in(w.doc, 1);
    CU_ASSERT_EQUAL(s.start, 0);
    CU_ASSERT_EQUAL(s.end, 9);
    arena_release(w.arena);
}

static void test_counts(void) /* F-09 */
{
    struct world w = world_of("{\"a.$\": \"States.Array(States.Hash('x'))\"}");
    CU_ASSERT_PTR_NOT_NULL(payload_template(w.arena, w.diag, w.doc));
    CU_ASSERT_EQUAL(diag_errors(w.diag), 0);
    CU_ASSERT_EQUAL(diag_count(w.diag), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said(&w), "warning: States.Hash takes 2 arguments, not 1"));
    arena_release(w.arena);
}

static void test_where(void)
{
    struct world w = world_of(
        "{\"States\": {\"A\": {\"Type\": \"Pass\", \"Parameters\": {\"States\": {\"B\": "
        "{\"x.$\": \"?\"}}}}}}");
    const struct doc_node *a = doc_member(doc_member(w.doc, "States"), "A");
    CU_ASSERT_PTR_NULL(payload_template(w.arena, w.diag, doc_member(a, "Parameters")));
    CU_ASSERT_PTR_NOT_NULL(strstr(said(&w), "error: state 'A': 'x.$' is neither"));
    arena_release(w.arena);
}

static void test_operands(void)
{
    struct world w = world_of("[\"$.a\", 3]");
    struct rule r = { .operand = w.doc->first, .operand_is_path = true };
    UNIT_TEXT(shown(&w, payload_operand(w.arena, w.diag, &r)),
              "ASL_PATH(\"$.a\", ASL_KEY(\"a\"))");
    r.operand_is_path = false;
    UNIT_TEXT(shown(&w, payload_operand(w.arena, w.diag, &r)), "ASL_STRING(\"$.a\")");
    r.operand = w.doc->first->next;
    UNIT_TEXT(shown(&w, payload_operand(w.arena, w.diag, &r)), "ASL_NUMBER(3)");
    UNIT_TEXT(shown(&w, payload_literal(w.arena, w.doc)),
              "ASL_ARRAY(ASL_STRING(\"$.a\"), ASL_NUMBER(3))");
    CU_ASSERT_PTR_NULL(payload_literal(w.arena, NULL));
    CU_ASSERT_PTR_NULL(payload_template(w.arena, w.diag, NULL));
    CU_ASSERT_PTR_NULL(payload_field(w.arena, w.diag, FIELD_PARAMETERS, NULL));
    arena_release(w.arena);
}

static void test_deep(void)
{
    struct buf json = { 0 };
    for (int i = 0; i < DOC_DEPTH_MAX - 1; i++) {
        buf_text(&json, "{\"a\":");
    }
    buf_text(&json, "{\"b.$\":\"$\"}");
    for (int i = 0; i < DOC_DEPTH_MAX - 1; i++) {
        buf_char(&json, '}');
    }
    struct world w = world_of(json.text);
    CU_ASSERT_PTR_NOT_NULL(payload_template(w.arena, w.diag, w.doc));
    arena_release(w.arena);
    buf_release(&json);
}

/* F-10, F-13, P-19: what takes any number of arguments takes hundreds. */
static void test_many_arguments(void)
{
    static const struct {
        enum field field;
        const char *before, *behind;
    } calls[] = { { FIELD_PARAMETERS, "{\"a.$\":\"States.Array($.a", ")\"}" },
                  { FIELD_PARAMETERS, "{\"a.$\":\"States.Format('',$.a", ")\"}" },
                  { FIELD_INPUT_PATH, "\"$.a.concat($.a", ")\"" },
                  { FIELD_INPUT_PATH, "\"$.a.append($.a", ")\"" } };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        struct buf json = { 0 };
        buf_text(&json, calls[i].before);
        for (int more = 0; more < 300; more++) {
            buf_text(&json, ",$.a");
        }
        buf_text(&json, calls[i].behind);
        struct world w = world_of(json.text);
        CU_ASSERT_PTR_NOT_NULL(payload_field(w.arena, w.diag, calls[i].field, w.doc));
        UNIT_TEXT(said(&w), "");
        arena_release(w.arena);
        buf_release(&json);
    }
}

UNIT_MAIN("payload", { "paths", test_paths }, { "literals", test_literals },
          { "queries", test_queries }, { "templates", test_templates },
          { "the order of fields", test_order }, { "clashes", test_clashes },
          { "holes", test_holes }, { "reader, batcher, writer", test_parts },
          { "carets", test_carets }, { "counts", test_counts }, { "where", test_where },
          { "operands", test_operands }, { "deep", test_deep },
          { "many arguments", test_many_arguments })
