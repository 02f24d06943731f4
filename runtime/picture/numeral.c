#include "runtime/picture/numeral.h"

#include <math.h>
#include <string.h>
#include <strings.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"
#include "runtime/eval/figure.h"
#include "runtime/picture/blank.h"

static const char *const small_words[][2] = {
    { "Zero", "Zeroth" },         { "One", "First" },           { "Two", "Second" },
    { "Three", "Third" },         { "Four", "Fourth" },         { "Five", "Fifth" },
    { "Six", "Sixth" },           { "Seven", "Seventh" },       { "Eight", "Eighth" },
    { "Nine", "Ninth" },          { "Ten", "Tenth" },           { "Eleven", "Eleventh" },
    { "Twelve", "Twelfth" },      { "Thirteen", "Thirteenth" }, { "Fourteen", "Fourteenth" },
    { "Fifteen", "Fifteenth" },   { "Sixteen", "Sixteenth" },   { "Seventeen", "Seventeenth" },
    { "Eighteen", "Eighteenth" }, { "Nineteen", "Nineteenth" },
};

static const char *const tens_words[][2] = {
    { "Twenty", "Twentieth" }, { "Thirty", "Thirtieth" }, { "Forty", "Fortieth" },
    { "Fifty", "Fiftieth" },   { "Sixty", "Sixtieth" },   { "Seventy", "Seventieth" },
    { "Eighty", "Eightieth" }, { "Ninety", "Ninetieth" },
};

static const struct {
    const char *words[2];
    double value;
} large_words[] = {
    { { "Hundred", "Hundredth" }, 1e2 },    { { "Thousand", "Thousandth" }, 1e3 },
    { { "Million", "Millionth" }, 1e6 },    { { "Billion", "Billionth" }, 1e9 },
    { { "Trillion", "Trillionth" }, 1e12 },
};

enum { SMALL = 20, TENS = 8, LARGE = 5 };

/* The number is less than 100. */
static void put_below_hundred(struct buf *b, unsigned number, bool is_ordinal)
{
    if (number < SMALL) {
        buf_text(b, small_words[number][is_ordinal]);
    } else if (number % 10 == 0) {
        buf_text(b, tens_words[number / 10 - 2][is_ordinal]);
    } else {
        buf_text(b, tens_words[number / 10 - 2][0]);
        buf_char(b, '-');
        buf_text(b, small_words[number % 10][is_ordinal]);
    }
}

/* What follows other words begins with "and" if it is below a hundred, else with a comma. Each
 * step divides by a thousand billions at least once the number is that large, so that recursion
 * ends after some 25 levels. */
static void put_words(struct buf *b, double number, bool is_ordinal, bool follows)
{
    buf_text(b, !follows ? "" : number < 100 ? " and " : ", ");
    if (number < 100) {
        put_below_hundred(b, (unsigned)number, is_ordinal);
        return;
    }
    int i = LARGE - 1;
    while (large_words[i].value > number) {
        i--;
    }
    double count = figure_floor(number / large_words[i].value);
    double rest = number - count * large_words[i].value;
    put_words(b, count, false, false);
    buf_char(b, ' ');
    buf_text(b, large_words[i].words[rest <= 0 && is_ordinal]);
    if (rest > 0) {
        put_words(b, rest, is_ordinal, true);
    }
}

void numeral_put_words(struct buf *b, double number, bool is_ordinal)
{
    put_words(b, number, is_ordinal, false);
}

static bool is_word(const char *text, size_t size, const char *const words[2])
{
    return (strlen(words[0]) == size && strncasecmp(text, words[0], size) == 0) ||
           (strlen(words[1]) == size && strncasecmp(text, words[1], size) == 0);
}

/* What a word stands for; NaN if it is none. */
static double value_of(const char *word, size_t size)
{
    for (int i = 0; i < SMALL; i++) {
        if (is_word(word, size, small_words[i])) {
            return i;
        }
    }
    for (int i = 0; i < TENS; i++) {
        if (is_word(word, size, tens_words[i])) {
            return (i + 2) * 10;
        }
    }
    for (int i = 0; i < LARGE; i++) {
        if (is_word(word, size, large_words[i].words)) {
            return large_words[i].value;
        }
    }
    return (double)NAN;
}

/* How many bytes at `text` stand between two words: ", ", " and ", a blank, a hyphen or a
 * backslash. */
