#include "runtime/ssm/marking.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/ssm/parameter.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define LABELS_MAX    10
#define LABEL_MAX     100
#define TAGS_MAX      50
#define TAG_KEY_MAX   128
#define TAG_VALUE_MAX 256

static void answer(struct ask *a, struct value *body)
{
    service_answer_release(a->answer);
    service_answer_good(a->answer, body);
}

/* A list of texts in the request; borrowed, NULL after a failure. */
static struct value *texts(struct ask *a, const char *member, const char *shown, size_t most)
{
    struct value *list = NULL;
    if (!value_member(a->request, member, &list) || value_type(list) != VALUE_ARRAY) {
        ask_fail_missing(a, shown);
        return NULL;
    }
    if (value_count(list) == 0 || value_count(list) > most) {
        ask_fail_value(a,
                       "1 validation error detected: Value at '%s' failed to satisfy "
                       "constraint: Member must have length between 1 and %zu, inclusive",
                       shown, most);
        return NULL;
    }
    for (size_t i = 0; i < value_count(list); i++) {
        if (value_type(value_item(list, i)) != VALUE_STRING) {
            ask_fail(a, "SerializationException", "%s has an item that is not a string.",
                     member);
            return NULL;
        }
    }
    return list;
}

struct value *marking_names(struct ask *a, size_t most)
{
    return texts(a, "Names", "names", most);
}

/* ---- Labels ---- */

static bool is_label(const char *label)
{
    size_t size = strlen(label);
    if (size == 0 || size > LABEL_MAX || (label[0] >= '0' && label[0] <= '9') ||
        strncasecmp(label, "aws", 3) == 0 || strncasecmp(label, "ssm", 3) == 0) {
        return false;
    }
    for (; *label != '\0'; label++) {
        bool is_letter = (*label >= 'a' && *label <= 'z') || (*label >= 'A' && *label <= 'Z');
        if (!is_letter && strchr("0123456789.-_", *label) == NULL) {
            return false;
        }
    }
    return true;
}

/* A label that another version has moves to this one. */
static void set_label(struct ask *a, const struct parameter *p, const char *label)
{
    struct statement *s = database_statement(
        a->database, "INSERT INTO label (name, label, version) VALUES (?1, ?2, ?3) ON CONFLICT "
                     "(name, label) DO UPDATE SET version = ?3");
    database_set_text(s, 1, p->name);
    database_set_text(s, 2, label);
    database_set_int(s, 3, p->version);
    database_run(s);
}

static bool check_count(struct ask *a, const struct parameter *p)
{
    struct value *labels = parameter_labels(a, p->name, p->version);
    size_t count = value_count(labels);
    value_release(labels);
    return count <= LABELS_MAX ||
           ask_fail(a, "ParameterVersionLabelLimitExceeded",
                    "A parameter version can have a maximum of %d labels. Move one or more "
                    "labels to another version and try again.",
                    LABELS_MAX);
}

/* The version that the request names, or else the latest. Returns false after a failure. */
static bool find_version(struct ask *a, struct parameter *ret)
{
    const char *name = ask_text(a, a->request, "Name");
    int64_t version;
    *ret = (struct parameter){ .name = NULL };
    if (name == NULL || !ask_int(a, a->request, "ParameterVersion", 0, &version) ||
        !parameter_find(a, name, ret)) {
        return false;
    }
    if (version == 0 || version == ret->version) {
        return true;
    }
    struct statement *s = database_statement(
        a->database, "SELECT 1 FROM version WHERE name = ?1 AND version = ?2");
    database_set_text(s, 1, ret->name);
    database_set_int(s, 2, version);
    bool is_there = database_row(s);
    database_leave(s);
    ret->version = version;
    return is_there || ask_fail(a, "ParameterVersionNotFound",
                                "Systems Manager could not find version %lld of %s. Verify "
                                "the version and try again.",
                                (long long)version, ret->name);
}

void marking_label(struct ask *a)
{
    struct parameter p = { .name = NULL };
    struct value *labels = texts(a, "Labels", "labels", LABELS_MAX);
    if (labels != NULL && find_version(a, &p)) {
        struct value *bad = value_array(0), *body = value_object();
        for (size_t i = 0; i < value_count(labels); i++) {
            struct value *label = value_item(labels, i);
            if (is_label(value_string(label))) {
                set_label(a, &p, value_string(label));
            } else {
                value_append_take(&bad, value_share(label));
            }
        }
        value_set_take(&body, "InvalidLabels", bad);
        value_set_take(&body, "ParameterVersion", value_int(p.version));
        if (check_count(a, &p)) {
            answer(a, value_share(body));
        }
        value_release(body);
    }
    parameter_release(&p);
}

static bool unset_label(struct ask *a, const struct parameter *p, const char *label)
{
    struct statement *s = database_statement(
        a->database, "DELETE FROM label WHERE name = ?1 AND label = ?2 AND version = ?3");
    database_set_text(s, 1, p->name);
    database_set_text(s, 2, label);
    database_set_int(s, 3, p->version);
    return database_run(s) > 0;
}

