#include "runtime/dynamo/transact.h"

#include <nettle/sha2.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/dynamo/capacity.h"
#include "runtime/dynamo/item.h"
#include "runtime/dynamo/entries.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* How long a token stands for the request that it came with (AWS's documentation). */
enum { TOKEN_MS = 10 * 60 * 1000 };

/* One part of a transaction. */
struct part {
    struct item_write write;
    struct inquiry call;
    struct service_answer answer; /* why it cannot be done; empty where it can */
    struct value *item;           /* owned: what a get has found */
};

struct transaction {
    struct inquiry *call;
    struct part *parts; /* owned */
    size_t count;
};

static void release(struct transaction *t)
{
    for (size_t i = 0; i < t->count; i++) {
        item_release(&t->parts[i].write);
        service_answer_release(&t->parts[i].answer);
        value_release(t->parts[i].item);
    }
    memory_release(t->parts);
}

/* ---- Reading ---- */

static const struct {
    const char *word;
    enum item_change change;
} changes[] = {
    { "ConditionCheck", ITEM_CHECK },
    { "Put", ITEM_PUT },
    { "Delete", ITEM_DELETE },
    { "Update", ITEM_UPDATE },
};

/* What one of TransactItems does. Returns false unless it is exactly one thing. */
static bool change_of(const struct value *item, enum item_change *ret_change,
                      const struct value **ret_request)
{
    size_t found = 0;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        const struct value *request = inquiry_member_of(item, changes[i].word);
        if (request != NULL) {
            *ret_change = changes[i].change;
            *ret_request = request;
            found++;
        }
    }
    return found == 1;
}

/* What is wrong in a request itself is the whole transaction's error. */
static bool read_write(struct inquiry *c, const struct value *item, struct part *p)
{
    enum item_change change = ITEM_CHECK;
    const struct value *request = NULL;
    if (!change_of(item, &change, &request)) {
        return inquiry_invalid(
            c, "TransactItems can only contain one of Check, Put, Update or Delete");
    }
    p->call = (struct inquiry){ c->dynamo, c->operation, request, c->answer, c->now_ms, false };
    if (!item_read(&p->call, change, &p->write)) {
        return false;
    }
    p->call.answer = &p->answer;
    return catalog_open(c, inquiry_text(&p->call, "TableName"), &p->write.table);
}

static bool same_item(const struct part *a, const struct part *b)
{
    struct catalog_key x = { 0 }, y = { 0 };
    bool same = text_is(a->write.table.name, b->write.table.name) &&
                catalog_key_of(&a->write.table.key, a->write.given, &x) &&
                catalog_key_of(&b->write.table.key, b->write.given, &y) &&
                x.hash.size == y.hash.size && x.range.size == y.range.size &&
                memcmp(buf_string(&x.hash), buf_string(&y.hash), x.hash.size) == 0 &&
                memcmp(buf_string(&x.range), buf_string(&y.range), x.range.size) == 0;
    catalog_key_release(&x);
    catalog_key_release(&y);
    return same;
}

static bool check_distinct(const struct transaction *t)
{
    for (size_t i = 0; i < t->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (same_item(&t->parts[i], &t->parts[j])) {
                return inquiry_invalid(
                    t->call,
                    "Transaction request cannot include multiple operations on one item");
            }
        }
    }
    return true;
}

static struct transaction new_transaction(struct inquiry *c)
{
    size_t count = value_count(inquiry_member(c, "TransactItems"));
    struct transaction t = { .call = c, .count = count };
    t.parts = memory_zero(count * sizeof *t.parts);
    return t;
}

/* ---- Cancelling ---- */

static struct value *reason_of(const struct part *p)
{
    struct value *reason = value_object();
    const char *code = p->answer.code;
    const char *shown = code == NULL ? "None"
                        : text_is(code, "ConditionalCheckFailedException")
                            ? "ConditionalCheckFailed"
                            : "ValidationError";
    value_set_text(&reason, "Code", shown);
    value_set_text(&reason, "Message", p->answer.message);
    if (p->answer.body != NULL) {
        const struct value *item = inquiry_member_of(p->answer.body, "Item");
        value_set_take(&reason, "Item", value_share((struct value *)item));
    }
    return reason;
}

