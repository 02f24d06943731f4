#include "runtime/events/events.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/events/eventpattern.h"
#include "runtime/events/archive.h"
#include "runtime/bus/bus.h"
#include "runtime/bus/endpoint.h"
#include "runtime/bus/partner.h"
#include "runtime/events/connection.h"
#include "runtime/events/dispatch.h"
#include "runtime/events/happening.h"
#include "runtime/bus/label.h"
#include "runtime/events/rules.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/pattern.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define FILE_NAME   "events.db"
#define ENTRIES_MAX 10
#define BYTES_MAX   262144

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS bus (name TEXT PRIMARY KEY);"
    "CREATE TABLE IF NOT EXISTS rule (bus TEXT NOT NULL, name TEXT NOT NULL, pattern TEXT, "
    "schedule "
    "TEXT, state TEXT NOT NULL, description TEXT, PRIMARY KEY (bus, name));"
    "CREATE TABLE IF NOT EXISTS target (bus TEXT NOT NULL, rule TEXT NOT NULL, id TEXT NOT "
    "NULL, "
    "arn TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (bus, rule, id));"
    "CREATE TABLE IF NOT EXISTS thing (kind TEXT NOT NULL, name TEXT NOT NULL, json TEXT NOT "
    "NULL, PRIMARY KEY (kind, name));"
    "CREATE TABLE IF NOT EXISTS kept (key INTEGER PRIMARY KEY AUTOINCREMENT, archive TEXT NOT "
    "NULL, at_ms INTEGER NOT NULL, json TEXT NOT NULL);"
    "CREATE INDEX IF NOT EXISTS kept_archive ON kept (archive, at_ms);";

struct events {
    struct database *database;
    struct random *random;
};

static const struct ask_words words = {
    .value_code = "ValidationException",
    .missing = { NULL, "ValidationException",
                 "1 validation error detected: Value null at '%s' failed to satisfy "
                 "constraint: "
                 "Member must not be null" },
    .not_text = { NULL, "SerializationException", "%s is not a string." },
    .not_integer = { NULL, "SerializationException", "%s is not an integer." },
};

/* ---- PutEvents ---- */

static struct value *bad_entry(const char *code, const char *message)
{
    struct value *said = value_object();
    value_set_text(&said, "ErrorCode", code);
    value_set_text(&said, "ErrorMessage", message);
    return said;
}

static struct value *lacking(const char *parameter)
{
    struct buf message = { 0 };
    buf_print(&message, "Parameter %s is not valid. Reason: %s is a required argument.",
              parameter, parameter);
    struct value *said = bad_entry("InvalidArgument", buf_string(&message));
    buf_release(&message);
    return said;
}

/* When the entry says that it happened. */
static int64_t time_of(struct ask *a, const struct value *entry)
{
    struct value *time = NULL;
    if (value_member(entry, "Time", &time) && value_type(time) == VALUE_NUMBER) {
        return (int64_t)(value_to_number(time).real * 1000);
    }
    return a->now_ms;
}

/* Sends one entry's event. Returns what is answered for it: new. */
static struct value *put_entry(struct ask *a, const struct value *entry, bool by_partner)
{
    static const char *const required[] = { "Source", "DetailType", "Detail" };
    const char *texts[3];
    struct value *detail = NULL, *resources = NULL;
    struct read_error ignored;
    for (size_t i = 0; i < 3; i++) {
        texts[i] = value_member_text(entry, required[i]);
        if (texts[i] == NULL || texts[i][0] == '\0') {
            return lacking(required[i]);
        }
    }
    if (!read_json(texts[2], strlen(texts[2]), &detail, &ignored) ||
        value_type(detail) != VALUE_OBJECT) {
        value_release(detail);
        return bad_entry("MalformedDetail", "Detail is malformed.");
    }
    bool may_send =
        by_partner ? partner_is_active(a, texts[0]) : strncmp(texts[0], "aws.", 4) != 0;
    if (!may_send) {
        value_release(detail);
        return bad_entry("NotAuthorizedForSourceException", "Not authorized for the source.");
    }
    const char *bus = by_partner ? texts[0] : bus_of(value_member_text(entry, "EventBusName"));
    char id[RANDOM_UUID_SIZE + 1];
    random_uuid(a->random, id);
    resources =
        value_member(entry, "Resources", &resources) ? value_share(resources) : value_array(0);
    struct value *event =
        happening_new(id, texts[1], texts[0], time_of(a, entry), resources, detail);
    if (bus_is_there(a, bus)) { /* for a bus that is not there events are lost, as on AWS */
        dispatch_event(a, bus, event, NULL);
    }
    value_release(event);
    struct value *said = value_object();
    value_set_text(&said, "EventId", id);
    return said;
}

