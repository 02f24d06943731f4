#include "compiler/app/cfnevent.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler/gateway/cfnauthor.h"
#include "compiler/gateway/cfncors.h"
#include "compiler/gateway/cfnguard.h"
#include "compiler/stock/cfnnotice.h"
#include "compiler/app/cfnrule.h"
#include "compiler/gateway/cfnstage.h"
#include "compiler/stock/cfnvalue.h"
#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/machine.h"
#include "compiler/template/naming.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/memory.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* An event that is being looked at. */
struct event {
    const struct doc_node *resource, *at, *properties; /* the last may be NULL */
    const char *type;
    const char *name, *arn; /* of who is started */
    bool is_machine;
    struct cfn_starts *starts;
};

static const struct doc_node *member(const struct event *e, const char *name)
{
    return e->properties == NULL ? NULL : doc_member(e->properties, name);
}

/* A text of the event's; NULL if it is not there, or after a message. */
static const char *text(struct template *t, const struct event *e, const char *name)
{
    const struct doc_node *n = member(e, name);
    return n == NULL ? NULL : result_text_of(t, n, "");
}

/* ---- Api and HttpApi ---- */

static void add_route(struct template *t, const struct event *e, const struct cfn_api *api,
                      const char *method, const char *path, bool takes_all)
{
    const char *format = text(t, e, "PayloadFormatVersion");
    bool is_old = format != NULL && strcmp(format, "1.0") == 0;
    struct cfn_called called = { e->name, is_old, takes_all };
    const char *action = e->is_machine ? arena_print(t->s->a, "async name=%s", e->name)
                                       : cfn_route_call(t, api, &called);
    const char *what =
        arena_print(t->s->a, "%s %s", e->is_machine ? "state machine" : "function", e->name);
    cfn_route_add(t, e->at, api, &(struct cfn_way){ method, path, action, what },
                  &e->starts->routes);
}

/* What the event says of who may call overrides what the API says. */
static void take_auth(struct template *t, const struct event *e, struct cfn_api *api)
{
    const struct doc_node *auth = member(e, "Auth");
    const struct doc_node *author = auth != NULL ? doc_member(auth, "Authorizer") : NULL;
    if (auth != NULL && api->is_rest) {
        cfn_guard_keys(t, doc_member(auth, "ApiKeyRequired"), api);
    }
    if (author != NULL && author->type == DOC_STRING) {
        cfn_author_of_sam(t, api->auth, author, api);
    }
    if (e->is_machine && api->author[0] != '\0') {
        template_warn(
            t, e->at,
            "the authorizer of the event '%s' is left out here: everybody may call what "
            "it guards",
            e->at->name);
    }
}

static void take_api(struct template *t, const struct event *e)
{
    bool is_http = strcmp(e->type, "HttpApi") == 0;
    const char *method = text(t, e, "Method"), *path = text(t, e, "Path");
    struct cfn_api api =
        cfn_stage_api_of(t, member(e, is_http ? "ApiId" : "RestApiId"), is_http);
    if ((method == NULL && member(e, "Method") != NULL) ||
        (path == NULL && member(e, "Path") != NULL)) {
        return; /* after a message */
    }
    method = method != NULL ? method : "ANY";
    take_auth(t, e, &api);
    if (member(e, is_http ? "ApiId" : "RestApiId") == NULL) {
        cfn_cors_of_globals(t, is_http ? "HttpApi" : "Api", &e->starts->routes);
    }
    if (path != NULL && strcmp(path, "$default") != 0) {
        add_route(t, e, &api, method, path, false);
    } else {
        add_route(t, e, &api, method, "/{proxy+}", true);
        add_route(t, e, &api, method, "/", true);
    }
}

/* ---- Schedules and rules ---- */

static bool is_off(struct template *t, const struct event *e)
{
    const char *enabled = text(t, e, "Enabled"), *state = text(t, e, "State");
    return (enabled != NULL && strcmp(enabled, "false") == 0) ||
           (state != NULL && strcmp(state, "DISABLED") == 0);
}

static struct value *target_of(struct template *t, const struct event *e)
{
    static const char *const names[] = { "Input", "InputPath", "InputTransformer",
                                         "DeadLetterConfig" };
    struct value *target = value_object();
    value_set_text(&target, "Arn", e->arn);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct doc_node *n = member(e, names[i]);
        struct value *v = NULL;
        if (n != NULL && cfn_value(t, n, &v) == CFN_VALUE) {
            bool is_text = strcmp(names[i], "Input") == 0 && value_type(v) != VALUE_STRING;
            char *json = is_text ? write_text(v) : NULL;
            value_set_take(&target, names[i], is_text ? value_text(json) : value_share(v));
            memory_release(json);
        }
        value_release(v);
    }
    return target;
}

static const char *rule_name(struct template *t, const struct event *e, const char *property)
{
    const char *given = text(t, e, property);
    return given != NULL && given[0] != '\0' ? given : naming_part(t, e->resource, e->at->name);
}

static void take_schedule(struct template *t, const struct event *e)
{
    bool is_second = strcmp(e->type, "ScheduleV2") == 0;
    const char *schedule = text(t, e, is_second ? "ScheduleExpression" : "Schedule");
    const char *zone =
        is_second ? result_text_of(t, member(e, "ScheduleExpressionTimezone"), "") : NULL;
    if (schedule == NULL || !cfn_rule_takes_schedule(t, e->at, schedule, zone)) {
        return;
    }
    struct cfn_rule r = { .name = rule_name(t, e, "Name"),
                          .schedule = schedule,
                          .zone = zone,
                          .is_off = is_off(t, e),
                          .target = target_of(t, e) };
    if (is_second && !value_member(r.target, "Input", NULL)) {
        value_set_text(&r.target, "Input", "{}");
    }
    cfn_rule_add(t, e->resource, &r, &e->starts->things);
}

