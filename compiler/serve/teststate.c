#include "compiler/serve/teststate.h"

#include "compiler/serve/load.h"
#include "compiler/testing/rig.h"
#include "compiler/testing/testing.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"

/* A call whose state is on its way. */
struct trial {
    struct station *station;
    struct call *call; /* NULL: its client is gone */
    struct testing *testing;
    struct loaded *loaded; /* what its Task is done by; NULL if it has none */
};

static void on_gone(struct call *c)
{
    struct trial *t = c->mark;
    t->call = NULL;
}

static void answer(struct trial *t, struct service_answer *a)
{
    struct call *c = t->call;
    t->call = NULL;
    if (c != NULL) {
        station_answer(t->station, c, a);
    } else {
        service_answer_release(a);
    }
}

static void on_end(void *owner, const struct execution *x)
{
    struct trial *t = owner;
    struct service_answer a = { .status = 0 };
    if (x == NULL) {
        service_answer_fail(&a, 400, NULL, "ServiceUnavailable",
                            "The server stops before the state has ended");
    } else {
        testing_ended(t->testing, x, &a);
    }
    answer(t, &a);
}

/* Nothing of the execution is left. */
static void close_trial(void *owner)
{
    struct trial *t = owner;
    testing_close(t->testing);
    loaded_release(t->loaded);
    memory_release(t);
}

static void fail(struct trial *t, const char *code, const char *why)
{
    struct service_answer a = { .status = 0 };
    service_answer_fail(&a, 400, NULL, code, "%s", why);
    answer(t, &a);
    close_trial(t);
}

static void begin(struct trial *t)
{
    struct station *s = t->station;
    struct buf why = { 0 };
    struct machine_plan plan = {
        .name = RIG_STATE,
        .definition = "",
        .role_arn = testing_role(t->testing),
        .is_express = true,
        .load = { .workflow = testing_workflow(t->testing), .unload = close_trial, .owner = t }
    };
    struct revision *r = machine_apart(&s->machines, &plan, &why);
    if (r == NULL) {
        fail(t, "ValidationException", buf_string(&why));
    } else {
        ongoings_begin(&s->ongoings,
                       &(struct ongoing_start){ .revision = r,
                                                .input = testing_input(t->testing),
                                                .is_awaited = true,
                                                .on_end = on_end,
                                                .owner = t });
        revision_release(&s->machines, r);
    }
    buf_release(&why);
}

/* ---- A Task ---- */

static void on_loaded(void *owner, const struct load_result *result)
{
    struct trial *t = owner;
    t->loaded = result->loaded;
    if (result->end == LOAD_DONE) {
        testing_bind(t->testing, loaded_workflow(t->loaded));
        begin(t);
    } else if (result->end == LOAD_INVALID) {
        struct buf why = { 0 };
        buf_print(&why, "Invalid State Machine Definition: '%s'", result->reason);
        fail(t, "InvalidDefinition", buf_string(&why));
        buf_release(&why);
    } else {
        fail(t, "ValidationException", result->reason);
    }
}

static void load(struct trial *t, struct loader *l)
{
    struct load_request r = { .name = RIG_STATE };
    r.text = testing_text(t->testing, &r.size);
    load_begin(l, &r, on_loaded, t);
}

/* ---- The call ---- */

static void run_at_once(struct station *s, struct call *c, struct testing *t)
{
    struct service_answer a = { .status = 0 };
    testing_run(t, &a);
    testing_close(t);
    station_answer(s, c, &a);
}

void teststate_call(struct station *s, struct loader *l, struct call *c)
{
    struct service_answer a = { .status = 0 };
    struct testing *testing = testing_open(c->input, &a);
    if (testing == NULL) {
        station_answer(s, c, &a);
        return;
    }
    enum testing_need need = testing_need(testing);
    if (need == TESTING_NOTHING) {
        run_at_once(s, c, testing);
        return;
    }
    struct trial *t = memory_get(sizeof *t);
    *t = (struct trial){ .station = s, .call = c, .testing = testing };
    c->on_gone = on_gone;
    c->mark = t;
    if (need == TESTING_TASK) {
        load(t, l);
    } else {
        begin(t);
    }
}
