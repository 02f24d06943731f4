#include "runtime/task/workers.h"

#include "runtime/aws/envelope.h"
#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/include/asl/tree.h"
#include "runtime/loop/loop.h"
#include "runtime/task/binding.h"
#include "runtime/task/doer.h"
#include "runtime/task/flight.h"
#include "runtime/task/mock.h"
#include "runtime/task/notice.h"
#include "runtime/task/patience.h"
#include "runtime/task/target.h"
#include "runtime/task/unawaited.h"
#include "runtime/task/waiting.h"
#include "runtime/value/value.h"

/* An order in flight, and what the listener is to be told about it: its start, its submission,
 * a heartbeat, its end, in this order. */
struct task {
    struct flight_task in;
    struct workers *workers;
    const struct asl_target *way;
    void *work; /* of the way; NULL once it will not call back any more */
    struct patience patience;
    bool is_envelope; /* lambda:invoke: the answer is wrapped */
    char request_id[RANDOM_UUID_SIZE + 1];
    bool told_start;
    bool told_submission;
    bool has_submission;
    struct value *submission;
    bool has_heartbeat;
    bool told_answer;
    bool has_ended; /* `end` is filled in */
    struct notice end;
    bool is_working;         /* its target has not ended yet */
    bool by_token;           /* what its target answers is only its submission (I-13) */
    struct waiting *outside; /* NULL if it waits for nobody outside */
    struct random random;    /* what it draws from */
};

struct workers {
    struct loop *loop;
    const struct asl_workflow *workflow;
    workers_listener *listener;
    void *owner;
    struct target_site site;
    struct binding_list *bindings;
    struct mock *mock;
    struct flight flight;
    struct unawaited *unawaited;
    struct task *told; /* the task that the listener is being told about, until it cancels it */
    bool measures;     /* as workers_measure() says */
    struct waiting_room *room; /* for tasks that wait for somebody outside */
    bool will_deliver;         /* the loop will call deliver() */
};

/* ---- Telling the listener ---- */

static void deliver(void *owner);

static void set_due(struct task *t)
{
    struct workers *w = t->workers;
    flight_set_due(&w->flight, &t->in);
    if (!w->will_deliver) {
        w->will_deliver = true;
        loop_soon(w->loop, deliver, w);
    }
}

static void release_task(struct task *t)
{
    value_release(t->submission);
    notice_release(&t->end);
    waiting_release(t->outside);
    memory_release(t);
}

/*
 * Under a virtual clock the ends of real tasks are taken in the order in which the tasks
 * started, so that a run repeats byte for byte. A task that waits for somebody outside has no
 * place in that order.
 */
static bool is_in_order(const struct task *t)
{
    const struct workers *w = t->workers;
    return !loop_clock(w->loop)->is_virtual || t->in.start.list == NULL ||
           w->flight.started.first == &t->in;
}

/* The next one in the order may have been waiting for this. */
static void let_next_go(struct workers *w)
{
    struct task *first = (struct task *)w->flight.started.first;
    if (first != NULL && (first->has_ended || first->by_token)) {
        set_due(first);
    }
}

static void remove_task(struct task *t)
{
    struct workers *w = t->workers;
    patience_end(&t->patience);
    waiting_leave(t->outside);
    flight_remove(&w->flight, &t->in);
    let_next_go(w);
}

/* Returns true if the task is still there: the listener may cancel it. `value` is taken. */
static bool tell(struct task *t, enum notice_kind kind, struct value *value)
{
    struct workers *w = t->workers;
    struct notice n = { .ticket = t->in.ticket, .kind = kind, .value = value };
    w->told = t;
    w->listener(w->owner, &n);
    bool is_there = w->told == t;
    w->told = NULL;
    return is_there;
}

static bool tell_start(struct task *t)
{
    bool first = !t->told_start;
    t->told_start = true;
    return !first || tell(t, NOTICE_STARTED, waiting_worker(t->outside));
}

