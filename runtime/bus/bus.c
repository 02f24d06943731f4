#include "runtime/bus/bus.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/bus/label.h"
#include "runtime/bus/partner.h"
#include "runtime/bus/thing.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/grant.h"
#include "runtime/service/member.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define KIND           "bus"
#define NAME_MAX_BYTES 256
#define BUS_PART       ":event-bus/"

/* What a bus has beside its name, and tells again. */
static const char *const properties[] = { "Description", "DeadLetterConfig", "KmsKeyIdentifier",
                                          "LogConfig", NULL };

/* ---- Names ---- */

const char *bus_of(const char *name_or_arn)
{
    if (name_or_arn == NULL || name_or_arn[0] == '\0') {
        return BUS_DEFAULT;
    }
    const char *part = strstr(name_or_arn, BUS_PART);
    return part != NULL ? part + sizeof BUS_PART - 1 : name_or_arn;
}

void bus_put_arn(struct buf *out, const char *kind, const char *bus, const char *rule)
{
    buf_print(out, "arn:%s:events:%s:%s:%s/", account_partition(), account_region(),
              account_id(), kind);
    if (rule == NULL || strcmp(bus, BUS_DEFAULT) != 0) {
        buf_text(out, bus);
    }
    if (rule != NULL) {
        buf_print(out, "%s%s", strcmp(bus, BUS_DEFAULT) != 0 ? "/" : "", rule);
    }
}

void bus_set_arn(struct value **object, const char *key, const char *kind, const char *bus,
                 const char *rule)
{
    struct buf arn = { 0 };
    bus_put_arn(&arn, kind, bus, rule);
    value_set_text(object, key, buf_string(&arn));
    buf_release(&arn);
}

bool bus_is_there(struct ask *a, const char *bus)
{
    if (strcmp(bus, BUS_DEFAULT) == 0) {
        return true;
    }
    struct statement *s = database_statement(a->database, "SELECT 1 FROM bus WHERE name = ?1");
    database_set_text(s, 1, bus);
    bool is_there = database_row(s);
    database_leave(s);
    return is_there;
}

const char *bus_wanted(struct ask *a, const char *member)
{
    const char *bus = bus_of(value_member_text(a->request, member));
    if (!bus_is_there(a, bus)) {
        ask_fail(a, "ResourceNotFoundException", "Event bus %s does not exist.", bus);
        return NULL;
    }
    return bus;
}

/* ---- Made and deleted ---- */

/* What is known of a bus beside its name: new. */
static struct value *load(struct ask *a, const char *bus)
{
    struct value *more = thing_load(a, KIND, bus);
    return more != NULL ? more : value_object();
}

/* The name of a bus has no '/', unless it is that of a partner's event source. */
static const char *name_of(struct ask *a, const char *source)
{
    const char *name = ask_text(a, a->request, "Name");
    if (name == NULL || source != NULL) {
        return name != NULL && partner_join(a, name, source) ? name : NULL;
    }
    if (strchr(name, '/') != NULL) {
        ask_fail(a, "ValidationException", "Event bus name must not contain '/'.");
        return NULL;
    }
    return thing_name(a, "Name", NAME_MAX_BYTES);
}

void bus_create(struct ask *a)
{
    const char *name = name_of(a, value_member_text(a->request, "EventSourceName"));
    if (name == NULL) {
        return;
    }
    if (bus_is_there(a, name)) {
        ask_fail(a, "ResourceAlreadyExistsException", "Event bus %s already exists.", name);
        return;
    }
    struct statement *s = database_statement(a->database, "INSERT INTO bus VALUES (?1)");
    struct value *more = value_object(), *body = value_object();
    database_set_text(s, 1, name);
    database_run(s);
    thing_copy(a, &more, properties);
    thing_set_time(&more, "CreationTime", a->now_ms);
    thing_set_time(&more, "LastModifiedTime", a->now_ms);
    thing_store(a, KIND, name, more);
    bus_set_arn(&body, "EventBusArn", "event-bus", name, NULL);
    label_set(a, value_member_text(body, "EventBusArn"));
    thing_copy(a, &body, properties);
    service_answer_good(a->answer, body);
    value_release(more);
}

