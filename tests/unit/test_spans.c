#include "runtime/span/context.h"

#include <stdbool.h>
#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/span/segment.h"
#include "runtime/span/settings.h"
#include "runtime/span/span.h"
#include "runtime/span/xray.h"
#include "tests/unit/unit.h"

#define ROOT   "Root=1-5759e988-bd862e3fe1be46a994272793"
#define PARENT "53995c3f42cd8ad8"
#define TRACE  "5759e988bd862e3fe1be46a994272793"

/* What is written of the header; "" if nothing is taken up. */
static void written(const char *header, bool as_w3c, struct buf *b)
{
    struct span_context c;
    buf_clear(b);
    if (!span_context_read(header, &c)) {
        CU_ASSERT_TRUE(c.high == 0 && c.low == 0 && c.parent == 0);
        CU_ASSERT_EQUAL(c.sampling, SPAN_UNDECIDED);
    } else if (as_w3c) {
        span_context_put_w3c(b, &c);
    } else {
        span_context_put_amazon(b, &c);
    }
}

static void test_headers(void)
{
    static const char nothing[] = "Root=1-00000000-000000000000000000000000;Sampled=0";
    static const char *const headers[][2] = {
        { ROOT ";Parent=" PARENT ";Sampled=1", ROOT ";Parent=" PARENT ";Sampled=1" },
        { ROOT ";Parent=" PARENT ";Sampled=0", ROOT ";Parent=" PARENT ";Sampled=0" },
        { ROOT ";Parent=" PARENT ";Sampled=?", ROOT ";Parent=" PARENT ";Sampled=1" },
        { ROOT, ROOT ";Sampled=1" },
        { " sampled = 0 ; parent=" PARENT " ;;Lineage=a:b|c:0;" ROOT ";",
          ROOT ";Parent=" PARENT ";Sampled=0" },
        { "Root=1-5759E988-BD862E3FE1BE46A994272793", ROOT ";Sampled=1" },
        { "Self=1-67891234-12456789abcdef012345678;" ROOT, ROOT ";Sampled=1" },
        { ROOT ";Parent=53995c3f42cd8ad", ROOT ";Sampled=1" },
        { ROOT ";Parent=53995c3f42cd8adx", ROOT ";Sampled=1" },
        { ROOT ";Parent=" PARENT "0;Sampled=01", ROOT ";Sampled=1" },
        { "Parent=" PARENT ";Sampled=0", nothing },
        { "Root=1-5759e988-bd862e3fe1be46a99427279;Sampled=0", nothing },
        { "Root=2-5759e988-bd862e3fe1be46a994272793;Sampled=0", nothing },
        { "Root=1-5759e988-bd862e3fe1be46a99427279g;Sampled=0", nothing },
        { nothing, nothing },
        { "00-" TRACE "-" PARENT "-01", ROOT ";Parent=" PARENT ";Sampled=1" },
        { "00-" TRACE "-" PARENT "-00", ROOT ";Parent=" PARENT ";Sampled=0" },
        { "00-" TRACE "-" PARENT "-03", ROOT ";Parent=" PARENT ";Sampled=1" },
        { "cc-" TRACE "-" PARENT "-01-more", ROOT ";Parent=" PARENT ";Sampled=1" },
        { "cc-" TRACE "-" PARENT "-01", ROOT ";Parent=" PARENT ";Sampled=1" },
    };
    static const char *const malformed[] = {
        NULL,
        "",
        ";",
        "=",
        "Root",
        "Root=",
        "Root=1",
        "Root=1-",
        ROOT "\n",
        "Root=1-5759e988-bd862e3fe1be46a994272793\r\nX-Evil: 1",
        "Sampled=2",
        "\xff\xfe",
        "00-" TRACE "-" PARENT "-0",
        "00-" TRACE "-" PARENT "-01-more",
        "00-" TRACE "-" PARENT "-01x",
        "cc-" TRACE "-" PARENT "-01x",
        "ff-" TRACE "-" PARENT "-01",
        "00-00000000000000000000000000000000-" PARENT "-01",
        "00-" TRACE "-0000000000000000-01",
        "00-5759E988bd862e3fe1be46a994272793-" PARENT "-01",
        "00-5759e988bd862e3fe1be46a99427279-3" PARENT "-01",
        "0x-" TRACE "-" PARENT "-01",
    };
    struct buf b = { 0 };
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        written(headers[i][0], false, &b);
        UNIT_TEXT(buf_string(&b), headers[i][1]);
    }
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        written(malformed[i], false, &b);
        UNIT_TEXT(buf_string(&b), "");
    }
    written(ROOT ";Parent=" PARENT ";Sampled=0", true, &b);
    UNIT_TEXT(buf_string(&b), "00-" TRACE "-" PARENT "-00");
    written("00-" TRACE "-" PARENT "-01", true, &b);
    UNIT_TEXT(buf_string(&b), "00-" TRACE "-" PARENT "-01");
    buf_release(&b);
}

/* Headers with single bytes changed, taken out, or put in: whatever is taken up is written and
 * read as the same. */
