#include "runtime/dynamo/streaming.h"

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/store/database.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"

#define SPECIFICATION "StreamSpecification"
#define LABEL         "LatestStreamLabel"
#define CLOSED        "ClosedStreamView"

const char streaming_schema[] =
    "CREATE TABLE IF NOT EXISTS streams (name TEXT NOT NULL, label TEXT NOT NULL,"
    " ended INTEGER NOT NULL, document TEXT NOT NULL, PRIMARY KEY (name, label)) WITHOUT "
    "ROWID;";

const char *streaming_label(const struct catalog_table *t)
{
    return value_member_text(t->document, LABEL);
}

const char *streaming_view(const struct catalog_table *t)
{
    const struct value *is = inquiry_member_of(t->document, SPECIFICATION);
    const char *view = value_member_text(is, "StreamViewType");
    return view != NULL ? view : value_member_text(t->document, CLOSED);
}

bool streaming_is_on(const struct catalog_table *t)
{
    return inquiry_member_of(t->document, SPECIFICATION) != NULL;
}

void streaming_put_arn(struct buf *out, const struct catalog_table *t)
{
    buf_print(out, "arn:%s:dynamodb:%s:%s:table/%s/stream/%s", account_partition(),
              account_region(), account_id(), t->name, streaming_label(t));
}

static void switch_on(struct inquiry *c, const struct value *wanted, struct value **document)
{
    char label[TIME_TEXT_ROOM];
    label[time_write(label, c->now_ms) - 1] = '\0';
    value_set_take(document, SPECIFICATION, value_share((struct value *)wanted));
    value_set_text(document, LABEL, label);
}

static void switch_off(const struct catalog_table *t, struct value **document)
{
    value_set_text(document, CLOSED, streaming_view(t));
    value_set_take(document, SPECIFICATION, value_null());
}

/* ---- Streams without a table ---- */

void streaming_keep(struct inquiry *c, const struct catalog_table *t)
{
    struct database *database = c->dynamo->database;
    if (streaming_label(t) == NULL) {
        return;
    }
    struct statement *s = database_statement(database, "DELETE FROM streams WHERE ended < ?1");
    database_set_int(s, 1, c->now_ms - STREAMING_KEPT_MS);
    database_run(s);
    struct value *document = value_share(t->document);
    switch_off(t, &document);
    s = database_statement(database, "INSERT OR REPLACE INTO streams (name, label, ended, "
                                     "document) VALUES (?1, ?2, ?3, ?4)");
    database_set_text(s, 1, t->name);
    database_set_text(s, 2, streaming_label(t));
    database_set_int(s, 3, c->now_ms);
    database_set_json(s, 4, document);
    database_run(s);
    value_release(document);
}

bool streaming_find_kept(struct inquiry *c, const char *name, const char *label,
                         struct catalog_table *ret)
{
    struct statement *s = database_statement(
        c->dynamo->database,
        "SELECT document FROM streams WHERE name = ?1 AND label = ?2 AND ended >= ?3");
    database_set_text(s, 1, name);
    database_set_text(s, 2, label);
    database_set_int(s, 3, c->now_ms - STREAMING_KEPT_MS);
    bool is_there = database_row(s);
    if (is_there) {
        catalog_of_document_take(ret, database_json(s, 0));
    }
    database_leave(s);
    return is_there;
}

struct value *streaming_all(struct inquiry *c)
{
    struct value *documents = value_array(0);
    struct statement *s = database_statement(
        c->dynamo->database,
        "SELECT document FROM (SELECT name, '~' AS label, document FROM tables UNION ALL "
        "SELECT name, label, document FROM streams WHERE ended >= ?1) ORDER BY name, label");
    database_set_int(s, 1, c->now_ms - STREAMING_KEPT_MS);
    while (database_row(s)) {
        value_append_take(&documents, database_json(s, 0));
    }
    database_leave(s);
    return documents;
}

/* ---- Changes ---- */

bool streaming_change(struct inquiry *c, const struct catalog_table *t, struct value **document)
{
    const struct value *wanted = inquiry_member(c, SPECIFICATION);
    bool switches_on = value_is_true(inquiry_member_of(wanted, "StreamEnabled"));
    bool is_on = t != NULL && streaming_is_on(t);
    if (wanted == NULL || (t == NULL && !switches_on)) {
        return true;
    }
    if (switches_on && is_on) {
        return inquiry_invalid(c, "Table already has an enabled stream: TableName: %s",
                               t->name);
    }
    if (!switches_on && !is_on) {
        return inquiry_invalid(c, "Table doesn't have an enabled stream: TableName: %s",
                               t->name);
    }
    if (switches_on) {
        if (t != NULL) {
            streaming_keep(c, t);
        }
        switch_on(c, wanted, document);
    } else {
        switch_off(t, document);
    }
    return true;
}

void streaming_ensure(struct inquiry *c, struct value **document)
{
    struct value *wanted = value_object();
    value_set_take(&wanted, "StreamEnabled", value_bool(true));
    value_set_text(&wanted, "StreamViewType", "NEW_AND_OLD_IMAGES");
    if (inquiry_member_of(*document, SPECIFICATION) == NULL) {
        switch_on(c, wanted, document);
    }
    value_release(wanted);
}

void streaming_show(const struct catalog_table *t, struct value **to)
{
    const struct value *is = inquiry_member_of(t->document, SPECIFICATION);
    struct buf arn = { 0 };
    if (is != NULL) {
        value_set_take(to, SPECIFICATION, value_share((struct value *)is));
    }
    if (streaming_label(t) != NULL) {
        streaming_put_arn(&arn, t);
        value_set_text(to, LABEL, streaming_label(t));
        value_set_text(to, "LatestStreamArn", buf_string(&arn));
    }
    buf_release(&arn);
}
