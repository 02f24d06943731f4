#include "runtime/sqs/redrive.h"

#include <inttypes.h>
#include <nettle/base64.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/plain.h"
#include "runtime/sqs/called.h"
#include "runtime/sqs/trait.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define RECEIVES_MAX 1000
#define SOURCES_MAX  10
#define RATE_MAX     500
#define TASKS_MAX    10

/* ---- The policies ---- */

static bool has_queue(struct ask *a, const char *name)
{
    struct statement *s =
        database_statement(a->database, "SELECT 1 FROM queue WHERE name = ?1");
    database_set_text(s, 1, name);
    bool is_there = database_row(s);
    database_leave(s);
    return is_there;
}

/* The RedriveAllowPolicy of a queue: new, or NULL. */
static struct value *allowance_of(struct ask *a, const char *name)
{
    struct statement *s =
        database_statement(a->database, "SELECT attributes FROM queue WHERE name = ?1");
    struct value *attributes = NULL, *policy = NULL;
    struct read_error ignored;
    database_set_text(s, 1, name);
    if (database_row(s)) {
        attributes = database_json(s, 0);
    }
    database_leave(s);
    const char *text = value_member_text(attributes, "RedriveAllowPolicy");
    if (text != NULL && !read_json(text, strlen(text), &policy, &ignored)) {
        policy = NULL;
    }
    value_release(attributes);
    return policy;
}

/* Whether a queue may be the dead-letter queue of another. */
static bool may_be_target(struct ask *a, const char *target, const char *source)
{
    struct value *policy = allowance_of(a, target), *arns = NULL;
    const char *who = value_member_text(policy, "redrivePermission");
    bool may = who == NULL || strcmp(who, "allowAll") == 0;
    value_member(policy, "sourceQueueArns", &arns);
    for (size_t i = 0; !may && strcmp(who, "byQueue") == 0 && i < value_count(arns); i++) {
        const struct value *arn = value_item(arns, i);
        may = value_type(arn) == VALUE_STRING &&
              strcmp(called_of(value_string(arn)), source) == 0;
    }
    value_release(policy);
    return may;
}

static bool fail_policy(struct ask *a, const char *name, const char *text, const char *reason)
{
    return ask_fail_value(a, "Value %s for parameter %s is invalid. Reason: %s", text, name,
                          reason);
}

/* The policy of a text: new; NULL after a failure. */
static struct value *read_policy(struct ask *a, const char *name, const char *text)
{
    struct value *policy = NULL;
    struct read_error ignored;
    if (!read_json(text, strlen(text), &policy, &ignored) ||
        value_type(policy) != VALUE_OBJECT) {
        value_release(policy);
        fail_policy(a, name, text, "Redrive policy is not a valid JSON map.");
        return NULL;
    }
    return policy;
}

static bool check_target(struct ask *a, const char *queue, const char *text, const char *arn)
{
    const char *name = called_of(arn);
    if (!has_queue(a, name)) {
        return fail_policy(a, "RedrivePolicy", text, "Dead letter target does not exist.");
    }
    if (plain_is_fifo(name) != plain_is_fifo(queue)) {
        return fail_policy(a, "RedrivePolicy", text,
                           "Dead-letter queue must be same type of queue as the source.");
    }
    return may_be_target(a, name, queue) ||
           fail_policy(a, "RedrivePolicy", text,
                       "The dead-letter queue's RedriveAllowPolicy does not permit this "
                       "source queue.");
}

static bool check_policy(struct ask *a, const char *queue, const char *text)
{
    struct value *policy = read_policy(a, "RedrivePolicy", text), *most = NULL;
    const char *arn = value_member_text(policy, "deadLetterTargetArn");
    bool is_good = policy != NULL;
    if (is_good && arn == NULL) {
        is_good = fail_policy(a, "RedrivePolicy", text,
                              "Redrive policy does not contain mandatory attribute: "
                              "deadLetterTargetArn.");
    } else if (is_good && !value_member(policy, "maxReceiveCount", &most)) {
        is_good = fail_policy(
            a, "RedrivePolicy", text,
            "Redrive policy does not contain mandatory attribute: maxReceiveCount.");
    } else if (is_good) {
        struct number n = value_read_number(most);
        if (n.kind != NUMBER_INT || n.integer < 1 || n.integer > RECEIVES_MAX) {
            struct buf reason = { 0 };
            buf_text(&reason, "Invalid value for maxReceiveCount: ");
            if (n.kind == NUMBER_INT) {
                buf_int(&reason, n.integer);
            } else {
                buf_text(&reason, value_type(most) == VALUE_STRING ? value_string(most) : "");
            }
            buf_text(&reason, ", valid values are from 1 to 1000 both inclusive.");
            is_good = fail_policy(a, "RedrivePolicy", text, buf_string(&reason));
            buf_release(&reason);
        } else {
            is_good = check_target(a, queue, text, arn);
        }
    }
    value_release(policy);
    return is_good;
}

