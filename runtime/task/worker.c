#include "runtime/task/worker.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/include/asl/tree.h"
#include "runtime/loop/loop.h"
#include "runtime/task/arn.h"
#include "runtime/task/binding.h"
#include "runtime/task/flight.h"
#include "runtime/task/mock.h"
#include "runtime/task/process.h"
#include "runtime/task/symbol.h"
#include "runtime/value/value.h"

/* An order in flight, and what is to be told of it: start, submission, heartbeat, answer, in
 * this order. */
struct task {
    struct flight_task in;
    struct workers *workers;
    struct process *process; /* at most one of the two; it calls back until it is NULL */
    struct asl_call *call;
    uint64_t timeout_id;
    bool is_envelope; /* lambda:invoke: the answer is wrapped */
    char request_id[RANDOM_UUID_SIZE + 1];
    bool told_start;
    bool told_submission;
    bool has_submission;
    struct json_object *submission;
    bool has_heartbeat;
    bool is_ready; /* `answer` is there */
    struct worker_answer answer;
};

struct workers {
    struct loop *loop;
    const struct asl_workflow *workflow;
    worker_listener *listener;
    void *owner;
    struct random *random;
    struct random own_random;
    struct binding_list *bindings;
    struct mock *mock;
    struct flight flight;
    struct task *told; /* whom the listener hears of; NULL once it is gone */
    bool is_coming;    /* deliver() is asked for */
};

/* ---- News ---- */

static void deliver(void *owner);

static void has_news(struct task *t)
{
    struct workers *w = t->workers;
    flight_has_news(&w->flight, &t->in);
    if (!w->is_coming) {
        w->is_coming = true;
        loop_soon(w->loop, deliver, w);
    }
}

static void release_answer(struct worker_answer *a)
{
    value_release(a->value);
    memory_release(a->error);
    memory_release(a->cause);
}

static void release_task(struct task *t)
{
    value_release(t->submission);
    release_answer(&t->answer);
    memory_release(t);
}

/*
 * With a virtual clock real answers are taken in the order in which their tasks started, so
 * that a run repeats byte for byte.
 */
static bool may_answer(const struct task *t)
{
    const struct workers *w = t->workers;
    return t->is_ready &&
           (!loop_clock(w->loop)->is_virtual || w->flight.started.first == &t->in);
}

static void remove_task(struct task *t)
{
    struct workers *w = t->workers;
    loop_real_cancel(w->loop, t->timeout_id);
    flight_remove(&w->flight, &t->in);
    struct task *first = (struct task *)w->flight.started.first;
    if (first != NULL && may_answer(first)) {
        has_news(first);
    }
}

/* False: the listener has cancelled it. */
static bool tell(struct task *t, enum worker_news news, struct json_object *value)
{
    struct workers *w = t->workers;
    struct worker_answer a = { .ticket = t->in.ticket, .news = news, .value = value };
    w->told = t;
    w->listener(w->owner, &a);
    bool lives = w->told == t;
    w->told = NULL;
    return lives;
}

static bool tell_start(struct task *t)
{
    bool first = !t->told_start;
    t->told_start = true;
    return !first || tell(t, WORKER_STARTED, NULL);
}

static bool tell_submission(struct task *t)
{
    if (!t->has_submission || t->told_submission) {
        return true;
    }
    struct json_object *value = t->submission;
    t->told_submission = true;
    t->submission = NULL;
    return tell(t, WORKER_SUBMITTED, value);
}

static bool tell_heartbeat(struct task *t)
{
    bool beats = t->has_heartbeat;
    t->has_heartbeat = false;
    return !beats || tell(t, WORKER_HEARTBEAT, NULL);
}

/* It is gone before the listener hears of it, who may use its ticket again. */
static void tell_answer(struct task *t)
{
    struct workers *w = t->workers;
    struct worker_answer a = t->answer;
    a.ticket = t->in.ticket;
    t->answer = (struct worker_answer){ .value = NULL };
    remove_task(t);
    release_task(t);
    w->listener(w->owner, &a);
}

/* What the listener starts meanwhile is told of at the next turn. */
static void deliver(void *owner)
{
    struct workers *w = owner;
    uint64_t turn = w->flight.turn;
    w->is_coming = false;
    for (;;) {
        struct task *t = (struct task *)flight_next_news(&w->flight, turn);
        if (t == NULL) {
            break;
        }
        if (tell_start(t) && tell_submission(t) && tell_heartbeat(t) && may_answer(t)) {
            tell_answer(t);
        }
    }
}

/* ---- Answers ---- */

