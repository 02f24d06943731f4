#include "runtime/client/wallet.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/aws/credentials.h"
#include "runtime/aws/profile.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/client/lease.h"
#include "runtime/client/obtain.h"
#include "runtime/client/source.h"
#include "runtime/loop/loop.h"

/* Credentials that end within this time are got anew. */
#define SPARE_MS ((int64_t)5 * 60 * 1000)

/* Roles of tasks that are kept; beyond them, the oldest is forgotten. */
#define ROLES_MAX 256

/* The credentials of one source. */
struct purse {
    struct wallet *wallet;
    struct source *source; /* owned by the source that it is the base of, or by this */
    bool is_owner;
    struct purse *base; /* who assumes the role; NULL: nobody */
    bool has_lease;
    struct lease lease;
    struct obtain *obtain;   /* while they are being got */
    struct wait *base_wait;  /* while those of the base are */
    struct wait *first_wait; /* who waits */
    struct send_job job;     /* of who asked for them last: the loop and the way */
    struct purse *next;
};

/* Somebody who waits; gone after `ready`. */
struct wait {
    struct purse *purse;
    struct loop *loop;
    void (*ready)(void *owner, const struct buf *why);
    void *owner;
    bool is_told; /* it is called on the loop's next turn */
    struct buf why;
    struct wait *next;
};

struct wallet {
    const struct profile *profile;
    struct purse *own;   /* NULL: the settings are not good */
    struct purse *bases; /* those below it, and below each other */
    struct purse *roles; /* those that tasks name; the latest first */
    struct buf why;      /* what is wrong with the settings */
};

/* ---- Purses. */

static struct purse *new_purse(struct wallet *w, struct source *s, bool is_owner)
{
    struct purse *p = memory_zero(sizeof *p);
    p->wallet = w;
    p->source = s;
    p->is_owner = is_owner;
    if (s->kind == SOURCE_KEYS) {
        p->lease.keys = credentials_copy(&s->keys);
        p->has_lease = true;
    }
    if (s->base != NULL) {
        p->base = new_purse(w, s->base, false);
        p->base->next = w->bases;
        w->bases = p->base;
    }
    return p;
}

static void leave(void *wait);

static void release_purse(struct purse *p)
{
    if (p == NULL) {
        return;
    }
    if (p->base_wait != NULL) {
        leave(p->base_wait);
    }
    if (p->obtain != NULL) {
        obtain_stop(p->obtain);
    }
    lease_release(&p->lease);
    if (p->is_owner) {
        source_release(p->source);
    }
    memory_release(p);
}

static void release_purses(struct purse *first)
{
    while (first != NULL) {
        struct purse *next = first->next;
        release_purse(first);
        first = next;
    }
}

static bool is_good_for(const struct purse *p, int64_t spare_ms)
{
    return p->has_lease &&
           (p->lease.until_ms == 0 || lease_now_ms() + spare_ms < p->lease.until_ms);
}

static struct purse *find_role(const struct wallet *w, const char *role)
{
    struct purse *p = w->roles;
    while (p != NULL && !text_is(p->source->role, role)) {
        p = p->next;
    }
    return p;
}

/* Room for one more: the oldest that nobody waits for goes. */
static void forget_oldest(struct wallet *w)
{
    struct purse **oldest = NULL;
    size_t count = 0;
    for (struct purse **at = &w->roles; *at != NULL; at = &(*at)->next, count++) {
        if ((*at)->first_wait == NULL && (*at)->obtain == NULL && (*at)->base_wait == NULL) {
            oldest = at;
        }
    }
    if (count >= ROLES_MAX && oldest != NULL) {
        struct purse *gone = *oldest;
        *oldest = gone->next;
        release_purse(gone);
    }
}

static struct purse *purse_of(struct wallet *w, const char *role)
{
    if (role == NULL || w->own == NULL) {
        return w->own;
    }
    struct purse *p = find_role(w, role);
    if (p == NULL) {
        forget_oldest(w);
        p = new_purse(w, source_of_role(role), true);
        p->base = w->own;
        p->next = w->roles;
        w->roles = p;
    }
    return p;
}

/* ---- Waiting. */

static void release_wait(struct wait *wait)
{
    buf_release(&wait->why);
    memory_release(wait);
}

static void on_told(void *owner)
{
    struct wait *wait = owner, told = *wait;
    wait->why = (struct buf){ 0 };
    loop_let_go(told.loop);
    release_wait(wait);
    told.ready(told.owner, &told.why);
    buf_release(&told.why);
}

/* They are told on the next turn, where each of them can still leave. */
static void tell(struct wait *wait, const struct buf *why)
{
    buf_put(&wait->why, buf_string(why), why->size);
    wait->is_told = true;
    loop_hold(wait->loop);
    loop_soon(wait->loop, on_told, wait);
}

/* With what is wrong, if there is nothing that is still good. */
static void tell_all(struct purse *p, const struct buf *why)
{
    static const struct buf none = { 0 };
    bool is_good = is_good_for(p, 0);
    while (p->first_wait != NULL) {
        struct wait *wait = p->first_wait;
        p->first_wait = wait->next;
        tell(wait, is_good ? &none : why);
    }
}

/* ---- What is wrong. */

static void put_nothing_set(struct buf *b, const struct wallet *w)
{
    buf_print(b,
              "there are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
              "or write them into the profile '%s'",
              profile_name(w->profile));
}

