#include "runtime/native/pace.h"

#include <stdlib.h>

#include "runtime/include/asl/task.h"
#include "tests/unit/unit.h"

static struct pace measured(void)
{
    struct pace p = { .word = PACE_POOLED };
    pace_say(&p, PACE_MEASURED);
    return p;
}

static struct pace promoted(void)
{
    struct pace p = measured();
    for (int i = 0; i < PACE_CALLS; i++) {
        CU_ASSERT_FALSE(pace_is_inline(&p, true));
        pace_pooled(&p, PACE_SHORT_NS - 1);
    }
    CU_ASSERT_TRUE(pace_is_inline(&p, true));
    return p;
}

/* So many short calls in a row bring it to the loop's thread, where that may be. */
static void test_promotion(void)
{
    struct pace p = promoted();
    CU_ASSERT_FALSE(pace_is_inline(&p, false));
    pace_pooled(&p, PACE_SHORT_NS - 1);
    CU_ASSERT_TRUE(pace_is_inline(&p, true));

    p = measured();
    for (int i = 0; i < PACE_CALLS * 5; i++) {
        pace_pooled(&p, i % PACE_CALLS == 0 ? PACE_SHORT_NS : 1);
        CU_ASSERT_FALSE(pace_is_inline(&p, true));
    }
    pace_pooled(&p, INT64_MAX);
    for (int i = 0; i < PACE_CALLS - 1; i++) {
        pace_pooled(&p, 0);
    }
    CU_ASSERT_FALSE(pace_is_inline(&p, true));
    pace_pooled(&p, 0);
    CU_ASSERT_TRUE(pace_is_inline(&p, true));
}

/* A long call is forgiven if it may have been interrupted, and not so again soon. */
static void test_long_calls(void)
{
    struct pace p = promoted();
    for (int i = 0; i < 1000; i++) {
        pace_inline(&p, PACE_LONG_NS);
    }
    CU_ASSERT_TRUE(pace_is_inline(&p, true));
    p.interruptions = -1; /* as if there had been some since */
    pace_inline(&p, PACE_LONG_NS + 1);
    CU_ASSERT_TRUE(pace_is_inline(&p, true));
    for (int i = 0; i < PACE_BETWEEN; i++) {
        pace_inline(&p, 1);
    }
    p.interruptions = -1;
    pace_inline(&p, PACE_LONG_NS + 1);
    CU_ASSERT_TRUE(pace_is_inline(&p, true));
    for (int i = 0; i < PACE_BETWEEN - 1; i++) {
        pace_inline(&p, 1);
    }
    p.interruptions = -1;
    pace_inline(&p, PACE_LONG_NS + 1);
    CU_ASSERT_FALSE(pace_is_inline(&p, true));
    CU_ASSERT_EQUAL(p.word, PACE_BLOCKS);
    for (int i = 0; i < 100; i++) {
        pace_pooled(&p, 1);
    }
    CU_ASSERT_FALSE(pace_is_inline(&p, true));
}

/* A weaker word changes nothing, and what somebody has said is not measured. */
static void test_words(void)
{
    struct pace p = { .word = PACE_POOLED };
    for (int i = 0; i < 100; i++) {
        pace_pooled(&p, 1);
    }
    CU_ASSERT_FALSE(pace_is_inline(&p, true));
    pace_say(&p, PACE_QUICK);
    CU_ASSERT_TRUE(pace_is_inline(&p, false));
    pace_inline(&p, INT64_MAX);
    pace_say(&p, PACE_MEASURED);
    CU_ASSERT_TRUE(pace_is_inline(&p, false));
    pace_say(&p, PACE_BLOCKS);
    pace_say(&p, PACE_QUICK);
    CU_ASSERT_FALSE(pace_is_inline(&p, true));
}

static struct json_object *nothing(struct json_object *input, struct asl_call *call)
{
    (void)input, (void)call;
    return NULL;
}

static struct json_object *quick(struct json_object *input, struct asl_call *call)
{
    (void)input, (void)call;
    return NULL;
}
ASL_TASK_QUICK(quick)

static struct json_object *blocks(struct json_object *input, struct asl_call *call)
{
    (void)input, (void)call;
    return NULL;
}
ASL_TASK_QUICK(blocks)
ASL_TASK_BLOCKS(blocks)

static void test_said(void)
{
    CU_ASSERT_EQUAL(pace_said(nothing), PACE_MEASURED);
    CU_ASSERT_EQUAL(pace_said(quick), PACE_QUICK);
    CU_ASSERT_EQUAL(pace_said(blocks), PACE_BLOCKS);
}

static void test_debug(void)
{
    struct pace p = { .word = PACE_POOLED }, q = { .word = PACE_POOLED };
    setenv("ASL_DEBUG", "inline", 1);
    pace_say(&p, PACE_MEASURED);
    CU_ASSERT_EQUAL(p.word, PACE_QUICK);
    pace_say(&p, PACE_BLOCKS);
    CU_ASSERT_EQUAL(p.word, PACE_BLOCKS);
    setenv("ASL_DEBUG", "pooled", 1);
    pace_say(&q, PACE_QUICK);
    CU_ASSERT_EQUAL(q.word, PACE_BLOCKS);
    unsetenv("ASL_DEBUG");
}

UNIT_MAIN("pace", { "promotion", test_promotion }, { "long calls", test_long_calls },
          { "words", test_words }, { "what functions say", test_said },
          { "ASL_DEBUG", test_debug })
