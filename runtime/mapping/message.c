#include "runtime/mapping/message.h"

#include <string.h>
#include <strings.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/wire.h"
#include "runtime/door/models.h"
#include "runtime/mapping/outgoing.h"
#include "runtime/mapping/plan.h"
#include "runtime/mapping/scene.h"
#include "runtime/value/value.h"

#define FORM "application/x-www-form-urlencoded"

/* ---- Which service ---- */

/* "s3", or what is before it in "bucket.s3". */
static const struct models_service *service_of(const struct plan *p, size_t *ret_before)
{
    const char *dot = strrchr(p->service, '.');
    bool is_within = dot != NULL && strcmp(dot, ".s3") == 0;
    const char *name = is_within ? dot + 1 : p->service;
    *ret_before = is_within ? (size_t)(dot - p->service) : 0;
    return models_by_signing(name, strlen(name));
}

static bool is_of_forms(const struct models_service *s)
{
    return s != NULL && (strcmp(s->name, "sqs") == 0 || strcmp(s->name, "sns") == 0);
}

static bool says_target(const struct plan *p)
{
    for (struct value_walk w = value_walk(p->parameters); value_step(&w);) {
        const char *name = strrchr(w.key, '.');
        if (name != NULL && strcasecmp(name, ".X-Amz-Target") == 0) {
            return true;
        }
    }
    return false;
}

bool message_is_form(const struct plan *p)
{
    size_t ignored;
    return !p->is_http_api && is_of_forms(service_of(p, &ignored)) && !says_target(p);
}

/* ---- The address ---- */

/* The path with what the names in it stand for. */
static void put_path(const struct plan *p, const struct outgoing *o, struct buf *out)
{
    for (const char *at = p->path; *at != '\0';) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        struct value *v = NULL;
        struct buf text = { 0 };
        if (end == NULL) {
            buf_char(out, *at++);
            continue;
        }
        size_t size = (size_t)(end - at - 1);
        char *name = memory_text_n(at + 1, size > 0 && end[-1] == '+' ? size - 1 : size);
        value_member(o->path, name, &v);
        scene_put(&text, v);
        url_put_encoded(out, buf_string(&text), text.size, "/");
        buf_release(&text);
        memory_release(name);
        at = end + 1;
    }
}

/* Each of several texts of one name is a pair of its own. */
static void put_pairs(const struct value *query, struct buf *out)
{
    for (struct value_walk w = value_walk(query); value_step(&w);) {
        bool is_list = value_type(w.value) == VALUE_ARRAY;
        size_t count = is_list ? value_count(w.value) : 1;
        for (size_t i = 0; i < count; i++) {
            struct buf text = { 0 };
            scene_put(&text, is_list ? value_item(w.value, i) : w.value);
            url_put_pair(out, w.key, buf_string(&text));
            buf_release(&text);
        }
    }
}

static bool read_address(struct wire_request *r, const struct plan *p, const struct outgoing *o,
                         const char *url, size_t before, struct buf *why)
{
    struct buf whole = { 0 }, pairs = { 0 };
    bool is_form = message_is_form(p) && strcmp(p->method, "POST") == 0;
    buf_print(&whole, "%s/", url);
    if (before > 0) {
        buf_print(&whole, "%.*s/", (int)before, p->service);
    }
    if (p->path != NULL) {
        put_path(p, o, &whole);
    }
    put_pairs(o->query, &pairs);
    if (message_is_form(p) && p->action != NULL) {
        url_put_pair(&pairs, "Action", p->action);
    }
    if (pairs.size > 0 && !is_form) {
        buf_print(&whole, "%c%s", strchr(buf_string(&whole), '?') != NULL ? '&' : '?',
                  buf_string(&pairs));
    }
    bool is_good = url_read(buf_string(&whole), &r->url, why);
    if (is_form) {
        buf_put(&r->body, buf_string(&pairs), pairs.size);
    }
    buf_release(&whole);
    buf_release(&pairs);
    return is_good;
}

/* ---- Headers ---- */

static void set_headers(struct wire_request *r, const struct plan *p, const struct outgoing *o,
                        const struct models_service *s)
{
    struct buf text = { 0 };
    for (struct value_walk w = value_walk(o->headers); value_step(&w);) {
        buf_clear(&text);
        scene_put_header(&text, w.value);
        if (scene_may_set(w.key)) {
            wire_set(&r->headers, w.key, buf_string(&text));
        }
    }
    buf_clear(&text);
    buf_print(&text,
              "AWS4-HMAC-SHA256 Credential=local/20000101/%s/%s/aws4_request, "
              "SignedHeaders=host, Signature=0",
              account_region(), s->signing);
    wire_set(&r->headers, "Authorization", buf_string(&text));
    wire_set(&r->headers, "X-Amz-Date", "20000101T000000Z");
    bool is_json = s->target != NULL && !message_is_form(p);
    if (is_json && p->action != NULL) {
        buf_clear(&text);
        buf_print(&text, "%s.%s", s->target, p->action);
        wire_set(&r->headers, "X-Amz-Target", buf_string(&text));
    }
    if (message_is_form(p)) {
        wire_set(&r->headers, "Content-Type", FORM);
    } else if (is_json) {
        wire_set(&r->headers, "Content-Type", "application/x-amz-json-1.0");
    } else if (wire_find(&r->headers, "Content-Type") == NULL && o->body.size > 0) {
        wire_set(&r->headers, "Content-Type", "application/json");
    }
    buf_release(&text);
}

/* ---- The whole ---- */

/* Of a form the body counts if it is one. */
static void set_body(struct wire_request *r, const struct plan *p, const struct outgoing *o)
{
    const char *type = outgoing_header(o, "Content-Type");
    bool is_form = message_is_form(p);
    bool has_form =
        o->body.size > 0 && ((type != NULL && strncasecmp(type, FORM, strlen(FORM)) == 0) ||
                             strncmp(buf_string(&o->body), "Action=", 7) == 0);
    if (is_form && !has_form) {
        return;
    }
    if (is_form && r->body.size > 0) {
        buf_char(&r->body, '&');
    }
    bool has_body = strcmp(r->method, "GET") != 0 && strcmp(r->method, "HEAD") != 0;
    if (has_body) {
        buf_put(&r->body, buf_string(&o->body), o->body.size);
    }
}

bool message_fill(struct wire_request *r, const struct plan *p, const struct outgoing *o,
                  const char *url, struct buf *why)
{
    size_t before;
    const struct models_service *s = service_of(p, &before);
    if (s == NULL) {
        buf_print(why, "there is no embedded service %s", p->service);
        return false;
    }
    r->method = p->method;
    if (!read_address(r, p, o, url, before, why)) {
        return false;
    }
    set_headers(r, p, o, s);
    set_body(r, p, o);
    return true;
}
