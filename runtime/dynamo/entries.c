#include "runtime/dynamo/entries.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/dynamo/changes.h"
#include "runtime/item/keys.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* An entry of an index names its item by the key in the table. */
const char entries_schema[] =
    "CREATE TABLE IF NOT EXISTS tables (name TEXT PRIMARY KEY, document TEXT NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS numbers (number INTEGER PRIMARY KEY AUTOINCREMENT);"
    "CREATE TABLE IF NOT EXISTS items (owner INTEGER NOT NULL, hash BLOB NOT NULL,"
    " range BLOB NOT NULL, size INTEGER NOT NULL, item TEXT NOT NULL,"
    " PRIMARY KEY (owner, hash, range)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS entries (owner INTEGER NOT NULL, hash BLOB NOT NULL,"
    " range BLOB NOT NULL, item_hash BLOB NOT NULL, item_range BLOB NOT NULL,"
    " PRIMARY KEY (owner, hash, range, item_hash, item_range)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, request TEXT NOT NULL,"
    " made INTEGER NOT NULL) WITHOUT ROWID;";

static void set_buf(struct statement *s, int at, const struct buf *b)
{
    database_set_bytes(s, at, buf_string(b), b->size);
}

static struct value *item_at(struct statement *s, int column)
{
    struct value *item = NULL;
    struct read_error error;
    const char *text = database_text(s, column);
    if (text != NULL) {
        read_json_own(text, strlen(text), &item, &error);
    }
    return item;
}

/* ---- One item ---- */

struct value *entries_get(struct inquiry *c, const struct catalog_table *t,
                          const struct catalog_key *key)
{
    struct statement *s = database_statement(
        c->dynamo->database,
        "SELECT item FROM items WHERE owner = ?1 AND hash = ?2 AND range = ?3");
    database_set_int(s, 1, t->number);
    set_buf(s, 2, &key->hash);
    set_buf(s, 3, &key->range);
    struct value *item = entries_next(s);
    database_leave(s);
    return item;
}

static void put_item(struct inquiry *c, const struct catalog_table *t,
                     const struct catalog_key *key, const struct value *item)
{
    struct statement *s = database_statement(
        c->dynamo->database, "INSERT OR REPLACE INTO items (owner, hash, range, size, item)"
                             " VALUES (?1, ?2, ?3, ?4, ?5)");
    char *text = write_text(item);
    database_set_int(s, 1, t->number);
    set_buf(s, 2, &key->hash);
    set_buf(s, 3, &key->range);
    database_set_int(s, 4, (int64_t)attribute_item_size(item));
    database_set_text(s, 5, text);
    database_run(s);
    memory_release(text);
}

static void remove_item(struct inquiry *c, const struct catalog_table *t,
                        const struct catalog_key *key)
{
    struct statement *s = database_statement(
        c->dynamo->database, "DELETE FROM items WHERE owner = ?1 AND hash = ?2 AND range = ?3");
    database_set_int(s, 1, t->number);
    set_buf(s, 2, &key->hash);
    set_buf(s, 3, &key->range);
    database_run(s);
}

static const char put_entry[] =
    "INSERT OR REPLACE INTO entries (owner, hash, range, item_hash, item_range)"
    " VALUES (?1, ?2, ?3, ?4, ?5)";
static const char remove_entry[] =
    "DELETE FROM entries WHERE owner = ?1 AND hash = ?2 AND range = ?3 AND item_hash = ?4"
    " AND item_range = ?5";

static void change_entry(struct inquiry *c, const char *sql, const struct catalog_index *index,
                         const struct catalog_key *entry, const struct catalog_key *key)
{
    struct statement *s = database_statement(c->dynamo->database, sql);
    database_set_int(s, 1, index->number);
    set_buf(s, 2, &entry->hash);
    set_buf(s, 3, &entry->range);
    set_buf(s, 4, &key->hash);
    set_buf(s, 5, &key->range);
    database_run(s);
}

static bool same_bytes(const struct buf *a, const struct buf *b)
{
    return a->size == b->size && memcmp(buf_string(a), buf_string(b), a->size) == 0;
}

static void replace_entry(struct inquiry *c, const struct catalog_index *index,
                          const struct catalog_key *key, const struct value *old,
                          const struct value *item)
{
    struct catalog_key before = { 0 }, after = { 0 };
    bool was_in = old != NULL && catalog_key_of(&index->key, old, &before);
    bool is_in = item != NULL && catalog_key_of(&index->key, item, &after);
    bool is_same = was_in && is_in && same_bytes(&before.hash, &after.hash) &&
                   same_bytes(&before.range, &after.range);
    if (was_in && !is_same) {
        change_entry(c, remove_entry, index, &before, key);
    }
    if (is_in && !is_same) {
        change_entry(c, put_entry, index, &after, key);
    }
    catalog_key_release(&before);
    catalog_key_release(&after);
}

void entries_replace(struct inquiry *c, const struct catalog_table *t, const struct value *old,
                     const struct value *item)
{
    struct catalog_key key;
    if (old == NULL && item == NULL) {
        return;
    }
    changes_note(c, t, old, item);
    catalog_key_of(&t->key, item != NULL ? item : old, &key);
    if (item != NULL) {
        put_item(c, t, &key, item);
    } else {
        remove_item(c, t, &key);
    }
    for (size_t i = 0; i < t->count; i++) {
        replace_entry(c, &t->indexes[i], &key, old, item);
    }
    catalog_key_release(&key);
}

