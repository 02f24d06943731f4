#include <stddef.h>

#include "runtime/aws/endpoint.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/url.h"
#include "runtime/base/wire.h"
#include "runtime/client/errand.h"
#include "runtime/client/lease.h"
#include "runtime/client/login.h"
#include "runtime/client/source.h"
#include "runtime/value/value.h"

static bool find_address(const struct errand *e, struct wire_request *r, struct buf *why)
{
    static const struct endpoint_service sso = { .id = "SSO", .host = "portal.sso" };
    const char *region = e->source->region;
    struct buf query = { 0 };
    bool ignored;
    r->method = "GET";
    if (!endpoint_find(e->profile, &sso, &region, &r->url, &ignored, why)) {
        return false;
    }
    url_put_pair(&query, "role_name", e->source->role);
    url_put_pair(&query, "account_id", e->source->account);
    memory_release(r->url.path);
    memory_release(r->url.query);
    r->url.path = memory_text("/federation/credentials");
    r->url.query = buf_take(&query);
    return true;
}

/* With a token whose time is over, the first question is for the next one. */
static bool ask(struct errand *e, struct wire_request *r, struct buf *why)
{
    struct value *login = login_read(e->source);
    const char *token = login_token(login);
    bool is_good = false;
    if (token == NULL && e->step == 0) {
        is_good = login_ask(e->source, e->profile, login, r, why);
        e->is_renewing = true;
    } else {
        wire_set(&r->headers, "x-amz-sso_bearer_token",
                 e->session != NULL ? e->session : token);
        is_good = find_address(e, r, why);
    }
    value_release(login);
    return is_good;
}

/* The answer is a new token. */
static enum errand_verdict read_token(struct errand *e, const struct wire_answer *a,
                                      struct buf *why)
{
    struct value *login = login_renewed(e->source, login_read(e->source), a, why);
    e->is_renewing = false;
    if (login != NULL) {
        e->session = memory_text(value_member_text(login, "accessToken"));
    }
    value_release(login);
    return login != NULL ? ERRAND_GOES_ON : ERRAND_FAILED;
}

static enum errand_verdict read_answer(struct errand *e, const struct wire_answer *a,
                                       struct lease *ret_lease, struct buf *why)
{
    static const struct lease_names names = { "accessKeyId", "secretAccessKey", "sessionToken",
                                              "expiration" };
    struct buf reason = { 0 };
    if (e->is_renewing) {
        return read_token(e, a, why);
    }
    if (a->status == 401 || a->status == 403) {
        buf_print(why, "the single sign-on refused it with status %d: 'aws sso login' may help",
                  a->status);
        return ERRAND_FAILED;
    }
    if (a->status != 200) {
        buf_print(why, "the single sign-on answered with status %d", a->status);
        return ERRAND_FAILED;
    }
    bool is_good = lease_read_json(buf_string(&a->body), a->body.size, "roleCredentials",
                                   &names, ret_lease, &reason);
    if (!is_good) {
        buf_print(why, "the single sign-on has answered with what is no answer: %s",
                  buf_string(&reason));
    }
    buf_release(&reason);
    return is_good ? ERRAND_DONE : ERRAND_FAILED;
}

const struct errand_kind errand_sso = { .ask = ask, .read = read_answer };
