#include "runtime/dynamo/statements.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/dynamo/catalog.h"
#include "runtime/dynamo/item.h"
#include "runtime/dynamo/keyterms.h"
#include "runtime/dynamo/pages.h"
#include "runtime/dynamo/transact.h"
#include "runtime/item/docpath.h"
#include "runtime/item/partiql.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* A placeholder that no statement's own has: of the hash key. */
#define HASH_NAME "#hash"

static const char duplicate[] = "Duplicate primary key exists in table";

/* A statement with the table that it is about. */
struct plan {
    struct partiql q;
    struct catalog_table table;
};

static void release(struct plan *p)
{
    partiql_release(&p->q);
    catalog_release(&p->table);
}

static bool is_read(const struct partiql *q)
{
    return q->kind == PARTIQL_SELECT;
}

/* Read the request's Statement, and open its table. */
static bool plan(struct inquiry *c, struct plan *ret)
{
    const struct value *text = inquiry_member(c, "Statement");
    struct buf why = { 0 };
    *ret = (struct plan){ 0 };
    if (strlen(value_string(text)) < value_string_size(text)) {
        return inquiry_invalid(c, "A statement must not contain a NUL");
    }
    bool is_good =
        partiql_parse(value_string(text), inquiry_member(c, "Parameters"), &ret->q, &why) ||
        inquiry_invalid(c, "%s", buf_string(&why));
    buf_release(&why);
    if (!is_good || !catalog_open(c, ret->q.table, &ret->table)) {
        return false;
    }
    const char *index = ret->q.index;
    if (index != NULL && ret->q.kind != PARTIQL_SELECT) {
        return inquiry_invalid(c, "A statement that writes must name a table, and no index");
    }
    return index == NULL || catalog_find_index(&ret->table, index) != NULL ||
           inquiry_invalid(c, "The table does not have the specified index: %s", index);
}

/* ---- Requests ---- */

/* The expressions of a request while it is built. */
struct clauses {
    struct partiql_names uses;
    struct buf condition;
};

static void add_clauses(struct value **request, const char *member, struct clauses *k)
{
    if (k->condition.size > 0) {
        value_set_text(request, member, buf_string(&k->condition));
    }
    if (value_count(k->uses.names) > 0) {
        value_set_take(request, "ExpressionAttributeNames", value_share(k->uses.names));
    }
    if (value_count(k->uses.values) > 0) {
        value_set_take(request, "ExpressionAttributeValues", value_share(k->uses.values));
    }
    buf_release(&k->condition);
    partiql_names_release(&k->uses);
}

static void put_hash_test(struct clauses *k, const struct catalog_table *t,
                          const char *function)
{
    k->uses.names = k->uses.names != NULL ? k->uses.names : value_object();
    value_set_text(&k->uses.names, HASH_NAME, t->key.hash);
    buf_print(&k->condition, "%s%s(%s)", k->condition.size > 0 ? " AND " : "", function,
              HASH_NAME);
}

/* All terms but those two are put into the condition. */
static void put_terms(const struct partiql *q, const struct partiql_term *one,
                      const struct partiql_term *other, bool is_only, struct clauses *k)
{
    size_t left = q->term_count - (one != NULL) - (other != NULL);
    for (size_t i = 0; i < q->term_count; i++) {
        const struct partiql_term *t = &q->terms[i];
        if (t != one && t != other) {
            partiql_put_term(&k->condition, t, is_only && left == 1);
            partiql_use(&k->uses, &t->uses);
        }
    }
}

/* The Key that a statement names: new; NULL where it lacks a part of it. */
static struct value *key_of(const struct plan *p)
{
    const struct catalog_schema *s = &p->table.key;
    const struct partiql_term *hash = keyterms_equal(&p->q, s->hash);
    const struct partiql_term *range = keyterms_equal(&p->q, s->range);
    if (hash == NULL || (s->range != NULL && range == NULL)) {
        return NULL;
    }
    struct value *key = value_object();
    value_set_take(&key, s->hash, value_share(hash->equal));
    if (range != NULL) {
        value_set_take(&key, s->range, value_share(range->equal));
    }
    return key;
}

static struct value *insertion(const struct plan *p)
{
    struct clauses k = { 0 };
    struct value *request = value_object();
    value_set_text(&request, "TableName", p->table.name);
    value_set_take(&request, "Item", value_share(p->q.item));
    put_hash_test(&k, &p->table, "attribute_not_exists");
    add_clauses(&request, "ConditionExpression", &k);
    return request;
}

