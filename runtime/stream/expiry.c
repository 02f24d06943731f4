#include "runtime/stream/expiry.h"

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/dynamo/catalog.h"
#include "runtime/dynamo/entries.h"
#include "runtime/dynamo/inquiry.h"
#include "runtime/item/keys.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define PERIOD_MS INT64_C(5000)
#define OLDEST_S  (INT64_C(5) * 365 * 24 * 60 * 60)

static bool is_expired(const struct value *item, const char *attribute, int64_t now_s)
{
    const struct value *is = inquiry_member_of(item, attribute);
    const struct value *text = inquiry_member_of(is, "N");
    struct number n = value_read_number(text);
    return text != NULL && n.kind != NUMBER_BAD && n.real < (double)now_s &&
           n.real > (double)(now_s - OLDEST_S);
}

/* The items of a table that have expired: a new array. */
static struct value *find_items(struct inquiry *c, const struct catalog_table *t,
                                const char *attribute)
{
    struct entries_range all = { 0 };
    struct value *found = value_array(0), *item;
    keys_put_last(&all.end_hash);
    struct statement *s = entries_read(c, t, NULL, &all);
    while ((item = entries_next(s)) != NULL) {
        if (is_expired(item, attribute, c->now_ms / 1000)) {
            value_append_take(&found, value_share(item));
        }
        value_release(item);
    }
    entries_range_release(&all);
    return found;
}

static void run_table(struct inquiry *c, const char *name)
{
    struct catalog_table t = { .name = NULL };
    if (catalog_find(c, name, &t)) {
        const char *attribute = value_member_text(t.document, "TimeToLive");
        struct value *found = attribute != NULL ? find_items(c, &t, attribute) : value_array(0);
        for (size_t i = 0; i < value_count(found); i++) {
            entries_replace(c, &t, value_item(found, i), NULL);
        }
        value_release(found);
    }
    catalog_release(&t);
}

/* The tables whose document speaks of a time to live: a new array of names. */
static struct value *tables(struct inquiry *c)
{
    struct value *names = value_array(0);
    struct statement *s =
        database_statement(c->dynamo->database, "SELECT name FROM tables WHERE instr(document, "
                                                "'\"TimeToLive\":\"') > 0");
    while (database_row(s)) {
        value_append_take(&names, value_text(database_text(s, 0)));
    }
    return names;
}

void expiry_run(struct dynamo *d, int64_t now_ms)
{
    struct service_answer ignored = { 0 };
    struct inquiry c = { .dynamo = d, .answer = &ignored, .now_ms = now_ms, .is_expiry = true };
    struct buf why = { 0 };
    if (now_ms - d->expired_ms < PERIOD_MS && now_ms >= d->expired_ms) {
        return;
    }
    d->expired_ms = now_ms;
    database_begin(d->database, false);
    struct value *names = tables(&c);
    database_end(d->database, true, &why);
    if (value_count(names) > 0) {
        database_begin(d->database, true);
        for (size_t i = 0; i < value_count(names); i++) {
            run_table(&c, value_string(value_item(names, i)));
        }
        database_end(d->database, true, &why);
    }
    value_release(names);
    buf_release(&why);
    service_answer_release(&ignored);
}
