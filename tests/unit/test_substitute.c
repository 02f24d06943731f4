#include <stdbool.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/report.h"
#include "compiler/base/source.h"
#include "compiler/drive/pairs.h"
#include "compiler/read/doc.h"
#include "compiler/substitute.h"
#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

static struct arena *a;
static struct diag *d;
static struct source *s;
static struct doc_node *doc;
static struct substitute *f;

static void read_named(const char *name, const char *text, const struct pair *pairs)
{
    if (a == NULL) {
        a = arena_new();
    }
    d = diag_new(a);
    f = substitute_new(a, pairs);
    s = source_of_text(a, name, text, strlen(text));
    doc = substitute_read(f, d, s);
}

static void fill(const char *text, const struct pair *pairs)
{
    read_named("t.json", text, pairs);
    CU_ASSERT_PTR_NOT_NULL_FATAL(doc);
}

static const struct doc_node *at(const char *name)
{
    return doc_member(doc, name);
}

static const struct pair pairs[] = {
    { "N", "7" },    { "T", "true" },    { "Q", "a\"b" },        { "N", "12" },
    { "E", "${N}" }, { "L", "[1,\n2]" }, { "M", "1, \"k\": 2" }, { "S", "x\", \"k\": \"y" },
    { "B", "c:\\" }, { "Z", "" },        { "R", "one\ntwo" },    { NULL, NULL }
};

static void test_texts(void)
{
    fill("{\"Comment\": \"<${N}>${E}$\", \"${N}\": 1, \"Other\": \"${N\", \"X\": \"${}${ N}\", "
         "\"Y\": \"${!N} $${N} ${Z}\"}",
         pairs);
    /* Of equal names the last counts; what is filled in is not looked at again. */
    UNIT_TEXT(at("Comment")->text, "<12>${N}$");
    CU_ASSERT_PTR_NOT_NULL(at("12"));
    UNIT_TEXT(at("Other")->text, "${N");
    UNIT_TEXT(at("X")->text, "${}${ N}");
    UNIT_TEXT(at("Y")->text, "${!N} $12 ");
    CU_ASSERT_EQUAL(diag_count(d), 0);
}

static void test_open(void)
{
    fill("{\"Comment\": \"${Nobody} ${AWS::Region} ${N}\", \"Seconds\": ${secs}}", pairs);
    UNIT_TEXT(at("Comment")->text, "${Nobody} ${AWS::Region} 12");
    CU_ASSERT_FALSE(at("Comment")->is_unfilled);
    CU_ASSERT_TRUE(at("Seconds")->is_unfilled);
    UNIT_TEXT(at("Seconds")->text, "${secs}");
    CU_ASSERT_EQUAL(diag_count(d), 3);
    CU_ASSERT_EQUAL(diag_errors(d), 0);
}

/* What a value becomes is decided by the text around it, never by the field. */
static void test_types(void)
{
    fill("{\"a\": ${N}, \"b\": \"${N}\", \"c\": ${T}, \"d\": 1${N}, \"e\": ${L}, \"f\": ${M}}",
         pairs);
    CU_ASSERT_EQUAL(at("a")->type, DOC_NUMBER);
    CU_ASSERT_EQUAL(at("b")->type, DOC_STRING);
    CU_ASSERT_EQUAL(at("c")->type, DOC_TRUE);
    UNIT_TEXT(at("d")->text, "112");
    CU_ASSERT_EQUAL(at("e")->count, 2);
    UNIT_TEXT(at("k")->text, "2");
    fill("{\"a\": \"${S}\"}", pairs);
    UNIT_TEXT(at("k")->text, "y");
    CU_ASSERT_EQUAL(diag_count(d), 0);
}

static void refuse(const char *text)
{
    read_named("t.json", text, pairs);
    CU_ASSERT_PTR_NULL(doc);
    CU_ASSERT_EQUAL(diag_errors(d), 1);
}

/* Two quotation marks may make two members; where they do not, it is one mistake. */
static void test_breaks(void)
{
    refuse("{\"a\": \"${Q}\", \"b\": 2}");
    refuse("{\"a\": \"${B}\", \"b\": 2}");
    refuse("{\"a\": \"${R}\", \"b\": 2}");
    refuse("{\"a\": \"${S} ${N}\", \"k\": 2}");
}

/* Names that become equal are one name twice (T-16). */
static void test_equal_names(void)
{
    fill("{\"${N}\": {}, \"12\": {}, \"${Nobody}\": {}}", pairs);
    CU_ASSERT_EQUAL(diag_errors(d), 1);
    CU_ASSERT_EQUAL(diag_count(d), 2);
}

static void check_written(const struct doc_node *n, uint32_t start, uint32_t end)
{
    struct span span = source_written(s, n->span);
    CU_ASSERT_EQUAL(span.start, start);
    CU_ASSERT_EQUAL(span.end, end);
}

static void check_place(const struct doc_node *n, int line, int column, int end_column)
{
    struct source_place start = source_place(s, n->span.start), end = source_end(s, n->span);
    CU_ASSERT_EQUAL(start.line, line);
    CU_ASSERT_EQUAL(start.column, column);
    CU_ASSERT_EQUAL(end.line, line);
    CU_ASSERT_EQUAL(end.column, end_column);
}

/* Places are those of the author's text: a ${NAME} shows all of its value. */
static void test_places(void)
{
    fill("{\"a\": 1, \"b\": ${L},\n \"\u00e4\": \"${Z}${N}\", \"c\": ${T}, \"d\": 4}", pairs);
    check_written(at("a"), 6, 7);
    check_written(at("b"), 14, 18);
    check_written(at("b")->first->next, 14, 18);
    check_place(at("b"), 1, 15, 19);
    check_place(at("\u00e4"), 2, 7, 17);
    check_place(at("c"), 2, 24, 28);
    check_place(at("d"), 2, 35, 36);
}