/* The request of a statement that writes, as PutItem, UpdateItem or DeleteItem take it: new, or
 * NULL after a failure. */
static struct value *write_request(struct inquiry *c, const struct plan *p)
{
    struct value *request = NULL;
    if (p->q.kind == PARTIQL_INSERT) {
        request = insertion(p);
    } else {
        struct value *key = key_of(p);
        struct clauses k = { 0 };
        if (key == NULL) {
            inquiry_invalid(c, "Where clause does not contain a mandatory equality on all key "
                               "attributes");
            return NULL;
        }
        request = value_object();
        value_set_text(&request, "TableName", p->table.name);
        value_set_take(&request, "Key", key);
        if (p->q.kind == PARTIQL_UPDATE) {
            value_set_text(&request, "UpdateExpression", buf_string(&p->q.update));
            partiql_use(&k.uses, &p->q.update_uses);
        }
        put_terms(&p->q, keyterms_equal(&p->q, p->table.key.hash),
                  keyterms_equal(&p->q, p->table.key.range), p->q.kind == PARTIQL_DELETE, &k);
        if (p->q.kind != PARTIQL_DELETE) {
            put_hash_test(&k, &p->table, "attribute_exists");
        }
        add_clauses(&request, "ConditionExpression", &k);
        value_set_text(&request, "ReturnValues", p->q.returns);
    }
    inquiry_copy(&request, c->request, "ReturnValuesOnConditionCheckFailure");
    inquiry_copy(&request, c->request, "ReturnConsumedCapacity");
    return request;
}

/* ---- SELECT ---- */

static bool check_order(struct inquiry *c, const struct partiql *q,
                        const struct catalog_schema *s, bool is_query)
{
    if (q->order == NULL) {
        return true;
    }
    if (!is_query) {
        return inquiry_invalid(
            c, "Must have WHERE clause in the statement when using ORDER BY clause.");
    }
    return text_is(q->order, s->hash) || (s->range != NULL && text_is(q->order, s->range)) ||
           inquiry_invalid(c,
                           "Variable reference %s in ORDER BY clause must be part of the "
                           "primary key",
                           q->order);
}

/* A token is the key behind which to go on, as JSON. */
static bool put_start(struct inquiry *c, struct value **request)
{
    const struct value *token = inquiry_member(c, "NextToken");
    struct value *key = NULL;
    struct read_error error;
    if (token == NULL) {
        return true;
    }
    if (!read_json(value_string(token), value_string_size(token), &key, &error) ||
        value_type(key) != VALUE_OBJECT) {
        value_release(key);
        return inquiry_invalid(c, "Invalid NextToken");
    }
    value_set_take(request, "ExclusiveStartKey", key);
    return true;
}

/* A column is called as the last part of its path. */
static struct value *projected(const struct partiql *q, const struct value *item)
{
    struct value *out = value_object();
    struct buf name = { 0 };
    if (q->path_count == 0) {
        value_release(out);
        return value_share((struct value *)item);
    }
    for (size_t i = 0; i < q->path_count; i++) {
        const struct docpath *path = &q->paths[i];
        const struct docpath_part *last = &path->parts[path->count - 1];
        struct value *found = docpath_get(item, path);
        buf_clear(&name);
        buf_print(&name, "_%zu", i + 1);
        if (found != NULL) {
            value_set_take(&out, last->name != NULL ? last->name : buf_string(&name),
                           value_share(found));
        }
    }
    buf_release(&name);
    return out;
}

/* What ExecuteStatement answers of the body of a Query or Scan (taken). */
static struct value *shown_page(const struct partiql *q, struct value *page)
{
    const struct value *items = inquiry_member_of(page, "Items");
    const struct value *last = inquiry_member_of(page, "LastEvaluatedKey");
    struct value *out = value_object(), *list = value_array(value_count(items));
    for (size_t i = 0; i < value_count(items); i++) {
        value_append_take(&list, projected(q, value_item(items, i)));
    }
    value_set_take(&out, "Items", list);
    inquiry_copy(&out, page, "ConsumedCapacity");
    if (last != NULL) {
        char *token = write_text(last);
        inquiry_copy(&out, page, "LastEvaluatedKey");
        value_set_text(&out, "NextToken", token);
        memory_release(token);
    }
    value_release(page);
    return out;
}

