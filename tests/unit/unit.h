/*
 * unit.h - one CUnit program a source file: UNIT_MAIN lists its tests; it exits with the number
 * of failures.
 */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <CUnit/Basic.h>
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

/* CU_ASSERT_STRING_EQUAL shows neither side; this does. */
#define UNIT_TEXT(actual, wanted)                                                              \
    do {                                                                                       \
        const char *unit_a = (actual), *unit_w = (wanted);                                     \
        bool unit_same = unit_a != NULL && unit_w != NULL && strcmp(unit_a, unit_w) == 0;      \
        if (!unit_same) {                                                                      \
            fprintf(stderr, "%s:%d: got    %s\n%*swanted %s\n", __FILE__, __LINE__,            \
                    unit_a ? unit_a : "NULL", 4, "", unit_w ? unit_w : "NULL");                \
        }                                                                                      \
        CU_ASSERT_TRUE(unit_same);                                                             \
    } while (0)

struct unit_test {
    const char *name;
    CU_TestFunc run;
};

static inline int unit_main(const char *suite, const struct unit_test *tests, size_t count)
{
    if (CU_initialize_registry() != CUE_SUCCESS) {
        return 255;
    }
    CU_pSuite s = CU_add_suite(suite, NULL, NULL);
    for (size_t i = 0; i < count; i++) {
        CU_add_test(s, tests[i].name, tests[i].run);
    }
    CU_basic_set_mode(CU_BRM_SILENT);
    CU_basic_run_tests();
    unsigned failed = CU_get_number_of_tests_failed();
    for (CU_pFailureRecord f = CU_get_failure_list(); f != NULL; f = f->pNext) {
        fprintf(stderr, "%s: %s:%u: %s\n", f->pTest ? f->pTest->pName : suite, f->strFileName,
                f->uiLineNumber, f->strCondition);
    }
    printf("%s: %u passed, %u failed\n", suite, CU_get_number_of_tests_run() - failed, failed);
    CU_cleanup_registry();
    return failed > 250 ? 250 : (int)failed;
}

#define UNIT_MAIN(suite, ...)                                                                  \
    int main(void)                                                                             \
    {                                                                                          \
        static const struct unit_test tests[] = { __VA_ARGS__ };                               \
        return unit_main(suite, tests, sizeof tests / sizeof tests[0]);                        \
    }

#endif
