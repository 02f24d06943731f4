#include "compiler/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

#include "tests/unit/unit.h"

static bool is_zero(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void test_zero_aligned_apart(void)
{
    struct arena *a = arena_new();
    for (size_t size = 0; size < 40000; size = size * 3 / 2 + 1) {
        unsigned char *one = arena_get(a, size), *two = arena_get(a, size);
        CU_ASSERT_EQUAL((uintptr_t)one % _Alignof(max_align_t), 0);
        CU_ASSERT_PTR_NOT_EQUAL(one, two);
        memset(one, 0xAA, size);
        CU_ASSERT_TRUE(is_zero(two, size));
        memset(two, 0x55, size);
        CU_ASSERT_TRUE(size == 0 || (one[0] == 0xAA && one[size - 1] == 0xAA));
    }
    arena_release(a);
}

/* A large piece between small ones does not disturb them. */
static void test_large(void)
{
    struct arena *a = arena_new();
    char *small = arena_text(a, "small");
    unsigned char *large = arena_array(a, 1000, 1000);
    CU_ASSERT_TRUE(is_zero(large, 1000000));
    memset(large, 1, 1000000);
    UNIT_TEXT(small, "small");
    UNIT_TEXT(arena_text(a, "after"), "after");
    arena_release(a);
}

static void test_texts(void)
{
    struct arena *a = arena_new();
    UNIT_TEXT(arena_text(a, ""), "");
    UNIT_TEXT(arena_text_n(a, "Charge", 4), "Char");
    UNIT_TEXT(arena_text_n(a, NULL, 0), "");
    UNIT_TEXT(arena_print(a, "%d %s", 7, "days"), "7 days");
    UNIT_TEXT(arena_print(a, "%s", ""), "");
    const char *long_text = arena_print(a, "%100000d|", 7);
    CU_ASSERT_EQUAL(strlen(long_text), 100001);
    char *with_nul = arena_text_n(a, "a\0b", 3);
    CU_ASSERT_EQUAL(memcmp(with_nul, "a\0b", 4), 0);
    arena_release(a);
}

static void test_release(void)
{
    arena_release(NULL);
    arena_release(arena_new());
    struct arena *a = arena_new();
    for (int i = 0; i < 100000; i++) {
        arena_get(a, 24);
    }
    arena_release(a);
}

UNIT_MAIN("arena", { "what is given is 0, aligned and its own", test_zero_aligned_apart },
          { "large pieces", test_large }, { "texts", test_texts },
          { "all goes with the arena", test_release })
