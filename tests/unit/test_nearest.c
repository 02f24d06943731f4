#include "runtime/base/nearest.h"

#include <stdbool.h>

#include "tests/unit/unit.h"

static void check(const char *text, const char *wanted)
{
    static const char *const words[] = { "Charge",         "Cool down", "Ship it",    "charge2",
                                         "TimeoutSeconds", "A",         "",           "Wait1",
                                         "Wait2",          "InputPath", "OutputPath", "Next" };
    const char *nearest = nearest_word(text, words, sizeof words / sizeof words[0]);
    if (wanted == NULL) {
        CU_ASSERT_PTR_NULL(nearest);
    } else {
        UNIT_TEXT(nearest, wanted);
    }
}

static void test_nearest(void)
{
    check("Cooldown", "Cool down");
    check("Carge", "Charge");
    check("Chrage", "Charge"); /* one swap */
    check("CHARGE", "Charge");
    check("charge22", "charge2");
    check("timeoutseconds", "TimeoutSeconds");
    check("TimeoutSecond", "TimeoutSeconds");
    check("Wait", "Wait1"); /* as near as Wait2, and first */
    check("nxet", "Next");
    check("Refund", NULL);
    check("", NULL);
    check("a", "A");
    check("B", NULL);
    check("Outputpth", "OutputPath");
    CU_ASSERT_PTR_NULL(nearest_word("x", NULL, 0));
}

static void test_nearest_bounds(void)
{
    static char long_text[100000];
    memset(long_text, 'a', sizeof long_text - 1);
    const char *words[2000];
    for (size_t i = 0; i < 2000; i++) {
        words[i] = i == 1999 ? "Charge" : long_text;
    }
    CU_ASSERT_PTR_NULL(nearest_word("Charge", words, 2000));
    CU_ASSERT_PTR_NULL(nearest_word(long_text, words, 2000));
    UNIT_TEXT(nearest_word("Charge", words + 1999, 1), "Charge");
}

UNIT_MAIN("nearest", { "the nearest word", test_nearest },
          { "the nearest word is bounded", test_nearest_bounds })
