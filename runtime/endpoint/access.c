#include "runtime/endpoint/access.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/loop/http.h"
#include "runtime/loop/httptext.h"

static bool is_from_browser(const struct http_request *r)
{
    static const char mozilla[] = "Mozilla/";
    const char *agent = http_header(r, "User-Agent");
    return http_header(r, "Origin") != NULL || http_header(r, "Sec-Fetch-Site") != NULL ||
           http_header(r, "Sec-Fetch-Mode") != NULL ||
           (agent != NULL && strncmp(agent, mozilla, sizeof mozilla - 1) == 0);
}

bool access_is_from_elsewhere(const struct http_request *r)
{
    const char *site = http_header(r, "Sec-Fetch-Site");
    return site != NULL && strcmp(site, "none") != 0 && strcmp(site, "same-origin") != 0;
}

bool access_is_foreign(const struct http_request *r)
{
    bool has_origin = http_header(r, "Origin") != NULL;
    return is_from_browser(r) &&
           (http_is_foreign(r) || (!has_origin && access_is_from_elsewhere(r)));
}

bool access_is_renamed(const struct http_request *r)
{
    const char *host = http_header(r, "Host"), *origin = http_header(r, "Origin");
    const char *name = origin != NULL ? strstr(origin, "://") : NULL;
    bool is_same = origin == NULL || host == NULL ||
                   strcasecmp(name != NULL ? name + strlen("://") : origin, host) == 0;
    return is_from_browser(r) && httptext_is_foreign(host, NULL) && is_same;
}

/* ---- Tokens ---- */

bool access_is_same(const char *text, size_t size, const char *secret)
{
    size_t secret_size = strlen(secret);
    volatile unsigned char difference = size != secret_size;
    for (size_t i = 0; i < size && secret_size > 0; i++) {
        difference |= (unsigned char)(text[i] ^ secret[i % secret_size]);
    }
    return difference == 0;
}

/* What stands behind `begin` in the text; NULL if it does not begin so. */
static const char *behind(const char *text, const char *begin)
{
    size_t size = strlen(begin);
    return text != NULL && strncasecmp(text, begin, size) == 0 ? text + size : NULL;
}

enum access access_check(const struct http_request *r, const char *token)
{
    const char *authorization = http_header(r, "Authorization");
    const char *credential = behind(authorization, "AWS4-HMAC-SHA256 ") != NULL
                                 ? strstr(authorization, "Credential=")
                                 : NULL;
    const struct {
        const char *text, *end; /* up to one of these characters */
    } shown[] = {
        { http_header(r, "x-api-key"), "" },
        { behind(authorization, "Bearer "), "" },
        { behind(credential, "Credential="), "/" },
    };
    enum access access = token == NULL ? ACCESS_GRANTED : ACCESS_UNKNOWN;
    for (size_t i = 0; i < sizeof shown / sizeof shown[0] && access != ACCESS_GRANTED; i++) {
        const char *text = shown[i].text;
        if (text != NULL) {
            bool is_same = access_is_same(text, strcspn(text, shown[i].end), token);
            access = is_same ? ACCESS_GRANTED : ACCESS_REFUSED;
        }
    }
    return access;
}

bool access_is_token(const char *text, size_t size)
{
    size_t good = 0;
    while (good < size && text[good] != '\0' &&
           (isalnum((unsigned char)text[good]) || strchr("-._~", text[good]) != NULL)) {
        good++;
    }
    return good == size && size > 0 && size <= ACCESS_TOKEN_MAX;
}

/* Returns NULL if the text is a token, else what is wrong with it. */
static const char *token_fault(const char *text, size_t size)
{
    return size == 0                      ? "there is no token in it"
           : size > ACCESS_TOKEN_MAX      ? "a token has at most 256 characters"
           : !access_is_token(text, size) ? "a token is one line of letters, digits and -._~"
                                          : NULL;
}

bool access_read_token(const char *path, char **ret_token, struct buf *why)
{
    char text[ACCESS_TOKEN_MAX + 3];
    FILE *file = fopen(path, "r");
    size_t size = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
    bool has_failed = file == NULL || ferror(file) != 0;
    int error = errno;
    if (file != NULL) {
        fclose(file);
    }
    while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r')) {
        size--;
    }
    text[size] = '\0';
    const char *fault = has_failed ? strerror(error) : token_fault(text, size);
    if (fault != NULL) {
        buf_print(why, "%s: %s", path, fault);
        return false;
    }
    *ret_token = memory_text(text);
    return true;
}

/* ---- Addresses ---- */

bool access_is_loopback(const char *address)
{
    struct in_addr four;
    struct in6_addr six;
    if (inet_pton(AF_INET, address, &four) == 1) {
        return ntohl(four.s_addr) >> 24 == IN_LOOPBACKNET;
    }
    return inet_pton(AF_INET6, address, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}
