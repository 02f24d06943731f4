#include "runtime/vault/headers.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/value/value.h"
#include "runtime/vault/visit.h"

#define METADATA_MAX 2048
#define TAG_KEY_MAX  128
#define TAG_MAX      256

/* The members of a request that are kept. */
static const char *const kept[] = {
    "ContentType",     "CacheControl",    "ContentDisposition",      "ContentEncoding",
    "ContentLanguage", "Expires",         "WebsiteRedirectLocation", "ServerSideEncryption",
    "SSEKMSKeyId",     "BucketKeyEnabled"
};

/* ---- Headers ---- */

/* Names of metadata are headers: they have no capitals. */
static void set_lower(struct value **to, const char *key, const char *text)
{
    struct buf lower = { 0 };
    for (; *key != '\0'; key++) {
        buf_char(&lower, (char)tolower((unsigned char)*key));
    }
    value_set_text(to, buf_string(&lower), text);
    buf_release(&lower);
}

/* New, or NULL after a failure. */
static struct value *metadata_of(struct visit *v, const struct value *from)
{
    struct value *metadata = value_object();
    size_t size = 0;
    bool is_good = true;
    for (struct value_walk w = value_walk(from); value_step(&w);) {
        bool is_text = value_type(w.value) == VALUE_STRING;
        is_good = is_good && is_text;
        if (is_text) {
            size += strlen(w.key) + value_string_size(w.value);
            set_lower(&metadata, w.key, value_string(w.value));
        }
    }
    if (!is_good) {
        visit_refuse_with(v, "InvalidArgument", "An object's metadata must be texts.");
    } else if (size > METADATA_MAX) {
        visit_refuse(v, "MetadataTooLarge");
    }
    if (ask_has_failed(&v->ask)) {
        value_release(metadata);
        return NULL;
    }
    return metadata;
}

static bool set_metadata(struct visit *v, struct value **headers)
{
    struct value *is = NULL;
    if (!value_member(v->ask.request, "Metadata", &is) || value_type(is) != VALUE_OBJECT) {
        return true;
    }
    struct value *metadata = metadata_of(v, is);
    if (metadata != NULL) {
        value_set_take(headers, "Metadata", metadata);
    }
    return metadata != NULL;
}

bool headers_check_storage(struct visit *v)
{
    const char *storage = visit_text(v, "StorageClass");
    static const char *const classes[] = { "STANDARD",    "REDUCED_REDUNDANCY",
                                           "STANDARD_IA", "ONEZONE_IA",
                                           "GLACIER",     "INTELLIGENT_TIERING",
                                           "GLACIER_IR",  "DEEP_ARCHIVE",
                                           "OUTPOSTS",    "SNOW",
                                           "FSX_OPENZFS", "EXPRESS_ONEZONE" };
    for (size_t i = 0; storage != NULL && i < sizeof classes / sizeof classes[0]; i++) {
        if (strcmp(storage, classes[i]) == 0) {
            return true;
        }
    }
    return storage == NULL || visit_refuse(v, "InvalidStorageClass");
}

struct value *headers_of_request(struct visit *v)
{
    struct value *headers = value_object(), *is = NULL;
    const char *storage = visit_text(v, "StorageClass");
    value_set_text(&headers, "ContentType", "binary/octet-stream");
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (value_member(v->ask.request, kept[i], &is) && !value_is_null(is)) {
            value_set_take(&headers, kept[i], value_share(is));
        }
    }
    if (storage != NULL && strcmp(storage, "STANDARD") != 0) {
        value_set_text(&headers, "StorageClass", storage);
    }
    if (!headers_check_storage(v) || !set_metadata(v, &headers)) {
        value_release(headers);
        return NULL;
    }
    return headers;
}

/* ---- Tags ---- */

bool headers_decode(struct buf *out, const char *text, bool plus_is_blank)
{
    size_t start = out->size;
    url_put_decoded(out, text, strlen(text), plus_is_blank);
    const char *read = buf_string(out) + start;
    size_t size = out->size - start;
    return strlen(read) == size && text_utf8_span(read, size) == size;
}

static bool check_tag(struct visit *v, const struct value *tags, size_t at)
{
    const struct value *tag = value_item(tags, at);
    const char *key = value_member_text(tag, "Key"), *text = value_member_text(tag, "Value");
    if (key == NULL || text == NULL) {
        return visit_refuse(v, "MalformedXML");
    }
    if (key[0] == '\0' || text_count(key, strlen(key)) > TAG_KEY_MAX) {
        return visit_refuse(v, "InvalidTag");
    }
    if (text_count(text, strlen(text)) > TAG_MAX) {
        return visit_refuse_with(v, "InvalidTag", "The TagValue you have provided is invalid");
    }
    if (strncmp(key, "aws:", 4) == 0) {
        return visit_refuse_with(v, "InvalidTag",
                                 "System tags cannot be added/updated by requester");
    }
    for (size_t i = 0; i < at; i++) {
        if (strcmp(key, value_member_text(value_item(tags, i), "Key")) == 0) {
            return visit_refuse_with(v, "InvalidTag",
                                     "Cannot provide multiple Tags with the same key");
        }
    }
    return true;
}

bool headers_check_tags(struct visit *v, const struct value *tags, size_t most)
{
    if (value_type(tags) != VALUE_ARRAY) {
        return visit_refuse(v, "MalformedXML");
    }
    if (value_count(tags) > most) {
        return visit_refuse_with(v, "BadRequest", "Object tags cannot be greater than %zu",
                                 most);
    }
    for (size_t i = 0; i < value_count(tags); i++) {
        if (!check_tag(v, tags, i)) {
            return false;
        }
    }
    return true;
}

/* One NAME=VALUE of `size` bytes. Returns false if it is something else. */
static bool append_tag(struct value **tags, const char *pair, size_t size)
{
    struct buf text = { 0 }, key = { 0 }, value = { 0 };
    buf_put(&text, pair, size);
    char *equal = strchr(text.text, '=');
    if (equal != NULL) {
        *equal = '\0';
    }
    bool is_good = headers_decode(&key, text.text, true) &&
                   headers_decode(&value, equal != NULL ? equal + 1 : "", true);
    struct value *tag = value_object();
    value_set_text(&tag, "Key", buf_string(&key));
    value_set_text(&tag, "Value", buf_string(&value));
    value_append_take(tags, tag);
    buf_release(&text);
    buf_release(&key);
    buf_release(&value);
    return is_good;
}

struct value *headers_tags_of_request(struct visit *v)
{
    struct value *tags = value_array(0);
    const char *text = visit_text(v, "Tagging");
    bool is_good = true;
    while (text != NULL && *text != '\0') {
        size_t size = strcspn(text, "&");
        is_good = (size == 0 || append_tag(&tags, text, size)) && is_good;
        text += size + (text[size] == '&');
    }
    if (!is_good) {
        visit_refuse(v, "InvalidTag");
    } else {
        is_good = headers_check_tags(v, tags, HEADERS_TAGS_MAX);
    }
    if (!is_good) {
        value_release(tags);
        return NULL;
    }
    return tags;
}
