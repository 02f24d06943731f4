#include "runtime/way/ownhost.h"

#include <asl/service.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/shape.h"
#include "runtime/value/value.h"

/* A bucket's name may be the first part of a host's if it has no dots and no capitals. */
static bool is_host_label(const char *bucket)
{
    size_t size = strlen(bucket);
    return size >= 3 && size <= 63 &&
           strspn(bucket, "abcdefghijklmnopqrstuvwxyz0123456789-") == size &&
           bucket[0] != '-' && bucket[size - 1] != '-';
}

static void prefix_host(struct url *u, const char *prefix, const char *between)
{
    struct buf host = { 0 };
    buf_print(&host, "%s%s%s", prefix, between, u->host);
    memory_release(u->host);
    u->host = buf_take(&host);
}

/* S3 at AWS is reached by BUCKET.s3.REGION.amazonaws.com; the path does not name it then. */
static void use_bucket_host(struct wire_request *r, const char *bucket)
{
    size_t size = strlen(bucket);
    if (is_host_label(bucket) && strncmp(r->url.path + 1, bucket, size) == 0) {
        const char *rest = r->url.path + 1 + size;
        char *path = memory_text(rest[0] == '\0' ? "/" : rest);
        memory_release(r->url.path);
        r->url.path = path;
        prefix_host(&r->url, bucket, ".");
    }
}

/* A queue's URL says where it is, unless a setting says where SQS is. */
static void use_queue_host(struct wire_request *r, const struct value *input)
{
    const char *queue = value_member_text(input, "QueueUrl");
    struct url u;
    struct buf ignored = { 0 };
    if (queue != NULL && url_read(queue, &u, &ignored)) {
        memory_release(r->url.host);
        r->url.host = memory_text(u.host);
        r->url.port = u.port;
        r->url.is_tls = u.is_tls;
        url_release(&u);
    }
    buf_release(&ignored);
}

/* Puts the action's prefix in front of the host's name. It is a text, "sync-", or the name of
 * an input member in braces, "{AccountId}.", which the member's value replaces. Returns false,
 * with the reason in `why`, if that member is missing, or if its value cannot be part of a
 * host's name. */
static bool use_prefix(const struct asl_action *a, const struct value *input, struct url *u,
                       struct buf *why)
{
    const char *end = strchr(a->host, '}');
    if (end == NULL) {
        prefix_host(u, a->host, "");
        return true;
    }
    char *name = memory_text_n(a->host + 1, (size_t)(end - a->host - 1));
    const struct asl_member *m = shape_member_by_api(a->input, name);
    const char *label = value_member_text(input, name);
    label = label == NULL && m != NULL ? value_member_text(input, m->name) : label;
    bool is_good = label != NULL && is_host_label(label);
    if (label == NULL) {
        buf_print(why, "The field '%s' is required but was missing", name);
    } else if (!is_good) {
        buf_print(why, "The field '%s' must be a part of a host's name", name);
    } else {
        prefix_host(u, label, end + 1);
    }
    memory_release(name);
    return is_good;
}

bool ownhost_use(const struct asl_action *a, const struct value *input, struct wire_request *r,
                 struct buf *why)
{
    const struct asl_service *s = a->service;
    const char *bucket = value_member_text(input, "Bucket");
    if (a->host != NULL) {
        return use_prefix(a, input, &r->url, why);
    }
    if (text_is(s->name, "s3") && bucket != NULL) {
        use_bucket_host(r, bucket);
    } else if (text_is(s->name, "sqs")) {
        use_queue_host(r, input);
    }
    return true;
}
