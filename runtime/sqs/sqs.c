#include "runtime/sqs/sqs.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/plain.h"
#include "runtime/sqs/permit.h"
#include "runtime/sqs/called.h"
#include "runtime/sqs/queue.h"
#include "runtime/sqs/receive.h"
#include "runtime/sqs/redrive.h"
#include "runtime/sqs/send.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

/* A letter is a message. Its key gives the order in which letters came; `sent` is what FIFO
 * queues know of those that they took. */
static const char schema[] =
    "CREATE TABLE IF NOT EXISTS queue (name TEXT PRIMARY KEY, attributes TEXT NOT NULL, tags "
    "TEXT "
    "NOT NULL, made_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS letter (key INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT "
    "NULL, id TEXT NOT NULL, body TEXT NOT NULL, attributes TEXT, system TEXT, sent_ms INTEGER "
    "NOT NULL, visible_ms INTEGER NOT NULL, received INTEGER NOT NULL DEFAULT 0, first_ms "
    "INTEGER, receipt TEXT, grouped TEXT, same TEXT, source TEXT);"
    "CREATE INDEX IF NOT EXISTS letter_queue ON letter (queue, key);"
    "CREATE INDEX IF NOT EXISTS letter_group ON letter (queue, grouped, key);"
    "CREATE TABLE IF NOT EXISTS sent (queue TEXT NOT NULL, scope TEXT NOT NULL, same TEXT NOT "
    "NULL, id TEXT NOT NULL, sequence TEXT NOT NULL, until_ms INTEGER NOT NULL, PRIMARY KEY "
    "(queue, scope, same));"
    "CREATE TABLE IF NOT EXISTS move (handle TEXT PRIMARY KEY, source TEXT NOT NULL, "
    "destination TEXT, rate INTEGER NOT NULL, status TEXT NOT NULL, moved INTEGER NOT NULL, "
    "total INTEGER NOT NULL, begun_ms INTEGER NOT NULL, reason TEXT);";

struct sqs {
    struct database *database;
    struct random *random;
    char *base;
    bool may_move; /* a task may move messages by and by */
};

static const struct ask_words words = {
    .space = "com.amazonaws.sqs",
    .value_space = "com.amazon.coral.service",
    .value_code = "InvalidParameterValueException",
    .missing = { "com.amazon.coral.service", "MissingRequiredParameterException",
                 "The request must contain the parameter %s." },
    .not_text = { "com.amazon.coral.service", "SerializationException", "%s is not a string." },
    .not_integer = { "com.amazon.coral.service", "SerializationException",
                     "%s is not an integer." },
};

static const struct ask_operation operations[] = {
    { "AddPermission", permit_add, true },
    { "CancelMessageMoveTask", redrive_cancel, true },
    { "ChangeMessageVisibility", receive_hide, true },
    { "ChangeMessageVisibilityBatch", receive_hide_batch, true },
    { "CreateQueue", queue_create, true },
    { "DeleteMessage", receive_delete, true },
    { "DeleteMessageBatch", receive_delete_batch, true },
    { "DeleteQueue", queue_delete, true },
    { "GetQueueAttributes", queue_get_attributes, false },
    { "GetQueueUrl", queue_get_url, false },
    { "ListDeadLetterSourceQueues", queue_list_sources, false },
    { "ListMessageMoveTasks", redrive_list, true },
    { "ListQueueTags", queue_list_tags, false },
    { "ListQueues", queue_list, false },
    { "PurgeQueue", queue_purge, true },
    { "ReceiveMessage", receive_some, true },
    { "RemovePermission", permit_remove, true },
    { "SendMessage", send_one, true },
    { "SendMessageBatch", send_batch, true },
    { "SetQueueAttributes", queue_set_attributes, true },
    { "StartMessageMoveTask", redrive_start, true },
    { "TagQueue", queue_tag, true },
    { "UntagQueue", queue_untag, true },
    { NULL, NULL, false },
};

bool sqs_open(const char *folder, struct random *random, struct sqs **ret_sqs, struct buf *why)
{
    struct database *d;
    if (!database_open(folder, "sqs.db", schema, &d, why)) {
        return false;
    }
    struct sqs *s = memory_zero(sizeof *s);
    s->database = d;
    s->random = random;
    s->may_move = true;
    *ret_sqs = s;
    return true;
}

