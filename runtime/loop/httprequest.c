#include "runtime/loop/http.h"

#include "runtime/loop/httpconnection.h"
#include "runtime/loop/httptext.h"
#include "runtime/loop/listen.h"

const char *http_method(const struct http_request *r)
{
    return r->read.method;
}

const char *http_path(const struct http_request *r)
{
    return r->read.path;
}

const char *http_query(const struct http_request *r)
{
    return r->read.query;
}

const char *http_header(const struct http_request *r, const char *name)
{
    return httpread_header(&r->read, name);
}

bool http_header_at(const struct http_request *r, size_t index, const char **ret_name,
                    const char **ret_value)
{
    if (index >= r->read.header_count) {
        return false;
    }
    *ret_name = r->read.headers[index].name;
    *ret_value = r->read.headers[index].value;
    return true;
}

bool http_is_foreign(const struct http_request *r)
{
    return httptext_is_foreign(http_header(r, "Host"), http_header(r, "Origin"));
}

const char *http_body(const struct http_request *r, size_t *ret_size)
{
    *ret_size = r->read.body.size;
    return buf_string(&r->read.body);
}

bool http_is_large(const struct http_request *r)
{
    return r->read.is_too_large;
}

void http_put_peer(const struct http_request *r, struct buf *out)
{
    listen_put_peer(r->fd, out);
}

void http_set_mark(struct http_request *r, void *mark)
{
    r->mark = mark;
}

void *http_mark(const struct http_request *r)
{
    return r->mark;
}

static void put_clean(struct buf *b, const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text >= ' ' && *text != 0x7F) {
            buf_char(b, *text);
        }
    }
}

void http_add_header(struct http_request *r, const char *name, const char *value)
{
    put_clean(&r->extra, name);
    buf_text(&r->extra, ": ");
    put_clean(&r->extra, value);
    buf_text(&r->extra, "\r\n");
}

uint16_t http_port(const struct http_server *s)
{
    return s->port;
}

size_t http_connections(const struct http_server *s)
{
    return s->count;
}
