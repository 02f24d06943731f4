#include "runtime/dynamo/changes.h"

#include <string.h>

#include "runtime/dynamo/streaming.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

/* A row has the label of the stream: a table may have one after the other. */
const char changes_schema[] =
    "CREATE TABLE IF NOT EXISTS changes (rank INTEGER PRIMARY KEY AUTOINCREMENT,"
    " owner INTEGER NOT NULL, label TEXT NOT NULL, made INTEGER NOT NULL, body TEXT NOT NULL);"
    "CREATE INDEX IF NOT EXISTS changes_owner ON changes (owner, label, rank);";

/* So often are old rows removed: each time when so many new ones were made. */
#define SWEEP 256

static void remove_old(struct inquiry *c)
{
    struct statement *s =
        database_statement(c->dynamo->database, "DELETE FROM changes WHERE made < ?1");
    database_set_int(s, 1, c->now_ms - STREAMING_KEPT_MS);
    database_run(s);
}

static void set_image(struct value **to, const char *member, const struct value *item,
                      bool is_wanted)
{
    if (item != NULL && is_wanted) {
        value_set_take(to, member, value_share((struct value *)item));
    }
}

static struct value *describe(struct inquiry *c, const struct catalog_table *t,
                              const struct value *old, const struct value *item,
                              const char *view)
{
    bool has_both = strcmp(view, "NEW_AND_OLD_IMAGES") == 0;
    struct value *change = value_object();
    value_set_text(&change, "Name",
                   old == NULL    ? "INSERT"
                   : item == NULL ? "REMOVE"
                                  : "MODIFY");
    value_set_take(&change, "At", value_int(c->now_ms));
    value_set_take(&change, "Keys",
                   catalog_key_attributes(&t->key, item != NULL ? item : old, NULL));
    set_image(&change, "NewImage", item, has_both || strcmp(view, "NEW_IMAGE") == 0);
    set_image(&change, "OldImage", old, has_both || strcmp(view, "OLD_IMAGE") == 0);
    value_set_text(&change, "View", view);
    value_set_take(&change, "IsExpired", value_bool(c->is_expiry));
    return change;
}

void changes_note(struct inquiry *c, const struct catalog_table *t, const struct value *old,
                  const struct value *item)
{
    const char *view = streaming_view(t), *label = streaming_label(t);
    if (!streaming_is_on(t) || view == NULL || label == NULL ||
        (old != NULL && item != NULL && value_equal(old, item))) {
        return;
    }
    struct value *change = describe(c, t, old, item, view);
    struct statement *s = database_statement(
        c->dynamo->database,
        "INSERT INTO changes (owner, label, made, body) VALUES (?1, ?2, ?3, ?4)");
    database_set_int(s, 1, t->number);
    database_set_text(s, 2, label);
    database_set_int(s, 3, c->now_ms);
    database_set_json(s, 4, change);
    database_run(s);
    value_release(change);
    if (database_last_key(c->dynamo->database) % SWEEP == 0) {
        remove_old(c);
    }
}

bool changes_next(struct inquiry *c, const struct catalog_table *t, int64_t behind,
                  int64_t *ret_rank, struct value **ret_change)
{
    struct statement *s =
        database_statement(c->dynamo->database,
                           "SELECT rank, body FROM changes WHERE owner = ?1 AND label = ?2 AND"
                           " rank > ?3 AND made >= ?4 ORDER BY rank LIMIT 1");
    database_set_int(s, 1, t->number);
    database_set_text(s, 2, streaming_label(t));
    database_set_int(s, 3, behind);
    database_set_int(s, 4, c->now_ms - STREAMING_KEPT_MS);
    bool is_there = database_row(s);
    if (is_there) {
        *ret_rank = database_int(s, 0);
        *ret_change = database_json(s, 1);
        database_leave(s);
    }
    return is_there;
}

int64_t changes_last(struct inquiry *c)
{
    struct statement *s =
        database_statement(c->dynamo->database, "SELECT max(rank) FROM changes");
    int64_t last = database_row(s) ? database_int(s, 0) : 0;
    database_leave(s);
    return last;
}
