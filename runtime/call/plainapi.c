#include "runtime/call/plainapi.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/protocol.h"
#include "runtime/loop/httptext.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

bool plainapi_is(const struct asl_action *a)
{
    return a != NULL && a->service->protocol->plain != NULL;
}

/* ---- Where it goes ---- */

bool plainapi_set_method(struct wire_request *r, const struct value *parameters,
                         struct buf *why)
{
    static const char *const methods[] = { "GET",   "POST",    "PUT", "DELETE",
                                           "PATCH", "OPTIONS", "HEAD" };
    const char *method = value_member_text(parameters, "Method");
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (text_is(method, methods[i])) {
            r->method = methods[i];
            return true;
        }
    }
    buf_text(why, "The field 'Method' must be one of GET, POST, PUT, DELETE, PATCH, OPTIONS "
                  "and HEAD");
    return false;
}

bool plainapi_is_here(const char *host)
{
    bool is_address = strspn(host, "0123456789.") == strlen(host);
    return strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           (is_address && strncmp(host, "127.", 4) == 0);
}

static char *join(const char *first, const char *between, const char *second)
{
    struct buf text = { 0 };
    buf_print(&text, "%s%s%s", first, between, second);
    return buf_take(&text);
}

/* The host that is there stays, and so do its path and its query, in front. */
static void stand_in(struct url *there, struct url *own)
{
    size_t size = strlen(there->path);
    if (size > 0 && there->path[size - 1] == '/') {
        there->path[size - 1] = '\0';
    }
    char *path = join(there->path, "", own->path);
    char *query = join(there->query,
                       there->query[0] != '\0' && own->query[0] != '\0' ? "&" : "", own->query);
    memory_release(there->path);
    memory_release(there->query);
    there->path = path;
    there->query = query;
    url_release(own);
}

bool plainapi_set_address(struct wire_request *r, const char *field, const char *text,
                          struct buf *why)
{
    struct url own;
    struct buf reason = { 0 };
    bool is_good = url_read(text, &own, &reason);
    if (is_good && r->url.host != NULL) {
        stand_in(&r->url, &own);
    } else if (is_good && !own.is_tls && !plainapi_is_here(own.host)) {
        buf_text(&reason, "it must begin with https://, unless it is on this machine");
        url_release(&own);
        is_good = false;
    } else if (is_good) {
        r->url = own;
    }
    if (!is_good) {
        buf_print(why, "The field '%s' cannot be used: %s", field, buf_string(&reason));
    }
    buf_release(&reason);
    return is_good;
}

/* ---- What goes along ---- */

static bool is_name(const char *name)
{
    const char *c = name;
    while (isalnum((unsigned char)*c) ||
           (*c != '\0' && strchr("!#$%&'*+-.^_`|~", *c) != NULL)) {
        c++;
    }
    return c > name && *c == '\0';
}

static bool is_refused(const char *name, const char *refused)
{
    size_t size = strlen(refused);
    return refused[size - 1] == '*' ? strncasecmp(name, refused, size - 1) == 0
                                    : strcasecmp(name, refused) == 0;
}

bool plainapi_may_send(const char *name, const char *const *refused, struct buf *why)
{
    bool may = is_name(name);
    for (size_t i = 0; may && refused[i] != NULL; i++) {
        may = !is_refused(name, refused[i]);
    }
    if (!may) {
        buf_text(why, "The header '");
        text_put_visible(why, name, strlen(name));
        buf_text(why, "' is not supported by Step Functions");
    }
    return may;
}

void plainapi_put_text(struct buf *out, const struct value *v)
{
    if (value_type(v) == VALUE_STRING) {
        buf_put(out, value_string(v), value_string_size(v));
    } else {
        write_json(out, v);
    }
}

void plainapi_add_query(struct wire_request *r, const char *name, const struct value *v)
{
    struct buf query = { 0 }, text = { 0 };
    buf_text(&query, r->url.query);
    plainapi_put_text(&text, v);
    url_put_pair(&query, name, buf_string(&text));
    buf_release(&text);
    memory_release(r->url.query);
    r->url.query = buf_take(&query);
}

/* ---- The answer ---- */

static int by_name(const void *a, const void *b)
{
    const struct wire_header *const *first = a, *const *second = b;
    int order = strcasecmp((*first)->name, (*second)->name);
    return order != 0 ? order : (*first > *second) - (*first < *second);
}

static struct value *text_of(const char *text, size_t size)
{
    struct buf utf8 = { 0 };
    text_put_utf8(&utf8, text, size);
    struct value *v = value_text_n(buf_string(&utf8), utf8.size);
    buf_release(&utf8);
    return v;
}

/* {name: [value, ...]}, where the name is spelled as it came first. */
static struct value *read_headers(const struct wire_headers *h)
{
    const struct wire_header **sorted = memory_array(h->count, sizeof *sorted);
    struct value *all = value_object();
    for (size_t i = 0; i < h->count; i++) {
        sorted[i] = &h->all[i];
    }
    qsort(sorted, h->count, sizeof *sorted, by_name);
    for (size_t i = 0; i < h->count;) {
        const char *name = sorted[i]->name;
        struct value *values = value_array(1);
        for (; i < h->count && strcasecmp(sorted[i]->name, name) == 0; i++) {
            value_append_take(&values, text_of(sorted[i]->value, strlen(sorted[i]->value)));
        }
        value_set_take(&all, name, values);
    }
    memory_release(sorted);
    return all;
}

static bool has_type(const struct wire_answer *w, const char *type)
{
    const char *given = wire_find(&w->headers, "Content-Type");
    return given != NULL && strcasestr(given, type) != NULL;
}

/* JSON where it is said to be, and where nothing is said of it; else a text. */
static struct value *read_body(const struct wire_answer *w)
{
    struct value *body = NULL;
    struct read_error ignored;
    bool may_be_json = has_type(w, "json") || wire_find(&w->headers, "Content-Type") == NULL;
    if (may_be_json && w->body.size > 0 &&
        read_json(w->body.text, w->body.size, &body, &ignored)) {
        return body;
    }
    return text_of(buf_string(&w->body), w->body.size);
}

bool plainapi_read(const struct asl_action *a, const struct wire_answer *w,
                   struct value **ret_output, struct buf *why)
{
    (void)a;
    static const char *const kinds[] = { "application/octet-stream", "image/", "video/",
                                         "audio/" };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (has_type(w, kinds[i])) {
            buf_print(why, "The answer is of the type '%s', which is not supported",
                      wire_find(&w->headers, "Content-Type"));
            return false;
        }
    }
    struct value *output = value_object();
    value_set_take(&output, "Headers", read_headers(&w->headers));
    value_set_take(&output, "ResponseBody", read_body(w));
    value_set_take(&output, "StatusCode", value_int(w->status));
    value_set_text(&output, "StatusText", httptext_reason(w->status));
    *ret_output = output;
    return true;
}

void plainapi_read_fault(const struct wire_answer *w, struct protocol_fault *ret_fault)
{
    struct buf text = { 0 };
    text_put_utf8(&text, buf_string(&w->body), w->body.size);
    if (text.size == 0) {
        buf_text(&text, httptext_reason(w->status));
    }
    ret_fault->message = buf_take(&text);
}
