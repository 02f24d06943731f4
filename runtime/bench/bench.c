/*
 * bench: how fast this workflow runs, in one process and as a process, alone or against another
 * program that does the same (contest.h says how they are measured).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/number.h"
#include "runtime/base/output.h"
#include "runtime/base/words.h"
#include "runtime/bench/contest.h"
#include "runtime/bench/rival.h"
#include "runtime/bench/verdict.h"
#include "runtime/command/lines.h"
#include "runtime/exec/history.h"
#include "runtime/exec/run.h"
#include "runtime/exec/turn.h"
#include "runtime/loop/loop.h"
#include "runtime/program/answer.h"
#include "runtime/program/feature.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define SECONDS_DEFAULT 3
#define SECONDS_MAX     86400
#define LONG_WAIT_MS    250 /* a run that waits so long is told of --virtual-time */

/* So much work of ours goes to a program that answers lines at once: then what the pipe costs,
 * some microseconds for both, is a hundredth of it. */
#define BURST_NS        1000000
#define BURST_LINES_MAX 1000
#define BURST_BYTES_MAX 262144

struct bench_options {
    struct options common;
    double seconds;                  /* how long to measure; 0 if it is not said */
    struct option_list against;      /* commands that do one run, */
    struct option_list against_warm; /* and those that answer lines */
    bool json;                       /* for machines */
};

static bool set_seconds(struct options *o, const struct option_row *row, const char *value,
                        struct buf *why)
{
    struct number n = number_read(value, strlen(value));
    if (n.kind == NUMBER_BAD || !(n.real > 0) || n.real > SECONDS_MAX) {
        buf_print(why, "%s takes a number above 0 and at most %d, a day, not '%s'", row->word,
                  SECONDS_MAX, value);
        return false;
    }
    ((struct bench_options *)o)->seconds = n.real;
    return true;
}

static const struct option_row own_options[] = {
    { "--seconds", OPTION_VALUE, "N", "measure for so long; default 3", set_seconds, 0, 0, 0 },
    { "--against", OPTION_VALUE, "COMMAND",
      "compare with a program that reads the input and prints the output", option_add,
      offsetof(struct bench_options, against), 0, 0 },
    { "--against-warm", OPTION_VALUE, "COMMAND",
      "compare with one that answers each line, an input, with a line", option_add,
      offsetof(struct bench_options, against_warm), 0, 0 },
    { "--json", OPTION_NOTHING, "", "print the figures as JSON", option_flag,
      offsetof(struct bench_options, json), 0, 0 },
    OPTION_END,
};

#define OWN_LOCAL 3 /* --local, DIR, NULL */

/* A side that is another process. */
struct program {
    struct bench *bench;
    struct rival rival;
    char **words;      /* of a command; owned; NULL for our own program */
    struct buf lines;  /* what it gets at once */
    struct buf answer; /* what it came to last */
    struct buf agreed; /* an answer that was found equal */
};

struct bench {
    const struct asl_workflow *workflow;
    const struct bench_options *options;
    struct session session;
    struct value *input;
    struct buf input_text; /* on one line, with its end */
    struct value *output;  /* of the first run */
    struct buf output_text;
    struct buf text; /* of the latest run */
    int input_fd;
    size_t waiting;      /* Wait states that the first run is in */
    uint64_t look_timer; /* 0 if there is none */
    bool hinted;
    const char **own_argv; /* of our program as a process a run */
    size_t own_local;      /* where its --local will stand, at its end */
    struct program *programs;
    size_t program_count;
    struct side *sides;
    struct contest contest;
    struct verdict verdict;
};

/* ---- In this process --------------------------------------------------------------------- */

/* One run of `input` on the session's engine: its output, or what it failed with, goes to
 * `out`. */
static enum execution_status run_value(struct session *s, struct value *input,
                                       const struct observer *observer, struct buf *out)
{
    struct execution *x = session_start(s, s->options->name, input, observer);
    session_run(s);
    enum execution_status status = x->status;
    if (status == EXECUTION_SUCCEEDED && out != NULL) {
        write_json(out, x->output);
    } else if (status != EXECUTION_SUCCEEDED && out != NULL) {
        struct answer a = answer_of(x);
        struct value *failure = answer_failure(&a);
        write_json(out, failure);
        value_release(failure);
    }
    run_release(x);
    return status;
}

