#include "compiler/testing/testing.h"

#include <asl/tree.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/plan/plan.h"
#include "compiler/testing/contextcheck.h"
#include "compiler/testing/mockcheck.h"
#include "compiler/testing/rig.h"
#include "compiler/testing/subject.h"
#include "runtime/api/apiarn.h"
#include "runtime/aws/names.h"
#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/run.h"
#include "runtime/exec/turn.h"
#include "runtime/loop/loop.h"
#include "runtime/service/answer.h"
#include "runtime/value/complaint.h"
#include "runtime/value/member.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

struct testing {
    struct value *request;
    const struct value *mock;          /* NULL if there is none */
    const struct value *configuration; /* likewise */
    const char *role_arn;              /* likewise */
    struct subject subject;
    struct given given; /* its values are owned here */
    struct value *input;
    struct rig rig;
    struct service_answer *answer; /* while it may be refused */
};

static const struct plan_state *state_of(const struct testing *t)
{
    return t->subject.state;
}

static struct arena *arena_of(const struct testing *t)
{
    return t->subject.verdict.arena;
}

static bool refuse(struct testing *t, const char *code, const char *why)
{
    service_answer_fail(t->answer, 400, NULL, code, "%s", why);
    return false;
}

static bool invalid(struct testing *t, const char *why)
{
    return refuse(t, "ValidationException", why);
}

/* The member of an object that may be absent as a whole; NULL if there is none. */
static struct value *member(const struct value *object, const char *key)
{
    struct value *v = NULL;
    value_member(object, key, &v);
    return v;
}

/* ---- What is asked ----------------------------------------------------------------------- */

/* What only a mock makes sense of. */
static bool is_configuration_mocked(struct testing *t)
{
    static const struct {
        const char *member, *why;
    } rows[] = {
        { "retrierRetryCount", "RetrierRetryCount" },
        { "errorCausedByState", "ErrorCausedByState" },
        { "mapIterationFailureCount", "MapIterationFailureCount" },
        { "mapItemReaderData", "MapItemReaderData" },
    };
    for (size_t i = 0; t->mock == NULL && i < sizeof rows / sizeof rows[0]; i++) {
        if (member(t->configuration, rows[i].member) != NULL) {
            service_answer_fail(t->answer, 400, NULL, "ValidationException",
                                "TestState does not support %s when a mock is not specified.",
                                rows[i].why);
            return false;
        }
    }
    return true;
}

static bool is_request_good(struct testing *t)
{
    if (t->mock != NULL && value_is_true(member(t->request, "revealSecrets"))) {
        return invalid(t, "TestState does not support RevealSecrets when a mock is specified.");
    }
    bool has_result = member(t->mock, "result") != NULL;
    if (t->mock != NULL && has_result == (member(t->mock, "errorOutput") != NULL)) {
        return invalid(t, "A test mock should have only one of the following fields: "
                          "[result, errorOutput].");
    }
    return is_configuration_mocked(t);
}

static bool has_work(enum asl_type type)
{
    return type == ASL_TASK || type == ASL_MAP || type == ASL_PARALLEL;
}

/* Returns true if the state can be run with the mock that there is, or without one. */
static bool is_state_good(struct testing *t)
{
    const struct plan_state *s = state_of(t);
    if (t->mock != NULL) {
        return has_work(s->type) ||
               invalid(t, arena_print(arena_of(t),
                                      "State type '%s' is not supported when a mock is "
                                      "specified",
                                      s->type_word));
    }
    if (!has_work(s->type)) {
        return true;
    }
    if (s->type != ASL_TASK) {
        return refuse(t, "InvalidDefinition",
                      "TestState API does not support Map or Parallel states. Supported state "
                      "types include: [Task, Wait, Pass, Succeed, Fail, Choice]");
    }
    if (s->request.waits || s->request.kind == ASL_ACTIVITY) {
        return refuse(t, "InvalidDefinition",
                      "TestState API does not support Activity tasks, or the .sync and "
                      ".waitForTaskToken service integration patterns, when a mock is not "
                      "specified");
    }
    return t->role_arn != NULL ||
           invalid(t, "RoleArn must be specified when testing a Task state");
}

/* ---- What is given ----------------------------------------------------------------------- */

/* The JSON in a member: new. Returns false, and why, if it is not JSON. If the object does not
 * have the member, *ret_value stays as it is. */
static bool read_member(const struct value *object, const char *key, struct value **ret_value,
                        struct read_error *ret_error)
{
    const struct value *text = member(object, key);
    return text == NULL ||
           read_json(value_string(text), value_string_size(text), ret_value, ret_error);
}

