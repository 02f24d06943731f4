#include "runtime/exec/history.h"

#include "runtime/aws/account.h"
#include "runtime/aws/resource.h"
#include "runtime/base/clock.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/value/member.h"
#include "runtime/value/value.h"

static const struct {
    const char *type;
    const char *details;
} events[] = {
#define EVENT(name, type, details) { type, details },
#include "runtime/exec/events.def"
#undef EVENT
};

void history_name(enum event event, const char **ret_type, const char **ret_details_key)
{
    *ret_type = events[event].type;
    *ret_details_key = events[event].details;
}

static bool looks_at(const struct observer *o, const struct execution *x)
{
    return o->children || x->parent == 0;
}

/* Only time ends an Express run, and a loop without a wait leaves a virtual clock where it is:
 * there, the number of events is bounded by what AWS could do in those minutes. */
static uint64_t events_most(const struct execution *x)
{
    const struct engine_limits *limits = &x->deployment->limits;
    uint64_t most = !x->express                    ? limits->events
                    : x->engine->clock->is_virtual ? limits->express_events
                                                   : 0;
    return most == 0 ? UINT64_MAX : most;
}

void history_open(struct execution *x)
{
    x->events_most = events_most(x);
    for (const struct observer *o = x->observers; o != NULL; o = o->next) {
        x->shows_events = x->shows_events || (o->event != NULL && looks_at(o, x));
        x->shows_passages = x->shows_passages || (o->passage != NULL && looks_at(o, x));
    }
}

int history_depth(const struct asl_frame *f)
{
    int depth = f->run->depth;
    for (; f->seat.parent != 0; f = frame_above(f)) {
        depth++;
    }
    return depth;
}

static void show(const struct execution *x, const struct history_event *e)
{
    for (const struct observer *o = x->observers; o != NULL; o = o->next) {
        if (o->event != NULL && looks_at(o, x)) {
            o->event(o->owner, x, e);
        }
    }
}

/* Count an event, and show it to the observers; `details` is taken. `f` is NULL for the run's
 * own events. Returns its number. */
static uint64_t record(struct execution *x, const struct asl_frame *f, enum event event,
                       uint64_t previous, struct value *details)
{
    x->events++;
    if (history_wanted(x)) {
        show(x, &(struct history_event){
                    .event = event,
                    .type = events[event].type,
                    .details_key = events[event].details,
                    .details = details,
                    .id = x->events,
                    .previous = previous,
                    .at_ms = execution_now_ms(x),
                    .depth = f != NULL ? history_depth(f) : x->depth,
                    .frame = f,
                });
    }
    value_release(details);
    return x->events;
}

/* The last number is kept for the run's own end (H-53). */
static bool is_last_number(const struct execution *x)
{
    return x->events + 1 >= x->events_most;
}

uint64_t history_add_beside(struct asl_frame *f, enum event event, uint64_t previous,
                            struct value *details)
{
    struct execution *x = f->run;
    if (is_last_number(x)) {
        x->events = x->events_most;
        value_release(details);
        return x->events;
    }
    return record(x, f, event, previous, details);
}

void history_add(struct asl_frame *f, enum event event, struct value *details)
{
    f->last_event = history_add_beside(f, event, f->last_event, details);
}

/* ---- Details ----------------------------------------------------------------------------- */

/* A payload, and whether it was cut (H-03, H-04). */
static void put_payload(struct value **o, const char *key, const char *details_key,
                        const struct value *payload)
{
    member_put_json(o, key, payload);
    member_put_flag(o, details_key, "truncated", false);
}

static void put_seconds(struct value **o, const char *key, int64_t seconds)
{
    if (seconds != 0) {
        value_set_take(o, key, value_int(seconds));
    }
}

void history_started(struct execution *x)
{
    struct value *o = NULL;
    if (history_wanted(x)) {
        o = value_object();
        put_payload(&o, "input", "inputDetails", x->input);
        value_set_text(&o, "roleArn", identity_texts(&x->identity)->role_arn);
    }
    record(x, NULL, EVENT_EXECUTION_STARTED, 0, o);
}

uint64_t history_redriven(struct execution *x, int64_t redrives)
{
    struct value *o = NULL;
    if (history_wanted(x)) {
        o = value_object();
        value_set_take(&o, "redriveCount", value_int(redrives));
    }
    return record(x, NULL, EVENT_EXECUTION_REDRIVEN, x->events, o);
}