static void test_spoilt_headers(void)
{
    static const char *const seeds[] = { ROOT ";Parent=" PARENT ";Sampled=1",
                                         "00-" TRACE "-" PARENT "-01" };
    static const char bytes[] = "0fFg-;= \n\x80";
    struct random r;
    struct buf again = { 0 };
    random_seed(&r, 1);
    for (int i = 0; i < 20000; i++) {
        struct buf text = { 0 };
        struct span_context c, d;
        buf_text(&text, seeds[i % 2]);
        for (uint64_t changes = 1 + random_below(&r, 3); changes > 0; changes--) {
            size_t at = (size_t)random_below(&r, text.size);
            text.text[at] = bytes[random_below(&r, sizeof bytes - 1)];
        }
        text.size -= (size_t)random_below(&r, 4) == 0 ? (size_t)random_below(&r, text.size) : 0;
        text.text[text.size] = '\0';
        if (span_context_read(text.text, &c) && (c.high | c.low) != 0) {
            buf_clear(&again);
            span_context_put_amazon(&again, &c);
            CU_ASSERT_TRUE(span_context_read(buf_string(&again), &d));
            CU_ASSERT_TRUE(c.high == d.high && c.low == d.low && c.parent == d.parent);
        }
        buf_release(&text);
    }
    buf_release(&again);
}

static void test_ids(void)
{
    CU_ASSERT_EQUAL(span_id(7, 1), span_id(7, 1));
    CU_ASSERT_NOT_EQUAL(span_id(7, 1), span_id(7, 2));
    CU_ASSERT_NOT_EQUAL(span_id(7, 1), span_id(8, 1));
    for (uint64_t i = 0; i < 1000; i++) {
        CU_ASSERT_NOT_EQUAL(span_id(i, i), 0);
    }
}

static void test_names(void)
{
    static const char *const names[][2] = {
        { "Was it paid?", "Was it paid_" },
        { "a_b.c:d/e%f&g#h=i+j-k@l", "a_b.c:d/e%f&g#h=i+j-k@l" },
        { "\"quoted\"\\\n\x01", "_quoted____" },
        { "Grüße, 東京 \xF0\x9F\x9A\x80", "Grüße_ 東京 _" },
        { "\xff\xc3", "__" },
        { "", "_" },
    };
    struct buf b = { 0 };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        buf_clear(&b);
        segment_put_name(&b, names[i][0]);
        UNIT_TEXT(buf_string(&b), names[i][1]);
    }
    buf_clear(&b);
    char longest[301] = "";
    memset(longest, 'x', 300);
    segment_put_name(&b, longest);
    CU_ASSERT_EQUAL(b.size, 200);
    buf_release(&b);
}

static void check_address(const char *text, const char *wanted_host, int wanted_port)
{
    struct buf why = { 0 };
    char *host = NULL;
    int port = 0;
    bool is_good = xray_read_address(text, &host, &port, &why);
    CU_ASSERT_EQUAL(is_good, wanted_host != NULL);
    CU_ASSERT_EQUAL(port, wanted_port);
    if (is_good) {
        UNIT_TEXT(host, wanted_host);
    } else {
        CU_ASSERT_TRUE(why.size > 0);
    }
    memory_release(host);
    buf_release(&why);
}

static void test_addresses(void)
{
    check_address("127.0.0.1:2000", "127.0.0.1", 2000);
    check_address("xray-daemon:2000", "xray-daemon", 2000);
    check_address("tcp:127.0.0.1:2000 udp:127.0.0.2:2001", "127.0.0.2", 2001);
    check_address("udp:127.0.0.2:2001 tcp:127.0.0.1:2000", "127.0.0.2", 2001);
    check_address("[::1]:2000", "::1", 2000);
    check_address("tcp:127.0.0.1:2000", NULL, 0);
    check_address("127.0.0.1", NULL, 0);
    check_address("127.0.0.1:", NULL, 0);
    check_address(":2000", NULL, 0);
    check_address("h:0", NULL, 0);
    check_address("h:65536", NULL, 0);
    check_address("h:2000x", NULL, 0);
    check_address(" ", NULL, 0);
}

static void set(const char *name, const char *value)
{
    CU_ASSERT_EQUAL(setenv(name, value, 1), 0);
}

static void test_settings(void)
{
    struct span_settings s;
    struct buf why = { 0 };
    set("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h:4318/base/");
    set("OTEL_EXPORTER_OTLP_HEADERS", "a=1, b = x%3D%0d%0ay%00z ,bad name=2,c=%4,,d");
    set("OTEL_RESOURCE_ATTRIBUTES", "service.name=other,team=a%2Cb");
    set("OTEL_SERVICE_NAME", "shop");
    span_settings_read(&s, "order", &why);
    CU_ASSERT_TRUE(s.has_otlp);
    UNIT_TEXT(s.otlp.path, "/base/v1/traces");
    CU_ASSERT_EQUAL(s.header_count, 3);
    UNIT_TEXT(s.headers[1].value, "x=\r\ny%00z");
    UNIT_TEXT(s.headers[2].value, "%4");
    CU_ASSERT_EQUAL(s.resource_count, 2);
    UNIT_TEXT(s.resource[0].value, "shop");
    UNIT_TEXT(s.resource[1].value, "a,b");
    UNIT_TEXT(buf_string(&why),
              "OTEL_EXPORTER_OTLP_HEADERS: 'd' is not NAME=VALUE\n"
              "OTEL_EXPORTER_OTLP_HEADERS: 'bad name' is not the name of a header\n");
    span_settings_release(&s);
    buf_clear(&why);
    set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://h:4318/own");
    span_settings_read(&s, "order", &why);
    UNIT_TEXT(s.otlp.path, "/own");
    span_settings_release(&s);
    set("OTEL_TRACES_EXPORTER", "none");
    span_settings_read(&s, "order", &why);
    CU_ASSERT_FALSE(s.has_otlp);
    span_settings_release(&s);
    buf_release(&why);
}

UNIT_MAIN("spans", { "headers", test_headers }, { "spoilt headers", test_spoilt_headers },
          { "ids", test_ids }, { "names", test_names }, { "addresses", test_addresses },
          { "settings", test_settings })