static size_t branches_of(const struct plan_state *s)
{
    size_t count = 0;
    while (s->branches[count] != NULL) {
        count++;
    }
    return count;
}

/* What a Parallel or a Map cannot have given. */
static const char *shape_fault(const struct plan_state *s, const struct value *result)
{
    bool writes = s->type == ASL_MAP && s->map.writer != NULL;
    if (s->type == ASL_TASK) {
        return NULL;
    }
    if (writes) {
        return value_type(result) == VALUE_OBJECT ? NULL
                                                  : "Mocked result must be a JSON object.";
    }
    if (value_type(result) != VALUE_ARRAY) {
        return "Mocked result must be an array.";
    }
    bool fits = s->type == ASL_MAP || value_count(result) == branches_of(s);
    return fits ? NULL
                : "Mocked result must contain the same number of items as number of Parallel "
                  "branches.";
}

static enum mockcheck mode_of(const struct value *mock)
{
    const char *mode = value_member_text(mock, "fieldValidationMode");
    return text_is(mode, "NONE")      ? MOCKCHECK_NONE
           : text_is(mode, "PRESENT") ? MOCKCHECK_PRESENT
                                      : MOCKCHECK_STRICT;
}

static bool read_result(struct testing *t)
{
    const struct plan_state *s = state_of(t);
    if (member(t->mock, "result") == NULL) {
        return true;
    }
    struct read_error e;
    if (!read_member(t->mock, "result", &t->given.result, &e)) {
        return invalid(t, "Mocked result must be valid JSON");
    }
    const char *why = shape_fault(s, t->given.result);
    if (why == NULL && s->type == ASL_TASK) {
        why = mockcheck(arena_of(t), s->request.resource, mode_of(t->mock), t->given.result);
    }
    return why == NULL || invalid(t, why);
}

static bool read_context(struct testing *t)
{
    const struct plan_state *s = state_of(t);
    bool has_token = s->type == ASL_TASK && s->request.waits;
    struct read_error e;
    read_member(t->request, "context", &t->given.context, &e);
    if (member(t->request, "context") == NULL) {
        return true;
    }
    const char *why = contextcheck(arena_of(t), t->given.context, has_token);
    return why == NULL || invalid(t, why);
}

static bool read_data(struct testing *t)
{
    struct read_error e;
    if (!read_member(t->request, "input", &t->input, &e)) {
        const struct value *input = member(t->request, "input");
        struct buf why = { 0 };
        complaint_put_input(&why, value_string(input), value_string_size(input), &e);
        service_answer_fail(t->answer, 400, NULL, "InvalidExecutionInput", "%s",
                            buf_string(&why));
        buf_release(&why);
        return false;
    }
    if (t->input == NULL) {
        t->input = value_object();
    }
    bool is_json = read_member(t->request, "variables", &t->given.variables, &e);
    if (!is_json ||
        (t->given.variables != NULL && value_type(t->given.variables) != VALUE_OBJECT)) {
        return invalid(t, "Invalid variables provided: Variables must be a JSON object");
    }
    return true;
}

static void read_configuration(struct testing *t)
{
    struct given *g = &t->given;
    const struct value *failures = member(t->configuration, "mapIterationFailureCount");
    const struct value *retries = member(t->configuration, "retrierRetryCount");
    const struct value *error = member(t->mock, "errorOutput");
    int64_t number = 0;
    g->has_mock = t->mock != NULL;
    g->is_traced = text_is(value_member_text(t->request, "inspectionLevel"), "TRACE");
    g->is_error = error != NULL;
    g->error = value_member_text(error, "error");
    g->cause = value_member_text(error, "cause");
    g->has_failures = failures != NULL && value_is_int(failures, &g->failures);
    g->retries = retries != NULL && value_is_int(retries, &number) ? number : 0;
    g->read = member(t->configuration, "mapItemReaderData");
}

/* Execution and StateMachine of the context, as far as they are known before it starts. */
static void make_context(struct testing *t)
{
    struct arena *a = arena_of(t);
    struct random r;
    char name[RANDOM_UUID_SIZE + 1], machine[RANDOM_UUID_SIZE + 1];
    random_seed_system(&r);
    random_uuid(&r, name);
    random_uuid(&r, machine);
    char *arn = names_arn("express", machine, arena_print(a, ":%s", name));
    char *machine_arn = names_arn("stateMachine", machine, "");
    struct value *execution = value_object(), *state_machine = value_object();
    value_set_text(&execution, "Id", arn);
    value_set_take(&execution, "Input", value_share(t->input));
    value_set_text(&execution, "Name", name);
    value_set_take(&execution, "RoleArn",
                   t->role_arn == NULL ? value_null() : value_text(t->role_arn));
    member_put_time(&execution, "StartTime", clock_wall_ms());
    value_set_text(&state_machine, "Id", machine_arn);
    value_set_text(&state_machine, "Name", machine);
    t->given.execution = value_object();
    value_set_take(&t->given.execution, "Execution", execution);
    value_set_take(&t->given.execution, "StateMachine", state_machine);
    memory_release(arn);
    memory_release(machine_arn);
}

