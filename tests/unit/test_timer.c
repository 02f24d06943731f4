#include "runtime/loop/timer.h"

#include "tests/unit/unit.h"

static void test_empty(void)
{
    struct timer_heap *h = timer_heap_new();
    int64_t at_ms = 7;
    uint64_t ticket = 7;
    CU_ASSERT_FALSE(timer_next(h, &at_ms));
    CU_ASSERT_FALSE(timer_due(h, INT64_MAX, &ticket));
    CU_ASSERT_FALSE(timer_take(h, 0, &ticket));
    CU_ASSERT_FALSE(timer_take(h, 99, &ticket));
    timer_cancel(h, 0);
    timer_cancel(h, UINT64_MAX);
    CU_ASSERT_EQUAL(at_ms, 7);
    CU_ASSERT_EQUAL(ticket, 7);
    CU_ASSERT_EQUAL(timer_count(h), 0);
    timer_heap_release(h);
    timer_heap_release(NULL);
}

static void test_order(void)
{
    struct timer_heap *h = timer_heap_new();
    const int64_t times[] = { 50, -10, 30, 30, 0, 30, INT64_MAX, INT64_MIN };
    const uint64_t wanted[] = { 7, 1, 4, 2, 3, 5, 0, 6 };
    int64_t at_ms = 0;
    uint64_t ticket = 0;
    for (uint64_t i = 0; i < 8; i++) {
        CU_ASSERT_NOT_EQUAL(timer_set(h, times[i], i), 0);
    }
    CU_ASSERT_TRUE(timer_next(h, &at_ms));
    CU_ASSERT_EQUAL(at_ms, INT64_MIN);
    for (int i = 0; i < 8; i++) {
        CU_ASSERT_TRUE(timer_due(h, INT64_MAX, &ticket));
        CU_ASSERT_EQUAL(ticket, wanted[i]);
    }
    timer_heap_release(h);
}

static void test_not_yet_due(void)
{
    struct timer_heap *h = timer_heap_new();
    uint64_t ticket = 0;
    timer_set(h, 100, 1);
    CU_ASSERT_FALSE(timer_due(h, 99, &ticket));
    CU_ASSERT_TRUE(timer_due(h, 100, &ticket));
    timer_heap_release(h);
}

/* An id of the past must not find the deadline that has its slot now. */
static void test_stale_id(void)
{
    struct timer_heap *h = timer_heap_new();
    uint64_t ticket = 0;
    uint64_t old = timer_set(h, 1, 1);
    timer_cancel(h, old);
    uint64_t now = timer_set(h, 2, 2);
    CU_ASSERT_NOT_EQUAL(old, now);
    timer_cancel(h, old);
    CU_ASSERT_EQUAL(timer_count(h), 1);
    CU_ASSERT_TRUE(timer_due(h, 2, &ticket));
    timer_cancel(h, now);
    CU_ASSERT_FALSE(timer_take(h, now, &ticket));
    timer_heap_release(h);
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

#define MANY 20000

/* Set many, cancel every third, wherever it stands: the rest comes in order, equal ones as they
 * were set. */
static void test_many(void)
{
    static uint64_t ids[MANY];
    static int64_t times[MANY];
    struct timer_heap *h = timer_heap_new();
    uint32_t state = 1;
    for (uint64_t i = 0; i < MANY; i++) {
        times[i] = next_random(&state) % 1000;
        ids[i] = timer_set(h, times[i], i);
    }
    for (size_t i = 0; i < MANY; i += 3) {
        uint64_t ticket = 0;
        CU_ASSERT_TRUE_FATAL(timer_take(h, ids[i], &ticket));
        CU_ASSERT_EQUAL_FATAL(ticket, i);
    }
    size_t count = timer_count(h), came = 0;
    int64_t last_ms = -1;
    uint64_t last = 0, ticket = 0;
    while (timer_due(h, 1000, &ticket)) {
        CU_ASSERT_TRUE_FATAL(ticket % 3 != 0);
        CU_ASSERT_TRUE_FATAL(times[ticket] > last_ms ||
                             (times[ticket] == last_ms && ticket > last));
        last_ms = times[ticket];
        last = ticket;
        came++;
    }
    CU_ASSERT_EQUAL(came, count);
    CU_ASSERT_EQUAL(timer_count(h), 0);
    timer_heap_release(h);
}

UNIT_MAIN("timer", { "an empty heap", test_empty }, { "order", test_order },
          { "not yet due", test_not_yet_due }, { "an id of the past", test_stale_id },
          { "many", test_many })
