#include "runtime/api/mapapi.h"

#include <string.h>

#include "runtime/api/apiarn.h"
#include "runtime/api/execref.h"
#include "runtime/api/page.h"
#include "runtime/api/reply.h"
#include "runtime/base/buf.h"
#include "runtime/endpoint/call.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/run.h"
#include "runtime/ledger/maprun.h"
#include "runtime/map/run.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/value/value.h"

static int64_t number_in(const struct value *o, const char *key)
{
    struct value *v;
    int64_t number = 0;
    return o != NULL && value_member(o, key, &v) && value_is_int(v, &number) ? number : 0;
}

/* The row that the request names, new. Returns NULL after an answer. */
static struct value *read_named(struct station *s, struct call *c)
{
    static const char *const kinds[] = { "mapRun", NULL };
    const char *arn = call_text(c, "mapRunArn");
    struct service_answer a = { .status = 0 };
    struct apiarn parts;
    if (!apiarn_read(arn, kinds, &parts, &a)) {
        station_answer(s, c, &a);
        return NULL;
    }
    struct value *row = maprun_settled(&s->ledger, arn);
    if (row == NULL) {
        reply_not_found(s, c, arn);
    }
    return row;
}

/* ---- DescribeMapRun ---- */

static void put_counts(struct value **body, const char *key, const struct value *row,
                       const char *of, bool has_pending)
{
    static const char *const words[] = { "running", "succeeded", "failed", "timedOut",
                                         "aborted" };
    struct value *counts = NULL, *awaiting = NULL, *o = value_object(), *written;
    int64_t known = 0, waits = 0;
    value_member(row, of, &counts);
    if (maprun_is_running(row) && value_member(row, "awaiting", &awaiting)) {
        value_member(awaiting, of, &awaiting);
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        known += number_in(counts, words[i]);
    }
    int64_t all = number_in(row, "total"),
            pending = has_pending && all > known ? all - known : 0;
    value_set_take(&o, "pending", value_int(pending));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        int64_t waiting = number_in(awaiting, words[i]);
        value_set_take(&o, words[i], value_int(number_in(counts, words[i]) - waiting));
        waits += waiting;
    }
    value_set_take(&o, "total", value_int(known + pending));
    bool is_written = value_member(row, "isWritten", &written) && value_is_true(written);
    value_set_take(&o, "resultsWritten",
                   value_int(is_written ? number_in(counts, "succeeded") : 0));
    value_set_take(&o, "failuresNotRedrivable", value_int(0));
    value_set_take(&o, "pendingRedrive", value_int(waits));
    value_set_take(body, key, o);
}

static void copy(struct value **body, const char *key, const struct value *row)
{
    struct value *v;
    if (value_member(row, key, &v)) {
        value_set_take(body, key, value_share(v));
    }
}

void mapapi_describe(struct station *s, struct call *c)
{
    struct value *row = read_named(s, c), *body, *batched;
    if (row == NULL) {
        return;
    }
    bool is_batched = value_member(row, "isBatched", &batched) && value_is_true(batched);
    body = value_object();
    value_set_text(&body, "mapRunArn", call_text(c, "mapRunArn"));
    reply_copy_text(&body, "executionArn", row);
    reply_copy_text(&body, "status", row);
    reply_copy_date(&body, "startDate", row);
    reply_copy_date(&body, "stopDate", row);
    copy(&body, "maxConcurrency", row);
    copy(&body, "toleratedFailurePercentage", row);
    copy(&body, "toleratedFailureCount", row);
    put_counts(&body, "itemCounts", row, "items", true);
    put_counts(&body, "executionCounts", row, "executions", !is_batched);
    value_set_take(&body, "redriveCount", value_int(number_in(row, "redriveCount")));
    reply_copy_date(&body, "redriveDate", row);
    value_release(row);
    reply_good(s, c, body);
}

/* ---- ListMapRuns ---- */

struct listed {
    struct station *station;
    struct page page;
    struct value *list; /* owned */
    uint64_t at;        /* how many of the execution's have been met */
    bool has_more;
};