void sqs_close(struct sqs *s)
{
    if (s != NULL) {
        database_close(s->database);
        memory_release(s->base);
        memory_release(s);
    }
}

void sqs_set_base(struct sqs *s, const char *base)
{
    memory_release(s->base);
    s->base = memory_text(base);
}

/* Tasks that move messages go on whenever somebody asks for something. */
static void go_on_moving(struct sqs *s, struct ask *a)
{
    struct buf ignored = { 0 };
    database_begin(s->database, true);
    s->may_move = redrive_go_on(a);
    database_end(s->database, true, &ignored);
    buf_release(&ignored);
}

int64_t sqs_answer(struct sqs *s, const char *operation, const struct value *request,
                   int64_t now_ms, struct service_answer *ret_answer)
{
    struct ask a = { .words = &words,
                     .database = s->database,
                     .random = s->random,
                     .base = s->base,
                     .request = request,
                     .now_ms = now_ms,
                     .answer = ret_answer };
    if (s->may_move) {
        go_on_moving(s, &a);
    }
    ask_run(&a, operations, operation);
    s->may_move = s->may_move || strcmp(operation, "StartMessageMoveTask") == 0;
    return a.wait_ms;
}

/* A queue that workflows write to must take their messages, whatever they lack. */
static struct value *plain_attributes(const char *name)
{
    struct value *attributes = value_object();
    if (plain_is_fifo(name)) {
        value_set_text(&attributes, "FifoQueue", "true");
        value_set_text(&attributes, "ContentBasedDeduplication", "true");
    }
    return attributes;
}

void sqs_make_for(struct sqs *s, const struct value *request, int64_t now_ms, struct buf *made)
{
    const char *url = value_member_text(request, "QueueUrl");
    const char *name = called_of(url != NULL ? url : "");
    struct service_answer answer = { 0 };
    struct value *wanted = value_object();
    value_set_text(&wanted, "QueueName", name);
    sqs_answer(s, "GetQueueUrl", wanted, now_ms, &answer);
    bool is_there = service_answer_is_good(&answer);
    service_answer_release(&answer);
    if (!is_there && name[0] != '\0') {
        value_set_take(&wanted, "Attributes", plain_attributes(name));
        sqs_answer(s, "CreateQueue", wanted, now_ms, &answer);
        if (service_answer_is_good(&answer)) {
            buf_print(made, "queue %s\n", name);
        }
        service_answer_release(&answer);
    }
    value_release(wanted);
}

static struct value *message_of(struct statement *s, int64_t now_ms)
{
    struct value *message = value_object(), *attributes = database_json(s, 4);
    bool is_hidden = database_int(s, 5) > now_ms;
    value_set_text(&message, "MessageId", database_text(s, 0));
    value_set_text(&message, "Body", database_text(s, 1));
    value_set_text(&message, "State",
                   !is_hidden               ? "visible"
                   : database_int(s, 3) > 0 ? "in flight"
                                            : "delayed");
    value_set_take(&message, "SentTimestamp", value_int(database_int(s, 2)));
    value_set_take(&message, "ReceiveCount", value_int(database_int(s, 3)));
    if (value_count(attributes) > 0) {
        value_set_take(&message, "MessageAttributes", value_share(attributes));
    }
    value_release(attributes);
    value_set_text(&message, "MessageGroupId", database_text(s, 6));
    return message;
}

static bool has_queue(struct sqs *s, const char *queue)
{
    struct statement *found =
        database_statement(s->database, "SELECT 1 FROM queue WHERE name = ?1");
    database_set_text(found, 1, queue);
    bool is_there = database_row(found);
    database_leave(found);
    return is_there;
}

struct value *sqs_messages(struct sqs *s, const char *queue, int64_t now_ms, struct buf *why)
{
    struct value *all = value_array(0);
    database_begin(s->database, false);
    bool is_there = has_queue(s, queue);
    struct statement *letters = database_statement(
        s->database, "SELECT id, body, sent_ms, received, attributes, visible_ms, grouped FROM "
                     "letter WHERE queue = ?1 ORDER BY key");
    database_set_text(letters, 1, queue);
    while (database_row(letters)) {
        value_append_take(&all, message_of(letters, now_ms));
    }
    if (database_end(s->database, true, why) && is_there) {
        return all;
    }
    if (why->size == 0) {
        buf_print(why, "there is no queue %s", queue);
    }
    value_release(all);
    return NULL;
}
