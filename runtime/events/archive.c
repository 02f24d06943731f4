#include "runtime/events/archive.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/bus/bus.h"
#include "runtime/bus/thing.h"
#include "runtime/events/eventpattern.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/pattern.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define ARCHIVE "archive"
#define REPLAY  "replay"

#define ARCHIVE_NAME_MAX 48
#define REPLAY_NAME_MAX  64
#define DAY_MS           INT64_C(86400000)

/* "arn:aws:events:us-east-1:123456789012:archive/NAME" */
static void set_arn(struct value **object, const char *member, const char *kind,
                    const char *name)
{
    struct buf arn = { 0 };
    buf_print(&arn, "arn:%s:events:%s:%s:%s/%s", account_partition(), account_region(),
              account_id(), kind, name);
    value_set_text(object, member, buf_string(&arn));
    buf_release(&arn);
}

/* ---- Archives ---- */

static bool check_source(struct ask *a, const char *arn)
{
    const char *bus = bus_of(arn);
    if (strstr(arn, ":event-bus/") == NULL) {
        return ask_fail(a, "ValidationException",
                        "Parameter EventSourceArn is not valid. Reason: Must contain an event "
                        "bus ARN.");
    }
    return bus_is_there(a, bus) ||
           ask_fail(a, "ResourceNotFoundException", "Event bus %s does not exist.", bus);
}

static void answer_state(struct ask *a, const struct value *archive)
{
    static const char *const shown[] = { "State", "CreationTime", NULL };
    struct value *body = thing_show(archive, shown);
    set_arn(&body, "ArchiveArn", "archive", value_member_text(archive, "ArchiveName"));
    service_answer_good(a->answer, body);
}

static const char *const archive_members[] = { "Description", "EventPattern", "RetentionDays",
                                               "KmsKeyIdentifier", NULL };

void archive_create(struct ask *a)
{
    const char *name = thing_name(a, "ArchiveName", ARCHIVE_NAME_MAX);
    const char *source = name != NULL ? ask_text(a, a->request, "EventSourceArn") : NULL;
    struct value *archive = name != NULL ? thing_load(a, ARCHIVE, name) : NULL;
    if (archive != NULL && source != NULL) {
        ask_fail(a, "ResourceAlreadyExistsException", "Archive %s already exists.", name);
    } else if (source != NULL && check_source(a, source) &&
               eventpattern_check(a, value_member_text(a->request, "EventPattern"))) {
        archive = value_object();
        value_set_text(&archive, "ArchiveName", name);
        value_set_text(&archive, "EventSourceArn", source);
        value_set_text(&archive, "State", "ENABLED");
        value_set_take(&archive, "RetentionDays", value_int(0));
        value_set_take(&archive, "EventCount", value_int(0));
        value_set_take(&archive, "SizeBytes", value_int(0));
        thing_set_time(&archive, "CreationTime", a->now_ms);
        thing_copy(a, &archive, archive_members);
        thing_store(a, ARCHIVE, name, archive);
        answer_state(a, archive);
    }
    value_release(archive);
}

/* The request's archive: new; NULL after a failure. */
static struct value *archive_of(struct ask *a)
{
    const char *name = ask_text(a, a->request, "ArchiveName");
    struct value *archive = name != NULL ? thing_load(a, ARCHIVE, name) : NULL;
    if (name != NULL && archive == NULL) {
        ask_fail(a, "ResourceNotFoundException", "Archive %s does not exist.", name);
    }
    return archive;
}

void archive_update(struct ask *a)
{
    struct value *archive = archive_of(a);
    if (archive != NULL &&
        eventpattern_check(a, value_member_text(a->request, "EventPattern"))) {
        thing_copy(a, &archive, archive_members);
        thing_store(a, ARCHIVE, value_member_text(archive, "ArchiveName"), archive);
        answer_state(a, archive);
    }
    value_release(archive);
}

void archive_delete(struct ask *a)
{
    struct value *archive = archive_of(a);
    if (archive != NULL) {
        const char *name = value_member_text(archive, "ArchiveName");
        struct statement *s =
            database_statement(a->database, "DELETE FROM kept WHERE archive = ?1");
        database_set_text(s, 1, name);
        database_run(s);
        thing_forget(a, ARCHIVE, name);
    }
    value_release(archive);
}

void archive_describe(struct ask *a)
{
    struct value *archive = archive_of(a);
    if (archive != NULL) {
        set_arn(&archive, "ArchiveArn", "archive", value_member_text(archive, "ArchiveName"));
        service_answer_good(a->answer, value_share(archive));
    }
    value_release(archive);
}

/* At most one of these narrows the list. `operation` is what is asked, `states` is what a State
 * can be. */
static bool check_filters(struct ask *a, const char *operation, const char *states)
{
    static const char *const filters[] = { "NamePrefix", "EventSourceArn", "State" };
    int count = 0;
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        count += value_member(a->request, filters[i], NULL);
    }
    const char *state = value_member_text(a->request, "State");
    if (state != NULL && !thing_check_word(a, "State", state, states)) {
        return false;
    }
    return count <= 1 || ask_fail(a, "ValidationException",
                                  "At most one filter is allowed for %s. Use either : State, "
                                  "EventSourceArn, or NamePrefix.",
                                  operation);
}

