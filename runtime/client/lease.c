#include "runtime/client/lease.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"

#define TOKEN_BYTES_MAX ((size_t)64 << 10)

const struct lease_names lease_usual = { "AccessKeyId", "SecretAccessKey", "SessionToken",
                                         "Expiration" };

/* Returns false if the member is there, but is not a time. */
static bool read_until(const struct value *o, const char *name, int64_t *ret_ms)
{
    struct value *v = NULL;
    struct time_point at;
    const char *text = value_member_text(o, name);
    *ret_ms = 0;
    if (!value_member(o, name, &v) || value_is_null(v)) {
        return true;
    }
    if (text == NULL || !time_read(text, strlen(text), &at)) {
        return value_is_int(v, ret_ms);
    }
    *ret_ms = at.seconds * 1000;
    return true;
}

bool lease_read(const struct value *o, const struct lease_names *n, struct lease *ret_lease,
                struct buf *why)
{
    const char *access_key = value_member_text(o, n->access_key),
               *secret_key = value_member_text(o, n->secret_key);
    int64_t until_ms;
    if (access_key == NULL || secret_key == NULL) {
        buf_print(why, "there is no %s in it",
                  access_key == NULL ? n->access_key : n->secret_key);
        return false;
    }
    if (!read_until(o, n->until, &until_ms)) {
        buf_print(why, "its %s is not a time", n->until);
        return false;
    }
    *ret_lease =
        (struct lease){ .keys = { .access_key = memory_text(access_key),
                                  .secret_key = memory_text(secret_key),
                                  .token = memory_text(value_member_text(o, n->token)) },
                        .until_ms = until_ms };
    return true;
}

bool lease_read_json(const char *text, size_t size, const char *within,
                     const struct lease_names *n, struct lease *ret_lease, struct buf *why)
{
    struct value *all = NULL, *o;
    struct read_error error;
    if (!read_json(text, size, &all, &error)) {
        buf_print(why, "it is not JSON: %s", error.message);
        return false;
    }
    o = all;
    bool is_good = within == NULL || value_member(all, within, &o);
    if (!is_good) {
        buf_print(why, "there is no %s in it", within);
    }
    is_good = is_good && lease_read(o, n, ret_lease, why);
    value_release(all);
    return is_good;
}

void lease_release(struct lease *g)
{
    credentials_release(&g->keys);
}

int lease_read_token(const char *path, struct buf *token)
{
    int error = descriptor_read_path(path, token, TOKEN_BYTES_MAX);
    while (token->size > 0 && strchr(" \t\r\n", token->text[token->size - 1]) != NULL) {
        token->text[--token->size] = '\0';
    }
    return -error;
}

int64_t lease_now_ms(void)
{
    struct clock real;
    clock_start_real(&real);
    return clock_now_ms(&real);
}
