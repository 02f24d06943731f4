/*
 * DynamoDB's numbers: what is read, how it is written, sums, order, sizes.
 */
#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/item/decimal.h"
#include "tests/unit/unit.h"

/* The number as it is written, or the word for what is wrong; static. */
static const char *read_as(const char *text)
{
    static struct buf out;
    static const char *const faults[] = { "", "no number", "too long", "overflow",
                                          "underflow" };
    struct decimal d;
    enum decimal_fault fault = decimal_read(text, strlen(text), &d);
    buf_clear(&out);
    if (fault == DECIMAL_GOOD) {
        decimal_put(&out, &d);
    } else {
        buf_text(&out, faults[fault]);
    }
    return buf_string(&out);
}

static const char *sum_of(const char *a, const char *b, bool is_minus)
{
    static struct buf out;
    struct decimal x, y, sum;
    decimal_read(a, strlen(a), &x);
    decimal_read(b, strlen(b), &y);
    enum decimal_fault fault =
        is_minus ? decimal_subtract(&x, &y, &sum) : decimal_add(&x, &y, &sum);
    buf_clear(&out);
    if (fault == DECIMAL_GOOD) {
        decimal_put(&out, &sum);
    } else {
        buf_print(&out, "fault %d", fault);
    }
    return buf_string(&out);
}

static void reading(void)
{
    static const char *const pairs[][2] = {
        { "0", "0" },
        { "-0", "0" },
        { "0.000", "0" },
        { "00012", "12" },
        { "+5", "5" },
        { ".5", "0.5" },
        { "1.50", "1.5" },
        { "-1e3", "-1000" },
        { "1E-3", "0.001" },
        { "12.5e1", "125" },
        { "100", "100" },
        { "1e-130", NULL },
        { "1e-131", "underflow" },
        { "1e125", NULL },
        { "1e126", "overflow" },
        { "9.9e125", NULL },
        { "0e999999999999", "0" },
        { "1e999999999999", "overflow" },
        { "12345678901234567890123456789012345678", "12345678901234567890123456789012345678" },
        { "123456789012345678901234567890123456789", "too long" },
        { "1234567890123456789012345678901234567800", NULL },
        { "", "no number" },
        { "-", "no number" },
        { ".", "no number" },
        { "1e", "no number" },
        { "1e+", "no number" },
        { " 1", "no number" },
        { "1.2.3", "no number" },
        { "0x1", "no number" },
        { "Infinity", "no number" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const char *got = read_as(pairs[i][0]);
        if (pairs[i][1] != NULL) {
            UNIT_TEXT(got, pairs[i][1]);
        } else {
            CU_ASSERT_TRUE(strspn(got, "0123456789.") == strlen(got) && strlen(got) > 30);
        }
    }
}

static void sums(void)
{
    UNIT_TEXT(sum_of("1", "2", false), "3");
    UNIT_TEXT(sum_of("0.1", "0.2", false), "0.3");
    UNIT_TEXT(sum_of("999", "1", false), "1000");
    UNIT_TEXT(sum_of("1", "-1", false), "0");
    UNIT_TEXT(sum_of("1000", "0.001", true), "999.999");
    UNIT_TEXT(sum_of("-5", "3", false), "-2");
    UNIT_TEXT(sum_of("3", "5", true), "-2");
    UNIT_TEXT(sum_of("0", "5", true), "-5");
    UNIT_TEXT(sum_of("0.5", "0.5", false), "1");
    UNIT_TEXT(sum_of("99999999999999999999999999999999999999", "1", false),
              "100000000000000000000000000000000000000");
    UNIT_TEXT(sum_of("1e37", "0.1", false), "fault 2");
    UNIT_TEXT(sum_of("9.9e125", "9.9e125", false), "fault 3");
}

static int order_of(const struct decimal *a, const struct decimal *b)
{
    struct buf x = { 0 }, y = { 0 };
    decimal_put_key(&x, a);
    decimal_put_key(&y, b);
    size_t common = x.size < y.size ? x.size : y.size;
    int order = memcmp(x.text, y.text, common);
    order = order != 0 ? order : (x.size > y.size) - (x.size < y.size);
    buf_release(&x);
    buf_release(&y);
    return order;
}

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

/* In rising order: each pair compares so, as numbers and as bytes of keys. */
static void order(void)
{
    static const char *const rising[] = { "-9e125", "-100",    "-99",  "-10.5",  "-10",  "-1",
                                          "-0.1",   "-1e-130", "0",    "1e-130", "0.09", "0.1",
                                          "0.11",   "1",       "1.01", "9",      "10",   "11",
                                          "100",    "1e10",    "9e125" };
    size_t count = sizeof rising / sizeof rising[0];
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            struct decimal a, b;
            decimal_read(rising[i], strlen(rising[i]), &a);
            decimal_read(rising[j], strlen(rising[j]), &b);
            int wanted = (i > j) - (i < j);
            CU_ASSERT_EQUAL(sign(decimal_compare(&a, &b)), wanted);
            CU_ASSERT_EQUAL(sign(order_of(&a, &b)), wanted);
        }
    }
}

static size_t size_of(const char *text)
{
    struct decimal d;
    decimal_read(text, strlen(text), &d);
    return decimal_size(&d);
}

static void sizes(void)
{
    CU_ASSERT_EQUAL(size_of("0"), 1);
    CU_ASSERT_EQUAL(size_of("1"), 2);
    CU_ASSERT_EQUAL(size_of("-1"), 3);
    CU_ASSERT_EQUAL(size_of("1234"), 3);
}

UNIT_MAIN("decimal", { "reading", reading }, { "sums", sums }, { "order", order },
          { "sizes", sizes })