/* The answer of lambda:invoke around a function's own (I-02). */
static struct json_object *wrap_take(const struct task *t, struct json_object *payload)
{
    struct json_object *all = value_object(), *http = value_object(), *headers = value_object();
    struct json_object *lists = value_object(), *response = value_object();
    const char *const names[] = { "Content-Type", "X-Amz-Executed-Version",
                                  "x-amzn-RequestId" };
    const char *const texts[] = { "application/json", "$LATEST", t->request_id };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct json_object *list = value_array(1);
        value_append_take(list, value_text(texts[i]));
        value_set_take(lists, names[i], list);
        value_set_take(headers, names[i], value_text(texts[i]));
    }
    value_set_take(http, "AllHttpHeaders", lists);
    value_set_take(http, "HttpHeaders", headers);
    value_set_take(http, "HttpStatusCode", value_int(200));
    value_set_take(response, "RequestId", value_text(t->request_id));
    value_set_take(all, "ExecutedVersion", value_text("$LATEST"));
    value_set_take(all, "Payload", payload);
    value_set_take(all, "SdkHttpMetadata", http);
    value_set_take(all, "SdkResponseMetadata", response);
    value_set_take(all, "StatusCode", value_int(200));
    return all;
}

static void answer_take(struct task *t, struct worker_answer a)
{
    t->answer = a;
    t->is_ready = true;
    loop_real_cancel(t->workers->loop, t->timeout_id);
    t->timeout_id = 0;
    if (may_answer(t)) {
        has_news(t);
    }
}

static void answer_fatally(struct task *t, struct buf *cause)
{
    answer_take(t, (struct worker_answer){
                       .news = WORKER_FAILED,
                       .error = memory_text("States.Runtime"),
                       .cause = buf_take(cause),
                       .fatal = true,
                   });
}

/* What a child or a function came to. */
static void on_answer(void *owner, struct worker_answer *answer)
{
    struct task *t = owner;
    struct worker_answer a = *answer;
    t->process = NULL;
    t->call = NULL;
    if (t->is_envelope && a.news == WORKER_SUCCEEDED) {
        a.value = wrap_take(t, a.value);
    }
    answer_take(t, a);
}

static void on_heartbeat(void *owner)
{
    struct task *t = owner;
    t->has_heartbeat = true;
    has_news(t);
}

static void stop_work(struct task *t)
{
    if (t->process != NULL) {
        process_abandon(t->process);
    }
    if (t->call != NULL) {
        symbol_abandon(t->call);
    }
    t->process = NULL;
    t->call = NULL;
}

static void on_timeout(void *owner)
{
    struct task *t = owner;
    t->timeout_id = 0;
    stop_work(t);
    answer_take(t, (struct worker_answer){ .news = WORKER_TIMED_OUT });
}

/* ---- Starting ---- */

