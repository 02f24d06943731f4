#include "runtime/serve/ledger.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/serve/table.h"
#include "runtime/store/store.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- Keys ---- */

#define NUMBER_SIZE 8

struct key {
    char bytes[2 * NUMBER_SIZE];
};

static void put_number(char *to, uint64_t number)
{
    for (int i = NUMBER_SIZE - 1; i >= 0; i--) {
        to[i] = (char)(number & 0xFF);
        number >>= 8;
    }
}

static uint64_t read_number(const char *from)
{
    uint64_t number = 0;
    for (int i = 0; i < NUMBER_SIZE; i++) {
        number = number << 8 | (unsigned char)from[i];
    }
    return number;
}

static struct store_bytes key_of(struct key *k, uint64_t number)
{
    put_number(k->bytes, number);
    return (struct store_bytes){ k->bytes, NUMBER_SIZE };
}

static struct store_bytes event_key(struct key *k, uint64_t number, uint64_t id)
{
    put_number(k->bytes, number);
    put_number(k->bytes + NUMBER_SIZE, id);
    return (struct store_bytes){ k->bytes, 2 * NUMBER_SIZE };
}

/* The key of an execution in the list of `arn`. */
static struct store_bytes list_key(struct buf *b, const char *arn, uint64_t number)
{
    char bytes[NUMBER_SIZE];
    put_number(bytes, number);
    buf_clear(b);
    buf_put(b, arn, strlen(arn) + 1);
    buf_put(b, bytes, NUMBER_SIZE);
    return store_buf(b);
}

static const char *list_of(const struct value *entry)
{
    const char *map_run = value_member_text(entry, "mapRunArn");
    return map_run != NULL ? map_run : value_member_text(entry, "stateMachineArn");
}

/* ---- Rows ---- */

void ledger_open(struct ledger *l, struct store *s)
{
    struct store_walk w;
    struct store_row row;
    *l = (struct ledger){ .store = s, .next = 1 };
    store_walk_begin(&w, s, TABLE_EXECUTION, (struct store_bytes){ NULL, 0 }, true);
    if (store_walk_next(&w, &row) && row.key.size == NUMBER_SIZE) {
        l->next = read_number(row.key.at) + 1;
    }
    store_walk_end(&w);
}

static void put_json(struct ledger *l, unsigned table, uint64_t number, const struct value *v)
{
    struct key k;
    struct buf text = { 0 };
    write_json(&text, v);
    store_put(l->store, table, key_of(&k, number), store_buf(&text));
    buf_release(&text);
}

uint64_t ledger_add(struct ledger *l, const struct value *entry)
{
    struct key k;
    struct buf list = { 0 };
    uint64_t number = l->next++;
    put_json(l, TABLE_EXECUTION, number, entry);
    store_put(l->store, TABLE_ARN, store_text(value_member_text(entry, "executionArn")),
              key_of(&k, number));
    store_put(l->store, TABLE_LIST, list_key(&list, list_of(entry), number),
              (struct store_bytes){ NULL, 0 });
    buf_release(&list);
    return number;
}

void ledger_update(struct ledger *l, uint64_t number, const struct value *entry)
{
    put_json(l, TABLE_EXECUTION, number, entry);
}

void ledger_put_value(struct ledger *l, unsigned table, uint64_t number, const struct value *v)
{
    put_json(l, table, number, v);
}

void ledger_put_event(struct ledger *l, uint64_t number, uint64_t id, const struct buf *json)
{
    struct key k;
    store_put(l->store, TABLE_EVENT, event_key(&k, number, id), store_buf(json));
}

void ledger_put_bytes(struct ledger *l, unsigned table, uint64_t number,
                      const struct buf *bytes)
{
    struct key k;
    store_put(l->store, table, key_of(&k, number), store_buf(bytes));
}

void ledger_forget(struct ledger *l, unsigned table, uint64_t number)
{
    struct key k;
    store_remove(l->store, table, key_of(&k, number));
}

bool ledger_next(struct ledger *l, uint64_t from, uint64_t *ret_number)
{
    struct store_walk w;
    struct store_row row;
    struct key k;
    store_walk_begin(&w, l->store, TABLE_EXECUTION, (struct store_bytes){ NULL, 0 }, false);
    store_walk_from(&w, key_of(&k, from));
    bool is_there = store_walk_next(&w, &row);
    if (is_there) {
        *ret_number = read_number(row.key.at);
    }
    store_walk_end(&w);
    return is_there;
}