static bool check_allowed(struct ask *a, const char *text)
{
    struct value *policy = read_policy(a, "RedriveAllowPolicy", text), *sources = NULL;
    const char *who = value_member_text(policy, "redrivePermission");
    bool by_queue = who != NULL && strcmp(who, "byQueue") == 0;
    bool has_sources = value_member(policy, "sourceQueueArns", &sources);
    bool is_good = policy != NULL;
    if (is_good && (who == NULL || (!by_queue && strcmp(who, "allowAll") != 0 &&
                                    strcmp(who, "denyAll") != 0))) {
        is_good = fail_policy(a, "RedriveAllowPolicy", text,
                              "Invalid value for redrivePermission, valid values are allowAll, "
                              "denyAll and byQueue.");
    } else if (is_good &&
               (by_queue ? value_count(sources) == 0 || value_count(sources) > SOURCES_MAX
                         : has_sources)) {
        is_good = fail_policy(a, "RedriveAllowPolicy", text,
                              "sourceQueueArns must have 1 to 10 ARNs where redrivePermission "
                              "is byQueue, and may not be there where it is not.");
    }
    value_release(policy);
    return is_good;
}

bool redrive_check(struct ask *a, const char *queue, const struct value *attributes)
{
    const char *policy = value_member_text(attributes, "RedrivePolicy");
    const char *allowed = value_member_text(attributes, "RedriveAllowPolicy");
    bool has_policy = policy != NULL && policy[0] != '\0';
    bool has_allowed = allowed != NULL && allowed[0] != '\0';
    return (!has_policy || check_policy(a, queue, policy)) &&
           (!has_allowed || check_allowed(a, allowed));
}

/* ---- Tasks ---- */

struct task {
    char *handle, *source, *destination; /* owned; no destination: each goes where it was */
    int64_t rate, moved, begun_ms;       /* no rate: 0 */
};

static void release_task(struct task *t)
{
    memory_release(t->handle);
    memory_release(t->source);
    memory_release(t->destination);
}

static void set_status(struct ask *a, const struct task *t, const char *status,
                       const char *reason)
{
    struct statement *s = database_statement(
        a->database, "UPDATE move SET status = ?2, reason = ?3, moved = ?4 WHERE handle = ?1");
    database_set_text(s, 1, t->handle);
    database_set_text(s, 2, status);
    database_set_text(s, 3, reason);
    database_set_int(s, 4, t->moved);
    database_run(s);
}

/* The next message of a queue: its key, or 0. *ret_to (new, or NULL) is where it was. */
static int64_t next_letter(struct ask *a, const char *queue, char **ret_to)
{
    struct statement *s = database_statement(
        a->database, "SELECT key, source FROM letter WHERE queue = ?1 AND visible_ms <= ?2 "
                     "ORDER BY key LIMIT 1");
    int64_t key = 0;
    *ret_to = NULL;
    database_set_text(s, 1, queue);
    database_set_int(s, 2, a->now_ms);
    if (database_row(s)) {
        const char *source = database_text(s, 1);
        key = database_int(s, 0);
        *ret_to = source != NULL ? memory_text(called_of(source)) : NULL;
    }
    database_leave(s);
    return key;
}

/* It is a new message where it goes. */
static void move_letter(struct ask *a, int64_t key, const char *to)
{
    char id[RANDOM_UUID_SIZE + 1];
    random_uuid(a->random, id);
    struct statement *s = database_statement(
        a->database,
        "UPDATE letter SET queue = ?2, id = ?3, sent_ms = ?4, visible_ms = ?4, received = 0, "
        "first_ms = NULL, receipt = NULL, source = NULL WHERE key = ?1");
    database_set_int(s, 1, key);
    database_set_text(s, 2, to);
    database_set_text(s, 3, id);
    database_set_int(s, 4, a->now_ms);
    database_run(s);
}

