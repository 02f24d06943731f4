#include "runtime/bench/sample.h"

#include <stdbool.h>

#include "tests/unit/unit.h"

/* Within what the classes of single runs promise. */
static bool is_near(double got, double wanted)
{
    return got >= wanted * 0.99 && got <= wanted * 1.01;
}

static void round_of(struct sample *s, int64_t ns, size_t runs)
{
    sample_add(s, ns, runs);
    sample_end_round(s, SAMPLE_KEEP);
}

/* A round's figure is its mean, a side's the median of its rounds between their quartiles. */
static void test_rounds(void)
{
    struct sample s;
    sample_open(&s);
    sample_add(&s, 100, 1);
    sample_add(&s, 300, 1);
    sample_end_round(&s, SAMPLE_KEEP);
    CU_ASSERT_EQUAL(s.rounds, 1);
    CU_ASSERT_EQUAL(s.runs, 2);
    CU_ASSERT_EQUAL(sample_run_ns(&s).median, 200.0);
    CU_ASSERT_EQUAL(sample_run_ns(&s).low, 200.0);
    round_of(&s, 1000000, 1);
    round_of(&s, 400, 4);
    round_of(&s, 600, 2);
    round_of(&s, 400, 1);
    struct spread ns = sample_run_ns(&s);
    CU_ASSERT_EQUAL(ns.low, 200.0);
    CU_ASSERT_EQUAL(ns.median, 300.0);
    CU_ASSERT_EQUAL(ns.high, 400.0);
    CU_ASSERT_EQUAL(s.runs, 10);
    sample_close(&s);
}

/* Between two rounds where a quartile falls between them. */
static void test_even_count(void)
{
    struct sample s;
    sample_open(&s);
    round_of(&s, 10, 1);
    round_of(&s, 20, 1);
    round_of(&s, 30, 1);
    round_of(&s, 40, 1);
    struct spread ns = sample_run_ns(&s);
    CU_ASSERT_EQUAL(ns.low, 17.5);
    CU_ASSERT_EQUAL(ns.median, 25.0);
    CU_ASSERT_EQUAL(ns.high, 32.5);
    sample_close(&s);
}

static void test_warm_up_is_forgotten(void)
{
    struct sample s;
    sample_open(&s);
    sample_add(&s, 1000000, 1);
    sample_end_round(&s, SAMPLE_FORGET);
    CU_ASSERT_EQUAL(s.rounds, 0);
    CU_ASSERT_EQUAL(s.runs, 0);
    round_of(&s, 50, 1);
    CU_ASSERT_EQUAL(sample_run_ns(&s).high, 50.0);
    CU_ASSERT_EQUAL(sample_percentile_ns(&s, 1), 50.0);
    sample_close(&s);
}

/* No more rounds than there is room for; the runs of the rest are not counted as measured. */
static void test_too_many_rounds(void)
{
    struct sample s;
    sample_open(&s);
    for (int i = 0; i < SAMPLE_ROUNDS_MAX + 5; i++) {
        round_of(&s, 7, 1);
    }
    CU_ASSERT_EQUAL(s.rounds, SAMPLE_ROUNDS_MAX);
    CU_ASSERT_EQUAL(s.runs, SAMPLE_ROUNDS_MAX);
    sample_close(&s);
}

static void test_percentiles(void)
{
    struct sample s;
    sample_open(&s);
    CU_ASSERT_EQUAL(sample_percentile_ns(&s, 0.5), 0.0);
    for (int i = 1; i <= 100; i++) {
        sample_add(&s, i, 1);
    }
    CU_ASSERT_EQUAL(sample_percentile_ns(&s, 0), 1.0);
    CU_ASSERT_EQUAL(sample_percentile_ns(&s, 0.5), 50.0);
    CU_ASSERT_EQUAL(sample_percentile_ns(&s, 0.99), 99.0);
    CU_ASSERT_EQUAL(sample_percentile_ns(&s, 1), 100.0);
    sample_close(&s);
}

/* Every size finds its class, up to the largest time there is. */
static void test_classes(void)
{
    for (int64_t ns = 1; ns < INT64_MAX / 3; ns += ns / 3 + 1) {
        struct sample s;
        sample_open(&s);
        sample_add(&s, ns, 1);
        CU_ASSERT(is_near(sample_percentile_ns(&s, 0.5), (double)ns));
        sample_close(&s);
    }
    struct sample s;
    sample_open(&s);
    sample_add(&s, 0, 1);
    CU_ASSERT_EQUAL(sample_percentile_ns(&s, 1), 0.0);
    sample_add(&s, INT64_MAX, 1);
    CU_ASSERT(is_near(sample_percentile_ns(&s, 1), 0x1p63));
    sample_close(&s);
}

/* Runs that were measured together count one by one, with their mean. */
static void test_bursts(void)
{
    struct sample s;
    sample_open(&s);
    sample_add(&s, 1000, 99);
    sample_add(&s, 200, 1);
    CU_ASSERT_EQUAL(sample_percentile_ns(&s, 0.98), 10.0);
    CU_ASSERT_EQUAL(sample_percentile_ns(&s, 1), 200.0);
    sample_close(&s);
}

/* From round to round: what slows both down does not change it. */
static void test_ratio(void)
{
    struct sample ours, theirs;
    sample_open(&ours);
    sample_open(&theirs);
    for (int i = 1; i <= 9; i++) {
        round_of(&ours, i * 100, 1);
        round_of(&theirs, i * 450, 1);
    }
    round_of(&ours, 0, 1);
    round_of(&theirs, 9, 1);
    CU_ASSERT_EQUAL(sample_ratio(&ours, &theirs).median, 4.5);
    CU_ASSERT_EQUAL(sample_ratio(&ours, &theirs).low, 4.5);
    sample_close(&ours);
    sample_close(&theirs);
}

UNIT_MAIN("sample", { "rounds", test_rounds }, { "an even count", test_even_count },
          { "a warm-up is forgotten", test_warm_up_is_forgotten },
          { "too many rounds", test_too_many_rounds }, { "percentiles", test_percentiles },
          { "classes", test_classes }, { "bursts", test_bursts }, { "ratio", test_ratio })
