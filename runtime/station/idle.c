#include "runtime/station/idle.h"

#include <stdbool.h>
#include <stddef.h>

#include "runtime/station/desk.h"
#include "runtime/task/target.h"

static bool answers(const struct asl_request *r, bool is_local)
{
    (void)r, (void)is_local;
    return true;
}

static void *start(void *bound, const struct target_job *job)
{
    (void)job;
    return bound;
}

static void forget(void *work)
{
    (void)work;
}

static const struct asl_target idle = {
    .word = "idle",
    .takes_whole = true,
    .submits = true,
    .answers = answers,
    .start = start,
    .abandon = forget,
    .release = forget,
};

static const struct asl_target *const ways[] = { &desk_activity, &idle, NULL };

void idle_use(struct target_host *h)
{
    h->ways = ways;
    h->does_all = true;
}