/* Returns true if no part has failed; else the transaction's error tells why of each part. */
static bool check_parts(struct transaction *t)
{
    struct value *reasons = value_array(t->count);
    struct buf codes = { 0 };
    bool is_good = true;
    for (size_t i = 0; i < t->count; i++) {
        struct value *reason = reason_of(&t->parts[i]);
        is_good = is_good && t->parts[i].answer.code == NULL;
        buf_print(&codes, "%s%s", i > 0 ? ", " : "", value_member_text(reason, "Code"));
        value_append_take(&reasons, reason);
    }
    if (!is_good) {
        inquiry_fail(
            t->call, INQUIRY_TRANSACTION_CANCELED,
            "Transaction cancelled, please refer cancellation reasons for specific reasons "
            "[%s]",
            buf_string(&codes));
        t->call->answer->body = value_object();
        value_set_take(&t->call->answer->body, "CancellationReasons", value_share(reasons));
    }
    buf_release(&codes);
    value_release(reasons);
    return is_good;
}

/* ---- Tokens ---- */

/* The SHA-256 of the request, in hexadecimal. */
static char *digest_of(const struct value *request)
{
    struct sha256_ctx sha;
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct buf out = { 0 };
    char *text = write_text(request);
    sha256_init(&sha);
    sha256_update(&sha, strlen(text), (const uint8_t *)text);
    sha256_digest(&sha, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        buf_print(&out, "%02x", digest[i]);
    }
    memory_release(text);
    return buf_take(&out);
}

static void keep_token(struct inquiry *c, const char *token, const char *digest)
{
    struct statement *s =
        database_statement(c->dynamo->database, "DELETE FROM tokens WHERE made < ?1");
    database_set_int(s, 1, c->now_ms - TOKEN_MS);
    database_run(s);
    s = database_statement(
        c->dynamo->database,
        "INSERT OR REPLACE INTO tokens (token, request, made) VALUES (?1, ?2,"
        " ?3)");
    database_set_text(s, 1, token);
    database_set_text(s, 2, digest);
    database_set_int(s, 3, c->now_ms);
    database_run(s);
}

/* Returns false with the error if the token came with another request. *ret_is_done: it came
 * with this one, which has been done. */
static bool check_token(struct inquiry *c, const char *token, const char *digest,
                        bool *ret_is_done)
{
    struct statement *s = database_statement(
        c->dynamo->database, "SELECT request FROM tokens WHERE token = ?1 AND made >= ?2");
    database_set_text(s, 1, token);
    database_set_int(s, 2, c->now_ms - TOKEN_MS);
    *ret_is_done = database_row(s);
    bool is_same = !*ret_is_done || text_is(database_text(s, 0), digest);
    database_leave(s);
    return is_same ||
           inquiry_fail(c, INQUIRY_IDEMPOTENT_MISMATCH,
                        "The specified idempotent token was used with different request "
                        "parameters");
}

/* ---- Answers ---- */

/* Each table's capacity, in the order in which tables first occur. */
static void put_capacity(const struct transaction *t, bool reads, struct value **body)
{
    const char *level = inquiry_text(t->call, "ReturnConsumedCapacity");
    struct value *list = value_array(0);
    for (size_t i = 0; i < t->count; i++) {
        const struct catalog_table *table = &t->parts[i].write.table;
        struct capacity k = { 0 };
        bool is_first = true;
        for (size_t j = 0; j < t->count; j++) {
            const struct part *p = &t->parts[j];
            if (!text_is(p->write.table.name, table->name)) {
                continue;
            }
            is_first = is_first && j >= i;
            const struct value *old = p->write.old != NULL ? p->write.old : p->item;
            if (reads) {
                capacity_read(&k, table, NULL, old != NULL ? attribute_item_size(old) : 0, true,
                              true);
            } else {
                capacity_write(&k, table, old, p->write.item, true);
            }
        }
        struct value *shown = is_first ? capacity_shown(&k, table, level) : NULL;
        if (shown != NULL) {
            value_append_take(&list, shown);
        }
        capacity_release(&k);
    }
    if (value_count(list) > 0) {
        value_set_take(body, "ConsumedCapacity", value_share(list));
    }
    value_release(list);
}

