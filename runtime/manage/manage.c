#include "runtime/manage/manage.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/output.h"
#include "runtime/manage/nodes.h"
#include "runtime/manage/present.h"
#include "runtime/program/answer.h"
#include "runtime/program/asking.h"
#include "runtime/program/feature.h"
#include "runtime/program/options.h"
#include "runtime/value/value.h"

#define LIST_MOST 100 /* executions that ps shows unless it is told otherwise */
#define PAGE_MOST 1000

struct manage_options {
    struct options common; /* first */
    struct asking_place place;
    const char *execution; /* its name or its ARN */
    const char *machine;   /* the same of a state machine */
    const char *map_run, *status, *error, *cause;
    size_t most;
    bool is_json, is_reversed, is_unclaimed;
};

/* ---- Asking ---- */

struct manage {
    const struct manage_options *options;
    const struct feature_asking *how;
    struct asking *asking;
    int code; /* the exit code; EXIT_SUCCEEDED so far */
};

/* Ask, and put aside what is not an answer. Returns the body (new), or NULL, after a message,
 * with the exit code set. */
static struct value *ask(struct manage *m, const char *operation, const struct value *input)
{
    struct asking_answer answer;
    if (!m->how->ask(m->asking, operation, input, &answer)) {
        m->code = EXIT_MACHINE;
        return NULL;
    }
    m->code = asking_judge(&m->options->common, &answer);
    struct value *body = m->code == EXIT_SUCCEEDED ? value_share(answer.body) : NULL;
    asking_answer_release(&answer);
    return body;
}

/* All the pages of a list, `most` items at most: an array (new), or NULL as with ask(). The
 * input is taken. */
static struct value *ask_all(struct manage *m, const char *operation, const char *member,
                             struct value *input, size_t most)
{
    struct value *all = value_array(0), *body = NULL, *list;
    const char *next = NULL;
    do {
        size_t left = most - value_count(all);
        value_set_take(&input, "maxResults",
                       value_int((int64_t)(left < PAGE_MOST ? left : PAGE_MOST)));
        value_set_text(&input, "nextToken", next);
        value_release(body);
        body = ask(m, operation, input);
        if (body == NULL || !value_member(body, member, &list)) {
            break;
        }
        for (size_t i = 0; i < value_count(list); i++) {
            value_append_take(&all, value_share(value_item(list, i)));
        }
        next = value_member_text(body, "nextToken");
    } while (next != NULL && value_count(all) < most);
    bool is_good = body != NULL;
    value_release(body);
    value_release(input);
    if (!is_good) {
        value_release(all);
        all = NULL;
    }
    return all;
}

static struct value *machines(struct manage *m)
{
    return ask_all(m, "ListStateMachines", "stateMachines", value_object(), SIZE_MAX);
}

static bool is_meant(const struct manage *m, const struct value *machine)
{
    const char *wanted = m->options->machine;
    return wanted == NULL || strcmp(wanted, value_member_text(machine, "name")) == 0 ||
           strcmp(wanted, value_member_text(machine, "stateMachineArn")) == 0;
}

static bool is_express(const struct value *machine)
{
    return strcmp(value_member_text(machine, "type"), "EXPRESS") == 0;
}

static bool is_arn(const char *text)
{
    return strncmp(text, "arn:", 4) == 0;
}

/* ---- Which execution ---- */

/* The ARN of an execution of that name of the machine: appended. */
static void put_arn(struct buf *arn, const char *machine_arn, const char *name)
{
    const char *kind = strstr(machine_arn, ":stateMachine:");
    int size = kind != NULL ? (int)(kind - machine_arn) : 0;
    const char *machine = kind != NULL ? kind + strlen(":stateMachine:") : machine_arn;
    buf_print(arn, "%.*s:execution:%s:%s", size, machine_arn, machine, name);
}

/* Notes in `found` that the machine has such an execution. An error of another kind than that
 * it does not exist is one. */
static void look_for(struct manage *m, const char *machine_arn, struct value **found)
{
    struct buf arn = { 0 };
    struct value *input = value_object();
    struct asking_answer answer;
    put_arn(&arn, machine_arn, m->options->execution);
    value_set_text(&input, "executionArn", buf_string(&arn));
    if (!m->how->ask(m->asking, "DescribeExecution", input, &answer)) {
        m->code = EXIT_MACHINE;
    } else {
        if (answer.code == NULL) {
            value_append_take(found, value_text(buf_string(&arn)));
        } else if (strcmp(answer.code, "ExecutionDoesNotExist") != 0) {
            m->code = asking_judge(&m->options->common, &answer);
        }
        asking_answer_release(&answer);
    }
    value_release(input);
    buf_release(&arn);
}

