#include "runtime/way/workflow.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/aws/account.h"
#include "runtime/aws/arn.h"
#include "runtime/aws/envelope.h"
#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/loop/child.h"
#include "runtime/loop/loop.h"
#include "runtime/task/notice.h"
#include "runtime/task/target.h"
#include "runtime/value/complaint.h"
#include "runtime/value/read.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "runtime/way/execution.h"
#include "runtime/way/traced.h"

/* It may have children of its own, which have two seconds to end. */
#define GRACE_MS 4000

/* A description holds input and output as texts, in which every byte may be escaped. */
#define OUTPUT_BYTES_MAX ((size_t)64 << 20)

struct workflow {
    struct loop *loop;
    struct loop_child *child;
    char *path;
    bool starts; /* the resource is states:startExecution */
    enum arn_pattern pattern;
    char *machine_arn, *execution_arn, *name; /* where it starts */
    char request_id[RANDOM_UUID_SIZE + 1];
    int64_t start_ms;
    struct notice answer; /* of what cannot even be started */
    void (*done)(void *owner, struct notice *answer);
    void *owner;
    bool abandoned;
};

static void release_workflow(struct workflow *w)
{
    memory_release(w->path);
    memory_release(w->machine_arn);
    memory_release(w->execution_arn);
    memory_release(w->name);
    memory_release(w);
}

static void finish(struct workflow *w, struct notice answer)
{
    w->done(w->owner, &answer);
    release_workflow(w);
}

/* ---- Its end ---- */

static struct notice told_nothing(const struct workflow *w, const struct loop_child_end *end)
{
    struct buf cause = { 0 };
    if (WIFSIGNALED(end->status)) {
        int number = WTERMSIG(end->status);
        buf_print(&cause, "The workflow '%s' was ended by signal %d (%s).", w->path, number,
                  strsignal(number));
    } else {
        buf_print(&cause,
                  "The workflow '%s' ended with exit code %d and described no execution.",
                  w->path, WEXITSTATUS(end->status));
    }
    return notice_task_failed(&cause);
}

/* As a function: its output, or its error and cause. */
static struct notice judge_plainly(const struct workflow *w, const struct value *description)
{
    const char *output = value_member_text(description, "output");
    struct notice answer = { .kind = NOTICE_SUCCEEDED };
    struct read_error error;
    if (execution_has_succeeded(description) && output != NULL &&
        read_json(output, strlen(output), &answer.value, &error)) {
        return answer;
    }
    const char *status = value_member_text(description, "status");
    bool timed_out = status != NULL && strcmp(status, "TIMED_OUT") == 0;
    const char *name = value_member_text(description, "error");
    if (name == NULL && !timed_out) {
        struct buf cause = { 0 };
        buf_print(&cause, "The workflow '%s' ended as %s.", w->path,
                  status != NULL ? status : "nothing known");
        answer = notice_task_failed(&cause);
    } else {
        answer.kind = NOTICE_FAILED;
        answer.error = memory_text(timed_out ? "States.Timeout" : name);
        answer.cause = memory_text(value_member_text(description, "cause"));
    }
    return answer;
}

static struct notice judge_execution(const struct workflow *w, const struct value *description)
{
    return execution_end(&(struct envelope_execution){ .execution_arn = w->execution_arn,
                                                       .machine_arn = w->machine_arn,
                                                       .name = w->name,
                                                       .description = description },
                         w->pattern == ARN_SYNC_2);
}

static bool waits(const struct workflow *w)
{
    return w->starts && (w->pattern == ARN_SYNC || w->pattern == ARN_SYNC_2);
}

static struct notice judge(const struct workflow *w, const struct loop_child_end *end)
{
    struct value *description = NULL;
    struct read_error error;
    if (end->error != 0) {
        return notice_not_run("workflow", w->path, end->error);
    }
    if (end->output_cut || !read_json(end->output, end->output_size, &description, &error) ||
        value_member_text(description, "status") == NULL) {
        value_release(description);
        return told_nothing(w, end);
    }
    struct notice answer =
        waits(w) ? judge_execution(w, description) : judge_plainly(w, description);
    value_release(description);
    return answer;
}

