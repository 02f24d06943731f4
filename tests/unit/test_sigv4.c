#include "runtime/aws/sigv4.h"

#include <stdbool.h>

#include "runtime/base/wire.h"
#include "tests/unit/unit.h"

/* The date and the keys of AWS's published examples: 30 August 2015, 12:36. */
#define AT_S INT64_C(1440938160)

struct example {
    const char *method, *address, *body, *service, *token;
    const char *headers[4]; /* names and values */
    const char *signed_headers, *signature;
};

static void sign(const struct example *e, struct wire_request *r)
{
    struct buf why = { 0 };
    r->method = e->method;
    CU_ASSERT_TRUE_FATAL(url_read(e->address, &r->url, &why));
    buf_text(&r->body, e->body == NULL ? "" : e->body);
    for (size_t i = 0; i + 1 < 4 && e->headers[i] != NULL; i += 2) {
        wire_add(&r->headers, e->headers[i], e->headers[i + 1]);
    }
    struct sigv4_scope scope = { .access_key = "AKIDEXAMPLE",
                                 .secret_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                                 .token = e->token,
                                 .region = "us-east-1",
                                 .service = e->service };
    sigv4_sign(r, &scope, AT_S);
    sigv4_sign(r, &scope, AT_S); /* nothing is added twice */
}

/* The first is in AWS's test suite as get-vanilla; the others are signed by botocore. */
static const struct example examples[] = {
    { .method = "GET",
      .address = "https://example.amazonaws.com/",
      .service = "service",
      .signed_headers = "host;x-amz-date",
      .signature = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    { .method = "GET", /* sorted by name and value; the path encoded twice */
      .address = "https://example.amazonaws.com/a%20b/c:d/?b=2&a=1&a=0&flag",
      .service = "service",
      .signed_headers = "host;x-amz-date",
      .signature = "ad7d078ee0b5053010d9ae48547666930f4857f8a8eebf12a30b0b9f2a6055a9" },
    { .method = "GET",
      .address = "https://example.amazonaws.com/x/../y/./z//",
      .service = "service",
      .signed_headers = "host;x-amz-date",
      .signature = "6b9952a29024a911e90a77a5f0f80a8e2d32f0675fbb3b7766d8d889daf700d8" },
    { .method = "POST", /* a session, and a port that is not the scheme's own */
      .address = "http://127.0.0.1:8000/",
      .body = "{\"TableName\":\"t\"}",
      .service = "dynamodb",
      .token = "SESSION+/=",
      .headers = { "Content-Type", "application/x-amz-json-1.0", "X-Amz-Target",
                   "DynamoDB_20120810.GetItem" },
      .signed_headers = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target",
      .signature = "593468998aaf5e5aea80b13d5dab91bf29017449ced25496141e3c4dba4c0b4f" },
    { .method = "POST", /* one name begins with the other; blanks within a value */
      .address = "https://example.amazonaws.com/",
      .body = "Param1=value1",
      .service = "service",
      .headers = { "X-Amz-Meta-Test-Two", "c", "X-Amz-Meta-Test", "  a   b " },
      .signed_headers = "host;x-amz-date;x-amz-meta-test;x-amz-meta-test-two",
      .signature = "54282983a16c40666e7dab9806069f7b453555ce50d8a0e3d6ccf8d97fcf8fa2" },
    { .method = "PUT", /* S3's path stays as it is */
      .address = "http://s3.us-east-1.amazonaws.com/bucket/a%20b/c%3Ad/../e?x-id=PutObject",
      .body = "hello",
      .service = "s3",
      .headers = { "Content-Type", "text/plain" },
      .signed_headers = "content-type;host;x-amz-content-sha256;x-amz-date",
      .signature = "1b3bdd4e580488b4f580c34f57f6ef1e2242d9e9bc86ec6c2802fe53c0a53913" },
};

static void test_signatures(void)
{
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        const struct example *e = &examples[i];
        struct wire_request r = { .method = NULL };
        struct buf wanted = { 0 };
        sign(e, &r);
        buf_print(&wanted,
                  "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/%s/aws4_request, "
                  "SignedHeaders=%s, Signature=%s",
                  e->service, e->signed_headers, e->signature);
        UNIT_TEXT(wire_find(&r.headers, "authorization"), buf_string(&wanted));
        UNIT_TEXT(wire_find(&r.headers, "X-AMZ-DATE"), "20150830T123600Z");
        buf_release(&wanted);
        wire_request_release(&r);
    }
}

static void test_unsigned_body(void)
{
    struct wire_request r = { .method = "PUT" };
    struct buf why = { 0 };
    CU_ASSERT_TRUE_FATAL(url_read("https://s3.us-east-1.amazonaws.com/b/k", &r.url, &why));
    struct sigv4_scope scope = { .access_key = "A",
                                 .secret_key = "s",
                                 .region = "us-east-1",
                                 .service = "s3",
                                 .is_unsigned_body = true };
    sigv4_sign(&r, &scope, AT_S);
    UNIT_TEXT(wire_find(&r.headers, "x-amz-content-sha256"), "UNSIGNED-PAYLOAD");
    CU_ASSERT_PTR_NULL(wire_find(&r.headers, "x-amz-security-token"));
    wire_request_release(&r);
}

/* A value cannot bring headers of its own. */
static void test_headers(void)
{
    struct wire_headers h = { .count = 0 };
    wire_add(&h, "A", "1\r\nB: 2");
    wire_add(&h, "a", "3");
    UNIT_TEXT(wire_find(&h, "a"), "1  B: 2");
    wire_set(&h, "a", "4");
    CU_ASSERT_EQUAL(h.count, 1);
    UNIT_TEXT(wire_find(&h, "A"), "4");
    wire_headers_release(&h);
}

UNIT_MAIN("sigv4", { "signatures", test_signatures },
          { "a body that is not signed", test_unsigned_body }, { "headers", test_headers })
