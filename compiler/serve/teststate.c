#include "compiler/serve/teststate.h"

#include "compiler/serve/rig.h"
#include "compiler/serve/testing.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/serve/call.h"
#include "runtime/serve/station.h"
#include "runtime/service/answer.h"

/* A call whose state is on its way. */
struct trial {
    struct station *station;
    struct call *call; /* NULL: its client is gone */
    struct testing *testing;
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
    testing_ended(t->testing, x, &a);
    answer(t, &a);
}

/* Nothing of the execution is left. */
static void close_trial(void *owner)
{
    struct trial *t = owner;
    testing_close(t->testing);
    memory_release(t);
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
        struct service_answer a = { .status = 0 };
        service_answer_fail(&a, 400, NULL, "ValidationException", "%s", buf_string(&why));
        answer(t, &a);
        close_trial(t);
    } else {
        ongoings_begin(&s->ongoings,
                       &(struct ongoing_start){ .revision = r,
                                                .input = testing_input(t->testing),
                                                .is_awaited = true,
                                                .on_end = on_end,
                                                .owner = t });
        revision_release(r);
    }
    buf_release(&why);
}

void teststate_call(struct station *s, struct call *c)
{
    struct service_answer a = { .status = 0 };
    struct testing *testing = testing_open(c->input, &a);
    if (testing != NULL && testing_need(testing) != TESTING_NOTHING) {
        struct trial *t = memory_get(sizeof *t);
        *t = (struct trial){ s, c, testing };
        c->on_gone = on_gone;
        c->mark = t;
        begin(t);
        return;
    }
    if (testing != NULL) {
        testing_run(testing, &a);
        testing_close(testing);
    }
    station_answer(s, c, &a);
}
