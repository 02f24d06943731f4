#include "runtime/words/casing.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"

#define SIGMA       0x03a3
#define FINAL_SIGMA 0x03c2
#define DOTTED_I    0x0130

/* The letters that are several in upper case, in order (SpecialCasing of Unicode). */
static const struct {
    uint16_t letter;
    uint16_t upper[3]; /* 0 behind the last */
} several[] = {
    { 0x00df, { 0x0053, 0x0053, 0 } },      { 0x0149, { 0x02bc, 0x004e, 0 } },
    { 0x01f0, { 0x004a, 0x030c, 0 } },      { 0x0390, { 0x0399, 0x0308, 0x0301 } },
    { 0x03b0, { 0x03a5, 0x0308, 0x0301 } }, { 0x0587, { 0x0535, 0x0552, 0 } },
    { 0x1e96, { 0x0048, 0x0331, 0 } },      { 0x1e97, { 0x0054, 0x0308, 0 } },
    { 0x1e98, { 0x0057, 0x030a, 0 } },      { 0x1e99, { 0x0059, 0x030a, 0 } },
    { 0x1e9a, { 0x0041, 0x02be, 0 } },      { 0x1f50, { 0x03a5, 0x0313, 0 } },
    { 0x1f52, { 0x03a5, 0x0313, 0x0300 } }, { 0x1f54, { 0x03a5, 0x0313, 0x0301 } },
    { 0x1f56, { 0x03a5, 0x0313, 0x0342 } }, { 0x1f80, { 0x1f08, 0x0399, 0 } },
    { 0x1f81, { 0x1f09, 0x0399, 0 } },      { 0x1f82, { 0x1f0a, 0x0399, 0 } },
    { 0x1f83, { 0x1f0b, 0x0399, 0 } },      { 0x1f84, { 0x1f0c, 0x0399, 0 } },
    { 0x1f85, { 0x1f0d, 0x0399, 0 } },      { 0x1f86, { 0x1f0e, 0x0399, 0 } },
    { 0x1f87, { 0x1f0f, 0x0399, 0 } },      { 0x1f88, { 0x1f08, 0x0399, 0 } },
    { 0x1f89, { 0x1f09, 0x0399, 0 } },      { 0x1f8a, { 0x1f0a, 0x0399, 0 } },
    { 0x1f8b, { 0x1f0b, 0x0399, 0 } },      { 0x1f8c, { 0x1f0c, 0x0399, 0 } },
    { 0x1f8d, { 0x1f0d, 0x0399, 0 } },      { 0x1f8e, { 0x1f0e, 0x0399, 0 } },
    { 0x1f8f, { 0x1f0f, 0x0399, 0 } },      { 0x1f90, { 0x1f28, 0x0399, 0 } },
    { 0x1f91, { 0x1f29, 0x0399, 0 } },      { 0x1f92, { 0x1f2a, 0x0399, 0 } },
    { 0x1f93, { 0x1f2b, 0x0399, 0 } },      { 0x1f94, { 0x1f2c, 0x0399, 0 } },
    { 0x1f95, { 0x1f2d, 0x0399, 0 } },      { 0x1f96, { 0x1f2e, 0x0399, 0 } },
    { 0x1f97, { 0x1f2f, 0x0399, 0 } },      { 0x1f98, { 0x1f28, 0x0399, 0 } },
    { 0x1f99, { 0x1f29, 0x0399, 0 } },      { 0x1f9a, { 0x1f2a, 0x0399, 0 } },
    { 0x1f9b, { 0x1f2b, 0x0399, 0 } },      { 0x1f9c, { 0x1f2c, 0x0399, 0 } },
    { 0x1f9d, { 0x1f2d, 0x0399, 0 } },      { 0x1f9e, { 0x1f2e, 0x0399, 0 } },
    { 0x1f9f, { 0x1f2f, 0x0399, 0 } },      { 0x1fa0, { 0x1f68, 0x0399, 0 } },
    { 0x1fa1, { 0x1f69, 0x0399, 0 } },      { 0x1fa2, { 0x1f6a, 0x0399, 0 } },
    { 0x1fa3, { 0x1f6b, 0x0399, 0 } },      { 0x1fa4, { 0x1f6c, 0x0399, 0 } },
    { 0x1fa5, { 0x1f6d, 0x0399, 0 } },      { 0x1fa6, { 0x1f6e, 0x0399, 0 } },
    { 0x1fa7, { 0x1f6f, 0x0399, 0 } },      { 0x1fa8, { 0x1f68, 0x0399, 0 } },
    { 0x1fa9, { 0x1f69, 0x0399, 0 } },      { 0x1faa, { 0x1f6a, 0x0399, 0 } },
    { 0x1fab, { 0x1f6b, 0x0399, 0 } },      { 0x1fac, { 0x1f6c, 0x0399, 0 } },
    { 0x1fad, { 0x1f6d, 0x0399, 0 } },      { 0x1fae, { 0x1f6e, 0x0399, 0 } },
    { 0x1faf, { 0x1f6f, 0x0399, 0 } },      { 0x1fb2, { 0x1fba, 0x0399, 0 } },
    { 0x1fb3, { 0x0391, 0x0399, 0 } },      { 0x1fb4, { 0x0386, 0x0399, 0 } },
    { 0x1fb6, { 0x0391, 0x0342, 0 } },      { 0x1fb7, { 0x0391, 0x0342, 0x0399 } },
    { 0x1fbc, { 0x0391, 0x0399, 0 } },      { 0x1fc2, { 0x1fca, 0x0399, 0 } },
    { 0x1fc3, { 0x0397, 0x0399, 0 } },      { 0x1fc4, { 0x0389, 0x0399, 0 } },
    { 0x1fc6, { 0x0397, 0x0342, 0 } },      { 0x1fc7, { 0x0397, 0x0342, 0x0399 } },
    { 0x1fcc, { 0x0397, 0x0399, 0 } },      { 0x1fd2, { 0x0399, 0x0308, 0x0300 } },
    { 0x1fd3, { 0x0399, 0x0308, 0x0301 } }, { 0x1fd6, { 0x0399, 0x0342, 0 } },
    { 0x1fd7, { 0x0399, 0x0308, 0x0342 } }, { 0x1fe2, { 0x03a5, 0x0308, 0x0300 } },
    { 0x1fe3, { 0x03a5, 0x0308, 0x0301 } }, { 0x1fe4, { 0x03a1, 0x0313, 0 } },
    { 0x1fe6, { 0x03a5, 0x0342, 0 } },      { 0x1fe7, { 0x03a5, 0x0308, 0x0342 } },
    { 0x1ff2, { 0x1ffa, 0x0399, 0 } },      { 0x1ff3, { 0x03a9, 0x0399, 0 } },
    { 0x1ff4, { 0x038f, 0x0399, 0 } },      { 0x1ff6, { 0x03a9, 0x0342, 0 } },
    { 0x1ff7, { 0x03a9, 0x0342, 0x0399 } }, { 0x1ffc, { 0x03a9, 0x0399, 0 } },
    { 0xfb00, { 0x0046, 0x0046, 0 } },      { 0xfb01, { 0x0046, 0x0049, 0 } },
    { 0xfb02, { 0x0046, 0x004c, 0 } },      { 0xfb03, { 0x0046, 0x0046, 0x0049 } },
    { 0xfb04, { 0x0046, 0x0046, 0x004c } }, { 0xfb05, { 0x0053, 0x0054, 0 } },
    { 0xfb06, { 0x0053, 0x0054, 0 } },      { 0xfb13, { 0x0544, 0x0546, 0 } },
    { 0xfb14, { 0x0544, 0x0535, 0 } },      { 0xfb15, { 0x0544, 0x053b, 0 } },
    { 0xfb16, { 0x054e, 0x0546, 0 } },      { 0xfb17, { 0x0544, 0x053d, 0 } },
};

