#include "runtime/way/exec.h"

#include <string.h>
#include <sys/wait.h>

#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/words.h"
#include "runtime/loop/child.h"
#include "runtime/loop/loop.h"
#include "runtime/task/notice.h"
#include "runtime/task/target.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "runtime/way/traced.h"

#define OUTPUT_BYTES_MAX ((size_t)16 << 20)
#define SHOWN_BYTES      80

struct process {
    struct loop_child *child;
    char *command;  /* for messages */
    bool is_lambda; /* it does the task of a Lambda function */
    void (*done)(void *owner, struct notice *answer);
    void *owner;
    bool abandoned;
};

/* What it printed first; whatever a terminal or JSON cannot show becomes '?'. */
static void show_output(struct buf *b, const char *output, size_t size)
{
    size_t shown = size < SHOWN_BYTES ? size : SHOWN_BYTES;
    for (size_t i = 0; i < shown; i++) {
        buf_char(b, output[i] >= ' ' && output[i] <= '~' ? output[i] : '?');
    }
    buf_text(b, shown < size ? "..." : "");
}

static struct notice not_json(const struct process *p, const struct loop_child_end *end,
                              const struct read_error *error)
{
    struct buf cause = { 0 };
    if (end->output_size == 0) {
        buf_print(&cause, "The command '%s' printed nothing, where JSON is wanted.",
                  p->command);
    } else {
        buf_print(&cause,
                  "The command '%s' printed what is not JSON (line %d, column %d: %s): ",
                  p->command, error->line, error->column, error->message);
        show_output(&cause, end->output, end->output_size);
    }
    return notice_task_failed(&cause);
}

/* The text without the blanks around it, which are ASCII's in JSON. New. */
static char *trim(const char *text, size_t size)
{
    static const char blanks[] = " \t\r\n";
    while (size > 0 && memchr(blanks, text[size - 1], sizeof blanks - 1) != NULL) {
        size--;
    }
    while (size > 0 && memchr(blanks, *text, sizeof blanks - 1) != NULL) {
        text++;
        size--;
    }
    return memory_text_n(text, size);
}

/*
 * Returns true and *ret_answer if the program printed a JSON object whose errorType says how it
 * failed. The cause is its errorMessage. For a Lambda function, however, it is the whole text
 * as it was printed, which workflows parse with States.StringToJson (I-03).
 */
static bool told_failure(const struct process *p, const struct loop_child_end *end,
                         struct notice *ret_answer)
{
    struct value *printed = NULL;
    struct read_error error;
    if (!WIFEXITED(end->status) ||
        !read_json(end->output, end->output_size, &printed, &error)) {
        return false;
    }
    const char *type = value_member_text(printed, "errorType");
    if (type != NULL) {
        *ret_answer = (struct notice){
            .kind = NOTICE_FAILED,
            .error = memory_text(type),
            .cause = p->is_lambda ? trim(end->output, end->output_size)
                                  : memory_text(value_member_text(printed, "errorMessage")),
        };
    }
    value_release(printed);
    return type != NULL;
}

static struct notice ended_badly(const struct process *p, const struct loop_child_end *end)
{
    struct notice told;
    if (told_failure(p, end, &told)) {
        return told;
    }
    struct buf cause = { 0 };
    if (WIFSIGNALED(end->status)) {
        int number = WTERMSIG(end->status);
        buf_print(&cause, "The command '%s' was ended by signal %d (%s).", p->command, number,
                  strsignal(number));
    } else {
        buf_print(&cause, "The command '%s' ended with exit code %d.", p->command,
                  WEXITSTATUS(end->status));
    }
    return notice_task_failed(&cause);
}

static struct notice judge(const struct process *p, const struct loop_child_end *end)
{
    if (end->error != 0) {
        return notice_not_run("command", p->command, end->error);
    }
    if (end->output_cut) {
        struct buf cause = { 0 };
        buf_print(&cause, "The command '%s' printed more than %zu bytes.", p->command,
                  OUTPUT_BYTES_MAX);
        return notice_task_failed(&cause);
    }
    if (!WIFEXITED(end->status) || WEXITSTATUS(end->status) != 0) {
        return ended_badly(p, end);
    }
    struct notice answer = { .kind = NOTICE_SUCCEEDED };
    struct read_error error;
    if (!read_json(end->output, end->output_size, &answer.value, &error)) {
        return not_json(p, end, &error);
    }
    return answer;
}

static void on_end(void *owner, const struct loop_child_end *end)
{
    struct process *p = owner;
    if (!p->abandoned) {
        struct notice answer = judge(p, end);
        p->done(p->owner, &answer);
    }
    memory_release(p->command);
    memory_release(p);
}

/* ---- The way ---- */

bool exec_read(const struct asl_workflow *w, const char *text, void **ret_bound,
               struct buf *why)
{
    (void)w;
    char **command = words_split(text);
    if (command == NULL) {
        buf_text(why, "a quote is not closed");
        return false;
    }
    if (command[0] == NULL || command[0][0] == '\0') {
        buf_text(why, "it names no command");
        words_release(command);
        return false;
    }
    *ret_bound = command;
    return true;
}

void *exec_start(void *bound, const struct target_job *job, const char *const *extra_env)
{
    struct process *p = memory_zero(sizeof *p);
    const char *const *words = bound;
    struct buf text = { 0 };
    p->command = memory_text(words[0]);
    p->is_lambda = arn_calls_lambda(job->resource);
    p->done = job->done;
    p->owner = job->owner;
    write_json(&text, job->input);
    buf_char(&text, '\n');
    p->child = loop_child_start(job->loop, words, extra_env, text.text, text.size,
                                OUTPUT_BYTES_MAX, on_end, p);
    buf_release(&text);
    return p;
}

static void *start(void *bound, const struct target_job *job)
{
    struct traced_environment e;
    return exec_start(bound, job, traced_environment(&e, job->trace));
}

void exec_abandon(void *work)
{
    struct process *p = work;
    p->abandoned = true;
    loop_child_kill(p->child);
}

void exec_release(void *bound)
{
    words_release(bound);
}

const struct asl_target asl_target_exec = {
    .word = "exec",
    .read = exec_read,
    .start = start,
    .abandon = exec_abandon,
    .release = exec_release,
};
