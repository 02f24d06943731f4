#include "runtime/cluster/fetch.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/station/desk.h"
#include "runtime/station/station.h"
#include "runtime/store/shared.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* What the requests are called: {"activityArn","workerName"}, and {"taskToken"}. */
#define FETCH  "FetchTask"
#define RETURN "ReturnTask"

/* A node that has not replied so long is not waited for. */
#define PATIENCE_NS INT64_C(5000000000)

/* A request for a task that has no reply yet. */
struct asked {
    int64_t letter;
    char *activity; /* owned */
    int64_t since_ns;
};

struct fetches {
    struct station *station;
    struct asked *asked; /* owned: [count] */
    size_t count, room;
    const char *asking; /* the activity that is just being asked for */
};

struct fetches *fetches_open(struct station *s)
{
    struct fetches *f = memory_zero(sizeof *f);
    f->station = s;
    return f;
}

void fetches_close(struct fetches *f)
{
    for (size_t i = 0; i < f->count; i++) {
        memory_release(f->asked[i].activity);
    }
    memory_release(f->asked);
    memory_release(f);
}

/* ---- Asking ---- */

static void drop(struct fetches *f, size_t i)
{
    memory_release(f->asked[i].activity);
    f->asked[i] = f->asked[--f->count];
}

static void drop_old(struct fetches *f)
{
    int64_t now_ns = clock_monotonic_ns();
    for (size_t i = f->count; i > 0; i--) {
        if (now_ns - f->asked[i - 1].since_ns > PATIENCE_NS) {
            store_take_back(f->station->store, f->asked[i - 1].letter);
            drop(f, i - 1);
        }
    }
}

static bool is_asked(const struct fetches *f, const char *activity)
{
    size_t i = 0;
    while (i < f->count && strcmp(f->asked[i].activity, activity) != 0) {
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

static void send(struct fetches *f, const char *operation, const struct value *input,
                 void (*sent)(void *owner, int64_t id))
{
    struct buf body = { 0 };
    write_json(&body, input);
    store_send_all(f->station->store,
                   &(struct shared_letter){ .operation = operation, .body = store_buf(&body) },
                   sent, f);
    buf_release(&body);
}

static void ask_for(void *owner, const struct call *c)
{
    struct fetches *f = owner;
    f->asking = call_text(c, "activityArn");
    if (!is_asked(f, f->asking)) {
        struct value *input = value_object();
        value_set_text(&input, "activityArn", f->asking);
        value_set_text(&input, "workerName", call_text(c, "workerName"));
        send(f, FETCH, input, note_asked);
        value_release(input);
    }
}

void fetches_ask(struct fetches *f)
{
    drop_old(f);
    desk_each_wanted(f->station->desk, ask_for, f);
}

/* ---- Replies ---- */

static void ignore(void *owner, int64_t id)
{
    (void)owner, (void)id;
}

/* Nobody waits for it any more: it goes back into its queue, wherever that is. */
static void send_back(struct fetches *f, const char *token)
{
    struct value *input = value_object();
    value_set_text(&input, "taskToken", token);
    send(f, RETURN, input, ignore);
    value_release(input);
}

static struct value *read_body(struct store_bytes body)
{
    struct value *v = NULL;
    struct read_error e;
    return read_json_own(body.at, body.size, &v, &e) ? v : value_object();
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
    struct value *task = read_body(l->body);
    const char *token = value_member_text(task, "taskToken");
    if (token != NULL &&
        !desk_give(f->station->desk, f->asked[i].activity, value_share(task))) {
        send_back(f, token);
    }
    value_release(task);
    drop(f, i);
    return true;
}

/* ---- What other nodes ask for ---- */

bool fetches_do(struct fetches *f, const struct shared_letter *l)
{
    bool is_fetch = strcmp(l->operation, FETCH) == 0;
    if (!is_fetch && strcmp(l->operation, RETURN) != 0) {
        return false;
    }
    struct value *input = read_body(l->body), *task = NULL;
    const char *activity = value_member_text(input, "activityArn");
    const char *token = value_member_text(input, "taskToken");
    struct buf reply = { 0 };
    if (is_fetch && activity != NULL) {
        task = desk_take(f->station->desk, activity, value_member_text(input, "workerName"));
    } else if (token != NULL) {
        desk_return(f->station->desk, token);
    }
    task = task != NULL ? task : value_object();
    write_json(&reply, task);
    store_reply(f->station->store, l->id, store_buf(&reply));
    buf_release(&reply);
    value_release(task);
    value_release(input);
    return true;
}
