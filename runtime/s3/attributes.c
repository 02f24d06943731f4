#include "runtime/s3/attributes.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "runtime/value/value.h"
#include "runtime/vault/known.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

#define PAGE 1000

static const char *const words[] = { "ETag", "Checksum", "ObjectParts", "StorageClass",
                                     "ObjectSize" };

/* Returns true if the attribute is asked for. */
static bool is_wanted(const struct value *wanted, const char *word)
{
    for (size_t i = 0; i < value_count(wanted); i++) {
        if (strcmp(value_string(value_item(wanted, i)), word) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_wanted(struct visit *v, const struct value *wanted)
{
    bool is_good = value_type(wanted) == VALUE_ARRAY && value_count(wanted) > 0;
    for (size_t i = 0; is_good && i < value_count(wanted); i++) {
        bool is_known = false;
        for (size_t j = 0; j < sizeof words / sizeof words[0]; j++) {
            const struct value *one = value_item(wanted, i);
            is_known = is_known || (value_type(one) == VALUE_STRING &&
                                    strcmp(words[j], value_string(one)) == 0);
        }
        is_good = is_known;
    }
    return is_good ||
           visit_refuse_with(v, "InvalidArgument", "Invalid attribute name specified.");
}

/* The parts of an object that was uploaded in parts: new, or NULL. */
static struct value *parts_of(const struct known *r, int64_t after, int64_t most)
{
    struct value *sizes = NULL, *list = value_array(0), *parts = value_object();
    if (!value_member(r->more, "Parts", &sizes)) {
        value_release(list);
        value_release(parts);
        return NULL;
    }
    int64_t count = (int64_t)value_count(sizes), last = after;
    bool has_sums = value_count(r->sums) > 0;
    for (; last < count && last - after < most; last++) {
        struct value *one = value_object();
        value_set_take(&one, "PartNumber", value_int(last + 1));
        value_set_take(&one, "Size", value_share(value_item(sizes, (size_t)last)));
        value_append_take(&list, one);
    }
    value_set_take(&parts, "TotalPartsCount", value_int(count));
    value_set_take(&parts, "PartNumberMarker", value_int(after));
    value_set_take(&parts, "NextPartNumberMarker", value_int(last));
    value_set_take(&parts, "MaxParts", value_int(most));
    value_set_take(&parts, "IsTruncated", value_bool(last < count));
    if (has_sums && value_count(list) > 0) {
        value_set_take(&parts, "Parts", value_share(list));
    }
    value_release(list);
    return parts;
}

static bool set_parts(struct visit *v, const struct known *r, struct value **body)
{
    int64_t after, most;
    if (!ask_int(&v->ask, v->ask.request, "PartNumberMarker", 0, &after) ||
        !ask_int(&v->ask, v->ask.request, "MaxParts", PAGE, &most)) {
        return false;
    }
    if (after < 0 || most < 0) {
        return visit_refuse(v, "InvalidArgument");
    }
    struct value *parts = parts_of(r, after, most < PAGE ? most : PAGE);
    if (parts != NULL) {
        value_set_take(body, "ObjectParts", parts);
    }
    return true;
}

static struct value *describe(struct visit *v, const struct known *r,
                              const struct value *wanted)
{
    struct value *body = value_object();
    const char *storage = value_member_text(r->headers, "StorageClass");
    value_set_take(&body, "LastModified", value_int(r->modified_ms / 1000));
    versions_set(v, v->bucket, r, &body);
    if (is_wanted(wanted, "ETag")) {
        value_set_take(&body, "ETag", value_text_n(r->etag + 1, strlen(r->etag) - 2));
    }
    if (is_wanted(wanted, "Checksum") && value_count(r->sums) > 0) {
        value_set_take(&body, "Checksum", value_share(r->sums));
    }
    if (is_wanted(wanted, "StorageClass")) {
        value_set_text(&body, "StorageClass", storage != NULL ? storage : "STANDARD");
    }
    if (is_wanted(wanted, "ObjectSize")) {
        value_set_take(&body, "ObjectSize", value_int(r->blob.size));
    }
    return body;
}

void attributes_get(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct known r = { .blob.fd = -1 };
    struct value *wanted = NULL, *body = NULL;
    value_member(a->request, "ObjectAttributes", &wanted);
    if (visit_object(v) && check_wanted(v, wanted) &&
        versions_find(v, v->bucket, v->key, visit_text(v, "VersionId"), &r)) {
        body = describe(v, &r, wanted);
        if (!is_wanted(wanted, "ObjectParts") || set_parts(v, &r, &body)) {
            visit_answer(v, value_share(body));
        }
    }
    value_release(body);
    known_close(&r);
}
