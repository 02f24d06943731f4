#include "runtime/cluster/fetch.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/cluster/errand.h"
#include "runtime/endpoint/call.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/outcome.h"
#include "runtime/service/answer.h"
#include "runtime/station/desk.h"
#include "runtime/station/held.h"
#include "runtime/station/station.h"
#include "runtime/store/shared.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* Two requests of one server to another. FetchTask asks for a task of an activity by
 * {"activityArn","workerName"}; the reply is {"taskToken","input","job"}, or {} if there is no
 * task. ReturnTask gives one back by {"taskToken"}. */
#define FETCH  "FetchTask"
#define RETURN "ReturnTask"

/* After so long without a reply others are asked as well. */
#define PATIENCE_NS INT64_C(5000000000)

/* A request for a task that has no reply yet. */
struct asked {
    int64_t letter;
    char *activity; /* owned */
    int64_t since_ns;
};

/* A task that a worker is told of with the next commit. */
struct given {
    char *token; /* owned */
    int64_t job;
};

struct fetches {
    struct station *station;
    struct asked *asked; /* owned: [count] */
    size_t count, room;
    struct given *given; /* owned: [given_count] */
    size_t given_count, given_room;
    const char *asking; /* the activity that is just being asked for */
};

struct fetches *fetches_open(struct station *s)
{
    struct fetches *f = memory_zero(sizeof *f);
    f->station = s;
    return f;
}

static void drop(struct fetches *f, size_t i)
{
    memory_release(f->asked[i].activity);
    f->asked[i] = f->asked[--f->count];
}

void fetches_settled(struct fetches *f)
{
    for (size_t i = 0; i < f->given_count; i++) {
        memory_release(f->given[i].token);
    }
    f->given_count = 0;
}

void fetches_lose(struct fetches *f)
{
    while (f->count > 0) {
        drop(f, 0);
    }
    fetches_settled(f);
}

void fetches_close(struct fetches *f)
{
    fetches_lose(f);
    memory_release(f->asked);
    memory_release(f->given);
    memory_release(f);
}

/* ---- Asking ---- */

static bool is_asked(const struct fetches *f, const char *activity)
{
    int64_t now_ns = clock_monotonic_ns();
    size_t i = 0;
    while (i < f->count && (strcmp(f->asked[i].activity, activity) != 0 ||
                            now_ns - f->asked[i].since_ns > PATIENCE_NS)) {
        i++;
    }
    return i < f->count;
}

static void note_asked(void *owner, int64_t id)
{
    struct fetches *f = owner;
    f->asked = memory_grow(f->asked, f->count, &f->room, sizeof *f->asked);
    f->asked[f->count++] = (struct asked){ id, memory_text(f->asking), clock_monotonic_ns() };
}

static void ask_for(void *owner, const struct call *c)
{
    struct fetches *f = owner;
    f->asking = call_text(c, "activityArn");
    if (!is_asked(f, f->asking)) {
        struct buf body = { 0 };
        struct value *input = value_object();
        value_set_text(&input, "activityArn", f->asking);
        value_set_text(&input, "workerName", call_text(c, "workerName"));
        write_json(&body, input);
        store_send_all(f->station->store, &(struct shared_letter){ 0, FETCH, store_buf(&body) },
                       true, note_asked, f);
        value_release(input);
        buf_release(&body);
    }
}

void fetches_ask(struct fetches *f)
{
    desk_each_wanted(f->station->desk, ask_for, f);
}

/* ---- Replies ---- */

static void ignore(void *owner, int64_t id)
{
    (void)owner, (void)id;
}

/* The worker was gone: the task goes back into its queue, wherever that is by then. */
static void send_back(struct fetches *f, const struct given *g)
{
    struct buf body = { 0 };
    struct value *input = value_object();
    value_set_text(&input, "taskToken", g->token);
    write_json(&body, input);
    struct shared_letter l = { 0, RETURN, store_buf(&body) };
    if (g->job > 0) {
        store_send(f->station->store, (uint64_t)g->job, &l);
    } else {
        store_send_all(f->station->store, &l, false, ignore, NULL);
    }
    value_release(input);
    buf_release(&body);
}