/* As AWS counts: a time is 14 bytes, texts are as long as they are. */
static size_t size_of(const struct value *entries)
{
    static const char *const members[] = { "Source", "DetailType", "Detail" };
    size_t size = 0;
    for (size_t i = 0; i < value_count(entries); i++) {
        const struct value *entry = value_item(entries, i);
        struct value *resources = NULL;
        size += value_member(entry, "Time", NULL) ? 14 : 0;
        for (size_t j = 0; j < sizeof members / sizeof members[0]; j++) {
            const char *text = value_member_text(entry, members[j]);
            size += text != NULL ? strlen(text) : 0;
        }
        value_member(entry, "Resources", &resources);
        for (size_t j = 0; j < value_count(resources); j++) {
            const struct value *v = value_item(resources, j);
            size += value_type(v) == VALUE_STRING ? value_string_size(v) : 0;
        }
    }
    return size;
}

static void put_entries(struct ask *a, bool by_partner)
{
    struct value *entries = NULL, *all = value_array(0), *body = value_object();
    int64_t failed = 0;
    value_member(a->request, "Entries", &entries);
    size_t count = value_count(entries);
    for (size_t i = 0; i < count && count <= ENTRIES_MAX; i++) {
        struct value *said = put_entry(a, value_item(entries, i), by_partner);
        failed += value_member(said, "ErrorCode", NULL);
        value_append_take(&all, said);
    }
    value_set_take(&body, "FailedEntryCount", value_int(failed));
    value_set_take(&body, "Entries", all);
    if (size_of(entries) > BYTES_MAX) {
        ask_fail_value(a, "Total size of the entries in the request is over the limit.");
    } else if (count > 0 && count <= ENTRIES_MAX) {
        service_answer_good(a->answer, value_share(body));
    } else {
        ask_fail_value(a,
                       "1 validation error detected: Value '[%zu entries]' at 'entries' "
                       "failed to satisfy constraint: Member must have length %s than or "
                       "equal to %d",
                       count, count == 0 ? "greater" : "less", count == 0 ? 1 : ENTRIES_MAX);
    }
    value_release(body);
}

static void put_events(struct ask *a)
{
    put_entries(a, false);
}

/* A partner's events go to the bus of their source's name. */
static void put_partner_events(struct ask *a)
{
    put_entries(a, true);
}

static bool read_event(struct ask *a, struct value **ret)
{
    const char *text = ask_text(a, a->request, "Event");
    struct read_error error;
    return text != NULL &&
           (read_json(text, strlen(text), ret, &error) ||
            ask_fail(a, "ValidationException", "Parameter Event is not valid. Reason: %s",
                     error.message));
}

static void test_pattern(struct ask *a)
{
    struct value *pattern = NULL, *event = NULL;
    const char *text = ask_text(a, a->request, "EventPattern");
    if (text != NULL && eventpattern_read(a, text, &pattern) && read_event(a, &event)) {
        struct value *body = value_object();
        value_set_take(&body, "Result", value_bool(pattern_matches(pattern, event)));
        service_answer_good(a->answer, body);
    }
    value_release(event);
    value_release(pattern);
}

/* ---- The service ---- */

static void start_replay(struct ask *a)
{
    const char *bus;
    const struct value *rules;
    struct value *events = archive_start_replay(a, &bus, &rules);
    for (size_t i = 0; i < value_count(events); i++) {
        dispatch_event(a, bus, value_item(events, i), rules);
    }
    value_release(events);
}

static const struct ask_operation operations[] = {
    { "ActivateEventSource", partner_activate, true },
    { "CancelReplay", archive_cancel_replay, false },
    { "CreateApiDestination", connection_create_destination, true },
    { "CreateArchive", archive_create, true },
    { "CreateConnection", connection_create, true },
    { "CreateEndpoint", endpoint_create, true },
    { "CreateEventBus", bus_create, true },
    { "CreatePartnerEventSource", partner_create, true },
    { "DeactivateEventSource", partner_deactivate, true },
    { "DeauthorizeConnection", connection_deauthorize, true },
    { "DeleteApiDestination", connection_delete_destination, true },
    { "DeleteArchive", archive_delete, true },
    { "DeleteConnection", connection_delete, true },
    { "DeleteEndpoint", endpoint_delete, true },
    { "DeleteEventBus", bus_delete, true },
    { "DeletePartnerEventSource", partner_delete, true },
    { "DeleteRule", rules_delete, true },
    { "DescribeApiDestination", connection_describe_destination, false },
    { "DescribeArchive", archive_describe, false },
    { "DescribeConnection", connection_describe, false },
    { "DescribeEndpoint", endpoint_describe, false },
    { "DescribeEventBus", bus_describe, false },
    { "DescribeEventSource", partner_describe_source, false },
    { "DescribePartnerEventSource", partner_describe, false },
    { "DescribeReplay", archive_describe_replay, false },
    { "DescribeRule", rules_describe, false },
    { "DisableRule", rules_disable, true },
    { "EnableRule", rules_enable, true },
    { "ListApiDestinations", connection_list_destinations, false },
    { "ListArchives", archive_list, false },
    { "ListConnections", connection_list, false },
    { "ListEndpoints", endpoint_list, false },
    { "ListEventBuses", bus_list, false },
    { "ListEventSources", partner_list_sources, false },
    { "ListPartnerEventSourceAccounts", partner_list_accounts, false },
    { "ListPartnerEventSources", partner_list, false },
    { "ListReplays", archive_list_replays, false },
    { "ListRuleNamesByTarget", rules_list_by_target, false },
    { "ListRules", rules_list, false },
    { "ListTagsForResource", label_list, false },
    { "ListTargetsByRule", rules_list_targets, false },
    { "PutEvents", put_events, true },
    { "PutPartnerEvents", put_partner_events, true },
    { "PutPermission", bus_put_permission, true },
    { "PutRule", rules_put, true },
    { "PutTargets", rules_put_targets, true },
    { "RemovePermission", bus_remove_permission, true },
    { "RemoveTargets", rules_remove_targets, true },
    { "StartReplay", start_replay, true },
    { "TagResource", label_tag, true },
    { "TestEventPattern", test_pattern, false },
    { "UntagResource", label_untag, true },
    { "UpdateApiDestination", connection_update_destination, true },
    { "UpdateArchive", archive_update, true },
    { "UpdateConnection", connection_update, true },
    { "UpdateEndpoint", endpoint_update, true },
    { "UpdateEventBus", bus_update, true },
    { NULL, NULL, false },
};

