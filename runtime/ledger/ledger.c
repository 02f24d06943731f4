#include "runtime/ledger/ledger.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/ledger/table.h"
#include "runtime/store/rowkey.h"
#include "runtime/store/shared.h"
#include "runtime/store/store.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- Keys ---- */

struct key {
    char bytes[2 * ROWKEY_NUMBER];
};

static struct store_bytes key_of(struct key *k, uint64_t number)
{
    return rowkey_of_u64(k->bytes, number);
}

static struct store_bytes event_key(struct key *k, uint64_t number, uint64_t id)
{
    rowkey_of_u64(k->bytes, number);
    rowkey_of_u64(k->bytes + ROWKEY_NUMBER, id);
    return (struct store_bytes){ k->bytes, 2 * ROWKEY_NUMBER };
}

/* The key of an execution in the list of `arn`. */
static struct store_bytes list_key(struct buf *b, const char *arn, uint64_t number)
{
    buf_clear(b);
    buf_put(b, arn, strlen(arn) + 1);
    rowkey_add_u64(b, number);
    return store_buf(b);
}

static const char *list_of(const struct value *entry)
{
    const char *map_run = value_member_text(entry, "mapRunArn");
    return map_run != NULL ? map_run : value_member_text(entry, "stateMachineArn");
}

/* ---- Rows ---- */

/* One more than the last number that is a key of the table; 1 if there is none. */
static uint64_t next_of(struct store *s, unsigned table)
{
    struct store_walk w;
    struct store_row row;
    uint64_t next = 1;
    store_walk_begin(&w, s, table, (struct store_bytes){ NULL, 0 }, true);
    if (store_walk_next(&w, &row) && row.key.size == ROWKEY_NUMBER) {
        next = rowkey_u64(row.key.at) + 1;
    }
    store_walk_end(&w);
    return next;
}

void ledger_open(struct ledger *l, struct store *s)
{
    if (store_is_shared(s)) {
        *l = (struct ledger){ .store = s, .is_shared = true, .step = 1 };
        return;
    }
    uint64_t place = next_of(s, TABLE_JOURNAL), first_place = next_of(s, TABLE_OLD_JOURNAL);
    *l = (struct ledger){ .store = s,
                          .next = next_of(s, TABLE_EXECUTION),
                          .first_place = first_place,
                          .next_place = place > first_place ? place : first_place,
                          .step = 1 };
}

void ledger_share(struct ledger *l, size_t index, size_t count)
{
    l->next += index;
    l->next_place += index;
    l->step = count;
}

/* ---- Numbers that are this process's own ---- */

/* So long a process goes on with a range of numbers: about so far the order of numbers may be
 * from that of the starts, over all processes. */
#define RANGE_NS INT64_C(1000000000)

static void need_number(struct ledger *l)
{
    int64_t now_ns = clock_monotonic_ns();
    if (l->is_shared && (l->left == 0 || now_ns - l->since_ns > RANGE_NS)) {
        l->next = store_numbers(l->store, SHARED_JOBS, &l->left);
        l->since_ns = now_ns;
    }
}

static void need_place(struct ledger *l)
{
    if (l->is_shared && l->places_left == 0) {
        l->next_place = store_numbers(l->store, SHARED_LINES, &l->places_left);
    }
}

void ledger_lose(struct ledger *l)
{
    l->left = 0;
    l->places_left = 0;
}

uint64_t ledger_end(struct ledger *l)
{
    l->left = 0;
    need_number(l);
    return l->next;
}

static uint64_t take_number(struct ledger *l)
{
    need_number(l);
    uint64_t number = l->next;
    l->next += l->step;
    l->left -= l->is_shared;
    return number;
}

static uint64_t take_place(struct ledger *l)
{
    need_place(l);
    uint64_t place = l->next_place;
    l->next_place += l->step;
    l->places_left -= l->is_shared;
    return place;
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
    uint64_t number = take_number(l);
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
        *ret_number = rowkey_u64(row.key.at);
    }
    store_walk_end(&w);
    return is_there;
}

bool ledger_find(struct ledger *l, const char *arn, uint64_t *ret_number)
{
    struct store_bytes row;
    if (!store_get(l->store, TABLE_ARN, store_text(arn), &row) || row.size != ROWKEY_NUMBER) {
        return false;
    }
    *ret_number = rowkey_u64(row.at);
    return true;
}