/* The same from text to text. Returns false if the text is not JSON. */
static bool run_text(struct session *s, const char *text, size_t size, struct buf *out,
                     enum execution_status *ret_status)
{
    struct value *input;
    struct read_error e;
    if (!read_json(text, size, &input, &e)) {
        return false;
    }
    *ret_status = run_value(s, input, NULL, out);
    value_release(input);
    return true;
}

static bool succeeded(const struct bench *b, enum execution_status status)
{
    if (status != EXECUTION_SUCCEEDED && !b->session.is_stopped) {
        message_print(b->options->common.program, "this time the run %s",
                      execution_status_word(status));
    }
    return status == EXECUTION_SUCCEEDED;
}

static bool run_inside(struct side *s)
{
    struct bench *b = s->owner;
    enum execution_status status = EXECUTION_RUNNING;
    buf_clear(&b->text);
    int64_t start_ns = clock_monotonic_ns();
    run_text(&b->session, b->input_text.text, b->input_text.size, &b->text, &status);
    sample_add(&s->sample, clock_monotonic_ns() - start_ns, 1);
    return succeeded(b, status);
}

static bool run_states(struct side *s)
{
    struct bench *b = s->owner;
    int64_t start_ns = clock_monotonic_ns();
    enum execution_status status = run_value(&b->session, b->input, NULL, NULL);
    sample_add(&s->sample, clock_monotonic_ns() - start_ns, 1);
    return succeeded(b, status);
}

/* Answer each line of standard input with a line, as soon as no more lines have come. */
static void answer_lines(void *owner)
{
    const struct bench *b = owner;
    struct session s;
    struct lines lines;
    struct line line;
    struct buf answers = { 0 };
    enum execution_status status;
    session_open(&s, b->workflow, &b->options->common);
    lines_open(&lines, STDIN_FILENO);
    bool goes_on = session_bind(&s);
    while (goes_on && lines_fill(&lines) == 0 && !lines.has_ended) {
        buf_clear(&answers);
        while (lines_next(&lines, &line)) {
            run_text(&s, line.text, line.size, &answers, &status);
            buf_char(&answers, '\n');
        }
        goes_on = descriptor_write(output_fd(), answers.text, answers.size) == 0;
    }
    buf_release(&answers);
    lines_close(&lines);
    session_close(&s);
}

/* ---- In other processes ------------------------------------------------------------------ */

/* Whether an answer of the program is what our own first run gave. Where no other program takes
 * part there is nothing to compare. */
static bool agrees(struct program *p, const char *text, size_t size)
{
    struct bench *b = p->bench;
    const struct bench_options *o = b->options;
    if (p->agreed.size == size && memcmp(p->agreed.text, text, size) == 0) {
        return true;
    }
    if (o->against.count + o->against_warm.count > 0 &&
        !verdict_agrees(p->rival.name, text, size, o->common.program, b->output)) {
        return false;
    }
    buf_clear(&p->agreed);
    buf_put(&p->agreed, text, size);
    return true;
}

static bool run_process(struct side *s)
{
    struct program *p = s->owner;
    int64_t ns;
    if (!rival_run(&p->rival, &p->answer, &ns) || !agrees(p, p->answer.text, p->answer.size)) {
        return false;
    }
    sample_add(&s->sample, ns, 1);
    return true;
}

