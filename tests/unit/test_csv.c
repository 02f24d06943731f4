/*
 * Records of delimited text: the rules of DM-08, and where a record ends.
 */
#include "runtime/base/buf.h"
#include "runtime/base/stream.h"
#include "runtime/data/csv.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

/* The records as [a|b] one behind the other, and how it ended: . for well, ! for a quote that
 * is open, > for a record that is too long. */
static const char *records(const char *text, size_t size, char delimiter, size_t limit)
{
    static struct buf shown;
    struct csv_record r = { .count = 0 };
    struct stream s;
    buf_clear(&shown);
    folder_put_n("csv", text, size);
    char path[128];
    snprintf(path, sizeof path, "%s/csv", folder());
    CU_ASSERT_EQUAL_FATAL(stream_open(&s, path, 0), 0);
    enum csv_outcome outcome;
    while ((outcome = csv_next(&s, delimiter, limit, &r)) == CSV_RECORD) {
        buf_char(&shown, '[');
        for (size_t i = 0; i < r.count; i++) {
            size_t n = 0;
            const char *field = csv_field(&r, i, &n);
            buf_text(&shown, i == 0 ? "" : "|");
            buf_put(&shown, field, n);
        }
        buf_char(&shown, ']');
    }
    buf_text(&shown, outcome == CSV_END ? "." : outcome == CSV_UNCLOSED ? "!" : ">");
    csv_release(&r);
    stream_close(&s);
    return buf_string(&shown);
}

#define IS_BY(text, by, wanted) UNIT_TEXT(records(text, strlen(text), by, 1000), wanted)
#define IS(text, wanted)        IS_BY(text, ',', wanted)

static void plain(void)
{
    IS("", ".");
    IS("a,b\nc,d\n", "[a|b][c|d].");
    IS("a,b\nc,d", "[a|b][c|d].");
    IS("a,b\r\nc,d\r\n", "[a|b][c|d].");
    IS("a\rb\r", "[a][b].");
    IS("\n", "[].");
    IS("a\n\nb\n", "[a][][b].");
    IS(",,,\n", "[|||].");
    IS(",", "[|].");
    IS("   \n", "[   ].");
    IS("true,1,'HelloWorld'\n", "[true|1|'HelloWorld'].");
    IS("\xC3\xA9,\xE2\x82\xAC\n", "[\xC3\xA9|\xE2\x82\xAC].");
}

/* A field in quotes holds delimiters and line ends; a doubled quote is one. */
static void quotes(void)
{
    IS("\"a,b\",c\n", "[a,b|c].");
    IS("\"a\nb\r\nc\",d\n", "[a\nb\r\nc|d].");
    IS("\"\",x\n", "[|x].");
    IS("\"\"\"a\"\"\"\n", "[\"a\"].");
    IS("\"a\"\"b\"\n", "[a\"b].");
    IS("\"a\"b,c\n", "[ab|c].");
    IS("\"a\" ,c\n", "[a |c].");
    IS("a\"b,c\n", "[a\"b|c].");
    IS("a\"\"b,c\n", "[a\"b|c].");
    IS("{\"\"MyKey\"\":\"\"MyValue\"\"},x\n", "[{\"MyKey\":\"MyValue\"}|x].");
    IS("a,\"b", "!");
    IS("x\n\"", "[x]!");
    IS("\"a\n", "!");
}

static void backslashes(void)
{
    IS("C:\\\\Program Files\\\\MyApp.exe,6534512\n", "[C:\\Program Files\\MyApp.exe|6534512].");
    IS("a\\,b,c\n", "[a,b|c].");
    IS("\\\"a\\\",c\n", "[\"a\"|c].");
    IS("a\\nb\n", "[anb].");
    IS("a\\\nb\n", "[a][b].");
    IS("a\\", "[a].");
    IS("\"a\\\"b\"\n", "[a\"b].");
}

static void delimiters(void)
{
    IS_BY("a|b,c|d\n", '|', "[a|b,c|d].");
    IS_BY("a\tb\n", '\t', "[a|b].");
    IS_BY("a b  c\n", ' ', "[a|b||c].");
    IS_BY("a\\;b;c\\,d\n", ';', "[a;b|c,d].");
}

/* Neither a long field nor a long row of empty ones is held beyond the limit. */
static void limits(void)
{
    char long_field[5000], many[5000];
    memset(long_field, 'x', sizeof long_field);
    memset(many, ',', sizeof many);
    CU_ASSERT_STRING_EQUAL(records(long_field, sizeof long_field, ',', 1000), ">");
    CU_ASSERT_STRING_EQUAL(records(many, sizeof many, ',', 1000), ">");
    CU_ASSERT_STRING_EQUAL(records("a\0b,c\n", 6, ',', 10) + 5, "c].");
}

/* A record is the same wherever a block ends in it. */
static void blocks(void)
{
    static const char record[] = "a,\"b\"\"\nc\",\\\\d\r\n";
    static char text[STREAM_BLOCK_BYTES + 64];
    for (size_t before = 0; before < sizeof record; before++) {
        size_t start = STREAM_BLOCK_BYTES - before;
        memset(text, '\n', start);
        memcpy(text + start, record, sizeof record - 1);
        const char *shown = records(text, start + sizeof record - 1, ',', 1000);
        CU_ASSERT_EQUAL(strlen(shown), start * 2 + strlen("[a|b\"\nc|\\d]."));
        CU_ASSERT_STRING_EQUAL(shown + start * 2, "[a|b\"\nc|\\d].");
    }
}

UNIT_MAIN("csv", { "plain", plain }, { "quotes", quotes }, { "backslashes", backslashes },
          { "delimiters", delimiters }, { "limits", limits }, { "blocks", blocks })