bool ledger_reserve(struct ledger *l, const char *arn, uint64_t *ret_number, bool *ret_is_busy)
{
    struct store_bytes row;
    if (!store_reserve(l->store, TABLE_ARN, store_text(arn), ret_is_busy, &row) ||
        row.size != ROWKEY_NUMBER) {
        return false;
    }
    *ret_number = rowkey_u64(row.at);
    return true;
}

bool ledger_hold(struct ledger *l, uint64_t number)
{
    struct key k;
    return store_hold(l->store, TABLE_EXECUTION, key_of(&k, number));
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
        goes_on = visit(owner, rowkey_u64(row.key.at + row.key.size - ROWKEY_NUMBER));
    }
    store_walk_end(&w);
    buf_release(&key);
}

static bool note_number(void *owner, uint64_t number)
{
    struct ledger_numbers *n = owner;
    n->list = memory_grow(n->list, n->count, &n->room, sizeof *n->list);
    n->list[n->count++] = number;
    return true;
}

void ledger_collect(struct ledger *l, const char *arn, struct ledger_numbers *ret_numbers)
{
    *ret_numbers = (struct ledger_numbers){ .count = 0 };
    ledger_walk(l, arn, 0, false, note_number, ret_numbers);
}

/* So many entries are read at first, and at most: a walk may end soon, or be long. */
#define ENTRIES_FIRST 4
#define ENTRIES_MOST  1024

struct entries {
    size_t most, count;
    uint64_t numbers[ENTRIES_MOST];
    struct key texts[ENTRIES_MOST];
    struct store_bytes keys[ENTRIES_MOST];
    struct value *found[ENTRIES_MOST]; /* owned; NULL if there is none */
};

static bool note_entry(void *owner, uint64_t number)
{
    struct entries *e = owner;
    e->numbers[e->count] = number;
    e->keys[e->count] = key_of(&e->texts[e->count], number);
    e->found[e->count++] = NULL;
    return e->count < e->most;
}

static void read_entry(void *owner, size_t at, struct store_bytes text)
{
    struct entries *e = owner;
    struct read_error ignored;
    read_json_own(text.at, text.size, &e->found[at], &ignored);
}

/* Returns false if `visit` has ended it. */
static bool visit_entries(struct ledger *l, struct entries *e,
                          bool (*visit)(void *owner, uint64_t number,
                                        const struct value *entry),
                          void *owner)
{
    bool goes_on = true;
    store_get_each(l->store, TABLE_EXECUTION, e->keys, e->count, read_entry, e);
    for (size_t i = 0; i < e->count; i++) {
        goes_on = goes_on && (e->found[i] == NULL || visit(owner, e->numbers[i], e->found[i]));
        value_release(e->found[i]);
    }
    return goes_on;
}

void ledger_visit_entries(struct ledger *l, const uint64_t *numbers, size_t count,
                          bool (*visit)(void *owner, uint64_t number,
                                        const struct value *entry),
                          void *owner)
{
    struct entries *e = memory_get(sizeof *e);
    e->most = ENTRIES_MOST;
    bool goes_on = true;
    for (size_t at = 0; goes_on && at < count; at += e->count) {
        e->count = 0;
        while (at + e->count < count && note_entry(e, numbers[at + e->count])) {
        }
        goes_on = visit_entries(l, e, visit, owner);
    }
    memory_release(e);
}

/* Behind the last one that was read; 0: nothing is there. */
static uint64_t entry_after(const struct entries *e, bool backward)
{
    uint64_t last = e->count > 0 ? e->numbers[e->count - 1] : 0;
    return last == 0 ? 0 : backward ? last - 1 : last + 1;
}

void ledger_walk_entries(struct ledger *l, const char *arn, uint64_t from, bool backward,
                         bool (*visit)(void *owner, uint64_t number, const struct value *entry),
                         void *owner)
{
    struct entries *e = memory_get(sizeof *e);
    e->most = ENTRIES_FIRST;
    bool goes_on = true;
    while (goes_on) {
        e->count = 0;
        ledger_walk(l, arn, from, backward, note_entry, e);
        from = entry_after(e, backward);
        goes_on = visit_entries(l, e, visit, owner) && e->count == e->most && from != 0;
        e->most = e->most * 4 < ENTRIES_MOST ? e->most * 4 : ENTRIES_MOST;
    }
    memory_release(e);
}

