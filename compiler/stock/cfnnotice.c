#include "compiler/stock/cfnnotice.h"

#include <stddef.h>
#include <string.h>

#include "compiler/stock/cfnstock.h"
#include "compiler/stock/cfnvalue.h"
#include "compiler/read/doc.h"
#include "compiler/template/naming.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/value/value.h"

/* {"S3Key": {"Rules": [{"Name", "Value"}]}} as the API has it: new; NULL if there is none. */
static struct value *filter_of(const struct value *from)
{
    struct value *filter = NULL, *key = NULL, *rules = NULL;
    value_member(from, "Filter", &filter);
    value_member(filter, "S3Key", &key);
    if (!value_member(key, "Rules", &rules)) {
        return NULL;
    }
    struct value *all = value_object(), *inner = value_object();
    value_set_take(&inner, "FilterRules", value_share(rules));
    value_set_take(&all, "Key", inner);
    return all;
}

/* A text, or a list of texts, as a list. */
static struct value *events_of(const struct value *from, const char *name)
{
    struct value *v = NULL, *list = value_array(1);
    if (value_member(from, name, &v) && value_type(v) == VALUE_ARRAY) {
        value_release(list);
        return value_share(v);
    }
    if (v != NULL) {
        value_append_take(&list, value_share(v));
    }
    return list;
}

/* Adds one to the bucket's list of that name; the entry is taken. */
static void append(struct value **all, const char *bucket, const char *list, struct value *one)
{
    struct value *configuration = NULL, *entries = NULL;
    configuration = value_member(*all, bucket, &configuration) ? value_share(configuration)
                                                               : value_object();
    entries =
        value_member(configuration, list, &entries) ? value_share(entries) : value_array(1);
    value_append_take(&entries, one);
    value_set_take(&configuration, list, entries);
    value_set_take(all, bucket, configuration);
}

/* ---- A bucket ---- */

static void add_list(struct value **all, const char *bucket, const struct value *from,
                     const char *const names[4])
{
    struct value *list = NULL;
    value_member(from, names[0], &list);
    for (size_t i = 0; i < cfn_length(list); i++) {
        const struct value *entry = value_item(list, i);
        struct value *one = value_object(), *filter = filter_of(entry);
        value_set_text(&one, names[3], value_member_text(entry, names[1]));
        value_set_take(&one, "Events", events_of(entry, "Event"));
        if (filter != NULL) {
            value_set_take(&one, "Filter", filter);
        }
        append(all, bucket, names[2], one);
    }
}

void cfn_notice_of_bucket(struct template *t, const struct doc_node *bucket, struct value **all)
{
    static const char *const lists[][4] = {
        { "LambdaConfigurations", "Function", "LambdaFunctionConfigurations",
          "LambdaFunctionArn" },
        { "QueueConfigurations", "Queue", "QueueConfigurations", "QueueArn" },
        { "TopicConfigurations", "Topic", "TopicConfigurations", "TopicArn" },
    };
    const struct doc_node *n = template_property(bucket, "NotificationConfiguration");
    const char *name = naming_resource(t, bucket);
    struct value *v = NULL, *configuration = NULL;
    if (n == NULL || name == NULL || cfn_value(t, n, &v) != CFN_VALUE) {
        return;
    }
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        add_list(all, name, v, lists[i]);
    }
    if (value_member(v, "EventBridgeConfiguration", NULL)) {
        configuration = value_member(*all, name, &configuration) ? value_share(configuration)
                                                                 : value_object();
        value_set_take(&configuration, "EventBridgeConfiguration", value_object());
        value_set_take(all, name, configuration);
    }
    value_release(v);
}

/* ---- An event of a function ---- */

void cfn_notice_of_event(struct template *t, const struct doc_node *properties,
                         const char *function, struct value **all)
{
    const struct doc_node *bucket = doc_member(properties, "Bucket");
    const char *name = bucket == NULL ? NULL : result_text_of(t, bucket, "");
    struct value *v = NULL;
    if (name == NULL || cfn_value(t, properties, &v) != CFN_VALUE) {
        return;
    }
    struct value *one = value_object(), *filter = filter_of(v);
    value_set_text(&one, "LambdaFunctionArn", function);
    value_set_take(&one, "Events", events_of(v, "Events"));
    if (filter != NULL) {
        value_set_take(&one, "Filter", filter);
    }
    append(all, name, "LambdaFunctionConfigurations", one);
    value_release(v);
}

/* ---- All of them ---- */

/* The bucket of that name, which some template has; else all of the first template. */
static const struct doc_node *bucket_of(struct template *first, const char *name,
                                        struct template **ret_of)
{
    for (struct template *t = first; t != NULL; t = t->next) {
        for (const struct doc_node *n = template_resources(t); n != NULL; n = n->next) {
            bool is_bucket = strcmp(template_type(n), "AWS::S3::Bucket") == 0;
            const char *called = is_bucket ? naming_resource(t, n) : NULL;
            if (called != NULL && strcmp(called, name) == 0) {
                *ret_of = t;
                return n;
            }
        }
    }
    *ret_of = first;
    return first != NULL ? first->root : NULL;
}

void cfn_notice_make(struct template *first, const struct value *all, struct cfn_things *things)
{
    for (struct value_walk w = value_walk(all); value_step(&w);) {
        struct value *input = value_object();
        struct template *t = NULL;
        const struct doc_node *at = bucket_of(first, w.key, &t);
        value_set_text(&input, "Bucket", w.key);
        value_set_take(&input, "NotificationConfiguration", value_share(w.value));
        cfn_things_add(things,
                       (struct cfn_thing){ .of = t,
                                           .resource = at,
                                           .service = "s3",
                                           .operation = "PutBucketNotificationConfiguration",
                                           .input = input });
    }
}
