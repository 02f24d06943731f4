#include "runtime/ledger/maprun.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/exec/history.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/outcome.h"
#include "runtime/ledger/table.h"
#include "runtime/map/run.h"
#include "runtime/store/rowkey.h"
#include "runtime/store/store.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

struct value *maprun_read(struct store *s, const char *arn)
{
    struct store_bytes text;
    struct value *row = NULL;
    struct read_error e;
    if (store_get(s, TABLE_MAP_RUN, store_text(arn), &text)) {
        read_json_own(text.at, text.size, &row, &e);
    }
    return row;
}

bool maprun_is_running(const struct value *row)
{
    return strcmp(value_member_text(row, "status"), "RUNNING") == 0;
}

void maprun_write(struct store *s, const char *arn, const struct value *row)
{
    struct buf text = { 0 };
    write_json(&text, row);
    store_put(s, TABLE_MAP_RUN, store_text(arn), store_buf(&text));
    buf_release(&text);
}

/* ---- The list of an execution's Map Runs ---- */

/* The key of a Map Run in the list of that execution; with NULL what all keys there begin with.
 */
static struct store_bytes list_key(struct buf *key, uint64_t number, const char *arn)
{
    buf_clear(key);
    rowkey_add_u64(key, number);
    buf_text(key, arn == NULL ? "" : arn);
    return store_buf(key);
}

static void enter_list(struct store *s, const char *arn, const struct value *row)
{
    struct buf key = { 0 };
    store_put(s, TABLE_MAP_RUNS, list_key(&key, (uint64_t)outcome_int(row, "parent"), arn),
              (struct store_bytes){ NULL, 0 });
    buf_release(&key);
}

void maprun_remove(struct store *s, const char *arn, const struct value *row)
{
    struct buf key = { 0 };
    store_remove(s, TABLE_MAP_RUN, store_text(arn));
    store_remove(s, TABLE_MAP_RUNS, list_key(&key, (uint64_t)outcome_int(row, "parent"), arn));
    buf_release(&key);
}

void maprun_walk(struct store *s, uint64_t number, bool (*visit)(void *owner, const char *arn),
                 void *owner)
{
    struct store_walk w;
    struct store_row r;
    struct buf prefix = { 0 };
    bool goes_on = true;
    store_walk_begin(&w, s, TABLE_MAP_RUNS, list_key(&prefix, number, NULL), false);
    while (goes_on && store_walk_next(&w, &r)) {
        char *arn = memory_text_n(r.key.at + prefix.size, r.key.size - prefix.size);
        goes_on = visit(owner, arn);
        memory_release(arn);
    }
    store_walk_end(&w);
    buf_release(&prefix);
}

static bool has_rows(struct store *s, unsigned table)
{
    struct store_walk w;
    struct store_row r;
    store_walk_begin(&w, s, table, (struct store_bytes){ NULL, 0 }, false);
    bool has = store_walk_next(&w, &r);
    store_walk_end(&w);
    return has;
}

static void make_list(struct store *s)
{
    struct store_walk w;
    struct store_row r;
    store_walk_begin(&w, s, TABLE_MAP_RUN, (struct store_bytes){ NULL, 0 }, false);
    while (store_walk_next(&w, &r)) {
        struct value *row = NULL;
        struct read_error e;
        char *arn = memory_text_n(r.key.at, r.key.size);
        if (read_json_own(r.value.at, r.value.size, &row, &e)) {
            enter_list(s, arn, row);
        }
        value_release(row);
        memory_release(arn);
    }
    store_walk_end(&w);
}

void maprun_open(struct store *s)
{
    if (!has_rows(s, TABLE_MAP_RUNS)) {
        make_list(s);
    }
}

/* ---- Rows ---- */

/* Adds to a count, which is in the row's object of that name. */
static void count(struct value **row, const char *of, const char *what, int64_t more)
{
    struct value *counts, *v;
    int64_t number = 0;
    counts = value_take_member(row, of);
    if (counts == NULL) {
        counts = value_object();
    }
    if (value_member(counts, what, &v)) {
        value_is_int(v, &number);
    }
    value_set_take(&counts, what, value_int(number + more));
    value_set_take(row, of, counts);
}

static void count_both(struct value **row, const char *what, int64_t items, int64_t executions)
{
    count(row, "items", what, items);
    count(row, "executions", what, executions);
}