/* ---- From the request to the answer ------------------------------------------------------ */

static bool read_request(struct testing *t)
{
    const struct value *definition = member(t->request, "definition");
    const char *name = value_member_text(t->request, "stateName");
    return (t->role_arn == NULL || apiarn_check_role(t->role_arn, t->answer)) &&
           is_request_good(t) &&
           subject_open(&t->subject, value_string(definition), value_string_size(definition),
                        name, t->answer) &&
           is_state_good(t) && read_result(t) && read_context(t) && read_data(t);
}

struct testing *testing_open(struct value *request, struct service_answer *a)
{
    struct testing *t = memory_zero(sizeof *t);
    t->request = value_share(request);
    t->answer = a;
    t->mock = member(request, "mock");
    t->configuration = member(request, "stateConfiguration");
    t->role_arn = value_member_text(request, "roleArn");
    if (!read_request(t)) {
        testing_close(t);
        return NULL;
    }
    read_configuration(t);
    make_context(t);
    rig_open(&t->rig, arena_of(t), state_of(t), &t->given);
    t->answer = NULL;
    return t;
}

void testing_close(struct testing *t)
{
    rig_close(&t->rig);
    value_release(t->given.context);
    value_release(t->given.execution);
    value_release(t->given.variables);
    value_release(t->given.result);
    value_release(t->input);
    value_release(t->request);
    subject_close(&t->subject);
    memory_release(t);
}

enum testing_need testing_need(const struct testing *t)
{
    enum asl_type type = state_of(t)->type;
    return type == ASL_WAIT                      ? TESTING_TIME
           : type == ASL_TASK && t->mock == NULL ? TESTING_TASK
                                                 : TESTING_NOTHING;
}

const char *testing_text(const struct testing *t, size_t *ret_size)
{
    *ret_size = t->subject.size;
    return t->subject.text;
}

void testing_bind(struct testing *t, const struct asl_workflow *compiled)
{
    rig_bind(&t->rig, compiled);
}

const struct asl_workflow *testing_workflow(const struct testing *t)
{
    return &t->rig.workflow;
}

struct value *testing_input(const struct testing *t)
{
    return t->input;
}

const char *testing_role(const struct testing *t)
{
    return t->role_arn;
}

static struct value *body_of(const struct testing *t, const struct execution *x)
{
    static const char *const words[] = {
        [RIG_SUCCEEDED] = "SUCCEEDED",
        [RIG_FAILED] = "FAILED",
        [RIG_RETRIABLE] = "RETRIABLE",
        [RIG_CAUGHT] = "CAUGHT_ERROR",
    };
    const struct rig *r = &t->rig;
    struct value *body = value_object();
    const char *level = value_member_text(t->request, "inspectionLevel");
    if (x->status == EXECUTION_SUCCEEDED) {
        member_put_json(&body, "output", x->output);
    }
    value_set_text(&body, "error", r->error);
    value_set_text(&body, "cause", r->cause);
    if (text_is(level, "DEBUG") || text_is(level, "TRACE")) {
        value_set_take(&body, "inspectionData", value_share(r->seen));
    }
    value_set_text(&body, "nextState", r->next);
    value_set_text(&body, "status", words[r->end]);
    return body;
}

void testing_ended(struct testing *t, const struct execution *x, struct service_answer *a)
{
    rig_ended(&t->rig, x);
    if (t->rig.refusal != NULL) {
        service_answer_fail(a, 400, NULL, "ValidationException", "%s", t->rig.refusal);
    } else {
        service_answer_good(a, body_of(t, x));
    }
}

void testing_run(struct testing *t, struct service_answer *a)
{
    struct clock clock;
    struct engine e = { 0 };
    struct deployment d = { .limits = engine_aws_limits };
    clock_start_virtual(&clock, clock_wall_ms());
    struct loop *l = loop_new(&clock, turn_deadline, &e);
    random_seed_system(&e.random);
    turn_open(&e, &clock, l);
    turn_deploy(&e, &d, testing_workflow(t));
    struct execution *x =
        run_start(&d, &(struct run_start){ .input = t->input, .express = true });
    turn_run(&e);
    testing_ended(t, x, a);
    run_release(x);
    turn_withdraw(&d);
    turn_close(&e);
    loop_release(l);
}