static bool tell_submission(struct task *t)
{
    if (!t->has_submission || t->told_submission || (t->by_token && !is_in_order(t))) {
        return true;
    }
    struct value *value = t->submission;
    if (t->by_token) {
        flight_list_remove(&t->workers->flight.started, &t->in);
        let_next_go(t->workers);
    }
    t->told_submission = true;
    t->submission = NULL;
    return tell(t, NOTICE_SUBMITTED, value);
}

static bool tell_heartbeat(struct task *t)
{
    bool beats = t->has_heartbeat;
    t->has_heartbeat = false;
    return !beats || tell(t, NOTICE_HEARTBEAT, NULL);
}

static bool tell_answer(struct task *t)
{
    struct value *kept = t->told_answer || t->has_ended ? NULL : waiting_answer(t->outside);
    t->told_answer = t->told_answer || kept != NULL;
    return kept == NULL || tell(t, NOTICE_ANSWERED, kept);
}

/* The task is removed first: the listener may use its ticket again at once. */
static void tell_end(struct task *t)
{
    struct workers *w = t->workers;
    struct notice n = t->end;
    n.ticket = t->in.ticket;
    t->end = (struct notice){ .value = NULL };
    remove_task(t);
    release_task(t);
    w->listener(w->owner, &n);
}

/* Tasks that the listener starts meanwhile wait for the next turn. */
static void deliver(void *owner)
{
    struct workers *w = owner;
    uint64_t turn = w->flight.turn;
    w->will_deliver = false;
    for (;;) {
        struct task *t = (struct task *)flight_next_due(&w->flight, turn);
        if (t == NULL) {
            break;
        }
        if (!waiting_is_queued(t->outside) && tell_start(t) && tell_submission(t) &&
            tell_heartbeat(t) && tell_answer(t) && t->has_ended && is_in_order(t)) {
            tell_end(t);
        }
    }
}

/* ---- How tasks end ---- */

static void end_task(struct task *t, struct notice end)
{
    t->end = end;
    t->has_ended = true;
    patience_end(&t->patience);
    waiting_leave(t->outside);
    if (is_in_order(t)) {
        set_due(t);
    }
}

static void end_fatally(struct task *t, struct buf *cause)
{
    end_task(t, (struct notice){
                    .kind = NOTICE_FAILED,
                    .error = memory_text("States.Runtime"),
                    .cause = buf_take(cause),
                    .fatal = true,
                });
}

/* A task that waits for its token from now on (I-13). The clocks for real work stop: nobody can
 * say that somebody outside is at work. */
static void submit(struct task *t, struct value *value)
{
    patience_end(&t->patience);
    value_release(t->submission);
    t->submission = value;
    t->has_submission = true;
    waiting_say(t->outside);
    set_due(t);
}

/* Its target has done its part. Returns true if what came from outside has ended the task. */
static bool end_early(struct task *t)
{
    struct notice early;
    t->is_working = false;
    bool has_come = waiting_had_answer(t->outside, &early);
    if (has_come) {
        end_task(t, early);
    }
    return has_come;
}

/* Its target has answered. */
static void take_end(struct task *t, struct notice n)
{
    if (t->by_token && n.kind == NOTICE_SUCCEEDED) {
        submit(t, n.value);
        end_early(t);
    } else if (end_early(t)) {
        notice_release(&n);
    } else {
        end_task(t, n);
    }
}

/* A child or a function has ended. */
static void on_done(void *owner, struct notice *end)
{
    struct task *t = owner;
    struct notice n = *end;
    t->work = NULL;
    if (t->is_envelope && n.kind == NOTICE_SUCCEEDED) {
        n.value = envelope_lambda(n.value, t->request_id);
    }
    take_end(t, n);
}

