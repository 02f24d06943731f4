#include "runtime/loop/httplater.h"

#include "runtime/base/memory.h"
#include "runtime/loop/httpconnection.h"
#include "runtime/loop/loop.h"

static void release_connection(struct http_request *c)
{
    httpread_close(&c->read);
    buf_release(&c->ahead);
    buf_release(&c->extra);
    buf_release(&c->out);
    memory_release(c);
}

void httplater_enter(struct http_request *c)
{
    c->inside++;
}

bool httplater_leave(struct http_request *c)
{
    c->inside--;
    if (c->server != NULL) {
        return true;
    }
    if (c->inside == 0) {
        release_connection(c);
    }
    return false;
}

void httplater_hand_over(struct http_request *c)
{
    const struct http_options *o = &c->server->options;
    (c->read.is_too_large ? o->on_large : o->on_request)(o->owner, c);
}

/* Of one whose client is gone by now the handler hears only if he has heard of it before. */
static void do_one(struct http_server *s, struct http_request *c)
{
    bool is_new = c->is_later;
    c->is_later = false;
    if (is_new && c->server != NULL) {
        c->inside--;
        httplater_hand_over(c);
        return;
    }
    if (!is_new && c->is_waiting && s->options.on_gone != NULL) {
        s->options.on_gone(s->options.owner, c);
    }
    httplater_leave(c);
}

static void do_all(void *owner)
{
    struct http_server *s = owner;
    struct http_request *c = s->later;
    s->later = s->last_later = NULL;
    for (struct http_request *next; c != NULL; c = next) {
        next = c->next_later;
        do_one(s, c);
    }
}

void httplater_add(struct http_server *s, struct http_request *c)
{
    if (s->later == NULL) {
        loop_soon(s->loop, do_all, s);
    }
    *(s->later != NULL ? &s->last_later->next_later : &s->later) = c;
    s->last_later = c;
    c->next_later = NULL;
    c->inside++;
}

void httplater_close(struct http_server *s)
{
    loop_soon_cancel(s->loop, do_all, s);
    do_all(s);
}