static void on_end(void *owner, const struct loop_child_end *end)
{
    struct workflow *w = owner;
    if (w->abandoned) {
        release_workflow(w);
    } else {
        finish(w, judge(w, end));
    }
}

/* Nothing waits for the child from now on. */
static void on_start(void *owner, const struct loop_child_end *end)
{
    struct workflow *w = owner;
    if (w->abandoned) {
        release_workflow(w);
    } else if (end->error != 0) {
        finish(w, notice_not_run("workflow", w->path, end->error));
    } else {
        finish(w, (struct notice){
                      .kind = NOTICE_SUCCEEDED,
                      .value = envelope_started(w->execution_arn, w->start_ms, w->request_id),
                  });
    }
}

static void on_refusal(void *owner)
{
    struct workflow *w = owner;
    finish(w, w->answer);
}

/* ---- Its start ---- */

/* execution:MACHINE:NAME beside the machine; for a name that is not an ARN, in our own account.
 */
static char *make_execution_arn(const char *machine, const char *name)
{
    struct arn arn;
    struct arn_part bare = arn_bare_machine(machine);
    struct buf b = { 0 };
    if (arn_read(arn_part(machine), &arn)) {
        buf_put(&b, machine, (size_t)(arn.rest.text - machine));
    } else {
        buf_print(&b, "arn:%s:states:%s:%s:", account_partition(), account_region(),
                  account_id());
    }
    buf_text(&b, "execution:");
    buf_put(&b, bare.text, bare.size);
    buf_print(&b, ":%s", name);
    return buf_take(&b);
}

static void name_execution(struct workflow *w, const struct target_job *job)
{
    char uuid[RANDOM_UUID_SIZE + 1];
    const char *machine = value_member_text(job->input, "StateMachineArn");
    const char *name = value_member_text(job->input, "Name");
    const char *file = strrchr(w->path, '/');
    random_uuid(job->random, w->request_id);
    if (name == NULL) {
        random_uuid(job->random, uuid);
    }
    w->name = memory_text(name != NULL ? name : uuid);
    w->machine_arn = memory_text(machine != NULL ? machine : file != NULL ? file + 1 : w->path);
    w->execution_arn = make_execution_arn(w->machine_arn, w->name);
}

/* What Input says, as JSON text: if it is a text, that is the JSON itself (I-10). Returns
 * false, with the task's answer, if it is not JSON. */
static bool put_input(struct workflow *w, const struct target_job *job, struct buf *text)
{
    struct value *input = NULL, *parsed = NULL;
    struct read_error error;
    bool given = value_member(job->input, "Input", &input) && value_type(input) != VALUE_NULL;
    if (!given) {
        buf_text(text, "{}");
        return true;
    }
    if (value_type(input) != VALUE_STRING) {
        write_json(text, input);
        return true;
    }
    buf_put(text, value_string(input), value_string_size(input));
    if (read_json(text->text, text->size, &parsed, &error)) {
        value_release(parsed);
        return true;
    }
    struct buf cause = { 0 };
    complaint_put_input(&cause, text->text, text->size, &error);
    buf_print(&cause,
              " (Service: AWSStepFunctions; Status Code: 400; Error Code: "
              "InvalidExecutionInput; Request ID: %s; Proxy: null)",
              w->request_id);
    w->answer = (struct notice){
        .kind = NOTICE_FAILED,
        .error = memory_text("StepFunctions.InvalidExecutionInputException"),
        .cause = buf_take(&cause),
    };
    return false;
}

#define WORDS_MAX 12

