#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/base/wire.h"
#include "runtime/client/errand.h"
#include "runtime/client/lease.h"
#include "runtime/client/source.h"

#define ROLES "/latest/meta-data/iam/security-credentials/"

static const struct lease_names names = { "AccessKeyId", "SecretAccessKey", "Token",
                                          "Expiration" };

static enum errand_verdict read_keys(const char *who, const struct wire_answer *a,
                                     struct lease *ret_lease, struct buf *why)
{
    struct buf reason = { 0 };
    if (a->status != 200) {
        buf_print(why, "%s answered with status %d", who, a->status);
        return ERRAND_FAILED;
    }
    bool is_good =
        lease_read_json(buf_string(&a->body), a->body.size, NULL, &names, ret_lease, &reason);
    if (!is_good) {
        buf_print(why, "%s has answered with what is no answer: %s", who, buf_string(&reason));
    }
    buf_release(&reason);
    return is_good ? ERRAND_DONE : ERRAND_FAILED;
}

/* ---- A container. */

/* What is asked without TLS is asked of this machine, or of its host. */
static bool is_near(const struct url *u)
{
    static const char *const hosts[] = { "localhost",     "127.0.0.1",      "::1",
                                         "169.254.170.2", "169.254.170.23", "fd00:ec2::23" };
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        if (text_is(u->host, hosts[i])) {
            return true;
        }
    }
    return false;
}

static bool put_authorization(const struct source *s, struct wire_request *r, struct buf *why)
{
    struct buf token = { 0 };
    int error = 0;
    if (s->token_file != NULL) {
        error = lease_read_token(s->token_file, &token);
    } else if (s->token != NULL) {
        buf_text(&token, s->token);
    }
    if (error != 0) {
        buf_print(why, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read: %s",
                  strerror(error));
    } else if (token.size > 0) {
        wire_set(&r->headers, "Authorization", buf_string(&token));
    }
    buf_release(&token);
    return error == 0;
}

static bool ask_container(struct errand *e, struct wire_request *r, struct buf *why)
{
    r->method = "GET";
    if (!url_read(e->source->url, &r->url, why)) {
        return false;
    }
    if (!r->url.is_tls && !is_near(&r->url)) {
        buf_text(why, "AWS_CONTAINER_CREDENTIALS_FULL_URI must begin with https:, or name "
                      "this machine");
        return false;
    }
    return put_authorization(e->source, r, why);
}

static enum errand_verdict read_container(struct errand *e, const struct wire_answer *a,
                                          struct lease *ret_lease, struct buf *why)
{
    (void)e;
    return read_keys("the container's host", a, ret_lease, why);
}

/* ---- An instance: a token, the role's name, its credentials. */

enum { STEP_TOKEN, STEP_NAME, STEP_KEYS };

static bool ask_instance(struct errand *e, struct wire_request *r, struct buf *why)
{
    struct buf url = { 0 };
    const char *host = e->source->url;
    size_t size = strlen(host);
    size -= size > 0 && host[size - 1] == '/';
    buf_print(&url, "%.*s%s%s", (int)size, host,
              e->step == STEP_TOKEN ? "/latest/api/token" : ROLES,
              e->step == STEP_KEYS ? e->name : "");
    r->method = e->step == STEP_TOKEN ? "PUT" : "GET";
    if (e->step == STEP_TOKEN) {
        wire_set(&r->headers, "x-aws-ec2-metadata-token-ttl-seconds", "21600");
    } else if (e->session != NULL) {
        wire_set(&r->headers, "x-aws-ec2-metadata-token", e->session);
    }
    bool is_good = url_read(buf_string(&url), &r->url, why);
    buf_release(&url);
    return is_good;
}

/* The first line of the answer. New. */
static char *line_of(const struct wire_answer *a)
{
    const char *text = buf_string(&a->body);
    return memory_text_n(text, strcspn(text, "\r\n"));
}

static bool may_go_without_token(void)
{
    const char *disabled = getenv("AWS_EC2_METADATA_V1_DISABLED");
    return disabled == NULL || strcasecmp(disabled, "true") != 0;
}

static enum errand_verdict read_instance(struct errand *e, const struct wire_answer *a,
                                         struct lease *ret_lease, struct buf *why)
{
    static const char who[] = "the instance's metadata";
    bool is_old = a->status == 403 || a->status == 404 || a->status == 405;
    if (e->step == STEP_KEYS) {
        return read_keys(who, a, ret_lease, why);
    }
    if (e->step == STEP_TOKEN && is_old && may_go_without_token()) {
        return ERRAND_GOES_ON;
    }
    if (e->step == STEP_NAME && a->status == 404) {
        buf_text(why, "the instance has no role");
        return ERRAND_FAILED;
    }
    if (a->status != 200) {
        buf_print(why, "%s answered with status %d", who, a->status);
        return ERRAND_FAILED;
    }
    *(e->step == STEP_TOKEN ? &e->session : &e->name) = line_of(a);
    return ERRAND_GOES_ON;
}

const struct errand_kind errand_container = {
    .is_near = true,
    .ask = ask_container,
    .read = read_container,
};
const struct errand_kind errand_instance = {
    .is_near = true,
    .ask = ask_instance,
    .read = read_instance,
};
