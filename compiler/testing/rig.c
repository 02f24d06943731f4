#include "compiler/testing/rig.h"

#include <asl/asl.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/plan/plan.h"
#include "compiler/read/ast.h"
#include "compiler/testing/httpsight.h"
#include "compiler/testing/rigmap.h"
#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/move.h"
#include "runtime/exec/retry.h"
#include "runtime/value/member.h"
#include "runtime/value/value.h"

static bool is_path(const struct rig *r)
{
    return r->planned->written->dialect == DIALECT_JSONPATH;
}

/* ---- What is written down ---------------------------------------------------------------- */

/* The effective input, which only JSONPath has. It is known where a later step has failed. */
static void see_input(const struct asl_frame *f, struct rig *r)
{
    bool has_failed = f->error != NULL && r->planned->data.input_path != NULL;
    if (is_path(r) && (!has_failed || f->effective != NULL)) {
        member_put_json(&r->seen, "afterInputPath", frame_effective(f));
    }
}

static void see_arguments(const struct asl_frame *f, struct rig *r)
{
    if (f->error == NULL) {
        member_put_json(&r->seen, is_path(r) ? "afterParameters" : "afterArguments",
                        frame_arguments(f));
    }
}

/* The error that the frame has, without the words about the state that TestState leaves out
 * (G-18). */
static void see_error(const struct asl_frame *f, struct rig *r)
{
    const struct frame_error *e = f->error;
    const char *opening = arena_print(r->arena,
                                      "An error occurred while executing the state '%s' "
                                      "(entered at the event id #%llu). ",
                                      frame_row(f)->name, (unsigned long long)f->entered_event);
    size_t size = strlen(opening);
    bool is_own = e->cause != NULL && strncmp(e->cause, opening, size) == 0;
    memory_release(r->error);
    memory_release(r->cause);
    r->error = memory_text(e->name);
    r->cause = memory_text(is_own ? e->cause + size : e->cause);
}

static void see_detail(struct rig *r, const char *key, int64_t number)
{
    if (r->details == NULL) {
        r->details = value_object();
    }
    value_set_take(&r->details, key, value_int(number));
}

/* ---- The way out ------------------------------------------------------------------------- */

static enum asl_move leave(struct asl_frame *f, struct rig *r, const struct plan_state *to)
{
    r->next = to == NULL ? NULL : to->name;
    return asl_end(f);
}

/* ---- Choice ------------------------------------------------------------------------------ */

static enum asl_comparator comparator_of(const char *constant)
{
    static const char *const names[] = {
#define ASL_TEST(word, comparator, operand, has_path) #comparator,
#include <asl/words.def>
    };
    size_t i = 0;
    while (strcmp(names[i], constant) != 0) {
        i++;
    }
    return (enum asl_comparator)i;
}

static const struct asl_expr *table_of(const struct plan_state *s, const char *id)
{
    const struct plan_table *t = s->tables;
    while (strcmp(t->id, id) != 0) {
        t = t->next;
    }
    return t->tree;
}

static bool holds(struct asl_frame *f, const struct plan_state *s, const struct plan_door *d,
                  const struct plan_rule *rule)
{
    if (rule->kind == PLAN_CONDITION) {
        return asl_holds(f, &d->data);
    }
    if (rule->kind == PLAN_TEST) {
        const struct asl_expr *operand =
            rule->operand_id == NULL ? rule->operand : table_of(s, rule->operand_id);
        return asl_test(f, table_of(s, rule->variable), comparator_of(rule->comparator),
                        operand);
    }
    if (rule->kind == PLAN_NOT) {
        return !holds(f, s, d, rule->first);
    }
    bool all = rule->kind == PLAN_AND, so_far = all;
    for (const struct plan_rule *in = rule->first; in != NULL && so_far == all; in = in->next) {
        so_far = holds(f, s, d, in);
    }
    return so_far;
}

static enum asl_move choose(struct asl_frame *f, struct rig *r)
{
    const struct plan_state *s = r->planned;
    asl_input(f, &s->data);
    see_input(f, r);
    for (const struct plan_door *d = s->doors; d != NULL; d = d->next) {
        if (holds(f, s, d, d->rule) && f->error == NULL) {
            asl_output(f, &d->data);
            return leave(f, r, d->to);
        }
    }
    if (s->has_output) {
        asl_output(f, &s->data);
    }
    return s->to == NULL ? asl_no_choice(f) : leave(f, r, s->to);
}

/* ---- What the others put out ------------------------------------------------------------- */

/* What is staged is what the next step works on. */
static void work_on_staged(struct asl_frame *f)
{
    if (f->put_path != NULL) {
        frame_put(f);
    }
    frame_take_result(f, f->output);
    f->output = NULL;
    f->has_output = false;
}

