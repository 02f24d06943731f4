#include "runtime/station/nested.h"

#include <asl/service.h>
#include <asl/tree.h>
#include <inttypes.h>
#include <string.h>

#include "runtime/aws/arn.h"
#include "runtime/aws/endpoint.h"
#include "runtime/aws/envelope.h"
#include "runtime/aws/profile.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/endpoint/call.h"
#include "runtime/endpoint/request.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/identity.h"
#include "runtime/exec/run.h"
#include "runtime/loop/loop.h"
#include "runtime/program/answer.h"
#include "runtime/service/answer.h"
#include "runtime/station/desk.h"
#include "runtime/station/station.h"
#include "runtime/task/notice.h"
#include "runtime/value/value.h"
#include "runtime/way/answered.h"
#include "runtime/way/call.h"
#include "runtime/way/execution.h"

struct work;

struct nested {
    struct station *station;
    void (*ask)(void *owner, struct call *c);
    void *owner;
    struct work *left; /* what stops its child, since nobody waits for that any more */

    size_t beginning;   /* tasks whose call has no answer yet */
    uint64_t *children; /* [child_count] the numbers of executions that go on after a restart,
                           and that somebody waits for or has waited for; owned */
    size_t child_count, child_room;
};

/* A task that calls an operation. */
struct work {
    struct call call; /* first; under way if is_called */
    bool is_called;
    bool is_beginning; /* it is counted as one of those */
    bool is_left;      /* it is in the list of those */
    struct nested *nested;
    const struct asl_action *action; /* static */
    struct value *input;             /* what the API takes; owned; NULL once it was asked */
    char *starter;                   /* of StartExecution (call.h); owned; else NULL */
    uint64_t follower;               /* likewise */
    char *trace; /* the header of the trace that it belongs to; owned; NULL */
    enum arn_pattern pattern;
    char *child; /* the ARN of the execution that it waits for; owned; NULL: none so far */
    struct ongoing_watcher watcher; /* of that execution, as long as it is under way */
    bool has_ended;                 /* it has */
    struct value *end;              /* what came of it, of an Express one; owned; else NULL */
    char request_id[RANDOM_UUID_SIZE + 1];
    struct notice refusal; /* why nothing is asked */
    void (*submitted)(void *owner, struct value *value);
    void (*done)(void *owner, struct notice *end);
    void *owner;
    struct work *next, *previous; /* in the list of those that are left */
};

/* ---- Ends ---- */

static void leave_list(struct work *w)
{
    *(w->previous != NULL ? &w->previous->next : &w->nested->left) = w->next;
    if (w->next != NULL) {
        w->next->previous = w->previous;
    }
}

static void enter_list(struct work *w)
{
    struct nested *n = w->nested;
    w->is_left = true;
    w->next = n->left;
    if (n->left != NULL) {
        n->left->previous = w;
    }
    n->left = w;
}

static void stop_forgotten(void *owner);

/* When all tasks that begin again have found their children, the others are forgotten. */
static void has_begun(struct work *w)
{
    struct nested *n = w->nested;
    if (w->is_beginning) {
        w->is_beginning = false;
        if (--n->beginning == 0 && n->child_count > 0) {
            loop_soon(n->station->session.loop, stop_forgotten, n);
        }
    }
}

static void release_work(struct work *w)
{
    has_begun(w);
    if (w->is_left) {
        leave_list(w);
    }
    notice_release(&w->refusal);
    value_release(w->input);
    value_release(w->end);
    memory_release(w->starter);
    memory_release(w->trace);
    memory_release(w->child);
    memory_release(w);
}

static void finish(struct work *w, struct notice end)
{
    w->done(w->owner, &end);
    release_work(w);
}

/* ---- Asking ---- */

/* The server must not answer any more. */
static void drop_call(struct work *w)
{
    if (w->is_called) {
        w->is_called = false;
        if (w->call.on_gone != NULL) {
            w->call.on_gone(&w->call);
        }
        call_close(&w->call);
    }
}

static struct work *take_call(struct call *c)
{
    struct work *w = (struct work *)c;
    w->is_called = false;
    call_close(c);
    return w;
}

