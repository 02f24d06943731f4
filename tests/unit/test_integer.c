#include "runtime/picture/integer.h"

#include "runtime/base/buf.h"
#include "runtime/eval/figure.h"
#include "tests/unit/code.h"
#include "tests/unit/unit.h"

/* Formats; an error shows its code. */
static void put(double number, const char *picture, const char *wanted)
{
    struct integer_picture p;
    struct buf b = { 0 };
    enum work_code code = integer_read_picture(picture, strlen(picture), &p);
    code = code != CODE_NONE ? code : integer_put(&b, number, &p);
    UNIT_TEXT(code != CODE_NONE ? code_names[code] : buf_string(&b), wanted);
    buf_release(&b);
}

static void parse(const char *text, const char *picture, const char *wanted)
{
    struct integer_picture p;
    double number = 0;
    char shown[FIGURE_ROOM];
    enum work_code code = integer_read_picture(picture, strlen(picture), &p);
    code = code != CODE_NONE ? code : integer_parse(text, strlen(text), &p, &number);
    figure_print(shown, number);
    UNIT_TEXT(code != CODE_NONE ? code_names[code] : shown, wanted);
}

static void test_decimal(void)
{
    put(123, "0", "123");
    put(123, "00000", "00123");
    put(-42, "0000", "-0042");
    put(1234567, "#,##0", "1,234,567");
    put(1234567, "#'##0", "1'234'567");
    put(1234567, "#:##,0", "1234:56,7");
    put(1, "#:##,0", "1");
    put(101, "#,#,##0", "101");
    put(12345678, "#,##,##0", "123,45,678");
    put(7, "1;o", "7th");
    put(1, "1;o", "1st");
    put(22, "1;o", "22nd");
    put(103, "1;o", "103rd");
    put(111, "1;o", "111th");
    put(123, "0;c", "123");
    put(2024, "\xd9\xa0", "\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa4");
    put(1234, "\xef\xbc\x91,\xef\xbc\x90\xef\xbc\x90\xef\xbc\x90",
        "\xef\xbc\x91,\xef\xbc\x92\xef\xbc\x93\xef\xbc\x94");
    put(5, "0\xd9\xa0", "D3131");
    put(5, "x", "D3130");
    put(5, "#", "D3130");
    put(5, "", "D3130");
    put(1e21, "#,##0", "1,000,000,000,000,000,000,000");
}

static void test_words(void)
{
    put(0, "w", "zero");
    put(7, "W", "SEVEN");
    put(19, "Ww", "Nineteen");
    put(42, "w", "forty-two");
    put(100, "w;o", "one hundredth");
    put(345, "Ww", "Three Hundred and Forty-Five");
    put(2000, "w;o", "two thousandth");
    put(2345, "w;o", "two thousand, three hundred and forty-fifth");
    put(1001, "w", "one thousand and one");
    put(50, "w;o", "fiftieth");
    put(1e6, "w", "one million");
    put(1e15, "w", "one thousand trillion");
    put(1e24, "w", "one trillion trillion");
    put(-3, "Ww", "-Three");
}

static void test_roman_and_letters(void)
{
    put(1984, "I", "MCMLXXXIV");
    put(9, "i", "ix");
    put(0, "I", "");
    put(1e9, "I", "BYTES");
    put(1, "A", "A");
    put(26, "a", "z");
    put(27, "a", "aa");
    put(703, "A", "AAA");
    put(0, "A", "");
}

static void test_parse(void)
{
    parse("12345", "0", "12345");
    parse("1,234,567", "#,##0", "1234567");
    parse("1.234.567", "#.##0", "1");
    parse("123:45,6", "#:##,0", "123456");
    parse("22nd", "1;o", "22");
    parse("\xd9\xa4\xd9\xa2", "\xd9\xa0", "42");
    parse("-17", "0", "-17");
    parse(" 17x", "0", "17");
    parse("x", "0", "NaN");
    parse("", "0", "NaN");
    parse("two thousand, three hundred and forty-fifth", "w", "2345");
    parse("One Million and One", "w", "1000001");
    parse("hundred", "w", "0");
    parse("one  two", "w", "NaN");
    parse("eleventy", "w", "NaN");
    parse("MCMLXXXIV", "I", "1984");
    parse("mcmlxxxiv", "i", "1984");
    parse("mcm", "I", "NaN");
    parse("MIX?", "I", "NaN");
    parse("aa", "a", "27");
    parse("ZZ", "A", "702");
    parse("5", "x", "D3130");
}

UNIT_MAIN("integer", { "decimal", test_decimal }, { "words", test_words },
          { "roman and letters", test_roman_and_letters }, { "parse", test_parse })
