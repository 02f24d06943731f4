#include "runtime/task/workers.h"

#include <string.h>

#include "runtime/aws/envelope.h"
#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/include/asl/tree.h"
#include "runtime/loop/loop.h"
#include "runtime/task/binding.h"
#include "runtime/task/flight.h"
#include "runtime/task/mock.h"
#include "runtime/task/notice.h"
#include "runtime/task/target.h"
#include "runtime/value/value.h"

/* An order in flight, and what the listener is to be told about it: its start, its submission,
 * a heartbeat, its end, in this order. */
struct task {
    struct flight_task in;
    struct workers *workers;
    const struct asl_target *way;
    void *work; /* of the way; NULL once it will not call back any more */
    uint64_t timeout_id;
    uint64_t silence_id; /* a timer: no heartbeat came for heartbeat_ms */
    int64_t heartbeat_ms;
    bool is_envelope; /* lambda:invoke: the answer is wrapped */
    char request_id[RANDOM_UUID_SIZE + 1];
    bool told_start;
    bool told_submission;
    bool has_submission;
    struct value *submission;
    bool has_heartbeat;
    bool has_ended; /* `end` is filled in */
    struct notice end;
};

struct workers {
    struct loop *loop;
    const struct asl_workflow *workflow;
    workers_listener *listener;
    void *owner;
    struct random random; /* for orders that bring none, once has_random */
    bool has_random;
    struct target_site site;
    struct binding_list *bindings;
    struct mock *mock;
    struct flight flight;
    struct task *told; /* the task that the listener is being told about, until it cancels it */
    bool measures;     /* as workers_measure() says */
    bool will_deliver; /* the loop will call deliver() */
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
    memory_release(t);
}

/*
 * Under a virtual clock the ends of real tasks are taken in the order in which the tasks
 * started, so that a run repeats byte for byte.
 */
static bool may_end(const struct task *t)
{
    const struct workers *w = t->workers;
    return t->has_ended &&
           (!loop_clock(w->loop)->is_virtual || w->flight.started.first == &t->in);
}

static void stop_clocks(struct task *t)
{
    loop_real_cancel(t->workers->loop, t->timeout_id);
    loop_real_cancel(t->workers->loop, t->silence_id);
    t->timeout_id = t->silence_id = 0;
}

static void remove_task(struct task *t)
{
    struct workers *w = t->workers;
    stop_clocks(t);
    flight_remove(&w->flight, &t->in);
    struct task *first = (struct task *)w->flight.started.first;
    if (first != NULL && may_end(first)) {
        set_due(first);
    }
}

/* Returns true if the task is still there: the listener may cancel it. */
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
    return !first || tell(t, NOTICE_STARTED, NULL);
}

static bool tell_submission(struct task *t)
{
    if (!t->has_submission || t->told_submission) {
        return true;
    }
    struct value *value = t->submission;
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
        if (tell_start(t) && tell_submission(t) && tell_heartbeat(t) && may_end(t)) {
            tell_end(t);
        }
    }
}

/* ---- How tasks end ---- */