/* asl_output() of a state in JSONPath, step by step, to see what each of them leaves. */
static void put_out_by_paths(struct asl_frame *f, struct rig *r)
{
    const struct asl_data *d = &r->planned->data;
    asl_output(f, &(struct asl_data){ .result = d->result,
                                      .result_selector = d->result_selector,
                                      .assign = d->assign });
    if (f->error != NULL) {
        return;
    }
    if (d->result != NULL) {
        member_put_json(&r->seen, "result", f->output);
    }
    member_put_json(&r->seen, "afterResultSelector", f->output);
    work_on_staged(f);
    asl_output(f, &(struct asl_data){ .result_path = d->result_path });
    if (f->error != NULL) {
        return;
    }
    work_on_staged(f);
    member_put_json(&r->seen, "afterResultPath", f->result);
    asl_output(f, &(struct asl_data){ .output = d->output });
}

static void put_out(struct asl_frame *f, struct rig *r)
{
    if (f->error == NULL && is_path(r)) {
        put_out_by_paths(f, r);
    } else {
        asl_output(f, &r->planned->data);
    }
}

/* ---- States without work ----------------------------------------------------------------- */

static enum asl_move pass(struct asl_frame *f, struct rig *r)
{
    const struct asl_data *d = &r->planned->data;
    asl_input(f, d);
    if (d->result == NULL) {
        see_input(f, r);
    }
    if (d->result == NULL && is_path(r)) {
        see_arguments(f, r);
    }
    put_out(f, r);
    return leave(f, r, r->planned->to);
}

static enum asl_move wait(struct asl_frame *f, struct rig *r)
{
    const struct plan_state *s = r->planned;
    if (asl_entering(f)) {
        asl_input(f, &s->data);
        see_input(f, r);
        return s->until_is_timestamp ? asl_await_timestamp(f, s->until)
                                     : asl_await_seconds(f, s->until);
    }
    asl_output(f, &s->data);
    return leave(f, r, s->to);
}

static enum asl_move succeed(struct asl_frame *f, struct rig *r)
{
    asl_input(f, &r->planned->data);
    see_input(f, r);
    asl_output(f, &r->planned->data);
    return leave(f, r, NULL);
}

static enum asl_move fail(struct asl_frame *f, struct rig *r)
{
    see_input(f, r);
    return asl_fail(f, r->planned->error, r->planned->cause);
}

/* ---- States with work -------------------------------------------------------------------- */

/* An HTTP Task shows what travels, if that is wanted and not made up. */
static bool shows_http(const struct rig *r)
{
    const struct asl_request *q = r->states[0].request;
    return q != NULL && q->calls == &asl_call_http && r->given.is_traced && !r->given.has_mock;
}

static enum asl_move do_work(struct asl_frame *f, struct rig *r)
{
    if (f->error == NULL && shows_http(r)) {
        httpsight_request(&r->seen, frame_arguments(f));
    }
    if (!r->given.has_mock) {
        return asl_await_task(f, r->states[0].request);
    }
    if (f->error == NULL && r->given.is_error) {
        frame_fail(f, r->given.error, r->given.cause);
    } else if (f->error == NULL) {
        frame_take_result(f, value_share(r->given.result));
    }
    return move_back(f);
}

static enum asl_move begin(struct asl_frame *f, struct rig *r)
{
    const struct plan_state *s = r->planned;
    asl_input(f, &s->data);
    if (s->type == ASL_TASK) {
        see_input(f, r);
        see_arguments(f, r);
    } else if (s->type == ASL_MAP) {
        see_input(f, r);
        r->refusal = rigmap_look(f, s, &r->given, &r->seen);
    }
    return do_work(f, r);
}

/* Returns true if a retrier would try the state again. */
static bool is_retriable(struct asl_frame *f, struct rig *r)
{
    const struct asl_retrier *one = retry_find(f, r->retriers);
    if (one == NULL) {
        return false;
    }
    see_detail(r, "retryIndex", one - r->retriers);
    if (r->given.retries >= one->max_attempts) {
        return false;
    }
    see_detail(r, "retryBackoffIntervalSeconds",
               (int64_t)retry_delay_s(f, one, (int)r->given.retries));
    return true;
}

static enum asl_move settle(struct asl_frame *f, struct rig *r)
{
    if (r->planned->type == ASL_TASK && f->has_result) {
        member_put_json(&r->seen, "result", f->result);
    }
    if (f->has_result && shows_http(r)) {
        httpsight_response(&r->seen, f->result);
    }
    put_out(f, r);
    if (move_output_ready(f)) {
        return leave(f, r, r->planned->to);
    }
    see_error(f, r);
    if (!f->error->fatal && is_retriable(f, r)) {
        r->end = RIG_RETRIABLE;
        return ASL_END;
    }
    int index = 0;
    for (const struct plan_door *d = r->planned->doors; d != NULL; d = d->next, index++) {
        if (asl_caught(f, &d->data)) {
            see_detail(r, "catchIndex", index);
            r->end = RIG_CAUGHT;
            return leave(f, r, d->to);
        }
    }
    return leave(f, r, NULL);
}