static void check_filled(const struct doc_node *n, bool is_whole_line, const char *wanted)
{
    struct buf out = { 0 };
    CU_ASSERT_EQUAL(source_put_filled(&out, s, n->span, is_whole_line), wanted[0] != '\0');
    UNIT_TEXT(buf_string(&out), wanted);
    buf_release(&out);
}

static void test_hints(void)
{
    fill("{\"a\": [1], \"b\": ${N},\n\"c\": \"${Z}${T}\", \"d\": {\"e\": ${N},\n\"f\": 4}}",
         pairs);
    check_filled(at("a"), false, "");
    check_filled(at("a"), true, "");
    check_filled(at("b"), false, "${N} is filled with 12");
    check_filled(at("c"), false, "${Z} is filled with nothing, ${T} is filled with true");
    check_filled(at("d"), false, "");
    check_filled(
        doc_member(at("d"), "e"), true,
        "${Z} is filled with nothing, ${T} is filled with true, ${N} is filled with 12");
    check_filled(doc_member(at("d"), "f"), true, "");
}

static void test_yaml(void)
{
    read_named("t.yaml",
               "# ${N} and ${Comment}\na: ${N}\nb: '${N}'\nc: ${Open}\nd: ${L}\ne: x${Q}\n",
               pairs);
    CU_ASSERT_PTR_NOT_NULL_FATAL(doc);
    CU_ASSERT_EQUAL(at("a")->type, DOC_NUMBER);
    CU_ASSERT_EQUAL(at("b")->type, DOC_STRING);
    UNIT_TEXT(at("c")->text, "${Open}");
    CU_ASSERT_EQUAL(at("d")->count, 2);
    UNIT_TEXT(at("e")->text, "xa\"b");
    check_place(at("e"), 6, 4, 9);
    CU_ASSERT_EQUAL(diag_count(d), 1);
}

static void test_unused(void)
{
    static const char *const used[] = { "N", "Open" }, *const unused[] = { "T", "Opn", "" };
    fill("{\"a\": ${N}, \"b\": \"${Open}\"}", pairs);
    size_t before = diag_count(d);
    for (size_t i = 0; i < 2; i++) {
        substitute_check_used(f, d, used[i]);
    }
    CU_ASSERT_EQUAL(diag_count(d), before);
    for (size_t i = 0; i < 3; i++) {
        substitute_check_used(f, d, unused[i]);
    }
    CU_ASSERT_EQUAL(diag_count(d), before + 3);
}

/* Of a file that was not read nobody knows what it had. */
static void test_unread(void)
{
    f = substitute_new(a, pairs);
    d = diag_new(a);
    CU_ASSERT_PTR_NULL(substitute_read(f, d, NULL));
    substitute_check_used(f, d, "T");
    CU_ASSERT_EQUAL(diag_count(d), 0);
}

/* Wherever the text ends, and whatever the values are: each message has a place in it. */
static void test_cut(void)
{
    static const char text[] = "{\"a\": ${Q}, \"${S}\": \"${E}x${Z}\", \"b\": [${L}, "
                               "'${R}'],\n \"c\": {${M}, \"\\${T}\": ${B}}}";
    static const char *const names[] = { "t.json", "t.yaml" };
    struct arena *outer = a;
    FILE *out = fopen("/dev/null", "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    for (size_t size = 1; size < sizeof text; size++) {
        for (size_t i = 0; i < 2; i++) {
            a = arena_new();
            read_named(names[i], arena_text_n(a, text, size), pairs);
            report_text(d, out, true);
            report_json(d, out);
            struct span end =
                source_written(s, (struct span){ (uint32_t)s->size, (uint32_t)s->size });
            CU_ASSERT_EQUAL(end.start, s->written_size);
            arena_release(a);
        }
    }
    a = outer;
    fclose(out);
}

/* A few bytes may stand for many: what is read is bounded as a file is. */
static void test_large(void)
{
    enum { TIMES = 65, SIZE = 1 << 20 };
    char *value = arena_get(a, SIZE + 1);
    memset(value, ' ', SIZE);
    struct pair large[] = { { "N", value }, { NULL, NULL } };
    struct buf text = { 0 };
    for (int i = 0; i < TIMES; i++) {
        buf_text(&text, "${N}");
    }
    read_named("t.json", buf_string(&text), large);
    CU_ASSERT_PTR_NULL(doc);
    CU_ASSERT_EQUAL(diag_errors(d), 1);
    buf_release(&text);
}

static void test_nothing(void)
{
    static const struct pair none[] = { { NULL, NULL } };
    CU_ASSERT_PTR_NULL(substitute_read(substitute_new(a, none), d, NULL));
    fill("[\"$\", \"${\", \"$}\", \"\"]", none);
    CU_ASSERT_EQUAL(diag_count(d), 0);
    CU_ASSERT_PTR_EQUAL(s->text, s->written);
}

UNIT_MAIN("substitute", { "texts", test_texts }, { "open", test_open }, { "types", test_types },
          { "what breaks a string", test_breaks }, { "equal names", test_equal_names },
          { "places", test_places }, { "hints", test_hints }, { "YAML", test_yaml },
          { "unused", test_unused }, { "an unread file", test_unread },
          { "too large", test_large }, { "nothing", test_nothing }, { "cut texts", test_cut })
