#include "runtime/embedded/localserve.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/door/door.h"
#include "runtime/door/exchange.h"
#include "runtime/door/invocation.h"
#include "runtime/embedded/feed.h"
#include "runtime/embedded/localcall.h"
#include "runtime/embedded/localpost.h"
#include "runtime/embedded/localthings.h"
#include "runtime/embedded/localword.h"
#include "runtime/local/hub.h"
#include "runtime/loop/loop.h"
#include "runtime/program/feature.h"
#include "runtime/program/session.h"
#include "runtime/service/answer.h"
#include "runtime/task/target.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* The services, the door to them, and the functions that are called through it. */
struct joined {
    const char *program;
    struct hub *hub;
    struct localcall *calls;
    struct localpost *posts;
    struct door *door;
    struct loop *loop;
    struct feeds *feeds;      /* NULL: nothing is fed */
    struct value *qualifiers; /* as feature.h has them; owned; NULL: nothing is known of them */
    struct session *session;  /* within which it is; NULL: it is by itself */
    uint64_t tick;            /* the next look at the time; 0: nobody looks */
    bool has_told_start;      /* that a state machine elsewhere could not be started */
};

#define TICK_MS 1000
#define STARTS  "Starts" /* in a delivery: the state machine that it is to start */

/* ---- Services ---- */

static int64_t answer(void *owner, const struct door_request *r, struct service_answer *ret)
{
    struct joined *j = owner;
    struct hub_request asked = { r->service, r->operation, r->input, r->now_ms };
    if (!hub_has(r->service)) {
        service_answer_fail(ret, 400, NULL, "UnknownOperationException",
                            "There is no embedded service %s.", r->service);
        return 0;
    }
    return hub_answer(j->hub, &asked, ret);
}

/* ---- Functions ---- */

static void on_answered(void *owner, const char *text, size_t size, bool has_failed)
{
    struct exchange *x = owner;
    struct invocation_result result = { text, size, has_failed };
    invocation_answer(x, &result);
    door_end_call(x);
}

static void on_logged(void *owner, const char *log)
{
    invocation_add_log(owner, log);
}

/* Returns false, with AWS's words in `why`, if the function has no such version or alias. */
static bool is_qualified(const struct joined *j, const struct invocation_call *call,
                         struct buf *why)
{
    struct arn_part part = arn_bare_function(call->function);
    const char *behind = part.text + part.size;
    const char *qualifier = *behind == ':' ? behind + 1 : call->qualifier;
    struct value *known = NULL;
    char *name = memory_text_n(part.text, part.size);
    bool is_any = qualifier == NULL || strcmp(qualifier, "$LATEST") == 0 ||
                  !value_member(j->qualifiers, name, &known);
    for (size_t i = 0; !is_any && i < value_count(known); i++) {
        is_any = strcmp(value_string(value_item(known, i)), qualifier) == 0;
    }
    if (!is_any) {
        buf_print(why, "Function not found: arn:%s:lambda:%s:%s:function:%s:%s",
                  account_partition(), account_region(), account_id(), name, qualifier);
    }
    memory_release(name);
    return is_any;
}

static void invoke(void *owner, struct exchange *x, const struct invocation_call *call)
{
    struct joined *j = owner;
    struct buf why = { 0 };
    struct localcall_order order = {
        .function = call->function,
        .event = call->event,
        .size = call->size,
        .is_dry_run = call->is_dry_run,
        .done = call->is_event || call->is_dry_run ? NULL : on_answered,
        .logged = call->wants_log && !call->is_event ? on_logged : NULL,
        .owner = x,
    };
    if (!is_qualified(j, call, &why) || !localcall_begin(j->calls, &order, &x->call, &why)) {
        invocation_fail(x, 404, "ResourceNotFoundException", buf_string(&why));
        door_end_call(x);
    } else if (order.done == NULL) {
        invocation_accept(x, call);
        door_end_call(x);
    }
    buf_release(&why);
}

static void on_gone(void *owner, struct exchange *x)
{
    struct joined *j = owner;
    localcall_cancel(j->calls, x->call);
}

/* A rule starts a state machine of the server, or else where Step Functions is, if the
 * environment says where. */
static bool start_machine(struct joined *j, const char *machine, const char *event, size_t size)
{
    const struct session *own = j->session;
    if (own != NULL && own->start_machine != NULL) {
        own->start_machine(own->starter, machine, event, size);
        return true;
    }
    const char *place = getenv("AWS_ENDPOINT_URL_SFN");
    place = place != NULL && *place != '\0' ? place : getenv("AWS_ENDPOINT_URL");
    if (place == NULL || *place == '\0') {
        return false;
    }
    struct value *d = value_object(), *body = value_object(), *headers = value_object();
    value_set_text(&body, "stateMachineArn", machine);
    value_set_take(&body, "input", value_text_n(event, size));
    char *text = write_text(body);
    value_set_text(&headers, "Content-Type", "application/x-amz-json-1.0");
    value_set_text(&headers, "X-Amz-Target", "AWSStepFunctions.StartExecution");
    value_set_text(&d, "Endpoint", place);
    value_set_text(&d, STARTS, machine);
    value_set_text(&d, "Body", text);
    value_set_take(&d, "Headers", headers);
    localpost_send(j->posts, d);
    memory_release(text);
    value_release(body);
    value_release(d);
    return true;
}