static struct value *select_request(struct inquiry *c, const struct plan *p, bool is_query,
                                    const struct partiql_term *hash,
                                    const struct partiql_term *range)
{
    struct value *request = value_object();
    struct clauses k = { 0 };
    value_set_text(&request, "TableName", p->table.name);
    value_set_text(&request, "IndexName", p->q.index);
    if (is_query) {
        struct buf key = { 0 };
        partiql_put_term(&key, hash, false);
        partiql_use(&k.uses, &hash->uses);
        if (range != NULL) {
            partiql_put_term(&key, range, false);
            partiql_use(&k.uses, &range->uses);
        }
        value_set_text(&request, "KeyConditionExpression", buf_string(&key));
        value_set_take(&request, "ScanIndexForward", value_bool(!p->q.is_backward));
        buf_release(&key);
    }
    put_terms(&p->q, is_query ? hash : NULL, is_query ? range : NULL, true, &k);
    add_clauses(&request, "FilterExpression", &k);
    inquiry_copy(&request, c->request, "Limit");
    inquiry_copy(&request, c->request, "ConsistentRead");
    inquiry_copy(&request, c->request, "ReturnConsumedCapacity");
    return request;
}

static struct value *run_select(struct inquiry *c, const struct plan *p)
{
    const struct catalog_index *index =
        p->q.index != NULL ? catalog_find_index(&p->table, p->q.index) : NULL;
    const struct catalog_schema *s = index != NULL ? &index->key : &p->table.key;
    const struct partiql_term *hash = NULL, *range = NULL;
    bool is_query = keyterms_query(&p->q, s, &hash, &range);
    if (!check_order(c, &p->q, s, is_query)) {
        return NULL;
    }
    struct value *request = select_request(c, p, is_query, hash, range), *page = NULL;
    if (put_start(c, &request)) {
        struct inquiry inner = *c;
        inner.request = request;
        inner.operation = is_query ? "Query" : "Scan";
        page = is_query ? pages_query(&inner) : pages_scan(&inner);
    }
    value_release(request);
    return page != NULL ? shown_page(&p->q, page) : NULL;
}

/* ---- One statement ---- */

static struct value *run_write(struct inquiry *c, const struct plan *p)
{
    static const char *const words[] = { [PARTIQL_INSERT] = "PutItem",
                                         [PARTIQL_UPDATE] = "UpdateItem",
                                         [PARTIQL_DELETE] = "DeleteItem" };
    struct value *request = write_request(c, p), *body = NULL;
    if (request == NULL) {
        return NULL;
    }
    struct inquiry inner = *c;
    inner.request = request;
    inner.operation = words[p->q.kind];
    body = p->q.kind == PARTIQL_INSERT   ? item_put(&inner)
           : p->q.kind == PARTIQL_UPDATE ? item_update(&inner)
                                         : item_delete(&inner);
    value_release(request);
    if (body == NULL) {
        if (p->q.kind == PARTIQL_INSERT &&
            text_is(c->answer->code, "ConditionalCheckFailedException")) {
            inquiry_fail(c, INQUIRY_DUPLICATE_ITEM, "%s", duplicate);
        }
        return NULL;
    }
    struct value *out = value_object(), *items = value_array(1);
    const struct value *returned = inquiry_member_of(body, "Attributes");
    if (value_count(returned) > 0) {
        value_append_take(&items, value_share((struct value *)returned));
    }
    value_set_take(&out, "Items", items);
    inquiry_copy(&out, body, "ConsumedCapacity");
    value_release(body);
    return out;
}

static struct value *run(struct inquiry *c, const struct plan *p)
{
    if (p->q.kind == PARTIQL_EXISTS) {
        inquiry_invalid(c, "EXISTS is a condition of ExecuteTransaction alone");
        return NULL;
    }
    return is_read(&p->q) ? run_select(c, p) : run_write(c, p);
}

struct value *statements_execute(struct inquiry *c)
{
    struct plan p;
    struct value *body = plan(c, &p) ? run(c, &p) : NULL;
    release(&p);
    return body;
}

/* ---- Batches ---- */

/* What an error of an operation is called in a batch. */
static const char *batch_code(const char *code)
{
    static const char *const words[][2] = {
        { "ConditionalCheckFailedException", "ConditionalCheckFailed" },
        { "DuplicateItemException", "DuplicateItem" },
        { "ResourceNotFoundException", "ResourceNotFound" },
        { "InternalServerError", "InternalServerError" },
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (text_is(code, words[i][0])) {
            return words[i][1];
        }
    }
    return "ValidationError";
}