static void start_mock(struct task *t, const struct worker_order *o,
                       const struct mock_answer *m)
{
    if (m->has_submitted && t->has_submission) {
        value_release(t->submission);
        t->submission = value_share(m->submitted);
    }
    switch (m->kind) {
    case MOCK_RETURN:
        answer_take(t, (struct worker_answer){ .news = WORKER_SUCCEEDED,
                                               .value = value_share(m->value) });
        break;
    case MOCK_THROW:
        answer_take(t, (struct worker_answer){
                           .news = WORKER_FAILED,
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
        answer_fatally(t, &cause);
        break;
    }
    }
}

/* AWS's words where it has some (I-19). */
static void say_nobody(struct buf *why, const char *resource, const char *function)
{
    if (arn_is_activity(resource)) {
        buf_print(why, "The activity %s does not exist.", resource);
    } else if (function != NULL) {
        buf_print(
            why, "Nobody does the function '%s': there is neither a binding nor a mock for it.",
            function);
    } else {
        buf_print(why, "Nobody does '%s': there is neither a binding nor a mock for it.",
                  resource);
    }
}

static const char *function_name(const char *resource, const struct json_object *input)
{
    return arn_is_lambda_invoke(resource) ? value_member_text(input, "FunctionName") : NULL;
}

/* What a target gets: for lambda:invoke what the function would get. New. */
static struct json_object *make_input(const struct worker_order *o)
{
    struct json_object *payload = NULL;
    if (!arn_is_lambda_invoke(o->resource)) {
        return value_share(o->input);
    }
    return value_member(o->input, "Payload", &payload) ? value_share(payload) : value_object();
}

static struct random *get_random(struct workers *w)
{
    if (w->random == NULL) {
        random_seed_system(&w->own_random);
        w->random = &w->own_random;
    }
    return w->random;
}

static void start_target(struct task *t, const struct worker_order *o,
                         const struct target *target)
{
    struct workers *w = t->workers;
    struct json_object *input = make_input(o);
    if (arn_is_lambda_invoke(o->resource) && !t->has_submission) {
        t->is_envelope = true;
        random_uuid(get_random(w), t->request_id);
    }
    if (target->kind == TARGET_EXEC) {
        t->process = process_start(w->loop, target->words, input, on_answer, t);
    } else {
        struct symbol_place place = {
            .program = w->workflow->name,
            .state = o->state,
            .resource = o->resource,
        };
        t->call =
            symbol_start(w->loop, target->handler, place, input, on_answer, on_heartbeat, t);
    }
    value_release(input);
    if (o->timeout_ms > 0) {
        t->timeout_id = loop_real_deadline(w->loop, o->timeout_ms, on_timeout, t);
    }
}

static void start_bound(struct task *t, const struct worker_order *o)
{
    const char *function = function_name(o->resource, o->input);
    struct target target = binding_find(t->workers->bindings, o->state, o->resource, function);
    struct buf why = { 0 };
    switch (target.kind) {
    case TARGET_SYMBOL:
    case TARGET_EXEC: start_target(t, o, &target); break;
    case TARGET_REFUSED:
        buf_text(&why, target.why);
        answer_fatally(t, &why);
        break;
    case TARGET_NONE:
        say_nobody(&why, o->resource, function);
        answer_fatally(t, &why);
        break;
    }
}

void workers_start(struct workers *w, const struct worker_order *order)
{
    struct task *t = memory_zero(sizeof *t);
    struct mock_answer answer;
    t->in.ticket = order->ticket;
    t->workers = w;
    t->has_submission = order->token || arn_is_submitted(order->resource);
    t->submission = t->has_submission ? value_object() : NULL;
    flight_add(&w->flight, &t->in);
    flight_list_add(&w->flight.started, &t->in);
    has_news(t);
    if (w->mock != NULL && mock_take(w->mock, order->state, order->input, &answer)) {
        start_mock(t, order, &answer);
    } else {
        start_bound(t, order);
    }
}

bool workers_take(struct workers *w, const char *state, const char *resource,
                  const struct json_object *input, struct buf *why)
{
    if (w->mock != NULL && mock_names(w->mock, state)) {
        return true;
    }
    const char *function = function_name(resource, input);
    struct target target = binding_find(w->bindings, state, resource, function);
    if (target.kind == TARGET_REFUSED) {
        buf_text(why, target.why);
    } else if (target.kind == TARGET_NONE) {
        say_nobody(why, resource, function);
    }
    return target.kind == TARGET_SYMBOL || target.kind == TARGET_EXEC;
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
    if (list->count == list->room) {
        list->room = list->room == 0 ? 8 : list->room * 2;
        list->machines = memory_resize(list->machines, list->room * sizeof *list->machines);
    }
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

/* Which function lambda:invoke calls is known only when it is reached. */
static bool is_unbound(const struct workers *w, const struct asl_state *s, struct buf *why)
{
    const char *resource = s->request->resource;
    struct target target = binding_find(w->bindings, s->name, resource, NULL);
    if (target.kind == TARGET_REFUSED) {
        buf_print(why, "state '%s': %s: %s\n", s->name, resource, target.why);
        return true;
    }
    if (target.kind != TARGET_NONE ||
        (arn_is_lambda_invoke(resource) && binding_has_any(w->bindings))) {
        return false;
    }
    buf_print(why, "state '%s': nobody does %s; bind it with --task or --tasks\n", s->name,
              resource);
    return true;
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

int workers_bind(struct workers *w, const char *resource_and_target, struct buf *why)
{
    return binding_add(w->bindings, resource_and_target, why);
}

int workers_bind_file(struct workers *w, const char *path, struct buf *why)
{
    return binding_add_file(w->bindings, path, why);
}

int workers_mock(struct workers *w, const char *file_and_case, struct buf *why)
{
    struct mock *m = NULL;
    int status = mock_read(file_and_case, w->workflow->name, &m, why);
    if (status == 0) {
        mock_release(w->mock);
        w->mock = m;
    }
    return status;
}

/* ---- All of it ---- */

struct workers *workers_new(struct loop *l, const struct asl_workflow *w,
                            worker_listener *listener, void *owner)
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

void workers_random(struct workers *w, struct random *r)
{
    w->random = r;
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