/* ---- Whole indexes ---- */

void entries_fill_index(struct inquiry *c, const struct catalog_table *t,
                        const struct catalog_index *index)
{
    struct entries_range all = { 0 };
    struct value *item = NULL;
    keys_put_last(&all.end_hash);
    struct statement *s = entries_read(c, t, NULL, &all);
    while ((item = entries_next(s)) != NULL) {
        struct catalog_key key;
        catalog_key_of(&t->key, item, &key);
        replace_entry(c, index, &key, NULL, item);
        catalog_key_release(&key);
        value_release(item);
    }
    entries_range_release(&all);
}

void entries_drop_index(struct inquiry *c, const struct catalog_index *index)
{
    struct statement *s =
        database_statement(c->dynamo->database, "DELETE FROM entries WHERE owner = ?1");
    database_set_int(s, 1, index->number);
    database_run(s);
}

/* ---- Many items ---- */

void entries_place_release(struct entries_place *p)
{
    catalog_key_release(&p->key);
    catalog_key_release(&p->item);
}

void entries_range_release(struct entries_range *r)
{
    buf_release(&r->first_hash);
    buf_release(&r->end_hash);
    buf_release(&r->low);
    buf_release(&r->high);
}

#define OF_TABLE "SELECT item FROM items WHERE owner = ?1 AND "
#define OF_INDEX                                                                               \
    "SELECT item FROM entries AS e JOIN items AS i ON i.owner = ?1 AND i.hash = item_hash AND" \
    " i.range = item_range WHERE e.owner = ?2 AND "
#define FORWARD  ">"
#define BACKWARD "<"

/* Where reading begins is a row that none comes before, or behind, if it is not given. */
static const char query_table[] =
    OF_TABLE "hash = ?3 AND range >= ?4 AND range < ?5 AND range > ?6 ORDER BY range";
static const char query_table_start[] =
    OF_TABLE "hash = ?3 AND range >= ?4 AND range < ?5 ORDER BY range";
static const char query_table_back[] =
    OF_TABLE "hash = ?3 AND range >= ?4 AND range < ?5 AND range < ?6 ORDER BY range DESC";
static const char query_index[] = OF_INDEX
    "e.hash = ?3 AND e.range >= ?4 AND e.range < ?5 AND (e.range, item_hash, item_range) > (?6,"
    " ?8, ?9) ORDER BY e.range, item_hash, item_range";
static const char query_index_back[] = OF_INDEX
    "e.hash = ?3 AND e.range >= ?4 AND e.range < ?5 AND (e.range, item_hash, item_range) < (?6,"
    " ?8, ?9) ORDER BY e.range DESC, item_hash DESC, item_range DESC";
static const char scan_table[] =
    OF_TABLE "hash >= ?3 AND hash < ?4 AND (hash, range) > (?7, ?6) ORDER BY hash, range";
static const char scan_index[] = OF_INDEX "e.hash >= ?3 AND e.hash < ?4 AND (e.hash, e.range, "
                                          "item_hash, item_range) > (?7, ?6, ?8, ?9)"
                                          " ORDER BY e.hash, e.range, item_hash, item_range";

static const char *statement_for(const struct catalog_index *index,
                                 const struct entries_range *r)
{
    if (r->hash == NULL) {
        return index != NULL ? scan_index : scan_table;
    }
    if (index != NULL) {
        return r->is_backward ? query_index_back : query_index;
    }
    return r->is_backward      ? query_table_back
           : r->behind != NULL ? query_table
                               : query_table_start;
}

struct statement *entries_read(struct inquiry *c, const struct catalog_table *t,
                               const struct catalog_index *index, const struct entries_range *r)
{
    const char *sql = statement_for(index, r);
    struct statement *s = database_statement(c->dynamo->database, sql);
    static const struct entries_place start;
    const struct entries_place *behind = r->behind != NULL ? r->behind : &start;
    struct buf last = { 0 };
    database_set_int(s, 1, t->number);
    if (index != NULL) {
        database_set_int(s, 2, index->number);
    }
    set_buf(s, 3, r->hash != NULL ? r->hash : &r->first_hash);
    set_buf(s, 4, r->hash != NULL ? &r->low : &r->end_hash);
    if (r->hash != NULL) {
        set_buf(s, 5, &r->high);
    }
    keys_put_last(&last);
    bool is_end = r->is_backward && r->behind == NULL;
    if (sql != query_table_start) {
        set_buf(s, 6, is_end ? &last : &behind->key.range);
    }
    if (r->hash == NULL) {
        set_buf(s, 7, &behind->key.hash);
    }
    if (index != NULL) {
        set_buf(s, 8, is_end ? &last : &behind->item.hash);
        set_buf(s, 9, is_end ? &last : &behind->item.range);
    }
    buf_release(&last);
    return s;
}

struct value *entries_next(struct statement *s)
{
    return database_row(s) ? item_at(s, 0) : NULL;
}
