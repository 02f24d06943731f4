#include "runtime/api/tellexec.h"

#include <string.h>

#include "runtime/api/apiarn.h"
#include "runtime/api/execref.h"
#include "runtime/api/machineref.h"
#include "runtime/api/page.h"
#include "runtime/api/reply.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/endpoint/call.h"
#include "runtime/ledger/maprun.h"
#include "runtime/ledger/table.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/store/store.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

/* ---- DescribeExecution ---- */

/* How long after its end an execution can be redriven. */
#define REDRIVE_MS (INT64_C(14) * 24 * 3600 * 1000)

bool tellexec_can_redrive(const struct station *s, const struct value *entry, struct buf *why)
{
    const char *status = value_member_text(entry, "status");
    struct value *stopped;
    int64_t stop_ms = 0;
    if (strcmp(status, "RUNNING") == 0 || strcmp(status, "SUCCEEDED") == 0) {
        buf_print(why, "Execution is %s and cannot be redriven", status);
        return false;
    }
    if (value_member(entry, "stopDate", &stopped) && value_is_int(stopped, &stop_ms) &&
        station_now_ms(s) - stop_ms > REDRIVE_MS) {
        buf_text(why, "Execution has exceeded its redrivable period of 14 days and cannot be "
                      "redriven");
        return false;
    }
    return true;
}

static void put_redrive(struct station *s, struct value **body, const struct value *entry)
{
    struct value *count;
    struct buf why = { 0 };
    if (value_member(entry, "redriveCount", &count)) {
        value_set_take(body, "redriveCount", value_share(count));
    }
    reply_copy_date(body, "redriveDate", entry);
    bool can = tellexec_can_redrive(s, entry, &why);
    bool is_child = value_member_text(entry, "mapRunArn") != NULL;
    value_set_text(body, "redriveStatus",
                   !can       ? "NOT_REDRIVABLE"
                   : is_child ? "REDRIVABLE_BY_MAP_RUN"
                              : "REDRIVABLE");
    value_set_text(body, "redriveStatusReason", can ? NULL : why.text);
    buf_release(&why);
}

/* As the API calls it: the children of a Map Run that is redriven wait for their turn. */
static const char *status_of(const struct value *map_run, uint64_t number,
                             const struct value *entry)
{
    return map_run != NULL && maprun_awaits(map_run, number, entry)
               ? "PENDING_REDRIVE"
               : value_member_text(entry, "status");
}

static void put_status(struct station *s, struct value **body, uint64_t number,
                       const struct value *entry)
{
    const char *map_run_arn = value_member_text(entry, "mapRunArn");
    struct value *map_run =
        map_run_arn == NULL ? NULL : maprun_settled(&s->ledger, map_run_arn);
    value_set_text(body, "status", status_of(map_run, number, entry));
    value_release(map_run);
}

static void put_payload(struct station *s, struct value **body, unsigned table, uint64_t number,
                        bool is_wanted)
{
    bool is_input = table == TABLE_INPUT;
    struct buf text = { 0 };
    if (is_wanted && ledger_get(&s->ledger, table, number, &text)) {
        reply_put_payload(body, is_input ? "input" : "output",
                          is_input ? "inputDetails" : "outputDetails", buf_string(&text));
    }
    buf_release(&text);
}

void tellexec_describe(struct station *s, struct call *c)
{
    static const char *const texts[] = {
        "mapRunArn",  "error", "cause", "stateMachineVersionArn", "stateMachineAliasArn",
        "traceHeader"
    };
    uint64_t number;
    if (!execref_find_any(s, c, &number)) {
        return;
    }
    bool is_all = call_wants_data(c);
    struct value *entry = ledger_read(&s->ledger, number), *body = value_object();
    reply_copy_text(&body, "executionArn", entry);
    reply_copy_text(&body, "stateMachineArn", entry);
    reply_copy_text(&body, "name", entry);
    put_status(s, &body, number, entry);
    reply_copy_date(&body, "startDate", entry);
    reply_copy_date(&body, "stopDate", entry);
    put_payload(s, &body, TABLE_INPUT, number, is_all);
    put_payload(s, &body, TABLE_OUTPUT, number, is_all);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        reply_copy_text(&body, texts[i], entry);
    }
    put_redrive(s, &body, entry);
    reply_good(s, c, body);
    value_release(entry);
}

/* ---- GetExecutionHistory ---- */