void marking_unlabel(struct ask *a)
{
    struct parameter p = { .name = NULL };
    struct value *labels = texts(a, "Labels", "labels", LABELS_MAX);
    if (labels != NULL && find_version(a, &p)) {
        struct value *good = value_array(0), *bad = value_array(0), *body = value_object();
        for (size_t i = 0; i < value_count(labels); i++) {
            struct value *label = value_item(labels, i);
            value_append_take(unset_label(a, &p, value_string(label)) ? &good : &bad,
                              value_share(label));
        }
        value_set_take(&body, "RemovedLabels", good);
        value_set_take(&body, "InvalidLabels", bad);
        answer(a, body);
    }
    parameter_release(&p);
}

/* ---- Tags ---- */

struct value *marking_tags_of(struct ask *a, const char *name)
{
    struct statement *s =
        database_statement(a->database, "SELECT tags FROM parameter WHERE name = ?1");
    struct value *tags;
    database_set_text(s, 1, name);
    tags = database_row(s) ? database_json(s, 0) : value_object();
    database_leave(s);
    return tags;
}

static void store_tags(struct ask *a, const char *name, const struct value *tags)
{
    struct statement *s =
        database_statement(a->database, "UPDATE parameter SET tags = ?2 WHERE name = ?1");
    database_set_text(s, 1, name);
    database_set_json(s, 2, tags);
    database_run(s);
}

static bool add_tag(struct ask *a, struct value **tags, const struct value *tag)
{
    const char *key = value_member_text(tag, "Key"), *text = value_member_text(tag, "Value");
    if (key == NULL || text == NULL || key[0] == '\0' ||
        text_count(key, strlen(key)) > TAG_KEY_MAX ||
        text_count(text, strlen(text)) > TAG_VALUE_MAX) {
        return ask_fail_value(a,
                              "A tag must have a Key of 1 to %d characters and a Value of "
                              "at most %d characters.",
                              TAG_KEY_MAX, TAG_VALUE_MAX);
    }
    value_set_text(tags, key, text);
    return true;
}

bool marking_set_tags(struct ask *a, const char *name, const struct value *list)
{
    struct value *tags = marking_tags_of(a, name);
    bool is_good = value_type(list) == VALUE_ARRAY || ask_fail_missing(a, "tags");
    for (size_t i = 0; is_good && i < value_count(list); i++) {
        is_good = add_tag(a, &tags, value_item(list, i));
    }
    if (is_good && value_count(tags) > TAGS_MAX) {
        is_good = ask_fail(a, "TooManyTagsError", "The parameter would have more than %d tags.",
                           TAGS_MAX);
    }
    if (is_good) {
        store_tags(a, name, tags);
    }
    value_release(tags);
    return is_good;
}

/* The parameter whose tags a request is about. */
static bool find_resource(struct ask *a, struct parameter *ret)
{
    const char *type = ask_text(a, a->request, "ResourceType");
    const char *id = type != NULL ? ask_text(a, a->request, "ResourceId") : NULL;
    *ret = (struct parameter){ .name = NULL };
    if (id == NULL) {
        return false;
    }
    if (strcmp(type, "Parameter") != 0) {
        return ask_fail(a, "InvalidResourceType",
                        "The resource type %s is not one that the embedded service has: only "
                        "Parameter is.",
                        type);
    }
    return parameter_load(a, id, ret) ||
           ask_fail(a, "InvalidResourceId",
                    "The resource ID \"%s\" is not valid. Verify the ID and try again.", id);
}

void marking_tag(struct ask *a)
{
    struct parameter p;
    struct value *tags = NULL;
    value_member(a->request, "Tags", &tags);
    if (find_resource(a, &p)) {
        marking_set_tags(a, p.name, tags);
    }
    parameter_release(&p);
}

void marking_untag(struct ask *a)
{
    struct parameter p = { .name = NULL };
    struct value *keys = texts(a, "TagKeys", "tagKeys", TAGS_MAX);
    if (keys != NULL && find_resource(a, &p)) {
        struct value *tags = marking_tags_of(a, p.name), *left = value_object();
        for (size_t i = 0; i < value_count(keys); i++) {
            value_release(value_take_member(&tags, value_string(value_item(keys, i))));
        }
        for (struct value_walk w = value_walk(tags); value_step(&w);) {
            if (value_type(w.value) == VALUE_STRING) {
                value_set_take(&left, w.key, value_share(w.value));
            }
        }
        store_tags(a, p.name, left);
        value_release(tags);
        value_release(left);
    }
    parameter_release(&p);
}

void marking_list_tags(struct ask *a)
{
    struct parameter p;
    if (find_resource(a, &p)) {
        struct value *tags = marking_tags_of(a, p.name);
        struct value *list = value_array(0), *body = value_object();
        for (struct value_walk w = value_walk(tags); value_step(&w);) {
            struct value *tag = value_object();
            value_set_text(&tag, "Key", w.key);
            value_set_take(&tag, "Value", value_share(w.value));
            value_append_take(&list, tag);
        }
        value_set_take(&body, "TagList", list);
        answer(a, body);
        value_release(tags);
    }
    parameter_release(&p);
}
