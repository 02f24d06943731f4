/*
 * send-task-success, send-task-failure, send-task-heartbeat and get-activity-task: what the
 * Step Functions API has for tasks that wait, for a run in another process of this user
 * (token/visit.h), and, with --store or --url, for an execution of a server.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/output.h"
#include "runtime/program/answer.h"
#include "runtime/program/asking.h"
#include "runtime/program/feature.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/service/answer.h"
#include "runtime/token/visit.h"
#include "runtime/value/value.h"

/* More than an output may have, so that a larger one is refused in AWS's words. */
#define OUTPUT_BYTES_MAX ((size_t)1 << 20)

/* As long as AWS holds the request. */
#define WAIT_S_DEFAULT 60
#define WAIT_S_MAX     86400

struct sendtask_options {
    struct options common;
    const char *words[2]; /* TOKEN and OUTPUT, or the activity's ARN */
    size_t count;
    const char *output_file;
    const char *error, *cause;
    const char *worker;
    size_t wait_s;
    bool has_wait;
    struct asking_place place; /* of a server */
};

/* ---- The command line ---- */

static bool set_word(struct options *o, const struct option_row *row, const char *value,
                     struct buf *why)
{
    struct sendtask_options *s = (struct sendtask_options *)o;
    if (s->count == row->most) {
        buf_print(why, "'%s' is one word too many; the usage is: %s %s %s", value, o->program,
                  o->feature->word, o->feature->usage);
        return false;
    }
    s->words[s->count++] = value;
    return true;
}

static bool set_wait(struct options *o, const struct option_row *row, const char *value,
                     struct buf *why)
{
    ((struct sendtask_options *)o)->has_wait = true;
    return option_count(o, row, value, why);
}

/* Returns false, after a message, if a word is missing. */
static bool has_words(const struct sendtask_options *s, size_t wanted)
{
    const struct options *o = &s->common;
    if (s->count < wanted) {
        message_print(o->program, "the usage is: %s %s %s", o->program, o->feature->word,
                      o->feature->usage);
    }
    return s->count >= wanted;
}

/* Where the run waits: a worker is told by its environment (way/activity.h). New, or NULL after
 * a message. */
static char *local_folder(const struct asl_workflow *w, const struct options *o)
{
    const char *told = getenv("ASL_LOCAL");
    bool is_told = o->local == NULL && told != NULL && told[0] != '\0';
    char *local = is_told ? memory_text(told) : session_local(o, w->name);
    if (local == NULL) {
        message_print(o->program, "there is no folder in which tasks could wait: --local DIR "
                                  "names it, which the run has as well");
    }
    return local;
}

/* ---- Answers ---- */

/* Returns the exit code. */
static int say(const struct options *o, bool is_asked, const struct service_answer *a,
               const struct buf *why)
{
    if (!is_asked) {
        message_print(o->program, "%s", buf_string(why));
        return EXIT_MACHINE;
    }
    if (!service_answer_is_good(a)) {
        message_print(o->program, "%s: %s", a->code, a->message != NULL ? a->message : "");
        return EXIT_FAILED;
    }
    return EXIT_SUCCEEDED;
}

static int visit_run(const struct asl_workflow *w, const struct sendtask_options *s,
                     const char *operation, const struct value *input)
{
    char *local = local_folder(w, &s->common);
    struct service_answer answer = { 0 };
    struct buf why = { 0 };
    if (local == NULL) {
        return EXIT_USAGE;
    }
    bool is_asked = visit_send(local, operation, input, &answer, &why);
    int code = say(&s->common, is_asked, &answer, &why);
    service_answer_release(&answer);
    buf_release(&why);
    memory_release(local);
    return code;
}

static int send_request(const struct asl_workflow *w, const struct sendtask_options *s,
                        const char *operation, const struct value *input)
{
    if (s->common.store != NULL || s->place.url != NULL) {
        return asking_once(w, &s->common, &s->place, operation, input);
    }
    return visit_run(w, s, operation, input);
}

/* What was written as OUTPUT, or is in a file. Returns false after a message. */
static bool read_output(const struct sendtask_options *s, struct value **input)
{
    const char *path = s->output_file;
    struct buf text = { 0 };
    int error = 0;
    if (path == NULL) {
        buf_text(&text, s->words[1]);
    } else if (strcmp(path, "-") == 0) {
        error = descriptor_read(STDIN_FILENO, &text, OUTPUT_BYTES_MAX);
    } else {
        error = descriptor_read_path(path, &text, OUTPUT_BYTES_MAX);
    }
    bool is_read = error == 0 || error == -EFBIG;
    if (is_read) {
        value_set_take(input, "output", value_text_n(buf_string(&text), text.size));
    } else {
        message_print(s->common.program, "%s: cannot be read: %s", path, strerror(-error));
    }
    buf_release(&text);
    return is_read;
}

static int send_success(const struct asl_workflow *w, const struct options *o)
{
    const struct sendtask_options *s = (const struct sendtask_options *)o;
    int code = EXIT_USAGE;
    if (!has_words(s, s->output_file != NULL ? 1 : 2)) {
        return code;
    }
    struct value *input = value_object();
    value_set_text(&input, "taskToken", s->words[0]);
    if (read_output(s, &input)) {
        code = send_request(w, s, "SendTaskSuccess", input);
    }
    value_release(input);
    return code;
}