static void end_task(struct task *t, struct notice end)
{
    t->end = end;
    t->has_ended = true;
    stop_clocks(t);
    if (may_end(t)) {
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

/* A child or a function has ended. */
static void on_done(void *owner, struct notice *end)
{
    struct task *t = owner;
    struct notice n = *end;
    t->work = NULL;
    if (t->is_envelope && n.kind == NOTICE_SUCCEEDED) {
        n.value = envelope_lambda(n.value, t->request_id);
    }
    end_task(t, n);
}

static void on_submitted(void *owner, struct value *value)
{
    struct task *t = owner;
    value_release(t->submission);
    t->submission = value;
    t->has_submission = true;
}

static void stop_work(struct task *t)
{
    if (t->work != NULL) {
        t->way->abandon(t->work);
    }
    t->work = NULL;
}

static void on_timeout(void *owner)
{
    struct task *t = owner;
    t->timeout_id = 0;
    stop_work(t);
    end_task(t, (struct notice){ .kind = NOTICE_TIMED_OUT });
}

static void on_silence(void *owner)
{
    struct task *t = owner;
    t->silence_id = 0;
    stop_work(t);
    end_task(t, (struct notice){ .kind = NOTICE_BEAT_MISSED });
}

static void await_heartbeat(struct task *t)
{
    struct loop *l = t->workers->loop;
    loop_real_cancel(l, t->silence_id);
    t->silence_id =
        t->heartbeat_ms > 0 ? loop_real_deadline(l, t->heartbeat_ms, on_silence, t) : 0;
}

static void on_heartbeat(void *owner)
{
    struct task *t = owner;
    t->has_heartbeat = true;
    await_heartbeat(t);
    set_due(t);
}

/* ---- Starting ---- */

static void start_mock(struct task *t, const struct workers_order *o,
                       const struct mock_answer *m)
{
    if (m->has_submitted && t->has_submission) {
        value_release(t->submission);
        t->submission = value_share(m->submitted);
    }
    switch (m->kind) {
    case MOCK_RETURN:
        end_task(t,
                 (struct notice){ .kind = NOTICE_SUCCEEDED, .value = value_share(m->value) });
        break;
    case MOCK_THROW:
        end_task(t, (struct notice){
                        .kind = NOTICE_FAILED,
                        .error = memory_text(m->error),
                        .cause = memory_text(m->cause),
                    });
        break;
    case MOCK_PENDING: flight_list_remove(&t->workers->flight.started, &t->in); break;
    case MOCK_MISSING: {
        struct buf cause = { 0 };
        buf_print(&cause,
                  "The mocked response '%s' of the state '%s' has no entry for attempt %llu.",
                  m->response, o->state, (unsigned long long)m->attempt);
        end_fatally(t, &cause);
        break;
    }
    }
}

/* AWS's words where it has some (I-19). */
static void say_nobody(struct buf *why, const struct asl_request *r, const char *called)
{
    if (r->kind == ASL_ACTIVITY) {
        buf_print(why, "The activity %s does not exist.", r->resource);
    } else {
        const char *kind = r->kind == ASL_INVOKE ? "the function " : "the state machine ";
        buf_print(why, "Nobody does %s'%s': there is neither a binding nor a mock for it.",
                  called != NULL ? kind : "", called != NULL ? called : r->resource);
    }
}

/* The name of what an integration calls: of a function, of a state machine. Borrowed or NULL.
 */
static const char *called_name(const struct asl_request *r, const struct value *input)
{
    switch ((int)r->kind) {
    case ASL_INVOKE: return value_member_text(input, "FunctionName");
    case ASL_START: return value_member_text(input, "StateMachineArn");
    default: return NULL;
    }
}

/* The input of the target: for lambda:invoke it is the Payload, as the function gets it. New.
 */
static struct value *make_input(const struct workers_order *o)
{
    struct value *payload = NULL;
    if (o->request->kind != ASL_INVOKE) {
        return value_share(o->input);
    }
    return value_member(o->input, "Payload", &payload) ? value_share(payload) : value_object();
}

static struct random *get_random(struct workers *w, const struct workers_order *o)
{
    if (o->random == NULL && !w->has_random) {
        random_seed_system(&w->random);
        w->has_random = true;
    }
    return o->random != NULL ? o->random : &w->random;
}

static void start_target(struct task *t, const struct workers_order *o,
                         const struct target *target)
{
    struct workers *w = t->workers;
    struct value *input = make_input(o);
    if (o->request->kind == ASL_INVOKE && !t->has_submission) {
        t->is_envelope = true;
        random_uuid(get_random(w, o), t->request_id);
    }
    struct target_job job = {
        .loop = w->loop,
        .random = get_random(w, o),
        .program = w->workflow->name,
        .state = o->state,
        .resource = o->request->resource,
        .input = input,
        .ahead_ms = o->ahead_ms,
        .limit_ms = o->limit_ms,
        .silence_ms = o->silence_ms,
        .may_measure = w->measures,
        .called = called_name(o->request, o->input),
        .arguments = o->request->kind == ASL_INVOKE ? o->input : NULL,
        .request_id = t->is_envelope ? t->request_id : NULL,
        .site = &w->site,
        .done = on_done,
        .heartbeat = on_heartbeat,
        .submitted = on_submitted,
        .owner = t,
    };
    if (o->timeout_ms > 0) {
        t->timeout_id = loop_real_deadline(w->loop, o->timeout_ms, on_timeout, t);
    }
    t->heartbeat_ms = o->heartbeat_ms;
    await_heartbeat(t);
    t->way = target->way;
    t->work = target->way->start(target->bound, &job);
    value_release(input);
}

/* The target that does the task, ready to be started; NULL and the reason if there is none. */
static const struct target *find_target(const struct workers *w, const char *state,
                                        const struct asl_request *r, const struct value *input,
                                        struct buf *why)
{
    const char *called = called_name(r, input), *refusal;
    const struct target *target = binding_find(w->bindings, state, r, called, &refusal);
    struct buf reason = { 0 };
    if (refusal != NULL) {
        buf_text(why, refusal);
    } else if (target == NULL) {
        say_nobody(why, r, called);
    } else if (!target_prepare(target, &reason)) {
        buf_print(why, "The target of '%s' cannot be used: %s",
                  called != NULL ? called : r->resource, buf_string(&reason));
        target = NULL;
    }
    buf_release(&reason);
    return target;
}

static void start_bound(struct task *t, const struct workers_order *o)
{
    struct buf why = { 0 };
    const struct target *target = find_target(t->workers, o->state, o->request, o->input, &why);
    if (target != NULL) {
        start_target(t, o, target);
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
    t->has_submission = order->request->waits;
    t->submission = t->has_submission ? value_object() : NULL;
    flight_add(&w->flight, &t->in);
    flight_list_add(&w->flight.started, &t->in);
    set_due(t);
    if (w->mock != NULL &&
        mock_take(w->mock, order->run, order->state, order->input, &answer)) {
        start_mock(t, order, &answer);
    } else {
        start_bound(t, order);
    }
}

bool workers_take(struct workers *w, const char *state, const struct asl_request *r,
                  const struct value *input, struct buf *why)
{
    if (w->mock != NULL && mock_names(w->mock, state)) {
        return true;
    }
    return find_target(w, state, r, input, why) != NULL;
}

void workers_cancel(struct workers *w, uint64_t ticket)
{
    struct task *t = (struct task *)flight_find(&w->flight, ticket);
    if (t == NULL) {
        return;
    }
    if (w->told == t) {
        w->told = NULL;
    }
    stop_work(t);
    remove_task(t);
    release_task(t);
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

/* ---- Who does what ---- */

/* A list of machines that grows while it is walked: nesting needs no recursion. */
struct machine_list {
    const struct asl_machine **machines;
    size_t count;
    size_t room;
};

static void add_machine(struct machine_list *list, const struct asl_machine *m)
{
    list->machines =
        memory_grow(list->machines, list->count, &list->room, sizeof *list->machines);
    list->machines[list->count++] = m;
}

static void add_inner_machines(struct machine_list *list, const struct asl_state *s)
{
    for (size_t i = 0; s->branches != NULL && s->branches[i] != NULL; i++) {
        add_machine(list, s->branches[i]);
    }
    if (s->map != NULL && s->map->processor != NULL) {
        add_machine(list, s->map->processor);
    }
}

/* A name that an integration calls is known only when its state is reached, so such a state is
 * not unbound if any binding may do it. */
static bool is_unbound(const struct workers *w, const struct asl_state *s, struct buf *why)
{
    const char *resource = s->request->resource, *refusal;
    const struct target *target =
        binding_find(w->bindings, s->name, s->request, NULL, &refusal);
    struct buf reason = { 0 };
    bool is_ready = target != NULL && target_prepare(target, &reason);
    if (target != NULL && !is_ready) {
        refusal = buf_string(&reason);
    }
    const char *line = why->size > 0 ? "\n" : "";
    if (refusal != NULL) {
        buf_print(why, "%sstate '%s': %s: %s", line, s->name, resource, refusal);
    } else if (!is_ready && !binding_may_call(w->bindings, s->request)) {
        buf_print(why, "%sstate '%s': nobody does %s; bind it with --task or --tasks", line,
                  s->name, resource);
    } else {
        is_ready = true;
    }
    buf_release(&reason);
    return !is_ready;
}

size_t workers_unbound(struct workers *w, struct buf *why)
{
    struct machine_list list = { 0 };
    size_t unbound = 0;
    if (w->mock == NULL && w->workflow->machine != NULL) {
        add_machine(&list, w->workflow->machine);
    }
    for (size_t i = 0; i < list.count; i++) {
        for (const struct asl_state *s = list.machines[i]->states; s->name != NULL; s++) {
            unbound += s->request != NULL && is_unbound(w, s, why);
            add_inner_machines(&list, s);
        }
    }
    memory_release(list.machines);
    return unbound;
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

/* ---- All of it ---- */

struct workers *workers_new(struct loop *l, const struct asl_workflow *w,
                            workers_listener *listener, void *owner)
{
    struct workers *all = memory_zero(sizeof *all);
    all->loop = l;
    all->workflow = w;
    all->listener = listener;
    all->owner = owner;
    all->bindings = binding_list_new(w);
    flight_open(&all->flight);
    return all;
}

void workers_measure(struct workers *w, bool measures)
{
    w->measures = measures;
}

void workers_release(struct workers *w)
{
    if (w == NULL) {
        return;
    }
    size_t from = 0;
    struct flight_task *t;
    while ((t = flight_any(&w->flight, &from)) != NULL) {
        workers_cancel(w, t->ticket);
    }
    loop_soon_cancel(w->loop, deliver, w);
    flight_close(&w->flight);
    binding_list_release(w->bindings);
    mock_release(w->mock);
    memory_release(w);
}