bool events_has_file(const char *folder)
{
    struct buf path = { 0 };
    buf_print(&path, "%s/%s", folder, FILE_NAME);
    bool is_there = access(buf_string(&path), F_OK) == 0;
    buf_release(&path);
    return is_there;
}

bool events_open(const char *folder, struct random *random, struct events **ret_events,
                 struct buf *why)
{
    struct database *d;
    if (!database_open(folder, FILE_NAME, schema, &d, why)) {
        return false;
    }
    struct events *e = memory_zero(sizeof *e);
    e->database = d;
    e->random = random;
    *ret_events = e;
    return true;
}

void events_close(struct events *e)
{
    if (e != NULL) {
        database_close(e->database);
        memory_release(e);
    }
}

static struct ask ask_of(struct events *e, const struct value *request, int64_t now_ms,
                         struct service_answer *answer)
{
    return (struct ask){ .words = &words,
                         .database = e->database,
                         .random = e->random,
                         .request = request,
                         .now_ms = now_ms,
                         .answer = answer,
                         .deliveries = value_array(0) };
}

void events_answer(struct events *e, const char *operation, const struct value *request,
                   int64_t now_ms, struct service_answer *ret_answer,
                   struct value **ret_deliveries)
{
    struct ask a = ask_of(e, request, now_ms, ret_answer);
    ask_run(&a, operations, operation);
    *ret_deliveries = a.deliveries;
}

struct value *events_emit(struct events *e, const char *source, const char *type,
                          const char *resource, struct value *detail, int64_t now_ms)
{
    struct service_answer ignored = { 0 };
    struct ask a = ask_of(e, NULL, now_ms, &ignored);
    struct value *resources = value_array(1);
    struct buf why = { 0 };
    char id[RANDOM_UUID_SIZE + 1];
    random_uuid(e->random, id);
    value_append_take(&resources, value_text(resource));
    struct value *event =
        happening_new(id, type, source, now_ms, resources, value_share(detail));
    database_begin(e->database, true);
    dispatch_event(&a, bus_of(NULL), event, NULL);
    database_end(e->database, true, &why);
    buf_release(&why);
    value_release(event);
    service_answer_release(&ignored);
    return a.deliveries;
}

struct value *events_tick(struct events *e, int64_t now_ms)
{
    struct service_answer ignored = { 0 };
    struct ask a = ask_of(e, NULL, now_ms, &ignored);
    struct buf why = { 0 };
    database_begin(e->database, true);
    dispatch_due(&a);
    if (!database_end(e->database, true, &why)) {
        value_release(a.deliveries);
        a.deliveries = value_array(0);
    }
    buf_release(&why);
    service_answer_release(&ignored);
    return a.deliveries;
}

static void make_bus(struct events *e, const char *bus, int64_t now_ms, struct buf *made)
{
    struct value *wanted = value_object(), *ignored = NULL;
    struct service_answer answer = { 0 };
    value_set_text(&wanted, "Name", bus);
    events_answer(e, "CreateEventBus", wanted, now_ms, &answer, &ignored);
    if (service_answer_is_good(&answer)) {
        buf_print(made, "event bus %s\n", bus);
    }
    service_answer_release(&answer);
    value_release(ignored);
    value_release(wanted);
}

void events_make_for(struct events *e, const char *operation, const struct value *request,
                     int64_t now_ms, struct buf *made)
{
    struct value *entries = NULL;
    if (strcmp(operation, "PutEvents") == 0) {
        value_member(request, "Entries", &entries);
    }
    for (size_t i = 0; i < value_count(entries); i++) {
        const char *bus = value_member_text(value_item(entries, i), "EventBusName");
        if (bus != NULL) { /* one that is there is not made again */
            make_bus(e, bus_of(bus), now_ms, made);
        }
    }
}