/* Under a virtual clock the child has one too, which starts where ours is. */
struct command {
    const char *words[WORDS_MAX];
    size_t count;
    char virtual_time[TIME_TEXT_ROOM + 16];
    char seed[32];
};

static void add(struct command *c, const char *word)
{
    c->words[c->count++] = word;
}

static void make_command(struct command *c, const struct workflow *w,
                         const struct target_job *job)
{
    *c = (struct command){ .count = 0 };
    add(c, w->path);
    add(c, "run");
    add(c, "--input-file");
    add(c, "-");
    add(c, "--describe");
    if (w->name != NULL) {
        add(c, "--name");
        add(c, w->name);
    }
    if (loop_clock(w->loop)->is_virtual) {
        char now[TIME_TEXT_ROOM];
        time_write(now, w->start_ms);
        snprintf(c->virtual_time, sizeof c->virtual_time, "--virtual-time=%s", now);
        snprintf(c->seed, sizeof c->seed, "--seed=%" PRIu64, random_next(job->random));
        add(c, c->virtual_time);
        add(c, c->seed);
    }
}

static void launch(struct workflow *w, const struct target_job *job, const struct buf *text)
{
    struct command c;
    struct traced_environment e;
    const char *const *environment = traced_environment(&e, job->trace);
    make_command(&c, w, job);
    if (w->starts && (w->pattern == ARN_CALL || w->pattern == ARN_TOKEN)) {
        w->child = loop_child_detach(w->loop, c.words, environment, text->text, text->size,
                                     on_start, w);
        return;
    }
    if (w->starts) {
        job->submitted(job->owner,
                       envelope_started(w->execution_arn, w->start_ms, w->request_id));
    }
    w->child = loop_child_start(w->loop, c.words, environment, text->text, text->size,
                                OUTPUT_BYTES_MAX, on_end, w);
    loop_child_grace(w->child, GRACE_MS);
}

static void *start(void *bound, const struct target_job *job)
{
    struct workflow *w = memory_zero(sizeof *w);
    struct buf text = { 0 };
    w->loop = job->loop;
    w->path = memory_text(bound);
    w->starts = arn_is_call(job->resource, "states:startExecution");
    w->pattern = arn_pattern(arn_part(job->resource), NULL);
    w->start_ms = clock_now_ms(loop_clock(job->loop)) - job->ahead_ms;
    w->done = job->done;
    w->owner = job->owner;
    if (w->starts) {
        name_execution(w, job);
        if (!put_input(w, job, &text)) {
            loop_soon(w->loop, on_refusal, w);
            buf_release(&text);
            return w;
        }
    } else {
        write_json(&text, job->input);
    }
    launch(w, job, &text);
    buf_release(&text);
    return w;
}

static void abandon(void *work)
{
    struct workflow *w = work;
    if (w->child == NULL) {
        loop_soon_cancel(w->loop, on_refusal, w);
        notice_release(&w->answer);
        release_workflow(w);
        return;
    }
    w->abandoned = true;
    loop_child_kill(w->child);
}

/* ---- The way ---- */

static bool read_target(const struct asl_workflow *w, const char *text, void **ret_bound,
                        struct buf *why)
{
    (void)w;
    if (text[0] == '\0') {
        buf_text(why, "it names no program");
        return false;
    }
    *ret_bound = memory_text(text);
    return true;
}

/* A path can be looked at beforehand; a name alone is searched on PATH when it is run. */
static bool prepare(void *bound, struct buf *why)
{
    const char *path = bound;
    if (strchr(path, '/') == NULL || access(path, X_OK) == 0) {
        return true;
    }
    buf_print(why, "the workflow '%s' cannot be run: %s", path, strerror(errno));
    return false;
}

static void release(void *bound)
{
    memory_release(bound);
}

const struct asl_target asl_target_workflow = {
    .word = "workflow",
    .read = read_target,
    .prepare = prepare,
    .start = start,
    .abandon = abandon,
    .release = release,
};
