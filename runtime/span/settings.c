#include "runtime/span/settings.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/span/xray.h"

/* NULL if it is not set. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

/* ---- Lists of NAME=VALUE ----------------------------------------------------------------- */

static int digit_of(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at =
        c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
    return at == NULL ? -1 : (int)(at - digits);
}

/* The text without blanks around it, with each %XX as the byte that it stands for; a zero byte
 * stays as it was written. New. */
static char *decode(const char *text, size_t size)
{
    struct buf b = { 0 };
    while (size > 0 && text_is_blank(text[size - 1])) {
        size--;
    }
    while (size > 0 && text_is_blank(text[0])) {
        text++;
        size--;
    }
    for (size_t i = 0; i < size; i++) {
        bool is_code = text[i] == '%' && i + 2 < size && digit_of(text[i + 1]) >= 0 &&
                       digit_of(text[i + 2]) >= 0;
        int code = is_code ? digit_of(text[i + 1]) * 16 + digit_of(text[i + 2]) : 0;
        buf_char(&b, code != 0 ? (char)code : text[i]);
        i += code != 0 ? 2 : 0;
    }
    return buf_take(&b);
}

struct pairs {
    struct span_pair *list;
    size_t count, room;
};

static void add_pair(struct pairs *p, char *key, char *value)
{
    p->list = memory_grow(p->list, p->count, &p->room, sizeof *p->list);
    p->list[p->count++] = (struct span_pair){ key, value };
}

/* What is not NAME=VALUE is passed over, or said in `why`. */
static void read_pairs(struct pairs *p, const char *name, struct buf *why)
{
    const char *text = variable(name);
    for (size_t size; text != NULL; text = text[size] == '\0' ? NULL : text + size + 1) {
        size = strcspn(text, ",");
        const char *equals = memchr(text, '=', size);
        char *key = equals == NULL ? NULL : decode(text, (size_t)(equals - text));
        if (key != NULL && key[0] != '\0') {
            add_pair(p, key, decode(equals + 1, size - (size_t)(equals + 1 - text)));
            continue;
        }
        memory_release(key);
        if (strspn(text, " ") < size) {
            buf_print(why, "%s: '%.*s' is not NAME=VALUE\n", name, (int)size, text);
        }
    }
}

static void release_pairs(struct span_pair *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        memory_release(list[i].key);
        memory_release(list[i].value);
    }
    memory_release(list);
}

/* ---- OTLP -------------------------------------------------------------------------------- */

static bool is_header_name(const char *name)
{
    static const char token[] = "!#$%&'*+-.^_`|~0123456789"
                                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return name[0] != '\0' && name[strspn(name, token)] == '\0';
}

/* What is no header at all would spoil the request. */
static void read_headers(struct span_settings *s, struct buf *why)
{
    struct pairs p = { 0 };
    bool has_own = variable("OTEL_EXPORTER_OTLP_TRACES_HEADERS") != NULL;
    const char *name =
        has_own ? "OTEL_EXPORTER_OTLP_TRACES_HEADERS" : "OTEL_EXPORTER_OTLP_HEADERS";
    read_pairs(&p, name, why);
    s->headers = p.list;
    for (size_t i = 0; i < p.count; i++) {
        if (is_header_name(p.list[i].key)) {
            s->headers[s->header_count++] = p.list[i];
        } else {
            buf_print(why, "%s: '%s' is not the name of a header\n", name, p.list[i].key);
            memory_release(p.list[i].key);
            memory_release(p.list[i].value);
        }
    }
}

/* OTEL_SERVICE_NAME goes before what the attributes say. */
static void read_resource(struct span_settings *s, const char *workflow, struct buf *why)
{
    struct pairs p = { 0 };
    const char *service = variable("OTEL_SERVICE_NAME");
    read_pairs(&p, "OTEL_RESOURCE_ATTRIBUTES", why);
    bool has_name = false;
    for (size_t i = 0; i < p.count; i++) {
        if (strcmp(p.list[i].key, "service.name") == 0) {
            has_name = true;
            if (service != NULL) {
                memory_release(p.list[i].value);
                p.list[i].value = memory_text(service);
            }
        }
    }
    if (!has_name) {
        add_pair(&p, memory_text("service.name"),
                 memory_text(service != NULL ? service : workflow));
    }
    s->resource = p.list;
    s->resource_count = p.count;
}

static void put_address(struct buf *b, const char *base)
{
    size_t size = strlen(base);
    buf_put(b, base, size - (base[size - 1] == '/'));
    buf_text(b, "/v1/traces");
}

static void read_otlp(struct span_settings *s, const char *workflow, struct buf *why)
{
    const char *own = variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    const char *base = variable("OTEL_EXPORTER_OTLP_ENDPOINT");
    const char *exporter = variable("OTEL_TRACES_EXPORTER");
    const char *disabled = variable("OTEL_SDK_DISABLED");
    struct buf address = { 0 }, wrong = { 0 };
    if ((own == NULL && base == NULL) || text_is(exporter, "none") ||
        (disabled != NULL && strcasecmp(disabled, "true") == 0)) {
        return;
    }
    if (own != NULL) {
        buf_text(&address, own);
    } else {
        put_address(&address, base);
    }
    s->has_otlp = url_read(buf_string(&address), &s->otlp, &wrong);
    if (s->has_otlp) {
        read_headers(s, why);
        read_resource(s, workflow, why);
    } else {
        buf_print(why, "%s: %s\n",
                  own != NULL ? "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
                              : "OTEL_EXPORTER_OTLP_ENDPOINT",
                  buf_string(&wrong));
    }
    buf_release(&address);
    buf_release(&wrong);
}

/* ---- All of it --------------------------------------------------------------------------- */

void span_settings_read(struct span_settings *s, const char *workflow, struct buf *why)
{
    const char *daemon = variable("AWS_XRAY_DAEMON_ADDRESS");
    *s = (struct span_settings){ .xray_host = NULL };
    if (daemon != NULL && !xray_read_address(daemon, &s->xray_host, &s->xray_port, why)) {
        buf_char(why, '\n');
    }
    read_otlp(s, workflow, why);
    if (!span_context_read(variable("_X_AMZN_TRACE_ID"), &s->incoming)) {
        span_context_read(variable("TRACEPARENT"), &s->incoming);
    }
}

void span_settings_release(struct span_settings *s)
{
    memory_release(s->xray_host);
    if (s->has_otlp) {
        url_release(&s->otlp);
    }
    release_pairs(s->headers, s->header_count);
    release_pairs(s->resource, s->resource_count);
}
