#include "runtime/api/machineapi.h"

#include <string.h>

#include "runtime/api/apiarn.h"
#include "runtime/api/machineref.h"
#include "runtime/api/reply.h"
#include "runtime/aws/names.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/ledger/tags.h"
#include "runtime/machine/machineconf.h"
#include "runtime/machine/shelf.h"
#include "runtime/service/answer.h"
#include "runtime/station/change.h"
#include "runtime/station/station.h"
#include "runtime/value/value.h"

/* AWS's quota of state machines. */
#define MACHINES_MOST 10000

/* ---- What requests say ---- */

static bool is_true(const struct value *input, const char *key)
{
    struct value *v;
    return value_member(input, key, &v) && value_is_true(v);
}

static bool is_express(const struct value *input)
{
    const char *type = value_member_text(input, "type");
    return type != NULL && strcmp(type, "EXPRESS") == 0;
}

static bool check_publishing(const struct value *input, struct service_answer *a)
{
    bool is_good =
        is_true(input, "publish") || value_member_text(input, "versionDescription") == NULL;
    if (!is_good) {
        service_answer_fail(a, 400, NULL, "ValidationException",
                            "Version description can only be set when publish is true");
    }
    return is_good;
}

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool fail_deleting(const struct machine *m, struct service_answer *a)
{
    service_answer_fail(a, 400, NULL, "StateMachineDeleting",
                        "State Machine is being deleted: '%s'", m->arn);
    return false;
}

static void put_version(struct value **body, const struct machine *m, const struct version *v)
{
    struct buf arn = { 0 };
    if (v != NULL) {
        buf_print(&arn, "%s:%llu", m->arn, (unsigned long long)v->number);
        value_set_text(body, "stateMachineVersionArn", buf_string(&arn));
    }
    buf_release(&arn);
}

/* ---- CreateStateMachine ---- */

/* Returns true if the machine was made by such a request: roles and tags are no part of
 * it. */
static bool is_repeated(const struct machine *m, const struct value *input,
                        const struct value *config)
{
    return m->is_express == is_express(input) &&
           strcmp(m->current->definition, value_member_text(input, "definition")) == 0 &&
           value_equal(m->current->config, config) &&
           m->was_published == is_true(input, "publish") &&
           is_same(m->first_description, value_member_text(input, "versionDescription"));
}

static struct value *created(const struct machine *m)
{
    struct value *body = value_object();
    value_set_text(&body, "stateMachineArn", m->arn);
    reply_put_date(&body, "creationDate", m->created_ms);
    if (m->was_published) {
        put_version(&body, m, machine_version_of(m, m->current));
    }
    return body;
}

/* There is one of that name. */
static void create_again(struct change *c, const struct machine *m)
{
    struct service_answer a = { .status = 0 };
    if (m->is_deleting) {
        fail_deleting(m, &a);
        change_answer(c, &a);
    } else if (is_repeated(m, c->input, c->config)) {
        change_good(c, created(m));
    } else {
        change_fail(c, "StateMachineAlreadyExists", "State Machine Already Exists: '%s'",
                    m->arn);
    }
}

static void on_created(struct change *c, const struct compile_result *result)
{
    struct station *s = c->station;
    struct service_answer a = { .status = 0 };
    struct buf why = { 0 };
    struct value *tags = NULL;
    const struct machine *before = machine_find(&s->machines, c->arn, strlen(c->arn));
    if (result->end != COMPILE_DONE) {
        compile_answer(result, &a);
        change_answer(c, &a);
        return;
    }
    if (before != NULL) { /* another server has made it meanwhile */
        compile_unload(result);
        create_again(c, before);
        return;
    }
    struct machine_plan p = { .name = value_member_text(c->input, "name"),
                              .definition = value_member_text(c->input, "definition"),
                              .role_arn = value_member_text(c->input, "roleArn"),
                              .is_express = is_express(c->input),
                              .created_ms = station_now_ms(s),
                              .config = c->config,
                              .is_published = is_true(c->input, "publish"),
                              .description = value_member_text(c->input, "versionDescription"),
                              .load = result->load };
    const struct machine *m = shelf_add(&s->machines, &p, &why);
    if (m == NULL) {
        compile_refuse(result, buf_string(&why), &a);
        change_answer(c, &a);
    } else {
        if (value_member(c->input, "tags", &tags)) {
            tags_put(s->store, m->arn, tags);
        }
        change_good(c, created(m));
    }
    buf_release(&why);
}

static void create(struct change *c)
{
    struct station *s = c->station;
    const struct machine *m = machine_find(&s->machines, c->arn, strlen(c->arn));
    struct service_answer a = { .status = 0 };
    if (!machineconf_read(c->input, NULL, &c->config, &a)) {
        change_answer(c, &a);
    } else if (m != NULL) {
        create_again(c, m);
    } else if (machine_count(&s->machines) >= MACHINES_MOST) {
        change_fail(c, "StateMachineLimitExceeded",
                    "The maximum number of state machines has been reached: %d", MACHINES_MOST);
    } else {
        change_compile(
            c,
            &(struct compile_request){ .definition = value_member_text(c->input, "definition"),
                                       .name = value_member_text(c->input, "name"),
                                       .is_express = is_express(c->input) },
            on_created);
    }
}

