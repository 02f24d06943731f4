#include "runtime/base/memory.h"

#include <stdint.h>

#include "tests/unit/death.h"
#include "tests/unit/unit.h"

/* What is there stays, and the array is moved seldom: at each doubling of its room. */
static void test_grow(void)
{
    int *list = NULL;
    size_t count = 0, room = 0, moves = 0;
    while (count < 1000) {
        size_t before = room;
        list = memory_grow(list, count, &room, sizeof *list);
        CU_ASSERT_TRUE_FATAL(room > count);
        moves += room != before;
        list[count] = (int)count;
        count++;
    }
    CU_ASSERT_EQUAL(moves, 8);
    for (size_t i = 0; i < count; i++) {
        CU_ASSERT_EQUAL(list[i], (int)i);
    }
    memory_release(list);
}

static void grow_beyond(const char *unused)
{
    (void)unused;
    size_t room = SIZE_MAX / 4;
    memory_release(memory_grow(NULL, room, &room, 8));
}

static void test_too_large(void)
{
    death_expect(grow_beyond, NULL, 5, "test_memory: out of memory\n");
}

UNIT_MAIN("memory", { "an array that grows", test_grow },
          { "more than there can be", test_too_large })