bool ledger_find(struct ledger *l, const char *arn, uint64_t *ret_number)
{
    struct store_bytes row;
    if (!store_get(l->store, TABLE_ARN, store_text(arn), &row) || row.size != NUMBER_SIZE) {
        return false;
    }
    *ret_number = read_number(row.at);
    return true;
}

bool ledger_get(struct ledger *l, unsigned table, uint64_t number, struct buf *out)
{
    struct key k;
    struct store_bytes row;
    if (!store_get(l->store, table, key_of(&k, number), &row)) {
        return false;
    }
    buf_put(out, row.at, row.size);
    return true;
}

struct value *ledger_read(struct ledger *l, uint64_t number)
{
    struct buf text = { 0 };
    struct value *entry = NULL;
    struct read_error e;
    if (ledger_get(l, TABLE_EXECUTION, number, &text)) {
        read_json_own(text.text, text.size, &entry, &e);
    }
    buf_release(&text);
    return entry;
}

static uint64_t number_of(const struct value *entry, const char *key)
{
    struct value *v;
    int64_t number = 0;
    return value_member(entry, key, &v) && value_is_int(v, &number) ? (uint64_t)number : 0;
}

struct value *ledger_outer(struct ledger *l, uint64_t number)
{
    struct value *entry = ledger_read(l, number);
    uint64_t outer;
    while (entry != NULL && (outer = number_of(entry, "parent")) != 0) {
        value_release(entry);
        entry = ledger_read(l, outer);
    }
    return entry;
}

uint64_t ledger_revision(struct ledger *l, uint64_t number)
{
    struct value *entry = ledger_outer(l, number);
    uint64_t revision = entry == NULL ? 0 : number_of(entry, "revision");
    value_release(entry);
    return revision;
}

/* ---- Walks ---- */

void ledger_walk(struct ledger *l, const char *arn, uint64_t from, bool backward,
                 bool (*visit)(void *owner, uint64_t number), void *owner)
{
    struct store_walk w;
    struct store_row row;
    struct key k;
    struct buf key = { 0 };
    struct store_bytes prefix = { NULL, 0 };
    if (arn != NULL) {
        prefix = (struct store_bytes){ arn, strlen(arn) + 1 };
    }
    store_walk_begin(&w, l->store, arn != NULL ? TABLE_LIST : TABLE_PARKED, prefix, backward);
    if (from != 0) {
        store_walk_from(&w, arn != NULL ? list_key(&key, arn, from) : key_of(&k, from));
    }
    bool goes_on = true;
    while (goes_on && store_walk_next(&w, &row)) {
        goes_on = visit(owner, read_number(row.key.at + row.key.size - NUMBER_SIZE));
    }
    store_walk_end(&w);
    buf_release(&key);
}

void ledger_walk_events(struct ledger *l, uint64_t number, uint64_t from, bool backward,
                        bool (*visit)(void *owner, uint64_t id, const char *json, size_t size),
                        void *owner)
{
    struct store_walk w;
    struct store_row row;
    struct key prefix, k;
    store_walk_begin(&w, l->store, TABLE_EVENT, key_of(&prefix, number), backward);
    if (from != 0) {
        store_walk_from(&w, event_key(&k, number, from));
    }
    bool goes_on = true;
    while (goes_on && store_walk_next(&w, &row)) {
        uint64_t id = read_number(row.key.at + NUMBER_SIZE);
        goes_on = visit(owner, id, row.value.at, row.value.size);
    }
    store_walk_end(&w);
}

/* ---- The end ---- */

static void remove_events(struct ledger *l, uint64_t number)
{
    struct store_walk w;
    struct store_row row;
    struct key prefix, k;
    store_walk_begin(&w, l->store, TABLE_EVENT, key_of(&prefix, number), false);
    while (store_walk_next(&w, &row)) {
        uint64_t id = read_number(row.key.at + NUMBER_SIZE);
        store_remove(l->store, TABLE_EVENT, event_key(&k, number, id));
    }
    store_walk_end(&w);
}

void ledger_remove(struct ledger *l, uint64_t number)
{
    static const unsigned tables[] = { TABLE_EXECUTION, TABLE_INPUT,   TABLE_OUTPUT,
                                       TABLE_PARKED,    TABLE_REDRIVE, TABLE_RANDOM };
    struct key k;
    struct buf key = { 0 };
    struct value *entry = ledger_read(l, number);
    if (entry == NULL) {
        return;
    }
    store_remove(l->store, TABLE_ARN, store_text(value_member_text(entry, "executionArn")));
    store_remove(l->store, TABLE_LIST, list_key(&key, list_of(entry), number));
    remove_events(l, number);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        store_remove(l->store, tables[i], key_of(&k, number));
    }
    buf_release(&key);
    value_release(entry);
}
