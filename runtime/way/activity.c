#include "runtime/way/activity.h"

#include <limits.h>
#include <stddef.h>
#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/task/target.h"
#include "runtime/way/exec.h"

static bool read_target(const struct asl_workflow *w, const char *text, void **ret_bound,
                        struct buf *why)
{
    *ret_bound = NULL;
    return text[0] == '\0' || exec_read(w, text, ret_bound, why);
}

/* The worker may go to another folder than ours. */
static void put_local(struct buf *b, const char *local)
{
    char whole[PATH_MAX];
    buf_print(b, "ASL_LOCAL=%s", realpath(local, whole) != NULL ? whole : local);
}

static void *start(void *bound, const struct target_job *job)
{
    struct buf token = { 0 }, local = { 0 };
    const char *extra_env[] = { NULL, NULL, NULL };
    if (job->token != NULL) {
        buf_print(&token, "ASL_TASK_TOKEN=%s", job->token);
        put_local(&local, job->site->local);
        extra_env[0] = buf_string(&token);
        extra_env[1] = buf_string(&local);
    }
    void *work = exec_start(bound, job, extra_env);
    buf_release(&token);
    buf_release(&local);
    return work;
}

static void release(void *bound)
{
    if (bound != NULL) {
        exec_release(bound);
    }
}

const struct asl_target asl_target_activity = {
    .word = "activity",
    .is_worker = true,
    .read = read_target,
    .start = start,
    .abandon = exec_abandon,
    .release = release,
};