/* How many items there are, as far as that is known. */
static void put_total(struct value **row, const struct asl_frame *f)
{
    const struct map_run *r = frame_map_run(f);
    uint64_t total = r->reader == NULL       ? f->fan->total
                     : r->counted > r->items ? r->counted
                                             : r->items;
    value_set_take(row, "total", value_int((int64_t)total));
}

void maprun_begin(struct store *s, const struct asl_frame *f, const struct value *entry,
                  uint64_t number, int64_t at_ms)
{
    const struct map_run *r = frame_map_run(f);
    struct value *row = value_object();
    struct buf machine = { 0 };
    buf_print(&machine, "%s/%s", value_member_text(entry, "stateMachineArn"), r->label);
    value_set_text(&row, "executionArn", value_member_text(entry, "executionArn"));
    value_set_text(&row, "stateMachineArn", buf_string(&machine));
    value_set_take(&row, "startDate", value_int(at_ms));
    value_set_text(&row, "status", "RUNNING");
    value_set_take(&row, "maxConcurrency", value_int((int64_t)f->fan->at_once));
    value_set_take(&row, "toleratedFailureCount", value_int(r->tolerance.count));
    value_set_take(&row, "toleratedFailurePercentage", value_double(r->tolerance.percent));
    value_set_take(&row, "parent", value_int((int64_t)number));
    value_set_take(&row, "isBatched", value_bool(r->batch.batched));
    put_total(&row, f);
    maprun_write(s, r->arn, row);
    enter_list(s, r->arn, row);
    value_release(row);
    buf_release(&machine);
}

void maprun_child_begins(struct store *s, const struct asl_frame *f, int64_t items)
{
    const struct map_run *r = frame_map_run(f);
    struct value *row = maprun_read(s, r->arn);
    if (row != NULL) {
        count_both(&row, "running", items, 1);
        put_total(&row, f);
        maprun_write(s, r->arn, row);
    }
    value_release(row);
}

static const char *const words[] = { [EXECUTION_RUNNING] = "running",
                                     [EXECUTION_SUCCEEDED] = "succeeded",
                                     [EXECUTION_FAILED] = "failed",
                                     [EXECUTION_TIMED_OUT] = "timedOut",
                                     [EXECUTION_ABORTED] = "aborted" };

void maprun_child_ends(struct store *s, const char *arn, int64_t items,
                       enum execution_status status)
{
    struct value *row = maprun_read(s, arn);
    if (row != NULL) {
        count_both(&row, "running", -items, -1);
        count_both(&row, words[status], items, 1);
        maprun_write(s, arn, row);
    }
    value_release(row);
}

/* ---- Children that wait for a redrive ---- */

/* Of such counts those of children that had not succeeded: new. */
static struct value *failures_of(const struct value *counts)
{
    static const enum execution_status failures[] = { EXECUTION_FAILED, EXECUTION_TIMED_OUT,
                                                      EXECUTION_ABORTED };
    struct value *made = value_object();
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        const char *word = words[failures[i]];
        value_set_take(&made, word, value_int(outcome_int(counts, word)));
    }
    return made;
}

void maprun_children_await(struct store *s, const char *arn, uint64_t end)
{
    static const char *const of[] = { "items", "executions" };
    struct value *row = maprun_read(s, arn);
    if (row == NULL) {
        return;
    }
    struct value *awaiting = value_object(), *counts;
    value_set_take(&awaiting, "next", value_int(1));
    value_set_take(&awaiting, "end", value_int((int64_t)end));
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        if (value_member(row, of[i], &counts)) {
            value_set_take(&awaiting, of[i], failures_of(counts));
        }
    }
    value_set_take(&row, "awaiting", awaiting);
    maprun_write(s, arn, row);
    value_release(row);
}

/* It waits no more. */
static void come_to(struct value **row, const struct maprun_child *c)
{
    struct value *awaiting = value_take_member(row, "awaiting");
    if (awaiting != NULL) {
        count_both(&awaiting, words[c->status], -c->items, -1);
        value_set_take(&awaiting, "next", value_int((int64_t)c->number + 1));
        value_set_take(row, "awaiting", awaiting);
    }
}

/* It does not count any more as what it had come to; `running` is how many more run. */
static void end_no_more(struct store *s, const struct maprun_child *c, int running)
{
    struct value *row = maprun_read(s, c->arn);
    if (row != NULL) {
        come_to(&row, c);
        count_both(&row, words[c->status], -c->items, -1);
        count_both(&row, "running", running * c->items, running);
        maprun_write(s, c->arn, row);
    }
    value_release(row);
}

