#include "runtime/ssm/filters.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/service/ask.h"
#include "runtime/ssm/marking.h"
#include "runtime/ssm/parameter.h"
#include "runtime/value/value.h"

bool filters_is_below(const char *name, const char *path, bool is_recursive)
{
    size_t size = strlen(path);
    while (size > 0 && path[size - 1] == '/') {
        size--;
    }
    return strncmp(name, path, size) == 0 && name[size] == '/' &&
           (is_recursive || strchr(name + size + 1, '/') == NULL);
}

/* ---- Checked ---- */

static bool is_tag(const char *key)
{
    return strncmp(key, "tag:", 4) == 0;
}

static bool is_allowed(const char *key, const char *const keys[], size_t count, bool has_tags)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i], key) == 0) {
            return true;
        }
    }
    return has_tags && is_tag(key);
}

static bool refuse_key(struct ask *a, const char *key, const char *const keys[], size_t count,
                       bool has_tags)
{
    struct buf list = { 0 };
    for (size_t i = 0; i < count; i++) {
        buf_print(&list, "%s%s", i > 0 ? ", " : "", keys[i]);
    }
    buf_text(&list, has_tags ? ", tag:" : "");
    ask_fail(a, "InvalidFilterKey",
             "The following filter key is not valid: %s. Valid filter keys include: [%s].",
             key != NULL ? key : "null", buf_string(&list));
    buf_release(&list);
    return false;
}

static bool is_option(const char *key, const char *option)
{
    static const char *const common[] = { "Equals", "BeginsWith" };
    if (strcmp(key, "Path") == 0) {
        return strcmp(option, "Recursive") == 0 || strcmp(option, "OneLevel") == 0;
    }
    return strcmp(option, common[0]) == 0 || strcmp(option, common[1]) == 0 ||
           (strcmp(key, "Name") == 0 && strcmp(option, "Contains") == 0);
}

static bool check_one(struct ask *a, const struct value *filter, const char *const keys[],
                      size_t count, bool has_tags)
{
    const char *key = value_member_text(filter, "Key");
    const char *option = value_member_text(filter, "Option");
    struct value *values = NULL;
    if (key == NULL || !is_allowed(key, keys, count, has_tags)) {
        return refuse_key(a, key, keys, count, has_tags);
    }
    if (option != NULL && !is_option(key, option)) {
        return ask_fail(a, "InvalidFilterOption",
                        "The following filter option is not valid: %s.", option);
    }
    bool has_values = value_member(filter, "Values", &values) && value_count(values) > 0;
    return has_values || is_tag(key) ||
           ask_fail(a, "InvalidFilterValue",
                    "The following filter values are missing for filter key %s.", key);
}

bool filters_check(struct ask *a, const char *const keys[], size_t count, bool has_tags)
{
    static const char *const lists[] = { "ParameterFilters", "Filters" };
    for (size_t l = 0; l < 2; l++) {
        struct value *list = NULL;
        value_member(a->request, lists[l], &list);
        for (size_t i = 0; i < value_count(list); i++) {
            if (!check_one(a, value_item(list, i), keys, count, has_tags)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- Passed ---- */

/* Returns true if a text is as one of the filter's values says. */
static bool matches(const struct value *filter, const char *text, const char *otherwise)
{
    const char *option = value_member_text(filter, "Option");
    struct value *values = NULL;
    value_member(filter, "Values", &values);
    option = option != NULL ? option : otherwise;
    for (size_t i = 0; text != NULL && i < value_count(values); i++) {
        const struct value *one = value_item(values, i);
        const char *is = value_type(one) == VALUE_STRING ? value_string(one) : NULL;
        bool begins = strcmp(option, "BeginsWith") == 0, contains = option[0] == 'C';
        if (is != NULL && (begins     ? strncmp(text, is, strlen(is)) == 0
                           : contains ? strstr(text, is) != NULL
                                      : strcmp(text, is) == 0)) {
            return true;
        }
    }
    return false;
}

static bool matches_path(const struct value *filter, const char *name)
{
    bool is_recursive = text_is(value_member_text(filter, "Option"), "Recursive");
    struct value *values = NULL;
    value_member(filter, "Values", &values);
    for (size_t i = 0; i < value_count(values); i++) {
        const struct value *one = value_item(values, i);
        if (value_type(one) == VALUE_STRING &&
            filters_is_below(name, value_string(one), is_recursive)) {
            return true;
        }
    }
    return false;
}

static bool matches_label(struct ask *a, const struct value *filter, const struct parameter *p)
{
    struct value *labels = parameter_labels(a, p->name, p->version);
    bool is_it = false;
    for (size_t i = 0; i < value_count(labels); i++) {
        is_it = is_it || matches(filter, value_string(value_item(labels, i)), "Equals");
    }
    value_release(labels);
    return is_it;
}

/* A tag's name is a part of the key; without values it is enough that the tag is there. */
static bool matches_tag(struct ask *a, const struct value *filter, const struct parameter *p,
                        const char *tag)
{
    struct value *tags = marking_tags_of(a, p->name), *values = NULL;
    const char *text = value_member_text(tags, tag);
    bool has_values = value_member(filter, "Values", &values) && value_count(values) > 0;
    bool is_it = text != NULL && (!has_values || matches(filter, text, "Equals"));
    value_release(tags);
    return is_it;
}

static bool passes(struct ask *a, const struct value *filter, const struct parameter *p,
                   const char *otherwise)
{
    const char *key = value_member_text(filter, "Key");
    if (is_tag(key)) {
        return matches_tag(a, filter, p, key + 4);
    }
    if (strcmp(key, "Path") == 0) {
        return matches_path(filter, p->name);
    }
    if (strcmp(key, "Label") == 0) {
        return matches_label(a, filter, p);
    }
    return strcmp(key, "Name") == 0
               ? matches(filter, p->name, otherwise)
               : matches(filter, value_member_text(p->about, key), "Equals");
}

bool filters_pass(struct ask *a, const struct parameter *p)
{
    struct value *list = NULL, *old = NULL;
    value_member(a->request, "ParameterFilters", &list);
    value_member(a->request, "Filters", &old);
    for (size_t i = 0; i < value_count(list); i++) {
        if (!passes(a, value_item(list, i), p, "Equals")) {
            return false;
        }
    }
    for (size_t i = 0; i < value_count(old); i++) {
        if (!passes(a, value_item(old, i), p, "BeginsWith")) {
            return false;
        }
    }
    return true;
}