static bool run_lines(struct side *s)
{
    struct program *p = s->owner;
    size_t count = p->bench->verdict.burst;
    int64_t ns;
    if (!rival_exchange(&p->rival, &p->lines, count, &p->answer, &ns)) {
        return false;
    }
    sample_add(&s->sample, ns, count);
    const char *at = p->answer.text, *end = at + p->answer.size, *newline;
    while ((newline = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        if (!agrees(p, at, (size_t)(newline - at))) {
            return false;
        }
        at = newline + 1;
    }
    return true;
}

/* Our command line as one run's: the input comes on standard input, what only bench takes is
 * left out, all else stays. */
static void make_own_argv(struct bench *b)
{
    static const struct option_row *const left_out[] = { options_input, own_options,
                                                         options_local, options_load, NULL };
    const struct options *o = &b->options->common;
    size_t count = 0;
    b->own_argv = memory_array((size_t)o->argc + 2 + OWN_LOCAL, sizeof *b->own_argv);
    b->own_argv[count++] = o->program;
    b->own_argv[count++] = "run";
    for (int i = 2; i < o->argc; i++) {
        const char *arg = o->argv[i];
        const struct option_row *row = option_find(left_out, arg);
        if (row != NULL) {
            i += row->takes == OPTION_VALUE && strchr(arg, '=') == NULL;
        } else if (arg != o->input) {
            b->own_argv[count++] = arg;
        }
    }
    b->own_argv[count++] = "--input-file";
    b->own_argv[count++] = "-";
    b->own_local = count;
    for (size_t i = 0; i < OWN_LOCAL; i++) {
        b->own_argv[count++] = NULL;
    }
}

/* The runs use the services of the session, which are filled already. */
static void tell_local(struct bench *b)
{
    if (b->session.local != NULL) {
        b->own_argv[b->own_local] = "--local";
        b->own_argv[b->own_local + 1] = b->session.local;
    }
}

/* False, after a message: a command cannot be understood. */
static bool add_program(struct bench *b, const char *command)
{
    struct program *p = &b->programs[b->program_count++];
    *p = (struct program){ .bench = b };
    p->rival.name = command == NULL ? b->options->common.program : command;
    p->rival.input_fd = b->input_fd;
    p->rival.quiet = true;
    if (command == NULL) {
        p->rival.argv = b->own_argv;
        p->rival.file = "/proc/self/exe";
        return true;
    }
    p->words = words_split(command);
    if (p->words == NULL || p->words[0] == NULL) {
        message_print(b->options->common.program, "'%s': %s", command,
                      p->words == NULL ? "a quote is not closed" : "it names no command");
        return false;
    }
    p->rival.argv = (const char *const *)p->words;
    return true;
}

static void add_side(struct bench *b, struct side side)
{
    struct side *s = &b->sides[b->contest.count++];
    *s = side;
    sample_open(&s->sample);
}

/* Our own program, and those of the list to be compared with it. */
static bool add_programs(struct bench *b, const char *title, bool (*run)(struct side *s),
                         const struct option_list *commands)
{
    size_t first = b->contest.count;
    for (size_t i = 0; i <= commands->count; i++) {
        const char *command = i == 0 ? NULL : commands->texts[i - 1];
        if (!add_program(b, command)) {
            return false;
        }
        add_side(b, (struct side){ .title = title,
                                   .command = command,
                                   .run = run,
                                   .owner = &b->programs[b->program_count - 1],
                                   .against = first });
    }
    return true;
}

/* All sides in the order of the table. */
static bool add_sides(struct bench *b)
{
    const struct bench_options *o = b->options;
    size_t room = 4 + o->against.count + o->against_warm.count;
    b->programs = memory_array(room, sizeof *b->programs);
    b->sides = memory_array(room, sizeof *b->sides);
    b->contest.sides = b->sides;
    add_side(b, (struct side){ .title = "in one process", .run = run_inside, .owner = b });
    add_side(b, (struct side){ .title = "states alone",
                               .is_part = true,
                               .run = run_states,
                               .owner = b,
                               .against = 1 });
    return add_programs(b, "a process each", run_process, &o->against) &&
           (o->against_warm.count == 0 ||
            add_programs(b, "lines", run_lines, &o->against_warm));
}

/* Before this process has any thread: then a child of ours can still do all that we can. */
static bool start_lines(struct bench *b)
{
    for (size_t i = 0; i < b->contest.count; i++) {
        struct side *s = &b->sides[i];
        struct program *p = s->owner;
        if (s->run != run_lines) {
            continue;
        }
        p->rival.quiet = s->command == NULL; /* what it has to say, this process says as well */
        bool started = s->command == NULL ? rival_fork(&p->rival, answer_lines, b)
                                          : rival_start(&p->rival);
        if (!started) {
            return false;
        }
    }
    return true;
}

/* ---- The contest ------------------------------------------------------------------------- */

static void count_states(void *owner, const struct asl_frame *f, enum passage what, int index)
{
    struct bench *b = owner;
    (void)f, (void)index;
    b->verdict.transitions += what == PASSAGE_STATE;
}

/* Whoever measures a workflow that waits rarely wants to measure its waits. */
static void hint(struct bench *b)
{
    if (!b->hinted && !b->options->common.virtual_time) {
        message_print(b->options->common.program,
                      "the run waits, and every run will: --virtual-time jumps over waits");
        b->hinted = true;
    }
}

static void count_waits(void *owner, const struct execution *x, const struct history_event *e)
{
    struct bench *b = owner;
    (void)x;
    b->waiting += e->event == EVENT_WAIT_ENTERED;
    b->waiting -= e->event == EVENT_WAIT_EXITED || e->event == EVENT_WAIT_STATE_ABORTED;
}

static void on_retry(void *owner, const struct execution *x, const struct history_retry *r)
{
    (void)x;
    if (r->wait_ms >= LONG_WAIT_MS) {
        hint(owner);
    }
}

static void look_at_waits(void *owner)
{
    struct bench *b = owner;
    b->look_timer = 0;
    if (b->waiting > 0) {
        hint(b);
    }
}

/* The run that all others are compared with. Its exit code. */
static int run_first(struct bench *b)
{
    struct loop *l = b->session.loop;
    struct observer counter = { .event = count_waits,
                                .retry = on_retry,
                                .passage = count_states,
                                .children = true,
                                .owner = b };
    b->look_timer = loop_real_deadline(l, LONG_WAIT_MS, look_at_waits, b);
    enum execution_status status = run_value(&b->session, b->input, &counter, &b->output_text);
    if (b->look_timer != 0) {
        loop_real_cancel(l, b->look_timer);
    }
    if (status != EXECUTION_SUCCEEDED) {
        message_print(b->options->common.program, "the run %s: %s",
                      execution_status_word(status), buf_string(&b->output_text));
        return (int)answer_exit(status);
    }
    struct read_error e;
    read_json(b->output_text.text, b->output_text.size, &b->output, &e);
    b->verdict.output_bytes = b->output_text.size;
    b->verdict.input_bytes = b->input_text.size - 1;
    return EXIT_SUCCEEDED;
}

static void choose_burst(struct bench *b)
{
    struct side *inside = &b->sides[0];
    size_t pair = b->input_text.size + b->output_text.size + 1;
    while (inside->sample.open_ns < BURST_NS && inside->run(inside)) {
    }
    double run_ns = sample_percentile_ns(&inside->sample, 0.5);
    double lines = BURST_NS / (run_ns < 1 ? 1 : run_ns);
    size_t burst = lines > BURST_LINES_MAX ? BURST_LINES_MAX : (size_t)lines;
    burst = burst * pair > BURST_BYTES_MAX ? BURST_BYTES_MAX / pair : burst;
    burst = burst == 0 ? 1 : burst;
    sample_end_round(&inside->sample, SAMPLE_FORGET);
    b->verdict.burst = burst;
    for (size_t i = 0; i < b->program_count; i++) {
        for (size_t line = 0; line < burst; line++) {
            buf_put(&b->programs[i].lines, b->input_text.text, b->input_text.size);
        }
    }
}

/* Once each, so that whoever gives another output is found before anything is measured. */
static bool try_all(struct bench *b)
{
    if (b->options->against_warm.count > 0) {
        choose_burst(b);
    }
    for (size_t i = 2; i < b->contest.count; i++) {
        struct program *p = b->sides[i].owner;
        bool quiet = p->rival.quiet;
        p->rival.quiet = false;
        if (!b->sides[i].run(&b->sides[i])) {
            return false;
        }
        p->rival.quiet = quiet;
        sample_end_round(&b->sides[i].sample, SAMPLE_FORGET);
    }
    return true;
}

static void on_stop(void *owner, int signal)
{
    struct bench *b = owner;
    (void)signal;
    b->session.is_stopped = true;
    session_abort(&b->session);
}

/* A signal is noticed in a turn of the loop only. */
static bool is_stopped(void *owner)
{
    struct bench *b = owner;
    loop_turn(b->session.loop, false);
    return b->session.is_stopped;
}

static void look_at_memory(struct bench *b)
{
    b->sides[0].peak_kib = rival_peak_kib(0);
    for (size_t i = 2; i < b->contest.count; i++) {
        const struct rival *r = &((struct program *)b->sides[i].owner)->rival;
        b->sides[i].peak_kib = r->pid != 0 ? rival_peak_kib(r->pid) : rival_run_peak_kib(r);
    }
}

/* The exit code. */
static int hold(struct bench *b)
{
    const struct bench_options *o = b->options;
    loop_on_stop(b->session.loop, on_stop, b);
    int code = run_first(b);
    if (code != EXIT_SUCCEEDED) {
        return code;
    }
    b->contest.seconds = o->seconds > 0 ? o->seconds : SECONDS_DEFAULT;
    if (!try_all(b) || !contest_hold(&b->contest, is_stopped, b)) {
        return is_stopped(b) ? EXIT_ABORTED : EXIT_FAILED;
    }
    look_at_memory(b);
    bool written = o->json ? verdict_json(&b->verdict, &b->contest)
                           : verdict_table(&b->verdict, &b->contest);
    if (!written) {
        message_print(o->common.program, "standard output: cannot be written: %s",
                      strerror(errno));
    }
    return written ? EXIT_SUCCEEDED : EXIT_MACHINE;
}

static void release(struct bench *b)
{
    for (size_t i = 0; i < b->program_count; i++) {
        struct program *p = &b->programs[i];
        rival_end(&p->rival);
        words_release(p->words);
        buf_release(&p->lines);
        buf_release(&p->answer);
        buf_release(&p->agreed);
    }
    for (size_t i = 0; i < b->contest.count; i++) {
        sample_close(&b->sides[i].sample);
    }
    memory_release(b->programs);
    memory_release(b->sides);
    memory_release(b->own_argv);
    value_release(b->input);
    value_release(b->output);
    buf_release(&b->input_text);
    buf_release(&b->output_text);
    buf_release(&b->text);
    if (b->input_fd >= 0) {
        close(b->input_fd);
    }
}

/* The input as one line, and as a file for others. */
static bool take_input(struct bench *b)
{
    if (!session_input(&b->options->common, &b->input)) {
        return false;
    }
    write_json(&b->input_text, b->input);
    buf_char(&b->input_text, '\n');
    b->input_fd = descriptor_of_bytes(b->input_text.text, b->input_text.size);
    if (b->input_fd < 0) {
        message_print(b->options->common.program,
                      "the input: a file in memory cannot be made for it: %s",
                      strerror(-b->input_fd));
    }
    return b->input_fd >= 0;
}

static int with_session(struct bench *b)
{
    int code = EXIT_USAGE;
    session_open(&b->session, b->workflow, &b->options->common);
    if (session_bind(&b->session)) {
        tell_local(b);
        code = hold(b);
    }
    session_close(&b->session);
    return code;
}

static int measure(const struct asl_workflow *w, const struct options *o)
{
    struct bench b = { .workflow = w,
                       .options = (const struct bench_options *)o,
                       .input_fd = -1 };
    b.verdict = (struct verdict){ .workflow = w->name,
                                  .is_virtual = o->virtual_time,
                                  .limits = !o->no_limits };
    int code = EXIT_USAGE;
    make_own_argv(&b);
    if (take_input(&b) && add_sides(&b)) {
        code = start_lines(&b) ? with_session(&b) : EXIT_FAILED;
    }
    release(&b);
    return code;
}

static const struct option_row *const options[] = { options_input,   options_name,
                                                    own_options,     options_mock,
                                                    options_session, options_local,
                                                    options_load,    NULL };

const struct asl_feature asl_feature_bench = {
    .word = "bench",
    .usage = "[JSON] [OPTION]...",
    .help = "measure how fast the workflow runs, alone or against another program",
    .argument = &options_json,
    .options = options,
    .size = sizeof(struct bench_options),
    .is_trial = true,
    .run = measure,
};