static enum asl_move work(struct asl_frame *f, struct rig *r)
{
    return asl_entering(f) ? begin(f, r) : settle(f, r);
}

/* ---- The machine ------------------------------------------------------------------------- */

/* What the state sees besides its input. */
static void show_given(struct asl_frame *f, struct rig *r)
{
    if (r->given.context != NULL && f->context == NULL) {
        f->context = value_share(r->given.context);
    } else if (f->run->context == NULL) {
        f->run->context = value_share(r->given.execution);
    }
    if (f->phase == FRAME_ENTER) {
        member_put_json(&r->seen, "input", f->raw);
        f->variables = value_share(r->given.variables);
        frame_count_variables(f, value_bytes_most(f->variables));
        if (r->given.retries > 0) {
            f->retries = frame_new_retries(0);
            f->retries->count = (int)r->given.retries;
        }
    }
}

static enum asl_move run(struct asl_frame *f, struct rig *r)
{
    const struct plan_state *s = r->planned;
    if (s->open_field != NULL) {
        return asl_unfilled(f, s->open_field, s->open_text);
    }
    switch ((int)s->type) {
    case ASL_CHOICE: return choose(f, r);
    case ASL_PASS: return pass(f, r);
    case ASL_WAIT: return wait(f, r);
    case ASL_SUCCEED: return succeed(f, r);
    case ASL_FAIL: return fail(f, r);
    default: return work(f, r);
    }
}

static enum asl_move step(struct asl_frame *f)
{
    struct rig *r = ((const struct rig_machine *)f->machine)->rig;
    show_given(f, r);
    enum asl_move move = run(f, r);
    if (move == ASL_END && value_count(f->variables) > 0) {
        member_put_json(&r->seen, "variables", f->variables);
    }
    if (move == ASL_END && f->error != NULL) {
        see_error(f, r);
    }
    return move;
}

static struct asl_retrier *retriers_of(struct arena *a, const struct plan_state *s)
{
    size_t count = 0, i = 0;
    for (const struct plan_retrier *p = s->retriers; p != NULL; p = p->next) {
        count++;
    }
    struct asl_retrier *list = arena_array(a, count + 1, sizeof *list);
    for (const struct plan_retrier *p = s->retriers; p != NULL; p = p->next) {
        list[i++] = p->retrier;
    }
    return list;
}

void rig_open(struct rig *r, struct arena *a, const struct plan_state *planned,
              const struct given *given)
{
    static const struct asl_machine *const no_branches[] = { NULL };
    *r = (struct rig){
        .machine = { .machine = { .states = r->states, .step = step }, .rig = r },
        .states = { { .name = RIG_STATE, .type = planned->type, .line = planned->line } },
        .workflow = { .name = RIG_STATE, .source = RIG_STATE, .machine = &r->machine.machine },
        .arena = a,
        .planned = planned,
        .retriers = retriers_of(a, planned),
        .given = *given,
        .seen = value_object(),
    };
    if (planned->type == ASL_TASK) {
        r->states[0].request = &planned->request;
    } else if (planned->type == ASL_PARALLEL) {
        r->states[0].branches = no_branches;
    } else if (planned->type == ASL_MAP) {
        r->states[0].map = &planned->map;
    }
}

/* The state's request in a machine, or in those below it; NULL if it is not there. */
static const struct asl_request *request_in(const struct asl_machine *m, const char *name)
{
    const struct asl_request *found = NULL;
    for (const struct asl_state *s = m->states; s->name != NULL && found == NULL; s++) {
        if (s->request != NULL && strcmp(s->name, name) == 0) {
            return s->request;
        }
        if (s->map != NULL) {
            found = request_in(s->map->processor, name);
        }
        for (size_t i = 0; s->branches != NULL && s->branches[i] != NULL && found == NULL;
             i++) {
            found = request_in(s->branches[i], name);
        }
    }
    return found;
}

void rig_bind(struct rig *r, const struct asl_workflow *compiled)
{
    r->workflow = *compiled;
    r->workflow.machine = &r->machine.machine;
    r->workflow.timeout_s = 0;
    r->states[0].name = r->planned->name;
    r->states[0].request = request_in(compiled->machine, r->planned->name);
}

void rig_ended(struct rig *r, const struct execution *x)
{
    bool is_good = x->status == EXECUTION_SUCCEEDED;
    if (!is_good && r->end != RIG_RETRIABLE) {
        r->end = RIG_FAILED;
    }
    if (!is_good && r->error == NULL && r->cause == NULL) {
        r->error = memory_text(x->error);
        r->cause = memory_text(x->cause);
    }
    r->next = is_good ? r->next : NULL;
    if (r->details != NULL) {
        value_set_take(&r->seen, "errorDetails", value_share(r->details));
    }
}

void rig_close(struct rig *r)
{
    value_release(r->seen);
    value_release(r->details);
    memory_release(r->error);
    memory_release(r->cause);
    r->seen = r->details = NULL;
    r->error = r->cause = NULL;
}
