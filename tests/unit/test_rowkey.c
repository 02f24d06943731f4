/*
 * Keys made of parts: their order is that of the parts, and each part can be taken out again.
 */
#include "runtime/store/rowkey.h"
#include "tests/unit/unit.h"

static struct buf texted(const char *text, size_t size, uint64_t number)
{
    struct buf key = { 0 };
    rowkey_add_text(&key, text, size);
    rowkey_add_u64(&key, number);
    return key;
}

/* From the first to the last, as texts and then as numbers are ordered. */
static void order(void)
{
    static const struct {
        const char *text;
        size_t size;
    } texts[] = { { "", 0 },      { "\0", 1 },     { "\0\0", 2 },    { "\0\xFF", 2 },
                  { "\x01", 1 },  { "a", 1 },      { "a\0", 2 },     { "a\0b", 3 },
                  { "a\x01", 2 }, { "aa", 2 },     { "a\xFF", 2 },   { "b", 1 },
                  { "\xFF", 1 },  { "\xFF\0", 2 }, { "\xFF\xFF", 2 } };
    static const uint64_t numbers[] = { 0,          1,         127,       128,
                                        255,        256,       65535,     UINT32_MAX,
                                        1ULL << 32, INT64_MAX, UINT64_MAX };
    struct buf before = { 0 };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (size_t j = 0; j < sizeof numbers / sizeof numbers[0]; j++) {
            struct buf key = texted(texts[i].text, texts[i].size, numbers[j]);
            CU_ASSERT_TRUE(i + j == 0 ||
                           store_compare(store_buf(&before), store_buf(&key)) < 0);
            struct store_bytes rest = store_buf(&key);
            struct buf text = { 0 };
            uint64_t number = 7;
            CU_ASSERT_TRUE(rowkey_take_text(&rest, &text));
            CU_ASSERT_EQUAL_FATAL(text.size, texts[i].size);
            CU_ASSERT_TRUE(text.size == 0 || memcmp(text.text, texts[i].text, text.size) == 0);
            CU_ASSERT_TRUE(rowkey_take_u64(&rest, &number));
            CU_ASSERT_EQUAL(number, numbers[j]);
            CU_ASSERT_EQUAL(rest.size, 0);
            buf_release(&text);
            buf_release(&before);
            before = key;
        }
    }
    buf_release(&before);
}

static void bytes(void)
{
    struct buf key = { 0 };
    rowkey_add_u32(&key, 0x01020384);
    rowkey_add_u64(&key, 0x0102030405060708);
    rowkey_add_text(&key, "a\0b", 3);
    static const char wanted[] = "\1\2\3\x84\1\2\3\4\5\6\7\x08"
                                 "a\0\xFF"
                                 "b\0";
    CU_ASSERT_EQUAL_FATAL(key.size, sizeof wanted);
    CU_ASSERT_EQUAL(memcmp(key.text, wanted, key.size), 0);
    struct store_bytes rest = store_buf(&key);
    uint32_t number = 0;
    CU_ASSERT_TRUE(rowkey_take_u32(&rest, &number));
    CU_ASSERT_EQUAL(number, 0x01020384);
    buf_release(&key);
}

/* What is cut short is not a part, and nothing of it is taken. */
static void broken(void)
{
    static const struct store_bytes texts[] = { { NULL, 0 },      { "a", 1 },
                                                { "a\0", 2 },     { "a\0\xFF", 3 },
                                                { "a\0\x01", 3 }, { "a\0b\0\0", 5 } };
    struct buf text = { 0 };
    buf_text(&text, "old");
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct store_bytes rest = texts[i];
        CU_ASSERT_FALSE(rowkey_take_text(&rest, &text));
        CU_ASSERT_EQUAL(rest.size, texts[i].size);
        UNIT_TEXT(buf_string(&text), "old");
    }
    struct store_bytes seven = { "1234567", 7 };
    uint64_t number = 7;
    uint32_t half = 7;
    CU_ASSERT_FALSE(rowkey_take_u64(&seven, &number));
    seven.size = 3;
    CU_ASSERT_FALSE(rowkey_take_u32(&seven, &half));
    CU_ASSERT_EQUAL(number + half, 14);
    CU_ASSERT_EQUAL(seven.size, 3);
    buf_release(&text);
}

UNIT_MAIN("rowkey", { "order", order }, { "bytes", bytes }, { "broken", broken })
