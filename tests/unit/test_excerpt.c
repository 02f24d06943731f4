#include "compiler/base/excerpt.h"

#include "compiler/base/arena.h"
#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

static void check_text(const char *text, const char *wanted)
{
    struct buf out = { 0 };
    excerpt_put_text(&out, text, strlen(text));
    UNIT_TEXT(buf_string(&out), wanted);
    buf_release(&out);
}

static void test_text(void)
{
    check_text("", "");
    check_text("Cool down \xC3\xA9 100% %s", "Cool down \xC3\xA9 100% %s");
    check_text("a\nb\tc\x1b[2J\x7F", "a\\nb\\tc\\u001b[2J\\u007f");
    /* Bidirectional control, line separator, C1 control, byte order mark, a tag beyond U+FFFF.
     */
    check_text("\xE2\x80\xAE|\xE2\x80\xA8|\xC2\x9B|\xEF\xBB\xBF|\xF3\xA0\x80\x81",
               "\\u202e|\\u2028|\\u009b|\\ufeff|\\udb40\\udc01");
    check_text("\xFF|\xC3|\xED\xA0\x80",
               "\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    /* A family is one emoji of several, joined. */
    check_text("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7",
               "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7");
}

static void check_line(const char *text, uint32_t start, uint32_t end, const char *hint,
                       const char *wanted)
{
    struct arena *a = arena_new();
    struct buf out = { 0 };
    const struct source *s = source_of_text(a, "x", text, strlen(text));
    excerpt_put_line(&out, s, (struct span){ start, end }, hint, false);
    UNIT_TEXT(buf_string(&out), wanted);
    buf_release(&out);
    arena_release(a);
}

static void test_line(void)
{
    check_line("{\n  \"Next\": \"B\"\n}", 12, 15, "did you mean 'A'?",
               "    2 |   \"Next\": \"B\"\n"
               "      |           ^~~ did you mean 'A'?\n");
    check_line("abc", 0, 0, NULL, "    1 | abc\n      | ^\n");
    check_line("abc", 3, 3, NULL, "    1 | abc\n      |    ^\n");
    check_line("abc", 900, 950, NULL, "    1 | abc\n      |    ^\n");
    check_line("abc", 2, 1, NULL, "    1 | abc\n      |   ^\n");
    check_line("a\n\nb", 2, 2, NULL, "    2 |\n      | ^\n");
    /* Of several lines the first. */
    check_line("a: {\nb\n}", 3, 8, NULL, "    1 | a: {\n      |    ^\n");
    check_line("abc\r\nd", 1, 6, NULL, "    1 | abc\n      |  ^~\n");
}

static void test_widths(void)
{
    check_line("\ta\tbc", 3, 5, NULL,
               "    1 |         a       bc\n      |                 ^~\n");
    /* Two columns each; a combining accent has none. */
    check_line("\xE6\x97\xA5\xE6\x9C\xAC x", 7, 8, NULL,
               "    1 | \xE6\x97\xA5\xE6\x9C\xAC x\n      |      ^\n");
    check_line("\xE6\x97\xA5 x", 0, 3, NULL, "    1 | \xE6\x97\xA5 x\n      | ^~\n");
    check_line("e\xCC\x81 x", 4, 5, NULL, "    1 | e\xCC\x81 x\n      |   ^\n");
    /* What is escaped is as wide as its escape; a byte that is not UTF-8 has one column. */
    check_line("\x1b[2Jx", 4, 5, NULL, "    1 | \\u001b[2Jx\n      |          ^\n");
    check_line("a\bx", 2, 3, NULL, "    1 | a\\bx\n      |    ^\n");
    check_line("\xF3\xA0\x80\x81x", 4, 5, NULL,
               "    1 | \\udb40\\udc01x\n      |             ^\n");
    check_line("\xFF\xFEx", 2, 3, NULL, "    1 | \xEF\xBF\xBD\xEF\xBF\xBDx\n      |   ^\n");
}

/* A line number of any size keeps the bars below each other. */
static void test_far_line(void)
{
    enum { LINES = 123456 };
    struct arena *a = arena_new();
    struct buf out = { 0 };
    char *text = arena_get(a, LINES + 1);
    memset(text, '\n', LINES);
    memcpy(text + LINES - 1, "x", 1);
    const struct source *s = source_of_text(a, "x", text, LINES);
    excerpt_put_line(&out, s, (struct span){ LINES - 1, LINES }, NULL, false);
    UNIT_TEXT(buf_string(&out), "123456 | x\n       | ^\n");
    buf_release(&out);
    arena_release(a);
}

/* The excerpt of `size` times `piece` at a byte; borrowed until the next call. */
static const char *excerpt_of(const char *piece, size_t count, uint32_t start, uint32_t end)
{
    static char shown[8192];
    struct arena *a = arena_new();
    struct buf out = { 0 }, text = { 0 };
    for (size_t i = 0; i < count; i++) {
        buf_text(&text, piece);
    }
    const struct source *s = source_of_text(a, "x", buf_string(&text), text.size);
    excerpt_put_line(&out, s, (struct span){ start, end }, NULL, false);
    snprintf(shown, sizeof shown, "%s", buf_string(&out));
    CU_ASSERT_TRUE(out.size < sizeof shown);
    buf_release(&out);
    buf_release(&text);
    arena_release(a);
    return shown;
}

#define TEN  "0123456789"
#define X40  TEN TEN TEN TEN
#define X60  X40 TEN TEN
#define DASH "~~~~~~~~~~"

static void test_long_line(void)
{
    UNIT_TEXT(
        excerpt_of(TEN, 10, 99, 100),
        "    1 | " X40 X60 "\n      | "
        "                                                                                     "
        "              ^\n");
    UNIT_TEXT(excerpt_of(TEN, 100000, 5, 8), "    1 | " X40 X60 "...\n      |      ^~~\n");
    UNIT_TEXT(excerpt_of(TEN, 100000, 500000, 500003),
              "    1 | ..." X40 X60 "...\n      |    "
              "                                        ^~~\n");
    UNIT_TEXT(excerpt_of(TEN, 100000, 999999, 1000000),
              "    1 | ...9" TEN TEN TEN "0123456789\n      |    "
              "                                        ^\n");
    /* The underline ends with what is shown. */
    UNIT_TEXT(excerpt_of(TEN, 100000, 500000, 900000),
              "    1 | ..." X40 X60 "...\n      |    "
              "                                        ^" DASH DASH DASH DASH DASH
              "~~~~~~~~~\n");
}

/* Characters without width do not make it endless, and none is cut. */
static void test_long_line_of_marks(void)
{
    const char *shown = excerpt_of("\xCC\x81", 100000, 100000, 100002);
    CU_ASSERT_TRUE(strlen(shown) < 3000);
    CU_ASSERT_PTR_NULL(strstr(shown, "\xEF\xBF\xBD"));
    shown = excerpt_of("\xE6\x97\xA5", 100000, 90000, 90003);
    CU_ASSERT_TRUE(strlen(shown) < 500);
    CU_ASSERT_PTR_NULL(strstr(shown, "\xEF\xBF\xBD"));
    CU_ASSERT_PTR_NOT_NULL(strstr(excerpt_of("\x80", 100000, 50000, 50001), "^"));
}

static void test_color(void)
{
    struct arena *a = arena_new();
    struct buf out = { 0 };
    excerpt_put_line(&out, source_of_text(a, "x", "ab", 2), (struct span){ 1, 2 }, "why", true);
    UNIT_TEXT(buf_string(&out), "    1 | ab\n      |  \033[1;32m^ why\033[0m\n");
    buf_release(&out);
    arena_release(a);
}

UNIT_MAIN("excerpt", { "texts are safe to show", test_text },
          { "a line and its caret", test_line }, { "widths of characters", test_widths },
          { "a far line", test_far_line }, { "a long line is shown in part", test_long_line },
          { "characters without width", test_long_line_of_marks }, { "color", test_color })
