#include "runtime/aws/sigv4.h"

#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "runtime/base/buf.h"
#include "runtime/base/wire.h"
#include "runtime/base/memory.h"

#define ALGORITHM "AWS4-HMAC-SHA256"

/* Proxies change these, so that signers leave them out. */
static const char *const unsigned_headers[] = { "authorization", "connection",
                                                "expect",        "transfer-encoding",
                                                "user-agent",    "x-amzn-trace-id" };

struct digest {
    uint8_t bytes[SHA256_DIGEST_SIZE];
};

struct dates {
    char second[sizeof "20150830T123600Z"];
    char day[sizeof "20150830"];
};

static void put_hex(struct buf *b, const struct digest *d)
{
    for (size_t i = 0; i < sizeof d->bytes; i++) {
        buf_print(b, "%02x", d->bytes[i]);
    }
}

static struct digest hash(const char *text, size_t size)
{
    struct sha256_ctx context;
    struct digest d;
    sha256_init(&context);
    sha256_update(&context, size, (const uint8_t *)text);
    sha256_digest(&context, sizeof d.bytes, d.bytes);
    return d;
}

static struct digest keyed_hash(const void *key, size_t key_size, const char *text)
{
    struct hmac_sha256_ctx context;
    struct digest d;
    hmac_sha256_set_key(&context, key_size, key);
    hmac_sha256_update(&context, strlen(text), (const uint8_t *)text);
    hmac_sha256_digest(&context, sizeof d.bytes, d.bytes);
    explicit_bzero(&context, sizeof context);
    return d;
}

static struct dates dates_of(int64_t now_s)
{
    struct dates d;
    time_t at = (time_t)now_s;
    struct tm utc;
    gmtime_r(&at, &utc);
    strftime(d.second, sizeof d.second, "%Y%m%dT%H%M%SZ", &utc);
    strftime(d.day, sizeof d.day, "%Y%m%d", &utc);
    return d;
}

static bool is_s3(const struct sigv4_scope *scope)
{
    return strcmp(scope->service, "s3") == 0;
}

/* ---- The canonical request ---- */

/* The path without "." and "..", and without empty segments: a trailing slash stays. */
static void put_normal_path(struct buf *b, const char *path)
{
    size_t begin = b->size;
    bool ends_with_slash = path[0] != '\0' && path[strlen(path) - 1] == '/';
    for (const char *at = path; *at != '\0';) {
        size_t size = strcspn(at, "/");
        bool is_up = size == 2 && strncmp(at, "..", 2) == 0;
        if (is_up) {
            while (b->size > begin && b->text[--b->size] != '/') {
            }
        } else if (size > 0 && !(size == 1 && *at == '.')) {
            buf_char(b, '/');
            url_put_encoded(b, at, size, "");
        }
        at += size;
        at += *at == '/';
    }
    buf_text(b, b->size == begin || ends_with_slash ? "/" : "");
}

static void put_path(struct buf *b, const char *path, const struct sigv4_scope *scope)
{
    if (is_s3(scope)) {
        buf_text(b, path);
    } else {
        put_normal_path(b, path);
    }
}

struct pair {
    const char *name, *value;
    size_t name_size, value_size;
};

static int compare_parts(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t least = a_size < b_size ? a_size : b_size;
    int order = memcmp(a, b, least);
    return order != 0 ? order : (a_size > b_size) - (a_size < b_size);
}

static int compare_pairs(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;
    int order = compare_parts(a->name, a->name_size, b->name, b->name_size);
    return order != 0 ? order : compare_parts(a->value, a->value_size, b->value, b->value_size);
}

static struct pair pair_at(const char *at, size_t size)
{
    const char *equals = memchr(at, '=', size);
    size_t name_size = equals == NULL ? size : (size_t)(equals - at);
    return (struct pair){ .name = at,
                          .name_size = name_size,
                          .value = equals == NULL ? at + size : equals + 1,
                          .value_size = equals == NULL ? 0 : size - name_size - 1 };
}