static void put_metrics(const struct transaction *t, struct value **body)
{
    struct value *all = value_object();
    bool wants = inquiry_is(t->call, "ReturnItemCollectionMetrics", "SIZE");
    for (size_t i = 0; wants && i < t->count; i++) {
        const struct item_write *w = &t->parts[i].write;
        struct value *shown = item_metrics(&w->table, w->given);
        if (shown != NULL) {
            struct value *list = value_take_member(&all, w->table.name);
            list = list != NULL ? list : value_array(1);
            value_append_take(&list, shown);
            value_set_take(&all, w->table.name, list);
        }
    }
    if (value_count(all) > 0) {
        value_set_take(body, "ItemCollectionMetrics", value_share(all));
    }
    value_release(all);
}

/* ---- Writing ---- */

static bool prepare_writes(struct transaction *t)
{
    const struct value *items = inquiry_member(t->call, "TransactItems");
    for (size_t i = 0; i < t->count; i++) {
        if (!read_write(t->call, value_item(items, i), &t->parts[i])) {
            return false;
        }
    }
    if (!check_distinct(t)) {
        return false;
    }
    for (size_t i = 0; i < t->count; i++) {
        struct part *p = &t->parts[i];
        if (item_check(&p->call, &p->write)) {
            item_prepare(&p->call, &p->write);
        }
    }
    return check_parts(t);
}

static struct value *write_all(struct transaction *t)
{
    for (size_t i = 0; i < t->count; i++) {
        item_commit(t->call, &t->parts[i].write);
    }
    struct value *body = value_object();
    put_capacity(t, false, &body);
    put_metrics(t, &body);
    return body;
}

struct value *transact_write(struct inquiry *c)
{
    const char *token = inquiry_text(c, "ClientRequestToken");
    char *digest = token != NULL ? digest_of(inquiry_member(c, "TransactItems")) : NULL;
    struct transaction t = new_transaction(c);
    struct value *body = NULL;
    bool is_done = false;
    if (token == NULL || check_token(c, token, digest, &is_done)) {
        if (is_done) {
            body = value_object();
        } else if (prepare_writes(&t)) {
            body = write_all(&t);
            if (token != NULL) {
                keep_token(c, token, digest);
            }
        }
    }
    release(&t);
    memory_release(digest);
    return body;
}

/* ---- Reading ---- */

static bool read_get(struct inquiry *c, const struct value *item, struct part *p)
{
    p->call = (struct inquiry){ c->dynamo, c->operation, inquiry_member_of(item, "Get"),
                                c->answer, c->now_ms,    false };
    bool is_good =
        terms_begin(&p->call) &&
        terms_take_map(&p->call, inquiry_member(&p->call, "Key"), "", &p->write.given) &&
        terms_expressions(&p->call, &p->write.terms) &&
        catalog_open(c, inquiry_text(&p->call, "TableName"), &p->write.table);
    p->call.answer = &p->answer;
    return is_good;
}

static void find_item(struct part *p)
{
    struct catalog_key key;
    if (catalog_check_key(&p->call, &p->write.table, p->write.given)) {
        catalog_key_of(&p->write.table.key, p->write.given, &key);
        p->item = entries_get(&p->call, &p->write.table, &key);
        catalog_key_release(&key);
    }
}

static struct value *responses_of(const struct transaction *t)
{
    struct value *list = value_array(t->count);
    for (size_t i = 0; i < t->count; i++) {
        const struct part *p = &t->parts[i];
        struct value *response = value_object();
        if (p->item != NULL) {
            value_set_take(&response, "Item", terms_project(&p->write.terms, p->item));
        }
        value_append_take(&list, response);
    }
    return list;
}

struct value *transact_get(struct inquiry *c)
{
    const struct value *items = inquiry_member(c, "TransactItems");
    struct transaction t = new_transaction(c);
    struct value *body = NULL;
    bool is_good = true;
    for (size_t i = 0; is_good && i < t.count; i++) {
        is_good = read_get(c, value_item(items, i), &t.parts[i]);
    }
    if (is_good && check_distinct(&t)) {
        for (size_t i = 0; i < t.count; i++) {
            find_item(&t.parts[i]);
        }
        if (check_parts(&t)) {
            body = value_object();
            value_set_take(&body, "Responses", responses_of(&t));
            put_capacity(&t, true, &body);
        }
    }
    release(&t);
    return body;
}