void history_ended(struct execution *x, uint64_t previous)
{
    static const enum event last[] = {
        [EXECUTION_SUCCEEDED] = EVENT_EXECUTION_SUCCEEDED,
        [EXECUTION_FAILED] = EVENT_EXECUTION_FAILED,
        [EXECUTION_TIMED_OUT] = EVENT_EXECUTION_TIMED_OUT,
        [EXECUTION_ABORTED] = EVENT_EXECUTION_ABORTED,
    };
    struct value *o = NULL;
    if (history_wanted(x)) {
        o = value_object();
        if (x->status == EXECUTION_SUCCEEDED) {
            put_payload(&o, "output", "outputDetails", x->output);
        }
        value_set_text(&o, "error", x->error);
        value_set_text(&o, "cause", x->cause);
    }
    record(x, NULL, last[x->status], previous, o);
}

void history_show_entered(struct asl_frame *f)
{
    static const enum event entered[] = {
        [ASL_PASS] = EVENT_PASS_ENTERED,         [ASL_TASK] = EVENT_TASK_ENTERED,
        [ASL_CHOICE] = EVENT_CHOICE_ENTERED,     [ASL_WAIT] = EVENT_WAIT_ENTERED,
        [ASL_SUCCEED] = EVENT_SUCCEED_ENTERED,   [ASL_FAIL] = EVENT_FAIL_ENTERED,
        [ASL_PARALLEL] = EVENT_PARALLEL_ENTERED, [ASL_MAP] = EVENT_MAP_ENTERED,
    };
    struct value *o = value_object();
    value_set_text(&o, "name", frame_row(f)->name);
    put_payload(&o, "input", "inputDetails", f->raw);
    history_add(f, entered[frame_row(f)->type], o);
}

static struct value *assigned_texts(struct value *assigned)
{
    struct value *o = value_object();
    for (struct value_walk w = value_walk(assigned); value_step(&w);) {
        member_put_json(&o, w.key, w.value);
    }
    return o;
}

void history_show_exited(struct asl_frame *f, struct value *output, struct value *assigned)
{
    static const enum event exited[] = {
        [ASL_PASS] = EVENT_PASS_EXITED,       [ASL_TASK] = EVENT_TASK_EXITED,
        [ASL_CHOICE] = EVENT_CHOICE_EXITED,   [ASL_WAIT] = EVENT_WAIT_EXITED,
        [ASL_SUCCEED] = EVENT_SUCCEED_EXITED, [ASL_PARALLEL] = EVENT_PARALLEL_EXITED,
        [ASL_MAP] = EVENT_MAP_EXITED,
    };
    struct value *o = value_object();
    value_set_text(&o, "name", frame_row(f)->name);
    put_payload(&o, "output", "outputDetails", output);
    if (assigned != NULL && value_count(assigned) > 0) {
        value_set_take(&o, "assignedVariables", assigned_texts(assigned));
        member_put_flag(&o, "assignedVariablesDetails", "truncated", false);
    }
    history_add(f, exited[frame_row(f)->type], o);
}

void history_children_failed(struct asl_frame *f)
{
    struct frame_error *e = f->error;
    if (e->in_child && !e->quiet) {
        if (f->fan != NULL) {
            f->fan->failing = f->last_event;
        }
        history_add(f, frame_is_map(f) ? EVENT_MAP_FAILED : EVENT_PARALLEL_FAILED, NULL);
    } else if (f->fan != NULL && f->fan->succeeded != 0) {
        f->last_event = f->fan->succeeded;
    }
    e->in_child = false;
}

void history_evaluation_failed(struct asl_frame *f, const char *location)
{
    struct value *o = NULL;
    if (history_wanted(f->run)) {
        o = value_object();
        value_set_text(&o, "state", frame_row(f)->name);
        value_set_text(&o, "location", location);
        value_set_text(&o, "error", f->error->name);
        value_set_text(&o, "cause", f->error->cause);
    }
    /* What fails in a catcher of a Parallel or a Map follows what failed before (E-37). */
    bool is_second = f->fan != NULL && f->fan->failing != 0;
    uint64_t previous = is_second ? f->fan->failing : f->last_event;
    f->last_event = history_add_beside(f, EVENT_EVALUATION_FAILED, previous, o);
}

/* ---- What is not an event
 * -------------------------------------------------------------------- */

void history_retry(struct asl_frame *f, int attempt, int most, int64_t wait_ms)
{
    const struct execution *x = f->run;
    struct history_retry r = {
        .frame = f,
        .error = f->error->name,
        .attempt = attempt,
        .most = most,
        .wait_ms = wait_ms,
        .at_ms = execution_now_ms(x),
        .depth = history_depth(f),
    };
    for (const struct observer *o = x->observers; o != NULL; o = o->next) {
        if (o->retry != NULL && looks_at(o, x)) {
            o->retry(o->owner, x, &r);
        }
    }
}

