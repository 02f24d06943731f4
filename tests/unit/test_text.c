#include "runtime/base/text.h"

#include <stdbool.h>

#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

static void test_round_trip(void)
{
    for (uint32_t c = 0; c <= 0x10FFFF; c = c < 0x3000 ? c + 1 : c + 61) {
        char out[4];
        uint32_t back = 0;
        size_t length = text_encode(out, c);
        CU_ASSERT_EQUAL(text_decode(out, length, &back), length);
        CU_ASSERT_EQUAL(back, c >= 0xD800 && c <= 0xDFFF ? TEXT_REPLACEMENT : c);
        CU_ASSERT_EQUAL(text_decode(out, length - 1, &back), 0);
    }
}

static void test_not_utf8(void)
{
    static const char *const bad[] = {
        "\x80",
        "\xBF",
        "\xC0\x80",
        "\xC1\xBF",
        "\xC3",
        "\xC3(",
        "\xE0\x80\x80",
        "\xE0\x9F\xBF",
        "\xE2\x82",
        "\xED\xA0\x80",
        "\xED\xBF\xBF",
        "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xFF",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint32_t character;
        CU_ASSERT_EQUAL(text_decode(bad[i], strlen(bad[i]), &character), 0);
    }
    CU_ASSERT_EQUAL(text_utf8_span("a\xC3\xA9\xFFz", 5), 3);
    CU_ASSERT_EQUAL(text_utf8_span("a\0b", 3), 3);
    CU_ASSERT_EQUAL(text_utf8_span("", 0), 0);
}

static void check_json(const char *text, size_t size, const char *wanted)
{
    struct buf b = { 0 };
    text_put_json(&b, text, size);
    UNIT_TEXT(buf_string(&b), wanted);
    buf_release(&b);
}

static void expect_utf8(const char *text, const char *wanted)
{
    struct buf b = { 0 };
    text_put_utf8(&b, text, strlen(text));
    UNIT_TEXT(buf_string(&b), wanted);
    buf_release(&b);
}

static void test_put_utf8(void)
{
    expect_utf8("", "");
    expect_utf8("für", "für");
    expect_utf8("\xff", "\xef\xbf\xbd");
    expect_utf8("a\xc3", "a\xef\xbf\xbd");
    expect_utf8("\xff\xfe\xc3\xbc", "\xef\xbf\xbd\xef\xbf\xbd\xc3\xbc");
}

static void test_json(void)
{
    check_json("", 0, "\"\"");
    check_json("plain", 5, "\"plain\"");
    check_json("a\"b\\c/d", 7, "\"a\\\"b\\\\c/d\"");
    check_json("\b\f\n\r\t\x1b\0x", 8, "\"\\b\\f\\n\\r\\t\\u001b\\u0000x\"");
    check_json("\xF0\x9F\x98\x80\xC3\xA9", 6, "\"\xF0\x9F\x98\x80\xC3\xA9\"");
    check_json("a\xFF\xC3", 3, "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void test_escape(void)
{
    struct buf b = { 0 };
    text_put_escape(&b, 0x202E);
    text_put_escape(&b, '\n');
    text_put_escape(&b, 0xE0001);
    UNIT_TEXT(buf_string(&b), "\\u202e\\n\\udb40\\udc01");
    buf_release(&b);
}

static void test_count(void)
{
    CU_ASSERT_EQUAL(text_count("", 0), 0);
    CU_ASSERT_EQUAL(text_count("a\xC3\xA9\xF0\x9F\x98\x80", 7), 3);
    CU_ASSERT_EQUAL(text_cut("abc", 3, 3), 3);
    CU_ASSERT_EQUAL(text_cut("abcd", 4, 3), 3);
    CU_ASSERT_EQUAL(text_cut("a\xF0\x9F\x98\x80", 5, 4), 1);
    CU_ASSERT_EQUAL(text_cut("a\xF0\x9F\x98\x80z", 6, 5), 5);
    CU_ASSERT_EQUAL(text_cut("\x80\x80", 2, 1), 0);
}

static void check_escape(const char *text, size_t bytes, uint32_t wanted)
{
    uint32_t character = 0;
    CU_ASSERT_EQUAL(text_read_escape(text, strlen(text), &character), bytes);
    CU_ASSERT_EQUAL(character, wanted);
}

static void test_unescape(void)
{
    check_escape("u00e9x", 5, 0xE9);
    check_escape("uFfFf", 5, 0xFFFF);
    check_escape("ufff", 0, 0);
    check_escape("u00g0", 0, 0);
    check_escape("u-001", 0, 0);
    check_escape("u", 0, 0);
    check_escape("", 0, 0);
    check_escape("ud83d\\ude00!", 11, 0x1F600);
    check_escape("ud83d\\ude0", 5, 0xD83D);
    check_escape("ud83d\\u0041", 5, 0xD83D);
    check_escape("ude00\\ud83d", 5, 0xDE00);
}

static void test_words(void)
{
    CU_ASSERT_EQUAL(text_hash("", 0), UINT64_C(0xcbf29ce484222325));
    CU_ASSERT_EQUAL(text_hash("foobar", 6), UINT64_C(0x85944171f73967e8));
    CU_ASSERT_TRUE(text_is("a", "a"));
    CU_ASSERT_FALSE(text_is("a", "ab"));
    CU_ASSERT_FALSE(text_is(NULL, ""));
    CU_ASSERT_TRUE(text_ends_with("x.c", ".c"));
    CU_ASSERT_FALSE(text_ends_with(".c", ".c"));
    CU_ASSERT_FALSE(text_ends_with("x.cc", ".c"));
    CU_ASSERT_FALSE(text_ends_with("", ".c"));
    CU_ASSERT_TRUE(text_is_blank('\r'));
    CU_ASSERT_FALSE(text_is_blank('\v'));
    CU_ASSERT_FALSE(text_is_blank(-1));
}

static void check_visible(const char *text, const char *wanted)
{
    struct buf out = { 0 };
    text_put_visible(&out, text, strlen(text));
    UNIT_TEXT(buf_string(&out), wanted);
    buf_release(&out);
}

static void test_visible(void)
{
    check_visible("", "");
    check_visible("d\xC3\xA9j\xC3\xA0 \"vu\" \\", "d\xC3\xA9j\xC3\xA0 \"vu\" \\");
    check_visible("\033[2J\n\r\t\x7F", "\\u001b[2J\\n\\r\\t\\u007f");
    check_visible("\xC2\x9B", "\\u009b");
    check_visible("\xE2\x80\xAE\xE2\x81\xA6\xE2\x80\xA8", "\\u202e\\u2066\\u2028");
    check_visible("a\xFFz\xE2\x80", "a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD");
}

UNIT_MAIN("text", { "each character encodes and decodes", test_round_trip },
          { "what is not UTF-8", test_not_utf8 }, { "made UTF-8", test_put_utf8 },
          { "JSON strings", test_json }, { "escapes", test_escape },
          { "characters", test_count }, { "\\u", test_unescape }, { "questions", test_words },
          { "for people", test_visible })
