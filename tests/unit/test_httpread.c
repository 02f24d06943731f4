#include "runtime/loop/httpread.h"
#include "runtime/loop/httptext.h"

#include <stdlib.h>

#include "runtime/base/memory.h"
#include "tests/unit/unit.h"

#define BODY_MAX 1000

/* What was read, as one text: method, path, query, headers, body; or the status that refuses
 * it; or "more". */
static void describe(const struct httpread *r, struct buf *out)
{
    buf_clear(out);
    if (r->at == HTTPREAD_REFUSED) {
        buf_print(out, "refused %d", r->status);
    } else if (r->at != HTTPREAD_WHOLE) {
        buf_text(out, "more");
    } else {
        buf_print(out, "%s %s ?%s", r->method, r->path, r->query);
        for (size_t i = 0; i < r->header_count; i++) {
            buf_print(out, " [%s=%s]", r->headers[i].name, r->headers[i].value);
        }
        buf_print(out, " (%s)%s%s", buf_string(&r->body), r->stays ? "" : " last",
                  r->is_too_large ? " too large" : "");
    }
}

/* Reads `text` in pieces of each size from 1 to 7, and all at once: the same must come of it.
 */
static void reads(const char *text, const char *wanted)
{
    struct buf got = { 0 };
    size_t size = strlen(text);
    for (size_t piece = 1; piece <= 8; piece++) {
        struct httpread r;
        size_t most = piece == 8 ? size : piece;
        httpread_open(&r, BODY_MAX);
        for (size_t at = 0; at < size && r.at < HTTPREAD_WHOLE;) {
            size_t left = size - at;
            at += httpread_feed(&r, text + at, left < most ? left : most);
        }
        describe(&r, &got);
        UNIT_TEXT(buf_string(&got), wanted);
        httpread_close(&r);
    }
    buf_release(&got);
}