/* ---- Events ----
 *
 * The events of a turn stand in the journal, one execution's in a row, and one row behind the
 * other, so that what is written at a commit stands together, however many executions it is of.
 * A row begins with the place of the row before it of the same execution (0: none) and the id
 * of its first event, each as 8 bytes; then come the events, each with a \n.
 */

#define HEAD_SIZE (2 * ROWKEY_NUMBER)

/* The events of most turns fit in so much. */
#define CHAPTER_EXPECTED 2000

struct chapter {
    uint64_t before, first;
    struct store_bytes events; /* borrowed until the next call on the store */
};

uint64_t ledger_latest(struct ledger *l, uint64_t number)
{
    struct key k;
    struct store_bytes row;
    bool is_there = store_get(l->store, TABLE_LATEST, key_of(&k, number), &row);
    return is_there && row.size == ROWKEY_NUMBER ? rowkey_u64(row.at) : 0;
}

static unsigned journal_of(const struct ledger *l, uint64_t place)
{
    return place < l->first_place ? TABLE_OLD_JOURNAL : TABLE_JOURNAL;
}

static bool read_chapter(struct ledger *l, uint64_t place, struct chapter *ret_chapter)
{
    struct key k;
    struct store_bytes row;
    if (place == 0 || !store_get(l->store, journal_of(l, place), key_of(&k, place), &row) ||
        row.size < HEAD_SIZE) {
        return false;
    }
    *ret_chapter = (struct chapter){ rowkey_u64(row.at),
                                     rowkey_u64(row.at + ROWKEY_NUMBER),
                                     { row.at + HEAD_SIZE, row.size - HEAD_SIZE } };
    return true;
}

void ledger_begin_events(struct buf *chapter)
{
    static const char head[HEAD_SIZE];
    buf_room(chapter, CHAPTER_EXPECTED);
    buf_put(chapter, head, HEAD_SIZE);
}

uint64_t ledger_put_events(struct ledger *l, uint64_t before, uint64_t first,
                           struct buf *chapter)
{
    rowkey_of_u64(chapter->text, before);
    rowkey_of_u64(chapter->text + ROWKEY_NUMBER, first);
    uint64_t place = take_place(l);
    store_append(l->store, TABLE_JOURNAL, place, store_buf(chapter));
    return place;
}

void ledger_put_latest(struct ledger *l, uint64_t number, uint64_t place)
{
    struct key k, value;
    store_put(l->store, TABLE_LATEST, key_of(&k, number), key_of(&value, place));
}

/* A walk over the events of an execution. */
struct tour {
    uint64_t from; /* the first one that is told; 0: no bound */
    bool backward;
    bool (*visit)(void *owner, uint64_t id, const char *json, size_t size);
    void *owner;
};

static uint64_t count_lines(struct store_bytes lines)
{
    uint64_t count = 0;
    for (size_t i = 0; i < lines.size; i++) {
        count += lines.at[i] == '\n';
    }
    return count;
}

