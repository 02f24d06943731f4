#include "runtime/serve/tidings.h"

#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/server.h"
#include "runtime/front/front.h"
#include "runtime/loop/loop.h"
#include "runtime/loop/notify.h"
#include "runtime/machine/machine.h"
#include "runtime/station/station.h"

#define TELL_MS INT64_C(1000)

static void put_count(struct buf *out, size_t count, const char *what, const char *behind)
{
    buf_print(out, "%zu %s%s%s", count, what, count == 1 ? "" : "s", behind);
}

static void put_status(const struct tidings *t, struct buf *out)
{
    const struct station *s = t->station;
    if (t->is_stopping) {
        size_t of_routes = t->routes != NULL ? front_waiting(t->routes) : 0;
        buf_text(out, "stopping: ");
        put_count(out, server_waiting(t->server) + of_routes, "request",
                  " without an answer, ");
    } else {
        buf_print(out, "%s: ", server_url(t->server));
    }
    put_count(out, s->session.engine.running, "execution", " under way, ");
    put_count(out, machine_count(&s->machines), "state machine", "");
}

static void tell(struct tidings *t)
{
    struct buf status = { 0 };
    put_status(t, &status);
    if (t->status == NULL || strcmp(t->status, buf_string(&status)) != 0) {
        notify_status(t->notify, buf_string(&status));
        memory_release(t->status);
        t->status = buf_take(&status);
    }
    buf_release(&status);
}

static void on_time(void *owner)
{
    struct tidings *t = owner;
    tell(t);
    t->timer = loop_real_deadline(t->station->session.loop, TELL_MS, on_time, t);
}

void tidings_open(struct tidings *t, const struct station *s)
{
    *t = (struct tidings){ .station = s, .notify = notify_open(s->session.loop) };
}

void tidings_close(struct tidings *t)
{
    notify_close(t->notify);
    memory_release(t->status);
}

bool tidings_are_heard(const struct tidings *t)
{
    return notify_is_heard(t->notify);
}

bool tidings_ready(struct tidings *t, const struct server *server, const struct front *routes,
                   struct buf *why)
{
    t->server = server;
    t->routes = routes;
    bool is_told = notify_ready(t->notify, why);
    if (is_told && notify_is_heard(t->notify)) {
        on_time(t);
    }
    return is_told;
}

void tidings_reloading(struct tidings *t)
{
    notify_reloading(t->notify);
}

/* A word that is not heard now is of no harm: the service is up. */
void tidings_reloaded(struct tidings *t)
{
    struct buf why = { 0 };
    notify_ready(t->notify, &why);
    buf_release(&why);
}

void tidings_stopping(struct tidings *t)
{
    t->is_stopping = true;
    notify_stopping(t->notify);
    if (t->timer != 0) {
        tell(t);
    }
}

void tidings_over(struct tidings *t)
{
    loop_real_cancel(t->station->session.loop, t->timer);
    t->timer = 0;
}
