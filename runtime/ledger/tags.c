#include "runtime/ledger/tags.h"

#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/ledger/table.h"
#include "runtime/service/answer.h"
#include "runtime/store/store.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* AWS's quota. */
#define TAGS_MOST 50

static const char *key_of(const struct value *tag)
{
    const char *key = value_member_text(tag, "key");
    return key != NULL ? key : "";
}

static struct value *normal(const struct value *tag)
{
    const char *value = value_member_text(tag, "value");
    struct value *o = value_object();
    value_set_text(&o, "key", key_of(tag));
    value_set_text(&o, "value", value != NULL ? value : "");
    return o;
}

static size_t place_of(const struct value *list, const char *key)
{
    size_t i = 0;
    while (i < value_count(list) && strcmp(key_of(value_item(list, i)), key) != 0) {
        i++;
    }
    return i;
}

struct value *tags_merge(struct value *list, const struct value *tags)
{
    for (size_t i = 0; i < value_count(tags); i++) {
        const struct value *tag = value_item(tags, i);
        value_set_item_take(&list, place_of(list, key_of(tag)), normal(tag));
    }
    return list;
}

/* AWS keeps keys that begin so for itself. */
static bool has_own_key(const struct value *tags)
{
    size_t i = 0;
    while (i < value_count(tags) && strncasecmp(key_of(value_item(tags, i)), "aws:", 4) != 0) {
        i++;
    }
    return i < value_count(tags);
}

bool tags_check(const char *arn, const struct value *tags, struct service_answer *ret_answer)
{
    if (has_own_key(tags)) {
        service_answer_fail(ret_answer, 400, NULL, "ValidationException",
                            "aws: prefixed tag key names are not allowed for external use.");
        return false;
    }
    struct value *all = tags_merge(value_array(0), tags);
    bool is_good = value_count(all) <= TAGS_MOST;
    value_release(all);
    if (!is_good) {
        service_answer_fail(ret_answer, 400, NULL, "TooManyTags",
                            "You've exceeded the number of tags allowed for a resource.");
        ret_answer->body = value_object();
        value_set_text(&ret_answer->body, "resourceName", arn);
    }
    return is_good;
}

struct value *tags_get(struct store *s, const char *arn)
{
    struct store_bytes bytes;
    struct value *list = NULL;
    struct read_error e;
    if (store_get(s, TABLE_TAGS, store_text(arn), &bytes)) {
        read_json_own(bytes.at, bytes.size, &list, &e);
    }
    return list != NULL ? list : value_array(0);
}

static void put(struct store *s, const char *arn, const struct value *list)
{
    struct buf json = { 0 };
    if (value_count(list) == 0) {
        store_remove(s, TABLE_TAGS, store_text(arn));
        return;
    }
    write_json(&json, list);
    store_put(s, TABLE_TAGS, store_text(arn), store_buf(&json));
    buf_release(&json);
}

void tags_put(struct store *s, const char *arn, const struct value *tags)
{
    struct value *list = tags_merge(tags_get(s, arn), tags);
    put(s, arn, list);
    value_release(list);
}

static bool is_among(const char *key, const struct value *keys)
{
    size_t i = 0;
    while (i < value_count(keys) && strcmp(value_string(value_item(keys, i)), key) != 0) {
        i++;
    }
    return i < value_count(keys);
}

void tags_remove(struct store *s, const char *arn, const struct value *keys)
{
    struct value *list = tags_get(s, arn), *left = value_array(0);
    for (size_t i = 0; i < value_count(list); i++) {
        struct value *tag = value_item(list, i);
        if (!is_among(key_of(tag), keys)) {
            value_append_take(&left, value_share(tag));
        }
    }
    put(s, arn, left);
    value_release(left);
    value_release(list);
}
