#include "runtime/sns/filter.h"

#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/service/ask.h"
#include "runtime/service/pattern.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define KEYS_MAX         5
#define COMBINATIONS_MAX 150

static bool is_body(const char *scope)
{
    return scope != NULL && strcmp(scope, "MessageBody") == 0;
}

/* An attribute as a filter sees it: a number, a list, or its text. New. */
static struct value *seen(const struct value *attribute)
{
    const char *type = value_member_text(attribute, "DataType");
    const char *text = value_member_text(attribute, "StringValue");
    struct value *v = NULL;
    struct read_error ignored;
    if (type == NULL || text == NULL) {
        return NULL;
    }
    bool is_json = strcmp(type, "Number") == 0 || strcmp(type, "String.Array") == 0;
    if (is_json && read_json(text, strlen(text), &v, &ignored)) {
        return v;
    }
    return value_text(text);
}

static struct value *seen_all(const struct value *attributes)
{
    struct value *all = value_object();
    for (struct value_walk w = value_walk(attributes); value_step(&w);) {
        struct value *v = seen(w.value);
        if (v != NULL) {
            value_set_take(&all, w.key, v);
        }
    }
    return all;
}

bool filter_wants(const struct value *subscription, const char *message,
                  const struct value *attributes)
{
    const char *text = value_member_text(subscription, "FilterPolicy");
    const char *scope = value_member_text(subscription, "FilterPolicyScope");
    struct value *policy = NULL, *event = NULL;
    struct read_error ignored;
    if (text == NULL || !read_json(text, strlen(text), &policy, &ignored)) {
        return true;
    }
    if (!is_body(scope)) {
        event = seen_all(attributes);
    } else if (!read_json(message, strlen(message), &event, &ignored)) {
        event = NULL;
    }
    bool is_wanted = event != NULL && pattern_matches(policy, event);
    value_release(event);
    value_release(policy);
    return is_wanted;
}

/* How many values a policy names, and how many lists of them it has. */
static void count(const struct value *policy, size_t *ret_lists, size_t *ret_combinations)
{
    for (struct value_walk w = value_walk(policy); value_step(&w);) {
        if (value_type(w.value) == VALUE_ARRAY && strcmp(w.key, "$or") != 0) {
            *ret_lists += 1;
            if (*ret_combinations <= COMBINATIONS_MAX) {
                *ret_combinations *= value_count(w.value);
            }
        } else if (value_type(w.value) == VALUE_OBJECT) {
            count(w.value, ret_lists, ret_combinations);
        }
    }
}

static bool check_size(struct ask *a, const char *place, const struct value *policy)
{
    size_t lists = 0, combinations = 1;
    count(policy, &lists, &combinations);
    if (lists > KEYS_MAX) {
        return ask_fail_value(
            a,
            "Invalid parameter: %sFilterPolicy: Filter policy can not have more than %d keys",
            place, KEYS_MAX);
    }
    return combinations <= COMBINATIONS_MAX ||
           ask_fail_value(a, "Invalid parameter: %sFilterPolicy: Filter policy is too complex",
                          place);
}

static bool check_flat(struct ask *a, const struct value *policy)
{
    for (struct value_walk w = value_walk(policy); value_step(&w);) {
        if (value_type(w.value) == VALUE_OBJECT) {
            return ask_fail_value(a, "Invalid parameter: Filter policy scope MessageAttributes "
                                     "does not support nested filter policy");
        }
    }
    return true;
}

bool filter_check(struct ask *a, const char *place, const char *text, const char *scope)
{
    struct value *policy = NULL;
    struct read_error error;
    struct buf why = { 0 };
    bool is_good = true;
    if (!read_json(text, strlen(text), &policy, &error)) {
        is_good =
            ask_fail_value(a, "Invalid parameter: %sFilterPolicy: failed to parse JSON. %s",
                           place, error.message);
    } else if (value_count(policy) > 0 || value_type(policy) != VALUE_OBJECT) {
        is_good = (is_body(scope) || check_flat(a, policy)) &&
                  (pattern_check(policy, &why) ||
                   ask_fail_value(a, "Invalid parameter: %sFilterPolicy: %s", place,
                                  buf_string(&why))) &&
                  check_size(a, place, policy);
    }
    buf_release(&why);
    value_release(policy);
    return is_good;
}