void bus_update(struct ask *a)
{
    const char *bus = bus_wanted(a, "Name");
    if (bus == NULL) {
        return;
    }
    struct value *more = load(a, bus), *body = value_object();
    thing_copy(a, &more, properties);
    thing_set_time(&more, "LastModifiedTime", a->now_ms);
    thing_store(a, KIND, bus, more);
    bus_set_arn(&body, "Arn", "event-bus", bus, NULL);
    value_set_text(&body, "Name", bus);
    thing_copy(a, &body, properties);
    service_answer_good(a->answer, body);
    value_release(more);
}

static void delete_of_bus(struct ask *a, const char *sql, const char *bus)
{
    struct statement *s = database_statement(a->database, sql);
    database_set_text(s, 1, bus);
    database_run(s);
}

void bus_delete(struct ask *a)
{
    const char *name = ask_text(a, a->request, "Name");
    if (name == NULL) {
        return;
    }
    if (strcmp(name, BUS_DEFAULT) == 0) {
        ask_fail(a, "ValidationException", "Cannot delete event bus default.");
        return;
    }
    struct buf arn = { 0 };
    bus_put_arn(&arn, "event-bus", name, NULL);
    label_forget(a, buf_string(&arn));
    buf_release(&arn);
    thing_forget(a, KIND, name);
    delete_of_bus(a, "DELETE FROM bus WHERE name = ?1", name);
    delete_of_bus(a, "DELETE FROM rule WHERE bus = ?1", name);
    delete_of_bus(a, "DELETE FROM target WHERE bus = ?1", name);
}

/* ---- Told ---- */

static struct value *described(struct ask *a, const char *name, bool is_whole)
{
    static const char *const always[] = { "Description", "Policy", "CreationTime",
                                          "LastModifiedTime", NULL };
    static const char *const whole[] = { "DeadLetterConfig", "KmsKeyIdentifier", "LogConfig",
                                         NULL };
    struct value *more = load(a, name), *bus = thing_show(more, always);
    if (is_whole) {
        struct value *rest = thing_show(more, whole);
        for (struct value_walk w = value_walk(rest); value_step(&w);) {
            value_set_take(&bus, w.key, value_share(w.value));
        }
        value_release(rest);
    }
    value_set_text(&bus, "Name", name);
    bus_set_arn(&bus, "Arn", "event-bus", name, NULL);
    value_release(more);
    return bus;
}

void bus_describe(struct ask *a)
{
    const char *bus = bus_wanted(a, "Name");
    if (bus != NULL) {
        service_answer_good(a->answer, described(a, bus, true));
    }
}

/* "default" is a bus like any other here, in its place among the names. */
void bus_list(struct ask *a)
{
    const char *prefix = value_member_text(a->request, "NamePrefix");
    const char *after = value_member_text(a->request, "NextToken");
    struct value *all = value_array(0), *body = value_object(), *last = NULL;
    int64_t limit = thing_limit(a);
    struct statement *s = database_statement(
        a->database,
        "SELECT name FROM (SELECT name FROM bus UNION SELECT 'default') WHERE name "
        "> ?1 AND substr(name, 1, length(?2)) = ?2 ORDER BY name LIMIT ?3");
    database_set_text(s, 1, after != NULL ? after : "");
    database_set_text(s, 2, prefix != NULL ? prefix : "");
    database_set_int(s, 3, limit + 1);
    while (database_row(s)) {
        if ((int64_t)value_count(all) == limit) {
            value_set_take(&body, "NextToken", value_share(last));
            break;
        }
        value_release(last);
        last = value_text(database_text(s, 0));
        value_append_take(&all, described(a, database_text(s, 0), false));
    }
    database_leave(s);
    value_release(last);
    value_set_take(&body, "EventBuses", all);
    service_answer_good(a->answer, body);
}

/* ---- Policies ---- */

static void keep_policy(struct ask *a, const char *bus, struct value *more, const char *text)
{
    if (text != NULL) {
        value_set_text(&more, "Policy", text);
    } else {
        member_drop(&more, "Policy");
    }
    thing_store(a, KIND, bus, more);
    value_release(more);
}

static bool check_grant(struct ask *a, const char *action, const char *principal)
{
    if (strcmp(action, "events:PutEvents") != 0 && strcmp(action, "events:PutRule") != 0) {
        return ask_fail(a, "ValidationException",
                        "Provided value in parameter 'action' is not supported.");
    }
    bool is_account =
        strlen(principal) == 12 && strspn(principal, "0123456789") == strlen(principal);
    return is_account || strcmp(principal, "*") == 0 ||
           ask_fail(a, "ValidationException",
                    "1 validation error detected: Value '%s' at 'principal' failed to satisfy "
                    "constraint: Member must satisfy regular expression pattern: "
                    "(\\d{12}|\\*)",
                    principal);
}

