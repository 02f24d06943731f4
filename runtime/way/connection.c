#include "runtime/way/connection.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/wire.h"
#include "runtime/call/authorization.h"
#include "runtime/loop/fetch.h"
#include "runtime/loop/loop.h"
#include "runtime/task/target.h"
#include "runtime/value/file.h"
#include "runtime/value/value.h"
#include "runtime/client/send.h"

enum { TOKEN_MS = 60000, SPARE_S = 30 };

/* A request that waits for its secret. */
struct seal {
    struct target_seal in;
    struct connection *connection;
    struct seal *next; /* of those that wait for the token */
    bool waits;
    char *token;    /* OAuth's, once it is there */
    struct buf why; /* there is no secret */
};

struct connection {
    char *path;
    struct authorization *authorization; /* once it is prepared */
    char *token;                         /* OAuth's; NULL if there is none */
    int64_t good_until_ns;               /* by clock_monotonic_ns() */
    struct send *asking;                 /* for a token */
    struct seal *waiting;                /* for it, the last first */
};

/* ---- The secret ---- */

static void release_seal(struct seal *s)
{
    memory_release(s->token);
    buf_release(&s->why);
    memory_release(s);
}

static void on_ready(void *owner)
{
    struct seal *s = owner;
    struct target_seal in = s->in;
    struct buf why = s->why;
    s->why = (struct buf){ 0 };
    if (why.size == 0) {
        authorization_put(s->connection->authorization, s->token, in.request, &why);
    }
    release_seal(s);
    in.done(in.owner, &why);
    buf_release(&why);
}

static bool has_token(const struct connection *c)
{
    return c->token != NULL && clock_monotonic_ns() < c->good_until_ns;
}

/* ---- Tokens ---- */

/* All that wait get the token, or the same reason why there is none. They are told on the next
 * turn, where each of them can still be given up. */
static void answer_all(struct connection *c, const struct buf *why)
{
    while (c->waiting != NULL) {
        struct seal *s = c->waiting;
        c->waiting = s->next;
        s->waits = false;
        s->token = memory_text(c->token);
        buf_put(&s->why, buf_string(why), why->size);
        loop_soon(s->in.loop, on_ready, s);
    }
}

static void on_token(void *owner, struct fetch_end *end, int attempts)
{
    struct connection *c = owner;
    struct buf why = { 0 };
    int64_t life_s = 0;
    (void)attempts;
    c->asking = NULL;
    memory_release(c->token);
    c->token = NULL;
    if (end->fault != FETCH_GOOD) {
        buf_print(&why, "the server that gives tokens cannot be reached: %s", end->reason);
    } else if (authorization_read_token(end->answer, &c->token, &life_s, &why)) {
        int64_t kept_s = life_s > SPARE_S ? life_s - SPARE_S : 0;
        c->good_until_ns = clock_monotonic_ns() + kept_s * 1000000000;
    }
    answer_all(c, &why);
    buf_release(&why);
}

/* The first that wants a token asks for it. */
static void ask(struct connection *c, const struct target_seal *in)
{
    struct wire_request r = { .method = NULL };
    struct buf why = { 0 };
    if (!authorization_ask(c->authorization, &r, &why)) {
        wire_request_release(&r);
        answer_all(c, &why);
        buf_release(&why);
        return;
    }
    c->asking = send_start(
        &(struct send_job){
            .loop = in->loop,
            .random = in->random,
            .tls = in->tls,
            .ca_file = in->ca_file,
            .total_ms = TOKEN_MS,
            .quiet_ms = TOKEN_MS,
            .done = on_token,
            .owner = c,
        },
        &r);
}

static void *seal(void *bound, const struct target_seal *in)
{
    struct connection *c = bound;
    struct seal *s = memory_zero(sizeof *s);
    s->in = *in;
    s->connection = c;
    if (!authorization_wants_token(c->authorization) || has_token(c)) {
        s->token = memory_text(c->token);
        loop_soon(in->loop, on_ready, s);
        return s;
    }
    s->waits = true;
    s->next = c->waiting;
    c->waiting = s;
    if (c->asking == NULL) {
        ask(c, in);
    }
    return s;
}

static void abandon(void *work)
{
    struct seal *s = work;
    struct connection *c = s->connection;
    if (s->waits) {
        struct seal **at = &c->waiting;
        while (*at != s) {
            at = &(*at)->next;
        }
        *at = s->next;
    }
    loop_soon_cancel(s->in.loop, on_ready, s);
    release_seal(s);
    if (c->waiting == NULL && c->asking != NULL) {
        send_stop(c->asking);
        c->asking = NULL;
    }
}

/* ---- The way ---- */

static bool read_target(const struct asl_workflow *w, const char *text, void **ret_bound,
                        struct buf *why)
{
    (void)w;
    if (text[0] == '\0') {
        buf_text(why, "it names no file");
        return false;
    }
    struct connection *c = memory_zero(sizeof *c);
    c->path = memory_text(text);
    *ret_bound = c;
    return true;
}

static bool prepare(void *bound, struct buf *why)
{
    struct connection *c = bound;
    struct value *all = NULL;
    struct buf reason = { 0 };
    if (c->authorization != NULL) {
        return true;
    }
    bool is_good = file_read_json(c->path, &all, why);
    if (is_good && !authorization_read(all, &c->authorization, &reason)) {
        buf_print(why, "%s: %s", c->path, buf_string(&reason));
        is_good = false;
    }
    value_release(all);
    buf_release(&reason);
    return is_good;
}

static void release(void *bound)
{
    struct connection *c = bound;
    memory_release(c->token);
    authorization_release(c->authorization);
    memory_release(c->path);
    memory_release(c);
}

const struct asl_target asl_target_connection = {
    .word = "connection",
    .read = read_target,
    .prepare = prepare,
    .seal = seal,
    .abandon = abandon,
    .release = release,
};
