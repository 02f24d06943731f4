#include <nettle/base16.h>
#include <nettle/sha1.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/aws/endpoint.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/url.h"
#include "runtime/base/wire.h"
#include "runtime/client/errand.h"
#include "runtime/client/lease.h"
#include "runtime/client/source.h"
#include "runtime/value/file.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"

/* ~/.aws/sso/cache/NAME.json, where the name is the SHA-1 of the session's name, or of the
 * start's URL. */
static void put_path(struct buf *path, const char *login)
{
    uint8_t digest[SHA1_DIGEST_SIZE];
    char name[BASE16_ENCODE_LENGTH(SHA1_DIGEST_SIZE)];
    const char *home = getenv("HOME");
    struct sha1_ctx sha1;
    sha1_init(&sha1);
    sha1_update(&sha1, strlen(login), (const uint8_t *)login);
    sha1_digest(&sha1, sizeof digest, digest);
    base16_encode_update(name, sizeof digest, digest);
    buf_print(path, "%s/.aws/sso/cache/%.*s.json", home != NULL ? home : "", (int)sizeof name,
              name);
}

/* The token that a login has left; borrowed of what was read, NULL if it is good no more. */
static const char *token_of(const struct value *login)
{
    const char *until = value_member_text(login, "expiresAt");
    struct time_point at;
    bool is_over = until == NULL || !time_read(until, strlen(until), &at) ||
                   at.seconds * 1000 <= lease_now_ms();
    return is_over ? NULL : value_member_text(login, "accessToken");
}

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

static bool ask(struct errand *e, struct wire_request *r, struct buf *why)
{
    struct buf path = { 0 }, ignored = { 0 };
    struct value *login = NULL;
    put_path(&path, e->source->login);
    const char *token =
        file_read_json(buf_string(&path), &login, &ignored) ? token_of(login) : NULL;
    bool is_good = token != NULL;
    if (!is_good) {
        buf_text(why, "nobody is logged in any more: 'aws sso login' does that");
    } else {
        wire_set(&r->headers, "x-amz-sso_bearer_token", token);
        is_good = find_address(e, r, why);
    }
    value_release(login);
    buf_release(&path);
    buf_release(&ignored);
    return is_good;
}

static enum errand_verdict read_answer(struct errand *e, const struct wire_answer *a,
                                       struct lease *ret_lease, struct buf *why)
{
    static const struct lease_names names = { "accessKeyId", "secretAccessKey", "sessionToken",
                                              "expiration" };
    struct buf reason = { 0 };
    (void)e;
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
