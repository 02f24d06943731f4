#include "runtime/way/cargo.h"

#include <asl/service.h>
#include <asl/tree.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/wire.h"
#include "runtime/call/api.h"
#include "runtime/call/pass.h"
#include "runtime/call/protocol.h"
#include "runtime/loop/fetch.h"
#include "runtime/task/target.h"
#include "runtime/value/value.h"
#include "runtime/way/call.h"
#include "runtime/way/ownhost.h"

static const char scheme[] = "s3://";

/* ---- Places. */

/* Returns true if it has a bucket and a key. */
static bool is_place(const char *uri)
{
    const char *bucket = uri + sizeof scheme - 1;
    size_t size = strncmp(uri, scheme, sizeof scheme - 1) == 0 ? strcspn(bucket, "/") : 0;
    return size > 0 && bucket[size] == '/' && bucket[size + 1] != '\0';
}

/* Takes a place out of the input. Returns false with the reason in `why`. */
static bool take_place(struct cargo *c, const char *member, char **ret_uri, struct buf *why)
{
    struct value *given = pass_get(c->input, member);
    *ret_uri = NULL;
    if (given == NULL) {
        return true;
    }
    char *uri = pass_text(c->input, member);
    bool is_good = uri != NULL && is_place(uri);
    if (is_good) {
        *ret_uri = uri;
        c->input = pass_without(c->input, member);
    } else {
        buf_print(why, "%s must be s3://BUCKET/KEY", member);
        memory_release(uri);
    }
    value_release(given);
    return is_good;
}

bool cargo_open(struct cargo *c, const struct target_job *job, struct buf *why)
{
    c->input = value_share((struct value *)(uintptr_t)job->input);
    if (value_type(c->input) != VALUE_OBJECT) {
        return true;
    }
    bool is_good = take_place(c, c->table->fetches, &c->from, why) &&
                   take_place(c, c->table->puts, &c->to, why);
    if (is_good && c->from != NULL && value_member(c->input, c->table->member, NULL)) {
        buf_print(why, "'%s' and '%s' exclude each other", c->table->member, c->table->fetches);
        return false;
    }
    return is_good;
}

void cargo_release(struct cargo *c)
{
    value_release(c->input);
    memory_release(c->from);
    memory_release(c->to);
    *c = (struct cargo){ .table = NULL };
}

/* ---- Requests. */

/* The Parameters that name a place: new. */
static struct value *named(const char *uri)
{
    struct value *parameters = value_object();
    const char *bucket = uri + sizeof scheme - 1;
    size_t size = strcspn(bucket, "/");
    value_set_take(&parameters, "Bucket", value_text_n(bucket, size));
    value_set_text(&parameters, "Key", bucket + size + 1);
    return parameters;
}

/* `parameters` are taken. */
static bool build(const struct asl_action *a, struct value *parameters, bool is_own,
                  struct wire_request *r, struct buf *why)
{
    struct value *input = NULL;
    bool is_good = api_input(a, parameters, NULL, &input, why) &&
                   a->service->protocol->build(a, input, r, why) &&
                   (is_own || ownhost_use(a, parameters, r, why));
    value_release(parameters);
    value_release(input);
    return is_good;
}

bool cargo_ask_fetch(const struct cargo *c, bool is_own, struct wire_request *r,
                     struct buf *why)
{
    return build(c->table->get, named(c->from), is_own, r, why);
}

bool cargo_ask_put(const struct cargo *c, const struct value *result, bool is_own,
                   struct wire_request *r, struct buf *why)
{
    struct value *parameters = named(c->to);
    value_set_take(&parameters, "Body", pass_get(result, c->table->member));
    value_set_text(&parameters, "ContentType", "application/json");
    return build(c->table->put, parameters, is_own, r, why);
}

/* ---- Answers. */

bool cargo_fetched(struct cargo *c, const struct wire_request *sent,
                   const struct fetch_end *end, int attempts, struct notice *ret_end)
{
    struct notice n = call_answered(c->table->get, sent, end, attempts);
    if (n.kind != NOTICE_SUCCEEDED) {
        *ret_end = n;
        return false;
    }
    value_set_take(&c->input, c->table->member, pass_get(n.value, "Body"));
    notice_release(&n);
    return true;
}

bool cargo_was_put(struct cargo *c, const struct wire_request *sent,
                   const struct fetch_end *end, int attempts, struct notice *ret_end)
{
    struct notice n = call_answered(c->table->put, sent, end, attempts);
    if (n.kind != NOTICE_SUCCEEDED) {
        notice_release(ret_end);
        *ret_end = n;
        return false;
    }
    notice_release(&n);
    value_set_text(&ret_end->value, c->table->member, c->to);
    return true;
}
