#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/aws/credentials.h"
#include "runtime/aws/endpoint.h"
#include "runtime/aws/sigv4.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/url.h"
#include "runtime/base/wire.h"
#include "runtime/call/xml.h"
#include "runtime/client/errand.h"
#include "runtime/client/lease.h"
#include "runtime/client/source.h"
#include "runtime/value/value.h"

/* ---- Questions. */

static void put(struct buf *form, const char *name, const char *value)
{
    if (value != NULL) {
        url_put_pair(form, name, value);
    }
}

static void put_role(struct buf *form, const char *action, const struct source *s)
{
    struct buf name = { 0 };
    buf_print(&name, "aslc-%" PRId64, lease_now_ms() / 1000);
    put(form, "Action", action);
    put(form, "Version", "2011-06-15");
    put(form, "RoleArn", s->role);
    put(form, "RoleSessionName", s->session_name != NULL ? s->session_name : buf_string(&name));
    buf_release(&name);
}

static bool address(const struct errand *e, const char **region, struct wire_request *r,
                    struct buf *why)
{
    static const struct endpoint_service sts = { .id = "STS", .host = "sts" };
    bool ignored;
    *region = credentials_region(e->profile);
    r->method = "POST";
    wire_set(&r->headers, "Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    return endpoint_find(e->profile, &sts, region, &r->url, &ignored, why);
}

static bool ask_role(struct errand *e, struct wire_request *r, struct buf *why)
{
    const char *region;
    if (!address(e, &region, r, why)) {
        return false;
    }
    put_role(&r->body, "AssumeRole", e->source);
    put(&r->body, "ExternalId", e->source->external_id);
    put(&r->body, "DurationSeconds", e->source->duration_s);
    sigv4_sign(r,
               &(struct sigv4_scope){ .access_key = e->base->access_key,
                                      .secret_key = e->base->secret_key,
                                      .token = e->base->token,
                                      .region = region,
                                      .service = "sts" },
               lease_now_ms() / 1000);
    return true;
}

static bool ask_web_identity(struct errand *e, struct wire_request *r, struct buf *why)
{
    const char *region, *file = e->source->token_file;
    struct buf token = { 0 };
    int error = lease_read_token(file, &token);
    bool is_good = error == 0;
    if (!is_good) {
        buf_print(why, "the token's file %s cannot be read: %s", file, strerror(error));
    }
    is_good = is_good && address(e, &region, r, why);
    if (is_good) {
        put_role(&r->body, "AssumeRoleWithWebIdentity", e->source);
        put(&r->body, "WebIdentityToken", buf_string(&token));
    }
    buf_release(&token);
    return is_good;
}

/* ---- Answers. */

static void tell_refusal(const struct wire_answer *a, const struct xml *x, struct buf *why)
{
    const struct xml *error = xml_child(x, "Error");
    const char *code = xml_child_text(error, "Code"),
               *message = xml_child_text(error, "Message");
    if (code == NULL) {
        buf_print(why, "STS answered with status %d", a->status);
    } else {
        buf_print(why, "STS refused it: %s (%s)", message != NULL ? message : "no message",
                  code);
    }
}

static bool read_keys(const struct xml *x, struct lease *ret_lease, struct buf *why)
{
    const char *const words[] = { lease_usual.access_key, lease_usual.secret_key,
                                  lease_usual.token, lease_usual.until };
    const struct xml *keys = xml_child(x != NULL ? x->first : NULL, "Credentials");
    struct value *o = value_object();
    struct buf reason = { 0 };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const char *text = xml_child_text(keys, words[i]);
        if (text != NULL) {
            value_set_text(&o, words[i], text);
        }
    }
    bool is_good = lease_read(o, &lease_usual, ret_lease, &reason);
    if (!is_good) {
        buf_print(why, "STS has answered with what is no answer: %s", buf_string(&reason));
    }
    buf_release(&reason);
    value_release(o);
    return is_good;
}

static enum errand_verdict read_answer(struct errand *e, const struct wire_answer *a,
                                       struct lease *ret_lease, struct buf *why)
{
    struct buf ignored = { 0 };
    struct xml *x = xml_read(buf_string(&a->body), a->body.size, &ignored);
    bool is_good = false;
    (void)e;
    if (a->status != 200) {
        tell_refusal(a, x, why);
    } else {
        is_good = read_keys(x, ret_lease, why);
    }
    xml_release(x);
    buf_release(&ignored);
    return is_good ? ERRAND_DONE : ERRAND_FAILED;
}

const struct errand_kind errand_role = { .ask = ask_role, .read = read_answer };
const struct errand_kind errand_web_identity = { .ask = ask_web_identity, .read = read_answer };
