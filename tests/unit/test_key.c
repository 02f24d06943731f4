#include "runtime/value/key.h"

#include <stdbool.h>

#include "tests/unit/unit.h"

#define KEYS 5000

static struct key *keys[KEYS];

static size_t name(char *text, size_t room, int i)
{
    return (size_t)snprintf(text, room, "key number %d", i);
}

/* The table grows on the way, and is full in the end: what has been interned stays where it is,
 * and is found by its text; what has not been has no place later on. */
static void test_many(void)
{
    char text[32];
    int interned = 0;
    for (int i = 0; i < KEYS; i++) {
        size_t size = name(text, sizeof text, i);
        keys[i] = key_get(text, size);
        CU_ASSERT_TRUE(key_has_text(keys[i], text, size));
        interned += keys[i]->is_interned;
    }
    CU_ASSERT_TRUE(interned > 1000 && interned < KEYS);
    for (int i = 0; i < KEYS; i++) {
        size_t size = name(text, sizeof text, i);
        struct key *again = key_get(text, size);
        CU_ASSERT_EQUAL(again->is_interned, keys[i]->is_interned);
        CU_ASSERT_TRUE(key_equal(again, keys[i]));
        CU_ASSERT_FALSE(key_equal(again, keys[(i + 1) % KEYS]));
        CU_ASSERT_PTR_EQUAL(key_find(text, size), again->is_interned ? again : NULL);
        CU_ASSERT_TRUE(!again->is_interned || again == keys[i]);
        key_release(again);
    }
    for (int i = 0; i < KEYS; i++) {
        key_release(keys[i]);
    }
}

/* A long text is not interned, and does not make the table grow. */
static void test_long(void)
{
    static const char text[] = "a text that is longer than the longest that is ever interned";
    struct key *one = key_get(text, sizeof text - 1), *other = key_get(text, sizeof text - 1);
    CU_ASSERT_FALSE(one->is_interned);
    CU_ASSERT_TRUE(one != other);
    CU_ASSERT_TRUE(key_equal(one, other));
    CU_ASSERT_PTR_NULL(key_find(text, sizeof text - 1));
    key_release(one);
    key_release(other);
}

UNIT_MAIN("key", { "long texts", test_long }, { "many keys", test_many })
