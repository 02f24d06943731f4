#include "runtime/scheduler/scheduler.h"

#include <stddef.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/scheduler/entry.h"
#include "runtime/scheduler/firing.h"
#include "runtime/scheduler/schedulegroup.h"
#include "runtime/service/ask.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define FILE_NAME "scheduler.db"

/* A schedule that is not to be started any more has 0 as its next time. */
static const char schema[] =
    "CREATE TABLE IF NOT EXISTS grp (name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS schedule (grp TEXT NOT NULL, name TEXT NOT NULL, json TEXT NOT "
    "NULL, next_ms INTEGER NOT NULL, PRIMARY KEY (grp, name)) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS schedule_next ON schedule (next_ms);";

struct scheduler {
    struct database *database;
    struct random *random;
};

#define NULL_TEXT                                                                              \
    "1 validation error detected: Value null at '%s' failed to satisfy constraint: Member "    \
    "must not be null"

static const struct ask_status statuses[] = {
    { "ConflictException", 409 },
    { "ResourceNotFoundException", 404 },
    { NULL, 0 },
};

static const struct ask_words words = {
    .value_code = "ValidationException",
    .missing = { NULL, "ValidationException", NULL_TEXT },
    .not_text = { NULL, "SerializationException", "%s is not a string." },
    .not_integer = { NULL, "SerializationException", "%s is not an integer." },
    .statuses = statuses,
    .missing_is_small = true,
};

static const struct ask_operation operations[] = {
    { "CreateSchedule", entry_create, true },
    { "CreateScheduleGroup", schedulegroup_create, true },
    { "DeleteSchedule", entry_delete, true },
    { "DeleteScheduleGroup", schedulegroup_delete, true },
    { "GetSchedule", entry_get, false },
    { "GetScheduleGroup", schedulegroup_get, false },
    { "ListScheduleGroups", schedulegroup_list, false },
    { "ListSchedules", entry_list, false },
    { "ListTagsForResource", schedulegroup_list_tags, false },
    { "TagResource", schedulegroup_tag, true },
    { "UntagResource", schedulegroup_untag, true },
    { "UpdateSchedule", entry_update, true },
    { NULL, NULL, false },
};

bool scheduler_open(const char *folder, struct random *random, struct scheduler **ret_scheduler,
                    struct buf *why)
{
    struct database *d;
    if (!database_open(folder, FILE_NAME, schema, &d, why)) {
        return false;
    }
    struct scheduler *s = memory_zero(sizeof *s);
    s->database = d;
    s->random = random;
    *ret_scheduler = s;
    return true;
}

bool scheduler_has_file(const char *folder)
{
    struct buf path = { 0 };
    buf_print(&path, "%s/%s", folder, FILE_NAME);
    bool is_there = access(buf_string(&path), F_OK) == 0;
    buf_release(&path);
    return is_there;
}

void scheduler_close(struct scheduler *s)
{
    if (s != NULL) {
        database_close(s->database);
        memory_release(s);
    }
}

static struct ask asked(struct scheduler *s, const struct value *request, int64_t now_ms,
                        struct service_answer *answer)
{
    return (struct ask){ .words = &words,
                         .database = s->database,
                         .random = s->random,
                         .request = request,
                         .now_ms = now_ms,
                         .answer = answer };
}

void scheduler_answer(struct scheduler *s, const char *operation, const struct value *request,
                      int64_t now_ms, struct service_answer *ret_answer)
{
    struct ask a = asked(s, request, now_ms, ret_answer);
    struct buf ignored = { 0 };
    database_begin(s->database, true);
    schedulegroup_make_default(&a);
    database_end(s->database, true, &ignored);
    buf_release(&ignored);
    ask_run(&a, operations, operation);
}

struct value *scheduler_tick(struct scheduler *s, int64_t now_ms)
{
    struct ask a = asked(s, NULL, now_ms, NULL);
    struct buf ignored = { 0 };
    a.deliveries = value_array(0);
    if (firing_is_due(&a)) {
        database_begin(s->database, true);
        firing_run(&a);
        if (!database_end(s->database, true, &ignored)) {
            value_release(a.deliveries);
            a.deliveries = value_array(0);
        }
        buf_release(&ignored);
    }
    return a.deliveries;
}
