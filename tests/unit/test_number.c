#include "runtime/base/number.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "tests/unit/unit.h"

static bool is_same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void test_span(void)
{
    static const struct {
        const char *text;
        size_t span;
    } cases[] = {
        { "0", 1 },       { "-0", 2 },    { "01", 1 },     { "-", 0 },    { "", 0 },
        { "+1", 0 },      { ".5", 0 },    { "1.", 1 },     { "1.5x", 3 }, { "1e", 1 },
        { "1e+", 1 },     { "1e+5", 4 },  { "1E-05 ", 5 }, { "1.e5", 1 }, { "-a", 0 },
        { "12.50e3", 7 }, { "1e5.5", 3 }, { "--1", 0 },    { "NaN", 0 },  { "0x1", 1 }
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t span = number_span(cases[i].text, strlen(cases[i].text));
        if (span != cases[i].span) {
            fprintf(stderr, "%s: %zu\n", cases[i].text, span);
        }
        CU_ASSERT_EQUAL(span, cases[i].span);
    }
    CU_ASSERT_EQUAL(number_span("12345", 3), 3);
}

static struct number read(const char *text)
{
    return number_read(text, strlen(text));
}

static void test_read_integers(void)
{
    CU_ASSERT_EQUAL(read("9223372036854775807").kind, NUMBER_INT);
    CU_ASSERT_EQUAL(read("9223372036854775807").integer, INT64_MAX);
    CU_ASSERT_EQUAL(read("-9223372036854775808").kind, NUMBER_INT);
    CU_ASSERT_EQUAL(read("-9223372036854775808").integer, INT64_MIN);
    CU_ASSERT_EQUAL(read("9223372036854775808").kind, NUMBER_BIG);
    CU_ASSERT_EQUAL(read("-9223372036854775809").kind, NUMBER_BIG);
    CU_ASSERT_EQUAL(read("99999999999999999999").kind, NUMBER_BIG);
    CU_ASSERT_TRUE(is_same(read("99999999999999999999").real, 1e20));
    CU_ASSERT_EQUAL(read("42").integer, 42);
    CU_ASSERT_TRUE(is_same(read("42").real, 42.0));
}

/* F-11: AWS reads "-0" as 0. */
static void test_minus_zero(void)
{
    CU_ASSERT_EQUAL(read("-0").kind, NUMBER_INT);
    CU_ASSERT_EQUAL(read("-0").integer, 0);
    CU_ASSERT_EQUAL(read("-0.0").kind, NUMBER_DOUBLE);
    CU_ASSERT_TRUE(signbit(read("-0.0").real));
}

static void test_read_bad(void)
{
    static const char *const bad[] = { "",    "-",   "01",  "1.",       ".1",
                                       "1e",  "+1",  " 1",  "1 ",       "0x10",
                                       "1,5", "1e+", "NaN", "Infinity", "1_0" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CU_ASSERT_EQUAL(read(bad[i]).kind, NUMBER_BAD);
    }
}

static void test_read_doubles(void)
{
    static const char *const texts[] = { "0.1",
                                         "1e3",
                                         "1.5E-4",
                                         "123456789.125",
                                         "1e22",
                                         "1e23",
                                         "1e-22",
                                         "1e-23",
                                         "4.9E-324",
                                         "2e-324",
                                         "1e308",
                                         "1.7976931348623157e308",
                                         "1e400",
                                         "-1e400",
                                         "0.1e1",
                                         "9007199254740993.0",
                                         "0.000001",
                                         "1e-400",
                                         "123456789012345678901234567890.5",
                                         "2.2250738585072011e-308" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct number n = read(texts[i]);
        CU_ASSERT_EQUAL(n.kind, NUMBER_DOUBLE);
        CU_ASSERT_TRUE(is_same(n.real, strtod(texts[i], NULL)));
    }
    CU_ASSERT_TRUE(isinf(read("1e999999999999999999999999").real));
    CU_ASSERT_TRUE(is_same(read("0e999999999999999999999999").real, 0.0));
    CU_ASSERT_TRUE(is_same(read("1e-99999999999999999999999").real, 0.0));
}

static void test_read_long(void)
{
    size_t size = 100000;
    char *text = memory_get(size);
    memset(text, '1', size);
    CU_ASSERT_EQUAL(number_read(text, size).kind, NUMBER_BIG);
    CU_ASSERT_TRUE(isinf(number_read(text, size).real));
    text[1] = '.';
    CU_ASSERT_TRUE(is_same(number_read(text, size).real, 1.0 + 1.0 / 9.0));
    memory_release(text);
}

static const char *print(double real)
{
    static char out[NUMBER_ROOM];
    size_t size = number_print_double(out, real);
    CU_ASSERT_EQUAL(size, strlen(out));
    return out;
}