static void test_requests(void)
{
    reads("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / ? [Host=x] ()");
    reads("\r\nGET /a/b?c=d&e HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a/b ?c=d&e [Host=x] ()");
    reads("GET http://127.0.0.1:80/a%20b?q HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /a%20b ?q [Host=127.0.0.1:80] ()");
    reads("GET http://host HTTP/1.1\r\nHost: x\r\n\r\n", "GET / ? [Host=host] ()");
    reads("GET HTTP://host?q HTTP/1.0\r\n\r\n", "GET / ?q () last");
    reads("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "OPTIONS * ? [Host=x] ()");
    reads("GET / HTTP/1.1\nHost: x\nA:b\nC: \t d e \t\n\n",
          "GET / ? [Host=x] [A=b] [C=d e] ()");
    reads("GET / HTTP/1.1\r\nHost: x\r\nEmpty:\r\n\r\n", "GET / ? [Host=x] [Empty=] ()");
    reads("GET / HTTP/1.0\r\n\r\n", "GET / ? () last");
    reads("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
          "GET / ? [Connection=Keep-Alive] ()");
    reads("GET / HTTP/1.1\r\nHost: x\r\nConnection: TE , Close\r\n\r\n",
          "GET / ? [Host=x] [Connection=TE , Close] () last");
    reads("GET / HTTP/1.1\r\nHost: x\r\n", "more");
}

static void test_bodies(void)
{
    reads("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
          "POST /p ? [Host=x] [Content-Length=5] (hello)");
    reads("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhell", "more");
    reads("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
          "POST /p ? [Host=x] [Content-Length=0] ()");
    reads("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
          "POST /p ? [Host=x] [Content-Length=2] [Content-Length=2] (ab)");
    reads("POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
          "0A;x=y\r\n, you two!\r\n0\r\nTrailer: yes\r\n\r\n",
          "POST /p ? [Host=x] [Transfer-Encoding=chunked] [Trailer=yes] (hello, you two!)");
    reads("POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "POST /p ? [Host=x] [Transfer-Encoding=chunked] ()");
}

static void test_refused(void)
{
    reads("GET /\r\n\r\n", "refused 400");
    reads("G@T / HTTP/1.1\r\n\r\n", "refused 400");
    reads("GET a HTTP/1.1\r\n\r\n", "refused 400");
    reads("GET / HTTP/2.0\r\n\r\n", "refused 505");
    reads("GET / FTP/1.1\r\n\r\n", "refused 400");
    reads("GET / HTTP/1.1\r\nNo colon\r\n\r\n", "refused 400");
    reads("GET / HTTP/1.1\r\nBlank : x\r\n\r\n", "refused 400");
    reads("GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n", "refused 400");
    reads("GET / HTTP/1.1\r\nA: \x01\r\n\r\n", "refused 400");
    reads("GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", "refused 400");
    reads("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "refused 400");
    reads("POST / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n", "refused 400");
    reads("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", "refused 400");
    reads("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na", "refused 400");
    reads("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "refused 501");
    reads("POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
          "refused 400");
    reads("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "refused 400");
    reads("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n", "refused 400");
    reads("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1111111111111111\r\n",
          "refused 400");
}

/* RFC 9112, section 3.2. */
static void test_host(void)
{
    reads("GET / HTTP/1.1\r\n\r\n", "refused 400");
    reads("GET http://a/ HTTP/1.1\r\n\r\n", "refused 400");
    reads("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", "refused 400");
    reads("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", "refused 400");
    reads("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "refused 400");
    reads("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "refused 400");
    reads("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", "refused 400");
    reads("GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", "refused 400");
    reads("GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "refused 400");
    reads("GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET / ? [Host=] ()");
    reads("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "GET / ? [Host=[::1]:80] ()");
}

/* A head of `size` bytes that is made of one header, or of `count` of them. */
static int status_of(size_t size, size_t count)
{
    struct httpread r;
    struct buf text = { 0 };
    buf_text(&text, "GET / HTTP/1.0\r\n");
    for (size_t i = 0; i < count; i++) {
        buf_text(&text, "A: b\r\n");
    }
    buf_text(&text, "B: ");
    while (text.size < size) {
        buf_char(&text, 'b');
    }
    buf_text(&text, "\r\n\r\n");
    httpread_open(&r, BODY_MAX);
    httpread_feed(&r, text.text, text.size);
    int status = r.at == HTTPREAD_WHOLE ? 200 : r.status;
    httpread_close(&r);
    buf_release(&text);
    return status;
}

static void test_bounds(void)
{
    CU_ASSERT_EQUAL(status_of(HTTPREAD_HEAD_MAX - 4, 0), 200);
    CU_ASSERT_EQUAL(status_of(HTTPREAD_HEAD_MAX, 0), 431);
    CU_ASSERT_EQUAL(status_of(0, HTTPREAD_HEADERS_MAX - 1), 200);
    CU_ASSERT_EQUAL(status_of(0, HTTPREAD_HEADERS_MAX), 431);
}

static void put_many(struct buf *b, size_t count)
{
    while (count-- > 0) {
        buf_char(b, 'x');
    }
}

/* A body that is too large is read to its end, and what follows it is the next request. */
static void test_too_large(void)
{
    struct httpread r;
    struct buf text = { 0 };
    buf_print(&text, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", BODY_MAX + 1);
    put_many(&text, BODY_MAX + 1);
    buf_text(&text, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n");
    put_many(&text, BODY_MAX);
    buf_text(&text, "\r\n1\r\nx\r\n0\r\n\r\n");
    size_t size = text.size;
    httpread_open(&r, BODY_MAX);
    size_t at = httpread_feed(&r, text.text, size);
    CU_ASSERT_TRUE(r.at == HTTPREAD_WHOLE && r.is_too_large && r.stays);
    CU_ASSERT_EQUAL(r.body.size, 0);
    httpread_start(&r);
    CU_ASSERT_EQUAL(at + httpread_feed(&r, text.text + at, size - at), size);
    CU_ASSERT_TRUE(r.at == HTTPREAD_WHOLE && r.is_too_large);
    httpread_close(&r);
    buf_release(&text);
}

static void test_foreign(void)
{
    static const char *const own[] = { "127.0.0.1",      "127.0.0.1:80",     "[::1]:80",
                                       "localhost",      "LocalHost:1",      "b.localhost:80",
                                       "sync-127.0.0.1", "sync-localhost:1", "10.0.0.1" };
    static const char *const others[] = { "evil.example",      "localhost.evil.example",
                                          "127.0.0.1.example", "",
                                          "evillocalhost",     "[::1.example]" };
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        CU_ASSERT_FALSE(httptext_is_foreign(own[i], NULL));
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        CU_ASSERT_TRUE(httptext_is_foreign(others[i], NULL));
    }
    CU_ASSERT_FALSE(httptext_is_foreign(NULL, NULL));
    CU_ASSERT_FALSE(httptext_is_foreign("127.0.0.1:80", "http://127.0.0.1:80"));
    CU_ASSERT_TRUE(httptext_is_foreign("127.0.0.1:80", "http://127.0.0.1:81"));
    CU_ASSERT_TRUE(httptext_is_foreign("127.0.0.1:80", "https://127.0.0.1:80"));
    CU_ASSERT_TRUE(httptext_is_foreign("127.0.0.1:80", "null"));
    CU_ASSERT_TRUE(httptext_is_foreign(NULL, "http://127.0.0.1:80"));
    UNIT_TEXT(httptext_reason(413), "Content Too Large");
    UNIT_TEXT(httptext_reason(299), "Unknown");
}

UNIT_MAIN("httpread", { "requests", test_requests }, { "bodies", test_bodies },
          { "refused", test_refused }, { "host", test_host }, { "bounds", test_bounds },
          { "too large", test_too_large }, { "foreign", test_foreign })