static void on_submitted(void *owner, struct value *value)
{
    struct task *t = owner;
    if (t->by_token) {
        submit(t, value);
        end_early(t);
    } else {
        value_release(t->submission);
        t->submission = value;
        t->has_submission = true;
        set_due(t);
    }
}

static void stop_work(struct task *t)
{
    if (t->work != NULL) {
        t->way->abandon(t->work);
    }
    t->work = NULL;
    t->is_working = false;
}

/* The process ends: what goes on later is not stopped. */
static void leave_work(struct task *t)
{
    const struct target_host *host = t->workers->site.host;
    if (t->work != NULL && t->way->leave != NULL && host != NULL && host->keeps) {
        t->way->leave(t->work);
        t->work = NULL;
    }
}

static void on_over(void *owner, enum notice_kind kind)
{
    struct task *t = owner;
    stop_work(t);
    end_task(t, (struct notice){ .kind = kind });
}

static void on_heartbeat(void *owner)
{
    struct task *t = owner;
    t->has_heartbeat = true;
    patience_renew(&t->patience);
    set_due(t);
}

/* ---- Somebody outside ---- */

/* The answer to the task's token: what its target does is still awaited. */
static void take_answer(struct task *t, struct notice answer)
{
    if (t->is_working) {
        waiting_keep_answer(t->outside, answer);
        set_due(t);
    } else {
        stop_work(t);
        end_task(t, answer);
        set_due(t);
    }
}

static void on_outside(void *owner, struct notice *n)
{
    struct task *t = owner;
    switch ((int)n->kind) {
    case NOTICE_STARTED:
        patience_begin(&t->patience, waiting_timeout_ms(t->outside),
                       waiting_heartbeat_ms(t->outside));
        set_due(t);
        break;
    case NOTICE_RETURNED:
        t->told_start = false;
        patience_end(&t->patience);
        tell(t, NOTICE_RETURNED, NULL);
        break;
    case NOTICE_HEARTBEAT: on_heartbeat(t); break;
    default: take_answer(t, *n); break;
    }
}

/* Begins to wait if the task needs somebody outside. Returns true if a target is to be started
 * as well. A task whom nobody outside could answer has ended. */
static bool wait_outside(struct task *t, const struct workers_order *o,
                         const struct target *target)
{
    struct workers *w = t->workers;
    enum waiting_kind kind = waiting_kind(o->request, target);
    if (kind == WAITING_NOT) {
        return true;
    }
    struct buf why = { 0 };
    struct waiting_order order = {
        .kind = kind,
        .token = o->token,
        .is_taken = o->has_started,
        .resource = o->request->resource,
        .state = o->state,
        .execution = o->execution,
        .input = o->input,
        .since_ms = clock_now_ms(loop_clock(w->loop)) - o->ahead_ms,
        .timeout_ms = o->timeout_ms,
        .heartbeat_ms = o->heartbeat_ms,
        .tell = on_outside,
        .owner = t,
    };
    t->by_token = kind == WAITING_TOKEN || kind == WAITING_LEFT_TOKEN;
    t->has_submission = t->has_submission && kind != WAITING_TOKEN;
    t->outside = waiting_begin(w->room, &order, &why);
    if (why.size > 0) {
        t->has_submission = false;
        end_fatally(t, &why);
    } else if (kind == WAITING_LEFT && o->has_started) {
        patience_begin(&t->patience, o->timeout_ms, o->heartbeat_ms);
    }
    bool is_alone = waiting_is_left(kind) || (t->by_token && o->has_submitted);
    if (is_alone && !t->has_ended) {
        flight_list_remove(&w->flight.started, &t->in);
    }
    buf_release(&why);
    return !t->has_ended && !is_alone;
}

/* ---- Starting ---- */

static void start_mock(struct task *t, const struct workers_order *o,
                       const struct mock_answer *m)
{
    if (m->has_submitted && t->has_submission) {
        value_release(t->submission);
        t->submission = value_share(m->submitted);
    }
    if (m->kind == MOCK_PENDING) {
        flight_list_remove(&t->workers->flight.started, &t->in);
    } else {
        end_task(t, mock_end(m, o->state));
    }
}

