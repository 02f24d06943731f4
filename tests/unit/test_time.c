#include "runtime/value/time.h"

#include "runtime/base/clock.h"
#include "tests/unit/unit.h"
#include "tests/unit/wall.h"

static bool reads(const char *text, struct time_point *ret_time)
{
    return time_read(text, strlen(text), ret_time);
}

static void check(const char *text, int64_t seconds, int32_t nanos)
{
    struct time_point t = { -1, -1 };
    if (!reads(text, &t)) {
        fprintf(stderr, "%s is refused\n", text);
        CU_FAIL("a timestamp is refused");
        return;
    }
    if (t.seconds != seconds || t.nanos != nanos) {
        fprintf(stderr, "%s: %lld %d\n", text, (long long)t.seconds, (int)t.nanos);
    }
    CU_ASSERT_EQUAL(t.seconds, seconds);
    CU_ASSERT_EQUAL(t.nanos, nanos);
}

/* C-16, W-08 */
static void test_read(void)
{
    check("1970-01-01T00:00:00Z", 0, 0);
    check("2025-01-01T00:00:00Z", CLOCK_VIRTUAL_START_MS / 1000, 0);
    check("2016-03-14T01:59:00Z", 1457920740, 0);
    check("2016-03-14T01:59:00.5Z", 1457920740, 500000000);
    check("2016-03-14T01:59:00.000000001Z", 1457920740, 1);
    check("2016-03-14T01:59:00.12345678901234567890Z", 1457920740, 123456789);
    check("2016-03-14T01:59:00+00:00", 1457920740, 0);
    check("2016-03-14T03:59:00+02:00", 1457920740, 0);
    check("2016-03-13T20:29:00-05:30", 1457920740, 0);
    check("2016-03-14T19:59:00+18:00", 1457920740, 0);
    check("1969-12-31T23:59:59.25Z", -1, 250000000);
    check("2000-02-29T00:00:00Z", 951782400, 0);
    check("2024-02-29T12:00:00Z", 1709208000, 0);
    check("0000-01-01T00:00:00Z", INT64_C(-62167219200), 0);
    check("0000-02-29T00:00:00Z", INT64_C(-62162121600), 0);
    check("9999-12-31T23:59:59.999999999Z", INT64_C(253402300799), 999999999);
}

/* C-16, W-08: what is none. */
static void test_refuse(void)
{
    static const char *const bad[] = {
        "",
        "2016-03-14",
        "2016-03-14T01:59:00",
        "2016-03-14T01:59Z",
        "2016-03-14t01:59:00Z",
        "2016-03-14T01:59:00z",
        "2016-03-14 01:59:00Z",
        "2016-03-14T01:59:00.Z",
        "2016-03-14T01:59:00,5Z",
        "2016-03-14T01:59:00+0200",
        "2016-03-14T01:59:00+02",
        "2016-03-14T01:59:00+2:00",
        "2016-03-14T01:59:00+02:60",
        "2016-03-14T01:59:00+18:01",
        "2016-03-14T01:59:00+19:00",
        "2016-03-14T24:00:00Z",
        "2016-03-14T23:60:00Z",
        "2016-03-14T23:59:60Z",
        "2016-00-14T01:59:00Z",
        "2016-13-14T01:59:00Z",
        "2016-03-00T01:59:00Z",
        "2016-04-31T01:59:00Z",
        "2015-02-29T01:59:00Z",
        "1900-02-29T01:59:00Z",
        "2016-02-30T01:59:00Z",
        "16-03-14T01:59:00Z",
        "12016-03-14T01:59:00Z",
        "-2016-03-14T01:59:00Z",
        "+2016-03-14T01:59:00Z",
        "20160314T015900Z",
        "2016-3-14T01:59:00Z",
        " 2016-03-14T01:59:00Z",
        "2016-03-14T01:59:00Z ",
        "2016-03-14T01:59:00Z[UTC]",
        "2016-03-14T01\\:59\\:00Z",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct time_point t;
        if (reads(bad[i], &t)) {
            fprintf(stderr, "%s is taken\n", bad[i]);
            CU_FAIL("no timestamp is taken for one");
        }
    }
    /* Each shorter start of a timestamp is none, and nothing behind it is looked at. */
    static const char whole[] = "2016-03-14T01:59:00.5+02:00";
    for (size_t size = 0; size < sizeof whole - 1; size++) {
        struct time_point t;
        CU_ASSERT_FALSE(time_read(whole, size, &t));
    }
}