static void on_lost(void *owner, const struct service_answer *a)
{
    struct fetches *f = owner;
    const char *token = value_member_text(a->body, "taskToken");
    for (size_t i = 0; i < f->given_count; i++) {
        if (strcmp(f->given[i].token, token) == 0) {
            send_back(f, &f->given[i]);
        }
    }
}

/* Returns true if a worker gets it. */
static bool give(struct fetches *f, const char *activity, const struct value *reply)
{
    const char *token = value_member_text(reply, "taskToken");
    const char *input = value_member_text(reply, "input");
    struct value *task = value_object();
    value_set_text(&task, "taskToken", token);
    value_set_text(&task, "input", input);
    if (!desk_give(f->station->desk, activity, task, on_lost, f)) {
        return false;
    }
    f->given = memory_grow(f->given, f->given_count, &f->given_room, sizeof *f->given);
    f->given[f->given_count++] =
        (struct given){ memory_text(token), outcome_int(reply, "job") };
    return true;
}

/* New. */
static struct value *read_body(struct store_bytes body)
{
    struct value *v = NULL;
    struct read_error e;
    bool is_read = body.at != NULL && read_json_own(body.at, body.size, &v, &e);
    return is_read ? v : value_object();
}

/* What a reply answers: new. */
static struct value *read_answer(const struct shared_letter *l)
{
    struct value *reply = read_body(l->body), *body = NULL;
    value_member(reply, "body", &body);
    body = body != NULL ? value_share(body) : value_object();
    value_release(reply);
    return body;
}

bool fetches_reply(struct fetches *f, const struct shared_letter *l)
{
    size_t i = 0;
    while (i < f->count && f->asked[i].letter != l->id) {
        i++;
    }
    if (i == f->count) {
        return false;
    }
    struct value *reply = read_answer(l);
    bool has_task = value_member_text(reply, "taskToken") != NULL;
    if (has_task && !give(f, f->asked[i].activity, reply)) {
        store_leave(f->station->store, l->id);
    } else {
        store_take_back(f->station->store, l->id);
    }
    value_release(reply);
    drop(f, i);
    return true;
}

/* ---- What other nodes ask for ---- */

/* A task that was taken, and the answer to that, are committed together. */
static void hand_over(struct fetches *f, const struct shared_letter *l,
                      const struct value *input)
{
    struct station *s = f->station;
    struct service_answer a = { .status = 0 };
    char *execution = NULL;
    const char *activity = value_member_text(input, "activityArn");
    struct value *task =
        activity == NULL
            ? NULL
            : desk_take(s->desk, activity, value_member_text(input, "workerName"), &execution);
    struct errand *e = errand_new(s, l->id, OPERATION_GetActivityTask, value_object());
    if (task == NULL) {
        service_answer_good(&a, value_object());
        held_answer(&s->held, errand_call(e), &a);
    } else {
        uint64_t number = 0;
        bool is_job = execution != NULL && ledger_find(&s->ledger, execution, &number);
        int64_t job = is_job ? (int64_t)number : SHARED_NO_JOB;
        value_set_take(&task, "job", value_int(job));
        errand_for_job(e, job);
        service_answer_good(&a, task);
        held_answer_late(&s->held, errand_call(e), &a, NULL, NULL);
    }
    memory_release(execution);
}

static void take_in(struct fetches *f, const struct shared_letter *l, const struct value *input)
{
    const char *token = value_member_text(input, "taskToken");
    if (token != NULL) {
        desk_return(f->station->desk, token);
    }
    store_reply(f->station->store, l->id, 0, store_text("{}"));
}

bool fetches_do(struct fetches *f, const struct shared_letter *l)
{
    bool is_fetch = strcmp(l->operation, FETCH) == 0;
    if (!is_fetch && strcmp(l->operation, RETURN) != 0) {
        return false;
    }
    struct value *input = read_body(l->body);
    (is_fetch ? hand_over : take_in)(f, l, input);
    value_release(input);
    return true;
}

void fetches_orphan(struct fetches *f, const struct shared_letter *l)
{
    struct value *reply = read_answer(l);
    const char *token = value_member_text(reply, "taskToken");
    if (token != NULL) {
        desk_return(f->station->desk, token);
    }
    store_take_back(f->station->store, l->id);
    value_release(reply);
}
