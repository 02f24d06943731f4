#include "runtime/door/authfront.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/door/exchange.h"
#include "runtime/loop/http.h"

#define ALGORITHM "X-Amz-Algorithm"

/* What the header of a signature has. */
static const char *const signature[] = { "Credential", "Signature", "SignedHeaders" };

/* Returns true if a header such as "AWS4-HMAC-SHA256 Credential=a, Signature=b" has the
 * parameter, and it is not empty. */
static bool has_parameter(const char *header, const char *name)
{
    size_t size = strlen(name);
    header += strcspn(header, ", ");
    while (*header != '\0') {
        header += strspn(header, ", ");
        size_t length = strcspn(header, ", ");
        if (length > size + 1 && strncmp(header, name, size) == 0 && header[size] == '=') {
            return true;
        }
        header += length;
    }
    return false;
}

static const char *check_header(const struct http_request *r, const char *header,
                                struct buf *why)
{
    for (size_t i = 0; i < sizeof signature / sizeof signature[0]; i++) {
        if (!has_parameter(header, signature[i])) {
            buf_print(why, "Authorization header requires '%s' parameter. ", signature[i]);
        }
    }
    if (http_header(r, "X-Amz-Date") == NULL && http_header(r, "Date") == NULL) {
        buf_text(why, "Authorization header requires existence of either a 'X-Amz-Date' or a "
                      "'Date' header. ");
    }
    if (why->size == 0) {
        return NULL;
    }
    buf_print(why, "Authorization=%s", header);
    return "IncompleteSignatureException";
}

static const char *check_query(const char *query, struct buf *why)
{
    static const char *const names[] = { ALGORITHM, "X-Amz-Credential", "X-Amz-Signature",
                                         "X-Amz-SignedHeaders", "X-Amz-Date" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct buf value = { 0 };
        exchange_find_pair(query, names[i], &value);
        if (value.size == 0) {
            buf_print(why, "AWS query-string parameters must include '%s'. ", names[i]);
        }
        buf_release(&value);
    }
    if (why->size == 0) {
        return NULL;
    }
    buf_text(why, "Re-examine the query-string parameters.");
    return "IncompleteSignatureException";
}

const char *authfront_check(const struct http_request *r, struct buf *why)
{
    const char *header = http_header(r, "Authorization");
    struct buf ignored = { 0 };
    bool has_query = exchange_find_pair(http_query(r), ALGORITHM, &ignored);
    buf_release(&ignored);
    if (header != NULL && has_query) {
        buf_print(why,
                  "Found both '%s' as a query-string param and 'Authorization' as HTTP "
                  "header.",
                  ALGORITHM);
        return "InvalidSignatureException";
    }
    if (has_query) {
        return check_query(http_query(r), why);
    }
    if (header == NULL || strncmp(header, "AWS4-", 5) != 0) {
        buf_text(why, "Request is missing Authentication Token");
        return "MissingAuthenticationTokenException";
    }
    return check_header(r, header, why);
}

/* The second way of signing: "AWS KEY:SIGNATURE". */
static const char *check_second(const char *header, struct buf *why)
{
    const char *colon = strchr(header, ':');
    if (colon != NULL && colon > header && colon[1] != '\0') {
        return NULL;
    }
    buf_text(why, "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature");
    return "InvalidArgument";
}

/* What is there is a date, such as 20260131T120000Z, or one with the name of its day. */
static bool is_date(const char *text)
{
    static const char digits[] = "0123456789";
    return text == NULL || strchr(text, ',') != NULL ||
           (strlen(text) == 16 && strspn(text, digits) == 8 && text[8] == 'T' &&
            strspn(text + 9, digits) == 6 && text[15] == 'Z');
}

const char *authfront_check_object(const struct http_request *r, struct buf *why)
{
    static const char fourth[] = "AWS4-HMAC-SHA256", second[] = "AWS ";
    const char *header = http_header(r, "Authorization");
    if (header == NULL || header[0] == '\0') {
        return NULL;
    }
    if (!is_date(http_header(r, "x-amz-date"))) {
        buf_text(why, "AWS authentication requires a valid Date or x-amz-date header");
        return "AccessDenied";
    }
    if (strncmp(header, second, sizeof second - 1) == 0) {
        return check_second(header + sizeof second - 1, why);
    }
    if (strncmp(header, fourth, sizeof fourth - 1) != 0) {
        buf_text(why, "Unsupported Authorization Type");
        return "InvalidArgument";
    }
    for (size_t i = 0; i < sizeof signature / sizeof signature[0]; i++) {
        if (!has_parameter(header, signature[i])) {
            buf_text(why, "The authorization header is malformed; the authorization header "
                          "requires three components: Credential, SignedHeaders, and "
                          "Signature.");
            return "AuthorizationHeaderMalformed";
        }
    }
    return NULL;
}