static void put(struct buf *b, uint32_t character)
{
    char bytes[4];
    buf_put(b, bytes, text_encode(bytes, character));
}

/* A character, and how many bytes it has; what is not UTF-8 is U+FFFD. */
static size_t next(const char *text, size_t size, uint32_t *ret_character)
{
    size_t bytes = text_decode(text, size, ret_character);
    *ret_character = bytes > 0 ? *ret_character : TEXT_REPLACEMENT;
    return bytes > 0 ? bytes : 1;
}

static void put_upper(struct buf *b, uint32_t character)
{
    size_t from = 0, to = sizeof several / sizeof several[0];
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (several[middle].letter < character) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    if (from == sizeof several / sizeof several[0] || several[from].letter != character) {
        put(b, (uint32_t)utf8proc_toupper((utf8proc_int32_t)character));
        return;
    }
    for (size_t i = 0; i < 3 && several[from].upper[i] != 0; i++) {
        put(b, several[from].upper[i]);
    }
}

void casing_put_upper(struct buf *b, const char *text, size_t size)
{
    uint32_t character;
    for (size_t at = 0; at < size;) {
        at += next(text + at, size - at, &character);
        put_upper(b, character);
    }
}

/* What may stand between the letters of a word without ending it. */
static bool is_ignored(uint32_t c)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    if (category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME ||
        category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_LM ||
        category == UTF8PROC_CATEGORY_SK) {
        return true;
    }
    return c == '\'' || c == '.' || c == ':' || c == 0xb7 || c == 0x387 || c == 0x55f ||
           c == 0x5f4 || c == 0x2018 || c == 0x2019 || c == 0x2024 || c == 0x2027 ||
           c == 0xfe13 || c == 0xfe52 || c == 0xfe55 || c == 0xff07 || c == 0xff0e ||
           c == 0xff1a;
}

/* A letter that has a case. */
static bool is_cased(uint32_t c)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL ||
           category == UTF8PROC_CATEGORY_LT;
}

static bool is_followed(const char *text, size_t size, size_t at)
{
    uint32_t c = '.';
    while (at < size && is_ignored(c)) {
        at += next(text + at, size - at, &c);
    }
    return is_cased(c);
}

void casing_put_lower(struct buf *b, const char *text, size_t size)
{
    bool is_behind = false; /* a letter with a case is in front, but for what is ignored */
    uint32_t c;
    for (size_t at = 0; at < size;) {
        at += next(text + at, size - at, &c);
        if (c == SIGMA && is_behind && !is_followed(text, size, at)) {
            put(b, FINAL_SIGMA);
        } else if (c == DOTTED_I) {
            buf_text(b, "i\xcc\x87");
        } else {
            put(b, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
        }
        is_behind = is_ignored(c) ? is_behind : is_cased(c);
    }
}