static void tell_found(struct manage *m, const struct value *found)
{
    const struct manage_options *o = m->options;
    struct buf list = { 0 };
    for (size_t i = 0; i < value_count(found); i++) {
        buf_print(&list, "\n%s", value_string(value_item(found, i)));
    }
    if (value_count(found) == 0) {
        message_print(o->common.program, "there is no execution '%s'%s%s", o->execution,
                      o->machine != NULL ? " of " : "", o->machine != NULL ? o->machine : "");
    } else {
        message_print(o->common.program,
                      "several state machines have an execution '%s': give its ARN%s",
                      o->execution, buf_string(&list));
    }
    m->code = EXIT_FAILED;
    buf_release(&list);
}

/* The ARN of the execution that is meant: new, or NULL after a message. */
static char *find(struct manage *m)
{
    if (is_arn(m->options->execution)) {
        return memory_text(m->options->execution);
    }
    struct value *all = machines(m), *found = value_array(0);
    for (size_t i = 0; all != NULL && m->code == EXIT_SUCCEEDED && i < value_count(all); i++) {
        const struct value *machine = value_item(all, i);
        if (is_meant(m, machine) && !is_express(machine)) {
            look_for(m, value_member_text(machine, "stateMachineArn"), &found);
        }
    }
    char *arn = NULL;
    if (m->code == EXIT_SUCCEEDED && value_count(found) == 1) {
        arn = memory_text(value_string(value_item(found, 0)));
    } else if (m->code == EXIT_SUCCEEDED) {
        tell_found(m, found);
    }
    value_release(found);
    value_release(all);
    return arn;
}

/* ---- What is done ---- */

/* Prints JSON, or the value as `show` does it. */
static void tell(struct manage *m, const struct value *v, void (*show)(const struct value *v))
{
    if (!m->options->is_json) {
        show(v);
    } else {
        answer_print(output_file(), v);
    }
    if (fflush(output_file()) != 0) {
        message_print(m->options->common.program, "standard output: cannot be written: %s",
                      strerror(errno));
        m->code = EXIT_MACHINE;
    }
}

/* The executions of a machine or, with that key, of a Map Run: an array, as with ask_all(). */
static struct value *executions(struct manage *m, const char *key, const char *arn)
{
    struct value *input = value_object();
    value_set_text(&input, key, arn);
    value_set_text(&input, "statusFilter", m->options->status);
    return ask_all(m, "ListExecutions", "executions", input, m->options->most + 1);
}

/* All executions that are meant: an array; NULL as with ask(). */
static struct value *collect(struct manage *m)
{
    if (m->options->map_run != NULL) {
        return executions(m, "mapRunArn", m->options->map_run);
    }
    struct value *all = machines(m), *list = value_array(0);
    size_t meant = 0;
    for (size_t i = 0; all != NULL && m->code == EXIT_SUCCEEDED && i < value_count(all); i++) {
        const struct value *machine = value_item(all, i);
        if (!is_meant(m, machine)) {
            continue;
        }
        meant++;
        struct value *some = is_express(machine)
                                 ? value_array(0)
                                 : executions(m, "stateMachineArn",
                                              value_member_text(machine, "stateMachineArn"));
        for (size_t e = 0; some != NULL && e < value_count(some); e++) {
            value_append_take(&list, value_share(value_item(some, e)));
        }
        value_release(some);
    }
    if (m->code == EXIT_SUCCEEDED && meant == 0 && m->options->machine != NULL) {
        message_print(m->options->common.program, "there is no state machine '%s'",
                      m->options->machine);
        m->code = EXIT_FAILED;
    }
    value_release(all);
    return list;
}

/* Show the newest of them. */
static void tell_newest(struct manage *m, const struct value *all,
                        void (*show)(const struct value *v))
{
    struct value *newest = present_newest(all, m->options->most), *o = value_object();
    if (value_count(all) > value_count(newest)) {
        message_print(m->options->common.program,
                      "there are more than these %zu: --most N shows more", m->options->most);
    }
    value_set_take(&o, "executions", newest);
    tell(m, o, show);
    value_release(o);
}

