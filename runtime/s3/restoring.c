#include "runtime/s3/restoring.h"

#include <stdint.h>
#include <time.h>

#include "runtime/base/text.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/value/value.h"
#include "runtime/vault/known.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

#define DAY_MS    (INT64_C(24) * 60 * 60 * 1000)
#define DAYS_MOST INT64_C(100000)
#define UNTIL     "RestoredUntil"

static bool is_archived(const struct known *r)
{
    const char *class = value_member_text(r->headers, "StorageClass");
    return text_is(class, "GLACIER") || text_is(class, "DEEP_ARCHIVE");
}

/* When the copy ends that can be read; 0 if there is none. */
static int64_t until(const struct visit *v, const struct known *r)
{
    struct value *at = NULL;
    int64_t until_ms = 0;
    bool is_there = value_member(r->more, UNTIL, &at) && value_is_int(at, &until_ms);
    return is_there && until_ms > v->ask.now_ms ? until_ms : 0;
}

bool restoring_allows(struct visit *v, const struct known *r)
{
    return !is_archived(r) || until(v, r) > 0 || visit_refuse(v, "InvalidObjectState");
}

void restoring_set(struct visit *v, const struct known *r, struct value **body)
{
    int64_t until_ms = until(v, r);
    if (until_ms > 0) {
        struct tm t;
        char text[sizeof "ongoing-request=\"false\", expiry-date=\"Fri, 21 Dec 2012 00:00:00 "
                         "GMT\""];
        time_t at = (time_t)(until_ms / 1000);
        gmtime_r(&at, &t);
        strftime(text, sizeof text,
                 "ongoing-request=\"false\", expiry-date=\"%a, %d %b %Y %H:%M:%S GMT\"", &t);
        value_set_text(body, "Restore", text);
    }
}

/* The copy can be read at once, and up to the midnight after so many days. */
static void restore(struct visit *v, struct known *r, int64_t days)
{
    bool is_there = until(v, r) > 0;
    int64_t end_ms = ((v->ask.now_ms + days * DAY_MS) / DAY_MS + 1) * DAY_MS;
    value_set_take(&r->more, UNTIL, value_int(end_ms));
    versions_store(v, v->bucket, v->key, r);
    visit_answer(v, value_object());
    v->ask.answer->status = is_there ? 200 : 202;
}

void restoring_begin(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct known r = { .blob.fd = -1 };
    struct value *wish = NULL;
    int64_t days = 0;
    value_member(a->request, "RestoreRequest", &wish);
    if (!visit_object(v) ||
        !versions_find(v, v->bucket, v->key, visit_text(v, "VersionId"), &r)) {
        known_close(&r);
        return;
    }
    if (!is_archived(&r)) {
        visit_refuse_with(v, "InvalidObjectState",
                          "Restore is not allowed for the object's current storage class");
    } else if (!value_member(wish, "Days", NULL)) {
        visit_refuse(v, "MalformedXML");
    } else if (ask_int(a, wish, "Days", 0, &days) && (days < 1 || days > DAYS_MOST)) {
        visit_refuse_with(v, "InvalidArgument", "restoration days should be at least 1");
    } else if (!ask_has_failed(a)) {
        restore(v, &r, days);
    }
    known_close(&r);
}
