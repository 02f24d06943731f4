#include "compiler/view/position.h"

#include "compiler/base/arena.h"
#include "tests/unit/unit.h"

/* Each byte of the text is where both ways say, and a position leads back to it. */
static void check(const char *text, size_t offset, size_t line, size_t utf16, size_t utf8)
{
    struct arena *a = arena_new();
    size_t size = strlen(text);
    for (int is_utf8 = 0; is_utf8 < 2; is_utf8++) {
        const struct position_map *m = position_map(a, text, size, is_utf8 == 1);
        struct position p = position_of(m, offset);
        size_t character = is_utf8 == 1 ? utf8 : utf16;
        CU_ASSERT_EQUAL(p.line, line);
        CU_ASSERT_EQUAL(p.character, character);
        CU_ASSERT_EQUAL(position_offset(m, p), offset);
        CU_ASSERT_EQUAL(position_find(text, size, is_utf8 == 1, p), offset);
    }
    arena_release(a);
}

static void test_units(void)
{
    /* U+00E4 has two bytes and one unit of UTF-16, U+1F600 four and two. */
    const char *text = "a\xC3\xA4"
                       "b\xF0\x9F\x98\x80"
                       "c\nd";
    check(text, 0, 0, 0, 0);
    check(text, 1, 0, 1, 1);
    check(text, 3, 0, 2, 3);
    check(text, 4, 0, 3, 4);
    check(text, 8, 0, 5, 8);
    check(text, 9, 0, 6, 9);
    check(text, 10, 1, 0, 0);
    check(text, 11, 1, 1, 1);
}

static void test_lines(void)
{
    const char *text = "a\r\nb\rc\n\n";
    check(text, 1, 0, 1, 1);
    check(text, 3, 1, 0, 0);
    check(text, 4, 1, 1, 1);
    check(text, 5, 2, 0, 0);
    check(text, 7, 3, 0, 0);
    check(text, 8, 4, 0, 0);
    check("", 0, 0, 0, 0);
    check("\n", 1, 1, 0, 0);
}

static size_t both(const char *text, bool is_utf8, size_t line, size_t character)
{
    struct arena *a = arena_new();
    struct position p = { line, character };
    size_t offset = position_offset(position_map(a, text, strlen(text), is_utf8), p);
    CU_ASSERT_EQUAL(position_find(text, strlen(text), is_utf8, p), offset);
    arena_release(a);
    return offset;
}

/* What is not there is the nearest that is. */
static void test_beyond(void)
{
    CU_ASSERT_EQUAL(both("ab\ncd", false, 0, 99), 2);
    CU_ASSERT_EQUAL(both("ab\r\ncd", false, 0, 3), 2);
    CU_ASSERT_EQUAL(both("ab\ncd", false, 1, 99), 5);
    CU_ASSERT_EQUAL(both("ab\ncd", false, 2, 0), 5);
    CU_ASSERT_EQUAL(both("ab\ncd\n", false, 2, 0), 6);
    CU_ASSERT_EQUAL(both("ab\ncd\n", false, 3, 0), 6);
    CU_ASSERT_EQUAL(both("\xF0\x9F\x98\x80", false, 0, 1), 0);
    CU_ASSERT_EQUAL(both("\xF0\x9F\x98\x80", false, 0, 2), 4);
    CU_ASSERT_EQUAL(both("\xF0\x9F\x98\x80", true, 0, 3), 0);
}

/* Across the steps at which units are counted beforehand. */
static void test_long(void)
{
    enum { CHARACTERS = 3000 };
    char text[2 * CHARACTERS + 1];
    for (size_t i = 0; i < CHARACTERS; i++) {
        memcpy(text + 2 * i, "\xC3\xA4", 2);
    }
    text[2 * CHARACTERS] = '\0';
    for (size_t i = 0; i <= CHARACTERS; i += 250) {
        check(text, 2 * i, 0, i, 2 * i);
    }
    check(text, 2 * 512, 0, 512, 2 * 512);
}

UNIT_MAIN("position", { "units", test_units }, { "lines", test_lines },
          { "beyond", test_beyond }, { "a long line", test_long })
