/*
 * Retry and Catch: which errors a list names, and what happens then (tests/language.md, the
 * chapter E).
 */
#include "runtime/exec/retry.h"

#include <asl/asl.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"
#include "runtime/exec/move.h"
#include "runtime/exec/wait.h"
#include "runtime/value/value.h"

/* States.ALL and States.TaskFailed do not match these: only the exact name does (E-08). */
static bool is_terminal(const struct frame_error *e)
{
    return e->quiet || text_is(e->name, "States.Runtime");
}

static bool is_timeout(const char *name)
{
    return text_is(name, "States.Timeout") || text_is(name, "States.HeartbeatTimeout");
}

/* One name of an ErrorEquals against the standing error (E-03, E-07, E-08, E-11). */
static bool names(const char *pattern, const struct frame_error *e)
{
    if (text_is(e->name, pattern)) {
        return true;
    }
    if (strcmp(pattern, "States.HeartbeatTimeout") == 0) {
        return e->heartbeat;
    }
    if (strcmp(pattern, "States.Timeout") == 0) {
        return is_timeout(e->name);
    }
    if (strcmp(pattern, "States.ALL") == 0) {
        return !is_terminal(e);
    }
    if (strcmp(pattern, "States.TaskFailed") == 0) {
        return !is_timeout(e->name) && !is_terminal(e);
    }
    return false;
}

static bool matches(const char *const *patterns, const struct frame_error *e)
{
    for (; *patterns != NULL; patterns++) {
        if (names(*patterns, e)) {
            return true;
        }
    }
    return false;
}

/* The first retrier that names the error decides, even if it is spent (E-05). */
const struct asl_retrier *retry_find(const struct asl_frame *f, const struct asl_retrier *list)
{
    for (; list->errors != NULL; list++) {
        if (matches(list->errors, f->error)) {
            return list;
        }
    }
    return NULL;
}

/* A workflow that was compiled again while the execution was parked may have more of them. */
static struct frame_retries *grow(struct frame_retries *old, const struct asl_retrier *list)
{
    size_t retriers = 0;
    while (list[retriers].errors != NULL) {
        retriers++;
    }
    struct frame_retries *r = frame_new_retries(retriers);
    if (old != NULL) {
        r->count = old->count;
        memcpy(r->used, old->used, old->retriers * sizeof r->used[0]);
        memory_release(old);
    }
    return r;
}

static int *spent_on(struct asl_frame *f, const struct asl_retrier *list,
                     const struct asl_retrier *r)
{
    size_t place = (size_t)(r - list);
    if (f->retries == NULL || place >= f->retries->retriers) {
        f->retries = grow(f->retries, list);
    }
    return &f->retries->used[place];
}

double retry_delay_s(struct asl_frame *f, const struct asl_retrier *r, int tries)
{
    double longest = r->max_delay_s > 0 ? r->max_delay_s : 1e11;
    double delay = r->interval_s;
    for (int i = 0; i < tries && delay < longest && r->backoff > 1; i++) {
        delay *= r->backoff;
    }
    if (delay > longest) {
        delay = longest;
    }
    return r->jitter ? delay * random_unit(f->run->random) : delay;
}

bool asl_retry(struct asl_frame *f, const struct asl_retrier *list)
{
    if (move_output_ready(f) || f->error->fatal) {
        return false;
    }
    const struct asl_retrier *r = retry_find(f, list);
    if (r == NULL) {
        return false;
    }
    int *spent = spent_on(f, list, r);
    if (*spent >= r->max_attempts) {
        return false;
    }
    struct engine *e = f->run->engine;
    int64_t wait_ms = wait_scaled_ms(f, (int64_t)(retry_delay_s(f, r, *spent) * 1000 + 0.5));
    (*spent)++;
    f->retries->count++;
    history_retry(f, *spent, r->max_attempts, wait_ms);
    move_retry(f);
    slots_give_ticket(&e->slots, &f->seat);
    wait_for(f, &f->timer, wait_ms);
    return true;
}

/* {"Error":...,"Cause":...}; a timeout's missing cause is "", any other's null (E-31). */
static struct value *error_output(const struct frame_error *e)
{
    struct value *o = value_object();
    value_set_take(&o, "Error", e->name == NULL ? NULL : value_text(e->name));
    const char *cause = e->cause == NULL && is_timeout(e->name) ? "" : e->cause;
    value_set_take(&o, "Cause", cause == NULL ? NULL : value_text(cause));
    return o;
}

/* Catch[1] is 1. */
static int catcher_index(const struct asl_data *catcher)
{
    const char *bracket = catcher->at == NULL ? NULL : strchr(catcher->at, '[');
    int index = 0;
    while (bracket != NULL && *++bracket >= '0' && *bracket <= '9') {
        index = index * 10 + (*bracket - '0');
    }
    return index;
}

bool asl_caught(struct asl_frame *f, const struct asl_data *catcher)
{
    if (move_output_ready(f) || f->error->fatal || !matches(catcher->errors, f->error)) {
        return false;
    }
    history_children_failed(f);
    history_passage(f, PASSAGE_CATCHER, catcher_index(catcher));
    frame_take_result(f, error_output(f->error));
    frame_lift_error(f);
    frame_drop_staged(f);
    asl_output(f, catcher);
    return true;
}