/* Tells of the events of a row. Returns false to end the walk. */
static bool tell_forward(const struct tour *t, const struct chapter *c)
{
    const char *at = c->events.at, *end = at + c->events.size, *line_end;
    uint64_t id = c->first;
    bool goes_on = true;
    while (goes_on && (line_end = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        goes_on = id < t->from || t->visit(t->owner, id, at, (size_t)(line_end - at));
        at = line_end + 1;
        id++;
    }
    return goes_on;
}

static bool tell_backward(const struct tour *t, const struct chapter *c)
{
    const char *at = c->events.at;
    size_t end = c->events.size;
    uint64_t id = c->first + count_lines(c->events);
    bool goes_on = true;
    while (goes_on && id-- > c->first) {
        const char *before = memrchr(at, '\n', end - 1);
        size_t begin = before == NULL ? 0 : (size_t)(before + 1 - at);
        goes_on = (t->from != 0 && id > t->from) ||
                  t->visit(t->owner, id, at + begin, end - 1 - begin);
        end = begin;
    }
    return goes_on;
}

/* Those of an execution from before there was a journal: each has a row. */
static bool tell_old(struct ledger *l, uint64_t number, const struct tour *t)
{
    struct store_walk w;
    struct store_row row;
    struct key prefix, k;
    store_walk_begin(&w, l->store, TABLE_EVENT, key_of(&prefix, number), t->backward);
    if (t->from != 0) {
        store_walk_from(&w, event_key(&k, number, t->from));
    }
    bool goes_on = true;
    while (goes_on && store_walk_next(&w, &row)) {
        uint64_t id = rowkey_u64(row.key.at + ROWKEY_NUMBER);
        goes_on = t->visit(t->owner, id, row.value.at, row.value.size);
    }
    store_walk_end(&w);
    return goes_on;
}

static void tell_journal_backward(struct ledger *l, uint64_t number, const struct tour *t)
{
    struct chapter c;
    bool goes_on = true;
    for (uint64_t at = ledger_latest(l, number); goes_on && read_chapter(l, at, &c);
         at = c.before) {
        goes_on = tell_backward(t, &c);
    }
    if (goes_on) {
        tell_old(l, number, t);
    }
}

/* The rows lead from the last to the first. */
static void tell_journal_forward(struct ledger *l, uint64_t number, const struct tour *t)
{
    struct chapter c = { .first = UINT64_MAX };
    uint64_t *places = NULL;
    size_t count = 0, room = 0;
    for (uint64_t at = ledger_latest(l, number); c.first > t->from && read_chapter(l, at, &c);
         at = c.before) {
        places = memory_grow(places, count, &room, sizeof *places);
        places[count++] = at;
    }
    bool goes_on = true;
    while (goes_on && count > 0 && read_chapter(l, places[--count], &c)) {
        goes_on = tell_forward(t, &c);
    }
    memory_release(places);
}

void ledger_walk_events(struct ledger *l, uint64_t number, uint64_t from, bool backward,
                        bool (*visit)(void *owner, uint64_t id, const char *json, size_t size),
                        void *owner)
{
    struct tour t = { from, backward, visit, owner };
    if (backward) {
        tell_journal_backward(l, number, &t);
    } else if (tell_old(l, number, &t)) {
        tell_journal_forward(l, number, &t);
    }
}

static bool note_id(void *owner, uint64_t id, const char *json, size_t size)
{
    (void)json, (void)size;
    *(uint64_t *)owner = id;
    return false;
}

uint64_t ledger_last_event(struct ledger *l, uint64_t number)
{
    uint64_t id = 0;
    ledger_walk_events(l, number, 0, true, note_id, &id);
    return id;
}

/* ---- The end ---- */

static void remove_journal(struct ledger *l, uint64_t number)
{
    struct chapter c;
    struct key k;
    for (uint64_t at = ledger_latest(l, number); read_chapter(l, at, &c); at = c.before) {
        store_remove(l->store, journal_of(l, at), key_of(&k, at));
    }
}

static void remove_old_events(struct ledger *l, uint64_t number)
{
    struct store_walk w;
    struct store_row row;
    struct key prefix, k;
    store_walk_begin(&w, l->store, TABLE_EVENT, key_of(&prefix, number), false);
    while (store_walk_next(&w, &row)) {
        uint64_t id = rowkey_u64(row.key.at + ROWKEY_NUMBER);
        store_remove(l->store, TABLE_EVENT, event_key(&k, number, id));
    }
    store_walk_end(&w);
}

void ledger_remove(struct ledger *l, uint64_t number)
{
    static const unsigned tables[] = { TABLE_EXECUTION, TABLE_INPUT,   TABLE_OUTPUT,
                                       TABLE_PARKED,    TABLE_REDRIVE, TABLE_RANDOM,
                                       TABLE_LATEST };
    struct key k;
    struct buf key = { 0 };
    struct value *entry = ledger_read(l, number);
    if (entry == NULL) {
        return;
    }
    store_remove(l->store, TABLE_ARN, store_text(value_member_text(entry, "executionArn")));
    store_remove(l->store, TABLE_LIST, list_key(&key, list_of(entry), number));
    remove_journal(l, number);
    remove_old_events(l, number);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        store_remove(l->store, tables[i], key_of(&k, number));
    }
    buf_release(&key);
    value_release(entry);
}
