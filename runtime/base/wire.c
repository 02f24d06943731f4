#include "runtime/base/wire.h"

#include <string.h>
#include <strings.h>

#include "runtime/base/memory.h"
#include "runtime/base/text.h"

void wire_add(struct wire_headers *h, const char *name, const char *value)
{
    h->all = memory_grow(h->all, h->count, &h->room, sizeof *h->all);
    char *copy = memory_text(value);
    for (char *c = copy; *c != '\0'; c++) {
        *c = *c == '\r' || *c == '\n' ? ' ' : *c;
    }
    h->all[h->count++] = (struct wire_header){ .name = memory_text(name), .value = copy };
}

void wire_add_received(struct wire_headers *h, const char *name, const char *value)
{
    struct buf clean_name = { 0 }, clean_value = { 0 };
    text_put_utf8(&clean_name, name, strlen(name));
    text_put_utf8(&clean_value, value, strlen(value));
    wire_add(h, buf_string(&clean_name), buf_string(&clean_value));
    buf_release(&clean_name);
    buf_release(&clean_value);
}

static void release_header(struct wire_header *h)
{
    memory_release(h->name);
    memory_release(h->value);
}

void wire_set(struct wire_headers *h, const char *name, const char *value)
{
    size_t kept = 0;
    for (size_t i = 0; i < h->count; i++) {
        if (strcasecmp(h->all[i].name, name) == 0) {
            release_header(&h->all[i]);
        } else {
            h->all[kept++] = h->all[i];
        }
    }
    h->count = kept;
    wire_add(h, name, value);
}

const char *wire_find(const struct wire_headers *h, const char *name)
{
    for (size_t i = 0; i < h->count; i++) {
        if (strcasecmp(h->all[i].name, name) == 0) {
            return h->all[i].value;
        }
    }
    return NULL;
}

void wire_headers_release(struct wire_headers *h)
{
    for (size_t i = 0; i < h->count; i++) {
        release_header(&h->all[i]);
    }
    memory_release(h->all);
    *h = (struct wire_headers){ .count = 0 };
}

void wire_request_release(struct wire_request *r)
{
    url_release(&r->url);
    wire_headers_release(&r->headers);
    buf_release(&r->body);
}

void wire_answer_release(struct wire_answer *a)
{
    wire_headers_release(&a->headers);
    buf_release(&a->body);
}
