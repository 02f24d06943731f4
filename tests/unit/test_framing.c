#include "compiler/lsp/framing.h"

#include "tests/unit/unit.h"

static void put(struct framing *f, const char *text)
{
    framing_put(f, text, strlen(text));
}

static void expect(struct framing *f, enum framing_found found, const char *wanted)
{
    const char *text = "";
    size_t size = 0;
    CU_ASSERT_EQUAL(framing_next(f, &text, &size), found);
    if (found == FRAMING_MESSAGE) {
        CU_ASSERT_EQUAL(size, strlen(wanted));
        CU_ASSERT_TRUE(size == strlen(wanted) && memcmp(text, wanted, size) == 0);
    }
}

static void test_whole(void)
{
    struct framing f = { 0 };
    put(&f, "Content-Length: 2\r\n\r\nabcontent-length:3 \r\nContent-Type: x; charset=utf-8\r\n"
            "\r\ncdeContent-Length: 0\n\nContent-Length: 1\r\n\r\n");
    expect(&f, FRAMING_MESSAGE, "ab");
    expect(&f, FRAMING_MESSAGE, "cde");
    expect(&f, FRAMING_MESSAGE, "");
    expect(&f, FRAMING_NOTHING, "");
    put(&f, "z");
    expect(&f, FRAMING_MESSAGE, "z");
    expect(&f, FRAMING_NOTHING, "");
    framing_release(&f);
}

/* Byte by byte, nothing is there until all is. */
static void test_pieces(void)
{
    struct framing f = { 0 };
    const char *text = "Content-Type: x\r\nContent-Length: 5\r\n\r\nhello";
    for (size_t i = 0; text[i] != '\0'; i++) {
        expect(&f, FRAMING_NOTHING, "");
        framing_put(&f, text + i, 1);
    }
    expect(&f, FRAMING_MESSAGE, "hello");
    framing_release(&f);
}

static void lose(const char *bad)
{
    struct framing f = { 0 };
    put(&f, bad);
    expect(&f, FRAMING_LOST, "");
    expect(&f, FRAMING_NOTHING, "");
    put(&f, "more of it\r\n\r\n");
    expect(&f, FRAMING_NOTHING, "");
    put(&f, "Content-Length: 2\r\n\r\nok");
    expect(&f, FRAMING_MESSAGE, "ok");
    expect(&f, FRAMING_NOTHING, "");
    framing_release(&f);
}

/* It is said once, and the next good header is found. */
static void test_lost(void)
{
    lose("Content-Type: x\r\n\r\n");
    lose("Content-Length: -1\r\n\r\n");
    lose("Content-Length: 1x\r\n\r\n");
    lose("Content-Length:\r\n\r\n");
    lose("{\"jsonrpc\":\"2.0\"}\n\n");
    static char zeros[FRAMING_HEADER_MOST + 1];
    struct framing f = { 0 };
    framing_put(&f, zeros, sizeof zeros);
    expect(&f, FRAMING_LOST, "");
    expect(&f, FRAMING_NOTHING, "");
    CU_ASSERT_TRUE(f.in.size - f.taken < FRAMING_HEADER_MOST);
    put(&f, "Content-Length: 1\r\n\r\nx");
    expect(&f, FRAMING_MESSAGE, "x");
    framing_release(&f);
}

/* The bytes of a message that is too large are passed over, as they come. */
static void test_large(void)
{
    static char zeros[1 << 20];
    struct framing f = { 0 };
    char header[64];
    snprintf(header, sizeof header, "Content-Length: %zu\r\n\r\n", FRAMING_MOST + 1);
    put(&f, header);
    expect(&f, FRAMING_LARGE, "");
    for (size_t i = 0; i < FRAMING_MOST / sizeof zeros; i++) {
        framing_put(&f, zeros, sizeof zeros);
        expect(&f, FRAMING_NOTHING, "");
        CU_ASSERT_EQUAL(f.in.size - f.taken, 0);
    }
    put(&f, "0Content-Length: 1\r\n\r\ny");
    expect(&f, FRAMING_MESSAGE, "y");
    put(&f, "Content-Length: 99999999999999999999999999999\r\n\r\n");
    expect(&f, FRAMING_LARGE, "");
    framing_release(&f);
}

static void test_write(void)
{
    struct buf out = { 0 };
    framing_write(&out, "{}", 2);
    UNIT_TEXT(buf_string(&out), "Content-Length: 2\r\n\r\n{}");
    buf_release(&out);
}

UNIT_MAIN("framing", { "whole messages", test_whole }, { "pieces", test_pieces },
          { "lost", test_lost }, { "large", test_large }, { "write", test_write })
