#include "runtime/loop/response.h"

#include "tests/unit/unit.h"

/* Feeds the answer in pieces of `piece` bytes; returns how many it took. */
static size_t feed(struct response *r, const char *text, size_t size, size_t piece)
{
    size_t taken = 0, last = 1;
    while (taken < size && last > 0 && r->at != RESPONSE_WHOLE && r->at != RESPONSE_WRONG) {
        size_t left = size - taken;
        last = response_feed(r, text + taken, left < piece ? left : piece);
        taken += last;
    }
    return taken;
}

/* However it is cut, it is the same answer; `behind` bytes are left over. */
static void good(const char *text, size_t behind, int status, const char *body, bool stays)
{
    size_t size = strlen(text);
    for (size_t piece = 1; piece <= size; piece++) {
        struct response r;
        response_open(&r, false, 100);
        CU_ASSERT_EQUAL(feed(&r, text, size, piece), size - behind);
        CU_ASSERT_TRUE(response_end(&r));
        CU_ASSERT_EQUAL(r.answer.status, status);
        UNIT_TEXT(buf_string(&r.answer.body), body);
        CU_ASSERT_EQUAL(r.stays, stays);
        response_close(&r);
    }
}

static void test_good(void)
{
    good("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 0, 200, "abc", true);
    good("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP", 4, 200, "abc", true);
    good("HTTP/1.1 404\nContent-Length:0\n\n", 0, 404, "", true);
    good("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na", 0, 200, "a",
         false);
    good("HTTP/1.0 200 OK\r\n\r\nto the end", 0, 200, "to the end", false);
    good("HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 1\r\n\r\na", 0, 200, "a",
         true);
    good("HTTP/1.1 204 No Content\r\n\r\n", 0, 204, "", true);
    good("HTTP/1.1 100 Continue\r\nX: y\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: "
         "1\r\n\r\na",
         0, 201, "a", true);
}

/* Texts are UTF-8, whatever a server sends. */
static void test_bytes(void)
{
    static const char text[] = "HTTP/1.1 204 No Content\r\nX-A: a\xb8 \xc3\xa4\r\n\r\n";
    struct response r;
    response_open(&r, false, 10);
    feed(&r, text, sizeof text - 1, 3);
    UNIT_TEXT(wire_find(&r.answer.headers, "x-a"), "a\xef\xbf\xbd \xc3\xa4");
    response_close(&r);
}

static void test_chunks(void)
{
    good("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n"
         "0123456789\r\n0\r\nTrailer: t\r\n\r\n",
         0, 200, "abc0123456789", true);
}

static void bad(const char *text, const char *why)
{
    size_t size = strlen(text);
    for (size_t piece = 1; piece <= size; piece++) {
        struct response r;
        response_open(&r, false, 10);
        feed(&r, text, size, piece);
        CU_ASSERT_FALSE(response_end(&r));
        CU_ASSERT_EQUAL(r.at, RESPONSE_WRONG);
        UNIT_TEXT(r.why, why);
        response_close(&r);
    }
}

static void test_bad(void)
{
    bad("SMTP ready\r\n", "it does not begin with HTTP/1.1 and a status");
    bad("HTTP/1.1 20 OK\r\n", "it does not begin with HTTP/1.1 and a status");
    bad("HTTP/1.1 2000\r\n", "it does not begin with HTTP/1.1 and a status");
    bad("HTTP/1.1 200\r\nno colon\r\n", "one of its headers has no name");
    bad("HTTP/1.1 200\r\n folded: x\r\n", "one of its headers has no name");
    bad("HTTP/1.1 200\r\nContent-Length: 1x\r\n", "its Content-Length is not one number");
    bad("HTTP/1.1 200\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        "its Content-Length is not one number");
    bad("HTTP/1.1 200\r\nContent-Length: 99999999999999999999\r\n",
        "its Content-Length is not one number");
    bad("HTTP/1.1 200\r\nTransfer-Encoding: gzip\r\n", "its Transfer-Encoding is not chunked");
    bad("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        "the size of a chunk of its body is not a number");
    bad("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
        "a chunk of its body is longer than it says");
}

static void test_too_large(void)
{
    static const char large[] = "its body is larger than it may be";
    bad("HTTP/1.1 200\r\nContent-Length: 11\r\n\r\n", large);
    bad("HTTP/1.1 200\r\n\r\n01234567890", large);
    bad("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n5\r\n", large);
    bad("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\n", large);
    struct buf text = { 0 };
    buf_text(&text, "HTTP/1.1 200\r\nA: ");
    while (text.size <= RESPONSE_HEAD_MAX) {
        buf_text(&text, "0123456789");
    }
    struct response r;
    response_open(&r, false, 10);
    feed(&r, text.text, text.size, 100);
    CU_ASSERT_TRUE(r.is_too_large);
    UNIT_TEXT(r.why, "its headers are larger than they may be");
    response_close(&r);
    buf_clear(&text);
    buf_text(&text, "HTTP/1.1 200\r\n");
    for (int i = 0; i <= RESPONSE_HEADERS_MAX; i++) {
        buf_text(&text, "A: b\r\n");
    }
    response_open(&r, false, 10);
    feed(&r, text.text, text.size, text.size);
    UNIT_TEXT(r.why, "it has too many headers");
    response_close(&r);
    buf_release(&text);
}

/* The end of the connection within an answer. */
static void test_cut(void)
{
    static const char text[] = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
    for (size_t size = 0; size < sizeof text - 1; size++) {
        struct response r;
        response_open(&r, false, 10);
        CU_ASSERT_EQUAL(feed(&r, text, size, size), size);
        CU_ASSERT_FALSE(response_end(&r));
        CU_ASSERT_EQUAL(r.has_begun, size > 0);
        response_close(&r);
    }
}

static void test_head(void)
{
    struct response r;
    static const char text[] = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nETag: \"x\" \r\n\r\n";
    response_open(&r, true, 10);
    CU_ASSERT_EQUAL(response_feed(&r, text, sizeof text - 1), sizeof text - 1);
    CU_ASSERT_EQUAL(r.at, RESPONSE_WHOLE);
    UNIT_TEXT(wire_find(&r.answer.headers, "etag"), "\"x\"");
    response_close(&r);
    response_open(&r, false, 10);
    response_feed(&r, "HTTP/1.1 200 OK\r\nA: \0b\r\n", 25);
    UNIT_TEXT(r.why, "a NUL is in its headers");
    response_close(&r);
}

UNIT_MAIN("response", { "good ones", test_good }, { "bytes", test_bytes },
          { "chunks", test_chunks }, { "bad ones", test_bad }, { "too large", test_too_large },
          { "cut off", test_cut }, { "heads", test_head })