/* Has an operation done; `json` is taken. The answer comes now or later. */
static void ask(struct work *w, const char *operation, struct value *json,
                void (*on_answer)(struct call *c, const struct service_answer *a))
{
    struct nested *n = w->nested;
    struct service_answer refusal = { 0 };
    bool is_good;
    w->call = (struct call){ .starter = w->starter,
                             .follower = w->follower,
                             .watcher = w->follower != 0 ? &w->watcher : NULL,
                             .trace = memory_text(w->trace),
                             .now_ms = station_now_ms(n->station),
                             .on_answer = on_answer };
    w->is_called = true;
    if (!operation_find(operation, &w->call.operation)) {
        service_answer_fail(&refusal, 400, NULL, "UnknownOperationException",
                            "This server does not know the operation %s", operation);
        is_good = false;
    } else {
        is_good = request_take(w->call.operation, json, &w->call.input, &refusal);
    }
    value_release(json);
    if (is_good) {
        n->ask(n->owner, &w->call);
    } else {
        call_answer(&w->call, &refusal);
    }
}

static struct value *child_input(const struct work *w)
{
    struct value *input = value_object();
    value_set_text(&input, "executionArn", w->child);
    return input;
}

/* ---- The child of a task that waits for its end ---- */

static bool follows(const struct work *w)
{
    return w->pattern == ARN_SYNC || w->pattern == ARN_SYNC_2;
}

/* The child, if it is under way; else NULL. */
static struct ongoing *child_of(const struct work *w)
{
    struct station *s = w->nested->station;
    uint64_t number;
    return ledger_find(&s->ledger, w->child, &number) ? ongoings_find(&s->ongoings, number)
                                                      : NULL;
}

static struct notice end_of(const struct work *w, const struct value *description)
{
    return execution_end(
        &(struct envelope_execution){
            .execution_arn = w->child,
            .machine_arn = value_member_text(description, "stateMachineArn"),
            .name = value_member_text(description, "name"),
            .description = description,
        },
        w->pattern == ARN_SYNC_2);
}

static void describe(struct work *w);

/* The child has ended: what came of it is known, or asked for. */
static void take_end(struct work *w)
{
    if (w->end != NULL) {
        finish(w, end_of(w, w->end));
    } else {
        describe(w);
    }
}

/* As DescribeExecution does it of a Standard one, but that none is redriven. New. */
static struct value *describe_express(const struct execution *x)
{
    struct answer a = answer_of(x);
    struct value *all = answer_describe(&a), *description = value_object();
    for (struct value_walk w = value_walk(all); value_step(&w);) {
        if (strncmp(w.key, "redrive", strlen("redrive")) != 0) {
            value_set_take(&description, w.key, value_share(w.value));
        }
    }
    value_release(all);
    return description;
}

/* An Express child leaves nothing behind, so that it is described now. Its end may come before
 * the answer that it has begun. */
static void on_child_end(void *owner, const struct execution *x)
{
    struct work *w = owner;
    if (x == NULL) {
        return;
    }
    w->has_ended = true;
    if (x->express) {
        w->end = describe_express(x);
    }
    if (w->child != NULL) {
        take_end(w);
    }
}

/* Has the work told of the end of a child that is under way. */
static void watch(struct work *w)
{
    struct ongoing *g = child_of(w);
    if (g != NULL && w->watcher.of == NULL) {
        ongoing_watch(g, &w->watcher);
    }
}

/* A child that runs and is not under way cannot go on since its state machine is not here: it
 * may do so when the server is started again. */
static void on_described(struct call *c, const struct service_answer *a)
{
    struct work *w = take_call(c);
    if (!service_answer_is_good(a)) {
        finish(w, answered_end(w->action, a, w->request_id, NULL));
    } else if (!text_is(value_member_text(a->body, "status"), "RUNNING")) {
        finish(w, end_of(w, a->body));
    } else {
        watch(w);
    }
}

static void describe(struct work *w)
{
    ask(w, "DescribeExecution", child_input(w), on_described);
}

static void on_stopped(struct call *c, const struct service_answer *a)
{
    (void)a;
    release_work(take_call(c));
}

/* The API does not stop Express executions. */
static void stop_child(void *owner)
{
    struct work *w = owner;
    const struct ongoing *g = child_of(w);
    if (g != NULL && g->x->express) {
        run_stop(g->x, EXECUTION_ABORTED, NULL, NULL);
        release_work(w);
    } else {
        ask(w, "StopExecution", child_input(w), on_stopped);
    }
}

/* ---- The task's own call ---- */

/* The child is under way, or has ended. */
static void follow(struct work *w)
{
    watch(w);
    if (w->has_ended || w->watcher.of == NULL) {
        take_end(w);
    }
}

