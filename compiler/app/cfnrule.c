#include "compiler/app/cfnrule.h"

#include <stddef.h>
#include <string.h>

#include "compiler/stock/cfnstock.h"
#include "compiler/stock/cfnvalue.h"
#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/naming.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/memory.h"
#include "runtime/events/schedule.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- What can be done here ---- */

bool cfn_rule_reaches(struct template *t, const struct doc_node *at, const char *arn)
{
    static const char *const services[] = { ":lambda:", ":states:",    ":sqs:",
                                            ":sns:",    ":event-bus/", ":api-destination/" };
    bool is_call = strstr(arn, ":aws-sdk:") != NULL; /* of any API */
    for (size_t i = 0; !is_call && i < sizeof services / sizeof services[0]; i++) {
        if (strstr(arn, services[i]) != NULL) {
            return true;
        }
    }
    template_warn(t, at, "what is sent to %s goes nowhere here", arn);
    return false;
}

bool cfn_rule_takes_schedule(struct template *t, const struct doc_node *at,
                             const char *schedule, const char *zone)
{
    if (zone == NULL ? !schedule_is_good(schedule) : !schedule_is_good_in(schedule, "")) {
        template_warn(t, at,
                      "'%s' is not a schedule that AWS takes, such as rate(5 minutes) or "
                      "cron(0 12 * * ? *): it starts nothing",
                      schedule);
        return false;
    }
    if (zone != NULL && !schedule_is_good_in(schedule, zone)) {
        template_warn(t, at,
                      "nothing is started here by the schedule '%s': this machine knows no "
                      "time zone '%s'",
                      schedule, zone);
        return false;
    }
    return true;
}

/* ---- Making ---- */

static void set_bus(struct value **input, const struct cfn_rule *r)
{
    if (r->bus != NULL && r->bus[0] != '\0') {
        value_set_text(input, "EventBusName", r->bus);
    }
}

static void add_rule(struct template *t, const struct doc_node *resource,
                     const struct cfn_rule *r, struct cfn_things *things)
{
    struct value *input = value_object();
    value_set_text(&input, "Name", r->name);
    value_set_text(&input, "EventPattern", r->pattern);
    value_set_text(&input, "ScheduleExpression", r->schedule);
    value_set_text(&input, "ScheduleExpressionTimezone", r->zone);
    value_set_text(&input, "State", r->is_off ? "DISABLED" : "ENABLED");
    set_bus(&input, r);
    cfn_things_add(things, (struct cfn_thing){ .of = t,
                                               .resource = resource,
                                               .service = "eventbridge",
                                               .operation = "PutRule",
                                               .input = input });
}

/* The list of targets is taken. */
static void add_targets(struct template *t, const struct doc_node *resource,
                        const struct cfn_rule *r, struct value *targets,
                        struct cfn_things *things)
{
    struct value *input = value_object();
    value_set_text(&input, "Rule", r->name);
    set_bus(&input, r);
    value_set_take(&input, "Targets", targets);
    cfn_things_add(things, (struct cfn_thing){ .of = t,
                                               .resource = resource,
                                               .service = "eventbridge",
                                               .operation = "PutTargets",
                                               .input = input });
}

void cfn_rule_add(struct template *t, const struct doc_node *resource, const struct cfn_rule *r,
                  struct cfn_things *things)
{
    struct value *targets = value_array(1), *target = r->target;
    value_set_text(&target, "Id", "Target");
    value_append_take(&targets, target);
    add_rule(t, resource, r, things);
    add_targets(t, resource, r, targets, things);
}

/* ---- AWS::Events::Rule ---- */

/* JSON of a property that is an object, or a text that is JSON already; in the arena. NULL if
 * it is not there, or after a message. */
static const char *json_of(struct template *t, const struct doc_node *n)
{
    struct value *v = NULL;
    const char *text = NULL;
    if (n == NULL || cfn_value(t, n, &v) != CFN_VALUE) {
        return NULL;
    }
    if (value_type(v) == VALUE_STRING) {
        text = arena_text(t->s->a, value_string(v));
    } else {
        char *json = write_text(v);
        text = arena_text(t->s->a, json);
        memory_release(json);
    }
    value_release(v);
    return text;
}

static bool is_off(struct template *t, const struct doc_node *resource)
{
    const char *state = result_text_of(t, template_property(resource, "State"), "ENABLED");
    return state != NULL && strcmp(state, "DISABLED") == 0;
}

/* Those that get something here. */
static struct value *targets_of(struct template *t, const struct doc_node *resource)
{
    const struct doc_node *list = template_property(resource, "Targets");
    const struct doc_node *one = list == NULL || list->type != DOC_ARRAY ? NULL : list->first;
    struct value *all = value_array(1);
    for (; one != NULL; one = one->next) {
        struct value *v = NULL;
        const char *arn = NULL;
        if (cfn_value(t, one, &v) == CFN_VALUE) {
            arn = value_member_text(v, "Arn");
        }
        if (arn != NULL && cfn_rule_reaches(t, one, arn)) {
            value_append_take(&all, v);
        } else {
            value_release(v);
        }
    }
    return all;
}

void cfn_rule(struct template *t, const struct doc_node *resource, struct cfn_things *things)
{
    const struct doc_node *schedule = template_property(resource, "ScheduleExpression");
    struct cfn_rule r = {
        .name = naming_resource(t, resource),
        .bus = result_text_of(t, template_property(resource, "EventBusName"), ""),
        .pattern = json_of(t, template_property(resource, "EventPattern")),
        .schedule = schedule != NULL ? result_text_of(t, schedule, "") : NULL,
        .is_off = is_off(t, resource),
    };
    if (r.name == NULL || (r.pattern == NULL && r.schedule == NULL) ||
        (r.schedule != NULL && !cfn_rule_takes_schedule(t, schedule, r.schedule, NULL))) {
        return;
    }
    struct value *targets = targets_of(t, resource);
    add_rule(t, resource, &r, things);
    if (value_count(targets) > 0) {
        add_targets(t, resource, &r, targets, things);
    } else {
        value_release(targets);
    }
}

/* ---- AWS::Scheduler::Schedule ---- */

void cfn_rule_of_schedule(struct template *t, const struct doc_node *resource,
                          struct cfn_things *things)
{
    const struct doc_node *at = template_property(resource, "ScheduleExpression");
    const struct doc_node *target = template_property(resource, "Target");
    const struct doc_node *zone = template_property(resource, "ScheduleExpressionTimezone");
    const struct doc_node *arn_node = target == NULL ? NULL : doc_member(target, "Arn");
    const struct doc_node *input = target == NULL ? NULL : doc_member(target, "Input");
    const char *arn = arn_node == NULL ? NULL : result_text_of(t, arn_node, "");
    struct cfn_rule r = { .name = naming_resource(t, resource),
                          .schedule = at == NULL ? NULL : result_text_of(t, at, ""),
                          .zone = result_text_of(t, zone, ""),
                          .is_off = is_off(t, resource) };
    if (r.name == NULL || r.schedule == NULL || arn == NULL ||
        !cfn_rule_takes_schedule(t, at, r.schedule, r.zone) ||
        !cfn_rule_reaches(t, arn_node, arn)) {
        return;
    }
    const char *text = json_of(t, input);
    r.target = value_object();
    value_set_text(&r.target, "Arn", arn);
    value_set_text(&r.target, "Input", text != NULL ? text : "{}");
    cfn_rule_add(t, resource, &r, things);
}