static int send_other(const struct asl_workflow *w, const struct options *o,
                      const char *operation)
{
    const struct sendtask_options *s = (const struct sendtask_options *)o;
    if (!has_words(s, 1)) {
        return EXIT_USAGE;
    }
    struct value *input = value_object();
    value_set_text(&input, "taskToken", s->words[0]);
    value_set_text(&input, "error", s->error);
    value_set_text(&input, "cause", s->cause);
    int code = send_request(w, s, operation, input);
    value_release(input);
    return code;
}

static int send_failure(const struct asl_workflow *w, const struct options *o)
{
    return send_other(w, o, "SendTaskFailure");
}

static int send_heartbeat(const struct asl_workflow *w, const struct options *o)
{
    return send_other(w, o, "SendTaskHeartbeat");
}

/* ---- A worker of another process ---- */

/* Prints the task: {"taskToken":...,"input":...}, or without one, as AWS answers,
 * {"taskToken":null}. Returns the exit code. */
static int print_task(const struct options *o, struct value *task)
{
    struct value *none = value_object();
    value_set_take(&none, "taskToken", value_null());
    bool is_written = answer_print(output_file(), task != NULL ? task : none);
    if (!is_written) {
        message_print(o->program, "standard output: cannot be written: %s", strerror(errno));
    }
    value_release(none);
    return is_written ? EXIT_SUCCEEDED : EXIT_MACHINE;
}

static int get_task(const struct asl_workflow *w, const struct options *o)
{
    const struct sendtask_options *s = (const struct sendtask_options *)o;
    int64_t wait_ms = (int64_t)(s->has_wait ? s->wait_s : WAIT_S_DEFAULT) * 1000;
    char *local = NULL;
    struct value *task = NULL;
    struct buf why = { 0 };
    int code = EXIT_MACHINE;
    if (!has_words(s, 1) || (local = local_folder(w, o)) == NULL) {
        return EXIT_USAGE;
    }
    if (visit_take(local, s->words[0], s->worker, wait_ms, &task, &why)) {
        code = print_task(o, task);
    } else {
        message_print(o->program, "%s", buf_string(&why));
    }
    value_release(task);
    buf_release(&why);
    memory_release(local);
    return code;
}

/* ---- The features ---- */

#define PLACE(name) offsetof(struct sendtask_options, name)

static const struct option_row where[] = {
    { "--local", OPTION_VALUE, "DIR",
      "where the run waits: as its own --local, or by default as its own default", option_text,
      PLACE(common.local), 0, 0 },
    OPTION_END,
};

static const struct option_row server[] = { ASKING_ROWS(PLACE(place)), OPTION_END };

static const struct option_row of_success[] = {
    { "--output-file", OPTION_VALUE, "FILE", "the OUTPUT from a file; - is standard input",
      option_text, PLACE(output_file), 0, 0 },
    OPTION_END,
};

static const struct option_row of_failure[] = {
    { "--error", OPTION_VALUE, "ERROR", "the error's name; default none", option_text,
      PLACE(error), 0, 0 },
    { "--cause", OPTION_VALUE, "CAUSE", "its cause; default none", option_text, PLACE(cause), 0,
      0 },
    OPTION_END,
};

static const struct option_row of_worker[] = {
    { "--worker", OPTION_VALUE, "NAME", "the worker's name, for the history", option_text,
      PLACE(worker), 0, 0 },
    { "--wait", OPTION_VALUE, "SECONDS", "how long to wait for a task; default 60", set_wait,
      PLACE(wait_s), 0, WAIT_S_MAX },
    OPTION_END,
};

static const struct option_row token_and_output = { .value = "TOKEN OUTPUT",
                                                    .set = set_word,
                                                    .most = 2 };
static const struct option_row token = { .value = "TOKEN", .set = set_word, .most = 1 };
static const struct option_row activity = { .value = "ACTIVITY", .set = set_word, .most = 1 };

static const struct option_row *const success_options[] = { of_success, where, server, NULL };
static const struct option_row *const failure_options[] = { of_failure, where, server, NULL };
static const struct option_row *const heartbeat_options[] = { where, server, NULL };
static const struct option_row *const worker_options[] = { of_worker, where, NULL };

const struct asl_feature asl_feature_send_task_success = {
    .word = "send-task-success",
    .usage = "TOKEN OUTPUT [OPTION]...",
    .help =
        "answer a task that waits in another process: it succeeds with OUTPUT, which is JSON",
    .argument = &token_and_output,
    .options = success_options,
    .size = sizeof(struct sendtask_options),
    .run = send_success,
};

const struct asl_feature asl_feature_send_task_failure = {
    .word = "send-task-failure",
    .usage = "TOKEN [OPTION]...",
    .help = "answer a task that waits in another process: it fails",
    .argument = &token,
    .options = failure_options,
    .size = sizeof(struct sendtask_options),
    .run = send_failure,
};

const struct asl_feature asl_feature_send_task_heartbeat = {
    .word = "send-task-heartbeat",
    .usage = "TOKEN [OPTION]...",
    .help = "say that the work for a task that waits in another process goes on",
    .argument = &token,
    .options = heartbeat_options,
    .size = sizeof(struct sendtask_options),
    .run = send_heartbeat,
};

const struct asl_feature asl_feature_get_activity_task = {
    .word = "get-activity-task",
    .usage = "ACTIVITY [OPTION]...",
    .help = "take a task of an activity that waits in another process, and print it",
    .argument = &activity,
    .options = worker_options,
    .size = sizeof(struct sendtask_options),
    .run = get_task,
};