static void on_started(struct work *w, const struct service_answer *a)
{
    w->child = memory_text(value_member_text(a->body, "executionArn"));
    has_begun(w);
    if (w->is_left) {
        stop_child(w);
        return;
    }
    w->submitted(w->owner, answered_end(w->action, a, w->request_id, NULL).value);
    follow(w);
}

static void on_answer(struct call *c, const struct service_answer *a)
{
    struct work *w = take_call(c);
    if (follows(w) && service_answer_is_good(a)) {
        on_started(w, a);
    } else if (w->is_left) {
        release_work(w);
    } else {
        finish(w, answered_end(w->action, a, w->request_id, NULL));
    }
}

/* A child that is not given a name gets one that is the same when its start is asked for again.
 */
static void name_child(const struct work *w, struct value **input)
{
    struct random chance;
    char name[RANDOM_UUID_SIZE + 1];
    random_seed(&chance, text_hash(w->starter, strlen(w->starter)));
    random_uuid(&chance, name);
    value_set_text(input, "name", name);
}

/* The Express child that this begin of the task had started before the process was started
 * again; NULL if there is none. A Standard one is found by its name. */
static const struct execution *begun_before(const struct work *w)
{
    const struct nested *n = w->nested;
    for (size_t i = 0; w->follower != 0 && i < n->child_count; i++) {
        const struct ongoing *g = ongoings_find(&n->station->ongoings, n->children[i]);
        if (g != NULL && g->x->express && g->watchers == NULL &&
            text_is(value_member_text(g->entry, "startedBy"), w->starter)) {
            return g->x;
        }
    }
    return NULL;
}

static void follow_again(struct work *w, const struct execution *x)
{
    struct service_answer a = { .status = 0 };
    struct value *body = value_object();
    value_set_text(&body, "executionArn", identity_texts(&x->identity)->arn);
    value_set_take(&body, "startDate", value_double((double)x->start_ms / 1000));
    service_answer_good(&a, body);
    on_started(w, &a);
    service_answer_release(&a);
}

static void begin(void *owner)
{
    struct work *w = owner;
    struct value *input = w->input;
    const struct execution *before = begun_before(w);
    if (before != NULL) {
        follow_again(w, before);
        return;
    }
    if (w->refusal.error != NULL) {
        struct notice refusal = w->refusal;
        w->refusal = (struct notice){ .value = NULL };
        finish(w, refusal);
        return;
    }
    w->input = NULL;
    if (w->starter != NULL && !value_member(input, "name", NULL)) {
        name_child(w, &input);
    }
    ask(w, w->action->operation, input, on_answer);
}

/* ---- The way ---- */

static const struct asl_frame *frame_of_job(const struct nested *n,
                                            const struct target_job *job)
{
    return frame_of(slots_waiting(&n->station->session.engine.slots, job->ticket));
}

/* What names this begin of the task: the execution, the visit of the state, and the attempt. */
static char *starter_of(const struct asl_frame *f)
{
    const struct identity_texts *texts = identity_texts(&f->run->identity);
    struct buf starter = { 0 };
    buf_print(&starter, "%s %" PRId64 " %" PRId64 " %" PRIu64 " %d", texts->arn,
              f->run->start_ms, texts->redrives, f->entered_event,
              f->retries == NULL ? 0 : f->retries->count);
    return buf_take(&starter);
}

static void prepare_start(struct work *w, const struct asl_frame *f)
{
    const struct ongoing *parent = f->run->owner;
    w->starter = starter_of(f);
    w->follower = follows(w) ? parent->number : 0;
}

static void *start(void *bound, const struct target_job *job)
{
    struct work *w = memory_zero(sizeof *w);
    struct buf why = { 0 };
    (void)bound;
    w->nested = job->site->host->owner;
    w->watcher = (struct ongoing_watcher){ .on_end = on_child_end, .owner = w };
    w->action = job->request->calls;
    w->pattern = arn_pattern(arn_part(job->resource), NULL);
    w->submitted = job->submitted;
    w->trace = job->trace != NULL ? memory_text(job->trace->amazon) : NULL;
    w->done = job->done;
    w->owner = job->owner;
    random_uuid(job->random, w->request_id);
    if (!call_input(job, &w->input, &why)) {
        w->refusal = call_refused(job, &why);
    } else if (strcmp(w->action->operation, "StartExecution") == 0) {
        prepare_start(w, frame_of_job(w->nested, job));
    }
    w->is_beginning = true;
    w->nested->beginning++;
    loop_soon(job->loop, begin, w);
    return w;
}