/* A topic or a rule has a function or a state machine as its receiver, which nobody waits for.
 */
static void on_delivery(void *owner, const char *receiver, const char *event, size_t size)
{
    struct joined *j = owner;
    struct buf why = { 0 };
    struct localcall_order order = { .function = receiver, .event = event, .size = size };
    uint64_t ignored;
    bool is_machine = strstr(receiver, ":stateMachine:") != NULL;
    bool is_taken = is_machine ? start_machine(j, receiver, event, size)
                               : localcall_begin(j->calls, &order, &ignored, &why);
    if (!is_taken) {
        message_print(j->program, "what was sent to %s is lost: %s", receiver,
                      is_machine
                          ? "AWS_ENDPOINT_URL_SFN does not say where its Step Functions is"
                          : buf_string(&why));
    }
    buf_release(&why);
}

/* ---- Addresses of the web ---- */

static void on_post(void *owner, const struct value *delivery)
{
    struct joined *j = owner;
    localpost_send(j->posts, delivery);
}

static void on_lost(void *owner, const struct value *delivery, const char *message)
{
    struct joined *j = owner;
    const char *machine = value_member_text(delivery, STARTS);
    if (machine != NULL && !j->has_told_start) {
        j->has_told_start = true;
        message_print(j->program,
                      "%s could not be started at %s: %s (this is said once, whatever else "
                      "cannot be started there)",
                      machine, value_member_text(delivery, "Endpoint"), message);
    }
    hub_bury(j->hub, delivery, "SDK_CLIENT_ERROR", message, clock_now_ms(loop_clock(j->loop)));
}

/* ---- Joined ---- */

static const char *url_of(void *owner)
{
    struct joined *j = owner;
    return door_url(j->door);
}

static const char *api_of(void *owner)
{
    const struct joined *j = owner;
    return j->session != NULL ? j->session->api : NULL;
}

static bool is_early(void *owner)
{
    const struct joined *j = owner;
    return j->session != NULL && session_is_early(j->session);
}

static struct hub *hub_of(void *owner)
{
    struct joined *j = owner;
    return j->hub;
}

/* What the functions are offered that are called through the door. */
static struct target_site site_of(struct joined *j, const struct options *o, const char *folder)
{
    return (struct target_site){ .program = o->argc > 0 ? o->argv[0] : NULL,
                                 .local = folder,
                                 .is_local_given = o->local != NULL,
                                 .has_reports = o->has_reports,
                                 .endpoint = url_of,
                                 .api = api_of,
                                 .is_early = is_early,
                                 .hub = hub_of,
                                 .owner = j };
}

static void leave(struct joined *j)
{
    loop_real_cancel(j->loop, j->tick);
    feeds_release(j->feeds);
    value_release(j->qualifiers);
    door_close(j->door);
    localpost_release(j->posts);
    hub_close(j->hub);
    localcall_close(j->calls);
}

/* Returns false, with the reason in `why`; nothing is open then. */
static bool join(struct joined *j, struct loop *l, const struct asl_workflow *w,
                 const struct options *o, const struct hub_options *h, uint16_t port,
                 struct buf *why)
{
    struct target_site site = site_of(j, o, h->folder);
    struct hub_options hub = *h;
    struct door_options door = {
        .port = port, .answer = answer, .invoke = invoke, .on_gone = on_gone, .owner = j
    };
    hub.on_call = on_delivery;
    hub.on_post = on_post;
    hub.owner = j;
    *j = (struct joined){
        .program = o->program, .hub = hub_open(&hub), .loop = l, .session = j->session
    };
    j->posts = localpost_new(l, on_lost, j);
    if (!localcall_open(l, w, o, &site, &j->calls, why) ||
        !door_open(l, &door, &j->door, why)) {
        leave(j);
        return false;
    }
    hub_set_base(j->hub, door_url(j->door));
    return true;
}

/* Rules with a schedule are started by the time that passes. */
static void on_tick(void *owner)
{
    struct joined *j = owner;
    /* Of a server nothing is started before all that may be started is there. */
    if (j->session == NULL || j->session->api != NULL) {
        hub_tick(j->hub, clock_now_ms(loop_clock(j->loop)));
        door_notice(j->door);
    }
    j->tick = loop_real_deadline(j->loop, TICK_MS, on_tick, j);
}

/* ---- By itself ---- */

/* What has not been answered by then is not, and functions that run then are stopped. */
#define STOP_MS 5000