void history_show_passage(const struct asl_frame *f, enum passage what, int index)
{
    for (const struct observer *o = f->run->observers; o != NULL; o = o->next) {
        if (o->passage != NULL && looks_at(o, f->run)) {
            o->passage(o->owner, f, what, index);
        }
    }
}

bool history_carry(const struct asl_frame *f, struct target_trace *ret_trace)
{
    for (const struct observer *o = f->run->observers; o != NULL; o = o->next) {
        if (o->carry != NULL && looks_at(o, f->run)) {
            return o->carry(o->owner, f, ret_trace);
        }
    }
    return false;
}

/* ---- Tasks ------------------------------------------------------------------------------- */

/* [family][what]; a direct Lambda and an activity have no SUBMITTED. */
static const enum event task_events[][TASK_TIMED_OUT + 1] = {
    [RESOURCE_LAMBDA] = { EVENT_LAMBDA_SCHEDULED, EVENT_LAMBDA_STARTED, EVENT_LAMBDA_STARTED,
                          EVENT_LAMBDA_SUCCEEDED, EVENT_LAMBDA_FAILED, EVENT_LAMBDA_TIMED_OUT },
    [RESOURCE_ACTIVITY] = { EVENT_ACTIVITY_SCHEDULED, EVENT_ACTIVITY_STARTED,
                            EVENT_ACTIVITY_STARTED, EVENT_ACTIVITY_SUCCEEDED,
                            EVENT_ACTIVITY_FAILED, EVENT_ACTIVITY_TIMED_OUT },
    [RESOURCE_SERVICE] = { EVENT_TASK_SCHEDULED, EVENT_TASK_STARTED, EVENT_TASK_SUBMITTED,
                           EVENT_TASK_SUCCEEDED, EVENT_TASK_FAILED, EVENT_TASK_TIMED_OUT },
};

static void put_credentials(struct value **o, const struct value *credentials)
{
    const char *role = value_member_text(credentials, "RoleArn");
    if (role != NULL) {
        struct value *c = value_object();
        value_set_text(&c, "roleArn", role);
        value_set_take(o, "taskCredentials", c);
    }
}

static void put_service(struct value **o, const char *resource)
{
    struct resource_parts parts = resource_parts(resource);
    value_set_take(o, "resourceType", value_text_n(parts.type, parts.type_size));
    value_set_text(o, "resource", parts.name);
}

/* A direct Lambda shows no heartbeat, an activity no role (H-13, H-15). */
static struct value *scheduled_details(const struct asl_request *r,
                                       const struct task_details *d)
{
    struct value *o = value_object();
    const char *resource = r->resource;
    enum resource_family family = resource_family(r);
    if (family == RESOURCE_SERVICE) {
        put_service(&o, resource);
        value_set_text(&o, "region", account_region());
        member_put_json(&o, "parameters", d->value);
    } else {
        value_set_text(&o, "resource", resource);
        put_payload(&o, "input", "inputDetails", d->value);
    }
    put_seconds(&o, "timeoutInSeconds", d->timeout_s);
    if (family != RESOURCE_LAMBDA) {
        put_seconds(&o, "heartbeatInSeconds", d->heartbeat_s);
    }
    if (family != RESOURCE_ACTIVITY) {
        put_credentials(&o, d->credentials);
    }
    return o;
}

static struct value *task_details(const struct asl_request *r, enum task_event what,
                                  const struct task_details *d)
{
    if (what == TASK_SCHEDULED) {
        return scheduled_details(r, d);
    }
    enum resource_family family = resource_family(r);
    if (family == RESOURCE_LAMBDA && what == TASK_STARTED) {
        return NULL;
    }
    struct value *o = value_object();
    if (family == RESOURCE_SERVICE) {
        put_service(&o, r->resource);
    }
    if (what == TASK_SUBMITTED || what == TASK_SUCCEEDED) {
        put_payload(&o, "output", "outputDetails", d->value);
    }
    if (what == TASK_STARTED && d->value != NULL) {
        value_set_take(&o, "workerName", value_share(d->value));
    }
    value_set_text(&o, "error", d->error);
    value_set_text(&o, "cause", d->cause);
    return o;
}

void history_task(struct asl_frame *f, enum task_event what, const struct task_details *d)
{
    const struct asl_request *r = frame_row(f)->request;
    if (!history_wanted(f->run)) {
        history_count(f);
        return;
    }
    struct value *o = task_details(r, what, d);
    history_add(f, task_events[resource_family(r)][what], o);
}