/* C-16: compared as instants. */
static void test_compare(void)
{
    static const struct {
        const char *a, *b;
        int wanted;
    } cases[] = {
        { "2016-03-14T01:59:00Z", "2016-03-14T03:59:00+02:00", 0 },
        { "2016-03-14T01:59:00Z", "2016-03-14T01:59:00.000Z", 0 },
        { "2016-03-14T01:59:00Z", "2016-03-14T01:59:00.001Z", -1 },
        { "2016-03-14T01:59:01Z", "2016-03-14T01:59:00.999Z", 1 },
        { "1969-12-31T23:59:59.9Z", "1970-01-01T00:00:00Z", -1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct time_point a = { 0 }, b = { 0 };
        CU_ASSERT_TRUE_FATAL(reads(cases[i].a, &a) && reads(cases[i].b, &b));
        CU_ASSERT_EQUAL(time_compare(a, b), cases[i].wanted);
        CU_ASSERT_EQUAL(time_compare(b, a), -cases[i].wanted);
    }
}

static const char *written(int64_t at_ms)
{
    static char out[TIME_TEXT_ROOM];
    CU_ASSERT_EQUAL(time_write(out, at_ms), 24);
    CU_ASSERT_EQUAL(strlen(out), 24);
    return out;
}

/* */
static void test_write(void)
{
    UNIT_TEXT(written(0), "1970-01-01T00:00:00.000Z");
    UNIT_TEXT(written(CLOCK_VIRTUAL_START_MS), "2025-01-01T00:00:00.000Z");
    UNIT_TEXT(written(-1), "1969-12-31T23:59:59.999Z");
    UNIT_TEXT(written(INT64_C(951868799123)), "2000-02-29T23:59:59.123Z");
    UNIT_TEXT(written(INT64_MAX), "9999-12-31T23:59:59.999Z");
    UNIT_TEXT(written(INT64_MIN), "0000-01-01T00:00:00.000Z");
}

static void test_round_trip(void)
{
    const int64_t first_s = INT64_C(-62167219200), last_s = INT64_C(253402300799);
    /* A step that meets each hour, month and kind of year. */
    for (int64_t at_s = first_s; at_s <= last_s; at_s += 86400 * 13 + 3661) {
        char out[TIME_TEXT_ROOM];
        struct time_point t;
        size_t size = time_write(out, at_s * 1000 + 7);
        CU_ASSERT_TRUE_FATAL(time_read(out, size, &t));
        CU_ASSERT_TRUE_FATAL(t.seconds == at_s && t.nanos == 7000000);
    }
}

static void test_clock(void)
{
    struct clock c;
    clock_start_virtual(&c, CLOCK_VIRTUAL_START_MS);
    CU_ASSERT_EQUAL(clock_now_ms(&c), CLOCK_VIRTUAL_START_MS);
    clock_jump(&c, CLOCK_VIRTUAL_START_MS + 5);
    clock_jump(&c, CLOCK_VIRTUAL_START_MS);
    CU_ASSERT_EQUAL(clock_now_ms(&c), CLOCK_VIRTUAL_START_MS + 5);
    clock_start_real(&c);
    CU_ASSERT_TRUE(clock_now_ms(&c) > INT64_C(1577836800000));
    int64_t before_ns = clock_monotonic_ns();
    CU_ASSERT_TRUE(clock_monotonic_ns() >= before_ns);
}

/* The wall clock may be set; the steady one goes on from where it was. */
static void test_set_clock(void)
{
    struct clock c;
    clock_start_virtual(&c, 5);
    CU_ASSERT_EQUAL(clock_steady_ms(&c), 5);
    CU_ASSERT_EQUAL(clock_set_ms(&c), 0);
    clock_start_real(&c);
    int64_t now_ms = clock_now_ms(&c), steady_ms = clock_steady_ms(&c);
    CU_ASSERT_EQUAL(clock_set_ms(&c), 0);
    wall_ahead_ms = -7200000;
    CU_ASSERT_TRUE(clock_now_ms(&c) < now_ms - 3600000);
    CU_ASSERT_TRUE(clock_steady_ms(&c) >= steady_ms);
    int64_t set_ms = clock_set_ms(&c);
    CU_ASSERT_TRUE(set_ms < -3600000);
    wall_ahead_ms += 500; /* a clock that is corrected now and then */
    CU_ASSERT_EQUAL(clock_set_ms(&c), set_ms);
    wall_ahead_ms = 0;
    CU_ASSERT_TRUE(clock_set_ms(&c) > -3600000);
}

UNIT_MAIN("time", { "reading (C-16, W-08)", test_read },
          { "refusing (C-16, W-08)", test_refuse }, { "comparing (C-16)", test_compare },
          { "writing (X-04)", test_write }, { "round trip", test_round_trip },
          { "clock", test_clock }, { "a clock that is set", test_set_clock })