/* A child that is just being started is stopped when its ARN is known. */
static void abandon(void *work)
{
    struct work *w = work;
    const struct station *s = w->nested->station;
    bool is_starting = w->is_called && w->child == NULL;
    loop_soon_cancel(s->session.loop, begin, w);
    ongoing_unwatch(&w->watcher);
    if (follows(w) && is_starting && !s->machines.is_closing) {
        enter_list(w);
        return;
    }
    drop_call(w);
    if (w->child != NULL && !s->machines.is_closing) {
        enter_list(w);
        loop_soon(s->session.loop, stop_child, w);
    } else {
        release_work(w);
    }
}

/* Settings are read once. */
static bool is_endpoint_set(const struct asl_service *s)
{
    static enum { UNKNOWN, NOT_SET, SET } known;
    if (known == UNKNOWN) {
        struct buf ignored = { 0 };
        struct profile *p = profile_open(&ignored);
        struct endpoint_service names = { .id = s->id, .host = s->host };
        known = p != NULL && endpoint_is_set(p, &names) ? SET : NOT_SET;
        profile_close(p);
        buf_release(&ignored);
    }
    return known == SET;
}

static bool answers(const struct asl_request *r, bool is_local)
{
    const struct asl_action *a = r->calls;
    return a != NULL && strcmp(a->service->name, "sfn") == 0 &&
           (is_local || !is_endpoint_set(a->service));
}

static void release(void *bound)
{
    (void)bound;
}

static const struct asl_target way = {
    .word = "the server",
    .takes_whole = true,
    .submits = true,
    .answers = answers,
    .start = start,
    .abandon = abandon,
    .release = release,
};

/* ---- Children of before a restart ---- */

/* Returns true if the execution of that number waits for nothing any more, or for something
 * else. One that runs and is not under way cannot go on at present. */
static bool has_forgotten(struct station *s, uint64_t parent)
{
    struct value *entry = ledger_read(&s->ledger, parent);
    bool runs = entry != NULL && text_is(value_member_text(entry, "status"), "RUNNING");
    value_release(entry);
    return !runs || ongoings_find(&s->ongoings, parent) != NULL;
}

static uint64_t follower_of(const struct ongoing *g)
{
    struct value *number;
    int64_t follower = 0;
    bool has_one = g->entry != NULL && value_member(g->entry, "followedBy", &number) &&
                   value_is_int(number, &follower);
    return has_one ? (uint64_t)follower : 0;
}

static void stop_forgotten(void *owner)
{
    struct nested *n = owner;
    struct station *s = n->station;
    for (size_t i = 0; i < n->child_count; i++) {
        const struct ongoing *g = ongoings_find(&s->ongoings, n->children[i]);
        if (g != NULL && g->watchers == NULL && has_forgotten(s, follower_of(g))) {
            run_stop(g->x, EXECUTION_ABORTED, NULL, NULL);
        }
    }
    n->child_count = 0;
}

static void note_child(void *owner, void *thing)
{
    struct nested *n = owner;
    const struct ongoing *g = thing;
    if (follower_of(g) != 0) {
        n->children =
            memory_grow(n->children, n->child_count, &n->child_room, sizeof *n->children);
        n->children[n->child_count++] = g->number;
    }
}

void nested_resumed(struct nested *n)
{
    numbertable_visit(&n->station->ongoings.table, note_child, n);
    if (n->beginning == 0 && n->child_count > 0) {
        loop_soon(n->station->session.loop, stop_forgotten, n);
    }
}

/* ---- Open and closed ---- */

struct nested *nested_open(struct station *s,
                           void (*ask_operation)(void *owner, struct call *c), void *owner)
{
    static const struct asl_target *const ways[] = { &desk_activity, &way, NULL };
    struct nested *n = memory_zero(sizeof *n);
    *n = (struct nested){ .station = s, .ask = ask_operation, .owner = owner };
    s->host.ways = ways;
    s->host.owner = n;
    return n;
}

void nested_close(struct nested *n)
{
    while (n->left != NULL) {
        struct work *w = n->left;
        loop_soon_cancel(n->station->session.loop, stop_child, w);
        drop_call(w);
        release_work(w);
    }
    loop_soon_cancel(n->station->session.loop, stop_forgotten, n);
    memory_release(n->children);
    memory_release(n);
}