struct serving {
    struct joined joined;
    struct loop *loop;
    uint64_t last;     /* the deadline of the end; 0 until a signal asks for it */
    bool is_finishing; /* the door takes no more requests */
    bool is_over;
};

static void on_finished(void *owner)
{
    struct serving *s = owner;
    s->is_over = true;
}

static void on_stop(void *owner, int signal)
{
    struct serving *s = owner;
    (void)signal;
    s->last = loop_real_deadline(s->loop, STOP_MS, on_finished, s);
}

static bool is_busy(const void *inner)
{
    const struct joined *j = inner;
    return localcall_is_busy(j->calls) || localpost_is_busy(j->posts);
}

/* The door stays open for functions and requests that nobody waits for, until they have ended.
 */
static void finish(struct serving *s)
{
    if (s->last != 0 && !s->is_finishing && !is_busy(&s->joined)) {
        s->is_finishing = true;
        door_finish(s->joined.door, on_finished, s);
    }
}

/* It sets no deadlines. */
static void on_deadline(void *owner, uint64_t ticket)
{
    (void)owner, (void)ticket;
}

static int serve(struct serving *s)
{
    printf("listening on %s\n", door_url(s->joined.door));
    if (fflush(stdout) != 0) {
        message_print(s->joined.program, "standard output cannot be written: %s",
                      strerror(errno));
        return EXIT_MACHINE;
    }
    loop_on_stop(s->loop, on_stop, s);
    on_tick(&s->joined);
    loop_hold(s->loop); /* it waits for whoever comes */
    while (!s->is_over) {
        loop_turn(s->loop, true);
        finish(s);
    }
    loop_let_go(s->loop);
    loop_real_cancel(s->loop, s->last);
    return EXIT_SUCCEEDED;
}

int localserve_run(struct local *l, const char *const *names)
{
    const struct options *o = &l->options->common;
    struct hub_options hub = { .folder = l->folder, .random = &l->random };
    struct serving s = { .loop = loop_new(&l->clock, on_deadline, NULL) };
    struct buf why = { 0 };
    int code = EXIT_MACHINE;
    (void)names;
    if (join(&s.joined, s.loop, l->workflow, o, &hub, l->options->port, &why)) {
        code = serve(&s);
        leave(&s.joined);
    } else {
        message_print(o->program, "cannot listen on %s", buf_string(&why));
    }
    loop_release(s.loop);
    buf_release(&why);
    return code;
}

/* ---- Within a run ---- */

static void *open_inner(struct session *s, struct buf *why)
{
    struct hub_options hub = { .folder = s->local, .random = &s->engine.random };
    if (!session_has_local(s, why)) {
        return NULL;
    }
    struct joined *j = memory_zero(sizeof *j);
    j->session = s;
    const struct asl_workflow *w = s->callable != NULL ? s->callable : s->deployment.workflow;
    if (!join(j, s->loop, w, s->options, &hub, s->door_port, why)) {
        memory_release(j);
        return NULL;
    }
    if (s->start_machine != NULL) {
        on_tick(j);
    }
    return j;
}

static struct hub *inner_hub(void *inner)
{
    return hub_of(inner);
}

static bool inner_bind(void *inner, const struct options *o, struct buf *why)
{
    struct joined *j = inner;
    return localcall_bind(j->calls, o, why);
}

static bool inner_call(void *inner, const struct feature_call *c, uint64_t *ret_id,
                       struct buf *why)
{
    struct joined *j = inner;
    struct localcall_order order = { .function = c->function,
                                     .event = c->event,
                                     .size = c->size,
                                     .done = c->done,
                                     .owner = c->owner };
    return localcall_begin(j->calls, &order, ret_id, why);
}

static void inner_cancel(void *inner, uint64_t id)
{
    struct joined *j = inner;
    localcall_cancel(j->calls, id);
}

static void inner_feed(void *inner, struct value *mapping)
{
    struct joined *j = inner;
    if (j->feeds == NULL) {
        j->feeds = feeds_new(&(struct feeds_options){ .program = j->program,
                                                      .loop = j->loop,
                                                      .hub = j->hub,
                                                      .calls = j->calls,
                                                      .folder = j->session->local });
    }
    feeds_add(j->feeds, mapping);
}

static void inner_qualify(void *inner, struct value *qualifiers)
{
    struct joined *j = inner;
    value_release(j->qualifiers);
    j->qualifiers = qualifiers;
}

static const char *inner_url(const void *inner)
{
    const struct joined *j = inner;
    return door_url(j->door);
}

static void close_inner(void *inner)
{
    leave(inner);
    memory_release(inner);
}

const struct feature_services localserve_services = {
    .load = localthings_fill,
    .open = open_inner,
    .url = inner_url,
    .is_busy = is_busy,
    .close = close_inner,
    .hub = inner_hub,
    .bind = inner_bind,
    .call = inner_call,
    .cancel = inner_cancel,
    .feed = inner_feed,
    .qualify = inner_qualify,
};
