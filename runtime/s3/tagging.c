#include "runtime/s3/tagging.h"

#include <stdbool.h>
#include <stddef.h>

#include "runtime/service/answer.h"
#include "runtime/value/value.h"
#include "runtime/vault/headers.h"
#include "runtime/vault/known.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

void tagging_get(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct known r = { .blob.fd = -1 };
    if (visit_object(v) &&
        versions_find(v, v->bucket, v->key, visit_text(v, "VersionId"), &r)) {
        struct value *body = value_object();
        value_set_take(&body, "TagSet", value_share(r.tags));
        versions_set(v, v->bucket, &r, &body);
        visit_answer(v, body);
    }
    known_close(&r);
}

/* Give the request's object these tags (taken). */
static void set(struct visit *v, struct value *tags)
{
    struct known r = { .blob.fd = -1 };
    if (visit_object(v) &&
        versions_find(v, v->bucket, v->key, visit_text(v, "VersionId"), &r)) {
        value_release(r.tags);
        r.tags = value_share(tags);
        versions_store(v, v->bucket, v->key, &r);
        struct value *body = value_object();
        versions_set(v, v->bucket, &r, &body);
        visit_answer(v, body);
    }
    value_release(tags);
    known_close(&r);
}

void tagging_put(struct ask *a)
{
    struct value *tagging = NULL, *tags = NULL;
    value_member(a->request, "Tagging", &tagging);
    value_member(tagging, "TagSet", &tags);
    if (headers_check_tags(visit_of(a), tags, HEADERS_TAGS_MAX)) {
        set(visit_of(a), value_share(tags));
    }
}

void tagging_delete(struct ask *a)
{
    set(visit_of(a), value_array(0));
    if (!ask_has_failed(a)) {
        a->answer->status = 204;
    }
}
