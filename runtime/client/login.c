#include "runtime/client/login.h"

#include <fcntl.h>
#include <nettle/base16.h>
#include <nettle/sha1.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/aws/endpoint.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/base/wire.h"
#include "runtime/client/lease.h"
#include "runtime/client/source.h"
#include "runtime/value/file.h"
#include "runtime/value/read.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* What can be done about it is the same, whatever the reason. */
#define LOG_IN "nobody is logged in any more: 'aws sso login' does that"

/* ---- The file. */

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

struct value *login_read(const struct source *s)
{
    struct buf path = { 0 }, ignored = { 0 };
    struct value *login = NULL;
    put_path(&path, s->login);
    if (!file_read_json(buf_string(&path), &login, &ignored)) {
        login = NULL;
    }
    buf_release(&path);
    buf_release(&ignored);
    return login;
}

/* Write it in place of what is there, at once. What cannot be written stays as it was: this
 * token serves all the same, and the next one is asked for as this one was. */
static void keep(const struct source *s, const struct value *login)
{
    struct buf path = { 0 }, beside = { 0 }, text = { 0 };
    put_path(&path, s->login);
    buf_print(&beside, "%s.%ld", buf_string(&path), (long)getpid());
    write_json(&text, login);
    int fd = open(buf_string(&beside), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                  S_IRUSR | S_IWUSR);
    bool is_good = fd >= 0 && descriptor_write(fd, text.text, text.size) == 0;
    is_good = (fd < 0 || close(fd) == 0) && is_good;
    is_good = is_good && rename(buf_string(&beside), buf_string(&path)) == 0;
    if (fd >= 0 && !is_good) {
        unlink(buf_string(&beside));
    }
    buf_release(&path);
    buf_release(&beside);
    buf_release(&text);
}

/* ---- Its token. */

/* Returns true if the member is a time that is still to come. */
static bool is_ahead(const struct value *login, const char *member)
{
    const char *until = value_member_text(login, member);
    struct time_point at;
    return until != NULL && time_read(until, strlen(until), &at) &&
           at.seconds * 1000 > lease_now_ms();
}

const char *login_token(const struct value *login)
{
    return is_ahead(login, "expiresAt") ? value_member_text(login, "accessToken") : NULL;
}

/* ---- The next one. */

bool login_ask(const struct source *s, const struct profile *p, const struct value *login,
               struct wire_request *r, struct buf *why)
{
    static const struct endpoint_service oidc = { .id = "SSO OIDC", .host = "oidc" };
    static const char *const members[] = { "clientId", "clientSecret", "refreshToken" };
    const char *region = s->region;
    struct value *body = value_object();
    bool ignored, can = is_ahead(login, "registrationExpiresAt");
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        const char *text = value_member_text(login, members[i]);
        can = can && text != NULL;
        value_set_text(&body, members[i], text);
    }
    value_set_text(&body, "grantType", "refresh_token");
    if (!can) {
        buf_text(why, LOG_IN);
    }
    can = can && endpoint_find(p, &oidc, &region, &r->url, &ignored, why);
    if (can) {
        r->method = "POST";
        memory_release(r->url.path);
        r->url.path = memory_text("/token");
        wire_set(&r->headers, "Content-Type", "application/json");
        write_json(&r->body, body);
    }
    value_release(body);
    return can;
}

/* Until when a token serves that is good for so many seconds from now on. */
static void set_until(struct value **login, int64_t seconds)
{
    char until[TIME_TEXT_ROOM];
    time_write(until, lease_now_ms() + seconds * 1000);
    value_set_text(login, "expiresAt", until);
}

struct value *login_renewed(const struct source *s, struct value *login,
                            const struct wire_answer *a, struct buf *why)
{
    struct value *answer = NULL, *expires = NULL;
    struct read_error error;
    int64_t seconds = 0;
    bool is_good =
        a->status == 200 && read_json(buf_string(&a->body), a->body.size, &answer, &error);
    const char *token = is_good ? value_member_text(answer, "accessToken") : NULL;
    const char *next = is_good ? value_member_text(answer, "refreshToken") : NULL;
    is_good = login != NULL && value_type(login) == VALUE_OBJECT && token != NULL &&
              value_member(answer, "expiresIn", &expires) && value_is_int(expires, &seconds) &&
              seconds > 0 && seconds < INT32_MAX;
    if (is_good) {
        value_set_text(&login, "accessToken", token);
        value_set_text(&login, "refreshToken",
                       next != NULL ? next : value_member_text(login, "refreshToken"));
        set_until(&login, seconds);
        keep(s, login);
    } else if (a->status == 200) {
        buf_text(why, "the single sign-on has answered with what is no token");
    } else {
        buf_print(why, LOG_IN " (status %d)", a->status);
    }
    value_release(answer);
    if (!is_good) {
        value_release(login);
    }
    return is_good ? login : NULL;
}
