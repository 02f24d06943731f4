#include "runtime/serve/starter.h"

#include <stddef.h>

#include "runtime/api/api.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/endpoint/call.h"
#include "runtime/endpoint/request.h"
#include "runtime/program/options.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/value/value.h"

/* Nobody waits for the answer, but whoever has sent it hears of a failure. */
static void on_answer(struct call *c, const struct service_answer *a)
{
    const struct station *s = c->owner;
    if (!service_answer_is_good(a)) {
        const char *machine = call_text(c, "stateMachineArn");
        message_print(s->session.options->program, "what was sent to %s is lost: %s",
                      machine != NULL ? machine : "a state machine",
                      a->message != NULL ? a->message : a->code);
    }
    call_close(c);
    memory_release(c);
}

static void start(void *owner, const char *machine, const char *input, size_t size)
{
    struct station *s = owner;
    struct service_answer refusal = { 0 };
    struct value *json = value_object();
    struct call *c = memory_zero(sizeof *c);
    *c = (struct call){ .operation = OPERATION_StartExecution,
                        .now_ms = station_now_ms(s),
                        .on_answer = on_answer,
                        .owner = s };
    value_set_text(&json, "stateMachineArn", machine);
    value_set_take(&json, "input", value_text_n(input, size));
    if (request_take(c->operation, json, &c->input, &refusal)) {
        api_of(c->operation)(s, c);
    } else {
        call_answer(c, &refusal);
    }
    value_release(json);
}

void starter_open(struct station *s)
{
    s->session.start_machine = start;
    s->session.starter = s;
    s->session.awaits_api = true;
}

void starter_close(struct station *s)
{
    s->session.start_machine = NULL;
    s->session.awaits_api = false;
}