/* One page of events. */
struct events {
    struct page page;
    struct value *list; /* owned */
    uint64_t next;      /* where the next page begins; 0: there is none */
    bool has_data;      /* inputs and outputs are wanted */
};

/* Details are the one member of an event that is an object. */
static void drop_data(struct value **event)
{
    static const char *const dropped[] = { "input",         "inputDetails", "output",
                                           "outputDetails", "parameters",   NULL };
    const char *key = NULL;
    struct value *details = NULL;
    for (struct value_walk w = value_walk(*event); value_step(&w);) {
        if (value_type(w.value) == VALUE_OBJECT) {
            key = w.key;
            details = w.value;
        }
    }
    if (key != NULL) {
        value_set_take(event, key, reply_without(details, dropped));
    }
}

static bool take_event(void *owner, uint64_t id, const char *json, size_t size)
{
    struct events *e = owner;
    struct value *event;
    struct read_error error;
    if (value_count(e->list) == e->page.most) {
        e->next = id;
        return false;
    }
    if (read_json_own(json, size, &event, &error)) {
        if (!e->has_data) {
            drop_data(&event);
        }
        value_append_take(&e->list, event);
    }
    return true;
}

void tellexec_history(struct station *s, struct call *c)
{
    struct service_answer a = { .status = 0 };
    struct events e = { .list = value_array(0) };
    struct buf question = { 0 };
    uint64_t number;
    if (!execref_find(s, c, &number)) {
        value_release(e.list);
        return;
    }
    bool backward = call_truth(c, "reverseOrder", false);
    e.has_data = call_truth(c, "includeExecutionData", true);
    buf_print(&question, "events %d %llu", backward, (unsigned long long)number);
    if (!page_read(c->input, buf_string(&question), PAGE_USUAL, &e.page, &a)) {
        station_answer(s, c, &a);
        value_release(e.list);
    } else {
        ongoings_write_events(&s->ongoings);
        ledger_walk_events(&s->ledger, number, e.page.from, backward, take_event, &e);
        struct value *body = value_object();
        value_set_take(&body, "events", e.list);
        if (e.next != 0) {
            page_put_token(&body, &e.page, e.next);
        }
        reply_good(s, c, body);
    }
    buf_release(&question);
}

/* ---- ListExecutions ---- */

struct listed {
    const char *by; /* the ARN of a version or an alias by which they were started; NULL */
    struct station *station;
    struct page page;
    struct value *map_run; /* its row, if they are the children of one; owned; else NULL */
    struct value *list;    /* owned */
    uint64_t next;         /* where the next page begins; 0: there is none */
    const char *status;    /* those with it are wanted; NULL: all */
    int redriven;          /* 1: only those that were redriven, -1: only others */
};

static struct value *list_item(const struct value *entry, const char *status)
{
    static const char *const texts[] = { "executionArn", "stateMachineArn", "name" };
    struct value *o = value_object(), *v;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        reply_copy_text(&o, texts[i], entry);
    }
    value_set_text(&o, "status", status);
    reply_copy_date(&o, "startDate", entry);
    reply_copy_date(&o, "stopDate", entry);
    reply_copy_text(&o, "mapRunArn", entry);
    if (value_member(entry, "itemCount", &v)) {
        value_set_take(&o, "itemCount", value_share(v));
    }
    reply_copy_text(&o, "stateMachineVersionArn", entry);
    reply_copy_text(&o, "stateMachineAliasArn", entry);
    if (value_member(entry, "redriveCount", &v)) {
        value_set_take(&o, "redriveCount", value_share(v));
    }
    reply_copy_date(&o, "redriveDate", entry);
    return o;
}

/* Whether it was started by the version or the alias that is wanted. */
static bool is_by(const struct listed *l, const struct value *entry)
{
    static const char *const keys[] = { "stateMachineVersionArn", "stateMachineAliasArn" };
    for (size_t i = 0; l->by != NULL && i < sizeof keys / sizeof keys[0]; i++) {
        const char *arn = value_member_text(entry, keys[i]);
        if (arn != NULL && strcmp(arn, l->by) == 0) {
            return true;
        }
    }
    return l->by == NULL;
}

static bool is_wanted(const struct listed *l, const struct value *entry, const char *status)
{
    struct value *count;
    int64_t redrives = 0;
    if (value_member(entry, "redriveCount", &count)) {
        value_is_int(count, &redrives);
    }
    return (l->status == NULL || strcmp(l->status, status) == 0) &&
           (l->redriven == 0 || (l->redriven > 0) == (redrives > 0)) && is_by(l, entry);
}

