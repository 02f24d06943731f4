#include "runtime/picture/numpicture.h"

#include <math.h>
#include <stdio.h>

#include "runtime/base/buf.h"
#include "tests/unit/code.h"
#include "tests/unit/unit.h"

static void put_by(double number, const char *picture, const struct numpicture_symbols *symbols,
                   const char *wanted)
{
    struct buf b = { 0 };
    enum work_code code = numpicture_put(&b, number, picture, strlen(picture), symbols);
    UNIT_TEXT(code != CODE_NONE ? code_names[code] : buf_string(&b), wanted);
    buf_release(&b);
}

static void put(double number, const char *picture, const char *wanted)
{
    put_by(number, picture, &numpicture_defaults, wanted);
}

static void test_plain(void)
{
    put(12345.6, "#,###.00", "12,345.60");
    put(12345678.9, "9,999.99", "12,345,678.90");
    put(123.9, "9999", "0124");
    put(0.14, "01%", "14%");
    put(0.14, "001\xe2\x80\xb0", "140\xe2\x80\xb0");
    put(-6, "000", "-006");
    put(-6, "0;(0)", "(6)");
    put(6, "0;(0)", "6");
    put(0, "0", "0");
    put(0, "#", "0");
    put(0, "#.#", ".0");
    put(0.5, "#.##", ".5");
    put(2.5, "0", "2");
    put(3.5, "0", "4");
    put(1.005, "0.00", "1.00");
    put(1e21, "#,##0", "1,000,000,000,000,000,000,000");
    put(1234567890, "#,##,##,##0", "123,45,67,890");
    put(12345, "#,##,#0", "1,23,45");
    put(12, "#,##0", "12");
    put(5, "#e0", "0.e1");
    put(0.123456789, "0.000,000,000", "0.123,456789");
    put(0.5, "0.0##,##", "0.5");
    put(7, "a0b", "a7b");
}

static void test_exponent(void)
{
    put(1234.5678, "00.000e0", "12.346e2");
    put(0.234, "0.0e0", "2.3e-1");
    put(0.00234, "00.000e00", "23.400e-04");
    put(-1234.5, "0.0e0", "-1.2e3");
    put(0, "0.0e0", "0.0e0");
    put(0.234, "#.00e0", "0.23e0");
    put(1e300, "0.0e0", "1.0e300");
    put(5e-324, "0e0", "5e-324");
    put(1, "$0.0e0", "D3093");
}

/* JA-27 */
static void test_endless(void)
{
    put((double)INFINITY, "0", "Infinity");
    put((double)-INFINITY, "<0>", "-<Infinity>");
    put((double)INFINITY, "0.0e0", "Infinity");
    put((double)NAN, "<0>", "NaN");
    put(0x1p1023, "0%", "Infinity%");
}

/* A number so large that its places behind the point cannot be counted as whole ones. */
static void test_large(void)
{
    char wanted[400];
    snprintf(wanted, sizeof wanted, "%.2f", 1e308);
    put(1e308, "0.00", wanted);
    put(-0x1p1023, "0e0", "-9e307");
}

static void test_symbols(void)
{
    struct numpicture_symbols y = numpicture_defaults;
    y.decimal = ',';
    y.grouping = '.';
    put_by(1234.5, "#.##0,00", &y, "1.234,50");
    y = numpicture_defaults;
    y.zero = 0x245f;
    put_by(1234.5, "#,#\xe2\x91\xa0\xe2\x91\xa1.\xe2\x91\xa0", &y,
           "\xe2\x91\xa0,\xe2\x91\xa1\xe2\x91\xa2\xe2\x91\xa3.\xe2\x91\xa4");
    y = numpicture_defaults;
    y.minus = "minus ";
    put_by(-1, "0", &y, "minus 1");
    y.per_mille = 'p';
    put_by(0.5, "0p", &y, "500p");
    y.digit = NUMPICTURE_NONE;
    put_by(5, "#0", &y, "#5");
}

static void test_errors(void)
{
    put(1, "0;0;0", "D3080");
    put(1, "0.0.0", "D3081");
    put(1, "0%%", "D3082");
    put(1, "0\xe2\x80\xb0\xe2\x80\xb0", "D3083");
    put(1, "0%\xe2\x80\xb0", "D3084");
    put(1, ".e0", "D3085");
    put(1, "", "D3085");
    put(1, "x", "D3086");
    put(1, "0+0", "D3086");
    put(1, "0,.0", "D3087");
    put(1, "0.,0", "D3087");
    put(1, "0,", "D3088");
    put(1, "0,,0", "D3089");
    put(1, "0#.0", "D3090");
    put(1, "0.#0", "D3091");
    put(1, "0e0%", "D3092");
    put(1, "0e#", "D3093");
    put(1, "0;0,", "D3088");
}

UNIT_MAIN("numpicture", { "plain", test_plain }, { "exponent", test_exponent },
          { "endless", test_endless }, { "large", test_large }, { "symbols", test_symbols },
          { "errors", test_errors })