static struct value *statement_of(struct ask *a, const char *bus, const char *id,
                                  const char *action, const char *principal)
{
    struct value *statement = value_object(), *who = value_object(), *condition = NULL;
    struct buf arn = { 0 };
    buf_print(&arn, "arn:%s:iam::%s:root", account_partition(), principal);
    value_set_text(&statement, "Sid", id);
    value_set_text(&statement, "Effect", "Allow");
    if (strcmp(principal, "*") == 0) {
        value_set_text(&statement, "Principal", "*");
        value_release(who);
    } else {
        value_set_text(&who, "AWS", buf_string(&arn));
        value_set_take(&statement, "Principal", who);
    }
    value_set_text(&statement, "Action", action);
    bus_set_arn(&statement, "Resource", "event-bus", bus, NULL);
    if (value_member(a->request, "Condition", &condition)) {
        const char *type = value_member_text(condition, "Type");
        const char *key = value_member_text(condition, "Key");
        struct value *inner = value_object(), *outer = value_object();
        value_set_text(&inner, key != NULL ? key : "", value_member_text(condition, "Value"));
        value_set_take(&outer, type != NULL ? type : "", inner);
        value_set_take(&statement, "Condition", outer);
    }
    buf_release(&arn);
    return statement;
}

/* The policy with `statement` (taken) in place of the one of that id. */
static struct value *with_statement(const char *old, const char *id, struct value *statement)
{
    struct value *policy = grant_remove(old, id), *list = NULL, *all = value_array(1);
    policy = policy != NULL ? policy : grant_read(old);
    value_member(policy, "Statement", &list);
    for (size_t i = 0; i < value_count(list); i++) {
        value_append_take(&all, value_share(value_item(list, i)));
    }
    value_append_take(&all, statement);
    value_set_text(&policy, "Version", "2012-10-17");
    value_set_take(&policy, "Statement", all);
    return policy;
}

void bus_put_permission(struct ask *a)
{
    const char *bus = bus_wanted(a, "EventBusName");
    const char *whole = value_member_text(a->request, "Policy");
    if (bus == NULL) {
        return;
    }
    if (whole != NULL) {
        struct value *policy = grant_read(whole);
        if (value_count(policy) > 0) {
            keep_policy(a, bus, load(a, bus), whole);
        } else {
            ask_fail(a, "ValidationException", "This policy contains invalid Json");
        }
        value_release(policy);
        return;
    }
    const char *id = ask_text(a, a->request, "StatementId");
    const char *principal = id != NULL ? ask_text(a, a->request, "Principal") : NULL;
    const char *action = principal != NULL ? ask_text(a, a->request, "Action") : NULL;
    if (action != NULL && check_grant(a, action, principal)) {
        struct value *more = load(a, bus);
        struct value *policy = with_statement(value_member_text(more, "Policy"), id,
                                              statement_of(a, bus, id, action, principal));
        char *text = write_text(policy);
        keep_policy(a, bus, more, text);
        memory_release(text);
        value_release(policy);
    }
}

void bus_remove_permission(struct ask *a)
{
    const char *bus = bus_wanted(a, "EventBusName");
    struct value *all = NULL, *list = NULL;
    if (bus == NULL) {
        return;
    }
    value_member(a->request, "RemoveAllPermissions", &all);
    const char *id = value_member_text(a->request, "StatementId");
    struct value *more = load(a, bus);
    const char *old = value_member_text(more, "Policy");
    struct value *policy = old != NULL && id != NULL ? grant_remove(old, id) : NULL;
    if (value_is_true(all)) {
        keep_policy(a, bus, value_share(more), NULL);
    } else if (old == NULL) {
        ask_fail(a, "ResourceNotFoundException", "EventBus does not have a policy.");
    } else if (policy == NULL) {
        ask_fail(a, "ResourceNotFoundException",
                 "Statement with the provided id does not exist.");
    } else {
        char *text = write_text(policy);
        value_member(policy, "Statement", &list);
        keep_policy(a, bus, value_share(more), value_count(list) > 0 ? text : NULL);
        memory_release(text);
    }
    value_release(policy);
    value_release(more);
}