/* Lambda does, and calls the function afterwards, or not at all. */
static void answer_at_once(struct task *t, const struct target *target,
                           const struct target_job *job, int status)
{
    if (status == UNAWAITED_EVENT) {
        unawaited_start(t->workers->unawaited, target, job);
    }
    take_end(t, (struct notice){ .kind = NOTICE_SUCCEEDED,
                                 .value = envelope_accepted(status, t->request_id) });
}

static void start_target(struct task *t, const struct workers_order *o,
                         const struct target *target, const struct target *secret)
{
    struct workers *w = t->workers;
    if (!wait_outside(t, o, target)) {
        return;
    }
    random_seed(&t->random, o->chance);
    t->has_submission = t->has_submission && (t->by_token || !target->way->submits);
    struct value *input = doer_input(o->request, o->input, target);
    if (o->request->kind == ASL_INVOKE && !t->has_submission && !target->way->takes_whole) {
        t->is_envelope = true;
        random_uuid(&t->random, t->request_id);
    }
    struct target_job job = {
        .loop = w->loop,
        .random = &t->random,
        .ticket = o->ticket,
        .program = w->workflow->name,
        .state = o->state,
        .resource = o->request->resource,
        .request = o->request,
        .input = input,
        .execution_arn = o->execution_arn,
        .machine_arn = o->machine_arn,
        .ahead_ms = o->ahead_ms,
        .wants_log = o->wants_log,
        .role = o->role,
        .trace = o->trace,
        .limit_ms = o->limit_ms,
        .silence_ms = o->silence_ms,
        .may_measure = w->measures,
        .called = doer_called(o->request, o->input),
        .arguments = o->request->kind == ASL_INVOKE ? o->input : NULL,
        .request_id = t->is_envelope ? t->request_id : NULL,
        .site = &w->site,
        .begun = o->begun,
        .token = waiting_token(t->outside),
        .secret = secret,
        .sink = o->sink,
        .done = on_done,
        .heartbeat = on_heartbeat,
        .submitted = on_submitted,
        .owner = t,
    };
    int status = t->is_envelope ? unawaited_status(o->input) : 0;
    if (status != 0) {
        answer_at_once(t, target, &job, status);
    } else {
        patience_begin(&t->patience, o->timeout_ms, o->heartbeat_ms);
        t->is_working = true;
        t->way = target->way;
        t->work = target->way->start(target->bound, &job);
    }
    value_release(input);
}

static void start_bound(struct task *t, const struct workers_order *o)
{
    struct buf why = { 0 };
    const struct binding_list *bindings = t->workers->bindings;
    const struct target *secret = NULL;
    const struct target *target = doer_find(bindings, o->state, o->request, o->input, &why);
    if (target != NULL && doer_find_secret(bindings, o->request, o->input, &secret, &why)) {
        start_target(t, o, target, secret);
    } else {
        end_fatally(t, &why);
    }
}

void workers_start(struct workers *w, const struct workers_order *order)
{
    struct task *t = memory_zero(sizeof *t);
    struct mock_answer answer;
    t->in.ticket = order->ticket;
    t->workers = w;
    t->patience = (struct patience){ .loop = w->loop, .over = on_over, .owner = t };
    t->has_submission = order->request->waits;
    t->submission = t->has_submission ? value_object() : NULL;
    flight_add(&w->flight, &t->in);
    flight_list_add(&w->flight.started, &t->in);
    set_due(t);
    if (order->answer != NULL) {
        end_task(t, notice_kept(order->answer));
    } else if (w->mock != NULL && !order->is_map_s &&
               mock_take(w->mock, order->run, order->state, order->input, &answer)) {
        start_mock(t, order, &answer);
    } else {
        start_bound(t, order);
    }
}

