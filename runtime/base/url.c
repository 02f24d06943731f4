#include "runtime/base/url.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"

enum { PORT_PLAIN = 80, PORT_TLS = 443, PORT_MAX = 65535, HOST_MAX = 255 };

static bool refuse(struct buf *why, const char *text, const char *reason)
{
    buf_print(why, "'%s' is not an address: %s", text, reason);
    return false;
}

/* The address has no secrets in messages: what stands before '@' is not repeated. */
static bool refuse_user(struct buf *why)
{
    buf_text(why, "an address must not have a user or a password in it");
    return false;
}

static bool read_port(const char *text, size_t size, uint16_t *port)
{
    unsigned long number = 0;
    if (size == 0 || size > 5) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        if (!isdigit((unsigned char)text[i])) {
            return false;
        }
        number = 10 * number + (unsigned long)(text[i] - '0');
    }
    *port = (uint16_t)number;
    return number > 0 && number <= PORT_MAX;
}

/* A name or address of a host has no other characters. */
static bool is_host(const char *text, size_t size, bool is_bracketed)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (!isalnum(c) && strchr(is_bracketed ? ":.%" : "-._", c) == NULL) {
            return false;
        }
    }
    return size > 0 && size <= HOST_MAX;
}

static char *lower(const char *text, size_t size)
{
    char *copy = memory_text_n(text, size);
    for (char *c = copy; *c != '\0'; c++) {
        *c = (char)tolower((unsigned char)*c);
    }
    return copy;
}

/* HOST, HOST:PORT or [ADDRESS]:PORT. */
static bool read_authority(const char *text, size_t size, struct url *u)
{
    bool is_bracketed = size > 0 && text[0] == '[';
    const char *host = text + is_bracketed, *end = text + size;
    const char *stop = memchr(host, is_bracketed ? ']' : ':', (size_t)(end - host));
    if (stop == NULL && is_bracketed) {
        return false;
    }
    stop = stop == NULL ? end : stop;
    const char *port = stop + is_bracketed;
    if (!is_host(host, (size_t)(stop - host), is_bracketed) ||
        (port < end &&
         (*port != ':' || !read_port(port + 1, (size_t)(end - port - 1), &u->port)))) {
        return false;
    }
    u->host = lower(host, (size_t)(stop - host));
    return true;
}

static bool is_visible(const char *text)
{
    while (*text > ' ' && *text <= '~') {
        text++;
    }
    return *text == '\0';
}

bool url_read(const char *text, struct url *ret_url, struct buf *why)
{
    struct url u = { .is_tls = strncasecmp(text, "https://", 8) == 0 };
    if (!u.is_tls && strncasecmp(text, "http://", 7) != 0) {
        return refuse(why, text, "it begins with neither http:// nor https://");
    }
    if (!is_visible(text)) {
        buf_text(why, "an address must not have blanks or control characters in it");
        return false;
    }
    u.port = u.is_tls ? PORT_TLS : PORT_PLAIN;
    const char *authority = text + (u.is_tls ? 8 : 7);
    size_t size = strcspn(authority, "/?#");
    if (memchr(authority, '@', size) != NULL) {
        return refuse_user(why);
    }
    if (!read_authority(authority, size, &u)) {
        return refuse(why, text, "it has no valid host and port");
    }
    const char *path = authority + size;
    size_t path_size = strcspn(path, "?#");
    const char *query = path + path_size + (path[path_size] == '?');
    u.path = path_size == 0 ? memory_text("/") : memory_text_n(path, path_size);
    u.query = memory_text_n(query, path[path_size] == '?' ? strcspn(query, "#") : 0);
    *ret_url = u;
    return true;
}

void url_release(struct url *u)
{
    memory_release(u->host);
    memory_release(u->path);
    memory_release(u->query);
    *u = (struct url){ .host = NULL };
}

void url_put_host(struct buf *b, const struct url *u)
{
    bool is_bracketed = strchr(u->host, ':') != NULL;
    buf_print(b, "%s%s%s", is_bracketed ? "[" : "", u->host, is_bracketed ? "]" : "");
    if (u->port != (u->is_tls ? PORT_TLS : PORT_PLAIN)) {
        buf_print(b, ":%d", u->port);
    }
}

void url_put_encoded(struct buf *b, const char *text, size_t size, const char *kept)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        bool is_plain = (c < 0x80 && isalnum(c)) ||
                        (c != '\0' && (strchr("-._~", c) != NULL || strchr(kept, c) != NULL));
        if (is_plain) {
            buf_char(b, (char)c);
        } else {
            buf_print(b, "%%%02X", c);
        }
    }
}

static int hex_of(char c)
{
    return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

void url_put_decoded(struct buf *b, const char *text, size_t size, bool is_form)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '%' && size - i > 2 && isxdigit((unsigned char)text[i + 1]) &&
            isxdigit((unsigned char)text[i + 2])) {
            buf_char(b, (char)(hex_of(text[i + 1]) * 16 + hex_of(text[i + 2])));
            i += 2;
        } else {
            buf_char(b, is_form && text[i] == '+' ? ' ' : text[i]);
        }
    }
}

void url_put_pair(struct buf *query, const char *name, const char *value)
{
    buf_text(query, query->size > 0 ? "&" : "");
    url_put_encoded(query, name, strlen(name), "");
    buf_char(query, '=');
    url_put_encoded(query, value, strlen(value), "");
}