/* Move as many as the time allows. Returns true if the task is not over. */
static bool run_task(struct ask *a, struct task *t)
{
    int64_t most = t->rate > 0 ? t->rate * (1 + (a->now_ms - t->begun_ms) / 1000) : INT64_MAX;
    const char *queue = called_of(t->source);
    while (t->moved < most) {
        char *to;
        int64_t key = next_letter(a, queue, &to);
        const char *place = t->destination != NULL ? called_of(t->destination) : to;
        const char *reason = place == NULL          ? "CouldNotDetermineMessageSource"
                             : !has_queue(a, place) ? "AWS.SimpleQueueService.NonExistentQueue"
                                                    : NULL;
        if (key == 0 || reason != NULL) {
            set_status(a, t, key == 0 ? "COMPLETED" : "FAILED", key == 0 ? NULL : reason);
            memory_release(to);
            return false;
        }
        move_letter(a, key, place);
        t->moved++;
        memory_release(to);
    }
    set_status(a, t, "RUNNING", NULL);
    return true;
}

static char *text_at(struct statement *s, int at)
{
    const char *text = database_text(s, at);
    return text != NULL ? memory_text(text) : NULL;
}

/* The task after `begun` in the order of their rowids that runs; returns its rowid, or 0. */
static int64_t load_running(struct ask *a, int64_t after, struct task *ret)
{
    struct statement *s = database_statement(
        a->database,
        "SELECT rowid, handle, source, destination, rate, moved, begun_ms FROM move WHERE "
        "status = 'RUNNING' AND rowid > ?1 ORDER BY rowid LIMIT 1");
    database_set_int(s, 1, after);
    int64_t row = 0;
    if (database_row(s)) {
        row = database_int(s, 0);
        *ret = (struct task){ text_at(s, 1),      text_at(s, 2),      text_at(s, 3),
                              database_int(s, 4), database_int(s, 5), database_int(s, 6) };
    }
    database_leave(s);
    return row;
}

bool redrive_go_on(struct ask *a)
{
    struct task t;
    bool has_more = false;
    for (int64_t row = 0; (row = load_running(a, row, &t)) != 0;) {
        has_more = run_task(a, &t) || has_more;
        release_task(&t);
    }
    return has_more;
}

/* ---- Started ---- */

static int64_t count(struct ask *a, const char *sql, const char *text)
{
    struct statement *s = database_statement(a->database, sql);
    database_set_text(s, 1, text);
    int64_t n = database_row(s) ? database_int(s, 0) : 0;
    database_leave(s);
    return n;
}

static bool check_source(struct ask *a, const char *arn)
{
    if (!has_queue(a, called_of(arn))) {
        return ask_fail(a, "ResourceNotFoundException",
                        "The resource that you specified for the SourceArn parameter doesn't "
                        "exist.");
    }
    if (count(a,
              "SELECT count(*) FROM queue WHERE json_extract(nullif(json_extract(attributes, "
              "'$.RedrivePolicy'), ''), '$.deadLetterTargetArn') = ?1",
              arn) == 0) {
        return ask_fail_value(a, "Source queue must be configured as a Dead Letter Queue.");
    }
    if (count(a, "SELECT count(*) FROM move WHERE source = ?1 AND status = 'RUNNING'", arn) >
        0) {
        return ask_fail_value(a, "There is already a task running. Only one active task is "
                                 "allowed for a source queue arn at a given time.");
    }
    return true;
}

static bool check_destination(struct ask *a, const char *arn)
{
    return arn == NULL || has_queue(a, called_of(arn)) ||
           ask_fail(a, "ResourceNotFoundException",
                    "The resource that you specified for the DestinationArn parameter doesn't "
                    "exist.");
}

/* A handle is base64 of JSON. New. */
static char *handle_of(struct ask *a, const char *source)
{
    char id[RANDOM_UUID_SIZE + 1];
    struct buf json = { 0 };
    random_uuid(a->random, id);
    buf_print(&json, "{\"taskId\":\"%s\",\"sourceArn\":\"%s\"}", id, source);
    size_t size = BASE64_ENCODE_RAW_LENGTH(json.size);
    char *handle = memory_zero(size + 1);
    base64_encode_raw(handle, json.size, (const uint8_t *)buf_string(&json));
    buf_release(&json);
    return handle;
}