/* Each statement of a batch is about one item. */
static bool check_single(struct inquiry *c, const struct plan *p)
{
    struct value *key = is_read(&p->q) ? key_of(p) : NULL;
    bool is_good = !is_read(&p->q) || key != NULL ||
                   inquiry_invalid(c, "Select statements within BatchExecuteStatement must "
                                      "specify the primary key in the where clause.");
    value_release(key);
    return is_good;
}

static struct value *batch_failure(const struct service_answer *answer)
{
    struct value *error = value_object();
    value_set_text(&error, "Code", batch_code(answer->code));
    value_set_text(&error, "Message", answer->message);
    inquiry_copy(&error, answer->body, "Item");
    return error;
}

/* One statement: what it answers, and its capacity where that is wanted. */
static struct value *batch_one(struct inquiry *c, const struct value *statement,
                               struct value **capacities)
{
    struct service_answer answer = { 0 };
    struct value *request = value_share((struct value *)statement), *out = value_object();
    inquiry_copy(&request, c->request, "ReturnConsumedCapacity");
    struct inquiry inner = *c;
    inner.request = request;
    inner.answer = &answer;
    struct plan p;
    struct value *body = plan(&inner, &p) && check_single(&inner, &p) ? run(&inner, &p) : NULL;
    if (body == NULL) {
        value_set_take(&out, "Error", batch_failure(&answer));
    } else {
        const struct value *items = inquiry_member_of(body, "Items");
        const struct value *capacity = inquiry_member_of(body, "ConsumedCapacity");
        if (value_count(items) > 0) {
            value_set_take(&out, "Item", value_share(value_item(items, 0)));
        }
        if (capacity != NULL) {
            value_append_take(capacities, value_share((struct value *)capacity));
        }
    }
    value_set_text(&out, "TableName", p.table.name);
    value_release(body);
    value_release(request);
    service_answer_release(&answer);
    release(&p);
    return out;
}

/* Returns false where some of the statements read and others write; what cannot be read counts
 * as neither. */
static bool are_alike(const struct value *statements)
{
    bool reads = false, writes = false;
    for (size_t i = 0; i < value_count(statements); i++) {
        const struct value *one = value_item(statements, i);
        struct partiql q;
        struct buf ignored = { 0 };
        if (partiql_parse(value_member_text(one, "Statement"),
                          inquiry_member_of(one, "Parameters"), &q, &ignored)) {
            reads = reads || is_read(&q);
            writes = writes || !is_read(&q);
        }
        partiql_release(&q);
        buf_release(&ignored);
    }
    return !reads || !writes;
}

struct value *statements_batch(struct inquiry *c)
{
    const struct value *statements = inquiry_member(c, "Statements");
    struct value *responses, *capacities, *body;
    if (!are_alike(statements)) {
        inquiry_invalid(c, "A batch must consist of either read statements or write "
                           "statements, and not of both");
        return NULL;
    }
    responses = value_array(value_count(statements));
    capacities = value_array(0);
    body = value_object();
    for (size_t i = 0; i < value_count(statements); i++) {
        value_append_take(&responses, batch_one(c, value_item(statements, i), &capacities));
    }
    value_set_take(&body, "Responses", responses);
    if (value_count(capacities) > 0) {
        value_set_take(&body, "ConsumedCapacity", value_share(capacities));
    }
    value_release(capacities);
    return body;
}

/* ---- Transactions ---- */

static struct value *transaction_part(struct inquiry *c, const struct plan *p)
{
    static const char *const words[] = { [PARTIQL_SELECT] = "Get",
                                         [PARTIQL_EXISTS] = "ConditionCheck",
                                         [PARTIQL_INSERT] = "Put",
                                         [PARTIQL_UPDATE] = "Update",
                                         [PARTIQL_DELETE] = "Delete" };
    struct value *request = NULL, *out = value_object();
    if (!is_read(&p->q)) {
        request = write_request(c, p);
    } else {
        struct value *key = key_of(p);
        if (key == NULL) {
            inquiry_invalid(c, "Select statements within ExecuteTransaction must specify the "
                               "primary key in the where clause.");
        } else if (value_count(key) < p->q.term_count || p->q.index != NULL) {
            inquiry_invalid(c, "A SELECT in ExecuteTransaction must name a table, and nothing "
                               "but its primary key in the where clause");
            value_release(key);
        } else {
            request = value_object();
            value_set_text(&request, "TableName", p->table.name);
            value_set_take(&request, "Key", key);
        }
    }
    if (request == NULL) {
        value_release(out);
        return NULL;
    }
    value_set_take(&out, words[p->q.kind], request);
    return out;
}