static bool take_execution(void *owner, uint64_t number, const struct value *entry)
{
    struct listed *l = owner;
    const char *status = status_of(l->map_run, number, entry);
    bool goes_on = true;
    if (is_wanted(l, entry, status)) {
        goes_on = value_count(l->list) < l->page.most;
        if (goes_on) {
            value_append_take(&l->list, list_item(entry, status));
        } else {
            l->next = number;
        }
    }
    return goes_on;
}

/* `by` is the version or the alias that is wanted; NULL: any, or none. */
static void list(struct station *s, struct call *c, const char *arn, const char *by)
{
    const char *redriven = call_text(c, "redriveFilter");
    struct service_answer a = { .status = 0 };
    struct listed l = { .station = s,
                        .map_run = maprun_settled(&s->ledger, arn),
                        .by = by,
                        .status = call_text(c, "statusFilter"),
                        .redriven = redriven == NULL                    ? 0
                                    : strcmp(redriven, "REDRIVEN") == 0 ? 1
                                                                        : -1 };
    struct buf question = { 0 };
    buf_print(&question, "executions %s %s %d", by != NULL ? by : arn,
              l.status == NULL ? "" : l.status, l.redriven);
    if (!page_read(c->input, buf_string(&question), PAGE_USUAL, &l.page, &a)) {
        station_answer(s, c, &a);
    } else {
        struct value *body = value_object();
        l.list = value_array(0);
        ledger_walk_entries(&s->ledger, arn, l.page.from, true, take_execution, &l);
        value_set_take(&body, "executions", l.list);
        if (l.next != 0) {
            page_put_token(&body, &l.page, l.next);
        }
        reply_good(s, c, body);
    }
    value_release(l.map_run);
    buf_release(&question);
}

static void list_of(struct station *s, struct call *c, const struct machineref *r)
{
    struct service_answer a = { .status = 0 };
    if (!machineref_check_map(r, &a)) {
        station_answer(s, c, &a);
    } else if (r->machine->is_express) {
        reply_fail(s, c, "StateMachineTypeNotSupported",
                   "This operation is not supported by this type of state machine");
    } else {
        list(s, c, r->machine->arn, r->kind == MACHINEREF_PLAIN ? NULL : r->arn);
    }
}

/* Of a Map Run, or of a state machine. */
static void list_children(struct station *s, struct call *c, const char *arn)
{
    static const char *const kinds[] = { "mapRun", NULL };
    struct service_answer a = { .status = 0 };
    struct apiarn r;
    if (!apiarn_read(arn, kinds, &r, &a)) {
        station_answer(s, c, &a);
    } else if (!store_get(s->store, TABLE_MAP_RUN, store_text(arn), NULL)) {
        reply_not_found(s, c, arn);
    } else {
        list(s, c, arn, NULL);
    }
}

/* One of the two ARNs is wanted, and children alone wait for a redrive. Returns false after an
 * answer. */
static bool check_list(struct station *s, struct call *c)
{
    bool has_machine = call_text(c, "stateMachineArn") != NULL;
    bool has_map_run = call_text(c, "mapRunArn") != NULL;
    if (has_machine && has_map_run) {
        reply_invalid(s, c, NULL,
                      "Must provide either a state machine ARN or a map run ARN, not both");
    } else if (!has_machine && !has_map_run) {
        reply_invalid(s, c, "MISSING_REQUIRED_PARAMETER",
                      "Must provide a state machine ARN or a map run ARN");
    } else if (has_machine && text_is(call_text(c, "statusFilter"), "PENDING_REDRIVE")) {
        reply_invalid(s, c, NULL, "The status filter PENDING_REDRIVE needs a map run ARN");
    } else {
        return true;
    }
    return false;
}

void tellexec_list(struct station *s, struct call *c)
{
    const char *arn = call_text(c, "stateMachineArn");
    struct service_answer a = { .status = 0 };
    struct machineref r;
    if (!check_list(s, c)) {
        return;
    }
    if (arn == NULL) {
        list_children(s, c, call_text(c, "mapRunArn"));
    } else if (!machineref_any(s, arn, &r, &a)) {
        station_answer(s, c, &a);
    } else {
        list_of(s, c, &r);
        machineref_close(&r);
    }
}
