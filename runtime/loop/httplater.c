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

static void append(struct http_server *s, struct http_request *c)
{
    *(s->later != NULL ? &s->last_later->next_later : &s->later) = c;
    s->last_later = c;
    c->next_later = NULL;
}

void httplater_add(struct http_server *s, struct http_request *c)
{
    if (s->later == NULL) {
        loop_soon(s->loop, do_all, s);
    }
    append(s, c);
    c->inside++;
}

/* Those whose handler is to hear that the client is gone. The others go on waiting. */
static struct http_request *take_gone(struct http_server *s)
{
    struct http_request *gone = NULL, **end = &gone, *c = s->later;
    s->later = s->last_later = NULL;
    for (struct http_request *next; c != NULL; c = next) {
        next = c->next_later;
        if (c->is_later) {
            append(s, c);
        } else {
            c->next_later = NULL;
            *end = c;
            end = &c->next_later;
        }
    }
    return gone;
}

/* The call of do_all() stays: what a handler changes now may want a turn. While he is told, the
 * loop may become calm again, and more may go. */
void httplater_tell_gone(struct http_server *s)
{
    for (struct http_request *c = take_gone(s), *next; c != NULL; c = next) {
        next = c->next_later;
        do_one(s, c);
        next = next != NULL ? next : take_gone(s);
    }
}

void httplater_close(struct http_server *s)
{
    loop_soon_cancel(s->loop, do_all, s);
    do_all(s);
}
