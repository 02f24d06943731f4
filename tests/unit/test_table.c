/*
 * A table finds what was put under a text: keys of any bytes, and many more than it began with.
 */
#include "compiler/base/arena.h"
#include "compiler/base/table.h"
#include "tests/unit/unit.h"

static void few(void)
{
    struct arena *a = arena_new();
    struct table *t = table_new(a);
    int one = 1, two = 2;
    CU_ASSERT_PTR_NULL(table_find(t, "one", 3));
    *table_place(t, "one", 3) = &one;
    *table_place(t, "on", 2) = &two;
    CU_ASSERT_PTR_EQUAL(table_find(t, "one", 3), &one);
    CU_ASSERT_PTR_EQUAL(table_find(t, "on", 2), &two);
    CU_ASSERT_PTR_NULL(table_find(t, "one\0", 4));
    CU_ASSERT_PTR_NULL(table_find(t, "", 0));
    *table_place(t, "", 0) = &two;
    CU_ASSERT_PTR_EQUAL(table_find(t, "", 0), &two);
    CU_ASSERT_PTR_EQUAL(*table_place(t, "one", 3), &one);
    arena_release(a);
}

static void many(void)
{
    static char keys[2000][8];
    struct arena *a = arena_new();
    struct table *t = table_new(a);
    for (size_t i = 0; i < 2000; i++) {
        snprintf(keys[i], sizeof keys[i], "k%zu", i);
        *table_place(t, keys[i], strlen(keys[i])) = keys[i];
    }
    size_t found = 0;
    for (size_t i = 0; i < 2000; i++) {
        found += table_find(t, keys[i], strlen(keys[i])) == keys[i];
    }
    CU_ASSERT_EQUAL(found, 2000);
    arena_release(a);
}

UNIT_MAIN("table", { "few", few }, { "many", many })
