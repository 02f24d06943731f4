/* https.c - the way of http.c, with TLS. It is a module of its own so that a static program,
 * which cannot load libcurl, has none of it. */
#include "runtime/loop/fetch.h"
#include "runtime/loop/tls.h"
#include "runtime/task/target.h"
#include "runtime/way/http.h"

extern const struct asl_target asl_target_https;

static bool read_target(const struct asl_workflow *w, const char *text, void **ret_bound,
                        struct buf *why)
{
    (void)w;
    return http_read("https:", text, ret_bound, why);
}

static bool prepare(void *bound, struct buf *why)
{
    return fetch_tls.prepare(why) && http_prepare(bound, why);
}

static void *start(void *bound, const struct target_job *job)
{
    return http_start(bound, job, &fetch_tls);
}

const struct asl_target asl_target_https = {
    .word = "https",
    .tls = &fetch_tls,
    .takes_whole = true,
    .read = read_target,
    .prepare = prepare,
    .start = start,
    .abandon = http_abandon,
    .release = http_release,
};