/* Sorted by their encoded names and values; a name alone gets a '='. */
static void put_query(struct buf *b, const char *query)
{
    size_t count = 0, room = 0;
    struct pair *pairs = NULL;
    for (const char *at = query; *at != '\0';) {
        size_t size = strcspn(at, "&");
        if (size > 0) {
            pairs = memory_grow(pairs, count, &room, sizeof *pairs);
            pairs[count++] = pair_at(at, size);
        }
        at += size;
        at += *at == '&';
    }
    if (count > 0) {
        qsort(pairs, count, sizeof *pairs, compare_pairs);
    }
    for (size_t i = 0; i < count; i++) {
        buf_text(b, i > 0 ? "&" : "");
        buf_put(b, pairs[i].name, pairs[i].name_size);
        buf_char(b, '=');
        buf_put(b, pairs[i].value, pairs[i].value_size);
    }
    memory_release(pairs);
}

static bool is_signed(const char *name)
{
    for (size_t i = 0; i < sizeof unsigned_headers / sizeof unsigned_headers[0]; i++) {
        if (strcasecmp(name, unsigned_headers[i]) == 0) {
            return false;
        }
    }
    return true;
}

static int compare_headers(const void *left, const void *right)
{
    const struct wire_header *const *a = left, *const *b = right;
    int order = strcasecmp((*a)->name, (*b)->name);
    /* Of two headers with one name, the first that was given comes first. */
    return order != 0 ? order : (*a > *b) - (*a < *b);
}

static void put_lower(struct buf *b, const char *text)
{
    for (; *text != '\0'; text++) {
        buf_char(b, *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text);
    }
}

/* Without blanks at its ends, and with one blank where there are several. */
static void put_header_value(struct buf *b, const char *value)
{
    size_t begin = b->size;
    for (const char *at = value; *at != '\0';) {
        at += strspn(at, " \t");
        size_t size = strcspn(at, " \t");
        buf_text(b, size > 0 && b->size > begin ? " " : "");
        buf_put(b, at, size);
        at += size;
    }
}

/* The headers with their values, and the list of their names. */
static void put_headers(struct buf *b, struct buf *names, const struct wire_headers *h)
{
    const struct wire_header **sorted = memory_array(h->count, sizeof *sorted);
    size_t count = 0;
    for (size_t i = 0; i < h->count; i++) {
        if (is_signed(h->all[i].name)) {
            sorted[count++] = &h->all[i];
        }
    }
    if (count > 0) {
        qsort(sorted, count, sizeof *sorted, compare_headers);
    }
    for (size_t i = 0; i < count; i++) {
        bool is_more = i > 0 && strcasecmp(sorted[i]->name, sorted[i - 1]->name) == 0;
        if (is_more) {
            buf_char(b, ',');
        } else {
            buf_text(b, i > 0 ? "\n" : "");
            put_lower(b, sorted[i]->name);
            buf_char(b, ':');
            buf_text(names, i > 0 ? ";" : "");
            put_lower(names, sorted[i]->name);
        }
        put_header_value(b, sorted[i]->value);
    }
    buf_text(b, count > 0 ? "\n" : "");
    memory_release(sorted);
}

/* ---- The signature ---- */

static struct digest signing_key(const struct sigv4_scope *scope, const char *day)
{
    struct buf secret = { 0 };
    buf_print(&secret, "AWS4%s", scope->secret_key);
    struct digest d = keyed_hash(secret.text, secret.size, day);
    explicit_bzero(secret.text, secret.size);
    buf_release(&secret);
    d = keyed_hash(&d, sizeof d, scope->region);
    d = keyed_hash(&d, sizeof d, scope->service);
    return keyed_hash(&d, sizeof d, "aws4_request");
}

/* The headers that a signature brings, without itself. */
static void set_headers(struct wire_request *r, const struct sigv4_scope *scope,
                        const struct dates *dates, const char *body_hash)
{
    struct buf host = { 0 };
    url_put_host(&host, &r->url);
    wire_set(&r->headers, "Host", buf_string(&host));
    buf_release(&host);
    wire_set(&r->headers, "X-Amz-Date", dates->second);
    if (scope->token != NULL) {
        wire_set(&r->headers, "X-Amz-Security-Token", scope->token);
    }
    if (is_s3(scope)) {
        wire_set(&r->headers, "X-Amz-Content-Sha256", body_hash);
    }
}

