#include "runtime/eval/figure.h"

#include <math.h>

#include "tests/unit/unit.h"

static void print(double real, const char *wanted)
{
    char out[FIGURE_ROOM];
    CU_ASSERT_EQUAL(figure_print(out, real), strlen(wanted));
    UNIT_TEXT(out, wanted);
}

static void print_short(double real, const char *wanted)
{
    char out[FIGURE_ROOM];
    CU_ASSERT_EQUAL(figure_print_short(out, real), strlen(wanted));
    UNIT_TEXT(out, wanted);
}

static void round_to(double real, double places, const char *wanted)
{
    char out[FIGURE_ROOM];
    figure_print(out, figure_round_to(real, places));
    UNIT_TEXT(out, wanted);
}

static void test_print(void)
{
    print(0, "0");
    print(-0.0, "0");
    print(7, "7");
    print(-12.5, "-12.5");
    print(0.1 + 0.2, "0.30000000000000004");
    print(1e-6, "0.000001");
    print(1.5e-6, "0.0000015");
    print(1e-7, "1e-7");
    print(1.25e-7, "1.25e-7");
    print(123456789012, "123456789012");
    print(1e20, "100000000000000000000");
    print(123456789012345680000.0, "123456789012345680000");
    print(1e21, "1e+21");
    print(-1.5e300, "-1.5e+300");
    print(5e-324, "5e-324");
    print(1.5e-323, "1.5e-323");
    print(2.2250738585072014e-308, "2.2250738585072014e-308");
    print(1.7976931348623157e308, "1.7976931348623157e+308");
    print((double)NAN, "NaN");
    print((double)-INFINITY, "-Infinity");
}

static void test_print_short(void)
{
    print_short(0.1 + 0.2, "0.3");
    print_short(22.0 / 7, "3.14285714285714");
    print_short(2.0 / 3, "0.666666666666667");
    print_short(100000000000000.5, "100000000000001");
    print_short(100000000000001.5, "100000000000002");
    print_short(999999999999999.5, "1000000000000000");
    print_short(-0.99999999999999994, "-1");
    print_short(9.9999999999999995e-8, "1e-7");
    print_short(9007199254740993.0, "9007199254740992");
    print_short(9223372036854775808.0, "9223372036854776000");
    print_short(999999999999999868928.0, "999999999999999900000");
    print_short(1e21, "1e+21");
    print_short(1.2345678901234567e-9, "1.23456789012346e-9");
}

static void test_round(void)
{
    round_to(0.5, 0, "0");
    round_to(1.5, 0, "2");
    round_to(-0.5, 0, "0");
    round_to(-1.5, 0, "-2");
    round_to(-2.5, 0, "-2");
    round_to(0.49999999999999994, 0, "0");
    round_to(9007199254740993.0, 0, "9007199254740992");
    round_to(1.005, 2, "1");
    round_to(2.675, 2, "2.68");
    round_to(1.5, 1, "1.5");
    round_to(2.345, 2, "2.34");
    round_to(125, -1, "120");
    round_to(135, -1, "140");
    round_to(1e300, -299, "1e+300");
    round_to(1e-300, 10, "0");
    round_to(123.456, 400, "NaN");
    round_to(5, -400, "0");
}

static void test_floor(void)
{
    CU_ASSERT_EQUAL(figure_floor(1.5), 1);
    CU_ASSERT_EQUAL(figure_floor(-1.5), -2);
    CU_ASSERT_EQUAL(figure_floor(-3), -3);
    CU_ASSERT_EQUAL(figure_floor(1e300), 1e300);
    CU_ASSERT_EQUAL(figure_floor(-4503599627370495.5), -4503599627370496.0);
}

UNIT_MAIN("figure", { "print", test_print }, { "print_short", test_print_short },
          { "round", test_round }, { "floor", test_floor })