bool workers_take(struct workers *w, const char *state, const struct asl_request *r,
                  const struct value *input, struct buf *why)
{
    const struct target *target = NULL;
    bool is_mocked = w->mock != NULL && mock_names(w->mock, state);
    return is_mocked || ((target = doer_find(w->bindings, state, r, input, why)) != NULL &&
                         waiting_is_known(w->room, r, target, why));
}

static void drop(struct task *t)
{
    if (t->workers->told == t) {
        t->workers->told = NULL;
    }
    stop_work(t);
    remove_task(t);
    release_task(t);
}

void workers_cancel(struct workers *w, uint64_t ticket)
{
    struct task *t = (struct task *)flight_find(&w->flight, ticket);
    if (t != NULL) {
        drop(t);
    }
}

struct value *workers_write_run(const struct workers *w, uint32_t run)
{
    return w->mock == NULL ? NULL : mock_write_run(w->mock, run);
}

void workers_read_run(struct workers *w, uint32_t run, const struct value *counts)
{
    if (w->mock != NULL) {
        mock_read_run(w->mock, run, counts);
    }
}

void workers_forget(struct workers *w, uint32_t run)
{
    if (w->mock != NULL) {
        mock_forget(w->mock, run);
    }
}

size_t workers_in_flight(const struct workers *w)
{
    return w->flight.started.count;
}

size_t workers_unawaited(const struct workers *w)
{
    return unawaited_count(w->unawaited);
}

/* ---- Who does what ---- */

size_t workers_unbound(struct workers *w, struct buf *why)
{
    return w->mock != NULL ? 0 : doer_missing(w->bindings, w->workflow, why);
}

size_t workers_calling(const struct workers *w, bool embedded, struct buf *names)
{
    return w->mock != NULL ? 0 : doer_calling(w->bindings, w->workflow, embedded, names);
}

bool workers_reach(const struct workers *w, const char *state, const struct asl_request *r)
{
    return doer_reaches(w->bindings, state, r);
}

void workers_defaults(struct workers *w, bool is_local)
{
    binding_defaults(w->bindings, w->site.host, is_local);
}

bool workers_bind(struct workers *w, const char *resource_and_target, struct buf *why)
{
    return binding_add(w->bindings, resource_and_target, why);
}

bool workers_bind_file(struct workers *w, const char *path, struct buf *why)
{
    return binding_add_file(w->bindings, path, why);
}

bool workers_run_inside(const struct workers *w)
{
    return binding_run_inside(w->bindings);
}

void workers_site(struct workers *w, const struct target_site *site)
{
    w->site = *site;
}

void workers_mock_take(struct workers *w, struct mock *m)
{
    mock_release(w->mock);
    w->mock = m;
}

struct workers *workers_new(struct loop *l, const struct asl_workflow *w,
                            workers_listener *listener, void *owner)
{
    struct workers *all = memory_zero(sizeof *all);
    *all = (struct workers){ .loop = l, .workflow = w, .listener = listener, .owner = owner };
    all->bindings = binding_list_new(w);
    all->room = waiting_room_new(l, w, &all->site);
    flight_open(&all->flight);
    all->unawaited = unawaited_new();
    return all;
}

void workers_measure(struct workers *w, bool measures)
{
    w->measures = measures;
}

void workers_leave(struct workers *w)
{
    size_t from = 0;
    struct flight_task *t;
    while ((t = flight_any(&w->flight, &from)) != NULL) {
        leave_work((struct task *)t);
        drop((struct task *)t);
    }
}

void workers_release(struct workers *w)
{
    if (w == NULL) {
        return;
    }
    workers_leave(w);
    loop_soon_cancel(w->loop, deliver, w);
    unawaited_release(w->unawaited);
    flight_close(&w->flight);
    waiting_room_release(w->room);
    binding_list_release(w->bindings);
    mock_release(w->mock);
    memory_release(w);
}