static void put_signature(struct buf *b, const struct sigv4_scope *scope,
                          const struct dates *dates, const char *canonical)
{
    struct buf text = { 0 };
    struct digest d = hash(canonical, strlen(canonical));
    buf_print(&text, ALGORITHM "\n%s\n%s/%s/%s/aws4_request\n", dates->second, dates->day,
              scope->region, scope->service);
    put_hex(&text, &d);
    struct digest key = signing_key(scope, dates->day);
    d = keyed_hash(&key, sizeof key, buf_string(&text));
    explicit_bzero(&key, sizeof key);
    put_hex(b, &d);
    buf_release(&text);
}

static void put_authorization(struct buf *b, const struct sigv4_scope *scope,
                              const struct dates *dates, const char *canonical,
                              const char *names)
{
    buf_print(b, ALGORITHM " Credential=%s/%s/%s/%s/aws4_request, SignedHeaders=%s, Signature=",
              scope->access_key, dates->day, scope->region, scope->service, names);
    put_signature(b, scope, dates, canonical);
}

void sigv4_sign(struct wire_request *r, const struct sigv4_scope *scope, int64_t now_s)
{
    struct dates dates = dates_of(now_s);
    struct buf body_hash = { 0 }, canonical = { 0 }, names = { 0 }, authorization = { 0 };
    struct digest d = hash(buf_string(&r->body), r->body.size);
    if (scope->is_unsigned_body) {
        buf_text(&body_hash, "UNSIGNED-PAYLOAD");
    } else {
        put_hex(&body_hash, &d);
    }
    set_headers(r, scope, &dates, buf_string(&body_hash));
    buf_print(&canonical, "%s\n", r->method);
    put_path(&canonical, r->url.path, scope);
    buf_char(&canonical, '\n');
    put_query(&canonical, r->url.query);
    buf_char(&canonical, '\n');
    put_headers(&canonical, &names, &r->headers);
    buf_print(&canonical, "\n%s\n%s", buf_string(&names), buf_string(&body_hash));
    put_authorization(&authorization, scope, &dates, buf_string(&canonical),
                      buf_string(&names));
    wire_set(&r->headers, "Authorization", buf_string(&authorization));
    buf_release(&body_hash);
    buf_release(&canonical);
    buf_release(&names);
    buf_release(&authorization);
}

/* What a signature in a query says, without itself. */
static void put_presigned(struct buf *query, const struct sigv4_scope *scope,
                          const struct dates *dates, const char *names, int expires_s)
{
    struct buf text = { 0 };
    buf_print(&text, "%s/%s/%s/%s/aws4_request", scope->access_key, dates->day, scope->region,
              scope->service);
    url_put_pair(query, "X-Amz-Algorithm", ALGORITHM);
    url_put_pair(query, "X-Amz-Credential", buf_string(&text));
    url_put_pair(query, "X-Amz-Date", dates->second);
    buf_clear(&text);
    buf_print(&text, "%d", expires_s);
    url_put_pair(query, "X-Amz-Expires", buf_string(&text));
    if (scope->token != NULL) {
        url_put_pair(query, "X-Amz-Security-Token", scope->token);
    }
    url_put_pair(query, "X-Amz-SignedHeaders", names);
    buf_release(&text);
}

void sigv4_presign(struct wire_request *r, const struct sigv4_scope *scope, int64_t now_s,
                   int expires_s)
{
    struct dates dates = dates_of(now_s);
    struct buf host = { 0 }, headers = { 0 }, names = { 0 }, query = { 0 }, canonical = { 0 };
    struct digest nothing = hash("", 0);
    url_put_host(&host, &r->url);
    wire_set(&r->headers, "Host", buf_string(&host));
    put_headers(&headers, &names, &r->headers);
    buf_text(&query, r->url.query);
    put_presigned(&query, scope, &dates, buf_string(&names), expires_s);
    buf_print(&canonical, "%s\n", r->method);
    put_path(&canonical, r->url.path, scope);
    buf_char(&canonical, '\n');
    put_query(&canonical, buf_string(&query));
    buf_print(&canonical, "\n%s\n%s\n", buf_string(&headers), buf_string(&names));
    put_hex(&canonical, &nothing);
    buf_text(&query, "&X-Amz-Signature=");
    put_signature(&query, scope, &dates, buf_string(&canonical));
    memory_release(r->url.query);
    r->url.query = buf_take(&query);
    buf_release(&host);
    buf_release(&headers);
    buf_release(&names);
    buf_release(&canonical);
}