static size_t gap_at(const char *text, size_t size)
{
    size_t blank = blank_at(text, size);
    if (size > 1 && text[0] == ',' && blank_at(text + 1, size - 1) > 0) {
        return 1 + blank_at(text + 1, size - 1);
    }
    if (blank > 0 && size > blank + 3 && strncasecmp(text + blank, "and", 3) == 0) {
        size_t behind = blank_at(text + blank + 3, size - blank - 3);
        return behind > 0 ? blank + 3 + behind : blank;
    }
    return blank > 0 ? blank : size > 0 && (text[0] == '-' || text[0] == '\\') ? 1 : 0;
}

/* Words below a hundred are added to what comes before them, unless that is thousands; all
 * others multiply it. */
double numeral_read_words(const char *text, size_t size)
{
    double total = 0, last = 0;
    for (size_t at = 0, end = 0; at <= size; at = end + gap_at(text + end, size - end)) {
        for (end = at; end < size && gap_at(text + end, size - end) == 0; end++) {
        }
        double value = value_of(text + at, end - at);
        if (value < 100) {
            total += last >= 1000 ? last : 0;
            last = (last >= 1000 ? 0 : last) + value;
        } else {
            last *= value;
        }
        if (end == size) {
            break;
        }
    }
    return total + last;
}

static size_t longest(const char *text, size_t size, const char *const words[2], size_t so_far)
{
    for (int i = 0; i < 2; i++) {
        size_t length = strlen(words[i]);
        if (length <= size && length > so_far && strncasecmp(text, words[i], length) == 0) {
            so_far = length;
        }
    }
    return so_far;
}

size_t numeral_word_at(const char *text, size_t size)
{
    static const char *const and_word[2] = { "and", "and" };
    if (size > 0 && memchr("-, ", text[0], 3) != NULL) {
        return 1;
    }
    size_t length = longest(text, size, and_word, 0);
    for (int i = 0; i < SMALL; i++) {
        length = longest(text, size, small_words[i], length);
    }
    for (int i = 0; i < TENS; i++) {
        length = longest(text, size, tens_words[i], length);
    }
    for (int i = 0; i < LARGE; i++) {
        length = longest(text, size, large_words[i].words, length);
    }
    return length;
}

void numeral_put_roman(struct buf *b, double number)
{
    static const struct {
        const char *letters;
        int value;
    } rows[] = { { "m", 1000 }, { "cm", 900 }, { "d", 500 }, { "cd", 400 }, { "c", 100 },
                 { "xc", 90 },  { "l", 50 },   { "xl", 40 }, { "x", 10 },   { "ix", 9 },
                 { "v", 5 },    { "iv", 4 },   { "i", 1 } };
    int left = (int)number;
    for (size_t i = 0; left > 0; left -= rows[i].value) {
        while (left < rows[i].value) {
            i++;
        }
        buf_text(b, rows[i].letters);
    }
}

static int roman_value(char c)
{
    static const char letters[] = "MDCLXVI";
    static const int values[] = { 1000, 500, 100, 50, 10, 5, 1 };
    const char *at = memchr(letters, c, sizeof letters - 1);
    return at != NULL ? values[at - letters] : 0;
}

/* A letter that is worth less than one behind it is taken away. */
double numeral_read_roman(const char *text, size_t size)
{
    double total = 0;
    int most = 1;
    for (size_t i = size; i-- > 0;) {
        int value = roman_value(text[i]);
        if (value == 0) {
            return (double)NAN;
        }
        total += value < most ? -value : value;
        most = value < most ? most : value;
    }
    return total;
}

void numeral_put_letters(struct buf *b, double number, char first)
{
    char letters[256]; /* a double has 218 such digits at most */
    size_t at = sizeof letters;
    while (number > 0 && at > 0) {
        double above = figure_floor((number - 1) / 26);
        double digit = number - 1 - above * 26;
        letters[--at] = (char)(first + (digit >= 0 && digit < 26 ? (int)digit : 0));
        number = above;
    }
    buf_put(b, letters + at, sizeof letters - at);
}

double numeral_read_letters(const char *text, size_t size, char first)
{
    double total = 0;
    for (size_t at = 0; at < size;) {
        uint32_t c;
        size_t bytes = text_decode(text + at, size - at, &c);
        if (c >= 0x10000) {
            total = total * 26 + (double)(0xD800 + ((c - 0x10000) >> 10)) - first + 1;
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        total = total * 26 + (double)c - first + 1;
        at += bytes > 0 ? bytes : 1;
    }
    return total;
}