static void put_purse(struct buf *b, const struct purse *p)
{
    switch (p->source->kind) {
    case SOURCE_ROLE:
    case SOURCE_WEB_IDENTITY:
        buf_print(b, "the role %s cannot be assumed: ", p->source->role);
        break;
    case SOURCE_INSTANCE:
        put_nothing_set(b, p->wallet);
        buf_text(b, "; and of the metadata of an EC2 instance: ");
        break;
    case SOURCE_CONTAINER: buf_text(b, "the container has no AWS credentials: "); break;
    case SOURCE_NONE:
    case SOURCE_KEYS:
    case SOURCE_SSO:
    case SOURCE_PROCESS:
        buf_print(
            b, "the AWS profile '%s' has no credentials: ", profile_name(p->wallet->profile));
        break;
    }
}

/* ---- Getting them. */

static void on_obtained(void *owner, struct lease *lease, const struct buf *why)
{
    struct purse *p = owner;
    struct buf whole = { 0 };
    p->obtain = NULL;
    put_purse(&whole, p);
    if (lease != NULL) {
        lease_release(&p->lease);
        p->lease = *lease;
        p->has_lease = true;
        buf_text(&whole, "what was given had ended already");
    } else {
        buf_text(&whole, buf_string(why));
    }
    tell_all(p, &whole);
    buf_release(&whole);
}

static void obtain(struct purse *p)
{
    const char *ca = getenv("AWS_CA_BUNDLE");
    p->obtain = obtain_start(&(struct obtain_job){
        .loop = p->job.loop,
        .random = p->job.random,
        .tls = p->job.tls,
        .ca_file =
            ca != NULL && ca[0] != '\0' ? ca : profile_setting(p->wallet->profile, "ca_bundle"),
        .profile = p->wallet->profile,
        .source = p->source,
        .base = p->base != NULL ? &p->base->lease.keys : NULL,
        .done = on_obtained,
        .owner = p,
    });
}

static void on_base(void *owner, const struct buf *why)
{
    struct purse *p = owner;
    p->base_wait = NULL;
    if (why->size > 0) {
        tell_all(p, why);
    } else {
        obtain(p);
    }
}

static struct wait *new_wait(struct purse *p, struct loop *loop,
                             void (*ready)(void *owner, const struct buf *why), void *owner)
{
    struct wait *wait = memory_zero(sizeof *wait);
    *wait = (struct wait){ .purse = p, .loop = loop, .ready = ready, .owner = owner };
    return wait;
}

/* NULL if nothing needs to be waited for. */
static struct wait *wait_for(struct purse *p, const struct send_job *job,
                             void (*ready)(void *owner, const struct buf *why), void *owner)
{
    if (is_good_for(p, SPARE_MS)) {
        return NULL;
    }
    struct wait *wait = new_wait(p, job->loop, ready, owner);
    wait->next = p->first_wait;
    p->first_wait = wait;
    if (p->obtain != NULL || p->base_wait != NULL) {
        return wait;
    }
    p->job = *job;
    if (p->source->kind == SOURCE_NONE || p->source->kind == SOURCE_KEYS) {
        struct buf why = { 0 };
        put_nothing_set(&why, p->wallet);
        tell_all(p, &why);
        buf_release(&why);
        return wait;
    }
    p->base_wait = p->base != NULL ? wait_for(p->base, job, on_base, p) : NULL;
    if (p->base_wait == NULL) {
        obtain(p);
    }
    return wait;
}

/* Nobody waits any more for what is being got. */
static void give_up(struct purse *p)
{
    if (p->base_wait != NULL) {
        leave(p->base_wait);
        p->base_wait = NULL;
    }
    if (p->obtain != NULL) {
        obtain_stop(p->obtain);
        p->obtain = NULL;
    }
}

static void leave(void *owner)
{
    struct wait *wait = owner;
    struct purse *p = wait->purse;
    if (wait->is_told) {
        loop_soon_cancel(wait->loop, on_told, wait);
        loop_let_go(wait->loop);
    } else {
        struct wait **at = &p->first_wait;
        while (*at != wait) {
            at = &(*at)->next;
        }
        *at = wait->next;
        if (p->first_wait == NULL) {
            give_up(p);
        }
    }
    release_wait(wait);
}

/* ---- The whole. */

struct wallet *wallet_new(const struct profile *p)
{
    struct wallet *w = memory_zero(sizeof *w);
    w->profile = p;
    struct source *s = source_find(p, &w->why);
    w->own = s != NULL ? new_purse(w, s, true) : NULL;
    return w;
}

void wallet_release(struct wallet *w)
{
    if (w == NULL) {
        return;
    }
    release_purses(w->roles);
    release_purses(w->own);
    release_purses(w->bases);
    buf_release(&w->why);
    memory_release(w);
}

bool wallet_is_set(const struct wallet *w)
{
    return w->own == NULL || source_is_set(w->own->source);
}

static void *ask(struct send_gate *gate, const struct send_job *job,
                 void (*ready)(void *waiter, const struct buf *why), void *waiter)
{
    struct wallet_pass *pass = (struct wallet_pass *)(void *)gate;
    struct purse *p = purse_of(pass->wallet, pass->role);
    if (p != NULL) {
        return wait_for(p, job, ready, waiter);
    }
    struct wait *wait = new_wait(NULL, job->loop, ready, waiter);
    tell(wait, &pass->wallet->why);
    return wait;
}

struct wallet_pass wallet_pass(struct wallet *w, const char *role)
{
    return (struct wallet_pass){ .gate = { .ask = ask, .leave = leave },
                                 .wallet = w,
                                 .role = role };
}

const struct credentials *wallet_keys(const struct wallet *w, const char *role)
{
    const struct purse *p = role == NULL || w->own == NULL ? w->own : find_role(w, role);
    return p != NULL && p->has_lease ? &p->lease.keys : NULL;
}
