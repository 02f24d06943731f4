#include "runtime/program/localserve.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/door/door.h"
#include "runtime/local/hub.h"
#include "runtime/loop/loop.h"
#include "runtime/program/feature.h"
#include "runtime/program/localword.h"
#include "runtime/program/session.h"
#include "runtime/service/answer.h"

/* ---- Between the door and the services ---- */

static int64_t answer(void *owner, const struct door_request *r, struct service_answer *ret)
{
    struct hub_request asked = { r->service, r->operation, r->input, r->now_ms };
    if (!hub_has(r->service)) {
        service_answer_fail(ret, 400, NULL, "UnknownOperationException",
                            "There is no embedded service %s.", r->service);
        return 0;
    }
    return hub_answer(owner, &asked, ret);
}

static bool open_door(struct loop *l, struct hub *h, uint16_t port, struct door **ret_door,
                      struct buf *why)
{
    struct door_options o = { .port = port, .answer = answer, .owner = h };
    if (!door_open(l, &o, ret_door, why)) {
        return false;
    }
    hub_set_base(h, door_url(*ret_door));
    return true;
}

/* ---- By itself ---- */

struct serving {
    struct loop *loop;
    struct door *door;
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
    door_finish(s->door, on_finished, s);
}

/* It sets no deadlines. */
static void on_deadline(void *owner, uint64_t ticket)
{
    (void)owner, (void)ticket;
}

static int serve(struct local *l, struct serving *s)
{
    printf("listening on %s\n", door_url(s->door));
    if (fflush(stdout) != 0) {
        message_print(l->options->common.program, "standard output cannot be written: %s",
                      strerror(errno));
        return EXIT_MACHINE;
    }
    loop_on_stop(s->loop, on_stop, s);
    loop_hold(s->loop); /* it waits for whoever comes */
    while (!s->is_over) {
        loop_turn(s->loop, true);
    }
    loop_let_go(s->loop);
    return EXIT_SUCCEEDED;
}

int localserve_run(struct local *l, const char *const *names)
{
    struct serving s = { .loop = loop_new(&l->clock, on_deadline, NULL) };
    struct buf why = { 0 };
    int code = EXIT_MACHINE;
    (void)names;
    if (open_door(s.loop, l->hub, l->options->port, &s.door, &why)) {
        code = serve(l, &s);
        door_close(s.door);
    } else {
        message_print(l->options->common.program, "cannot listen on %s", buf_string(&why));
    }
    loop_release(s.loop);
    buf_release(&why);
    return code;
}

/* ---- Within a run ---- */

struct inner {
    struct hub *hub;
    struct door *door;
};

static void *open_inner(struct session *s, struct buf *why)
{
    if (s->local == NULL) {
        buf_text(why, "there is no place for the embedded services: give --local DIR");
        return NULL;
    }
    struct inner *i = memory_zero(sizeof *i);
    i->hub = hub_open(&(struct hub_options){ .folder = s->local, .random = &s->engine.random });
    if (!open_door(s->loop, i->hub, 0, &i->door, why)) {
        hub_close(i->hub);
        memory_release(i);
        return NULL;
    }
    return i;
}

static const char *inner_url(const void *inner)
{
    const struct inner *i = inner;
    return door_url(i->door);
}

static void close_inner(void *inner)
{
    struct inner *i = inner;
    door_close(i->door);
    hub_close(i->hub);
    memory_release(i);
}

const struct feature_door localserve_door = { .open = open_inner,
                                              .url = inner_url,
                                              .close = close_inner };
