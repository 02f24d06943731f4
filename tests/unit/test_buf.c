#include "runtime/base/buf.h"

#include "runtime/base/memory.h"
#include "tests/unit/unit.h"

static void test_empty(void)
{
    struct buf b = { 0 };
    UNIT_TEXT(buf_string(&b), "");
    buf_put(&b, "", 0);
    CU_ASSERT_PTR_NULL(b.text);
    buf_clear(&b);
    char *taken = buf_take(&b);
    UNIT_TEXT(taken, "");
    memory_release(taken);
    buf_release(&b);
}

static void test_append(void)
{
    struct buf b = { 0 };
    buf_text(&b, "a");
    buf_char(&b, '-');
    buf_int(&b, INT64_MIN);
    buf_print(&b, " %s %05d", "x", 42);
    UNIT_TEXT(buf_string(&b), "a--9223372036854775808 x 00042");
    CU_ASSERT_EQUAL(b.size, strlen(b.text));
    CU_ASSERT_FALSE(b.full);
    buf_release(&b);
    CU_ASSERT_PTR_NULL(b.text);
}

static void test_bytes_may_be_nul(void)
{
    struct buf b = { 0 };
    buf_put(&b, "a\0b", 3);
    CU_ASSERT_EQUAL(b.size, 3);
    CU_ASSERT_EQUAL(memcmp(b.text, "a\0b", 4), 0);
    buf_release(&b);
}

static void test_growth_keeps_text(void)
{
    struct buf b = { 0 };
    for (int i = 0; i < 10000; i++) {
        buf_char(&b, (char)('a' + i % 26));
        CU_ASSERT_EQUAL_FATAL(b.text[b.size], '\0');
    }
    CU_ASSERT_EQUAL(b.size, 10000);
    CU_ASSERT_EQUAL(b.text[9999], 'a' + 9999 % 26);
    CU_ASSERT_TRUE(b.room > b.size);
    buf_release(&b);
}

static void test_print_longer_than_any_room(void)
{
    struct buf b = { 0 };
    buf_print(&b, "%01000d|", 7);
    buf_print(&b, "%02000d|", 8);
    CU_ASSERT_EQUAL(b.size, 3002);
    UNIT_TEXT(b.text + 2997, "0008|");
    UNIT_TEXT(b.text + b.size, "");
    buf_release(&b);
}

static void test_print_fills_room_exactly(void)
{
    for (int width = 1; width < 200; width++) {
        struct buf b = { 0 };
        buf_print(&b, "%0*d", width, 1);
        CU_ASSERT_EQUAL(b.size, (size_t)width);
        CU_ASSERT_EQUAL(strlen(b.text), (size_t)width);
        buf_release(&b);
    }
}

static void test_limit_keeps_what_fits(void)
{
    struct buf b = { .limit = 5 };
    buf_text(&b, "abc");
    CU_ASSERT_FALSE(b.full);
    buf_text(&b, "de");
    CU_ASSERT_FALSE(b.full);
    buf_text(&b, "f");
    CU_ASSERT_TRUE(b.full);
    UNIT_TEXT(buf_string(&b), "abcde");
    buf_clear(&b);
    CU_ASSERT_FALSE(b.full);
    buf_print(&b, "%d", 1234567);
    CU_ASSERT_TRUE(b.full);
    UNIT_TEXT(buf_string(&b), "12345");
    CU_ASSERT_EQUAL(b.size, 5);
    buf_release(&b);
}

static void test_room(void)
{
    struct buf b = { 0 };
    buf_text(&b, "ab");
    char *at = buf_room(&b, 1000);
    memset(at, 'x', 1000);
    b.size += 1000;
    buf_char(&b, 'y');
    CU_ASSERT_EQUAL(b.size, 1003);
    CU_ASSERT_EQUAL(b.text[1], 'b');
    CU_ASSERT_EQUAL(b.text[1001], 'x');
    buf_release(&b);
}

static void test_take_leaves_it_empty(void)
{
    struct buf b = { 0 };
    buf_text(&b, "mine");
    char *taken = buf_take(&b);
    UNIT_TEXT(taken, "mine");
    UNIT_TEXT(buf_string(&b), "");
    buf_text(&b, "again");
    UNIT_TEXT(buf_string(&b), "again");
    memory_release(taken);
    buf_release(&b);
}

static void test_memory(void)
{
    char *nothing = memory_get(0), *zeros = memory_zero(64), *copy = memory_text_n("abc", 2);
    CU_ASSERT_PTR_NOT_NULL(nothing);
    for (int i = 0; i < 64; i++) {
        CU_ASSERT_EQUAL(zeros[i], 0);
    }
    UNIT_TEXT(copy, "ab");
    CU_ASSERT_PTR_NULL(memory_text(NULL));
    CU_ASSERT_PTR_NULL(memory_text_n(NULL, 0));
    zeros = memory_resize(zeros, 0);
    CU_ASSERT_PTR_NOT_NULL(zeros);
    memory_release(nothing);
    memory_release(zeros);
    memory_release(copy);
    memory_release(NULL);
}

UNIT_MAIN("buf", { "empty", test_empty }, { "append", test_append },
          { "bytes may be NUL", test_bytes_may_be_nul },
          { "growth keeps the text", test_growth_keeps_text },
          { "print longer than any room", test_print_longer_than_any_room },
          { "print fills the room exactly", test_print_fills_room_exactly },
          { "a limit keeps what fits", test_limit_keeps_what_fits }, { "room", test_room },
          { "take leaves it empty", test_take_leaves_it_empty }, { "memory", test_memory })
