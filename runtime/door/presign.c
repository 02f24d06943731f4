#include "runtime/door/presign.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/door/exchange.h"
#include "runtime/loop/http.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"

#define WEEK_S   (7 * 24 * 60 * 60)
#define EARLY_MS (15 * 60 * 1000) /* how far clocks may differ */

#define QUERY_CODE "AuthorizationQueryParametersError"

/* A parameter that is an integer. Returns false if it is something else. */
static bool read_integer(const char *query, const char *name, int64_t *ret)
{
    struct buf text = { 0 };
    bool is_there = exchange_find_pair(query, name, &text);
    struct value *plain = value_text(buf_string(&text));
    struct number n = value_read_long(plain);
    *ret = n.integer;
    value_release(plain);
    buf_release(&text);
    return is_there && n.kind == NUMBER_INT;
}

/* X-Amz-Date, such as 20260131T120000Z. Returns false if it is something else. */
static bool read_date(const char *query, int64_t *ret_ms)
{
    struct buf text = { 0 }, whole = { 0 };
    struct time_point at;
    bool is_good = exchange_find_pair(query, "X-Amz-Date", &text) && text.size == 16;
    if (is_good) {
        const char *t = text.text;
        buf_print(&whole, "%.4s-%.2s-%.5s:%.2s:%.3s", t, t + 4, t + 6, t + 11, t + 13);
        is_good = time_read(whole.text, whole.size, &at);
        *ret_ms = is_good ? at.seconds * 1000 : 0;
    }
    buf_release(&text);
    buf_release(&whole);
    return is_good;
}

static const char *refuse(struct buf *why, const char *code, const char *message)
{
    buf_text(why, message);
    return code;
}

static const char *check_fourth(const char *query, int64_t now_ms, struct buf *why)
{
    static const char *const names[] = { "X-Amz-Credential", "X-Amz-Signature", "X-Amz-Date",
                                         "X-Amz-SignedHeaders", "X-Amz-Expires" };
    int64_t from_ms, seconds;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct buf ignored = { 0 };
        bool is_there = exchange_find_pair(query, names[i], &ignored);
        buf_release(&ignored);
        if (!is_there) {
            return refuse(why, QUERY_CODE,
                          "Query-string authentication version 4 requires the X-Amz-Algorithm, "
                          "X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, "
                          "and X-Amz-Expires parameters.");
        }
    }
    if (!read_integer(query, "X-Amz-Expires", &seconds)) {
        return refuse(why, QUERY_CODE, "X-Amz-Expires should be a number");
    }
    if (seconds < 0) {
        return refuse(why, QUERY_CODE, "X-Amz-Expires must be non-negative");
    }
    if (seconds > WEEK_S) {
        return refuse(why, QUERY_CODE,
                      "X-Amz-Expires must be less than a week (in seconds); that is, the given "
                      "X-Amz-Expires must be less than 604800 seconds");
    }
    if (!read_date(query, &from_ms)) {
        return refuse(why, QUERY_CODE,
                      "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
    }
    if (from_ms - EARLY_MS > now_ms) {
        return refuse(why, "AccessDenied", "Request is not yet valid");
    }
    return from_ms + seconds * 1000 > now_ms
               ? NULL
               : refuse(why, "AccessDenied", "Request has expired");
}

/* The older way of signing says when the address ends. */
static const char *check_second(const char *query, int64_t now_ms, struct buf *why)
{
    int64_t until_s;
    if (!read_integer(query, "Expires", &until_s)) {
        return refuse(why, "AccessDenied", "Invalid date (should be seconds since epoch)");
    }
    return until_s > now_ms / 1000 ? NULL : refuse(why, "AccessDenied", "Request has expired");
}

const char *presign_check(const struct http_request *r, int64_t now_ms, struct buf *why)
{
    const char *query = http_query(r);
    struct buf ignored = { 0 };
    bool is_fourth = exchange_find_pair(query, "X-Amz-Algorithm", &ignored);
    bool is_second = !is_fourth && exchange_find_pair(query, "AWSAccessKeyId", &ignored);
    buf_release(&ignored);
    return is_fourth   ? check_fourth(query, now_ms, why)
           : is_second ? check_second(query, now_ms, why)
                       : NULL;
}
