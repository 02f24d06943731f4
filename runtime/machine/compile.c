#include "runtime/machine/compile.h"

#include <stddef.h>

#include "runtime/base/memory.h"
#include "runtime/service/answer.h"

struct compile_job {
    struct compiles *compiles; /* NULL: nobody waits for it any more */
    void (*done)(void *owner, const struct compile_result *result);
    void *owner;
    struct compile_job *next;
};

static void leave_list(struct compiles *c, const struct compile_job *job)
{
    struct compile_job **at = &c->first;
    while (*at != job) {
        at = &(*at)->next;
    }
    *at = job->next;
}

void compile_unload(const struct compile_result *r)
{
    if (r->load.unload != NULL) {
        r->load.unload(r->load.owner);
    }
}

static void on_done(void *waiter, const struct compile_result *result)
{
    struct compile_job job = *(struct compile_job *)waiter;
    if (job.compiles != NULL) {
        leave_list(job.compiles, waiter);
    }
    memory_release(waiter);
    if (job.compiles != NULL) {
        job.done(job.owner, result);
    } else {
        compile_unload(result);
    }
}

static void fail(void (*done)(void *owner, const struct compile_result *result), void *owner)
{
    done(owner, &(struct compile_result){ .end = COMPILE_FAILED,
                                          .reason = "the server does not compile any more" });
}

void compile_begin(struct compiles *c, const struct compile_request *r,
                   void (*done)(void *owner, const struct compile_result *result), void *owner)
{
    if (c->is_closed || c->hooks == NULL) {
        fail(done, owner);
        return;
    }
    struct compile_job *job = memory_get(sizeof *job);
    *job = (struct compile_job){ c, done, owner, c->first };
    c->first = job;
    c->hooks->begin(c->hooks->owner, r, on_done, job);
}

void compile_answer(const struct compile_result *r, struct service_answer *a)
{
    switch (r->end) {
    case COMPILE_INVALID:
        service_answer_fail(a, 400, NULL, "InvalidDefinition",
                            "Invalid State Machine Definition: '%s'", r->reason);
        break;
    case COMPILE_BUSY:
        service_answer_fail(a, 400, NULL, "ThrottlingException", "Rate exceeded");
        break;
    case COMPILE_FAILED:
    case COMPILE_DONE:
    default:
        service_answer_fail(a, 500, NULL, "InternalServerError",
                            "The definition could not be compiled: %s", r->reason);
        break;
    }
}

void compile_refuse(const struct compile_result *r, const char *why, struct service_answer *a)
{
    compile_unload(r);
    service_answer_fail(a, 400, NULL, "InvalidDefinition",
                        "Invalid State Machine Definition: '%s'", why);
}

void compiles_close(struct compiles *c)
{
    c->is_closed = true;
    while (c->first != NULL) {
        struct compile_job *job = c->first;
        c->first = job->next;
        job->compiles = NULL;
        fail(job->done, job->owner);
    }
}