static void ps(struct manage *m)
{
    struct value *all = collect(m);
    if (m->code == EXIT_SUCCEEDED) {
        tell_newest(m, all, present_executions);
    }
    value_release(all);
}

/* Ask for the operation of one execution, and show the answer. */
static void do_one(struct manage *m, const char *operation, void (*show)(const struct value *v))
{
    char *arn = find(m);
    struct value *input = value_object(), *body = NULL;
    if (arn != NULL) {
        value_set_text(&input, "executionArn", arn);
        value_set_text(&input, "error", m->options->error);
        value_set_text(&input, "cause", m->options->cause);
        body = ask(m, operation, input);
    }
    if (body != NULL) {
        tell(m, body, show);
        value_release(body);
    }
    value_release(input);
    memory_release(arn);
}

static void describe(struct manage *m)
{
    do_one(m, "DescribeExecution", present_members);
}

static void stop(struct manage *m)
{
    do_one(m, "StopExecution", present_members);
}

static void redrive(struct manage *m)
{
    do_one(m, "RedriveExecution", present_members);
}

static void history(struct manage *m)
{
    char *arn = find(m);
    struct value *input = value_object(), *events;
    value_set_text(&input, "executionArn", arn);
    value_set_take(&input, "reverseOrder", value_bool(m->options->is_reversed));
    events = arn != NULL
                 ? ask_all(m, "GetExecutionHistory", "events", value_share(input), SIZE_MAX)
                 : NULL;
    value_release(input);
    if (events != NULL) {
        struct value *o = value_object();
        value_set_take(&o, "events", events);
        tell(m, o, present_events);
        value_release(o);
    }
    memory_release(arn);
}

/* ---- The command line ---- */

static int run(const struct asl_workflow *w, const struct options *common, bool changes,
               void (*work)(struct manage *m))
{
    const struct manage_options *o = (const struct manage_options *)common;
    struct manage m = { .options = o, .how = asking_of(w) };
    if (o->execution == NULL && common->feature->argument != NULL) {
        message_print(common->program, "the usage is: %s %s %s", common->program,
                      common->feature->word, common->feature->usage);
        return EXIT_USAGE;
    }
    m.code = m.how->open(w, common, &o->place, changes, &m.asking);
    if (m.code == EXIT_SUCCEEDED) {
        work(&m);
        m.how->close(m.asking);
    }
    return m.code;
}

/* What a store is searched for without the API has to be checked here. */
static bool can_search(const struct manage_options *o)
{
    static const char *const statuses[] = { "RUNNING",   "SUCCEEDED", "FAILED",
                                            "TIMED_OUT", "ABORTED",   "PENDING_REDRIVE" };
    bool is_status = o->status == NULL;
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        is_status = is_status || strcmp(o->status, statuses[i]) == 0;
    }
    if (nodes_unclaimed == NULL) {
        message_print(o->common.program,
                      "--unclaimed: this program was built without postgres");
    } else if (o->map_run != NULL) {
        message_print(o->common.program, "--unclaimed and --map-run do not go together");
    } else if (!is_status) {
        message_print(o->common.program, "--status: '%s' is no status", o->status);
    }
    return nodes_unclaimed != NULL && o->map_run == NULL && is_status;
}

/* What no server has is in the store alone. */
static int run_unclaimed(const struct asl_workflow *w, const struct manage_options *o)
{
    struct manage m = { .options = o, .code = EXIT_USAGE };
    struct value *executions = NULL;
    if (can_search(o)) {
        m.code = nodes_unclaimed(w, &o->common, &(struct nodes_wanted){ o->status, o->machine },
                                 &executions);
    }
    if (m.code == EXIT_SUCCEEDED) {
        tell_newest(&m, executions, present_unclaimed);
    }
    value_release(executions);
    return m.code;
}

static int run_ps(const struct asl_workflow *w, const struct options *o)
{
    struct manage_options *own = (struct manage_options *)(uintptr_t)o;
    own->most = own->most == 0 ? LIST_MOST : own->most;
    return own->is_unclaimed ? run_unclaimed(w, own) : run(w, o, false, ps);
}

static int run_describe(const struct asl_workflow *w, const struct options *o)
{
    return run(w, o, false, describe);
}

static int run_history(const struct asl_workflow *w, const struct options *o)
{
    return run(w, o, false, history);
}

