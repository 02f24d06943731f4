#include "runtime/loop/httptext.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define HOST_MAX 255

const char *httptext_reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {
        { 100, "Continue" },
        { 200, "OK" },
        { 201, "Created" },
        { 202, "Accepted" },
        { 204, "No Content" },
        { 206, "Partial Content" },
        { 301, "Moved Permanently" },
        { 302, "Found" },
        { 303, "See Other" },
        { 304, "Not Modified" },
        { 307, "Temporary Redirect" },
        { 308, "Permanent Redirect" },
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 409, "Conflict" },
        { 410, "Gone" },
        { 411, "Length Required" },
        { 412, "Precondition Failed" },
        { 413, "Content Too Large" },
        { 415, "Unsupported Media Type" },
        { 416, "Range Not Satisfiable" },
        { 422, "Unprocessable Content" },
        { 429, "Too Many Requests" },
        { 431, "Request Header Fields Too Large" },
        { 500, "Internal Server Error" },
        { 501, "Not Implemented" },
        { 502, "Bad Gateway" },
        { 503, "Service Unavailable" },
        { 504, "Gateway Timeout" },
        { 505, "HTTP Version Not Supported" },
    };
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].status == status) {
            return reasons[i].reason;
        }
    }
    return "Unknown";
}

static bool is_below_localhost(const char *name)
{
    static const char end[] = ".localhost";
    size_t size = strlen(name);
    return strcasecmp(name, "localhost") == 0 ||
           (size >= sizeof end && strcasecmp(name + size - (sizeof end - 1), end) == 0);
}

/* What a browser sends for a page that it got from a name of somebody else is that name, even
 * if the name leads to this machine: an address is nobody's. */
static bool is_own(const char *host)
{
    char name[HOST_MAX + 1];
    char address[sizeof(struct in6_addr)];
    static const char sync[] = "sync-";
    if (strncasecmp(host, sync, sizeof sync - 1) == 0) {
        host += sizeof sync - 1;
    }
    bool is_six = host[0] == '[';
    size_t size = is_six ? strcspn(++host, "]") : strcspn(host, ":");
    if (size == 0 || size > HOST_MAX) {
        return false;
    }
    memcpy(name, host, size);
    name[size] = '\0';
    return is_six ? inet_pton(AF_INET6, name, address) == 1
                  : inet_pton(AF_INET, name, address) == 1 || is_below_localhost(name);
}

bool httptext_is_foreign(const char *host, const char *origin)
{
    static const char scheme[] = "http://";
    if (host != NULL && !is_own(host)) {
        return true;
    }
    if (origin == NULL) {
        return false;
    }
    return host == NULL || strncasecmp(origin, scheme, sizeof scheme - 1) != 0 ||
           strcasecmp(origin + sizeof scheme - 1, host) != 0;
}
