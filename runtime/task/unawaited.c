#include "runtime/task/unawaited.h"

#include <stdbool.h>

#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/text.h"
#include "runtime/task/notice.h"
#include "runtime/task/target.h"
#include "runtime/value/value.h"

struct call {
    struct unawaited *all;
    struct call *next;
    struct target target; /* what is bound is borrowed */
    const char *program;
    char *function; /* for messages; owned */
    void *work;
};

struct unawaited {
    struct call *first;
    size_t count;
};

int unawaited_status(const struct value *input)
{
    const char *type = value_member_text(input, "InvocationType");
    return text_is(type, "Event")    ? UNAWAITED_EVENT
           : text_is(type, "DryRun") ? UNAWAITED_DRY_RUN
                                     : 0;
}

struct unawaited *unawaited_new(void)
{
    return memory_zero(sizeof(struct unawaited));
}

static void release_call(struct call *c)
{
    struct call **at = &c->all->first;
    while (*at != c) {
        at = &(*at)->next;
    }
    *at = c->next;
    c->all->count--;
    memory_release(c->function);
    memory_release(c);
}

void unawaited_release(struct unawaited *u)
{
    while (u->first != NULL) {
        u->first->target.way->abandon(u->first->work);
        release_call(u->first);
    }
    memory_release(u);
}

void unawaited_tell(const char *program, const char *function, const struct notice *end)
{
    if (end->kind != NOTICE_SUCCEEDED) {
        message_print(program, "the function '%s', which nobody waits for, failed: %s%s%s",
                      function, end->error != NULL ? end->error : "without a name",
                      end->cause != NULL ? ": " : "", end->cause != NULL ? end->cause : "");
    }
}

static void on_done(void *owner, struct notice *end)
{
    struct call *c = owner;
    unawaited_tell(c->program, c->function, end);
    notice_release(end);
    release_call(c);
}

static void on_heartbeat(void *owner)
{
    (void)owner;
}

static void on_submitted(void *owner, struct value *value)
{
    (void)owner;
    value_release(value);
}

void unawaited_start(struct unawaited *u, const struct target *target,
                     const struct target_job *job)
{
    struct call *c = memory_zero(sizeof *c);
    struct target_job own = *job;
    *c = (struct call){ .all = u,
                        .next = u->first,
                        .target = *target,
                        .program = job->program,
                        .function = memory_text(job->called) };
    u->first = c;
    u->count++;
    own.limit_ms = own.silence_ms = 0;
    own.done = on_done;
    own.heartbeat = on_heartbeat;
    own.submitted = on_submitted;
    own.owner = c;
    c->work = target->way->start(target->bound, &own);
}

size_t unawaited_count(const struct unawaited *u)
{
    return u->count;
}