static int run_stop(const struct asl_workflow *w, const struct options *o)
{
    return run(w, o, true, stop);
}

static int run_redrive(const struct asl_workflow *w, const struct options *o)
{
    return run(w, o, true, redrive);
}

#define PLACE(name) offsetof(struct manage_options, name)

static bool set_execution(struct options *o, const struct option_row *row, const char *value,
                          struct buf *why)
{
    struct manage_options *m = (struct manage_options *)o;
    if (m->execution != NULL) {
        buf_print(why, "'%s' is one %s too many", value, row->value);
        return false;
    }
    return option_text(o, row, value, why);
}

static const struct option_row execution = { .word = "an execution",
                                             .value = "EXECUTION",
                                             .help = "its name or its ARN",
                                             .set = set_execution,
                                             .place = PLACE(execution) };

static const struct option_row where[] = {
    ASKING_ROWS(PLACE(place)),
    { "--machine", OPTION_VALUE, "MACHINE", "the state machine's name or ARN; default: any",
      option_text, PLACE(machine), 0, 0 },
    { "--json", OPTION_NOTHING, NULL, "as the API tells it, instead of a table", option_flag,
      PLACE(is_json), 0, 0 },
    OPTION_END,
};

static const struct option_row of_ps[] = {
    { "--status", OPTION_VALUE, "RUNNING|SUCCEEDED|FAILED|TIMED_OUT|ABORTED|PENDING_REDRIVE",
      "only these", option_text, PLACE(status), 0, 0 },
    { "--unclaimed", OPTION_NOTHING, NULL,
      "of a store postgres:CONNINFO: those that no server has, since none that runs can go on "
      "with them; DEFINITION begins definitionSha256 of `info` in the program that can",
      option_flag, PLACE(is_unclaimed), 0, 0 },
    { "--map-run", OPTION_VALUE, "ARN", "those of a Map Run", option_text, PLACE(map_run), 0,
      0 },
    { "--most", OPTION_VALUE, "N", "so many, the newest first; default 100", option_count,
      PLACE(most), 1, 1000000 },
    OPTION_END,
};

static const struct option_row of_history[] = {
    { "--reverse", OPTION_NOTHING, NULL, "the last event first", option_flag,
      PLACE(is_reversed), 0, 0 },
    OPTION_END,
};

static const struct option_row of_stop[] = {
    { "--error", OPTION_VALUE, "ERROR", "the error's name; default none", option_text,
      PLACE(error), 0, 0 },
    { "--cause", OPTION_VALUE, "CAUSE", "its cause; default none", option_text, PLACE(cause), 0,
      0 },
    OPTION_END,
};

static const struct option_row *const ps_options[] = { of_ps, where, NULL };
static const struct option_row *const history_options[] = { of_history, where, NULL };
static const struct option_row *const stop_options[] = { of_stop, where, NULL };
static const struct option_row *const other_options[] = { where, NULL };

const struct asl_feature asl_feature_ps = {
    .word = "ps",
    .usage = "[OPTION]...",
    .help = "list the executions of a server, or of its store, the newest first",
    .options = ps_options,
    .size = sizeof(struct manage_options),
    .run = run_ps,
};

const struct asl_feature asl_feature_describe = {
    .word = "describe",
    .usage = "EXECUTION [OPTION]...",
    .help = "show an execution of a server, or of its store",
    .argument = &execution,
    .options = other_options,
    .size = sizeof(struct manage_options),
    .run = run_describe,
};

const struct asl_feature asl_feature_history = {
    .word = "history",
    .usage = "EXECUTION [OPTION]...",
    .help = "show the events of an execution of a server, or of its store",
    .argument = &execution,
    .options = history_options,
    .size = sizeof(struct manage_options),
    .run = run_history,
};

const struct asl_feature asl_feature_stop = {
    .word = "stop",
    .usage = "EXECUTION [OPTION]...",
    .help = "end an execution of a server, or of its store: it is ABORTED",
    .argument = &execution,
    .options = stop_options,
    .size = sizeof(struct manage_options),
    .run = run_stop,
};

const struct asl_feature asl_feature_redrive = {
    .word = "redrive",
    .usage = "EXECUTION [OPTION]...",
    .help = "have an execution of a server, or of its store, go on where it failed",
    .argument = &execution,
    .options = other_options,
    .size = sizeof(struct manage_options),
    .run = run_redrive,
};