void maprun_child_goes_on(struct store *s, const struct maprun_child *c)
{
    end_no_more(s, c, 1);
}

void maprun_child_leaves(struct store *s, const struct maprun_child *c)
{
    end_no_more(s, c, 0);
}

void maprun_child_stays(struct store *s, const struct maprun_child *c)
{
    struct value *row = maprun_read(s, c->arn);
    if (row != NULL) {
        come_to(&row, c);
        maprun_write(s, c->arn, row);
    }
    value_release(row);
}

void maprun_child_awaits(struct store *s, const char *arn, int64_t items,
                         enum execution_status status)
{
    struct value *row = maprun_read(s, arn);
    struct value *awaiting = row == NULL ? NULL : value_take_member(&row, "awaiting");
    if (awaiting != NULL) {
        count_both(&awaiting, words[status], items, 1);
        value_set_take(&row, "awaiting", awaiting);
        maprun_write(s, arn, row);
    }
    value_release(row);
}

size_t maprun_count_running(struct store *s, const char *arn)
{
    struct value *row = maprun_read(s, arn), *counts;
    int64_t running = 0;
    if (row != NULL && value_member(row, "executions", &counts)) {
        running = outcome_int(counts, "running");
    }
    value_release(row);
    return running > 0 ? (size_t)running : 0;
}

bool maprun_awaits(const struct value *row, uint64_t number, const struct value *entry)
{
    enum execution_status status = outcome_status(entry);
    struct value *awaiting;
    return status != EXECUTION_RUNNING && status != EXECUTION_SUCCEEDED &&
           maprun_is_running(row) && value_member(row, "awaiting", &awaiting) &&
           number >= (uint64_t)outcome_int(awaiting, "next") &&
           number < (uint64_t)outcome_int(awaiting, "end");
}

/* ---- Its own end ---- */

void maprun_redriven(struct store *s, const struct asl_frame *f, int64_t at_ms)
{
    const struct map_run *r = frame_map_run(f);
    struct value *row = maprun_read(s, r->arn);
    if (row != NULL) {
        value_release(value_take_member(&row, "stopDate"));
        value_set_text(&row, "status", "RUNNING");
        value_set_take(&row, "redriveCount", value_int(r->redrives));
        value_set_take(&row, "redriveDate", value_int(at_ms));
        maprun_write(s, r->arn, row);
    }
    value_release(row);
}

void maprun_end(struct store *s, const struct asl_frame *f, bool has_succeeded, int64_t at_ms)
{
    const struct map_run *r = frame_map_run(f);
    struct value *row = maprun_read(s, r->arn);
    if (row != NULL) {
        value_set_text(&row, "status", has_succeeded ? "SUCCEEDED" : "FAILED");
        value_set_take(&row, "stopDate", value_int(at_ms));
        value_set_take(&row, "isWritten", value_bool(has_succeeded));
        put_total(&row, f);
        maprun_write(s, r->arn, row);
    }
    value_release(row);
}

/* ---- As it is told ---- */

static bool count_again(void *owner, uint64_t number, const struct value *entry)
{
    struct value **row = owner;
    (void)number;
    count_both(row, words[outcome_status(entry)], outcome_int(entry, "itemCount"), 1);
    return true;
}

/* Children that other nodes had, and that were stopped with the execution which they belong to,
 * have ended after it: nobody has counted them. */
static void settle_counts(struct ledger *l, const char *arn, struct value **row)
{
    struct value *counts;
    if (value_member(*row, "executions", &counts) && outcome_int(counts, "running") > 0) {
        value_set_take(row, "items", value_object());
        value_set_take(row, "executions", value_object());
        ledger_walk_entries(l, arn, 0, false, count_again, row);
    }
}

struct value *maprun_settled(struct ledger *l, const char *arn)
{
    struct value *row = maprun_read(l->store, arn);
    if (row == NULL || !maprun_is_running(row)) {
        return row;
    }
    struct value *entry = ledger_read(l, (uint64_t)outcome_int(row, "parent"));
    if (entry != NULL && outcome_status(entry) != EXECUTION_RUNNING) {
        value_set_text(&row, "status", "ABORTED");
        value_set_take(&row, "stopDate", value_int(outcome_int(entry, "stopDate")));
        settle_counts(l, arn, &row);
    }
    value_release(entry);
    return row;
}