void machineapi_create(struct station *s, struct call *c)
{
    const char *name = call_text(c, "name");
    struct service_answer a = { .status = 0 };
    if (!change_is_possible(&s->changes, c)) {
        return;
    }
    char *arn = names_arn("stateMachine", name, "");
    struct value *tags = NULL;
    value_member(c->input, "tags", &tags);
    if (!apiarn_check_name(name, &a) || !apiarn_check_role(call_text(c, "roleArn"), &a) ||
        !check_publishing(c->input, &a) || !tags_check(arn, tags, &a)) {
        station_answer(s, c, &a);
    } else {
        change_begin(&s->changes, c, arn, create);
    }
    memory_release(arn);
}

/* ---- UpdateStateMachine ---- */

/* What it shall be: what the request does not speak of stays. */
static struct machine_plan plan_of(const struct change *c, const struct machine *m)
{
    const char *definition = value_member_text(c->input, "definition");
    const char *role = value_member_text(c->input, "roleArn");
    return (struct machine_plan){
        .name = m->name,
        .definition = definition != NULL ? definition : m->current->definition,
        .role_arn = role != NULL ? role : m->current->role_arn,
        .is_express = m->is_express,
        .created_ms = station_now_ms(c->station),
        .config = c->config,
    };
}

static void updated(struct change *c, struct machine *m)
{
    struct station *s = c->station;
    struct value *body = value_object();
    reply_put_date(&body, "updateDate", station_now_ms(s));
    value_set_text(&body, "revisionId", m->current->id);
    if (is_true(c->input, "publish")) {
        const char *description = value_member_text(c->input, "versionDescription");
        put_version(&body, m, shelf_publish(&s->machines, m, description, station_now_ms(s)));
    }
    change_good(c, body);
}

static void update(struct change *c);

/* Others here that would change its machine wait; on another server it may have become another
 * one, or be gone. */
static void on_updated(struct change *c, const struct compile_result *result)
{
    struct machine *m = machine_find(&c->station->machines, c->arn, strlen(c->arn));
    struct service_answer a = { .status = 0 };
    struct buf why = { 0 };
    if (m == NULL || m->current->number != c->revision) {
        compile_unload(result);
        update(c);
        return;
    }
    struct machine_plan p = plan_of(c, m);
    p.load = result->load;
    if (result->end != COMPILE_DONE) {
        compile_answer(result, &a);
        change_answer(c, &a);
    } else if (!shelf_update(&c->station->machines, m, &p, &why)) {
        compile_refuse(result, buf_string(&why), &a);
        change_answer(c, &a);
    } else {
        updated(c, m);
    }
    buf_release(&why);
}

static bool check_given(const struct value *input, struct service_answer *a)
{
    bool is_any = value_member_text(input, "definition") != NULL ||
                  value_member_text(input, "roleArn") != NULL || machineconf_is_given(input);
    if (!is_any) {
        service_answer_fail(
            a, 400, NULL, "MissingRequiredParameter",
            "Either the definition, the role ARN, the LoggingConfiguration, or the "
            "TracingConfiguration must be specified");
    }
    return is_any;
}

/* What can be said without a look at the state machine comes first. */
static bool check_update(struct change *c, struct machine **ret_machine,
                         struct service_answer *a)
{
    const char *role = value_member_text(c->input, "roleArn");
    if (!check_given(c->input, a) || (role != NULL && !apiarn_check_role(role, a)) ||
        !check_publishing(c->input, a) ||
        !machineref_plain(c->station, c->arn, ret_machine, a)) {
        return false;
    }
    value_release(c->config);
    c->config = NULL;
    return ((*ret_machine)->is_deleting ? fail_deleting(*ret_machine, a) : true) &&
           machineconf_read(c->input, (*ret_machine)->current->config, &c->config, a);
}

static void update(struct change *c)
{
    struct service_answer a = { .status = 0 };
    struct machine *m = NULL;
    if (!check_update(c, &m, &a)) {
        change_answer(c, &a);
        return;
    }
    struct machine_plan p = plan_of(c, m);
    if (shelf_is_current(m, &p) && m->current->load.workflow != NULL) {
        updated(c, m);
    } else {
        c->revision = m->current->number;
        change_compile(c,
                       &(struct compile_request){ .definition = p.definition,
                                                  .name = m->name,
                                                  .is_express = m->is_express },
                       on_updated);
    }
}

void machineapi_update(struct station *s, struct call *c)
{
    change_begin(&s->changes, c, call_text(c, "stateMachineArn"), update);
}

/* ---- DeleteStateMachine ---- */

/* It is no error if there is none; what is a part of one is not deleted this way. */
static void delete_machine(struct change *c)
{
    struct service_answer a = { .status = 0 };
    struct machineref r;
    bool is_good = machineref_read(c->station, c->arn, &r, &a);
    if (is_good) {
        machineref_close(&r);
        is_good = machineref_check_map(&r, &a);
    }
    if (!is_good) {
        change_answer(c, &a);
        return;
    }
    if (r.kind == MACHINEREF_VERSION || r.kind == MACHINEREF_ALIAS) {
        change_fail(c, "ValidationException",
                    "The ARN of a state machine itself is needed: '%s'", c->arn);
        return;
    }
    if (r.kind == MACHINEREF_PLAIN && r.machine != NULL && !r.machine->is_deleting) {
        shelf_delete(&c->station->machines, r.machine);
    }
    change_good(c, NULL);
}

void machineapi_delete(struct station *s, struct call *c)
{
    change_begin(&s->changes, c, call_text(c, "stateMachineArn"), delete_machine);
}