static void insert(struct ask *a, const struct task *t)
{
    struct statement *s = database_statement(
        a->database, "INSERT INTO move (handle, source, destination, rate, status, moved, "
                     "total, begun_ms) VALUES (?1, ?2, ?3, ?4, 'RUNNING', 0, ?5, ?6)");
    int64_t total =
        count(a, "SELECT count(*) FROM letter WHERE queue = ?1", called_of(t->source));
    database_set_text(s, 1, t->handle);
    database_set_text(s, 2, t->source);
    database_set_text(s, 3, t->destination);
    database_set_int(s, 4, t->rate);
    database_set_int(s, 5, total);
    database_set_int(s, 6, t->begun_ms);
    database_run(s);
}

void redrive_start(struct ask *a)
{
    const char *source = ask_text(a, a->request, "SourceArn");
    const char *destination = value_member_text(a->request, "DestinationArn");
    int64_t rate;
    if (source == NULL ||
        !trait_within(a, "MaxNumberOfMessagesPerSecond", 1, RATE_MAX, 0, &rate) ||
        !check_source(a, source) || !check_destination(a, destination)) {
        return;
    }
    struct task t = { handle_of(a, source),
                      memory_text(source),
                      destination != NULL ? memory_text(destination) : NULL,
                      rate,
                      0,
                      a->now_ms };
    struct value *body = value_object();
    insert(a, &t);
    run_task(a, &t);
    value_set_text(&body, "TaskHandle", t.handle);
    service_answer_good(a->answer, body);
    release_task(&t);
}

/* ---- Listed and ended ---- */

/* A row of handle, status, source, destination, rate, moved, total, begun_ms and reason. */
static struct value *described(struct statement *s)
{
    struct value *one = value_object();
    const char *status = database_text(s, 1);
    if (strcmp(status, "RUNNING") == 0) {
        value_set_text(&one, "TaskHandle", database_text(s, 0));
    }
    value_set_text(&one, "Status", status);
    value_set_text(&one, "SourceArn", database_text(s, 2));
    value_set_text(&one, "DestinationArn", database_text(s, 3));
    if (database_int(s, 4) > 0) {
        value_set_take(&one, "MaxNumberOfMessagesPerSecond", value_int(database_int(s, 4)));
    }
    value_set_take(&one, "ApproximateNumberOfMessagesMoved", value_int(database_int(s, 5)));
    value_set_take(&one, "ApproximateNumberOfMessagesToMove", value_int(database_int(s, 6)));
    value_set_take(&one, "StartedTimestamp", value_int(database_int(s, 7)));
    value_set_text(&one, "FailureReason", database_text(s, 8));
    return one;
}

void redrive_list(struct ask *a)
{
    const char *source = ask_text(a, a->request, "SourceArn");
    int64_t most;
    if (source == NULL || !trait_within(a, "MaxResults", 1, TASKS_MAX, 1, &most)) {
        return;
    }
    if (!has_queue(a, called_of(source))) {
        ask_fail(a, "ResourceNotFoundException",
                 "The resource that you specified for the SourceArn parameter doesn't exist.");
        return;
    }
    struct value *all = value_array(0), *body = value_object();
    struct statement *s = database_statement(
        a->database,
        "SELECT handle, status, source, destination, rate, moved, total, begun_ms, reason FROM "
        "move WHERE source = ?1 ORDER BY rowid DESC LIMIT ?2");
    database_set_text(s, 1, source);
    database_set_int(s, 2, most);
    while (database_row(s)) {
        value_append_take(&all, described(s));
    }
    value_set_take(&body, "Results", all);
    service_answer_good(a->answer, body);
}

void redrive_cancel(struct ask *a)
{
    const char *handle = ask_text(a, a->request, "TaskHandle");
    if (handle == NULL) {
        return;
    }
    struct statement *s =
        database_statement(a->database, "SELECT moved, status FROM move WHERE handle = ?1");
    database_set_text(s, 1, handle);
    if (!database_row(s)) {
        ask_fail(a, "ResourceNotFoundException", "Task does not exist.");
        return;
    }
    struct task t = { .handle = memory_text(handle), .moved = database_int(s, 0) };
    bool runs = strcmp(database_text(s, 1), "RUNNING") == 0;
    database_leave(s);
    if (runs) {
        struct value *body = value_object();
        set_status(a, &t, "CANCELLED", NULL);
        value_set_take(&body, "ApproximateNumberOfMessagesMoved", value_int(t.moved));
        service_answer_good(a->answer, body);
    } else {
        ask_fail(a, "UnsupportedOperation", "Only active tasks can be cancelled.");
    }
    release_task(&t);
}
