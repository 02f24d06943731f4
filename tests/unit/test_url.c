#include "runtime/base/url.h"

#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

static void check(const char *address, bool is_tls, const char *host, int port,
                  const char *path, const char *query, const char *shown)
{
    struct url u;
    struct buf b = { 0 };
    CU_ASSERT_TRUE_FATAL(url_read(address, &u, &b));
    CU_ASSERT_EQUAL(u.is_tls, is_tls);
    UNIT_TEXT(u.host, host);
    CU_ASSERT_EQUAL(u.port, port);
    UNIT_TEXT(u.path, path);
    UNIT_TEXT(u.query, query);
    url_put_host(&b, &u);
    UNIT_TEXT(buf_string(&b), shown);
    buf_release(&b);
    url_release(&u);
}

static void test_addresses(void)
{
    check("http://127.0.0.1:8000", false, "127.0.0.1", 8000, "/", "", "127.0.0.1:8000");
    check("HTTPS://Example.COM/a%20b?c=d#e", true, "example.com", 443, "/a%20b", "c=d",
          "example.com");
    check("http://[::1]:80/x", false, "::1", 80, "/x", "", "[::1]");
    check("http://h?q", false, "h", 80, "/", "q", "h");
    check("http://a_b.c:65535/", false, "a_b.c", 65535, "/", "", "a_b.c:65535");
}

static void test_refused(void)
{
    static const char *const wrong[] = {
        "",           "ftp://h/",      "http:/h",        "http://",     "http:///p",
        "http://h:0", "http://h:",     "http://h:65536", "http://h:8x", "http://[::1",
        "http://h h", "http://h\n.de", "http://h/\x80",  "http://a%b/", "http://[::1]80",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct url u;
        struct buf why = { 0 };
        CU_ASSERT_FALSE(url_read(wrong[i], &u, &why));
        CU_ASSERT_TRUE(why.size > 0);
        buf_release(&why);
    }
}

/* A password that somebody put into an address is not shown. */
static void test_password(void)
{
    struct url u;
    struct buf why = { 0 };
    CU_ASSERT_FALSE(url_read("https://me:secret@h/", &u, &why));
    CU_ASSERT_PTR_NULL(strstr(buf_string(&why), "secret"));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&why), "password"));
    buf_release(&why);
}

static void test_encoding(void)
{
    struct buf b = { 0 };
    url_put_encoded(&b, "a b/\xc3\xa4~-._*:", 12, "/");
    UNIT_TEXT(buf_string(&b), "a%20b/%C3%A4~-._%2A%3A");
    buf_clear(&b);
    url_put_pair(&b, "a&", "b=");
    url_put_pair(&b, "c", "");
    UNIT_TEXT(buf_string(&b), "a%26=b%3D&c=");
    buf_release(&b);
}

static void check_decoded(const char *text, bool is_form, const char *wanted)
{
    struct buf b = { 0 };
    url_put_decoded(&b, text, strlen(text), is_form);
    UNIT_TEXT(buf_string(&b), wanted);
    buf_release(&b);
}

static void test_decoding(void)
{
    check_decoded("a%20b%2fC%2F+", false, "a b/C/+");
    check_decoded("a+b%2B", true, "a b+");
    check_decoded("%c3%A4", false, "\xc3\xa4");
    check_decoded("%%41%4%g1%", false, "%A%4%g1%");
    check_decoded("", true, "");
}

UNIT_MAIN("url", { "addresses", test_addresses }, { "what is none", test_refused },
          { "a password", test_password }, { "encoding", test_encoding },
          { "decoding", test_decoding })