static struct value *list_item(struct station *s, const char *arn)
{
    struct value *o = value_object(), *row = maprun_settled(&s->ledger, arn);
    if (row != NULL) {
        reply_copy_text(&o, "executionArn", row);
        value_set_text(&o, "mapRunArn", arn);
        reply_copy_text(&o, "stateMachineArn", row);
        reply_copy_date(&o, "startDate", row);
        reply_copy_date(&o, "stopDate", row);
    }
    value_release(row);
    return o;
}

/* Rows of an execution are never removed without it: a place among them stays. */
static bool list_run(void *owner, const char *arn)
{
    struct listed *l = owner;
    l->has_more = value_count(l->list) == l->page.most;
    if (!l->has_more && ++l->at >= l->page.from) {
        value_append_take(&l->list, list_item(l->station, arn));
    }
    return !l->has_more;
}

void mapapi_list(struct station *s, struct call *c)
{
    const char *arn = call_text(c, "executionArn");
    struct service_answer a = { .status = 0 };
    struct listed l = { .station = s };
    struct buf question = { 0 };
    uint64_t number;
    buf_print(&question, "map runs %s", arn);
    if (!execref_find(s, c, &number)) {
        buf_release(&question);
        return;
    }
    if (!page_read(c->input, buf_string(&question), PAGE_USUAL, &l.page, &a)) {
        station_answer(s, c, &a);
    } else {
        struct value *body = value_object();
        l.list = value_array(0);
        maprun_walk(s->store, number, list_run, &l);
        value_set_take(&body, "mapRuns", l.list);
        if (l.has_more) {
            page_put_token(&body, &l.page, l.at + 1);
        }
        reply_good(s, c, body);
    }
    buf_release(&question);
}

/* ---- UpdateMapRun ---- */

/* The execution that it belongs to; NULL if that is not here. */
static struct ongoing *parent_of(struct station *s, const struct value *row)
{
    return ongoings_find(&s->ongoings, (uint64_t)number_in(row, "parent"));
}

/* The frame whose Map Run it is; NULL if it does not run. */
static struct asl_frame *frame_with(struct station *s, const struct value *row, const char *arn)
{
    struct ongoing *g = parent_of(s, row);
    struct asl_frame *f = g == NULL ? NULL : frame_next(g->x, NULL);
    while (f != NULL && (f->wait != WAIT_CHILDREN || frame_map_run(f) == NULL ||
                         strcmp(frame_map_run(f)->arn, arn) != 0)) {
        f = frame_next(g->x, f);
    }
    return f;
}

static void change(struct asl_frame *f, struct value **row, const struct value *input)
{
    struct map_run *r = f->fan->map_run;
    struct value *v;
    if (value_member(input, "maxConcurrency", &v)) {
        f->fan->at_once = (size_t)number_in(input, "maxConcurrency");
        copy(row, "maxConcurrency", input);
    }
    if (value_member(input, "toleratedFailureCount", &v)) {
        r->tolerance.has_count = true;
        r->tolerance.count = number_in(input, "toleratedFailureCount");
        copy(row, "toleratedFailureCount", input);
    }
    if (value_member(input, "toleratedFailurePercentage", &v)) {
        r->tolerance.has_percent = true;
        r->tolerance.percent = value_to_number(v).real;
        copy(row, "toleratedFailurePercentage", input);
    }
}

void mapapi_update(struct station *s, struct call *c)
{
    const char *arn = call_text(c, "mapRunArn");
    struct value *row = read_named(s, c);
    if (row == NULL) {
        return;
    }
    struct asl_frame *f = frame_with(s, row, arn);
    if (value_count(c->input) == 1) {
        reply_invalid(
            s, c, "MISSING_REQUIRED_PARAMETER",
            "Either the max concurrency, the tolerated failure count or the tolerated "
            "failure percentage must be specified");
    } else if (f == NULL && maprun_is_running(row) && parent_of(s, row) == NULL) {
        reply_elsewhere(s, c);
    } else if (f == NULL) {
        reply_invalid(s, c, "CANNOT_UPDATE_COMPLETED_MAP_RUN",
                      "Map Run is not running and cannot be updated");
    } else {
        change(f, &row, c->input);
        maprun_write(s->store, arn, row);
        f->run->deployment->workflow->map_runs->limits_changed(f);
        reply_good(s, c, NULL);
    }
    value_release(row);
}