/* P-48: as Java's Double.toString(). */
static void test_print_double(void)
{
    static const struct {
        double real;
        const char *text;
    } cases[] = {
        { 0.0, "0.0" },
        { -0.0, "-0.0" },
        { 1.0, "1.0" },
        { -1.5, "-1.5" },
        { 0.1, "0.1" },
        { 0.3, "0.3" },
        { 100.0, "100.0" },
        { 1234567.0, "1234567.0" },
        { 9999999.0, "9999999.0" },
        { 9999999.999999998, "9999999.999999998" },
        { 1e7, "1.0E7" },
        { 12345678.9, "1.23456789E7" },
        { 1e-3, "0.001" },
        { 9.9e-4, "9.9E-4" },
        { 1.5e-4, "1.5E-4" },
        { 0.001234567890123456, "0.001234567890123456" },
        { 1.0 / 3, "0.3333333333333333" },
        { 2.0 / 3, "0.6666666666666666" },
        { 0.1 + 0.2, "0.30000000000000004" },
        { 1e10, "1.0E10" },
        { 1e15, "1.0E15" },
        { 1e21, "1.0E21" },
        { 1e22, "1.0E22" },
        { 1e23, "1.0E23" },
        { 123456789012345680.0, "1.2345678901234568E17" },
        { DBL_MAX, "1.7976931348623157E308" },
        { -DBL_MAX, "-1.7976931348623157E308" },
        { DBL_MIN, "2.2250738585072014E-308" },
        { 5e-324, "4.9E-324" },
        { 1e-323, "9.9E-324" },
        { 2e-323, "2.0E-323" },
        { (double)INFINITY, "Infinity" },
        { (double)-INFINITY, "-Infinity" },
        { (double)NAN, "NaN" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        UNIT_TEXT(print(cases[i].real), cases[i].text);
    }
}

/* How many digits a text has without zeros around them. */
static size_t significant(const char *text)
{
    size_t count = 0, zeros = 0;
    for (; *text != '\0' && *text != 'E'; text++) {
        if (*text == '0') {
            zeros += count > 0;
        } else if (*text > '0' && *text <= '9') {
            count += zeros + 1;
            zeros = 0;
        }
    }
    return count;
}

static void check_round_trip(double real)
{
    char out[NUMBER_ROOM], shorter[64];
    size_t size = number_print_double(out, real);
    struct number n = number_read(out, size);
    size_t count = significant(out);
    CU_ASSERT_EQUAL(n.kind, NUMBER_DOUBLE);
    if (!is_same(n.real, real)) {
        fprintf(stderr, "%.17g printed as %s\n", real, out);
        CU_FAIL("a double did not come back");
    }
    if (count > 2) {
        snprintf(shorter, sizeof shorter, "%.*e", (int)count - 2, real);
        CU_ASSERT_FALSE(is_same(strtod(shorter, NULL), real));
    }
}

static void test_round_trip(void)
{
    struct random r;
    random_seed(&r, 1);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = random_next(&r);
        double real;
        memcpy(&real, &bits, sizeof real);
        if (isfinite(real)) {
            check_round_trip(real);
        }
        check_round_trip((double)random_below(&r, 100000000) / 1000);
        check_round_trip((double)random_below(&r, 1000) / 1e7);
    }
}

static void test_print_int(void)
{
    char out[NUMBER_ROOM];
    CU_ASSERT_EQUAL(number_print_int(out, 0), 1);
    UNIT_TEXT(out, "0");
    CU_ASSERT_EQUAL(number_print_int(out, INT64_MIN), 20);
    UNIT_TEXT(out, "-9223372036854775808");
    number_print_int(out, INT64_MAX);
    UNIT_TEXT(out, "9223372036854775807");
}

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

static void check_compare(const char *a, const char *b, int wanted)
{
    int got = sign(number_compare(a, strlen(a), b, strlen(b)));
    int back = sign(number_compare(b, strlen(b), a, strlen(a)));
    if (got != wanted || back != -wanted) {
        fprintf(stderr, "%s against %s: %d, back %d\n", a, b, got, back);
    }
    CU_ASSERT_EQUAL(got, wanted);
    CU_ASSERT_EQUAL(back, -wanted);
}

