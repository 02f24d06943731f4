/* What is too large for the value model is refused, and nothing overflows. No test needs the
 * memory that it speaks of: sizes are said that are not there, or are written into a node. */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/exit.h"
#include "runtime/value/border.h"
#include "runtime/value/node.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "tests/unit/death.h"
#include "tests/unit/unit.h"

#define MEMBERS_2_32 ((size_t)UINT32_MAX + 1)

static const char exhausted[] = "test_limits: out of memory\n";

static struct value *full_array(void)
{
    struct value *a = value_array(4);
    node_block_of(a)->used = node_block_of(a)->room = UINT32_MAX;
    return a;
}

static void append_to_full(const char *none)
{
    (void)none;
    struct value *a = full_array();
    value_append_take(&a, value_int(1));
}

static void append_to_full_of_others(const char *none)
{
    (void)none;
    struct value *a = full_array(), *mine = value_share(a);
    value_append_take(&mine, value_int(1));
}

static void make_array_at_once(const char *none)
{
    (void)none;
    node_new_array_of(NULL, MEMBERS_2_32, NULL);
}

static void make_object_at_once(const char *none)
{
    (void)none;
    node_new_object(NULL, MEMBERS_2_32 + 1, NULL);
}

static void make_object_for(const char *none)
{
    (void)none;
    value_object_for(MEMBERS_2_32 + 1);
}

static void test_members(void)
{
    death_expect(append_to_full, NULL, EXIT_MACHINE, exhausted);
    death_expect(append_to_full_of_others, NULL, EXIT_MACHINE, exhausted);
    death_expect(make_array_at_once, NULL, EXIT_MACHINE, exhausted);
    death_expect(make_object_at_once, NULL, EXIT_MACHINE, exhausted);
    death_expect(make_object_for, NULL, EXIT_MACHINE, exhausted);
    struct value *a = value_array(SIZE_MAX); /* what is expected is a hint only */
    value_append_take(&a, value_int(1));
    CU_ASSERT_EQUAL(value_count(a), 1);
    value_release(a);
}

static void make_text_of_4_gib(const char *none)
{
    (void)none;
    value_text_n("x", UINT32_MAX);
}

static void make_text_beyond_4_gib(const char *none)
{
    (void)none;
    value_text_n("x", (size_t)UINT32_MAX + 2);
}

/* json-c counts the bytes of a text with an int. */
static void give_out_text_of_2_gib(const char *none)
{
    (void)none;
    struct value *text = value_text("x");
    node_text_of(text)->size = INT_MAX;
    border_out(text);
}

static void test_texts(void)
{
    death_expect(make_text_of_4_gib, NULL, EXIT_MACHINE, exhausted);
    death_expect(make_text_beyond_4_gib, NULL, EXIT_MACHINE, exhausted);
    death_expect(give_out_text_of_2_gib, NULL, EXIT_MACHINE, exhausted);
}

static void test_read(void)
{
    static const size_t sizes[] = { INT_MAX, UINT32_MAX, (size_t)UINT32_MAX + 3, SIZE_MAX / 2 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct value *v = NULL;
        struct read_error error;
        CU_ASSERT_FALSE(read_json("[]", sizes[i], &v, &error));
        UNIT_TEXT(error.message, "the text is larger than 2 GB");
        CU_ASSERT_EQUAL(error.offset, 0);
        CU_ASSERT_PTR_NULL(v);
    }
}

/* A bound that does not fit is no bound: it never comes out as a small one. */
static void test_bounds(void)
{
    static const uint32_t sizes[] = { UINT32_MAX / 6 - 3, UINT32_MAX / 6, UINT32_MAX / 2,
                                      UINT32_MAX - 64 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (int plain = 0; plain < 2; plain++) {
            struct value *text = value_text(plain ? "x" : "\n"), *a = value_array(0);
            node_text_of(text)->size = sizes[i];
            for (int k = 0; k < 7; k++) {
                value_append_take(&a, value_share(text));
                CU_ASSERT_TRUE(value_bytes_most(a) >= sizes[i] * (size_t)(k + 1));
            }
            CU_ASSERT_EQUAL(value_bytes_most(a), SIZE_MAX);
            value_release(value_take_item(&a, 0));
            CU_ASSERT_TRUE(value_bytes_most(a) >= sizes[i] * (size_t)6);
            node_text_of(text)->size = 1;
            value_release(a);
            value_release(text);
        }
    }
}

UNIT_MAIN("limits", { "2^32 members", test_members }, { "4 GiB of text", test_texts },
          { "reading 4 GiB", test_read }, { "bounds", test_bounds })