static void take_rule(struct template *t, const struct event *e)
{
    const struct doc_node *n = member(e, "Pattern");
    struct value *pattern = NULL;
    if (n == NULL || cfn_value(t, n, &pattern) != CFN_VALUE) {
        template_warn(t, e->at, "the event '%s' has no Pattern", e->at->name);
        return;
    }
    char *json = write_text(pattern);
    struct cfn_rule r = { .name = rule_name(t, e, "RuleName"),
                          .bus = text(t, e, "EventBusName"),
                          .pattern = arena_text(t->s->a, json),
                          .is_off = is_off(t, e),
                          .target = target_of(t, e) };
    cfn_rule_add(t, e->resource, &r, &e->starts->things);
    memory_release(json);
    value_release(pattern);
}

/* ---- Queues, streams, buckets, topics ---- */

/* The mapping's members are called as those of the event, but for its source. */
static void take_feed(struct template *t, const struct event *e)
{
    const char *source = text(t, e, strcmp(e->type, "SQS") == 0 ? "Queue" : "Stream");
    struct value *mapping = NULL;
    if (source == NULL || source[0] == '\0' ||
        cfn_value(t, e->properties, &mapping) != CFN_VALUE) {
        template_warn(t, e->at, "the event '%s' does not say where it comes from", e->at->name);
        return;
    }
    value_set_text(&mapping, "EventSourceArn", source);
    value_set_text(&mapping, "FunctionName", e->name);
    value_append_take(&e->starts->feeds, mapping);
}

static void take_bucket(struct template *t, const struct event *e)
{
    if (e->properties != NULL) {
        cfn_notice_of_event(t, e->properties, e->arn, &e->starts->notices);
    }
}

static void take_topic(struct template *t, const struct event *e)
{
    const char *topic = text(t, e, "Topic");
    if (topic == NULL || topic[0] == '\0') {
        template_warn(t, e->at, "the event '%s' has no Topic", e->at->name);
        return;
    }
    if (member(e, "SqsSubscription") != NULL) {
        template_warn(t, e->at, "the queue between the topic and the function is left out");
    }
    cfn_subscription_add(t, e->resource, e->properties,
                         &(struct cfn_subscription){ topic, "lambda", e->arn },
                         &e->starts->things);
}

/* ---- All of them ---- */

static const struct {
    const char *type;
    bool is_for_machines;
    void (*take)(struct template *t, const struct event *e);
} kinds[] = {
    { "Api", true, take_api },
    { "HttpApi", true, take_api },
    { "Schedule", true, take_schedule },
    { "ScheduleV2", true, take_schedule },
    { "EventBridgeRule", true, take_rule },
    { "CloudWatchEvent", true, take_rule },
    { "SQS", false, take_feed },
    { "DynamoDB", false, take_feed },
    { "S3", false, take_bucket },
    { "SNS", false, take_topic },
};

static void take_event(struct template *t, struct event *e)
{
    const struct doc_node *type = doc_member(e->at, "Type");
    e->type = type != NULL && type->type == DOC_STRING ? type->text : "";
    e->properties = doc_member(e->at, "Properties");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].type, e->type) == 0 &&
            (kinds[i].is_for_machines || !e->is_machine)) {
            kinds[i].take(t, e);
            return;
        }
    }
    template_warn(t, e->at, "the event '%s' starts nothing here: its type is '%s'", e->at->name,
                  e->type);
}

void cfn_events(struct template *t, const struct doc_node *resource, struct cfn_starts *starts)
{
    const struct doc_node *all = template_property(resource, "Events");
    const struct doc_node *one = all == NULL || all->type != DOC_OBJECT ? NULL : all->first;
    struct event e = { .resource = resource,
                       .name = naming_resource(t, resource),
                       .arn = cfn_arn(t, resource),
                       .is_machine = machine_is(resource),
                       .starts = starts };
    for (; one != NULL && e.name != NULL && e.arn != NULL; one = one->next) {
        e.at = one;
        take_event(t, &e);
    }
}

void cfn_event_mapping(struct template *t, const struct doc_node *resource,
                       struct cfn_starts *starts)
{
    const struct doc_node *properties = doc_member(resource, "Properties");
    struct value *mapping = NULL;
    if (properties == NULL || cfn_value(t, properties, &mapping) != CFN_VALUE) {
        return;
    }
    const char *source = value_member_text(mapping, "EventSourceArn");
    if (source != NULL &&
        (strstr(source, ":sqs:") != NULL || strstr(source, ":dynamodb:") != NULL)) {
        value_append_take(&starts->feeds, mapping);
    } else {
        template_warn(t, resource, "nothing comes here from %s",
                      source != NULL ? source : "nowhere");
        value_release(mapping);
    }
}

void cfn_starts_open(struct cfn_starts *s)
{
    *s = (struct cfn_starts){ .notices = value_object(), .feeds = value_array(0) };
}

void cfn_starts_release(struct cfn_starts *s)
{
    cfn_routes_release(&s->routes);
    cfn_stock_release(&s->things);
    value_release(s->notices);
    value_release(s->feeds);
}
