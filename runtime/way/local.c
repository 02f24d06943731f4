#include "runtime/way/local.h"

#include <asl/service.h>
#include <asl/tree.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/local/hub.h"
#include "runtime/loop/loop.h"
#include "runtime/service/answer.h"
#include "runtime/task/notice.h"
#include "runtime/task/target.h"
#include "runtime/value/value.h"
#include "runtime/way/answered.h"
#include "runtime/way/call.h"

/* How often a queue is asked again while a receiver waits. */
#define AGAIN_MS 100

/* The services of a folder are open once, however many tasks are bound to them. */
struct services {
    struct hub *hub;
    char *folder;
    struct random random;
    struct services *next;
};

static struct services *all_services;
static size_t bound_count; /* targets that are bound */

struct work {
    const struct asl_action *action;
    struct hub *hub;     /* borrowed */
    const char *folder;  /* of the services; borrowed */
    struct value *input; /* owned */
    struct loop *loop;
    int64_t ahead_ms;
    int64_t until_ms; /* on the monotonic clock: a receiver waits until then; 0: it does not */
    uint64_t again;   /* the deadline at which the queue is asked once more, or 0 */
    char request_id[RANDOM_UUID_SIZE + 1];
    struct notice end;
    void (*done)(void *owner, struct notice *end);
    void *owner;
};

/* ---- Services ---- */

static struct services *services_of(const char *folder)
{
    struct services *s = all_services;
    while (s != NULL && strcmp(s->folder, folder) != 0) {
        s = s->next;
    }
    if (s == NULL) {
        s = memory_zero(sizeof *s);
        s->folder = memory_text(folder);
        random_seed_system(&s->random);
        s->hub = hub_open(&(struct hub_options){ .folder = folder, .random = &s->random });
        s->next = all_services;
        all_services = s;
    }
    return s;
}

/* Those that the site shares, or else our own. */
static struct hub *hub_of(const struct target_site *site)
{
    struct hub *shared = site->hub != NULL ? site->hub(site->owner) : NULL;
    return shared != NULL ? shared : services_of(site->local)->hub;
}

static void close_services(void)
{
    while (all_services != NULL) {
        struct services *s = all_services;
        all_services = s->next;
        hub_close(s->hub);
        memory_release(s->folder);
        memory_release(s);
    }
}

/* ---- Ends ---- */

static void release_work(struct work *w)
{
    notice_release(&w->end);
    value_release(w->input);
    memory_release(w);
}

static void on_end(void *owner)
{
    struct work *w = owner;
    struct notice end = w->end;
    w->end = (struct notice){ .value = NULL };
    w->done(w->owner, &end);
    release_work(w);
}

static struct notice end_of(const struct work *w, const struct service_answer *a)
{
    const char *shown =
        service_answer_is_good(a) ? NULL : hub_shown_code(w->action->service->name, a->code);
    return answered_end(w->action, a, w->request_id, shown);
}

/* ---- Asking ---- */

static int64_t run_now_ms(const struct work *w)
{
    return clock_now_ms(loop_clock(w->loop)) - w->ahead_ms;
}

static int64_t monotonic_ms(void)
{
    return clock_monotonic_ns() / 1000000;
}

static void ask_again(void *owner);

/* Asks the service. A receiver that finds nothing asks again until its time is up. */
static void ask(struct work *w)
{
    struct service_answer answer = { 0 };
    struct hub_request r = { w->action->service->name, w->action->operation, w->input,
                             run_now_ms(w) };
    int64_t wait_ms = hub_answer(w->hub, &r, &answer);
    if (wait_ms > 0 && w->until_ms == 0) {
        w->until_ms = monotonic_ms() + wait_ms;
    }
    if (wait_ms > 0 && monotonic_ms() < w->until_ms) {
        w->again = loop_real_deadline(w->loop, AGAIN_MS, ask_again, w);
    } else {
        w->end = end_of(w, &answer);
        loop_soon(w->loop, on_end, w);
    }
    service_answer_release(&answer);
}

static void ask_again(void *owner)
{
    struct work *w = owner;
    w->again = 0;
    ask(w);
}

/* Tells what was made, a line each. Returns false, with the end of the task in `w`, if the
 * service cannot be asked. */
static bool make(struct work *w, const char *program)
{
    struct buf made = { 0 };
    struct service_answer failure = { 0 };
    struct hub_request r = { w->action->service->name, w->action->operation, w->input,
                             run_now_ms(w) };
    bool is_open = hub_make_for(w->hub, &r, &made, &failure);
    for (const char *line = buf_string(&made); *line != '\0';) {
        size_t size = strcspn(line, "\n");
        message_print(program, "made the %.*s, which was not there, below %s", (int)size, line,
                      w->folder);
        line += size + (line[size] == '\n');
    }
    buf_release(&made);
    if (!is_open) {
        w->end = end_of(w, &failure);
    }
    service_answer_release(&failure);
    return is_open;
}

/* ---- The way ---- */

static bool read_target(const struct asl_workflow *workflow, const char *text, void **ret_bound,
                        struct buf *why)
{
    (void)workflow;
    if (text[0] != '\0') {
        buf_text(why, "nothing may follow");
        return false;
    }
    *ret_bound = memory_zero(1);
    bound_count++;
    return true;
}

static void release(void *bound)
{
    memory_release(bound);
    if (--bound_count == 0) {
        close_services();
    }
}

static bool can_do(const struct asl_request *r)
{
    const struct asl_action *a = call_action(r);
    return a != NULL && hub_has(a->service->name) && !text_ends_with(r->resource, ".sync") &&
           !text_ends_with(r->resource, ".sync:2");
}

/* Returns false, with the end of the task in `w`, if there is nothing to ask. */
static bool prepare_input(struct work *w, const struct target_job *job)
{
    struct buf why = { 0 };
    if (!can_do(job->request)) {
        buf_print(&why, "there is no embedded service for %s", job->resource);
        w->end = notice_task_failed(&why);
        return false;
    }
    if (job->site == NULL || job->site->local == NULL) {
        buf_text(&why, "the embedded services have no folder, since neither --local nor "
                       "XDG_STATE_HOME nor HOME is given");
        w->end = notice_task_failed(&why);
        return false;
    }
    if (!call_input(job, &w->input, &why)) {
        w->end = call_refused(job, &why);
        return false;
    }
    return true;
}

static void *start(void *bound, const struct target_job *job)
{
    struct work *w = memory_zero(sizeof *w);
    (void)bound;
    w->action = call_action(job->request);
    w->loop = job->loop;
    w->ahead_ms = job->ahead_ms;
    w->done = job->done;
    w->owner = job->owner;
    random_uuid(job->random, w->request_id);
    if (!prepare_input(w, job)) {
        loop_soon(w->loop, on_end, w);
        return w;
    }
    w->folder = job->site->local;
    w->hub = hub_of(job->site);
    if (make(w, job->program)) {
        ask(w);
    } else {
        loop_soon(w->loop, on_end, w);
    }
    return w;
}

static void abandon(void *work)
{
    struct work *w = work;
    loop_soon_cancel(w->loop, on_end, w);
    if (w->again != 0) {
        loop_real_cancel(w->loop, w->again);
    }
    release_work(w);
}

static bool answers(const struct asl_request *r, bool is_local)
{
    (void)is_local; /* the real services come first, where they may be called */
    return can_do(r);
}

const struct asl_target asl_target_local = {
    .word = "local",
    .services = TARGET_EMBEDDED_SERVICES,
    .answers = answers,
    .read = read_target,
    .start = start,
    .abandon = abandon,
    .release = release,
};