/* Of an INSERT whose item is there already, the reason has a name of its own. */
static void name_duplicates(struct inquiry *c, const struct plan *plans)
{
    const struct value *reasons = inquiry_member_of(c->answer->body, "CancellationReasons");
    if (!text_is(c->answer->code, "TransactionCanceledException") || reasons == NULL) {
        return;
    }
    struct value *list = value_array(value_count(reasons));
    struct buf codes = { 0 };
    for (size_t i = 0; i < value_count(reasons); i++) {
        struct value *reason = value_share(value_item(reasons, i));
        if (plans[i].q.kind == PARTIQL_INSERT &&
            text_is(value_member_text(reason, "Code"), "ConditionalCheckFailed")) {
            value_set_text(&reason, "Code", "DuplicateItem");
            value_set_text(&reason, "Message", duplicate);
        }
        buf_print(&codes, "%s%s", i > 0 ? ", " : "", value_member_text(reason, "Code"));
        value_append_take(&list, reason);
    }
    inquiry_fail(c, INQUIRY_TRANSACTION_CANCELED,
                 "Transaction cancelled, please refer cancellation reasons for specific "
                 "reasons [%s]",
                 buf_string(&codes));
    c->answer->body = value_object();
    value_set_take(&c->answer->body, "CancellationReasons", list);
    buf_release(&codes);
}

/* What a transaction answers of the body of the other kind of transaction (taken). */
static struct value *shown_transaction(const struct plan *plans, size_t count,
                                       struct value *body)
{
    const struct value *found = inquiry_member_of(body, "Responses");
    struct value *out = value_object(), *list = value_array(count);
    for (size_t i = 0; i < count; i++) {
        struct value *response = value_object();
        const struct value *item =
            i < value_count(found) ? inquiry_member_of(value_item(found, i), "Item") : NULL;
        if (item != NULL) {
            value_set_take(&response, "Item", projected(&plans[i].q, item));
        }
        value_append_take(&list, response);
    }
    value_set_take(&out, "Responses", list);
    inquiry_copy(&out, body, "ConsumedCapacity");
    value_release(body);
    return out;
}

/* The request of the other kind of transaction: new, or NULL after a failure. */
static struct value *transaction_request(struct inquiry *c, const struct value *statements,
                                         struct plan *plans)
{
    struct value *items = value_array(value_count(statements)), *request = value_object();
    bool is_good = true;
    for (size_t i = 0; is_good && i < value_count(statements); i++) {
        struct inquiry inner = *c;
        inner.request = value_item(statements, i);
        struct value *part =
            plan(&inner, &plans[i]) ? transaction_part(&inner, &plans[i]) : NULL;
        is_good = part != NULL;
        if (is_good) {
            value_append_take(&items, part);
        }
    }
    value_set_take(&request, "TransactItems", items);
    inquiry_copy(&request, c->request, "ClientRequestToken");
    inquiry_copy(&request, c->request, "ReturnConsumedCapacity");
    if (!is_good) {
        value_release(request);
        return NULL;
    }
    return request;
}

struct value *statements_transact(struct inquiry *c)
{
    const struct value *statements = inquiry_member(c, "TransactStatements");
    size_t count = value_count(statements);
    struct value *body = NULL;
    if (!are_alike(statements)) {
        inquiry_invalid(c, "A transaction must consist of either read statements or write "
                           "statements, and not of both");
        return NULL;
    }
    struct plan *plans = memory_zero(count * sizeof *plans);
    struct value *request = transaction_request(c, statements, plans);
    if (request != NULL) {
        struct inquiry inner = *c;
        inner.request = request;
        inner.operation = is_read(&plans[0].q) ? "TransactGetItems" : "TransactWriteItems";
        body = is_read(&plans[0].q) ? transact_get(&inner) : transact_write(&inner);
        if (body == NULL) {
            name_duplicates(c, plans);
        } else {
            body = shown_transaction(plans, count, body);
        }
    }
    value_release(request);
    for (size_t i = 0; i < count; i++) {
        release(&plans[i]);
    }
    memory_release(plans);
    return body;
}