/* C-13: by value, whatever the form. */
static void test_compare(void)
{
    static const struct {
        const char *a, *b;
        int wanted;
    } cases[] = {
        { "0", "0.0", 0 },
        { "0", "-0.0e5", 0 },
        { "1e0", "1", 0 },
        { "100", "1E+2", 0 },
        { "0.001", "1e-3", 0 },
        { "10.50", "10.5", 0 },
        { "0.10", "1e-1", 0 },
        { "1", "2", -1 },
        { "9", "10", -1 },
        { "-9", "-10", 1 },
        { "-1", "1", -1 },
        { "-1", "0", -1 },
        { "0", "0.0000001", -1 },
        { "0.9", "0.89", 1 },
        { "1.05", "1.5", -1 },
        { "12.5", "12.4999999999999999999999999", 1 },
        { "9007199254740993", "9007199254740992", 1 },
        { "9007199254740993", "9007199254740992.0", 1 },
        { "123456789012345678901234567890", "123456789012345678901234567891", -1 },
        { "123456789012345678901234567890", "1.2345678901234567890123456789e29", 0 },
        { "0.1", "0.1000000000000000055511151231257827", -1 },
        { "1e999999999", "1e999999998", 1 },
        { "1e999999999", "10e999999998", 0 },
        { "0.00001e999999999", "1e999999994", 0 },
        { "-1e999999999", "1", -1 },
        { "1e-999999999", "0", 1 },
        { "1e999999999999999999999", "1e-999999999999999999999", 1 },
        { "0e999999999", "0", 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_compare(cases[i].a, cases[i].b, cases[i].wanted);
    }
}

static void test_no_locale(void)
{
    /* Where no such locale is installed, this only repeats the others. */
    setlocale(LC_ALL, "de_DE.UTF-8");
    CU_ASSERT_TRUE(is_same(read("1.5").real, 1.5));
    CU_ASSERT_TRUE(is_same(read("1.23456789012345678").real, 1.23456789012345678));
    UNIT_TEXT(print(1.0 / 3), "0.3333333333333333");
    setlocale(LC_ALL, "C");
}

static void test_random(void)
{
    struct random a, b;
    char uuid[RANDOM_UUID_SIZE + 1], again[RANDOM_UUID_SIZE + 1];
    random_seed(&a, 7);
    random_seed(&b, 7);
    random_uuid(&a, uuid);
    random_uuid(&b, again);
    UNIT_TEXT(uuid, again);
    CU_ASSERT_EQUAL(strlen(uuid), RANDOM_UUID_SIZE);
    CU_ASSERT_EQUAL(uuid[14], '4');
    CU_ASSERT_PTR_NOT_NULL(strchr("89ab", uuid[19]));
    bool seen[6] = { false };
    for (int i = 0; i < 1000; i++) {
        uint64_t drawn = random_below(&a, 6);
        double unit = random_unit(&a);
        CU_ASSERT_TRUE_FATAL(drawn < 6);
        seen[drawn] = true;
        CU_ASSERT_TRUE(unit >= 0 && unit < 1);
    }
    for (int i = 0; i < 6; i++) {
        CU_ASSERT_TRUE(seen[i]);
    }
    random_seed_system(&a);
    random_seed_system(&b);
    CU_ASSERT_NOT_EQUAL(random_next(&a), random_next(&b));
}

/* The first outputs for splitmix64's seeds from 0, as the algorithms' authors define them. */
static void test_random_is_xoshiro(void)
{
    struct random r = { { 1, 2, 3, 4 } };
    CU_ASSERT_EQUAL(random_next(&r), 11520);
    CU_ASSERT_EQUAL(random_next(&r), 0);
    CU_ASSERT_EQUAL(random_next(&r), 1509978240);
    random_seed(&r, 0);
    CU_ASSERT_EQUAL(r.state[0], UINT64_C(0xe220a8397b1dcdaf));
    CU_ASSERT_EQUAL(r.state[1], UINT64_C(0x6e789e6aa1b965f4));
}

static void test_cut(void)
{
    CU_ASSERT_EQUAL(number_cut(2.9), 2);
    CU_ASSERT_EQUAL(number_cut(-2.9), -2);
    CU_ASSERT_EQUAL(number_cut(-0.5), 0);
    CU_ASSERT_EQUAL(number_cut(0x1.8p51 + 0.5), 0x1.8p51);
    CU_ASSERT_EQUAL(number_cut(0x1p52 + 1), 0x1p52 + 1);
    CU_ASSERT_EQUAL(number_cut(-1e300), -1e300);
    CU_ASSERT_TRUE(isinf(number_cut(-INFINITY)));
    CU_ASSERT_TRUE(isnan(number_cut(NAN)));
}

UNIT_MAIN("number", { "span", test_span }, { "integers", test_read_integers },
          { "-0 (F-11)", test_minus_zero }, { "no numbers", test_read_bad },
          { "doubles", test_read_doubles }, { "long numbers", test_read_long },
          { "printing doubles (P-48)", test_print_double }, { "round trip", test_round_trip },
          { "printing integers", test_print_int }, { "comparing (C-13)", test_compare },
          { "no locale", test_no_locale }, { "random", test_random },
          { "random is xoshiro256**", test_random_is_xoshiro }, { "cut", test_cut })