static const char *const by[] = { "EventSourceArn", "State", NULL };

void archive_list(struct ask *a)
{
    static const char *const shown[] = { "ArchiveName",  "EventSourceArn",
                                         "State",        "RetentionDays",
                                         "SizeBytes",    "EventCount",
                                         "CreationTime", NULL };
    if (check_filters(a, "ListArchives",
                      "[ENABLED, DISABLED, CREATING, UPDATING, CREATE_FAILED, "
                      "UPDATE_FAILED]")) {
        thing_list(a, ARCHIVE, "Archives", shown, by);
    }
}

/* ---- Kept ---- */

static bool wants(const struct value *archive, const struct value *event)
{
    const char *text = value_member_text(archive, "EventPattern");
    struct value *pattern = NULL;
    struct read_error ignored;
    bool is_wanted =
        text == NULL || text[0] == '\0' ||
        (read_json(text, strlen(text), &pattern, &ignored) && pattern_matches(pattern, event));
    value_release(pattern);
    return is_wanted;
}

static void add_to(struct value **archive, const char *member, int64_t more)
{
    struct value *v = NULL;
    int64_t count = 0;
    if (value_member(*archive, member, &v)) {
        value_is_int(v, &count);
    }
    value_set_take(archive, member, value_int(count + more));
}

static void keep(struct ask *a, struct value **archive, const struct value *event)
{
    const char *name = value_member_text(*archive, "ArchiveName");
    char *text = write_text(event);
    struct statement *s = database_statement(
        a->database, "INSERT INTO kept (archive, at_ms, json) VALUES (?1, ?2, ?3)");
    database_set_text(s, 1, name);
    database_set_int(s, 2, a->now_ms);
    database_set_text(s, 3, text);
    database_run(s);
    add_to(archive, "EventCount", 1);
    add_to(archive, "SizeBytes", (int64_t)strlen(text));
    memory_release(text);
    struct value *copy = value_share(*archive);
    thing_store(a, ARCHIVE, value_member_text(copy, "ArchiveName"), copy);
    value_release(copy);
}

/* All archives of a bus: a new array. */
static struct value *archives_of(struct ask *a, const char *bus)
{
    struct value *all = value_array(0);
    struct statement *s =
        database_statement(a->database, "SELECT json FROM thing WHERE kind = '" ARCHIVE "'");
    while (database_row(s)) {
        struct value *archive = database_json(s, 0);
        const char *source = value_member_text(archive, "EventSourceArn");
        if (source != NULL && strcmp(bus_of(source), bus) == 0) {
            value_append_take(&all, archive);
        } else {
            value_release(archive);
        }
    }
    database_leave(s);
    return all;
}

/* An event that is replayed is not kept again. */
void archive_keep(struct ask *a, const char *bus, const struct value *event)
{
    if (value_member(event, "replay-name", NULL)) {
        return;
    }
    struct value *all = archives_of(a, bus);
    for (size_t i = 0; i < value_count(all); i++) {
        struct value *archive = value_share(value_item(all, i));
        if (wants(archive, event)) {
            keep(a, &archive, event);
        }
        value_release(archive);
    }
    value_release(all);
}

/* ---- Replays ---- */

static int64_t time_at(struct ask *a, const char *member)
{
    struct value *v = NULL;
    return value_member(a->request, member, &v) && value_type(v) == VALUE_NUMBER
               ? (int64_t)(value_to_number(v).real * 1000)
               : 0;
}

static bool fail_replay(struct ask *a, const char *parameter, const char *reason)
{
    return ask_fail(a, "ValidationException", "Parameter %s is not valid. Reason: %s",
                    parameter, reason);
}

/* The archive that an ARN names: new; NULL after a failure. */
static struct value *source_of(struct ask *a, const char *arn)
{
    const char *name = strstr(arn, ":archive/");
    if (name == NULL) {
        fail_replay(a, "EventSourceArn", "Must contain an archive ARN.");
        return NULL;
    }
    name += strlen(":archive/");
    struct value *archive = thing_load(a, ARCHIVE, name);
    if (archive == NULL) {
        struct buf reason = { 0 };
        buf_print(&reason, "Archive %s does not exist.", name);
        fail_replay(a, "EventSourceArn", buf_string(&reason));
        buf_release(&reason);
    }
    return archive;
}

static bool check_replay(struct ask *a, const struct value *archive, const char *destination)
{
    const char *source = value_member_text(archive, "EventSourceArn");
    if (strstr(destination, ":event-bus/") == NULL) {
        return fail_replay(a, "Destination.Arn", "Must contain an event bus ARN.");
    }
    if (strcmp(bus_of(source), bus_of(destination)) != 0) {
        return fail_replay(a, "Destination.Arn", "Cross event bus replay is not permitted.");
    }
    return time_at(a, "EventStartTime") < time_at(a, "EventEndTime") ||
           fail_replay(a, "EventEndTime", "EventStartTime must be before EventEndTime.");
}

/* What was kept in the request's times: a new array. */
static struct value *kept(struct ask *a, const struct value *archive, const char *replay)
{
    struct value *all = value_array(0), *days = NULL;
    int64_t retention = 0;
    struct statement *s = database_statement(
        a->database, "SELECT json FROM kept WHERE archive = ?1 AND at_ms >= ?2 AND at_ms <= ?3 "
                     "AND at_ms >= ?4 ORDER BY key");
    if (value_member(archive, "RetentionDays", &days)) {
        value_is_int(days, &retention);
    }
    database_set_text(s, 1, value_member_text(archive, "ArchiveName"));
    database_set_int(s, 2, time_at(a, "EventStartTime"));
    database_set_int(s, 3, time_at(a, "EventEndTime"));
    database_set_int(s, 4, retention > 0 ? a->now_ms - retention * DAY_MS : 0);
    while (database_row(s)) {
        struct value *event = database_json(s, 0);
        value_set_text(&event, "replay-name", replay);
        value_append_take(&all, event);
    }
    database_leave(s);
    return all;
}

static void note_replay(struct ask *a, const char *name)
{
    static const char *const members[] = { "Description",    "EventSourceArn", "Destination",
                                           "EventStartTime", "EventEndTime",   NULL };
    struct value *replay = value_object(), *body = value_object();
    value_set_text(&replay, "ReplayName", name);
    value_set_text(&replay, "State", "COMPLETED");
    thing_copy(a, &replay, members);
    thing_set_time(&replay, "ReplayStartTime", a->now_ms);
    thing_set_time(&replay, "ReplayEndTime", a->now_ms);
    thing_set_time(&replay, "EventLastReplayedTime", time_at(a, "EventEndTime"));
    thing_store(a, REPLAY, name, replay);
    set_arn(&body, "ReplayArn", "replay", name);
    thing_set_time(&body, "ReplayStartTime", a->now_ms);
    value_set_text(&body, "State", "STARTING");
    service_answer_good(a->answer, body);
    value_release(replay);
}

static bool is_new_replay(struct ask *a, const char *name)
{
    struct value *there = thing_load(a, REPLAY, name);
    bool is_new = there == NULL;
    value_release(there);
    return is_new ||
           ask_fail(a, "ResourceAlreadyExistsException", "Replay %s already exists.", name);
}

struct value *archive_start_replay(struct ask *a, const char **ret_bus,
                                   const struct value **ret_rules)
{
    const char *name = thing_name(a, "ReplayName", REPLAY_NAME_MAX);
    const char *source = name != NULL ? ask_text(a, a->request, "EventSourceArn") : NULL;
    struct value *to = NULL, *rules = NULL, *events = NULL;
    value_member(a->request, "Destination", &to);
    const char *destination = source != NULL ? ask_text(a, to, "Arn") : NULL;
    struct value *archive =
        destination != NULL && is_new_replay(a, name) ? source_of(a, source) : NULL;
    if (archive != NULL && check_replay(a, archive, destination)) {
        events = kept(a, archive, name);
        note_replay(a, name);
        *ret_bus = bus_of(destination);
        *ret_rules = value_member(to, "FilterArns", &rules) ? rules : NULL;
    }
    value_release(archive);
    return events;
}

/* The request's replay: new; NULL after a failure. */
static struct value *replay_of(struct ask *a)
{
    const char *name = ask_text(a, a->request, "ReplayName");
    struct value *replay = name != NULL ? thing_load(a, REPLAY, name) : NULL;
    if (name != NULL && replay == NULL) {
        ask_fail(a, "ResourceNotFoundException", "Replay %s does not exist.", name);
    }
    return replay;
}

void archive_describe_replay(struct ask *a)
{
    struct value *replay = replay_of(a);
    if (replay != NULL) {
        set_arn(&replay, "ReplayArn", "replay", value_member_text(replay, "ReplayName"));
        service_answer_good(a->answer, value_share(replay));
    }
    value_release(replay);
}

void archive_list_replays(struct ask *a)
{
    static const char *const shown[] = {
        "ReplayName",      "EventSourceArn", "State",
        "EventStartTime",  "EventEndTime",   "EventLastReplayedTime",
        "ReplayStartTime", "ReplayEndTime",  NULL
    };
    if (check_filters(a, "ListReplays",
                      "[STARTING, RUNNING, CANCELLING, COMPLETED, CANCELLED, FAILED]")) {
        thing_list(a, REPLAY, "Replays", shown, by);
    }
}

/* It is over already. */
void archive_cancel_replay(struct ask *a)
{
    struct value *replay = replay_of(a);
    if (replay != NULL) {
        ask_fail(a, "IllegalStatusException",
                 "Replay %s is not in a valid state for this operation.",
                 value_member_text(replay, "ReplayName"));
    }
    value_release(replay);
}
